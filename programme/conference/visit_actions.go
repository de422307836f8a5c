package conference

import (
	"context"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// VisitInput is a visit or a talk. Of its parties the sides are found here; one
// whose name is an organisation's on record is joined to it. With a Pairing and
// no parties, its two sides met. An empty Visibility is "parties"; one read from
// a text is no more visible than the text.
type VisitInput struct {
	Key                 db.Key
	Kind                string
	Parties             []VisitParty
	From, To            words.Day
	Place, Purpose      string
	Conference, Pairing ident.ID
	Quote               Quote
	Planned             bool
	Visibility          string
}

// RecordVisit records a visit: one that took place, or one that is planned.
func (r *Room) RecordVisit(ctx context.Context, who ident.Actor, in VisitInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := VisitTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// VisitTx records a visit inside another change.
func VisitTx(ctx context.Context, tx *db.Tx, in VisitInput) (Visit, db.Fact, error) {
	v := Visit{State: Held, Quote: in.Quote, Owner: tx.Who.Organisation, Visibility: in.Visibility}
	if in.Planned {
		v.State = Planned
	}
	if v.Visibility == "" {
		v.Visibility = "parties"
	}
	if err := access.Check(own, tx.Who, "conference.record_visit", nil); err != nil {
		return v, db.Fact{}, err
	}
	source, err := quoted(ctx, tx, tx.Who, in.Quote)
	if err != nil {
		return v, db.Fact{}, err
	}
	if err := v.say(ctx, tx, in, source.Illustrative); err != nil {
		return v, db.Fact{}, err
	}
	if in.Quote.Source != 0 {
		v.Owner, v.Visibility = source.Owner, narrower(v.Visibility, source.Visibility)
	}
	if v.Code, err = tx.Code(ctx, "VIS"); err != nil {
		return v, db.Fact{}, err
	}
	v.ID, v.Seq = tx.ID(), tx.Seq
	if err := insertVisit(ctx, tx, v); err != nil {
		return v, db.Fact{}, err
	}
	return v, v.fact("recorded"), v.step(ctx, tx, "", "conference.record_visit", "")
}

func (v Visit) fact(past string) db.Fact {
	return db.Fact{Kind: VisitNoun + "." + past + ".v1", Subject: v.Ref(), Data: v}
}

func (v Visit) step(ctx context.Context, tx *db.Tx, from, verb, reason string) error {
	return state.Step(ctx, tx, VisitMachine, v.subject(), from, verb, v.State, reason, v.wants(reason)...)
}

// say takes the facts of a visit from what was given, and refuses what cannot
// be. What a made-up text names is joined to made-up organisations only.
func (v *Visit) say(ctx context.Context, tx *db.Tx, in VisitInput, madeUp bool) error {
	v.Kind, v.From, v.To, v.Place, v.Purpose = in.Kind, in.From, in.To, trimmed(in.Place), trimmed(in.Purpose)
	v.Conference, v.Pairing, v.Parties = in.Conference, in.Pairing, nil
	if v.To == "" {
		v.To = v.From
	}
	met := in.Parties
	if in.Pairing != 0 {
		pairing, err := party.GetPairing(ctx, tx, tx.Who.Programme, in.Pairing)
		if err != nil || !seesPairing(tx.Who, pairing) {
			return refuse("pairing", "conference.pairing_unknown", err)
		}
		if len(met) == 0 {
			met = []VisitParty{{Party: pairing.Provider}, {Party: pairing.Receiver}}
		}
	}
	if in.Conference != 0 {
		at, err := seen(ctx, tx, in.Conference)
		if err != nil {
			return refuse("conference", "conference.conference_unknown", err)
		}
		v.Visibility = narrower(v.Visibility, at.Visibility)
	}
	if len(met) > 100 {
		met = met[:101] // refused below
	}
	var err error
	if v.Parties, err = joinParties(ctx, tx, met, madeUp); err != nil {
		return err
	}
	return v.check(tx.Now)
}

// seesPairing tells whether the actor may see a pairing: an internal one is its
// sides' own.
func seesPairing(who ident.Actor, p party.Pairing) bool {
	return access.MaySee(who, p.Visibility, p.Provider) || access.MaySee(who, p.Visibility, p.Receiver)
}

// refuse turns a record that is not there into a refused field.
func refuse(field, key string, err error) error {
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	var f fault.Form
	f.Refuse(field, key)
	return f.Err()
}

// joinParties joins those who met to the organisations on record, with the side
// on which each stands today.
func joinParties(ctx context.Context, tx *db.Tx, met []VisitParty, madeUp bool) (list []VisitParty, err error) {
	all, err := party.ListParties(ctx, tx, tx.Who.Programme, party.PartyFilter{For: tx.Who})
	if err != nil {
		return nil, err
	}
	byName, byID := map[string]party.Party{}, map[ident.ID]party.Party{}
	for _, p := range all {
		if madeUp && !p.Illustrative {
			continue
		}
		byID[p.ID] = p
		for _, name := range []string{p.Code, p.Name, p.Other} {
			if name != "" {
				byName[search.Fold(name)] = p
			}
		}
	}
	for _, m := range met {
		m.Name, m.Side = trimmed(m.Name), ""
		p, known := byName[search.Fold(m.Name)]
		if m.Party != 0 {
			if p, known = byID[m.Party]; !known {
				return nil, refuse("parties", "conference.party_unknown", nil)
			}
		}
		if known {
			m.Party = p.ID
			if m.Name == "" || m.Name == p.Code {
				m.Name = p.Name
			}
			if m.Side, err = party.SideOf(ctx, tx, tx.Who.Programme, p.ID); err != nil {
				return nil, err
			}
		}
		if m.Name != "" {
			list = append(list, m)
		}
	}
	return list, nil
}

// seenVisit loads a visit that the actor may see; any other is NotFound.
func seenVisit(ctx context.Context, q db.Q, who ident.Actor, id ident.ID) (Visit, error) {
	v, err := GetVisit(ctx, q, who.Programme, id)
	if err == nil && !access.MaySee(who, v.Visibility, v.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return v, err
}

// CorrectVisitInput is the facts of a visit as they should stand. Its Key, Quote,
// Planned and Visibility are not read.
type CorrectVisitInput struct {
	Key   db.Key
	Visit ident.ID
	VisitInput
}

// CorrectVisit changes the facts of a visit; the earlier ones stay in its
// history.
func (r *Room) CorrectVisit(ctx context.Context, who ident.Actor, in CorrectVisitInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		v, err := seenVisit(ctx, tx, who, in.Visit)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "conference.correct_visit", v.Relations(who)); err != nil {
			return nil, err
		}
		if v.State == Withdrawn {
			return nil, fault.New(fault.Conflict, "conference.withdrawn_already")
		}
		source, err := quoted(ctx, tx, who, v.Quote)
		if err != nil {
			return nil, err
		}
		if err := v.say(ctx, tx, in.VisitInput, source.Illustrative); err != nil {
			return nil, err
		}
		if err := updateVisit(ctx, tx, v); err != nil {
			return nil, err
		}
		// Another party may be the one to agree now.
		return []db.Fact{v.fact("corrected")}, task.Settle(ctx, tx, v.subject(), v.wants("")...)
	})
}

