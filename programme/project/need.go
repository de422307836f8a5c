package project

import (
	"slices"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Need is what an organisation of the receiving side asks for, in its own words
// and language, before anybody offers anything. Place is where it stands in that
// organisation's own order, from 1; 0 once it is met or withdrawn.
type Need struct {
	ID           ident.ID     `json:"id"`
	Seq          int64        `json:"-"`
	Code         string       `json:"code"`
	Title        string       `json:"title"`
	Text         string       `json:"text"`
	Lang         string       `json:"lang"`
	Receiver     ident.ID     `json:"receiver"`
	Sector       string       `json:"sector"`
	Place        int          `json:"place"`
	State        string       `json:"state"`
	StateSince   time.Time    `json:"state_since"`
	Reason       string       `json:"reason"` // why it was withdrawn, or taken up again
	Owner        ident.ID     `json:"owner"`
	Visibility   string       `json:"visibility"`
	Illustrative bool         `json:"illustrative"`
	By           ident.Person `json:"recorded_by"`

	// Of the projects offered for it that are not cancelled: how many there are,
	// and how many of them are in the pool or further and not unwanted.
	Offered, Taken int `json:"-"`
}

// Offer is a project put forward for a need.
type Offer struct {
	ID      ident.ID `json:"id"`
	Need    ident.ID `json:"need"`
	Project ident.ID `json:"project"`
	State   string   `json:"state"`
	Reason  string   `json:"reason"` // why it is not wanted

	NeedCode string `json:"-"`
	Place    int    `json:"-"`
}

// Kinds of a need and of an offer in the journal.
const (
	NeedNoun  = "project.need"
	OfferNoun = "project.offer"
)

// States of a need, and of an offer. That a need is taken up is computed.
const (
	Recorded  = "recorded"
	Met       = "met"
	Withdrawn = "withdrawn"

	Offered   = "offered"
	NotWanted = "not_wanted"
)

var byReceiver = ident.Grant{Roles: []ident.Role{ident.Receiver}, Relation: ident.Mine}

// NeedMachine is the life of a need: the receiving side's own say.
var NeedMachine = &state.Machine{Noun: NeedNoun, Start: Recorded, Moves: []state.Move{
	{Verb: "project.meet_need", From: []string{Recorded}, To: Met, By: []ident.Grant{byReceiver}},
	{Verb: "project.withdraw_need", From: []string{Recorded}, To: Withdrawn, By: []ident.Grant{byReceiver, byOffice}, Reason: true},
	{Verb: "project.reopen_need", From: []string{Met, Withdrawn}, To: Recorded, By: []ident.Grant{byReceiver, byOffice}, Reason: true},
}}

// OfferMachine is the life of an offer. Nobody but whoever has the need says that
// a project for it is not wanted, and nobody else lifts that.
var OfferMachine = &state.Machine{Noun: OfferNoun, Start: Offered, Moves: []state.Move{
	{Verb: "project.object", From: []string{Offered}, To: NotWanted, By: []ident.Grant{byReceiver}, Reason: true},
	{Verb: "project.lift_objection", From: []string{NotWanted}, To: Offered, By: []ident.Grant{byReceiver}, Reason: true},
}}

// Ref names the need to the journal, the tasks and the search index.
func (n Need) Ref() ident.Ref { return ident.Ref{Kind: NeedNoun, ID: n.ID} }

// NeedURL is the page of a need within the programme.
func NeedURL(code string) string { return "/needs/" + code }

// Relations is how an actor stands to the need: Mine to their own organisation's.
func (n Need) Relations(who ident.Actor) ident.Relations {
	if who.Organisation == n.Receiver {
		return ident.Relations{ident.Mine}
	}
	return nil
}

// check refuses what cannot be a need.
func (n Need) check() error {
	var f fault.Form
	f.Require(n.Title != "", "title", "project.need_title_missing")
	f.Require(len([]rune(n.Title)) <= maxTitle, "title", "project.title_long", maxTitle)
	f.Require(n.Text != "", "text", "project.need_text_missing")
	f.Require(len([]rune(n.Text)) <= maxText, "text", "project.title_long", maxText)
	f.Require(n.Lang == string(words.EN) || n.Lang == string(words.ZH), "lang", "project.lang_unknown")
	f.Require(n.Receiver != 0, "receiver", "project.receiver_missing")
	f.Require(slices.Contains(Visibilities, n.Visibility), "visibility", "project.visibility_unknown")
	return f.Err()
}

// maxText bounds a need in characters.
const maxText = 5000

// move takes the need one step on. last is the place of its organisation's last
// need, behind which it goes when it is taken up again.
func (n Need) move(who ident.Actor, verb, reason string, last int, now time.Time) (Need, error) {
	mv, err := NeedMachine.Try(who, n.Relations(who), n.State, verb, reason)
	if err != nil {
		return n, err
	}
	n.State, n.StateSince, n.Reason, n.Place = mv.To, now, reason, 0
	if n.State == Recorded {
		n.Place = last + 1
	}
	return n, nil
}

// order puts one of an organisation's needs, which stand in their order, at a
// place, and gives back those whose place has changed.
func order(all []Need, id ident.ID, at int) ([]Need, error) {
	from := slices.IndexFunc(all, func(n Need) bool { return n.ID == id })
	if from < 0 {
		return nil, fault.New(fault.Conflict, "project.need_over")
	}
	to := min(max(at-1, 0), len(all)-1)
	n := all[from]
	var changed []Need
	for i, n := range slices.Insert(slices.Delete(slices.Clone(all), from, from+1), to, n) {
		if n.Place != i+1 {
			n.Place = i + 1
			changed = append(changed, n)
		}
	}
	if len(changed) == 0 {
		return nil, fault.New(fault.Conflict, "project.place_same")
	}
	return changed, nil
}

// standing is the state as people see it: one that waits is unmet, or taken up.
func (n Need) standing() string {
	switch {
	case n.State != Recorded:
		return n.State
	case n.Taken > 0:
		return "taken_up"
	}
	return "unmet"
}

func (n Need) subject() task.Subject {
	return task.Subject{Ref: n.Ref(), Code: n.Code, Title: n.Title, URL: NeedURL(n.Code)}
}

// folded is what a search within the list looks in.
func (n Need) folded() string {
	return search.Fold(strings.Join([]string{n.Code, n.Title, n.Text}, " "))
}
