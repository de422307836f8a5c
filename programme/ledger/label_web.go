package ledger

import (
	"fmt"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/programme/agreement"
	"throughline/programme/party"
	"throughline/programme/project"
)

// labelsOf says in words what accounts are for: whose money, for which promise,
// project and year. What the reader may not see is left out.
func labelsOf(c *web.Call, all []Standing) ([]string, error) {
	var parties, promises, works []ident.ID
	for _, s := range all {
		parties, promises, works = append(parties, s.Provider), append(promises, s.Commitment), append(works, s.Project)
	}
	ctx, prog := c.R.Context(), c.Actor.Programme
	name, err := names(c, parties...)
	if err != nil {
		return nil, err
	}
	commitments, err := agreement.CommitmentsByID(ctx, c.Q, prog, some(promises))
	if err != nil {
		return nil, err
	}
	projects, err := project.ProjectsByID(ctx, c.Q, prog, some(works))
	if err != nil {
		return nil, err
	}
	list := make([]string, len(all))
	for i, s := range all {
		words := []string{name(s.Provider)}
		if x, ok := commitments[s.Commitment]; ok && access.MaySee(c.Actor, x.Visibility, x.Owner) {
			words = append(words, x.Code+" "+x.TitleIn(c.Lang))
		}
		if x, ok := projects[s.Project]; ok && access.MaySee(c.Actor, x.Visibility, x.Owner) {
			words = append(words, x.Code+" "+x.TitleIn(c.Lang))
		}
		if s.Year != 0 {
			words = append(words, fmt.Sprint(s.Year))
		}
		list[i] = strings.Join(words, " · ")
	}
	return list, nil
}

// some are the numbers that are any, each once.
func some(ids []ident.ID) []ident.ID {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id ident.ID) bool { return id == 0 })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// byRows puts the sums of the subjects of a topic together and names them, by the
// name; a year narrows them.
func byRows(c *web.Call, topic string, all []Summed, year ident.ID) ([]byRow, error) {
	var rows []byRow
	var ids []ident.ID
	for _, s := range all {
		if year != 0 && s.Period != int(year) {
			continue
		}
		if len(rows) == 0 || rows[len(rows)-1].Name != s.Subject {
			rows = append(rows, byRow{Name: s.Subject})
			ids = append(ids, number(s.Subject))
		}
		last := &rows[len(rows)-1]
		last.Sums = last.Sums.Plus(s.Sums)
	}
	label, err := subjectsOf(c, topic, some(ids))
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].Name, rows[i].URL = label(rows[i].Name)
	}
	slices.SortStableFunc(rows, func(a, b byRow) int { return strings.Compare(a.Name, b.Name) })
	return rows, nil
}

// subjectsOf gives the names and addresses of the subjects of a topic.
func subjectsOf(c *web.Call, topic string, ids []ident.ID) (func(string) (name, url string), error) {
	ctx, prog := c.R.Context(), c.Actor.Programme
	if topic == OfSector {
		return func(s string) (string, string) { return c.T("plan.sector." + s), c.Base() + "/projects?sector=" + s }, nil
	}
	pairings := map[ident.ID]party.Pairing{}
	if topic == OfPairing {
		all, err := party.PairingsByID(ctx, c.Q, prog, ids)
		if err != nil {
			return nil, err
		}
		pairings = all
		var sides []ident.ID
		for _, p := range all {
			sides = append(sides, p.Provider, p.Receiver)
		}
		ids = some(sides)
	}
	all, err := party.PartiesByID(ctx, c.Q, prog, ids)
	if err != nil {
		return nil, err
	}
	name, err := names(c, ids...)
	return func(s string) (string, string) {
		if p, ok := pairings[number(s)]; ok {
			url := ""
			if access.MaySee(c.Actor, p.Visibility, p.Provider) || access.MaySee(c.Actor, p.Visibility, p.Receiver) {
				url = c.Base() + "/pairings/" + p.Code
			}
			return name(p.Provider) + " → " + name(p.Receiver), url
		}
		x := all[number(s)]
		if !access.MaySee(c.Actor, x.Visibility, x.ID) {
			return name(x.ID), ""
		}
		return name(x.ID), c.Base() + "/parties/" + x.Code
	}, err
}
