package conference

import (
	"context"
	"slices"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

// AgendaInput is one item of a meeting's agenda. Item 0 is a new one, which
// comes last.
type AgendaInput struct {
	Key        db.Key
	Conference ident.ID
	Item       ident.ID
	Title      string
	Presenter  string
	Minutes    int
	Link       string
	Speech     ident.ID
}

// SetAgendaItem adds an item to an agenda or says one otherwise.
func (r *Room) SetAgendaItem(ctx context.Context, who ident.Actor, in AgendaInput) (db.Done, error) {
	return r.onAgenda(ctx, who, in.Key, in.Conference, func(tx *db.Tx, items []AgendaItem) ([]db.Fact, error) {
		a, past := AgendaItem{Conference: in.Conference, Place: 1}, "added"
		if len(items) > 0 {
			a.Place = items[len(items)-1].Place + 1
		}
		if in.Item != 0 {
			i, err := itemIn(items, in.Item)
			if err != nil {
				return nil, err
			}
			a, past = items[i], "corrected"
		}
		old := a
		a.Seq, a.Title, a.Presenter, a.Minutes, a.Link, a.Speech = tx.Seq, trimmed(in.Title), trimmed(in.Presenter), in.Minutes, in.Link, in.Speech
		if err := a.check(); err != nil {
			return nil, err
		}
		if err := a.checkSpeech(ctx, tx); err != nil {
			return nil, err
		}
		if in.Item == 0 {
			a.ID = tx.ID()
			return []db.Fact{a.fact(past)}, insertAgenda(ctx, tx, a)
		}
		return []db.Fact{a.fact(past)}, replaceAgenda(ctx, tx, old, a)
	})
}

// MoveAgendaInput moves an item one place up or down.
type MoveAgendaInput struct {
	Key        db.Key
	Conference ident.ID
	Item       ident.ID
	Up         bool
}

// MoveAgendaItem lets an item change places with its neighbour.
func (r *Room) MoveAgendaItem(ctx context.Context, who ident.Actor, in MoveAgendaInput) (db.Done, error) {
	return r.onAgenda(ctx, who, in.Key, in.Conference, func(tx *db.Tx, items []AgendaItem) ([]db.Fact, error) {
		i, err := itemIn(items, in.Item)
		if err != nil {
			return nil, err
		}
		j := i + 1
		if in.Up {
			j = i - 1
		}
		if j < 0 || j >= len(items) {
			return nil, fault.New(fault.Conflict, "conference.item_at_end")
		}
		a, b := items[i], items[j]
		a.Place, b.Place = b.Place, a.Place
		a.Seq, b.Seq = tx.Seq, tx.Seq
		if err := replaceAgenda(ctx, tx, items[i], a); err != nil {
			return nil, err
		}
		return []db.Fact{a.fact("moved"), b.fact("moved")}, replaceAgenda(ctx, tx, items[j], b)
	})
}

// WithdrawAgendaInput takes an item off the agenda.
type WithdrawAgendaInput struct {
	Key        db.Key
	Conference ident.ID
	Item       ident.ID
}

// WithdrawAgendaItem takes an item off the agenda; its number in the order is
// not used again.
func (r *Room) WithdrawAgendaItem(ctx context.Context, who ident.Actor, in WithdrawAgendaInput) (db.Done, error) {
	return r.onAgenda(ctx, who, in.Key, in.Conference, func(tx *db.Tx, items []AgendaItem) ([]db.Fact, error) {
		i, err := itemIn(items, in.Item)
		if err != nil {
			return nil, err
		}
		a := items[i]
		a.Withdrawn = tx.Seq
		return []db.Fact{a.fact("withdrawn")}, updateAgenda(ctx, tx, a)
	})
}

// onAgenda changes the agenda of a meeting that the actor keeps.
func (r *Room) onAgenda(ctx context.Context, who ident.Actor, key db.Key, conference ident.ID, do func(*db.Tx, []AgendaItem) ([]db.Fact, error)) (db.Done, error) {
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) {
		at, err := seen(ctx, tx, conference)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "conference.plan_agenda", at.Relations(who, 0)); err != nil {
			return nil, err
		}
		if at.State == Cancelled || at.State == Closed {
			return nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(at.State))
		}
		items, err := AgendaOf(ctx, tx, who.Programme, at.ID)
		if err != nil {
			return nil, err
		}
		return do(tx, items)
	})
}

func itemIn(items []AgendaItem, id ident.ID) (int, error) {
	i := slices.IndexFunc(items, func(a AgendaItem) bool { return a.ID == id })
	if i < 0 {
		return 0, fault.New(fault.NotFound, "fault.not_found")
	}
	return i, nil
}

// checkSpeech refuses a speech of another meeting.
func (a AgendaItem) checkSpeech(ctx context.Context, tx *db.Tx) error {
	if a.Speech == 0 {
		return nil
	}
	s, err := GetSpeech(ctx, tx, tx.Who.Programme, a.Speech)
	if err != nil || s.Conference != a.Conference || s.Withdrawn != 0 || !access.MaySee(tx.Who, s.Visibility, s.Owner) {
		var f fault.Form
		f.Refuse("speech", "conference.speech_unknown")
		return f.Err()
	}
	return nil
}

func (a AgendaItem) fact(past string) db.Fact {
	return db.Fact{Kind: AgendaNoun + "." + past + ".v1", Subject: ident.Ref{Kind: AgendaNoun, ID: a.ID}, Data: a}
}

// replaceAgenda lets another wording or place stand, and keeps the one before.
func replaceAgenda(ctx context.Context, tx *db.Tx, old, now AgendaItem) error {
	old.Later, old.ID, old.Withdrawn = old.ID, tx.ID(), tx.Seq
	if err := insertAgenda(ctx, tx, old); err != nil {
		return err
	}
	return updateAgenda(ctx, tx, now)
}
