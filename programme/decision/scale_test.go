package decision

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
)

// crowd puts so many measures on record, past the rules: of many meetings and
// leads, in every state, some with co-leads, a few asked of a class.
func (w *world) crowd(n int) {
	w.Helper()
	const batch = 1000
	var meetings, leads []ident.ID
	states := Machine.States()
	for done := 0; done < n; done += batch {
		_, err := w.d.Change(w.Context(), w.secretary, w.key(), func(tx *db.Tx) (facts []db.Fact, err error) {
			ctx := context.WithoutCancel(w.Context())
			for i := done; i < min(done+batch, n); i++ {
				if i%200 == 0 {
					x, f, err := conference.ConveneTx(ctx, tx, conference.ConveneInput{Title: fmt.Sprint("Meeting ", i), Lang: "en", From: "2027-05-10", To: "2027-05-10"})
					w.must(err)
					p, g, err := party.AddPartyTx(ctx, tx, party.PartyInput{Code: fmt.Sprintf("X-%d", i), Kind: "enterprise", Name: fmt.Sprint("Lead ", i), Lang: "en"})
					w.must(err)
					meetings, leads, facts = append(meetings, x.ID), append(leads, p.ID), append(facts, f, g)
				}
				m := w.example(tx, i, states[i*7%len(states)], meetings[len(meetings)-1], leads[i%len(leads)])
				w.must(saveMeasure(ctx, tx, m, time.UTC))
				if len(m.CoLeads) > 0 {
					w.must(saveCoLeads(ctx, tx, m))
				}
				facts = append(facts, m.fact("captured"))
			}
			return facts, nil
		})
		w.must(err)
	}
}

// example is the i-th of many measures.
func (w *world) example(tx *db.Tx, i int, state string, meeting, lead ident.ID) Measure {
	m := Measure{ID: tx.ID(), Code: fmt.Sprintf("M-%06d", i), Title: fmt.Sprintf("Equip clinic %d with cold storage", i), Lang: "en", Kind: Kinds[i%len(Kinds)],
		Grade: Grades[i%len(Grades)], Sector: Sectors[i*13%len(Sectors)], Conference: meeting, State: state, StateSince: dbtest.Now.AddDate(0, 0, -i%300),
		CapturedBy: w.secretary.Person, Owner: w.office.ID, Visibility: "parties", Deferrals: i % 40 / 38, Priority: i % 9}
	if i%20 == 0 {
		m.Visibility = "internal"
	}
	if i%3 > 0 {
		m = m.dueOn(words.DayOf(dbtest.Now, time.UTC).Add(i*31%700 - 200))
	}
	if slices.Contains(carried, state) || state == Reported || state == Verified || state == Closed {
		m.Lead, m.AcceptBy, m.ReportEvery, m.DoneDefinition = lead, words.DayOf(dbtest.Now, time.UTC).Add(i%60-20), 90, "It is done."
		if i%5 == 0 {
			m.CoLeads = []ident.ID{w.entB.ID}
		}
	}
	if state == Assigned && i%2 == 0 {
		m.AcceptBy = words.DayOf(dbtest.Now, time.UTC).Add(20)
	}
	if state == Addressed {
		m.Group = w.enterprises.ID
	}
	return m
}

// lists are the pages whose statements are counted and whose time is taken.
var lists = []string{"/measures", "/measures?state=open", "/measures?state=contested", "/measures?state=blocked&sort=heard", "/measures?look=late", "/measures?look=accept",
	"/measures?look=report", "/measures?look=blocked", "/measures?look=deferred", "/measures?look=accept&sort=code", "/measures?sort=heard", "/measures?sort=heard&state=open",
	"/measures?sort=code", "/measures?sort=code&state=merged", "/measures?grade=must", "/measures?sector=industry&grade=hope&state=open", "/measures?q=clinic%2099",
	"/measures?q=nothing+of+the+kind", "/measures?lead=X-0", "/measures?conference=CNF-003&sort=priority", "/measures?conference=CNF-003", "/conferences/CNF-003/ranking"}

// TestStatementsStayTheSame: more rows, no more statements.
func TestStatementsStayTheSame(t *testing.T) {
	asked := func(n int) map[string]int64 {
		f := newFront(t)
		f.crowd(n)
		all := map[string]int64{}
		for _, path := range lists {
			if strings.Contains(path, "CNF-003") {
				continue // one meeting holds 200 of them
			}
			all[path] = int64(f.secretary.Get(path).Want(200).Queries)
		}
		return all
	}
	few, many := asked(450), asked(900)
	for path, n := range many {
		if n > few[path]+1 || n == 0 { // a list of less than a page needs no counting
			t.Errorf("%s asks %d statements of a few measures and %d of many", path, few[path], n)
		}
	}
}

// TestAHundredThousandMeasures takes the time of every list as an ordinary user;
// in full before a release (THROUGHLINE_PROVE).
func TestAHundredThousandMeasures(t *testing.T) {
	if os.Getenv("THROUGHLINE_PROVE") == "" {
		t.Skip("a heavy trial: set THROUGHLINE_PROVE")
	}
	f := newFront(t)
	f.crowd(100_000)
	for _, path := range lists {
		var times []time.Duration
		for range 21 {
			began := time.Now()
			f.b.Get(path).Want(200)
			times = append(times, time.Since(began))
		}
		slices.Sort(times)
		ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
		t.Logf("%6.1f ms p50 %6.1f ms p95  %s", ms(times[10]), ms(times[19]), path)
		if times[19] > 50*time.Millisecond {
			t.Errorf("%s takes %v", path, times[19])
		}
	}
}
