package place

import (
	"slices"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// Consultation asks the people concerned about works at a site, before it is
// decided. Whom names them as a group, never one by one. Tongue is their language,
// as they call it. PlannedSeq is the change that planned it: one that was planned
// before the site was put elsewhere asked other people.
type Consultation struct {
	ID           ident.ID     `json:"id"`
	Site         ident.ID     `json:"site"`
	PlannedSeq   int64        `json:"planned_seq"`
	Whom         string       `json:"whom"`
	Tongue       string       `json:"tongue"`
	Venue        string       `json:"venue"`
	Day          words.Day    `json:"day"` // planned to be held
	Notified     words.Day    `json:"notified"`
	Notice       string       `json:"notice"` // how they were told
	Held         words.Day    `json:"held"`
	Attended     int          `json:"attended"`
	Said         string       `json:"said"` // what they said
	HeldBy       ident.Person `json:"held_by"`
	HeldOrg      ident.ID     `json:"held_org"`
	ByOffice     bool         `json:"held_by_office"`
	FedBack      words.Day    `json:"fed_back"`
	Answer       string       `json:"answer"`  // what they were told in return
	Outcome      string       `json:"outcome"` // its conditions or reasons
	State        string       `json:"state"`
	Illustrative bool         `json:"illustrative"`
}

// ConsultationNoun is the kind of a consultation in the journal.
const ConsultationNoun = "place.consultation"

// States of a consultation: on its way, and its outcomes.
const (
	Planned   = "planned"
	Notified  = "notified"
	Held      = "held"
	FedBack   = "fed_back"
	Support   = "support"
	SupportOn = "support_with_conditions"
	Objection = "objection"
	Given     = "consent_given"
	Withheld  = "consent_withheld"
	CalledOff = "called_off"
)

// Outcomes are what a consultation can come to.
var Outcomes = []string{Support, SupportOn, Objection, Given, Withheld}

// ConsultationMachine is the life of a consultation.
var ConsultationMachine = &state.Machine{Noun: ConsultationNoun, Start: Planned, Moves: []state.Move{
	{Verb: "place.notify", From: []string{Planned}, To: Notified, By: []ident.Grant{byOfficer, byDoer}},
	{Verb: "place.hold", From: []string{Notified}, To: Held, By: []ident.Grant{byOfficer, byDoer}, Needs: []string{"place.needs_notice"}},
	{Verb: "place.feed_back", From: []string{Held}, To: FedBack, By: []ident.Grant{byOfficer, byDoer}},
	{Verb: "place.support", From: []string{FedBack}, To: Support, By: byAssessor},
	{Verb: "place.support_on", From: []string{FedBack}, To: SupportOn, By: byAssessor, Reason: true},
	{Verb: "place.object", From: []string{FedBack}, To: Objection, By: byAssessor, Reason: true},
	{Verb: "place.consent", From: []string{FedBack}, To: Given, By: byAssessor},
	{Verb: "place.withhold", From: []string{FedBack}, To: Withheld, By: byAssessor, Reason: true},
	{Verb: "place.call_off", From: []string{Planned, Notified}, To: CalledOff, By: []ident.Grant{byOfficer, byDoer}, Reason: true},
}}

// Ref names the consultation to the journal and the tasks.
func (c Consultation) Ref() ident.Ref { return ident.Ref{Kind: ConsultationNoun, ID: c.ID} }

// Relations is how an actor stands to a consultation about a site: Opposite to
// one that somebody else held.
func (c Consultation) Relations(who ident.Actor, s Site) ident.Relations {
	var rel ident.Relations
	if who.Organisation == s.Owner {
		rel = append(rel, ident.Mine)
	}
	if who.Person != c.HeldBy && (c.ByOffice || who.Organisation != c.HeldOrg) {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// ConsultInput plans a consultation.
type ConsultInput struct {
	Site                ident.ID
	Whom, Tongue, Venue string
	Day                 words.Day
	Illustrative        bool
}

// consultation makes one of what was entered.
func (in ConsultInput) consultation() (Consultation, error) {
	c := Consultation{Site: in.Site, Whom: oneLine(in.Whom), Tongue: oneLine(in.Tongue), Venue: oneLine(in.Venue), Day: in.Day,
		State: ConsultationMachine.Start, Illustrative: in.Illustrative}
	var f fault.Form
	f.Require(c.Whom != "", "whom", "place.whom_missing")
	f.Require(c.Tongue != "", "tongue", "place.tongue_missing")
	for name, text := range map[string]string{"whom": c.Whom, "tongue": c.Tongue, "venue": c.Venue} {
		f.Require(len([]rune(text)) <= maxTitle, name, "place.text_long", maxTitle)
	}
	realDay(&f, "day", c.Day)
	return c, f.Err()
}

func realDay(f *fault.Form, name string, day words.Day) {
	_, ok := words.ParseDay(string(day))
	f.Require(ok, name, "place.day_wrong", string(day))
}

// SayInput is what a step of a consultation asks: each takes what it needs. Day
// is when it happened.
type SayInput struct {
	Day, Today words.Day
	Tongue     string // of the notice
	Text       string // how they were told, what they said, what they were told in return; or the reason
	Attended   int
}

// say takes the consultation one step on under the rules of the day.
func (c Consultation) say(who ident.Actor, s Site, rules plan.Rules, verb string, in SayInput) (Consultation, error) {
	in.Text = strings.TrimSpace(in.Text)
	mv, err := ConsultationMachine.Try(who, c.Relations(who, s), c.State, verb, in.Text)
	if err != nil {
		return c, err
	}
	var f fault.Form
	f.Require(len([]rune(in.Text)) <= maxText, "text", "place.text_long", maxText)
	c.State = mv.To
	switch verb {
	case "place.notify":
		happened(&f, in, "")
		f.Require(in.Text != "", "text", "place.notice_missing")
		f.Require(search.Fold(oneLine(in.Tongue)) == search.Fold(c.Tongue), "tongue", "place.tongue_other", c.Tongue)
		c.Notified, c.Notice = in.Day, in.Text
	case "place.hold":
		if happened(&f, in, c.Notified); rules.NoticeDays != nil {
			earliest := c.Notified.Add(*rules.NoticeDays)
			f.Require(in.Day >= earliest, "day", "place.notice_short", *rules.NoticeDays, earliest)
		}
		f.Require(in.Text != "", "text", "place.said_missing")
		f.Require(in.Attended > 0, "attended", "place.attended_missing")
		c.Held, c.Said, c.Attended = in.Day, in.Text, in.Attended
		c.HeldBy, c.HeldOrg, c.ByOffice = who.Person, who.Organisation, who.Has(officers...)
	case "place.feed_back":
		happened(&f, in, c.Held)
		f.Require(in.Text != "", "text", "place.answer_missing")
		c.FedBack, c.Answer = in.Day, in.Text
	default:
		c.Outcome = in.Text
	}
	return c, f.Err()
}

// happened refuses a day that is none, lies ahead, or before the step before.
func happened(f *fault.Form, in SayInput, after words.Day) {
	realDay(f, "day", in.Day)
	f.Require(in.Day <= in.Today, "day", "place.day_ahead")
	f.Require(in.Day >= after, "day", "place.day_before", after)
}

// concluded tells whether the consultation has come to an outcome.
func (c Consultation) concluded() bool { return slices.Contains(Outcomes, c.State) }

// consultWhy is why the consultations about a site do not let works start under
// the rules, "" where they do. Of several with the same people the last counts;
// those about another place do not.
func consultWhy(s Site, all []Consultation, rules plan.Rules) words.Key {
	last := map[string]Consultation{}
	for _, c := range all { // in the order in which they were planned
		if c.concluded() && c.PlannedSeq >= s.PlacedSeq {
			last[search.Fold(c.Whom)] = c
		}
	}
	given, withheld := false, false
	for _, c := range last {
		given, withheld = given || c.State == Given, withheld || c.State == Withheld
	}
	switch {
	case rules.Consultation == "consent" && withheld:
		return "place.why.consent_withheld"
	case rules.Consultation == "consent" && !given:
		return "place.why.consent_missing"
	case rules.Consultation == "held" && len(last) == 0:
		return "place.why.not_consulted"
	}
	return ""
}

// wants is what the consultation waits for.
func (c Consultation) wants(s Site) []task.Want {
	verb, not := "", ident.Person(0)
	switch c.State {
	case Planned:
		verb = "place.notify"
	case Notified:
		verb = "place.hold"
	case Held:
		verb = "place.feed_back"
	case FedBack:
		verb, not = "place.support", c.HeldBy
	default:
		return nil
	}
	due := c.Day
	if c.State == Held || c.State == FedBack {
		due = ""
	}
	return []task.Want{{Action: verb, Role: ident.Safeguards, NotPerson: not, Due: due}}
}
