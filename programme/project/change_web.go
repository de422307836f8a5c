package project

import (
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

func (r *Room) mountChanges(m *web.Room) {
	m.On("GET /changes", "project.see", r.getChanges)
	m.On("GET /changes/{code}", "project.see", r.getChange)
	m.On("GET /projects/{code}/changes/new", "project.draft_change", r.getDraft)
	m.On("POST /projects/{code}/changes/new", "project.draft_change", r.postDraft)
	m.On("GET /changes/review", "project.decide_changes", r.getReview)
	m.On("POST /changes/review", "project.decide_changes", r.postReview)
	m.On("GET /change-decisions/{seq}", "project.decide_changes", r.getDecisions)
	m.On("POST /change-decisions/{seq}/undoing", "project.decide_changes", r.postUndoing)
	mount(m, r, "/projects/{code}", func(c *web.Call) (Project, about, error) {
		x, err := find(c)
		return x, about{code: x.Code, title: x.TitleIn(c.Lang), url: URL(x.Code)}, err
	}, deed[Project]{verb: "project.record_scale", noun: "scale", do: postScale, asks: scaleAsks,
		may: func(c *web.Call, x Project) ([]string, error) {
			return nil, mayOf(c, x, changing, "project.record_scale")
		}})
	for _, mv := range ChangeMachine.Moves {
		d := deed[asked]{verb: mv.Verb, noun: changeNouns[mv.Verb], do: postChangeMove(mv.Verb), may: func(c *web.Call, a asked) ([]string, error) {
			const reason = "-" // the page asks for it
			mv, err := ChangeMachine.Try(c.Actor, a.Relations(c.Actor, a.project, a.ring), a.State, mv.Verb, reason)
			return mv.Needs, err
		}}
		if mv.Reason || mv.Verb == "project.approve_change" {
			question := reasonAsk
			question.Must = mv.Reason
			d.asks = func(*web.Call, asked) ([]ask, error) { return []ask{question}, nil }
		}
		mount(m, r, "/changes/{code}", findChange, d)
	}
}

// changeNouns stand for the verbs in addresses.
var changeNouns = map[string]string{"project.submit_change": "submission", "project.appraise_change": "appraisal", "project.approve_change": "approval",
	"project.refuse_change": "refusal", "project.apply_change": "application", "project.withdraw_change": "withdrawal", "project.undo_change": "undoing"}

// asked is a change request with what stands around it.
type asked struct {
	ChangeRequest
	project Project
	ring    Ring
}

// findChange loads the request of the path; one about a project that the reader
// may not see does not exist.
func findChange(c *web.Call) (asked, about, error) {
	ctx, prog := c.R.Context(), c.Actor.Programme
	var a asked
	var err error
	if a.ChangeRequest, err = GetChangeByCode(ctx, c.Q, prog, c.Path("code")); err != nil {
		return a, about{}, err
	}
	if a.project, err = seen(ctx, c.Q, c.Actor, a.Project); err != nil {
		return a, about{}, err
	}
	if a.ring, err = RingOf(ctx, c.Q, prog, a.project); err != nil {
		return a, about{}, err
	}
	a.ChangeRequest, err = withOrigin(ctx, c.Q, prog, a.project, a.ring, a.ChangeRequest, c.Today())
	return a, about{code: a.Code, title: a.Code + " · " + a.project.TitleIn(c.Lang), url: ChangeURL(a.Code)}, err
}

func postChangeMove(verb string) func(*Room, *web.Call, asked) error {
	return func(r *Room, c *web.Call, a asked) error {
		done, err := r.MoveChange(c.R.Context(), c.Actor, verb, ChangeMoveInput{c.Key(), a.ID, c.Value("reason")})
		if err != nil {
			return err
		}
		return c.Done(done, ChangeURL(a.Code), verb+"_done")
	}
}

func scaleAsks(*web.Call, Project) ([]ask, error) {
	return []ask{{Name: "scale", Key: "project.scale", Kind: "number", Must: true}, {Name: "unit", Key: "project.unit", Kind: "text", Hint: "project.unit_hint", Must: true}}, nil
}

func postScale(r *Room, c *web.Call, x Project) error {
	var f fault.Form
	scale := quantity(c, &f, "scale")
	if err := f.Err(); err != nil {
		return err
	}
	done, err := r.RecordScale(c.R.Context(), c.Actor, ScaleInput{c.Key(), x.ID, scale})
	if err != nil {
		return err
	}
	return c.Done(done, URL(x.Code), "project.record_scale_done")
}

// quantity reads a number with its unit field beside it, nil for none.
func quantity(c *web.Call, f *fault.Form, name string) *money.Quantity {
	text, unit := c.Value(name), c.Value("unit")
	if text == "" {
		return nil
	}
	f.Require(unit != "", "unit", "project.unit_missing")
	q, err := money.ParseQuantity(string(c.Lang), unit, text)
	if e, ok := err.(*fault.Error); ok {
		f.Refuse(name, e.Key, e.Args...)
		return nil
	}
	return &q
}

// draftPage is the form for a change request: everything as it stands, to be
// changed where it should change.
type draftPage struct {
	Code       string      `json:"code"`
	Title      string      `json:"title"`
	Up         string      `json:"up"`
	URL        string      `json:"url"`
	Now        Terms       `json:"now"`
	Scale      string      `json:"-"`
	Unit       string      `json:"-"`
	Estimate   string      `json:"-"`
	Currency   string      `json:"-"`
	Tolerance  int         `json:"change_days"` // -1: every date goes to both sides
	Milestones []shiftView `json:"milestones"`
}

// shiftView is one baseline of a milestone: as first planned, as now agreed, and
// as asked.
type shiftView struct {
	Field string    `json:"-"`
	Title string    `json:"title"`
	First words.Day `json:"original"`
	Now   words.Day `json:"current"`
	Asked words.Day `json:"asked"`
}

func (r *Room) getDraft(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	if err := mayOf(c, x, changing, "project.draft_change"); err != nil {
		return err
	}
	ctx, prog := c.R.Context(), c.Actor.Programme
	versions, err := VersionsOf(ctx, c.Q, prog, x.ID)
	if err != nil {
		return err
	}
	milestones, err := MilestonesOf(ctx, c.Q, prog, x.ID)
	if err != nil {
		return err
	}
	rules, err := plan.RulesOn(ctx, c.Q, prog, c.Today())
	if err != nil {
		return err
	}
	p := draftPage{Code: x.Code, Title: x.TitleIn(c.Lang), Up: c.Base() + URL(x.Code), URL: c.Base() + URL(x.Code) + "/changes/new", Now: x.terms(scaleOf(versions)),
		Currency: c.Programme.Currency, Tolerance: -1}
	if rules.ChangeDays != nil {
		p.Tolerance = *rules.ChangeDays
	}
	if q := p.Now.Scale; q != nil {
		p.Scale, p.Unit = money.Quantity{N: q.N, Scale: q.Scale}.Format(string(c.Lang)), q.Unit
	}
	if a := x.Estimate; a != nil {
		p.Estimate, p.Currency = strings.TrimPrefix(a.Format(string(c.Lang)), a.Currency+" "), a.Currency
	}
	for _, m := range milestones {
		if m.Open() {
			p.Milestones = append(p.Milestones, shiftView{shiftField(m.ID), m.Title, m.Baseline, m.Due(), words.Day(c.Value(shiftField(m.ID)))})
		}
	}
	return c.Page("draft", p)
}

func (r *Room) postDraft(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	milestones, err := MilestonesOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	var f fault.Form
	in := DraftInput{Key: c.Key(), Project: x.ID, Why: c.Value("why"), Promise: c.Value("promise"), People: c.Value("people"), Source: c.Value("source"),
		Value: c.Value("value") != "", Anyway: c.Value("anyway") != "", Submit: c.Value("act") != "draft", Days: map[ident.ID]words.Day{}, After: Terms{Place: c.Value("place"), Content: c.Value("content"),
			Scale: quantity(c, &f, "scale"), From: words.Day(c.Value("from")), To: words.Day(c.Value("to")), Estimate: amount(c, &f, "estimate")}}
	for _, m := range milestones {
		in.Days[m.ID] = words.Day(c.Value(shiftField(m.ID)))
	}
	if err := f.Err(); err != nil {
		return c.Again(r.getDraft, err)
	}
	done, err := r.DraftChange(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getDraft, err)
	}
	id, _ := done.Subject(ChangeNoun)
	made, err := GetChange(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, ChangeURL(made.Code), "project.draft_change_done")
}

