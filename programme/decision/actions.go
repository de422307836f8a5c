package decision

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// Words holds the room's texts.
//
//go:embed words.txt
var Words embed.FS

// Room serves the measures. Panels are parts of later rooms on a measure's page.
type Room struct {
	DB     *db.DB
	Blobs  *blob.Store
	Panels []Panel
	part   part // draws a part of the room for a page of another

	// Resting counts the commitments and projects that rest on a measure: it is
	// not taken back under them.
	Resting func(ctx context.Context, q db.Q, p ident.Programme, measure ident.ID) (int, error)
}

// Done is what an action answers.
type Done = db.Done

// own are the acts that are no move of a machine.
var own = []access.Rule{
	{Action: "decision.see", By: []ident.Grant{{Roles: seated}}},
	{Action: "decision.capture", By: byDesk},
	{Action: "decision.translate", By: byCaptor},
	{Action: "decision.rank", By: []ident.Grant{{Roles: append([]ident.Role{ident.Leader}, desk...)}}},
	{Action: "decision.propose", By: []ident.Grant{{Roles: desk}, {Roles: holders, Relation: ident.Mine}, {Roles: holders, Relation: ident.OurSide}}},
}

// Rules lists the room's actions and who may do them.
func Rules() []access.Rule {
	return slices.Concat(own, access.FromMachine(Machine), access.FromMachine(AnswerMachine), access.FromMachine(ProposalMachine))
}

// CaptureInput is a measure as read from a source or entered by hand. With a
// Quote that names a source, the passage must stand there word for word. The
// second acceptance is asked for where NeedsSecond says so, and for every duty
// laid on another side than that of who captures it.
type CaptureInput struct {
	Key                  db.Key
	Title, Lang, Other   string
	Kind, Grade, Sector  string
	Conference           ident.ID
	Visit                ident.ID // the visit or talk from which it comes; its meeting and pairing are taken from there
	Quote                conference.Quote
	AskedBy              ident.ID
	Responsible, LaidOn  string
	NeedsSecond          bool
	Lead, Group, Pairing ident.ID
	Due                  words.Day
	DueText, Done        string
	Quantity             *money.Quantity
	QuantityText         string
	Visibility           string // "" is parties
	Illustrative         bool
}

func (in CaptureInput) measure() Measure {
	m := Measure{Title: oneLine(in.Title), Lang: in.Lang, Other: oneLine(in.Other), Kind: in.Kind, Grade: in.Grade, Sector: oneLine(in.Sector),
		Conference: in.Conference, Visit: in.Visit, Quote: in.Quote, AskedBy: in.AskedBy, Responsible: oneLine(in.Responsible), LaidOn: in.LaidOn,
		NeedsSecond: in.NeedsSecond, Lead: in.Lead, Group: in.Group, Pairing: in.Pairing, DueText: oneLine(in.DueText),
		DoneDefinition: strings.TrimSpace(in.Done), Quantity: in.Quantity, QuantityText: oneLine(in.QuantityText),
		Visibility: in.Visibility, Illustrative: in.Illustrative, State: Captured}
	if m.Visibility == "" {
		m.Visibility = "parties"
	}
	return m.dueOn(in.Due)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Capture records a measure.
func (r *Room) Capture(ctx context.Context, who ident.Actor, in CaptureInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, f, err := CaptureTx(ctx, tx, in)
		return []db.Fact{f}, err
	})
}

// CaptureTx records a measure within a change.
func CaptureTx(ctx context.Context, tx *db.Tx, in CaptureInput) (Measure, db.Fact, error) {
	m := in.measure()
	if err := access.Check(own, tx.Who, "decision.capture", nil); err != nil {
		return m, db.Fact{}, err
	}
	if err := m.check(); err != nil {
		return m, db.Fact{}, err
	}
	m, err := visited(ctx, tx, m)
	if err != nil {
		return m, db.Fact{}, err
	}
	if m, err = quoted(ctx, tx, m); err != nil {
		return m, db.Fact{}, err
	}
	side, err := party.SideOf(ctx, tx, tx.Who.Programme, tx.Who.Organisation)
	if err != nil {
		return m, db.Fact{}, fmt.Errorf("capturing a measure: %w", err)
	}
	m.NeedsSecond = m.NeedsSecond || laidOnOthers(m.LaidOn, side)
	if m.Code, err = tx.Code(ctx, "MEA"); err != nil {
		return m, db.Fact{}, err
	}
	m.ID, m.StateSince, m.CapturedBy, m.Owner = tx.ID(), tx.Now, tx.Who.Person, tx.Who.Organisation
	if err := save(ctx, tx, &m, "", "decision.capture", ""); err != nil {
		return m, db.Fact{}, err
	}
	if m.Other != "" {
		if err := saveTitle(ctx, tx, m.ID, string(words.Lang(m.Lang).Other()), m.Other); err != nil {
			return m, db.Fact{}, fmt.Errorf("capturing a measure: %w", err)
		}
	}
	return m, m.fact("captured"), nil
}

