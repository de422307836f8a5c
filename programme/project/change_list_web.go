package project

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/plan"
)

type changeRow struct {
	ID           ident.ID `json:"-"`
	Code         string   `json:"code"`
	URL          string   `json:"url"`
	Project      link     `json:"project"`
	Class        string   `json:"class"`
	Touches      []string `json:"touches"`
	Touched      string   `json:"touches_said"`
	Why          string   `json:"why"`
	Asked        string   `json:"asked_at"`
	By           string   `json:"asked_by"`
	State        string   `json:"state"`
	Said         string   `json:"state_said"`
	Reason       string   `json:"reason"`
	MayDecide    bool     `json:"-"`
	Illustrative bool     `json:"illustrative"`
}

// changeRows draws change requests with their projects and askers.
func changeRows(c *web.Call, found []ChangeRequest) ([]changeRow, error) {
	var projects []ident.ID
	var said []Said
	for _, x := range found {
		projects = append(projects, x.Project)
		said = append(said, Said{x.AskedAt, x.AskedBy, x.AskedOrg})
	}
	of, err := ProjectsByID(c.R.Context(), c.Q, c.Actor.Programme, projects)
	if err != nil {
		return nil, err
	}
	who, err := voices(c, said)
	var rows []changeRow
	for i, x := range found {
		p := of[x.Project]
		row := changeRow{ID: x.ID, Code: x.Code, URL: c.Base() + ChangeURL(x.Code), Project: link{p.Code, p.TitleIn(c.Lang), c.Base() + URL(p.Code)}, Class: x.Class,
			Touches: x.Touches(), Why: x.Why, Asked: moment(c, said[i]), By: who(said[i]), State: x.State, Said: c.T(string(ChangeMachine.StateKey(x.State))),
			Reason: x.Reason, Illustrative: p.Illustrative}
		var named []string
		for _, a := range row.Touches {
			named = append(named, c.T("project.aspect."+a))
		}
		row.Touched = strings.Join(named, " · ")
		rows = append(rows, row)
	}
	return rows, err
}

type changesPage struct {
	Rows    []changeRow  `json:"changes"`
	Count   int          `json:"count"`
	Most    bool         `json:"or_more"`
	Text    string       `json:"q"`
	States  []web.Option `json:"-"`
	Classes []web.Option `json:"-"`
	Filters int          `json:"-"`
	CSV     string       `json:"-"`
	Next    string       `json:"next"`
	Review  string       `json:"review_url"`
}

var changeStates = append([]string{"waiting"}, ChangeMachine.States()...)

// getChanges answers: what is asked to be different, and what was decided?
func (r *Room) getChanges(c *web.Call) error {
	ctx := c.R.Context()
	f := ChangeFilter{Text: c.Query("q"), State: oneOf(c.Query("state"), changeStates), Class: oneOf(c.Query("class"), []string{ClassA, ClassB}),
		Before: number(c.Query("after")), Limit: pageSize + 1}
	if c.WantsCSV() {
		return changesCSV(c, f)
	}
	p := changesPage{Text: f.Text, CSV: c.CSVLink()}
	for _, set := range []bool{f.Text != "", f.State != "", f.Class != ""} {
		if set {
			p.Filters++
		}
	}
	found, err := ListChanges(ctx, c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		p.Next = nextPage(c, found[pageSize-1].ID)
	}
	if p.Count, err = CountChanges(ctx, c.Q, c.Actor, f, countMost); err != nil {
		return err
	}
	p.Most = p.Count == countMost
	if p.Rows, err = changeRows(c, found); err != nil {
		return err
	}
	p.States = choices(c, "project.change.state.", changeStates, f.State, "project.any")
	p.Classes = choices(c, "project.class.", []string{ClassA, ClassB}, f.Class, "project.any")
	if c.May("project.decide_changes") {
		p.Review = c.Base() + "/changes/review"
	}
	return c.Page("changes", p)
}

// changesCSV is the whole list under the filter.
func changesCSV(c *web.Call, f ChangeFilter) error {
	var rows [][]string
	f.Limit, f.Before = 400, 0
	for {
		found, err := ListChanges(c.R.Context(), c.Q, c.Actor, f)
		if err != nil {
			return err
		}
		drawn, err := changeRows(c, found)
		if err != nil {
			return err
		}
		for _, x := range drawn {
			rows = append(rows, []string{x.Code, x.Project.Code, x.Project.Title, x.Class, x.Touched, x.Why, x.By, x.Asked, x.Said, x.Reason})
		}
		if len(found) < f.Limit {
			break
		}
		f.Before = found[len(found)-1].ID
	}
	var heads []string
	for _, k := range []string{"project.code", "project.project_code", "project.project", "project.class", "project.touches", "project.change_why", "project.asked_by",
		"project.asked_at", "project.state", "project.published_reason"} {
		heads = append(heads, c.T(k))
	}
	return c.CSV("changes", heads, slices.Values(rows))
}

