package plan

import (
	"context"
	"fmt"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Room is the plan room of an installation.
type Room struct{ DB *db.DB }

// Actions lists every action of the room with who may do it. (In the other
// rooms this list is called Rules; here that is the programme's own word.)
func Actions() []access.Rule {
	everyone := []ident.Grant{{Roles: party.SeatRoles}}
	rules := []access.Rule{
		{Action: "plan.view", By: everyone},
		{Action: "plan.add", By: office},
		{Action: "plan.set_rules", By: office},
	}
	return append(rules, access.FromMachine(&Machine)...)
}

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
	p.ID = tx.ID()
	if err := savePeriod(ctx, tx, p); err != nil {
		return Period{}, db.Fact{}, err
	}
	return p, periodFact("drafted", p), step(ctx, tx, p, "", "plan.add", "")
}

func step(ctx context.Context, tx *db.Tx, p Period, from, verb, reason string) error {
	s := task.Subject{Ref: periodRef(p.ID), Code: p.Code, Title: p.Name, URL: "/periods/" + p.Code}
	var wants []task.Want
	if p.State == "consulted" {
		wants = append(wants, task.Want{Action: "plan.approve", Role: ident.Leader})
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
var pastVerbs = map[string]string{"plan.consult": "consulted", "plan.approve": "approved", "plan.begin": "begun", "plan.review": "reviewed",
	"plan.continue": "continued", "plan.conclude": "concluded", "plan.close": "closed"}

// Step takes a period one step on.
func (r *Room) Step(ctx context.Context, who ident.Actor, in StepInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := GetPeriod(ctx, tx, who.Programme, in.Period)
		if err != nil {
			return nil, err
		}
		mv, err := Machine.Try(who, nil, p.State, in.Verb, in.Reason)
		if err != nil {
			return nil, err
		}
		from := p.State
		p.State = mv.To
		if err := savePeriod(ctx, tx, p); err != nil {
			return nil, err
		}
		return []db.Fact{periodFact(pastVerbs[in.Verb], p)}, step(ctx, tx, p, from, in.Verb, in.Reason)
	})
}

// Look says what rules would change of those last set, if they were set now.
func (r *Room) Look(ctx context.Context, who ident.Actor, in Rules) (last Rules, changes []Difference, err error) {
	if err := access.Check(Actions(), who, "plan.set_rules", nil); err != nil {
		return Rules{}, nil, err
	}
	last, next, err := decide(ctx, r.DB.Read(), who.Programme, r.DB.Now(), in)
	return last, next.Differences(last), err
}

// decide checks rules against those last set and today.
func decide(ctx context.Context, q db.Q, id ident.Programme, now time.Time, in Rules) (last, next Rules, err error) {
	if last, err = LatestRules(ctx, q, id); err != nil {
		return last, next, err
	}
	prog, err := party.ProgrammeByID(ctx, q, id)
	if err != nil {
		return last, next, fmt.Errorf("finding the programme: %w", err)
	}
	if next, err = in.check(last, last.Version == 0, words.DayOf(now, prog.Location())); err != nil {
		return last, next, err
	}
	if len(next.Differences(last)) == 0 {
		return last, next, fault.New(fault.Conflict, "plan.nothing_changed")
	}
	next.Version = last.Version + 1
	return last, next, nil
}

func rulesRef(version int) ident.Ref { return ident.Ref{Kind: "plan.rules", ID: ident.ID(version)} }

// SetRulesInput is a new version of the programme rules. After is the version
// that the person saw: a version set meanwhile is a Conflict.
type SetRulesInput struct {
	Key   db.Key
	After int
	Rules
}

// SetRules makes a new version of the programme rules.
func (r *Room) SetRules(ctx context.Context, who ident.Actor, in SetRulesInput) (db.Done, error) {
	if err := access.Check(Actions(), who, "plan.set_rules", nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		last, err := LatestRules(ctx, tx, who.Programme)
		if err != nil {
			return nil, err
		}
		if last.Version != in.After {
			return nil, fault.New(fault.Conflict, "plan.rules_moved_on", last.Version)
		}
		_, fact, err := SetRulesTx(ctx, tx, in.Rules)
		return []db.Fact{fact}, err
	})
}

// SetRulesTx makes a new version inside another change. The first version may
// begin on any day, a later one today or later.
func SetRulesTx(ctx context.Context, tx *db.Tx, in Rules) (Rules, db.Fact, error) {
	_, next, err := decide(ctx, tx, tx.Who.Programme, tx.Now, in)
	if err != nil {
		return Rules{}, db.Fact{}, err
	}
	return next, db.Fact{Kind: "plan.rules.set.v1", Subject: rulesRef(next.Version), Data: next}, addRules(ctx, tx, next)
}
