/* The page does everything without this file, which only saves waiting and typing. No markup is made from text; words come from the page. */
const find = (query, root = document) => root.querySelector(query);
const every = (query, root = document) => [...root.querySelectorAll(query)];
const region = find('#live');
const say = text => { if (region && region.textContent !== (text ?? '')) region.textContent = text ?? ''; };
const make = (name, attributes, text = '') => {
  const element = document.createElement(name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  element.textContent = text;
  return element;
};

/* What the page is about has the focus. In a frame of another site browsers do not do that by themselves. */
if (self !== top) find('[autofocus]')?.focus();

/* One click is one payment. The server refuses a second use of a form anyway. */
const forget = () => every('form[data-sent]').forEach(form => {
  delete form.dataset.sent;
  every('[aria-busy]', form).forEach(button => button.removeAttribute('aria-busy'));
  say('');
});
addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post' || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 1;
  (event.submitter ?? find('button', form))?.setAttribute('aria-busy', 'true');
  say(region?.dataset.busy);
  setTimeout(forget, 20000);
});
addEventListener('pageshow', event => { if (event.persisted) forget(); });

/*
 * A link's form that is sent once more from this tab is the same payment: for half an hour it goes with the token it went with before; where the
 * merchant shows the outcome (data-returns) only after Back. Once an outcome was seen here the form tells it, and another order is possible.
 * Not in a frame: the whole window has another storage.
 */
const tab = (key, value) => {
  try {
    if (value !== undefined) sessionStorage.setItem(key, JSON.stringify(value));
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    // Forbidden here, or full.
    return {};
  }
};
const alone = self === top;
const order = alone && every('form[method=post]').find(form => /^\/(hpp|pay\/[^/]+)\/pay$/.test(new URL(form.action).pathname));
/* What stands on both pages: another payment of this tab is not the form's. */
const about = every('.summary .name, .summary .what, .summary .amount').map(element => element.textContent).join('\n');
const outcome = find('[data-live], .badge');
if (order) {
  // Shown again by the server: what was sent does not count.
  if (find('.problem, .notice')) tab(order.action, null);
  order.addEventListener('submit', () => {
    const content = JSON.stringify([...new FormData(order)].filter(([name]) => name !== 'token'));
    const before = tab(order.action);
    const mayRepeat = !order.dataset.returns || performance.getEntriesByType('navigation')[0]?.type === 'back_forward';
    if (mayRepeat && before.token && before.content === content && Date.now() - before.at < 18e5) order.elements.token.value = before.token;
    else tab(order.action, { content, token: order.elements.token.value, at: Date.now() });
    tab('sent', { action: order.action, about });
  });
} else if (alone && outcome) {
  const { action, about: sent } = tab('sent');
  if (action && sent === about) {
    const told = { href: location.pathname + location.search, text: `${document.title}: ${find('.amount').textContent}` };
    tab(action, find('.badge.bad') ? null : outcome.dataset.live ? { ...tab(action), ...told } : told);
    if (!outcome.dataset.live) tab('sent', null);
  }
}
addEventListener('submit', ({ target }) => { if (alone && target.action.endsWith('/process')) tab('sent', null); });
addEventListener('pageshow', () => {
  const { href, text } = order ? tab(order.action) : {};
  find('#sent')?.remove();
  if (!href) return;
  const notice = make('p', { id: 'sent', class: 'notice', role: 'status' });
  notice.append(make('a', { href }, text));
  find('h1').before(notice);
});

/* In a shop's frame a form that leads to a provider takes the window: not while a field is wrong. */
addEventListener('submit', event => {
  const form = event.target;
  if (alone || (event.submitter?.formTarget || form.target) !== '_top') return;
  every('input[data-invalid]', form).forEach(input => {
    input.dataset.touched = 1;
    judge(input);
  });
  const wrong = find('[aria-invalid]', form);
  if (!wrong) return;
  event.preventDefault();
  wrong.focus();
}, true);

