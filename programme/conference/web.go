package conference

import (
	"embed"
	"html/template"
	"net/url"
	"slices"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

//go:embed pages/*.html
var pages embed.FS

// Panel is a later room's part of a conference's page: what was decided or
// signed there. Empty HTML draws nothing.
type Panel func(c *web.Call, x Conference) (template.HTML, error)

// part draws a template of the room for a page of another.
type part func(c *web.Call, name string, data any) (template.HTML, error)

// Mount registers the room's pages.
func (r *Room) Mount(f *web.Front) {
	room := f.Room(pages)
	r.part = room.Part
	room.On("GET /conferences", "conference.see", r.getConferences)
	room.On("GET /conferences/new", "conference.convene", r.getNew)
	room.On("POST /conferences", "conference.convene", r.postConference)
	room.On("GET /conferences/{code}", "conference.see", r.getConference)
	room.On("GET /conferences/{code}/correction", "conference.correct", r.getCorrection)
	room.On("POST /conferences/{code}/correction", "conference.correct", r.postCorrection)
	for _, a := range acts {
		room.On("GET /conferences/{code}/"+a.noun, a.verb, r.getAct(a))
		room.On("POST /conferences/{code}/"+a.noun, a.verb, r.postAct(a))
	}
	room.On("GET /conferences/{code}/documents/new", "conference.add_document", r.getDocumentForm)
	room.On("POST /conferences/{code}/documents", "conference.add_document", r.postDocument)
	room.On("GET /conferences/{code}/documents/{id}", "conference.see", r.getDocument)
	room.On("GET /conferences/{code}/records/new", "conference.record", r.getRecordForm)
	room.On("POST /conferences/{code}/attendances", "conference.record", r.postAttendance)
	room.On("POST /conferences/{code}/speeches", "conference.record", r.postSpeech)
	room.On("POST /conferences/{code}/events", "conference.record", r.postEvent)
	room.On("POST /conferences/{code}/achievements", "conference.record", r.postAchievement)
	room.On("GET /conferences/{code}/records", "conference.see", r.getRecords)
	room.On("GET /conferences/{code}/records/{kind}/{id}", "conference.see", r.getRecord)
	room.On("GET /conferences/{code}/records/{kind}/{id}/correction", "conference.correct_record", r.getRecordCorrection)
	room.On("POST /conferences/{code}/records/{kind}/{id}/correction", "conference.correct_record", r.postRecordCorrection)
	room.On("POST /conferences/{code}/records/{kind}/{id}/withdrawal", "conference.withdraw", r.postWithdrawal)
	room.On("POST /conferences/{code}/records/speech/{id}/delivery", "conference.deliver", r.postSpeechMove("conference.deliver"))
	room.On("POST /conferences/{code}/records/speech/{id}/check", "conference.check_text", r.postSpeechMove("conference.check_text"))
	room.On("GET /conferences/{code}/minutes/comparison", "conference.see", r.getMinutesComparison)
	room.On("GET /conferences/{code}/attendance", "conference.see", r.getAttendance)
	room.On("POST /conferences/{code}/attendance", "conference.mark", r.postMarks)
	room.On("POST /conferences/{code}/attendance/{id}/confirmation", "conference.confirm_attendance", r.postConfirmation)
	room.On("GET /conferences/{code}/invitations/new", "conference.invite", r.getInvitations)
	room.On("POST /conferences/{code}/invitations", "conference.invite", r.postInvitations)
	room.On("GET /conferences/{code}/agenda-items", "conference.see", r.getAgendaItems)
	room.On("POST /conferences/{code}/agenda-items", "conference.plan_agenda", r.postAgendaItem)
	room.On("GET /conferences/{code}/agenda-items/{id}", "conference.plan_agenda", r.getAgendaItem)
	room.On("POST /conferences/{code}/agenda-items/{id}", "conference.plan_agenda", r.postAgendaCorrection)
	room.On("POST /conferences/{code}/agenda-items/{id}/place", "conference.plan_agenda", r.postAgendaPlace)
	room.On("POST /conferences/{code}/agenda-items/{id}/withdrawal", "conference.plan_agenda", r.postAgendaWithdrawal)
	r.mountVisits(room)
	room.On("GET /sources/{code}", "conference.see", r.getSource)
	room.On("GET /sources/{code}/file", "conference.see", r.getSourceFile)
}

// find loads the conference of the path; one that the reader may not see does
// not exist.
func find(c *web.Call) (Conference, error) {
	x, err := GetConferenceByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
	if err == nil && !access.MaySee(c.Actor, x.Visibility, x.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return x, err
}

const pageSize = 50

type conferenceRow struct {
	Code  string    `json:"code"`
	Title string    `json:"title"`
	From  words.Day `json:"from"`
	To    words.Day `json:"to"`
	Place string    `json:"place"`
	State string    `json:"state"`
	Said  string    `json:"state_said"`
}

type conferencesPage struct {
	Rows     []conferenceRow `json:"conferences"`
	Text     string          `json:"q"`
	State    string          `json:"state"`
	Sort     string          `json:"sort"`
	States   []web.Option    `json:"-"`
	Periods  []web.Option    `json:"-"`
	Sorts    []web.Option    `json:"-"`
	Filters  int             `json:"-"`
	CSV      string          `json:"-"`
	Next     string          `json:"next"`
	MayAdd   bool            `json:"may_convene"`
	MayStart bool            `json:"may_read"`

	UsesVisits bool `json:"-"`
}

func (r *Room) getConferences(c *web.Call) error {
	p := conferencesPage{Text: c.Query("q"), State: oneOf(c.Query("state"), Machine.States()), Sort: oneOf(c.Query("sort"), Sorts)}
	f := Filter{Text: p.Text, State: p.State, Sort: p.Sort, Limit: pageSize + 1}
	var err error
	if f.Period, p.Periods, err = periodFilter(c); err != nil {
		return err
	}
	if after := c.Query("after"); after != "" && !c.WantsCSV() {
		last, err := GetConferenceByCode(c.R.Context(), c.Q, c.Actor.Programme, after)
		if err != nil {
			return err
		}
		f.After = last.ID
	}
	if c.WantsCSV() {
		rows, err := allRows(c, f)
		if err != nil {
			return err
		}
		return c.CSV("conferences", conferenceHeader(c), slices.Values(rows))
	}
	found, err := ListConferences(c.R.Context(), c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		p.Next = nextPage(c, found[pageSize-1].Code)
	}
	for _, x := range found {
		p.Rows = append(p.Rows, rowOf(c, x))
	}
	p.Filters = set(p.Text, p.State) + set(c.Query("period"))
	p.States = stateOptions(c, Machine, p.State, Machine.States())
	p.Sorts = sortOptions(c, p.Sort)
	p.CSV = c.CSVLink()
	p.MayAdd = access.Check(own, c.Actor, "conference.convene", nil) == nil
	if p.UsesVisits, err = plan.Uses(c, plan.Visits); err != nil {
		return err
	}
	p.MayStart = access.Check(own, c.Actor, "conference.add_source", nil) == nil
	return c.Page("conferences", p)
}

// oneOf is a value of the query when it is one of the known ones, else "".
func oneOf(value string, known []string) string {
	if slices.Contains(known, value) {
		return value
	}
	return ""
}

// set counts the values that are given.
func set(values ...string) (n int) {
	for _, v := range values {
		if v != "" {
			n++
		}
	}
	return n
}

func stateOptions(c *web.Call, m *state.Machine, chosen string, states []string) []web.Option {
	options := []web.Option{{Value: "", Label: c.T("conference.any_state")}}
	for _, s := range states {
		options = append(options, web.Option{Value: s, Label: c.T(string(m.StateKey(s))), Selected: s == chosen})
	}
	return options
}

func sortOptions(c *web.Call, chosen string) (options []web.Option) {
	for _, s := range Sorts {
		options = append(options, web.Option{Value: s, Label: c.T(Label("conference.sort.", s)), Selected: s == chosen})
	}
	return options
}

// periodFilter reads the plan period asked for; an unknown one asks for none.
func periodFilter(c *web.Call) (chosen ident.ID, options []web.Option, err error) {
	periods, err := plan.ListPeriods(c.R.Context(), c.Q, c.Actor.Programme)
	options = []web.Option{{Value: "", Label: c.T("conference.any_state")}}
	for _, t := range periods {
		on := t.Code == c.Query("period")
		if on {
			chosen = t.ID
		}
		options = append(options, web.Option{Value: t.Code, Label: t.NameIn(c.Lang), Selected: on})
	}
	return chosen, options, err
}

func rowOf(c *web.Call, x Conference) conferenceRow {
	return conferenceRow{x.Code, x.TitleIn(c.Lang), x.From, x.To, x.Place, x.State, c.T(string(Machine.StateKey(x.State)))}
}

func nextPage(c *web.Call, after string) string {
	q := c.R.URL.Query()
	q.Set("after", after)
	q.Del("notice")
	return c.R.URL.Path + "?" + q.Encode()
}

func conferenceHeader(c *web.Call) []string {
	return []string{c.T("conference.code"), c.T("conference.title"), c.T("conference.from"), c.T("conference.to"), c.T("conference.place"), c.T("conference.state")}
}

// allRows is the whole list under the filter, read page by page before the
// answer begins, so that no file ends early without a word.
func allRows(c *web.Call, f Filter) ([][]string, error) {
	var rows [][]string
	f.Limit = 500
	for {
		found, err := ListConferences(c.R.Context(), c.Q, c.Actor, f)
		if err != nil || len(found) == 0 {
			return rows, err
		}
		for _, x := range found {
			row := rowOf(c, x)
			rows = append(rows, []string{row.Code, row.Title, string(row.From), string(row.To), row.Place, row.Said})
		}
		f.After = found[len(found)-1].ID
	}
}

// factsForm are the choices of the form for a conference's own facts.
type factsForm struct {
	Conference   Conference   `json:"conference"`
	Code         string       `json:"code"`
	Langs        []web.Option `json:"-"`
	Kinds        []web.Option `json:"-"`
	Periods      []web.Option `json:"-"`
	Predecessors []web.Option `json:"-"`
	Visibilities []web.Option `json:"-"`
}

func (r *Room) factsForm(c *web.Call, x Conference) (factsForm, error) {
	p := factsForm{Conference: x, Code: x.Code, Langs: langs(c), Visibilities: Choices(c, "conference.visibility.", []string{"parties", "internal"})}
	next := c.Query("predecessor") != ""
	p.Kinds = []web.Option{{Value: Convened, Label: c.T("conference.took_place"), Selected: !next}, {Value: Planned, Label: c.T("conference.is_planned"), Selected: next}}
	none := web.Option{Value: "", Label: c.T("conference.none")}
	p.Periods, p.Predecessors = []web.Option{none}, []web.Option{none}
	periods, err := plan.ListPeriods(c.R.Context(), c.Q, c.Actor.Programme)
	if err != nil {
		return p, err
	}
	for _, t := range periods {
		p.Periods = append(p.Periods, web.Option{Value: t.Code, Label: t.NameIn(c.Lang), Selected: t.ID == x.Period})
	}
	others, err := ListConferences(c.R.Context(), c.Q, c.Actor, Filter{Limit: 200})
	if err != nil {
		return p, err
	}
	for _, o := range others {
		if o.ID != x.ID {
			p.Predecessors = append(p.Predecessors, web.Option{Value: o.Code, Label: o.Code + " " + o.TitleIn(c.Lang), Selected: o.ID == x.Predecessor || x.ID == 0 && o.Code == c.Query("predecessor")})
		}
	}
	return p, nil
}

func langs(c *web.Call) []web.Option {
	return []web.Option{{Value: "en", Label: c.T("conference.lang.en"), Selected: c.Lang == words.EN}, {Value: "zh", Label: c.T("conference.lang.zh"), Selected: c.Lang == words.ZH}}
}

// Choices turns a list of codes into options named by prefix + code; the empty
// code is named by prefix + "none".
func Choices(c *web.Call, prefix string, codes []string) []web.Option {
	var out []web.Option
	for _, code := range codes {
		out = append(out, web.Option{Value: code, Label: c.T(Label(prefix, code))})
	}
	return out
}

// Label is the word key of one code of a list.
func Label(prefix, code string) string {
	if code == "" {
		code = "none"
	}
	return prefix + code
}

func (r *Room) getNew(c *web.Call) error {
	p, err := r.factsForm(c, Conference{Lang: string(c.Lang), Visibility: "parties"})
	if err != nil {
		return err
	}
	return c.Page("new", p)
}

// links resolves the codes of the period and of the meeting before.
func (r *Room) links(c *web.Call) (period, predecessor ident.ID, err error) {
	var f fault.Form
	if code := c.Value("period"); code != "" {
		t, err := plan.GetPeriodByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return 0, 0, err
		}
		f.Require(err == nil, "period", "conference.period_unknown")
		period = t.ID
	}
	if code := c.Value("predecessor"); code != "" {
		x, err := GetConferenceByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return 0, 0, err
		}
		f.Require(err == nil, "predecessor", "conference.predecessor_unknown")
		predecessor = x.ID
	}
	return period, predecessor, f.Err()
}

