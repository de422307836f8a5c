package conference

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// Recorded is what every record of a meeting carries: the meeting, the passage
// it was read from, whose record it is and who may see it. Withdrawn is the
// journal number of its withdrawal, 0 while it stands.
type Recorded struct {
	ID         ident.ID `json:"id"`
	Seq        int64    `json:"-"`
	Conference ident.ID `json:"conference"`
	Quote      Quote    `json:"quote"`
	Owner      ident.ID `json:"owner"`
	Visibility string   `json:"visibility"`
	Withdrawn  int64    `json:"-"`
}

// Attendance is one person, or an organisation without a person, at a meeting,
// in the office held. Party is set once the organisation is on record.
type Attendance struct {
	Recorded
	Part         string   `json:"part"`
	Person       string   `json:"person"`
	Office       string   `json:"office"`
	Organisation string   `json:"organisation"`
	Party        ident.ID `json:"party"`
}

// Parts lists what somebody does at a meeting.
var Parts = []string{"chair", "speaker", "attendee", "accompanying", "signer"}

// Speech is somebody, or a group, speaking: sourced text, never a duty.
// Attendance is the speaker's, when that is recorded; Speaker is the office or
// group as the text names it.
type Speech struct {
	Recorded
	Attendance ident.ID `json:"attendance"`
	Kind       string   `json:"kind"`
	Speaker    string   `json:"speaker"`
	OnBehalfOf string   `json:"on_behalf_of"`
}

// SpeechKinds lists the kinds of speech; thanks and speaking on behalf of
// others are courtesies.
var SpeechKinds = []string{"speech", "exchange", "thanks", "onbehalf"}

// Achievement is a result as reported at the meeting. It is a claim of the text
// and never counted.
type Achievement struct {
	Recorded
	Quantity string `json:"quantity"`
}

// Event is something dated beside the meeting.
type Event struct {
	Recorded
	Kind string    `json:"kind"`
	Day  words.Day `json:"day"`
	Who  string    `json:"who"`
}

// EventKinds lists what an event may be.
var EventKinds = []string{"exhibition", "visit", "talk"}

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

// Minutes is one version of a meeting's minutes. Reason is why final minutes
// were opened again, "" for the others. By wrote it.
type Minutes struct {
	Conference ident.ID     `json:"conference"`
	Version    int          `json:"version"`
	Seq        int64        `json:"-"`
	Text       string       `json:"text"`
	Reason     string       `json:"reason"`
	By         ident.Person `json:"by"`
	At         time.Time    `json:"at"`
}

func (a Attendance) check() error {
	var f fault.Form
	f.Require(slices.Contains(Parts, a.Part), "part", "conference.part_unknown")
	f.Require(a.Person != "" || a.Office != "" || a.Organisation != "", "organisation", "conference.nobody")
	return f.Err()
}

func (s Speech) check() error {
	var f fault.Form
	f.Require(slices.Contains(SpeechKinds, s.Kind), "kind", "conference.speech_kind_unknown")
	f.Require(s.Speaker != "" || s.Attendance != 0, "speaker", "conference.speaker_missing")
	f.Require(s.Quote.Text != "", "quote", "conference.passage_missing")
	return f.Err()
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
