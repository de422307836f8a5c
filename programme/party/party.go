package party

import (
	"regexp"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
)

// Party is an organisation. Name is in Lang; Other is the name in the other
// language of the interface, "" when there is none. NamedOn is the first day of
// these names, "" when there were none before; EndedOn the day on which the
// party was merged into its successor or dissolved.
type Party struct {
	ID           ident.ID  `json:"id"`
	Seq          int64     `json:"-"` // of the change that wrote this row
	Code         string    `json:"code"`
	Kind         string    `json:"kind"`
	Name         string    `json:"name"`
	Lang         string    `json:"lang"`
	Other        string    `json:"other"`
	NamedOn      words.Day `json:"named_on"`
	Level        string    `json:"level"`
	Parent       ident.ID  `json:"parent"`
	Successor    ident.ID  `json:"successor"`
	EndedOn      words.Day `json:"ended_on"`
	ContactUnit  string    `json:"contact_unit"` // a unit, never a person
	State        string    `json:"state"`
	Visibility   string    `json:"visibility"`
	Illustrative bool      `json:"illustrative"`
}

// NameIn is the name in a language, or the party's own where there is none.
func (p Party) NameIn(l words.Lang) string { return nameIn(l, p.Lang, p.Name, p.Other) }

// Kinds of party, in the order in which they are offered. An office is the
// programme office's own organisation.
var Kinds = []string{"central_body", "enterprise", "subsidiary", "office", "province", "prefecture", "county", "township",
	"public_institution", "community", "firm", "ngo"}

// Levels of government a party stands on; "" where there is none.
var Levels = []string{"", "central", "province", "prefecture", "county", "township", "village"}

// Visibilities of a record: within its organisation, all parties, everybody.
var Visibilities = []string{"parties", "internal", "public"}

// Sides of a pairing, and the office between them.
const (
	Provider = "provider"
	Receiver = "receiver"
	Office   = "office"
)

// Machine is the life of a party. A party with a new name is as active as it
// was: its old names stay on record with their days.
var Machine = state.Machine{
	Noun:  "party.party",
	Start: "active",
	Moves: []state.Move{
		{Verb: "party.rename", From: []string{"active"}, To: "active", By: office, Reason: true},
		{Verb: "party.merge", From: []string{"active"}, To: "merged", By: office, Reason: true, Needs: []string{"party.needs_successor"}},
		{Verb: "party.dissolve", From: []string{"active"}, To: "dissolved", By: office, Reason: true},
		{Verb: "party.undo", From: []string{"active"}, To: "withdrawn", By: office, Needs: []string{"party.needs_unused"}},
	},
}

var office = []ident.Grant{{Roles: []ident.Role{ident.Office}}}

// PartyInput is a party as entered. An empty Code is drawn.
type PartyInput struct {
	Code, Kind, Name, Lang, Other, Level string
	Parent                               ident.ID
	ContactUnit, Visibility              string
	Illustrative                         bool
}

