package conference

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// quoteView is a passage as the part "quote" draws it.
type quoteView struct {
	Text  string `json:"text"`
	Lang  string `json:"lang"`
	URL   string `json:"url"`
	Where string `json:"where"`
}

type attendanceView struct {
	Part         string    `json:"part"`
	PartSaid     string    `json:"part_said"`
	Person       string    `json:"person"`
	Office       string    `json:"office"`
	Organisation string    `json:"organisation"`
	Party        string    `json:"party"` // its code, once on record
	State        string    `json:"state"`
	StateSaid    string    `json:"state_said"`
	Substitute   string    `json:"substitute"`
	Quote        quoteView `json:"quote"`
	URL          string    `json:"url"`

	Attendance Attendance `json:"-"`
}

// who is somebody at the meeting on one line.
func (v attendanceView) who() string { return joined(v.Organisation, v.Office, v.Person) }

type speechView struct {
	ID        ident.ID  `json:"id"`
	Kind      string    `json:"kind"`
	KindSaid  string    `json:"kind_said"`
	Speaker   string    `json:"speaker"`
	OnBehalf  string    `json:"on_behalf_of"`
	State     string    `json:"state"`
	StateSaid string    `json:"state_said"`
	Quote     quoteView `json:"quote"`
	URL       string    `json:"url"`
}

type eventView struct {
	KindSaid string    `json:"kind"`
	Day      words.Day `json:"day"`
	Place    string    `json:"place"`
	What     string    `json:"what"`
	Who      string    `json:"who"`
	Quote    quoteView `json:"quote"`
	URL      string    `json:"url"`
}

type achievementView struct {
	Quantity string    `json:"quantity"`
	Quote    quoteView `json:"quote"`
	URL      string    `json:"url"`
}

type sourceView struct {
	Code       string    `json:"code"`
	Title      string    `json:"title"`
	Publisher  string    `json:"publisher"`
	Side       string    `json:"side"`
	Published  words.Day `json:"published"`
	Lang       string    `json:"lang"`
	Translated string    `json:"translated"`
}

type documentView struct {
	ID     ident.ID `json:"id"`
	Title  string   `json:"title"`
	Name   string   `json:"name"`
	Size   string   `json:"size"`
	Digest string   `json:"digest"`
}

type minutesView struct {
	Version  int    `json:"version"`
	Text     string `json:"text"`
	Reason   string `json:"reason"`
	When     string `json:"when"`
	Approved string `json:"approved"` // when, "" for a draft

	seq int64
}

type moveView struct {
	Label string `json:"label"`
	URL   string `json:"url"`
	Aside bool   `json:"-"` // a link rather than a button
}

type agendaView struct {
	ID        ident.ID `json:"id"`
	Title     string   `json:"title"`
	Presenter string   `json:"presenter"`
	Minutes   int      `json:"minutes"`
	URL       string   `json:"url"` // what it is about, "" when nothing is linked
	Place     int      `json:"place"`
	First     bool     `json:"-"`
	Last      bool     `json:"-"`
}

func agendaViews(c *web.Call, code string, items []AgendaItem) (list []agendaView) {
	for i, a := range items {
		list = append(list, agendaView{a.ID, a.Title, a.Presenter, a.Minutes, a.url(c, code), i + 1, i == 0, i == len(items)-1})
	}
	return list
}

// tallyView is how many attendances are in one state.
type tallyView struct {
	State string `json:"state"`
	Said  string `json:"said"`
	N     int    `json:"n"`
}

