package plan

import (
	"context"
	"fmt"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/party"
)

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
	if next.TakeUpGroup != "" {
		if _, err := party.GetGroupByCode(ctx, q, id, next.TakeUpGroup); fault.KindOf(err) == fault.NotFound {
			var f fault.Form
			f.Refuse("take_up_group", "plan.group_unknown", next.TakeUpGroup)
			return last, next, f.Err()
		} else if err != nil {
			return last, next, err
		}
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

// SetRules makes a new version of the programme rules. Going back to an old
// version makes a new one with the old values.
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
