package decision

import (
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// The whole life of a measure and of an answer, written down apart from the
// tables that decide it: verb, from > to, who, and "because" where a reason is
// kept. "lead" and "member" are a provider's, receiver's or owner's seat at the
// organisation on which it rests; "other" is the desk as someone else than the
// claimant; "second" is the other side or, in its place, the desk.
const measureLife = `
register     captured > registered             desk
register     not_taken > registered             desk because
refuse       captured > not_taken              desk because
note         captured > noted                  desk
reverse      registered > captured               desk because
reverse      not_taken > captured               desk because
reverse      assigned > registered             desk because
second       captured > captured               second
second       registered > registered             second
correct      captured > captured               captor because
amend        captured > captured               second because
assign       registered > assigned               desk
assign       contested > assigned               desk
address      registered > addressed              desk
ask          addressed > addressed              desk
accept       assigned > accepted               lead
contest      assigned > contested              lead because
update       accepted > in_progress            carrier
update       in_progress > in_progress            carrier
update       returned > in_progress            carrier
update       blocked > blocked                carrier
block        accepted > blocked                carrier because
block        in_progress > blocked                carrier because
block        returned > blocked                carrier because
unblock      blocked > in_progress            unblocker because
claim        accepted > reported               lead
claim        in_progress > reported               lead
verify       reported > verified               other
return       reported > returned               other because
close        verified > closed                 desk
close        addressed > closed                 desk
archive      closed > archived               desk
name_coleads assigned > assigned               desk
name_coleads accepted > accepted               desk
name_coleads contested > contested              desk
name_coleads in_progress > in_progress            desk
name_coleads blocked > blocked                desk
name_coleads returned > returned               desk
carry        registered > registered             desk because
carry        addressed > addressed              desk because
carry        reported > reported               desk because
carry        verified > verified               desk because
carry        assigned > assigned               desk because
carry        accepted > accepted               desk because
carry        contested > contested              desk because
carry        in_progress > in_progress            desk because
carry        blocked > blocked                desk because
carry        returned > returned               desk because
defer        addressed > addressed              decider because
defer        assigned > assigned               decider because
defer        accepted > accepted               decider because
defer        contested > contested              decider because
defer        in_progress > in_progress            decider because
defer        blocked > blocked                decider because
defer        returned > returned               decider because
merge        registered > merged                 decider because
merge        assigned > merged                 decider because
merge        accepted > merged                 decider because
merge        contested > merged                 decider because
merge        in_progress > merged                 decider because
merge        blocked > merged                 decider because
merge        returned > merged                 decider because
cancel       registered > cancelled              decider because
cancel       addressed > cancelled              decider because
cancel       assigned > cancelled              decider because
cancel       accepted > cancelled              decider because
cancel       contested > cancelled              decider because
cancel       in_progress > cancelled              decider because
cancel       blocked > cancelled              decider because
cancel       returned > cancelled              decider because
unmerge      merged > registered             desk because
unmerge      merged > assigned               desk because
unmerge      merged > accepted               desk because
unmerge      merged > contested              desk because
unmerge      merged > in_progress            desk because
unmerge      merged > blocked                desk because
unmerge      merged > returned               desk because
withdraw     captured > withdrawn              desk because
withdraw     noted > withdrawn              desk because
withdraw     not_taken > withdrawn              desk because
withdraw     registered > withdrawn              desk because
withdraw     addressed > withdrawn              desk because
withdraw     assigned > withdrawn              desk because
`

const answerLife = `
take_up          silent > taken_up                  lead
take_up          not_applicable > taken_up          lead
take_up          taken_up > taken_up                lead
not_applicable   silent > not_applicable            lead because
not_applicable   taken_up > not_applicable          lead because
not_applicable   not_applicable > not_applicable    lead because
update_answer    taken_up > taken_up                lead
update_answer    returned > taken_up                lead
claim_answer     taken_up > reported                lead
verify_answer    reported > verified                other
return_answer    reported > returned                other because
`

const proposalLife = `
agree        proposed > agreed       another
decline      proposed > declined     another because
take_back    proposed > taken_back   proposer
`

// who are the seats and the relation that each word of the tables stands for.
var who = map[string][]struct {
	role ident.Role
	rel  ident.Relation
}{
	"desk":  {{ident.Office, ""}, {ident.Secretary, ""}},
	"lead":  {{ident.Provider, ident.Mine}, {ident.Receiver, ident.Mine}, {ident.Owner, ident.Mine}},
	"other": {{ident.Office, ident.Opposite}, {ident.Secretary, ident.Opposite}},
	"decider": {{ident.Leader, ident.Opposite}, {ident.Office, ident.Opposite}, {ident.Provider, ident.Opposite}, {ident.Receiver, ident.Opposite},
		{ident.Owner, ident.Opposite}},
	"another": {{ident.Leader, ident.Opposite}, {ident.Office, ident.Opposite}, {ident.Secretary, ident.Opposite}, {ident.Provider, ident.Opposite},
		{ident.Receiver, ident.Opposite}, {ident.Owner, ident.Opposite}},
	"proposer": {{ident.Office, ident.Mine}, {ident.Secretary, ident.Mine}, {ident.Provider, ident.Mine}, {ident.Receiver, ident.Mine}, {ident.Owner, ident.Mine}},
	"captor":   {{ident.Office, ident.OurSide}, {ident.Secretary, ident.OurSide}},
	"carrier": {{ident.Provider, ident.Mine}, {ident.Receiver, ident.Mine}, {ident.Owner, ident.Mine}, {ident.Provider, ident.OurSide},
		{ident.Receiver, ident.OurSide}, {ident.Owner, ident.OurSide}},
	"unblocker": {{ident.Office, ""}, {ident.Secretary, ""}, {ident.Provider, ident.Mine}, {ident.Receiver, ident.Mine}, {ident.Owner, ident.Mine},
		{ident.Provider, ident.Opposite}, {ident.Receiver, ident.Opposite}, {ident.Owner, ident.Opposite}},
	"second": {{ident.Provider, ident.Opposite}, {ident.Receiver, ident.Opposite}, {ident.Owner, ident.Opposite},
		{ident.Office, ident.Opposite}, {ident.Secretary, ident.Opposite}},
}

type wantedMove struct {
	verb, from, to, who string
	reason              bool
}

func readLife(t *testing.T, text string) []wantedMove {
	t.Helper()
	var all []wantedMove
	for line := range strings.Lines(strings.TrimSpace(text)) {
		f := strings.Fields(line)
		w := wantedMove{verb: "decision." + f[0], from: f[1], to: f[3], who: f[4], reason: len(f) == 6}
		if f[2] != ">" || who[w.who] == nil {
			t.Fatalf("cannot read %q", line)
		}
		all = append(all, w)
	}
	return all
}

func (w wantedMove) allows(r ident.Role, rel ident.Relations) bool {
	for _, g := range who[w.who] {
		if g.role == r && (g.rel == "" || slices.Contains(rel, g.rel)) {
			return true
		}
	}
	return false
}

func TestLifeOfAMeasure(t *testing.T)  { tryLife(t, Machine, measureLife) }
func TestLifeOfAnAnswer(t *testing.T)  { tryLife(t, AnswerMachine, answerLife) }
func TestLifeOfAProposal(t *testing.T) { tryLife(t, ProposalMachine, proposalLife) }

// tryLife tries every verb from every state in every role and relation, with
// and without a reason, against the written table.
func tryLife(t *testing.T, m *state.Machine, text string) {
	life := readLife(t, text)
	states, verbs := map[string]bool{}, map[string]bool{}
	for _, w := range life {
		states[w.from], states[w.to], verbs[w.verb] = true, true, true
	}
	for _, s := range m.States() {
		if !states[s] {
			t.Errorf("state %s is not in the written table", s)
		}
	}
	for _, mv := range m.Moves {
		if !verbs[mv.Verb] {
			t.Errorf("verb %s is not in the written table", mv.Verb)
		}
	}
	relations := []ident.Relations{nil, {ident.Mine}, {ident.OurSide}, {ident.Opposite}, {ident.Mine, ident.Opposite}}
	tried := 0
	for from := range states {
		for verb := range verbs {
			for _, role := range ident.Roles {
				for _, rel := range relations {
					for _, reason := range []string{"", "because"} {
						tried++
						to, kind := expect(life, verb, from, role, rel, reason)
						mv, err := m.Try(ident.Actor{Person: 1, Roles: []ident.Role{role}}, rel, from, verb, reason)
						if mv.To != to || fault.KindOf(err) != kind {
							t.Errorf("%s from %s as %s %v, reason %q: to %q with %v, want %q with %v", verb, from, role, rel, reason, mv.To, err, to, kind)
						}
					}
				}
			}
		}
	}
	if least := len(states) * len(verbs) * len(ident.Roles); tried < least {
		t.Fatalf("tried %d combinations, fewer than %d", tried, least)
	}
}

func expect(life []wantedMove, verb, from string, r ident.Role, rel ident.Relations, reason string) (to string, kind fault.Kind) {
	kind = fault.Forbidden
	for _, w := range life {
		if w.verb != verb || !w.allows(r, rel) {
			continue
		}
		switch {
		case w.from != from:
			if kind == fault.Forbidden {
				kind = fault.Conflict
			}
		case w.reason && reason == "":
			return "", fault.Invalid
		default:
			return w.to, 0
		}
	}
	return "", kind
}

// TestNothingSettledComesBack: what was noted, closed or withdrawn stays so,
// apart from taking back what was only noted and from filing what is closed.
func TestNothingSettledComesBack(t *testing.T) {
	for _, mv := range Machine.Moves {
		for _, s := range []string{Noted, Closed, Archived, Cancelled, Withdrawn} {
			if slices.Contains(mv.From, s) && mv.To != Withdrawn && mv.To != Archived {
				t.Errorf("%s leads from %s to %s: an exhortation noted only must never become a duty", mv.Verb, s, mv.To)
			}
		}
	}
}

// TestNoWayAroundVerification: without somebody else's verification no measure
// given to a lead is ever closed, and none is claimed done but by its lead.
func TestNoWayAroundVerification(t *testing.T) {
	reached := map[string]bool{Captured: true}
	for range Machine.States() {
		for _, mv := range Machine.Moves {
			if mv.Verb == "decision.verify" || mv.Verb == "decision.address" {
				continue
			}
			if slices.ContainsFunc(mv.From, func(s string) bool { return reached[s] }) {
				reached[mv.To] = true
			}
		}
	}
	if !reached[Reported] || !reached[Blocked] {
		t.Fatal("the walk does not get far enough to prove anything")
	}
	for _, s := range []string{Verified, Closed, Archived} {
		if reached[s] {
			t.Errorf("%s is reached without verification", s)
		}
	}
	for _, mv := range Machine.Moves {
		for _, g := range mv.By {
			if mv.Verb == "decision.verify" && g.Relation != ident.Opposite || mv.Verb == "decision.claim" && g.Relation != ident.Mine {
				t.Errorf("%s is open to the relation %q", mv.Verb, g.Relation)
			}
		}
	}
}

const (
	officer   ident.Person = 1
	colleague ident.Person = 2
	fromA     ident.Person = 3
	fromB     ident.Person = 4

	office  ident.ID = 10
	sideA   ident.ID = 11 // provides
	sideB   ident.ID = 12 // receives
	another ident.ID = 13
)

func actor(p ident.Person, org ident.ID, roles ...ident.Role) ident.Actor {
	return ident.Actor{Person: p, Organisation: org, Programme: 1, Roles: roles}
}

func TestWhoGivesTheSecondAcceptance(t *testing.T) {
	duty := func(laidOn string) Measure {
		return Measure{State: Captured, LaidOn: laidOn, NeedsSecond: true, CapturedBy: officer, Owner: office}
	}
	for name, c := range map[string]struct {
		m    Measure
		who  ident.Actor
		s    Standing
		want bool
	}{
		"the side it is laid on":                    {duty(party.Receiver), actor(fromB, sideB, ident.Receiver), Standing{Side: party.Receiver}, true},
		"the side it is laid on, once registered":   {func() Measure { m := duty(party.Receiver); m.State = Registered; return m }(), actor(fromB, sideB, ident.Receiver), Standing{Side: party.Receiver}, true},
		"the side it is not laid on":                {duty(party.Receiver), actor(fromA, sideA, ident.Provider), Standing{Side: party.Provider}, false},
		"the office, while the side has a seat":     {duty(party.Receiver), actor(colleague, office, ident.Office), Standing{Side: party.Office}, false},
		"who captured it, under the side's hat":     {duty(party.Receiver), actor(officer, sideB, ident.Receiver), Standing{Side: party.Receiver}, false},
		"a colleague of who captured it":            {func() Measure { m := duty(party.Receiver); m.Owner = sideB; return m }(), actor(fromB, sideB, ident.Receiver), Standing{Side: party.Receiver}, false},
		"the office, where nobody sits on the side": {duty(party.Receiver), actor(colleague, office, ident.Secretary), Standing{Unsided: true}, true},
		"the same person of the office":             {duty(party.Receiver), actor(officer, office, ident.Secretary), Standing{Unsided: true}, false},
		"a provider, where nobody sits on the side": {duty(party.Receiver), actor(fromA, sideA, ident.Provider), Standing{Side: party.Provider, Unsided: true}, false},
		"no side known: a second person of office":  {duty(""), actor(colleague, office, ident.Office), Standing{Unsided: true}, true},
		"both sides, captured by the office":        {duty("both"), actor(fromA, sideA, ident.Provider), Standing{Side: party.Provider, Captor: party.Office}, true},
		"both sides, the capturing side":            {duty("both"), actor(fromA, sideA, ident.Provider), Standing{Side: party.Provider, Captor: party.Provider}, false},
		"both sides, the other one":                 {duty("both"), actor(fromB, sideB, ident.Receiver), Standing{Side: party.Receiver, Captor: party.Provider}, true},
		"not asked for":                             {Measure{State: Captured, LaidOn: party.Receiver, CapturedBy: officer, Owner: office}, actor(fromB, sideB, ident.Receiver), Standing{Side: party.Receiver}, false},
	} {
		if got := slices.Contains(c.m.Relations(c.who, c.s), ident.Opposite); got != c.want {
			t.Errorf("%s: may give the second acceptance = %v, want %v", name, got, c.want)
		}
	}
}

// TestHats: a claim is judged by another person of another organisation.
func TestHats(t *testing.T) {
	m := Measure{State: Reported, Lead: sideA}
	a := Answer{State: Reported, Party: sideA}
	claimed := Claimant{fromA, sideA}
	for name, c := range map[string]struct {
		who  ident.Actor
		want bool
	}{
		"the office":                          {actor(officer, office, ident.Office), true},
		"the claimant under the office's hat": {actor(fromA, office, ident.Office), false},
		"a colleague of the claimant":         {actor(fromB, sideA, ident.Secretary), false},
		"the claimant":                        {actor(fromA, sideA, ident.Secretary), false},
	} {
		if got := slices.Contains(m.Relations(c.who, Standing{Claimant: claimed}), ident.Opposite); got != c.want {
			t.Errorf("%s may verify a measure = %v, want %v", name, got, c.want)
		}
		if got := slices.Contains(a.Relations(c.who, claimed), ident.Opposite); got != c.want {
			t.Errorf("%s may verify an answer = %v, want %v", name, got, c.want)
		}
	}
	if rel := m.Relations(actor(fromA, sideA, ident.Provider), Standing{}); !slices.Contains(rel, ident.Mine) {
		t.Error("the lead's own person does not stand to it as mine")
	}
	if rel := (Measure{State: Registered}).Relations(actor(officer, 0, ident.Provider), Standing{}); slices.Contains(rel, ident.Mine) {
		t.Error("a measure without a lead is nobody's, also not of who acts for no organisation")
	}
}

func TestSecondAcceptanceIsAskedForDutiesOfOthers(t *testing.T) {
	for _, c := range []struct {
		laidOn, side string
		want         bool
	}{
		{"", party.Office, false}, {party.Provider, party.Office, true}, {party.Receiver, party.Receiver, false},
		{party.Receiver, party.Provider, true}, {"both", party.Provider, true}, {"both", party.Office, true}, {party.Provider, "", true},
	} {
		if got := laidOnOthers(c.laidOn, c.side); got != c.want {
			t.Errorf("laid on %q, captured on side %q: %v, want %v", c.laidOn, c.side, got, c.want)
		}
	}
}

const monday = words.Day("2028-05-15")

func TestAssign(t *testing.T) {
	full := Assignment{Lead: sideA, Due: "2028-09-30", Done: "All forty are in use.", AcceptBy: "2028-05-29", ReportEvery: 90}
	for name, c := range map[string]struct {
		change func(*Measure, *Assignment)
		want   []string // refused fields
		kind   fault.Kind
	}{
		"all three":              {func(*Measure, *Assignment) {}, nil, 0},
		"due today":              {func(_ *Measure, a *Assignment) { a.Due = monday }, nil, 0},
		"nothing":                {func(_ *Measure, a *Assignment) { *a = Assignment{ReportEvery: 90} }, []string{"lead", "due", "done"}, fault.Invalid},
		"no lead":                {func(_ *Measure, a *Assignment) { a.Lead = 0 }, []string{"lead"}, fault.Invalid},
		"no day":                 {func(_ *Measure, a *Assignment) { a.Due = "" }, []string{"due"}, fault.Invalid},
		"no such day":            {func(_ *Measure, a *Assignment) { a.Due = "2028-02-30" }, []string{"due"}, fault.Invalid},
		"a past day":             {func(_ *Measure, a *Assignment) { a.Due = "2028-05-14" }, []string{"due"}, fault.Invalid},
		"no definition of done":  {func(_ *Measure, a *Assignment) { a.Done = "" }, []string{"done"}, fault.Invalid},
		"never reporting":        {func(_ *Measure, a *Assignment) { a.ReportEvery = 0 }, []string{"report_every"}, fault.Invalid},
		"second acceptance open": {func(m *Measure, _ *Assignment) { m.NeedsSecond = true }, nil, fault.Conflict},
		"second acceptance here": {func(m *Measure, _ *Assignment) { m.NeedsSecond, m.Accepted = true, true }, nil, 0},
	} {
		m, a := Measure{State: Assigned, Group: another}, full
		c.change(&m, &a)
		got, err := m.assign(a, monday)
		if kind := fault.KindOf(err); kind != c.kind {
			t.Errorf("%s: %v, want %v", name, err, c.kind)
		}
		if fields := refused(err); !slices.Equal(fields, c.want) {
			t.Errorf("%s refuses %v, want %v", name, fields, c.want)
		}
		if err == nil && (got.Lead != a.Lead || got.Group != 0 || got.Due != a.Due || got.OriginalDue != a.Due || got.DoneDefinition != a.Done ||
			got.AcceptBy != a.AcceptBy || got.ReportEvery != a.ReportEvery) {
			t.Errorf("%s gives %+v", name, got)
		}
	}
}

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

func TestAddress(t *testing.T) {
	for name, c := range map[string]struct {
		group   ident.ID
		members int
		due     words.Day
		want    []string
	}{
		"without a day":  {another, 6, "", nil},
		"with a day":     {another, 6, "2028-12-31", nil},
		"a past day":     {another, 6, "2028-01-01", []string{"due"}},
		"no class":       {0, 0, "", []string{"group"}},
		"an empty class": {another, 0, "", []string{"group"}},
	} {
		m, err := Measure{NeedsSecond: true, Lead: sideA}.address(c.group, c.members, c.due, "Each plan names it.", monday)
		if got := refused(err); !slices.Equal(got, c.want) {
			t.Errorf("%s refuses %v (%v), want %v", name, got, err, c.want)
		}
		if err == nil && (m.Group != c.group || m.Lead != 0 || m.Due != c.due || m.DoneDefinition == "") {
			t.Errorf("%s gives %+v", name, m)
		}
	}
}

func TestTheFirstDateIsKept(t *testing.T) {
	m := Measure{}.dueOn("").dueOn("2028-06-30")
	m, err := m.putOff("2028-09-30", monday, plan.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.putOff("2028-12-31", monday, plan.Rules{}); err != nil {
		t.Fatal(err)
	}
	if m.Due != "2028-12-31" || m.OriginalDue != "2028-06-30" || m.Deferrals != 2 {
		t.Errorf("due %s, first set for %s, put off %d times", m.Due, m.OriginalDue, m.Deferrals)
	}
	if first, err := (Measure{}).putOff("2028-09-30", monday, plan.Rules{}); err != nil || first.Deferrals != 0 || first.OriginalDue != "2028-09-30" {
		t.Errorf("a first date counts as a deferral: %+v, %v", first, err)
	}
	for _, day := range []words.Day{"", "2028-12-31", "2028-10-01", "2028-01-01", "soon"} {
		if got, err := m.putOff(day, monday, plan.Rules{}); !slices.Contains(refused(err), "due") {
			t.Errorf("put off to %q is not refused: %v, %v", day, got.Due, err)
		}
	}
}

// TestRulesOfDeferral: how often and how far a date may be put off, where the
// programme has set it.
func TestRulesOfDeferral(t *testing.T) {
	n := func(n int) *int { return &n }
	for name, c := range map[string]struct {
		m     Measure
		due   words.Day
		rules plan.Rules
		want  bool
	}{
		"nothing is set":         {Measure{Due: "2028-06-30", Deferrals: 9}, "2030-06-30", plan.Rules{}, true},
		"once more":              {Measure{Due: "2028-06-30", Deferrals: 1}, "2028-07-30", plan.Rules{Deferrals: n(2)}, true},
		"once too often":         {Measure{Due: "2028-06-30", Deferrals: 2}, "2028-07-30", plan.Rules{Deferrals: n(2)}, false},
		"never":                  {Measure{Due: "2028-06-30"}, "2028-07-30", plan.Rules{Deferrals: n(0)}, false},
		"by all the days":        {Measure{Due: "2028-06-30"}, "2028-07-30", plan.Rules{DeferralDays: n(30)}, true},
		"by a day too many":      {Measure{Due: "2028-06-30"}, "2028-07-31", plan.Rules{DeferralDays: n(30)}, false},
		"a first date is no one": {Measure{}, "2030-07-31", plan.Rules{Deferrals: n(0), DeferralDays: n(1)}, true},
	} {
		if _, err := c.m.putOff(c.due, monday, c.rules); (err == nil) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNextReport(t *testing.T) {
	at := func(day string) time.Time { d, _ := time.Parse(time.DateOnly, day); return d.Add(22 * time.Hour) }
	east := time.FixedZone("UTC+8", 8*60*60)
	for name, c := range map[string]struct {
		m    Measure
		want words.Day
	}{
		"after accepting":             {Measure{State: Accepted, StateSince: at("2028-05-14"), ReportEvery: 30}, "2028-06-14"},
		"after the last report":       {Measure{State: InProgress, StateSince: at("2028-01-01"), LastReport: at("2028-05-31"), ReportEvery: 30}, "2028-07-01"},
		"no later than the due date":  {Measure{State: Accepted, StateSince: at("2028-05-14"), ReportEvery: 90, Due: "2028-06-30"}, "2028-06-30"},
		"accepted anew after reports": {Measure{State: Accepted, StateSince: at("2028-05-14"), LastReport: at("2028-01-01"), ReportEvery: 30}, "2028-06-14"},
	} {
		if got := c.m.NextReport(east); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestListsShowWhatIsOpenByItsDate(t *testing.T) {
	want := []string{"late", "soon", "undated", "closed"}
	all := []Measure{{Code: "closed", State: Closed, Due: "2027-01-01"}, {Code: "undated", State: Registered}, {Code: "soon", State: Assigned, Due: "2028-06-01"},
		{Code: "late", State: InProgress, Due: "2028-01-01"}}
	slices.SortFunc(all, func(a, b Measure) int { return strings.Compare(a.rank(), b.rank()) })
	for i, m := range all {
		if m.Code != want[i] {
			t.Errorf("place %d holds %s, want %s", i, m.Code, want[i])
		}
	}
}

func TestCheck(t *testing.T) {
	good := Measure{Title: "Take the work into the plan", Lang: "en", Kind: "requirement", Visibility: "parties"}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for field, spoil := range map[string]func(*Measure){
		"title":      func(m *Measure) { m.Title = "" },
		"lang":       func(m *Measure) { m.Lang = "fr" },
		"kind":       func(m *Measure) { m.Kind = "wish" },
		"grade":      func(m *Measure) { m.Grade = "perhaps" },
		"laid_on":    func(m *Measure) { m.LaidOn = "nobody" },
		"visibility": func(m *Measure) { m.Visibility = "secret" },
		"due":        func(m *Measure) { m.Due = "30 June" },
		"sector":     func(m *Measure) { m.Sector = "weather" },
		"group":      func(m *Measure) { m.Lead, m.Group = sideA, another },
	} {
		m := good
		spoil(&m)
		if got := refused(m.check()); !slices.Equal(got, []string{field}) {
			t.Errorf("a wrong %s refuses %v", field, got)
		}
	}
	long := good
	long.Title = strings.Repeat("长", maxTitle+1)
	if got := refused(long.check()); !slices.Equal(got, []string{"title"}) {
		t.Errorf("a title of %d characters refuses %v", maxTitle+1, got)
	}
}

func TestAnswersShowTheSilentFirst(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2028, 5, n, 0, 0, 0, 0, time.UTC) }
	all := []Answer{{Code: "na", State: NotApplicable}, {Code: "verified", State: Verified}, {Code: "silent2", State: Silent, Since: day(2)},
		{Code: "taken", State: TakenUp}, {Code: "reported", State: Reported}, {Code: "silent1", State: Silent, Since: day(1)}, {Code: "returned", State: Returned}}
	sortAnswers(all)
	var got []string
	for _, a := range all {
		got = append(got, a.Code)
	}
	if want := "silent1 silent2 returned reported taken verified na"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}
