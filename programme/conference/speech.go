package conference

import (
	"slices"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
)

// Speech is somebody, or a group, speaking: sourced text, never a duty.
// Attendance is the speaker's, when that is recorded; Speaker is the office or
// group as the text names it. By recorded the words that stand.
type Speech struct {
	Recorded
	Attendance ident.ID     `json:"attendance"`
	Kind       string       `json:"kind"`
	Speaker    string       `json:"speaker"`
	OnBehalfOf string       `json:"on_behalf_of"`
	State      string       `json:"state"`
	By         ident.Person `json:"by"`
}

// SpeechKinds lists the kinds of speech; a welcome, thanks and speaking on
// behalf of others are courtesies.
var SpeechKinds = []string{"speech", "statement", "exchange", "onbehalf", "welcome", "thanks"}

// States of a speech; Planned is the first.
const (
	Delivered   = "delivered"
	TextChecked = "text_checked"
)

// SpeechMachine is the life of a speech. Opposite is a second person: whoever
// recorded the words does not check them. Other words are checked again.
var SpeechMachine = &state.Machine{Noun: SpeechNoun, Start: Planned, Moves: []state.Move{
	{Verb: "conference.deliver", From: []string{Planned}, To: Delivered, By: keepers, Needs: []string{"conference.needs_words"}},
	{Verb: "conference.check_text", From: []string{Delivered}, To: TextChecked, By: []ident.Grant{{Roles: office, Relation: ident.Opposite}},
		Needs: []string{"conference.needs_second_reader"}},
	{Verb: "conference.reword", From: []string{TextChecked}, To: Delivered, By: keepers},
}}

// Relations is how an actor stands to a speech at the meeting.
func (s Speech) Relations(who ident.Actor, at Conference) ident.Relations {
	return at.Relations(who, s.By)
}

func (s Speech) check() error {
	var f fault.Form
	f.Require(slices.Contains(SpeechKinds, s.Kind), "kind", "conference.speech_kind_unknown")
	f.Require(s.Speaker != "" || s.Attendance != 0, "speaker", "conference.speaker_missing")
	f.Require(s.Quote.Text != "" || s.State == Planned, "quote", "conference.passage_missing")
	return f.Err()
}
