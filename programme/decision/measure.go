package decision

import (
	"slices"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
	"throughline/reading"
)

// Noun is the kind of a measure in the journal, the tasks and the search index.
const Noun = "decision.measure"

// Measure is one thing asked, offered, requested or decided. Title is in Lang;
// Other is the title in the other language, "" when there is none.
type Measure struct {
	ID             ident.ID         `json:"id"`
	Seq            int64            `json:"-"` // of the change that wrote this row
	Code           string           `json:"code"`
	Title          string           `json:"title"`
	Lang           string           `json:"lang"`
	Other          string           `json:"other"`
	Kind           string           `json:"kind"`
	Grade          string           `json:"grade"` // how binding, "" when the text does not say
	Sector         string           `json:"sector"`
	Conference     ident.ID         `json:"conference"`
	Quote          conference.Quote `json:"quote"`
	AskedBy        ident.ID         `json:"asked_by"`
	Responsible    string           `json:"responsible"` // as the text names who must act
	LaidOn         string           `json:"laid_on"`     // the side that must act
	NeedsSecond    bool             `json:"needs_second"`
	Accepted       bool             `json:"accepted"` // the second acceptance has been given
	Lead           ident.ID         `json:"lead"`
	Group          ident.ID         `json:"group"`
	Pairing        ident.ID         `json:"pairing"`
	Due            words.Day        `json:"due"`
	OriginalDue    words.Day        `json:"original_due"`
	DueText        string           `json:"due_text"` // as the text puts it
	AcceptBy       words.Day        `json:"accept_by"`
	ReportEvery    int              `json:"report_every"` // days, 0 before it is assigned
	DoneDefinition string           `json:"done_definition"`
	Quantity       *money.Quantity  `json:"quantity"` // nil: none is given
	QuantityText   string           `json:"quantity_text"`
	State          string           `json:"state"`
	StateSince     time.Time        `json:"state_since"`
	Reason         string           `json:"reason"` // of the last step that needed one
	LastReport     time.Time        `json:"last_report,omitzero"`
	CapturedBy     ident.Person     `json:"captured_by"`
	Owner          ident.ID         `json:"owner"` // the organisation that captured it
	Visibility     string           `json:"visibility"`
	Illustrative   bool             `json:"illustrative"`

	// Of a measure addressed to a class: how many members there are, how many
	// have answered, how many of those that it does not apply to them, and how
	// many owe nothing more.
	Members       int `json:"-"`
	Answered      int `json:"-"`
	NotApplicable int `json:"-"`
	Finished      int `json:"-"`
}

// TitleIn is the title in a language of the interface, or as given.
func (m Measure) TitleIn(l words.Lang) string {
	if m.Lang != string(l) && m.Other != "" {
		return m.Other
	}
	return m.Title
}

// Ref names the measure to the journal, the tasks and the search index.
func (m Measure) Ref() ident.Ref { return ident.Ref{Kind: Noun, ID: m.ID} }

// URL is the page of a measure within the programme.
func URL(code string) string { return "/measures/" + code }

// Kinds of measure, in the order in which they are offered.
var Kinds = []string{"requirement", "offer", "request", "decision"}

// Grades say how binding it is; "" is not stated.
var Grades = []string{"", "must", "should", "hope"}

// Sides a duty may be laid on; "" is not known.
var Sides = []string{"", party.Provider, party.Receiver, "both"}

// Sectors are those that a text is read by; "" is none.
var Sectors = reading.Sectors()

// Visibilities of a measure: all parties, its organisation, everybody.
var Visibilities = []string{"parties", "internal", "public"}

// States of a measure; those of an answer beside them.
const (
	Captured   = "captured"
	Noted      = "noted"
	NotTaken   = "not_taken"
	Registered = "registered"
	Addressed  = "addressed"
	Assigned   = "assigned"
	Accepted   = "accepted"
	Contested  = "contested"
	InProgress = "in_progress"
	Reported   = "reported"
	Returned   = "returned"
	Verified   = "verified"
	Closed     = "closed"
	Withdrawn  = "withdrawn"
)

// Settled are the states in which nobody owes anything.
var Settled = []string{Noted, NotTaken, Closed, Withdrawn}

// Open tells whether somebody still owes something.
func (m Measure) Open() bool { return !slices.Contains(Settled, m.State) }

