package project

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

func (r *Room) mountGates(m *web.Room) {
	m.On("GET /projects/{code}/papers/{requisite}", "project.give_paper", r.getPaper)
	m.On("POST /projects/{code}/papers/{requisite}", "project.give_paper", r.postPaper)
	m.On("GET /projects/{code}/papers/{requisite}/files/{id}", "project.see", r.getPaperFile)
	m.On("GET /projects/{code}/estimate", "project.give_estimate", r.getRecord("project.give_estimate"))
	m.On("POST /projects/{code}/estimate", "project.give_estimate", r.postEstimate)
	m.On("GET /projects/{code}/operator", "project.name_operator", r.getRecord("project.name_operator"))
	m.On("POST /projects/{code}/operator", "project.name_operator", r.postOperator)
	m.On("GET /projects/{code}/plan-item", "project.put_in_plan", r.getRecord("project.put_in_plan"))
	m.On("POST /projects/{code}/plan-item", "project.put_in_plan", r.postPlanItem)
	m.On("POST /projects/{code}/sites", "project.put_site", r.postSite("project.put_site"))
	m.On("POST /projects/{code}/sites-left", "project.leave_site", r.postSite("project.leave_site"))
	m.On("GET /projects/{code}/offer", "project.offer", r.getRecord("project.offer"))
	m.On("POST /projects/{code}/offer", "project.offer", r.postOffer)
}

// course gathers what the next step of a project is decided by today.
func course(c *web.Call, x Project) (Course, error) {
	ring, err := RingOf(c.R.Context(), c.Q, c.Actor.Programme, x)
	if err != nil {
		return Course{}, err
	}
	return CourseOf(c.R.Context(), c.Q, c.Actor.Programme, x, ring, c.Today())
}

// gatePart is the part of a project's page about the stages: where it stands,
// what the next one asks for and who must act.
type gatePart struct {
	Way   []wayView   `json:"way"`
	Gate  *gateView   `json:"gate"`
	Gates []passView  `json:"gates"`
	Needs []offerView `json:"needs"`
	Facts []factView  `json:"facts"`
	Sites []siteView  `json:"sites"`

	MayPutSite bool `json:"-"`
}

// wayView is one stage of the project's track: recorded behind it and where it
// stands, missing before it.
type wayView struct {
	Said string `json:"said"`
	Here bool   `json:"here"`
	Past bool   `json:"past"`
}

type gateView struct {
	State    string      `json:"state"`
	Said     string      `json:"state_said"`
	Approver string      `json:"approver"` // "" where nobody lets it in
	List     []shownView `json:"requisites"`
	There    int         `json:"there"`
	Asked    string      `json:"asked"` // who asked and when, "" while nobody does
	Again    string      `json:"again"` // what has changed that the approval rested on, "" where it is the next stage
	MayGive  bool        `json:"-"`
}

type passView struct {
	Said    string      `json:"stage"`
	Asked   string      `json:"asked"`
	Outcome string      `json:"outcome"`
	Decided string      `json:"decided"`
	Reason  string      `json:"reason"`
	Expired string      `json:"expired"` // what has changed that it rested on
	Shown   []shownView `json:"shown"`
}

type offerView struct {
	Need   link   `json:"need"`
	Place  int    `json:"place"`
	State  string `json:"state"`
	Said   string `json:"state_said"`
	Reason string `json:"reason"`
}

// factView is one fact that only some projects have.
type factView struct {
	Label string `json:"label"`
	Text  string `json:"text"`
	Src   string `json:"src"`
	URL   string `json:"url"`
}

