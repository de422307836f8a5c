package conference

import (
	"encoding/json"
	"fmt"
	"strings"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
)

type historyLine struct {
	When string `json:"when"`
	Who  string `json:"who"`
	What string `json:"what"`
	Why  string `json:"why"`
}

// told is a value of a record whose earlier wording its history tells: its name
// in the journal, its label, and how its code words begin.
type told struct{ name, label, codes string }

var (
	toldOfConference = []told{{"title", "conference.title", ""}, {"other", "conference.other_title", ""}, {"from", "conference.from", "day"},
		{"to", "conference.to", "day"}, {"place", "conference.place", ""}}
	toldOfRecord = []told{{"part", "conference.part", "conference.part."}, {"organisation", "conference.organisation", ""}, {"office", "conference.office", ""},
		{"person", "conference.person", ""}, {"substitute", "conference.substitute", ""}, {"speaker", "conference.speaker", ""},
		{"on_behalf_of", "conference.on_behalf_of", ""}, {"day", "conference.day", "day"}, {"place", "conference.place", ""}, {"what", "conference.what", ""},
		{"who", "conference.who", ""}, {"quantity", "conference.quantity", ""}, {"quote", "conference.words", ""}}
	toldOfVisit = []told{{"kind", "conference.kind", "conference.visit_kind."}, {"parties", "conference.visit_parties", ""}, {"from", "conference.from", "day"},
		{"to", "conference.to", "day"}, {"place", "conference.place", ""}, {"purpose", "conference.purpose", ""}}
)

// history draws what happened to a record, latest first, and for each change
// what its values were before.
func history(c *web.Call, ref ident.Ref, m *state.Machine, tell []told, seq int64) ([]historyLine, error) {
	past, err := happened(c.R.Context(), c.Q, c.Actor.Programme, ref, m, seq)
	if err != nil {
		return nil, err
	}
	return drawn(c, past, tell)
}

func drawn(c *web.Call, past []event, tell []told) ([]historyLine, error) {
	var organisations []ident.ID
	var persons []ident.Person
	for _, h := range past {
		organisations, persons = append(organisations, h.Organisation), append(persons, h.Person)
	}
	org, err := names(c, organisations)
	if err != nil {
		return nil, err
	}
	person, err := access.Names(c.R.Context(), c.Q, persons)
	if err != nil {
		return nil, err
	}
	var lines []historyLine
	for _, h := range past {
		lines = append(lines, historyLine{words.Moment(c.Lang, h.At, c.Programme.Zone), joined(org[h.Organisation], person[h.Person]), c.T(h.What),
			joined(append([]string{h.Why}, changes(c, tell, h.Before, h.After)...)...)})
	}
	return lines, nil
}

// changes says of each value told what it was and what it is now.
func changes(c *web.Call, tell []told, before, after json.RawMessage) (lines []string) {
	var was, is map[string]any
	if json.Unmarshal(before, &was) != nil || json.Unmarshal(after, &is) != nil {
		return nil // the first, or erased
	}
	say := func(t told, v any) string {
		text := plain(v)
		switch {
		case text == "":
			return c.T("conference.not_recorded")
		case t.codes == "day":
			return words.Date(c.Lang, words.Day(text))
		}
		return text
	}
	for _, t := range tell {
		if plain(was[t.name]) == plain(is[t.name]) {
			continue
		}
		old, now := say(t, was[t.name]), say(t, is[t.name])
		if t.codes != "" && t.codes != "day" {
			old, now = c.T(t.codes+old), c.T(t.codes+now)
		}
		lines = append(lines, c.T("conference.changed", c.T(t.label), old, now))
	}
	return lines
}

// plain writes a value of the journal: of a quote its text, of those who met
// their names.
func plain(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case map[string]any:
		if text, ok := v["text"]; ok {
			return plain(text)
		}
		return plain(v["name"])
	case []any:
		var all []string
		for _, x := range v {
			all = append(all, plain(x))
		}
		return strings.Join(all, "; ")
	}
	return fmt.Sprint(v)
}
