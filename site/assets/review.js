// The review page: keeps the quote in sight, and turns a selected passage into a record made by hand.
// Offsets are counted in characters (Unicode code points) from the start of the source, as the server counts them,
// so the .source element holds the source text and nothing else.

const source = document.querySelector('.source[data-source]');
const runes = (text) => [...text].length;

// ---- the current quote, without moving the page

const showCurrent = () => {
  const mark = source.querySelector('mark.current');
  if (!mark) return;
  const top = mark.getBoundingClientRect().top - source.getBoundingClientRect().top;
  source.scrollTop += top - source.clientHeight / 3;
};

// ---- a passage

// passage gives {from, to, text} of what is selected inside the source, without the blanks at its ends; or null.
const passage = () => {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!source.contains(range.startContainer) || !source.contains(range.endContainer)) return null;
  const raw = range.toString();
  const text = raw.trim();
  if (!text) return null;
  const before = document.createRange();
  before.selectNodeContents(source);
  before.setEnd(range.startContainer, range.startOffset);
  const from = runes(before.toString()) + runes(raw) - runes(raw.trimStart());
  return { from, to: from + runes(text), text };
};

const byHand = () => {
  const bar = document.querySelector('.picked');
  const form = document.querySelector('form[data-byhand]');
  if (!bar || !form) return;
  const { from, to, quote } = form.elements;
  let picked = null;

  document.addEventListener('selectionchange', () => {
    const now = passage();
    if (now) picked = now; // a click elsewhere keeps the last passage
    bar.hidden = !picked;
    if (now) bar.querySelector('q').textContent = now.text;
  });

  bar.querySelector('button').addEventListener('click', () => {
    if (!picked) return;
    from.value = picked.from;
    to.value = picked.to;
    quote.value = picked.text;
    form.closest('details')?.setAttribute('open', '');
    quote.scrollIntoView({ block: 'center' });
    quote.focus({ preventScroll: true });
  });

  // A passage typed or changed by hand has no place any more: the server looks for it.
  quote.addEventListener('input', () => { from.value = to.value = ''; });
};

if (source) {
  showCurrent();
  byHand();
  document.addEventListener('htmx:afterSettle', showCurrent);
}
