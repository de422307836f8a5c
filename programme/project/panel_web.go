package project

import (
	"html/template"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/programme/agreement"
	"throughline/programme/decision"
)

type panelView struct {
	Base     string
	Rows     []projectRow
	StartURL string
}

// CommitmentPanel is the part of a commitment's page that shows the projects
// that carry it out, and the way to break it down into one more.
func (r *Room) CommitmentPanel(c *web.Call, x agreement.Commitment) (template.HTML, error) {
	start := ""
	if x.Open() {
		start = c.Base() + "/projects/new?commitment=" + x.Code
	}
	return r.servingPanel(c, Serves{Commitment, x.ID}, start)
}

// MeasurePanel is the part of a measure's page that shows the projects that
// carry it out.
func (r *Room) MeasurePanel(c *web.Call, m decision.Measure) (template.HTML, error) {
	start := ""
	if m.Followed() && m.Open() {
		start = c.Base() + "/projects/new?measure=" + m.Code
	}
	return r.servingPanel(c, Serves{Measure, m.ID}, start)
}

func (r *Room) servingPanel(c *web.Call, s Serves, start string) (template.HTML, error) {
	all, err := ProjectsServing(c.R.Context(), c.Q, c.Actor.Programme, s.Kind, []ident.ID{s.ID})
	if err != nil {
		return "", err
	}
	var seen []Project
	for _, p := range all {
		if access.MaySee(c.Actor, p.Visibility, p.Owner) {
			seen = append(seen, p)
		}
	}
	v := panelView{Base: c.Base()}
	if c.Actor.Has(office...) || c.Actor.Has(doers...) {
		v.StartURL = start
	}
	if v.Rows, err = projectRows(c, seen); err != nil {
		return "", err
	}
	return r.part(c, "serving-panel", v)
}
