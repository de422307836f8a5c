package site

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughline/kit/words"
	sample "throughline/testdata/programme"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// walker goes the main way of the demo: from a meeting's text to a promise that
// is followed, each step by what stands on the page.
type walker struct {
	*tab
	h       *house
	lang    words.Lang
	narrow  bool // the menu is folded
	scripts bool
}

// point is where something stands on the page.
type point struct{ X, Y float64 }

// find gives the middle of what a selector finds, scrolled into view.
const findJS = `(() => {
	const e = document.querySelector(%q);
	if (!e) throw new Error('nothing is found by ' + %q);
	e.scrollIntoView({block: 'center', behavior: 'instant'});
	const r = e.getClientRects()[0];
	if (!r) throw new Error('hidden: ' + e.outerHTML.slice(0, 200));
	return {X: r.x + r.width / 2, Y: r.y + r.height / 2};
})()`

// press clicks with the mouse on what a selector finds.
func (w *walker) press(selector string) {
	w.t.Helper()
	p := js[point](w.tab, fmt.Sprintf(findJS, selector, selector))
	w.run(chromedp.MouseClickXY(p.X, p.Y))
}

// follow clicks on what leads to another page, and waits for that.
func (w *walker) follow(selector string) {
	w.t.Helper()
	p := js[point](w.tab, fmt.Sprintf(findJS, selector, selector))
	w.run(w.leads(func(ctx context.Context) error { return chromedp.MouseClickXY(p.X, p.Y).Do(ctx) }))
}

// key presses one key, which leads to another page.
func (w *walker) key(k string) {
	w.t.Helper()
	w.run(w.leads(strike(k, 0).Do))
}

// write types into a field, in place of what stands there.
func (w *walker) write(name, text string) {
	w.t.Helper()
	w.press(`main [name="` + name + `"]`)
	w.run(chromedp.KeyEvent("a", chromedp.KeyModifiers(input.ModifierCtrl)), input.InsertText(text))
}

// day picks a day in a date field, whose keys differ by the browser's language.
func (w *walker) day(name, day string) {
	w.t.Helper()
	if got := js[string](w.tab, fmt.Sprintf(`(() => { const e = document.querySelector('main input[type=date][name=%q]'); e.value = %q; return e.value })()`, name, day)); got != day {
		w.t.Fatalf("%s takes %q as %q", name, day, got)
	}
}

// choose takes an option of a select.
func (w *walker) choose(name, value string) {
	w.t.Helper()
	ok := js[bool](w.tab, fmt.Sprintf(`(() => {
		const e = document.querySelector('main select[name=%q]');
		e.value = %q;
		e.dispatchEvent(new Event('change', {bubbles: true}));
		return e.value === %q;
	})()`, name, value, value))
	if !ok {
		w.t.Fatalf("%s has no option %s", name, value)
	}
}

// tick chooses one of the radios or boxes of a name.
func (w *walker) tick(name, value string) {
	w.t.Helper()
	w.press(`main [name="` + name + `"][value="` + value + `"]`)
}

// shows wants a text on the page.
func (w *walker) shows(texts ...string) {
	w.t.Helper()
	for _, s := range texts {
		if main := w.main(); !strings.Contains(main, s) {
			w.t.Fatalf("%s does not show %q:\n%s", w.path(), s, main)
		}
	}
}

// main is what a person reads on the page.
func (w *walker) main() string {
	w.t.Helper()
	return js[string](w.tab, "document.querySelector('main').innerText")
}

// at wants the tab to be at a path (without query).
func (w *walker) at(prefix string) {
	w.t.Helper()
	path, _, _ := strings.Cut(strings.TrimPrefix(w.path(), "/"+string(w.lang)), "?")
	if !strings.HasPrefix(path, prefix) {
		w.t.Fatalf("at %s instead of %s", path, prefix)
	}
}

func (w *walker) base() string { return "/" + string(w.lang) + "/aid" }

// sit takes a seat of the demo, by way of the door.
func (w *walker) sit(login string) {
	w.t.Helper()
	if door := "/" + string(w.lang) + "/sign-in"; !strings.HasPrefix(w.path(), door) {
		w.goTo(door)
	}
	w.follow(`form[action$="/seat"]:has(input[value="` + login + `"]) button`)
	if js[bool](w.tab, `document.querySelector('main a[href="`+w.base()+`"]') !== null`) {
		w.follow(`main a[href="` + w.base() + `"]`)
	}
	w.at("/aid")
}

