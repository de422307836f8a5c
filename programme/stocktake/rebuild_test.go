package stocktake_test

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"
	"time"

	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/ident"
	"throughline/programme/ledger"
	"throughline/programme/party"
	"throughline/programme/stocktake"
	sample "throughline/testdata/programme"
)

// loaded is the sample with the board kept in step by the projector, and the
// calendar brought up to today.
func loaded(t *testing.T) (*db.DB, []party.Programme) {
	t.Helper()
	d := dbtest.Open(t)
	d.Projectors = []db.Projector{ledger.Project, stocktake.Project}
	blobs, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	if err := sample.Load(t.Context(), d, blobs); err != nil {
		t.Fatal(err)
	}
	all, err := party.ListProgrammes(t.Context(), d.Read())
	if err != nil {
		t.Fatal(err)
	}
	tick(t, d, all)
	return d, all
}

func tick(t *testing.T, d *db.DB, all []party.Programme) {
	t.Helper()
	room := &stocktake.Room{DB: d}
	for _, p := range all {
		for more := true; more; {
			var err error
			if more, err = room.Tick(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// rows is every row of the board and the conversion, and the rollup lines that
// count something.
func rows(t *testing.T, d *db.DB) []string {
	t.Helper()
	read := func(query string) []string {
		out, err := db.All(t.Context(), d.Read(), func(r *sql.Rows) (string, error) {
			names, err := r.Columns()
			if err != nil {
				return "", err
			}
			vals, ptrs := make([]any, len(names)), make([]any, len(names))
			for i := range vals {
				ptrs[i] = &vals[i]
			}
			err = r.Scan(ptrs...)
			return fmt.Sprint(names, vals), err
		}, query)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	promises := read(`SELECT programme_id, kind, id, code, status, rank, quiet_since, due, next_change, conference_id, measure_id, agreement_id, lead_id,
		n_conference, n_decision, n_agreement, n_project, of_project, n_money, n_result, of_result, reason FROM stocktake_promise ORDER BY programme_id, kind, id`)
	promises = append(promises, read(`SELECT programme_id, id, sight, code, title, title_other, place, sector, implementer_id, site_id, coarse, rank, x, y, project_owner,
		site_owner, next_change, folded FROM stocktake_point ORDER BY programme_id, id, sight`)...)
	promises = append(promises, read(`SELECT programme_id, party_id, id FROM stocktake_point_party ORDER BY programme_id, party_id, id`)...)
	promises = append(promises, read(`SELECT programme_id, sector, level, y, x, sight, project_owner, site_owner, rank, n, sum_x, sum_y, sum_id
		FROM stocktake_rollup_map WHERE n <> 0 ORDER BY programme_id, sector, level, y, x, sight, project_owner, site_owner, rank`)...)
	promises = append(promises, read(`SELECT programme_id, noun, id, sub, line FROM stocktake_conversion ORDER BY programme_id, noun, id, sub`)...)
	promises = append(promises, read(`SELECT programme_id, conference_id, provider_id, kind, owner_id, stage, ending, money_class, currency, n, n_joint, amount
		FROM stocktake_rollup_conversion WHERE n <> 0 ORDER BY programme_id, conference_id, provider_id, kind, owner_id, stage, ending, money_class, currency`)...)
	return append(promises, read(`SELECT programme_id, lead_id, visibility, owner_id, status, n FROM stocktake_rollup_status WHERE n <> 0
		ORDER BY programme_id, lead_id, visibility, owner_id, status`)...)
}

func rebuild(t *testing.T, d *db.DB, all []party.Programme) {
	t.Helper()
	for _, p := range all {
		_, err := d.Change(t.Context(), ident.Actor{Programme: p.ID}, db.Key{ID: fmt.Sprint("rebuild ", d.Now())}, func(tx *db.Tx) ([]db.Fact, error) {
			return []db.Fact{{Kind: "test.rebuilt.v1", Data: 1}}, stocktake.Rebuild(t.Context(), tx)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if len(want) < 10 {
		t.Fatalf("%s: only %d rows to compare", what, len(want))
	}
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Fatalf("%s: a row is missing:\n%s", what, want[i])
		case i >= len(want):
			t.Fatalf("%s: a row too many:\n%s", what, got[i])
		case got[i] != want[i]:
			t.Fatalf("%s:\n in step %s\n rebuilt %s", what, got[i], want[i])
		}
	}
}

func TestRowsKeptInStepEqualThoseRebuilt(t *testing.T) {
	d, all := loaded(t)
	inStep := rows(t, d)
	rebuild(t, d, all)
	same(t, "after loading", inStep, rows(t, d))
}

func TestCalendarAloneMovesTheRows(t *testing.T) {
	d, all := loaded(t)
	before := rows(t, d)
	for _, days := range []int{1, 29, 200} {
		now := dbtest.Now.AddDate(0, 0, days)
		d.Clock = func() time.Time { return now }
		tick(t, d, all)
		inStep := rows(t, d)
		rebuild(t, d, all)
		same(t, fmt.Sprintf("%d days later", days), inStep, rows(t, d))
	}
	if slices.Equal(before, rows(t, d)) {
		t.Error("200 days changed nothing, so nothing was tried")
	}
}

func TestRollupCountsWhatTheBoardLists(t *testing.T) {
	d, all := loaded(t)
	for _, p := range all {
		for _, who := range []ident.Actor{
			{Programme: p.ID, Organisation: 1, Roles: []ident.Role{ident.Office}},
			{Programme: p.ID, Organisation: 2, Roles: []ident.Role{ident.Provider}},
		} {
			list, err := stocktake.ListPromises(t.Context(), d.Read(), who, stocktake.Filter{Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			counted := map[string]int64{}
			for i, pr := range list {
				counted[pr.Status]++
				if i > 0 && stocktake.Rank(list[i-1].Status) > stocktake.Rank(pr.Status) {
					t.Errorf("%s stands below the better %s", pr.Code, list[i-1].Code)
				}
			}
			rollup, err := stocktake.CountByStatus(t.Context(), d.Read(), who, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range stocktake.Statuses {
				if rollup[s] != counted[s] {
					t.Errorf("%s for %v: %d counted, %d listed", s, who.Roles, rollup[s], counted[s])
				}
			}
		}
	}
}

func TestPagesOfTheBoardJoinWithoutGapOrRepeat(t *testing.T) {
	d, all := loaded(t)
	for _, p := range all {
		who := ident.Actor{Programme: p.ID, Roles: []ident.Role{ident.Office}}
		whole, err := stocktake.ListPromises(t.Context(), d.Read(), who, stocktake.Filter{Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		var joined []string
		f := stocktake.Filter{Limit: 3}
		for {
			page, err := stocktake.ListPromises(t.Context(), d.Read(), who, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, pr := range page {
				joined = append(joined, pr.Code)
				f.After = stocktake.Cursor{Rank: stocktake.Rank(pr.Status), Quiet: pr.QuietSince, ID: pr.ID}
			}
			if len(page) < 3 {
				break
			}
		}
		var want []string
		for _, pr := range whole {
			want = append(want, pr.Code)
		}
		if !slices.Equal(joined, want) {
			t.Errorf("pages join to\n%v, the whole is\n%v", joined, want)
		}
	}
}

// Each reason that the records alone can give is reached by the sample, so that
// a rule that no longer reads its record is noticed.
func TestSampleReachesTheReasons(t *testing.T) {
	d, _ := loaded(t)
	reasons, err := db.All(t.Context(), d.Read(), func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) },
		"SELECT DISTINCT reason FROM stocktake_promise ORDER BY reason")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"kept", "claimed", "milestone", "unclaimed", "overdue", "silent", "in_question", "ontrack", "disputed"} {
		if !slices.Contains(reasons, "stocktake.why."+want) {
			t.Errorf("no promise of the sample is there for %s; reasons are %v", want, reasons)
		}
	}
}

// A requirement that was addressed to many stands on the board once: by the worst
// answer, however the answers move.
func TestAnswersToOneRequirementFold(t *testing.T) {
	d, all := loaded(t)
	tick(t, d, all)
	check := func(when string) {
		t.Helper()
		for _, p := range all {
			who := ident.Actor{Programme: p.ID, Roles: ident.ProgrammeWide}
			whole, err := stocktake.ListPromises(t.Context(), d.Read(), who, stocktake.Filter{Limit: 500})
			if err != nil {
				t.Fatal(err)
			}
			first, folded := map[ident.ID]ident.ID{}, 0
			for _, x := range whole { // worst first
				if x.Kind == stocktake.Answer && first[x.Measure] == 0 {
					first[x.Measure] = x.ID
				}
			}
			for _, x := range whole {
				if want := x.Kind == stocktake.Answer && first[x.Measure] != x.ID; x.Folded != want {
					t.Errorf("%s: %s is folded: %v", when, x.Code, x.Folded)
				}
				if x.Folded {
					folded++
				}
			}
			shown, err := stocktake.ListPromises(t.Context(), d.Read(), who, stocktake.Filter{Fold: true, Limit: 500})
			if err != nil || len(shown) != len(whole)-folded {
				t.Errorf("%s: %d of %d rows are shown, %d are folded, %v", when, len(shown), len(whole), folded, err)
			}
			if p.Code == "twin" && folded < 5 {
				t.Errorf("%s: only %d rows of the sample fold", when, folded)
			}
		}
	}
	check("as loaded")
	rebuild(t, d, all)
	check("rebuilt")
}
