package state_test

import (
	"slices"
	"testing"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
)

var paper = &state.Machine{Noun: "test.paper", Start: "draft", Moves: []state.Move{
	{Verb: "test.submit", From: []string{"draft", "returned"}, To: "submitted", By: []ident.Grant{{Roles: []ident.Role{ident.Provider}, Relation: ident.Mine}}},
	{Verb: "test.approve", From: []string{"submitted"}, To: "approved", By: []ident.Grant{{Roles: []ident.Role{ident.Office}, Relation: ident.Opposite}}},
	{Verb: "test.return", From: []string{"submitted"}, To: "returned", Reason: true, By: []ident.Grant{{Roles: []ident.Role{ident.Office}, Relation: ident.Opposite}}},
}}

var (
	author   = ident.Actor{Person: 1, Organisation: 10, Programme: 1, Roles: []ident.Role{ident.Provider}}
	approver = ident.Actor{Person: 2, Organisation: 20, Programme: 1, Roles: []ident.Role{ident.Office}}
)

func TestTryEveryStateVerbRoleAndRelation(t *testing.T) {
	allowed := map[string]ident.Relation{ // state, verb, role -> the relation that opens it
		"draft test.submit provider": ident.Mine, "returned test.submit provider": ident.Mine,
		"submitted test.approve office": ident.Opposite, "submitted test.return office": ident.Opposite,
	}
	tried := 0
	for _, from := range paper.States() {
		for _, verb := range []string{"test.submit", "test.approve", "test.return", "test.unknown"} {
			for _, role := range ident.Roles {
				for _, rel := range []ident.Relation{"", ident.Mine, ident.OurSide, ident.Opposite} {
					tried++
					who := ident.Actor{Roles: []ident.Role{role}}
					want, ok := allowed[from+" "+verb+" "+string(role)]
					ok = ok && want == rel
					_, err := paper.Try(who, ident.Relations{rel}, from, verb, "because")
					if (err == nil) != ok {
						t.Errorf("%s %s by %s (%s): %v", from, verb, role, rel, err)
					}
					if paper.May(who, ident.Relations{rel}, from, verb) != ok {
						t.Errorf("button %s in %s for %s (%s) is wrong", verb, from, role, rel)
					}
				}
			}
		}
	}
	if tried != 4*4*15*4 {
		t.Errorf("tried %d combinations", tried)
	}
}

func TestTryTellsWhy(t *testing.T) {
	for _, c := range []struct {
		who  ident.Actor
		rel  ident.Relations
		from string
		verb string
		why  string
		kind fault.Kind
	}{
		{author, ident.Relations{ident.Mine}, "approved", "test.submit", "x", fault.Conflict},
		{author, nil, "approved", "test.submit", "x", fault.Forbidden}, // a stranger never learns the state
		{approver, ident.Relations{ident.Opposite}, "submitted", "test.return", "", fault.Invalid},
	} {
		if _, err := paper.Try(c.who, c.rel, c.from, c.verb, c.why); fault.KindOf(err) != c.kind {
			t.Errorf("%s from %s: %v, want %v", c.verb, c.from, err, c.kind)
		}
	}
}

