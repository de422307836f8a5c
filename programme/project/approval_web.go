package project

import (
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

// fillPasses draws what was asked at the gates behind the project.
func (p *projectPage) fillPasses(c *web.Call, x Project, now Course, asks []Ask, who func(ident.Person, ident.ID) string) {
	for _, a := range slices.Backward(asks) {
		if a.Outcome == "" {
			continue
		}
		p.Gates = append(p.Gates, passView{Said: stateSaid(c, x.Track, a.State), Outcome: c.T("project.outcome." + a.Outcome), Reason: a.Reason, Expired: expiredBy(c, x, now, a), Shown: shownViews(c, x, a.Shown),
			Asked:   who(a.By, a.Org) + " · " + words.Moment(c.Lang, a.At, c.Programme.Zone),
			Decided: who(a.DecidedBy, a.DecidedOrg) + " · " + words.Moment(c.Lang, a.DecidedAt, c.Programme.Zone)})
	}
}

// names tells who acted for which organisation, as far as the reader may know.
func names(c *web.Call, asks []Ask) (func(ident.Person, ident.ID) string, error) {
	var orgs []ident.ID
	var persons []ident.Person
	for _, a := range asks {
		orgs, persons = append(orgs, a.Org, a.DecidedOrg), append(persons, a.By, a.DecidedBy)
	}
	named, err := parties(c, orgs...)
	if err != nil {
		return nil, err
	}
	people, err := access.Names(c.R.Context(), c.Q, persons)
	return func(p ident.Person, org ident.ID) string {
		if o := named[org]; o.Name != "" {
			return o.Name + " · " + people[p]
		}
		return people[p]
	}, err
}

// expiredBy names what an approval rested on and has changed since.
func expiredBy(c *web.Call, x Project, now Course, a Ask) string {
	_, why := now.expiry(x, a)
	var named []string
	for _, aspect := range why {
		named = append(named, c.T("project.aspect."+aspect))
	}
	return strings.Join(named, " · ")
}
