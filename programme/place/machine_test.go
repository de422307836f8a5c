package place

import (
	"slices"
	"strings"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
)

// The expectations are written by hand: one line a move, "verb: from > to by
// role/relation ... [reason]". Whatever is not written must be refused.
const siteMoves = `
place.screen: not_started > preliminary by safeguards office secretary owner/mine provider/mine receiver/mine
place.screen: expired > preliminary by safeguards office secretary owner/mine provider/mine receiver/mine
place.screen: preliminary > preliminary by safeguards office secretary owner/mine provider/mine receiver/mine
place.find_clear: preliminary > clear by safeguards/opposite office/opposite secretary/opposite
place.find_assess: preliminary > assess by safeguards/opposite office/opposite secretary/opposite reason
place.prohibit: preliminary > prohibited by safeguards office secretary owner/mine provider/mine receiver/mine
place.except: prohibited > assess by leader/opposite safeguards/opposite office/opposite secretary/opposite
place.clear_on: assess > cleared_with_conditions by safeguards/opposite office/opposite secretary/opposite reason
place.refuse: assess > refused by safeguards/opposite office/opposite secretary/opposite reason
place.expire: preliminary > expired by nobody
place.move: not_started > not_started by safeguards office secretary owner/mine provider/mine receiver/mine reason
place.move: expired > expired by safeguards office secretary owner/mine provider/mine receiver/mine reason
place.move: preliminary > expired by safeguards office secretary owner/mine provider/mine receiver/mine reason
place.move: clear > expired by safeguards office secretary owner/mine provider/mine receiver/mine reason
place.move: assess > expired by safeguards office secretary owner/mine provider/mine receiver/mine reason
place.move: prohibited > expired by safeguards office secretary owner/mine provider/mine receiver/mine reason
place.move: cleared_with_conditions > expired by safeguards office secretary owner/mine provider/mine receiver/mine reason
place.move: refused > expired by safeguards office secretary owner/mine provider/mine receiver/mine reason
`

const conditionMoves = `
place.meet: open > met by safeguards office secretary owner/mine provider/mine receiver/mine reason
place.check: met > checked by safeguards/opposite office/opposite secretary/opposite
place.reopen: met > open by safeguards/opposite office/opposite secretary/opposite reason
place.reopen: checked > open by safeguards/opposite office/opposite secretary/opposite reason
place.lapse: open > lapsed by nobody
`

const consultationMoves = `
place.notify: planned > notified by safeguards office secretary owner/mine provider/mine receiver/mine
place.hold: notified > held by safeguards office secretary owner/mine provider/mine receiver/mine
place.feed_back: held > fed_back by safeguards office secretary owner/mine provider/mine receiver/mine
place.support: fed_back > support by safeguards/opposite office/opposite secretary/opposite
place.support_on: fed_back > support_with_conditions by safeguards/opposite office/opposite secretary/opposite reason
place.object: fed_back > objection by safeguards/opposite office/opposite secretary/opposite reason
place.consent: fed_back > consent_given by safeguards/opposite office/opposite secretary/opposite
place.withhold: fed_back > consent_withheld by safeguards/opposite office/opposite secretary/opposite reason
place.call_off: planned > called_off by safeguards office secretary owner/mine provider/mine receiver/mine reason
place.call_off: notified > called_off by safeguards office secretary owner/mine provider/mine receiver/mine reason
`

func TestMachinesAreAsWritten(t *testing.T) {
	for _, m := range []struct {
		machine *state.Machine
		written string
		states  string
	}{
		{Machine, siteMoves, "not_started expired preliminary clear assess prohibited cleared_with_conditions refused"},
		{ConditionMachine, conditionMoves, "open met checked lapsed"},
		{ConsultationMachine, consultationMoves, "planned notified held fed_back support support_with_conditions objection consent_given consent_withheld called_off"},
	} {
		t.Run(m.machine.Noun, func(t *testing.T) {
			if got := strings.Join(m.machine.States(), " "); got != m.states {
				t.Errorf("states are %s, want %s", got, m.states)
			}
			tryAll(t, m.machine, m.written)
		})
	}
}