// termView is one line of the terms: as first recorded, as they stand, and what
// came of them or what is asked.
type termView struct {
	Name     string `json:"name"`
	Original string `json:"original"`
	Current  string `json:"current"`
	Actual   string `json:"actual"`
	Asked    string `json:"asked"`
	Changed  bool   `json:"changed"`
}

// termViews draws two sets of terms side by side, with a third where it is known.
func termViews(c *web.Call, first, now Terms, third *Terms) []termView {
	day := func(d words.Day) string { return words.Date(c.Lang, d) }
	cost := func(t Terms) string {
		if t.Estimate == nil {
			return ""
		}
		return t.Estimate.Format(string(c.Lang))
	}
	scale := func(t Terms) string {
		if t.Scale == nil {
			return ""
		}
		return t.Scale.Format(string(c.Lang))
	}
	var out []termView
	for _, row := range []struct {
		key string
		of  func(Terms) string
	}{{"project.from", func(t Terms) string { return day(t.From) }}, {"project.to", func(t Terms) string { return day(t.To) }}, {"project.estimate", cost},
		{"project.scale", scale}, {"project.place", func(t Terms) string { return t.Place }}, {"project.summary", func(t Terms) string { return t.Content }}} {
		v := termView{Name: c.T(row.key), Original: row.of(first), Current: row.of(now)}
		if third != nil {
			v.Asked = row.of(*third)
			v.Changed = v.Asked != v.Current
		}
		out = append(out, v)
	}
	return out
}

