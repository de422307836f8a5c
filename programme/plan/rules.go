package plan

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/words"
)

// Rules are the numbers that a programme counts by, in one version. AcceptDays
// are working days; the others are calendar days. Workweek begins with Sunday.
// Workdays are days worked though the week would have them free.
type Rules struct {
	Version         int         `json:"version"` // 0: as shipped
	From            words.Day   `json:"from"`
	AcceptDays      int         `json:"accept_days"`       // a duty waits for its acceptance
	ReportEveryDays int         `json:"report_every_days"` // from one report to the next
	GraceDays       int         `json:"grace_days"`        // borne after a due date
	SilentDays      int         `json:"silent_days"`       // without a word: not reported
	AtRiskDays      int         `json:"at_risk_days"`      // before a due date, without progress
	Holidays        []words.Day `json:"holidays"`
	Workdays        []words.Day `json:"workdays"`
	Workweek        [7]bool     `json:"workweek"`
}

// Shipped are the rules of a programme that has set none.
func Shipped() Rules {
	return Rules{AcceptDays: 10, ReportEveryDays: 90, GraceDays: 30, SilentDays: 180, AtRiskDays: 30,
		Workweek: [7]bool{false, true, true, true, true, true, false}}
}

// bounds of each number of days, by field name.
var bounds = map[string][2]int{"accept_days": {1, 90}, "report_every_days": {1, 730}, "grace_days": {0, 365},
	"silent_days": {1, 1095}, "at_risk_days": {0, 365}}

// numbers are the rules that are plain numbers, by field name, in the order in
// which they are shown.
func (r Rules) numbers() []Number {
	return []Number{{"accept_days", r.AcceptDays}, {"report_every_days", r.ReportEveryDays}, {"grace_days", r.GraceDays},
		{"silent_days", r.SilentDays}, {"at_risk_days", r.AtRiskDays}}
}

// Number is one rule that is a number of days.
type Number struct {
	Name string
	Days int
}

// maxDays bounds a list of days: twenty years of holidays.
const maxDays = 500

// check refuses numbers out of bounds and days that contradict each other, and
// sorts the lists of days. last is the version in force until now; first says
// that there is none.
func (r Rules) check(last Rules, first bool, today words.Day) (Rules, error) {
	var f fault.Form
	for _, n := range r.numbers() {
		b := bounds[n.Name]
		f.Require(n.Days >= b[0] && n.Days <= b[1], n.Name, "plan.out_of_bounds", b[0], b[1])
	}
	r.Holidays, r.Workdays = sorted(r.Holidays), sorted(r.Workdays)
	checkDays(&f, "holidays", r.Holidays)
	checkDays(&f, "workdays", r.Workdays)
	for _, d := range r.Workdays {
		f.Require(!slices.Contains(r.Holidays, d), "workdays", "plan.both", d)
	}
	f.Require(slices.Contains(r.Workweek[:], true), "workweek", "plan.no_workday")
	_, real := words.ParseDay(string(r.From))
	f.Require(real, "from", "plan.day", r.From)
	f.Require(first || r.From >= today, "from", "plan.from_past")
	f.Require(first || r.From >= last.From, "from", "plan.from_before_last", last.From)
	return r, f.Err()
}

func checkDays(f *fault.Form, name string, days []words.Day) {
	f.Require(len(days) <= maxDays, name, "plan.too_many_days", maxDays)
	for _, d := range days {
		_, real := words.ParseDay(string(d))
		f.Require(real, name, "plan.day", d)
	}
}

func sorted(days []words.Day) []words.Day {
	days = append([]words.Day{}, days...) // a list without days is [], not null, in the journal
	slices.Sort(days)
	return slices.Compact(days)
}

// IsWorkingDay tells whether people work on the day.
func (r Rules) IsWorkingDay(d words.Day) bool {
	switch {
	case slices.Contains(r.Workdays, d):
		return true
	case slices.Contains(r.Holidays, d):
		return false
	}
	return r.Workweek[d.Time().Weekday()]
}

// calendarReach bounds a search for working days: a calendar without any for
// so long is a mistake, and no page may hang on it.
const calendarReach = 3660

// AddWorkingDays is the n-th working day after the day, which itself does not
// count; n below 1 gives the day itself, or the next working day after a free
// one, so that no duty falls due on a holiday. An unknown day stays unknown.
func (r Rules) AddWorkingDays(d words.Day, n int) words.Day {
	if d == "" {
		return ""
	}
	if n < 1 && r.IsWorkingDay(d) {
		return d
	}
	for range calendarReach {
		d = d.Add(1)
		if r.IsWorkingDay(d) {
			n--
		}
		if n < 1 && r.IsWorkingDay(d) {
			return d
		}
	}
	return d
}

// WorkingDays counts the working days after from up to and with to; 0 when to
// is not later.
func (r Rules) WorkingDays(from, to words.Day) int {
	n := 0
	for d := from; d < to; {
		if d = d.Add(1); r.IsWorkingDay(d) {
			n++
		}
	}
	return n
}

// AcceptBy is the day by which a duty assigned on a day is to be accepted.
func (r Rules) AcceptBy(assigned words.Day) words.Day {
	return r.AddWorkingDays(assigned, r.AcceptDays)
}

// ReportBy is the day by which the next report after a day is due.
func (r Rules) ReportBy(last words.Day) words.Day {
	if last == "" {
		return ""
	}
	return last.Add(r.ReportEveryDays)
}

// Difference is one rule that an edit changes: a number of days from Before to
// After; or days of the calendar that leave a list or join it; or days of the
// week that become free or worked.
type Difference struct {
	Name           string
	Before, After  int
	Leave, Join    []words.Day
	Freed, Working []time.Weekday
}

// Differences lists what the rules r would change of the rules before.
func (r Rules) Differences(before Rules) []Difference {
	var all []Difference
	old := before.numbers()
	for i, n := range r.numbers() {
		if n.Days != old[i].Days {
			all = append(all, Difference{Name: n.Name, Before: old[i].Days, After: n.Days})
		}
	}
	week := Difference{Name: "workweek"}
	for d := range r.Workweek {
		switch {
		case r.Workweek[d] && !before.Workweek[d]:
			week.Working = append(week.Working, time.Weekday(d))
		case before.Workweek[d] && !r.Workweek[d]:
			week.Freed = append(week.Freed, time.Weekday(d))
		}
	}
	if len(week.Working)+len(week.Freed) > 0 {
		all = append(all, week)
	}
	for _, l := range []struct {
		name     string
		was, now []words.Day
	}{{"holidays", before.Holidays, r.Holidays}, {"workdays", before.Workdays, r.Workdays}} {
		d := Difference{Name: l.name, Leave: without(l.was, l.now), Join: without(l.now, l.was)}
		if len(d.Leave)+len(d.Join) > 0 {
			all = append(all, d)
		}
	}
	return all
}

func without(list, other []words.Day) []words.Day {
	var rest []words.Day
	for _, d := range list {
		if !slices.Contains(other, d) {
			rest = append(rest, d)
		}
	}
	return rest
}
