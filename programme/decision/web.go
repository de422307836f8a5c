package decision

import (
	"embed"
	"html/template"
	"iter"
	"slices"
	"strconv"
	"time"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
)

//go:embed pages/*.html
var pages embed.FS

// Panel draws a later room's part of a measure's page; empty draws nothing.
type Panel func(c *web.Call, m Measure) (template.HTML, error)

// part draws a part of this room for a page of another room.
type part func(c *web.Call, name string, data any) (template.HTML, error)

// Mount registers the room's pages.
func (r *Room) Mount(f *web.Front) {
	room := f.Room(pages)
	r.part = room.Part
	room.On("GET /measures", "decision.see", r.getMeasures)
	room.On("GET /measures/new", "decision.capture", r.getNew)
	room.On("POST /measures", "decision.capture", r.postMeasure)
	room.On("GET /measures/import", "decision.capture", r.getImport)
	room.On("POST /measures/import", "decision.capture", r.postDryRun)
	room.On("POST /measures/imports", "decision.capture", r.postImport)
	room.On("GET /measures/assignment", "decision.assign", r.getAssignMany)
	room.On("POST /measures/assignments", "decision.assign", r.postAssignMany)
	room.On("GET /assignments/{seq}", "decision.see", r.getReceipt)
	room.On("GET /captures/{seq}", "decision.see", r.getReceipt)
	room.On("GET /measures/{code}", "decision.see", r.getMeasure)
	room.On("GET /measures/{code}/reports/{id}", "decision.see", r.getFile)
	for _, a := range acts {
		room.On("GET /measures/{code}/"+a.noun, a.verb, r.getAct(a))
		room.On("POST /measures/{code}/"+a.noun, a.verb, r.postAct(a))
	}
	room.On("GET /measures/{code}/answers/{party}", "decision.see", r.getAnswer)
	room.On("POST /measures/{code}/answers/{party}/answer", "decision.take_up", r.postAnswer)
	for _, a := range answerActs {
		room.On("GET /measures/{code}/answers/{party}/"+a.noun, a.verb, r.getAnswerAct(a))
		room.On("POST /measures/{code}/answers/{party}/"+a.noun, a.verb, r.postAnswerAct(a))
	}
	room.On("GET /conferences/{code}/agenda", "decision.see", r.getAgenda)
}

