package decision

import (
	"html/template"
	"slices"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/conference"
)

// mostOnAgenda bounds the table of an agenda.
const mostOnAgenda = 300

type agendaPage struct {
	Code    string       `json:"code"`
	Title   string       `json:"title"`
	From    words.Day    `json:"from"`
	Earlier []linkView   `json:"earlier"`
	Rows    []measureRow `json:"measures"`
	Silent  int          `json:"silent"` // nothing was heard of them
	More    bool         `json:"more"`
	CSV     string       `json:"-"`
}

// getAgenda shows what the meetings before this one left open: it stands on the
// agenda by itself.
func (r *Room) getAgenda(c *web.Call) error {
	x, err := findConference(c, c.Path("code"))
	if err != nil {
		return err
	}
	earlier, err := before(c, x)
	if err != nil {
		return err
	}
	p := agendaPage{Code: x.Code, Title: x.TitleIn(c.Lang), From: x.From}
	f := MeasureFilter{State: "open", Limit: mostOnAgenda + 1}
	for _, e := range earlier {
		p.Earlier = append(p.Earlier, linkView{e.TitleIn(c.Lang), c.Base() + conference.URL(e.Code), e.Code})
		f.Conferences = append(f.Conferences, e.ID)
	}
	var all []Measure
	if len(earlier) > 0 {
		if all, err = ListMeasures(c.R.Context(), c.Q, c.Actor, f); err != nil {
			return err
		}
	}
	if c.WantsCSV() {
		lines, err := r.lines(c, all)
		if err != nil {
			return err
		}
		return c.CSV("agenda-"+x.Code, csvHeader(c), lines)
	}
	if p.More = len(all) > mostOnAgenda; p.More {
		all = all[:mostOnAgenda]
	}
	if p.Rows, err = rows(c, all); err != nil {
		return err
	}
	for _, row := range p.Rows {
		if row.Silent || row.State == Addressed && row.Answered == 0 {
			p.Silent++
		}
	}
	p.CSV = c.CSVLink()
	return c.Page("agenda", p)
}

// before lists the meetings before one, the latest first, as far as the reader
// may see them.
func before(c *web.Call, x conference.Conference) ([]conference.Conference, error) {
	all, err := conference.ListConferences(c.R.Context(), c.Q, c.Actor, conference.Filter{})
	by := map[ident.ID]conference.Conference{}
	for _, e := range all {
		by[e.ID] = e
	}
	var line []conference.Conference
	for e, ok := by[x.Predecessor]; ok && len(line) < 400; e, ok = by[e.Predecessor] {
		if slices.ContainsFunc(line, func(l conference.Conference) bool { return l.ID == e.ID }) {
			break
		}
		line = append(line, e)
	}
	return line, err
}

// mostOnPanel bounds the measures shown on a conference's page.
const mostOnPanel = 200

type conferencePanel struct {
	Base, Code     string
	Rows, Noted    []measureRow
	Followed, Most int
	More, Agenda   bool
	MayCapture     bool
	Choose         bool // never here: the boxes of the list
}

// ConferencePanel is the part of a conference's page that shows what was asked
// and decided there: what is followed, what was only noted, and the way to what
// earlier meetings left open.
func (r *Room) ConferencePanel(c *web.Call, x conference.Conference) (template.HTML, error) {
	all, err := ListMeasures(c.R.Context(), c.Q, c.Actor, MeasureFilter{Conference: x.ID, Limit: mostOnPanel + 1})
	if err != nil {
		return "", err
	}
	p := conferencePanel{Base: c.Base(), Code: x.Code, Most: MostFollowed, More: len(all) > mostOnPanel, Agenda: x.Predecessor != 0, MayCapture: c.Actor.Has(desk...)}
	var taken, noted []Measure
	for _, m := range all[:min(len(all), mostOnPanel)] {
		if m.Followed() {
			p.Followed++
		}
		if m.State == Noted {
			noted = append(noted, m)
		} else {
			taken = append(taken, m)
		}
	}
	if p.Rows, err = rows(c, taken); err != nil {
		return "", err
	}
	if p.Noted, err = rows(c, noted); err != nil {
		return "", err
	}
	return r.part(c, "conference-panel", p)
}
