package project

import (
	"embed"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/plan"
	"throughline/reading"
)

//go:embed pages/*.html
var pages embed.FS

// part draws a part of this room for a page of another room.
type part func(c *web.Call, name string, data any) (template.HTML, error)

// Mount registers the room's pages.
func (r *Room) Mount(f *web.Front) {
	m := f.Room(pages)
	r.part = m.Part
	m.On("GET /projects", "project.see", r.getProjects)
	m.On("GET /projects/new", "project.start", r.getNew)
	m.On("POST /projects", "project.start", r.postProject)
	m.On("GET /projects/{code}", "project.see", r.getProject)
	for _, a := range acts {
		m.On("GET /projects/{code}/"+a.noun, a.verb, r.getAct(a))
		m.On("POST /projects/{code}/"+a.noun, a.verb, r.postAct(a))
	}
	m.On("POST /projects/{code}/ties", "project.serve", r.postTie("project.serve"))
	m.On("POST /projects/{code}/releases", "project.release", r.postTie("project.release"))
	r.mountMilestones(m)
	r.mountOrder(m)
	r.mountAssets(m)
	r.mountRecords(m)
	r.mountChanges(m)
	r.mountGates(m)
	r.mountShares(m)
	r.mountNeeds(m)
}

// find loads the project of the path; one that the reader may not see does not
// exist.
func find(c *web.Call) (Project, error) {
	p, err := GetProjectByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
	if err == nil && !access.MaySee(c.Actor, p.Visibility, p.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return p, err
}

const pageSize = 50

// partyView is an organisation as a page names it; both are "" for one that the
// reader may not see.
type partyView struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

func parties(c *web.Call, ids ...ident.ID) (map[ident.ID]partyView, error) {
	all, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	named := map[ident.ID]partyView{}
	for id, p := range all {
		if access.MaySee(c.Actor, p.Visibility, p.ID) {
			named[id] = partyView{p.Code, p.NameIn(c.Lang)}
		}
	}
	return named, err
}

type projectRow struct {
	Code         string    `json:"code"`
	Title        string    `json:"title"`
	Track        string    `json:"track"`
	Place        string    `json:"place"`
	Implementer  partyView `json:"implementer"`
	From         words.Day `json:"from"`
	To           words.Day `json:"to"`
	Done         int       `json:"milestones_verified"`
	Total        int       `json:"milestones"`
	Late         bool      `json:"late"`
	OffPlan      bool      `json:"off_plan"`
	State        string    `json:"state"`
	Said         string    `json:"state_said"`
	Illustrative bool      `json:"illustrative"`
}

func projectRows(c *web.Call, found []Project) ([]projectRow, error) {
	var ids []ident.ID
	for _, p := range found {
		ids = append(ids, p.Implementer)
	}
	named, err := parties(c, ids...)
	var rows []projectRow
	for _, p := range found {
		rows = append(rows, projectRow{p.Code, p.TitleIn(c.Lang), p.Track, p.Place, named[p.Implementer], p.From, p.To, p.Done, p.Total, p.Late(c.Today()),
			p.offPlan(), p.State, stateSaid(c, p.Track, p.State), p.Illustrative})
	}
	return rows, err
}

type projectsPage struct {
	Rows    []projectRow `json:"projects"`
	Count   int          `json:"count"`
	Most    bool         `json:"or_more"` // the count stopped there
	Text    string       `json:"q"`
	Late    []web.Option `json:"-"`
	Asked   bool         `json:"asked"`
	Sorts   []web.Option `json:"-"`
	OffPlan bool         `json:"off_plan"`
	States  []web.Option `json:"-"`
	Tracks  []web.Option `json:"-"`
	Filters int          `json:"-"`
	CSV     string       `json:"-"`
	Next    string       `json:"next"`
	MayAdd  bool         `json:"may_start"`
}

// countMost is how far a list counts.
const countMost = 10000

func (r *Room) getProjects(c *web.Call) error {
	ctx := c.R.Context()
	f := ProjectFilter{Text: c.Query("q"), State: oneOf(c.Query("state"), append(Machine.States(), "running")), Track: oneOf(c.Query("track"), Tracks),
		Lateness: lateAsked(c), Asked: c.Query("asked") != "", Sort: oneOf(c.Query("sort"), ProjectSorts), OffPlan: c.Query("off_plan") != "", Today: c.Today(), After: number(c.Query("after")), Limit: pageSize + 1}
	if c.WantsCSV() {
		return projectsCSV(c, f)
	}
	p := projectsPage{Text: f.Text, Asked: f.Asked, OffPlan: f.OffPlan, CSV: c.CSVLink(), MayAdd: c.Actor.Has(office...) || c.Actor.Has(doers...)}
	for _, set := range []bool{f.Text != "", f.State != "", f.Track != "", f.Lateness != "", f.Asked, f.OffPlan} {
		if set {
			p.Filters++
		}
	}
	found, err := ListProjects(ctx, c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		p.Next = nextPage(c, found[pageSize-1].ID)
	}
	if p.Count, err = CountProjects(ctx, c.Q, c.Actor, f, countMost); err != nil {
		return err
	}
	p.Most = p.Count == countMost
	if p.Rows, err = projectRows(c, found); err != nil {
		return err
	}
	states, err := statesIn(c)
	if err != nil {
		return err
	}
	p.Late = choices(c, "project.late.", Latenesses, f.Lateness, "project.late.none")
	p.Sorts = choices(c, "project.sort.", ProjectSorts[1:], f.Sort, "project.sort.end")
	p.States = slices.Insert(choices(c, Noun+".state.", states, f.State, "project.any"), 1,
		web.Option{Value: "running", Label: c.T("project.running"), Selected: f.State == "running"})
	p.Tracks = choices(c, "project.track.", Tracks, f.Track, "project.any")
	return c.Page("projects", p)
}

// lateAsked is the kind of lateness that is asked for; 1 is any.
func lateAsked(c *web.Call) string {
	if c.Query("late") == "1" {
		return "any"
	}
	return oneOf(c.Query("late"), Latenesses)
}

// statesIn are the states that the rules of today lead through, and those beside.
func statesIn(c *web.Call) ([]string, error) {
	rules, err := plan.RulesOn(c.R.Context(), c.Q, c.Actor.Programme, c.Today())
	used := []string{c.Query("state")}
	for _, t := range plan.Tracks {
		used = append(used, MachineOf(rules.StagesOf(t)).States()...)
	}
	return slices.DeleteFunc(append(slices.Clone(plan.Line), Emergency, Suspended, Cancelled), func(s string) bool { return !slices.Contains(used, s) }), err
}

// projectsCSV is the whole list under the filter, read page by page before the
// answer begins, so that no file ends early without a word.
func projectsCSV(c *web.Call, f ProjectFilter) error {
	var rows [][]string
	f.Limit, f.After = 500, 0
	for {
		found, err := ListProjects(c.R.Context(), c.Q, c.Actor, f)
		if err != nil {
			return err
		}
		drawn, err := projectRows(c, found)
		if err != nil {
			return err
		}
		for i, x := range drawn {
			estimate := ""
			if a := found[i].Estimate; a != nil {
				estimate = a.Format(string(c.Lang))
			}
			rows = append(rows, []string{x.Code, x.Title, c.T("project.track." + x.Track), x.Implementer.Name, x.Place, string(x.From), string(x.To), estimate,
				strconv.Itoa(x.Done), strconv.Itoa(x.Total), x.Said})
		}
		if len(found) < f.Limit {
			break
		}
		f.After = found[len(found)-1].ID
	}
	var heads []string
	for _, k := range []string{"project.code", "project.project", "project.track", "project.implementer", "project.place", "project.from", "project.to",
		"project.estimate", "project.milestones_verified", "project.milestones", "project.state"} {
		heads = append(heads, c.T(k))
	}
	return c.CSV("projects", heads, slices.Values(rows))
}

// oneOf is a value of the list, or "".
func oneOf(s string, list []string) string {
	if slices.Contains(list, s) {
		return s
	}
	return ""
}

// number reads a record's number; what is none is 0.
func number(s string) ident.ID {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return ident.ID(n)
}

func itoa(id ident.ID) string { return strconv.FormatInt(int64(id), 10) }

func nextPage(c *web.Call, last ident.ID) string {
	q := c.R.URL.Query()
	q.Set("after", itoa(last))
	q.Del("notice")
	return c.R.URL.Path + "?" + q.Encode()
}

// choices turns a list of codes into options named by prefix + code, with an
// option before them for any or none when first is a key.
func choices(c *web.Call, prefix string, codes []string, chosen, first string) []web.Option {
	var out []web.Option
	if first != "" {
		out = append(out, web.Option{Label: c.T(first)})
	}
	for _, code := range codes {
		out = append(out, web.Option{Value: code, Label: c.T(prefix + code), Selected: code == chosen})
	}
	return out
}

// startPage is the form for a project.
type startPage struct {
	Serves       string       `json:"serves"`
	Need         *link        `json:"need"` // that it is put forward for, nil for none
	Title        string       `json:"title"`
	To           words.Day    `json:"to"`
	Place        string       `json:"place"`
	Currency     string       `json:"currency"`
	MayOffPlan   bool         `json:"may_be_off_plan"`
	Langs        []web.Option `json:"-"`
	Tracks       []web.Option `json:"-"`
	Sectors      []web.Option `json:"-"`
	Implementers []web.Option `json:"-"`
	Pairings     []web.Option `json:"-"`
	Visibilities []web.Option `json:"-"`
	ByShares     bool         `json:"-"` // shares are in use
	Livelihoods  []web.Option `json:"-"`
	Roots        []web.Option `json:"-"`
	Categories   []web.Option `json:"-"`
}

// getNew is prefilled from the promise that is broken down, or the need that is
// answered.
func (r *Room) getNew(c *web.Call) error {
	p := startPage{Serves: c.Query("commitment") + c.Query("measure"), Currency: c.Programme.Currency, MayOffPlan: c.Actor.Has(office...),
		Tracks: choices(c, "project.track.", Tracks, "", ""), Langs: choices(c, "project.lang.", []string{"en", "zh"}, string(c.Lang), ""),
		Sectors:      choices(c, "project.sector.", reading.Sectors(), "", "project.none"),
		Visibilities: choices(c, "project.visibility.", []string{"parties", "internal"}, "parties", "")}
	p.Livelihoods, p.Roots, p.Categories = plan.MarkAsks(c, plan.Marks{})
	implementer, pairing := c.Actor.Organisation, ident.ID(0)
	if code := c.Query("commitment"); code != "" {
		x, err := agreement.GetCommitmentByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil {
			return err
		}
		if !access.MaySee(c.Actor, x.Visibility, x.Owner) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		p.Title, p.To, implementer, pairing = x.TitleIn(c.Lang), x.Due(), x.Provider, x.Pairing
	}
	if code := c.Query("measure"); code != "" {
		m, err := decision.GetMeasureByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil {
			return err
		}
		if !access.MaySee(c.Actor, m.Visibility, m.Owner) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		p.Title, p.To, pairing = m.TitleIn(c.Lang), m.Due, m.Pairing
		if m.Lead != 0 {
			implementer = m.Lead
		}
	}
	var err error
	if p.ByShares, err = plan.Uses(c, plan.Shares); err != nil {
		return err
	}
	if p.Need, err = needAnswered(c); err != nil {
		return err
	}
	if p.Need != nil {
		p.Title = p.Need.Title
	}
	if p.Implementers, err = partyOptions(c, implementer); err != nil {
		return err
	}
	if p.Pairings, err = pairingOptions(c, pairing); err != nil {
		return err
	}
	return c.Page("new", p)
}

func partyOptions(c *web.Call, chosen ident.ID) ([]web.Option, error) {
	all, err := party.ListParties(c.R.Context(), c.Q, c.Actor.Programme, party.PartyFilter{For: c.Actor})
	out := []web.Option{{Label: c.T("project.choose")}}
	for _, p := range all {
		out = append(out, web.Option{Value: p.Code, Label: p.NameIn(c.Lang) + " · " + p.Code, Selected: p.ID == chosen})
	}
	return out, err
}

func pairingOptions(c *web.Call, chosen ident.ID) ([]web.Option, error) {
	all, err := party.ListPairings(c.R.Context(), c.Q, c.Actor.Programme, party.PairingFilter{For: c.Actor})
	if err != nil {
		return nil, err
	}
	var ids []ident.ID
	for _, p := range all {
		ids = append(ids, p.Provider, p.Receiver)
	}
	named, err := parties(c, ids...)
	out := []web.Option{{Label: c.T("project.none")}}
	for _, p := range all {
		out = append(out, web.Option{Value: p.Code, Label: p.Code + " " + named[p.Provider].Name + " – " + named[p.Receiver].Name, Selected: p.ID == chosen})
	}
	return out, err
}

func (r *Room) postProject(c *web.Call) error {
	in, err := entered(c)
	if err != nil {
		return c.Again(r.getNew, err)
	}
	done, err := r.Start(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getNew, err)
	}
	id, _ := done.Subject(Noun)
	p, err := GetProject(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, URL(p.Code), "project.start_done")
}

