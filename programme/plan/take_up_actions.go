package plan

import (
	"context"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

func takeUpRef(id ident.ID) ident.Ref { return ident.Ref{Kind: "plan.take_up", ID: id} }

func reminderRef(id ident.ID) ident.Ref { return ident.Ref{Kind: "plan.reminder", ID: id} }

// pastTakeUp name the fact of each verb.
var pastTakeUp = map[string]string{"plan.claim_take_up": "claimed", "plan.not_applicable": "exempted", "plan.confirm_take_up": "confirmed",
	"plan.return_take_up": "returned"}

// SayInput is a statement of a party about its own plan, or of the office on
// its behalf.
type SayInput struct {
	Key db.Key
	TakeUpInput
}

// Say records where an organisation took the work into its own plan, or why
// that does not apply.
func (r *Room) Say(ctx context.Context, who ident.Actor, in SayInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := TakeUpTx(ctx, tx, in.TakeUpInput)
		if err == nil && fact.Kind == "" {
			err = fault.New(fault.Conflict, "plan.nothing_changed")
		}
		return []db.Fact{fact}, err
	})
}

// TakeUpTx records inside another change what is said of an organisation's own
// plan. Who may is checked here. Nothing is written, and the fact is the zero
// Fact, when exactly that stands already (a confirmation is not lost by saying
// the same again), and when no period was named and there is none to say it of:
// no period holds today's day, or the programme does not use take-up.
func TakeUpTx(ctx context.Context, tx *db.Tx, in TakeUpInput) (TakeUp, db.Fact, error) {
	none := TakeUp{}
	period, member, err := subject(ctx, tx, in)
	if in.Period == 0 && fault.KindOf(err) == fault.Conflict {
		err = nil
	}
	if err != nil || member.ID == 0 {
		return none, db.Fact{}, err
	}
	before, err := current(ctx, tx, period.ID, member.ID, in.Kind)
	if err != nil {
		return none, db.Fact{}, err
	}
	why := strings.TrimSpace(in.Why)
	rel := before.Relations(tx.Who, nil, false)
	if _, err := TakeUpMachine.Try(tx.Who, rel, before.State, in.verb(), why); err != nil {
		return none, db.Fact{}, err
	}
	t := before
	t.SaidBy, t.SaidFor = tx.Who.Person, tx.Who.Organisation
	if t, err = t.said(in); err != nil {
		return none, db.Fact{}, err
	}
	to := Claimed
	if in.NotApplicable {
		to = NotApplicable
	}
	if before.State != Silent && before.State != Returned && (before.State == NotApplicable) == in.NotApplicable && before.sameAs(t) {
		return before, db.Fact{}, nil
	}
	from := before.State
	if t.ID == 0 {
		t.ID, from = tx.ID(), ""
	}
	t.State, t.Since = to, tx.Now
	if err := settleReminder(ctx, tx, period, member.ID); err != nil {
		return none, db.Fact{}, err
	}
	fact, err := keep(ctx, tx, t, period, member, from, in.verb(), why)
	return t, fact, err
}

// subject finds the period and the organisation that a statement is about.
func subject(ctx context.Context, tx *db.Tx, in TakeUpInput) (Period, party.Party, error) {
	prog := tx.Who.Programme
	day, err := today(ctx, tx)
	if err != nil {
		return Period{}, party.Party{}, err
	}
	rules, err := RulesOn(ctx, tx, prog, day)
	if err != nil {
		return Period{}, party.Party{}, err
	}
	if !rules.Shows(TakeUps) {
		return Period{}, party.Party{}, switchedOff()
	}
	var p Period
	if in.Period == 0 {
		if p, err = PeriodOn(ctx, tx, prog, day); fault.KindOf(err) == fault.NotFound {
			return p, party.Party{}, fault.New(fault.Conflict, "plan.no_period_today")
		}
	} else {
		p, err = GetPeriod(ctx, tx, prog, in.Period)
	}
	if err != nil {
		return p, party.Party{}, err
	}
	member, err := party.GetParty(ctx, tx, prog, in.Party)
	return p, member, err
}

// switchedOff is the answer where a feature is not in use.
func switchedOff() error { return fault.New(fault.Conflict, "plan.switched_off") }

// current is what is said of one kind of plan; a new silent one when nothing is.
func current(ctx context.Context, tx *db.Tx, period, member ident.ID, kind string) (TakeUp, error) {
	all, err := TakeUpsOf(ctx, tx, tx.Who.Programme, period, member)
	if i := slices.IndexFunc(all, func(t TakeUp) bool { return t.Kind == kind }); i >= 0 {
		return all[i], err
	}
	return TakeUp{Period: period, Party: member, Kind: kind, State: Silent, Visibility: "parties"}, err
}

// keep saves a take-up with its step, and asks who must look at it now: the
// organisations it is paired with, or the office where there are none; the
// speaker again when it was returned.
func keep(ctx context.Context, tx *db.Tx, t TakeUp, period Period, member party.Party, from, verb, reason string) (db.Fact, error) {
	if err := saveTakeUp(ctx, tx, t); err != nil {
		return db.Fact{}, err
	}
	var wants []task.Want
	switch t.State {
	case Claimed:
		pairings, err := party.PairingsOf(ctx, tx, tx.Who.Programme, t.Party)
		if err != nil {
			return db.Fact{}, err
		}
		wants = t.confirmers(pairings)
	case Returned:
		w := task.Want{Action: "plan.claim_take_up", Role: ident.Provider, Party: t.Party, Reason: reason}
		if t.OnBehalf() {
			w.Role, w.Party = ident.Office, 0
		}
		wants = append(wants, w)
	}
	s := task.Subject{Ref: takeUpRef(t.ID), Code: member.Code, Title: member.Name, URL: CoverageURL(period.Code, member.Code)}
	fact := db.Fact{Kind: "plan.take_up." + pastTakeUp[verb] + ".v1", Subject: s.Ref, Data: t}
	return fact, state.Step(ctx, tx, &TakeUpMachine, s, from, verb, t.State, reason, wants...)
}

