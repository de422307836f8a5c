package agreement

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
)

// AmendInput puts an amendment forward: the new text, the day from which it
// binds, and what changes in a few words. What becomes of each clause is read
// out of the two texts; where the new one cannot be read, Clauses lists those
// that change.
type AmendInput struct {
	Key       db.Key
	Agreement ident.ID
	File      *File
	From      words.Day
	Summary   string
	Clauses   []ident.ID
}

// Amend puts an amendment forward to all signing parties. Who puts it forward
// has signed for their own party.
func (r *Room) Amend(ctx context.Context, who ident.Actor, in AmendInput) (db.Done, error) {
	doc, err := r.document(ctx, in.File)
	if err != nil {
		return db.Done{}, err
	}
	if doc == nil {
		var f fault.Form
		f.Refuse("file", "agreement.file_missing")
		return db.Done{}, f.Err()
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		a, ring, err := around(ctx, tx, in.Agreement)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "agreement.amend", ring.Relations(who, a.StateBy, a.StateOrg)); err != nil {
			return nil, err
		}
		if err := a.amendable(); err != nil {
			return nil, err
		}
		before, err := AmendmentsOf(ctx, tx, who.Programme, a.ID)
		if err != nil {
			return nil, err
		}
		m := Amendment{ID: tx.ID(), Agreement: a.ID, Number: 1, From: in.From, Summary: strings.TrimSpace(in.Summary), State: AmendmentMachine.Start, At: tx.Now,
			ProposedBy: who.Person, ProposedOrg: who.Organisation}
		for _, b := range before {
			switch b.State {
			case Proposed:
				return nil, fault.New(fault.Conflict, "agreement.amendment_open")
			case InForceState:
				m.Number = b.Number + 1
			}
		}
		if err := m.check(); err != nil {
			return nil, err
		}
		if m.Changes, err = changesBy(ctx, tx, a, before, *doc, in.Clauses); err != nil {
			return nil, err
		}
		doc.ID, doc.Agreement, doc.Amendment = tx.ID(), a.ID, m.ID
		m.Document = doc.ID
		if i := slices.IndexFunc(a.Parties, func(p SigningParty) bool { return p.Party == who.Organisation }); i >= 0 {
			m.Consents = []Consent{{i + 1, tx.Now, who.Person, who.Organisation}}
		}
		if err := saveDocument(ctx, tx, *doc); err != nil {
			return nil, err
		}
		held := db.Fact{Kind: DocumentNoun + ".held.v1", Subject: ident.Ref{Kind: DocumentNoun, ID: doc.ID}, Data: doc}
		facts := []db.Fact{m.fact("put_forward"), held}
		if len(m.Consents) == len(a.Parties) { // the one party that signed it
			m.State = InForceState
			facts[0] = m.fact("put_forward")
		}
		more, err := keepAmendment(ctx, tx, a, ring, m, "", "agreement.amend", "")
		return append(facts, more...), err
	})
}

// changesBy reads what becomes of the clauses of the version in force.
func changesBy(ctx context.Context, tx *db.Tx, a Agreement, before []Amendment, doc Document, named []ident.ID) ([]Change, error) {
	all, err := ClausesOf(ctx, tx, tx.Who.Programme, a.ID)
	if err != nil {
		return nil, err
	}
	standing := slices.DeleteFunc(all, func(c Clause) bool { return c.State == Withdrawn || c.State == Superseded })
	docs, err := DocumentsOf(ctx, tx, tx.Who.Programme, a.ID)
	if err != nil {
		return nil, err
	}
	texts := Versions(docs, before)
	if doc.Text == "" || texts[len(texts)-1].text(doc.Name).ID == 0 {
		var out []Change
		for _, cl := range standing {
			if slices.Contains(named, cl.ID) {
				out = append(out, Change{Clause: cl.ID, Kind: Changed})
			}
		}
		return out, nil
	}
	old, err := GetDocument(ctx, tx, tx.Who.Programme, texts[len(texts)-1].text(doc.Name).ID)
	if err != nil {
		return nil, err
	}
	return changes(standing, old.Text, doc.Text), nil
}

