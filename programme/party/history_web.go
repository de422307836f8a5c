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

// historyOf draws a record's history up to a change, 0 for now; say gives the
// sentence of a line.
func historyOf(c *web.Call, m *state.Machine, seq int64, say func(i int, lines []Line) string, ref ident.Ref, also ...ident.Ref) ([]historyLine, error) {
	lines, err := LinesTo(c.R.Context(), c.Q, c.Programme.ID, m, seq, ref, also...)
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

// partyHistory says what the name was before, what was put right, and which
// number was noted or withdrawn.
func partyHistory(c *web.Call, p Party, seq int64) ([]historyLine, error) {
	say := func(i int, lines []Line) string {
		l, key := lines[i], lines[i].What()
		if strings.HasPrefix(key, "party.identifier.") {
			return sayIdentifier(c, l)
		}
		var now, before Party
		earlier := slices.IndexFunc(lines[i+1:], func(l Line) bool { return strings.HasPrefix(l.Kind, "party.party.") })
		known := earlier >= 0 && json.Unmarshal(l.Data, &now) == nil && json.Unmarshal(lines[i+1+earlier].Data, &before) == nil
		switch key {
		case "party.party.renamed":
			if !known { // the payload was erased
				return c.T(key, "", "", "")
			}
			from, to := before.NameIn(c.Lang), now.NameIn(c.Lang)
			if from == to { // only the name in the other language is new
				from, to = before.NameIn(c.Lang.Other()), now.NameIn(c.Lang.Other())
			}
			return c.T(key, from, to, words.Date(c.Lang, now.NamedOn))
		case "party.party.merged", "party.party.dissolved":
			return c.T(key, words.Date(c.Lang, now.EndedOn))
		case "party.party.corrected":
			if known {
				return c.T("party.said", c.T(key), sayChanges(c, before, now))
			}
		}
		return c.T(key)
	}
	return historyOf(c, &Machine, seq, say, partyRef(p.ID), ident.Ref{Kind: "party.identifier", ID: p.ID})
}

func sayIdentifier(c *web.Call, l Line) string {
	var i Identifier
	if json.Unmarshal(l.Data, &i) != nil {
		return c.T(l.What())
	}
	text := c.T("party.said", c.T(l.What()), i.Scheme+" "+i.Value)
	if i.Reason != "" {
		text = c.T("party.said", text, i.Reason)
	}
	return text
}

// sayChanges names the columns that were put right, with what they said.
func sayChanges(c *web.Call, before, now Party) string {
	text := ""
	for i, d := range differences(inputOf(before), inputOf(now)) {
		one := c.T("party.column." + d.Column)
		if d.Column != "parent" { // its number means nothing to people
			one += " " + c.T("party.from_to", cellText(c, d.Column, d.Before), cellText(c, d.Column, d.After))
		}
		if i > 0 {
			one = c.T("party.listed", text, one)
		}
		text = one
	}
	return text
}

// cellText says a value of a column in words.
func cellText(c *web.Call, column, value string) string {
	switch {
	case value == "":
		return c.T("party.nothing")
	case column == "kind" || column == "level" || column == "visibility":
		return c.T("party." + column + "." + value)
	case column == "illustrative":
		return c.T("party.answer." + value)
	}
	return value
}
