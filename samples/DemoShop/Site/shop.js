// Opens the order's page as soon as its payment is settled; without this module a link does the same. Nobody looks: nothing is asked.
const order = document.querySelector('[data-watch]')?.dataset.watch;
let timer;

const look = async () => {
  clearTimeout(timer);
  if (document.hidden) return;
  const state = await fetch(`${order}/state`).then(answer => answer.text(), () => 'away');
  if (state === 'settled') return location.assign(order);
  clearTimeout(timer);
  timer = setTimeout(look, 2000);
};

if (order) {
  look();
  document.addEventListener('visibilitychange', look);
}
