package conference

import (
	"html/template"
	"slices"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// VisitPanel is a later room's part of a visit's page: the measures registered
// from it. Empty HTML draws nothing.
type VisitPanel func(c *web.Call, v Visit) (template.HTML, error)

// mountVisits registers the pages of visits and talks.
func (r *Room) mountVisits(room *web.Room) {
	room.On("GET /visits", "conference.see", plan.Gate(plan.Visits, r.getVisits))
	room.On("GET /visits/new", "conference.record_visit", plan.Gate(plan.Visits, r.getNewVisit))
	room.On("POST /visits", "conference.record_visit", plan.Gate(plan.Visits, r.postVisit))
	room.On("GET /visits/{code}", "conference.see", plan.Gate(plan.Visits, r.getVisit))
	room.On("GET /visits/{code}/correction", "conference.correct_visit", plan.Gate(plan.Visits, r.getVisitCorrection))
	room.On("POST /visits/{code}/correction", "conference.correct_visit", plan.Gate(plan.Visits, r.postVisitCorrection))
	room.On("GET /visits/{code}/note/comparison", "conference.see", plan.Gate(plan.Visits, r.getNoteComparison))
	for _, a := range visitActs {
		room.On("GET /visits/{code}/"+a.noun, a.verb, plan.Gate(plan.Visits, r.getVisitAct(a)))
		room.On("POST /visits/{code}/"+a.noun, a.verb, plan.Gate(plan.Visits, r.postVisitAct(a)))
	}
}

// findVisit loads the visit of the path; one that the reader may not see does
// not exist.
func findVisit(c *web.Call) (Visit, error) {
	v, err := GetVisitByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
	if err == nil && !access.MaySee(c.Actor, v.Visibility, v.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return v, err
}

type visitRow struct {
	Code     string    `json:"code"`
	Kind     string    `json:"kind"`
	KindSaid string    `json:"kind_said"`
	Parties  string    `json:"parties"`
	Purpose  string    `json:"purpose"`
	From     words.Day `json:"from"`
	To       words.Day `json:"to"`
	Place    string    `json:"place"`
	State    string    `json:"state"`
	Said     string    `json:"state_said"`
	OneSided bool      `json:"one_sided"`
	On       words.Day `json:"-"`
}

// visitRows draws visits, those who met in the reader's language where they are
// on record.
func visitRows(c *web.Call, list []Visit) (rows []visitRow, err error) {
	var ids []ident.ID
	for _, v := range list {
		for _, p := range v.Parties {
			ids = append(ids, p.Party)
		}
	}
	orgs, err := seenParties(c, ids)
	for _, v := range list {
		var met []string
		for _, p := range v.Parties {
			met = append(met, named(c, p.Name, orgs[p.Party]))
		}
		rows = append(rows, visitRow{v.Code, v.Kind, c.T("conference.visit_kind." + v.Kind), joined(met...), v.Purpose, v.From, v.To, v.Place, v.State,
			c.T(string(VisitMachine.StateKey(v.State))), v.OneSided(), ""})
	}
	return rows, err
}

type visitsPage struct {
	Rows    []visitRow   `json:"visits"`
	Text    string       `json:"q"`
	Kind    string       `json:"kind"`
	State   string       `json:"state"`
	Sort    string       `json:"sort"`
	Kinds   []web.Option `json:"-"`
	States  []web.Option `json:"-"`
	Sorts   []web.Option `json:"-"`
	Filters int          `json:"-"`
	CSV     string       `json:"-"`
	Next    string       `json:"next"`
	MayAdd  bool         `json:"may_record"`
}

func (r *Room) getVisits(c *web.Call) error {
	states := slices.DeleteFunc(VisitMachine.States(), func(s string) bool { return s == Withdrawn })
	p := visitsPage{Text: c.Query("q"), Kind: oneOf(c.Query("kind"), VisitKinds), State: oneOf(c.Query("state"), states), Sort: oneOf(c.Query("sort"), Sorts)}
	f := VisitFilter{Text: p.Text, Kind: p.Kind, State: p.State, Sort: p.Sort, Limit: pageSize + 1}
	if c.WantsCSV() {
		return visitsFile(c, f)
	}
	if after := c.Query("after"); after != "" {
		last, err := GetVisitByCode(c.R.Context(), c.Q, c.Actor.Programme, after)
		if err != nil {
			return err
		}
		f.After = last.ID
	}
	found, err := ListVisits(c.R.Context(), c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		p.Next = nextPage(c, found[pageSize-1].Code)
	}
	if p.Rows, err = visitRows(c, found); err != nil {
		return err
	}
	p.Filters = set(p.Text, p.Kind, p.State)
	p.Kinds = []web.Option{{Value: "", Label: c.T("conference.any_state")}}
	for _, k := range VisitKinds {
		p.Kinds = append(p.Kinds, web.Option{Value: k, Label: c.T("conference.visit_kind." + k), Selected: k == p.Kind})
	}
	p.States, p.Sorts, p.CSV = stateOptions(c, VisitMachine, p.State, states), sortOptions(c, p.Sort), c.CSVLink()
	p.MayAdd = access.Check(own, c.Actor, "conference.record_visit", nil) == nil
	return c.Page("visits", p)
}

// visitsFile is the whole list under the filter, read before the answer begins.
func visitsFile(c *web.Call, f VisitFilter) error {
	var rows [][]string
	f.Limit = 400
	for {
		found, err := ListVisits(c.R.Context(), c.Q, c.Actor, f)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			break
		}
		drawn, err := visitRows(c, found)
		if err != nil {
			return err
		}
		for _, row := range drawn {
			one := ""
			if row.OneSided {
				one = c.T("conference.one_sided")
			}
			rows = append(rows, []string{row.Code, row.KindSaid, row.Parties, row.Purpose, string(row.From), string(row.To), row.Place, row.Said, one})
		}
		f.After = found[len(found)-1].ID
	}
	return c.CSV("visits", []string{c.T("conference.code"), c.T("conference.kind"), c.T("conference.visit_parties"), c.T("conference.purpose"), c.T("conference.from"),
		c.T("conference.to"), c.T("conference.place"), c.T("conference.state"), c.T("conference.told_by")}, slices.Values(rows))
}

type visitParty struct {
	Name string `json:"name"`
	Code string `json:"code"` // "" when it is not on record
	Side string `json:"side"` // "" when it is not known
}

type noteView struct {
	Version int    `json:"version"`
	Text    string `json:"text"`
	Reason  string `json:"reason"`
	When    string `json:"when"`
	By      string `json:"by"`
}

type visitPage struct {
	Visit      Visit           `json:"visit"`
	Kind       string          `json:"kind"`
	State      string          `json:"state"`
	Visibility string          `json:"visibility"`
	OneSided   bool            `json:"one_sided"`
	Parties    []visitParty    `json:"parties"`
	Others     string          `json:"others"` // who may agree to the note
	Agreed     string          `json:"agreed_by"`
	Quote      quoteView       `json:"quote"`
	Conference *conferenceRow  `json:"conference"`
	Pairing    string          `json:"pairing"`
	Owner      string          `json:"owner"`
	Notes      []noteView      `json:"notes"`
	Moves      []moveView      `json:"moves"`
	Panels     []template.HTML `json:"-"`
	History    []historyLine   `json:"history"`
	MayCorrect bool            `json:"may_correct"`
	MayMeasure bool            `json:"may_register"`
	On         words.Day       `json:"on"` // the past day asked for, "" is today
}

func (r *Room) getVisit(c *web.Call) error {
	v, err := findVisit(c)
	if err != nil {
		return err
	}
	past, err := c.AsOf()
	if err != nil {
		return err
	}
	if past.Asked() {
		old := Visit{Seq: v.Seq}
		if err := c.Then(past, v.Ref(), &old); err != nil {
			return err
		}
		if !access.MaySee(c.Actor, old.Visibility, old.Owner) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		v = old
	}
	p := visitPage{Visit: v, Kind: c.T("conference.visit_kind." + v.Kind), State: c.T(string(VisitMachine.StateKey(v.State))),
		Visibility: c.T("conference.visibility." + v.Visibility), OneSided: v.OneSided(), On: past.Day}
	if err := p.around(c, v); err != nil {
		return err
	}
	notes, err := NotesOf(c.R.Context(), c.Q, c.Actor.Programme, v.ID)
	if err != nil {
		return err
	}
	if err := p.notes(c, notes, past.Seq); err != nil {
		return err
	}
	if p.History, err = history(c, v.Ref(), VisitMachine, toldOfVisit, past.Seq); err != nil {
		return err
	}
	if past.Asked() {
		return c.Page("visit", p)
	}
	for _, mv := range v.Moves(c.Actor) {
		i := slices.IndexFunc(visitActs, func(a act) bool { return a.verb == mv.Verb })
		p.Moves = append(p.Moves, moveView{c.T(mv.Verb), c.Base() + VisitURL(v.Code) + "/" + visitActs[i].noun, mv.Verb == "conference.withdraw_visit"})
	}
	p.MayCorrect = v.State != Withdrawn && access.Check(own, c.Actor, "conference.correct_visit", v.Relations(c.Actor)) == nil
	p.MayMeasure = c.Actor.Has(office...) && v.State != Planned && v.State != Cancelled && v.State != Withdrawn
	for _, panel := range r.VisitPanels {
		html, err := panel(c, v)
		if err != nil {
			return err
		}
		if html != "" {
			p.Panels = append(p.Panels, html)
		}
	}
	return c.Page("visit", p)
}

// around loads what the visit refers to: who met, its meeting, its pairing, the
// passage.
func (p *visitPage) around(c *web.Call, v Visit) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	ids := []ident.ID{v.Owner, v.AgreedFor}
	for _, m := range v.Parties {
		ids = append(ids, m.Party)
	}
	orgs, err := party.PartiesByID(ctx, c.Q, prog, ids)
	if err != nil {
		return err
	}
	p.Owner, p.Agreed = orgs[v.Owner].NameIn(c.Lang), orgs[v.AgreedFor].NameIn(c.Lang)
	for _, m := range v.Parties {
		row := visitParty{Name: m.Name}
		if org, ok := orgs[m.Party]; ok && access.MaySee(c.Actor, org.Visibility, org.ID) {
			row.Name, row.Code = named(c, m.Name, org), org.Code
		}
		if m.Side != "" {
			row.Side = c.T("conference.side." + m.Side)
		}
		p.Parties = append(p.Parties, row)
	}
	if v.State == Drafted {
		for _, o := range v.others() {
			p.Others = joined(p.Others, orgs[o.Party].NameIn(c.Lang))
		}
	}
	if v.Conference != 0 {
		x, err := GetConference(ctx, c.Q, prog, v.Conference)
		if err != nil {
			return err
		}
		if access.MaySee(c.Actor, x.Visibility, x.Owner) {
			row := rowOf(c, x)
			p.Conference = &row
		}
	}
	if v.Pairing != 0 {
		pairing, err := party.GetPairing(ctx, c.Q, prog, v.Pairing)
		if err != nil {
			return err
		}
		if seesPairing(c.Actor, pairing) {
			p.Pairing = pairing.Code
		}
	}
	q, err := newQuotes(c, []Quote{v.Quote})
	p.Quote = q.view(v.Quote)
	return err
}

// notes draws the versions of the note up to the change numbered seq, 0 is all.
func (p *visitPage) notes(c *web.Call, list []VisitNote, seq int64) error {
	var ids []ident.ID
	for _, n := range list {
		ids = append(ids, n.For)
	}
	orgs, err := names(c, ids)
	for _, n := range list {
		if seq == 0 || n.Seq <= seq {
			p.Notes = append(p.Notes, noteView{n.Version, n.Text, n.Reason, words.Moment(c.Lang, n.At, c.Programme.Zone), orgs[n.For]})
		}
	}
	return err
}