// leaveByTheMenu signs out as a person does.
func (w *walker) leaveByTheMenu() {
	w.t.Helper()
	menu := ".tools.wide "
	if w.narrow {
		w.press(".slim > summary")
		menu = ".slim "
	}
	w.press(menu + ".account > summary")
	w.follow(menu + `form[action$="/sign-out"] button`)
	w.at("/sign-in")
}

// is tells whether a selector finds something on the page.
func (w *walker) is(selector string) bool {
	w.t.Helper()
	return js[bool](w.tab, fmt.Sprintf(`document.querySelector(%q) !== null`, selector))
}

// unfold opens what a thing is folded into.
func (w *walker) unfold(selector string) {
	w.t.Helper()
	folded := `main details:not([open]):has(` + strings.TrimPrefix(selector, "main ") + `) > summary`
	if w.is(folded) {
		w.press(folded)
	}
}

// menu goes to a page by the bar at the top.
func (w *walker) menu(path string) {
	w.t.Helper()
	bar := "nav.wide "
	if w.narrow {
		w.press(".slim > summary")
		bar = ".slim nav "
	}
	w.follow(bar + `a[href="` + w.base() + path + `"]`)
}

// to follows the first link of the page whose address ends so.
func (w *walker) to(end string) {
	w.t.Helper()
	link := `main a[href$="` + end + `"]`
	w.unfold(link)
	w.follow(link)
}

// up goes to where the page hangs.
func (w *walker) up() {
	w.t.Helper()
	w.follow("main .crumbs a")
}

// task opens what a code stands for from the list of what waits for this seat.
func (w *walker) task(code string) {
	w.t.Helper()
	w.menu("/tasks")
	w.follow(`main .tasks a.title[href*="/` + code + `"]`)
}

// send sends the form of this address with its first button, and wants the page
// to say that it is done.
func (w *walker) send(end string) {
	w.t.Helper()
	button := `main form[action$="` + end + `"] button`
	w.unfold(button)
	w.follow(button)
	if !w.is(".notice") || w.is(".errors") {
		w.t.Fatalf("%s: nothing says that it is done:\n%s", end, w.main())
	}
}

// attach chooses a file to be sent along.
func (w *walker) attach(name, text string) {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.unfold("input[type=file]")
	w.run(chromedp.SetUploadFiles("main input[type=file]", []string{file}, chromedp.ByQuery))
}

// says is a text of the interface.
func (w *walker) says(key string, args ...any) string { return w.h.Book.T(w.lang, key, args...) }

// in is one of two words, by the language of the walk.
func (w *walker) in(en, zh string) string {
	if w.lang == words.ZH {
		return zh
	}
	return en
}

// switchTo leaves one seat for another.
func (w *walker) switchTo(login string) {
	w.t.Helper()
	w.leaveByTheMenu()
	w.sit(login)
}

// meeting is a text to be read in.
type meeting struct {
	sample          string // the demo's own text of this name, offered at one click; or:
	text, publisher string
	lang            string
	quote           string // the words of the duty that is followed, once it is accepted
}

// read brings a text in and answers what it does not say of itself.
func (w *walker) read(m *meeting) {
	w.t.Helper()
	w.sit("secretary")
	if run := js[bool](w.tab, "typeof htmx === 'object'"); run != w.scripts {
		w.t.Fatalf("scripts run: %t", run)
	}
	w.follow(".tour a.button")
	w.at("/aid/conferences/CNF-001")
	w.follow(`main a[href*="/readings/new"]`)
	if m.sample != "" {
		w.follow(`main a[href*="sample=` + m.sample + `"]`)
	} else {
		w.write("source_title", "The report")
		w.write("publisher", m.publisher)
		w.choose("side", "provider")
		w.choose("lang", m.lang)
		w.write("text", m.text)
	}
	w.follow("main form.form .actions button") // the year and how it was translated are asked, not guessed
	w.at("/aid/readings")
	if !js[bool](w.tab, "document.querySelector('.errors') !== null") {
		w.t.Fatal("nothing was asked")
	}
	w.write("year", "2021")
	w.choose("translated", "machine")
	w.tick("may_store", "yes")
	w.tick("may_publish", "yes")
	w.follow("main form.form .actions button")
	w.at("/aid/readings/RDG-001")
}

// decide accepts, rejects and skips, by keys where scripts run and by the
// buttons that the keys stand on where they do not.
func (w *walker) decide(key string) {
	w.t.Helper()
	if w.scripts {
		w.key(key)
	} else {
		w.follow(`main [data-key="` + key + `"]`)
	}
}