func fillGate(c *web.Call, x Project, ring Ring, p *projectPage) error {
	now, err := CourseOf(c.R.Context(), c.Q, c.Actor.Programme, x, ring, c.Today())
	if err != nil {
		return err
	}
	p.Way = wayViews(c, x, now)
	open := now.offered(x, c.Actor)
	slices.SortStableFunc(open, forwardFirst)
	for _, mv := range open {
		i := slices.IndexFunc(acts, func(a act) bool { return a.verb == mv.Verb })
		p.Moves = append(p.Moves, web.Move{Label: c.T(mv.Verb), URL: c.Base() + URL(x.Code) + "/" + acts[i].noun})
		p.Forward = p.Forward || !mv.Reason
	}
	asks, err := AsksOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	who, err := names(c, asks)
	if err != nil {
		return err
	}
	if next, ok := now.next(x); ok {
		g := gateView{State: next.State, Said: stateSaid(c, x.Track, next.State), List: listed(c, x, now)}
		if next.Approver != "" {
			g.Approver = c.T("plan.let_in_by." + next.Approver)
		}
		for _, s := range g.List {
			if s.There {
				g.There++
			}
		}
		if _, _, expired := now.again(x); expired {
			for _, a := range asks {
				if a.State == next.State && a.Outcome == Passed {
					g.Again = expiredBy(c, x, now, a)
				}
			}
		}
		if a := now.Ask; a.ID != 0 {
			g.Asked = who(a.By, a.Org) + " · " + words.Moment(c.Lang, a.At, c.Programme.Zone)
		}
		g.MayGive = access.Check(own, c.Actor, "project.give_paper", x.Relations(c.Actor, ring, 0, 0)) == nil
		p.Gate = &g
	}
	p.fillPasses(c, x, now, asks, who)
	if err := p.fillSites(c, x, now); err != nil {
		return err
	}
	return p.fillGiven(c, x, now)
}

func wayViews(c *web.Call, x Project, now Course) []wayView {
	var way []wayView
	for _, s := range now.stages(x) {
		way = append(way, wayView{stateSaid(c, x.Track, s.State), s.State == x.State, along(s.State) < along(x.State) || x.State != s.State && along(s.State) == along(x.State)})
	}
	return way
}

// fillGiven draws the needs and what was given at the gates.
func (p *projectPage) fillGiven(c *web.Call, x Project, now Course) error {
	var ids []ident.ID
	for _, o := range now.Standing.Offers {
		ids = append(ids, o.Need)
	}
	needs, err := NeedsByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	if err != nil {
		return err
	}
	for _, o := range now.Standing.Offers {
		n := needs[o.Need]
		v := offerView{State: o.State, Said: c.T(string(OfferMachine.StateKey(o.State))), Reason: o.Reason, Place: n.Place}
		if access.MaySee(c.Actor, n.Visibility, n.Owner) {
			v.Need = link{n.Code, n.Title, c.Base() + NeedURL(n.Code)}
		}
		p.Needs = append(p.Needs, v)
	}
	named, err := parties(c, x.Operator)
	if err != nil {
		return err
	}
	add := func(key, text, src, url string) {
		p.Facts = append(p.Facts, factView{c.T(key), text, src, url})
	}
	if x.Approved != nil {
		add("project.approved_estimate", x.Approved.Format(string(c.Lang)), c.T("project.approved_stays"), "")
	}
	if x.Operator != 0 {
		add("project.operator", named[x.Operator].Name, x.RunningCost, "")
	}
	if now.Standing.Annual != "" {
		code, _, _ := strings.Cut(now.Standing.Annual, ".")
		add("project.annual_item", now.Standing.Annual, "", c.Base()+"/annual-plans/"+code)
	}
	if x.DueBy != "" {
		add("project.due_by."+x.State, words.Date(c.Lang, x.DueBy), "", "")
	}
	if x.MoneyNote != "" {
		add("project.money_note", x.MoneyNote, "", "")
	}
	for _, paper := range now.Standing.Papers {
		url := ""
		if paper.Digest != "" {
			url = c.Base() + URL(x.Code) + "/papers/" + paper.Requisite + "/files/" + itoa(paper.ID)
		}
		p.Facts = append(p.Facts, factView{c.T("plan.requisite." + paper.Requisite), strings.TrimSpace(paper.Reference + " " + paper.Name),
			strings.TrimSpace(dayIn(c, paper.Day) + " " + paper.Note), url})
	}
	return nil
}