// tryAll tries every verb in every state by every role in every relation.
func tryAll(t *testing.T, m *state.Machine, written string) {
	t.Helper()
	moves := map[string]string{} // verb from role/relation -> to
	reasons := map[string]bool{} // verb from
	holders := map[string]bool{} // verb role/relation: may do it in some state
	var verbs []string
	for line := range strings.Lines(strings.TrimSpace(written)) {
		words := strings.Fields(line)
		verb, from, to := strings.TrimSuffix(words[0], ":"), words[1], words[3]
		if !slices.Contains(verbs, verb) {
			verbs = append(verbs, verb)
		}
		for _, who := range words[5:] {
			if who == "reason" {
				reasons[verb+" "+from] = true
				continue
			}
			moves[verb+" "+from+" "+who] = to
			holders[verb+" "+who] = true
		}
	}
	one := func(table map[string]string, prefix string, role ident.Role, rel ident.Relation) (string, bool) {
		if to, ok := table[prefix+" "+string(role)]; ok { // whatever the relation
			return to, true
		}
		to, ok := table[prefix+" "+string(role)+"/"+string(rel)]
		return to, ok
	}
	for _, verb := range append(verbs, "place.no_such_verb") {
		for _, from := range m.States() {
			for _, role := range ident.Roles {
				for _, rel := range []ident.Relation{ident.Anyone, ident.Mine, ident.OurSide, ident.Opposite} {
					want, ok := one(moves, verb+" "+from, role, rel)
					who := ident.Actor{Person: 1, Organisation: 1, Roles: []ident.Role{role}}
					mv, err := m.Try(who, ident.Relations{rel}, from, verb, "because")
					switch holds := holders[verb+" "+string(role)] || holders[verb+" "+string(role)+"/"+string(rel)]; {
					case ok && (err != nil || mv.To != want):
						t.Errorf("%s from %s by %s/%s: to %q, %v; want %s", verb, from, role, rel, mv.To, err, want)
					case !ok && holds && fault.KindOf(err) != fault.Conflict:
						t.Errorf("%s from %s by %s/%s: %v, want a conflict", verb, from, role, rel, err)
					case !ok && !holds && fault.KindOf(err) != fault.Forbidden:
						t.Errorf("%s from %s by %s/%s: %v, want forbidden", verb, from, role, rel, err)
					}
					if !ok {
						continue
					}
					_, err = m.Try(who, ident.Relations{rel}, from, verb, "")
					if wants := reasons[verb+" "+from]; wants != (fault.KindOf(err) == fault.Invalid) {
						t.Errorf("%s from %s without a reason: %v, reason wanted: %v", verb, from, err, wants)
					}
				}
			}
		}
	}
	for _, mv := range m.Moves {
		if !slices.Contains(verbs, mv.Verb) {
			t.Errorf("%s is not in the written table", mv.Verb)
		}
	}
}

// Organisations and persons of the relation tests.
const (
	desk, builder, county ident.ID     = 11, 21, 22
	ann, ben              ident.Person = 1, 2
)

func TestWhoStandsAcrossFromASite(t *testing.T) {
	placed := Site{PlacedBy: ann, Owner: builder, State: Preliminary}
	office := Site{PlacedBy: ann, Owner: desk, ByOffice: true, State: Preliminary}
	stopped := Site{PlacedBy: ann, Owner: desk, ByOffice: true, State: Prohibited, ScreenedBy: ben}
	at := func(p ident.Person, org ident.ID) ident.Actor { return ident.Actor{Person: p, Organisation: org} }
	for _, c := range []struct {
		name string
		s    Site
		who  ident.Actor
		want ident.Relations
	}{
		{"an officer to a builder's site", placed, at(ben, desk), ident.Relations{ident.Opposite}},
		{"a colleague of the one who placed it", placed, at(ben, builder), ident.Relations{ident.Mine}},
		{"who placed it, under another hat", placed, at(ann, desk), nil},
		{"a second person of the office to the office's own", office, at(ben, desk), ident.Relations{ident.Mine, ident.Opposite}},
		{"who placed it for the office", office, at(ann, desk), ident.Relations{ident.Mine}},
		{"who screened it, where it is prohibited", stopped, at(ben, desk), ident.Relations{ident.Mine}},
		{"a third person, where it is prohibited", stopped, at(3, county), ident.Relations{ident.Opposite}},
	} {
		if got := c.s.Relations(c.who); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	met := Condition{State: Met, MetBy: ann, MetOrg: builder}
	for who, want := range map[*ident.Actor]bool{{Person: ben, Organisation: desk}: true, {Person: ben, Organisation: builder}: false, {Person: ann, Organisation: desk}: false} {
		if got := slices.Contains(met.Relations(*who, placed), ident.Opposite); got != want {
			t.Errorf("%+v across from a condition: %v", *who, got)
		}
	}
}
