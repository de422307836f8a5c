package ledger

import (
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
)

// Transfer is an entry that sets money on its way, with what became of it so
// far, in minor units. AgeOn is the day on which what is still open becomes a
// discrepancy, "" where the rules set none.
type Transfer struct {
	Entry
	Received int64     `json:"received"`
	Moved    int64     `json:"moved"` // to discrepancies that are not settled by sending it on its way again
	Reversed bool      `json:"reversed"`
	Answer   string    `json:"answer"` // the last word on it that moved nothing: not_seen, or ""
	Answered words.Day `json:"answered"`
	AgeOn    words.Day `json:"age_on"`
}

// Open is what is still in transit.
func (t Transfer) Open() int64 {
	if t.Reversed {
		return 0
	}
	return t.Amount.Minor - t.Received - t.Moved
}

// State of a transfer, computed: reversed, differs, in_transit, part or received.
func (t Transfer) State() string {
	switch {
	case t.Reversed:
		return "reversed"
	case t.Open() > 0 && t.Received+t.Moved > 0:
		return "part"
	case t.Open() > 0:
		return "in_transit"
	case t.Received < t.Amount.Minor:
		return "differs"
	}
	return "received"
}

// route is the way of the transfer.
func (t Transfer) route() Route {
	r, _ := FindRoute(t.Route)
	return r
}

// target is the account that the transfer reaches.
func (t Transfer) target() Account { return t.account(t.route().Target, t.To) }

// transit is the account in which it waits.
func (t Transfer) transit() Account { return t.account(Transit, t.From) }

// difference is the account of what is looked for.
func (t Transfer) difference() Account { return t.account(Difference, t.From) }

// sets makes the lines of a transfer that sets out. source is where a balance
// is passed on from, and else the sender's own funds.
func (e Entry) sets(source Account) Entry {
	e.Kind, e.Lines = Send, nil
	e.move(e.account(Transit, e.From), source, e.Amount.Minor)
	return e
}

// checkTransfer refuses a transfer that goes nowhere, or by a way that is not
// its class's.
func (e Entry) checkTransfer(today words.Day) error {
	var f fault.Form
	f.Require(e.From != 0, "from", "ledger.party_missing")
	f.Require(e.To != 0, "to", "ledger.party_missing")
	f.Require(e.From == 0 || e.From != e.To, "to", "ledger.same_party")
	f.Require(!e.First() || (e.Route == InKind) == (e.Class == "in_kind"), "money_class", "ledger.class_route")
	e.check(&f, today)
	return f.Err()
}

// Drawing is how much of a promise is drawn by a receipt, and out of what. The
// accounts are what they hold before it.
type Drawing struct {
	Payable, Receivable, Allotted Standing
}

// amounts cuts what is received into what is drawn from the project's allotment
// and what is drawn from the rest of the promise. What goes beyond the promise
// draws nothing.
func (d Drawing) amounts(received int64) (allotted, direct int64) {
	if d.Payable.ID == 0 {
		return 0, 0
	}
	drawn := min(received, d.Payable.Holds())
	allotted = min(drawn, d.Allotted.Holds())
	return allotted, min(drawn-allotted, d.Receivable.Holds())
}

// draw adds the lines by which a receipt draws on a promise.
func (e *Entry) draw(d Drawing, received int64) {
	allotted, direct := d.amounts(received)
	e.move(d.Payable.Account, d.Allotted.Account, allotted)
	e.move(d.Payable.Account, d.Receivable.Account, direct)
}

// answer is an entry of another kind about the transfer.
func (t Transfer) answer(kind string, day words.Day, minor int64) Entry {
	e := t.Entry
	e.ID, e.Seq, e.Code, e.Kind, e.Day, e.Booked, e.Answers, e.Reverses, e.Transfer = 0, 0, "", kind, day, "", t.ID, 0, 0
	e.Amount = money.Amount{Minor: minor, Currency: t.Amount.Currency}
	e.Reference, e.Note, e.Lines = "", "", nil
	return e
}

// receive confirms an amount of the transfer on a day. More than is in transit
// waits in suspense: it was not announced. Missing tells that the rest will not
// come, so that it becomes a discrepancy (a second entry).
func (t Transfer) receive(day words.Day, amount int64, d Drawing, missing bool) ([]Entry, error) {
	var f fault.Form
	f.Require(t.Open() > 0, "amount", "ledger.nothing_open")
	f.Require(day >= t.Day, "day", "ledger.before_sent", string(t.Day))
	f.Require(amount <= t.Open() || t.route().Target == Balance, "amount", "ledger.more_than_sent")
	f.Require(!missing || amount < t.Open(), "amount", "ledger.nothing_missing")
	if err := f.Err(); err != nil {
		return nil, err
	}
	known := min(amount, t.Open())
	e := t.answer(Receive, day, known)
	e.move(t.target(), t.transit(), known)
	if t.First() {
		e.draw(d, known)
	}
	list := []Entry{e}
	if known < amount {
		list = append(list, t.answer(Arrive, day, amount-known).arrives())
	}
	if missing {
		list = append(list, t.differ(day, t.Open()-known))
	}
	return list, nil
}

// arrives makes the lines of money that nobody announced.
func (e Entry) arrives() Entry {
	e.Kind, e.Lines = Arrive, nil
	e.move(e.account(Balance, e.To), e.account(Suspense, e.To), e.Amount.Minor)
	return e
}

// differ moves an amount that is in transit to a discrepancy.
func (t Transfer) differ(day words.Day, minor int64) Entry {
	e := t.answer(Differ, day, minor)
	e.move(t.difference(), t.transit(), minor)
	return e
}

// after is the transfer once an entry that answers it is posted.
func (t Transfer) after(e Entry) Transfer {
	n := e.Amount.Minor
	if e.Reverses != 0 {
		n = -n
	}
	switch {
	case e.Kind == Receive, e.Kind == Claim:
		t.Received += n
	case e.Kind == Differ:
		t.Moved += n
	case e.Kind == Settle && e.Purpose == Arrived:
		t.Moved, t.Received = t.Moved-n, t.Received+n
	case e.Kind == Settle && e.Purpose == Travelling:
		t.Moved -= n
	}
	t.Answer, t.Answered = "", ""
	if e.Kind == NotSeen && e.Reverses == 0 {
		t.Answer, t.Answered = NotSeen, e.Day
	}
	return t
}

// Relations is how an actor stands to the transfer: Mine for who sent it,
// Opposite for whom it is for. Where nobody there can act (empty), a second
// person of the programme office stands in.
func (t Transfer) Relations(who ident.Actor, empty bool) ident.Relations {
	switch {
	case who.Organisation == t.SaidFor:
		return ident.Relations{ident.Mine}
	case who.Organisation == t.To && who.SomeoneElse(t.SaidBy, t.SaidFor):
		return ident.Relations{ident.Opposite}
	case empty && who.Has(ident.Office) && who.Person != t.SaidBy:
		return ident.Relations{ident.Opposite}
	}
	return nil
}
