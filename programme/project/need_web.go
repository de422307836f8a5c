package project

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/reading"
)

func (r *Room) mountNeeds(m *web.Room) {
	m.On("GET /needs", "project.see", r.getNeeds)
	m.On("GET /needs/new", "project.record_need", r.getNewNeed)
	m.On("POST /needs", "project.record_need", r.postNeed)
	m.On("GET /needs/{code}", "project.see", r.getNeed)
	m.On("POST /needs/{code}/place", "project.rank_need", r.postPlace)
	m.On("POST /needs/{code}/offers", "project.offer", r.postOfferFor)
	for _, a := range needActs {
		m.On("GET /needs/{code}/"+a.noun, a.verb, r.getNeedAct(a))
		m.On("POST /needs/{code}/"+a.noun, a.verb, r.postNeedAct(a))
	}
	for _, a := range offerActs {
		m.On("GET /needs/{code}/offers/{project}/"+a.noun, a.verb, r.getOfferAct(a))
		m.On("POST /needs/{code}/offers/{project}/"+a.noun, a.verb, r.postOfferAct(a))
	}
}

var (
	needActs  = []act{{"project.meet_need", "fulfilment"}, {"project.withdraw_need", "withdrawal"}, {"project.reopen_need", "reopening"}}
	offerActs = []act{{"project.object", "objection"}, {"project.lift_objection", "objection-lifted"}}
)

