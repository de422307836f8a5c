package plan

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// TakeUp is what is said of one organisation's plans in one plan period: where
// it took the work into one kind of plan of its own, or why that does not
// apply. What nothing is said of has no record.
type TakeUp struct {
	ID       ident.ID     `json:"id"`
	Period   ident.ID     `json:"period"`
	Party    ident.ID     `json:"party"`
	Kind     string       `json:"kind"`     // own_plan, strategy or annual
	Document string       `json:"document"` // as it is called
	Place    string       `json:"place"`    // clause or page, "" when not said
	Day      words.Day    `json:"day"`      // of the document, "" when not said
	Quote    string       `json:"quote"`
	Link     string       `json:"link"`
	Why      string       `json:"why"` // why it does not apply
	State    string       `json:"state"`
	Since    time.Time    `json:"since"`
	SaidBy   ident.Person `json:"said_by"`
	SaidFor  ident.ID     `json:"said_for"` // the party itself, or the office on its behalf
	Reason   string       `json:"reason"`   // why it was returned

	Visibility string `json:"visibility"`
}

// Kinds are the plans that an organisation may have of its own.
var Kinds = []string{OwnPlan, Strategy, AnnualKind}

// The kinds of an organisation's own plans.
const (
	OwnPlan    = "own_plan" // its plan for the same years
	Strategy   = "strategy" // its long-term strategy
	AnnualKind = "annual"   // its plan for one year
)

// States of a take-up. Silent is never stored: it is the lack of a record.
const (
	Silent        = "silent"
	Returned      = "returned"
	Claimed       = "claimed"
	NotApplicable = "not_applicable"
	Confirmed     = "confirmed"
)

// Standings are the states in the order in which people should see them.
var Standings = []string{Silent, Returned, Claimed, NotApplicable, Confirmed}

// OnBehalf tells whether somebody else has spoken for the party.
func (t TakeUp) OnBehalf() bool { return t.SaidFor != t.Party }

var (
	desk    = []ident.Grant{{Roles: []ident.Role{ident.Office, ident.Secretary}}}
	speaker = []ident.Grant{{Roles: []ident.Role{ident.Provider, ident.Receiver, ident.Owner}, Relation: ident.Mine},
		{Roles: []ident.Role{ident.Office, ident.Secretary}}}
	judge = []ident.Grant{{Roles: []ident.Role{ident.Receiver, ident.Provider, ident.Office, ident.Secretary}, Relation: ident.Opposite}}
)

// TakeUpMachine is the life of a take-up. Whatever stands, the party may say
// something else; what it then says waits to be confirmed again.
var TakeUpMachine = state.Machine{
	Noun:  "plan.take_up",
	Start: Silent,
	Moves: []state.Move{
		{Verb: "plan.claim_take_up", From: Standings, To: Claimed, By: speaker, Needs: []string{"plan.needs_document"}},
		{Verb: "plan.not_applicable", From: Standings, To: NotApplicable, By: speaker, Reason: true},
		{Verb: "plan.confirm_take_up", From: []string{Claimed}, To: Confirmed, By: judge},
		{Verb: "plan.return_take_up", From: []string{Claimed, NotApplicable}, To: Returned, By: judge, Reason: true},
	},
}

// Relations is how an actor stands to the take-up: Mine for the party itself;
// Opposite for the other side, which is an organisation that is paired with the
// party, or the programme office (office tells that the actor serves there). It
// is never who has spoken, nor anybody of the party.
func (t TakeUp) Relations(who ident.Actor, pairings []party.Pairing, office bool) ident.Relations {
	if who.Organisation == t.Party {
		return ident.Relations{ident.Mine}
	}
	paired := slices.ContainsFunc(pairings, func(p party.Pairing) bool {
		return p.State == "active" && p.SideOf(t.Party) != "" && p.SideOf(who.Organisation) != ""
	})
	if who.Person != t.SaidBy && (paired || office) {
		return ident.Relations{ident.Opposite}
	}
	return nil
}

