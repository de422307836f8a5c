package ledger

import (
	"slices"

	"throughline/kit/fault"
	"throughline/kit/words"
	"throughline/programme/project"
)

// Ground is what spending on a project stands on, in minor units of the
// spending's currency. Estimate and Certified are -1 where there is none. Spent
// is what was spent on the project until now, Prepared what of it was preparatory.
type Ground struct {
	project.Backing
	AllotmentsUsed                           bool
	Estimate, Certified, Allotted, ToPrepare int64
	Spent, Paid, Prepared                    int64 // Paid: to contractors, as advances and by progress
	Currency                                 string
}

// allows refuses spending that nothing covers, with what would allow it.
func (g Ground) allows(e Entry) error {
	var f fault.Form
	n := e.Amount.Minor
	f.Require(slices.Contains(Purposes, e.Purpose), "purpose", "ledger.purpose_unknown")
	if e.Purpose == Preparatory {
		f.Require(n <= g.ToPrepare-g.Prepared, "amount", "ledger.beyond_preparation")
		return f.Err()
	}
	f.Require(g.Approved, "purpose", "ledger.not_approved")
	f.Require(g.Estimate < 0 || g.Currency == e.Amount.Currency, "amount", "ledger.estimate_currency", g.Currency)
	f.Require(g.Estimate < 0 || n <= g.Estimate-g.Spent, "amount", "ledger.beyond_estimate")
	f.Require(!g.AllotmentsUsed || n <= g.Allotted-g.Spent, "amount", "ledger.beyond_allotment")
	if e.Purpose == Advance || e.Purpose == Progress {
		f.Require(g.Contracted, "purpose", "ledger.no_contract")
	}
	if e.Purpose == Progress {
		f.Require(g.Begun, "purpose", "ledger.not_started")
		f.Require(n <= max(g.Certified, 0)-g.Paid, "amount", "ledger.beyond_certified")
	}
	return f.Err()
}

// spends makes the lines of spending out of a balance.
func (e Entry) spends(from Account) Entry {
	e.Kind, e.Lines = Spend, nil
	e.move(e.account(Cost, e.From), from, e.Amount.Minor)
	return e
}

// capitalises makes the lines by which cost becomes an asset.
func (e Entry) capitalises(from Account) Entry {
	e.Kind, e.Lines = Capitalise, nil
	e.move(e.account(Asset, e.From), from, e.Amount.Minor)
	return e
}

// allots makes the lines by which a part of a promise is set aside for a project.
func (e Entry) allots() Entry {
	e.Kind, e.Lines = Allot, nil
	e.move(e.account(Allotted, e.To), e.pledged(Receivable, e.To), e.Amount.Minor)
	return e
}

// checkSpend refuses what no spending can be.
func (e Entry) checkSpend(today words.Day) error {
	var f fault.Form
	e.check(&f, today)
	return f.Err()
}