func dayIn(c *web.Call, d words.Day) string {
	if d == "" {
		return ""
	}
	return words.Date(c.Lang, d)
}

// stateSaid is a state as its track says it.
func stateSaid(c *web.Call, track, state string) string {
	if slices.Contains(builtWords, state) && track == "works" {
		return c.T("project.works_state." + state)
	}
	return c.T(string(Machine.StateKey(state)))
}

// builtWords are the states for which works have words of their own.
var builtWords = []string{UnderWay, Finished, Accepted, Settled, Reviewed}

// recordPage is a page on which one thing about a project is given.
type recordPage struct {
	Code      string       `json:"code"`
	Title     string       `json:"title"`
	Up        string       `json:"up"`
	Verb      string       `json:"verb"`
	URL       string       `json:"url"`
	Requisite string       `json:"requisite"`
	Said      string       `json:"requisite_said"`
	Given     []factView   `json:"given"`
	Options   []web.Option `json:"-"`
	Currency  string       `json:"currency"`
	Note      string       `json:"note"`
}

func (r *Room) record(c *web.Call, verb, noun string) (Project, Course, recordPage, error) {
	x, err := find(c)
	if err != nil {
		return x, Course{}, recordPage{}, err
	}
	now, err := course(c, x)
	if err != nil {
		return x, now, recordPage{}, err
	}
	if err := access.Check(own, c.Actor, verb, x.Relations(c.Actor, now.Ring, 0, 0)); err != nil {
		return x, now, recordPage{}, err
	}
	up := c.Base() + URL(x.Code)
	return x, now, recordPage{Code: x.Code, Title: x.TitleIn(c.Lang), Up: up, Verb: verb, URL: up + "/" + noun}, nil
}

// records are the pages of what is given by itself, with the noun of their URL.
var records = map[string]string{"project.give_estimate": "estimate", "project.name_operator": "operator", "project.put_in_plan": "plan-item", "project.offer": "offer"}

func (r *Room) getRecord(verb string) web.Handler {
	return func(c *web.Call) error {
		x, now, p, err := r.record(c, verb, records[verb])
		if err != nil {
			return err
		}
		switch verb {
		case "project.give_estimate":
			p.Currency = c.Programme.Currency
			if x.Estimate != nil {
				p.Currency, p.Given = x.Estimate.Currency, []factView{{Text: x.Estimate.Format(string(c.Lang))}}
			}
		case "project.name_operator":
			p.Note = x.RunningCost
			p.Options, err = partyOptions(c, x.Operator)
		case "project.put_in_plan":
			p.Options, err = planItems(c, x)
		case "project.offer":
			p.Options, err = needOptions(c, now)
		}
		if err != nil {
			return err
		}
		return c.Page("record", p)
	}
}

// planItems are the items of the annual plans that were issued, for the whole
// programme and the project's pairing.
func planItems(c *web.Call, x Project) ([]web.Option, error) {
	out := []web.Option{{Label: c.T("project.choose")}}
	all, err := plan.ListAnnuals(c.R.Context(), c.Q, c.Actor.Programme, plan.AnnualFilter{})
	for _, a := range all {
		if a.Pairing != 0 && a.Pairing != x.Pairing {
			continue
		}
		for _, i := range a.Items {
			if plannedIn(a, i.No) {
				out = append(out, web.Option{Value: a.Code + "." + strconv.Itoa(i.No), Label: strconv.Itoa(a.Year) + " · " + i.What + " · " + a.Code,
					Selected: a.ID == x.Annual && i.No == x.AnnualItem})
			}
		}
	}
	return out, err
}