func findNeed(c *web.Call) (Need, error) {
	n, err := GetNeedByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
	if err == nil && !access.MaySee(c.Actor, n.Visibility, n.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return n, err
}

type needRow struct {
	Code         string    `json:"code"`
	Title        string    `json:"title"`
	Lang         string    `json:"lang"`
	Receiver     partyView `json:"receiver"`
	Place        int       `json:"place"`
	Sector       string    `json:"sector"`
	State        string    `json:"state"`
	Said         string    `json:"state_said"`
	Offered      int       `json:"offered"`
	Since        words.Day `json:"since"`
	Illustrative bool      `json:"illustrative"`
}

func needRows(c *web.Call, found []Need) ([]needRow, error) {
	var ids []ident.ID
	for _, n := range found {
		ids = append(ids, n.Receiver)
	}
	named, err := parties(c, ids...)
	var rows []needRow
	for _, n := range found {
		rows = append(rows, needRow{n.Code, n.Title, words.Lang(n.Lang).HTML(), named[n.Receiver], n.Place, n.Sector, n.standing(), c.T("project.need_state." + n.standing()),
			n.Offered, words.DayOf(n.StateSince, c.Programme.Zone), n.Illustrative})
	}
	return rows, err
}

type needsPage struct {
	Rows      []needRow    `json:"needs"`
	Count     int          `json:"count"`
	Most      bool         `json:"or_more"`
	Text      string       `json:"q"`
	States    []web.Option `json:"-"`
	Sectors   []web.Option `json:"-"`
	Receivers []web.Option `json:"-"`
	Sorts     []web.Option `json:"-"`
	Filters   int          `json:"-"`
	CSV       string       `json:"-"`
	Next      string       `json:"next"`
	MayRecord bool         `json:"may_record"`
}

// needStates are what the list can be narrowed to.
var needStates = []string{"unmet", "taken_up", Recorded, Met, Withdrawn}

func (r *Room) getNeeds(c *web.Call) error {
	f := NeedFilter{Text: c.Query("q"), State: oneOf(c.Query("state"), needStates), Sector: oneOf(c.Query("sector"), reading.Sectors()),
		Sort: oneOf(c.Query("sort"), NeedSorts), After: number(c.Query("after")), Limit: pageSize + 1}
	p := needsPage{Text: f.Text, MayRecord: c.May("project.record_need")}
	var err error
	if p.Receivers, f.Receiver, err = receivers(c, c.Query("receiver"), "project.any"); err != nil {
		return err
	}
	if c.WantsCSV() {
		return needsCSV(c, f)
	}
	p.CSV = c.CSVLink()
	for _, set := range []bool{f.Text != "", f.State != "", f.Sector != "", f.Receiver != 0} {
		if set {
			p.Filters++
		}
	}
	found, err := ListNeeds(c.R.Context(), c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		p.Next = nextPage(c, found[pageSize-1].ID)
	}
	if p.Count, err = CountNeeds(c.R.Context(), c.Q, c.Actor, f, countMost); err != nil {
		return err
	}
	p.Most = p.Count == countMost
	if p.Rows, err = needRows(c, found); err != nil {
		return err
	}
	p.States = choices(c, "project.need_state.", needStates, f.State, "project.any")
	p.Sectors = choices(c, "project.sector.", reading.Sectors(), f.Sector, "project.any")
	p.Sorts = choices(c, "project.need_sort.", NeedSorts[1:], f.Sort, "project.need_sort.place")
	return c.Page("needs", p)
}

// receivers are the organisations of the receiving side, and the number of the
// one with the code.
func receivers(c *web.Call, code, first string) ([]web.Option, ident.ID, error) {
	all, err := party.ListParties(c.R.Context(), c.Q, c.Actor.Programme, party.PartyFilter{For: c.Actor, Side: party.Receiver})
	out, chosen := []web.Option{{Label: c.T(first)}}, ident.ID(0)
	for _, p := range all {
		out = append(out, web.Option{Value: p.Code, Label: p.NameIn(c.Lang), Selected: p.Code == code})
		if p.Code == code {
			chosen = p.ID
		}
	}
	return out, chosen, err
}

// needsCSV is the whole list under the filter.
func needsCSV(c *web.Call, f NeedFilter) error {
	var rows [][]string
	f.Limit, f.After = 500, 0
	for {
		found, err := ListNeeds(c.R.Context(), c.Q, c.Actor, f)
		if err != nil {
			return err
		}
		drawn, err := needRows(c, found)
		if err != nil {
			return err
		}
		for i, x := range drawn {
			sector, place := "", ""
			if x.Sector != "" {
				sector = c.T("project.sector." + x.Sector)
			}
			if x.Place > 0 {
				place = strconv.Itoa(x.Place)
			}
			rows = append(rows, []string{x.Code, x.Title, found[i].Text, x.Receiver.Code, x.Receiver.Name, place, sector, x.Said, strconv.Itoa(x.Offered)})
		}
		if len(found) < f.Limit {
			break
		}
		f.After = found[len(found)-1].ID
	}
	var heads []string
	for _, k := range []string{"project.code", "project.need", "project.need_text", "project.receiver_code", "project.receiver", "project.need_place", "project.sector",
		"project.state", "project.offered_projects"} {
		heads = append(heads, c.T(k))
	}
	return c.CSV("needs", heads, slices.Values(rows))
}

type newNeedPage struct {
	Receivers []web.Option `json:"-"`
	Langs     []web.Option `json:"-"`
	Sectors   []web.Option `json:"-"`
	Mine      string       `json:"receiver"` // the reader's own organisation, where it is on the receiving side
}

func (r *Room) getNewNeed(c *web.Call) error {
	p := newNeedPage{Langs: choices(c, "project.lang.", []string{"en", "zh"}, string(c.Lang), ""), Sectors: choices(c, "project.sector.", reading.Sectors(), "", "project.none")}
	own, err := party.GetParty(c.R.Context(), c.Q, c.Actor.Programme, c.Actor.Organisation)
	if err != nil {
		return err
	}
	if c.Actor.Has(ident.Receiver) {
		p.Mine = own.Code
		return c.Page("new_need", p)
	}
	p.Receivers, _, err = receivers(c, c.Query("receiver"), "project.choose")
	if err != nil {
		return err
	}
	return c.Page("new_need", p)
}

func (r *Room) postNeed(c *web.Call) error {
	in := NeedInput{Key: c.Key(), Title: c.Value("title"), Text: c.Value("text"), Lang: c.Value("lang"), Sector: oneOf(c.Value("sector"), reading.Sectors())}
	p, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Value("receiver"))
	if err == nil && access.MaySee(c.Actor, p.Visibility, p.ID) {
		in.Receiver, in.Illustrative = p.ID, p.Illustrative
	} else if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	done, err := r.RecordNeed(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getNewNeed, err)
	}
	id, _ := done.Subject(NeedNoun)
	n, err := GetNeed(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, NeedURL(n.Code), "project.record_need_done")
}

// offeredView is a project put forward for a need.
type offeredView struct {
	Project projectRow `json:"project"`
	State   string     `json:"state"`
	Said    string     `json:"state_said"`
	Reason  string     `json:"reason"`
	Moves   []web.Move `json:"moves"`
}