type approvalView struct {
	Part string `json:"part"`
	Of   string `json:"of"`  // whose it is: an organisation, the programme office or its leader
	Why  string `json:"why"` // why another stands in for who let it through
	Who  string `json:"who"`
	When string `json:"when"`
}

type changePage struct {
	Change    ChangeRequest  `json:"change"`
	Row       changeRow      `json:"row"`
	Title     string         `json:"title"`
	Terms     []termView     `json:"terms"`
	Shifts    []shiftView    `json:"milestones"`
	Approvals []approvalView `json:"approvals"`
	History   []historyLine  `json:"history"`
	Moves     []web.Move     `json:"moves"`
	Forward   bool           `json:"-"` // the first of them takes the request on
}

// getChange answers: what would change, and who agrees?
func (r *Room) getChange(c *web.Call) error {
	a, _, err := findChange(c)
	if err != nil {
		return err
	}
	then, err := c.AsOf()
	if err != nil {
		return err
	}
	if then.Asked() {
		if err := c.Then(then, a.Ref(), &a.ChangeRequest); err != nil {
			return err
		}
	}
	ctx, prog := c.R.Context(), c.Actor.Programme
	rows, err := changeRows(c, []ChangeRequest{a.ChangeRequest})
	if err != nil {
		return err
	}
	p := changePage{Change: a.ChangeRequest, Row: rows[0], Title: a.project.TitleIn(c.Lang)}
	versions, err := VersionsOf(ctx, c.Q, prog, a.Project)
	if err != nil {
		return err
	}
	p.Terms = slices.DeleteFunc(termViews(c, firstTerms(versions, a.Before), a.Before, &a.After), func(v termView) bool { return !v.Changed })
	milestones, err := MilestonesOf(ctx, c.Q, prog, a.Project)
	if err != nil {
		return err
	}
	for _, s := range a.Shifts {
		for _, m := range milestones {
			if m.ID == s.Milestone {
				p.Shifts = append(p.Shifts, shiftView{Title: m.Title, First: m.Baseline, Now: s.Before, Asked: s.After})
			}
		}
	}
	var said []Said
	for _, x := range a.Consents {
		said = append(said, x.Said)
	}
	who, err := voices(c, said)
	if err != nil {
		return err
	}
	named, err := parties(c, a.Origin.Org, a.ring.Pairing.Provider, a.ring.Pairing.Receiver)
	if err != nil {
		return err
	}
	for _, part := range a.parts() {
		v := approvalView{Part: part, Of: strings.Join(seatNames(c, a.seats(part, a.project, a.ring), named), " · ")}
		if part == Approver && a.Class == ClassA && a.Origin.Why != "" {
			v.Why = c.T(string(a.Origin.Why))
		}
		if i := slices.IndexFunc(a.Consents, func(x ChangeAssent) bool { return x.Part == part }); i >= 0 {
			v.Who, v.When = who(a.Consents[i].Said), moment(c, a.Consents[i].Said)
		}
		p.Approvals = append(p.Approvals, v)
	}
	if !then.Asked() {
		p.Moves, p.Forward = changeMoves(c, a)
	}
	lines, err := party.LinesTo(ctx, c.Q, prog, ChangeMachine, then.Seq, a.Ref())
	p.History = historyLines(c, lines)
	if err != nil {
		return err
	}
	return c.Page("change", p)
}

