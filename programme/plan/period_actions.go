package plan

import (
	"context"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
)

func periodRef(id ident.ID) ident.Ref { return ident.Ref{Kind: "plan.period", ID: id} }

func periodFact(verb string, p Period) db.Fact {
	return db.Fact{Kind: "plan.period." + verb + ".v1", Subject: periodRef(p.ID), Data: p}
}

// AddInput is a period to draft.
type AddInput struct {
	Key db.Key
	PeriodInput
}

// AddPeriod drafts a plan period.
func (r *Room) AddPeriod(ctx context.Context, who ident.Actor, in AddInput) (db.Done, error) {
	if err := access.Check(Actions(), who, "plan.add", nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := AddPeriodTx(ctx, tx, in.PeriodInput)
		return []db.Fact{fact}, err
	})
}

// AddPeriodTx drafts a plan period inside another change; who may is the
// caller's to check.
func AddPeriodTx(ctx context.Context, tx *db.Tx, in PeriodInput) (Period, db.Fact, error) {
	others, err := ListPeriods(ctx, tx, tx.Who.Programme)
	if err != nil {
		return Period{}, db.Fact{}, err
	}
	p, err := in.draft(others)
	if err != nil {
		return Period{}, db.Fact{}, err
	}
	if p.Code == "" {
		if p.Code, err = tx.Code(ctx, "PLAN"); err != nil {
			return Period{}, db.Fact{}, err
		}
	}
	p.ID, p.EditedBy = tx.ID(), tx.Who.Person
	if err := savePeriod(ctx, tx, p); err != nil {
		return Period{}, db.Fact{}, err
	}
	return p, periodFact("drafted", p), step(ctx, tx, p, "", "plan.add", "")
}

func step(ctx context.Context, tx *db.Tx, p Period, from, verb, reason string) error {
	s := task.Subject{Ref: periodRef(p.ID), Code: p.Code, Title: p.Name, URL: p.URL()}
	var wants []task.Want
	switch p.State {
	case "consulted":
		wants = append(wants, task.Want{Action: "plan.approve", Role: ident.Leader, NotPerson: p.EditedBy})
	case "midterm":
		wants = append(wants, task.Want{Action: "plan.continue", Role: ident.Leader, NotPerson: p.EditedBy})
	}
	return state.Step(ctx, tx, &Machine, s, from, verb, p.State, reason, wants...)
}

// StepInput takes a period one step on by a verb of its machine.
type StepInput struct {
	Key          db.Key
	Period       ident.ID
	Verb, Reason string
}

// pastVerbs name the fact of each verb.
var pastVerbs = map[string]string{"plan.consult": "consulted", "plan.send_back": "sent_back", "plan.approve": "approved", "plan.begin": "begun",
	"plan.review": "reviewed", "plan.continue": "continued", "plan.conclude": "concluded", "plan.close": "closed"}

// Step takes a period one step on.
func (r *Room) Step(ctx context.Context, who ident.Actor, in StepInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		return take(ctx, tx, in.Period, in.Verb, in.Reason, pastVerbs[in.Verb], nil)
	})
}

// EditInput is another text of a period.
type EditInput struct {
	Key    db.Key
	Period ident.ID
	PeriodInput
}

// EditPeriod writes a period's text anew while it may be edited. The text
// before stays readable in the history.
func (r *Room) EditPeriod(ctx context.Context, who ident.Actor, in EditInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		return take(ctx, tx, in.Period, "plan.edit", "", "edited", func(p Period) (Period, error) {
			others, err := ListPeriods(ctx, tx, who.Programme)
			if err != nil {
				return p, err
			}
			next, err := p.written(in.PeriodInput, others)
			if err == nil && len(next.Edits(p)) == 0 {
				err = fault.New(fault.Conflict, "plan.nothing_changed")
			}
			next.EditedBy = who.Person
			return next, err
		})
	})
}

// take leads one period through a verb; also changes what else it changes.
func take(ctx context.Context, tx *db.Tx, id ident.ID, verb, reason, past string, also func(Period) (Period, error)) ([]db.Fact, error) {
	p, err := GetPeriod(ctx, tx, tx.Who.Programme, id)
	if err != nil {
		return nil, err
	}
	mv, err := Machine.Try(tx.Who, p.Relations(tx.Who), p.State, verb, reason)
	if err != nil {
		return nil, err
	}
	from := p.State
	p = p.moved(mv)
	if also != nil {
		if p, err = also(p); err != nil {
			return nil, err
		}
	}
	if err := savePeriod(ctx, tx, p); err != nil {
		return nil, err
	}
	return []db.Fact{periodFact(past, p)}, step(ctx, tx, p, from, verb, reason)
}