type needPage struct {
	Need    Need          `json:"need"`
	Row     needRow       `json:"row"`
	Offers  []offeredView `json:"offers"`
	Moves   []web.Move    `json:"moves"`
	Forward bool          `json:"-"`
	Places  []web.Option  `json:"-"`
	History []historyLine `json:"history"`
	Offer   bool          `json:"-"`
}

// getNeed answers: what is asked for, and what has been offered?
func (r *Room) getNeed(c *web.Call) error {
	n, err := findNeed(c)
	if err != nil {
		return err
	}
	then, err := c.AsOf()
	if err != nil {
		return err
	}
	if then.Asked() {
		return r.getNeedThen(c, n, then)
	}
	rows, err := needRows(c, []Need{n})
	if err != nil {
		return err
	}
	p := needPage{Need: n, Row: rows[0], Offer: n.State == Recorded && c.May("project.offer")}
	open := NeedMachine.Open(c.Actor, n.Relations(c.Actor), n.State)
	slices.SortStableFunc(open, forwardFirst)
	for _, mv := range open {
		p.Forward = p.Forward || !mv.Reason
		i := slices.IndexFunc(needActs, func(a act) bool { return a.verb == mv.Verb })
		p.Moves = append(p.Moves, web.Move{Label: c.T(mv.Verb), URL: c.Base() + NeedURL(n.Code) + "/" + needActs[i].noun})
	}
	if err := fillOffers(c, n, &p); err != nil {
		return err
	}
	if n.State == Recorded && access.Check(own, c.Actor, "project.rank_need", n.Relations(c.Actor)) == nil {
		all, err := ordered(c.R.Context(), c.Q, c.Actor.Programme, n.Receiver)
		if err != nil {
			return err
		}
		for i := range all {
			p.Places = append(p.Places, web.Option{Value: strconv.Itoa(i + 1), Label: strconv.Itoa(i + 1), Selected: i+1 == n.Place})
		}
	}
	lines, err := party.LinesTo(c.R.Context(), c.Q, c.Actor.Programme, NeedMachine, 0, n.Ref())
	if err != nil {
		return err
	}
	p.History = historyLines(c, lines)
	return c.Page("need", p)
}

func fillOffers(c *web.Call, n Need, p *needPage) error {
	offers, err := OffersFor(c.R.Context(), c.Q, c.Actor.Programme, n.ID)
	if err != nil {
		return err
	}
	var ids []ident.ID
	for _, o := range offers {
		ids = append(ids, o.Project)
	}
	found, err := ProjectsByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	if err != nil {
		return err
	}
	return drawOffers(c, n, offers, found, p)
}

// drawOffers draws the projects put forward for a need that the reader may see.
func drawOffers(c *web.Call, n Need, offers []Offer, found map[ident.ID]Project, p *needPage) error {
	var seen []Project
	var said []Offer
	for _, o := range offers {
		if x := found[o.Project]; access.MaySee(c.Actor, x.Visibility, x.Owner) {
			seen, said = append(seen, x), append(said, o)
		}
	}
	rows, err := projectRows(c, seen)
	for i, row := range rows {
		v := offeredView{Project: row, State: said[i].State, Said: c.T(string(OfferMachine.StateKey(said[i].State))), Reason: said[i].Reason}
		for _, mv := range OfferMachine.Open(c.Actor, n.Relations(c.Actor), said[i].State) {
			at := slices.IndexFunc(offerActs, func(a act) bool { return a.verb == mv.Verb })
			if mv.Verb != "project.object" || !seen[i].Begun() {
				v.Moves = append(v.Moves, web.Move{Label: c.T(mv.Verb), URL: c.Base() + NeedURL(n.Code) + "/offers/" + row.Code + "/" + offerActs[at].noun})
			}
		}
		p.Offers = append(p.Offers, v)
	}
	return err
}

func (r *Room) postPlace(c *web.Call) error {
	n, err := findNeed(c)
	if err != nil {
		return err
	}
	place, _ := strconv.Atoi(c.Value("place"))
	done, err := r.RankNeed(c.R.Context(), c.Actor, NeedMoveInput{Key: c.Key(), Need: n.ID, Place: place})
	if err != nil {
		return c.Again(r.getNeed, err)
	}
	return c.Done(done, NeedURL(n.Code), "project.rank_need_done")
}

