package state_test

import (
	"testing"
	"time"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
)

// desk is one organisation with three people who hold the same role.
type desk struct {
	*testing.T
	d *db.DB
	n int
}

func (k *desk) person(p ident.Person) ident.Actor {
	return ident.Actor{Person: p, Organisation: 20, Programme: 1, Roles: []ident.Role{ident.Office}}
}

func (k *desk) change(who ident.Actor, act func(*db.Tx) error) error {
	k.n++
	_, err := k.d.Change(k.Context(), who, db.Key{ID: string(rune('a' + k.n))}, func(tx *db.Tx) ([]db.Fact, error) {
		return []db.Fact{{Kind: "test.done.v1"}}, act(tx)
	})
	return err
}

func (k *desk) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

// holder tells which of the people see the one open task.
func (k *desk) holder() (who []ident.Person) {
	k.Helper()
	for p := ident.Person(1); p <= 4; p++ {
		n, err := task.Count(k.Context(), k.d.Read(), k.person(p))
		k.must(err)
		if n > 0 {
			who = append(who, p)
		}
	}
	return who
}

func (k *desk) want(what string, who ...ident.Person) {
	k.Helper()
	got := k.holder()
	if len(got) != len(who) {
		k.Fatalf("%s: the task is with %v, want %v", what, got, who)
	}
	for i := range who {
		if got[i] != who[i] {
			k.Fatalf("%s: the task is with %v, want %v", what, got, who)
		}
	}
}

func (k *desk) turn(day words.Day) {
	k.Helper()
	due, err := task.ByDay(k.Context(), k.d.Read(), 1, day)
	k.must(err)
	var moved int64
	k.must(k.change(k.person(1), func(tx *db.Tx) (err error) { moved, err = task.Turn(k.Context(), tx, day); return err }))
	if due != (moved > 0) {
		k.Fatalf("on %s the calendar says %v, and %d tasks move", day, due, moved)
	}
}

func openDesk(t *testing.T) *desk {
	k := &desk{T: t, d: dbtest.Open(t)}
	step(t, k.d, author, "start", "", "test.submit", "submitted", "", task.Want{Action: "test.approve", Role: ident.Office, Party: 20, NotPerson: 4})
	k.want("at first", 1, 2, 3)
	return k
}

func (k *desk) delegate(to ident.Person, until words.Day) {
	k.Helper()
	open, err := task.Of(k.Context(), k.d.Read(), 1, ident.Ref{Kind: "test.paper", ID: 5})
	k.must(err)
	k.must(k.change(k.person(1), func(tx *db.Tx) error { return task.Delegate(k.Context(), tx, open[0], to, until) }))
}

func TestATaskHandedOnUntilADayComesBack(t *testing.T) {
	k := openDesk(t)
	k.delegate(2, "2028-05-10")
	k.want("handed on", 2)
	k.turn("2028-05-10")
	k.want("on the last day", 2)
	k.turn("2028-05-11")
	k.want("the day after", 1, 2, 3)
	k.delegate(3, "")
	k.turn("2099-01-01")
	k.want("for good", 3)
}

