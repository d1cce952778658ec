/**
 * What pages do better with a little JavaScript; all of it works without. Keys move along lists,
 * `/` goes to the search, `n` to what is next, Ctrl and Enter send what is being written, one box
 * chooses all, the slider of dates sends its form, and what has changed is put in place where nobody
 * reads, chooses or writes; a line says so where somebody does.
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
  n: () => document.querySelector('main a[rel=next]')?.click(),
  x: () => document.activeElement?.closest('tr')?.querySelector('input[type=checkbox]')?.click(),
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey && event.key === 'Enter') event.target.form?.requestSubmit();
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return;
  const isArrow = event.key.startsWith('Arrow');
  // Arrows scroll a page as ever, until somebody stands in a list.
  if (isArrow && !stops().includes(document.activeElement)) return;
  const act = keys[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
});

/** What stands in the page only where there is JavaScript. */
function enhance(part) {
  for (const all of part.querySelectorAll('[data-chooses]')) {
    all.closest('[hidden]')?.removeAttribute('hidden');
  }
}
enhance(document);

document.addEventListener('change', ({ target }) => {
  const { chooses, sends } = target.dataset;
  if (sends !== undefined) target.form?.requestSubmit();
  if (chooses === undefined) return;
  for (const box of document.querySelectorAll(`input[name="${chooses}"]`)) {
    box.checked = target.checked;
  }
});

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

// On a phone the menu is wider than the screen: where one is stands in sight.
const here = document.querySelector('header nav [aria-current]');
const menu = here?.closest('nav');
if (menu) menu.scrollLeft = here.offsetLeft - menu.offsetLeft - 24;

const main = document.querySelector('main');
const news = document.querySelector('#news');

/** A field that no longer holds what the page came with. */
function isFilled(field) {
  if (field.matches('[type=checkbox], [type=radio]')) return field.checked !== field.defaultChecked;
  if (!field.matches('select')) return field.value !== field.defaultValue;
  const usual = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(0, usual);
}

/** Whether somebody writes, chooses or marks something there, or has sent it. */
function isInUse(part) {
  const at = document.activeElement;
  const marked = getSelection();
  const fields = 'input:not([type=hidden]), select, textarea';
  return (
    (part.contains(at) && at.matches('input, select, textarea, button, summary')) ||
    (!marked.isCollapsed && marked.containsNode(part, true)) ||
    [part, ...part.querySelectorAll('form')].some((form) => sent.has(form)) ||
    [part, ...part.querySelectorAll(fields)].some((one) => one.matches(fields) && isFilled(one))
  );
}

/** By what a part, a row or a link is known again on the page as it is now. */
const nameOf = (one) =>
  [one, one.querySelector('a')]
    .map((it) => it?.id || it?.getAttribute('aria-label') || it?.getAttribute('href'))
    .find(Boolean) ?? one.textContent;

/** Puts the new in the place of the old wherever they differ; false where somebody is at it. */
function renew(old, fresh) {
  if (old.isEqualNode(fresh)) return true;
  if (isInUse(old)) {
    // A form is made from one state of things: it is renewed whole, or not at all.
    return (
      !old.matches('form') &&
      old.children.length > 0 &&
      renewAll([...old.children], [...fresh.children])
    );
  }
  const at = document.activeElement;
  const same = old.contains(at)
    ? [fresh, ...fresh.querySelectorAll('*')].find(
        (one) => one.tagName === at.tagName && nameOf(one) === nameOf(at),
      )
    : null;
  if (same === undefined) return false;
  old.replaceWith(fresh);
  same?.focus({ preventScroll: true });
  return true;
}

