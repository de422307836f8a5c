package plan

import (
	"embed"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Words holds the package's words.txt.
//
//go:embed words.txt
var Words embed.FS

//go:embed pages/*.html
var pages embed.FS

// stepPaths are the nouns of a period's verbs in URLs.
var stepPaths = map[string]string{"plan.consult": "consultation", "plan.approve": "approval", "plan.begin": "beginning", "plan.review": "review",
	"plan.continue": "continuation", "plan.conclude": "conclusion", "plan.close": "closing"}

// Mount registers the room's pages.
func (r *Room) Mount(f *web.Front) {
	m := f.Room(pages)
	m.On("GET /periods", "plan.view", r.getPeriods)
	m.On("POST /periods", "plan.add", r.postPeriod)
	m.On("GET /periods/{code}", "plan.view", r.getPeriod)
	for verb, path := range stepPaths {
		m.On("POST /periods/{code}/"+path, verb, r.postStep(verb))
	}
	m.On("GET /rules", "plan.view", r.getRules)
	m.On("GET /rules/edit", "plan.set_rules", r.getEdit)
	m.On("POST /rules/edit", "plan.set_rules", r.postEdit)
	m.On("POST /rules", "plan.set_rules", r.postRules)
}

func may(c *web.Call, action string) bool {
	return access.Check(Actions(), c.Actor, action, nil) == nil
}

type periodView struct {
	Period
	Title string `json:"title"`
	Now   bool   `json:"now"` // today lies in it
}

func view(c *web.Call, p Period) periodView {
	return periodView{p, p.NameIn(c.Lang), p.From <= c.Today() && c.Today() <= p.To}
}

type periodsPage struct {
	Periods []periodView `json:"periods"`
	MayAdd  bool         `json:"-"`
}

func (r *Room) getPeriods(c *web.Call) error {
	all, err := ListPeriods(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	p := periodsPage{MayAdd: may(c, "plan.add")}
	for _, one := range all {
		p.Periods = append(p.Periods, view(c, one))
	}
	return c.Page("periods", p)
}

func (r *Room) postPeriod(c *web.Call) error {
	done, err := r.AddPeriod(c.R.Context(), c.Actor, AddInput{c.Key(), PeriodInput{Code: c.Value("code"), Name: c.Value("name"), NameZH: c.Value("name_zh"),
		From: words.Day(c.Value("from")), To: words.Day(c.Value("to"))}})
	if err != nil {
		return c.Again(r.getPeriods, err)
	}
	made, _ := done.Subject("plan.period")
	p, err := GetPeriod(c.R.Context(), c.Q, c.Programme.ID, made)
	if err != nil {
		return err
	}
	return c.Done(done, "/periods/"+p.Code, "plan.added_done")
}

type moveForm struct {
	Verb, Path string
	Reason     bool
}

type historyLine struct {
	When string `json:"when"`
	Who  string `json:"who"`
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
}

func historyOf(c *web.Call, m *state.Machine, ref ident.Ref) ([]historyLine, error) {
	lines, err := party.Lines(c.R.Context(), c.Q, c.Programme.ID, m, ref)
	drawn := make([]historyLine, len(lines))
	for i, l := range lines {
		drawn[i] = historyLine{words.Moment(c.Lang, l.At, c.Programme.Zone), l.Who(c.Lang), c.T(l.What()), l.Reason}
	}
	return drawn, err
}

type periodPage struct {
	periodView
	History []historyLine `json:"history"`
	Moves   []moveForm    `json:"-"`
}

func (r *Room) getPeriod(c *web.Call) error {
	one, err := GetPeriodByCode(c.R.Context(), c.Q, c.Programme.ID, c.Path("code"))
	if err != nil {
		return err
	}
	p := periodPage{periodView: view(c, one)}
	for _, mv := range Machine.Open(c.Actor, nil, one.State) {
		p.Moves = append(p.Moves, moveForm{mv.Verb, stepPaths[mv.Verb], mv.Reason})
	}
	if p.History, err = historyOf(c, &Machine, periodRef(one.ID)); err != nil {
		return err
	}
	return c.Page("period", p)
}

func (r *Room) postStep(verb string) web.Handler {
	return func(c *web.Call) error {
		p, err := GetPeriodByCode(c.R.Context(), c.Q, c.Programme.ID, c.Path("code"))
		if err != nil {
			return err
		}
		done, err := r.Step(c.R.Context(), c.Actor, StepInput{c.Key(), p.ID, verb, c.Value("reason")})
		if err != nil {
			return c.Again(r.getPeriod, err)
		}
		return c.Done(done, "/periods/"+p.Code, "plan.step_done")
	}
}

type versionView struct {
	Rules
	Changed []string `json:"changed"` // names of the rules that it changed
	Who     string   `json:"who"`
	When    string   `json:"when"`
}

type rulesPage struct {
	Rules
	Numbers  []Number      `json:"-"`
	Weekdays []string      `json:"weekdays"` // names of the working days of the week
	Coming   bool          `json:"coming"`   // a later version is set and not yet in force
	Versions []versionView `json:"versions"`
	MaySet   bool          `json:"-"`
}

func (r *Room) getRules(c *web.Call) error {
	now, err := RulesOn(c.R.Context(), c.Q, c.Programme.ID, c.Today())
	if err != nil {
		return err
	}
	all, err := ListRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	p := rulesPage{Rules: now, Numbers: now.numbers(), Weekdays: weekdays(c, now), Coming: len(all) > 0 && all[0].Version > now.Version, MaySet: may(c, "plan.set_rules")}
	if p.Versions, err = versions(c, all); err != nil {
		return err
	}
	return c.Page("rules", p)
}

// versions says of each version what it changed, and who set it.
func versions(c *web.Call, all []Set) ([]versionView, error) {
	var organisations []ident.ID
	persons := map[ident.Person]bool{}
	for _, v := range all {
		organisations, persons[v.Person] = append(organisations, v.Organisation), true
	}
	parties, err := party.PartiesByID(c.R.Context(), c.Q, c.Programme.ID, organisations)
	if err != nil {
		return nil, err
	}
	names, err := access.Names(c.R.Context(), c.Q, slices.Collect(maps.Keys(persons)))
	if err != nil {
		return nil, err
	}
	views := make([]versionView, len(all))
	for i, v := range all {
		before := Shipped()
		if i+1 < len(all) {
			before = all[i+1].Rules
		}
		who := party.Line{Person: names[v.Person], Party: parties[v.Organisation]}
		views[i] = versionView{Rules: v.Rules, Who: who.Who(c.Lang), When: words.Moment(c.Lang, v.At, c.Programme.Zone)}
		for _, d := range v.Differences(before) {
			views[i].Changed = append(views[i].Changed, d.Name)
		}
	}
	return views, nil
}

func weekdays(c *web.Call, r Rules) []string {
	var all []string
	for _, d := range weekOrder {
		if r.Workweek[d] {
			all = append(all, weekday(c, d))
		}
	}
	return all
}

// weekOrder begins with Monday, as both languages count.
var weekOrder = []time.Weekday{1, 2, 3, 4, 5, 6, 0}

func weekday(c *web.Call, d time.Weekday) string { return c.T("plan.weekday." + strconv.Itoa(int(d))) }

type editPage struct {
	Rules
	After        int          `json:"after"` // the version it changes
	Numbers      []Number     `json:"-"`
	HolidaysText string       `json:"-"`
	WorkdaysText string       `json:"-"`
	Week         []web.Option `json:"-"`
	Shown        bool         `json:"shown"`
	Differences  []difference `json:"differences"`
}

// difference is one changed rule in words.
type difference struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// getEdit is the form with the rules last set.
func (r *Room) getEdit(c *web.Call) error {
	last, err := LatestRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	after := last.Version
	if last.From = c.Today(); c.Kept() {
		last, after = r.posted(c)
	}
	return c.Page("edit", edit(c, last, after))
}

func edit(c *web.Call, rules Rules, after int) editPage {
	p := editPage{Rules: rules, After: after, Numbers: rules.numbers(), HolidaysText: lines(rules.Holidays), WorkdaysText: lines(rules.Workdays)}
	for _, d := range weekOrder {
		p.Week = append(p.Week, web.Option{Value: strconv.Itoa(int(d)), Label: weekday(c, d), Selected: rules.Workweek[d]})
	}
	return p
}

func lines(days []words.Day) string {
	var b strings.Builder
	for _, d := range days {
		b.WriteString(string(d) + "\n")
	}
	return strings.TrimSpace(b.String())
}

// posted reads the form. A number that is none becomes one out of all bounds,
// so that it is refused beside its field.
func (r *Room) posted(c *web.Call) (Rules, int) {
	number := func(field string) int {
		n, err := strconv.Atoi(c.Value(field))
		if err != nil {
			return -1
		}
		return n
	}
	rules := Rules{From: words.Day(c.Value("from")), AcceptDays: number("accept_days"), ReportEveryDays: number("report_every_days"),
		GraceDays: number("grace_days"), SilentDays: number("silent_days"), AtRiskDays: number("at_risk_days"),
		Holidays: days(c.Value("holidays")), Workdays: days(c.Value("workdays"))}
	for _, v := range c.Values("workweek") {
		if n, err := strconv.Atoi(v); err == nil && n >= 0 && n < len(rules.Workweek) {
			rules.Workweek[n] = true
		}
	}
	return rules, max(0, number("after"))
}

// days cuts a text at blanks and commas of both scripts.
func days(text string) []words.Day {
	var list []words.Day
	for _, d := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n\t,;，；、", r) }) {
		list = append(list, words.Day(d))
	}
	return sorted(list)
}

// postEdit shows what the edit would change. It changes nothing.
func (r *Room) postEdit(c *web.Call) error {
	rules, after := r.posted(c)
	last, differences, err := r.Look(c.R.Context(), c.Actor, rules)
	if err != nil {
		return c.Again(r.getEdit, err)
	}
	if after != last.Version {
		return c.Again(r.getEdit, fault.New(fault.Conflict, "plan.rules_moved_on", last.Version))
	}
	p := edit(c, rules, after)
	p.Shown = true
	for _, d := range differences {
		p.Differences = append(p.Differences, inWords(c, d))
	}
	return c.Page("edit", p)
}

func inWords(c *web.Call, d Difference) difference {
	switch d.Name {
	case "holidays", "workdays":
		return difference{d.Name, dates(c, d.Leave), dates(c, d.Join)}
	case "workweek":
		return difference{d.Name, names(c, d.Freed), names(c, d.Working)}
	}
	return difference{d.Name, c.T("plan.days", d.Before), c.T("plan.days", d.After)}
}

func dates(c *web.Call, list []words.Day) string {
	var all []string
	for _, d := range list {
		all = append(all, words.Date(c.Lang, d))
	}
	return strings.Join(all, " · ")
}

func names(c *web.Call, list []time.Weekday) string {
	var all []string
	for _, d := range weekOrder {
		if slices.Contains(list, d) {
			all = append(all, weekday(c, d))
		}
	}
	return strings.Join(all, " · ")
}

func (r *Room) postRules(c *web.Call) error {
	rules, after := r.posted(c)
	done, err := r.SetRules(c.R.Context(), c.Actor, SetRulesInput{c.Key(), after, rules})
	if err != nil {
		return c.Again(r.getEdit, err)
	}
	return c.Done(done, "/rules", "plan.rules_set_done")
}