/* A field is checked when it is left, by the server's own pattern; the server decides. */
const pattern = input => {
  try {
    return new RegExp(input.dataset.pattern, 'u');
  } catch {
    return /(?:)/;
  }
};
const judge = input => {
  // As the server reads it: pasted numbers bring marks of direction.
  const value = input.value.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '').trim();
  const wrong = value ? !pattern(input).test(value) && input.dataset.invalid : input.dataset.touched && input.dataset.required;
  const id = `${input.id}-error`;
  const known = find(`#${id}`);
  const others = (input.getAttribute('aria-describedby') ?? '').split(' ').filter(other => other && other !== id);
  if (!wrong) {
    known?.remove();
    input.removeAttribute('aria-invalid');
  } else {
    if (known) known.textContent = wrong;
    else input.before(make('span', { id, class: 'error' }, wrong));
    input.setAttribute('aria-invalid', 'true');
    others.push(id);
  }
  if (others.length) input.setAttribute('aria-describedby', others.join(' '));
  else input.removeAttribute('aria-describedby');
};
/* While a pointer is down nothing may move: the button would slip away from under it. */
let pressed = false;
addEventListener('pointerdown', () => { pressed = true; }, true);
for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => { pressed = false; }, true);
every('input[data-invalid]').forEach(input => {
  input.addEventListener('change', () => { input.dataset.touched = 1; });
  input.addEventListener('blur', () => {
    if (pressed) addEventListener('click', () => judge(input), { once: true });
    else judge(input);
  });
  input.addEventListener('input', () => { if (input.hasAttribute('aria-invalid')) judge(input); });
});

/* The list gets shorter while one types. A list that the server has filtered already is the server's. */
const search = find('form.search[data-found]');
if (search) {
  const plain = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const entries = every('.methods li').map(item => [item, plain(`${find('.name', item).textContent} ${item.dataset.words ?? ''}`)]);
  search.addEventListener('input', event => {
    const wanted = plain(event.target.value.trim());
    let found = 0;
    for (const [item, text] of entries) found += (item.hidden = !text.includes(wanted)) ? 0 : 1;
    say(found ? search.dataset.found.replace('#', found) : search.dataset.none);
  });
}

/* Status by server-sent events; asking is the fallback, and rests while nobody looks. */
const live = find('[data-live]');
if (live) {
  let source;
  let timer;
  let pause;
  // The merchant's page belongs into the window: in a frame a button leads there.
  const go = state => state.next && self === top ? location.replace(state.next) : location.reload();
  const later = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(ask, pause = Math.min(pause * 1.5, 30000));
  };
  const ask = async () => {
    try {
      const state = await (await fetch(live.dataset.live, { headers: { accept: 'application/json' } })).json();
      if (state.changed) return go(state);
      say('');
    } catch {
      say(region.dataset.offline);
    }
    if (!source) later();
  };
  const listen = () => {
    source?.close();
    clearTimeout(timer);
    pause = 2000;
    if (document.hidden) return;
    source = new EventSource(live.dataset.live);
    source.addEventListener('status', event => go(JSON.parse(event.data)));
    source.onerror = () => {
      source.close();
      source = null;
      ask();
    };
  };
  listen();
  addEventListener('visibilitychange', listen);
  addEventListener('online', () => { listen(); ask(); });
  addEventListener('offline', () => say(region.dataset.offline));
  addEventListener('pagehide', () => source?.close());
  addEventListener('pageshow', event => { if (event.persisted) { listen(); ask(); } });
}

/* Details to copy. */
const copies = find('.copy[data-copy]');
if (copies) every('.key', copies).forEach((value, i) => {
  const label = value.previousElementSibling;
  const text = value.textContent;
  const words = value.firstElementChild;
  label.id = `copy-${i}`;
  const button = make('button', { type: 'button', id: `copy-${i}-button`, 'aria-labelledby': `copy-${i}-button copy-${i}` }, copies.dataset.copy);
  button.addEventListener('click', async () => {
    let said = copies.dataset.copied;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Forbidden: the older way, or by hand.
      getSelection().selectAllChildren(words);
      if (!document.execCommand('copy')) said = copies.dataset.select;
    }
    button.textContent = said;
    say(said);
    setTimeout(() => { button.textContent = copies.dataset.copy; say(''); }, 3000);
  });
  value.append(button);
});

/* In the last hour the time left is shown, and said once, five minutes before the end. */
const until = find('[data-left]');
if (until) {
  const end = Date.now() + until.dataset.left * 1000;
  const clock = make('b', { role: 'timer' });
  const show = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    if (left > 3600) return;
    if (!clock.isConnected) until.append(make('br'), `${until.dataset.text} `, clock);
    clock.textContent = `${Math.floor(left / 60)}:${`${left % 60}`.padStart(2, '0')}`;
    if (left && left <= 300 && !said) {
      said = true;
      say(until.dataset.soon);
    }
    if (left) return;
    clearInterval(ticks);
    if (until.dataset.over) over(20);
  };
  let said = false;
  /* The server says when it is over; until then a page with a form stays as it is. */
  const over = tries => setTimeout(async () => {
    const state = await fetch(until.dataset.over, { headers: { accept: 'application/json' } }).then(answer => answer.json()).catch(() => ({}));
    if (state.changed) location.reload();
    else if (tries) over(tries - 1);
  }, 5000);
  const ticks = setInterval(show, 1000);
  show();
}