// JudgeInput confirms what is said, or returns it with a reason.
type JudgeInput struct {
	Key           db.Key
	Period, Party ident.ID
	Kind          string
	Reason        string // of a return
}

// Judge takes a statement through plan.confirm_take_up or plan.return_take_up.
func (r *Room) Judge(ctx context.Context, who ident.Actor, verb string, in JudgeInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		period, member, err := subject(ctx, tx, TakeUpInput{Period: in.Period, Party: in.Party})
		if err != nil {
			return nil, err
		}
		t, err := current(ctx, tx, period.ID, member.ID, in.Kind)
		if err != nil {
			return nil, err
		}
		pairings, err := party.PairingsOf(ctx, tx, who.Programme, t.Party)
		if err != nil {
			return nil, err
		}
		rel := t.Relations(who, pairings, who.Has(ident.Office, ident.Secretary))
		reason := strings.TrimSpace(in.Reason)
		mv, err := TakeUpMachine.Try(who, rel, t.State, verb, reason)
		if err != nil {
			return nil, err
		}
		from := t.State
		t.State, t.Since, t.Reason = mv.To, tx.Now, reason
		fact, err := keep(ctx, tx, t, period, member, from, verb, reason)
		return []db.Fact{fact}, err
	})
}

// maxReminded bounds one act of reminding.
const maxReminded = 500

// RemindInput reminds organisations of which nothing is said in a period. Due is
// the day by which they are asked to say, "" for none.
type RemindInput struct {
	Key     db.Key
	Period  ident.ID
	Parties []ident.ID
	Due     words.Day
}

// Remind puts a task before each of the organisations that is still silent.
func (r *Room) Remind(ctx context.Context, who ident.Actor, in RemindInput) (db.Done, error) {
	if err := access.Check(Actions(), who, "plan.remind", nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		day, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		period, err := GetPeriod(ctx, tx, who.Programme, in.Period)
		if err != nil {
			return nil, err
		}
		said, err := TakeUpsIn(ctx, tx, who.Programme, period.ID)
		if err != nil {
			return nil, err
		}
		done := Reminded{Period: period.ID, Parties: silentOf(in.Parties, said), Due: in.Due}
		var f fault.Form
		f.Require(period.Asks(), "due", "plan.not_asked_yet")
		f.Require(len(done.Parties) > 0, "due", "plan.nobody_silent")
		f.Require(len(done.Parties) <= maxReminded, "due", "plan.too_many_reminded", maxReminded)
		if in.Due != "" && checkDay(&f, "due", in.Due) {
			f.Require(in.Due >= day, "due", "plan.due_past")
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		return remindAll(ctx, tx, period, done, day)
	})
}

// silentOf are those of the organisations of which nothing is said, each once.
func silentOf(parties []ident.ID, said []TakeUp) []ident.ID {
	spoken := map[ident.ID]bool{0: true}
	for _, t := range said {
		spoken[t.Party] = true
	}
	var silent []ident.ID
	for _, id := range parties {
		if !spoken[id] {
			spoken[id] = true
			silent = append(silent, id)
		}
	}
	return silent
}

func remindAll(ctx context.Context, tx *db.Tx, period Period, done Reminded, day words.Day) ([]db.Fact, error) {
	prog := tx.Who.Programme
	parties, err := party.PartiesByID(ctx, tx, prog, done.Parties)
	if err != nil {
		return nil, err
	}
	before, err := RemindersIn(ctx, tx, prog, period.ID)
	if err != nil {
		return nil, err
	}
	last := map[ident.ID]Reminder{}
	for _, m := range before {
		last[m.Party] = m
	}
	for _, id := range done.Parties {
		member, ok := parties[id]
		if !ok {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
		m := Reminder{ID: last[id].ID, Period: period.ID, Party: id, On: day, Due: done.Due}
		if m.ID == 0 {
			m.ID = tx.ID()
		}
		if err := saveReminder(ctx, tx, m); err != nil {
			return nil, err
		}
		// A reminder before closes: the new one has its own day.
		s := task.Subject{Ref: reminderRef(m.ID), Code: member.Code, Title: member.Name, URL: CoverageURL(period.Code, member.Code)}
		if err := task.Settle(ctx, tx, s); err != nil {
			return nil, err
		}
		if err := task.Settle(ctx, tx, s, task.Want{Action: "plan.claim_take_up", Role: ident.Provider, Party: id, Due: done.Due}); err != nil {
			return nil, err
		}
	}
	return []db.Fact{{Kind: "plan.reminder.sent.v1", Subject: reminderRef(tx.ID()), Data: done}}, nil
}

// settleReminder closes what a reminder asked for: the party has spoken.
func settleReminder(ctx context.Context, tx *db.Tx, period Period, member ident.ID) error {
	all, err := remindersOf(ctx, tx, tx.Who.Programme, period.ID, member)
	for _, m := range all {
		if err == nil {
			err = task.Settle(ctx, tx, task.Subject{Ref: reminderRef(m.ID)})
		}
	}
	return err
}
