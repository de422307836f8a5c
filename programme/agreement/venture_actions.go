package agreement

import (
	"context"
	"slices"
	"strings"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// StepInput is the next step of a venture by the name of its verb. Capital comes
// typed, one amount for each signing party in Paid.
type StepInput struct {
	Key       db.Key
	Agreement ident.ID
	Verb      string
	Day       words.Day
	Reference string
	Name      string
	Identify  string
	Paid      []EnteredPaid
	Reason    string
	File      *File
}

// EnteredPaid is what one party paid in, as a person types it.
type EnteredPaid struct {
	Field            string // beside which a refusal stands
	Party            ident.ID
	Lang             words.Lang
	Amount, Currency string
}

// read turns typed payments into exact ones; an empty amount is none.
func (in StepInput) read() ([]Paid, error) {
	var out []Paid
	var f fault.Form
	for _, e := range in.Paid {
		if e.Amount == "" {
			continue
		}
		a, err := money.Parse(string(e.Lang), e.Currency, e.Amount)
		if refuseAs(&f, e.Field, err); err == nil {
			out = append(out, Paid{e.Party, a})
		}
	}
	return out, f.Err()
}

// TakeStep records the next step in the life of a joint venture. It waits for
// the other side's confirmation.
func (r *Room) TakeStep(ctx context.Context, who ident.Actor, in StepInput) (db.Done, error) {
	capital, err := in.read()
	if err != nil {
		return db.Done{}, err
	}
	file, err := r.put(ctx, in.File, nil)
	if err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		a, ring, err := around(ctx, tx, in.Agreement)
		if err != nil {
			return nil, err
		}
		v, err := VenturesOf(ctx, tx, who.Programme, a.ID)
		if err != nil {
			return nil, err
		}
		s, err := v[a.ID].take(who, ring.Relations(who, a.StateBy, a.StateOrg), in.Verb, Step{Agreement: a.ID, Day: in.Day, Reference: oneLine(in.Reference),
			Name: oneLine(in.Name), Identifier: oneLine(in.Identify), Capital: capital, Reason: in.Reason, File: StoredFile{file.Digest, file.Name, file.MIME, file.Size},
			At: tx.Now, Person: who.Person, Organisation: who.Organisation})
		if !a.HasVenture() && fault.KindOf(err) != fault.Forbidden { // who may not do it is not told why it cannot be done
			err = fault.New(fault.Conflict, "agreement.no_venture")
		}
		if err != nil {
			return nil, err
		}
		if err := onRecord(ctx, tx, s); err != nil {
			return nil, err
		}
		s.ID = tx.ID()
		return []db.Fact{s.fact("recorded")}, keepStep(ctx, tx, a, ring, s, "", in.Verb, s.Reason)
	})
}

// onRecord refuses a payment of an organisation that is not on record.
func onRecord(ctx context.Context, tx *db.Tx, s Step) error {
	var ids []ident.ID
	for _, p := range s.Capital {
		ids = append(ids, p.Party)
	}
	on, err := party.PartiesByID(ctx, tx, tx.Who.Programme, ids)
	var f fault.Form
	for _, id := range ids {
		_, ok := on[id]
		f.Require(ok, "paid_1", "agreement.side_not_on_record")
	}
	if err != nil {
		return err
	}
	return f.Err()
}

func (s Step) fact(past string) db.Fact {
	return db.Fact{Kind: StepNoun + "." + past + ".v1", Subject: s.Ref(), Data: s}
}

func keepStep(ctx context.Context, tx *db.Tx, a Agreement, ring Circle, s Step, from, verb, reason string) error {
	if err := saveStep(ctx, tx, s); err != nil {
		return err
	}
	at := a.subject()
	at.Ref = s.Ref()
	var wants []task.Want
	if s.State == StepRecorded {
		wants = ring.ask("agreement.confirm_step", s.Person, s.Organisation)
	}
	return state.Step(ctx, tx, StepMachine, at, from, verb, s.State, reason, wants...)
}

// SettleInput answers a recorded step.
type SettleInput struct {
	Key       db.Key
	Agreement ident.ID
	Step      ident.ID
	Reason    string
}

// SettleStep confirms a recorded step, contests it, or takes it back, by the name
// of the verb.
func (r *Room) SettleStep(ctx context.Context, who ident.Actor, verb string, in SettleInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		a, ring, err := around(ctx, tx, in.Agreement)
		if err != nil {
			return nil, err
		}
		v, err := VenturesOf(ctx, tx, who.Programme, a.ID)
		if err != nil {
			return nil, err
		}
		steps := v[a.ID].Steps
		i := slices.IndexFunc(steps, func(s Step) bool { return s.ID == in.Step })
		if i < 0 {
			return nil, orMissing(nil)
		}
		from, reason := steps[i].State, strings.TrimSpace(in.Reason)
		s, err := steps[i].settle(who, ring, verb, reason)
		if err != nil {
			return nil, err
		}
		past := map[string]string{StepConfirmed: "confirmed", Contested: "contested", Withdrawn: "taken_back"}[s.State]
		return []db.Fact{s.fact(past)}, keepStep(ctx, tx, a, ring, s, from, verb, reason)
	})
}
