package decision

import (
	"slices"

	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/programme/party"
)

// Standing is what the relations of an actor to a measure rest on. Sides are
// those of the measure's pairing where it has one, else of the programme.
type Standing struct {
	Side     string   // of the actor's organisation
	Captor   string   // of the organisation that captured the measure
	Unsided  bool     // nobody who may give the second acceptance has a seat
	Across   ident.ID // the organisation across from the lead: of the pairing, else the one that asked
	Pair     party.Pairing
	Claimant Claimant
}

// Claimant is who claimed last that something is done.
type Claimant struct {
	Person       ident.Person
	Organisation ident.ID
}

// Relations is how an actor stands to the measure. Mine is the lead's, OurSide
// that of its co-leads and, while it is only captured, of the organisation that
// captured it. Opposite is, of what is claimed done, whoever may judge the
// claim; of what is blocked, whoever is asked to unblock it; else whoever may
// give the second acceptance.
func (m Measure) Relations(who ident.Actor, s Standing) ident.Relations {
	var rel ident.Relations
	if m.Lead != 0 && m.Lead == who.Organisation {
		rel = append(rel, ident.Mine)
	}
	if m.State == Captured && m.Owner == who.Organisation || slices.Contains(m.CoLeads, who.Organisation) {
		rel = append(rel, ident.OurSide)
	}
	opposite := false
	switch {
	case m.claimed():
		opposite = who.Has(desk...) && who.SomeoneElse(s.Claimant.Person, s.Claimant.Organisation) && !m.CarriedBy(who.Organisation)
	case m.State == Blocked:
		opposite = m.Unblocker != 0 && m.Unblocker == who.Organisation
	default:
		opposite = m.NeedsSecond && m.maySecond(who, s)
	}
	if opposite {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// captors is how an actor stands to how the measure reads, whatever its state.
func (m Measure) captors(who ident.Actor) ident.Relations {
	if m.Owner == who.Organisation {
		return ident.Relations{ident.OurSide}
	}
	return nil
}

// claimed tells whether the last word on the measure is a claim of done, or
// what somebody said to it.
func (m Measure) claimed() bool {
	return slices.Contains([]string{Reported, Returned, Verified, Closed}, m.State)
}

// agreed are the verbs that only follow a proposal on which another has agreed.
var agreed = []string{"decision.defer", "decision.merge", "decision.cancel", "decision.amend"}

// Moves lists what the actor may do with the measure now, without what would be
// refused for another reason than who asks: its buttons.
func (m Measure) Moves(who ident.Actor, s Standing) []state.Move {
	last := ""
	return slices.DeleteFunc(Machine.Open(who, m.Relations(who, s), m.State), func(mv state.Move) bool {
		twice := mv.Verb == last // one verb with several ends is one button
		last = mv.Verb
		switch mv.Verb {
		case "decision.second":
			return !m.awaitsSecond()
		case "decision.assign":
			return m.awaitsSecond()
		case "decision.correct":
			return m.Accepted
		case "decision.ask":
			return m.Answered == m.Members
		case "decision.withdraw":
			return m.Answered > 0
		case "decision.close":
			return m.Finished < m.Members
		}
		return twice || slices.Contains(agreed, mv.Verb)
	})
}

func (m Measure) awaitsSecond() bool { return m.NeedsSecond && !m.Accepted }

// secondSides lists the sides that may give the second acceptance.
func (m Measure) secondSides(captor string) []string {
	switch {
	case m.LaidOn == "both" && captor == party.Provider:
		return []string{party.Receiver}
	case m.LaidOn == "both" && captor == party.Receiver:
		return []string{party.Provider}
	case m.LaidOn == "both":
		return []string{party.Provider, party.Receiver}
	case m.LaidOn == "":
		return nil
	}
	return []string{m.LaidOn}
}

// maySecond is the rule of the second acceptance: someone else, on the side the
// duty is laid on; of a duty laid on both, on the side that did not capture it.
// A second person of the office takes the place of a side that is not known or
// has nobody in the programme.
func (m Measure) maySecond(who ident.Actor, s Standing) bool {
	if s.Unsided {
		return who.Has(desk...) && who.Person != m.CapturedBy
	}
	return slices.Contains(m.secondSides(s.Captor), s.Side) && who.SomeoneElse(m.CapturedBy, m.Owner)
}

// laidOnOthers tells whether a duty is laid on another side than the one whose
// organisation captures it.
func laidOnOthers(laidOn, capturingSide string) bool {
	return laidOn != "" && laidOn != capturingSide
}
