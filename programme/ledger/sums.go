package ledger

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"throughline/kit/ident"
	"throughline/kit/words"
)

// Sums are what happened to money of one class and currency, in minor units.
// Received and the later words count only what came from providers; what is
// passed on between receiving organisations is counted apart.
type Sums struct {
	Pledged, Waived, Drawn, Allotted                     int64 // promised
	Sent, InTransit, Received, Disputed, Charged         int64 // from provider to receiver
	Suspense, Held, Passed, Spent, Returned, Capitalised int64 // with the receivers
	OnWay, ChargedOn                                     int64 // passed on or returned: not confirmed, or kept on the way
	Entries                                              int64
}

// Open is what is promised, not drawn and not waived.
func (s Sums) Open() int64 { return s.Pledged - s.Drawn - s.Waived }

// Plus adds two sums of the same class and currency.
func (s Sums) Plus(o Sums) Sums {
	to, from := s.fields(), o.fields()
	for i := range to {
		*to[i] += *from[i]
	}
	return s
}

// fields are the amounts in the order of their columns.
func (s *Sums) fields() []*int64 {
	return []*int64{&s.Pledged, &s.Waived, &s.Drawn, &s.Allotted, &s.Sent, &s.InTransit, &s.Received, &s.Disputed, &s.Charged,
		&s.Suspense, &s.Held, &s.Passed, &s.Spent, &s.Returned, &s.Capitalised, &s.OnWay, &s.ChargedOn, &s.Entries}
}

// sum adds one line. What counts is which account it moves and by what kind of
// entry: a receipt moves a balance as much as spending does.
func (e Entry) sum(s *Sums, account string, minor int64) {
	switch account {
	case Payable:
		switch e.Kind {
		case Pledge:
			s.Pledged -= minor
		case Cut:
			s.Waived += minor
		default:
			s.Drawn += minor
		}
	case Allotted:
		if e.Kind == Allot {
			s.Allotted += minor
		}
	case Funds, Given:
		if e.Route == GiveBack {
			s.Returned += minor
		} else {
			s.Sent -= minor
		}
	case Transit:
		e.sumTransit(s, &s.InTransit, minor, e.Kind == Receive)
	case Difference:
		e.sumTransit(s, &s.Disputed, minor, e.Kind == Settle && e.Purpose == Arrived)
	case Charges:
		if e.First() {
			s.Charged += minor
		} else {
			s.ChargedOn += minor
		}
	case Suspense:
		s.Suspense -= minor
		if e.Kind == Claim && e.First() {
			s.Received += minor
		}
	case Balance:
		s.Held += minor
		if e.Route == PassOn && (e.Kind == Send || e.Kind == Claim) {
			s.Passed -= minor
		}
	case Cost:
		if e.Kind != Capitalise {
			s.Spent += minor
		}
	case Asset:
		s.Capitalised += minor
	}
}

// sumTransit counts what waits between the two words: on its way from provider to
// receiver or further down, and come when the line took it from there (comes).
func (e Entry) sumTransit(s *Sums, first *int64, minor int64, comes bool) {
	switch {
	case !e.First():
		s.OnWay += minor
	case comes:
		*first, s.Received = *first+minor, s.Received-minor
	default:
		*first += minor
	}
}

// Topics by which sums are kept: of the whole programme, a provider, a receiver,
// a sector, a pairing, a commitment, a project; and of a pairing by the month.
const (
	OfAll        = "all"
	OfProvider   = "provider"
	OfReceiver   = "receiver"
	OfSector     = "sector"
	OfPairing    = "pairing"
	OfCommitment = "commitment"
	OfProject    = "project"
	OfMonth      = "month"
)

// Total is where sums are kept. Subject is the number of a record or the name of
// a sector. Period is the plan year, for OfMonth the month booked (202605).
type Total struct {
	Topic, Class, Currency, Subject string
	Period                          int
}

// adds is what an entry adds to each total. A line counts where its account
// belongs: a pledge to no project and year, spending to those of the money.
func (e Entry) adds() map[Total]Sums {
	all := map[Total]Sums{}
	if len(e.Lines) == 0 {
		return all
	}
	add := func(a Account, s Sums) {
		for _, at := range e.totals(a) {
			all[at] = all[at].Plus(s)
		}
	}
	for _, l := range e.Lines {
		var s Sums
		e.sum(&s, l.Account.Name, l.Minor)
		add(l.Account, s)
	}
	one := int64(1)
	if e.Reverses != 0 {
		one = -1
	}
	add(e.account("", 0), Sums{Entries: one})
	maps.DeleteFunc(all, func(_ Total, s Sums) bool { return s == Sums{} })
	return all
}

// totals are where something on an account is summed.
func (e Entry) totals(a Account) []Total {
	var list []Total
	at := func(topic, subject string, period int) {
		list = append(list, Total{Topic: topic, Class: a.Class, Currency: a.Currency, Subject: subject, Period: period})
	}
	at(OfAll, "", a.Year)
	for topic, id := range map[string]ident.ID{OfProvider: a.Provider, OfReceiver: e.Receiver, OfPairing: a.Pairing, OfCommitment: a.Commitment,
		OfProject: a.Project} {
		if id != 0 {
			at(topic, strconv.FormatInt(int64(id), 10), a.Year)
		}
	}
	if a.Project != 0 && a.Project == e.Project && e.Sector != "" {
		at(OfSector, e.Sector, a.Year)
	}
	if a.Pairing != 0 {
		at(OfMonth, strconv.FormatInt(int64(a.Pairing), 10), monthOf(e.Booked))
	}
	return list
}

// monthOf is the month of a day: 202605.
func monthOf(d words.Day) int {
	n, _ := strconv.Atoi(string(d[:4] + d[5:7]))
	return n
}

// inOrder lists totals in the order in which they are updated.
func inOrder(all map[Total]Sums) []Total {
	return slices.SortedFunc(maps.Keys(all), func(a, b Total) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Class, b.Class), cmp.Compare(a.Currency, b.Currency),
			cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Period, b.Period))
	})
}
