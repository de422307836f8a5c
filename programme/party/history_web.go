package party

import (
	"encoding/json"
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
func historyOf(c *web.Call, m *state.Machine, ref ident.Ref, say func(i int, lines []Line) string) ([]historyLine, error) {
	lines, err := Lines(c.R.Context(), c.Q, c.Programme.ID, m, ref)
	if err != nil {
		return nil, err
	}
	drawn := make([]historyLine, len(lines))
	for i, l := range lines {
		drawn[i] = historyLine{When: words.Moment(c.Lang, l.At, c.Programme.Zone), Who: l.Who(c.Lang), What: say(i, lines), Why: l.Reason}
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
	return historyOf(c, &Machine, partyRef(p.ID), func(i int, lines []Line) string {
		key := lines[i].What()
		if key != "party.party.renamed" || i+1 >= len(lines) {
			return c.T(key)
		}
		var now, before Party
		if json.Unmarshal(lines[i].Data, &now) != nil || json.Unmarshal(lines[i+1].Data, &before) != nil {
			return c.T(key, "", "")
		}
		if now.Name != before.Name {
			return c.T(key, before.Name, now.Name)
		}
		return c.T(key, before.Other, now.Other)
	})
}
