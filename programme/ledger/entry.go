package ledger

import (
	"fmt"
	"math"
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
)

// Kinds of entry. A reversal has the kind of what it takes back, with every
// line turned round.
const (
	Pledge     = "pledge"     // a promise, or more of one
	Cut        = "cut"        // a promise made smaller, or waived
	Allot      = "allot"      // of a promise, to a project
	Send       = "send"       // a transfer sets out, by any route
	Receive    = "receive"    // a transfer is confirmed
	NotSeen    = "not_seen"   // a transfer is looked for in vain: nothing moves
	Arrive     = "arrive"     // money that nobody announced
	Claim      = "claim"      // whoever sent it says so
	Differ     = "differ"     // what is in transit becomes a discrepancy
	Settle     = "settle"     // a discrepancy ends
	Spend      = "spend"      // money becomes cost
	Capitalise = "capitalise" // cost becomes an asset
	Certify    = "certify"    // so much work is done in all: nothing moves
	Close      = "close"      // a span is closed for a pairing: nothing moves
	Reopen     = "reopen"     // and open again
)

// Routes of a transfer: from which account, and to which.
const (
	ToReceiver = "send"
	PassOn     = "pass_on"
	GiveBack   = "give_back"
	InKind     = "in_kind"
	Turnkey    = "turnkey"
)

// Route is the way of a transfer: the account that it leaves and the one that
// it reaches. First is a route from provider to receiver: only these count as
// given.
type Route struct {
	Name, Source, Target string
	First                bool
}

// Routes lists the routes in the order in which they are shown.
var Routes = []Route{
	{ToReceiver, Funds, Balance, true},
	{InKind, Given, Cost, true},
	{Turnkey, Funds, Cost, true},
	{PassOn, Balance, Balance, false},
	{GiveBack, Balance, Funds, false},
}

// FindRoute is a route by its name.
func FindRoute(name string) (Route, bool) {
	i := slices.IndexFunc(Routes, func(r Route) bool { return r.Name == name })
	if i < 0 {
		return Route{}, false
	}
	return Routes[i], true
}

// Purposes of spending. Preparatory cost may come before the approval of a
// project, out of what was allotted to it; an advance and a progress payment
// are for works under contract.
const (
	Preparatory = "preparatory"
	Advance     = "advance"
	Progress    = "progress"
	General     = "general"
)

// Purposes lists them in the order in which they are shown.
var Purposes = []string{General, Preparatory, Advance, Progress}

// Ways in which a word reaches the ledger.
const (
	Here   = "here"   // typed by the organisation itself
	Packet = "packet" // a signed file
	Slip   = "slip"   // a printed slip with its code
	Bank   = "bank"   // a bank's list
	System = "system" // follows from another record, or from the calendar
)

// Classes of money, never added to each other.
var Classes = []string{"grant", "investment", "works", "brought_in", "purchase", "in_kind", "team"}

// Line moves an amount into an account: a debit is positive. Before is what had
// been moved to that side of the account until then, in minor units.
type Line struct {
	Account Account `json:"account"`
	Minor   int64   `json:"minor"`
	Before  int64   `json:"before"`
}

// Entry is one thing said of money. Day is when it happened, Booked the day on
// which it counts. From and To are the organisations that it is said of, SaidFor
// the one that says it; Provider and Receiver the two sides whose sums it belongs
// to. Reference is the sayer's own and unique to it. Answers is the entry that
// it answers, Reverses the one that it takes back, Transfer what a claim claims
// money for.
type Entry struct {
	ID         ident.ID     `json:"id"`
	Seq        int64        `json:"-"`
	Code       string       `json:"code"`
	Kind       string       `json:"kind"`
	Route      string       `json:"route"`
	Day        words.Day    `json:"day"`
	Booked     words.Day    `json:"booked"`
	From       ident.ID     `json:"from"`
	To         ident.ID     `json:"to"`
	Provider   ident.ID     `json:"provider"`
	Receiver   ident.ID     `json:"receiver"`
	Pairing    ident.ID     `json:"pairing"`
	Commitment ident.ID     `json:"commitment"`
	Project    ident.ID     `json:"project"`
	Sector     string       `json:"sector"` // the project's when it was said
	Class      string       `json:"money_class"`
	Amount     money.Amount `json:"amount"`
	Year       int          `json:"year"`
	OffPlan    bool         `json:"off_plan"`
	Purpose    string       `json:"purpose"` // of spending and allotments; the outcome of a settlement
	Reference  string       `json:"reference"`
	Note       string       `json:"note"`
	Answers    ident.ID     `json:"answers"`
	Reverses   ident.ID     `json:"reverses"`
	Transfer   ident.ID     `json:"transfer"`
	Way        string       `json:"way"`
	SaidBy     ident.Person `json:"said_by"`
	SaidFor    ident.ID     `json:"said_for"`
	At         time.Time    `json:"at"`
	Lines      []Line       `json:"lines"`
}

