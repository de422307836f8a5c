package plan

import (
	"encoding/json"
	"html/template"
	"slices"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

// PeriodPanel draws a later room's part of a period's page; empty draws nothing.
type PeriodPanel func(c *web.Call, p Period) (template.HTML, error)

// stepPaths are the nouns of a period's verbs in URLs.
var stepPaths = map[string]string{"plan.consult": "consultation", "plan.send_back": "return", "plan.approve": "approval", "plan.begin": "beginning",
	"plan.review": "review", "plan.continue": "continuation", "plan.conclude": "conclusion", "plan.close": "closing"}

func (r *Room) mountPeriods(m *web.Room) {
	m.On("GET /periods", "plan.view", Gate(PlanPeriods, r.getPeriods))
	m.On("POST /periods", "plan.add", Gate(PlanPeriods, r.postPeriod))
	m.On("GET /periods/{code}", "plan.view", Gate(PlanPeriods, r.getPeriod))
	m.On("GET /periods/{code}/edit", "plan.edit", Gate(PlanPeriods, r.getPeriodEdit))
	m.On("POST /periods/{code}/edit", "plan.edit", Gate(PlanPeriods, r.postPeriodEdit))
	m.On("GET /periods/{code}/versions/{n}", "plan.view", Gate(PlanPeriods, r.getPeriodVersion))
	for verb, path := range stepPaths {
		m.On("POST /periods/{code}/"+path, verb, Gate(PlanPeriods, r.postStep(verb)))
	}
}

type periodView struct {
	Period
	Title string `json:"title"`
	Now   bool   `json:"now"` // today lies in it
}

func view(c *web.Call, p Period) periodView {
	return periodView{p, p.NameIn(c.Lang), p.Holds(c.Today())}
}

type periodsPage struct {
	Periods  []periodView `json:"periods"`
	Annuals  bool         `json:"-"` // the programme uses them
	Coverage bool         `json:"-"`
	MayAdd   bool         `json:"-"`
}

func (r *Room) getPeriods(c *web.Call) error {
	all, err := ListPeriods(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	rules, err := RulesOn(c.R.Context(), c.Q, c.Programme.ID, c.Today())
	if err != nil {
		return err
	}
	p := periodsPage{MayAdd: may(c, "plan.add"), Annuals: rules.Shows(AnnualPlans), Coverage: rules.Shows(TakeUps)}
	for _, one := range all {
		p.Periods = append(p.Periods, view(c, one))
	}
	return c.Page("periods", p)
}

// periodInput reads the form of a period.
func periodInput(c *web.Call) PeriodInput {
	return PeriodInput{Code: c.Value("code"), Name: c.Value("name"), NameZH: c.Value("name_zh"), From: words.Day(c.Value("from")), To: words.Day(c.Value("to")),
		MidTerm: words.Day(c.Value("mid_term")), Envelope: c.Value("envelope")}
}

func (r *Room) postPeriod(c *web.Call) error {
	done, err := r.AddPeriod(c.R.Context(), c.Actor, AddInput{c.Key(), periodInput(c)})
	if err != nil {
		return c.Again(r.getPeriods, err)
	}
	made, _ := done.Subject("plan.period")
	p, err := GetPeriod(c.R.Context(), c.Q, c.Programme.ID, made)
	if err != nil {
		return err
	}
	return c.Done(done, p.URL(), "plan.added_done")
}

// coverageView is how far the organisations have taken the work into their own
// plans, in figures.
type coverageView struct {
	Confirmed int    `json:"confirmed"`
	Silent    int    `json:"silent"`
	All       int    `json:"all"`
	URL       string `json:"url"`
}

type periodPage struct {
	periodView
	Days     int             `json:"days"`     // of the whole period
	Passed   int             `json:"passed"`   // of them until today
	MidLate  int             `json:"mid_late"` // days by which the midterm review is late
	Coverage *coverageView   `json:"coverage"`
	Annuals  []annualRow     `json:"annual_plans"`
	More     string          `json:"-"` // the list of all its annual plans
	Versions []versionView   `json:"versions"`
	History  []historyLine   `json:"history"`
	Years    []web.Option    `json:"-"` // for which the reader may draft a plan
	Moves    []moveForm      `json:"-"`
	MayEdit  bool            `json:"-"`
	Panels   []template.HTML `json:"-"`
}

func findPeriod(c *web.Call) (Period, error) {
	return GetPeriodByCode(c.R.Context(), c.Q, c.Programme.ID, c.Path("code"))
}

// getPeriod answers: what was planned for this period, and how far is it?
func (r *Room) getPeriod(c *web.Call) error {
	one, err := findPeriod(c)
	if err != nil {
		return err
	}
	past, err := c.AsOf()
	if err != nil {
		return err
	}
	if past.Asked() {
		if err := c.Then(past, periodRef(one.ID), &one); err != nil {
			return err
		}
	}
	p := periodPage{periodView: view(c, one), Days: one.From.Until(one.To) + 1}
	p.Passed = min(max(0, one.From.Until(c.Today())+1), p.Days)
	if p.History, err = historyOf(c, &Machine, past, func(i int, l []party.Line) string { return periodEdits(c, i, l) }, periodRef(one.ID)); err != nil {
		return err
	}
	if p.Versions, err = versionsOf(c, &Machine, Approvals, periodRef(one.ID), one.URL(), past); err != nil {
		return err
	}
	if past.Asked() {
		return c.Page("period", p)
	}
	if one.State == "in_force" && len(p.Versions) == 1 && one.MidTerm != "" {
		p.MidLate = max(0, one.MidTerm.Until(c.Today()))
	}
	p.Moves = movesOf(Machine.Open(c.Actor, one.Relations(c.Actor), one.State), stepPaths)
	p.MayEdit = Machine.May(c.Actor, nil, one.State, "plan.edit")
	return r.drawPeriod(c, p)
}

// drawPeriod adds what else is known of the period today.
func (r *Room) drawPeriod(c *web.Call, p periodPage) error {
	rules, err := RulesOn(c.R.Context(), c.Q, c.Programme.ID, c.Today())
	if err != nil {
		return err
	}
	if rules.Shows(TakeUps) && p.Asks() {
		groups, err := party.ListGroups(c.R.Context(), c.Q, c.Programme.ID)
		if err != nil {
			return err
		}
		all, err := covers(c, p.Period, rules, groups, coverFilter{})
		if err != nil {
			return err
		}
		n := Tally(all)
		p.Coverage = &coverageView{n[Confirmed], n[Silent], len(all), c.Base() + "/coverage?period=" + p.Code}
	}
	if rules.Shows(AnnualPlans) {
		if p.Annuals, p.More, err = annualsOf(c, p.Period); err != nil {
			return err
		}
		if may(c, "plan.draft_annual") {
			p.Years = years(p.Period, c.Today())
		}
	}
	for _, panel := range r.PeriodPanels {
		body, err := panel(c, p.Period)
		if err != nil {
			return err
		}
		if body != "" {
			p.Panels = append(p.Panels, body)
		}
	}
	return c.Page("period", p)
}

// periodEdits says what an edit of the period changed; "" for other lines.
func periodEdits(c *web.Call, i int, lines []party.Line) string {
	var now, before Period
	if lines[i].What() != "plan.period.edited" || i+1 >= len(lines) || json.Unmarshal(lines[i].Data, &now) != nil || json.Unmarshal(lines[i+1].Data, &before) != nil {
		return ""
	}
	var said []string
	for _, e := range now.Edits(before) {
		said = append(said, c.T("plan.edit_line", c.T("plan."+e.Field), shown(c, e.Before), shown(c, e.After)))
	}
	return strings.Join(said, "; ")
}

// shown writes a value of a text: a day for people, nothing as not set.
func shown(c *web.Call, value string) string {
	if value == "" {
		return c.T("plan.not_set")
	}
	return words.Date(c.Lang, words.Day(value))
}

type periodEditPage struct {
	periodView
}

func (r *Room) getPeriodEdit(c *web.Call) error {
	one, err := findPeriod(c)
	if err != nil {
		return err
	}
	if _, err := Machine.Try(c.Actor, nil, one.State, "plan.edit", ""); err != nil && !c.Kept() {
		return err
	}
	return c.Page("period_edit", periodEditPage{view(c, one)})
}

func (r *Room) postPeriodEdit(c *web.Call) error {
	p, err := findPeriod(c)
	if err != nil {
		return err
	}
	done, err := r.EditPeriod(c.R.Context(), c.Actor, EditInput{c.Key(), p.ID, periodInput(c)})
	if err != nil {
		return c.Again(r.getPeriodEdit, err)
	}
	return c.Done(done, p.URL(), "plan.edited_done")
}

func (r *Room) postStep(verb string) web.Handler {
	return func(c *web.Call) error {
		p, err := findPeriod(c)
		if err != nil {
			return err
		}
		done, err := r.Step(c.R.Context(), c.Actor, StepInput{c.Key(), p.ID, verb, c.Value("reason")})
		if err != nil {
			return c.Again(r.getPeriod, err)
		}
		return c.Done(done, p.URL(), "plan.step_done")
	}
}

// editView is one field that a text changed of the text before.
type editView struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

type periodVersionPage struct {
	periodView
	Now     string      `json:"title_now"` // of the period as it is called today
	Version versionView `json:"approved"`
	Edits   []editView  `json:"changed"` // of the version before
	Of      int         `json:"versions"`
}

// getPeriodVersion shows one approved text as it stood when it was approved.
func (r *Room) getPeriodVersion(c *web.Call) error {
	one, err := findPeriod(c)
	if err != nil {
		return err
	}
	all, err := versionsOf(c, &Machine, Approvals, periodRef(one.ID), one.URL(), web.AsOf{})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(v versionView) bool { return v.Number == number(c.Path("n")) })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	p := periodVersionPage{Now: one.NameIn(c.Lang), Version: all[i], Of: len(all)}
	then := Period{}
	if err := c.Then(web.AsOf{Seq: all[i].seq}, periodRef(one.ID), &then); err != nil {
		return err
	}
	p.periodView = view(c, then)
	if i+1 < len(all) {
		before := Period{}
		if err := c.Then(web.AsOf{Seq: all[i+1].seq}, periodRef(one.ID), &before); err != nil {
			return err
		}
		for _, e := range then.Edits(before) {
			p.Edits = append(p.Edits, editView{c.T("plan." + e.Field), shown(c, e.Before), shown(c, e.After)})
		}
	}
	return c.Page("period_version", p)
}
