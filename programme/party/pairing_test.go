package party

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// Persons and organisations of the rule tests.
const (
	provOrg ident.ID = 10
	recvOrg ident.ID = 20
	offOrg  ident.ID = 30
	farOrg  ident.ID = 40
)

func actor(person ident.Person, org ident.ID, roles ...ident.Role) ident.Actor {
	return ident.Actor{Person: person, Organisation: org, Roles: roles}
}

// pairingMoves is the life of a pairing written down a second time by hand.
var pairingMoves = []struct {
	verb, from, to string
	roles          []ident.Role
	relation       ident.Relation
	reason         bool
}{
	{"party.agree", "proposed", "", []ident.Role{ident.Provider, ident.Receiver, ident.Office, ident.Secretary}, ident.Opposite, false},
	{"party.agree", "half_agreed", "agreed", []ident.Role{ident.Provider, ident.Receiver, ident.Office, ident.Secretary}, ident.Opposite, false},
	{"party.decline", "proposed", "declined", []ident.Role{ident.Provider, ident.Receiver}, ident.Mine, true},
	{"party.decline", "half_agreed", "declined", []ident.Role{ident.Provider, ident.Receiver}, ident.Mine, true},
	{"party.decline", "proposed", "declined", []ident.Role{ident.Office}, ident.Anyone, true},
	{"party.decline", "half_agreed", "declined", []ident.Role{ident.Office}, ident.Anyone, true},
	{"party.start", "agreed", "active", []ident.Role{ident.Office}, ident.Anyone, false},
	{"party.suspend", "active", "suspended", []ident.Role{ident.Office}, ident.Anyone, true},
	{"party.resume", "suspended", "active", []ident.Role{ident.Office}, ident.Anyone, true},
	{"party.transfer", "active", "transferred", []ident.Role{ident.Office}, ident.Anyone, true},
	{"party.transfer", "suspended", "transferred", []ident.Role{ident.Office}, ident.Anyone, true},
	{"party.take_back", "proposed", "withdrawn", []ident.Role{ident.Office}, ident.Anyone, false},
	{"party.end", "agreed", "ended", []ident.Role{ident.Office}, ident.Anyone, true},
	{"party.end", "active", "ended", []ident.Role{ident.Office}, ident.Anyone, true},
	{"party.end", "suspended", "ended", []ident.Role{ident.Office}, ident.Anyone, true},
}

// TestEveryMoveOfAPairing tries every state, verb, role and relation.
func TestEveryMoveOfAPairing(t *testing.T) {
	verbs := append(slices.Sorted(maps.Keys(stepPaths)), "party.transfer", "party.take_back")
	relations := []ident.Relations{nil, {ident.Mine}, {ident.OurSide}, {ident.Opposite}, {ident.Mine, ident.OurSide, ident.Opposite}}
	tried := 0
	for _, verb := range verbs {
		for _, from := range PairingMachine.States() {
			for _, role := range ident.Roles {
				for _, rel := range relations {
					for _, reason := range []string{"", "because"} {
						tried++
						_, err := PairingMachine.Try(actor(1, 2, role), rel, from, verb, reason)
						if got, should := fault.KindOf(err), expected(verb, from, role, rel, reason); got != should {
							t.Errorf("%s from %s as %s %v reason %q: %v, want %v", verb, from, role, rel, reason, err, should)
						}
					}
				}
			}
		}
	}
	if tried != 8*9*15*5*2 {
		t.Errorf("tried %d", tried)
	}
}

func expected(verb, from string, role ident.Role, rel ident.Relations, reason string) fault.Kind {
	permitted, here, asks := false, false, false
	for _, m := range pairingMoves {
		if m.verb != verb || !slices.Contains(m.roles, role) || m.relation != ident.Anyone && !slices.Contains(rel, m.relation) {
			continue
		}
		permitted = true
		if m.from == from {
			here, asks = true, m.reason
		}
	}
	switch {
	case !permitted:
		return fault.Forbidden
	case !here:
		return fault.Conflict
	case asks && reason == "":
		return fault.Invalid
	}
	return 0
}

