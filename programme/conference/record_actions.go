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

// changeable refuses to change what is withdrawn already, or another's.
func (rec Recorded) changeable(who ident.Actor, action string) error {
	if !access.MaySee(who, rec.Visibility, rec.Owner) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	var rel ident.Relations
	if rec.Owner == who.Organisation {
		rel = ident.Relations{ident.Mine}
	}
	if err := access.Check(own, who, action, rel); err != nil {
		return err
	}
	if rec.Withdrawn != 0 {
		return fault.New(fault.Conflict, "conference.withdrawn_already")
	}
	return nil
}

// revise begins another wording of a record. Where the record was read from a
// text, its passage stays: only the words of a record without a text change.
func (rec *Recorded) revise(ctx context.Context, tx *db.Tx, reason string, q Quote) error {
	if err := rec.changeable(tx.Who, "conference.correct_record"); err != nil {
		return err
	}
	if err := reasoned(reason); err != nil {
		return err
	}
	if rec.Quote.Source == 0 {
		if _, err := quoted(ctx, tx, tx.Who, q); err != nil {
			return err
		}
		rec.Quote = q
	}
	rec.Seq, rec.Reason = tx.Seq, reason
	return nil
}

// retire makes of the wording before a row of its own, which stood until now.
func (rec *Recorded) retire(tx *db.Tx, reason string) {
	rec.Later, rec.ID, rec.Withdrawn, rec.Reason = rec.ID, tx.ID(), tx.Seq, reason
}

// withdraw takes the record back.
func (rec *Recorded) withdraw(tx *db.Tx, reason string) error {
	if err := rec.changeable(tx.Who, "conference.withdraw"); err != nil {
		return err
	}
	rec.Withdrawn, rec.Reason = tx.Seq, reason
	return reasoned(reason)
}