// visited takes the meeting and the pairing from the visit, where the measure
// names none of its own.
func visited(ctx context.Context, tx *db.Tx, m Measure) (Measure, error) {
	if m.Visit == 0 {
		return m, nil
	}
	v, err := conference.GetVisit(ctx, tx, tx.Who.Programme, m.Visit)
	if err == nil && !access.MaySee(tx.Who, v.Visibility, v.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if m.Conference == 0 {
		m.Conference = v.Conference
	}
	if m.Pairing == 0 {
		m.Pairing = v.Pairing
	}
	return m, err
}

// quoted holds a quote against its source, and takes the meeting from there.
func quoted(ctx context.Context, tx *db.Tx, m Measure) (Measure, error) {
	if err := conference.CheckQuote(ctx, tx, tx.Who, m.Quote); err != nil || m.Quote.Source == 0 || m.Conference != 0 {
		return m, err
	}
	sources, err := conference.SourcesByID(ctx, tx, tx.Who.Programme, []ident.ID{m.Quote.Source})
	m.Conference = sources[m.Quote.Source].Conference
	return m, err
}

// MoveInput takes one measure through a verb that needs at most a reason.
type MoveInput struct {
	Key     db.Key
	Measure ident.ID
	Reason  string
}

// past is what a verb has done, in the names of facts.
var past = map[string]string{
	"decision.register": "registered", "decision.refuse": "not_taken", "decision.note": "noted", "decision.second": "seconded",
	"decision.assign": "assigned", "decision.address": "addressed", "decision.ask": "asked", "decision.accept": "accepted",
	"decision.contest": "contested", "decision.update": "updated", "decision.claim": "claimed", "decision.verify": "verified",
	"decision.return": "returned", "decision.close": "closed", "decision.archive": "archived", "decision.defer": "deferred", "decision.withdraw": "withdrawn",
	"decision.reverse": "reversed", "decision.correct": "corrected", "decision.amend": "amended", "decision.name_coleads": "coleads_named",
	"decision.carry": "carried", "decision.block": "blocked", "decision.unblock": "unblocked", "decision.merge": "merged", "decision.unmerge": "unmerged",
	"decision.cancel":  "cancelled",
	"decision.take_up": "taken_up", "decision.not_applicable": "not_applicable", "decision.update_answer": "updated",
	"decision.claim_answer": "claimed", "decision.verify_answer": "verified", "decision.return_answer": "returned",
}

// Move takes a measure through a verb that needs at most a reason: register,
// refuse, note, reverse, second, ask, accept, contest, unblock, carry, verify,
// return, close, archive, withdraw.
func (r *Room) Move(ctx context.Context, who ident.Actor, verb string, in MoveInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		m, f, err := MoveTx(ctx, tx, verb, in)
		if err == nil && (verb == "decision.withdraw" || verb == "decision.reverse") && r.Resting != nil {
			var n int
			if n, err = r.Resting(ctx, tx, who.Programme, m.ID); err == nil && n > 0 {
				err = fault.New(fault.Conflict, "decision.rests_on_it", n)
			}
		}
		return []db.Fact{f}, err
	})
}

// RegisterTx takes a captured measure on for follow-up within a change.
func RegisterTx(ctx context.Context, tx *db.Tx, in MoveInput) (Measure, db.Fact, error) {
	return MoveTx(ctx, tx, "decision.register", in)
}

// WithdrawTx takes a measure back within a change.
func WithdrawTx(ctx context.Context, tx *db.Tx, in MoveInput) (Measure, db.Fact, error) {
	return MoveTx(ctx, tx, "decision.withdraw", in)
}