// TakeUpInput is what is said of an organisation's plan: taken up with its
// document, or not applicable with Why. Period 0 is the one of today.
type TakeUpInput struct {
	Period, Party    ident.ID
	Kind             string
	NotApplicable    bool
	Document, Place  string
	Day              words.Day
	Quote, Link, Why string
}

// verb is the move that the input asks for.
func (in TakeUpInput) verb() string {
	if in.NotApplicable {
		return "plan.not_applicable"
	}
	return "plan.claim_take_up"
}

// said makes the take-up say what was entered.
func (t TakeUp) said(in TakeUpInput) (TakeUp, error) {
	t.Document, t.Place, t.Day, t.Quote, t.Link, t.Why, t.Reason = "", "", "", "", "", "", ""
	var f fault.Form
	f.Require(slices.Contains(Kinds, t.Kind), "kind", "plan.kind_unknown")
	if in.NotApplicable {
		t.Why = strings.TrimSpace(in.Why)
		f.Require(short(t.Why, maxText), "reason", "plan.text_long", maxText)
		return t, f.Err()
	}
	t.Document, t.Place, t.Day = strings.TrimSpace(in.Document), strings.TrimSpace(in.Place), in.Day
	t.Quote, t.Link = strings.TrimSpace(in.Quote), strings.TrimSpace(in.Link)
	f.Require(t.Document != "", "document", "plan.document_missing")
	f.Require(short(t.Document, maxName), "document", "plan.text_long", maxName)
	f.Require(short(t.Place, maxName), "place", "plan.text_long", maxName)
	f.Require(short(t.Quote, maxText), "quote", "plan.text_long", maxText)
	if t.Day != "" {
		checkDay(&f, "day", t.Day)
	}
	f.Require(t.Link == "" || webAddress(t.Link), "link", "plan.link_form")
	return t, f.Err()
}

// webAddress tells whether a link may stand on a page.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && short(s, 1000)
}

// sameAs tells whether another says the same of the same plan.
func (t TakeUp) sameAs(o TakeUp) bool {
	return t.Document == o.Document && t.Place == o.Place && t.Day == o.Day && t.Quote == o.Quote && t.Link == o.Link && t.Why == o.Why && t.SaidFor == o.SaidFor
}

// Standing is the best that is said of an organisation's plans, and the take-up
// that says it; Silent and none when nothing is said.
func Standing(said []TakeUp) (string, TakeUp) {
	if len(said) == 0 {
		return Silent, TakeUp{}
	}
	best := slices.MaxFunc(said, func(a, b TakeUp) int {
		return cmp.Or(slices.Index(Standings, a.State)-slices.Index(Standings, b.State), -a.Since.Compare(b.Since))
	})
	return best.State, best
}

// Reminder is the last reminder of an organisation that is silent in a period.
type Reminder struct {
	ID     ident.ID  `json:"id"`
	Period ident.ID  `json:"period"`
	Party  ident.ID  `json:"party"`
	On     words.Day `json:"on"`
	Due    words.Day `json:"due"` // by when it is asked to say, "" when no day was named
}

// Reminded is one act of reminding: the record of the journal.
type Reminded struct {
	Period  ident.ID   `json:"period"`
	Parties []ident.ID `json:"parties"`
	Due     words.Day  `json:"due"`
}

// CoverageURL is the page of one organisation's take-up in a period.
func CoverageURL(period, party string) string { return "/periods/" + period + "/coverage/" + party }

// confirmers are asked to confirm what the party says: those it is paired with,
// or the programme office where there are none.
func (t TakeUp) confirmers(pairings []party.Pairing) []task.Want {
	var wants []task.Want
	for _, p := range pairings {
		w := task.Want{Action: "plan.confirm_take_up", Role: ident.Receiver, Party: p.Receiver, NotPerson: t.SaidBy}
		if p.SideOf(t.Party) == party.Receiver {
			w.Role, w.Party = ident.Provider, p.Provider
		}
		if p.State == "active" {
			wants = append(wants, w)
		}
	}
	if len(wants) == 0 {
		wants = append(wants, task.Want{Action: "plan.confirm_take_up", Role: ident.Office, NotPerson: t.SaidBy})
	}
	return wants
}
