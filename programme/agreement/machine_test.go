package agreement

import (
	"slices"
	"strings"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
)

// The expectations are written by hand: one line a move, "verb: from > to by
// role/relation ... [reason]". Whatever is not written must be refused.
const agreementMoves = `
agreement.accept: captured > signed_unheld by provider/opposite receiver/opposite office/opposite secretary/opposite
agreement.submit_draft: drafting > reviewing by office secretary provider/our_side receiver/our_side
agreement.return_draft: reviewing > drafting by office secretary provider/opposite receiver/opposite reason
agreement.return_draft: agreed_text > drafting by office secretary provider/opposite receiver/opposite reason
agreement.agree_text: reviewing > agreed_text by provider/opposite receiver/opposite office/opposite secretary/opposite
agreement.sign: agreed_text > signed by office secretary provider/our_side receiver/our_side
agreement.hold_text: captured > captured by office secretary provider/our_side receiver/our_side
agreement.hold_text: drafting > drafting by office secretary provider/our_side receiver/our_side
agreement.hold_text: signed > signed by office secretary provider/our_side receiver/our_side
agreement.hold_text: effective > effective by office secretary provider/our_side receiver/our_side
agreement.hold_text: signed_unheld > signed by office secretary provider/our_side receiver/our_side
agreement.take_effect: signed > effective by office secretary
agreement.complete: effective > completed by office secretary
agreement.lapse: signed_unheld > lapsed by office secretary reason
agreement.lapse: signed > lapsed by office secretary reason
agreement.lapse: effective > lapsed by office secretary reason
agreement.terminate: signed_unheld > terminated by office secretary reason
agreement.terminate: signed > terminated by office secretary reason
agreement.terminate: effective > terminated by office secretary reason
agreement.supersede: signed_unheld > superseded by office secretary provider/our_side receiver/our_side provider/opposite receiver/opposite
agreement.supersede: signed > superseded by office secretary provider/our_side receiver/our_side provider/opposite receiver/opposite
agreement.supersede: effective > superseded by office secretary provider/our_side receiver/our_side provider/opposite receiver/opposite
agreement.supersede: lapsed > superseded by office secretary provider/our_side receiver/our_side provider/opposite receiver/opposite
agreement.withdraw: captured > withdrawn by office secretary provider/opposite receiver/opposite reason
agreement.withdraw: drafting > withdrawn by office secretary reason
agreement.withdraw: reviewing > withdrawn by office secretary reason
agreement.withdraw: agreed_text > withdrawn by office secretary reason
agreement.withdraw: signed_unheld > withdrawn by office secretary reason
agreement.withdraw: signed > withdrawn by office secretary reason
`

const clauseMoves = `
agreement.accept_clause: marked > accepted by provider/opposite receiver/opposite office/opposite secretary/opposite
agreement.contest_clause: marked > contested by provider/opposite receiver/opposite office/opposite secretary/opposite reason
agreement.recast_clause: marked > marked by office secretary provider/our_side receiver/our_side
agreement.recast_clause: contested > marked by office secretary provider/our_side receiver/our_side
agreement.supersede_clause: marked > superseded by office secretary provider/our_side receiver/our_side
agreement.supersede_clause: accepted > superseded by office secretary provider/our_side receiver/our_side
agreement.supersede_clause: contested > superseded by office secretary provider/our_side receiver/our_side
agreement.withdraw_clause: marked > withdrawn by office secretary provider/mine receiver/mine reason
agreement.withdraw_clause: contested > withdrawn by office secretary reason
agreement.withdraw_clause: accepted > withdrawn by office secretary reason
`

const amendmentMoves = `
agreement.consent: proposed > in_force by provider/our_side receiver/our_side office/opposite secretary/opposite
agreement.refuse_amendment: proposed > declined by provider/our_side receiver/our_side reason
agreement.take_back_amendment: proposed > taken_back by provider/mine receiver/mine office/mine secretary/mine
`

const ventureMoves = `
agreement.approve_venture: talks > approved by office secretary provider/our_side receiver/our_side
agreement.register_venture: approved > registered by office secretary provider/our_side receiver/our_side
agreement.pay_capital: registered > capital_paid by office secretary provider/our_side receiver/our_side
agreement.begin_operation: capital_paid > operating by office secretary provider/our_side receiver/our_side
agreement.wind_up: registered > wound_up by office secretary provider/our_side receiver/our_side reason
agreement.wind_up: capital_paid > wound_up by office secretary provider/our_side receiver/our_side reason
agreement.wind_up: operating > wound_up by office secretary provider/our_side receiver/our_side reason
agreement.end_talks: talks > talks_ended by office secretary provider/our_side receiver/our_side reason
agreement.end_talks: approved > talks_ended by office secretary provider/our_side receiver/our_side reason
`

