package conference

import (
	"context"
	"slices"

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

// AttendInput places somebody at a meeting that took place, or invites to one
// that is planned.
type AttendInput struct {
	Key            db.Key
	Conference     ident.ID
	Part           string
	Person, Office string
	Organisation   string
	Party          ident.ID
	Quote          Quote
}

// Attend records an attendance.
func (r *Room) Attend(ctx context.Context, who ident.Actor, in AttendInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := AttendTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

func (a *Attendance) say(in AttendInput) {
	a.Part, a.Person, a.Office, a.Organisation, a.Party = in.Part, trimmed(in.Person), trimmed(in.Office), trimmed(in.Organisation), in.Party
}

// named takes the organisation's name from its record where none is given.
func (a *Attendance) named(ctx context.Context, tx *db.Tx) error {
	if a.Party == 0 || a.Organisation != "" {
		return nil
	}
	org, err := party.GetParty(ctx, tx, tx.Who.Programme, a.Party)
	a.Organisation = org.Name
	return err
}

// AttendTx records an attendance inside another change. Whoever a text names
// was present; to a meeting that has not taken place they are invited.
func AttendTx(ctx context.Context, tx *db.Tx, in AttendInput) (Attendance, db.Fact, error) {
	a := Attendance{State: Present}
	a.say(in)
	if err := a.named(ctx, tx); err != nil {
		return a, db.Fact{}, err
	}
	if err := a.check(); err != nil {
		return a, db.Fact{}, err
	}
	var err error
	if a.Recorded, err = begin(ctx, tx, in.Conference, in.Quote); err != nil {
		return a, db.Fact{}, err
	}
	at, err := GetConference(ctx, tx, tx.Who.Programme, in.Conference)
	if err != nil {
		return a, db.Fact{}, err
	}
	past := "recorded"
	if !at.Took() && in.Quote.Source == 0 {
		a.State, past = Invited, "invited"
	}
	if err := insertAttendance(ctx, tx, a); err != nil {
		return a, db.Fact{}, err
	}
	return a, a.fact(AttendanceNoun, past, a), a.step(ctx, tx, at, "", "conference.record")
}

func (a Attendance) ref() ident.Ref { return ident.Ref{Kind: AttendanceNoun, ID: a.ID} }

// step records a move of an attendance and whom it waits for: an organisation
// that is invited says whether it comes.
func (a Attendance) step(ctx context.Context, tx *db.Tx, at Conference, from, verb string) error {
	s := task.Subject{Ref: a.ref(), Code: at.Code, Title: at.Title, URL: URL(at.Code) + "/attendance"}
	var wants []task.Want
	if a.State == Invited && a.Party != 0 && !at.Took() && at.State != Cancelled {
		for _, role := range bothSides {
			wants = append(wants, task.Want{Action: "conference.confirm_attendance", Role: role, Party: a.Party, Due: at.From})
		}
	}
	if from == a.State { // no move: only what it waits for
		return task.Settle(ctx, tx, s, wants...)
	}
	return state.Step(ctx, tx, AttendanceMachine, s, from, verb, a.State, "", wants...)
}

// InviteInput is a list of those to invite to a meeting: Lines, one invitation
// a line, with an office after the organisation; and the members of a class.
type InviteInput struct {
	Key        db.Key
	Conference ident.ID
	Lines      []string
	Group      ident.ID
}

// MostInvited bounds one list of invitations.
const MostInvited = 500

// Invite puts organisations on the invitation list. Who is on it already is
// left as is; a list that adds nobody is refused.
func (r *Room) Invite(ctx context.Context, who ident.Actor, in InviteInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		at, err := seen(ctx, tx, in.Conference)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "conference.invite", at.Relations(who, 0)); err != nil {
			return nil, err
		}
		if at.Took() || at.State == Cancelled {
			return nil, fault.New(fault.Conflict, "conference.not_planned")
		}
		asked, err := invitees(ctx, tx, in)
		if err != nil {
			return nil, err
		}
		listed, err := AttendancesOf(ctx, tx, who, at.ID)
		if err != nil {
			return nil, err
		}
		var facts []db.Fact
		for _, a := range asked {
			if slices.ContainsFunc(listed, a.same) {
				continue
			}
			made, fact, err := AttendTx(ctx, tx, AttendInput{Conference: at.ID, Part: "attendee", Organisation: a.Organisation, Office: a.Office, Party: a.Party})
			if err != nil {
				return nil, err
			}
			listed, facts = append(listed, made), append(facts, fact)
		}
		if len(facts) == 0 {
			var f fault.Form
			f.Refuse("lines", "conference.nobody_new")
			return nil, f.Err()
		}
		return facts, nil
	})
}