// find loads the measure of the path; one that the reader may not see does not
// exist.
func find(c *web.Call) (Measure, error) {
	m, err := GetMeasureByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
	if err == nil && !access.MaySee(c.Actor, m.Visibility, m.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return m, err
}

// parties are the organisations of a page, found at once.
type parties struct {
	c  *web.Call
	by map[ident.ID]party.Party
}

func loadParties(c *web.Call, ids []ident.ID) (parties, error) {
	by, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	return parties{c, by}, err
}

// partyView is an organisation as pages show it; Code is empty where its page
// may not be seen.
type partyView struct {
	Code         string `json:"code"`
	Name         string `json:"name"`
	Illustrative bool   `json:"illustrative"`
}

func (p parties) view(id ident.ID) partyView {
	o, ok := p.by[id]
	switch {
	case !ok:
		return partyView{}
	case !access.MaySee(p.c.Actor, o.Visibility, o.ID):
		return partyView{Name: p.c.T("decision.hidden_party")}
	}
	return partyView{o.Code, o.NameIn(p.c.Lang), o.Illustrative}
}

const pageSize = 50

type measureRow struct {
	Code         string    `json:"code"`
	Title        string    `json:"title"`
	Kind         string    `json:"kind"`
	State        string    `json:"state"`
	Said         string    `json:"state_said"`
	Lead         partyView `json:"lead"`
	Class        string    `json:"class"`
	Responsible  string    `json:"responsible"` // as the text has it
	Due          words.Day `json:"due"`
	OriginalDue  words.Day `json:"original_due"`
	LateDays     int       `json:"late_days"`
	Members      int       `json:"members"`
	Answered     int       `json:"answered"`
	Heard        words.Day `json:"heard"`  // the last report
	Silent       bool      `json:"silent"` // the lead was asked and has reported nothing
	Conference   string    `json:"conference"`
	Illustrative bool      `json:"illustrative"`
	Assignable   bool      `json:"assignable"`
	Open         bool      `json:"open"`
}

type measuresPage struct {
	Rows       []measureRow `json:"measures"`
	Count      int          `json:"count"`
	More       bool         `json:"count_is_more"`
	Text       string       `json:"q"`
	Lead       partyView    `json:"lead"`
	Conference *linkView    `json:"conference"`
	States     []web.Option `json:"-"`
	Sectors    []web.Option `json:"-"`
	Filters    int          `json:"-"`
	CSV        string       `json:"-"`
	Next       string       `json:"next"`
	Choose     bool         `json:"-"` // some rows can be assigned together
	MayCapture bool         `json:"may_capture"`
}

type linkView struct {
	Name string `json:"name"`
	URL  string `json:"url"`
	Code string `json:"code"`
}

// mostCounted bounds the count above a list.
const mostCounted = 10000

func (r *Room) getMeasures(c *web.Call) error {
	p := measuresPage{Text: c.Query("q"), MayCapture: c.Actor.Has(desk...)}
	f, err := r.filter(c, &p)
	if err != nil {
		return err
	}
	if c.WantsCSV() {
		return r.csv(c, f)
	}
	ctx := c.R.Context()
	if p.Count, err = CountMeasures(ctx, c.Q, c.Actor, f, mostCounted); err != nil {
		return err
	}
	p.More = p.Count == mostCounted
	after, _ := strconv.ParseInt(c.Query("after"), 10, 64)
	f.After, f.Limit = ident.ID(after), pageSize
	all, err := ListMeasures(ctx, c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if p.Rows, err = rows(c, all); err != nil {
		return err
	}
	p.Choose = c.Actor.Has(desk...) && slices.ContainsFunc(p.Rows, func(m measureRow) bool { return m.Assignable })
	p.States = stateOptions(c, c.Query("state"))
	p.Sectors = options(c, "decision.sector.", append([]string{""}, Sectors...), c.Query("sector"))
	p.Sectors[0].Label = c.T("decision.any_sector")
	p.CSV = c.CSVLink()
	if len(all) == pageSize {
		q := c.R.URL.Query()
		q.Del("notice")
		q.Set("after", strconv.FormatInt(int64(all[len(all)-1].ID), 10))
		p.Next = "?" + q.Encode()
	}
	return c.Page("measures", p)
}

// filter reads the list's address.
func (r *Room) filter(c *web.Call, p *measuresPage) (MeasureFilter, error) {
	ctx := c.R.Context()
	f := MeasureFilter{Text: p.Text, State: c.Query("state"), Sector: c.Query("sector")}
	if code := c.Query("lead"); code != "" {
		o, err := party.GetPartyByCode(ctx, c.Q, c.Actor.Programme, code)
		if err != nil {
			return f, err
		}
		f.Lead, p.Lead = o.ID, parties{c, map[ident.ID]party.Party{o.ID: o}}.view(o.ID)
	}
	if code := c.Query("conference"); code != "" {
		x, err := findConference(c, code)
		if err != nil {
			return f, err
		}
		f.Conference, p.Conference = x.ID, &linkView{x.TitleIn(c.Lang), c.Base() + conference.URL(x.Code), x.Code}
	}
	for _, name := range []string{"q", "state", "sector", "lead", "conference"} {
		if c.Query(name) != "" {
			p.Filters++
		}
	}
	return f, nil
}

func findConference(c *web.Call, code string) (conference.Conference, error) {
	x, err := conference.GetConferenceByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if err == nil && !access.MaySee(c.Actor, x.Visibility, x.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return x, err
}

// rows draws measures for a table with the names they need.
func rows(c *web.Call, all []Measure) ([]measureRow, error) {
	ctx := c.R.Context()
	var ids, meetings []ident.ID
	for _, m := range all {
		ids = append(ids, m.Lead)
		if m.Conference != 0 && !slices.Contains(meetings, m.Conference) {
			meetings = append(meetings, m.Conference)
		}
	}
	names, err := loadParties(c, ids)
	if err != nil {
		return nil, err
	}
	held, err := conference.ConferencesByID(ctx, c.Q, c.Actor.Programme, meetings)
	if err != nil {
		return nil, err
	}
	classes, err := classNames(c, all)
	if err != nil {
		return nil, err
	}
	list := make([]measureRow, len(all))
	for i, m := range all {
		list[i] = measureRow{Code: m.Code, Title: m.TitleIn(c.Lang), Kind: c.T("decision.kind." + m.Kind), State: m.State, Said: stateSaid(c, m),
			Lead: names.view(m.Lead), Class: classes[m.Group], Responsible: m.Responsible, Due: m.Due, OriginalDue: m.OriginalDue,
			LateDays: m.LateDays(c.Today()), Members: m.Members, Answered: m.Answered, Heard: day(c, m.LastReport), Illustrative: m.Illustrative, Silent: m.silent(), Open: m.Open(),
			Conference: held[m.Conference].Code, Assignable: (m.State == Registered || m.State == Contested) && !m.awaitsSecond()}
		if x := held[m.Conference]; !access.MaySee(c.Actor, x.Visibility, x.Owner) {
			list[i].Conference = ""
		}
	}
	return list, nil
}

// classNames are the names of the classes that measures are addressed to.
func classNames(c *web.Call, all []Measure) (map[ident.ID]string, error) {
	if !slices.ContainsFunc(all, func(m Measure) bool { return m.Group != 0 }) {
		return nil, nil
	}
	groups, err := party.ListGroups(c.R.Context(), c.Q, c.Actor.Programme)
	names := map[ident.ID]string{}
	for _, g := range groups {
		names[g.ID] = g.NameIn(c.Lang)
	}
	return names, err
}

// stateSaid is the state in the reader's words.
func stateSaid(c *web.Call, m Measure) string { return c.T(string(Machine.StateKey(m.State))) }

// day is the calendar day of a moment in the programme's zone, "" for none.
func day(c *web.Call, t time.Time) words.Day {
	if t.IsZero() {
		return ""
	}
	return words.DayOf(t, zone(c))
}

func zone(c *web.Call) *time.Location {
	if c.Programme.Zone == nil {
		return time.UTC
	}
	return c.Programme.Zone
}

func stateOptions(c *web.Call, chosen string) []web.Option {
	all := []web.Option{{Value: "", Label: c.T("decision.any_state")}, {Value: "open", Label: c.T("decision.open_only")}}
	for _, s := range Machine.States() {
		all = append(all, web.Option{Value: s, Label: c.T(string(Machine.StateKey(s)))})
	}
	for i := range all {
		all[i].Selected = all[i].Value == chosen
	}
	return all
}

// options offers values with their words; the empty value is <prefix>none.
func options(c *web.Call, prefix string, values []string, chosen string) []web.Option {
	all := make([]web.Option, len(values))
	for i, v := range values {
		key := prefix + v
		if v == "" {
			key = prefix + "none"
		}
		all[i] = web.Option{Value: v, Label: c.T(key), Selected: v == chosen}
	}
	return all
}

// csv sends the whole filtered list, a page at a time.
func (r *Room) csv(c *web.Call, f MeasureFilter) error {
	var all []Measure
	f.Limit = 500
	for {
		more, err := ListMeasures(c.R.Context(), c.Q, c.Actor, f)
		if err != nil {
			return err
		}
		all = append(all, more...)
		if len(more) < f.Limit || len(all) >= mostCounted {
			break
		}
		f.After = more[len(more)-1].ID
	}
	lines, err := r.lines(c, all)
	if err != nil {
		return err
	}
	return c.CSV("measures", csvHeader(c), lines)
}

func csvHeader(c *web.Call) []string {
	header := []string{"code", "title_zh", "title_en", "kind", "grade", "sector", "conference", "responsible", "laid_on", "lead", "lead_name", "class",
		"due", "original_due", "done", "quantity", "unit", "state", "members", "answered", "heard"}
	for i, name := range header {
		header[i] = c.T("decision.column." + name)
	}
	return header
}

func (r *Room) lines(c *web.Call, all []Measure) (iter.Seq[[]string], error) {
	shown, err := rows(c, all)
	if err != nil {
		return nil, err
	}
	said := func(prefix, v string) string {
		if v == "" {
			return ""
		}
		return c.T(prefix + v)
	}
	return func(yield func([]string) bool) {
		for i, m := range all {
			row := shown[i]
			titles := map[string]string{m.Lang: m.Title, string(words.Lang(m.Lang).Other()): m.Other}
			quantity, unit := "", ""
			if m.Quantity != nil {
				quantity, unit = money.Quantity{N: m.Quantity.N, Scale: m.Quantity.Scale}.Format(string(c.Lang)), m.Quantity.Unit
			}
			line := []string{m.Code, titles["zh"], titles["en"], row.Kind, said("decision.grade.", m.Grade), said("decision.sector.", m.Sector), row.Conference,
				m.Responsible, said("decision.side.", m.LaidOn), row.Lead.Code, row.Lead.Name, row.Class, string(m.Due), string(m.OriginalDue), m.DoneDefinition,
				quantity, unit, row.Said, count(m.Members), count(m.Answered), string(row.Heard)}
			if m.Members == 0 {
				line[18], line[19] = "", ""
			}
			if !yield(line) {
				return
			}
		}
	}, nil
}

func count(n int) string { return strconv.Itoa(n) }
