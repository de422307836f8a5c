package site

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"throughline/kit/words"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// drawn says for each page template from which seat to look for it, and what
// its address looks like below the programme; an address outside any programme
// begins with /.
var drawn = map[string]struct{ seat, at string }{
	"agreement/act":         {"office", `agreements/[^/]+/(effect|end|withdrawal)`},
	"agreement/agreement":   {"receiver", `agreements/AGR-001`},
	"agreement/agreements":  {"secretary", `agreements`},
	"agreement/amend":       {"secretary", `agreements/[^/]+/amendments/new`},
	"agreement/step":        {"provider", `agreements/[^/]+/venture/[a-z-]+`},
	"agreement/version":     {"secretary", `agreements/[^/]+/versions/\d+`},
	"agreement/clause":      {"secretary", `agreements/[^/]+/clauses/\d+`},
	"agreement/commit":      {"secretary", `commitments/new.*`},
	"agreement/commitment":  {"receiver", `commitments/COM-00\d`},
	"agreement/commitments": {"secretary", `commitments`},
	"agreement/new":         {"secretary", `agreements/new`},
	"agreement/propose":     {"provider", `commitments/[^/]+/proposals/new`},
	"agreement/say":         {"provider", `commitments/[^/]+/claim`},

	"conference/agenda":      {"secretary", `conferences/[^/]+/agenda-items`},
	"conference/agenda_item": {"secretary", `conferences/[^/]+/agenda-items/\d+`},
	"conference/attendance":  {"secretary", `conferences/[^/]+/attendance`},
	"conference/act":         {"secretary", `conferences/[^/]+/(holding|postponement|cancellation)`},
	"conference/comparison":  {"secretary", `visits/[^/]+/note/comparison`},
	"conference/conference":  {"secretary", `conferences/CNF-002`},
	"conference/conferences": {"secretary", `conferences`},
	"conference/correction":  {"secretary", `conferences/[^/]+/correction`},
	"conference/document":    {"secretary", `conferences/[^/]+/documents/new`},
	"conference/invitations": {"secretary", `conferences/[^/]+/invitations/new`},
	"conference/new":         {"secretary", `conferences/new`},
	"conference/record":      {"secretary", `conferences/[^/]+/records/new`},
	"conference/records":     {"secretary", `conferences/[^/]+/records`},
	"conference/record_page": {"secretary", `conferences/[^/]+/records/[a-z]+/\d+`},
	"conference/source":      {"secretary", `sources/[^/]+\?from.*`},
	"conference/visit":       {"secretary", `visits/VIS-\d+`},
	"conference/visit_form":  {"secretary", `visits/new.*`},
	"conference/visits":      {"secretary", `visits`},

	"decision/agenda":      {"secretary", `conferences/[^/]+/agenda`},
	"decision/answer":      {"provider", `measures/[^/]+/answers/PL-WAT`},
	"decision/import":      {"secretary", `measures/import`},
	"decision/measure":     {"secretary", `measures/MEA-0\d\d`},
	"decision/measures":    {"secretary", `measures`},
	"decision/new":         {"secretary", `measures/new`},
	"decision/ranking":     {"secretary", `conferences/[^/]+/ranking`},
	"decision/receipt":     {"secretary", `receipt of an assignment`},
	"decision/several":     {"secretary", `/en/twin/measures/several?act=assignment&m=MEA-009`},
	"decision/translation": {"secretary", `measures/[^/]+/translation`},

	"intake/instrument": {"secretary", `agreements/[^/]+/readings`},
	"intake/new":        {"secretary", `readings/new`},
	"intake/passage":    {"secretary", `/en/aid/readings/RDG-001/passages/new`},
	"intake/readings":   {"secretary", `readings`},
	"intake/receipt":    {"secretary", `receipt of a reading`},
	"intake/review":     {"secretary", `readings/[^/]+`},
	"intake/withdrawal": {"secretary", `readings/[^/]+/withdrawal`},

	"ledger/account":     {"finance", `money/accounts/\d+`},
	"ledger/allot":       {"office", `money/allotments/new`},
	"ledger/arrive":      {"finance", `money/arrivals/new`},
	"ledger/by":          {"office", `money/by/provider`},
	"ledger/certify":     {"finance", `money/certificates/new`},
	"ledger/discrepancy": {"finance", `money/discrepancies/DSC-\d+`},
	"ledger/entry":       {"finance", `money/entries/FND-\d+`},
	"ledger/money":       {"finance", `money`},
	"ledger/send":        {"provider", `money/send/new`},
	"ledger/statement":   {"finance", `money/statements/STM-\d+`},
	"ledger/statements":  {"finance", `money/statements\?pairing=.*`},
	"party/ending":       {"office", `parties/[^/]+/ending`},
	"party/identifiers":  {"office", `parties/[^/]+/identifiers`},
	"party/name":         {"office", `parties/[^/]+/name`},
	"party/transfer":     {"office", `/en/twin/pairings/PAIR-001/transfer`},
	"party/entry":        {"office", `parties/(new|[^/]+/entry)`},
	"party/group":        {"office", `groups/[^/]+`},
	"party/groups":       {"office", `groups`},
	"party/import":       {"office", `parties/import`},
	"party/newpairing":   {"office", `pairings/new`},
	"party/pairing":      {"office", `pairings/PAIR-[^/]+`},
	"party/pairings":     {"office", `pairings`},
	"party/parties":      {"office", `parties`},
	"party/party":        {"office", `parties/[A-Z][^/]+`},
	"party/seats":        {"admin", `parties/[^/]+/seats`},

	"plan/annual":         {"office", `annual-plans/[^/]+`},
	"plan/annual_version": {"office", `annual-plans/[^/]+/versions/1`},
	"plan/annuals":        {"office", `annual-plans`},
	"plan/comparison":     {"office", `rules/comparison`},
	"plan/coverage":       {"office", `coverage`},
	"plan/edit":           {"office", `rules/edit`},
	"plan/feature":        {"office", `/en/twin/rules/features/visits`},
	"plan/item":           {"office", `annual-plans/[^/]+/items/1`},
	"plan/period":         {"office", `periods/[^/]+`},
	"plan/period_edit":    {"office", `periods/[^/]+/edit`},
	"plan/period_version": {"office", `periods/[^/]+/versions/1`},
	"plan/periods":        {"office", `periods`},
	"plan/rules":          {"office", `rules`},
	"plan/rules_version":  {"office", `rules/versions/1`},
	"plan/share":          {"office", `/en/twin/rules/shares/0`},
	"plan/shares":         {"office", `/en/twin/rules/shares`},
	"plan/stage":          {"office", `/en/twin/rules/tracks/works/planned`},
	"plan/track":          {"office", `rules/tracks/[^/]+`},
	"plan/take_up":        {"office", `periods/[^/]+/coverage/[^/]+`},

	"place/act":      {"safeguards", `places/[^/]+/location`},
	"place/import":   {"safeguards", `zones/import`},
	"place/layer":    {"safeguards", `zones/ZON-001`},
	"place/layers":   {"safeguards", `zones`},
	"place/new":      {"safeguards", `places/new`},
	"place/progress": {"safeguards", `zones/progress`},
	"place/site":     {"safeguards", `places/SIT-001`},
	"place/sites":    {"safeguards", `places`},
	"place/consult":  {"safeguards", `places/[^/]+/consultations/new`},

	"project/asset":     {"uplandschools", `assets/AST-\d+`},
	"project/assets":    {"uplandschools", `assets`},
	"project/change":    {"office", `changes/CHG-\d+`},
	"project/changes":   {"office", `changes`},
	"project/decisions": {"office", `receipt of a review`},
	"project/draft":     {"owner", `projects/[^/]+/changes/new`},
	"project/review":    {"office", `changes/review`},
	"project/care":      {"owner", `projects/PRJ-003/care`},
	"project/effects":   {"owner", `effects`},
	"project/shares":    {"office", `annual-plans/[^/]+/shares`},
	"project/timeline":  {"owner", `projects/PRJ-003/timeline`},
	"project/form":      {"uplandschools", `assets/AST-001/checks/new`},
	"project/act":       {"owner", `projects/[^/]+/(beginning|finish|milestones/\d+/claim)`},
	"project/new":       {"secretary", `projects/new.*`},
	"project/project":   {"owner", `projects/PRJ-[^/]+`},
	"project/projects":  {"owner", `projects`},
	"project/need":      {"receiver", `needs/NEED-[^/]+`},
	"project/needs":     {"receiver", `needs`},
	"project/new_need":  {"receiver", `needs/new`},
	"project/record":    {"office", `/en/twin/projects/PRJ-005/estimate`},

	"stocktake/conversion": {"leader", `conversion`},
	"stocktake/base_map":   {"office", `map/base`},
	"stocktake/board":      {"leader", ``},
	"stocktake/map":        {"office", `map`},
	"stocktake/search":     {"leader", `/en/twin/search?q=water`},
	"stocktake/tasks":      {"provider", `tasks`},
	"stocktake/thread":     {"leader", `promises/COM-00\d`},
	"stocktake/waiting":    {"office", `waiting`},

	"site/machines":   {"leader", `/en/twin/machines`},
	"site/programmes": {"leader", `/en`},
	"site/signin":     {"", `/en/sign-in`},
	"web/fault":       {"leader", `/en/twin/nothing`},
}

