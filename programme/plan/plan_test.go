package plan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/kit/fault"
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
	for _, n := range Numbers {
		for _, bad := range []int{n.Min - 1, n.Max + 1} {
			_, err := n.With(good, &bad).check(last, false, "2028-05-14")
			want(t, err, fault.Invalid, "plan.out_of_bounds")
		}
		for _, ok := range []int{n.Min, n.Max} {
			r, err := n.With(good, &ok).check(last, false, "2028-05-14")
			if err != nil || *n.Of(r) != ok {
				t.Errorf("%s refuses %d: %v", n.Name, ok, err)
			}
		}
		unset := n.With(good, nil)
		if n.Optional() != (n.Of(unset) == nil) {
			t.Errorf("%s: unset it is %v", n.Name, n.Of(unset))
		}
		if n.Optional() && n.Of(Shipped()) != nil {
			t.Errorf("%s is set as shipped", n.Name)
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
	after.AcceptDays, after.AtRiskDays, after.Deferrals = 5, 14, new(0)
	before.TakeUpDays = new(90)
	after.Workweek[time.Saturday], after.Workweek[time.Friday] = true, false
	after.Holidays = append(after.Holidays[1:], "2028-12-31")
	after.Workdays = nil
	before.Off, after.Off, after.TakeUpGroup = []string{Visits}, []string{Classes, TakeUps}, "CENTRAL"
	var got []string
	for _, d := range after.Differences(before) {
		got = append(got, fmt.Sprint(d.Name, " ", text(d.Before), ">", text(d.After), d.Leave, d.Join, d.Freed, d.Working, d.On, d.Off, d.Was, ">", d.Now))
	}
	const should = "accept_days 10>5[] [] [] [] [] []>; at_risk_days 30>14[] [] [] [] [] []>; deferrals >0[] [] [] [] [] []>; take_up_days 90>[] [] [] [] [] []>; " +
		"take_up_group >[] [] [] [] [] []>CENTRAL; workweek >[] [] [Friday] [Saturday] [] []>; holidays >[2028-10-01] [2028-12-31] [] [] [] []>; " +
		"workdays >[2028-09-24 2028-10-14] [] [] [] [] []>; features >[] [] [] [] [visits] [classes take_ups]>"
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
		"plan.code_taken":       func(in *PeriodInput) { in.Code = "P14" },
		"plan.code_form":        func(in *PeriodInput) { in.Code = "P/14" },
		"plan.name_missing":     func(in *PeriodInput) { in.NameZH = "" },
		"plan.overlap":          func(in *PeriodInput) { in.From = "2025-12-31" },
		"plan.day":              func(in *PeriodInput) { in.To = "" },
		"plan.mid_term_outside": func(in *PeriodInput) { in.MidTerm = "2031-01-01" },
		"plan.text_long":        func(in *PeriodInput) { in.Envelope = strings.Repeat("长", maxText+1) },
		"plan.day_order":        func(in *PeriodInput) { in.To = "2025-12-31" },
	} {
		in := good
		spoil(&in)
		_, err := in.draft(others)
		want(t, err, fault.Invalid, key)
	}
}
