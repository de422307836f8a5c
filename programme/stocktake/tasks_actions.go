package stocktake

import (
	"context"
	"fmt"
	"slices"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// DelegateInput hands an open task of the actor to a colleague, until a day or,
// with Until empty, for good.
type DelegateInput struct {
	Key   db.Key
	Task  ident.ID
	To    ident.Person
	Until words.Day
}

type delegated struct {
	Action string       `json:"action"`
	To     ident.Person `json:"to"`
	Until  words.Day    `json:"until"`
}

// Delegate hands a task on. The colleague needs a seat in the same organisation.
func (r *Room) Delegate(ctx context.Context, who ident.Actor, in DelegateInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		t, err := task.Get(ctx, tx, who, in.Task)
		if err != nil {
			return nil, err
		}
		today, err := seated(ctx, tx, in.To)
		if err != nil {
			return nil, err
		}
		if in.Until != "" {
			var f fault.Form
			_, ok := words.ParseDay(string(in.Until))
			f.Require(ok && in.Until >= today, "until", "stocktake.until_wrong")
			if err := f.Err(); err != nil {
				return nil, err
			}
		}
		if err := task.Delegate(ctx, tx, t, in.To, in.Until); err != nil {
			return nil, err
		}
		return []db.Fact{{Kind: "stocktake.task.delegated.v1", Subject: t.Ref, Data: delegated{t.Action, in.To, in.Until}}}, nil
	})
}

// seated tells the day in the programme, and refuses a person who has no seat in
// the actor's organisation on it.
func seated(ctx context.Context, tx *db.Tx, person ident.Person) (words.Day, error) {
	prog, err := party.ProgrammeByID(ctx, tx, tx.Who.Programme)
	if err != nil {
		return "", err
	}
	seats, err := party.MembershipsOf(ctx, tx, tx.Who.Programme, tx.Who.Organisation)
	if err != nil {
		return "", err
	}
	today := words.DayOf(tx.Now, prog.Location())
	if !slices.ContainsFunc(seats, func(s party.Membership) bool { return s.Person == person && holds(s, today) }) {
		return "", fault.New(fault.Forbidden, "stocktake.not_colleague")
	}
	return today, nil
}

// holds tells whether a seat is held on a day.
func holds(m party.Membership, day words.Day) bool {
	return m.From <= day && (m.To == "" || m.To >= day)
}

// CoverInput says who handles what was handed to the actor while they are away.
type CoverInput struct {
	Key      db.Key
	By       ident.Person
	From, To words.Day
}

// Cover records that a colleague covers for the actor. What was handed to the actor
// by name is the colleague's from the first day, and comes back after the last.
func (r *Room) Cover(ctx context.Context, who ident.Actor, in CoverInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		today, err := seated(ctx, tx, in.By)
		if err != nil {
			return nil, err
		}
		c := task.Cover{ID: tx.ID(), Person: who.Person, By: in.By, Party: who.Organisation, From: in.From, To: in.To}
		if err := task.AddCover(ctx, tx, c, today); err != nil {
			return nil, err
		}
		if _, err := task.Turn(ctx, tx, today); err != nil {
			return nil, err
		}
		return []db.Fact{{Kind: "stocktake.cover.arranged.v1", Subject: ident.Ref{Kind: "stocktake.cover", ID: c.ID}, Data: c}}, nil
	})
}

// EndCoverInput ends a cover of the actor's own.
type EndCoverInput struct {
	Key   db.Key
	Cover ident.ID
}

// EndCover ends a cover now: the actor is back.
func (r *Room) EndCover(ctx context.Context, who ident.Actor, in EndCoverInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		covers, err := task.CoversOf(ctx, tx, who.Programme, who.Person, "")
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(covers, func(c task.Cover) bool { return c.ID == in.Cover })
		if i < 0 {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
		if err := task.EndCover(ctx, tx, covers[i]); err != nil {
			return nil, err
		}
		return []db.Fact{{Kind: "stocktake.cover.ended.v1", Subject: ident.Ref{Kind: "stocktake.cover", ID: in.Cover}, Data: covers[i]}}, nil
	})
}

type turned struct {
	Day   words.Day `json:"day"`
	Tasks int64     `json:"tasks"`
}

// turnTasks moves the tasks that the calendar moves: back from a colleague whose
// last day has passed, and to the one who covers.
func (r *Room) turnTasks(ctx context.Context, prog party.Programme, today words.Day) error {
	due, err := task.ByDay(ctx, r.DB.Read(), prog.ID, today)
	if err != nil || !due {
		return err
	}
	key := db.Key{ID: fmt.Sprintf("tasks %s %d", today, r.DB.Now().UnixMicro())}
	_, err = r.DB.Change(ctx, ident.Actor{Programme: prog.ID}, key, func(tx *db.Tx) ([]db.Fact, error) {
		n, err := task.Turn(ctx, tx, today)
		return []db.Fact{{Kind: "stocktake.tasks.turned.v1", Subject: ident.Ref{Kind: "stocktake.day"}, Data: turned{today, n}}}, err
	})
	return err
}
