package intake

import (
	"fmt"
	"testing"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/ident"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/reading"
)

// world is one programme with an office, three enterprises, of which two make
// up a class, and a region, where somebody has a seat.
type world struct {
	*Room
	t                                  *testing.T
	prog                               ident.Programme
	office, a, b, c, region, group     ident.ID
	officer, second, provider, region1 ident.Actor
	keys                               int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	d := dbtest.Open(t)
	p, err := party.CreateProgramme(t.Context(), d, ident.Actor{}, db.Key{ID: "programme"}, party.Programme{Code: "aid", Name: "Aid", NameZH: "支援",
		Zone: "Asia/Shanghai", Currency: "CNY", Languages: []string{"en", "zh"}})
	if err != nil {
		t.Fatal(err)
	}
	files, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Room: &Room{DB: d, Blobs: files}, t: t, prog: p.ID}
	accounts := access.NewAccounts(d)
	var people []ident.Person
	for _, name := range []string{"officer", "second", "provider", "region"} {
		person, err := accounts.AddPerson(t.Context(), name, name, "")
		if err != nil {
			t.Fatal(err)
		}
		people = append(people, person)
	}
	_, err = d.Change(t.Context(), ident.Actor{Person: people[0], Programme: p.ID, Roles: []ident.Role{ident.Office}}, db.Key{ID: "parties"}, w.parties(people))
	if err != nil {
		t.Fatal(err)
	}
	actor := func(i int, org ident.ID, role ident.Role) ident.Actor {
		return ident.Actor{Person: people[i], Organisation: org, Programme: p.ID, Roles: []ident.Role{role}}
	}
	w.officer, w.second = actor(0, w.office, ident.Secretary), actor(1, w.office, ident.Office)
	w.provider, w.region1 = actor(2, w.a, ident.Provider), actor(3, w.region, ident.Receiver)
	return w
}

func (w *world) parties(people []ident.Person) func(*db.Tx) ([]db.Fact, error) {
	return func(tx *db.Tx) (facts []db.Fact, err error) {
		ctx := w.t.Context()
		for _, in := range []struct {
			at               *ident.ID
			code, kind, name string
		}{{&w.office, "OFF", "office", "Programme office"}, {&w.a, "ENT-A", "enterprise", "Enterprise A"}, {&w.b, "ENT-B", "enterprise", "Enterprise B"},
			{&w.c, "ENT-C", "enterprise", "Enterprise C"}, {&w.region, "REG", "province", "River Bend"}} {
			made, fact, err := party.AddPartyTx(ctx, tx, party.PartyInput{Code: in.code, Kind: in.kind, Name: in.name, Lang: "en", Visibility: "parties"})
			if err != nil {
				return nil, err
			}
			*in.at = made.ID
			facts = append(facts, fact)
		}
		g, fact, err := party.AddGroupTx(ctx, tx, party.GroupInput{Code: "GRP-C", Name: "Central enterprises", Lang: "en", Side: "provider"})
		if err != nil {
			return nil, err
		}
		w.group, facts = g.ID, append(facts, fact)
		for _, id := range []ident.ID{w.a, w.b} {
			_, fact, err := party.JoinGroupTx(ctx, tx, party.JoinInput{Group: g.ID, Party: id, From: "2027-01-01"})
			if err != nil {
				return nil, err
			}
			facts = append(facts, fact)
		}
		for i, seat := range []party.MembershipInput{{Party: w.a, Role: ident.Provider}, {Party: w.region, Role: ident.Receiver}} {
			seat.Person, seat.From = people[i+2], "2027-01-01"
			_, fact, err := party.AddMembershipTx(ctx, tx, seat)
			if err != nil {
				return nil, err
			}
			facts = append(facts, fact)
		}
		return facts, nil
	}
}

func (w *world) key() db.Key {
	w.keys++
	return db.Key{ID: fmt.Sprint("key-", w.keys), Digest: fmt.Sprint(w.keys)}
}

// start reads a text as the hand-made reader would.
func (w *world) start(who ident.Actor, text string, conf ident.ID, read reading.Reading) Reading {
	w.t.Helper()
	in := StartInput{Key: w.key(), Conference: conf, Title: "Report", Publisher: "River Bend", Side: "receiver", Lang: "en", Translated: "machine",
		MayStore: "yes", MayPublish: "no", Year: "2027", Visibility: "parties"}
	var id ident.ID
	_, err := w.DB.Change(w.t.Context(), who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		r, facts, err := startTx(w.t.Context(), tx, in, in.source(text, read), read)
		id = r.ID
		return facts, err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.reading(id)
}

func (w *world) reading(id ident.ID) Reading {
	w.t.Helper()
	r, err := GetReading(w.t.Context(), w.DB.Read(), w.prog, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) proposal(r Reading, n int) Proposal {
	w.t.Helper()
	p, err := getProposal(w.t.Context(), w.DB.Read(), w.prog, r.ID, n)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) accept(who ident.Actor, r Reading, n int, values map[string]string) error {
	_, err := w.Accept(w.t.Context(), who, DecideInput{Key: w.key(), Reading: r.ID, Ordinal: n, Values: values})
	return err
}

func (w *world) undo(r Reading, n int) error {
	_, err := w.Undo(w.t.Context(), w.officer, DecideInput{Key: w.key(), Reading: r.ID, Ordinal: n, Reason: "misread"})
	return err
}

// measure is the measure that a proposal became.
func (w *world) measure(p Proposal) decision.Measure {
	w.t.Helper()
	m, err := decision.GetMeasure(w.t.Context(), w.DB.Read(), w.prog, p.Record.ID)
	if err != nil || p.Record.Kind != decision.Noun {
		w.t.Fatal(p.Record, err)
	}
	return m
}

func (w *world) existing(r Reading) Existing {
	w.t.Helper()
	e, err := existing(w.t.Context(), w.DB.Read(), w.officer, r)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}
