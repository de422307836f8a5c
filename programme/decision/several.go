package decision

import (
	"slices"

	"throughline/kit/ident"
)

// Verbs that can be done to several measures at once, in one change with one
// receipt: the verb, with the noun that stands for it in addresses.
var together = []act{{"decision.register", "registration"}, {"decision.refuse", "refusal"}, {"decision.assign", "assignment"}, {"decision.propose", "deferral"}}

// fits tells whether the actor may do one of those verbs to the measure as it
// stands.
func (m Measure) fits(who ident.Actor, verb string) bool {
	switch verb {
	case "decision.propose":
		return slices.Contains(m.Offers(who), Defer)
	case "decision.assign":
		return who.Has(desk...) && (m.State == Registered || m.State == Contested) && !m.awaitsSecond()
	}
	return who.Has(desk...) && m.State == Captured
}

// undoing is the verb that takes back what a fact tells, "" when nothing does.
func undoing(fact string) string {
	switch fact {
	case Noun + ".registered", Noun + ".not_taken", Noun + ".assigned":
		return "decision.reverse"
	case Noun + ".captured":
		return "decision.withdraw"
	case ProposalNoun + ".made":
		return "decision.take_back"
	}
	return ""
}
