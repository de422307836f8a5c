package party

import (
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// Group is a class of parties that a requirement may address as one. Side is
// provider, receiver or "" when its members stand on both.
type Group struct {
	ID    ident.ID `json:"id"`
	Code  string   `json:"code"`
	Name  string   `json:"name"`
	Lang  string   `json:"lang"`
	Other string   `json:"other"`
	Side  string   `json:"side"`
}

// NameIn is the name in a language, or the group's own where there is none.
func (g Group) NameIn(l words.Lang) string { return nameIn(l, g.Lang, g.Name, g.Other) }

// Member is a dated place in a group; To is "" while it lasts. Both days count.
type Member struct {
	Group ident.ID  `json:"group"`
	Party ident.ID  `json:"party"`
	From  words.Day `json:"from"`
	To    words.Day `json:"to"`
}

// GroupInput is a group as entered. An empty Code is drawn.
type GroupInput struct{ Code, Name, Lang, Other, Side string }

func (in GroupInput) check() (GroupInput, error) {
	in.Code = strings.ToUpper(strings.TrimSpace(in.Code))
	in.Name, in.Other = strings.TrimSpace(in.Name), strings.TrimSpace(in.Other)
	var f fault.Form
	f.Require(in.Code == "" || recordCode.MatchString(in.Code), "code", "party.code_form", in.Code)
	checkName(&f, in.Name, in.Lang)
	f.Require(oneOf(in.Side, []string{"", Provider, Receiver}), "side", "party.side_unknown", in.Side)
	return in, f.Err()
}

// join makes a new place in a group, beside the places the party has had there.
func join(had []Member, m Member) (Member, error) {
	var f fault.Form
	checkSpan(&f, m.From, m.To)
	for _, h := range had {
		f.Require(!overlap(h.From, h.To, m.From, m.To), "party", "party.member_already")
	}
	return m, f.Err()
}

// leave ends a place in a group on a day.
func (m Member) leave(on words.Day) (Member, error) {
	var f fault.Form
	_, real := words.ParseDay(string(on))
	f.Require(real, "to", "party.day", on)
	f.Require(on >= m.From, "to", "party.day_order")
	if err := f.Err(); err != nil {
		return m, err
	}
	if m.To != "" {
		return m, fault.New(fault.Conflict, "party.member_left")
	}
	m.To = on
	return m, nil
}

// checkSpan refuses days that are none, and an end before its start.
func checkSpan(f *fault.Form, from, to words.Day) {
	_, fromReal := words.ParseDay(string(from))
	_, toReal := words.ParseDay(string(to))
	f.Require(from == "" || fromReal, "from", "party.day", from)
	f.Require(to == "" || toReal, "to", "party.day", to)
	f.Require(from == "" || to == "" || from <= to, "to", "party.day_order")
}

// overlap tells whether two stretches share a day; an empty end is open.
func overlap(from1, to1, from2, to2 words.Day) bool {
	return (to1 == "" || from2 <= to1) && (to2 == "" || from1 <= to2)
}
