package party

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
)

// fill puts so many parties and pairings on record, past the rules: every party
// below the first, every pairing around the first provider or the first receiver
// or neither.
func (w *world) fill(parties, pairings int) {
	w.t.Helper()
	ids := []ident.ID{w.entA.ID, w.county1.ID}
	const batch = 500
	for done := 0; done < parties; done += batch {
		w.change(w.officer, func(ctx context.Context, tx *db.Tx) (facts []db.Fact, err error) {
			for i := done; i < min(done+batch, parties); i++ {
				p := Party{ID: tx.ID(), Code: fmt.Sprintf("P-%05d", i), Kind: Kinds[i%len(Kinds)], Name: fmt.Sprintf("Organisation %d", i*7919%parties), Lang: "en",
					Other: fmt.Sprintf("单位%d号", i), State: "active", Visibility: Visibilities[i%10/9], Parent: w.entA.ID}
				if err := saveParty(ctx, tx, p); err != nil {
					return nil, err
				}
				ids = append(ids, p.ID)
				facts = append(facts, partyFact("added", p))
			}
			return facts, nil
		})
	}
	for done := 0; done < pairings; done += batch {
		w.change(w.officer, func(ctx context.Context, tx *db.Tx) (facts []db.Fact, err error) {
			for i := done; i < min(done+batch, pairings); i++ {
				g := Pairing{ID: tx.ID(), Code: fmt.Sprintf("G-%05d", i), Provider: ids[i*31%len(ids)], Receiver: ids[(i*31+1+i/len(ids))%len(ids)], Scope: fmt.Sprint("scope ", i%20),
					From: "2027-01-01", State: PairingMachine.States()[i%5], Visibility: Visibilities[i%10/9]}
				if i%50 == 0 {
					g.Provider, g.Receiver = w.entA.ID, ids[2+i%(len(ids)-2)]
				}
				if _, err := savePairing(ctx, tx, g); err != nil {
					return nil, err
				}
				facts = append(facts, pairingFact("proposed", g))
			}
			return facts, nil
		})
	}
}

// pagesOf are the pages whose statements are counted and whose time is taken.
var pagesOf = []string{"/parties", "/parties?sort=name", "/parties?sort=latest&after=9", "/parties?name=organisation", "/parties?format=csv", "/parties/ENT-A", "/parties/new",
	"/parties/ENT-A/entry", "/parties/ENT-A/name", "/parties/ENT-A/identifiers", "/parties/ENT-A/ending", "/pairings", "/pairings?sort=provider", "/pairings?sort=receiver",
	"/pairings?sort=from", "/pairings?state=active&text=organisation&side=provider", "/pairings?party=ENT-A", "/pairings?format=csv", "/pairings/G-00000", "/pairings/new",
	"/pairings/G-00000/transfer", "/groups", "/parties/import", "/pairings/import"}

func TestStatementsStayTheSame(t *testing.T) {
	count := func(parties, pairings int) map[string]int64 {
		w := newWorld(t)
		w.fill(parties, pairings)
		f := w.front()
		asked := map[string]int64{}
		for _, path := range pagesOf {
			before := w.d.Queries()
			f.officer.Get(path).Want(200)
			asked[path] = w.d.Queries() - before
		}
		return asked
	}
	few, many := count(8, 10), count(130, 260)
	for _, path := range pagesOf {
		if few[path] != many[path] || few[path] == 0 {
			t.Errorf("%s asks %d statements of a few records and %d of many", path, few[path], many[path])
		}
	}
}

// TestAThousandPartiesAndFiveThousandPairings takes the time of every list and
// page as an ordinary user; in full before a release (THROUGHLINE_PROVE).
func TestAThousandPartiesAndFiveThousandPairings(t *testing.T) {
	if os.Getenv("THROUGHLINE_PROVE") == "" {
		t.Skip("a heavy trial: set THROUGHLINE_PROVE")
	}
	w := newWorld(t)
	w.fill(1000, 5000)
	f := w.front()
	office := []string{"/parties/new", "/parties/ENT-A/entry", "/parties/ENT-A/name", "/parties/ENT-A/identifiers", "/parties/ENT-A/ending", "/parties/import", "/pairings/import",
		"/pairings/G-00000/transfer"}
	for _, path := range pagesOf {
		who := f.provA
		if slices.Contains(office, path) {
			who = f.officer
		}
		var times []time.Duration
		for range 21 {
			began := time.Now()
			who.Get(path).Want(200)
			times = append(times, time.Since(began))
		}
		slices.Sort(times)
		t.Logf("%6.1f ms p50 %6.1f ms p95  %s", ms(times[10]), ms(times[19]), path)
		if times[19] > 50*time.Millisecond && !strings.Contains(path, "csv") { // a file of all rows is no page
			t.Errorf("%s takes %v", path, times[19])
		}
	}
}

// TestTablesOfAThousandRows takes the time of reading in and taking back: each is
// one change, so the person waits for it (THROUGHLINE_PROVE).
func TestTablesOfAThousandRows(t *testing.T) {
	if os.Getenv("THROUGHLINE_PROVE") == "" {
		t.Skip("a heavy trial: set THROUGHLINE_PROVE")
	}
	w := newWorld(t)
	w.must(w.room.AddGroup(t.Context(), w.officer, AddGroupInput{w.key(), GroupInput{Code: "ALL", Name: "all", Lang: "en"}}))
	parties, pairs := "code,name_zh,name_en,kind,parent,identifiers,groups\n", "provider,receiver,from\n"
	for i := range MaxRows - 1 {
		parties += fmt.Sprintf("P%d,单位%d号,Party %d,firm,ENT-A,GB-COH %d,ALL\n", i, i, i, i)
		pairs += fmt.Sprintf("P%d,CTY-1,2028-01-01\n", i)
	}
	for _, step := range []struct {
		name string
		act  func()
	}{
		{"parties read in", func() { w.importTable(parties) }}, {"pairings read in", func() { w.importOf("pairing", pairs) }},
		{"pairings taken back", func() { w.undo("IMP-002") }}, {"parties taken back", func() { w.undo("IMP-001") }},
	} {
		began := time.Now()
		step.act()
		took := time.Since(began)
		t.Logf("%6.0f ms  %s", ms(took), step.name)
		if took > 10*time.Second {
			t.Errorf("%s: %v", step.name, took)
		}
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
