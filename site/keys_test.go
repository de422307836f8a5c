package site

import (
	"context"
	"strings"
	"testing"

	"throughline/kit/words"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// strike presses and releases one key as a keyboard does: what the page does
// about the key decides whether a letter is written.
func strike(key string, modifiers input.Modifier) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		down, up := input.DispatchKeyEvent(input.KeyDown), input.DispatchKeyEvent(input.KeyUp)
		name, text, code := key, key, int64(strings.ToUpper(key)[0])
		switch {
		case key == "Enter":
			text, code = "\r", 13
		case key == "/" || key == "?":
			code = 191
		}
		if modifiers != 0 {
			text = ""
		}
		down = down.WithKey(name).WithText(text).WithWindowsVirtualKeyCode(code).WithModifiers(modifiers)
		if err := down.Do(ctx); err != nil {
			return err
		}
		return up.WithKey(name).WithWindowsVirtualKeyCode(code).WithModifiers(modifiers).Do(ctx)
	})
}

// keys presses keys that stay on the page.
func (b *tab) keys(keys string) {
	b.t.Helper()
	for _, k := range keys {
		b.run(strike(string(k), 0))
	}
}

// focus is what has the focus: the tag and the name or address of it.
func (b *tab) focus() string {
	b.t.Helper()
	return js[string](b, "(() => { const e = document.activeElement; return e.tagName + ' ' + (e.name || e.getAttribute('href') || e.id || '') })()")
}

func TestKeys(t *testing.T) {
	h := furnished(t)
	b := h.browse(1280, 900)
	w := &walker{tab: b, h: h, lang: words.EN, scripts: true}
	b.enter(h.seat("secretary"))
	b.goTo("/en/twin")
	b.keys("j")
	first := b.focus()
	b.keys("j")
	second := b.focus()
	b.keys("k")
	if b.focus() != first || first == second || !strings.HasPrefix(first, "A /en/twin/promises/") {
		t.Errorf("j and k move from %s to %s and back to %s", first, second, b.focus())
	}
	w.key("Enter")
	if at := b.path(); "A "+at != first {
		t.Errorf("Enter opens %s, not %s", at, first)
	}
	b.keys("g")
	w.key("m")
	w.at("/twin/conferences")
	b.keys("g")
	w.key("t")
	w.at("/twin/tasks")
	b.keys("/")
	if f := b.focus(); f != "INPUT q" {
		t.Errorf("/ leads to %s", f)
	}
	b.keys("jg?") // letters in a field are letters
	if typed := js[string](b, "document.activeElement.value"); typed != "jg?" {
		t.Errorf("typed %q", typed)
	}
	w.press("h1")
	b.keys("?")
	if !js[bool](b, "document.querySelector('#help').open") {
		t.Fatal("? opens no help")
	}
	w.press("#help [data-keys-on]")
	w.press("#help form button")
	b.keys("j")
	if f := b.focus(); strings.HasPrefix(f, "A ") {
		t.Errorf("single keys are off, and j leads to %s", f)
	}
	b.goTo("/en/twin/measures/new")
	w.press(`main [name="title"]`)
	w.run(w.leads(strike("Enter", input.ModifierCtrl).Do))
	if !js[bool](b, "document.querySelector('.errors') !== null") {
		t.Error("Ctrl and Enter do not send the form")
	}
	w.press(".errors a")
	if f := b.focus(); !strings.HasPrefix(f, "INPUT title") {
		t.Errorf("the first error leads to %s", f)
	}
	for _, c := range b.complaints() {
		t.Errorf("the browser complains: %s", c)
	}
}

// A passage selected in the text becomes a record of its own, at its place.
func TestAPassageIsMadeARecord(t *testing.T) {
	h := furnished(t)
	b := h.browse(1280, 900)
	w := &walker{tab: b, h: h, lang: words.EN, scripts: true}
	b.enter(h.seat("secretary"))
	reading := h.read()
	b.goTo(reading)
	const passage = "its characteristic"
	const choose = `(() => {
		const walk = document.createTreeWalker(document.querySelector('.source'), NodeFilter.SHOW_TEXT);
		for (let n; n = walk.nextNode();) {
			const at = n.data.indexOf('` + passage + `');
			if (at < 0) continue;
			const r = document.createRange();
			r.setStart(n, at - 1); // with the blanks around it
			r.setEnd(n, at + '` + passage + `'.length + 1);
			getSelection().removeAllRanges();
			getSelection().addRange(r);
			return true;
		}
		return false;
	})()`
	if !js[bool](b, choose) {
		t.Fatal("the passage is not in the text")
	}
	b.run(chromedp.WaitVisible(".picked button", chromedp.ByQuery))
	b.keys("m")
	if got := js[string](b, "document.querySelector('[data-byhand] [name=quote]').value"); got != passage {
		t.Fatalf("the form quotes %q", got)
	}
	w.choose("as", "note")
	w.follow("[data-byhand] .actions button")
	quote := js[string](b, "document.querySelector('.proposal blockquote').textContent")
	marked := js[string](b, "[...document.querySelectorAll('mark.current')].map((e) => e.textContent).join('')")
	if quote != passage || marked != passage {
		t.Errorf("made of %q, marked at %q", quote, marked)
	}
	for _, c := range b.complaints() {
		t.Errorf("the browser complains: %s", c)
	}
}
