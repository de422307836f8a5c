package plan

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/words"
	"throughline/reading"
)

// Rules are what a programme counts by and what it shows, in one version.
// AcceptDays are working days; the other days are calendar days. A pointer that
// is nil is a rule that the programme has not set: it never counts as 0.
// Workweek begins with Sunday. Workdays are days worked though the week would
// have them free.
type Rules struct {
	Version         int         `json:"version"` // 0: as shipped
	From            words.Day   `json:"from"`
	AcceptDays      int         `json:"accept_days"`       // a duty waits for its acceptance
	ReportEveryDays int         `json:"report_every_days"` // from one report to the next
	GraceDays       int         `json:"grace_days"`        // borne after a due date
	SilentDays      int         `json:"silent_days"`       // without a word: not reported
	AtRiskDays      int         `json:"at_risk_days"`      // before a due date, without progress
	Deferrals       *int        `json:"deferrals"`         // a due date may be put off so often
	DeferralDays    *int        `json:"deferral_days"`     // and by no more than so many days at once
	MeetingMeasures *int        `json:"meeting_measures"`  // more of one meeting: cap or rank them
	TakeUpDays      *int        `json:"take_up_days"`      // to say where a plan has taken the work in
	EmergencyDays   *int        `json:"emergency_days"`    // works begun in an emergency bring their papers; unset: none may
	SurplusDays     *int        `json:"surplus_days"`      // to decide what becomes of money left over after final accounts
	ChangeDays      *int        `json:"change_days"`       // a planned date may move with the office's word alone; unset: none may
	ArrearsDays     *int        `json:"arrears_days"`      // wages owed for longer make a task; unset: none
	NoticeDays      *int        `json:"notice_days"`       // from telling the people concerned of a consultation to holding it
	TransitDays     *int        `json:"transit_days"`      // sent money that is not confirmed becomes a discrepancy; unset: never by itself
	DiscrepancyDays *int        `json:"discrepancy_days"`  // to settle a discrepancy
	Consultation    string      `json:"consultation"`      // what works at a site need of it, one of Consultations
	Coarse          []string    `json:"coarse"`            // sectors whose sites the public sees only coarsely
	TakeUpGroup     string      `json:"take_up_group"`     // code of the class that is asked; "" is the providing side
	Holidays        []words.Day `json:"holidays"`
	Workdays        []words.Day `json:"workdays"`
	Workweek        [7]bool     `json:"workweek"`
	Off             []string    `json:"off"` // features that the programme does not use
	// Seasons are when kinds of work rest; one that is not named never does.
	Seasons map[string]Season `json:"seasons"`
	// Stages are the ways of the tracks; a track that is not named goes the short way.
	Stages map[string][]Stage `json:"stages"`
	// Shares are checked when a plan is issued, when a change is approved and at the
	// end of the year; NoGo are the categories that no money goes to.
	Shares []Share  `json:"shares"`
	NoGo   []string `json:"no_go"`
}

// Consultations are what works can need of the people concerned at their site:
// nothing, that they were consulted, or that they gave their consent.
var Consultations = []string{"", "held", "consent"}

// Shipped are the rules of a programme that has set none: nothing is switched
// off, and what has no usual value is not set.
func Shipped() Rules {
	return Rules{AcceptDays: 10, ReportEveryDays: 90, GraceDays: 30, SilentDays: 180, AtRiskDays: 30,
		Workweek: [7]bool{false, true, true, true, true, true, false}, Off: []string{}, Seasons: map[string]Season{}, Stages: map[string][]Stage{},
		Shares: []Share{}, NoGo: []string{}, Coarse: []string{"infrastructure-power", "infrastructure-communications"}}
}

// Number is a rule that is a whole number of a unit, from Min to Max: either
// must gives its place, or may for one that can be left unset.
type Number struct {
	Name, Unit string
	Min, Max   int
	must       func(*Rules) *int
	may        func(*Rules) **int
}

// Numbers are the rules that are whole numbers, in the order in which they are
// shown. One more such rule is one more line here, with the words of its name,
// its meaning (.hint) and what a change of it touches (plan.touches.).
var Numbers = []Number{
	{"accept_days", "working_days", 1, 90, func(r *Rules) *int { return &r.AcceptDays }, nil},
	{"report_every_days", "days", 1, 730, func(r *Rules) *int { return &r.ReportEveryDays }, nil},
	{"grace_days", "days", 0, 365, func(r *Rules) *int { return &r.GraceDays }, nil},
	{"silent_days", "days", 1, 1095, func(r *Rules) *int { return &r.SilentDays }, nil},
	{"at_risk_days", "days", 0, 365, func(r *Rules) *int { return &r.AtRiskDays }, nil},
	{"deferrals", "times", 0, 20, nil, func(r *Rules) **int { return &r.Deferrals }},
	{"deferral_days", "days", 1, 1095, nil, func(r *Rules) **int { return &r.DeferralDays }},
	{"meeting_measures", "measures", 1, 200, nil, func(r *Rules) **int { return &r.MeetingMeasures }},
	{"take_up_days", "days", 1, 730, nil, func(r *Rules) **int { return &r.TakeUpDays }},
	{"emergency_days", "days", 1, 365, nil, func(r *Rules) **int { return &r.EmergencyDays }},
	{"notice_days", "days", 1, 365, nil, func(r *Rules) **int { return &r.NoticeDays }},
	{"surplus_days", "days", 1, 730, nil, func(r *Rules) **int { return &r.SurplusDays }},
	{"arrears_days", "days", 1, 365, nil, func(r *Rules) **int { return &r.ArrearsDays }},
	{"change_days", "days", 0, 730, nil, func(r *Rules) **int { return &r.ChangeDays }},
	{"transit_days", "days", 1, 365, nil, func(r *Rules) **int { return &r.TransitDays }},
	{"discrepancy_days", "days", 1, 365, nil, func(r *Rules) **int { return &r.DiscrepancyDays }},
}

