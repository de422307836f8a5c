package site

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// ready waits until the map has drawn what it asked for at least so often.
func (b *tab) ready(times string) {
	b.t.Helper()
	b.run(chromedp.Poll(`Number(document.querySelector('[data-map-live]')?.dataset.ready) >= `+times, nil))
}

// asked is how often the map has drawn what it asked for.
func (b *tab) asked() string {
	b.t.Helper()
	return js[string](b, `document.querySelector('[data-map-live]').dataset.ready`)
}

// moved does something and waits for the map's next answer.
func (b *tab) moved(do func()) {
	b.t.Helper()
	before := b.asked()
	do()
	b.ready(before + " + 1")
}

const inView = `Number(document.querySelector('#map-in .count').innerText)`

// The map loads, moves by keys and by its marks, the list beside it follows, the
// address too, and the browser has nothing to complain of.
func TestMapMoves(t *testing.T) {
	h := furnished(t)
	b := h.browse(1280, 900)
	b.enter(h.seat("office"))
	b.goTo("/en/twin/map")
	b.ready("1")
	if n := js[int](b, inView); n != 3 {
		t.Errorf("%d projects in the first view", n)
	}
	if js[bool](b, `getComputedStyle(document.querySelector('[data-map-still]')).display !== 'none'`) {
		t.Error("the drawing of the server stands beside the map")
	}
	// A mark of several leads closer by Enter; the keyboard does not lose its place.
	b.run(chromedp.Focus(".map-live a.mark.m-late", chromedp.ByQuery))
	b.moved(func() { b.run(strike("Enter", 0)) })
	if n, at := js[int](b, inView), b.path(); n != 2 || !strings.Contains(at, "z=") {
		t.Errorf("%d projects in view at %s", n, at)
	}
	if !js[bool](b, `document.querySelector('[data-map-live]').contains(document.activeElement)`) {
		t.Errorf("the focus has gone to %s", b.focus())
	}
	// Arrow keys move the map until nothing is in view, and the zoom leads back.
	b.run(chromedp.Focus("[data-map-live]", chromedp.ByQuery))
	for js[int](b, inView) > 0 {
		b.moved(func() {
			b.run(chromedp.Evaluate(`document.querySelector('[data-map-live]').dispatchEvent(new KeyboardEvent('keydown', {keyCode: 37, shiftKey: true, bubbles: true}))`, nil))
		})
	}
	if !strings.Contains(js[string](b, `document.querySelector('#map-side').innerText`), "No project in this view.") {
		t.Error("an empty view does not say so")
	}
	// The filter keeps the view, and what is asked comes back with it.
	at := js[string](b, `document.querySelector('[data-map-form]').elements.at.value`)
	b.run(chromedp.SetValue("select[name=state]", "late", chromedp.ByQuery), b.leads(chromedp.Evaluate(`document.querySelector('[data-map-form]').requestSubmit()`, nil).Do))
	b.ready("1")
	if now := js[string](b, `document.querySelector('[data-map-form]').elements.at.value`); now != at {
		t.Errorf("the filter moved the map from %s to %s", at, now)
	}
	// A single mark is a link to its project.
	b.goTo("/en/twin/map?project=PRJ-004&z=15")
	b.ready("1")
	if to := js[string](b, `new URL(document.querySelector('.map-live a.mark').href).pathname`); to != "/en/twin/projects/PRJ-004" {
		t.Errorf("the mark leads to %s", to)
	}
	for _, theme := range []string{"light", "dark"} {
		b.theme(theme)
		b.clean("the map, "+theme, "")
	}
	// Where there is land it is drawn, and no other site is asked for anything.
	b.goTo("/zh/twin/map?at=30,100&z=4")
	b.ready("1")
	b.run(chromedp.Poll(`document.querySelector('.leaflet-land-pane path')?.getBBox().width > 100`, nil))
	b.size(390, 844)
	b.moved(func() { b.run(chromedp.Evaluate(`dispatchEvent(new Event('resize'))`, nil)) })
	b.fits("the map on a phone", 390, 320)
	for _, wrong := range b.complaints() {
		t.Error(wrong)
	}
}

// Without scripts the map is a drawing with the same marks and lists, and links
// that move it.
func TestMapWithoutScripts(t *testing.T) {
	h := furnished(t)
	b := h.browse(1280, 900)
	b.enter(h.seat("office"))
	b.run(emulation.SetScriptExecutionDisabled(true))
	b.goTo("/en/twin/map")
	b.run(chromedp.WaitVisible("[data-map-still] a.mark", chromedp.ByQuery), chromedp.WaitVisible("#map-side .map-list a", chromedp.ByQuery))
	for _, press := range []string{"Closer", "East", "Wider", "Everything"} {
		b.run(b.leads(chromedp.Click(`//nav[@data-map-moves]/a[text()="`+press+`"]`, chromedp.BySearch).Do))
	}
	b.run(chromedp.WaitVisible("[data-map-still] a.mark", chromedp.ByQuery))
	b.run(emulation.SetScriptExecutionDisabled(false))
	b.clean("the drawing of the server", "")
	for _, wrong := range b.complaints() {
		t.Error(wrong)
	}
}

// The map page's scripts are within their budget.
func TestMapIsLight(t *testing.T) {
	h := furnished(t)
	v := h.seat("office")
	page := v.get("/en/twin/map").Body.String()
	sum := 0
	for _, name := range []string{"htmx.min.js", "app.js", "leaflet.js", "map.js", "pmtiles.js"} {
		w := v.do("GET", h.Assets.URL(name), "", "Accept-Encoding", "gzip")
		sum += w.Body.Len()
	}
	if sum > 110_000 || strings.Contains(page, "leaflet.js") {
		t.Errorf("%d bytes of scripts", sum)
	}
	if other := v.get("/en/twin/projects").Body.String(); strings.Contains(other, "leaflet") || strings.Contains(other, "map.js") {
		t.Error("another page loads the map's files")
	}
}
