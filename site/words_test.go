package site

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/intake"
	"throughline/programme/ledger"
	"throughline/programme/party"
	"throughline/programme/place"
	"throughline/programme/plan"
	"throughline/programme/project"
	"throughline/programme/stocktake"
	"throughline/reading"
)

// composed are the beginnings of keys that a page or the code completes with a
// code word, each with all the words that may follow; nil stands for whatever
// the book has, where a room keeps its list to itself (a page with another word
// shows it in marks, and the crawl over the pages finds it). States and facts
// need no entry. What is not composed stands whole in a template or in Go code.
var composed = map[string][]string{
	"layout.status.": stocktake.Statuses, "layout.node.": {"recorded", "part", "missing", "na", "late"},
	"site.role.": codes(ident.Roles), "site.relation.": codes([]ident.Relation{ident.Mine, ident.OurSide, ident.Opposite}),
	"web.fault.": {"defect", "invalid", "not found", "forbidden", "conflict", "unavailable"},

	"party.kind.": party.Kinds, "party.level.": orNone(party.Levels), "party.visibility.": party.Visibilities,
	"party.column.": append(append([]string{"parent_name", "provider_name", "receiver_name"}, party.Columns...), party.PairingColumns...), "party.lang.": {"en", "zh"}, "party.side.": nil, "party.effect.": nil, "party.answer.": {"yes", "no"},
	"party.waits_for.": {"provider", "receiver"}, "party.pairing_": nil, "party.column.name_": {"en", "zh"}, "party.columns_hint.": nil, "party.ended_into.": nil,
	"party.import.question.": nil, "party.import.": nil, "party.liaise.": nil, "party.scheme.": nil, "party.sort.": nil, "party.taken_over.": nil,
	"party.": {}, // not completed: replaced in a verb
	"plan.": {"accept_days", "report_every_days", "grace_days", "silent_days", "at_risk_days", "deferrals", "deferral_days", "meeting_measures", "take_up_days", "emergency_days", "surplus_days", "change_days", "arrears_days", "transit_days", "discrepancy_days", "notice_days", "consultation", "coarse", "stages",
		"take_up_group", "holidays", "workdays", "workweek", "features", "name_en", "name_zh", "from", "to", "mid_term", "envelope"},
	"plan.kind.": plan.Kinds, "plan.sector.": reading.Sectors(), "plan.consultation.": orNone(plan.Consultations), "plan.answer.": {"yes", "no"}, "plan.sort.": plan.Orders, "plan.money_class.": orNone(plan.MoneyClasses),
	"plan.feature.": nil, "plan.pack.": nil, "plan.touches.": nil, "plan.unit.": nil,
	"plan.bound.": {"min", "max", "min_of", "max_of"}, "plan.counts.": plan.Counts, "plan.category.": plan.Categories[1:], "plan.marked.": plan.Marked[1:],
	"plan.verdict.": {plan.NotSet, plan.Kept, plan.Untold},
	"plan.stage.":   plan.Line, "plan.track.": plan.Tracks, "plan.let_in_by.": plan.Approvers, "plan.requisite.": requisites(),
	"plan.weekday.": {"0", "1", "2", "3", "4", "5", "6"},

	"conference.side.": nil, "conference.lang.": {"en", "zh"}, "conference.translated.": conference.Translations,
	"conference.part.": conference.Parts, "conference.speech.": conference.SpeechKinds, "conference.event.": conference.EventKinds, "conference.visit_kind.": conference.VisitKinds, "conference.sort.": orNone(conference.Sorts), "conference.item_": {"up", "down"},
	"conference.record.": nil, "conference.visibility.": conference.Visibilities,

	"decision.kind.": decision.Kinds, "decision.grade.": orNone(decision.Grades), "decision.side.": decision.Sides[1:],
	"decision.sector.": orNone(append([]string{""}, reading.Sectors()...)), "decision.column.": nil,
	"decision.choice.": nil, "decision.second.": nil, "decision.asked.": nil, "decision.deferred.": nil, "decision.look.": nil,
	"decision.propose.": nil, "decision.sort.": nil, "decision.together.": nil, "decision.lang.": {"en", "zh"},

	"agreement.kind.": agreement.Kinds, "agreement.side.": nil, "agreement.clause_kind.": agreement.ClauseKinds,
	"agreement.money_class.": orNone(agreement.MoneyClasses), "agreement.proposal.": agreement.ProposalKinds, "agreement.verdict.": nil,
	"agreement.visibility.": agreement.Visibilities, "agreement.lang.": {"en", "zh"}, "agreement.": nil, "agreement.fulfilment.": orNone(append([]string{""}, agreement.Fulfilments...)),
	"agreement.lateness.": nil, "agreement.sort.": nil, "agreement.due_filter.": nil, "agreement.difference.": nil,

	"intake.kinds.": intake.Kinds, "intake.kind_one.": intake.Kinds, "intake.as.": intake.ByHandKinds, "intake.accept_all.": intake.BulkKinds,
	"intake.kind.": decision.Kinds, "intake.grade.": orNone(decision.Grades), "intake.laid_on.": orNone(decision.Sides),
	"intake.sector.": orNone(append([]string{""}, reading.Sectors()...)), "intake.agreement.": agreement.Kinds, "intake.number.": {"none", "yes"},
	"intake.reason.": nil, "intake.field.": nil, "intake.missing.": nil, "intake.second.": nil, "intake.csv.": nil, "intake.made_by_": nil, "intake.clause.": agreement.ClauseKinds, "stocktake.waiting.csv.": nil, "intake.": {"yes", "no"},

	"place.kind.": place.Kinds, "place.verdict.": {"clear", "assess", "prohibited"}, "place.visibility.": place.Visibilities, "place.lang.": {"en", "zh"},
	"place.sector.": reading.Sectors(), "place.public.": place.PublicViews[1:], "place.sort.": nil,
	"place.why.": {"not_started", "preliminary", "assess", "prohibited", "refused", "expired", "condition_late", "consent_withheld", "consent_missing", "not_consulted"},

	"project.track.": project.Tracks, "project.visibility.": project.Visibilities, "project.lang.": {"en", "zh"}, "project.sector.": nil, "project.ask_": nil,
	"project.category.": project.Categories, "project.side.": project.Sides, "project.answer.": nil, "project.check.": nil, "project.asset_sort.": nil,
	"project.change.state.": {"waiting"}, "project.class.": {project.ClassA, project.ClassB}, "project.aspect.": project.Aspects, "project.part.": {project.Approver, project.OtherSide}, "project.verdict.": nil,
	"project.due_by.": {project.Emergency, project.Settled}, "project.need_sort.": project.NeedSorts[1:], "project.need_state.": {"unmet", "taken_up", project.Recorded, project.Met, project.Withdrawn},
	"project.late.": project.Latenesses, "project.sort.": project.ProjectSorts[1:],
	"project.outcome.": {project.Passed, project.Refused, project.TakenBack}, "project.works_state.": {project.UnderWay, project.Finished, project.Accepted, project.Settled, project.Reviewed},
	"project.grade.": project.Grades, "project.effect_kind.": project.EffectKinds, "plan.work.": plan.WorkKinds, "plan.month.": nil,

	"ledger.account.": places(), "ledger.below_zero.": places(), "ledger.by.": nil, "ledger.ledger.": {ledger.Memo, ledger.Cash},
	"ledger.outcome.": ledger.Outcomes, "ledger.purpose.": ledger.Purposes, "ledger.rest.": {ledger.StillHeld, ledger.StillOnWay, ledger.NotTraceable},
	"ledger.route.": routes(), "ledger.said.": nil, "ledger.sum.": nil, "ledger.transfer.state.": nil, "ledger.way.": {ledger.Here, ledger.Packet, ledger.Slip, ledger.Bank, ledger.System},
	"ledger.why.": {ledger.Short, ledger.WrongAccount, ledger.Aged},

	"stocktake.stage.": stocktake.Stages, "stocktake.exit.": stocktake.Exits, "stocktake.beside_name.": stocktake.Beside, "stocktake.conversion_column.": nil,
	"stocktake.work.": stocktake.WorkStates, "stocktake.letter.": stocktake.WorkStates, "stocktake.map_column.": nil,
	"stocktake.node.": stocktake.NodeNames, "stocktake.root.": {"requirement", "signing"},
}

