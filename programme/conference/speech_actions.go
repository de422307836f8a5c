package conference

import (
	"context"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
)

// SpeakInput is one speech at a meeting; Planned is one still to be given.
type SpeakInput struct {
	Key        db.Key
	Conference ident.ID
	Attendance ident.ID
	Kind       string
	Speaker    string
	OnBehalfOf string
	Planned    bool
	Quote      Quote
}

// Speak records a speech.
func (r *Room) Speak(ctx context.Context, who ident.Actor, in SpeakInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := SpeakTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

func (s *Speech) say(in SpeakInput) {
	s.Attendance, s.Kind, s.Speaker, s.OnBehalfOf = in.Attendance, in.Kind, trimmed(in.Speaker), trimmed(in.OnBehalfOf)
}

// SpeakTx records a speech inside another change.
func SpeakTx(ctx context.Context, tx *db.Tx, in SpeakInput) (Speech, db.Fact, error) {
	s := Speech{State: Delivered, By: tx.Who.Person}
	if in.Planned {
		s.State = Planned
	}
	s.say(in)
	s.Quote = in.Quote
	if err := s.check(); err != nil {
		return s, db.Fact{}, err
	}
	if err := s.checkSpeaker(ctx, tx, in.Conference); err != nil {
		return s, db.Fact{}, err
	}
	var err error
	if s.Recorded, err = begin(ctx, tx, in.Conference, in.Quote); err != nil {
		return s, db.Fact{}, err
	}
	if err := insertSpeech(ctx, tx, s); err != nil {
		return s, db.Fact{}, err
	}
	return s, s.fact(SpeechNoun, "recorded", s), s.step(ctx, tx, "", "conference.record")
}

// checkSpeaker refuses a speaker who is not at the meeting.
func (s Speech) checkSpeaker(ctx context.Context, tx *db.Tx, conference ident.ID) error {
	if s.Attendance == 0 {
		return nil
	}
	a, err := GetAttendance(ctx, tx, tx.Who.Programme, s.Attendance)
	if err != nil || a.Conference != conference || a.Later != 0 || !access.MaySee(tx.Who, a.Visibility, a.Owner) {
		var f fault.Form
		f.Refuse("attendance", "conference.attendance_unknown")
		return f.Err()
	}
	return nil
}

func (s Speech) step(ctx context.Context, tx *db.Tx, from, verb string) error {
	return state.Step(ctx, tx, SpeechMachine, task.Subject{Ref: ident.Ref{Kind: SpeechNoun, ID: s.ID}}, from, verb, s.State, "")
}

// SpeechInput is one move of a speech. Words are what was said, for a planned
// speech that was delivered.
type SpeechInput struct {
	Key    db.Key
	Speech ident.ID
	Words  string
}

// pastOfSpeech names the fact of each move.
var pastOfSpeech = map[string]string{"conference.deliver": "delivered", "conference.check_text": "text_checked"}

// MoveSpeech takes a speech to its next state: delivered, with its words, or
// its text checked.
func (r *Room) MoveSpeech(ctx context.Context, who ident.Actor, verb string, in SpeechInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		s, err := GetSpeech(ctx, tx, who.Programme, in.Speech)
		if err != nil {
			return nil, err
		}
		if s.Withdrawn != 0 || !access.MaySee(who, s.Visibility, s.Owner) {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
		at, err := seen(ctx, tx, s.Conference)
		if err != nil {
			return nil, err
		}
		mv, err := SpeechMachine.Try(who, s.Relations(who, at), s.State, verb, "")
		if err != nil {
			return nil, err
		}
		if !at.Took() {
			return nil, fault.New(fault.Conflict, "conference.needs_held")
		}
		old := s
		s.Seq, s.State, s.Reason = tx.Seq, mv.To, ""
		if verb == "conference.deliver" {
			s.By, s.Quote = who.Person, Quote{Text: in.Words}
		}
		if err := s.check(); err != nil {
			return nil, err
		}
		old.retire(tx, "")
		if err := insertSpeech(ctx, tx, old); err != nil {
			return nil, err
		}
		if err := updateSpeech(ctx, tx, s); err != nil {
			return nil, err
		}
		return []db.Fact{s.fact(SpeechNoun, pastOfSpeech[verb], s)}, s.step(ctx, tx, old.State, verb)
	})
}

// correctSpeech gives a speech another wording. Its text is then to be checked
// once more.
func correctSpeech(ctx context.Context, tx *db.Tx, in CorrectRecordInput) (db.Fact, error) {
	s, err := GetSpeech(ctx, tx, tx.Who.Programme, in.ID)
	if err != nil {
		return db.Fact{}, err
	}
	old := s
	s.say(in.Speak)
	if err := s.revise(ctx, tx, in.Reason, in.Speak.Quote); err != nil {
		return db.Fact{}, err
	}
	if err := s.check(); err != nil {
		return db.Fact{}, err
	}
	if err := s.checkSpeaker(ctx, tx, s.Conference); err != nil {
		return db.Fact{}, err
	}
	s.By = tx.Who.Person
	if s.State == TextChecked {
		at, err := seen(ctx, tx, s.Conference)
		if err != nil {
			return db.Fact{}, err
		}
		// Whoever may correct the record may reword the speech.
		rel := append(s.Relations(tx.Who, at), ident.Mine)
		mv, err := SpeechMachine.Try(tx.Who, rel, s.State, "conference.reword", "")
		if err != nil {
			return db.Fact{}, err
		}
		s.State = mv.To
		if err := s.step(ctx, tx, old.State, mv.Verb); err != nil {
			return db.Fact{}, err
		}
	}
	old.retire(tx, in.Reason)
	if err := insertSpeech(ctx, tx, old); err != nil {
		return db.Fact{}, err
	}
	return s.fact(SpeechNoun, "corrected", s), updateSpeech(ctx, tx, s)
}

func withdrawSpeechTx(ctx context.Context, tx *db.Tx, id ident.ID, reason string) (db.Fact, error) {
	s, err := GetSpeech(ctx, tx, tx.Who.Programme, id)
	if err == nil {
		err = s.withdraw(tx, reason)
	}
	if err != nil {
		return db.Fact{}, err
	}
	return s.fact(SpeechNoun, "withdrawn", s), updateSpeech(ctx, tx, s)
}
