package project

import (
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/programme/place"
)

// siteView is one place where the work lies; Code is "" for one that the reader
// may not see.
type siteView struct {
	Code     string `json:"code"`
	Title    string `json:"title"`
	Said     string `json:"state_said"`
	MayStart bool   `json:"may_start"`
	Why      string `json:"why_not"`
}

// fillSites draws where the work lies and whether it may start there.
func (p *projectPage) fillSites(c *web.Call, x Project, now Course) error {
	var ids []ident.ID
	for _, s := range now.Standing.Sites {
		ids = append(ids, s.Site)
	}
	sites, err := place.SitesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	if err != nil {
		return err
	}
	for _, s := range now.Standing.Sites {
		v := siteView{MayStart: s.MayStart}
		if s.Why != "" {
			v.Why = c.T(string(s.Why))
		}
		if at := sites[s.Site]; seesSite(c.Actor, at) {
			v.Code, v.Title, v.Said = at.Code, at.TitleIn(c.Lang), c.T(string(place.Machine.StateKey(at.State)))
		}
		p.Sites = append(p.Sites, v)
	}
	p.MayPutSite = now.sitesOpen(x) == nil && !x.Over() && access.Check(own, c.Actor, "project.put_site", x.Relations(c.Actor, now.Ring, 0, 0)) == nil
	return nil
}

// postSite ties a site to the project, or takes the tie back.
func (r *Room) postSite(verb string) web.Handler {
	return func(c *web.Call) error {
		x, err := find(c)
		if err != nil {
			return err
		}
		s, err := place.GetSiteByCode(c.R.Context(), c.Q, c.Actor.Programme, strings.ToUpper(c.Value("site")))
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		do := r.PutSite
		if verb == "project.leave_site" {
			do = r.LeaveSite
		}
		done, err := do(c.R.Context(), c.Actor, SiteInput{c.Key(), x.ID, s.ID})
		if err != nil {
			return c.Again(r.getProject, err)
		}
		return c.Done(done, URL(x.Code), verb+"_done")
	}
}
