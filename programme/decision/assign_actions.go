package decision

import (
	"context"
	"errors"
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

// AssignInput gives a measure to its lead. An empty Due or Done keeps what the
// measure has; ReportEvery 0 is what the programme rules say.
type AssignInput struct {
	Key         db.Key
	Measure     ident.ID
	Lead        ident.ID
	Due         words.Day
	Done        string
	ReportEvery int // days
}

// Assign gives a measure to its lead.
func (r *Room) Assign(ctx context.Context, who ident.Actor, in AssignInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, f, err := AssignTx(ctx, tx, in)
		return []db.Fact{f}, err
	})
}

// AssignTx gives a measure to its lead within a change. The day by which the
// lead must accept follows the programme rules.
func AssignTx(ctx context.Context, tx *db.Tx, in AssignInput) (Measure, db.Fact, error) {
	return take(ctx, tx, in.Measure, "decision.assign", "", func(m Measure, today words.Day) (Measure, error) {
		rules, err := rulesOn(ctx, tx, today)
		if err != nil {
			return m, err
		}
		a := Assignment{Lead: in.Lead, Due: in.Due, Done: strings.TrimSpace(in.Done), ReportEvery: in.ReportEvery,
			AcceptBy: rules.AcceptBy(today)}
		if a.Due == "" {
			a.Due = m.Due
		}
		if a.Done == "" {
			a.Done = m.DoneDefinition
		}
		if a.ReportEvery == 0 {
			a.ReportEvery = rules.ReportEveryDays
		}
		if a.Lead != 0 {
			if err := mayLead(ctx, tx, m, a.Lead); err != nil {
				return m, err
			}
		}
		return m.assign(a, today)
	})
}

// mayLead holds a made-up measure away from a real organisation.
func mayLead(ctx context.Context, tx *db.Tx, m Measure, lead ident.ID) error {
	p, err := party.GetParty(ctx, tx, tx.Who.Programme, lead)
	if err != nil {
		return fmt.Errorf("finding the lead: %w", err)
	}
	var f fault.Form
	f.Require(p.Illustrative || !m.Illustrative, "lead", "decision.lead_real")
	return f.Err()
}

// AssignManyInput gives several measures to one lead. An empty Due or Done
// keeps what each measure has.
type AssignManyInput struct {
	Key      db.Key
	Measures []ident.ID // at most MostAtOnce
	Lead     ident.ID
	Due      words.Day
	Done     string
}

// MostAtOnce is how many measures one change may assign.
const MostAtOnce = 200

// AssignMany gives several measures to one lead in one change: all or none. The
// facts carry one batch.
func (r *Room) AssignMany(ctx context.Context, who ident.Actor, in AssignManyInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		var f fault.Form
		f.Require(len(in.Measures) > 0, "measures", "decision.none_chosen")
		f.Require(len(in.Measures) <= MostAtOnce, "measures", "decision.too_many", MostAtOnce)
		var facts []db.Fact
		for _, id := range in.Measures {
			m, fact, err := AssignTx(ctx, tx, AssignInput{Measure: id, Lead: in.Lead, Due: in.Due, Done: in.Done})
			if key, ok := refusal(err); ok && m.Code != "" {
				f.Refuse("measures", "decision.not_assigned", m.Code, key)
				continue
			}
			if err != nil {
				return nil, err
			}
			fact.Batch = in.Key.ID
			facts = append(facts, fact)
		}
		return facts, f.Err()
	})
}

// refusal is the first reason of a refusal, ok when it was one.
func refusal(err error) (key words.Key, ok bool) {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return "", false
	}
	if len(e.Fields) > 0 {
		return words.Key(e.Fields[0].Key), true
	}
	return words.Key(e.Key), true
}

// AddressInput gives a measure to every member of a class. An empty Due or Done
// keeps what the measure has; both may stay empty.
type AddressInput struct {
	Key     db.Key
	Measure ident.ID
	Group   ident.ID
	Due     words.Day
	Done    string
}

// Address asks every member of a class for its own answer.
func (r *Room) Address(ctx context.Context, who ident.Actor, in AddressInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, facts, err := AddressTx(ctx, tx, in)
		return facts, err
	})
}

