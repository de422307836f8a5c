// Package access says who may come in and who may do what: accounts, sessions,
// and one table of actions.
package access

import (
	"fmt"
	"slices"
	"sort"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
)

// Rule names an action and who may do it. A room lists its rules; those of its
// state machines come from the machines themselves.
type Rule struct {
	Action string // room.verb
	By     []ident.Grant
}

// Policy is the one table of actions.
type Policy struct{ grants map[string][]ident.Grant }

// NewPolicy joins the rules of all rooms. An action listed twice is refused.
func NewPolicy(rules ...Rule) (*Policy, error) {
	p := &Policy{grants: map[string][]ident.Grant{}}
	for _, r := range rules {
		if _, twice := p.grants[r.Action]; twice {
			return nil, fmt.Errorf("action %s is listed twice", r.Action)
		}
		p.grants[r.Action] = r.By
	}
	return p, nil
}

// FromMachine lists a machine's verbs as rules; a verb with several moves is
// allowed to whoever may make one of them.
func FromMachine(m *state.Machine) []Rule {
	var rules []Rule
	for _, mv := range m.Moves {
		i := slices.IndexFunc(rules, func(r Rule) bool { return r.Action == mv.Verb })
		if i < 0 {
			rules = append(rules, Rule{Action: mv.Verb, By: slices.Clone(mv.By)})
			continue
		}
		rules[i].By = append(rules[i].By, mv.By...)
	}
	return rules
}

// Actions lists every action, sorted.
func (p *Policy) Actions() []string {
	var all []string
	for a := range p.grants {
		all = append(all, a)
	}
	sort.Strings(all)
	return all
}

// Grants is who may do an action.
func (p *Policy) Grants(action string) ([]ident.Grant, bool) {
	g, ok := p.grants[action]
	return g, ok
}

// Reaches tells whether the actor's roles could allow the action on some
// record. It is the gate of a route; the action itself checks the relation.
func (p *Policy) Reaches(who ident.Actor, action string) bool {
	return slices.ContainsFunc(p.grants[action], func(g ident.Grant) bool { return who.Has(g.Roles...) })
}

// Check allows an act that is no move of a state machine, or refuses it.
func Check(rules []Rule, who ident.Actor, action string, rel ident.Relations) error {
	for _, r := range rules {
		if r.Action == action && slices.ContainsFunc(r.By, func(g ident.Grant) bool { return g.Allows(who, rel) }) {
			return nil
		}
	}
	return fault.New(fault.Forbidden, "fault.forbidden")
}

// MaySee is the rule of visibility for one record: programme-wide roles see all,
// others see what is not internal and what their own organisation owns.
func MaySee(who ident.Actor, visibility string, owner ident.ID) bool {
	return who.SeesAll() || visibility != "internal" || owner == who.Organisation
}