func reasoned(reason string) error {
	var f fault.Form
	f.Require(reason != "", "reason", "state.reason_missing")
	return f.Err()
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

// correctAchievement gives a reported achievement another wording.
func correctAchievement(ctx context.Context, tx *db.Tx, in CorrectRecordInput) (db.Fact, error) {
	a, err := GetAchievement(ctx, tx, tx.Who.Programme, in.ID)
	if err != nil {
		return db.Fact{}, err
	}
	old := a
	a.Quantity = trimmed(in.Report.Quantity)
	if err := a.revise(ctx, tx, in.Reason, in.Report.Quote); err != nil {
		return db.Fact{}, err
	}
	if err := a.check(); err != nil {
		return db.Fact{}, err
	}
	old.retire(tx, in.Reason)
	if err := insertAchievement(ctx, tx, old); err != nil {
		return db.Fact{}, err
	}
	return a.fact(AchievementNoun, "corrected", a), updateAchievement(ctx, tx, a)
}

func withdrawAchievementTx(ctx context.Context, tx *db.Tx, id ident.ID, reason string) (db.Fact, error) {
	a, err := GetAchievement(ctx, tx, tx.Who.Programme, id)
	if err == nil {
		err = a.withdraw(tx, reason)
	}
	if err != nil {
		return db.Fact{}, err
	}
	return a.fact(AchievementNoun, "withdrawn", a), updateAchievement(ctx, tx, a)
}

// EventInput is something dated that was held with a meeting.
type EventInput struct {
	Key        db.Key
	Conference ident.ID
	Kind       string
	Day        words.Day
	Place      string
	What, Who  string
	Quote      Quote
}

// Event records an event.
func (r *Room) Event(ctx context.Context, who ident.Actor, in EventInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := EventTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

func (e *Event) say(in EventInput) {
	e.Kind, e.Day, e.Place, e.What, e.Who = in.Kind, in.Day, trimmed(in.Place), trimmed(in.What), trimmed(in.Who)
}

// EventTx records an event inside another change.
func EventTx(ctx context.Context, tx *db.Tx, in EventInput) (Event, db.Fact, error) {
	var e Event
	e.say(in)
	if err := e.check(); err != nil {
		return e, db.Fact{}, err
	}
	var err error
	if e.Recorded, err = begin(ctx, tx, in.Conference, in.Quote); err != nil {
		return e, db.Fact{}, err
	}
	return e, e.fact(EventNoun, "recorded", e), insertEvent(ctx, tx, e)
}

// correctEvent gives an event other facts.
func correctEvent(ctx context.Context, tx *db.Tx, in CorrectRecordInput) (db.Fact, error) {
	e, err := GetEvent(ctx, tx, tx.Who.Programme, in.ID)
	if err != nil {
		return db.Fact{}, err
	}
	old := e
	e.say(in.Event)
	if err := e.revise(ctx, tx, in.Reason, in.Event.Quote); err != nil {
		return db.Fact{}, err
	}
	if err := e.check(); err != nil {
		return db.Fact{}, err
	}
	old.retire(tx, in.Reason)
	if err := insertEvent(ctx, tx, old); err != nil {
		return db.Fact{}, err
	}
	return e.fact(EventNoun, "corrected", e), updateEvent(ctx, tx, e)
}

func withdrawEventTx(ctx context.Context, tx *db.Tx, id ident.ID, reason string) (db.Fact, error) {
	e, err := GetEvent(ctx, tx, tx.Who.Programme, id)
	if err == nil {
		err = e.withdraw(tx, reason)
	}
	if err != nil {
		return db.Fact{}, err
	}
	return e.fact(EventNoun, "withdrawn", e), updateEvent(ctx, tx, e)
}

// CorrectRecordInput is one record of a meeting as it should stand: of the four
// inputs, the one that the noun names. Its Conference and Key are not read.
type CorrectRecordInput struct {
	Key    db.Key
	Noun   string // AttendanceNoun, SpeechNoun, EventNoun or AchievementNoun
	ID     ident.ID
	Reason string
	Attend AttendInput
	Speak  SpeakInput
	Event  EventInput
	Report ReportInput
}

// CorrectRecord gives one record of a meeting another wording. The one before
// stays, with until when it stood.
func (r *Room) CorrectRecord(ctx context.Context, who ident.Actor, in CorrectRecordInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) (facts []db.Fact, err error) {
		correct, known := map[string]func(context.Context, *db.Tx, CorrectRecordInput) (db.Fact, error){AttendanceNoun: correctAttendance,
			SpeechNoun: correctSpeech, EventNoun: correctEvent, AchievementNoun: correctAchievement}[in.Noun]
		if !known {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
		fact, err := correct(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// WithdrawInput names one record of a meeting.
type WithdrawInput struct {
	Key    db.Key
	Noun   string // AttendanceNoun, SpeechNoun, EventNoun or AchievementNoun
	ID     ident.ID
	Reason string
}

// Withdraw takes one record back.
func (r *Room) Withdraw(ctx context.Context, who ident.Actor, in WithdrawInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		fact, err := WithdrawTx(ctx, tx, ident.Ref{Kind: in.Noun, ID: in.ID}, in.Reason)
		return []db.Fact{fact}, err
	})
}

// WithdrawTx takes back one record of a meeting, of whichever kind, or a visit.
func WithdrawTx(ctx context.Context, tx *db.Tx, ref ident.Ref, reason string) (db.Fact, error) {
	switch ref.Kind {
	case AttendanceNoun:
		return withdrawAttendanceTx(ctx, tx, ref.ID, reason)
	case SpeechNoun:
		return withdrawSpeechTx(ctx, tx, ref.ID, reason)
	case EventNoun:
		return withdrawEventTx(ctx, tx, ref.ID, reason)
	case AchievementNoun:
		return withdrawAchievementTx(ctx, tx, ref.ID, reason)
	case VisitNoun:
		_, fact, err := WithdrawVisitTx(ctx, tx, ref.ID, reason)
		return fact, err
	}
	return db.Fact{}, fault.New(fault.NotFound, "fault.not_found")
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
