package decision

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
	"throughline/programme/plan"
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
	Visit          ident.ID         `json:"visit"` // the visit or talk from which it comes
	Quote          conference.Quote `json:"quote"`
	AskedBy        ident.ID         `json:"asked_by"`
	Responsible    string           `json:"responsible"` // as the text names who must act
	LaidOn         string           `json:"laid_on"`     // the side that must act
	NeedsSecond    bool             `json:"needs_second"`
	Accepted       bool             `json:"accepted"` // the second acceptance has been given
	Lead           ident.ID         `json:"lead"`
	CoLeads        []ident.ID       `json:"co_leads"` // they act with the lead, who answers for it
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
	Deferrals      int              `json:"deferrals"` // how often the due date was put off
	Priority       int              `json:"priority"`  // among those of its meeting: 1 comes first, 0 has no place
	Unblocker      ident.ID         `json:"unblocker"` // of what is blocked: who is asked, 0 is the programme office
	Into           ident.ID         `json:"into"`      // of what is merged: the measure that goes on
	CapturedBy     ident.Person     `json:"captured_by"`
	Owner          ident.ID         `json:"owner"` // the organisation that captured it
	Visibility     string           `json:"visibility"`
	Illustrative   bool             `json:"illustrative"`

	// Of a measure addressed to a class: how many members there are, how many
	// have answered, how many of those that it does not apply to them, how many
	// owe nothing more, and the first day by which a silent one must answer.
	Members       int       `json:"-"`
	Answered      int       `json:"-"`
	NotApplicable int       `json:"-"`
	Finished      int       `json:"-"`
	SilentBy      words.Day `json:"-"`
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
	Blocked    = "blocked"
	Reported   = "reported"
	Returned   = "returned"
	Verified   = "verified"
	Closed     = "closed"
	Archived   = "archived"
	Merged     = "merged"
	Cancelled  = "cancelled"
	Withdrawn  = "withdrawn"
)

// Settled are the states in which nobody owes anything.
var Settled = []string{Noted, NotTaken, Closed, Archived, Merged, Cancelled, Withdrawn}

// Open tells whether somebody still owes something.
func (m Measure) Open() bool { return !slices.Contains(Settled, m.State) }

// Followed tells whether the measure counts among those that its meeting has
// asked to be followed: it was registered and neither taken back nor cancelled,
// and does not live on in another.
func (m Measure) Followed() bool {
	return !slices.Contains([]string{Captured, Noted, NotTaken, Merged, Cancelled, Withdrawn}, m.State)
}

// CarriedBy tells whether an organisation is the lead or one of the co-leads.
func (m Measure) CarriedBy(organisation ident.ID) bool {
	return organisation != 0 && (organisation == m.Lead || slices.Contains(m.CoLeads, organisation))
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
	if mv.To == m.State {
		return m // what it stays for is kept with the step
	}
	m.State, m.StateSince = mv.To, now
	if mv.Reason {
		m.Reason = reason
	}
	return m
}

// Assignment is whom a measure is given to, by when, and what counts as done.
type Assignment struct {
	Lead        ident.ID
	CoLeads     []ident.ID
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
	m, err := m.with(a.CoLeads)
	return m.dueOn(a.Due), err
}

// with names the co-leads. Who answers for the measure is its lead alone.
func (m Measure) with(coLeads []ident.ID) (Measure, error) {
	var f fault.Form
	f.Require(m.Lead != 0 || len(coLeads) == 0, "co_leads", "decision.co_lead_without_lead")
	f.Require(len(coLeads) <= maxCoLeads, "co_leads", "decision.co_leads_many", maxCoLeads)
	f.Require(m.Lead == 0 || !slices.Contains(coLeads, m.Lead), "co_leads", "decision.co_lead_is_lead")
	m.CoLeads = slices.Compact(slices.Sorted(slices.Values(coLeads)))
	return m, f.Err()
}

// maxCoLeads bounds the co-leads: what everybody carries nobody does.
const maxCoLeads = 20

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
	m.Lead, m.CoLeads, m.Group, m.DoneDefinition, m.SilentBy = 0, nil, group, done, m.AcceptBy
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

// putOff moves the due date to a later day. A first date is no deferral.
func (m Measure) putOff(due, today words.Day, rules plan.Rules) (Measure, error) {
	var f fault.Form
	m.checkDeferral(&f, due, today, rules)
	if m.Due != "" {
		m.Deferrals++
	}
	return m.dueOn(due), f.Err()
}

func (m Measure) checkDeferral(f *fault.Form, due, today words.Day, rules plan.Rules) {
	checkDue(f, due, today)
	if m.Due == "" || due == "" {
		return
	}
	f.Require(due > m.Due, "due", "decision.due_not_later")
	if most := rules.Deferrals; most != nil {
		f.Require(m.Deferrals < *most, "due", "decision.deferrals_spent", *most)
	}
	if most := rules.DeferralDays; most != nil {
		f.Require(m.Due.Until(due) <= *most, "due", "decision.deferral_long", *most)
	}
}

// block says who is asked to unblock the measure; none is the programme office.
func (m Measure) block(unblocker ident.ID) (Measure, error) {
	var f fault.Form
	f.Require(!m.CarriedBy(unblocker), "unblocker", "decision.unblocker_carries")
	m.Unblocker = unblocker
	return m, f.Err()
}

// before is a measure taken back one step, before anybody has acted on it.
func (m Measure) before() Measure {
	m.AcceptBy = ""
	return m
}
