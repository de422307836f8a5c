package project

import (
	"slices"
	"strings"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// approved is a project that has passed the gates of its approval and readiness.
func approved(track, state string) (Project, Course) {
	p, c := complete(track, state)
	for i, at := range []string{Approved, Ready} {
		c.Asks = append(c.Asks, Ask{ID: ident.ID(i + 1), Seq: int64(10 + i), Project: p.ID, State: at, By: ann, Org: builder, Outcome: Passed})
	}
	return p, c
}

// Each approval expires by what it rested on, in every state behind its gate, and
// by nothing else; a newer approval stands.
func TestAnApprovalExpiresWithWhatItRestedOn(t *testing.T) {
	for _, track := range []string{"works", "soft"} {
		_, c := complete(track, "")
		stages := c.Rules.StagesOf(track)
		ready := slices.ContainsFunc(stages, func(s plan.Stage) bool { return s.State == Ready })
		for _, at := range append(c.machine(Project{Track: track, State: stages[0].State}).States(), Closed) {
			for _, aspect := range Aspects {
				want := map[string]string{"scale": Approved, "content": Approved, "cost": Approved, "place": Ready}[aspect]
				if !ready && aspect == "place" {
					want = Approved
				}
				if along(at) < along(want) || at == Suspended || at == Closed {
					want = ""
				}
				p, c := approved(track, at)
				c.Upsets = []Upset{{Seq: 20, Aspects: []string{aspect}}}
				if s, _, _ := c.again(p); s.State != want {
					t.Errorf("%s in %s, changed in %s: %q is needed again, want %q", track, at, aspect, s.State, want)
				}
				if next, _ := c.next(p); want != "" && next.State != want {
					t.Errorf("%s in %s, changed in %s: %s lies ahead", track, at, aspect, next.State)
				}
				for name, change := range map[string]func(*Course){"before the approval": func(c *Course) { c.Upsets[0].Seq = 9 },
					"with a newer approval": func(c *Course) {
						c.Asks = append(c.Asks, Ask{ID: 9, Seq: 21, State: Approved, Outcome: Passed}, Ask{ID: 10, Seq: 21, State: Ready, Outcome: Passed})
					},
					"refused at the time": func(c *Course) { c.Asks[0].Outcome, c.Asks[1].Outcome = Refused, Refused }} {
					_, c := approved(track, at)
					c.Upsets = []Upset{{Seq: 20, Aspects: []string{aspect}}}
					change(&c)
					if s, _, again := c.again(p); again {
						t.Errorf("%s in %s, changed in %s %s: %s is needed again", track, at, aspect, name, s.State)
					}
				}
			}
		}
	}
}

// While an approval has expired no step forward is taken; it is asked for and
// given by whom the rules name, with its own paper given anew, and then the way is
// open again.
func TestAnExpiredApprovalIsGivenAgain(t *testing.T) {
	_, c := complete("works", "")
	stages := c.Rules.StagesOf("works")
	for i, s := range stages[:len(stages)-1] {
		if along(s.State) < along(Approved) {
			continue
		}
		p, c := approved("works", s.State)
		c.Upsets = []Upset{{Seq: 20, Aspects: []string{"cost"}}}
		onward := stages[i+1]
		c.Ask = Ask{ID: 7, State: onward.State, By: ann, Org: builder}
		if err := errOf(c.Move(p, allMay(onward), Step{Verb: enter[onward.State]}, noon, thatDay)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("from %s to %s on an expired approval: %v", s.State, onward.State, err)
		}
		c.Ask = Ask{}
		ask := Step{Verb: "project.ask"}
		if err := errOf(c.Move(p, as(ann, builder, ident.Owner), ask, noon, thatDay)); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "requisite.approval") {
			t.Errorf("in %s, asked on the old paper: %v", s.State, err)
		}
		c.Standing.Papers = append(c.Standing.Papers, Paper{Requisite: "approval", Seq: 21})
		_, a, err := c.Move(p, as(ann, builder, ident.Owner), ask, noon, thatDay)
		if err != nil || a.State != Approved {
			t.Fatalf("in %s, asked: %+v, %v", s.State, a, err)
		}
		a.ID, c.Ask = 8, a
		c.Ask.ID = 8
		if err := errOf(c.Move(p, as(ann, desk, ident.Office), Step{Verb: "project.approve"}, noon, thatDay)); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("in %s, approved by who asked: %v", s.State, err)
		}
		after, a, err := c.Move(p, as(ben, desk, ident.Office), Step{Verb: "project.approve"}, noon, thatDay)
		if err != nil || after.State != s.State || a.Outcome != Passed {
			t.Fatalf("in %s, approved: %s %+v %v", s.State, after.State, a, err)
		}
		a.Seq = 30
		c.Asks, c.Ask = append(c.Asks, a), Ask{ID: 9, State: onward.State, By: ann, Org: builder}
		if err := errOf(c.Move(p, allMay(onward), Step{Verb: enter[onward.State]}, noon, thatDay)); err != nil {
			t.Errorf("from %s to %s, approved again: %v", s.State, onward.State, err)
		}
	}
}