// reviewPage is the midterm review of a plan period: its requests, decided
// together with one published reason.
type reviewPage struct {
	Periods  []web.Option `json:"-"`
	Period   string       `json:"period"`
	Rows     []changeRow  `json:"waiting"`
	Decided  []changeRow  `json:"decided"`
	Chosen   []web.Option `json:"-"`
	Verdicts []web.Option `json:"-"`
	Most     int          `json:"most_at_once"`
}

func (r *Room) getReview(c *web.Call) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	periods, err := plan.ListPeriods(ctx, c.Q, prog)
	if err != nil {
		return err
	}
	code := c.Query("period")
	if c.Kept() {
		code = c.Value("period")
	}
	p := reviewPage{Most: MostAtOnce, Periods: []web.Option{{Label: c.T("project.any_period")}}, Verdicts: choices(c, "project.verdict.", []string{"approve", "refuse"}, "", "")}
	f := ChangeFilter{State: "waiting", Limit: MostAtOnce}
	for _, x := range periods {
		chosen := x.Code == code
		if chosen {
			p.Period, f.From, f.To = x.Code, startOf(c, x.From), startOf(c, x.To.Add(1))
		}
		p.Periods = append(p.Periods, web.Option{Value: x.Code, Label: x.NameIn(c.Lang), Selected: chosen})
	}
	waiting, err := ListChanges(ctx, c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if p.Rows, err = changeRows(c, waiting); err != nil {
		return err
	}
	for i, x := range waiting {
		p.Rows[i].MayDecide = x.State == ChangeAppraised && x.AskedBy != c.Actor.Person && !x.has(Approver)
		if p.Rows[i].MayDecide {
			p.Chosen = append(p.Chosen, web.Option{Value: itoa(x.ID), Label: p.Rows[i].Code})
		}
	}
	var decided []ChangeRequest
	for _, s := range []string{ChangeApproved, ChangeApplied, ChangeRefused} {
		f.State = s
		more, err := ListChanges(ctx, c.Q, c.Actor, f)
		if err != nil {
			return err
		}
		decided = append(decided, more...)
	}
	if p.Decided, err = changeRows(c, decided); err != nil {
		return err
	}
	return c.Page("review", p)
}

// startOf is the first moment of a day where the programme is at home.
func startOf(c *web.Call, d words.Day) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, c.Programme.Zone)
}

func (r *Room) postReview(c *web.Call) error {
	in := DecideInput{Key: c.Key(), Approve: c.Value("verdict") == "approve", Reason: c.Value("reason")}
	var f fault.Form
	f.Require(in.Approve || c.Value("verdict") == "refuse", "verdict", "project.answer_missing")
	for _, v := range c.Values("changes") {
		in.Changes = append(in.Changes, number(v))
	}
	if err := f.Err(); err != nil {
		return c.Again(r.getReview, err)
	}
	done, err := r.DecideChanges(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getReview, err)
	}
	return c.Done(done, "/change-decisions/"+strconv.FormatInt(done.Seq, 10), "project.decide_changes_done")
}

// decisionsPage is the receipt of requests decided together.
type decisionsPage struct {
	Number string      `json:"number"`
	Rows   []changeRow `json:"changes"`
	Undo   string      `json:"undo_url"`
}

func (r *Room) getDecisions(c *web.Call) error {
	seq := int64(number(c.Path("seq")))
	ids, err := decidedIn(c.R.Context(), c.Q, c.Actor.Programme, seq)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	p := decisionsPage{Number: c.Path("seq"), Undo: c.Base() + "/change-decisions/" + c.Path("seq") + "/undoing"}
	var all []ChangeRequest
	for _, id := range ids {
		x, err := GetChange(c.R.Context(), c.Q, c.Actor.Programme, id)
		if err != nil {
			return err
		}
		if x.Seq != seq {
			p.Undo = ""
		}
		all = append(all, x)
	}
	if p.Rows, err = changeRows(c, all); err != nil {
		return err
	}
	return c.Page("decisions", p)
}

func (r *Room) postUndoing(c *web.Call) error {
	done, err := r.UndoDecisions(c.R.Context(), c.Actor, UndoInput{c.Key(), int64(number(c.Path("seq"))), c.Value("reason")})
	if err != nil {
		return c.Again(r.getDecisions, err)
	}
	return c.Done(done, "/changes?state=waiting", "project.undo_changes_done")
}
