package agreement

import (
	"context"
	"slices"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

// historyLine is one line of the part "history".
type historyLine struct {
	When string `json:"when"`
	Who  string `json:"who"`
	What string `json:"what"`
	Why  string `json:"why"`
}

// history tells what happened to a record up to a change, 0 for now, latest
// first. Reasons tells of which facts the reason is told here, nil of all: what a
// side said and proposed stands on the page already.
func history(c *web.Call, m *state.Machine, ref ident.Ref, seq int64, reasons []string) ([]historyLine, error) {
	lines, err := party.LinesTo(c.R.Context(), c.Q, c.Actor.Programme, m, seq, ref)
	var out []historyLine
	for _, l := range lines {
		if reasons != nil && !slices.Contains(reasons, l.Kind) {
			l.Reason = ""
		}
		out = append(out, historyLine{words.Moment(c.Lang, l.At, c.Programme.Zone), who(c, l.Party, l.Person), c.T(l.Kind[:len(l.Kind)-len(".v1")]), l.Reason})
	}
	return out, err
}

func who(c *web.Call, p party.Party, person string) string {
	if p.ID == 0 || !access.MaySee(c.Actor, p.Visibility, p.ID) {
		return person
	}
	return p.NameIn(c.Lang) + " · " + person
}

// speakers names who said something: organisation and person.
func speakers(ctx context.Context, c *web.Call, organisations []ident.ID, persons []ident.Person) (func(ident.ID, ident.Person) string, error) {
	orgs, err := party.PartiesByID(ctx, c.Q, c.Actor.Programme, organisations)
	if err != nil {
		return nil, err
	}
	names, err := access.Names(ctx, c.Q, persons)
	return func(o ident.ID, p ident.Person) string { return who(c, orgs[o], names[p]) }, err
}
