package conference

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// VisitNoun is the kind of a visit in the journal.
const VisitNoun = "conference.visit"

// Visit is a visit or a talk between parties, at a meeting or on its own; it
// may be internal to one organisation. An empty From was not given. DraftedBy,
// acting for DraftedFor, wrote the note that stands; AgreedBy agreed to it for
// the other side, 0 while nobody has.
type Visit struct {
	ID         ident.ID     `json:"id"`
	Seq        int64        `json:"-"`
	Code       string       `json:"code"`
	Kind       string       `json:"kind"`
	Parties    []VisitParty `json:"parties"`
	From       words.Day    `json:"from"`
	To         words.Day    `json:"to"`
	Place      string       `json:"place"`
	Purpose    string       `json:"purpose"`
	Conference ident.ID     `json:"conference"`
	Pairing    ident.ID     `json:"pairing"`
	Quote      Quote        `json:"quote"`
	State      string       `json:"state"`
	DraftedBy  ident.Person `json:"drafted_by"`
	DraftedFor ident.ID     `json:"drafted_for"`
	AgreedBy   ident.Person `json:"agreed_by"`
	AgreedFor  ident.ID     `json:"agreed_for"`
	Owner      ident.ID     `json:"owner"`
	Visibility string       `json:"visibility"`
}

// VisitParty is one of those who met, as the text names it. Party is set once
// it is on record, and Side is where it stood then.
type VisitParty struct {
	Name  string   `json:"name"`
	Party ident.ID `json:"party"`
	Side  string   `json:"side"`
}

// VisitNote is one version of what the parties say about a visit. Reason is why
// an agreed note was opened again. By wrote it, acting for For.
type VisitNote struct {
	Visit   ident.ID     `json:"visit"`
	Version int          `json:"version"`
	Seq     int64        `json:"-"`
	Text    string       `json:"text"`
	Reason  string       `json:"reason"`
	By      ident.Person `json:"by"`
	For     ident.ID     `json:"for"`
	At      time.Time    `json:"at"`
}

// VisitKinds lists what it may be: a visit, a talk between parties, a talk
// within one organisation.
var VisitKinds = []string{"visit", "talk", Internal}

// Internal is a talk within one organisation: there is no other side to agree.
const Internal = "internal"

// States of a visit; Planned, Closed and Cancelled are as of a conference.
const (
	Held      = "held"
	Drafted   = "drafted"
	Returned  = "returned"
	Agreed    = "agreed"
	Withdrawn = "withdrawn"
)

var (
	bothSides = []ident.Role{ident.Provider, ident.Receiver}
	// takesPart may change a visit's record: the office any, its keeper, and
	// those who met.
	takesPart  = append(slices.Clone(keepers), ident.Grant{Roles: bothSides, Relation: ident.OurSide})
	theOthers  = []ident.Grant{{Roles: bothSides, Relation: ident.Opposite}}
	visitAlive = []string{Planned, Held, Drafted, Returned, Agreed, Cancelled}
)

// VisitMachine is the life of a visit. Opposite is the side that did not write
// the note.
var VisitMachine = &state.Machine{Noun: VisitNoun, Start: Planned, Moves: []state.Move{
	{Verb: "conference.hold_visit", From: []string{Planned}, To: Held, By: takesPart},
	{Verb: "conference.cancel_visit", From: []string{Planned}, To: Cancelled, By: keepers, Reason: true},
	{Verb: "conference.draft_note", From: []string{Held, Drafted, Returned}, To: Drafted, By: takesPart, Needs: []string{"conference.needs_note"}},
	{Verb: "conference.agree_note", From: []string{Drafted}, To: Agreed, By: theOthers},
	{Verb: "conference.return_note", From: []string{Drafted}, To: Returned, By: theOthers, Reason: true},
	{Verb: "conference.revise_note", From: []string{Agreed, Closed}, To: Drafted, By: takesPart, Reason: true, Needs: []string{"conference.needs_note"}},
	{Verb: "conference.close_visit", From: []string{Held, Drafted, Agreed}, To: Closed, By: keepers, Needs: []string{"conference.needs_agreed", "conference.needs_actions"}},
	{Verb: "conference.withdraw_visit", From: visitAlive, To: Withdrawn, By: keepers, Reason: true},
}}

// Ref names the visit to the journal, the tasks and the search index.
func (v Visit) Ref() ident.Ref { return ident.Ref{Kind: VisitNoun, ID: v.ID} }

// VisitURL is the page of a visit within the programme.
func VisitURL(code string) string { return "/visits/" + code }

