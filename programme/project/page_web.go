package project

import (
	"slices"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
)

// link is a record that a page leads to.
type link struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

// tieView is one promise that the project carries out, with the way back to the
// words: the clause or the measure, and their place in the text.
type tieView struct {
	Kind      string `json:"kind"`
	Promise   link   `json:"promise"`
	State     string `json:"state"`
	Agreement *link  `json:"agreement"`
	Clause    *link  `json:"clause"`
	Measure   *link  `json:"measure"`
	Quote     string `json:"quote"`
	QuoteURL  string `json:"quote_url"`
}

type milestoneView struct {
	ID       ident.ID   `json:"id"`
	Title    string     `json:"title"`
	Baseline words.Day  `json:"baseline"`
	Agreed   words.Day  `json:"agreed"` // by a change request, "" for none
	Forecast words.Day  `json:"forecast"`
	Actual   words.Day  `json:"actual"`
	Claims   int        `json:"claims"`
	Files    int        `json:"files"`
	State    string     `json:"state"`
	Said     string     `json:"state_said"`
	Reason   string     `json:"reason"`
	Late     int        `json:"late_days"`
	Slips    bool       `json:"slips"`
	Moves    []web.Move `json:"moves"`

	After  []string  `json:"after"`  // what is reached first
	Pushed words.Day `json:"pushed"` // by what it waits for, "" for not
	Rests  bool      `json:"rests"`  // planned in a season in which such work rests
}

type claimView struct {
	Milestone string    `json:"milestone"`
	Actual    words.Day `json:"actual"`
	Note      string    `json:"note"`
	When      string    `json:"when"`
	Who       string    `json:"who"`
	File      string    `json:"file"`
	FileURL   string    `json:"file_url"`
}

// historyLine is one line of the part "history".
type historyLine struct {
	When string `json:"when"`
	Who  string `json:"who"`
	What string `json:"what"`
	Why  string `json:"why"`
}

type projectPage struct {
	Project    Project         `json:"project"`
	Title      string          `json:"title"`
	Row        projectRow      `json:"row"`
	Pairing    *link           `json:"pairing"`
	Heard      string          `json:"last_heard"`
	TimeGone   int             `json:"time_gone_percent"` // -1: the planned days are not both known
	LateCount  int             `json:"milestones_late"`
	Ties       []tieView       `json:"serves"`
	Milestones []milestoneView `json:"milestones"`
	Claims     []claimView     `json:"claims"`
	History    []historyLine   `json:"history"`
	Moves      []web.Move      `json:"moves"`
	Forward    bool            `json:"-"` // the first of them takes the project on
	MayPlan    bool            `json:"-"`
	MayTie     bool            `json:"-"`
	Releasable []web.Option    `json:"-"`
	WorkKinds  []web.Option    `json:"-"`
	Aftercare  aftercareView   `json:"aftercare"`
	Changes    changesView     `json:"changes"`
	Records    recordsView     `json:"records"`

	gatePart
}

// getProject answers: where does it stand, and who acts next?
func (r *Room) getProject(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	then, err := c.AsOf()
	if err != nil {
		return err
	}
	if then.Asked() {
		return r.getProjectThen(c, x, then)
	}
	ring, err := RingOf(c.R.Context(), c.Q, c.Actor.Programme, x)
	if err != nil {
		return err
	}
	rows, err := projectRows(c, []Project{x})
	if err != nil {
		return err
	}
	p := projectPage{Project: x, Title: x.TitleIn(c.Lang), Row: rows[0], TimeGone: x.timeGone(c.Today())}
	if !x.LastHeard.IsZero() {
		p.Heard = words.Moment(c.Lang, x.LastHeard, c.Programme.Zone)
	}
	if x.Pairing != 0 {
		named, err := parties(c, ring.Pairing.Provider, ring.Pairing.Receiver)
		if err != nil {
			return err
		}
		p.Pairing = &link{ring.Pairing.Code, named[ring.Pairing.Provider].Name + " → " + named[ring.Pairing.Receiver].Name, c.Base() + "/pairings/" + ring.Pairing.Code}
	}
	for _, fill := range []func(*web.Call, Project, Ring, *projectPage) error{fillMilestones, fillTies, fillGate, fillMarks, fillLife, fillAftercare, fillChanges, fillRecords} {
		if err := fill(c, x, ring, &p); err != nil {
			return err
		}
	}
	return c.Page("project", p)
}