var recordCode = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,23}$`)

// check trims the input, fills what has a default and refuses what is wrong.
func (in PartyInput) check() (PartyInput, error) {
	in.Code = strings.ToUpper(strings.TrimSpace(in.Code))
	in.Name, in.Other = strings.TrimSpace(in.Name), strings.TrimSpace(in.Other)
	in.ContactUnit = strings.TrimSpace(in.ContactUnit)
	if in.Visibility == "" {
		in.Visibility = "parties"
	}
	var f fault.Form
	f.Require(in.Code == "" || recordCode.MatchString(in.Code), "code", "party.code_form", in.Code)
	checkName(&f, in.Name, in.Lang)
	f.Require(oneOf(in.Kind, Kinds), "kind", "party.kind_unknown", in.Kind)
	f.Require(oneOf(in.Level, Levels), "level", "party.level_unknown", in.Level)
	f.Require(oneOf(in.Visibility, Visibilities), "visibility", "party.visibility_unknown", in.Visibility)
	f.Require(len([]rune(in.Other)) <= maxName, "other", "party.name_long", maxName)
	f.Require(len([]rune(in.ContactUnit)) <= maxName, "contact_unit", "party.name_long", maxName)
	return in, f.Err()
}

// maxName bounds a name in characters.
const maxName = 200

func checkName(f *fault.Form, name, lang string) {
	f.Require(name != "", "name", "party.name_missing")
	f.Require(len([]rune(name)) <= maxName, "name", "party.name_long", maxName)
	f.Require(lang == string(words.EN) || lang == string(words.ZH), "lang", "party.lang_unknown", lang)
}

func oneOf(s string, list []string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

// apply gives the party the entered values; the code and the state stay.
func (p Party) apply(in PartyInput) Party {
	p.Kind, p.Name, p.Lang, p.Other, p.Level = in.Kind, in.Name, in.Lang, in.Other, in.Level
	p.Parent, p.ContactUnit, p.Visibility, p.Illustrative = in.Parent, in.ContactUnit, in.Visibility, in.Illustrative
	return p
}

// Former is a name that a party had until a day; From is "" when it had it from
// the start.
type Former struct {
	Party ident.ID  `json:"party"`
	Name  string    `json:"name"`
	Lang  string    `json:"lang"`
	Other string    `json:"other"`
	From  words.Day `json:"from"`
	To    words.Day `json:"to"`
}

// NameIn is the name in a language, or the one it had where there is none.
func (f Former) NameIn(l words.Lang) string { return nameIn(l, f.Lang, f.Name, f.Other) }

// NewName is the name of a party from a day on: in its own language and, where
// there is one, in the other.
type NewName struct {
	Name, Other string
	On          words.Day
	Reason      string
}

// rename gives the party another name and says which it had until then.
func (p Party) rename(who ident.Actor, in NewName, today words.Day) (Party, Former, error) {
	if _, err := Machine.Try(who, nil, p.State, "party.rename", in.Reason); err != nil {
		return p, Former{}, err
	}
	name, other := strings.TrimSpace(in.Name), strings.TrimSpace(in.Other)
	var f fault.Form
	checkName(&f, name, p.Lang)
	f.Require(len([]rune(other)) <= maxName, "other", "party.name_long", maxName)
	f.Require(name != p.Name || other != p.Other, "name", "party.name_same")
	checkHappened(&f, "on", in.On, today)
	f.Require(p.NamedOn == "" || in.On > p.NamedOn, "on", "party.named_since", p.NamedOn)
	if err := f.Err(); err != nil {
		return p, Former{}, err
	}
	had := Former{p.ID, p.Name, p.Lang, p.Other, p.NamedOn, in.On.Add(-1)}
	p.Name, p.Other, p.NamedOn = name, other, in.On
	return p, had, nil
}

// checkHappened refuses a day that is none or lies ahead: what the register says
// must be true on the day on which it is read.
func checkHappened(f *fault.Form, field string, on, today words.Day) {
	_, real := words.ParseDay(string(on))
	f.Require(real, field, "party.day", on)
	f.Require(!real || on <= today, field, "party.day_ahead")
}

// line says whether a parent may stand above a party: parents maps each party
// to its own parent, and the walk up must end without meeting the party.
func line(party, parent ident.ID, parents map[ident.ID]ident.ID) bool {
	for up, steps := parent, 0; up != 0; up, steps = parents[up], steps+1 {
		if up == party || steps > len(parents) {
			return false
		}
	}
	return true
}

func otherLang(lang string) string { return string(words.Lang(lang).Other()) }

// foremost picks the side from what is known: a pairing before a group, a
// group before the office.
func foremost(sides []string) string {
	for _, s := range []string{Provider, Receiver, "group:" + Provider, "group:" + Receiver, Office} {
		if oneOf(s, sides) {
			return strings.TrimPrefix(s, "group:")
		}
	}
	return ""
}

// Ending is how a party's life ends: merged into a successor, or dissolved with
// one or none.
type Ending struct {
	Verb      string // party.merge, party.dissolve
	Successor ident.ID
	On        words.Day
	Reason    string
}

// close ends the party's life by a verb of the machine.
func (p Party) close(who ident.Actor, in Ending, today words.Day) (Party, error) {
	mv, err := Machine.Try(who, nil, p.State, in.Verb, in.Reason)
	if err != nil {
		return p, err
	}
	var f fault.Form
	f.Require(in.Verb != "party.merge" || in.Successor != 0, "successor", "party.successor_missing")
	f.Require(in.Successor == 0 || in.Successor != p.ID, "successor", "party.successor_self")
	checkHappened(&f, "ended_on", in.On, today)
	f.Require(p.NamedOn == "" || in.On >= p.NamedOn, "ended_on", "party.named_since", p.NamedOn)
	p.State, p.Successor, p.EndedOn = mv.To, in.Successor, in.On
	return p, f.Err()
}
