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
// language of the interface, "" when there is none.
type Party struct {
	ID           ident.ID `json:"id"`
	Seq          int64    `json:"-"` // of the change that wrote this row
	Code         string   `json:"code"`
	Kind         string   `json:"kind"`
	Name         string   `json:"name"`
	Lang         string   `json:"lang"`
	Other        string   `json:"other"`
	Level        string   `json:"level"`
	Parent       ident.ID `json:"parent"`
	Successor    ident.ID `json:"successor"`
	ContactUnit  string   `json:"contact_unit"` // a unit, never a person
	State        string   `json:"state"`
	Visibility   string   `json:"visibility"`
	Illustrative bool     `json:"illustrative"`
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

// Machine is the life of a party. A new name is no move: the old one stays in
// the history.
var Machine = state.Machine{
	Noun:  "party.party",
	Start: "active",
	Moves: []state.Move{
		{Verb: "party.merge", From: []string{"active"}, To: "merged", By: office, Reason: true, Needs: []string{"party.needs_successor"}},
		{Verb: "party.dissolve", From: []string{"active"}, To: "dissolved", By: office, Reason: true},
		{Verb: "party.undo", From: []string{"active"}, To: "withdrawn", By: office, Needs: []string{"party.needs_unused"}},
	},
}

var office = []ident.Grant{{Roles: []ident.Role{ident.Office}}}

// Identifier is a number given to a party by a register: a scheme such as
// CN-USCC and the value there.
type Identifier struct {
	Party  ident.ID `json:"party"`
	Scheme string   `json:"scheme"`
	Value  string   `json:"value"`
}

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

// rename gives the party another name in one language.
func (p Party) rename(name, lang string) (Party, error) {
	name = strings.TrimSpace(name)
	var f fault.Form
	checkName(&f, name, lang)
	if err := f.Err(); err != nil {
		return p, err
	}
	if p.State != Machine.Start {
		return p, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
	}
	if p.NameIn(words.Lang(lang)) == name {
		f.Refuse("name", "party.name_same")
		return p, f.Err()
	}
	if lang == p.Lang {
		p.Name = name
	} else {
		p.Other = name
	}
	return p, nil
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

var schemeForm = regexp.MustCompile(`^[A-Z][A-Z0-9-]{1,31}$`)

// close ends the party's life by a verb of the machine.
func (p Party) close(who ident.Actor, verb string, successor ident.ID, reason string) (Party, error) {
	mv, err := Machine.Try(who, nil, p.State, verb, reason)
	if err != nil {
		return p, err
	}
	var f fault.Form
	f.Require(verb != "party.merge" || successor != 0, "successor", "party.successor_missing")
	f.Require(successor != p.ID, "successor", "party.successor_self")
	p.State, p.Successor = mv.To, successor
	return p, f.Err()
}