func places() []string {
	var all []string
	for _, p := range ledger.Chart {
		all = append(all, p.Name)
	}
	return all
}

func routes() []string {
	var all []string
	for _, r := range ledger.Routes {
		all = append(all, r.Name)
	}
	return all
}

func requisites() []string {
	var all []string
	for _, x := range plan.Requisites {
		all = append(all, x.Name)
	}
	return all
}

// endings follow the key of an act or a label: what is said when it is done,
// what stands above its form, what its reason is called, and where the tour leads.
var endings = []string{"_done", "_about", "_hint", "_reason", ".about", ".link", ".hint"}

func codes[T ~string](list []T) []string {
	var all []string
	for _, x := range list {
		all = append(all, string(x))
	}
	return all
}

// orNone names the empty code as the pages do.
func orNone(list []string) []string {
	all := slices.Clone(list)
	if i := slices.Index(all, ""); i >= 0 {
		all[i] = "none"
	}
	return all
}

// speech is what the source says to people: whole keys and beginnings of keys,
// each with the place where it stands. A fact is told as noun.past word: nouns
// are the kinds of records, and bare are the single words of the code by room.
type speech struct {
	keys, beginnings map[string]string
	nouns            map[string]bool
	bare             map[string]bool // room/word
}

// untold are facts that stand in no record's history.
var untold = []string{"stocktake.day.moved", "stocktake.tasks.turned", "stocktake.task.delegated", "stocktake.cover.arranged", "stocktake.cover.ended", "stocktake.map.moved", "stocktake.base_map.put", "stocktake.base_map.dropped"}

