package conference

import (
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
)

// may is the whole life of a conference, written by hand: for each state the
// verbs and where they lead.
var may = map[string]map[string]string{
	Planned:    {"conference.hold": Convened, "conference.postpone": Postponed, "conference.cancel": Cancelled},
	Postponed:  {"conference.hold": Convened, "conference.postpone": Postponed, "conference.cancel": Cancelled},
	Convened:   {"conference.minute": Minuted},
	Minuted:    {"conference.minute": Minuted, "conference.finalise": Final},
	Final:      {"conference.reopen": Minuted, "conference.issue": FollowedUp},
	FollowedUp: {"conference.reopen": Minuted, "conference.close": Closed},
	Closed:     {"conference.reopen": Minuted},
	Cancelled:  {},
}

// allowed is who may use a verb, written by hand.
func allowed(role ident.Role, rel ident.Relations, verb string) bool {
	desk := role == ident.Office || role == ident.Secretary
	mine := slices.Contains(rel, ident.Mine) && (role == ident.Provider || role == ident.Receiver)
	switch verb {
	case "conference.finalise":
		return slices.Contains(rel, ident.Opposite) && (desk || role == ident.Leader)
	case "conference.close", "conference.issue":
		return desk
	}
	return desk || mine
}

func TestEveryMoveOfEveryRole(t *testing.T) { everyMove(t, Machine, may, allowed) }

// everyMove tries each verb of a machine from each of its states, by each role
// in each relation, against two tables written by hand.
func everyMove(t *testing.T, m *state.Machine, life map[string]map[string]string, may func(ident.Role, ident.Relations, string) bool) {
	t.Helper()
	relations := []ident.Relations{nil, {ident.Mine}, {ident.OurSide}, {ident.Opposite}, {ident.Mine, ident.Opposite}, {ident.Mine, ident.OurSide},
		{ident.OurSide, ident.Opposite}}
	verbs := map[string]bool{}
	for _, mv := range m.Moves {
		verbs[mv.Verb] = true
	}
	for _, s := range m.States() {
		if _, known := life[s]; !known {
			t.Errorf("the machine reaches %s", s)
		}
	}
	if len(m.States()) != len(life) {
		t.Errorf("the machine reaches %v", m.States())
	}
	for from, to := range life {
		for verb := range verbs {
			for _, role := range ident.Roles {
				for _, rel := range relations {
					mv, err := m.Try(ident.Actor{Person: 1, Roles: []ident.Role{role}}, rel, from, verb, "because")
					want := fault.Kind(0)
					switch _, open := to[verb]; {
					case !may(role, rel, verb):
						want = fault.Forbidden
					case !open:
						want = fault.Conflict
					}
					if fault.KindOf(err) != want || err == nil && mv.To != to[verb] {
						t.Errorf("%s %s by %s with %v: %v to %q, want %v to %q", from, verb, role, rel, err, mv.To, want, to[verb])
					}
				}
			}
		}
	}
}

func TestEveryMoveOfAnAttendance(t *testing.T) {
	everyMove(t, AttendanceMachine, map[string]map[string]string{
		Invited:     {"conference.confirm_attendance": Confirmed, "conference.mark_present": Present, "conference.mark_substitute": Substituted, "conference.mark_absent": Absent},
		Confirmed:   {"conference.mark_present": Present, "conference.mark_substitute": Substituted, "conference.mark_absent": Absent},
		Present:     {"conference.mark_substitute": Substituted, "conference.mark_absent": Absent},
		Substituted: {"conference.mark_present": Present, "conference.mark_substitute": Substituted, "conference.mark_absent": Absent},
		Absent:      {"conference.mark_present": Present, "conference.mark_substitute": Substituted},
	}, func(role ident.Role, rel ident.Relations, verb string) bool {
		side := role == ident.Provider || role == ident.Receiver
		return role == ident.Office || role == ident.Secretary || side && (slices.Contains(rel, ident.Mine) ||
			slices.Contains(rel, ident.OurSide) && verb == "conference.confirm_attendance")
	})
}