// Followed tells whether the measure was registered and not taken back: it is
// one of those that the meeting has asked to be followed.
func (m Measure) Followed() bool {
	return !slices.Contains([]string{Captured, Noted, NotTaken, Withdrawn}, m.State)
}

var (
	desk    = []ident.Role{ident.Secretary, ident.Office}
	holders = []ident.Role{ident.Provider, ident.Receiver, ident.Owner}
	seated  = []ident.Role{ident.Leader, ident.Office, ident.Secretary, ident.Provider, ident.Receiver, ident.Owner, ident.Finance,
		ident.Analyst, ident.Safeguards, ident.TeamLeader, ident.Auditor, ident.Reader}

	byDesk    = []ident.Grant{{Roles: desk}}
	byHolder  = []ident.Grant{{Roles: holders, Relation: ident.Mine}}
	bySecond  = []ident.Grant{{Roles: holders, Relation: ident.Opposite}, {Roles: desk, Relation: ident.Opposite}}
	byChecker = []ident.Grant{{Roles: desk, Relation: ident.Opposite}}
	byDecider = []ident.Grant{{Roles: []ident.Role{ident.Leader, ident.Office}}}
)

// Machine is the life of a measure. A verb that leaves the state as it is
// stands as one move a state.
var Machine = &state.Machine{Noun: Noun, Start: Captured, Moves: slices.Concat([]state.Move{
	{Verb: "decision.register", From: []string{Captured}, To: Registered, By: byDesk},
	{Verb: "decision.register", From: []string{NotTaken}, To: Registered, By: byDesk, Reason: true},
	{Verb: "decision.refuse", From: []string{Captured}, To: NotTaken, By: byDesk, Reason: true},
	{Verb: "decision.note", From: []string{Captured}, To: Noted, By: byDesk},
	{Verb: "decision.assign", From: []string{Registered, Contested}, To: Assigned, By: byDesk,
		Needs: []string{"decision.needs_lead_due_done", "decision.needs_second"}},
	{Verb: "decision.address", From: []string{Registered}, To: Addressed, By: byDesk, Needs: []string{"decision.needs_members"}},
	{Verb: "decision.accept", From: []string{Assigned}, To: Accepted, By: byHolder},
	{Verb: "decision.contest", From: []string{Assigned}, To: Contested, By: byHolder, Reason: true},
	{Verb: "decision.update", From: []string{Accepted, InProgress, Returned}, To: InProgress, By: byHolder, Needs: []string{"decision.needs_text"}},
	{Verb: "decision.claim", From: []string{Accepted, InProgress}, To: Reported, By: byHolder, Needs: []string{"decision.needs_text"}},
	{Verb: "decision.verify", From: []string{Reported}, To: Verified, By: byChecker},
	{Verb: "decision.return", From: []string{Reported}, To: Returned, By: byChecker, Reason: true},
	{Verb: "decision.close", From: []string{Verified}, To: Closed, By: byDesk},
	{Verb: "decision.close", From: []string{Addressed}, To: Closed, By: byDesk, Needs: []string{"decision.needs_answers"}},
},
	stay(state.Move{Verb: "decision.second", By: bySecond}, Captured, Registered),
	stay(state.Move{Verb: "decision.ask", By: byDesk, Needs: []string{"decision.needs_silent"}}, Addressed),
	stay(state.Move{Verb: "decision.defer", By: byDecider, Reason: true, Needs: []string{"decision.needs_new_due"}},
		Addressed, Assigned, Accepted, Contested, InProgress, Returned),
	[]state.Move{
		{Verb: "decision.withdraw", From: []string{Captured, Noted, NotTaken, Registered, Addressed, Assigned, Accepted, Contested, InProgress, Returned},
			To: Withdrawn, By: byDesk, Reason: true},
	},
)}

func stay(mv state.Move, states ...string) []state.Move {
	var moves []state.Move
	for _, s := range states {
		mv.From, mv.To = []string{s}, s
		moves = append(moves, mv)
	}
	return moves
}

// Standing is what the relations of an actor to a measure rest on. Sides are
// those of the measure's pairing where it has one, else of the programme.
type Standing struct {
	Side     string // of the actor's organisation
	Captor   string // of the organisation that captured the measure
	Unsided  bool   // nobody who may give the second acceptance has a seat
	Pair     party.Pairing
	Claimant Claimant
}

