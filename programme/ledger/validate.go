package ledger

import (
	"fmt"
	"slices"
)

// Finding is something that does not hold, for people who look after the data.
type Finding struct{ What, Where string }

// Position is the balance of all accounts of one kind, by the class and currency
// and by one thing that they are held for: debits less credits.
type Position struct {
	Topic, Subject, Class, Currency, Name string
	Minor                                 int64
}

// positions are what the sums of a total say that its accounts hold, by the kind
// of account; the validator compares them with the accounts themselves. Kinds that
// share one figure stand under the first of them.
func (s Sums) positions() map[string]int64 {
	return map[string]int64{
		Payable:  -s.Open(),
		Transit:  s.InTransit + s.Disputed + s.OnWay,
		Charges:  s.Charged + s.ChargedOn,
		Suspense: -s.Suspense,
		Balance:  s.Held,
		Cost:     s.Spent - s.Capitalised,
		Asset:    s.Capitalised,
		Funds:    s.Returned - s.Sent,
	}
}

// shared are the kinds of account that one figure covers, by the first of them.
var shared = map[string]string{Difference: Transit, Given: Funds}

// identities tells which identities the sums break: what is open of the promises
// cannot be less than nothing, what was sent is somewhere, and what came is held or
// gone. The last does not hold for one project: money that was given for none is
// spent on one.
func (s Sums) identities(topic string) []string {
	var broken []string
	if s.Open() < 0 {
		broken = append(broken, fmt.Sprintf("promised %d, drawn %d, waived %d", s.Pledged, s.Drawn, s.Waived))
	}
	if s.Sent != s.Received+s.InTransit+s.Disputed+s.Charged {
		broken = append(broken, fmt.Sprintf("sent %d, received %d, in transit %d, missing %d, charged %d", s.Sent, s.Received, s.InTransit, s.Disputed, s.Charged))
	}
	if topic != OfProject && s.Held+s.Spent+s.OnWay+s.Returned+s.ChargedOn != s.Received+s.Suspense {
		broken = append(broken, fmt.Sprintf("held %d, spent %d, on its way %d, returned %d; received %d, in suspense %d", s.Held, s.Spent, s.OnWay, s.Returned,
			s.Received, s.Suspense))
	}
	return broken
}

// compare holds the sums of one total, over its years, against its accounts.
func compare(at Total, s Sums, held map[string]int64) []Finding {
	where := fmt.Sprintf("%s %s %s %s", at.Topic, at.Subject, at.Class, at.Currency)
	var list []Finding
	for _, what := range s.identities(at.Topic) {
		list = append(list, Finding{"an identity is broken: " + what, where})
	}
	said := s.positions()
	var names []string
	for name := range said {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if said[name] != held[name] {
			list = append(list, Finding{fmt.Sprintf("the sums say %d in %s, the accounts %d", said[name], name, held[name]), where})
		}
	}
	return list
}