func step(t *testing.T, d *db.DB, who ident.Actor, key, from, verb, to, reason string, wants ...task.Want) {
	t.Helper()
	s := task.Subject{Ref: ident.Ref{Kind: "test.paper", ID: 5}, Code: "PAP-005", Title: "A paper", URL: "/papers/PAP-005"}
	_, err := d.Change(t.Context(), who, db.Key{ID: key}, func(tx *db.Tx) ([]db.Fact, error) {
		return []db.Fact{{Kind: verb + ".v1", Subject: s.Ref, Data: to}}, state.Step(t.Context(), tx, paper, s, from, verb, to, reason, wants...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStepsAndTasksFollowEachOther(t *testing.T) {
	d := dbtest.Open(t)
	approve := task.Want{Action: "test.approve", Role: ident.Office, NotPerson: author.Person, Due: "2028-05-20"}
	step(t, d, author, "a", "", "test.submit", "submitted", "", approve)
	mine, err := task.Mine(t.Context(), d.Read(), approver, 10)
	if err != nil || len(mine) != 1 || mine[0].Code != "PAP-005" || mine[0].Due != "2028-05-20" {
		t.Fatalf("the approver's list is %+v, %v", mine, err)
	}
	claimantInOffice := ident.Actor{Person: author.Person, Organisation: 20, Programme: 1, Roles: []ident.Role{ident.Office}}
	if n, _ := task.Count(t.Context(), d.Read(), claimantInOffice); n != 0 {
		t.Error("the claimant, with another hat, is asked to approve")
	}
	step(t, d, approver, "b", "submitted", "test.return", "returned", "figures missing",
		task.Want{Action: "test.submit", Role: ident.Provider, Party: 10, Reason: "figures missing"})
	if n, _ := task.Count(t.Context(), d.Read(), approver); n != 0 {
		t.Error("the approver's task did not close itself")
	}
	mine, _ = task.Mine(t.Context(), d.Read(), author, 10)
	if len(mine) != 1 || mine[0].Reason != "figures missing" {
		t.Errorf("the author's list is %+v", mine)
	}
	stranger := ident.Actor{Person: 3, Organisation: 11, Programme: 1, Roles: []ident.Role{ident.Provider}}
	if n, _ := task.Count(t.Context(), d.Read(), stranger); n != 0 {
		t.Error("another provider sees the author's task")
	}
	all, err := state.Steps(t.Context(), d.Read(), 1, paper, 5, 0)
	if err != nil || len(all) != 2 || all[1].Reason != "figures missing" || all[1].Organisation != 20 {
		t.Errorf("steps are %+v, %v", all, err)
	}
	asOf, _ := state.Steps(t.Context(), d.Read(), 1, paper, 5, 1)
	if len(asOf) != 1 || asOf[0].To != "submitted" {
		t.Errorf("after the first change the steps were %+v", asOf)
	}
}

func TestDelegateKeepsTheClaimantOut(t *testing.T) {
	d := dbtest.Open(t)
	step(t, d, author, "a", "", "test.submit", "submitted", "", task.Want{Action: "test.approve", Role: ident.Office, NotPerson: author.Person})
	open, _ := task.Mine(t.Context(), d.Read(), approver, 1)
	delegate := func(key string, to ident.Person) error {
		_, err := d.Change(t.Context(), approver, db.Key{ID: key}, func(tx *db.Tx) ([]db.Fact, error) {
			return []db.Fact{{Kind: "test.delegated.v1", Data: to}}, task.Delegate(t.Context(), tx, open[0], to, "")
		})
		return err
	}
	if err := delegate("x", author.Person); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("delegated to the claimant: %v", err)
	}
	if err := delegate("y", 4); err != nil {
		t.Fatal(err)
	}
	if n, _ := task.Count(t.Context(), d.Read(), approver); n != 0 {
		t.Error("a delegated task still waits for the first person")
	}
	colleague := approver
	colleague.Person = 4
	if n, _ := task.Count(t.Context(), d.Read(), colleague); n != 1 {
		t.Error("the delegate does not see the task")
	}
}

func TestStepsCannotBeRewritten(t *testing.T) {
	d := dbtest.Open(t)
	step(t, d, author, "a", "", "test.submit", "submitted", "")
	for _, stmt := range []string{"UPDATE state_step SET reason = 'x'", "DELETE FROM state_step"} {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return tx.Exec(t.Context(), stmt) }); err == nil {
			t.Errorf("%s was done", stmt)
		}
	}
	if !slices.Equal(paper.States(), []string{"draft", "returned", "submitted", "approved"}) {
		t.Errorf("states are %v", paper.States())
	}
}