// templates are the page templates of the source.
func templates(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"../programme/*/pages/*.html", "pages/*.html", "../kit/web/pages/*.html"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if base := filepath.Base(name); !strings.HasPrefix(base, "_") {
				room := filepath.Base(filepath.Dir(filepath.Dir(name)))
				all = append(all, strings.TrimPrefix(room+"/", "./")+strings.TrimSuffix(base, ".html"))
			}
		}
	}
	for i, name := range all {
		if !strings.Contains(name, "/") {
			all[i] = "site/" + name
		}
	}
	return all
}

// shown finds an address of the sample for every template.
func (h *house) shown(t *testing.T) map[string]string {
	t.Helper()
	links := map[string][]string{}
	found := map[string]string{}
	reading, secretary := h.read(), h.seat("secretary")
	found["intake/receipt"] = secretary.made(secretary.act(reading+"/bulk", "kind", "attendance"))
	receiver := h.seat("receiver")
	receiver.made(receiver.act("/en/twin/measures/MEA-009/second-acceptance"))
	found["decision/receipt"] = secretary.made(secretary.act("/en/twin/measures/assignments", "m", "MEA-009", "lead", "VM-HLT", "due", "2028-09-01", "done", "It is reported."))
	office := h.seat("office")
	change := regexp.MustCompile(`name="changes" value="(\d+)"`).FindStringSubmatch(office.get("/en/twin/changes/review").Body.String())
	found["project/decisions"] = office.made(office.act("/en/twin/changes/review", "changes", change[1], "verdict", "approve", "reason", "The closure is on record."))
	for name, d := range drawn {
		if found[name] != "" {
			continue
		}
		if strings.HasPrefix(d.at, "/") {
			found[name] = d.at
			continue
		}
		if links[d.seat] == nil {
			links[d.seat] = append(h.seat(d.seat).crawl("/en/twin", nil), h.seat(d.seat).crawl("/en/aid", nil)...)
		}
		re := regexp.MustCompile("^/en/(twin|aid)/?" + d.at + "$")
		for _, l := range links[d.seat] {
			if re.MatchString(l) && h.seat(d.seat).get(l).Code == 200 {
				found[name] = l
				break
			}
		}
	}
	for _, name := range templates(t) {
		if found[name] == "" {
			t.Errorf("no page of the sample shows the template %s", name)
		}
	}
	return found
}

