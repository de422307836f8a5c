package intake

import (
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"unicode/utf8"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/reading"
)

// lives are the two machines, written by hand: from, verb, to.
var lives = map[*state.Machine]map[string]map[string]string{
	Machine: {
		Open:      {"intake.finish": Finished, "intake.withdraw": Withdrawn},
		Finished:  {"intake.resume": Open, "intake.withdraw": Withdrawn},
		Withdrawn: {},
	},
	ProposalMachine: {
		Proposed: {"intake.accept": Accepted, "intake.agree": Agreed, "intake.reject": Rejected},
		Accepted: {"intake.undo": Proposed},
		Agreed:   {"intake.undo": Proposed},
		Rejected: {"intake.undo": Proposed},
	},
}

func TestEveryMoveOfEveryRole(t *testing.T) {
	for m, life := range lives {
		verbs := map[string]bool{}
		for _, mv := range m.Moves {
			verbs[mv.Verb] = true
		}
		if len(m.States()) != len(life) {
			t.Errorf("%s reaches %v", m.Noun, m.States())
		}
		for from, to := range life {
			for verb := range verbs {
				for _, role := range ident.Roles {
					for _, rel := range []ident.Relations{nil, {ident.Mine}, {ident.Opposite}, {ident.OurSide}} {
						desk := role == ident.Office || role == ident.Secretary
						side := (role == ident.Provider || role == ident.Receiver) && slices.Contains(rel, ident.Mine)
						want := fault.Kind(0)
						switch _, open := to[verb]; {
						case !desk && !side:
							want = fault.Forbidden
						case !open:
							want = fault.Conflict
						}
						mv, err := m.Try(ident.Actor{Roles: []ident.Role{role}}, rel, from, verb, "because")
						if fault.KindOf(err) != want || err == nil && mv.To != to[verb] {
							t.Errorf("%s %s by %s with %v: %v to %q, want %v to %q", from, verb, role, rel, err, mv.To, want, to[verb])
						}
					}
				}
			}
		}
	}
	if _, err := Machine.Try(ident.Actor{Roles: []ident.Role{ident.Office}}, nil, Open, "intake.withdraw", ""); fault.KindOf(err) != fault.Invalid {
		t.Error("a whole reading is withdrawn without a reason")
	}
}

// in gives the first place of a passage in a text, counted in characters.
func in(text, passage string) reading.Span {
	at := strings.Index(text, passage)
	if at < 0 {
		panic("not in the text: " + passage)
	}
	from := utf8.RuneCountInString(text[:at])
	return reading.Span{Text: passage, From: from, To: from + utf8.RuneCountInString(passage)}
}

const english = `Third working meeting on assistance to River Bend

The meeting was held in River Bend on 12 March. A. Example, deputy head of the Coordination Commission, took the chair.
Enterprise A will equip 40 clinics by the end of September 2028. The central enterprises should take the work into their own five-year plans.
All must keep the spirit of the meeting in mind. Enterprise B and River Bend Power signed a cooperation agreement for five years.
Departments should report every quarter. Participants visited an exhibition. On behalf of the region, B. Example thanked everybody.
In the last period 120 wells were drilled.
`