type conferencePage struct {
	Conference   Conference        `json:"conference"`
	Took         bool              `json:"took_place"`
	Title        string            `json:"title"`
	State        string            `json:"state"`
	Owner        string            `json:"owner"`
	Chairs       []attendanceView  `json:"chairs"`
	Attendances  []attendanceView  `json:"attendances"`
	Tally        []tallyView       `json:"attendance_tally"`
	Agenda       []agendaView      `json:"agenda"`
	Speeches     []speechView      `json:"speeches"`
	Visits       []visitRow        `json:"visits"`
	Events       []eventView       `json:"events"`
	Achievements []achievementView `json:"achievements"`
	Sources      []sourceView      `json:"sources"`
	Documents    []documentView    `json:"documents"`
	Minutes      []minutesView     `json:"minutes"`
	Predecessor  *conferenceRow    `json:"predecessor"`
	Next         []conferenceRow   `json:"next"`
	Panels       []template.HTML   `json:"-"`
	Moves        []moveView        `json:"moves"`
	History      []historyLine     `json:"history"`
	MayRecord    bool              `json:"may_record"`
	MayCorrect   bool              `json:"may_correct"`
	MayAddFile   bool              `json:"may_add_document"`
	MayInvite    bool              `json:"may_invite"`
	MayMark      bool              `json:"may_mark"`
	MayPlan      bool              `json:"may_plan_agenda"`
	UsesVisits   bool              `json:"-"`
	MayVisit     bool              `json:"may_record_visit"`
	ReadURL      string            `json:"read_url"`         // "" when the reader may not read a text
	MinutesURL   string            `json:"read_minutes_url"` // where the approved minutes are read, as ReadURL
	PlanURL      string            `json:"plan_next_url"`
	Visibility   string            `json:"visibility"`
	On           words.Day         `json:"on"` // the past day asked for, "" is today
}

func (r *Room) getConference(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	past, err := c.AsOf()
	if err != nil {
		return err
	}
	if past.Asked() {
		if x, err = then(c, past, x); err != nil {
			return err
		}
	}
	p := conferencePage{Conference: x, Took: x.Took(), Title: x.TitleIn(c.Lang), State: c.T(string(Machine.StateKey(x.State))),
		Visibility: c.T("conference.visibility." + x.Visibility), On: past.Day}
	fill := []func(*web.Call, Conference, int64, *conferencePage) error{fillRecords, fillAround, fillFiles, fillLife}
	if !past.Asked() {
		fill = append(fill, fillMay, r.fillPanels)
	}
	for _, part := range fill {
		if err := part(c, x, past.Seq, &p); err != nil {
			return err
		}
	}
	return c.Page("conference", p)
}

// then is the meeting as it stood on a past day, when the reader may see it so.
func then(c *web.Call, past web.AsOf, x Conference) (Conference, error) {
	old := Conference{Seq: x.Seq}
	err := c.Then(past, x.Ref(), &old)
	if err == nil && !access.MaySee(c.Actor, old.Visibility, old.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return old, err
}

// fillRecords loads what is recorded of the meeting, each with its passage.
func fillRecords(c *web.Call, x Conference, seq int64, p *conferencePage) error {
	ctx := c.R.Context()
	attendances, err := attendancesAt(ctx, c.Q, c.Actor, x.ID, seq)
	if err != nil {
		return err
	}
	speeches, err := speechesAt(ctx, c.Q, c.Actor, x.ID, seq)
	if err != nil {
		return err
	}
	events, err := eventsAt(ctx, c.Q, c.Actor, x.ID, seq)
	if err != nil {
		return err
	}
	achievements, err := achievementsAt(ctx, c.Q, c.Actor, x.ID, seq)
	if err != nil {
		return err
	}
	var list []Quote
	for _, a := range attendances {
		list = append(list, a.Quote)
	}
	for _, s := range speeches {
		list = append(list, s.Quote)
	}
	for _, e := range events {
		list = append(list, e.Quote)
	}
	for _, a := range achievements {
		list = append(list, a.Quote)
	}
	q, err := newQuotes(c, list)
	if err != nil {
		return err
	}
	if err := fillAttendances(c, x, q, attendances, p); err != nil {
		return err
	}
	url := func(kind string, rec Recorded) string { return c.Base() + recordURL(x.Code, kind, rec.number()) }
	for _, s := range speeches {
		v := speechView{s.number(), s.Kind, c.T("conference.speech." + s.Kind), s.Speaker, s.OnBehalfOf, s.State,
			c.T(string(SpeechMachine.StateKey(s.State))), q.view(s.Quote), url("speech", s.Recorded)}
		if i := slices.IndexFunc(attendances, func(a Attendance) bool { return a.number() == s.Attendance }); s.Attendance != 0 && i >= 0 {
			v.Speaker = p.Attendances[i].who()
		}
		p.Speeches = append(p.Speeches, v)
	}
	for _, e := range events {
		p.Events = append(p.Events, eventView{c.T("conference.event." + e.Kind), e.Day, e.Place, e.What, e.Who, q.view(e.Quote), url("event", e.Recorded)})
	}
	for _, a := range achievements {
		p.Achievements = append(p.Achievements, achievementView{a.Quantity, q.view(a.Quote), url("achievement", a.Recorded)})
	}
	return nil
}

// speakerOf names a speaker from the attendance, where the person's name
// stands.
func speakerOf(a Attendance) string { return joined(a.Organisation, a.Office, a.Person) }

// joined writes what is known of somebody on one line.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · ")
}