// MoveTx is Move within a change.
func MoveTx(ctx context.Context, tx *db.Tx, verb string, in MoveInput) (Measure, db.Fact, error) {
	var also deed
	switch verb {
	case "decision.register", "decision.refuse", "decision.note", "decision.accept", "decision.contest", "decision.carry", "decision.verify", "decision.return",
		"decision.archive":
	case "decision.reverse":
		also = func(m Measure, _ words.Day) (Measure, error) { return m.before(), nil }
	case "decision.unblock":
		also = func(m Measure, _ words.Day) (Measure, error) { m.Unblocker = 0; return m, nil }
	case "decision.second":
		also = func(m Measure, _ words.Day) (Measure, error) {
			if m.Accepted {
				return m, fault.New(fault.Conflict, "decision.second_given")
			}
			m.Accepted = true
			return m, saveAcceptance(ctx, tx, m.ID)
		}
	case "decision.ask":
		also = func(m Measure, today words.Day) (Measure, error) { return m, ask(ctx, tx, m, today) }
	case "decision.close":
		also = func(m Measure, _ words.Day) (Measure, error) {
			if m.Finished < m.Members {
				return m, fault.New(fault.Conflict, "decision.answers_open")
			}
			return m, settleAnswers(ctx, tx, m)
		}
	case "decision.withdraw":
		also = func(m Measure, _ words.Day) (Measure, error) {
			if m.Answered > 0 {
				return m, fault.New(fault.Conflict, "decision.answers_given")
			}
			return m, settleAnswers(ctx, tx, m)
		}
	default:
		return Measure{}, db.Fact{}, fmt.Errorf("decision: %s is no verb that needs only a reason", verb)
	}
	return take(ctx, tx, in.Measure, verb, in.Reason, also)
}

// deed is what a verb does to a measure beside the move, on the day of the
// change.
type deed = func(Measure, words.Day) (Measure, error)

// take leads a measure through one verb: load, ask the machine, let also do
// what else the verb does, save, record the step and settle the tasks.
func take(ctx context.Context, tx *db.Tx, id ident.ID, verb, reason string, also deed) (Measure, db.Fact, error) {
	m, err := seen(ctx, tx, tx.Who, id)
	if err != nil {
		return m, db.Fact{}, err
	}
	day, _, err := today(ctx, tx, tx.Who.Programme, tx.Now)
	if err != nil {
		return m, db.Fact{}, err
	}
	s, err := StandingOf(ctx, tx, tx.Who, m, day)
	if err != nil {
		return m, db.Fact{}, err
	}
	return advance(ctx, tx, m, m.Relations(tx.Who, s), day, verb, reason, also)
}

// advance is take for who stands in these relations to the measure.
func advance(ctx context.Context, tx *db.Tx, m Measure, rel ident.Relations, day words.Day, verb, reason string, also deed) (Measure, db.Fact, error) {
	reason = strings.TrimSpace(reason)
	mv, err := Machine.Try(tx.Who, rel, m.State, verb, reason)
	if err != nil {
		return m, db.Fact{}, err
	}
	from := m.State
	if mv.To != from {
		// A proposal that lies open can always be followed.
		open, err := openProposal(ctx, tx, tx.Who.Programme, m.ID)
		if err != nil {
			return m, db.Fact{}, err
		}
		if open.ID != 0 && !proposable(open.Kind, mv.To) {
			return m, db.Fact{}, fault.New(fault.Conflict, "decision.proposal_waits")
		}
	}
	m = m.moved(mv, reason, tx.Now)
	if also != nil {
		if m, err = also(m, day); err != nil {
			return m, db.Fact{}, err
		}
	}
	if err := save(ctx, tx, &m, from, verb, reason); err != nil {
		return m, db.Fact{}, err
	}
	return m, m.fact(past[verb]), nil
}

