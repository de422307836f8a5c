// Comfort for keyboards, and nothing else: every page works without this file.
// Parts: focus on errors, keys, the help dialog, and a word when a save is not confirmed.

const $ = (selector, from = document) => from.querySelector(selector);
const shown = (el) => el && el.getClientRects().length > 0;
const firstShown = (selector) => [...document.querySelectorAll(selector)].find(shown);

// ---- errors: focus moves to the summary; each line of it moves to its field

const focusErrors = (from) => $('.errors', from)?.focus();
focusErrors(document);

document.addEventListener('click', (e) => {
  const link = e.target.closest?.('.errors a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  e.preventDefault();
  field.closest('details')?.setAttribute('open', '');
  field.closest('.field')?.scrollIntoView({ block: 'start' });
  field.focus({ preventScroll: true });
});

// ---- keys

const KEYS_OFF = 'throughline.single-keys-off';
const keysOn = () => {
  try { return localStorage.getItem(KEYS_OFF) === null; } catch { return true; }
};
const setKeys = (on) => {
  try { on ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, '1'); } catch { /* private window: stays on */ }
};

const typing = (el) => el.isContentEditable ||
  el.matches?.('textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])');

// The places that g and a letter go to: the main navigation in its order, then My tasks.
const places = () => {
  const nav = $('nav[data-letters]');
  const found = new Map();
  if (nav) [...nav.querySelectorAll('a:not([data-go])')].forEach((a, i) => {
    const letter = nav.dataset.letters[i];
    if (letter) found.set(letter, a);
  });
  for (const a of document.querySelectorAll('a[data-go]')) if (!found.has(a.dataset.go)) found.set(a.dataset.go, a);
  return found;
};

const moveRow = (step) => {
  const links = [...document.querySelectorAll('.rows tbody tr, .tasks > li, .list > li')]
    .filter(shown).map((row) => $('a[href], button', row)).filter(Boolean);
  if (!links.length) return;
  const row = document.activeElement.closest?.('tr, li');
  const at = row ? links.findIndex((a) => row.contains(a)) : -1;
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step));
  links[next].focus();
};

const focusSearch = () => {
  const menu = $('.slim');
  if (shown(menu)) menu.open = true; // on a narrow screen the box is in the menu
  const box = firstShown('input[type=search]');
  box?.focus();
  return Boolean(box);
};

let going = 0; // until when a letter after g counts

const press = (key) => {
  if (going > Date.now()) {
    going = 0;
    const place = places().get(key);
    if (place) return place.click(), true;
  }
  switch (key) {
    case '/': return focusSearch();
    case '?': case '？': openHelp(); return true;
    case 'j': moveRow(1); return true;
    case 'k': moveRow(-1); return true;
    case 'g': going = Date.now() + 1500; return true;
  }
  const button = [...document.querySelectorAll('[data-key]')].find((el) => el.dataset.key === key && shown(el) && !el.disabled);
  button?.click();
  return Boolean(button);
};

document.addEventListener('keydown', (e) => {
  if (e.isComposing || e.defaultPrevented) return;
  if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && e.target.form) {
    e.preventDefault();
    e.target.form.requestSubmit();
    return;
  }
  if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || !keysOn() || $('dialog[open]')) return;
  if (press(e.key)) e.preventDefault();
});

// ---- help

const help = $('#help');

const openHelp = () => {
  const list = $('[data-keys]', help);
  if (!list.dataset.filled) {
    for (const [letter, a] of places()) list.append(line(['g', letter], a.firstChild.textContent.trim()));
    for (const el of document.querySelectorAll('[data-key]')) if (shown(el)) list.append(line([el.dataset.key], el.firstChild.textContent.trim()));
    list.dataset.filled = 'yes';
  }
  help.showModal();
};

const line = (keys, text) => {
  const both = document.createDocumentFragment();
  const dt = document.createElement('dt');
  keys.forEach((k, i) => {
    const kbd = document.createElement('kbd');
    kbd.textContent = k;
    dt.append(i ? ' ' : '', kbd);
  });
  const dd = document.createElement('dd');
  dd.textContent = text;
  both.append(dt, dd);
  return both;
};

if (help) {
  const button = $('[data-help]');
  const box = $('[data-keys-on]', help);
  button.hidden = false;
  button.addEventListener('click', openHelp);
  box.checked = keysOn();
  box.addEventListener('change', () => setKeys(box.checked));
}

// ---- htmx: errors after a swap, and an answer that never came

const fault = $('#fault');
document.addEventListener('htmx:afterSwap', (e) => { fault.hidden = true; focusErrors(e.target); });
for (const name of ['htmx:sendError', 'htmx:responseError', 'htmx:timeout']) {
  document.addEventListener(name, () => { fault.hidden = false; });
}
