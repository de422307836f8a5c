package plan

import (
	"slices"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
)

// way is one move written down a second time by hand: who may, and in which
// relation.
type way struct {
	from, to string
	roles    []ident.Role
	rel      ident.Relation
	also     []ident.Role // who may whatever the relation
	reason   bool
}

var (
	officers = []ident.Role{ident.Office}
	leaders  = []ident.Role{ident.Leader}
	desks    = []ident.Role{ident.Office, ident.Secretary}
	sides    = []ident.Role{ident.Provider, ident.Receiver}
	holders  = []ident.Role{ident.Provider, ident.Receiver, ident.Owner}
	judges   = []ident.Role{ident.Receiver, ident.Provider, ident.Office, ident.Secretary}
)

var lives = []struct {
	machine *state.Machine
	moves   map[string][]way
	past    map[string]string
}{
	{&Machine, map[string][]way{
		"plan.consult":   {{"drafting", "consulted", nil, "", officers, false}},
		"plan.send_back": {{"consulted", "drafting", nil, "", leaders, true}},
		"plan.approve":   {{"consulted", "approved", leaders, ident.Opposite, nil, false}},
		"plan.begin":     {{"approved", "in_force", nil, "", officers, false}},
		"plan.review":    {{"in_force", "midterm", nil, "", officers, false}},
		"plan.continue":  {{"midterm", "in_force", leaders, ident.Opposite, nil, true}},
		"plan.conclude":  {{"in_force", "final_review", nil, "", officers, false}},
		"plan.close":     {{"final_review", "closed", nil, "", officers, true}},
		"plan.edit": {{"drafting", "drafting", nil, "", officers, false}, {"consulted", "consulted", nil, "", officers, false},
			{"midterm", "midterm", nil, "", officers, false}},
	}, pastVerbs},
	{&AnnualMachine, map[string][]way{
		"plan.submit_annual":  {{"draft", "submitted", sides, ident.Mine, officers, false}},
		"plan.return_annual":  {{"submitted", "draft", nil, "", leaders, true}},
		"plan.issue_annual":   {{"submitted", "issued", leaders, ident.Opposite, nil, false}},
		"plan.adjust_annual":  {{"issued", "adjusting", sides, ident.Mine, officers, true}},
		"plan.reissue_annual": {{"adjusting", "issued", leaders, ident.Opposite, nil, false}},
		"plan.settle_annual":  {{"issued", "settled", nil, "", officers, true}},
		"plan.edit_annual":    {{"draft", "draft", sides, ident.Mine, officers, false}, {"adjusting", "adjusting", sides, ident.Mine, officers, false}},
	}, pastAnnual},
	{&TakeUpMachine, map[string][]way{
		"plan.claim_take_up": everywhere("claimed", false), "plan.not_applicable": everywhere("not_applicable", true),
		"plan.confirm_take_up": {{"claimed", "confirmed", judges, ident.Opposite, nil, false}},
		"plan.return_take_up":  {{"claimed", "returned", judges, ident.Opposite, nil, true}, {"not_applicable", "returned", judges, ident.Opposite, nil, true}},
	}, pastTakeUp},
}

func everywhere(to string, reason bool) []way {
	var all []way
	for _, from := range []string{"silent", "claimed", "confirmed", "returned", "not_applicable"} {
		all = append(all, way{from, to, holders, ident.Mine, desks, reason})
	}
	return all
}

// Every state, verb, role, relation and with or without a reason.
func TestEveryMove(t *testing.T) {
	for _, life := range lives {
		verbs := map[string]bool{}
		for _, mv := range life.machine.Moves {
			verbs[mv.Verb] = true
		}
		if len(verbs) != len(life.moves) {
			t.Errorf("%s has %d verbs, expected %d", life.machine.Noun, len(verbs), len(life.moves))
		}
		for verb, ways := range life.moves {
			if life.past[verb] == "" && verb != "plan.edit" && verb != "plan.edit_annual" {
				t.Errorf("%s has no fact", verb)
			}
			for _, from := range life.machine.States() {
				for _, role := range ident.Roles {
					for _, rel := range []ident.Relation{ident.Anyone, ident.Mine, ident.OurSide, ident.Opposite} {
						tryMove(t, life.machine, verb, ways, from, role, rel)
					}
				}
			}
		}
	}
}

func tryMove(t *testing.T, m *state.Machine, verb string, ways []way, from string, role ident.Role, rel ident.Relation) {
	t.Helper()
	for _, reason := range []string{"", "because"} {
		should, to := fault.Forbidden, ""
		for _, w := range ways {
			if !slices.Contains(w.also, role) && !(slices.Contains(w.roles, role) && rel == w.rel) {
				continue
			}
			if should == fault.Forbidden {
				should = fault.Conflict
			}
			if w.from == from {
				if should, to = 0, w.to; w.reason && reason == "" {
					should = fault.Invalid
				}
			}
		}
		mv, err := m.Try(ident.Actor{Person: 1, Organisation: 2, Roles: []ident.Role{role}}, ident.Relations{rel}, from, verb, reason)
		if fault.KindOf(err) != should || err == nil && mv.To != to {
			t.Errorf("%s from %s as %s in relation %q: %s, %v, want %v", verb, from, role, rel, mv.To, err, should)
		}
	}
}

// Every verb that people choose has its noun in a URL.
func TestEveryVerbHasItsAddress(t *testing.T) {
	for _, m := range []struct {
		machine *state.Machine
		paths   map[string]string
	}{{&Machine, stepPaths}, {&AnnualMachine, annualPaths}} {
		for _, mv := range m.machine.Moves {
			if m.paths[mv.Verb] == "" && mv.Verb != "plan.edit" && mv.Verb != "plan.edit_annual" {
				t.Errorf("%s has no address", mv.Verb)
			}
		}
	}
}
