package conference

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
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
	Quote        quoteView `json:"quote"`

	recorded Recorded
}

// who is somebody at the meeting on one line.
func (v attendanceView) who() string { return joined(v.Organisation, v.Office, v.Person) }

type speechView struct {
	Kind     string    `json:"kind"`
	KindSaid string    `json:"kind_said"`
	Speaker  string    `json:"speaker"`
	OnBehalf string    `json:"on_behalf_of"`
	Quote    quoteView `json:"quote"`

	recorded Recorded
}

type eventView struct {
	KindSaid string    `json:"kind"`
	Day      words.Day `json:"day"`
	Who      string    `json:"who"`
	Quote    quoteView `json:"quote"`

	recorded Recorded
}

type achievementView struct {
	Quantity string    `json:"quantity"`
	Quote    quoteView `json:"quote"`

	recorded Recorded
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
	Version int    `json:"version"`
	Text    string `json:"text"`
	Reason  string `json:"reason"`
	When    string `json:"when"`
}

type moveView struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

type historyLine struct {
	When string `json:"when"`
	Who  string `json:"who"`
	What string `json:"what"`
	Why  string `json:"why"`
}

type conferencePage struct {
	Conference   Conference        `json:"conference"`
	Title        string            `json:"title"`
	State        string            `json:"state"`
	Owner        string            `json:"owner"`
	Chairs       []attendanceView  `json:"chairs"`
	Attendances  []attendanceView  `json:"attendances"`
	Speeches     []speechView      `json:"speeches"`
	Events       []eventView       `json:"events"`
	Achievements []achievementView `json:"achievements"`
	Sources      []sourceView      `json:"sources"`
	Documents    []documentView    `json:"documents"`
	Minutes      []minutesView     `json:"minutes"`
	Predecessor  *conferenceRow    `json:"predecessor"`
	Panels       []template.HTML   `json:"-"`
	Moves        []moveView        `json:"moves"`
	History      []historyLine     `json:"history"`
	MayRecord    bool              `json:"may_record"`
	MayCorrect   bool              `json:"may_correct"`
	MayAddFile   bool              `json:"may_add_document"`
	ReadURL      string            `json:"read_url"` // "" when the reader may not read a text
	Visibility   string            `json:"visibility"`
}

func (r *Room) getConference(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	p := conferencePage{Conference: x, Title: x.TitleIn(c.Lang), State: c.T(string(Machine.StateKey(x.State))),
		Visibility: c.T("conference.visibility." + x.Visibility)}
	for _, fill := range []func(*web.Call, Conference, *conferencePage) error{fillRecords, fillFiles, fillLife, r.fillPanels} {
		if err := fill(c, x, &p); err != nil {
			return err
		}
	}
	return c.Page("conference", p)
}

