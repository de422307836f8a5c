package conference

import (
	"bytes"
	"context"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// begin makes what every record of a meeting starts from. A record read from a
// text is as visible as the text; one without a text is as visible as the
// meeting.
func begin(ctx context.Context, tx *db.Tx, conference ident.ID, q Quote) (Recorded, error) {
	if err := access.Check(own, tx.Who, "conference.record", nil); err != nil {
		return Recorded{}, err
	}
	c, err := seen(ctx, tx, conference)
	if err != nil {
		return Recorded{}, err
	}
	source, err := quoted(ctx, tx, tx.Who, q)
	if err != nil {
		return Recorded{}, err
	}
	rec := Recorded{ID: tx.ID(), Seq: tx.Seq, Conference: c.ID, Quote: q, Owner: tx.Who.Organisation, Visibility: c.Visibility}
	if q.Source != 0 {
		rec.Owner, rec.Visibility = source.Owner, narrower(c.Visibility, source.Visibility)
	}
	return rec, nil
}

func narrower(a, b string) string {
	for _, v := range Visibilities {
		if v == a || v == b {
			return v
		}
	}
	return "internal"
}

func (rec Recorded) fact(noun, past string, data any) db.Fact {
	return db.Fact{Kind: noun + "." + past + ".v1", Subject: ident.Ref{Kind: noun, ID: rec.ID}, Data: data}
}

// withdrawable refuses to withdraw what is withdrawn already, or another's.
func (rec Recorded) withdrawable(who ident.Actor) error {
	if !access.MaySee(who, rec.Visibility, rec.Owner) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	var rel ident.Relations
	if rec.Owner == who.Organisation {
		rel = ident.Relations{ident.Mine}
	}
	if err := access.Check(own, who, "conference.withdraw", rel); err != nil {
		return err
	}
	if rec.Withdrawn != 0 {
		return fault.New(fault.Conflict, "conference.withdrawn_already")
	}
	return nil
}

// AttendInput places somebody at a meeting.
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

// AttendTx records an attendance inside another change.
func AttendTx(ctx context.Context, tx *db.Tx, in AttendInput) (Attendance, db.Fact, error) {
	a := Attendance{Part: in.Part, Person: trimmed(in.Person), Office: trimmed(in.Office), Organisation: trimmed(in.Organisation), Party: in.Party}
	if err := a.check(); err != nil {
		return a, db.Fact{}, err
	}
	var err error
	if a.Recorded, err = begin(ctx, tx, in.Conference, in.Quote); err != nil {
		return a, db.Fact{}, err
	}
	return a, a.fact(AttendanceNoun, "recorded", a), insertAttendance(ctx, tx, a)
}

// WithdrawAttendanceTx takes an attendance back.
func WithdrawAttendanceTx(ctx context.Context, tx *db.Tx, id ident.ID) (Attendance, db.Fact, error) {
	a, err := GetAttendance(ctx, tx, tx.Who.Programme, id)
	if err != nil {
		return a, db.Fact{}, err
	}
	if err := a.withdrawable(tx.Who); err != nil {
		return a, db.Fact{}, err
	}
	return a, a.fact(AttendanceNoun, "withdrawn", a), withdrawAttendance(ctx, tx, id)
}

// SpeakInput is somebody speaking at a meeting.
type SpeakInput struct {
	Key        db.Key
	Conference ident.ID
	Attendance ident.ID
	Kind       string
	Speaker    string
	OnBehalfOf string
	Quote      Quote
}

// Speak records a speech.
func (r *Room) Speak(ctx context.Context, who ident.Actor, in SpeakInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := SpeakTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// SpeakTx records a speech inside another change.
func SpeakTx(ctx context.Context, tx *db.Tx, in SpeakInput) (Speech, db.Fact, error) {
	s := Speech{Attendance: in.Attendance, Kind: in.Kind, Speaker: trimmed(in.Speaker), OnBehalfOf: trimmed(in.OnBehalfOf)}
	s.Quote = in.Quote
	if err := s.check(); err != nil {
		return s, db.Fact{}, err
	}
	if in.Attendance != 0 {
		a, err := GetAttendance(ctx, tx, tx.Who.Programme, in.Attendance)
		if err != nil || a.Conference != in.Conference || !access.MaySee(tx.Who, a.Visibility, a.Owner) {
			var f fault.Form
			f.Refuse("attendance", "conference.attendance_unknown")
			return s, db.Fact{}, f.Err()
		}
	}
	var err error
	if s.Recorded, err = begin(ctx, tx, in.Conference, in.Quote); err != nil {
		return s, db.Fact{}, err
	}
	return s, s.fact(SpeechNoun, "recorded", s), insertSpeech(ctx, tx, s)
}

// WithdrawSpeechTx takes a speech back.
func WithdrawSpeechTx(ctx context.Context, tx *db.Tx, id ident.ID) (Speech, db.Fact, error) {
	s, err := GetSpeech(ctx, tx, tx.Who.Programme, id)
	if err != nil {
		return s, db.Fact{}, err
	}
	if err := s.withdrawable(tx.Who); err != nil {
		return s, db.Fact{}, err
	}
	return s, s.fact(SpeechNoun, "withdrawn", s), withdrawSpeech(ctx, tx, id)
}

// ReportInput is a result as the text reports it.
type ReportInput struct {
	Key        db.Key
	Conference ident.ID
	Quantity   string
	Quote      Quote
}

// Report records a reported achievement.
func (r *Room) Report(ctx context.Context, who ident.Actor, in ReportInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := ReportTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// ReportTx records a reported achievement inside another change.
func ReportTx(ctx context.Context, tx *db.Tx, in ReportInput) (Achievement, db.Fact, error) {
	a := Achievement{Quantity: trimmed(in.Quantity)}
	a.Quote = in.Quote
	if err := a.check(); err != nil {
		return a, db.Fact{}, err
	}
	var err error
	if a.Recorded, err = begin(ctx, tx, in.Conference, in.Quote); err != nil {
		return a, db.Fact{}, err
	}
	return a, a.fact(AchievementNoun, "recorded", a), insertAchievement(ctx, tx, a)
}

// WithdrawAchievementTx takes a reported achievement back.
func WithdrawAchievementTx(ctx context.Context, tx *db.Tx, id ident.ID) (Achievement, db.Fact, error) {
	a, err := GetAchievement(ctx, tx, tx.Who.Programme, id)
	if err != nil {
		return a, db.Fact{}, err
	}
	if err := a.withdrawable(tx.Who); err != nil {
		return a, db.Fact{}, err
	}
	return a, a.fact(AchievementNoun, "withdrawn", a), withdrawAchievement(ctx, tx, id)
}

// EventInput is something dated beside a meeting.
type EventInput struct {
	Key        db.Key
	Conference ident.ID
	Kind       string
	Day        words.Day
	Who        string
	Quote      Quote
}

// Event records an event.
func (r *Room) Event(ctx context.Context, who ident.Actor, in EventInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := EventTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// EventTx records an event inside another change.
func EventTx(ctx context.Context, tx *db.Tx, in EventInput) (Event, db.Fact, error) {
	e := Event{Kind: in.Kind, Day: in.Day, Who: trimmed(in.Who)}
	if err := e.check(); err != nil {
		return e, db.Fact{}, err
	}
	var err error
	if e.Recorded, err = begin(ctx, tx, in.Conference, in.Quote); err != nil {
		return e, db.Fact{}, err
	}
	return e, e.fact(EventNoun, "recorded", e), insertEvent(ctx, tx, e)
}

// WithdrawEventTx takes an event back.
func WithdrawEventTx(ctx context.Context, tx *db.Tx, id ident.ID) (Event, db.Fact, error) {
	e, err := GetEvent(ctx, tx, tx.Who.Programme, id)
	if err != nil {
		return e, db.Fact{}, err
	}
	if err := e.withdrawable(tx.Who); err != nil {
		return e, db.Fact{}, err
	}
	return e, e.fact(EventNoun, "withdrawn", e), withdrawEvent(ctx, tx, id)
}

// WithdrawInput names one record of a meeting.
type WithdrawInput struct {
	Key  db.Key
	Noun string // AttendanceNoun, SpeechNoun, EventNoun or AchievementNoun
	ID   ident.ID
}

// Withdraw takes one record back.
func (r *Room) Withdraw(ctx context.Context, who ident.Actor, in WithdrawInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		fact, err := WithdrawTx(ctx, tx, ident.Ref{Kind: in.Noun, ID: in.ID})
		return []db.Fact{fact}, err
	})
}

// WithdrawTx takes back one record of a meeting, of whichever kind.
func WithdrawTx(ctx context.Context, tx *db.Tx, ref ident.Ref) (fact db.Fact, err error) {
	switch ref.Kind {
	case AttendanceNoun:
		_, fact, err = WithdrawAttendanceTx(ctx, tx, ref.ID)
	case SpeechNoun:
		_, fact, err = WithdrawSpeechTx(ctx, tx, ref.ID)
	case EventNoun:
		_, fact, err = WithdrawEventTx(ctx, tx, ref.ID)
	case AchievementNoun:
		_, fact, err = WithdrawAchievementTx(ctx, tx, ref.ID)
	default:
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return fact, err
}

// DocumentInput is a file for a meeting. An empty Visibility is the meeting's.
type DocumentInput struct {
	Key        db.Key
	Conference ident.ID
	Title      string
	FileName   string
	Data       []byte
	Visibility string
}

// AddDocument keeps a file and records it under a meeting. The file is on disk
// before the record names it.
func (r *Room) AddDocument(ctx context.Context, who ident.Actor, in DocumentInput) (db.Done, error) {
	file, err := r.Blobs.Put(ctx, in.FileName, bytes.NewReader(in.Data), blob.Limit{})
	if err != nil {
		return db.Done{}, under("file", err)
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		if err := access.Check(own, who, "conference.add_document", nil); err != nil {
			return nil, err
		}
		c, err := seen(ctx, tx, in.Conference)
		if err != nil {
			return nil, err
		}
		d := Document{ID: tx.ID(), Seq: tx.Seq, Conference: c.ID, Title: trimmed(in.Title), Digest: file.Digest, Name: file.Name,
			MIME: file.MIME, Size: file.Size, Owner: who.Organisation, Visibility: narrower(c.Visibility, in.Visibility)}
		if d.Title == "" {
			d.Title = d.Name
		}
		fact := db.Fact{Kind: DocumentNoun + ".added.v1", Subject: ident.Ref{Kind: DocumentNoun, ID: d.ID}, Data: d}
		return []db.Fact{fact}, insertDocument(ctx, tx, d)
	})
}

// under puts a refusal that is about one input beside its field.
func under(field string, err error) error {
	if e, ok := err.(*fault.Error); ok && e.Kind == fault.Invalid && len(e.Fields) == 0 {
		var f fault.Form
		f.Refuse(field, e.Key, e.Args...)
		return f.Err()
	}
	return err
}