/** The same for all parts of a part: what came or went is what stands between those that are alike. */
function renewAll(olds, freshes) {
  const pairs = (some, others) => some.map((old, at) => renew(old, others[at])).every(Boolean);
  if (olds.length === freshes.length) return pairs(olds, freshes);
  const isLike = (old, fresh) => nameOf(old) === nameOf(fresh) && old.tagName === fresh.tagName;
  const most = Math.min(olds.length, freshes.length);
  let begin = 0;
  while (begin < most && isLike(olds[begin], freshes[begin])) begin += 1;
  let end = 0;
  while (end < most - begin && isLike(olds.at(-1 - end), freshes.at(-1 - end))) end += 1;
  const between = (all) => all.slice(begin, all.length - end);
  const around = (all) => [...all.slice(0, begin), ...all.slice(all.length - end)];
  const goes = between(olds);
  if (goes.some((old) => isInUse(old) || old.contains(document.activeElement))) return false;
  (goes[0] ?? olds[begin] ?? null)?.before(...between(freshes));
  if (begin === olds.length) olds.at(-1)?.after(...between(freshes));
  for (const old of goes) old.remove();
  return pairs(around(olds), around(freshes));
}

/** Does something to the page, and leaves what is read where it is: what has the focus, or is seen first. */
function inPlace(work) {
  const topsNow = () => {
    const tops = new Map();
    for (const one of main.querySelectorAll('h1, h2, h3, tr, li, p, dl, a')) {
      const name = `${one.tagName} ${nameOf(one)}`;
      // What there is twice is no mark.
      tops.set(name, tops.has(name) ? Number.NaN : one.getBoundingClientRect().top);
    }
    return tops;
  };
  const at = document.activeElement;
  const before = topsNow();
  const isDone = work();
  if (scrollY === 0) return isDone;
  const after = topsNow();
  const seen = [...before].filter(([, top]) => top >= 0 && top < innerHeight);
  const held = seen.filter(([name]) => name === `${at.tagName} ${nameOf(at)}`);
  const mark = [...held, ...seen].find(([name]) => after.get(name) >= Number.NEGATIVE_INFINITY);
  if (mark !== undefined) {
    scrollBy({ top: after.get(mark[0]) - mark[1], behavior: 'instant' });
  }
  return isDone;
}

/** What the page has in it now; null where that cannot be had, or is another page. */
async function mainNow() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok || answer.redirected) return null;
  const made = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = document.adoptNode(made.querySelector('main'));
  enhance(fresh);
  fresh.querySelector('#news')?.replaceWith(news.cloneNode(true));
  const olds = [...main.querySelectorAll('details')];
  for (const one of fresh.querySelectorAll('details')) {
    one.open = olds.find((old) => nameOf(old) === nameOf(one))?.open ?? one.open;
  }
  document.title = made.title;
  return fresh;
}

let isPressed = false;
addEventListener('pointerdown', () => {
  isPressed = true;
});
for (const end of ['pointerup', 'pointercancel']) {
  addEventListener(end, () => {
    isPressed = false;
  });
}

// A page that nobody looks at holds no connection: browsers have few of them for one address.
if (news !== null && 'EventSource' in window) {
  const seconds = Number(news.dataset.live ?? 0);
  let source = null;
  let hasListened = false;
  let isBehind = false;
  let timer = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const sayChanged = (isChanged) => {
    if (isChanged === !news.hidden) return;
    news.hidden = !isChanged;
    document.querySelector('#news-says').textContent = 'Something has changed since.';
  };
  const look = async () => {
    isBehind = false;
    lookedAt = performance.now();
    const fresh = await mainNow().catch(() => null);
    timer = null;
    // A click that has begun ends on what it began on.
    if (isPressed) isBehind = true;
    else if (fresh === null) sayChanged(true);
    else sayChanged(!inPlace(() => renewAll([...main.children], [...fresh.children])));
    if (isBehind) hear();
  };
  const hear = () => {
    isBehind = true;
    if (seconds === 0) sayChanged(true);
    else
      timer ??= setTimeout(
        () => void look(),
        Math.max(0, lookedAt + seconds * 1000 - performance.now()),
      );
  };
  const listen = () => {
    source?.close();
    source = null;
    if (document.visibilityState === 'hidden') return;
    source = new EventSource('/api/v1/changes');
    source.addEventListener('change', hear);
    if (hasListened) hear();
    hasListened = true;
  };
  document.addEventListener('visibilitychange', listen);
  addEventListener('pagehide', () => source?.close());
  listen();
}
