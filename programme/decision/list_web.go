package decision

import (
	"iter"
	"slices"
	"strconv"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
)

const pageSize = 50

type measureRow struct {
	Code         string      `json:"code"`
	Title        string      `json:"title"`
	Kind         string      `json:"kind"`
	Grade        string      `json:"grade"`
	State        string      `json:"state"`
	Said         string      `json:"state_said"`
	Lead         partyView   `json:"lead"`
	CoLeads      []partyView `json:"co_leads"`
	Class        string      `json:"class"`
	Responsible  string      `json:"responsible"` // as the text has it
	Due          words.Day   `json:"due"`
	OriginalDue  words.Day   `json:"original_due"`
	LateDays     int         `json:"late_days"`
	Deferred     string      `json:"deferred"`    // how often, in words
	AcceptBy     words.Day   `json:"accept_by"`   // set when that day has passed
	AcceptLate   int         `json:"accept_late"` // days since then
	Unheard      int         `json:"unheard"`     // days without a report, once it is late
	Every        int         `json:"report_every"`
	Blocked      int         `json:"blocked_days"`
	Members      int         `json:"members"`
	Answered     int         `json:"answered"`
	Heard        words.Day   `json:"heard"`  // the last report
	Asked        string      `json:"asked"`  // for which change somebody waits, in words
	Silent       bool        `json:"silent"` // the lead was asked and has reported nothing
	Conference   string      `json:"conference"`
	Place        int         `json:"place"` // among those of its meeting
	Illustrative bool        `json:"illustrative"`
	Open         bool        `json:"open"`

	With  string     `json:"-"` // the co-leads, in words
	Fits  bool       `json:"-"` // can be moved together with others
	Quote string     `json:"-"`
	Acts  []moveView `json:"-"` // on an agenda: what can be noted about it
}

type measuresPage struct {
	Rows       []measureRow `json:"measures"`
	Count      int          `json:"count"`
	More       bool         `json:"count_is_more"`
	Text       string       `json:"q"`
	Lead       partyView    `json:"lead"`
	Conference *linkView    `json:"conference"`
	Pairing    *linkView    `json:"pairing"`
	Visit      *linkView    `json:"visit"`
	States     []web.Option `json:"-"`
	Looks      []web.Option `json:"-"`
	Grades     []web.Option `json:"-"`
	Sectors    []web.Option `json:"-"`
	Sorts      []web.Option `json:"-"`
	Filters    int          `json:"-"`
	CSV        string       `json:"-"`
	Next       string       `json:"next"`
	Together   []moveView   `json:"-"` // what can be done to several
	MayCapture bool         `json:"may_capture"`
}

// mostCounted bounds the count above a list; mostInFile a list in a file.
const (
	mostCounted = 1000
	mostInFile  = 10_000
)

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
	after, _ := strconv.ParseInt(c.Query("after"), 10, 64)
	f.After, f.Limit = ident.ID(after), pageSize
	all, err := ListMeasures(ctx, c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if p.Count, err = CountMeasures(ctx, c.Q, c.Actor, f, mostCounted); err != nil {
		return err
	}
	p.More = p.Count == mostCounted
	if p.Rows, err = rows(c, all); err != nil {
		return err
	}
	p.Together = canDoTogether(c, all)
	p.fillChoices(c)
	p.CSV = c.CSVLink()
	if len(all) == pageSize {
		q := c.R.URL.Query()
		q.Del("notice")
		q.Set("after", strconv.FormatInt(int64(all[len(all)-1].ID), 10))
		p.Next = "?" + q.Encode()
	}
	return c.Page("measures", p)
}

// fillChoices offers the filters and orders of the list.
func (p *measuresPage) fillChoices(c *web.Call) {
	p.States = stateOptions(c, c.Query("state"))
	p.Looks = options(c, "decision.look.", Looks, c.Query("look"))
	p.Grades = append([]web.Option{{Label: c.T("decision.any")}}, options(c, "decision.grade.", Grades[1:], c.Query("grade"))...)
	p.Sectors = append([]web.Option{{Label: c.T("decision.any")}}, options(c, "decision.sector.", Sectors, c.Query("sector"))...)
	sorts := Sorts
	if p.Conference == nil {
		sorts = Sorts[:len(Sorts)-1] // a place is one among those of a meeting
	}
	p.Sorts = options(c, "decision.sort.", sorts, c.Query("sort"))
}

// filter reads the list's address.
func (r *Room) filter(c *web.Call, p *measuresPage) (MeasureFilter, error) {
	ctx := c.R.Context()
	f := MeasureFilter{Text: p.Text, State: c.Query("state"), Look: c.Query("look"), Today: c.Today(), Grade: c.Query("grade"), Sector: c.Query("sector"),
		Sort: c.Query("sort")}
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
	v, err := visitOf(c)
	if err != nil {
		return f, err
	}
	if f.Visit = v.ID; v.ID != 0 {
		p.Visit = visitLink(c, v)
	}
	if code := c.Query("pairing"); code != "" {
		x, err := party.GetPairingByCode(ctx, c.Q, c.Actor.Programme, code)
		if err != nil {
			return f, err
		}
		f.Pairing, p.Pairing = x.ID, &linkView{x.Code, c.Base() + "/pairings/" + x.Code, x.Code}
	}
	if !slices.Contains(Sorts, f.Sort) || f.Sort == SortPriority && f.Conference == 0 {
		f.Sort = ""
	}
	for _, name := range []string{"q", "state", "look", "grade", "sector", "lead", "conference", "pairing", "visit"} {
		if c.Query(name) != "" {
			p.Filters++
		}
	}
	return f, nil
}

