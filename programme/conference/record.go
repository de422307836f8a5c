package conference

import (
	"slices"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// Recorded is what every record of a meeting carries: the meeting, the passage
// it was read from, whose record it is and who may see it. Seq is since when
// this wording stands and Withdrawn until when, journal numbers, 0 while it
// stands. Reason is why the wording before was corrected, or why the record was
// withdrawn. Later is the record that stands in place of a corrected wording.
type Recorded struct {
	ID         ident.ID `json:"id"`
	Seq        int64    `json:"-"`
	Conference ident.ID `json:"conference"`
	Quote      Quote    `json:"quote"`
	Owner      ident.ID `json:"owner"`
	Visibility string   `json:"visibility"`
	Withdrawn  int64    `json:"-"`
	Reason     string   `json:"reason"`
	Later      ident.ID `json:"-"`
}

// number is the number of the record, also for a wording that no longer stands.
func (rec Recorded) number() ident.ID {
	if rec.Later != 0 {
		return rec.Later
	}
	return rec.ID
}

// Achievement is a result as reported at the meeting. It is a claim of the text
// and never counted.
type Achievement struct {
	Recorded
	Quantity string `json:"quantity"`
}

// Event is something dated that was held with the meeting: an exhibition, a
// signing ceremony. What is what was shown or done; Who took part.
type Event struct {
	Recorded
	Kind  string    `json:"kind"`
	Day   words.Day `json:"day"`
	Place string    `json:"place"`
	What  string    `json:"what"`
	Who   string    `json:"who"`
}

// EventKinds lists what an event may be. Visits and talks are records of their
// own.
var EventKinds = []string{"exhibition", "ceremony", "other"}

// Kinds of the records of a meeting in the journal.
const (
	AttendanceNoun  = "conference.attendance"
	SpeechNoun      = "conference.speech"
	AchievementNoun = "conference.achievement"
	EventNoun       = "conference.event"
	DocumentNoun    = "conference.document"
)

// Document is a file of the meeting.
type Document struct {
	ID         ident.ID `json:"id"`
	Seq        int64    `json:"-"`
	Conference ident.ID `json:"conference"`
	Title      string   `json:"title"`
	Digest     string   `json:"digest"`
	Name       string   `json:"name"`
	MIME       string   `json:"mime"`
	Size       int64    `json:"size"`
	Owner      ident.ID `json:"owner"`
	Visibility string   `json:"visibility"`
}

func (a Achievement) check() error {
	var f fault.Form
	f.Require(a.Quote.Text != "", "quote", "conference.passage_missing")
	return f.Err()
}

func (e Event) check() error {
	var f fault.Form
	f.Require(slices.Contains(EventKinds, e.Kind), "kind", "conference.event_kind_unknown")
	_, ok := words.ParseDay(string(e.Day))
	f.Require(e.Day == "" || ok, "day", "conference.day_wrong", string(e.Day))
	return f.Err()
}