// seatNames names whose approval a part is.
func seatNames(c *web.Call, seats []seat, named map[ident.ID]partyView) (names []string) {
	for _, s := range seats {
		switch {
		case s.org != 0:
			names = append(names, named[s.org].Name)
		case slices.Contains(s.roles, ident.Leader):
			names = append(names, c.T("plan.let_in_by.leader"))
		default:
			names = append(names, c.T("plan.let_in_by.office"))
		}
	}
	return names
}

// changeMoves are what the reader may do with a request.
func changeMoves(c *web.Call, a asked) (moves []web.Move, forward bool) {
	back := []string{"project.refuse_change", "project.withdraw_change", "project.undo_change"}
	for _, mv := range ChangeMachine.Open(c.Actor, a.Relations(c.Actor, a.project, a.ring), a.State) {
		switch {
		case mv.Verb == "project.approve_change" && a.partOf(c.Actor, a.project, a.ring) == "":
		case mv.Verb == "project.undo_change" && a.State == ChangeAppraised && len(a.Consents) == 0:
		default:
			forward = forward || len(moves) == 0 && !slices.Contains(back, mv.Verb)
			moves = append(moves, web.Move{Label: c.T(mv.Verb), URL: c.Base() + ChangeURL(a.Code) + "/" + changeNouns[mv.Verb]})
		}
	}
	return moves, forward
}

// changesView is the part of a project's page with its original, current and
// actual terms and the requests about it.
type changesView struct {
	Terms    []termView  `json:"terms"`
	Rows     []changeRow `json:"changes"`
	DraftURL string      `json:"draft_change_url"`
	ScaleURL string      `json:"record_scale_url"`
}

// fillChanges loads what was agreed first, what is agreed now and what came of it.
func fillChanges(c *web.Call, x Project, ring Ring, p *projectPage) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	versions, err := VersionsOf(ctx, c.Q, prog, x.ID)
	if err != nil {
		return err
	}
	all, err := ChangesOf(ctx, c.Q, prog, x.ID)
	if err != nil {
		return err
	}
	if p.Changes.Rows, err = changeRows(c, all); err != nil {
		return err
	}
	steps, err := state.Steps(ctx, c.Q, prog, Machine, x.ID, 0)
	if err != nil {
		return err
	}
	now := x.terms(scaleOf(versions))
	p.Changes.Terms = termViews(c, firstTerms(versions, now), now, nil)
	for i, at := range actualDays(steps) {
		if !at.IsZero() {
			p.Changes.Terms[i].Actual = words.Date(c.Lang, words.DayOf(at, c.Programme.Zone))
		}
	}
	if x.State == Closed || x.State == Cancelled {
		return nil
	}
	may := func(action string) bool {
		return access.Check(changing, c.Actor, action, x.Before(c.Actor, ring, 0, 0)) == nil
	}
	if may("project.draft_change") {
		p.Changes.DraftURL = c.Base() + URL(x.Code) + "/changes/new"
	}
	if len(versions) == 0 && may("project.record_scale") {
		p.Changes.ScaleURL = c.Base() + URL(x.Code) + "/scale"
	}
	return nil
}
