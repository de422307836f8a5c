package project

import (
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// The expectations are written by hand: "verb: from > to by role/relation ...
// [reason]". Whatever is not written must be refused.
const writtenMilestoneMoves = `
project.claim_milestone: planned > claimed by owner/mine provider/mine receiver/mine
project.claim_milestone: returned > claimed by owner/mine provider/mine receiver/mine
project.verify_milestone: claimed > verified by office/opposite secretary/opposite provider/opposite receiver/opposite
project.return_milestone: claimed > returned by office/opposite secretary/opposite provider/opposite receiver/opposite reason
project.drop_milestone: planned > dropped by office secretary reason
project.drop_milestone: returned > dropped by office secretary reason
`

func TestMachinesAreAsWritten(t *testing.T) {
	for _, m := range []struct {
		machine         *state.Machine
		written, states string
	}{
		{MachineOf(plan.Shipped().StagesOf("works")), shortMoves, "planned under_way finished closed suspended cancelled"},
		{MachineOf(large("works")), worksMoves, "idea applied pooled planned approved ready tendering emergency under_way finished accepted settled handed_over operating " +
			"reviewed closed suspended cancelled"},
		{MachineOf(large("soft")), softMoves, "pooled planned approved emergency under_way finished accepted settled reviewed closed suspended cancelled"},
		{MilestoneMachine, writtenMilestoneMoves, "planned returned claimed verified dropped"},
		{NeedMachine, needMoves, "recorded met withdrawn"},
		{OfferMachine, offerMoves, "offered not_wanted"},
	} {
		t.Run(m.machine.Noun, func(t *testing.T) {
			if got := strings.Join(m.machine.States(), " "); got != m.states {
				t.Errorf("states are %s, want %s", got, m.states)
			}
			tryAll(t, m.machine, m.written)
		})
	}
}

// large are the stages of a track under the large example of rules.
func large(track string) []plan.Stage {
	pack, _ := plan.FindPack("large")
	return pack.On(plan.Shipped()).StagesOf(track)
}

// tryAll tries every verb in every state by every role in every relation.
func tryAll(t *testing.T, m *state.Machine, written string) {
	t.Helper()
	moves, reasons, holders := map[string]string{}, map[string]bool{}, map[string]bool{}
	var verbs []string
	for line := range strings.Lines(strings.TrimSpace(written)) {
		words := strings.Fields(line)
		verb, from, to := strings.TrimSuffix(words[0], ":"), words[1], words[3]
		if !slices.Contains(verbs, verb) {
			verbs = append(verbs, verb)
		}
		for _, who := range words[5:] {
			if who == "reason" {
				reasons[verb+" "+from] = true
				continue
			}
			moves[verb+" "+from+" "+who], holders[verb+" "+who] = to, true
		}
	}
	relations := []ident.Relation{ident.Anyone, ident.Mine, ident.OurSide, ident.Opposite}
	for _, verb := range append(verbs, "project.no_such_verb") {
		for _, from := range m.States() {
			for _, role := range ident.Roles {
				for _, rel := range relations {
					in := string(role) + "/" + string(rel)
					want, ok := moves[verb+" "+from+" "+string(role)]
					if !ok {
						want, ok = moves[verb+" "+from+" "+in]
					}
					who := ident.Actor{Person: 1, Organisation: 1, Roles: []ident.Role{role}}
					mv, err := m.Try(who, ident.Relations{rel}, from, verb, "because")
					switch holds := holders[verb+" "+string(role)] || holders[verb+" "+in]; {
					case ok && (err != nil || mv.To != want):
						t.Errorf("%s from %s by %s: to %q, %v; want %s", verb, from, in, mv.To, err, want)
					case !ok && holds && fault.KindOf(err) != fault.Conflict:
						t.Errorf("%s from %s by %s: %v, want a conflict", verb, from, in, err)
					case !ok && !holds && fault.KindOf(err) != fault.Forbidden:
						t.Errorf("%s from %s by %s: %v, want forbidden", verb, from, in, err)
					}
					if !ok {
						continue
					}
					if _, err = m.Try(who, ident.Relations{rel}, from, verb, ""); reasons[verb+" "+from] != (fault.KindOf(err) == fault.Invalid) {
						t.Errorf("%s from %s without a reason: %v", verb, from, err)
					}
				}
			}
		}
	}
	for _, mv := range m.Moves {
		if !slices.Contains(verbs, mv.Verb) {
			t.Errorf("%s is not in the written table", mv.Verb)
		}
	}
}

// refused lists the fields and keys of a refusal.
func refused(err error) string {
	e, ok := err.(*fault.Error)
	if !ok {
		return ""
	}
	if len(e.Fields) == 0 {
		return e.Key
	}
	var all []string
	for _, f := range e.Fields {
		all = append(all, f.Name+" "+f.Key)
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}

// Organisations and persons of the relation tests.
const (
	group, county, builder, desk, town ident.ID     = 1, 2, 3, 4, 5
	ann, ben                           ident.Person = 1, 2
)

func as(p ident.Person, org ident.ID, roles ...ident.Role) ident.Actor {
	return ident.Actor{Person: p, Organisation: org, Roles: roles}
}

func TestWhoMayVerify(t *testing.T) {
	pair := party.Pairing{ID: 9, Provider: group, Receiver: county}
	for _, c := range []struct {
		name        string
		implementer ident.ID
		ring        Ring
		who         ident.Actor
		by          ident.Person
		org         ident.ID
		want        ident.Relations
	}{
		{"the receiver checks the provider", group, Ring{Pairing: pair, Side: "provider"}, as(ben, county, ident.Receiver), ann, group, ident.Relations{ident.OurSide, ident.Opposite}},
		{"the provider checks the receiver", county, Ring{Pairing: pair, Side: "receiver"}, as(ben, group, ident.Provider), ann, county, ident.Relations{ident.OurSide, ident.Opposite}},
		{"a colleague does not", group, Ring{Pairing: pair, Side: "provider"}, as(ben, group, ident.Provider), ann, group, ident.Relations{ident.Mine, ident.OurSide}},
		{"the claimant under the other side's hat does not", group, Ring{Pairing: pair, Side: "provider"}, as(ann, county, ident.Receiver), ann, group, ident.Relations{ident.OurSide}},
		{"the side of a builder does not", builder, Ring{Pairing: pair, Side: "provider"}, as(ben, group, ident.Provider), ann, builder, ident.Relations{ident.OurSide}},
		{"the side across from a builder does", builder, Ring{Pairing: pair, Side: "provider"}, as(ben, county, ident.Receiver), ann, builder, ident.Relations{ident.OurSide, ident.Opposite}},
		{"both sides check a builder of neither", builder, Ring{Pairing: pair, Side: ""}, as(ben, group, ident.Provider), ann, builder, ident.Relations{ident.OurSide, ident.Opposite}},
		{"the office checks", group, Ring{Pairing: pair, Side: "provider"}, as(ben, desk, ident.Office), ann, group, ident.Relations{ident.Opposite}},
		{"the claimant as an officer does not", group, Ring{Pairing: pair, Side: "provider"}, as(ann, desk, ident.Office), ann, group, nil},
		{"a second officer checks the office's own work", desk, Ring{}, as(ben, desk, ident.Secretary), ann, desk, ident.Relations{ident.Mine, ident.Opposite}},
		{"the same officer does not", desk, Ring{}, as(ann, desk, ident.Secretary), ann, desk, ident.Relations{ident.Mine}},
		{"without a pairing, whoever was promised it checks", group, Ring{Across: []ident.ID{county}}, as(ben, county, ident.Receiver), ann, group, ident.Relations{ident.Opposite}},
		{"but not whoever was promised nothing", group, Ring{Across: []ident.ID{county}}, as(ben, town, ident.Receiver), ann, group, nil},
		{"an outsider has no part", group, Ring{Pairing: pair, Side: "provider"}, as(ben, town, ident.Receiver), ann, group, nil},
	} {
		if got := (Project{Implementer: c.implementer}).Relations(c.who, c.ring, c.by, c.org); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestProjectIsPossible(t *testing.T) {
	good := Project{Title: "Cold chain", Lang: "en", Track: "works", Implementer: group, Visibility: "parties", Serves: []Serves{{Commitment, 7}}}
	for _, c := range []struct {
		name   string
		change func(*Project)
		refuse string
	}{
		{"as it is", func(*Project) {}, ""},
		{"without a title", func(p *Project) { p.Title = "" }, "title project.title_missing"},
		{"without a language", func(p *Project) { p.Lang = "" }, "lang project.lang_unknown"},
		{"of no track", func(p *Project) { p.Track = "other" }, "track project.track_unknown"},
		{"by nobody", func(p *Project) { p.Implementer = 0 }, "implementer project.implementer_missing"},
		{"for nobody to see", func(p *Project) { p.Visibility = "secret" }, "visibility project.visibility_unknown"},
		{"for less than nothing", func(p *Project) { p.Estimate = &money.Amount{Minor: -1, Currency: "CNY"} }, "estimate project.negative"},
		{"on a day that is none", func(p *Project) { p.From = "2028-02-30" }, "from project.day_wrong"},
		{"ending before it begins", func(p *Project) { p.From, p.To = "2028-06-02", "2028-06-01" }, "to project.days_reversed"},
		{"for no promise and no reason", func(p *Project) { p.Serves = nil }, "off_plan_reason project.serves_nothing"},
		{"off-plan with a reason", func(p *Project) { p.Serves, p.OffPlanReason = nil, "flood" }, ""},
	} {
		p := good
		c.change(&p)
		if got := refused(p.check()); got != c.refuse {
			t.Errorf("%s: %q, want %q", c.name, got, c.refuse)
		}
	}
}

func TestFinishingNeedsClaimsAndClosingNeedsVerification(t *testing.T) {
	now := time.Date(2028, 5, 14, 9, 0, 0, 0, time.UTC)
	move := func(p Project, who ident.Actor, verb string, open, unverified int, now time.Time) (Project, error) {
		c := Course{Rules: plan.Shipped(), Standing: Standing{Open: open, Unverified: unverified}}
		p, _, err := c.Move(p, who, Step{Verb: verb}, now, "2028-05-14")
		return p, err
	}
	under := Project{Implementer: group, State: UnderWay}
	if _, err := move(under, as(ann, group, ident.Owner), "project.finish", 1, 1, now); refused(err) != "project.milestones_open" {
		t.Errorf("finished with an open milestone: %v", err)
	}
	done, err := move(under, as(ann, group, ident.Owner), "project.finish", 0, 1, now)
	if err != nil || done.State != Finished || done.StateBy != ann || !done.LastHeard.Equal(now) {
		t.Fatalf("finish: %+v, %v", done, err)
	}
	office := as(ben, desk, ident.Office)
	if _, err := move(done, office, "project.close", 0, 1, now); refused(err) != "project.milestones_unverified" {
		t.Errorf("closed without verification: %v", err)
	}
	if _, err := move(done, as(ann, desk, ident.Office), "project.close", 0, 0, now); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("closed by the one who finished: %v", err)
	}
	closed, err := move(done, office, "project.close", 0, 0, now.Add(time.Hour))
	if err != nil || closed.State != Closed || !closed.LastHeard.Equal(now) {
		t.Errorf("close: %+v, %v", closed, err)
	}
}

func TestLateIsByTheBaseline(t *testing.T) {
	for _, c := range []struct {
		state, next, to string
		late            bool
	}{
		{UnderWay, "2028-05-13", "", true}, {UnderWay, "2028-05-14", "", false}, {UnderWay, "", "2028-05-13", true}, {UnderWay, "", "", false},
		{Planned, "2028-05-13", "", true}, {Finished, "", "2028-05-13", false}, {Closed, "2028-05-13", "2028-05-13", false}, {Cancelled, "2028-05-13", "", false},
	} {
		p := Project{State: c.state, NextDate: words.Day(c.next), To: words.Day(c.to)}
		if got := p.Late("2028-05-14"); got != c.late {
			t.Errorf("%+v: late %v", c, got)
		}
	}
	m := Milestone{Baseline: "2028-05-13", State: Planned}
	m, err := m.forecast("2028-09-01")
	if err != nil || !m.Late("2028-05-14") || !m.Slips() || m.Baseline != "2028-05-13" || m.Expected() != "2028-09-01" {
		t.Errorf("a forecast hides lateness: %+v, %v", m, err)
	}
	m.State = Claimed
	if m.Late("2028-05-14") || m.Slips() {
		t.Error("what is claimed is not late")
	}
	if _, err := m.forecast("2028-10-01"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a forecast of what is claimed: %v", err)
	}
}

func TestTimeGone(t *testing.T) {
	for _, c := range []struct {
		from, to, today words.Day
		want            int
	}{
		{"2028-05-01", "2028-05-10", "2028-05-05", 50}, {"2028-05-01", "2028-05-10", "2028-04-01", 0}, {"2028-05-01", "2028-05-10", "2028-06-01", 100},
		{"2028-05-01", "2028-05-01", "2028-05-01", 100}, {"", "2028-05-10", "2028-05-05", -1}, {"2028-05-01", "", "2028-05-05", -1},
	} {
		if got := (Project{From: c.from, To: c.to}).timeGone(c.today); got != c.want {
			t.Errorf("%s to %s on %s: %d, want %d", c.from, c.to, c.today, got, c.want)
		}
	}
}

func TestClaims(t *testing.T) {
	p := Project{Implementer: group, State: UnderWay}
	who := as(ann, group, ident.Owner)
	for _, c := range []struct {
		state, project string
		actual         words.Day
		refuse         string
	}{
		{Planned, UnderWay, "2028-05-14", ""}, {Returned, UnderWay, "2028-05-01", ""}, {Planned, UnderWay, "2028-05-15", "actual project.in_future"},
		{Planned, UnderWay, "", "actual project.day_missing"}, {Planned, UnderWay, "may", "actual project.day_wrong"},
		{Planned, Planned, "2028-05-14", "state.moved_on"}, {Planned, Cancelled, "2028-05-14", "state.moved_on"}, {Verified, UnderWay, "2028-05-14", "state.moved_on"},
	} {
		p.State = c.project
		m, err := (Milestone{State: c.state, Baseline: "2028-05-01"}).claim(who, p, Ring{}, c.actual, "2028-05-14")
		if refused(err) != c.refuse {
			t.Errorf("%+v: %q", c, refused(err))
		}
		if err == nil && (m.State != Claimed || m.Actual != c.actual || m.ClaimedBy != ann || m.ClaimedOrg != group) {
			t.Errorf("%+v gives %+v", c, m)
		}
	}
}
