package decision

import (
	"context"
	"fmt"
	"strings"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// ProposeInput asks for a measure what another must agree to. Due, Into and
// Wording belong to the kind that has them.
type ProposeInput struct {
	Key     db.Key
	Measure ident.ID
	Kind    string
	Due     words.Day
	Into    ident.ID
	Wording *Wording
	Reason  string
}

// Propose asks to put off, merge, cancel or correct a measure.
func (r *Room) Propose(ctx context.Context, who ident.Actor, in ProposeInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, f, err := ProposeTx(ctx, tx, in)
		return []db.Fact{f}, err
	})
}

// ProposeTx is Propose within a change.
func ProposeTx(ctx context.Context, tx *db.Tx, in ProposeInput) (Measure, db.Fact, error) {
	m, err := seen(ctx, tx, tx.Who, in.Measure)
	if err != nil {
		return m, db.Fact{}, err
	}
	day, _, err := today(ctx, tx, tx.Who.Programme, tx.Now)
	if err != nil {
		return m, db.Fact{}, err
	}
	open, err := openProposal(ctx, tx, tx.Who.Programme, m.ID)
	if err != nil {
		return m, db.Fact{}, err
	}
	rules, err := rulesOn(ctx, tx, day)
	if err != nil {
		return m, db.Fact{}, err
	}
	p := Proposal{Kind: in.Kind, Due: in.Due, Into: in.Into, Wording: in.Wording, Reason: strings.TrimSpace(in.Reason)}
	if p, err = m.propose(tx.Who, p, open.ID != 0, day, rules); err != nil {
		return m, db.Fact{}, err
	}
	if p.Into != 0 {
		into, err := seen(ctx, tx, tx.Who, p.Into)
		if err != nil {
			return m, db.Fact{}, err
		}
		if err := into.receives(m); err != nil {
			return m, db.Fact{}, err
		}
	}
	p.ID, p.At, p.ProposedBy, p.ProposedOrg = tx.ID(), tx.Now, tx.Who.Person, tx.Who.Organisation
	return m, p.fact("made"), keepProposal(ctx, tx, m, p, day, "", "decision.propose", p.Reason)
}

func (p Proposal) fact(past string) db.Fact {
	return db.Fact{Kind: ProposalNoun + "." + past + ".v1", Subject: p.Ref(), Data: p}
}

// keepProposal writes the proposal, its step and who is asked to decide.
func keepProposal(ctx context.Context, tx *db.Tx, m Measure, p Proposal, day words.Day, from, verb, reason string) error {
	if err := saveProposal(ctx, tx, p); err != nil {
		return err
	}
	var wants []task.Want
	if p.State == Proposed {
		s, err := deciders(ctx, tx, tx.Who, m, p, day)
		if err != nil {
			return err
		}
		side, err := party.SideOf(ctx, tx, tx.Who.Programme, s.Across)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return fmt.Errorf("finding who decides on %s: %w", m.Code, err)
		}
		wants = p.wants(m, s, side)
	}
	at := m.subject()
	at.Ref = p.Ref()
	return state.Step(ctx, tx, ProposalMachine, at, from, verb, p.State, reason, wants...)
}

// deciders finds what an actor's relations to a proposal rest on. on is the day
// of asking.
func deciders(ctx context.Context, q db.Q, who ident.Actor, m Measure, p Proposal, on words.Day) (Standing, error) {
	if p.Kind == Correct {
		s, err := sides(ctx, q, who, m, on)
		if err != nil {
			return s, fmt.Errorf("finding the sides of %s: %w", m.Code, err)
		}
		return s, nil
	}
	s := Standing{Across: m.AskedBy}
	if m.Pairing != 0 {
		pair, err := party.GetPairing(ctx, q, who.Programme, m.Pairing)
		if err != nil {
			return s, fmt.Errorf("finding the pairing of %s: %w", m.Code, err)
		}
		switch pair.SideOf(m.Lead) {
		case party.Provider:
			s.Across = pair.Receiver
		case party.Receiver:
			s.Across = pair.Provider
		}
	}
	if m.CarriedBy(s.Across) {
		s.Across = 0
	}
	return s, nil
}

// ProposalInput answers a proposal.
type ProposalInput struct {
	Key      db.Key
	Proposal ident.ID
	Reason   string
}

// Settle answers a proposal: agree, decline or take_back. What is agreed is done
// in the same change.
func (r *Room) Settle(ctx context.Context, who ident.Actor, verb string, in ProposalInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		return SettleTx(ctx, tx, verb, in)
	})
}

// answeredAs is what answers to proposals have done, in the names of facts.
var answeredAs = map[string]string{"decision.agree": "agreed", "decision.decline": "declined", "decision.take_back": "taken_back"}

