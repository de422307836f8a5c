package plan

import (
	"strconv"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/words"
)

// Season is when a kind of work cannot be done, by months: "11-3" is from the
// beginning of November to the end of March, "" never.
type Season string

// WorkKinds are the kinds of work that a season may stop.
var WorkKinds = []string{"ground", "concrete", "road", "roof", "planting"}

// months are the first and the last month of the season; ok is false when it
// says no two months.
func (s Season) months() (from, to int, ok bool) {
	a, b, found := strings.Cut(string(s), "-")
	from, errA := strconv.Atoi(strings.TrimSpace(a))
	to, errB := strconv.Atoi(strings.TrimSpace(b))
	return from, to, found && errA == nil && errB == nil && from >= 1 && from <= 12 && to >= 1 && to <= 12
}

// Closed tells whether the work rests on a day. A season may go over the year.
func (s Season) Closed(d words.Day) bool {
	from, to, ok := s.months()
	if !ok || d == "" {
		return false
	}
	month := int(d.Time().Month())
	if from <= to {
		return month >= from && month <= to
	}
	return month >= from || month <= to
}

// Around is the first and the last day of the closed season in which a day lies;
// "" where the work does not rest then, or rests all the year.
func (s Season) Around(d words.Day) (first, last words.Day) {
	opens := s.Opens(d)
	if !s.Closed(d) || opens == "" {
		return "", ""
	}
	month := func(d words.Day, by int) words.Day {
		t := d.Time()
		return words.Day(time.Date(t.Year(), t.Month()+time.Month(by), 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	first = month(d, 0)
	for s.Closed(month(first, -1)) {
		first = month(first, -1)
	}
	return first, opens.Add(-1)
}

// Opens is the first day from a day on when the work does not rest; "" when it
// rests all the year.
func (s Season) Opens(d words.Day) words.Day {
	for range 12 {
		if !s.Closed(d) {
			return d
		}
		t := d.Time()
		d = words.Day(time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	if s.Closed(d) {
		return ""
	}
	return d
}

// seasonField is the field of a form with the season of a kind of work.
func seasonField(kind string) string { return "season_" + kind }

// checkSeasons refuses what says no months, and leaves out what says nothing and
// what is no kind of work.
func checkSeasons(f *fault.Form, given map[string]Season) map[string]Season {
	kept := map[string]Season{}
	for _, kind := range WorkKinds {
		if given[kind] == "" {
			continue
		}
		from, to, ok := given[kind].months()
		f.Require(ok, seasonField(kind), "plan.season_wrong")
		if kept[kind] = given[kind]; ok {
			kept[kind] = Season(strconv.Itoa(from) + "-" + strconv.Itoa(to))
		}
	}
	return kept
}

// seasonChanges lists the kinds of work whose season the rules r would change.
func (r Rules) seasonChanges(before Rules) []Difference {
	var all []Difference
	for _, kind := range WorkKinds {
		if was, now := before.Seasons[kind], r.Seasons[kind]; was != now {
			all = append(all, Difference{Name: "work." + kind, Was: string(was), Now: string(now)})
		}
	}
	return all
}