func TestEveryMoveOfASpeech(t *testing.T) {
	everyMove(t, SpeechMachine, map[string]map[string]string{
		Planned:     {"conference.deliver": Delivered},
		Delivered:   {"conference.check_text": TextChecked},
		TextChecked: {"conference.reword": Delivered},
	}, func(role ident.Role, rel ident.Relations, verb string) bool {
		desk := role == ident.Office || role == ident.Secretary
		if verb == "conference.check_text" {
			return desk && slices.Contains(rel, ident.Opposite)
		}
		return desk || (role == ident.Provider || role == ident.Receiver) && slices.Contains(rel, ident.Mine)
	})
}

func TestEveryMoveOfAVisit(t *testing.T) {
	everyMove(t, VisitMachine, map[string]map[string]string{
		Planned: {"conference.hold_visit": Held, "conference.cancel_visit": Cancelled, "conference.withdraw_visit": Withdrawn},
		Held:    {"conference.draft_note": Drafted, "conference.close_visit": Closed, "conference.withdraw_visit": Withdrawn},
		Drafted: {"conference.draft_note": Drafted, "conference.agree_note": Agreed, "conference.return_note": Returned, "conference.close_visit": Closed,
			"conference.withdraw_visit": Withdrawn},
		Returned:  {"conference.draft_note": Drafted, "conference.withdraw_visit": Withdrawn},
		Agreed:    {"conference.revise_note": Drafted, "conference.close_visit": Closed, "conference.withdraw_visit": Withdrawn},
		Closed:    {"conference.revise_note": Drafted},
		Cancelled: {"conference.withdraw_visit": Withdrawn},
		Withdrawn: {},
	}, func(role ident.Role, rel ident.Relations, verb string) bool {
		desk, side := role == ident.Office || role == ident.Secretary, role == ident.Provider || role == ident.Receiver
		switch verb {
		case "conference.agree_note", "conference.return_note":
			return side && slices.Contains(rel, ident.Opposite)
		case "conference.hold_visit", "conference.draft_note", "conference.revise_note":
			return desk || side && (slices.Contains(rel, ident.Mine) || slices.Contains(rel, ident.OurSide))
		}
		return desk || side && slices.Contains(rel, ident.Mine)
	})
}

func TestReasonsAreAskedFor(t *testing.T) {
	all := ident.Actor{Roles: []ident.Role{ident.Office, ident.Provider}}
	want := []string{"conference.postpone", "conference.cancel", "conference.reopen", "conference.cancel_visit", "conference.return_note",
		"conference.revise_note", "conference.withdraw_visit"}
	for _, m := range []*state.Machine{Machine, AttendanceMachine, SpeechMachine, VisitMachine} {
		for _, mv := range m.Moves {
			_, err := m.Try(all, ident.Relations{ident.Opposite, ident.Mine}, mv.From[0], mv.Verb, "")
			if asked := fault.KindOf(err) == fault.Invalid; asked != slices.Contains(want, mv.Verb) {
				t.Errorf("%s without a reason: %v", mv.Verb, err)
			}
		}
	}
}

func TestRelations(t *testing.T) {
	c := Conference{Owner: 5}
	for _, row := range []struct {
		who       ident.Actor
		minutesBy ident.Person
		want      ident.Relations
	}{
		{ident.Actor{Person: 1, Organisation: 5}, 0, ident.Relations{ident.Mine}},
		{ident.Actor{Person: 1, Organisation: 5}, 1, ident.Relations{ident.Mine}},
		{ident.Actor{Person: 1, Organisation: 5}, 2, ident.Relations{ident.Mine, ident.Opposite}},
		{ident.Actor{Person: 1, Organisation: 6}, 0, nil},
		{ident.Actor{Person: 1, Organisation: 6}, 1, nil}, // another hat, the same person
	} {
		if got := c.Relations(row.who, row.minutesBy); !slices.Equal(got, row.want) {
			t.Errorf("%+v, minutes by %d: %v, want %v", row.who, row.minutesBy, got, row.want)
		}
	}
}