// TestWhoAgreesForWhom holds that both sides agree, each by someone who has
// neither proposed nor agreed for the other, whatever hat they wear.
func TestWhoAgreesForWhom(t *testing.T) {
	seated := map[string]bool{Provider: true, Receiver: true}
	byOffice := Pairing{Provider: provOrg, Receiver: recvOrg, ProposedBy: 1, State: "proposed"}
	byProvider := Pairing{Provider: provOrg, Receiver: recvOrg, ProposedBy: 2, AgreedBy: 2, AgreedSide: Provider, State: "half_agreed"}
	half := Pairing{Provider: provOrg, Receiver: recvOrg, ProposedBy: 1, AgreedBy: 3, AgreedSide: Receiver, State: "half_agreed"}
	for i, c := range []struct {
		p      Pairing
		who    ident.Actor
		seated map[string]bool
		state  string // "" when refused
	}{
		{byOffice, actor(2, provOrg, ident.Provider), seated, "half_agreed"},
		{byOffice, actor(3, recvOrg, ident.Receiver), seated, "half_agreed"},
		{byOffice, actor(1, provOrg, ident.Provider), seated, ""}, // the proposer under another hat
		{byOffice, actor(2, provOrg, ident.Finance), seated, ""},
		{byOffice, actor(2, farOrg, ident.Provider), seated, ""},
		{byOffice, actor(5, offOrg, ident.Office), seated, ""}, // both sides can answer themselves
		{byOffice, actor(5, offOrg, ident.Office), nil, "agreed"},
		{byOffice, actor(5, offOrg, ident.Secretary), map[string]bool{Provider: true}, "half_agreed"},
		{byOffice, actor(1, offOrg, ident.Office), nil, ""}, // not the second person
		{byProvider, actor(3, recvOrg, ident.Receiver), seated, "agreed"},
		{byProvider, actor(4, provOrg, ident.Provider), seated, ""}, // its own side
		{byProvider, actor(2, recvOrg, ident.Receiver), seated, ""}, // the proposer under the other's hat
		{byProvider, actor(5, offOrg, ident.Office), seated, ""},
		{byProvider, actor(5, offOrg, ident.Office), map[string]bool{Provider: true}, "agreed"},
		{half, actor(2, provOrg, ident.Provider), seated, "agreed"},
		{half, actor(3, provOrg, ident.Provider), seated, ""}, // agreed for the other side already
		{half, actor(6, recvOrg, ident.Receiver), seated, ""},
	} {
		next, err := c.p.move(c.who, c.seated, MoveInput{Verb: "party.agree"})
		switch {
		case c.state == "":
			want(t, err, fault.Forbidden, "fault.forbidden")
		case err != nil || next.State != c.state:
			t.Errorf("case %d: %s, %v, want %s", i, next.State, err, c.state)
		}
		if err == nil && next.State == "half_agreed" && (next.AgreedBy != c.who.Person || next.AgreedSide == "") {
			t.Errorf("case %d: who agreed is lost: %+v", i, next)
		}
	}
}

func TestProposing(t *testing.T) {
	in := PairInput{Provider: provOrg, Receiver: recvOrg}
	for _, c := range []struct {
		org         ident.ID
		state, side string
	}{{offOrg, "proposed", ""}, {provOrg, "half_agreed", Provider}, {recvOrg, "half_agreed", Receiver}} {
		p := in.propose(actor(7, c.org, ident.Office))
		if p.State != c.state || p.AgreedSide != c.side || p.ProposedBy != 7 {
			t.Errorf("proposed by %d: %+v", c.org, p)
		}
	}
	good := PairInput{Provider: provOrg, Receiver: recvOrg, From: "2027-01-01"}
	for key, spoil := range map[string]func(*PairInput){
		"party.provider_missing": func(in *PairInput) { in.Provider = 0 },
		"party.receiver_missing": func(in *PairInput) { in.Receiver = 0 },
		"party.pair_self":        func(in *PairInput) { in.Receiver = provOrg },
		"party.from_missing":     func(in *PairInput) { in.From = "" },
		"party.day_order":        func(in *PairInput) { in.To = "2026-01-01" },
		"party.day":              func(in *PairInput) { in.To = "2027-13-01" },
		"party.level_unknown":    func(in *PairInput) { in.Level = "x" },
	} {
		in := good
		spoil(&in)
		_, err := in.check()
		want(t, err, fault.Invalid, key)
	}
}

func TestEndingNeedsItsLastDay(t *testing.T) {
	p := Pairing{Provider: provOrg, Receiver: recvOrg, From: "2027-01-01", State: "active"}
	officer := actor(1, offOrg, ident.Office)
	for _, c := range []struct {
		on  string
		key string
	}{{"", "party.day"}, {"2026-12-31", "party.day_order"}, {"2028-05-01", ""}} {
		next, err := p.move(officer, nil, MoveInput{Verb: "party.end", Reason: "term", On: words.Day(c.on)})
		if c.key != "" {
			want(t, err, fault.Invalid, c.key)
		} else if err != nil || next.To != "2028-05-01" || next.State != "ended" {
			t.Errorf("%+v, %v", next, err)
		}
	}
}

func TestWhoIsAskedNext(t *testing.T) {
	p := Pairing{Provider: provOrg, Receiver: recvOrg, ProposedBy: 1, State: "proposed"}
	if got := fmt.Sprint(p.wants(map[string]bool{Provider: true})); got != "[{party.agree provider 10 1  } {party.agree office 0 1  }]" {
		t.Error(got)
	}
	p.State, p.AgreedSide = "half_agreed", Provider
	if got := fmt.Sprint(p.wants(map[string]bool{Receiver: true})); got != "[{party.agree receiver 20 1  }]" {
		t.Error(got)
	}
	p.State = "agreed"
	if got := fmt.Sprint(p.wants(nil)); got != "[{party.start office 0 0  }]" {
		t.Error(got)
	}
	p.State = "active"
	if got := p.wants(nil); len(got) != 0 {
		t.Error(got)
	}
}