// A dearer estimate, asked and applied while the finish waits to be accepted: the
// project is approved once more before anybody accepts it.
func TestAChangeNeedsItsApprovalAgain(t *testing.T) {
	w := newWorld(t)
	w.under(func(r plan.Rules) plan.Rules {
		r.Stages = map[string][]plan.Stage{"soft": {{State: Planned}, {State: Approved, Approver: "office", Requisites: []string{"estimate", "approval"}}, {State: UnderWay},
			{State: Finished}, {State: Accepted, Approver: "receiver"}, {State: Closed, Approver: "across"}}}
		return r
	})
	p := w.start(func(in *StartInput) { in.Track, in.Milestones = "soft", nil })
	w.must(w.paper(p, "approval"))
	w.through(p, "project.approve", w.colleague)
	w.must(w.move(w.atBuilder, "project.begin", p, ""))
	w.must(w.move(w.atBuilder, "project.finish", p, ""))
	w.want("the finish", w.waits(p.Ref()), "accept receiver VC")
	x := w.asksMust(w.atBuilder, p, func(in *DraftInput) {
		in.After.Estimate, in.Source = &money.Amount{Minor: 600000000, Currency: "CNY"}, "county budget"
	})
	w.must(w.moveChange(w.secretary, "project.appraise_change", x, "steel is dearer"))
	w.must(w.moveChange(w.colleague, "project.approve_change", x, ""))
	w.must(w.moveChange(w.atGroup, "project.approve_change", x, ""))
	w.must(w.moveChange(w.atBuilder, "project.apply_change", x, ""))
	w.want("after the change", w.waits(p.Ref()), "ask owner BLD; ask receiver BLD")
	asks, err := AsksOf(t.Context(), w.DB.Read(), w.prog, p.ID)
	w.must(err)
	w.want("what was asked for", asks[len(asks)-1].State+" "+asks[len(asks)-1].Outcome+" "+asks[len(asks)-1].Reason, "accepted taken_back "+x.Code)
	w.refuses("accepted on the old approval", fault.Conflict, "project.approval_expired", func() error { return w.move(w.atCounty, "project.accept", p, "") })
	f := w.front(w.Mount)
	f.builder.Get("/projects/"+p.Code).Want(200, "Once more: approved", "What this approval rested on has changed: cost", "Expired, because this has changed since: cost")
	w.refuses("asked on the old paper", fault.Conflict, "project.not_shown", func() error { return w.move(w.atBuilder, "project.ask", p, "") })
	w.must(w.paper(p, "approval"))
	w.through(p, "project.approve", w.colleague)
	w.want("approved again", w.waits(p.Ref()), "accept receiver VC")
	f.builder.Get("/projects/"+p.Code).Want(200, "Expired, because this has changed since: cost").Without("Once more")
	w.must(w.move(w.atCounty, "project.accept", p, ""))
	asks, err = AsksOf(t.Context(), w.DB.Read(), w.prog, p.ID)
	w.must(err)
	last := asks[len(asks)-1]
	w.want("the acceptance", last.State+" "+last.Outcome, "accepted passed")
	if got := w.get(p.ID); got.Approved.Minor != 500000000 || got.State != Accepted || words.DayOf(last.At, noon.Location()) == "" {
		t.Errorf("afterwards %+v", got)
	}
}
