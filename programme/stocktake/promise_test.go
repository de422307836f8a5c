package stocktake

import (
	"slices"
	"testing"

	"throughline/kit/words"
	"throughline/programme/ledger"
	"throughline/programme/plan"

	"pgregory.net/rapid"
)

var testRules = plan.Rules{GraceDays: 30, SilentDays: 90, AtRiskDays: 30}

const today = words.Day("2028-05-14")

func TestStatusWords(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Standing
		want string
	}{
		{"nobody took it up", Standing{Stage: Unclaimed, Due: "2029-01-01"}, "silent"},
		{"nobody took it up, just past due", Standing{Stage: Unclaimed, Due: "2028-05-01"}, "silent"},
		{"nobody took it up, long past due", Standing{Stage: Unclaimed, Due: "2028-04-01"}, "offtrack"},
		{"heard last week, no date", Standing{Stage: UnderWay, LastHeard: "2028-05-07"}, "ontrack"},
		{"heard exactly on the last day", Standing{Stage: UnderWay, LastHeard: today.Add(-90)}, "ontrack"},
		{"heard a day too long ago", Standing{Stage: UnderWay, LastHeard: today.Add(-91)}, "silent"},
		{"never heard", Standing{Stage: UnderWay}, "silent"},
		{"due in 30 days", Standing{Stage: UnderWay, LastHeard: today, Due: today.Add(30)}, "ontrack"},
		{"due in 29 days", Standing{Stage: UnderWay, LastHeard: today, Due: today.Add(29)}, "atrisk"},
		{"due yesterday", Standing{Stage: UnderWay, LastHeard: today, Due: today.Add(-1)}, "atrisk"},
		{"last day of grace", Standing{Stage: UnderWay, LastHeard: today, Due: today.Add(-30)}, "atrisk"},
		{"grace over", Standing{Stage: UnderWay, LastHeard: today, Due: today.Add(-31)}, "offtrack"},
		{"milestone late from today", Standing{Stage: UnderWay, LastHeard: today, Due: today.Add(200), LateFrom: today}, "atrisk"},
		{"milestone late from tomorrow", Standing{Stage: UnderWay, LastHeard: today, Due: today.Add(200), LateFrom: today.Add(1)}, "ontrack"},
		{"contested", Standing{Stage: InQuestion, LastHeard: today, Due: today.Add(200)}, "atrisk"},
		{"contested and then silence", Standing{Stage: InQuestion, LastHeard: today.Add(-100), Due: today.Add(200)}, "silent"},
		{"blocked", Standing{Stage: Blocked, LastHeard: today, Due: today.Add(200)}, "atrisk"},
		{"blocked and then silence", Standing{Stage: Blocked, LastHeard: today.Add(-100), Due: today.Add(200)}, "silent"},
		{"disputed", Standing{Stage: Disputed, LastHeard: today}, "offtrack"},
		{"put on record as not kept", Standing{Stage: Missed, LastHeard: today}, "offtrack"},
		{"claimed before the end", Standing{Stage: Claimed, LastHeard: today.Add(-400), Due: today.Add(-100)}, "ontrack"},
		{"kept, however late", Standing{Stage: Kept, Due: "2020-01-01"}, "kept"},
	} {
		if got, why := c.s.Status(today, testRules); got != c.want {
			t.Errorf("%s: %s (%s), want %s", c.name, got, why, c.want)
		}
	}
}

func TestSilenceIsNeverGreen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStanding(t)
		status, _ := s.Status(today, testRules)
		heard := s.LastHeard != "" && s.LastHeard.Until(today) <= testRules.SilentDays
		if status == "ontrack" && s.Stage != Claimed && !heard {
			t.Fatalf("%+v is on track", s)
		}
		if status == "kept" && s.Stage != Kept {
			t.Fatalf("%+v is kept without the other side's word", s)
		}
		if Rank(status) < 0 {
			t.Fatalf("%q is no status", status)
		}
	})
}

// The day that NextChange names is the first on which the word or its reason
// differs, found here by looking at every day.
func TestNextChangeIsTheFirstDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStanding(t)
		status, why := s.Status(today, testRules)
		var want words.Day
		for n := 1; n < 800; n++ {
			if st, w := s.Status(today.Add(n), testRules); st != status || w != why {
				want = today.Add(n)
				break
			}
		}
		if got := s.NextChange(today, testRules); got != want {
			t.Fatalf("%+v (%s) changes on %q, want %q", s, status, got, want)
		}
	})
}

func anyStanding(t *rapid.T) Standing {
	day := func(name string) words.Day {
		if rapid.Bool().Draw(t, name+" known") {
			return today.Add(rapid.IntRange(-300, 300).Draw(t, name))
		}
		return ""
	}
	s := Standing{Stage: Stage(rapid.IntRange(int(Unclaimed), int(Kept)).Draw(t, "stage")), Due: day("due"), LateFrom: day("late")}
	if heard := day("heard"); heard <= today {
		s.LastHeard = heard
	}
	return s
}

func TestNodeStates(t *testing.T) {
	for _, c := range []struct {
		p    Promise
		node string
		want string
	}{
		{Promise{}, "conference", "missing"},
		{Promise{Nodes: Nodes{Conference: 1}}, "conference", "recorded"},
		{Promise{Nodes: Nodes{Money: NotApplicable}}, "money", "na"},
		{Promise{Nodes: Nodes{OfProject: 2}}, "project", "part"},
		{Promise{Nodes: Nodes{Project: 1, OfProject: 2}}, "project", "part"},
		{Promise{Nodes: Nodes{Project: 2, OfProject: 2}}, "project", "recorded"},
		{Promise{Status: "offtrack"}, "result", "late"},
		{Promise{Status: "offtrack", Nodes: Nodes{OfResult: 1}}, "result", "late"},
		{Promise{Status: "ontrack", Nodes: Nodes{OfResult: 1}}, "result", "part"},
		{Promise{Status: "kept", Nodes: Nodes{Result: 1, OfResult: 1}}, "result", "recorded"},
	} {
		if got := c.p.NodeState(c.node); got != c.want {
			t.Errorf("%s of %+v is %s, want %s", c.node, c.p.Nodes, got, c.want)
		}
	}
	if !slices.Equal(Statuses, []string{"offtrack", "silent", "atrisk", "ontrack", "kept"}) {
		t.Error("the board's order changed")
	}
}

func TestHowFarMoneyHasCome(t *testing.T) {
	of := func(pledged, waived, sent, drawn int64) []ledger.Summed {
		return []ledger.Summed{{Sums: ledger.Sums{Pledged: pledged, Waived: waived, Sent: sent, Drawn: drawn}}}
	}
	for _, c := range []struct {
		sums []ledger.Summed
		n    int64
		node string
	}{
		{nil, 0, "missing"},
		{of(1000, 0, 0, 0), 0, "missing"},
		{of(1000, 0, 500, 0), 1, "part"},
		{of(1_000_000, 0, 500, 500), 1, "part"},
		{of(1000, 0, 999, 999), 999, "part"},
		{of(1000, 0, 1000, 1000), 1000, "recorded"},
		{of(1000, 400, 600, 600), 1000, "recorded"},
		{of(1<<62, 0, 1<<61, 1<<61), 500, "part"},
	} {
		n := moneyNode(c.sums)
		if p := (Promise{Nodes: Nodes{Money: n}}); n != c.n || p.NodeState("money") != c.node {
			t.Errorf("%+v: %d and %s, want %d and %s", c.sums, n, p.NodeState("money"), c.n, c.node)
		}
	}
}