// named is an organisation as a record names it; one that goes by its name on
// record is named in the reader's language.
func named(c *web.Call, said string, p party.Party) string {
	if p.ID != 0 && (said == "" || said == p.Name || said == p.Other) {
		return p.NameIn(c.Lang)
	}
	return said
}

// partiesOf finds the organisations of attendances that are on record, as far
// as the reader may see them.
func partiesOf(c *web.Call, list []Attendance) (map[ident.ID]party.Party, error) {
	var ids []ident.ID
	for _, a := range list {
		ids = append(ids, a.Party)
	}
	return seenParties(c, ids)
}

func seenParties(c *web.Call, ids []ident.ID) (map[ident.ID]party.Party, error) {
	slices.Sort(ids)
	found := map[ident.ID]party.Party{}
	for part := range slices.Chunk(slices.Compact(ids), 400) {
		all, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, part)
		if err != nil {
			return nil, err
		}
		for id, p := range all {
			if access.MaySee(c.Actor, p.Visibility, p.ID) {
				found[id] = p
			}
		}
	}
	return found, nil
}

// quotes draws passages with the pages of their sources.
type quotes struct {
	c     *web.Call
	heads map[ident.ID]SourceHead
}

func newQuotes(c *web.Call, list []Quote) (quotes, error) {
	var ids []ident.ID
	for _, q := range list {
		if q.Source != 0 && !slices.Contains(ids, q.Source) {
			ids = append(ids, q.Source)
		}
	}
	heads, err := SourcesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	return quotes{c, heads}, err
}

func (q quotes) view(x Quote) quoteView {
	s, ok := q.heads[x.Source]
	if !ok {
		return quoteView{Text: x.Text, Lang: q.c.Lang.HTML()}
	}
	return quoteView{Text: x.Text, Lang: htmlLang(s.Lang), URL: q.c.Base() + QuoteURL(s.Code, x), Where: s.Title}
}

