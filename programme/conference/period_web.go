package conference

import (
	"html/template"

	"throughline/kit/web"
	"throughline/programme/plan"
)

type periodPanel struct {
	Base, Code string
	Rows       []conferenceRow
	More       bool
}

// PeriodPanel is the part of a plan period's page that shows its meetings, the
// latest first.
func (r *Room) PeriodPanel(c *web.Call, p plan.Period) (template.HTML, error) {
	const most = 10
	if !c.May("conference.see") {
		return "", nil
	}
	found, err := ListConferences(c.R.Context(), c.Q, c.Actor, Filter{Period: p.ID, Limit: most + 1})
	if err != nil || len(found) == 0 {
		return "", err
	}
	v := periodPanel{Base: c.Base(), Code: p.Code, More: len(found) > most}
	for _, x := range found[:min(most, len(found))] {
		v.Rows = append(v.Rows, rowOf(c, x))
	}
	return r.part(c, "period-panel", v)
}