func (r *Room) postConference(c *web.Call) error {
	period, predecessor, err := r.links(c)
	if err != nil {
		return c.Again(r.getNew, err)
	}
	done, err := r.Convene(c.R.Context(), c.Actor, ConveneInput{Key: c.Key(), Title: c.Value("title"), Lang: c.Value("lang"), Other: c.Value("other"),
		From: words.Day(c.Value("from")), To: words.Day(c.Value("to")), Place: c.Value("place"), Period: period, Predecessor: predecessor,
		Planned: c.Value("kind") == Planned, Visibility: c.Value("visibility")})
	if err != nil {
		return c.Again(r.getNew, err)
	}
	id, _ := done.Subject(Noun)
	x, err := GetConference(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, URL(x.Code), "conference.convene_done")
}

func (r *Room) getCorrection(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	if err := access.Check(own, c.Actor, "conference.correct", x.Relations(c.Actor, 0)); err != nil {
		return err
	}
	p, err := r.factsForm(c, x)
	if err != nil {
		return err
	}
	return c.Page("correction", p)
}

func (r *Room) postCorrection(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	period, predecessor, err := r.links(c)
	if err != nil {
		return c.Again(r.getCorrection, err)
	}
	done, err := r.Correct(c.R.Context(), c.Actor, CorrectInput{Key: c.Key(), Conference: x.ID, Title: c.Value("title"), Lang: c.Value("lang"),
		Other: c.Value("other"), From: words.Day(c.Value("from")), To: words.Day(c.Value("to")), Place: c.Value("place"), Period: period, Predecessor: predecessor})
	if err != nil {
		return c.Again(r.getCorrection, err)
	}
	return c.Done(done, URL(x.Code), "conference.correct_done")
}

// names gives the organisations of some records in the reader's language.
func names(c *web.Call, ids []ident.ID) (map[ident.ID]string, error) {
	all, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	out := map[ident.ID]string{}
	for id, p := range all {
		out[id] = p.NameIn(c.Lang)
	}
	return out, err
}

// readURL opens the reading of a text for a conference.
func readURL(code string) string { return "/readings/new?" + url.Values{"conference": {code}}.Encode() }
