// See docs/widget.md.
(() => {
  // An element's id may be this name.
  if ((window.payment_widget || {}).events) return;
  const doc = document, current = doc.currentScript;
  const home = new URL('/hpp/', current ? current.src : location.href).href;
  const events = {};
  for (const name of ['ready', 'rendered', 'resize', 'status', 'return', 'close', 'error']) events[name] = name;
  const bound = {}, open = new Map();

  const make = (tag, props, css) => {
    const element = Object.assign(doc.createElement(tag), props);
    element.style.cssText = css;
    return element;
  };

  // customer: {email} is customer[email].
  const query = options => {
    const params = new URLSearchParams();
    const put = (name, value) => {
      if (value == null || typeof value == 'function') return;
      if (typeof value != 'object') params.append(name, value);
      else for (const key in value) put(name ? `${name}[${key}]` : key, value[key]);
    };
    put('', options);
    return params;
  };

  const tell = (widget, name, detail) => {
    detail = { frame_id: widget.id, ...detail };
    widget.host.dispatchEvent(new CustomEvent('paycore:' + name, { detail, bubbles: true }));
    for (const handler of [widget.handlers[name], ...(bound[name] || [])]) if (handler) handler(detail);
  };

  const fail = (widget, message) => {
    if (widget.ready || widget.note || open.get(widget.id) != widget) return;
    const note = widget.note = make('p', { textContent: message + ' ' }, 'margin:0;padding:1em');
    note.setAttribute('role', 'alert');
    if (widget.url) note.append(make('a', { href: widget.url, textContent: widget.open_text }, 'color:inherit'));
    widget.box.prepend(note);
    tell(widget, 'error', { message, url: widget.url });
  };

  const holdsFocus = ({ dialog, box }) => dialog || box.contains(doc.activeElement);

  const close = (id, silent) => {
    const widget = open.get(id);
    if (!widget) return;
    // It returns first.
    if (widget.paycore == 'return' && !silent) return widget.paycore = setTimeout(close, 5e3, id);
    open.delete(id);
    const inside = holdsFocus(widget);
    widget.box.remove();
    if (silent) return;
    if (inside) widget.back.focus();
    tell(widget, 'close');
  };

  const idOf = options => options.frame_id || 'payment_frame';

  const init = (options, place) => {
    const { base_url, selector_id, frame_id, target, handlers, title = 'Payment', close_text = 'Close', open_text = 'Open the payment page',
      failed_text = 'The payment page did not open here.', ...rest } = options;
    const id = idOf(options), lightbox = target == 'lightbox';
    const host = place || doc.getElementById((selector_id || 'payment_widget').replace('#', '')) || (lightbox && doc.body);
    if (!host && doc.readyState == 'loading') return addEventListener('DOMContentLoaded', () => init(options));

    let url = '', origin;
    if (rest.cpi || rest.public_key && rest.amount && rest.currency) {
      const base = new URL(base_url || home, location);
      origin = base.origin;
      url = base + (base.search ? '&' : '?') + query(rest);
    }
    if (url && target == 'redirect') return location.assign(url);
    if (url && target == 'blank') return window.open(url, '_blank');

    // The focus inside moves on.
    const old = open.get(id), inside = old && holdsFocus(old);
    const back = inside ? old.back : doc.activeElement;
    close(id, true);
    const box = make(lightbox ? 'dialog' : 'div', {}, lightbox ? 'width:44rem;max-width:100%;padding:0;border:0;border-radius:12px' : '');
    const widget = { id, options, place, url, origin, box, dialog: lightbox, host: host || doc.body, handlers: handlers || {}, back, open_text };
    open.set(id, widget);
    if (lightbox) {
      box.setAttribute('aria-label', title);
      box.append(make('button', { type: 'button', textContent: '\u2715', ariaLabel: close_text, onclick: () => close(id) },
        'display:block;margin-left:auto;width:44px;height:44px;border:0;background:none;color:inherit;font:inherit;cursor:pointer'));
      box.onclose = () => close(id);
    }
    widget.host.append(box);
    if (lightbox) box.showModal();
    if (!url || !host) return fail(widget, host ? 'The payment needs a cpi, or public_key, amount and currency.' : `There is no element ${selector_id || 'payment_widget'} to pay in.`);

    const frame = widget.frame = make('iframe', { id, title, src: url, referrerPolicy: 'origin', allow: 'clipboard-write' }, 'display:block;width:100%;height:40rem;border:0');
    const wrong = () => fail(widget, failed_text);
    // A page that stays silent was blocked.
    frame.onload = () => {
      frame.contentWindow.postMessage('hello', origin);
      setTimeout(wrong, 3e3);
    };
    setTimeout(wrong, 2e4);
    box.append(frame);
    if (inside) frame.focus();
    tell(widget, 'rendered');
    return frame;
  };

  // Only the frame's own window, and only while our page is in it.
  addEventListener('message', ({ source, origin, data }) => {
    for (const widget of open.values()) {
      const { frame, id } = widget;
      if (!frame || source != frame.contentWindow || origin != widget.origin || !data) continue;
      const { paycore, ...detail } = data;
      if (data == 'close' || data == 'delete' || paycore == 'escape' && widget.dialog) close(id);
      else if (data == 'reinit') init(widget.options, widget.place);
      else if (paycore == 'ready') {
        if (widget.note) widget.note.remove();
        if (!widget.ready) tell(widget, 'ready');
        else if (frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
        widget.ready = true;
      } else if (paycore == 'resize' || paycore == 'status' || paycore == 'return') {
        widget.paycore = paycore;
        if (detail.height > 0) frame.style.height = Math.min(detail.height, 2e4) + 'px';
        tell(widget, paycore, detail);
      }
    }
  });

  const bindEventListener = (name, handler) => void (bound[name] = bound[name] || []).push(handler);
  // What is not given again stays.
  const reinit = options => {
    const { options: kept, place } = open.get(idOf(options)) || {}, all = { ...kept };
    for (const key in options) if (options[key] !== undefined) all[key] = options[key];
    return init(all, place);
  };
  const door = translate => ({
    init: (options = {}) => init(translate(options)), reinit: (options = {}) => reinit(translate(options)), close: (options = {}) => close(idOf(translate(options))),
    bindEventListener, events,
  });
  window.payment_widget = door(options => options);
  // The earlier generation: @paycore/merchant-widget-js.
  window.widget = door(({ selector, flow, baseUrl, frameId, ...rest }) =>
    ({ ...rest, selector_id: selector, base_url: baseUrl, frame_id: frameId || 'payment_widget', target: flow == 'redirect' ? 'blank' : flow }));

  let count = 0;
  const isOption = name => !/^(id|class|style|slot|hidden|(aria|data)-.*)$/.test(name);
  customElements.define('paycore-checkout', class extends HTMLElement {
    connectedCallback() {
      this.frame = this.frame || 'paycore_' + ++count;
      this.watch = new MutationObserver(changes => changes.some(c => isOption(c.attributeName)) && this.show());
      this.watch.observe(this, { attributes: true });
      this.show();
    }
    disconnectedCallback() {
      this.watch.disconnect();
      close(this.frame, true);
    }
    // Once for all attributes that change together.
    show() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        const options = { frame_id: this.frame };
        for (const { name, value } of this.attributes) if (isOption(name)) options[name.replace(/-/g, '_')] = value;
        if (this.isConnected) init(options, this);
      });
    }
  });

  if (window.HPPConfig) init(window.HPPConfig);
})();
