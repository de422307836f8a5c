package ledger

import (
	"slices"

	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/programme/agreement"
)

// Held is what stands of a promise for one provider, in one class and currency:
// its account, and how much of it was drawn.
type Held struct {
	Payable    Standing
	Receivable Standing
	Allotted   []Standing // of all projects
	Drawn      int64
}

// held are the states of a commitment to which both sides hold.
var held = []string{agreement.Acknowledged, agreement.ClaimedDone, agreement.Confirmed, agreement.Partly, agreement.Disputed, agreement.Unmet}

// Targets are the amounts that each provider owes by a commitment as it
// stands. There is none while both sides do not hold to it. A joint promise is
// owed by whoever speaks for all.
func Targets(c agreement.Commitment) map[ident.ID]money.Amount {
	targets := map[ident.ID]money.Amount{}
	if c.Terms.Amount == nil || c.Acknowledged.IsZero() || !slices.Contains(held, c.State) {
		return targets
	}
	if c.Joint || len(c.Shares) == 0 {
		targets[c.Provider] = *c.Terms.Amount
		return targets
	}
	for i, part := range c.Parts() {
		targets[c.Shares[i].Party] = part
	}
	return targets
}

// Pledges are the entries that bring the ledger to what a commitment now
// promises. stand is what stands of it; what is in another class or currency, or
// owed by who no longer promises, is cut to what was drawn.
func Pledges(c agreement.Commitment, stand []Held) []Entry {
	var list []Entry
	targets := Targets(c)
	for _, h := range stand {
		target := h.Drawn
		a := h.Payable.Account
		if want, ok := targets[a.Party]; ok && a.Class == c.MoneyClass && a.Currency == want.Currency {
			target = want.Minor
			delete(targets, a.Party)
		}
		switch delta := target - h.Drawn - h.Payable.Holds(); {
		case delta > 0:
			list = append(list, pledge(c, a.Party, money.Amount{Minor: delta, Currency: a.Currency}))
		case delta < 0 && h.Payable.Holds() > 0:
			list = append(list, cut(c, h, min(-delta, h.Payable.Holds())))
		}
	}
	for _, party := range c.Providers() {
		if want, ok := targets[party]; ok && want.Minor > 0 {
			list = append(list, pledge(c, party, want))
		}
	}
	return list
}

// about is an entry about a commitment.
func about(c agreement.Commitment, provider ident.ID, kind, class string, amount money.Amount) Entry {
	return Entry{Kind: kind, From: provider, To: c.Receiver, Provider: provider, Receiver: c.Receiver, Pairing: c.Pairing, Commitment: c.ID,
		Class: class, Amount: amount, Way: System, SaidFor: provider}
}

func pledge(c agreement.Commitment, provider ident.ID, amount money.Amount) Entry {
	e := about(c, provider, Pledge, c.MoneyClass, amount)
	e.move(e.pledged(Receivable, c.Receiver), e.pledged(Payable, provider), amount.Minor)
	return e
}

// cut makes a promise smaller: first what is not allotted, then the allotments,
// the latest first.
func cut(c agreement.Commitment, h Held, minor int64) Entry {
	a := h.Payable.Account
	e := about(c, a.Party, Cut, a.Class, money.Amount{Minor: minor, Currency: a.Currency})
	allotted := slices.Clone(h.Allotted)
	slices.Reverse(allotted)
	for _, from := range append([]Standing{h.Receivable}, allotted...) {
		n := min(minor, from.Holds())
		e.move(a, from.Account, n)
		minor -= n
	}
	return e
}