func TestCover(t *testing.T) {
	k := openDesk(t)
	k.delegate(2, "")
	cover := func(who, by ident.Person, from, to words.Day) error {
		return k.change(k.person(who), func(tx *db.Tx) error {
			return task.AddCover(t.Context(), tx, task.Cover{ID: tx.ID(), Person: who, By: by, Party: 20, From: from, To: to}, "2028-05-01")
		})
	}
	k.must(cover(2, 3, "2028-05-03", "2028-05-05"))
	k.turn("2028-05-02")
	k.want("before", 2)
	k.turn("2028-05-03")
	k.want("away", 3)
	k.turn("2028-05-04")
	k.want("still away", 3)
	k.turn("2028-05-06")
	k.want("back", 2)

	for what, err := range map[string]error{
		"the same days again": cover(2, 1, "2028-05-05", "2028-05-09"),
		"by one who is away":  cover(1, 2, "2028-05-04", "2028-05-04"),
	} {
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: %v", what, err)
		}
	}
	for what, err := range map[string]error{
		"by oneself": cover(1, 1, "2028-06-01", "2028-06-02"), "backwards": cover(1, 3, "2028-06-02", "2028-06-01"),
		"in the past": cover(1, 3, "2028-04-01", "2028-04-02"), "without a day": cover(1, 3, "", "2028-06-02"),
	} {
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestTheClaimantGetsNothingByCovering(t *testing.T) {
	k := openDesk(t)
	k.delegate(2, "")
	k.must(k.change(k.person(2), func(tx *db.Tx) error {
		return task.AddCover(t.Context(), tx, task.Cover{ID: tx.ID(), Person: 2, By: 4, Party: 20, From: "2028-05-03", To: "2028-05-05"}, "2028-05-01")
	}))
	k.turn("2028-05-03")
	k.want("covered by the claimant", 2)
}

func TestBackBeforeTheLastDay(t *testing.T) {
	k := openDesk(t)
	k.delegate(2, "")
	var c task.Cover
	k.must(k.change(k.person(2), func(tx *db.Tx) error {
		c = task.Cover{ID: tx.ID(), Person: 2, By: 3, Party: 20, From: "2028-05-03", To: "2028-05-05"}
		return task.AddCover(t.Context(), tx, c, "2028-05-01")
	}))
	k.turn("2028-05-03")
	k.want("away", 3)
	if err := k.change(k.person(1), func(tx *db.Tx) error { return task.EndCover(t.Context(), tx, c) }); fault.KindOf(err) != fault.NotFound {
		t.Errorf("somebody else ended the cover: %v", err)
	}
	k.must(k.change(k.person(2), func(tx *db.Tx) error { return task.EndCover(t.Context(), tx, c) }))
	k.want("back early", 2)
	k.turn("2028-05-04")
	k.want("the next day", 2)
}

func TestAStillWantedTaskIsBroughtUpToDate(t *testing.T) {
	k := openDesk(t)
	k.delegate(2, "2028-05-10")
	since := func() (task.Task, time.Time) {
		open, err := task.Of(t.Context(), k.d.Read(), 1, ident.Ref{Kind: "test.paper", ID: 5})
		k.must(err)
		return open[0], open[0].Since
	}
	_, before := since()
	step(t, k.d, author, "again", "submitted", "test.submit", "submitted", "", task.Want{Action: "test.approve", Role: ident.Office, Party: 20, NotPerson: 4, Due: "2028-07-01", Reason: "later"})
	now, after := since()
	if now.Due != "2028-07-01" || now.Reason != "later" || now.Person != 2 || !after.Equal(before) {
		t.Errorf("the task is %+v", now)
	}
	step(t, k.d, author, "once more", "submitted", "test.submit", "submitted", "", task.Want{Action: "test.approve", Role: ident.Office, Party: 20, NotPerson: 2})
	k.want("the delegate became the claimant", 1, 3, 4)
}

func TestWaitingIsCountedByHolder(t *testing.T) {
	k := openDesk(t)
	all, err := task.AllWaiting(t.Context(), k.d.Read(), 1, 0, "2028-05-01")
	if err != nil || len(all) != 1 || all[0].N != 1 || all[0].NotPerson != 4 || all[0].Party != 20 || all[0].Late != 0 {
		t.Fatalf("waiting: %+v, %v", all, err)
	}
	if none, _ := task.AllWaiting(t.Context(), k.d.Read(), 1, 21, "2028-05-01"); len(none) != 0 {
		t.Errorf("another organisation is shown %+v", none)
	}
	open, err := task.Open(t.Context(), k.d.Read(), 1, "test.approve", 20, ident.Office, 10)
	if err != nil || len(open) != 1 || open[0].Code != "PAP-005" {
		t.Errorf("open: %+v, %v", open, err)
	}
}