// Claimant is who claimed last that something is done.
type Claimant struct {
	Person       ident.Person
	Organisation ident.ID
}

// Relations is how an actor stands to the measure: Mine for the lead; Opposite,
// until it is claimed done, for who may give the second acceptance, and from
// then on for who may judge the claim.
func (m Measure) Relations(who ident.Actor, s Standing) ident.Relations {
	var rel ident.Relations
	if m.Lead != 0 && m.Lead == who.Organisation {
		rel = append(rel, ident.Mine)
	}
	if m.claimed() && who.SomeoneElse(s.Claimant.Person, s.Claimant.Organisation) || !m.claimed() && m.NeedsSecond && m.maySecond(who, s) {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// claimed tells whether the last word on the measure is a claim of done, or
// what somebody said to it.
func (m Measure) claimed() bool {
	return slices.Contains([]string{Reported, Returned, Verified, Closed}, m.State)
}

// Moves lists what the actor may do with the measure now, without what would be
// refused for another reason than who asks: its buttons.
func (m Measure) Moves(who ident.Actor, s Standing) []state.Move {
	return slices.DeleteFunc(Machine.Open(who, m.Relations(who, s), m.State), func(mv state.Move) bool {
		switch mv.Verb {
		case "decision.second":
			return !m.awaitsSecond()
		case "decision.assign":
			return m.awaitsSecond()
		case "decision.ask":
			return m.Answered == m.Members
		case "decision.close":
			return m.Finished < m.Members
		}
		return false
	})
}

func (m Measure) awaitsSecond() bool { return m.NeedsSecond && !m.Accepted }

// secondSides lists the sides that may give the second acceptance.
func (m Measure) secondSides(captor string) []string {
	switch {
	case m.LaidOn == "both" && captor == party.Provider:
		return []string{party.Receiver}
	case m.LaidOn == "both" && captor == party.Receiver:
		return []string{party.Provider}
	case m.LaidOn == "both":
		return []string{party.Provider, party.Receiver}
	case m.LaidOn == "":
		return nil
	}
	return []string{m.LaidOn}
}

// maySecond is the rule of the second acceptance: someone else, on the side the
// duty is laid on; of a duty laid on both, on the side that did not capture it.
// A second person of the office takes the place of a side that is not known or
// has nobody in the programme.
func (m Measure) maySecond(who ident.Actor, s Standing) bool {
	if s.Unsided {
		return who.Has(desk...) && who.Person != m.CapturedBy
	}
	return slices.Contains(m.secondSides(s.Captor), s.Side) && who.SomeoneElse(m.CapturedBy, m.Owner)
}

// laidOnOthers tells whether a duty is laid on another side than the one whose
// organisation captures it.
func laidOnOthers(laidOn, capturingSide string) bool {
	return laidOn != "" && laidOn != capturingSide
}

// check refuses what is not a possible measure.
func (m Measure) check() error {
	var f fault.Form
	m.refuse(&f)
	return f.Err()
}

func (m Measure) refuse(f *fault.Form) {
	f.Require(m.Title != "", "title", "decision.title_missing")
	f.Require(len([]rune(m.Title)) <= maxTitle, "title", "decision.title_long", maxTitle)
	f.Require(m.Lang == string(words.EN) || m.Lang == string(words.ZH), "lang", "decision.lang_unknown")
	f.Require(slices.Contains(Kinds, m.Kind), "kind", "decision.kind_unknown")
	f.Require(slices.Contains(Grades, m.Grade), "grade", "decision.grade_unknown")
	f.Require(slices.Contains(Sides, m.LaidOn), "laid_on", "decision.side_unknown")
	f.Require(slices.Contains(Visibilities, m.Visibility), "visibility", "decision.visibility_unknown")
	f.Require(m.Sector == "" || slices.Contains(Sectors, m.Sector), "sector", "decision.sector_unknown")
	_, real := words.ParseDay(string(m.Due))
	f.Require(m.Due == "" || real, "due", "decision.day_wrong")
	f.Require(m.Lead == 0 || m.Group == 0, "group", "decision.lead_or_group")
}

// maxTitle bounds a title in characters.
const maxTitle = 300

// moved takes the measure to where a move leads.
func (m Measure) moved(mv state.Move, reason string, now time.Time) Measure {
	if mv.To != m.State {
		m.State, m.StateSince = mv.To, now
	}
	if mv.Reason {
		m.Reason = reason
	}
	return m
}

// Assignment is whom a measure is given to, by when, and what counts as done.
type Assignment struct {
	Lead        ident.ID
	Due         words.Day
	Done        string
	AcceptBy    words.Day
	ReportEvery int
}

// assign gives the measure to its lead. today is the day of the change.
func (m Measure) assign(a Assignment, today words.Day) (Measure, error) {
	if m.awaitsSecond() {
		return m, fault.New(fault.Conflict, "decision.second_pending")
	}
	var f fault.Form
	f.Require(a.Lead != 0, "lead", "decision.lead_missing")
	checkDue(&f, a.Due, today)
	f.Require(a.Done != "", "done", "decision.done_missing")
	f.Require(a.ReportEvery > 0, "report_every", "decision.report_every_wrong")
	if err := f.Err(); err != nil {
		return m, err
	}
	m.Lead, m.Group, m.DoneDefinition, m.AcceptBy, m.ReportEvery = a.Lead, 0, a.Done, a.AcceptBy, a.ReportEvery
	return m.dueOn(a.Due), nil
}

// address gives the measure to a class. A day and a definition of done are not
// needed: many such requirements have none, and each member answers for itself.
func (m Measure) address(group ident.ID, members int, due words.Day, done string, today words.Day) (Measure, error) {
	var f fault.Form
	f.Require(group != 0, "group", "decision.group_missing")
	f.Require(group == 0 || members > 0, "group", "decision.group_empty")
	if due != "" {
		checkDue(&f, due, today)
	}
	if err := f.Err(); err != nil {
		return m, err
	}
	m.Lead, m.Group, m.DoneDefinition = 0, group, done
	return m.dueOn(due), nil
}

func checkDue(f *fault.Form, due, today words.Day) {
	_, real := words.ParseDay(string(due))
	f.Require(due != "", "due", "decision.due_missing")
	f.Require(due == "" || real, "due", "decision.day_wrong")
	f.Require(!real || due >= today, "due", "decision.due_past")
}

// dueOn sets the due date; the first one is kept for ever.
func (m Measure) dueOn(due words.Day) Measure {
	if m.OriginalDue == "" {
		m.OriginalDue = due
	}
	m.Due = due
	return m
}

// putOff moves the due date to a later day.
func (m Measure) putOff(due, today words.Day) (Measure, error) {
	var f fault.Form
	checkDue(&f, due, today)
	f.Require(m.Due == "" || due == "" || due > m.Due, "due", "decision.due_not_later")
	return m.dueOn(due), f.Err()
}

// NextReport is the day by which the lead should be heard again: the reporting
// interval after the last word, and no later than the due date. Empty when the
// measure was not assigned.
func (m Measure) NextReport(zone *time.Location) words.Day {
	if m.ReportEvery == 0 {
		return m.Due
	}
	last := m.LastReport
	if m.State == Accepted || last.IsZero() {
		last = m.StateSince
	}
	next := words.DayOf(last, zone).Add(m.ReportEvery)
	if m.Due != "" && m.Due < next {
		return m.Due
	}
	return next
}

// LateDays counts the days by which the due date has passed while the work is
// not claimed done; 0 when it has not.
func (m Measure) LateDays(today words.Day) int {
	if m.Due == "" || !m.Open() || m.State == Reported || m.State == Verified {
		return 0
	}
	return max(0, m.Due.Until(today))
}

// silent tells whether the lead owes a word and has not given one.
func (m Measure) silent() bool {
	return m.LastReport.IsZero() && slices.Contains([]string{Assigned, Accepted, Contested}, m.State)
}

// rank orders lists: what is open by its date, undated after dated; then what
// is settled.
func (m Measure) rank() string {
	group, due := "1", m.Due
	if !m.Open() {
		group = "2"
	}
	if due == "" {
		due = "9999-99-99"
	}
	return group + string(due)
}

// folded is what a search within the list looks in.
func (m Measure) folded() string {
	return search.Fold(strings.Join([]string{m.Code, m.Title, m.Other, m.Responsible, m.Quote.Text}, " "))
}

// MostFollowed is how many measures of one meeting can still be followed well;
// above it the page advises to cap or to rank them.
const MostFollowed = 12
