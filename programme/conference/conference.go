package conference

import (
	"embed"
	"slices"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
)

// Words holds the room's texts.
//
//go:embed words.txt
var Words embed.FS

// Conference is one meeting. Other is its title in the other language, "" when
// there is none; an empty day is not known.
type Conference struct {
	ID          ident.ID  `json:"id"`
	Seq         int64     `json:"-"`
	Code        string    `json:"code"`
	Title       string    `json:"title"`
	Lang        string    `json:"lang"`
	Other       string    `json:"other"`
	From        words.Day `json:"from"`
	To          words.Day `json:"to"`
	Place       string    `json:"place"`
	Period      ident.ID  `json:"period"`
	Predecessor ident.ID  `json:"predecessor"`
	State       string    `json:"state"`
	Owner       ident.ID  `json:"owner"`
	Visibility  string    `json:"visibility"`
}

// TitleIn is the title in a language of the interface, or as given.
func (c Conference) TitleIn(l words.Lang) string {
	if c.Lang != string(l) && c.Other != "" {
		return c.Other
	}
	return c.Title
}

// Ref names the conference to the journal, the tasks and the search index.
func (c Conference) Ref() ident.Ref { return ident.Ref{Kind: Noun, ID: c.ID} }

// URL is the page of a conference within the programme.
func URL(code string) string { return "/conferences/" + code }

// Noun is the kind of a conference in the journal.
const Noun = "conference.conference"

// States of a conference. Followed up: the minutes are issued, and what the
// meeting decided is being followed.
const (
	Planned    = "planned"
	Convened   = "convened"
	Minuted    = "minuted"
	Final      = "final"
	FollowedUp = "followed_up"
	Closed     = "closed"
	Postponed  = "postponed"
	Cancelled  = "cancelled"
)

// Visibilities lists who may see a record, narrowest first.
var Visibilities = []string{"internal", "parties", "public"}

var (
	office   = []ident.Role{ident.Office, ident.Secretary}
	readers  = []ident.Role{ident.Office, ident.Secretary, ident.Provider, ident.Receiver}
	approval = []ident.Role{ident.Office, ident.Secretary, ident.Leader}
	seated   = []ident.Role{ident.Leader, ident.Office, ident.Secretary, ident.Provider, ident.Receiver, ident.Owner, ident.Finance,
		ident.Analyst, ident.Safeguards, ident.TeamLeader, ident.Auditor, ident.Reader}
	// keepers may change a meeting's record: the office any, a side its own.
	keepers = []ident.Grant{{Roles: office}, {Roles: []ident.Role{ident.Provider, ident.Receiver}, Relation: ident.Mine}}
)

// Machine is the life of a conference.
var Machine = &state.Machine{Noun: Noun, Start: Planned, Moves: []state.Move{
	{Verb: "conference.hold", From: []string{Planned, Postponed}, To: Convened, By: keepers, Needs: []string{"conference.needs_day"}},
	{Verb: "conference.postpone", From: []string{Planned, Postponed}, To: Postponed, By: keepers, Reason: true},
	{Verb: "conference.cancel", From: []string{Planned, Postponed}, To: Cancelled, By: keepers, Reason: true},
	{Verb: "conference.minute", From: []string{Convened, Minuted}, To: Minuted, By: keepers, Needs: []string{"conference.needs_text"}},
	{Verb: "conference.finalise", From: []string{Minuted}, To: Final, By: []ident.Grant{{Roles: approval, Relation: ident.Opposite}},
		Needs: []string{"conference.needs_second"}},
	{Verb: "conference.issue", From: []string{Final}, To: FollowedUp, By: []ident.Grant{{Roles: office}}},
	{Verb: "conference.reopen", From: []string{Final, FollowedUp, Closed}, To: Minuted, By: keepers, Reason: true, Needs: []string{"conference.needs_text"}},
	{Verb: "conference.close", From: []string{FollowedUp}, To: Closed, By: []ident.Grant{{Roles: office}}, Needs: []string{"conference.needs_settled"}},
}}

// own are the acts that are no move of the machine.
var own = []access.Rule{
	{Action: "conference.see", By: []ident.Grant{{Roles: seated}}},
	{Action: "conference.convene", By: []ident.Grant{{Roles: readers}}},
	{Action: "conference.correct", By: keepers},
	{Action: "conference.add_source", By: []ident.Grant{{Roles: readers}}},
	{Action: "conference.record", By: []ident.Grant{{Roles: readers}}},
	{Action: "conference.correct_record", By: keepers},
	{Action: "conference.withdraw", By: keepers},
	{Action: "conference.invite", By: keepers},
	{Action: "conference.mark", By: keepers},
	{Action: "conference.plan_agenda", By: keepers},
	{Action: "conference.record_visit", By: []ident.Grant{{Roles: readers}}},
	{Action: "conference.correct_visit", By: keepers},
	{Action: "conference.add_document", By: []ident.Grant{{Roles: readers}}},
}

// Rules lists the room's actions and who may do them.
func Rules() []access.Rule {
	rules := slices.Clone(own)
	for _, m := range []*state.Machine{Machine, AttendanceMachine, SpeechMachine, VisitMachine} {
		rules = append(rules, access.FromMachine(m)...)
	}
	return rules
}

// Took tells whether the meeting took place.
func (c Conference) Took() bool {
	return !slices.Contains([]string{Planned, Postponed, Cancelled}, c.State)
}

// Relations is how an actor stands to a conference whose latest minutes were
// written by the given person, 0 when there are none.
func (c Conference) Relations(who ident.Actor, minutesBy ident.Person) ident.Relations {
	var rel ident.Relations
	if c.Owner == who.Organisation {
		rel = append(rel, ident.Mine)
	}
	// Within one office the second person is what counts.
	if minutesBy != 0 && minutesBy != who.Person {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// check refuses what is not a possible meeting. now is the moment of the change.
func (c Conference) check(now time.Time) error {
	var f fault.Form
	f.Require(c.Title != "", "title", "conference.title_missing")
	f.Require(c.Lang == string(words.EN) || c.Lang == string(words.ZH), "lang", "conference.lang_unknown")
	checkDays(&f, c.From, c.To)
	if c.State == Convened && c.From != "" {
		// A day's grace: the programme's zone may be ahead of UTC.
		f.Require(c.From <= words.DayOf(now, time.UTC).Add(1), "from", "conference.in_future")
	}
	f.Require(visible(c.Visibility), "visibility", "conference.visibility_unknown")
	return f.Err()
}

func checkDays(f *fault.Form, from, to words.Day) {
	_, okFrom := words.ParseDay(string(from))
	_, okTo := words.ParseDay(string(to))
	f.Require(from == "" || okFrom, "from", "conference.day_wrong", string(from))
	f.Require(to == "" || okTo, "to", "conference.day_wrong", string(to))
	if okFrom && okTo {
		f.Require(from <= to, "to", "conference.days_reversed")
	}
	f.Require(from != "" || to == "", "from", "conference.from_missing")
}

func visible(v string) bool {
	for _, known := range Visibilities {
		if v == known {
			return true
		}
	}
	return false
}

// trimmed is a one-line text without blanks at its ends.
func trimmed(s string) string { return strings.Join(strings.Fields(s), " ") }