func TestConferenceRules(t *testing.T) {
	now := time.Date(2028, 5, 14, 9, 0, 0, 0, time.UTC)
	good := Conference{Title: "Third working meeting", Lang: "en", From: "2028-05-12", To: "2028-05-13", State: Convened, Visibility: "parties"}
	if err := good.check(now); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*Conference){
		"title":      func(c *Conference) { c.Title = "" },
		"lang":       func(c *Conference) { c.Lang = "fr" },
		"from":       func(c *Conference) { c.From, c.To = "2028-02-30", "" },
		"to":         func(c *Conference) { c.To = "2028-05-11" },
		"visibility": func(c *Conference) { c.Visibility = "" },
	} {
		bad := good
		change(&bad)
		if got := refused(bad.check(now)); !slices.Contains(got, field) {
			t.Errorf("a wrong %s is refused under %v", field, got)
		}
	}
	late := good
	late.From, late.To = "2028-05-16", "2028-05-16"
	if got := refused(late.check(now)); !slices.Contains(got, "from") {
		t.Errorf("a meeting that took place in two days: %v", got)
	}
	late.State = Planned
	if err := late.check(now); err != nil {
		t.Errorf("a planned meeting in two days: %v", err)
	}
	unknown := good
	unknown.From, unknown.To = "", ""
	if err := unknown.check(now); err != nil {
		t.Errorf("a meeting of unknown day: %v", err)
	}
}

// refused lists the fields of a refusal.
func refused(err error) []string {
	e, ok := err.(*fault.Error)
	if !ok {
		return nil
	}
	var names []string
	for _, f := range e.Fields {
		names = append(names, f.Name)
	}
	return names
}

// minutes mixes scripts, wide marks and a character outside the basic plane.
const minutesText = "2028年5月12日，会议在河湾县召开。😀 River Bend 将提供40台设备。\n各部门应按季度报告进展。"

func TestSliceCountsCharacters(t *testing.T) {
	for _, row := range []struct {
		from, to int
		want     string
		ok       bool
	}{
		{0, 4, "2028", true},
		{4, 5, "年", true},
		{10, 11, "，", true},
		{20, 21, "😀", true},
		{22, 32, "River Bend", true},
		{36, 41, "40台设备", true},
		{42, 43, "\n", true},
		{43, 55, "各部门应按季度报告进展。", true},
		{55, 55, "", true},
		{43, 56, "", false},
		{56, 56, "", false},
		{-1, 3, "", false},
		{5, 4, "", false},
	} {
		if got, ok := Slice(minutesText, row.from, row.to); got != row.want || ok != row.ok {
			t.Errorf("Slice(%d, %d) = %q, %v; want %q, %v", row.from, row.to, got, ok, row.want, row.ok)
		}
	}
}