// invitees reads the list: an organisation that is on record by its code or one
// of its names is taken from there.
func invitees(ctx context.Context, tx *db.Tx, in InviteInput) (list []Attendance, err error) {
	all, err := party.ListParties(ctx, tx, tx.Who.Programme, party.PartyFilter{For: tx.Who})
	if err != nil {
		return nil, err
	}
	byName := map[string]party.Party{}
	for _, p := range all {
		for _, name := range []string{p.Code, p.Name, p.Other} {
			if name != "" {
				byName[search.Fold(name)] = p
			}
		}
	}
	for _, line := range in.Lines {
		organisation, office := invitation(line)
		if organisation == "" {
			continue
		}
		a := Attendance{Organisation: organisation, Office: office}
		if p, ok := byName[search.Fold(organisation)]; ok {
			a.Party, a.Organisation = p.ID, p.Name
		}
		list = append(list, a)
	}
	if in.Group != 0 {
		members, err := party.Members(ctx, tx, tx.Who.Programme, in.Group, words.DayOf(tx.Now, tx.Now.Location()))
		if err != nil {
			return nil, err
		}
		for _, p := range members {
			if access.MaySee(tx.Who, p.Visibility, p.ID) {
				list = append(list, Attendance{Organisation: p.Name, Party: p.ID})
			}
		}
	}
	var f fault.Form
	f.Require(len(list) > 0, "lines", "conference.nobody")
	f.Require(len(list) <= MostInvited, "lines", "conference.too_many", MostInvited)
	return list, f.Err()
}

// Mark is what one attendance is marked with. Substitute is the office of who
// came instead.
type Mark struct {
	Attendance ident.ID
	State      string
	Substitute string
}

// MarkInput marks attendances of one meeting together.
type MarkInput struct {
	Key        db.Key
	Conference ident.ID
	Marks      []Mark
}

// MarkAttendance says of those invited who came. A mark that changes nothing is
// passed over; when none changes anything the whole is refused. The fields of a
// refusal carry the number of the attendance: state-7, substitute-7.
func (r *Room) MarkAttendance(ctx context.Context, who ident.Actor, in MarkInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		at, err := seen(ctx, tx, in.Conference)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "conference.mark", at.Relations(who, 0)); err != nil {
			return nil, err
		}
		if !at.Took() {
			return nil, fault.New(fault.Conflict, "conference.needs_held")
		}
		listed, err := AttendancesOf(ctx, tx, who, at.ID)
		if err != nil {
			return nil, err
		}
		byID := map[ident.ID]Attendance{}
		for _, a := range listed {
			byID[a.ID] = a
		}
		var facts []db.Fact
		for _, m := range in.Marks {
			a, ok := byID[m.Attendance]
			if !ok {
				return nil, fault.New(fault.NotFound, "fault.not_found")
			}
			fact, changed, err := a.mark(ctx, tx, at, m)
			if err != nil {
				return nil, err
			}
			if changed {
				facts = append(facts, fact)
			}
		}
		if len(facts) == 0 {
			return nil, fault.New(fault.Conflict, "conference.nothing_marked")
		}
		return facts, nil
	})
}

func (a Attendance) mark(ctx context.Context, tx *db.Tx, at Conference, m Mark) (db.Fact, bool, error) {
	substitute := trimmed(m.Substitute)
	if m.State != Substituted {
		substitute = ""
	}
	if m.State == a.State && substitute == a.Substitute {
		return db.Fact{}, false, nil
	}
	i := slices.IndexFunc(marks, func(k mark) bool { return k.state == m.State })
	var f fault.Form
	f.Require(i >= 0, fieldOf("state", a.ID), "conference.mark_unknown")
	f.Require(m.State != Substituted || substitute != "", fieldOf("substitute", a.ID), "conference.needs_substitute")
	if err := f.Err(); err != nil {
		return db.Fact{}, false, err
	}
	fact, err := a.move(ctx, tx, at, marks[i].verb, substitute)
	return fact, true, err
}