// fillAround loads what is planned for the meeting and was held with it: the
// agenda and the visits.
func fillAround(c *web.Call, x Conference, seq int64, p *conferencePage) error {
	items, err := agendaAt(c.R.Context(), c.Q, c.Actor.Programme, x.ID, seq)
	if err != nil {
		return err
	}
	p.Agenda = agendaViews(c, x.Code, items)
	visits, err := VisitsOf(c.R.Context(), c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	if seq != 0 {
		visits = slices.DeleteFunc(visits, func(v Visit) bool { return v.Seq > seq })
	}
	if p.Visits, err = visitRows(c, visits); err != nil {
		return err
	}
	for i := range p.Visits {
		p.Visits[i].On = p.On
	}
	return nil
}

// fillFiles loads the texts, documents and minutes.
func fillFiles(c *web.Call, x Conference, seq int64, p *conferencePage) error {
	ctx := c.R.Context()
	sources, err := SourcesOf(ctx, c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	there := func(made int64) bool { return seq == 0 || made <= seq }
	for _, s := range sources {
		if there(s.Seq) {
			p.Sources = append(p.Sources, sourceView{s.Code, s.Title, s.Publisher, c.T(Label("conference.side.", s.Side)), s.PublishedOn,
				c.T("conference.lang." + s.Lang), c.T("conference.translated." + s.Translated)})
		}
	}
	documents, err := DocumentsOf(ctx, c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	for _, d := range documents {
		if there(d.Seq) {
			p.Documents = append(p.Documents, documentView{d.ID, d.Title, d.Name, strconv.FormatInt((d.Size+999)/1000, 10) + " kB", d.Digest})
		}
	}
	minutes, err := MinutesOf(ctx, c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	for _, m := range minutes {
		if there(m.Seq) {
			p.Minutes = append(p.Minutes, minutesView{m.Version, m.Text, m.Reason, words.Moment(c.Lang, m.At, c.Programme.Zone), "", m.Seq})
		}
	}
	return nil
}

// fillLife loads the meetings before and after and what has happened.
func fillLife(c *web.Call, x Conference, seq int64, p *conferencePage) error {
	ctx := c.R.Context()
	if x.Predecessor != 0 {
		before, err := GetConference(ctx, c.Q, c.Actor.Programme, x.Predecessor)
		if err != nil {
			return err
		}
		if access.MaySee(c.Actor, before.Visibility, before.Owner) {
			row := rowOf(c, before)
			p.Predecessor = &row
		}
	}
	if seq == 0 {
		next, err := ListConferences(ctx, c.Q, c.Actor, Filter{Predecessor: x.ID, Sort: "day", Limit: 20})
		if err != nil {
			return err
		}
		for _, n := range next {
			p.Next = append(p.Next, rowOf(c, n))
		}
	}
	owners, err := names(c, []ident.ID{x.Owner})
	if err != nil {
		return err
	}
	p.Owner = owners[x.Owner]
	past, err := happened(ctx, c.Q, c.Actor.Programme, x.Ref(), Machine, seq)
	if err != nil {
		return err
	}
	for _, h := range past {
		if h.What != Noun+".finalised" {
			continue
		}
		// The newest version up to the approval is what was approved.
		if i := slices.IndexFunc(p.Minutes, func(m minutesView) bool { return m.seq < h.Seq }); i >= 0 {
			p.Minutes[i].Approved = words.Moment(c.Lang, h.At, c.Programme.Zone)
		}
	}
	p.History, err = drawn(c, past, toldOfConference)
	return err
}

// fillMay loads what the reader may do next.
func fillMay(c *web.Call, x Conference, _ int64, p *conferencePage) error {
	last, err := LatestMinutes(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	rel := x.Relations(c.Actor, last.By)
	for _, mv := range Machine.Open(c.Actor, rel, x.State) {
		i := slices.IndexFunc(acts, func(a act) bool { return a.verb == mv.Verb })
		p.Moves = append(p.Moves, moveView{c.T(mv.Verb), c.Base() + URL(x.Code) + "/" + acts[i].noun, false})
	}
	may := func(action string) bool { return access.Check(own, c.Actor, action, rel) == nil }
	p.MayRecord, p.MayCorrect, p.MayAddFile = may("conference.record"), may("conference.correct"), may("conference.add_document")
	p.MayInvite = may("conference.invite") && !x.Took() && x.State != Cancelled
	p.MayMark = may("conference.mark") && x.Took() && len(p.Attendances) > 0
	p.MayPlan = may("conference.plan_agenda") && x.State != Cancelled && x.State != Closed
	if p.UsesVisits, err = plan.Uses(c, plan.Visits); err != nil {
		return err
	}
	p.MayVisit = may("conference.record_visit")
	if may("conference.add_source") {
		p.ReadURL = c.Base() + readURL(x.Code)
		if slices.Contains([]string{Final, FollowedUp, Closed}, x.State) {
			p.MinutesURL = p.ReadURL + "&minutes=1"
		}
	}
	if x.Took() && may("conference.convene") {
		p.PlanURL = c.Base() + "/conferences/new?" + url.Values{"predecessor": {x.Code}}.Encode()
	}
	return nil
}

func (r *Room) fillPanels(c *web.Call, x Conference, _ int64, p *conferencePage) error {
	for _, panel := range r.Panels {
		html, err := panel(c, x)
		if err != nil {
			return err
		}
		if html != "" {
			p.Panels = append(p.Panels, html)
		}
	}
	return nil
}