// title names a visit where its page is not at hand. The parties are left out:
// a text may name persons there.
func (v Visit) title() string {
	if v.Purpose != "" {
		return v.Purpose
	}
	return v.Code
}

func (v Visit) subject() task.Subject {
	return task.Subject{Ref: v.Ref(), Code: v.Code, Title: v.title(), URL: VisitURL(v.Code)}
}

// onRecord are the names of those who met that are organisations on record:
// what the list may be searched by. Other names may be persons'.
func (v Visit) onRecord() (names string) {
	for _, p := range v.Parties {
		if p.Party != 0 {
			names += " " + p.Name
		}
	}
	return names
}

// found is what a visit is looked for by.
func (v Visit) found() search.Doc {
	return search.Doc{Ref: v.Ref(), Code: v.Code, Title: v.title(), Body: v.Place + v.onRecord(), Visibility: v.Visibility, Owner: v.Owner, Withdrawn: v.State == Withdrawn}
}

// others are the organisations that may agree to the note for the other side:
// those who met and stand on another side than who wrote it. A talk within one
// organisation has none.
func (v Visit) others() (list []VisitParty) {
	side := ""
	for _, p := range v.Parties {
		if p.Party == v.DraftedFor {
			side = p.Side
		}
	}
	for _, p := range v.Parties {
		if v.Kind != Internal && p.Party != 0 && p.Party != v.DraftedFor && (p.Side == "" || p.Side != side) {
			list = append(list, p)
		}
	}
	return list
}

// OneSided tells whether what is recorded of the visit was told by one side
// only: it took place, and no other side has agreed to a note.
func (v Visit) OneSided() bool {
	return v.AgreedBy == 0 && !slices.Contains([]string{Planned, Cancelled, Withdrawn}, v.State)
}

// Relations is how an actor stands to a visit.
func (v Visit) Relations(who ident.Actor) ident.Relations {
	var rel ident.Relations
	met := func(list []VisitParty) bool {
		return slices.ContainsFunc(list, func(p VisitParty) bool { return p.Party != 0 && p.Party == who.Organisation })
	}
	if v.Owner == who.Organisation {
		rel = append(rel, ident.Mine)
	}
	if met(v.Parties) {
		rel = append(rel, ident.OurSide)
	}
	if v.DraftedBy != 0 && who.SomeoneElse(v.DraftedBy, v.DraftedFor) && met(v.others()) {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// mayClose tells whether the note needs nobody's agreement any more: the other
// side has agreed, or none is on record that could.
func (v Visit) mayClose() bool { return v.State == Agreed || len(v.others()) == 0 }

// Moves lists what the actor may do with the visit now: its buttons.
func (v Visit) Moves(who ident.Actor) []state.Move {
	return slices.DeleteFunc(VisitMachine.Open(who, v.Relations(who), v.State), func(mv state.Move) bool {
		return mv.Verb == "conference.close_visit" && !v.mayClose()
	})
}

// wants is what a visit waits for in its state.
func (v Visit) wants(reason string) (wants []task.Want) {
	ask := func(p VisitParty, action, reason string, not ident.Person) {
		for _, role := range bothSides {
			if p.Side == "" || p.Side == string(role) {
				wants = append(wants, task.Want{Action: action, Role: role, Party: p.Party, NotPerson: not, Reason: reason})
			}
		}
	}
	switch v.State {
	case Drafted:
		for _, p := range v.others() {
			ask(p, "conference.agree_note", "", v.DraftedBy)
		}
	case Returned:
		i := slices.IndexFunc(v.Parties, func(p VisitParty) bool { return p.Party == v.DraftedFor })
		if i >= 0 {
			ask(v.Parties[i], "conference.draft_note", reason, 0)
			break
		}
		for _, role := range office {
			wants = append(wants, task.Want{Action: "conference.draft_note", Role: role, Party: v.DraftedFor, Reason: reason})
		}
	}
	return wants
}

// check refuses what is not a possible visit. now is the moment of the change.
func (v Visit) check(now time.Time) error {
	var f fault.Form
	f.Require(slices.Contains(VisitKinds, v.Kind), "kind", "conference.visit_kind_unknown")
	f.Require(len(v.Parties) > 0, "parties", "conference.visit_parties_missing")
	f.Require(len(v.Parties) <= 100, "parties", "conference.visit_parties_many")
	checkDays(&f, v.From, v.To)
	if v.State != Planned && v.State != Cancelled {
		f.Require(v.From <= words.DayOf(now, time.UTC).Add(1), "from", "conference.visit_in_future")
	}
	f.Require(visible(v.Visibility), "visibility", "conference.visibility_unknown")
	return f.Err()
}