// fillRecords loads what is recorded of the meeting, each with its passage.
func fillRecords(c *web.Call, x Conference, p *conferencePage) error {
	ctx := c.R.Context()
	attendances, err := AttendancesOf(ctx, c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	speeches, err := SpeechesOf(ctx, c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	events, err := EventsOf(ctx, c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	achievements, err := AchievementsOf(ctx, c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	var quotes []Quote
	for _, a := range attendances {
		quotes = append(quotes, a.Quote)
	}
	for _, s := range speeches {
		quotes = append(quotes, s.Quote)
	}
	for _, e := range events {
		quotes = append(quotes, e.Quote)
	}
	for _, a := range achievements {
		quotes = append(quotes, a.Quote)
	}
	q, err := newQuotes(c, quotes)
	if err != nil {
		return err
	}
	codes, err := partyCodes(c, attendances)
	if err != nil {
		return err
	}
	by := map[ident.ID]Attendance{}
	for _, a := range attendances {
		by[a.ID] = a
		v := attendanceView{a.Part, c.T("conference.part." + a.Part), a.Person, a.Office, a.Organisation, codes[a.Party], q.view(a.Quote), a.Recorded}
		p.Attendances = append(p.Attendances, v)
		if a.Part == "chair" {
			p.Chairs = append(p.Chairs, v)
		}
	}
	for _, s := range speeches {
		p.Speeches = append(p.Speeches, speechView{s.Kind, c.T("conference.speech." + s.Kind), speakerOf(s, by), s.OnBehalfOf, q.view(s.Quote), s.Recorded})
	}
	for _, e := range events {
		p.Events = append(p.Events, eventView{c.T("conference.event." + e.Kind), e.Day, e.Who, q.view(e.Quote), e.Recorded})
	}
	for _, a := range achievements {
		p.Achievements = append(p.Achievements, achievementView{a.Quantity, q.view(a.Quote), a.Recorded})
	}
	return nil
}

// speakerOf names the speaker from the attendance, where the person's name
// stands, or as the speech has it.
func speakerOf(s Speech, by map[ident.ID]Attendance) string {
	a, ok := by[s.Attendance]
	if !ok {
		return s.Speaker
	}
	return joined(a.Organisation, a.Office, a.Person)
}

// joined writes what is known of somebody on one line.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · ")
}

// partyCodes gives the codes of the organisations that are on record.
func partyCodes(c *web.Call, list []Attendance) (map[ident.ID]string, error) {
	var ids []ident.ID
	for _, a := range list {
		ids = append(ids, a.Party)
	}
	all, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	codes := map[ident.ID]string{}
	for id, p := range all {
		if access.MaySee(c.Actor, p.Visibility, p.ID) {
			codes[id] = p.Code
		}
	}
	return codes, err
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

// fillFiles loads the texts, documents and minutes.
func fillFiles(c *web.Call, x Conference, p *conferencePage) error {
	ctx := c.R.Context()
	sources, err := SourcesOf(ctx, c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	for _, s := range sources {
		p.Sources = append(p.Sources, sourceView{s.Code, s.Title, s.Publisher, c.T(Label("conference.side.", s.Side)), s.PublishedOn,
			c.T("conference.lang." + s.Lang), c.T("conference.translated." + s.Translated)})
	}
	documents, err := DocumentsOf(ctx, c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	for _, d := range documents {
		p.Documents = append(p.Documents, documentView{d.ID, d.Title, d.Name, strconv.FormatInt((d.Size+999)/1000, 10) + " kB", d.Digest})
	}
	minutes, err := MinutesOf(ctx, c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	for _, m := range minutes {
		p.Minutes = append(p.Minutes, minutesView{m.Version, m.Text, m.Reason, words.Moment(c.Lang, m.At, c.Programme.Zone)})
	}
	return nil
}

// fillLife loads what may be done next and what has happened.
func fillLife(c *web.Call, x Conference, p *conferencePage) error {
	last, err := LatestMinutes(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	rel := x.Relations(c.Actor, last.By)
	for _, mv := range Machine.Open(c.Actor, rel, x.State) {
		i := slices.IndexFunc(acts, func(a act) bool { return a.verb == mv.Verb })
		p.Moves = append(p.Moves, moveView{c.T(mv.Verb), c.Base() + URL(x.Code) + "/" + acts[i].noun})
	}
	may := func(action string) bool { return access.Check(own, c.Actor, action, rel) == nil }
	p.MayRecord, p.MayCorrect, p.MayAddFile = may("conference.record"), may("conference.correct"), may("conference.add_document")
	if may("conference.add_source") {
		p.ReadURL = c.Base() + readURL(x.Code)
	}
	if x.Predecessor != 0 {
		before, err := GetConference(c.R.Context(), c.Q, c.Actor.Programme, x.Predecessor)
		if err != nil {
			return err
		}
		if access.MaySee(c.Actor, before.Visibility, before.Owner) {
			row := rowOf(c, before)
			p.Predecessor = &row
		}
	}
	owners, err := names(c, []ident.ID{x.Owner})
	if err != nil {
		return err
	}
	p.Owner = owners[x.Owner]
	p.History, err = history(c, x)
	return err
}

func (r *Room) fillPanels(c *web.Call, x Conference, p *conferencePage) error {
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

// history tells what happened to the conference itself, latest first.
func history(c *web.Call, x Conference) ([]historyLine, error) {
	ctx := c.R.Context()
	past, err := happened(ctx, c.Q, c.Actor.Programme, x)
	if err != nil {
		return nil, err
	}
	var organisations []ident.ID
	var persons []ident.Person
	for _, h := range past {
		organisations, persons = append(organisations, h.Organisation), append(persons, h.Person)
	}
	org, err := names(c, organisations)
	if err != nil {
		return nil, err
	}
	person, err := access.Names(ctx, c.Q, persons)
	if err != nil {
		return nil, err
	}
	var lines []historyLine
	for _, h := range past {
		lines = append(lines, historyLine{words.Moment(c.Lang, h.At, c.Programme.Zone), org[h.Organisation] + " · " + person[h.Person], c.T(h.What), h.Why})
	}
	return lines, nil
}