func (r *Room) getNeedAct(a act) web.Handler {
	return func(c *web.Call) error {
		n, err := findNeed(c)
		if err != nil {
			return err
		}
		const reason = "-" // the page asks for it
		mv, err := NeedMachine.Try(c.Actor, n.Relations(c.Actor), n.State, a.verb, reason)
		if err != nil && !c.Kept() {
			return err
		}
		up := c.Base() + NeedURL(n.Code)
		return c.Page("act", actPage{Code: n.Code, Title: n.Title, Up: up, Verb: a.verb, URL: up + "/" + a.noun, Needs: mv.Needs, Reason: mv.Reason})
	}
}

func (r *Room) postNeedAct(a act) web.Handler {
	return func(c *web.Call) error {
		n, err := findNeed(c)
		if err != nil {
			return err
		}
		done, err := r.MoveNeed(c.R.Context(), c.Actor, a.verb, NeedMoveInput{Key: c.Key(), Need: n.ID, Reason: c.Value("reason")})
		if err != nil {
			return c.Again(r.getNeedAct(a), err)
		}
		return c.Done(done, NeedURL(n.Code), a.verb+"_done")
	}
}

// postOfferFor puts the project of a code forward for the need.
func (r *Room) postOfferFor(c *web.Call) error {
	n, err := findNeed(c)
	if err != nil {
		return err
	}
	x, err := GetProjectByCode(c.R.Context(), c.Q, c.Actor.Programme, strings.ToUpper(c.Value("project")))
	if fault.KindOf(err) == fault.NotFound || err == nil && !access.MaySee(c.Actor, x.Visibility, x.Owner) {
		var f fault.Form
		f.Refuse("project", "project.no_such_project", c.Value("project"))
		return c.Again(r.getNeed, f.Err())
	}
	if err != nil {
		return err
	}
	done, err := r.Offer(c.R.Context(), c.Actor, OfferInput{c.Key(), x.ID, n.ID})
	if err != nil {
		return c.Again(r.getNeed, err)
	}
	return c.Done(done, NeedURL(n.Code), "project.offer_done")
}

// findOffer is the offer of the path: both its need and its project must be open
// to the reader.
func findOffer(c *web.Call) (Need, Project, Offer, error) {
	n, err := findNeed(c)
	if err != nil {
		return n, Project{}, Offer{}, err
	}
	x, err := GetProjectByCode(c.R.Context(), c.Q, c.Actor.Programme, strings.ToUpper(c.Path("project")))
	if err != nil {
		return n, x, Offer{}, err
	}
	offers, err := OffersFor(c.R.Context(), c.Q, c.Actor.Programme, n.ID)
	if err != nil {
		return n, x, Offer{}, err
	}
	i := slices.IndexFunc(offers, func(o Offer) bool { return o.Project == x.ID })
	if i < 0 || !access.MaySee(c.Actor, x.Visibility, x.Owner) {
		return n, x, Offer{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return n, x, offers[i], nil
}

func (r *Room) getOfferAct(a act) web.Handler {
	return func(c *web.Call) error {
		n, x, o, err := findOffer(c)
		if err != nil {
			return err
		}
		const reason = "-" // the page asks for it
		mv, err := OfferMachine.Try(c.Actor, n.Relations(c.Actor), o.State, a.verb, reason)
		if err != nil && !c.Kept() {
			return err
		}
		up := c.Base() + NeedURL(n.Code)
		return c.Page("act", actPage{Code: n.Code, Title: n.Title, Up: up, Verb: a.verb, URL: up + "/offers/" + x.Code + "/" + a.noun, Needs: mv.Needs, Reason: mv.Reason,
			About: x.TitleIn(c.Lang)})
	}
}

func (r *Room) postOfferAct(a act) web.Handler {
	return func(c *web.Call) error {
		n, x, _, err := findOffer(c)
		if err != nil {
			return err
		}
		done, err := r.Object(c.R.Context(), c.Actor, a.verb, ObjectInput{c.Key(), n.ID, x.ID, c.Value("reason")})
		if err != nil {
			return c.Again(r.getOfferAct(a), err)
		}
		return c.Done(done, NeedURL(n.Code), a.verb+"_done")
	}
}

// needAnswered is the need that a new project is to be put forward for, nil where
// the address and the form name none.
func needAnswered(c *web.Call) (*link, error) {
	code := c.Value("need")
	if code == "" {
		code = c.Query("need")
	}
	if code == "" {
		return nil, nil
	}
	n, err := GetNeedByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if err == nil && !access.MaySee(c.Actor, n.Visibility, n.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return nil, err
	}
	return &link{n.Code, n.Title, c.Base() + NeedURL(n.Code)}, nil
}