// entered reads the form: codes of promises, milestones one a line.
func entered(c *web.Call) (StartInput, error) {
	in := StartInput{Key: c.Key(), Title: c.Value("title"), Lang: c.Value("lang"), Other: c.Value("other"), Track: c.Value("track"), Sector: c.Value("sector"),
		Place: c.Value("place"), Summary: c.Value("summary"), From: words.Day(c.Value("from")), To: words.Day(c.Value("to")),
		OffPlanReason: c.Value("off_plan_reason"), Visibility: c.Value("visibility"), Marks: marksOf(c)}
	var f fault.Form
	if code := c.Value("implementer"); code != "" {
		p, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return in, err
		}
		f.Require(err == nil && access.MaySee(c.Actor, p.Visibility, p.ID), "implementer", "project.implementer_unknown")
		in.Implementer, in.Illustrative = p.ID, p.Illustrative
	}
	if code := c.Value("pairing"); code != "" {
		p, err := party.GetPairingByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return in, err
		}
		f.Require(err == nil, "pairing", "project.pairing_unknown")
		in.Pairing = p.ID
	}
	if code := c.Value("need"); code != "" {
		n, err := GetNeedByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return in, err
		}
		f.Require(err == nil, "need", "project.no_such_need")
		in.Need = n.ID
	}
	in.Estimate = amount(c, &f, "estimate")
	for _, code := range strings.FieldsFunc(c.Value("serves"), func(r rune) bool { return strings.ContainsRune(" ,;，；、\n\t", r) }) {
		s, err := tieOf(c, code)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return in, err
		}
		f.Require(err == nil, "serves", "project.no_such_promise", code)
		in.Serves = append(in.Serves, s)
	}
	for line := range strings.Lines(c.Value("milestones")) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		day, title, _ := strings.Cut(line, " ")
		d, ok := words.ParseDay(day)
		f.Require(ok && strings.TrimSpace(title) != "", "milestones", "project.milestone_line", line)
		in.Milestones = append(in.Milestones, MilestoneInput{Title: title, Baseline: d})
	}
	return in, f.Err()
}

// tieOf finds the promise of a code such as COM-001 or MEA-003.
func tieOf(c *web.Call, code string) (Serves, error) {
	ctx, prog := c.R.Context(), c.Actor.Programme
	code = strings.ToUpper(code)
	x, err := agreement.GetCommitmentByCode(ctx, c.Q, prog, code)
	if err == nil && access.MaySee(c.Actor, x.Visibility, x.Owner) {
		return Serves{Commitment, x.ID}, nil
	}
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return Serves{}, err
	}
	m, err := decision.GetMeasureByCode(ctx, c.Q, prog, code)
	if err == nil && !access.MaySee(c.Actor, m.Visibility, m.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return Serves{Measure, m.ID}, err
}
