package ledger

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/words"
)

var update = flag.Bool("update", false, "write the golden files")

// TestFactsAreForEver says something of every kind and holds the shape of each fact
// against a golden file: a new shape is a new kind.
func TestFactsAreForEver(t *testing.T) {
	w := newWorld(t)
	w.everything()
	all, err := db.Since(t.Context(), w.DB.Read(), w.prog, 0, 10_000)
	w.must(err)
	book, err := words.Load(Words)
	w.must(err)
	seen := map[string]string{}
	for _, e := range all {
		if strings.HasPrefix(e.Kind, "ledger.") {
			seen[e.Kind] = e.Subject.Kind + shape(t, e.Payload)
			if !book.Has(strings.TrimSuffix(e.Kind, ".v1")) {
				t.Errorf("%s has no words", e.Kind)
			}
		}
	}
	// Pledges and cuts follow from the facts of commitments; the calendar opens the others.
	for kind, name := range past {
		if kind != Pledge && kind != Cut && seen[Noun+"."+name+".v1"] == "" {
			t.Errorf("nothing was %s", name)
		}
	}
	var b strings.Builder
	for _, kind := range slices.Sorted(maps.Keys(seen)) {
		fmt.Fprintf(&b, "%s %s\n", kind, seen[kind])
	}
	if *update {
		w.must(os.WriteFile("testdata/facts.txt", []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile("testdata/facts.txt")
	w.must(err)
	if b.String() != string(want) {
		t.Errorf("facts changed shape; got\n%s", b.String())
	}
}

// shape lists the names in a JSON value, in the order of the alphabet.
func shape(t *testing.T, text json.RawMessage) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return shaped(v)
}

func shaped(v any) string {
	switch v := v.(type) {
	case map[string]any:
		var list []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			list = append(list, k+shaped(v[k]))
		}
		return "{" + strings.Join(list, " ") + "}"
	case []any:
		if len(v) > 0 {
			return "[" + shaped(v[0]) + "]"
		}
	}
	return ""
}

// everything says something of every kind, once.
func (w *world) everything() {
	w.Helper()
	ctx := w.Context()
	x := w.april()
	s := w.draw("2028-04-30")
	w.must(w.moves(s, w.atGroup, "ledger.sign"))
	w.must(w.moves(s, w.atCounty, "ledger.sign"))
	w.must(w.moves(s, w.atGroup, "ledger.ask_reopen"))
	w.must(w.moves(s, w.atCounty, "ledger.keep_closed"))
	w.must(w.moves(s, w.atGroup, "ledger.ask_reopen"))
	w.must(w.moves(s, w.atCounty, "ledger.agree_reopen"))
	w.must(w.moves(w.draw("2028-04-30"), w.atGroup, "ledger.withdraw_statement"))
	_, err := w.NotSeen(ctx, w.atCounty, AnswerInput{Key: w.key(), Transfer: x.ID, Day: day})
	w.must(err)
	w.must(w.receive(x, 250, func(in *AnswerInput) { in.Missing = true }))
	list, err := DiscrepanciesOf(ctx, w.DB.Read(), w.prog, x.ID)
	w.must(err)
	step := func(who ident.Actor, verb, outcome string) {
		w.Helper()
		_, err := w.Resolve(ctx, who, verb, SettleInput{Key: w.key(), Discrepancy: list[0].ID, Outcome: outcome, Reason: "as said"})
		w.must(err)
	}
	step(w.atGroup, "ledger.explain", "")
	step(w.atGroup, "ledger.propose", Charged)
	step(w.clerk, "ledger.decline", "")
	step(w.atGroup, "ledger.propose", Charged)
	step(w.clerk, "ledger.agree", "")
	w.must(w.receive(w.send(100, nil), 60, func(in *AnswerInput) { in.Missing = true }))
	list, err = OpenDiscrepancies(ctx, w.DB.Read(), w.prog, 0, 1)
	w.must(err)
	step(w.atGroup, "ledger.escalate", "")
	step(w.office, "ledger.decide", Arrived)
	done, err := w.Arrive(ctx, w.atCounty, ArriveInput{Key: w.key(), Provider: w.group.ID, Class: "grant", Amount: cny(70), Day: day})
	w.must(err)
	arrival, _ := done.Subject(Noun)
	_, err = w.Claim(ctx, w.atGroup, ClaimInput{Key: w.key(), Arrival: arrival, Amount: cny(70), Day: day})
	w.must(err)
	_, err = w.Allot(ctx, w.office, AllotInput{Key: w.key(), Commitment: w.promise.ID, Project: w.works.ID, Amount: cny(500), Day: day})
	w.must(err)
	w.must(w.receive(w.send(400, func(in *SendInput) { in.Project = w.works.ID }), 400, nil))
	_, err = w.Certify(ctx, w.atCounty, CertifyInput{Key: w.key(), Project: w.works.ID, Amount: cny(900), Day: day})
	w.must(err)
	held, err := BalancesOf(ctx, w.DB.Read(), w.prog, w.county.ID)
	w.must(err)
	done, err = w.Spend(ctx, w.clerk, SpendInput{Key: w.key(), Account: held[len(held)-1].ID, Project: w.works.ID, Amount: cny(50), Purpose: General, Day: day})
	w.must(err)
	id, _ := done.Subject(Noun)
	spent, err := GetEntry(ctx, w.DB.Read(), w.prog, id)
	w.must(err)
	_, err = w.Capitalise(ctx, w.clerk, SpendInput{Key: w.key(), Account: spent.Lines[0].Account.ID, Amount: cny(20), Purpose: General, Day: day})
	w.must(err)
	done, err = w.Spend(ctx, w.clerk, SpendInput{Key: w.key(), Account: held[len(held)-1].ID, Project: w.works.ID, Amount: cny(10), Purpose: General, Day: day})
	w.must(err)
	id, _ = done.Subject(Noun)
	_, err = w.Reverse(ctx, w.clerk, ReverseInput{Key: w.key(), Entry: id, Reason: "typed wrong"})
	w.must(err)
}

// TestAPromiseIsNotDrawnBeyondItself receives more than was promised: the promise is
// drawn whole, and the rest counts as given all the same.
func TestAPromiseIsNotDrawnBeyondItself(t *testing.T) {
	w := newWorld(t)
	w.must(w.receive(w.send(105_000, nil), 105_000, nil))
	w.wantSums("beyond the promise", "pledged 109001, drawn 100000, sent 105000, received 105000, held 105000")
}
