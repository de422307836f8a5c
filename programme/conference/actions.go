package conference

import (
	"context"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Room is the conference room of an installation.
type Room struct {
	DB     *db.DB
	Blobs  *blob.Store
	Panels []Panel // what later rooms show on a conference's page
	// OpenMeasures counts what a conference decided and is not settled yet; a
	// conference with open measures is not closed. nil asks nothing.
	OpenMeasures func(ctx context.Context, q db.Q, p ident.Programme, conference ident.ID) (int, error)
	VisitPanels  []VisitPanel // what later rooms show on a visit's page
	// OpenActions counts the measures registered from a visit that are not
	// settled yet; a visit with open ones is not closed. nil asks nothing.
	OpenActions func(ctx context.Context, q db.Q, p ident.Programme, visit ident.ID) (int, error)

	part part // draws a part of the room for a page of another
}

// ConveneInput makes a conference: one that is planned, or one that took place.
// An empty Visibility is "parties".
type ConveneInput struct {
	Key                 db.Key
	Title, Lang, Other  string
	From, To            words.Day
	Place               string
	Period, Predecessor ident.ID
	Planned             bool
	Visibility          string
}

// Convene records a conference.
func (r *Room) Convene(ctx context.Context, who ident.Actor, in ConveneInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := ConveneTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// ConveneTx records a conference inside another change.
func ConveneTx(ctx context.Context, tx *db.Tx, in ConveneInput) (Conference, db.Fact, error) {
	if err := access.Check(own, tx.Who, "conference.convene", nil); err != nil {
		return Conference{}, db.Fact{}, err
	}
	c := Conference{Title: trimmed(in.Title), Lang: in.Lang, Other: trimmed(in.Other), From: in.From, To: in.To, Place: trimmed(in.Place),
		Period: in.Period, Predecessor: in.Predecessor, State: Convened, Owner: tx.Who.Organisation, Visibility: in.Visibility}
	if in.Planned {
		c.State = Planned
	}
	if c.Visibility == "" {
		c.Visibility = "parties"
	}
	if c.To == "" {
		c.To = c.From
	}
	if err := c.check(tx.Now); err != nil {
		return c, db.Fact{}, err
	}
	if err := c.checkPredecessor(ctx, tx); err != nil {
		return c, db.Fact{}, err
	}
	code, err := tx.Code(ctx, "CNF")
	if err != nil {
		return c, db.Fact{}, err
	}
	c.ID, c.Code, c.Seq = tx.ID(), code, tx.Seq
	if err := insertConference(ctx, tx, c); err != nil {
		return c, db.Fact{}, err
	}
	err = state.Step(ctx, tx, Machine, c.subject(), "", "conference.convene", c.State, "")
	return c, c.fact(c.State), err
}

// checkPredecessor refuses a predecessor that the actor cannot see.
func (c Conference) checkPredecessor(ctx context.Context, tx *db.Tx) error {
	if c.Predecessor == 0 {
		return nil
	}
	_, err := seen(ctx, tx, c.Predecessor)
	if fault.KindOf(err) == fault.NotFound || c.Predecessor == c.ID {
		var f fault.Form
		f.Refuse("predecessor", "conference.predecessor_unknown")
		return f.Err()
	}
	return err
}

func (c Conference) subject() task.Subject {
	return task.Subject{Ref: c.Ref(), Code: c.Code, Title: c.Title, URL: URL(c.Code)}
}

// fact tells what happened to the conference; past is planned, convened, ...
func (c Conference) fact(past string) db.Fact {
	return db.Fact{Kind: Noun + "." + past + ".v1", Subject: c.Ref(), Data: c}
}

// seen loads a conference that the actor may see; any other is NotFound.
func seen(ctx context.Context, tx *db.Tx, id ident.ID) (Conference, error) {
	c, err := GetConference(ctx, tx, tx.Who.Programme, id)
	if err == nil && !access.MaySee(tx.Who, c.Visibility, c.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return c, err
}

// CorrectInput is the facts of a conference as they should stand.
type CorrectInput struct {
	Key                 db.Key
	Conference          ident.ID
	Title, Lang, Other  string
	From, To            words.Day
	Place               string
	Period, Predecessor ident.ID
}

// Correct changes the facts of a conference.
func (r *Room) Correct(ctx context.Context, who ident.Actor, in CorrectInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := CorrectTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// CorrectTx changes the facts of a conference inside another change.
func CorrectTx(ctx context.Context, tx *db.Tx, in CorrectInput) (Conference, db.Fact, error) {
	c, err := seen(ctx, tx, in.Conference)
	if err != nil {
		return c, db.Fact{}, err
	}
	if err := access.Check(own, tx.Who, "conference.correct", c.Relations(tx.Who, 0)); err != nil {
		return c, db.Fact{}, err
	}
	c.Title, c.Lang, c.Other, c.Place = trimmed(in.Title), in.Lang, trimmed(in.Other), trimmed(in.Place)
	c.From, c.To, c.Period, c.Predecessor = in.From, in.To, in.Period, in.Predecessor
	if c.To == "" {
		c.To = c.From
	}
	if err := c.check(tx.Now); err != nil {
		return c, db.Fact{}, err
	}
	if err := c.checkPredecessor(ctx, tx); err != nil {
		return c, db.Fact{}, err
	}
	return c, c.fact("corrected"), updateConference(ctx, tx, c)
}

// MoveInput is one move of a conference. Text is the minutes, for the verbs
// that write them; Day is when it was held, or to when it is postponed, "" when
// that is not known yet. Version is the minutes that the actor saw, 0 is not
// asked.
type MoveInput struct {
	Key          db.Key
	Conference   ident.ID
	Reason, Text string
	Day          words.Day
	Version      int
}

// past names the fact of each move.
var past = map[string]string{"conference.hold": "held", "conference.postpone": "postponed", "conference.cancel": "cancelled",
	"conference.minute": "minuted", "conference.finalise": "finalised", "conference.issue": "issued",
	"conference.reopen": "reopened", "conference.close": "closed"}

// Move takes a conference to its next state by a verb of the machine.
func (r *Room) Move(ctx context.Context, who ident.Actor, verb string, in MoveInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		c, err := seen(ctx, tx, in.Conference)
		if err != nil {
			return nil, err
		}
		last, err := LatestMinutes(ctx, tx, who.Programme, c.ID)
		if err != nil {
			return nil, err
		}
		mv, err := Machine.Try(who, c.Relations(who, last.By), c.State, verb, in.Reason)
		if err != nil {
			return nil, err
		}
		if err := r.meets(ctx, tx, &c, mv.Verb, last, in); err != nil {
			return nil, err
		}
		from := c.State
		c.State = mv.To
		if err := c.check(tx.Now); err != nil {
			return nil, err
		}
		if err := updateConference(ctx, tx, c); err != nil {
			return nil, err
		}
		if err := settleInvitations(ctx, tx, c); err != nil {
			return nil, err
		}
		return []db.Fact{c.fact(past[verb])}, state.Step(ctx, tx, Machine, c.subject(), from, verb, c.State, in.Reason, c.wants(who)...)
	})
}

// meets does what a verb asks beside the move itself.
func (r *Room) meets(ctx context.Context, tx *db.Tx, c *Conference, verb string, last Minutes, in MoveInput) error {
	switch verb {
	case "conference.hold":
		if in.Day != "" {
			c.From, c.To = in.Day, max(in.Day, c.To)
		}
		if c.From == "" {
			var f fault.Form
			f.Refuse("day", "conference.needs_day")
			return f.Err()
		}
	case "conference.postpone":
		if in.Day == c.From && in.Day != "" {
			var f fault.Form
			f.Refuse("day", "conference.same_day")
			return f.Err()
		}
		c.From, c.To = in.Day, in.Day
	case "conference.finalise":
		return unmoved(in.Version, last.Version)
	case "conference.minute", "conference.reopen":
		m := Minutes{Conference: c.ID, Version: last.Version + 1, Seq: tx.Seq, Text: in.Text, Reason: in.Reason, By: tx.Who.Person, At: tx.Now}
		if m.Text == "" {
			var f fault.Form
			f.Refuse("text", "conference.needs_text")
			return f.Err()
		}
		if err := unmoved(in.Version, last.Version); err != nil {
			return err
		}
		return insertMinutes(ctx, tx, m)
	case "conference.close":
		if r.OpenMeasures == nil {
			return nil
		}
		n, err := r.OpenMeasures(ctx, tx, tx.Who.Programme, c.ID)
		if err == nil && n > 0 {
			err = fault.New(fault.Conflict, "conference.measures_open", n)
		}
		return err
	}
	return nil
}

// wants is what the conference waits for in its state.
func (c Conference) wants(who ident.Actor) (wants []task.Want) {
	for _, role := range office {
		switch c.State {
		case Minuted:
			wants = append(wants, task.Want{Action: "conference.finalise", Role: role, NotPerson: who.Person})
		case Final:
			wants = append(wants, task.Want{Action: "conference.issue", Role: role})
		}
	}
	return wants
}