// read is what a reader would give for the English text.
func read(text string) reading.Reading {
	return reading.Reading{
		Lang:       "en",
		Conference: reading.Conference{Title: in(text, "Third working meeting on assistance to River Bend"), Date: in(text, "12 March"), Place: in(text, "River Bend on"[:10])},
		Attendances: []reading.Attendance{{Person: in(text, "A. Example"), Role: in(text, "deputy head"), Organisation: in(text, "Coordination Commission"),
			Part: reading.PartChair, Quote: in(text, "A. Example, deputy head of the Coordination Commission, took the chair")},
			{Person: in(text, "B. Example"), Part: reading.PartSpeaker, Quote: in(text, "B. Example thanked everybody")}},
		Speeches: []reading.Speech{{Speaker: in(text, "B. Example"), OnBehalfOf: in(text, "the region"), Kind: reading.SpeechThanks,
			Quote: in(text, "On behalf of the region, B. Example thanked everybody")}},
		Measures: []reading.Measure{
			{Quote: in(text, "The central enterprises should take the work into their own five-year plans"), Responsible: in(text, "The central enterprises"),
				Sector: "governance-organisation", Grade: reading.GradeShould, Kind: reading.MeasureRequirement},
			{Quote: in(text, "Enterprise A will equip 40 clinics by the end of September 2028"), Responsible: in(text, "Enterprise A"),
				Due: in(text, "by the end of September 2028"), Quantity: in(text, "40 clinics"), Sector: "other", Grade: reading.GradeMust, Kind: reading.MeasureOffer},
		},
		Notes:        []reading.Note{{Quote: in(text, "All must keep the spirit of the meeting in mind"), Reason: reading.NoteThought}},
		Agreements:   []reading.Agreement{{Kind: in(text, "cooperation agreement"), Code: reading.AgreementCooperation, Parties: []reading.Span{in(text, "Enterprise B"), in(text, "River Bend Power")}, Period: in(text, "five years"), Quote: in(text, "Enterprise B and River Bend Power signed a cooperation agreement for five years")}},
		Achievements: []reading.Achievement{{Quote: in(text, "120 wells were drilled"), Quantity: in(text, "120 wells")}},
		Visits:       []reading.Visit{{Who: in(text, "Participants"), Kind: reading.VisitExhibition, Quote: in(text, "Participants visited an exhibition")}},
		Uncovered:    []reading.Span{in(text, "Departments should report every quarter")},
		Missing:      reading.Missing{Duties: 2, WithDate: 1, WithQuantity: 1, ClassAddressed: 1, SigningsWithoutText: 1, NotedOnly: 1},
	}
}

func TestPropose(t *testing.T) {
	all := Propose(read(english), 2027)
	var kinds []string
	for i, p := range all {
		kinds = append(kinds, p.Kind)
		if p.Ordinal != i+1 || p.State != Proposed {
			t.Errorf("proposal %d: %+v", i, p)
		}
		if got, ok := conference.Slice(english, p.Quote.From, p.Quote.To); !ok || got != p.Quote.Text {
			t.Errorf("%s: the quote reads %q at its place", p.Kind, got)
		}
	}
	want := "conference attendance measure measure note agreement event speech attendance achievement"
	if got := strings.Join(kinds, " "); got != want {
		t.Errorf("kinds %s\nwant  %s", got, want)
	}
	for _, row := range []struct {
		n           int
		name, value string
	}{
		{1, "title", "Third working meeting on assistance to River Bend"}, {1, "from", "2027-03-12"}, {1, "place", "River Bend"},
		{2, "part", "chair"}, {2, "person", "A. Example"}, {2, "office", "deputy head"},
		{3, "due", "2028-09-30"}, {3, "due_text", "by the end of September 2028"}, {3, "quantity", "40 clinics"}, {3, "grade", "must"}, {3, "kind", "offer"},
		{4, "due", ""}, {4, "responsible", "The central enterprises"}, {5, "reason", "thought"},
		{6, "kind", "cooperation"}, {6, "parties", "Enterprise B\nRiver Bend Power"}, {6, "period", "five years"}, {6, "unknown_number", ""},
		{7, "kind", "exhibition"}, {8, "on_behalf_of", "the region"}, {10, "quantity", "120 wells"},
	} {
		if got := all[row.n-1].Value(row.name); got != row.value {
			t.Errorf("proposal %d, %s: %q, want %q", row.n, row.name, got, row.value)
		}
	}
	if got := Propose(read(english), 0)[0].Value("from"); got != "" {
		t.Errorf("a day without a year is proposed as %q", got)
	}
	if got := Propose(reading.Reading{}, 2027); len(got) != 0 {
		t.Errorf("an empty reading proposes %+v", got)
	}
}