// move takes an attendance to its next state.
func (a Attendance) move(ctx context.Context, tx *db.Tx, at Conference, verb, substitute string) (db.Fact, error) {
	mv, err := AttendanceMachine.Try(tx.Who, a.Relations(tx.Who, at), a.State, verb, "")
	if err != nil {
		return db.Fact{}, err
	}
	old := a
	a.Seq, a.State, a.Substitute, a.Reason = tx.Seq, mv.To, substitute, ""
	old.retire(tx, "")
	if err := insertAttendance(ctx, tx, old); err != nil {
		return db.Fact{}, err
	}
	if err := updateAttendance(ctx, tx, a); err != nil {
		return db.Fact{}, err
	}
	from := old.State
	if from == a.State { // another substitute
		return a.fact(AttendanceNoun, a.State, a), nil
	}
	return a.fact(AttendanceNoun, a.State, a), a.step(ctx, tx, at, from, verb)
}

// ConfirmInput names the attendance that its organisation confirms.
type ConfirmInput struct {
	Key        db.Key
	Attendance ident.ID
}

// ConfirmAttendance says that those invited will come.
func (r *Room) ConfirmAttendance(ctx context.Context, who ident.Actor, in ConfirmInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		a, err := GetAttendance(ctx, tx, who.Programme, in.Attendance)
		if err != nil {
			return nil, err
		}
		if a.Withdrawn != 0 || !access.MaySee(who, a.Visibility, a.Owner) {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
		at, err := seen(ctx, tx, a.Conference)
		if err != nil {
			return nil, err
		}
		if at.Took() || at.State == Cancelled {
			return nil, fault.New(fault.Conflict, "conference.not_planned")
		}
		fact, err := a.move(ctx, tx, at, "conference.confirm_attendance", "")
		return []db.Fact{fact}, err
	})
}

// correctAttendance gives an attendance other facts.
func correctAttendance(ctx context.Context, tx *db.Tx, in CorrectRecordInput) (db.Fact, error) {
	a, err := GetAttendance(ctx, tx, tx.Who.Programme, in.ID)
	if err != nil {
		return db.Fact{}, err
	}
	old := a
	a.say(in.Attend)
	if err := a.revise(ctx, tx, in.Reason, in.Attend.Quote); err != nil {
		return db.Fact{}, err
	}
	if err := a.named(ctx, tx); err != nil {
		return db.Fact{}, err
	}
	if err := a.check(); err != nil {
		return db.Fact{}, err
	}
	old.retire(tx, in.Reason)
	if err := insertAttendance(ctx, tx, old); err != nil {
		return db.Fact{}, err
	}
	if err := updateAttendance(ctx, tx, a); err != nil {
		return db.Fact{}, err
	}
	at, err := GetConference(ctx, tx, tx.Who.Programme, a.Conference)
	if err != nil {
		return db.Fact{}, err
	}
	return a.fact(AttendanceNoun, "corrected", a), a.step(ctx, tx, at, a.State, "")
}

func withdrawAttendanceTx(ctx context.Context, tx *db.Tx, id ident.ID, reason string) (db.Fact, error) {
	a, err := GetAttendance(ctx, tx, tx.Who.Programme, id)
	if err == nil {
		err = a.withdraw(tx, reason)
	}
	if err != nil {
		return db.Fact{}, err
	}
	if err := task.Settle(ctx, tx, task.Subject{Ref: a.ref()}); err != nil {
		return db.Fact{}, err
	}
	return a.fact(AttendanceNoun, "withdrawn", a), updateAttendance(ctx, tx, a)
}

// settleInvitations closes or renews what invitations wait for after the
// meeting itself has moved.
func settleInvitations(ctx context.Context, tx *db.Tx, at Conference) error {
	all, err := attendancesAt(ctx, tx, ident.Actor{Programme: tx.Who.Programme, Roles: ident.ProgrammeWide}, at.ID, 0)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.State != Invited {
			continue
		}
		if err := a.step(ctx, tx, at, a.State, ""); err != nil {
			return err
		}
	}
	return nil
}