var (
	wholeKey  = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+$`)
	beginning = regexp.MustCompile(`^[a-z]+\.([a-z0-9_]+\.)*([a-z0-9_]+_)?$`)
	factKind  = regexp.MustCompile(`(?m)^([a-z]+(?:\.[a-z_]+)+)\.v1\b`)
	inPage    = regexp.MustCompile(`"([a-z]+\.[a-z0-9_.]*)"`)
)

func (s speech) note(text, where string) {
	switch {
	case beginning.MatchString(text):
		s.beginnings[text] = where
	case wholeKey.MatchString(text):
		s.keys[strings.TrimSuffix(text, ".v1")] = where
	}
}

// listen gathers what the templates, the Go code and the lists of facts below
// root say: the history of a record tells each fact. A string in Go counts
// unless it names a kind of record (Kind, Noun).
func listen(root fs.FS) (speech, error) {
	s := speech{map[string]string{}, map[string]string{}, map[string]bool{}, map[string]bool{}}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if name == "testdata" || name != "." && strings.HasPrefix(path.Base(name), ".") {
				return fs.SkipDir
			}
			return err
		}
		text, err := fs.ReadFile(root, name)
		switch {
		case err != nil:
			return err
		case strings.HasSuffix(name, "facts.txt"):
			for _, m := range factKind.FindAllStringSubmatch(string(text), -1) {
				s.note(m[1], name)
			}
		case strings.Contains(name, "testdata/"): // made up for tests
		case path.Ext(name) == ".html":
			for _, m := range inPage.FindAllStringSubmatch(string(text), -1) {
				s.note(m[1], name)
			}
		case path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go"):
			return s.listenTo(name, text)
		}
		return nil
	})
	return s, err
}

func (s speech) listenTo(name string, text []byte) error {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.KeyValueExpr:
			if k, ok := n.Key.(*ast.Ident); ok && (k.Name == "Kind" || k.Name == "Noun") {
				return !s.names(n.Value)
			}
		case *ast.ValueSpec:
			if strings.HasSuffix(n.Names[0].Name, "Noun") && len(n.Values) == 1 {
				return !s.names(n.Values[0])
			}
		case *ast.BasicLit:
			if text, ok := literal(n); ok {
				s.note(text, set.Position(n.Pos()).String())
				s.bare[path.Base(path.Dir(name))+"/"+text] = true
			}
		}
		return true
	})
	return nil
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(l.Value)
	return text, err == nil
}

// names keeps the kind of record that a literal names; a fact's kind is none.
func (s speech) names(e ast.Expr) bool {
	text, ok := literal(e)
	if ok = ok && !strings.HasSuffix(text, ".v1"); ok {
		s.nouns[text] = true
	}
	return ok
}

// tells whether a key is a kind of record, or a fact about one whose past word
// stands in its room's code.
func (s speech) tells(key string) bool {
	i := strings.LastIndexByte(key, '.')
	room, _, _ := strings.Cut(key, ".")
	return s.nouns[key] || s.nouns[key[:i]] && s.bare[room+"/"+key[i+1:]]
}

// trade is what the rooms know of by other means than a text in the source.
type trade struct {
	book     []string
	families map[string][]string
	acts     []string // names of actions: said on buttons where there is a word for them
	nouns    []string
	states   []string // whole keys
}

func tradeOf(s *Site) trade {
	k := trade{book: s.Book.Keys(), families: composed, acts: s.Policy.Actions()}
	for _, m := range s.Machines {
		k.nouns = append(k.nouns, m.Noun)
		for _, st := range m.States() {
			k.states = append(k.states, string(m.StateKey(st)))
		}
	}
	return k
}

// compare lists what is said without words, and words that nothing says.
func (k trade) compare(s speech) (missing, unused []string) {
	has := map[string]bool{}
	rooms := map[string]bool{} // what a key may begin with
	for _, key := range k.book {
		has[key] = true
		first, _, _ := strings.Cut(key, ".")
		rooms[first] = true
	}
	known := map[string]bool{}
	need := func(key, where string) {
		known[key] = true
		if !has[key] {
			missing = append(missing, key+" at "+where)
		}
	}
	for key, where := range s.keys {
		first, _, _ := strings.Cut(key, ".")
		if rooms[first] && !slices.Contains(k.acts, key) && !slices.Contains(untold, key) {
			need(key, where)
		}
	}
	for _, key := range slices.Concat(k.nouns, k.states) {
		need(key, "the machines")
	}
	for b, where := range s.beginnings {
		first, _, _ := strings.Cut(b, ".")
		_, listed := k.families[b]
		if noun, ok := strings.CutSuffix(b, ".state."); ok && slices.Contains(k.nouns, noun) || s.nouns[strings.TrimSuffix(b, ".")] {
			listed = true
		}
		if rooms[first] && !listed {
			missing = append(missing, b+"… at "+where+", whose endings are not listed")
		}
	}
	for b, ends := range k.families {
		if _, said := s.beginnings[b]; !said {
			unused = append(unused, b+"… of the list")
		}
		for _, e := range ends {
			need(b+e, "the list of endings")
		}
	}
	for _, key := range k.book {
		if !known[key] && !k.said(key) && !s.tells(key) {
			unused = append(unused, key)
		}
	}
	sort.Strings(missing)
	sort.Strings(unused)
	return missing, unused
}

// said tells whether a key is an action's name, a known key with an ending, or
// ends a beginning whose endings are the book's own.
func (k trade) said(key string) bool {
	for _, e := range append(endings, "") {
		if stem, ok := strings.CutSuffix(key, e); ok && (slices.Contains(k.acts, stem) || slices.Contains(k.book, stem) && e != "") {
			return true
		}
	}
	for b, ends := range k.families {
		if ends == nil && strings.HasPrefix(key, b) {
			return true
		}
	}
	return false
}

func TestEverythingSaidHasWordsAndEveryWordIsSaid(t *testing.T) {
	s := open(t).Site
	heard, err := listen(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	missing, unused := tradeOf(s).compare(heard)
	for _, m := range missing {
		t.Error("no words for", m)
	}
	for _, u := range unused {
		t.Error("nothing says", u)
	}
	if len(heard.keys) < 500 {
		t.Errorf("only %d keys were heard: the source was not read", len(heard.keys))
	}
}

func TestPlantedWordsAreFound(t *testing.T) {
	page := `{{define "main"}}{{t "post.title"}} {{t (print "post.kind." .Kind)}} {{t (print "post.size." .Size)}}{{end}}`
	code := `package post
const Noun = "post.letter"
func get() error { return fault.New(fault.Conflict, "post.sealed") }
var rule = access.Rule{Action: "post.send"}
var fact = db.Fact{Kind: Noun + ".sent.v1", Subject: ident.Ref{Kind: "post.stamp"}}
var torn = say("torn")
func line(verb string) string { return verb + "_done" }
`
	m := &state.Machine{Noun: "post.letter", Start: "written", Moves: []state.Move{{Verb: "post.send", From: []string{"written"}, To: "sent"}}}
	policy, err := access.NewPolicy(access.FromMachine(m)...)
	if err != nil {
		t.Fatal(err)
	}
	complete := []string{"post.letter.sent", "post.letter.torn", "post.stamp", "post.title", "post.kind.a", "post.kind.b", "post.size.xl", "post.sealed", "post.send", "post.send_done", "post.letter",
		"post.letter.state.written", "post.letter.state.sent"}
	for _, c := range []struct{ without, with, missing, unused string }{
		{},
		{without: "post.title", missing: "post.title at post/page.html"},
		{without: "post.sealed", missing: "post.sealed at post/post.go:3:53"},
		{without: "post.kind.b", missing: "post.kind.b at the list of endings"},
		{without: "post.letter.state.sent", missing: "post.letter.state.sent at the machines"},
		{without: "post.letter", missing: "post.letter at the machines"},
		{without: "post.letter.sent", missing: "post.letter.sent at post/testdata/facts.txt"},
		{without: "post.letter.torn"}, {without: "post.stamp"}, {without: "post.size.xl"}, {without: "post.send_done"}, {without: "post.send"},
		{with: "post.old", unused: "post.old"},
		{with: "post.kind.c", unused: "post.kind.c"},
		{with: "post.sent_done", unused: "post.sent_done"},
		{with: "post.letter.burnt", unused: "post.letter.burnt"},
		{with: "post.stamp.v", unused: "post.stamp.v"},
		{with: "post.letter.state.lost", unused: "post.letter.state.lost"},
	} {
		heard, err := listen(fstest.MapFS{"post/page.html": {Data: []byte(page)}, "post/post.go": {Data: []byte(code)},
			"post/testdata/facts.txt": {Data: []byte("post.letter.sent.v1 post.letter\n  {}\n")}})
		if err != nil {
			t.Fatal(err)
		}
		k := trade{families: map[string][]string{"post.kind.": {"a", "b"}, "post.size.": nil}, acts: policy.Actions(), nouns: []string{m.Noun}}
		for _, st := range m.States() {
			k.states = append(k.states, string(m.StateKey(st)))
		}
		k.book = slices.DeleteFunc(append(slices.Clone(complete), c.with), func(key string) bool { return key == c.without || key == "" })
		missing, unused := k.compare(heard)
		if strings.Join(missing, ";") != c.missing || strings.Join(unused, ";") != c.unused {
			t.Errorf("without %q, with %q: missing %q, unused %q", c.without, c.with, missing, unused)
		}
	}
	heard, _ := listen(fstest.MapFS{"page.html": {Data: []byte(`{{t (print "post.kind." .Kind)}}`)}})
	if missing, _ := (trade{book: []string{"post.x"}}).compare(heard); len(missing) != 1 {
		t.Errorf("a beginning that is not listed: %q", missing)
	}
}

var numberPlace = regexp.MustCompile(`\{(\d+)([|}])`)

// flaws are what is wrong with one key's texts.
func flaws(key, en, zh string) []string {
	var bad []string
	han := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	letters := func(s string) bool {
		return strings.ContainsFunc(numberPlace.ReplaceAllString(s, ""), unicode.IsLetter)
	}
	if han(en) && !strings.ContainsFunc(en, func(r rune) bool { return r < unicode.MaxASCII && unicode.IsLetter(r) }) && key != "layout.other" {
		bad = append(bad, "the English text is Chinese: "+en)
	}
	if letters(en) && en == zh && !slices.Contains(neutral, key) {
		bad = append(bad, "is not translated: "+zh)
	}
	places := func(s string) string {
		var all []string
		for _, m := range numberPlace.FindAllStringSubmatch(s, -1) {
			if m[2] == "}" { // a plural may need no number
				all = append(all, m[1])
			}
		}
		sort.Strings(all)
		return fmt.Sprint(slices.Compact(all))
	}
	if places(en) != places(zh) {
		bad = append(bad, fmt.Sprintf("has the places %s in English and %s in Chinese", places(en), places(zh)))
	}
	return bad
}

// neutral are texts that are the same in both languages.
var neutral = []string{"layout.product", "party.template", "decision.template", "decision.file_about"}

func TestTextsAreTranslated(t *testing.T) {
	book, err := Texts()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range book.Keys() {
		for _, flaw := range flaws(key, book.T(words.EN, key), book.T(words.ZH, key)) {
			t.Errorf("%s %s", key, flaw)
		}
	}
	for _, planted := range [][2]string{{"Send", "Send"}, {"发送", "发送"}, {"{0} letters", "信件"}, {"{0} of {1}", "{1} 的 {2}"}} {
		if len(flaws("post.x", planted[0], planted[1])) == 0 {
			t.Errorf("%q is not found", planted)
		}
	}
	if bad := flaws("post.x", "{0} {0|letter|letters} of {1} {2|day|days}", "{1} 的 {0} 封信"); bad != nil {
		t.Errorf("a good text has flaws: %q", bad)
	}
	if _, err := words.Load(fstest.MapFS{"words.txt": {Data: []byte("post.x\n  Send\npost.y\n  Y\n  乙\n")}}); err == nil {
		t.Error("a text in one language only is taken")
	}
}