func TestTypedValuesAreMarked(t *testing.T) {
	p := Propose(read(english), 2027)[2]
	same := p.with(map[string]string{"title": "equip 40 clinics", "due": "2028-09-30"}, english)
	if len(same.typed()) != 0 {
		t.Errorf("values of the text are marked: %+v", same.typed())
	}
	other := p.with(map[string]string{"title": "Cold rooms", "due": "2028-10-01", "responsible": "Enterprise Z", "grade": "hope", "nonsense": "x"}, english)
	var names []string
	for _, f := range other.typed() {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "title responsible due" {
		t.Errorf("marked as not in the text: %s", got)
	}
	if other.Value("nonsense") != "" || other.Value("grade") != "hope" {
		t.Errorf("%+v", other.Fields)
	}
	if p.Value("title") == "Cold rooms" {
		t.Error("the proposal itself was changed")
	}
	signed := Propose(read(english), 2027)[5].with(map[string]string{"parties": "Enterprise B\nSomebody else"}, english)
	if len(signed.typed()) != 1 {
		t.Errorf("a party that the text does not name: %+v", signed.typed())
	}
}

func TestTitleIsCutAtAWord(t *testing.T) {
	long := strings.Repeat("promise ", 40)
	f := titled(reading.Span{Text: long})
	if n := len([]rune(f.Value)); n > titleLength || n < titleLength/2 || !strings.HasSuffix(f.Value, "promise") {
		t.Errorf("%d characters: %q", n, f.Value)
	}
	han := strings.Repeat("各部门应按季度报告进展，", 20)
	if f := titled(reading.Span{Text: han}); len([]rune(f.Value)) > titleLength || !strings.HasSuffix(f.Value, "进展") {
		t.Errorf("%q", f.Value)
	}
}

func TestNamesStandWhole(t *testing.T) {
	for _, row := range []struct {
		text, name string
		want       bool
	}{
		{"Enterprise A will equip clinics", "Enterprise A", true},
		{"Enterprise Alpha will equip clinics", "Enterprise A", false},
		{"the CENTRAL Enterprises", "central enterprises", true},
		{"各中央企业要", "中央企业", true},
		{"由企业A承担", "企业A", true},
		{"企业", "", false},
		{"Enterprise AB and Enterprise A", "Enterprise A", true},
	} {
		if got := names(row.text, row.name); got != row.want {
			t.Errorf("%q in %q: %v", row.name, row.text, got)
		}
	}
}

var onRecord = Names{
	Parties: []party.Party{{ID: 1, Code: "ENT-A", Name: "Enterprise A"}, {ID: 2, Code: "COM", Name: "Coordination Commission", Other: "协调委"}},
	Groups:  []party.Group{{ID: 3, Code: "GRP-C", Name: "Central enterprises", Side: "provider"}},
}

func TestPrefill(t *testing.T) {
	all := Propose(read(english), 2027)
	present := []conference.Attendance{{Recorded: conference.Recorded{ID: 77}, Person: "B. Example"}}
	for _, row := range []struct {
		n           int
		name, value string
	}{
		{2, "party", "COM"}, {3, "to", "party:ENT-A"}, {3, "laid_on", ""}, {4, "to", "group:GRP-C"}, {4, "laid_on", "provider"}, {8, "attendance", "77"}, {9, "party", ""},
	} {
		if got := all[row.n-1].prefill(onRecord, present)[row.name]; got != row.value {
			t.Errorf("proposal %d, %s: %q, want %q", row.n, row.name, got, row.value)
		}
	}
	chosen := all[2].with(map[string]string{"to": "group:GRP-C"}, english)
	if got := chosen.prefill(onRecord, nil)["to"]; got != "group:GRP-C" {
		t.Errorf("a choice was overwritten with %q", got)
	}
}

func TestTwins(t *testing.T) {
	all := Propose(read(english), 2027)
	for i := range all {
		all[i].Quote.Source = 9
	}
	other := conference.Recorded{ID: 5, Quote: conference.Quote{Source: 4, Text: "elsewhere"}}
	attended := func(person, office, org string) Existing {
		return Existing{Attendances: []conference.Attendance{{Recorded: other, Person: person, Office: office, Organisation: org}}}
	}
	for _, row := range []struct {
		what string
		n    int
		e    Existing
		want string
	}{
		{"same person and office", 2, attended("A. Example", "Deputy Head", "Coordination Commission"), "same"},
		{"same person, nothing else said", 2, attended("A. Example", "", ""), "same"},
		{"same person, other office", 2, attended("A. Example", "head", "Coordination Commission"), "differs"},
		{"other person", 2, attended("C. Example", "deputy head", "Coordination Commission"), ""},
		{"nobody named", 2, attended("", "deputy head", "Coordination Commission"), ""},
		{"same words of a measure", 3, Existing{Measures: []decision.Measure{{ID: 5, Quote: conference.Quote{Source: 4, Text: all[2].Quote.Text}}}}, "same"},
		{"same title", 3, Existing{Measures: []decision.Measure{{ID: 5, Title: strings.ToUpper(all[2].Value("title"))}}}, "same"},
		{"a withdrawn measure", 3, Existing{Measures: []decision.Measure{{ID: 5, Title: all[2].Value("title"), State: decision.Withdrawn}}}, ""},
		{"of this very text", 3, Existing{Measures: []decision.Measure{{ID: 5, Quote: conference.Quote{Source: 9, Text: all[2].Quote.Text}}}}, ""},
		{"same signers", 6, Existing{Agreements: []agreement.Agreement{{ID: 5, Kind: "cooperation", Parties: []agreement.SigningParty{{Name: "river bend power"}, {Name: "Enterprise B"}}}}}, "same"},
		{"other signers", 6, Existing{Agreements: []agreement.Agreement{{ID: 5, Kind: "cooperation", Parties: []agreement.SigningParty{{Name: "Enterprise B"}}}}}, ""},
		{"an exhibition of another day", 7, Existing{Events: []conference.Event{{Recorded: other, Kind: "exhibition", Day: "2027-03-11"}}}, "differs"},
		{"a talk", 7, Existing{Events: []conference.Event{{Recorded: other, Kind: "talk"}}}, ""},
		{"same speaker", 8, Existing{Speeches: []conference.Speech{{Recorded: other, Kind: "thanks", Speaker: "b. example"}}}, "same"},
		{"same words of a result", 10, Existing{Achievements: []conference.Achievement{{Recorded: conference.Recorded{ID: 5, Quote: conference.Quote{Text: "120 Wells were  drilled"}}}}}, "same"},
	} {
		got := ""
		if twin := all[row.n-1].twin(row.e); twin != nil {
			got = map[bool]string{true: "same", false: "differs"}[twin.Same]
			if twin.Ref.ID != 5 {
				t.Errorf("%s: %+v", row.what, twin)
			}
		}
		if got != row.want {
			t.Errorf("%s: %q, want %q", row.what, got, row.want)
		}
	}
}

func TestPiecesAreTheText(t *testing.T) {
	text := "一二三四五😀六七八九十"
	proposals := []Proposal{
		{Ordinal: 1, State: Accepted, Quote: conference.Quote{From: 1, To: 9}},
		{Ordinal: 2, State: Proposed, Quote: conference.Quote{From: 3, To: 6}},
		{Ordinal: 3, State: Rejected, Quote: conference.Quote{From: 8, To: 10}},
	}
	got := pieces(text, proposals, []reading.Span{{From: 0, To: 2}, {From: 10, To: 11}}, 3)
	want := []Piece{{"一", "uncovered", 0, false}, {"二三", "accepted", 1, true}, {"四五😀", "proposed", 2, true}, {"六七", "accepted", 1, false},
		{"八九", "current", 3, true}, {"十", "uncovered", 0, false}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

func TestPiecesLoseNothing(t *testing.T) {
	whole := func(text string, ends []uint8, current uint8) bool {
		n := len([]rune(text)) + 1
		var proposals []Proposal
		for i := 0; i+1 < len(ends); i += 2 {
			from, to := int(ends[i])%n, int(ends[i+1])%n
			if from < to {
				proposals = append(proposals, Proposal{Ordinal: len(proposals) + 1, State: []string{Proposed, Accepted, Rejected}[i%3], Quote: conference.Quote{From: from, To: to}})
			}
		}
		var b strings.Builder
		for _, p := range pieces(text, proposals, nil, int(current)%5) {
			b.WriteString(p.Text)
		}
		return b.String() == text
	}
	if err := quick.Check(whole, &quick.Config{MaxCount: 3000}); err != nil {
		t.Error(err)
	}
}

func TestStartAsksForEveryAnswer(t *testing.T) {
	full := StartInput{Title: "Report", Publisher: "River Bend", Side: "receiver", Lang: "en", Translated: "machine", MayStore: "yes", MayPublish: "no", Year: "2027"}
	unstated := reading.Reading{Conference: reading.Conference{Date: reading.Span{Text: "12 March"}}}
	stated := reading.Reading{Conference: reading.Conference{Year: 2027}}
	for _, row := range []struct {
		what   string
		change func(*StartInput)
		read   reading.Reading
		want   string // field and key
	}{
		{"all answered", func(in *StartInput) {}, unstated, ""},
		{"no title", func(in *StartInput) { in.Title = "" }, unstated, "source_title conference.source_title_missing"},
		{"no publisher", func(in *StartInput) { in.Publisher = "" }, unstated, "publisher conference.publisher_missing"},
		{"no side", func(in *StartInput) { in.Side = "" }, unstated, "side conference.side_unknown"},
		{"neither side", func(in *StartInput) { in.Side = "neither" }, unstated, ""},
		{"no language", func(in *StartInput) { in.Lang = "" }, unstated, "lang conference.lang_unknown"},
		{"not said whether translated", func(in *StartInput) { in.Translated = "" }, unstated, "translated conference.translated_unknown"},
		{"not said whether it may stay", func(in *StartInput) { in.MayStore = "" }, unstated, "may_store intake.answer_missing"},
		{"may not stay", func(in *StartInput) { in.MayStore = "no" }, unstated, "may_store conference.not_storable"},
		{"not said whether public", func(in *StartInput) { in.MayPublish = "" }, unstated, "may_publish intake.answer_missing"},
		{"no year", func(in *StartInput) { in.Year = "" }, unstated, "year intake.year_asked_of"},
		{"no year and no date", func(in *StartInput) { in.Year = "" }, reading.Reading{}, "year intake.year_asked"},
		{"nobody knows the year", func(in *StartInput) { in.Year, in.YearUnknown = "", true }, unstated, ""},
		{"both answers", func(in *StartInput) { in.YearUnknown = true }, unstated, "year intake.year_both"},
		{"no number", func(in *StartInput) { in.Year = "last" }, unstated, "year conference.year_wrong"},
		{"the text says it", func(in *StartInput) { in.Year = "" }, stated, ""},
		{"the text says the same", func(in *StartInput) {}, stated, ""},
		{"the text says otherwise", func(in *StartInput) { in.Year = "2026" }, stated, "year intake.year_differs"},
	} {
		got := full
		row.change(&got)
		said := ""
		if e, ok := got.check(row.read).(*fault.Error); ok {
			said = e.Fields[0].Name + " " + e.Fields[0].Key
			if len(e.Fields) != 1 {
				t.Errorf("%s: %+v", row.what, e.Fields)
			}
		}
		if said != row.want {
			t.Errorf("%s: %q, want %q", row.what, said, row.want)
		}
	}
}

func TestSourceKeepsTheYearOnlyWhereTheTextHasNone(t *testing.T) {
	in := StartInput{Year: "2027", Side: "neither", MayStore: "yes", MayPublish: "no", Title: "Report"}
	s := in.source("text", reading.Reading{})
	if s.Year != 2027 || s.Side != "" || !s.MayStore || s.MayPublish || s.Title != "Report" || s.Text != "text" {
		t.Errorf("%+v", s)
	}
	if s := in.source("text", reading.Reading{Conference: reading.Conference{Year: 2027}}); s.Year != 0 {
		t.Errorf("the year that the text states is kept as a person's answer: %d", s.Year)
	}
}

func TestEveryWordIsThere(t *testing.T) {
	book, err := words.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for m := range lives {
		for _, s := range m.States() {
			keys = append(keys, string(m.StateKey(s)))
		}
		for _, mv := range m.Moves {
			keys = append(append(keys, mv.Verb, mv.Verb+"_done"), mv.Needs...)
		}
	}
	for _, k := range Kinds {
		keys = append(keys, "intake.kinds."+k, "intake.kind_one."+k)
	}
	for prefix, codes := range map[string][]string{"intake.as.": ByHandKinds, "intake.accept_all.": BulkKinds, "intake.kind.": decision.Kinds,
		"intake.grade.": decision.Grades, "intake.laid_on.": decision.Sides, "intake.agreement.": agreement.Kinds, "intake.sector.": append(reading.Sectors(), ""),
		"intake.reason.": noteReasons, "intake.second.": decision.Sides[1:]} {
		for _, code := range codes {
			keys = append(keys, conference.Label(prefix, code))
		}
	}
	for _, p := range Propose(read(english), 2027) {
		for _, f := range p.Fields {
			keys = append(keys, "intake.field."+f.Name)
		}
	}
	for _, k := range keys {
		if !book.Has(k) {
			t.Errorf("no words for %s", k)
		}
	}
}
