package plan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"

	"pgregory.net/rapid"
)

// want fails the test unless the error is a fault of the kind with the key,
// either its own or that of one of its fields; kind 0 wants no error.
func want(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	if kind == 0 && err == nil {
		return
	}
	e, ok := err.(*fault.Error)
	if ok && e.Kind == kind && e.Key == key {
		return
	}
	if ok && e.Kind == kind {
		for _, f := range e.Fields {
			if f.Key == key {
				return
			}
		}
	}
	t.Errorf("refused with %v, want %v %s", err, kind, key)
}

// autumn is a week's holiday in October 2028 with the make-up days around it,
// as such calendars go: Sunday 24 September and Saturday 14 October are worked.
func autumn() Rules {
	r := Shipped()
	r.Holidays = []words.Day{"2028-10-01", "2028-10-02", "2028-10-03", "2028-10-04", "2028-10-05", "2028-10-06", "2028-10-07", "2028-10-08"}
	r.Workdays = []words.Day{"2028-09-24", "2028-10-14"}
	return r
}

func TestWorkingDays(t *testing.T) {
	r := autumn()
	for day, works := range map[words.Day]bool{
		"2028-09-22": true,  // Friday
		"2028-09-23": false, // Saturday
		"2028-09-24": true,  // a Sunday worked in place of the holiday
		"2028-10-03": false, // a Tuesday of the holiday
		"2028-10-09": true,  // Monday after
		"2028-10-14": true,  // a Saturday worked
		"2028-10-15": false,
	} {
		if r.IsWorkingDay(day) != works {
			t.Errorf("%s works: %v", day, !works)
		}
	}
	for _, c := range []struct {
		from words.Day
		n    int
		want words.Day
	}{
		{"2028-09-22", 1, "2028-09-24"}, // Friday, then the worked Sunday
		{"2028-09-29", 1, "2028-10-09"}, // over the whole holiday
		{"2028-10-09", 5, "2028-10-14"}, // the worked Saturday ends the week
		{"2028-10-13", 2, "2028-10-16"},
		{"2028-10-03", 0, "2028-10-09"}, // a free day moves on
		{"2028-10-09", 0, "2028-10-09"},
		{"2028-10-03", -3, "2028-10-09"},
		{"2028-05-12", 10, "2028-05-26"},
		{"", 5, ""},
	} {
		if got := r.AddWorkingDays(c.from, c.n); got != c.want {
			t.Errorf("%d working days after %s: %s, want %s", c.n, c.from, got, c.want)
		}
	}
	for _, c := range []struct {
		from, to words.Day
		want     int
	}{{"2028-09-29", "2028-10-09", 1}, {"2028-10-09", "2028-10-15", 5}, {"2028-10-09", "2028-10-09", 0}, {"2028-10-10", "2028-10-01", 0}} {
		if got := r.WorkingDays(c.from, c.to); got != c.want {
			t.Errorf("working days from %s to %s: %d, want %d", c.from, c.to, got, c.want)
		}
	}
	if by := r.AcceptBy("2028-09-29"); by != "2028-10-19" {
		t.Errorf("accept by %s", by)
	}
	if by := r.ReportBy("2028-09-29"); by != "2028-12-28" || r.ReportBy("") != "" {
		t.Errorf("report by %s", by)
	}
}

func TestACalendarWithoutWorkingDaysEnds(t *testing.T) {
	r := Shipped()
	r.Workweek = [7]bool{}
	if got := r.AddWorkingDays("2028-01-01", 1); got <= "2030-01-01" {
		t.Errorf("%s", got)
	}
}

// TestCountingUndoesAdding holds, for any calendar, that n working days after a
// day there are n working days between, and that the day found is one.
func TestCountingUndoesAdding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Shipped()
		for i := range r.Workweek {
			r.Workweek[i] = rapid.Bool().Draw(t, "day of the week")
		}
		r.Workweek[rapid.IntRange(0, 6).Draw(t, "a working day")] = true
		start := words.Day("2028-01-01")
		for range rapid.IntRange(0, 20).Draw(t, "holidays") {
			r.Holidays = append(r.Holidays, start.Add(rapid.IntRange(0, 120).Draw(t, "holiday")))
		}
		for range rapid.IntRange(0, 5).Draw(t, "extra days") {
			r.Workdays = append(r.Workdays, start.Add(rapid.IntRange(0, 120).Draw(t, "extra day")))
		}
		from, n := start.Add(rapid.IntRange(0, 90).Draw(t, "from")), rapid.IntRange(1, 30).Draw(t, "n")
		to := r.AddWorkingDays(from, n)
		if !r.IsWorkingDay(to) || r.WorkingDays(from, to) != n {
			t.Errorf("%d working days after %s: %s, counted %d", n, from, to, r.WorkingDays(from, to))
		}
	})
}

