package site

import (
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	h := furnished(t)
	b := h.browse(1280, 900)
	b.enter(h.seat("secretary"))
	for _, at := range []string{"/en/twin", "/en/twin/measures/MEA-005", "/en/twin/agreements/AGR-001"} {
		s := time.Now()
		lap := func(what string) { t.Log(at, what, time.Since(s)); s = time.Now() }
		b.theme("light")
		lap("theme")
		b.goTo(at)
		lap("goto")
		b.axe("")
		lap("axe")
		b.theme("dark")
		lap("theme")
		b.axe("color-contrast")
		lap("contrast")
		b.size(390, 800)
		lap("size")
		js[int64](b, "document.documentElement.scrollWidth")
		lap("js")
		b.size(320, 800)
		js[int64](b, "document.documentElement.scrollWidth")
		lap("320")
		b.size(1280, 900)
		lap("1280")
		b.refused()
		lap("refused")
	}
}