const stepMoves = `
agreement.confirm_step: recorded > confirmed by provider/opposite receiver/opposite office/opposite secretary/opposite
agreement.contest_step: recorded > contested by provider/opposite receiver/opposite office/opposite secretary/opposite reason
agreement.take_back_step: recorded > withdrawn by provider/mine receiver/mine office/mine secretary/mine
`

const commitmentMoves = `
agreement.acknowledge: recorded > acknowledged by receiver/opposite
agreement.correct: recorded > corrected by receiver/opposite
agreement.take_wording: corrected > acknowledged by provider/opposite
agreement.keep_wording: corrected > disputed by provider/opposite reason
agreement.claim: acknowledged > claimed_done by provider/mine
agreement.confirm: claimed_done > confirmed by receiver/opposite
agreement.confirm_partly: claimed_done > partly by receiver/opposite reason
agreement.dispute: claimed_done > disputed by receiver/opposite reason
agreement.amend_commitment: acknowledged > acknowledged by provider/opposite receiver/opposite
agreement.amend_commitment: partly > acknowledged by provider/opposite receiver/opposite
agreement.amend_commitment: disputed > acknowledged by provider/opposite receiver/opposite
agreement.resume: partly > acknowledged by provider/opposite receiver/opposite
agreement.resume: disputed > acknowledged by provider/opposite receiver/opposite
agreement.resume: unmet > acknowledged by provider/opposite receiver/opposite
agreement.waive: acknowledged > waived by provider/opposite receiver/opposite
agreement.waive: partly > waived by provider/opposite receiver/opposite
agreement.waive: disputed > waived by provider/opposite receiver/opposite
agreement.record_unmet: acknowledged > unmet by office secretary reason
agreement.record_unmet: partly > unmet by office secretary reason
agreement.record_unmet: disputed > unmet by office secretary reason
agreement.withdraw_commitment: recorded > withdrawn by office secretary provider/mine reason
agreement.withdraw_commitment: corrected > withdrawn by office secretary provider/mine reason
`

const proposalMoves = `
agreement.agree: proposed > agreed by provider/opposite receiver/opposite
agreement.decline: proposed > declined by provider/opposite receiver/opposite reason
agreement.take_back: proposed > taken_back by provider/mine receiver/mine
`