// VisitMoveInput is one move of a visit. Text is the note, for the verbs that
// write it; Day is when a planned one took place. Version is the note that the
// actor saw, 0 is not asked.
type VisitMoveInput struct {
	Key          db.Key
	Visit        ident.ID
	Reason, Text string
	Day          words.Day
	Version      int
}

// pastOfVisit names the fact of each move.
var pastOfVisit = map[string]string{"conference.hold_visit": "held", "conference.cancel_visit": "cancelled", "conference.draft_note": "drafted",
	"conference.agree_note": "agreed", "conference.return_note": "returned", "conference.revise_note": "revised", "conference.close_visit": "closed",
	"conference.withdraw_visit": "withdrawn"}

// MoveVisit takes a visit to its next state by a verb of its machine.
func (r *Room) MoveVisit(ctx context.Context, who ident.Actor, verb string, in VisitMoveInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		v, err := seenVisit(ctx, tx, who, in.Visit)
		if err != nil {
			return nil, err
		}
		fact, err := r.moveVisit(ctx, tx, &v, verb, in)
		return []db.Fact{fact}, err
	})
}

func (r *Room) moveVisit(ctx context.Context, tx *db.Tx, v *Visit, verb string, in VisitMoveInput) (db.Fact, error) {
	mv, err := VisitMachine.Try(tx.Who, v.Relations(tx.Who), v.State, verb, in.Reason)
	if err != nil {
		return db.Fact{}, err
	}
	if err := r.meetsVisit(ctx, tx, v, mv.Verb, in); err != nil {
		return db.Fact{}, err
	}
	from := v.State
	v.State = mv.To
	if err := v.check(tx.Now); err != nil {
		return db.Fact{}, err
	}
	if err := updateVisit(ctx, tx, *v); err != nil {
		return db.Fact{}, err
	}
	return v.fact(pastOfVisit[verb]), v.step(ctx, tx, from, verb, in.Reason)
}

