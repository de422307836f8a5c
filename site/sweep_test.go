package site

import (
	"os"
	"strings"
	"testing"

	"throughline/kit/words"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// swept are the pages that the accessibility sweep looks at: the seat from
// which each is seen, and the address within the language.
var swept = []struct{ seat, path string }{
	{"", "/sign-in"},
	{"leader", ""}, {"leader", "/twin"}, {"leader", "/twin?status=kept"}, {"leader", "/aid"}, {"leader", "/twin/promises/COM-003"}, {"leader", "/twin/promises/MEA-011"},
	{"leader", "/twin/search?q=water"}, {"leader", "/twin/search?q=nothingholdsthis"}, {"leader", "/twin/machines"},
	{"secretary", "/aid/conferences"}, {"secretary", "/aid/conferences/CNF-001"}, {"secretary", "/twin/conferences/CNF-002/agenda"},
	{"secretary", "/twin/conferences/new"}, {"secretary", "/aid/readings/new?sample=communique.en"}, {"secretary", "/aid/readings"},
	{"secretary", "/twin/measures"}, {"secretary", "/twin/measures/new"}, {"secretary", "/twin/measures/MEA-005"}, {"secretary", "/twin/measures/MEA-011"},
	{"secretary", "/twin/measures/import"}, {"secretary", "/twin/sources/SRC-001"},
	{"receiver", "/twin/agreements"}, {"receiver", "/twin/agreements/AGR-001"}, {"receiver", "/twin/commitments"}, {"receiver", "/twin/commitments/COM-009"},
	{"owner", "/twin/projects"}, {"owner", "/twin/projects/PRJ-001"}, {"office", "/twin/projects/new"},
	{"office", "/twin/parties"}, {"office", "/twin/parties/PL"}, {"office", "/twin/parties/new"}, {"office", "/twin/parties/import"},
	{"office", "/twin/pairings"}, {"office", "/twin/groups"}, {"office", "/twin/periods"}, {"office", "/twin/rules"}, {"office", "/twin/rules/edit"},
	{"provider", "/twin/tasks"}, {"admin", "/twin/parties/PL"}, {"leader", "/twin/no-such-page"},
}

// refused are forms sent with what they refuse, so that the pages with errors
// shown are looked at as well.
var refused = []struct{ seat, path, form string }{
	{"", "/sign-in", "form.signin"},
	{"secretary", "/twin/measures/new", `main form.form`},
	{"office", "/twin/parties/new", `main form.form`},
	{"secretary", "/aid/readings/new", `main form.form`},
}

const axeRun = `axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ')))`

func axe(b *tab, script string) []string {
	b.t.Helper()
	b.run(chromedp.Evaluate(script, nil))
	var found []string
	b.run(chromedp.Evaluate(axeRun, &found, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	return found
}

func axeScript(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// Every page, in both languages and both themes, has no fault that axe finds,
// nothing the browser complains of, and fits a phone.
func TestPagesAreAccessible(t *testing.T) {
	h := furnished(t)
	script := axeScript(t)
	seats := map[string]visitor{}
	for _, page := range swept {
		if _, there := seats[page.seat]; !there && page.seat != "" {
			seats[page.seat] = h.seat(page.seat)
		}
	}
	b := h.browse(1280, 900)
	at := ""
	for _, page := range swept {
		if page.seat != at {
			b = h.browse(1280, 900)
			if at = page.seat; at != "" {
				b.enter(seats[at])
			}
		}
		for _, l := range words.Langs {
			b.size(1280, 900)
			b.theme("light")
			b.goTo("/" + string(l) + page.path)
			look(b, script, "light")
			b.theme("dark")
			look(b, script, "dark")
			for _, width := range []int64{390, 320} {
				b.size(width, 800)
				if wide := js[int](b, "document.documentElement.scrollWidth"); int64(wide) > width {
					t.Errorf("%s as %s is %d wide on a screen of %d", b.path(), page.seat, wide, width)
				}
			}
		}
		for _, c := range b.complaints() {
			t.Errorf("%s as %s: the browser complains: %s", page.path, page.seat, c)
		}
	}
}

func look(b *tab, script, theme string) {
	b.t.Helper()
	for _, fault := range axe(b, script) {
		b.t.Errorf("%s (%s): %s", b.path(), theme, fault)
	}
}

func TestPagesWithErrorsAreAccessible(t *testing.T) {
	h := furnished(t)
	script := axeScript(t)
	for _, page := range refused {
		b := h.browse(1280, 900)
		if page.seat != "" {
			b.enter(h.seat(page.seat))
		}
		for _, l := range words.Langs {
			b.goTo("/" + string(l) + page.path)
			b.run(chromedp.Submit(page.form, chromedp.ByQuery), chromedp.WaitVisible(".errors", chromedp.ByQuery))
			look(b, script, "errors")
			if focused := js[string](b, "document.activeElement.className"); !strings.Contains(focused, "errors") {
				t.Errorf("%s: the focus is on %q and not on the errors", b.path(), focused)
			}
		}
	}
}

// The sweep sees faults: without this, a broken axe would pass every page.
func TestPlantedFaultsAreSeen(t *testing.T) {
	h := furnished(t)
	b := h.browse(1280, 900)
	b.goTo("/en/sign-in")
	b.run(chromedp.Evaluate(`document.querySelector('main').innerHTML = '<img src="/favicon.ico"><input><button></button><p id="a" class="b">x</p><a href="#"></a>'; document.title = ''`, nil))
	found := strings.Join(axe(b, axeScript(t)), "\n")
	for _, want := range []string{"image-alt", "label", "button-name", "document-title", "link-name"} {
		if !strings.Contains(found, want) {
			t.Errorf("a planted fault is not seen: %s\n%s", want, found)
		}
	}
}
