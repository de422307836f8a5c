package project

import (
	"context"
	"slices"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/place"
)

// sitesStanding tells how the sites of a project stand on a day.
func sitesStanding(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID, today words.Day) ([]SiteStanding, error) {
	ties, err := sitesOf(ctx, q, prog, project)
	if err != nil || len(ties) == 0 {
		return nil, err
	}
	var ids []ident.ID
	for _, t := range ties {
		ids = append(ids, t.site)
	}
	all, err := place.StandingOf(ctx, q, prog, ids, today)
	var out []SiteStanding
	for _, t := range ties {
		if s, ok := all[t.site]; ok {
			stopped := s.Site.State == place.Prohibited || s.Site.State == place.Refused
			out = append(out, SiteStanding{Site: t.site, Code: s.Site.Code, Tied: t.seq, Moved: s.Site.PlacedSeq, Checked: s.Site.Screened() && !stopped, MayStart: s.MayStart, Why: s.Why})
		}
	}
	return out, err
}

// SiteInput ties a project to a site, or takes the tie back.
type SiteInput struct {
	Key           db.Key
	Project, Site ident.ID
}

// PutSite says where the work lies. Once a project is approved its first site can
// still be named, and none exchanged: that is a change of the project.
func (r *Room) PutSite(ctx context.Context, who ident.Actor, in SiteInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) { return PutSiteTx(ctx, tx, in) })
}

// PutSiteTx is PutSite within another change.
func PutSiteTx(ctx context.Context, tx *db.Tx, in SiteInput) ([]db.Fact, error) {
	return onProjectTx(ctx, tx, in.Project, "project.put_site", "site_put", func(tx *db.Tx, p Project, c Course) (Project, []db.Fact, error) {
		s, err := place.GetSite(ctx, tx, tx.Who.Programme, in.Site)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return p, nil, err
		}
		var f fault.Form
		f.Require(err == nil && seesSite(tx.Who, s), "site", "project.no_such_site")
		f.Require(!slices.ContainsFunc(c.Standing.Sites, func(x SiteStanding) bool { return x.Site == in.Site }), "site", "project.site_already")
		if err := f.Err(); err != nil {
			return p, nil, err
		}
		if err := c.sitesOpen(p); err != nil {
			return p, nil, err
		}
		return p, nil, saveSite(ctx, tx, p.ID, in.Site)
	})
}

// LeaveSite takes a tie back that was made in error, until the project is approved.
func (r *Room) LeaveSite(ctx context.Context, who ident.Actor, in SiteInput) (db.Done, error) {
	return r.onProject(ctx, who, in.Key, in.Project, "project.leave_site", "site_left", func(tx *db.Tx, p Project, c Course) (Project, []db.Fact, error) {
		if !slices.ContainsFunc(c.Standing.Sites, func(x SiteStanding) bool { return x.Site == in.Site }) {
			return p, nil, fault.New(fault.NotFound, "fault.not_found")
		}
		if err := c.sitesOpen(p); err != nil {
			return p, nil, err
		}
		return p, nil, dropSite(ctx, tx, p.ID, in.Site)
	})
}

// seesSite tells whether the actor may see a site.
func seesSite(who ident.Actor, s place.Site) bool {
	return who.Has(ident.Safeguards) || access.MaySee(who, s.Visibility, s.Owner)
}

// expireSites lets what was found of a project's sites expire: something else is
// to be built there.
func expireSites(ctx context.Context, tx *db.Tx, p Project, reason string) ([]db.Fact, error) {
	ties, err := sitesOf(ctx, tx, tx.Who.Programme, p.ID)
	var facts []db.Fact
	for _, t := range ties {
		f, err := place.ExpireTx(ctx, tx, t.site, reason)
		if err != nil {
			return nil, err
		}
		facts = append(facts, f)
	}
	return facts, err
}
