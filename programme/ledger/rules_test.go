package ledger

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/project"
)

func TestSpendingIsCovered(t *testing.T) {
	all := Ground{Backing: project.Backing{Approved: true, Begun: true, Contracted: true}, AllotmentsUsed: true, Estimate: 1000, Certified: 500, Allotted: 900,
		ToPrepare: 100, Spent: 300, Paid: 200, Prepared: 40, Currency: "CNY"}
	for _, c := range []struct {
		what, purpose string
		minor         int64
		change        func(*Ground)
		refused       string
	}{
		{"the rest of the allotment", General, 600, nil, ""},
		{"a fen more", General, 601, nil, "ledger.beyond_allotment"},
		{"allotments are not used", General, 601, func(g *Ground) { g.AllotmentsUsed = false }, ""},
		{"the rest of the estimate", General, 700, func(g *Ground) { g.AllotmentsUsed = false }, ""},
		{"beyond the estimate", General, 701, func(g *Ground) { g.AllotmentsUsed = false }, "ledger.beyond_estimate"},
		{"no estimate", General, 701, func(g *Ground) { g.AllotmentsUsed, g.Estimate = false, -1 }, ""},
		{"an estimate in another currency", General, 1, func(g *Ground) { g.Currency = "EUR" }, "ledger.estimate_currency"},
		{"not approved", General, 1, func(g *Ground) { g.Approved = false }, "ledger.not_approved"},
		{"to prepare, not approved", Preparatory, 60, func(g *Ground) { g.Approved = false }, ""},
		{"to prepare, more than was allotted for it", Preparatory, 61, nil, "ledger.beyond_preparation"},
		{"an advance", Advance, 600, nil, ""},
		{"an advance without a contract", Advance, 1, func(g *Ground) { g.Contracted = false }, "ledger.no_contract"},
		{"an advance before work", Advance, 1, func(g *Ground) { g.Begun = false }, ""},
		{"what is certified", Progress, 300, nil, ""},
		{"more than is certified", Progress, 301, nil, "ledger.beyond_certified"},
		{"nothing certified", Progress, 1, func(g *Ground) { g.Certified = -1 }, "ledger.beyond_certified"},
		{"progress before work", Progress, 1, func(g *Ground) { g.Begun = false }, "ledger.not_started"},
		{"progress without a contract", Progress, 1, func(g *Ground) { g.Contracted = false }, "ledger.no_contract"},
		{"for nothing known", "wages", 1, nil, "ledger.purpose_unknown"},
	} {
		g := all
		if c.change != nil {
			c.change(&g)
		}
		err := g.allows(Entry{Amount: cny(c.minor), Purpose: c.purpose})
		if c.refused == "" && err != nil || c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)) {
			t.Errorf("%s: %v, want %q", c.what, err, c.refused)
		}
	}
}

// TestEveryMoveOfADiscrepancy goes through every state, verb, role and relation.
func TestEveryMoveOfADiscrepancy(t *testing.T) {
	sides, office := moneyRoles, []ident.Role{ident.Office}
	want := map[string]map[ident.Relation][]ident.Role{}
	allow := func(verb string, states []string, rel ident.Relation, roles []ident.Role) {
		for _, s := range states {
			k := s + " " + verb
			if want[k] == nil {
				want[k] = map[ident.Relation][]ident.Role{}
			}
			want[k][rel] = append(want[k][rel], roles...)
		}
	}
	allow("ledger.explain", []string{Opened, Explained}, ident.OurSide, sides)
	allow("ledger.propose", []string{Opened, Explained}, ident.OurSide, sides)
	for _, verb := range []string{"ledger.agree", "ledger.decline"} {
		allow(verb, []string{Proposed}, ident.Opposite, sides)
		allow(verb, []string{Proposed}, ident.Opposite, office)
	}
	allow("ledger.escalate", []string{Opened, Explained, Proposed}, ident.OurSide, sides)
	allow("ledger.escalate", []string{Opened, Explained, Proposed}, ident.Anyone, office)
	allow("ledger.decide", []string{Escalated}, ident.Opposite, office)
	tried := 0
	for _, state := range DiscrepancyMachine.States() {
		for verb := range pastDiscrepancy {
			for _, role := range ident.Roles {
				for _, rel := range []ident.Relation{ident.Anyone, ident.Mine, ident.OurSide, ident.Opposite} {
					who := ident.Actor{Roles: []ident.Role{role}}
					ok := slices.Contains(want[state+" "+verb][rel], role) || slices.Contains(want[state+" "+verb][ident.Anyone], role)
					_, err := DiscrepancyMachine.Try(who, ident.Relations{rel}, state, verb, "because")
					if (err == nil) != ok {
						t.Errorf("%s in %s by %s (%s): %v", verb, state, role, rel, err)
					}
					tried++
				}
			}
		}
	}
	if tried != 5*6*len(ident.Roles)*4 {
		t.Errorf("tried %d", tried)
	}
}

