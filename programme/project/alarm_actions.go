package project

import (
	"context"
	"fmt"
	"slices"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// alarmBatch is how many alarms one change rings or silences.
const alarmBatch = 200

// alarmsWanted are the alarms that should ring now; of one project where it is
// given. Where the rules bear arrears for no number of days, none rings for them.
func alarmsWanted(ctx context.Context, q db.Q, prog party.Programme, project ident.ID, now time.Time) ([]Alarm, error) {
	today := words.DayOf(now, prog.Location())
	all, err := warrantiesEnding(ctx, q, prog.ID, project, today)
	if err != nil {
		return nil, fmt.Errorf("reading what warranties end: %w", err)
	}
	rules, err := plan.RulesOn(ctx, q, prog.ID, today)
	if err != nil || rules.ArrearsDays == nil {
		return all, err
	}
	standing, err := arrearsStanding(ctx, q, prog.ID, project, now.AddDate(0, 0, -*rules.ArrearsDays))
	if err != nil {
		return nil, fmt.Errorf("reading where wages are owed: %w", err)
	}
	return append(all, standing...), nil
}

// rungOrSilent is what one day's change did to the alarms.
type rungOrSilent struct {
	Rung     []Alarm `json:"rung"`
	Silenced []Alarm `json:"silenced"`
}

// RingAlarms rings and silences the alarms of a programme as the calendar asks, one
// batch. more tells that some are left. Nobody acts.
func (r *Room) RingAlarms(ctx context.Context, prog party.Programme) (more bool, err error) {
	ring, silence, err := alarmsDue(ctx, r.DB.Read(), prog, r.DB.Now())
	if err != nil || len(ring)+len(silence) == 0 {
		return false, err
	}
	key := db.Key{ID: fmt.Sprintf("alarms %d", r.DB.Now().UnixMicro())}
	_, err = r.DB.Change(ctx, ident.Actor{Programme: prog.ID}, key, func(tx *db.Tx) ([]db.Fact, error) {
		ring, silence, err := alarmsDue(ctx, tx, prog, tx.Now)
		if err != nil {
			return nil, err
		}
		more = len(ring)+len(silence) > alarmBatch
		did := rungOrSilent{Rung: slices.Clip(ring[:min(len(ring), alarmBatch)]), Silenced: silence[:min(len(silence), alarmBatch)]}
		for _, part := range []struct {
			list []Alarm
			ring bool
		}{{did.Rung, true}, {did.Silenced, false}} {
			for _, a := range part.list {
				p, err := GetProject(ctx, tx, prog.ID, a.Project)
				if err != nil {
					return nil, err
				}
				around, err := RingOf(ctx, tx, prog.ID, p)
				if err != nil {
					return nil, err
				}
				if err := setAlarm(ctx, tx, p, around, a, part.ring); err != nil {
					return nil, err
				}
			}
		}
		return []db.Fact{{Kind: AlarmNoun + ".moved.v1", Subject: ident.Ref{Kind: AlarmNoun}, Data: did}}, nil
	})
	return more, err
}

func alarmsDue(ctx context.Context, q db.Q, prog party.Programme, now time.Time) (ring, silence []Alarm, err error) {
	ringing, err := alarmsRinging(ctx, q, prog.ID, 0)
	if err != nil {
		return nil, nil, err
	}
	wanted, err := alarmsWanted(ctx, q, prog, 0, now)
	ring, silence = changed(ringing, wanted)
	return ring, silence, err
}

// setAlarm rings an alarm by its tasks, or silences it.
func setAlarm(ctx context.Context, tx *db.Tx, p Project, r Ring, a Alarm, ring bool) error {
	if !ring {
		if err := dropAlarm(ctx, tx, a); err != nil {
			return err
		}
		return task.Settle(ctx, tx, a.subject(p))
	}
	if err := saveAlarm(ctx, tx, a); err != nil {
		return err
	}
	return task.Settle(ctx, tx, a.subject(p), a.wants(p, r)...)
}

// heed brings the alarms of one project up to date after somebody has said
// something of it: what is answered falls silent at once.
func heed(ctx context.Context, tx *db.Tx, p Project, r Ring) error {
	prog, err := party.ProgrammeByID(ctx, tx, tx.Who.Programme)
	if err != nil {
		return err
	}
	ringing, err := alarmsRinging(ctx, tx, prog.ID, p.ID)
	if err != nil {
		return err
	}
	wanted, err := alarmsWanted(ctx, tx, prog, p.ID, tx.Now)
	if err != nil {
		return err
	}
	ring, silence := changed(ringing, wanted)
	for _, a := range ring {
		if err := setAlarm(ctx, tx, p, r, a, true); err != nil {
			return err
		}
	}
	for _, a := range silence {
		if err := setAlarm(ctx, tx, p, r, a, false); err != nil {
			return err
		}
	}
	return nil
}