// duties are the numbers of the proposed duties, in the order of the text.
func (w *walker) duties() []int {
	w.t.Helper()
	var page struct {
		Groups []struct {
			Label string
			Items []struct{ N int }
		}
	}
	answer := w.h.seat("secretary").do("GET", w.base()+"/readings/RDG-001", "", "Accept", "application/json")
	if err := json.Unmarshal(answer.Body.Bytes(), &page); err != nil {
		w.t.Fatal(err)
	}
	var found []int
	for _, g := range page.Groups {
		if g.Label == w.h.Book.T(w.lang, "intake.kinds.measure") {
			for _, item := range g.Items {
				found = append(found, item.N)
			}
		}
	}
	return found
}

// counted is a number of the coverage line: 0 proposals, 1 accepted.
func (w *walker) counted(i int) int {
	w.t.Helper()
	return js[int](w.tab, fmt.Sprintf("Number(document.querySelectorAll('.coverage b')[%d].textContent)", i))
}

// review decides on a few proposals one by one: it skips one, rejects one, and
// accepts two duties, one for a whole class and one for Enterprise B.
func (w *walker) review(m *meeting) {
	w.t.Helper()
	duties := w.duties()
	if len(duties) < 2 {
		w.t.Fatalf("only %d duties are proposed", len(duties))
	}
	first := js[string](w.tab, "document.querySelector('#p-title').textContent")
	w.decide("n")
	if next := js[string](w.tab, "document.querySelector('#p-title').textContent"); next == first {
		w.t.Fatalf("n stays at %s", first)
	}
	w.decide("r")
	if accepted, waiting := w.counted(1), w.counted(2); accepted != 0 || waiting != w.counted(0)-1 {
		w.t.Fatalf("after rejecting one: %d accepted, %d wait", accepted, waiting)
	}
	w.open(duties[0])
	if to := js[string](w.tab, "document.querySelector('[name=to]').value"); m.sample != "" && to != "group:CENTRAL" {
		w.t.Fatalf("the class that the text names is read as %q", to)
	}
	w.choose("to", "group:CENTRAL")
	w.choose("laid_on", "provider")
	w.decide("a")
	m.quote = w.open(duties[1])
	w.choose("to", "party:ENT-B")
	w.choose("laid_on", "provider")
	w.day("due", "2028-12-01")
	w.write("done", "The plan names the work.")
	w.press("#p-title") // out of the field, so that a letter is a key again
	w.decide("a")
	if n := w.counted(1); n != 2 {
		w.t.Fatalf("%d accepted after accepting two", n)
	}
}

// open shows one proposal and gives its quote, which must be what is marked in
// the text.
func (w *walker) open(n int) string {
	w.t.Helper()
	w.goTo(fmt.Sprintf("%s/readings/RDG-001?n=%d", w.base(), n))
	quote := js[string](w.tab, "document.querySelector('.proposal blockquote').textContent")
	if marked := js[string](w.tab, "[...document.querySelectorAll('mark.current')].map((e) => e.textContent).join('')"); marked != quote || quote == "" {
		w.t.Fatalf("%q is marked and %q is quoted", marked, quote)
	}
	return quote
}

// carryOut is what follows: a member of the class answers, the other side
// accepts the reading of the other duty; it is assigned, accepted, and broken
// down into a project.
func (w *walker) carryOut() {
	w.t.Helper()
	w.leaveByTheMenu()
	w.sit("provider")
	w.goTo(w.base() + "/tasks")
	w.follow(`main a[href*="/measures/MEA-001/answers/ENT-B"]`)
	w.tick("answer", "taken_up")
	w.write("document", "Yearly plan, page 31")
	w.follow(`main form[action$="/answer"] .actions button`)
	w.goTo(w.base() + "/tasks")
	w.follow(`main a[href*="/measures/MEA-002"]`)
	w.act("second-acceptance")
	w.leaveByTheMenu()

	w.sit("secretary")
	w.goTo(w.base() + "/tasks")
	w.follow(`main a[href*="/measures/MEA-002"]`)
	w.act("registration")
	w.act("assignment")
	w.leaveByTheMenu()

	w.sit("provider")
	w.goTo(w.base() + "/tasks")
	w.follow(`main a[href*="/measures/MEA-002"]`)
	w.act("acceptance")
	w.follow(`main a[href*="/projects/new"]`)
	w.write("title", "Assistance in the yearly plan")
	w.follow("main form.form .actions button")
	w.at("/aid/projects/PRJ-001")
}