// Noun is the kind of an entry in the journal.
const Noun = "ledger.entry"

// Ref names the entry to the journal and the tasks.
func (e Entry) Ref() ident.Ref { return ident.Ref{Kind: Noun, ID: e.ID} }

// URL is the page of an entry within the programme.
func URL(code string) string { return "/money/entries/" + code }

// First tells whether a transfer goes from provider to receiver.
func (e Entry) First() bool {
	r, ok := FindRoute(e.Route)
	return ok && r.First
}

// account is an account of the entry's own promise, project, class, currency
// and year.
func (e Entry) account(name string, party ident.ID) Account {
	return Account{Name: name, Party: party, Provider: e.Provider, Pairing: e.Pairing, Commitment: e.Commitment, Project: e.Project,
		Class: e.Class, Currency: e.Amount.Currency, Year: e.Year, OffPlan: e.OffPlan}
}

// pledged is an account of the entry's promise, which has no project and year.
func (e Entry) pledged(name string, party ident.ID) Account {
	a := e.account(name, party)
	a.Project, a.Year, a.OffPlan = 0, 0, false
	return a
}

// move adds a debit and its credit.
func (e *Entry) move(debit, credit Account, minor int64) {
	if minor != 0 {
		e.Lines = append(e.Lines, Line{Account: debit, Minor: minor}, Line{Account: credit, Minor: -minor})
	}
}

// balanced refuses lines that do not sum to zero in each ledger, or in another
// currency: a defect, so nothing is written.
func (e Entry) balanced() error {
	sums := map[string]int64{}
	for _, l := range e.Lines {
		if l.Account.Currency != e.Amount.Currency || l.Minor == 0 {
			return fmt.Errorf("entry %s: a line of %d %s in an entry in %s", e.Kind, l.Minor, l.Account.Currency, e.Amount.Currency)
		}
		sums[placeOf(l.Account.Name).Ledger] += l.Minor
	}
	for ledger, sum := range sums {
		if sum != 0 {
			return fmt.Errorf("entry %s does not balance in the %s ledger: %d", e.Kind, ledger, sum)
		}
	}
	return nil
}

// reversed is the entry that takes e back: every line turned round.
func (e Entry) reversed() Entry {
	back := e
	back.ID, back.Seq, back.Code, back.Reverses, back.Reference = 0, 0, "", e.ID, ""
	back.Lines = make([]Line, len(e.Lines))
	for i, l := range e.Lines {
		back.Lines[i] = Line{Account: l.Account, Minor: -l.Minor}
	}
	return back
}

// maxText bounds what people write beside an entry, in characters.
const (
	maxNote      = 1000
	maxReference = 100
)

// check refuses what no entry that moves money can be.
func (e Entry) check(f *fault.Form, today words.Day) {
	f.Require(e.Amount.Minor > 0, "amount", "ledger.amount_positive")
	// Half of the range is left, so that no sum of two amounts leaves it.
	f.Require(e.Amount.Minor <= math.MaxInt64/2, "amount", "money.too_large")
	f.Require(slices.Contains(Classes, e.Class), "money_class", "ledger.class_unknown")
	checkDay(f, e.Day, today)
	f.Require(len([]rune(e.Reference)) <= maxReference, "reference", "ledger.text_long", maxReference)
	f.Require(len([]rune(e.Note)) <= maxNote, "note", "ledger.text_long", maxNote)
	f.Require(e.Year == 0 || e.Year >= 1949 && e.Year <= 2200, "year", "ledger.year_form")
}

// checkDay refuses a day that is none, or is still to come.
func checkDay(f *fault.Form, day, today words.Day) {
	_, ok := words.ParseDay(string(day))
	f.Require(ok, "day", "ledger.day_form")
	f.Require(!ok || day <= today, "day", "ledger.day_ahead")
}
