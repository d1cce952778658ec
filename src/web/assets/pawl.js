/**
 * What pages do better with a little JavaScript; all of it works without. Keys move along lists,
 * `/` goes to the search, one box chooses all, the slider of dates sends its form, and a line says
 * when something has changed since the page was made.
 */

const isTyping = ({ target }) =>
  target instanceof HTMLElement && target.matches('input:not([type=checkbox]), select, textarea');

/** The links that name the rows of the lists of this page. */
const stops = () => [...document.querySelectorAll('main tbody th a, main .figures a')];

function step(by) {
  const all = stops();
  if (all.length === 0) return;
  const at = all.findIndex(
    (link) =>
      link === document.activeElement || link.closest('tr')?.contains(document.activeElement),
  );
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  all[Math.max(0, Math.min(all.length - 1, next))].focus();
}

const keys = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  '/': () => document.querySelector('#find')?.focus(),
  x: () => document.activeElement?.closest('tr')?.querySelector('input[type=checkbox]')?.click(),
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return;
  const isArrow = event.key.startsWith('Arrow');
  // Arrows scroll a page as ever, until somebody stands in a list.
  if (isArrow && !stops().includes(document.activeElement)) return;
  const act = keys[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
});

for (const all of document.querySelectorAll('[data-chooses]')) {
  const boxes = () => document.querySelectorAll(`input[name="${all.dataset.chooses}"]`);
  all.closest('[hidden]')?.removeAttribute('hidden');
  all.addEventListener('change', () => {
    for (const box of boxes()) box.checked = all.checked;
  });
}

for (const field of document.querySelectorAll('[data-sends]')) {
  field.addEventListener('change', () => field.form?.requestSubmit());
}

// Who clicks twice means it once. A page that is gone back to may be sent anew.
let sent = new WeakSet();
document.addEventListener('submit', (event) => {
  if (event.target.method !== 'post') return;
  if (sent.has(event.target)) event.preventDefault();
  sent.add(event.target);
});
addEventListener('pageshow', () => {
  sent = new WeakSet();
});

// A page that nobody looks at holds no connection: browsers have few of them for one address.
const news = document.querySelector('#news');
if (news !== null && 'EventSource' in window) {
  let source = null;
  const listen = () => {
    source?.close();
    source = null;
    if (document.visibilityState === 'hidden') return;
    source = new EventSource('/api/v1/changes');
    source.addEventListener('change', () => {
      news.hidden = false;
      document.querySelector('#news-says').textContent = 'Something has changed since.';
    });
  };
  document.addEventListener('visibilitychange', listen);
  addEventListener('pagehide', () => source?.close());
  listen();
}
