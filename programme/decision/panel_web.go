package decision

import (
	"html/template"

	"throughline/kit/web"
	"throughline/programme/conference"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// mostOnPanel bounds the measures shown on a conference's page.
const mostOnPanel = 200

type conferencePanel struct {
	Base, Code     string
	Rows, Noted    []measureRow
	Followed, Most int
	More, Agenda   bool
	MayCapture     bool
	MayRank        bool
	Choose         bool // never here: the boxes of the list
}

// ConferencePanel is the part of a conference's page that shows what was asked
// and decided there: what is followed, what was only noted, and the way to what
// earlier meetings left open.
func (r *Room) ConferencePanel(c *web.Call, x conference.Conference) (template.HTML, error) {
	if !c.May("decision.see") {
		return "", nil
	}
	all, err := ListMeasures(c.R.Context(), c.Q, c.Actor, MeasureFilter{Conference: x.ID, Limit: mostOnPanel + 1})
	if err != nil {
		return "", err
	}
	rules, err := plan.RulesOn(c.R.Context(), c.Q, c.Actor.Programme, c.Today())
	if err != nil {
		return "", err
	}
	p := conferencePanel{Base: c.Base(), Code: x.Code, Most: limit(rules), More: len(all) > mostOnPanel, Agenda: x.Predecessor != 0, MayCapture: c.Actor.Has(desk...)}
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
	p.MayRank = p.Followed > 1 && c.May("decision.rank")
	if p.Rows, err = rows(c, taken); err != nil {
		return "", err
	}
	if p.Noted, err = rows(c, noted); err != nil {
		return "", err
	}
	return r.part(c, "conference-panel", p)
}

// stateCount is how many measures stand in a state.
type stateCount struct {
	Said string
	N    int
	URL  string
}

type pairingPanel struct {
	Base, Code string
	Counts     []stateCount
	Rows       []measureRow
	Unheard    []measureRow // who has not answered, or is late with its report
	More       bool
	Choose     bool // never here
}

// PairingPanel is the part of a pairing's page that shows its measures: how many
// stand in each state, who has not answered, and the list.
func (r *Room) PairingPanel(c *web.Call, x party.Pairing) (template.HTML, error) {
	if !c.May("decision.see") {
		return "", nil
	}
	all, err := ListMeasures(c.R.Context(), c.Q, c.Actor, MeasureFilter{Pairing: x.ID, Limit: mostOnPanel + 1})
	if err != nil || len(all) == 0 {
		return "", err
	}
	p := pairingPanel{Base: c.Base(), Code: x.Code, More: len(all) > mostOnPanel}
	all = all[:min(len(all), mostOnPanel)]
	by := map[string]int{}
	for _, m := range all {
		by[m.State]++
	}
	for _, s := range Machine.States() {
		if by[s] > 0 {
			p.Counts = append(p.Counts, stateCount{c.T(string(Machine.StateKey(s))), by[s], c.Base() + "/measures?pairing=" + x.Code + "&state=" + s})
		}
	}
	if p.Rows, err = rows(c, all); err != nil {
		return "", err
	}
	for _, row := range p.Rows {
		if row.AcceptBy != "" || row.Unheard > 0 {
			p.Unheard = append(p.Unheard, row)
		}
	}
	return r.part(c, "pairing-panel", p)
}

type visitPanel struct {
	Base, Code string
	Rows       []measureRow
	MayCapture bool
	Choose     bool // never here
}

// VisitPanel is the part of a visit's or talk's page that shows the measures
// registered from it.
func (r *Room) VisitPanel(c *web.Call, v conference.Visit) (template.HTML, error) {
	if !c.May("decision.see") {
		return "", nil
	}
	all, err := ListMeasures(c.R.Context(), c.Q, c.Actor, MeasureFilter{Visit: v.ID, Limit: mostOnPanel})
	if err != nil {
		return "", err
	}
	p := visitPanel{Base: c.Base(), Code: v.Code, MayCapture: c.Actor.Has(desk...)}
	if p.Rows, err = rows(c, all); err != nil {
		return "", err
	}
	return r.part(c, "visit-panel", p)
}