// save writes the measure, its step and its tasks.
func save(ctx context.Context, tx *db.Tx, m *Measure, from, verb, reason string) error {
	m.Seq = tx.Seq
	a, err := surroundings(ctx, tx, *m)
	if err != nil {
		return fmt.Errorf("finding who acts next on %s: %w", m.Code, err)
	}
	if err := saveMeasure(ctx, tx, *m, a.zone); err != nil {
		return err
	}
	if verb == "decision.update" || verb == "decision.defer" || verb == "decision.block" {
		// A task that is still wanted keeps its day, and here the day has moved.
		if err := task.Settle(ctx, tx, m.subject()); err != nil {
			return err
		}
	}
	return state.Step(ctx, tx, Machine, m.subject(), from, verb, m.State, reason, m.wants(a)...)
}

func (m Measure) fact(past string) db.Fact {
	if m.CoLeads == nil {
		m.CoLeads = []ident.ID{} // an empty list in the journal, not null
	}
	return db.Fact{Kind: Noun + "." + past + ".v1", Subject: m.Ref(), Data: m}
}

// today is the calendar day of a moment where the programme is at home.
func today(ctx context.Context, q db.Q, prog ident.Programme, now time.Time) (words.Day, *time.Location, error) {
	p, err := party.ProgrammeByID(ctx, q, prog)
	if err != nil {
		return "", nil, fmt.Errorf("finding the programme: %w", err)
	}
	return words.DayOf(now, p.Location()), p.Location(), nil
}

// StandingOf finds what an actor's relations to a measure rest on. on is the
// day of asking.
func StandingOf(ctx context.Context, q db.Q, who ident.Actor, m Measure, on words.Day) (Standing, error) {
	switch {
	case m.claimed():
		c, err := claimantOf(ctx, q, who.Programme, m.ID, 0)
		return Standing{Claimant: c}, err
	case m.State == Blocked || !m.NeedsSecond:
		return Standing{}, nil
	}
	s, err := sides(ctx, q, who, m, on)
	if err != nil {
		return s, fmt.Errorf("finding the sides of %s: %w", m.Code, err)
	}
	return s, nil
}

// sides finds where the actor and the capturing organisation stand: in the
// measure's pairing where it has one, else in the programme.
func sides(ctx context.Context, q db.Q, who ident.Actor, m Measure, on words.Day) (s Standing, err error) {
	prog := who.Programme
	taken := map[string]bool{} // sides with somebody in the programme
	if m.Pairing != 0 {
		p, err := party.GetPairing(ctx, q, prog, m.Pairing)
		if err != nil {
			return s, err
		}
		s.Side, s.Captor, s.Pair = p.SideOf(who.Organisation), p.SideOf(m.Owner), p
		if taken, err = party.Seated(ctx, q, prog, p, on); err != nil {
			return s, err
		}
	} else {
		if s.Side, err = party.SideOf(ctx, q, prog, who.Organisation); err != nil {
			return s, err
		}
		if s.Captor, err = party.SideOf(ctx, q, prog, m.Owner); err != nil {
			return s, err
		}
		for side, role := range map[string]ident.Role{party.Provider: ident.Provider, party.Receiver: ident.Receiver} {
			seats, err := party.SeatsIn(ctx, q, prog, role, on)
			if err != nil {
				return s, err
			}
			taken[side] = len(seats) > 0
		}
	}
	s.Unsided = !slices.ContainsFunc(m.secondSides(s.Captor), func(side string) bool { return taken[side] })
	return s, nil
}

// surroundings finds what the measure's tasks need.
func surroundings(ctx context.Context, tx *db.Tx, m Measure) (a around, err error) {
	day, zone, err := today(ctx, tx, tx.Who.Programme, tx.Now)
	if err != nil {
		return a, err
	}
	a.zone = zone
	if m.Lead != 0 {
		if a.leadSide, err = party.SideOf(ctx, tx, tx.Who.Programme, m.Lead); err != nil {
			return a, err
		}
	}
	if m.Unblocker != 0 {
		if a.askedSide, err = party.SideOf(ctx, tx, tx.Who.Programme, m.Unblocker); err != nil {
			return a, err
		}
	}
	a.standing, err = StandingOf(ctx, tx, tx.Who, m, day)
	return a, err
}

// rulesOn are the programme's rules on the day of the change.
func rulesOn(ctx context.Context, tx *db.Tx, day words.Day) (plan.Rules, error) {
	rules, err := plan.RulesOn(ctx, tx, tx.Who.Programme, day)
	if err != nil {
		return rules, fmt.Errorf("finding the programme rules: %w", err)
	}
	return rules, nil
}
