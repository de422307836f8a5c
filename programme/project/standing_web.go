package project

import (
	"slices"

	"throughline/kit/web"
	"throughline/programme/plan"
)

// shownView is one requisite at the gate, and the page where it can be given.
type shownView struct {
	Shown
	Said string `json:"said"`
	Why  string `json:"why_not"` // what stands against it, as far as the records know
	Fix  string `json:"fix"`
}

// fixes are the pages on which a requisite that is no paper is given.
var fixes = map[string]string{"need": "/offer", "annual_item": "/plan-item", "estimate": "/estimate", "operator": "/operator", "milestones_claimed": "#milestones",
	"milestones_verified": "#milestones", "site": "#sites", "site_checked": "#sites", "may_start": "#sites", "asset": "#assets"}

func shownViews(c *web.Call, x Project, list []Shown) []shownView {
	views := []shownView{}
	for _, s := range list {
		v := shownView{Shown: s, Said: c.T("plan.requisite." + s.Requisite), Fix: c.Base() + URL(x.Code) + fixes[s.Requisite]}
		r, _ := plan.FindRequisite(s.Requisite)
		switch {
		case r.Paper:
			v.Fix += "/papers/" + s.Requisite
		case slices.Contains([]string{"need", "site", "site_checked", "may_start"}, s.Requisite):
			v.By = "" // other records, which the reader may not see; the page names those they may
		}
		views = append(views, v)
	}
	return views
}

// listed is what the next stage asks for, with what stands against what is missing.
func listed(c *web.Call, x Project, now Course) []shownView {
	views := shownViews(c, x, now.List(x))
	for i, v := range views {
		if why := now.Standing.why(v.Requisite); why != "" {
			views[i].Why = c.T(string(why))
		}
	}
	return views
}
