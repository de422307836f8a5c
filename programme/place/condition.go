package place

import (
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Condition is one thing that must be kept for works at a site.
type Condition struct {
	ID     ident.ID     `json:"id"`
	Site   ident.ID     `json:"site"`
	Text   string       `json:"text"`
	Due    words.Day    `json:"due"`
	State  string       `json:"state"`
	Note   string       `json:"note"` // how it was met, or why it was not
	MetBy  ident.Person `json:"met_by"`
	MetOrg ident.ID     `json:"met_org"`
}

// ConditionNoun is the kind of a condition in the journal.
const ConditionNoun = "place.condition"

// States of a condition.
const (
	Open    = "open"
	Met     = "met"
	Checked = "checked"
	Lapsed  = "lapsed"
)

// ConditionMachine is the life of a condition.
var ConditionMachine = &state.Machine{Noun: ConditionNoun, Start: Open, Moves: []state.Move{
	{Verb: "place.meet", From: []string{Open}, To: Met, By: []ident.Grant{byDoer, byOfficer}, Reason: true},
	{Verb: "place.check", From: []string{Met}, To: Checked, By: byAssessor},
	{Verb: "place.reopen", From: []string{Met, Checked}, To: Open, By: byAssessor, Reason: true},
	{Verb: "place.lapse", From: []string{Open, Met}, To: Lapsed}, // with the clearance it belongs to: nobody's to do
}}

// Ref names the condition to the journal and the tasks.
func (c Condition) Ref() ident.Ref { return ident.Ref{Kind: ConditionNoun, ID: c.ID} }

// Late tells whether the condition should have been met before the day.
func (c Condition) Late(today words.Day) bool { return c.State == Open && c.Due < today }

// Relations is how an actor stands to a condition of a site: Opposite to one that
// somebody else says is met.
func (c Condition) Relations(who ident.Actor, s Site) ident.Relations {
	var rel ident.Relations
	if who.Organisation == s.Owner {
		rel = append(rel, ident.Mine)
	}
	if who.Person != c.MetBy && (s.ByOffice || who.Organisation != c.MetOrg) {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// move takes the condition one step on. note says how it was met, or why it is
// opened again.
func (c Condition) move(who ident.Actor, s Site, verb, note string) (Condition, error) {
	mv, err := ConditionMachine.Try(who, c.Relations(who, s), c.State, verb, note)
	if err != nil {
		return c, err
	}
	if c.State = mv.To; mv.Reason {
		c.Note = note
	}
	if verb == "place.meet" {
		c.MetBy, c.MetOrg = who.Person, who.Organisation
	}
	return c, nil
}

// conditions reads lines of "day what", each one condition.
func conditions(lines string) ([]Condition, error) {
	var f fault.Form
	var all []Condition
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		first, text, _ := strings.Cut(line, " ")
		due, ok := words.ParseDay(first)
		f.Require(ok && oneLine(text) != "", "conditions", "place.condition_line", line)
		f.Require(len([]rune(text)) <= maxTitle, "conditions", "place.text_long", maxTitle)
		all = append(all, Condition{Text: oneLine(text), Due: due, State: ConditionMachine.Start})
	}
	f.Require(len(all) > 0, "conditions", "place.conditions_missing")
	return all, f.Err()
}

// wants is what the condition waits for: its site's organisation to meet it,
// then an officer to look.
func (c Condition) wants(s Site) []task.Want {
	switch c.State {
	case Open:
		return []task.Want{{Action: "place.meet", Role: ident.Owner, Party: s.Owner, Due: c.Due, Reason: c.Note},
			{Action: "place.meet", Role: ident.Receiver, Party: s.Owner, Due: c.Due, Reason: c.Note},
			{Action: "place.meet", Role: ident.Provider, Party: s.Owner, Due: c.Due, Reason: c.Note}}
	case Met:
		return []task.Want{{Action: "place.check", Role: ident.Safeguards, NotPerson: c.MetBy}}
	}
	return nil
}

// Exception is a published legal ground on which a prohibited site may be
// assessed.
type Exception struct {
	ID           ident.ID     `json:"id"`
	Site         ident.ID     `json:"site"`
	Screening    ident.ID     `json:"screening"`
	Citation     string       `json:"citation"`  // law or approval, with article or number
	Published    string       `json:"published"` // where it can be read
	Why          string       `json:"why"`
	At           time.Time    `json:"at"`
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// ExceptionNoun is the kind of an exception in the journal.
const ExceptionNoun = "place.exception"