// SettleTx is Settle within a change.
func SettleTx(ctx context.Context, tx *db.Tx, verb string, in ProposalInput) ([]db.Fact, error) {
	p, err := GetProposal(ctx, tx, tx.Who.Programme, in.Proposal)
	if err != nil {
		return nil, err
	}
	m, err := seen(ctx, tx, tx.Who, p.Measure)
	if err != nil {
		return nil, err
	}
	day, _, err := today(ctx, tx, tx.Who.Programme, tx.Now)
	if err != nil {
		return nil, err
	}
	s, err := deciders(ctx, tx, tx.Who, m, p, day)
	if err != nil {
		return nil, err
	}
	reason := strings.TrimSpace(in.Reason)
	if p, err = p.move(tx.Who, m, s, verb, reason); err != nil {
		return nil, err
	}
	if err := keepProposal(ctx, tx, m, p, day, Proposed, verb, reason); err != nil {
		return nil, err
	}
	facts := []db.Fact{p.fact(answeredAs[verb])}
	if p.State != Agreed {
		return facts, nil
	}
	more, err := follow(ctx, tx, m, p, day)
	return append(facts, more...), err
}

// follow does what a proposal asked for.
func follow(ctx context.Context, tx *db.Tx, m Measure, p Proposal, day words.Day) ([]db.Fact, error) {
	rules, err := rulesOn(ctx, tx, day)
	if err != nil {
		return nil, err
	}
	var into Measure
	do := map[string]deed{
		Defer:   func(m Measure, today words.Day) (Measure, error) { return m.putOff(p.Due, today, rules) },
		Cancel:  func(m Measure, _ words.Day) (Measure, error) { return m, settleAnswers(ctx, tx, m) },
		Correct: func(m Measure, _ words.Day) (Measure, error) { return reread(ctx, tx, m, *p.Wording) },
		Merge: func(m Measure, _ words.Day) (Measure, error) {
			var err error
			if into, err = GetMeasure(ctx, tx, tx.Who.Programme, p.Into); err != nil {
				return m, err
			}
			m.Into = into.ID
			return m, into.receives(m)
		},
	}[p.Kind]
	m, f, err := advance(ctx, tx, m, ident.Relations{ident.Opposite}, day, proposed[p.Kind], p.Reason, do)
	if err != nil {
		return nil, err
	}
	facts := []db.Fact{f}
	if p.Kind == Merge {
		facts = append(facts, into.fact("taken_in"))
	}
	return facts, postpone(ctx, tx, m)
}

// Unmerge lets a merged measure go on by itself again, in the state it had.
func (r *Room) Unmerge(ctx context.Context, who ident.Actor, in MoveInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		var into Measure
		_, f, err := take(ctx, tx, in.Measure, "decision.unmerge", in.Reason, func(m Measure, _ words.Day) (_ Measure, err error) {
			if into, err = GetMeasure(ctx, tx, tx.Who.Programme, m.Into); err != nil {
				return m, err
			}
			m.Into = 0
			m.State, err = stateBefore(ctx, tx, m.ID, "decision.merge")
			return m, err
		})
		return []db.Fact{f, into.fact("given_back")}, err
	})
}

// stateBefore is the state that a measure had before it last went through a verb.
func stateBefore(ctx context.Context, tx *db.Tx, measure ident.ID, verb string) (string, error) {
	steps, err := state.Steps(ctx, tx, tx.Who.Programme, Machine, measure, 0)
	if err != nil {
		return "", err
	}
	from := ""
	for _, s := range steps {
		if s.Verb == verb {
			from = s.From
		}
	}
	if from == "" {
		return "", fmt.Errorf("decision: measure %d never went through %s", measure, verb)
	}
	return from, nil
}

// Correct reads a captured measure anew, while the other side has not accepted
// how it reads; after that it takes both.
func (r *Room) Correct(ctx context.Context, who ident.Actor, in CorrectInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, f, err := take(ctx, tx, in.Measure, "decision.correct", in.Reason, func(m Measure, _ words.Day) (Measure, error) {
			if m.Accepted {
				return m, fault.New(fault.Conflict, "decision.correct_by_both")
			}
			return reread(ctx, tx, m, in.Wording)
		})
		return []db.Fact{f}, err
	})
}

// CorrectInput is how a measure should read.
type CorrectInput struct {
	Key     db.Key
	Measure ident.ID
	Wording Wording
	Reason  string
}

func reread(ctx context.Context, tx *db.Tx, m Measure, w Wording) (Measure, error) {
	other := m.Other
	m, err := m.correct(w)
	if err != nil || m.Other == other {
		return m, err
	}
	return m, saveTitle(ctx, tx, m.ID, string(words.Lang(m.Lang).Other()), m.Other)
}