// canDoTogether lists what the reader may do to several of the measures.
func canDoTogether(c *web.Call, all []Measure) []moveView {
	var can []moveView
	for _, a := range together {
		if slices.ContainsFunc(all, func(m Measure) bool { return m.fits(c.Actor, a.verb) }) {
			can = append(can, moveView{Verb: a.noun, Label: c.T("decision.together." + a.noun)})
		}
	}
	return can
}

// rows draws measures for a table with the names they need.
func rows(c *web.Call, all []Measure) ([]measureRow, error) {
	ctx := c.R.Context()
	var ids, meetings []ident.ID
	for _, m := range all {
		ids = append(append(ids, m.Lead), m.CoLeads...)
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
	waiting, err := openProposals(ctx, c.Q, c.Actor.Programme, all)
	if err != nil {
		return nil, err
	}
	list := make([]measureRow, len(all))
	for i, m := range all {
		list[i] = row(c, m, names, c.Today())
		list[i].Class = classes[m.Group]
		if kind := waiting[m.ID]; kind != "" {
			list[i].Asked = c.T("decision.asked." + kind)
		}
		if x := held[m.Conference]; access.MaySee(c.Actor, x.Visibility, x.Owner) {
			list[i].Conference = x.Code
		}
	}
	return list, nil
}

// row is one measure as it stands on a day.
func row(c *web.Call, m Measure, names parties, today words.Day) measureRow {
	v := measureRow{Code: m.Code, Title: m.TitleIn(c.Lang), Kind: c.T("decision.kind." + m.Kind), State: m.State, Said: stateSaid(c, m),
		Lead: names.view(m.Lead), Responsible: m.Responsible, Due: m.Due, OriginalDue: m.OriginalDue, LateDays: m.LateDays(today), Deferred: deferred(c, m),
		Unheard: m.Unheard(today, zone(c)), Every: m.ReportEvery, Blocked: m.BlockedDays(today, zone(c)), Members: m.Members, Answered: m.Answered,
		Heard: day(c, m.LastReport), Place: m.Priority, Illustrative: m.Illustrative, Silent: m.silent(), Open: m.Open()}
	if m.Grade != "" {
		v.Grade = c.T("decision.grade." + m.Grade)
	}
	if v.AcceptLate = m.AcceptLate(today); v.AcceptLate > 0 {
		v.AcceptBy = m.takeUpBy()
	}
	var with []string
	for _, id := range m.CoLeads {
		v.CoLeads = append(v.CoLeads, names.view(id))
		with = append(with, names.view(id).Name)
	}
	if len(with) > 0 {
		v.With = c.T("decision.with", listed(c, with))
	}
	v.Fits = slices.ContainsFunc(together, func(a act) bool { return m.fits(c.Actor, a.verb) })
	return v
}

// deferred says how often a due date was put off, and from when; "" when never.
func deferred(c *web.Call, m Measure) string {
	times := ""
	switch m.Deferrals {
	case 0:
		return ""
	case 1, 2:
		times = c.T("decision.deferred." + count(m.Deferrals))
	default:
		times = c.T("decision.deferred.times", m.Deferrals)
	}
	return c.T("decision.deferred_first", times, words.Date(c.Lang, m.OriginalDue))
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
		if len(more) < f.Limit || len(all) >= mostInFile {
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
	header := []string{"code", "title_zh", "title_en", "kind", "grade", "sector", "conference", "place", "responsible", "laid_on", "lead", "lead_name", "co_leads", "class",
		"due", "original_due", "deferrals", "late_days", "done", "quantity", "unit", "state", "accept_by", "accept_late", "report_every", "heard", "unheard", "blocked_days",
		"members", "answered"}
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
	return func(yield func([]string) bool) {
		for i, m := range all {
			if !yield(line(c, m, shown[i])) {
				return
			}
		}
	}, nil
}

// line is a measure in a file; what there is nothing to say about is empty.
func line(c *web.Call, m Measure, row measureRow) []string {
	said := func(prefix, v string) string {
		if v == "" {
			return ""
		}
		return c.T(prefix + v)
	}
	titles := map[string]string{m.Lang: m.Title, string(words.Lang(m.Lang).Other()): m.Other}
	quantity, unit := "", ""
	if m.Quantity != nil {
		quantity, unit = money.Quantity{N: m.Quantity.N, Scale: m.Quantity.Scale}.Format(string(c.Lang)), m.Quantity.Unit
	}
	var coLeads []string
	for _, p := range row.CoLeads {
		coLeads = append(coLeads, p.Name)
	}
	members, answered := some(m.Members), ""
	if m.Members > 0 {
		answered = count(m.Answered)
	}
	return []string{m.Code, titles["zh"], titles["en"], row.Kind, said("decision.grade.", m.Grade), said("decision.sector.", m.Sector), row.Conference, some(m.Priority),
		m.Responsible, said("decision.side.", m.LaidOn), row.Lead.Code, row.Lead.Name, listed(c, coLeads), row.Class, string(m.Due), string(m.OriginalDue),
		count(m.Deferrals), some(row.LateDays), m.DoneDefinition, quantity, unit, row.Said, string(m.AcceptBy), some(row.AcceptLate),
		some(m.ReportEvery), string(row.Heard), some(row.Unheard), some(row.Blocked), members, answered}
}

func count(n int) string { return strconv.Itoa(n) }

// some is a number of which 0 says nothing.
func some(n int) string {
	if n == 0 {
		return ""
	}
	return count(n)
}
