package site

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// ready waits until the map has drawn what it asked for; turn is how often it has.
func (b *tab) ready(turn string) {
	b.t.Helper()
	b.run(chromedp.Poll(`document.querySelector('[data-map-live]')?.dataset.ready >= `+turn, nil))
}

// The map loads, moves and follows the keyboard, and the browser has nothing to
// complain of.
func TestMapMoves(t *testing.T) {
	h := furnished(t)
	b := h.browse(1280, 900)
	b.enter(h.seat("office"))
	b.goTo("/en/twin/map")
	b.ready("1")
	b.run(chromedp.Poll(`document.querySelector('.leaflet-land-pane path')`, nil))
	for _, wrong := range b.complaints() {
		t.Error(wrong)
	}
	t.Log(js[string](b, `document.querySelector('#map-key').innerText`), strings.TrimSpace(b.path()))
	t.Log(js[string](b, `document.querySelector('[data-map-live]').outerHTML.slice(0, 3000)`))
}