// violation is what axe found wrong, and where.
type violation struct {
	ID, Help string
	Nodes    []string
}

func (v violation) String() string {
	return v.ID + ": " + v.Help + "\n      " + strings.Join(v.Nodes[:min(3, len(v.Nodes))], "\n      ")
}

var axeSource = sync.OnceValue(func() string {
	b, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		panic(err)
	}
	return string(b) + ";undefined"
})

const axeRun = `(async (only) => {
	const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
	const run = only ? {type: 'rule', values: [only]} : {type: 'tag', values: tags};
	const r = await axe.run(document, {runOnly: run, resultTypes: ['violations']});
	return r.violations.map((v) => ({ID: v.id, Help: v.help, Nodes: v.nodes.map((n) => n.html.slice(0, 200) + ' ' + (n.any[0]?.message ?? ''))}));
})(%q)`

// axe looks at the page as it is; only one rule when one is given.
func (b *tab) axe(only string) []violation {
	b.t.Helper()
	if !js[bool](b, "typeof axe === 'object'") {
		b.run(chromedp.Evaluate(axeSource(), nil))
	}
	var found []violation
	b.run(chromedp.Evaluate(fmt.Sprintf(axeRun, only), &found, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	return found
}

// wants no violation on the page as it stands.
func (b *tab) clean(what, only string) {
	b.t.Helper()
	for _, v := range b.axe(only) {
		b.t.Errorf("%s: %s", what, v)
	}
}

// fits wants no horizontal scrolling.
func (b *tab) fits(what string, widths ...int64) {
	b.t.Helper()
	for _, w := range widths {
		b.size(w, 800)
		if wide := js[int64](b, "document.documentElement.scrollWidth"); wide > w {
			widest := js[string](b, `[...document.querySelectorAll('main *, header *, footer *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 120)).slice(-1).join()`)
			b.t.Errorf("%s is %d pixels wide at %d: %s", what, wide, w, widest)
		}
	}
	b.size(1280, 900)
}

// Every page has its turn. To prove, each is looked at in both languages and both
// themes, which takes minutes; otherwise every other page is looked at in Chinese
// and dark, and the rest in English and light.
func TestPagesAreAccessible(t *testing.T) {
	whole := os.Getenv("THROUGHLINE_PROVE") != ""
	h := furnished(t)
	b := h.browse(1280, 900)
	shown := h.shown(t)
	failed := 0
	for i, name := range slices.Sorted(maps.Keys(shown)) {
		if seat := drawn[name].seat; seat != "" {
			b.enter(h.seat(seat))
		} else {
			b.leave()
		}
		for _, l := range words.Langs {
			if !whole && (i%2 == 1) != (l == words.ZH) {
				continue
			}
			at := "/" + string(l) + strings.TrimPrefix(shown[name], "/en")
			full, other := "light", "dark"
			if l == words.ZH {
				full, other = other, full
			}
			b.theme(full)
			b.goTo(at)
			b.clean(name+" at "+at+", "+full, "")
			if whole {
				b.theme(other)
				b.clean(name+" at "+at+", "+other, "color-contrast")
			}
			b.fits(name+" at "+at, 390, 320)
			if b.refused() {
				failed++
				b.clean(name+" with errors, "+other, "") // dark in English, light in Chinese
				b.fits(name+" with errors", 320)
			}
			for _, c := range b.complaints() {
				t.Errorf("%s at %s: the browser complains: %s", name, at, c)
			}
		}
	}
	if whole && failed < 20 || failed < 8 {
		t.Errorf("only %d forms came back with errors", failed)
	}
}

// refused sends the page's form with nothing filled in, where something must
// be; it tells whether the form came back with errors.
func (b *tab) refused() bool {
	b.t.Helper()
	const empty = `(() => {
		const form = [...document.querySelectorAll('main form.form[method=post]')].find((f) => f.querySelector('[required]'));
		if (!form) return false;
		form.noValidate = true;
		for (const e of form.elements) {
			if (e.matches('input[type=text], input[type=date], input[type=password], input[type=file], textarea')) e.value = '';
			if (e.matches('select')) e.value = [...e.options].find((o) => !o.value)?.value ?? e.value;
			if (e.matches('input[type=checkbox], input[type=radio]')) e.checked = false;
		}
		return true;
	})()`
	if !js[bool](b, empty) {
		return false
	}
	b.run(b.leads(chromedp.Evaluate(`[...document.querySelectorAll('main form.form[method=post]')].find((f) => f.querySelector('[required]')).requestSubmit()`, nil).Do))
	if !js[bool](b, "document.querySelector('.errors') !== null") {
		return false
	}
	if focus := js[string](b, "document.activeElement.className"); focus != "errors" {
		b.t.Errorf("%s: the focus is on %q and not on the errors", b.path(), focus)
	}
	return true
}

// Planted faults are found: a checker that finds nothing has not looked.
func TestPlantedFaultsAreFound(t *testing.T) {
	h := open(t)
	b := h.browse(1280, 900)
	b.goTo("/en/sign-in")
	b.run(content(`<!doctype html><html><head></head><body>
		<img src="x.png"><button></button><input type="text"><p><font color="#bbbbbb">pale words on white</font></p>
		<a href="/x"></a><table width="2000"><tr><td>wide</td></tr></table></body></html>`))
	var ids []string
	for _, v := range b.axe("") {
		ids = append(ids, v.ID)
	}
	for _, want := range []string{"image-alt", "button-name", "label", "color-contrast", "link-name", "html-has-lang", "document-title"} {
		if !slices.Contains(ids, want) {
			t.Errorf("%s is not found, only %v", want, ids)
		}
	}
	if js[int64](b, "document.documentElement.scrollWidth") <= 1280 {
		t.Error("a wide page is not found")
	}
	b.complaints()
	b.goTo("/en/sign-in")
	b.run(chromedp.Evaluate(`(() => { const s = document.createElement('style'); s.textContent = 'p{}'; document.head.append(s); setTimeout(() => { throw new Error('planted') }); })()`, nil),
		chromedp.Poll("document.readyState === 'complete'", nil))
	if said := strings.Join(b.complaints(), "; "); !strings.Contains(said, "Content Security Policy") || !strings.Contains(said, "planted") {
		t.Errorf("the browser's complaints are not heard: %q", said)
	}
}