// Optional tells whether the rule can be left unset.
func (n Number) Optional() bool { return n.may != nil }

// Of is the value that the rules give it, nil when it is not set.
func (n Number) Of(r Rules) *int {
	if n.Optional() {
		return *n.may(&r)
	}
	return n.must(&r)
}

// With gives the rules another value; nil unsets one that can be unset.
func (n Number) With(r Rules, value *int) Rules {
	switch {
	case n.Optional():
		*n.may(&r) = value
	case value != nil:
		*n.must(&r) = *value
	}
	return r
}

func same(a, b *int) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// maxDays bounds a list of days: twenty years of holidays.
const maxDays = 500

// check refuses numbers out of bounds and days that contradict each other, and
// sorts the lists. last is the version in force until now; first says that
// there is none.
func (r Rules) check(last Rules, first bool, today words.Day) (Rules, error) {
	var f fault.Form
	for _, n := range Numbers {
		v := n.Of(r)
		f.Require(v == nil || *v >= n.Min && *v <= n.Max, n.Name, "plan.out_of_bounds", n.Min, n.Max)
	}
	r.Holidays, r.Workdays = sorted(r.Holidays), sorted(r.Workdays)
	checkDays(&f, "holidays", r.Holidays)
	checkDays(&f, "workdays", r.Workdays)
	for _, d := range r.Workdays {
		f.Require(!slices.Contains(r.Holidays, d), "workdays", "plan.both", d)
	}
	f.Require(slices.Contains(r.Workweek[:], true), "workweek", "plan.no_workday")
	r.Seasons = checkSeasons(&f, r.Seasons)
	r.Stages = checkStages(&f, r.Stages)
	r.Shares = checkShares(&f, r.Shares)
	r.NoGo = without(Categories[1:], without(Categories[1:], r.NoGo)) // in their order, each once, none unknown
	f.Require(slices.Contains(Consultations, r.Consultation), "consultation", "plan.consultation_unknown")
	r.Coarse = without(reading.Sectors(), without(reading.Sectors(), r.Coarse)) // in their order, each once, none unknown
	r.Off = without(Features, without(Features, r.Off))                         // in their order, each once, none unknown
	checkDay(&f, "from", r.From)
	f.Require(first || r.From >= today, "from", "plan.from_past")
	f.Require(first || r.From >= last.From, "from", "plan.from_before_last", last.From)
	return r, f.Err()
}

func checkDays(f *fault.Form, name string, days []words.Day) {
	f.Require(len(days) <= maxDays, name, "plan.too_many_days", maxDays)
	for _, d := range days {
		checkDay(f, name, d)
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

// Difference is one rule that an edit changes: a number from Before to After,
// where nil is not set; or days of the calendar that leave a list or join it;
// or days of the week that become free or worked; or features that are switched
// on or off, or sectors that are shown coarsely or no longer; or the class that
// is asked, or what consultation works need, or the season of
// a kind of work, from Was to Now; or a stage of a track, or a share.
type Difference struct {
	Name           string
	Before, After  *int
	Leave, Join    []words.Day
	Freed, Working []time.Weekday
	On, Off        []string
	Was, Now       string
	Stage          *StageChange
	Share          *ShareChange
}

// Differences lists what the rules r would change of the rules before.
func (r Rules) Differences(before Rules) []Difference {
	var all []Difference
	for _, n := range Numbers {
		if was, is := n.Of(before), n.Of(r); !same(was, is) {
			all = append(all, Difference{Name: n.Name, Before: was, After: is})
		}
	}
	if r.Consultation != before.Consultation {
		all = append(all, Difference{Name: "consultation", Was: before.Consultation, Now: r.Consultation})
	}
	coarse := Difference{Name: "coarse", On: without(r.Coarse, before.Coarse), Off: without(before.Coarse, r.Coarse)}
	if len(coarse.On)+len(coarse.Off) > 0 {
		all = append(all, coarse)
	}
	if d := (Difference{Name: "no_go", On: without(r.NoGo, before.NoGo), Off: without(before.NoGo, r.NoGo)}); len(d.On)+len(d.Off) > 0 {
		all = append(all, d)
	}
	if r.TakeUpGroup != before.TakeUpGroup {
		all = append(all, Difference{Name: "take_up_group", Was: before.TakeUpGroup, Now: r.TakeUpGroup})
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
	shown := Difference{Name: "features", On: without(before.Off, r.Off), Off: without(r.Off, before.Off)}
	if len(shown.On)+len(shown.Off) > 0 {
		all = append(all, shown)
	}
	return slices.Concat(all, r.seasonChanges(before), r.stageChanges(before), r.shareChanges(before))
}

// without is the list without what the other holds; never nil.
func without[T comparable](list, other []T) []T {
	rest := []T{}
	for _, d := range list {
		if !slices.Contains(other, d) {
			rest = append(rest, d)
		}
	}
	return rest
}
