package party

import (
	"encoding/json"
	"slices"
	"strings"

	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
)

type historyLine struct {
	When string `json:"when"`
	Who  string `json:"who"`
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
}

// historyOf draws a record's history; say gives the sentence of a line.
func historyOf(c *web.Call, m *state.Machine, say func(i int, lines []Line) string, ref ident.Ref, also ...ident.Ref) ([]historyLine, error) {
	lines, err := Lines(c.R.Context(), c.Q, c.Programme.ID, m, ref, also...)
	if err != nil {
		return nil, err
	}
	var drawn []historyLine
	for i, l := range lines {
		if what := say(i, lines); what != "" {
			drawn = append(drawn, historyLine{When: words.Moment(c.Lang, l.At, c.Programme.Zone), Who: l.Who(c.Lang), What: what, Why: l.Reason})
		}
	}
	return drawn, nil
}

// Who names the organisation acted for, and the person.
func (l Line) Who(lang words.Lang) string {
	if l.Party.Code == "" {
		return l.Person
	}
	if l.Person == "" {
		return l.Party.NameIn(lang)
	}
	return l.Party.NameIn(lang) + " · " + l.Person
}

// What is the key of the sentence for what happened: the fact's kind without
// its version.
func (l Line) What() string { return l.Kind[:strings.LastIndex(l.Kind, ".")] }

// partyHistory says for a new name what the name was before.
func partyHistory(c *web.Call, p Party) ([]historyLine, error) {
	say := func(i int, lines []Line) string {
		key := lines[i].What()
		if key != "party.party.renamed" {
			return c.T(key)
		}
		var now, before Party
		earlier := slices.IndexFunc(lines[i+1:], func(l Line) bool { return strings.HasPrefix(l.Kind, "party.party.") })
		if earlier < 0 || json.Unmarshal(lines[i].Data, &now) != nil || json.Unmarshal(lines[i+1+earlier].Data, &before) != nil {
			return c.T(key, "", "") // the payload was erased
		}
		if now.Name != before.Name {
			return c.T(key, before.Name, now.Name)
		}
		return c.T(key, before.Other, now.Other)
	}
	return historyOf(c, &Machine, say, partyRef(p.ID), ident.Ref{Kind: "party.identifier", ID: p.ID})
}
