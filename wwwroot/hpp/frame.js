// In a shop's frame: tells the page around it, and nobody else, how high this page is and where the payment stands (docs/widget.md).
(() => {
  const { origins = '', loopback, cpi, status, close } = document.currentScript.dataset;
  const ok = origin => origin === location.origin || origins.split(' ').includes(origin)
    || loopback && /^https?:\/\/((.+\.)?localhost|127\.0\.0\.1)(:\d+)?$/.test(origin);
  const root = document.documentElement;
  let to = (location.ancestorOrigins || [])[0] || document.referrer.replace(/\/$/, '');
  const say = message => ok(to) && parent.postMessage(message, to);
  const size = () => say({ paycore: 'resize', height: Math.ceil(root.getBoundingClientRect().height) });
  const report = () => {
    say({ paycore: 'ready' });
    size();
    if (status) say({ paycore: 'status', status, cpi });
    if (close) say('close');
  };
  addEventListener('message', ({ source, origin }) => {
    if (source !== parent || !ok(origin) || origin === to) return;
    to = origin;
    report();
  });
  addEventListener('keydown', e => e.key === 'Escape' && say({ paycore: 'escape' }));
  // The window around us hears once that the customer returns, before it goes.
  let told, going;
  addEventListener('click', e => {
    const link = e.target.closest('a[href]');
    if (!link || link.origin !== location.origin || !link.pathname.endsWith('/return') || e.ctrlKey || e.metaKey || e.shiftKey || going) return;
    e.preventDefault();
    if (told) return;
    told = true;
    say({ paycore: 'return' });
    setTimeout(() => {
      going = true;
      link.click();
    }, 100);
  });
  // Filling the window is for whole pages: here the window follows the page.
  document.body.style.minBlockSize = 0;
  new ResizeObserver(size).observe(root);
  report();
})();