func TestRulesThatAreRefused(t *testing.T) {
	last := Shipped()
	last.Version, last.From = 3, "2028-06-01"
	good := autumn()
	good.From = "2028-06-01"
	if _, err := good.check(last, false, "2028-05-14"); err != nil {
		t.Fatal(err)
	}
	for key, spoil := range map[string]func(*Rules){
		"plan.from_past":        func(r *Rules) { r.From = "2028-05-13" },
		"plan.from_before_last": func(r *Rules) { r.From = "2028-05-31" },
		"plan.out_of_bounds":    func(r *Rules) { r.AcceptDays = 0 },
		"plan.both":             func(r *Rules) { r.Workdays = append(r.Workdays, "2028-10-01") },
		"plan.no_workday":       func(r *Rules) { r.Workweek = [7]bool{} },
		"plan.day":              func(r *Rules) { r.Holidays = append(r.Holidays, "2028-02-30") },
		"plan.too_many_days": func(r *Rules) {
			for i := range maxDays + 1 {
				r.Holidays = append(r.Holidays, words.Day("2030-01-01").Add(i))
			}
		},
	} {
		r := good
		spoil(&r)
		_, err := r.check(last, false, "2028-05-14")
		want(t, err, fault.Invalid, key)
	}
	first := good
	first.From = "2020-01-01"
	if _, err := first.check(Shipped(), true, "2028-05-14"); err != nil {
		t.Errorf("a first version may begin in the past: %v", err)
	}
	for _, n := range good.numbers() {
		if _, ok := bounds[n.Name]; !ok {
			t.Errorf("%s has no bounds", n.Name)
		}
	}
}

func TestDaysAreSortedAndKeptOnce(t *testing.T) {
	r := Shipped()
	r.From, r.Holidays = "2028-05-14", []words.Day{"2028-10-02", "2028-10-01", "2028-10-02"}
	got, err := r.check(Shipped(), true, "2028-05-14")
	if err != nil || fmt.Sprint(got.Holidays) != "[2028-10-01 2028-10-02]" {
		t.Errorf("%v, %v", got.Holidays, err)
	}
}

func TestDifferences(t *testing.T) {
	before, after := autumn(), autumn()
	if d := after.Differences(before); len(d) != 0 {
		t.Errorf("the same rules differ: %+v", d)
	}
	after.AcceptDays, after.AtRiskDays = 5, 14
	after.Workweek[time.Saturday], after.Workweek[time.Friday] = true, false
	after.Holidays = append(after.Holidays[1:], "2028-12-31")
	after.Workdays = nil
	var got []string
	for _, d := range after.Differences(before) {
		got = append(got, fmt.Sprint(d.Name, d.Before, d.After, d.Leave, d.Join, d.Freed, d.Working))
	}
	const should = "accept_days10 5 [] [] [] []; at_risk_days30 14 [] [] [] []; workweek0 0 [] [] [Friday] [Saturday]; " +
		"holidays0 0 [2028-10-01] [2028-12-31] [] []; workdays0 0 [2028-09-24 2028-10-14] [] [] []"
	if strings.Join(got, "; ") != should {
		t.Errorf("%s", strings.Join(got, "; "))
	}
}

func TestDraftingAPeriod(t *testing.T) {
	others := []Period{{Code: "P14", From: "2021-01-01", To: "2025-12-31"}}
	good := PeriodInput{Code: " p15 ", NameZH: "十五五", From: "2026-01-01", To: "2030-12-31"}
	p, err := good.draft(others)
	if err != nil || p.Code != "P15" || p.Name != "十五五" || p.State != "drafting" {
		t.Fatalf("%+v, %v", p, err)
	}
	for key, spoil := range map[string]func(*PeriodInput){
		"plan.code_taken":   func(in *PeriodInput) { in.Code = "P14" },
		"plan.code_form":    func(in *PeriodInput) { in.Code = "P/14" },
		"plan.name_missing": func(in *PeriodInput) { in.NameZH = "" },
		"plan.overlap":      func(in *PeriodInput) { in.From = "2025-12-31" },
		"plan.day":          func(in *PeriodInput) { in.To = "" },
		"plan.day_order":    func(in *PeriodInput) { in.To = "2025-12-31" },
	} {
		in := good
		spoil(&in)
		_, err := in.draft(others)
		want(t, err, fault.Invalid, key)
	}
}

// moves is the life of a period written down a second time by hand.
var moves = map[string]struct {
	from, to string
	role     ident.Role
	reason   bool
}{
	"plan.consult":  {"drafting", "consulted", ident.Office, false},
	"plan.approve":  {"consulted", "approved", ident.Leader, false},
	"plan.begin":    {"approved", "in_force", ident.Office, false},
	"plan.review":   {"in_force", "midterm", ident.Office, false},
	"plan.continue": {"midterm", "in_force", ident.Office, true},
	"plan.conclude": {"in_force", "final_review", ident.Office, false},
	"plan.close":    {"final_review", "closed", ident.Office, true},
}

func TestEveryMoveOfAPeriod(t *testing.T) {
	tried := 0
	for verb, m := range moves {
		for _, from := range Machine.States() {
			for _, role := range ident.Roles {
				for _, rel := range []ident.Relations{nil, {ident.Mine}, {ident.Opposite}} {
					for _, reason := range []string{"", "because"} {
						tried++
						mv, err := Machine.Try(ident.Actor{Person: 1, Organisation: 2, Roles: []ident.Role{role}}, rel, from, verb, reason)
						should := fault.Kind(0)
						switch {
						case role != m.role:
							should = fault.Forbidden
						case from != m.from:
							should = fault.Conflict
						case m.reason && reason == "":
							should = fault.Invalid
						}
						if fault.KindOf(err) != should || err == nil && mv.To != m.to {
							t.Errorf("%s from %s as %s: %s, %v, want %v", verb, from, role, mv.To, err, should)
						}
					}
				}
			}
		}
	}
	if len(Machine.Moves) != len(moves) || tried != 7*7*len(ident.Roles)*3*2 {
		t.Errorf("%d moves, %d tried", len(Machine.Moves), tried)
	}
	for verb := range moves {
		if stepPaths[verb] == "" || pastVerbs[verb] == "" {
			t.Errorf("%s has no path or no fact", verb)
		}
	}
}