// AddressTx asks every member of a class, as it stands today, within a change.
// Its facts are the measure's and one for each answer now owed.
func AddressTx(ctx context.Context, tx *db.Tx, in AddressInput) (Measure, []db.Fact, error) {
	var members []party.Party
	m, f, err := take(ctx, tx, in.Measure, "decision.address", "", func(m Measure, today words.Day) (Measure, error) {
		rules, err := rulesOn(ctx, tx, today)
		if err != nil {
			return m, err
		}
		if in.Group != 0 {
			if members, err = party.Members(ctx, tx, tx.Who.Programme, in.Group, today); err != nil {
				return m, fmt.Errorf("listing the members: %w", err)
			}
		}
		due, done := in.Due, strings.TrimSpace(in.Done)
		if due == "" {
			due = m.Due
		}
		if done == "" {
			done = m.DoneDefinition
		}
		m.AcceptBy = rules.AcceptBy(today)
		return m.address(in.Group, len(members), due, done, today)
	})
	if err != nil {
		return m, nil, err
	}
	g, err := party.GetGroup(ctx, tx, tx.Who.Programme, in.Group)
	if err != nil {
		return m, nil, fmt.Errorf("finding the class: %w", err)
	}
	facts := []db.Fact{f}
	for _, p := range members {
		a := Answer{ID: tx.ID(), Code: m.Code + "." + p.Code, Measure: m.ID, Party: p.ID, State: Silent, Since: tx.Now}
		if err := saveAnswer(ctx, tx, a); err != nil {
			return m, nil, err
		}
		if err := state.Step(ctx, tx, AnswerMachine, a.subject(m.Title), "", "decision.address", Silent, "", a.wants(m, g.Side, 0)...); err != nil {
			return m, nil, err
		}
		facts = append(facts, a.fact("opened"))
	}
	m.Members = len(members)
	return m, facts, nil
}

func (a Answer) fact(past string) db.Fact {
	return db.Fact{Kind: AnswerNoun + "." + past + ".v1", Subject: a.Ref(), Data: a}
}

// ask opens a fresh task for every member that has not answered.
func ask(ctx context.Context, tx *db.Tx, m Measure, today words.Day) error {
	rules, err := rulesOn(ctx, tx, today)
	if err != nil {
		return err
	}
	g, err := party.GetGroup(ctx, tx, tx.Who.Programme, m.Group)
	if err != nil {
		return fmt.Errorf("finding the class: %w", err)
	}
	answers, err := AnswersOf(ctx, tx, tx.Who.Programme, m.ID)
	if err != nil {
		return err
	}
	by, silent := rules.AcceptBy(today), 0
	for _, a := range answers {
		if a.State != Silent {
			continue
		}
		silent++
		// An earlier reminder goes, so that the new one shows its own day.
		if err := task.Settle(ctx, tx, a.subject(m.Title)); err != nil {
			return err
		}
		if err := task.Settle(ctx, tx, a.subject(m.Title), a.asked(g.Side, by)...); err != nil {
			return err
		}
	}
	if silent == 0 {
		return fault.New(fault.Conflict, "decision.nobody_silent")
	}
	return nil
}

// settleAnswers closes the tasks of the members with those of the measure.
// Closing asks that nothing more is owed by any of them.
func settleAnswers(ctx context.Context, tx *db.Tx, m Measure) error {
	if m.Group == 0 {
		return nil
	}
	answers, err := AnswersOf(ctx, tx, tx.Who.Programme, m.ID)
	if err != nil {
		return err
	}
	for _, a := range answers {
		if m.State == Closed && !a.Done() {
			return fault.New(fault.Conflict, "decision.answers_open")
		}
		if err := task.Settle(ctx, tx, a.subject(m.Title)); err != nil {
			return err
		}
	}
	return nil
}

// DeferInput moves the due date of a measure to a later day.
type DeferInput struct {
	Key     db.Key
	Measure ident.ID
	Due     words.Day
	Reason  string
}

// Defer moves the due date; the first one stays on record.
func (r *Room) Defer(ctx context.Context, who ident.Actor, in DeferInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		m, f, err := take(ctx, tx, in.Measure, "decision.defer", in.Reason, func(m Measure, today words.Day) (Measure, error) {
			return m.putOff(in.Due, today)
		})
		if err != nil {
			return nil, err
		}
		return []db.Fact{f}, postpone(ctx, tx, m)
	})
}

// postpone shows the members the new day.
func postpone(ctx context.Context, tx *db.Tx, m Measure) error {
	if m.State != Addressed {
		return nil
	}
	g, err := party.GetGroup(ctx, tx, tx.Who.Programme, m.Group)
	if err != nil {
		return fmt.Errorf("finding the class: %w", err)
	}
	answers, err := AnswersOf(ctx, tx, tx.Who.Programme, m.ID)
	if err != nil {
		return err
	}
	for _, a := range answers {
		if a.State != TakenUp && a.State != Returned {
			continue
		}
		if err := task.Settle(ctx, tx, a.subject(m.Title)); err != nil {
			return err
		}
		if err := task.Settle(ctx, tx, a.subject(m.Title), a.wants(m, g.Side, 0)...); err != nil {
			return err
		}
	}
	return nil
}