func TestMachinesAreAsWritten(t *testing.T) {
	if len(Machines) != 7 {
		t.Errorf("%d machines, of which 7 are written here", len(Machines))
	}
	for _, m := range []struct {
		machine *state.Machine
		written string
		states  string
	}{
		{Machine, agreementMoves, "captured signed_unheld drafting reviewing agreed_text signed effective completed lapsed terminated superseded withdrawn"},
		{ClauseMachine, clauseMoves, "marked accepted contested superseded withdrawn"},
		{AmendmentMachine, amendmentMoves, "proposed in_force declined taken_back"},
		{VentureMachine, ventureMoves, "talks approved registered capital_paid operating wound_up talks_ended"},
		{StepMachine, stepMoves, "recorded confirmed contested withdrawn"},
		{CommitmentMachine, commitmentMoves, "recorded acknowledged corrected disputed claimed_done confirmed partly unmet waived withdrawn"},
		{ProposalMachine, proposalMoves, "proposed agreed declined taken_back"},
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
	relations := []ident.Relation{ident.Anyone, ident.Mine, ident.OurSide, ident.Opposite}
	tried := 0
	for _, verb := range append(verbs, "agreement.no_such_verb") {
		for _, from := range m.States() {
			for _, role := range ident.Roles {
				for _, rel := range relations {
					tried++
					one := func(table map[string]string, prefix string) (string, bool) {
						if to, ok := table[prefix+" "+string(role)]; ok { // whatever the relation
							return to, true
						}
						to, ok := table[prefix+" "+string(role)+"/"+string(rel)]
						return to, ok
					}
					want, ok := one(moves, verb+" "+from)
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
	if least := len(verbs) * len(m.States()) * len(ident.Roles) * len(relations); tried < least {
		t.Errorf("tried %d combinations, want at least %d", tried, least)
	}
	for _, mv := range m.Moves {
		if !slices.Contains(verbs, mv.Verb) {
			t.Errorf("%s is not in the written table", mv.Verb)
		}
	}
}

// Organisations and persons of the relation tests.
const (
	ministry, bureau, county, town, desk ident.ID     = 11, 12, 21, 22, 31
	ann, ben, cai, dan                   ident.Person = 1, 2, 3, 4
)

func as(p ident.Person, org ident.ID, roles ...ident.Role) ident.Actor {
	return ident.Actor{Person: p, Organisation: org, Roles: roles}
}

func TestWhoStandsAcross(t *testing.T) {
	two := Circle{ministry: "provider", bureau: "provider", county: "receiver"}
	for _, c := range []struct {
		name string
		ring Circle
		who  ident.Actor
		by   ident.Person
		org  ident.ID
		want ident.Relations
	}{
		{"the other side answers the provider", two, as(ben, county, ident.Receiver), ann, ministry, ident.Relations{ident.OurSide, ident.Opposite}},
		{"a colleague of the author does not", two, as(ben, ministry, ident.Provider), ann, ministry, ident.Relations{ident.Mine, ident.OurSide}},
		{"another organisation of the same side does not", two, as(ben, bureau, ident.Provider), ann, ministry, ident.Relations{ident.OurSide}},
		{"the author under another hat does not", two, as(ann, county, ident.Receiver), ann, ministry, ident.Relations{ident.OurSide}},
		{"either side answers the office", two, as(ben, bureau, ident.Provider), ann, desk, ident.Relations{ident.OurSide, ident.Opposite}},
		{"the office does not answer where a side can", two, as(ben, desk, ident.Office), ann, desk, ident.Relations{ident.Mine}},
		{"an outsider has no part", two, as(ben, town, ident.Receiver), ann, ministry, nil},
		{"without sides, a second person of the office", Circle{}, as(ben, desk, ident.Office), ann, desk, ident.Relations{ident.Mine, ident.Opposite}},
		{"without sides, not the same person", Circle{}, as(ann, desk, ident.Office), ann, desk, ident.Relations{ident.Mine}},
		{"without sides, no side's officer", Circle{}, as(ben, town, ident.Provider), ann, desk, nil},
		{"a lone party's record goes to the office", Circle{ministry: "provider"}, as(ben, desk, ident.Secretary), ann, ministry, ident.Relations{ident.Opposite}},
		{"parties without a known side stand across", Circle{ministry: "", county: ""}, as(ben, county, ident.Receiver), ann, ministry, ident.Relations{ident.OurSide, ident.Opposite}},
	} {
		if got := c.ring.Relations(c.who, c.by, c.org); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestWhoAnswersACommitment(t *testing.T) {
	c := Commitment{Provider: ministry, Receiver: county}
	for _, x := range []struct {
		name string
		who  ident.Actor
		by   ident.Person
		org  ident.ID
		want ident.Relations
	}{
		{"the receiver answers the provider", as(ben, county), ann, ministry, ident.Relations{ident.OurSide, ident.Opposite}},
		{"the receiver answers the office", as(ben, county), ann, desk, ident.Relations{ident.OurSide, ident.Opposite}},
		{"the provider does not answer the office", as(ben, ministry), ann, desk, ident.Relations{ident.Mine, ident.OurSide}},
		{"the provider answers the receiver", as(ben, ministry), ann, county, ident.Relations{ident.Mine, ident.OurSide, ident.Opposite}},
		{"the provider does not answer itself", as(ben, ministry), ann, ministry, ident.Relations{ident.Mine, ident.OurSide}},
		{"the receiver does not answer itself", as(ben, county), ann, county, ident.Relations{ident.OurSide}},
		{"nobody answers themselves under another hat", as(ann, county), ann, ministry, ident.Relations{ident.OurSide}},
		{"an outsider has no part", as(ben, town), ann, ministry, nil},
	} {
		if got := c.Relations(x.who, x.by, x.org); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
	p := Proposal{ProposedBy: ann, ProposedOrg: county}
	for _, x := range []struct {
		who  ident.Actor
		want ident.Relations
	}{
		{as(ann, county), ident.Relations{ident.Mine}},
		{as(ben, county), ident.Relations{ident.Mine}},
		{as(ben, ministry), ident.Relations{ident.Opposite}},
		{as(ann, ministry), nil},
		{as(ben, desk), nil},
	} {
		if got := p.Relations(x.who, c); !slices.Equal(got, x.want) {
			t.Errorf("%v to the proposal: %v, want %v", x.who, got, x.want)
		}
	}
}

func TestOneTaskStandsForAllMarkedClauses(t *testing.T) {
	a := Agreement{State: Signed}
	ask := func(clauses ...Clause) []task.Want { return a.wants(Circle{}, clauses) }
	mine := Clause{State: Marked, MarkedBy: ann, MarkedOrg: desk}
	theirs := Clause{State: Marked, MarkedBy: ben, MarkedOrg: desk}
	if got := ask(mine, mine, Clause{State: Accepted, MarkedBy: ben}); len(got) != 2 || got[0].NotPerson != ann || got[1].NotPerson != ann {
		t.Errorf("clauses of one marker ask %+v", got)
	}
	if got := ask(mine, theirs); len(got) != 2 || got[0].NotPerson != 0 || got[1].NotPerson != 0 {
		t.Errorf("clauses of two markers ask %+v, though each may accept the other's", got)
	}
}
