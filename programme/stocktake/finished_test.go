package stocktake_test

import (
	"fmt"
	"testing"

	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/project"
	"throughline/programme/stocktake"
)

// A project counts as finished on the board only once somebody else has accepted
// it: the implementer's own word finishes nothing in any total.
func TestWhatNobodyAcceptedIsNotFinishedInTotals(t *testing.T) {
	d := dbtest.Open(t)
	d.Projectors = []db.Projector{stocktake.Project}
	blobs, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	keys := 0
	key := func() db.Key { keys++; return db.Key{ID: fmt.Sprint("key-", keys), Digest: "d"} }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	prog, err := party.CreateProgramme(t.Context(), d, ident.Actor{Person: 1}, key(), party.Programme{Code: "aid", Name: "Aid", Zone: "UTC", Currency: "CNY", Languages: []string{"en"}})
	must(err)
	office := ident.Actor{Person: 2, Programme: prog.ID, Roles: []ident.Role{ident.Office}}
	var group, county party.Party
	var pairing party.Pairing
	var asked decision.Measure
	_, err = d.Change(t.Context(), office, key(), func(tx *db.Tx) ([]db.Fact, error) {
		var facts []db.Fact
		for _, x := range []struct {
			to         *party.Party
			code, kind string
		}{{&group, "HG", "enterprise"}, {&county, "VC", "county"}} {
			p, f, err := party.AddPartyTx(t.Context(), tx, party.PartyInput{Code: x.code, Kind: x.kind, Name: x.code, Lang: "en"})
			if err != nil {
				return nil, err
			}
			*x.to, facts = p, append(facts, f)
		}
		p, f, err := party.PairTx(t.Context(), tx, party.PairInput{Provider: group.ID, Receiver: county.ID, Scope: "health", From: "2028-01-01"})
		if err != nil {
			return nil, err
		}
		pairing, facts = p, append(facts, f)
		if asked, f, err = decision.CaptureTx(t.Context(), tx, decision.CaptureInput{Title: "Build clinics", Lang: "en", Kind: "requirement"}); err != nil {
			return nil, err
		}
		facts = append(facts, f)
		asked, f, err = decision.RegisterTx(t.Context(), tx, decision.MoveInput{Measure: asked.ID})
		return append(facts, f), err
	})
	must(err)
	done, err := (&agreement.Room{DB: d}).Commit(t.Context(), office, agreement.CommitInput{Key: key(), Title: "Clinics", Lang: "en", Measure: asked.ID, Pairing: pairing.ID, Provider: group.ID,
		Receiver: county.ID, Entered: agreement.EnteredTerms{Lang: words.EN, Due: "2028-09-30"}})
	must(err)
	promise, _ := done.Subject(agreement.CommitmentNoun)
	works := &project.Room{DB: d, Blobs: blobs}
	done, err = works.Start(t.Context(), office, project.StartInput{Key: key(), Title: "Clinics", Lang: "en", Track: "soft", Pairing: pairing.ID, Implementer: group.ID,
		Serves: []project.Serves{{Kind: project.Commitment, ID: promise}}})
	must(err)
	id, _ := done.Subject(project.Noun)
	atGroup := ident.Actor{Person: 3, Organisation: group.ID, Programme: prog.ID, Roles: []ident.Role{ident.Provider}}
	atCounty := ident.Actor{Person: 4, Organisation: county.ID, Programme: prog.ID, Roles: []ident.Role{ident.Receiver}}
	for _, s := range []struct {
		who    ident.Actor
		verb   string
		counts string
	}{{atGroup, "project.begin", "0 of 1"}, {atGroup, "project.finish", "0 of 1"}, {atCounty, "project.close", "1 of 1"}} {
		_, err := works.Move(t.Context(), s.who, s.verb, project.MoveInput{Key: key(), Project: id})
		must(err)
		p, err := stocktake.GetPromise(t.Context(), d.Read(), office, "COM-001")
		must(err)
		if got := fmt.Sprintf("%d of %d", p.Nodes.Project, p.Nodes.OfProject); got != s.counts {
			t.Errorf("after %s the board counts %s, want %s", s.verb, got, s.counts)
		}
	}
}