// act does one act of a measure: a button on its page, or a page that asks first.
func (w *walker) act(noun string) {
	w.t.Helper()
	const form, link = `main form[action$="/%s"] button`, `main a[href$="/%s"]`
	if js[bool](w.tab, fmt.Sprintf(`document.querySelector('`+form+`') === null`, noun)) {
		w.follow(fmt.Sprintf(link, noun))
	}
	w.follow(fmt.Sprintf(form, noun))
	w.at("/aid/measures/MEA-002")
	if !js[bool](w.tab, "document.querySelector('.notice') !== null") {
		w.t.Fatalf("%s: nothing says that it is done:\n%s", noun, w.main())
	}
}

// trace opens the thread, lands on the sentence of its first node, and returns.
func (w *walker) trace(m *meeting) {
	w.t.Helper()
	w.goTo(w.base())
	w.shows(w.h.Book.T(w.lang, "stocktake.answered", 1, 6)) // one member of the class has answered
	w.follow(`main a[href$="/promises/MEA-002"]`)
	nodes := js[[]string](w.tab, "[...document.querySelectorAll('main ol.thread > li')].map((e) => e.className)")
	if len(nodes) != 6 || nodes[0] != "recorded" || nodes[1] == "missing" || nodes[3] == "missing" {
		w.t.Fatalf("the thread's nodes are %v", nodes)
	}
	thread := w.path()
	w.follow("main ol.thread > li:first-child a")
	w.at("/aid/sources/")
	if mark := js[string](w.tab, "document.querySelector('mark#quote').textContent"); mark != m.quote {
		w.t.Fatalf("the passage shown is %q, not %q", mark, m.quote)
	}
	inView := js[bool](w.tab, "(() => { const r = document.querySelector('#quote').getBoundingClientRect(), s = document.querySelector('.source').getBoundingClientRect(); return r.top >= 0 && r.top < innerHeight && r.top >= s.top - 1 && r.top < s.bottom })()")
	if !inView {
		w.t.Fatal("the passage is not in sight")
	}
	w.run(chromedp.Evaluate("history.back()", nil), chromedp.ActionFunc(func(ctx context.Context) error {
		for at := ""; at != w.root+thread; {
			if err := chromedp.Location(&at).Do(ctx); err != nil {
				return fmt.Errorf("back leads to %s instead of %s: %w", at, thread, err)
			}
		}
		return nil
	}))
}

// walking opens a browser on a fresh founding case.
func walking(t *testing.T, lang words.Lang, width int64, scripts bool) *walker {
	t.Helper()
	h := open(t)
	if err := sample.LoadFounding(t.Context(), h.d, h.blobs); err != nil {
		t.Fatal(err)
	}
	w := &walker{tab: h.browse(width, 900), h: h, lang: lang, narrow: width < 800, scripts: scripts}
	if !scripts {
		w.run(emulation.SetScriptExecutionDisabled(true))
	}
	return w
}

// quiet wants the browser to have complained of nothing on the way.
func (w *walker) quiet() {
	w.t.Helper()
	for _, c := range w.complaints() {
		w.t.Errorf("the browser complains: %s", c)
	}
}

// walk goes the whole way on a fresh sample.
func walk(t *testing.T, lang words.Lang, width int64, scripts bool, m meeting) {
	t.Helper()
	w := walking(t, lang, width, scripts)
	w.read(&m)
	w.review(&m)
	w.carryOut()
	w.trace(&m)
	w.quiet()
}

var (
	english = meeting{sample: "communique.en"}
	chinese = meeting{sample: "communique.zh"}
)

func TestTheWalk(t *testing.T) {
	t.Run("plain", func(t *testing.T) { walk(t, words.EN, 1280, true, english) })
	t.Run("without scripts", func(t *testing.T) { walk(t, words.EN, 1280, false, english) })
	t.Run("in Chinese", func(t *testing.T) { walk(t, words.ZH, 1280, true, chinese) })
	t.Run("on a phone", func(t *testing.T) { walk(t, words.EN, 390, true, english) })
	t.Run("with the report itself", func(t *testing.T) {
		// The report is not ours to keep here: it is read where it lies beside the project.
		text, err := os.ReadFile("../../shared/communiques/01-aid-tibet-conference.txt")
		if err != nil {
			t.Skip("the report is not at hand: ", err)
		}
		walk(t, words.EN, 1280, true, meeting{text: string(text), publisher: "One participant", lang: "en"})
	})
}
