package party

import (
	"context"
	"fmt"
	"testing"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

// world is a programme with an office, two providers and two receivers, each
// with a person, before anything has happened between them.
type world struct {
	t    *testing.T
	d    *db.DB
	room *Room
	prog Programme
	n    int

	office, entA, entB, county1, county2 Party
	officer, second, admin               ident.Actor
	provA, recv1                         ident.Actor
}

func (w *world) key() db.Key {
	w.n++
	return db.Key{ID: fmt.Sprint("key-", w.n), Digest: "d"}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, d: dbtest.Open(t)}
	w.room = &Room{DB: w.d, Accounts: access.NewAccounts(w.d)}
	var err error
	w.prog, err = CreateProgramme(t.Context(), w.d, ident.Actor{}, w.key(), Programme{Code: "aid", Name: "Aid", NameZH: "支援", Zone: "Asia/Shanghai",
		Currency: "CNY", Illustrative: true})
	if err != nil {
		t.Fatal(err)
	}
	maker := ident.Actor{Programme: w.prog.ID, Roles: []ident.Role{ident.Office}}
	w.change(maker, func(ctx context.Context, tx *db.Tx) ([]db.Fact, error) {
		var facts []db.Fact
		for _, p := range []struct {
			into *Party
			in   PartyInput
		}{
			{&w.office, PartyInput{Code: "OFFICE", Kind: "office", Name: "支援工作办公室", Lang: "zh", Other: "Programme office"}},
			{&w.entA, PartyInput{Code: "ENT-A", Kind: "enterprise", Name: "企业甲", Lang: "zh", Other: "Enterprise A", Illustrative: true}},
			{&w.entB, PartyInput{Code: "ENT-B", Kind: "enterprise", Name: "Enterprise B", Lang: "en"}},
			{&w.county1, PartyInput{Code: "CTY-1", Kind: "county", Level: "county", Name: "一县", Lang: "zh", Other: "County 1"}},
			{&w.county2, PartyInput{Code: "CTY-2", Kind: "county", Level: "county", Name: "二县", Lang: "zh", Visibility: "internal"}},
		} {
			made, fact, err := AddPartyTx(ctx, tx, p.in)
			if err != nil {
				return nil, err
			}
			*p.into = made
			facts = append(facts, fact)
		}
		return facts, nil
	})
	w.officer = w.seat("officer", w.office, ident.Office)
	w.second = w.seat("second", w.office, ident.Secretary)
	w.admin = w.seat("admin", w.office, ident.Admin)
	w.provA = w.seat("wang", w.entA, ident.Provider)
	w.recv1 = w.seat("li", w.county1, ident.Receiver)
	return w
}

// change runs one change and fails the test when it is refused.
func (w *world) change(who ident.Actor, fn func(context.Context, *db.Tx) ([]db.Fact, error)) db.Done {
	w.t.Helper()
	done, err := w.d.Change(w.t.Context(), who, w.key(), func(tx *db.Tx) ([]db.Fact, error) { return fn(w.t.Context(), tx) })
	if err != nil {
		w.t.Fatal(err)
	}
	return done
}

// seat gives a new person a seat and returns them as an actor.
func (w *world) seat(login string, p Party, role ident.Role) ident.Actor {
	w.t.Helper()
	person, err := w.room.Accounts.AddPerson(w.t.Context(), "Person "+login, login, "")
	if err != nil {
		w.t.Fatal(err)
	}
	w.change(ident.Actor{Programme: w.prog.ID}, func(ctx context.Context, tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := AddMembershipTx(ctx, tx, MembershipInput{Person: person, Party: p.ID, Role: role})
		return []db.Fact{fact}, err
	})
	return ident.Actor{Person: person, Organisation: p.ID, Programme: w.prog.ID, Roles: []ident.Role{role}}
}

// want fails the test unless the error is a fault of the kind with the key,
// either its own or that of one of its fields; "" wants no error.
func want(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	if kind == 0 && err == nil {
		return
	}
	if fault.KindOf(err) != kind || !hasKey(err, key) {
		t.Errorf("refused with %v, want %v %s", err, kind, key)
	}
}

func hasKey(err error, key string) bool {
	e, ok := err.(*fault.Error)
	if !ok {
		return false
	}
	if e.Key == key {
		return true
	}
	for _, f := range e.Fields {
		if f.Key == key {
			return true
		}
	}
	return false
}
