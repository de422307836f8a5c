package ledger

import (
	"fmt"
	"slices"

	"throughline/kit/ident"
)

// The two ledgers. An entry may touch both; it balances in each.
const (
	Memo = "memo"
	Cash = "cash"
)

// Names of accounts.
const (
	Receivable = "pledge_receivable" // promised to the receiver, neither allotted nor received
	Payable    = "pledge_payable"    // promised by the provider, not received yet
	Allotted   = "allotted"          // of a promise, set aside for a project
	Funds      = "provider_funds"    // what the provider gave out
	Given      = "in_kind_given"     // what the provider gave out in goods
	Transit    = "in_transit"        // sent, not confirmed
	Balance    = "balance"           // held by a receiving organisation
	Cost       = "project_cost"      // spent
	Asset      = "asset"             // cost that has become a lasting thing
	Difference = "discrepancy"       // sent and not found
	Suspense   = "suspense"          // found, and nobody said that it was sent
	Charges    = "charges"           // kept on the way, by a bank for instance
)

// Place is a kind of account. Side is 1 where it holds debits and -1 where it
// holds credits: an account's balance times Side is never below zero.
type Place struct {
	Name, Ledger string
	Side         int64
}

// Chart lists every kind of account.
var Chart = []Place{
	{Receivable, Memo, 1}, {Payable, Memo, -1}, {Allotted, Memo, 1},
	{Funds, Cash, -1}, {Given, Cash, -1}, {Transit, Cash, 1}, {Balance, Cash, 1}, {Cost, Cash, 1}, {Asset, Cash, 1},
	{Difference, Cash, 1}, {Suspense, Cash, -1}, {Charges, Cash, 1},
}

// placeOf is the kind of account of a name of the chart.
func placeOf(name string) Place {
	i := slices.IndexFunc(Chart, func(p Place) bool { return p.Name == name })
	return Chart[i]
}

// Account is one account: what Party holds of the money of Provider. 0 and "" are
// none: a pledge belongs to no project and no year.
type Account struct {
	ID         ident.ID `json:"id"`
	Name       string   `json:"name"`
	Party      ident.ID `json:"party"`
	Provider   ident.ID `json:"provider"`
	Pairing    ident.ID `json:"pairing"`
	Commitment ident.ID `json:"commitment"`
	Project    ident.ID `json:"project"`
	Class      string   `json:"money_class"`
	Currency   string   `json:"currency"`
	Year       int      `json:"year"`
	OffPlan    bool     `json:"off_plan"`
}

// key names the account by what it is for: one of each exists.
func (a Account) key() string {
	off := ""
	if a.OffPlan {
		off = "off"
	}
	return fmt.Sprintf("%s %d %d %d %d %d %s %s %d%s", a.Name, a.Party, a.Provider, a.Pairing, a.Commitment, a.Project, a.Class, a.Currency, a.Year, off)
}

// Standing is what an account holds: everything ever debited and credited, in
// minor units, and the last day on which something was booked.
type Standing struct {
	Account
	Debit, Credit int64
	Last          string
}

// Holds is the balance on the account's own side: never below zero.
func (s Standing) Holds() int64 { return (s.Debit - s.Credit) * placeOf(s.Name).Side }
