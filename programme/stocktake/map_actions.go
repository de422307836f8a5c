package stocktake

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/place"
	"throughline/programme/project"
)

// located refreshes where a project stands on the map: at the first of its sites,
// in the state of today.
func (b *builder) located(ctx context.Context, p project.Project) error {
	if b.onMap[p.ID] {
		return nil
	}
	b.onMap[p.ID] = true
	heard := p.StateSince
	if p.LastHeard.After(heard) {
		heard = p.LastHeard
	}
	day := words.DayOf(heard, b.zone)
	base := Point{ID: p.ID, Code: p.Code, Title: p.Title, Other: p.Other, Lang: p.Lang, Place: p.Place, Sector: p.Sector, Implementer: p.Implementer,
		Rank: rankOf(workState(p, day, b.today, b.rules)), NextChange: workChange(p, day, b.today, b.rules), Illustrative: p.Illustrative}
	base.Folded = search.Doc{Code: p.Code, Title: p.Title, Body: strings.TrimSpace(strings.Join([]string{p.Other, p.Place, p.Summary}, "\n"))}.Folded()
	if p.Visibility == "internal" {
		base.ProjectOwner = p.Owner
	}
	first, err := project.FirstSiteOf(ctx, b.tx, b.prog, p.ID)
	if err != nil {
		return err
	}
	var at *place.Site
	if first != 0 {
		s, err := place.GetSite(ctx, b.tx, b.prog, first)
		if err != nil {
			return err
		}
		at = &s
	}
	whose := []ident.ID{p.Implementer}
	if p.Receiver != 0 {
		whose = append(whose, p.Receiver)
	}
	if p.Pairing != 0 {
		x, err := party.GetPairing(ctx, b.tx, b.prog, p.Pairing)
		if err != nil {
			return err
		}
		whose = append(whose, x.Provider, x.Receiver)
	}
	slices.Sort(whose)
	return replacePoints(ctx, b.tx, p.ID, pointsOf(base, at), slices.Compact(whose))
}

// locate refreshes projects by their numbers.
func (b *builder) locate(ctx context.Context, ids []ident.ID) error {
	for _, id := range ids {
		if b.onMap[id] {
			continue
		}
		p, err := project.GetProject(ctx, b.tx, b.prog, id)
		if fault.KindOf(err) == fault.NotFound {
			err = replacePoints(ctx, b.tx, id, nil, nil)
		} else if err == nil {
			err = b.located(ctx, p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// siteMoved refreshes the projects that are shown at a site.
func (b *builder) siteMoved(ctx context.Context, site ident.ID) error {
	ids, err := pointsAt(ctx, b.tx, b.prog, site)
	if err != nil {
		return err
	}
	return b.locate(ctx, ids)
}

// relocateAll puts every project on the map anew.
func (b *builder) relocateAll(ctx context.Context) error {
	if err := clearMap(ctx, b.tx); err != nil {
		return fmt.Errorf("clearing the map: %w", err)
	}
	all := ident.Actor{Programme: b.prog, Roles: ident.ProgrammeWide}
	const page = 200
	for f := (project.ProjectFilter{Limit: page}); ; {
		some, err := project.ListProjects(ctx, b.tx, all, f)
		if err != nil {
			return err
		}
		for _, p := range some {
			if err := b.located(ctx, p); err != nil {
				return err
			}
			f.After = p.ID
		}
		if len(some) < page {
			return nil
		}
	}
}

// tickMap moves the projects whose state on the map changes with the calendar and
// tells whether more wait.
func (r *Room) tickMap(ctx context.Context, prog party.Programme, today words.Day) (more bool, err error) {
	due, err := pointsDue(ctx, r.DB.Read(), prog.ID, today, 1)
	if err != nil || len(due) == 0 {
		return false, err
	}
	key := db.Key{ID: fmt.Sprintf("map %s %d", today, r.DB.Now().UnixMicro())}
	_, err = r.DB.Change(ctx, ident.Actor{Programme: prog.ID}, key, func(tx *db.Tx) ([]db.Fact, error) {
		due, err := pointsDue(ctx, tx, prog.ID, today, tickBatch)
		if err != nil {
			return nil, err
		}
		b, err := newBuilder(ctx, tx)
		if err != nil {
			return nil, err
		}
		more = len(due) == tickBatch
		return []db.Fact{{Kind: "stocktake.map.moved.v1", Subject: ident.Ref{Kind: "stocktake.map"}, Data: moved{today, len(due)}}}, b.locate(ctx, due)
	})
	return more, err
}
