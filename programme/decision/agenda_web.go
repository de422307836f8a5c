package decision

import (
	"cmp"
	"slices"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/conference"
)

// mostOnAgenda bounds the table of an agenda.
const mostOnAgenda = 200

type agendaPage struct {
	Code    string       `json:"code"`
	Title   string       `json:"title"`
	From    words.Day    `json:"from"`
	Items   []itemView   `json:"items"`   // the meeting's own
	Minutes int          `json:"minutes"` // of those that have a time
	Earlier []linkView   `json:"earlier"`
	Rows    []measureRow `json:"measures"`
	Silent  int          `json:"silent"` // nothing was heard of them
	More    bool         `json:"more"`
	CSV     string       `json:"-"`
}

// itemView is one item that the meeting has put on its agenda.
type itemView struct {
	Place     int    `json:"place"`
	Title     string `json:"title"`
	Presenter string `json:"presenter"`
	Minutes   int    `json:"minutes"`
	URL       string `json:"url"`
}

// getAgenda shows the meeting's own items, and what the meetings before it left
// open: that stands on the agenda by itself, what was not heard of first.
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
	if err := p.fillItems(c, x); err != nil {
		return err
	}
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
	if p.More = len(all) > mostOnAgenda; p.More {
		all = all[:mostOnAgenda]
	}
	bySilence(all)
	if c.WantsCSV() {
		lines, err := r.lines(c, all)
		if err != nil {
			return err
		}
		return c.CSV("agenda-"+x.Code, csvHeader(c), lines)
	}
	if p.Rows, err = rows(c, all); err != nil {
		return err
	}
	for i, m := range all {
		row := &p.Rows[i]
		row.Quote = m.Quote.Text
		row.Acts = outcomes(c, m, row.Asked != "")
		if silence(m) {
			p.Silent++
		}
	}
	p.CSV = c.CSVLink()
	return c.Page("agenda", p)
}

func (p *agendaPage) fillItems(c *web.Call, x conference.Conference) error {
	items, err := conference.AgendaOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	for _, i := range items {
		v := itemView{Place: i.Place, Title: i.Title, Presenter: i.Presenter, Minutes: i.Minutes}
		if i.Link != "" {
			v.URL = c.Base() + i.Link
		}
		p.Items, p.Minutes = append(p.Items, v), p.Minutes+i.Minutes
	}
	return err
}

// silence tells whether nothing was heard of a measure from those who must act.
func silence(m Measure) bool { return m.silent() || m.State == Addressed && m.Answered == 0 }

// bySilence puts the silent first, then by rank of the office, then by date.
func bySilence(all []Measure) {
	order := func(m Measure) int {
		if silence(m) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b Measure) int { return cmp.Compare(order(a), order(b)) })
}

// outcomes are what the meeting may note about an item: that it is closed, put
// off, or carried on with the reason; and that a request about it is decided.
func outcomes(c *web.Call, m Measure, asked bool) []moveView {
	var all []moveView
	if asked {
		all = append(all, moveView{Label: c.T("decision.decide"), URL: c.Base() + URL(m.Code) + "#proposals"})
	}
	for _, mv := range m.Moves(c.Actor, Standing{}) {
		if mv.Verb == "decision.close" || mv.Verb == "decision.carry" {
			all = append(all, moveView{Verb: mv.Verb, Label: c.T(mv.Verb), URL: c.Base() + URL(m.Code) + "/" + actOf(mv.Verb).noun + "#act"})
		}
	}
	if !asked && slices.Contains(m.Offers(c.Actor), Defer) {
		all = append(all, moveView{Verb: "decision.propose", Label: c.T("decision.propose.defer"), URL: c.Base() + proposalURL(m, Defer) + "#act"})
	}
	return all
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
	for e, ok := by[x.Predecessor]; ok && len(line) < 100; e, ok = by[e.Predecessor] {
		if slices.ContainsFunc(line, func(l conference.Conference) bool { return l.ID == e.ID }) {
			break
		}
		line = append(line, e)
	}
	return line, err
}