// meetsVisit does what a verb asks beside the move itself.
func (r *Room) meetsVisit(ctx context.Context, tx *db.Tx, v *Visit, verb string, in VisitMoveInput) error {
	who := tx.Who
	switch verb {
	case "conference.hold_visit":
		if in.Day != "" {
			v.From, v.To = in.Day, max(in.Day, v.To)
		}
	case "conference.draft_note", "conference.revise_note":
		last, err := lastNote(ctx, tx, who.Programme, v.ID)
		if err != nil {
			return err
		}
		var f fault.Form
		f.Require(in.Text != "", "text", "conference.needs_note")
		if err := f.Err(); err != nil {
			return err
		}
		if err := unmoved(in.Version, last); err != nil {
			return err
		}
		reason := ""
		if verb == "conference.revise_note" {
			reason = in.Reason
		}
		v.DraftedBy, v.DraftedFor, v.AgreedBy, v.AgreedFor = who.Person, who.Organisation, 0, 0
		return insertNote(ctx, tx, VisitNote{Visit: v.ID, Version: last + 1, Seq: tx.Seq, Text: in.Text, Reason: reason, By: who.Person, For: who.Organisation, At: tx.Now})
	case "conference.agree_note", "conference.return_note":
		last, err := lastNote(ctx, tx, who.Programme, v.ID)
		if err != nil {
			return err
		}
		if verb == "conference.agree_note" {
			v.AgreedBy, v.AgreedFor = who.Person, who.Organisation
		}
		return unmoved(in.Version, last)
	case "conference.close_visit":
		if !v.mayClose() {
			return fault.New(fault.Conflict, "conference.needs_agreed")
		}
		if r.OpenActions == nil {
			return nil
		}
		n, err := r.OpenActions(ctx, tx, who.Programme, v.ID)
		if err == nil && n > 0 {
			err = fault.New(fault.Conflict, "conference.actions_open", n)
		}
		return err
	}
	return nil
}

// unmoved refuses an act on a version of a text that is not the latest any more.
func unmoved(seen, latest int) error {
	if seen != 0 && seen != latest {
		return fault.New(fault.Conflict, "conference.text_moved_on", latest)
	}
	return nil
}

// WithdrawVisitTx takes a visit back inside another change.
func WithdrawVisitTx(ctx context.Context, tx *db.Tx, id ident.ID, reason string) (Visit, db.Fact, error) {
	v, err := seenVisit(ctx, tx, tx.Who, id)
	if err != nil {
		return v, db.Fact{}, err
	}
	if v.State == Withdrawn {
		return v, db.Fact{}, fault.New(fault.Conflict, "conference.withdrawn_already")
	}
	fact, err := new(Room).moveVisit(ctx, tx, &v, "conference.withdraw_visit", VisitMoveInput{Reason: reason})
	return v, fact, err
}