func fillMilestones(c *web.Call, x Project, ring Ring, p *projectPage) error {
	ctx := c.R.Context()
	milestones, err := MilestonesOf(ctx, c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	claims, err := ClaimsOf(ctx, c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	titles := map[ident.ID]string{}
	for _, m := range milestones {
		p.add(c, m, claims, c.Today())
		p.Milestones[len(p.Milestones)-1].Moves = milestoneMoves(c, x, ring, m)
		titles[m.ID] = m.Title
	}
	if p.Claims, err = claimViews(c, x, claims, titles); err != nil {
		return err
	}
	return p.order(c, x, ring, milestones)
}

// add draws a milestone as it stands on a day.
func (p *projectPage) add(c *web.Call, m Milestone, claims []Claim, on words.Day) {
	v := milestoneView{ID: m.ID, Title: m.Title, Baseline: m.Baseline, Agreed: m.Agreed, Forecast: m.Forecast, Actual: m.Actual, State: m.State,
		Said: c.T(string(MilestoneMachine.StateKey(m.State))), Slips: m.Slips()}
	if m.State == Returned || m.State == Dropped {
		v.Reason = m.Reason
	}
	if m.Late(on) {
		v.Late = m.Due().Until(on)
		p.LateCount++
	}
	for _, cl := range claims {
		if cl.Milestone == m.ID {
			v.Claims++
			if cl.Digest != "" {
				v.Files++
			}
		}
	}
	p.Milestones = append(p.Milestones, v)
}

// milestoneMoves are what the reader may do with a milestone.
func milestoneMoves(c *web.Call, x Project, ring Ring, m Milestone) []web.Move {
	var moves []web.Move
	add := func(verb string) {
		i := slices.IndexFunc(milestoneActs, func(a milestoneAct) bool { return a.verb == verb })
		moves = append(moves, web.Move{Label: c.T(verb), URL: c.Base() + URL(x.Code) + "/milestones/" + itoa(m.ID) + "/" + milestoneActs[i].noun})
	}
	for _, mv := range MilestoneMachine.Open(c.Actor, x.Relations(c.Actor, ring, m.ClaimedBy, m.ClaimedOrg), m.State) {
		if !x.Over() && (mv.Verb != "project.claim_milestone" || x.AtWork()) {
			add(mv.Verb)
		}
	}
	if m.Open() && x.Ahead() && access.Check(own, c.Actor, "project.forecast", x.Relations(c.Actor, ring, 0, 0)) == nil {
		add("project.forecast")
	}
	return moves
}

func claimViews(c *web.Call, x Project, claims []Claim, titles map[ident.ID]string) ([]claimView, error) {
	var orgs []ident.ID
	var persons []ident.Person
	for _, cl := range claims {
		orgs, persons = append(orgs, cl.Organisation), append(persons, cl.Person)
	}
	named, err := parties(c, orgs...)
	if err != nil {
		return nil, err
	}
	names, err := access.Names(c.R.Context(), c.Q, persons)
	var out []claimView
	for _, cl := range claims {
		v := claimView{Milestone: titles[cl.Milestone], Actual: cl.Actual, Note: cl.Note, When: words.Moment(c.Lang, cl.At, c.Programme.Zone), Who: names[cl.Person]}
		if o := named[cl.Organisation]; o.Name != "" {
			v.Who = o.Name + " · " + v.Who
		}
		if cl.Digest != "" {
			v.File, v.FileURL = cl.Name, c.Base()+URL(x.Code)+"/claims/"+itoa(cl.ID)
		}
		out = append(out, v)
	}
	return out, err
}

// fillTies loads the promises with the way back to the words.
func fillTies(c *web.Call, x Project, _ Ring, p *projectPage) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	ids := map[string][]ident.ID{}
	for _, s := range x.Serves {
		ids[s.Kind] = append(ids[s.Kind], s.ID)
	}
	commitments, err := agreement.CommitmentsByID(ctx, c.Q, prog, ids[Commitment])
	if err != nil {
		return err
	}
	var clauseIDs, agreementIDs []ident.ID
	measureIDs := ids[Measure]
	for _, m := range commitments {
		clauseIDs, agreementIDs, measureIDs = append(clauseIDs, m.Clause), append(agreementIDs, m.Agreement), append(measureIDs, m.Measure)
	}
	b := back{c: c}
	if b.clauses, err = agreement.ClausesByID(ctx, c.Q, prog, clauseIDs); err != nil {
		return err
	}
	if b.agreements, err = agreement.AgreementsByID(ctx, c.Q, prog, agreementIDs); err != nil {
		return err
	}
	if b.measures, err = decision.MeasuresByID(ctx, c.Q, prog, measureIDs); err != nil {
		return err
	}
	var sourceIDs []ident.ID
	for _, m := range b.measures {
		sourceIDs = append(sourceIDs, m.Quote.Source)
	}
	if b.sources, err = conference.SourcesByID(ctx, c.Q, prog, sourceIDs); err != nil {
		return err
	}
	for _, s := range x.Serves {
		v := tieView{Kind: s.Kind}
		if m, ok := commitments[s.ID]; ok && s.Kind == Commitment && access.MaySee(c.Actor, m.Visibility, m.Owner) {
			v.Promise = link{m.Code, m.TitleIn(c.Lang), c.Base() + agreement.CommitmentURL(m.Code)}
			v.State = c.T(string(agreement.CommitmentMachine.StateKey(m.State)))
			b.signed(&v, m)
			b.asked(&v, m.Measure)
		}
		if s.Kind == Measure {
			b.asked(&v, s.ID)
			if v.Measure != nil {
				v.Promise, v.State, v.Measure = *v.Measure, c.T(string(decision.Machine.StateKey(b.measures[s.ID].State))), nil
			}
		}
		p.Ties = append(p.Ties, v)
		if v.Promise.Code != "" {
			p.Releasable = append(p.Releasable, web.Option{Value: v.Promise.Code, Label: v.Promise.Code + " " + v.Promise.Title})
		}
	}
	return nil
}

// back knows the way from a promise to its words.
type back struct {
	c          *web.Call
	clauses    map[ident.ID]agreement.Clause
	agreements map[ident.ID]agreement.Agreement
	measures   map[ident.ID]decision.Measure
	sources    map[ident.ID]conference.SourceHead
}

func (b back) signed(v *tieView, m agreement.Commitment) {
	a, ok := b.agreements[m.Agreement]
	if !ok || !access.MaySee(b.c.Actor, a.Visibility, a.Owner) {
		return
	}
	v.Agreement = &link{a.Code, a.TitleIn(b.c.Lang), b.c.Base() + agreement.URL(a.Code)}
	if cl, ok := b.clauses[m.Clause]; ok {
		v.Clause = &link{cl.Number, cl.Number, b.c.Base() + agreement.ClauseURL(a.Code, cl.ID)}
		v.Quote, v.QuoteURL = cl.Quote, v.Clause.URL
	}
}

func (b back) asked(v *tieView, id ident.ID) {
	m, ok := b.measures[id]
	if !ok || !access.MaySee(b.c.Actor, m.Visibility, m.Owner) {
		return
	}
	v.Measure = &link{m.Code, m.TitleIn(b.c.Lang), b.c.Base() + decision.URL(m.Code)}
	s, ok := b.sources[m.Quote.Source]
	if v.Quote == "" && m.Quote.Text != "" {
		v.Quote = m.Quote.Text
		if ok && access.MaySee(b.c.Actor, s.Visibility, s.Owner) {
			v.QuoteURL = b.c.Base() + conference.QuoteURL(s.Code, m.Quote)
		}
	}
}

// fillLife loads what may be done next and what has happened.
func fillLife(c *web.Call, x Project, ring Ring, p *projectPage) error {
	may := func(action string) bool {
		return access.Check(own, c.Actor, action, x.Relations(c.Actor, ring, 0, 0)) == nil
	}
	p.MayPlan = x.Ahead() && may("project.plan_milestone")
	p.MayTie = !x.Over() && may("project.serve")
	if !may("project.release") || len(x.Serves) < 2 {
		p.Releasable = nil
	}
	return p.fillHistory(c, x, 0)
}

// fillHistory lists what happened to the project up to the change numbered seq,
// 0 for all.
func (p *projectPage) fillHistory(c *web.Call, x Project, seq int64) error {
	lines, err := party.LinesTo(c.R.Context(), c.Q, c.Actor.Programme, Machine, seq, x.Ref())
	p.History = historyLines(c, lines)
	return err
}