func TestSliceAgreesWithRunes(t *testing.T) {
	agrees := func(text string, a, b uint8) bool {
		runes := []rune(text)
		from, to := int(a)%(len(runes)+2), int(b)%(len(runes)+2)
		got, ok := Slice(text, from, to)
		if from > to || to > len(runes) {
			return !ok
		}
		return ok && got == string(runes[from:to])
	}
	if err := quick.Check(agrees, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

func TestLocate(t *testing.T) {
	s := Source{SourceHead: SourceHead{ID: 9}, Text: minutesText}
	q, err := s.Locate("各部门应按季度报告进展", "quote")
	if err != nil || q != (Quote{9, 43, 54, "各部门应按季度报告进展"}) {
		t.Errorf("%+v, %v", q, err)
	}
	if !s.Holds(q) {
		t.Error("what was located is not held")
	}
	for passage, key := range map[string]string{"": "conference.passage_missing", "河湾市": "conference.passage_not_found", "月": "", "2": "conference.passage_twice"} {
		_, err := s.Locate(passage, "quote")
		got := ""
		if e, ok := err.(*fault.Error); ok {
			got = e.Fields[0].Key
		}
		if got != key {
			t.Errorf("%q: %q, want %q", passage, got, key)
		}
	}
}

func TestHoldsIsExact(t *testing.T) {
	s := Source{Text: minutesText}
	good := Quote{From: 22, To: 32, Text: "River Bend"}
	if !s.Holds(good) {
		t.Fatal("the exact passage is not held")
	}
	for what, q := range map[string]Quote{
		"other wording": {From: 22, To: 32, Text: "River bend"},
		"one off":       {From: 21, To: 31, Text: "River Bend"},
		"empty":         {From: 22, To: 22, Text: ""},
		"past the end":  {From: 22, To: 320, Text: "River Bend"},
		"byte offsets":  {From: strings.Index(minutesText, "River"), To: strings.Index(minutesText, "River") + 10, Text: "River Bend"},
	} {
		if s.Holds(q) {
			t.Errorf("%s is held: %+v", what, q)
		}
	}
}

func TestSourceRules(t *testing.T) {
	good := Source{SourceHead: SourceHead{Title: "Report", Publisher: "River Bend County", Side: "receiver", Lang: "zh", Translated: "no", MayStore: true,
		Visibility: "parties"}, Text: minutesText}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*Source){
		"source_title": func(s *Source) { s.Title = "" },
		"publisher":    func(s *Source) { s.Publisher = "" },
		"side":         func(s *Source) { s.Side = "both" },
		"lang":         func(s *Source) { s.Lang = "" },
		"translated":   func(s *Source) { s.Translated = "" },
		"published_on": func(s *Source) { s.PublishedOn = "12.5." },
		"year":         func(s *Source) { s.Year = 28 },
		"may_store":    func(s *Source) { s.MayStore = false },
		"text":         func(s *Source) { s.Text = "one\r\ntwo" },
	} {
		bad := good
		change(&bad)
		if got := refused(bad.check()); !slices.Equal(got, []string{field}) {
			t.Errorf("a wrong %s is refused under %v", field, got)
		}
	}
}

func TestNarrowerVisibility(t *testing.T) {
	for _, row := range [][3]string{{"parties", "internal", "internal"}, {"public", "parties", "parties"}, {"parties", "", "parties"}, {"public", "public", "public"}, {"", "", "internal"}} {
		if got := narrower(row[0], row[1]); got != row[2] {
			t.Errorf("narrower(%q, %q) = %q", row[0], row[1], got)
		}
	}
}

func TestEveryWordIsThere(t *testing.T) {
	book, err := words.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, m := range []*state.Machine{Machine, AttendanceMachine, SpeechMachine, VisitMachine} {
		for _, s := range m.States() {
			keys = append(keys, string(m.StateKey(s)))
		}
		for _, mv := range m.Moves {
			keys = append(keys, mv.Needs...)
		}
	}
	for _, r := range Rules() {
		keys = append(keys, r.Action)
	}
	for noun, kinds := range map[string]map[string]string{Noun: past, SpeechNoun: pastOfSpeech, VisitNoun: pastOfVisit} {
		for verb, done := range kinds {
			keys = append(keys, verb+"_done", noun+"."+done)
		}
	}
	for _, s := range AttendanceMachine.States() {
		keys = append(keys, AttendanceNoun+"."+s)
	}
	for prefix, codes := range map[string][]string{"conference.part.": Parts, "conference.speech.": SpeechKinds, "conference.event.": EventKinds, "conference.visit_kind.": VisitKinds, "conference.sort.": Sorts,
		"conference.side.": Sides, "conference.translated.": Translations, "conference.visibility.": Visibilities} {
		for _, code := range codes {
			keys = append(keys, Label(prefix, code))
		}
	}
	for _, k := range keys {
		if !book.Has(k) {
			t.Errorf("no words for %s", k)
		}
	}
}