func TestWhoStandsAcrossADiscrepancy(t *testing.T) {
	d := Discrepancy{Sender: 10, Receiver: 20, State: Proposed, StateBy: 1, StateOrg: 10}
	at := func(p ident.Person, org ident.ID, roles ...ident.Role) ident.Actor {
		return ident.Actor{Person: p, Organisation: org, Roles: roles}
	}
	for _, c := range []struct {
		what  string
		who   ident.Actor
		empty bool
		state string
		want  string
	}{
		{"the receiver", at(2, 20, ident.Finance), false, Proposed, "[our_side opposite]"},
		{"the proposer", at(1, 10, ident.Finance), false, Proposed, "[our_side]"},
		{"a colleague of the proposer", at(3, 10, ident.Finance), false, Proposed, "[our_side]"},
		{"the proposer under another hat", at(1, 20, ident.Finance), false, Proposed, "[our_side]"},
		{"the office", at(5, 50, ident.Office), false, Proposed, "[]"},
		{"the office for who has nobody", at(5, 50, ident.Office), true, Proposed, "[opposite]"},
		{"the office when it was escalated", at(5, 50, ident.Office), false, Escalated, "[opposite]"},
		{"whoever escalated it", at(1, 50, ident.Office), false, Escalated, "[]"},
	} {
		d.State = c.state
		if got := fmt.Sprint(d.Relations(c.who, c.empty)); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// TestNothingIsEditedOrDeleted asks the database itself.
func TestNothingIsEditedOrDeleted(t *testing.T) {
	w := newWorld(t)
	w.send(500, nil)
	for _, sql := range []string{"UPDATE ledger_entry SET minor = 1", "DELETE FROM ledger_entry WHERE kind = 'send'", "UPDATE ledger_line SET minor = 1",
		"DELETE FROM ledger_line", "UPDATE ledger_account SET currency = 'EUR'", "DELETE FROM ledger_account"} {
		err := w.DB.Write(t.Context(), func(tx *db.Tx) error { return tx.Exec(t.Context(), sql) })
		if err == nil {
			t.Errorf("%s was done", sql)
		}
	}
}

func TestBadInputIsRefusedWhereItIs(t *testing.T) {
	w := newWorld(t)
	w.send(500, func(in *SendInput) { in.Reference = "HG-1" })
	send := func(change func(*SendInput)) func() error {
		return func() error {
			in := SendInput{Key: w.key(), Route: ToReceiver, Commitment: w.promise.ID, Amount: cny(100), Day: day}
			change(&in)
			_, err := w.Send(t.Context(), w.atGroup, in)
			return err
		}
	}
	for what, c := range map[string]struct {
		want   string
		change func(*SendInput)
	}{
		"nothing":             {"amount: ledger.amount_positive", func(in *SendInput) { in.Amount.Minor = 0 }},
		"less than nothing":   {"amount: ledger.amount_positive", func(in *SendInput) { in.Amount.Minor = -5 }},
		"too much":            {"amount: money.too_large", func(in *SendInput) { in.Amount.Minor = 1<<63 - 1 }},
		"no such day":         {"day: ledger.day_form", func(in *SendInput) { in.Day = "2028-02-31" }},
		"tomorrow":            {"day: ledger.day_ahead", func(in *SendInput) { in.Day = "2028-05-15" }},
		"a used reference":    {"reference: ledger.reference_used", func(in *SendInput) { in.Reference = "HG-1" }},
		"no way":              {"route: ledger.route_unknown", func(in *SendInput) { in.Route = "by_hand" }},
		"to itself":           {"to: ledger.same_party", func(in *SendInput) { in.To = w.group.ID }},
		"goods as money":      {"money_class: ledger.class_route", func(in *SendInput) { in.Route = InKind }},
		"of no class":         {"money_class: ledger.class_unknown", func(in *SendInput) { in.Commitment, in.To = 0, w.county.ID }},
		"to no pair":          {"to: ledger.not_paired", func(in *SendInput) { in.Commitment, in.To, in.Class = 0, w.town.ID, "grant" }},
		"another's promise":   {"commitment: ledger.commitment_unknown", func(in *SendInput) { in.Commitment = 99_999 }},
		"a long note":         {"note: ledger.text_long", func(in *SendInput) { in.Note = strings.Repeat("x", 1001) }},
		"of a year long past": {"year: ledger.year_form", func(in *SendInput) { in.Year = 20 }},
	} {
		w.refuses(what, fault.Invalid, c.want, send(c.change))
	}
	w.refuses("by the county", fault.Invalid, "commitment_of_others", func() error {
		_, err := w.Send(t.Context(), w.atCounty, SendInput{Key: w.key(), Route: ToReceiver, Commitment: w.promise.ID, Amount: cny(1), Day: day})
		return err
	})
}

// TestABackdatedWordCannotEmptyADay passes on what came later.
func TestABackdatedWordCannotEmptyADay(t *testing.T) {
	w := newWorld(t)
	w.must(w.receive(w.send(500, nil), 500, func(in *AnswerInput) { in.Day = "2028-05-10" }))
	held, err := BalancesOf(t.Context(), w.DB.Read(), w.prog, w.county.ID)
	w.must(err)
	pass := func(day words.Day) error {
		_, err := w.Send(t.Context(), w.clerk, SendInput{Key: w.key(), Route: PassOn, Account: held[0].ID, To: w.town.ID, Amount: cny(400), Day: day})
		return err
	}
	w.refuses("on the day before it came", fault.Invalid, "below_zero.balance", func() error { return pass("2028-05-09") })
	w.must(pass("2028-05-12"))
	w.refuses("once more, earlier", fault.Invalid, "below_zero.balance", func() error { return pass("2028-05-11") })
	w.wantSums("passed on", "pledged 109001, drawn 500, sent 500, received 500, held 100, passed 400, on_way 400")
}