// needOptions are the needs that are still wanted and that the project is not
// offered for yet.
func needOptions(c *web.Call, now Course) ([]web.Option, error) {
	out := []web.Option{{Label: c.T("project.choose")}}
	all, err := ListNeeds(c.R.Context(), c.Q, c.Actor, NeedFilter{State: Recorded, Limit: MostNeeds})
	for _, n := range all {
		if !slices.ContainsFunc(now.Standing.Offers, func(o Offer) bool { return o.Need == n.ID }) {
			out = append(out, web.Option{Value: n.Code, Label: n.Title + " · " + n.Code, Selected: n.Code == c.Query("need")})
		}
	}
	return out, err
}

func (r *Room) getPaper(c *web.Call) error {
	requisite, ok := plan.FindRequisite(c.Path("requisite"))
	if !ok || !requisite.Paper {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	_, now, p, err := r.record(c, "project.give_paper", "papers/"+requisite.Name)
	if err != nil {
		return err
	}
	p.Requisite, p.Said = requisite.Name, c.T("plan.requisite."+requisite.Name)
	for _, paper := range now.Standing.Papers {
		if paper.Requisite == requisite.Name {
			p.Given = append(p.Given, factView{Text: strings.TrimSpace(paper.Reference + " " + paper.Name), Src: dayIn(c, paper.Day)})
		}
	}
	return c.Page("record", p)
}

func (r *Room) postPaper(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	in := PaperInput{Key: c.Key(), Project: x.ID, Requisite: c.Path("requisite"), Reference: c.Value("reference"), Day: words.Day(c.Value("day")), Note: c.Value("note")}
	in.File = attached(c)
	done, err := r.GivePaper(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getPaper, err)
	}
	return c.Done(done, URL(x.Code), "project.give_paper_done")
}

// getPaperFile sends the file of a paper.
func (r *Room) getPaperFile(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	papers, err := PapersOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(papers, func(p Paper) bool { return p.ID == number(c.Path("id")) && p.Digest != "" })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	paper := papers[i]
	return r.download(c, paper.Digest, paper.Name, paper.MIME, paper.Size)
}

func (r *Room) postEstimate(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	in := EstimateInput{Key: c.Key(), Project: x.ID}
	var f fault.Form
	in.Amount = amount(c, &f, "estimate")
	if err := f.Err(); err != nil {
		return c.Again(r.getRecord("project.give_estimate"), err)
	}
	done, err := r.GiveEstimate(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getRecord("project.give_estimate"), err)
	}
	return c.Done(done, URL(x.Code), "project.give_estimate_done")
}

func (r *Room) postOperator(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	in := OperatorInput{Key: c.Key(), Project: x.ID, RunningCost: c.Value("running_cost")}
	p, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Value("operator"))
	if err == nil && access.MaySee(c.Actor, p.Visibility, p.ID) {
		in.Operator = p.ID
	} else if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	done, err := r.NameOperator(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getRecord("project.name_operator"), err)
	}
	return c.Done(done, URL(x.Code), "project.name_operator_done")
}

func (r *Room) postPlanItem(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	code, item, _ := strings.Cut(c.Value("annual_item"), ".")
	no, _ := strconv.Atoi(item)
	done, err := r.PutInPlan(c.R.Context(), c.Actor, PlanItemInput{c.Key(), x.ID, code, no})
	if err != nil {
		return c.Again(r.getRecord("project.put_in_plan"), err)
	}
	return c.Done(done, URL(x.Code), "project.put_in_plan_done")
}

func (r *Room) postOffer(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	n, err := GetNeedByCode(c.R.Context(), c.Q, c.Actor.Programme, strings.ToUpper(c.Value("need")))
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	done, err := r.Offer(c.R.Context(), c.Actor, OfferInput{c.Key(), x.ID, n.ID})
	if err != nil {
		return c.Again(r.getRecord("project.offer"), err)
	}
	return c.Done(done, URL(x.Code), "project.offer_done")
}

// forwardFirst puts what needs a reason, and so takes nothing forward, last.
func forwardFirst(a, b state.Move) int {
	switch {
	case a.Reason == b.Reason:
		return 0
	case a.Reason:
		return 1
	}
	return -1
}