func (m Amendment) fact(past string) db.Fact {
	return db.Fact{Kind: AmendmentNoun + "." + past + ".v1", Subject: m.Ref(), Data: m}
}

// keepAmendment saves an amendment after a step. One that has come into force
// changes the clauses.
func keepAmendment(ctx context.Context, tx *db.Tx, a Agreement, ring Circle, m Amendment, from, verb, reason string) ([]db.Fact, error) {
	if err := saveAmendment(ctx, tx, m); err != nil {
		return nil, err
	}
	at := a.subject()
	at.Ref = m.Ref()
	if err := state.Step(ctx, tx, AmendmentMachine, at, from, verb, m.State, reason, m.wants(a, ring)...); err != nil {
		return nil, err
	}
	if m.State != InForceState {
		return nil, nil
	}
	facts := []db.Fact{a.fact("amended")}
	for _, ch := range m.Changes {
		old, err := GetClause(ctx, tx, tx.Who.Programme, ch.Clause)
		if err != nil {
			return nil, err
		}
		was := old.State
		old.State = Superseded
		if err := keepClause(ctx, tx, a, ring, old, was, "agreement.supersede_clause", m.Summary); err != nil {
			return nil, err
		}
		facts = append(facts, old.fact("superseded"))
		if ch.Quote == "" {
			continue
		}
		cl := old.replaced(tx.ID(), ring, m, ch)
		if err := keepClause(ctx, tx, a, ring, cl, "", "agreement.amend", ""); err != nil {
			return nil, err
		}
		facts = append(facts, cl.fact("amended"))
	}
	return facts, nil
}

// ConsentInput is the signature of one signing party, or what else becomes of an
// amendment, with a reason.
type ConsentInput struct {
	Key       db.Key
	Agreement ident.ID
	Amendment ident.ID
	Ordinal   int
	Reason    string
}

// Consent signs an amendment for one signing party. With the last signature it
// comes into force.
func (r *Room) Consent(ctx context.Context, who ident.Actor, in ConsentInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		a, ring, m, err := amendmentOf(ctx, tx, in)
		if err != nil {
			return nil, err
		}
		if m, err = m.consent(who, a, ring, in.Ordinal, tx.Now); err != nil {
			return nil, err
		}
		if err := a.amendable(); err != nil {
			return nil, err
		}
		more, err := keepAmendment(ctx, tx, a, ring, m, Proposed, "agreement.consent", "")
		return append([]db.Fact{m.fact("signed")}, more...), err
	})
}

// EndAmendment refuses an amendment, or takes it back, by the name of the verb.
func (r *Room) EndAmendment(ctx context.Context, who ident.Actor, verb string, in ConsentInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		a, ring, m, err := amendmentOf(ctx, tx, in)
		if err != nil {
			return nil, err
		}
		reason := strings.TrimSpace(in.Reason)
		mv, err := AmendmentMachine.Try(who, m.Relations(who, a, ring), m.State, verb, reason)
		if err != nil {
			return nil, err
		}
		m.State, m.Reason = mv.To, reason
		past := map[string]string{Declined: "refused", TakenBack: "taken_back"}[m.State]
		_, err = keepAmendment(ctx, tx, a, ring, m, Proposed, verb, reason)
		return []db.Fact{m.fact(past)}, err
	})
}

func amendmentOf(ctx context.Context, tx *db.Tx, in ConsentInput) (Agreement, Circle, Amendment, error) {
	a, ring, err := around(ctx, tx, in.Agreement)
	if err != nil {
		return a, nil, Amendment{}, err
	}
	all, err := AmendmentsOf(ctx, tx, tx.Who.Programme, a.ID)
	if err != nil {
		return a, nil, Amendment{}, fmt.Errorf("reading amendments of %s: %w", a.Code, err)
	}
	i := slices.IndexFunc(all, func(m Amendment) bool { return m.ID == in.Amendment })
	if i < 0 {
		return a, nil, Amendment{}, orMissing(nil)
	}
	return a, ring, all[i], nil
}
