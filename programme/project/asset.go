package project

import (
	"slices"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Asset is something a project leaves behind. Value is nil when none is known.
// Costs says who pays for running it. HandedOn is the day of the joint handover,
// "" until both sides have signed; Signed are the sides that have.
type Asset struct {
	ID         ident.ID      `json:"id"`
	Seq        int64         `json:"-"`
	Code       string        `json:"code"`
	Project    ident.ID      `json:"project"`
	Title      string        `json:"title"`
	Category   string        `json:"category"`
	Value      *money.Amount `json:"value"`
	Owner      Keeper        `json:"owner"`
	Operator   Keeper        `json:"operator"`
	Maintainer Keeper        `json:"maintainer"`
	Costs      string        `json:"running_costs"`
	Document   string        `json:"title_document"`
	HandedOn   words.Day     `json:"handed_on"`
	NextCheck  words.Day     `json:"next_check"` // the first use check ahead, "" for none
	State      string        `json:"state"`
	StateSince time.Time     `json:"state_since"`
	StateBy    ident.Person  `json:"state_by"`
	StateOrg   ident.ID      `json:"state_org"`
	Reason     string        `json:"reason"` // why it is idle, what it now serves, or why it is given away
}

// Categories of an asset: it earns or costs money to run, serves the public, or
// belongs to a household.
var Categories = []string{"operating", "public", "household"}

// AssetNoun is the kind of an asset in the journal.
const AssetNoun = "project.asset"

// Ref names the asset to the journal, the tasks and the search index.
func (a Asset) Ref() ident.Ref { return ident.Ref{Kind: AssetNoun, ID: a.ID} }

// AssetURL is the page of an asset within the programme.
func AssetURL(code string) string { return "/assets/" + code }

// States of an asset; it begins Registered.
const (
	AssetRegistered = "registered"
	AssetTitled     = "titled"
	AssetInUse      = "in_use"
	AssetIdle       = "idle"
	AssetRepurposed = "repurposed"
	AssetLeaving    = "leaving" // its disposal is asked for
	AssetDisposed   = "disposed"
)

var (
	byEither   = ident.Grant{Roles: twoSides, Relation: ident.OurSide}
	byKeeper   = []ident.Grant{byOffice, byDoer, byEither}
	bySomeElse = []ident.Grant{{Roles: office, Relation: ident.Opposite}, {Roles: twoSides, Relation: ident.Opposite}}
)

// AssetMachine is the life of an asset. A use check moves it too: found in use,
// or found idle.
var AssetMachine = &state.Machine{Noun: AssetNoun, Start: AssetRegistered, Moves: []state.Move{
	{Verb: "project.title_asset", From: []string{AssetRegistered}, To: AssetTitled, By: []ident.Grant{byOffice, byDoer}},
	{Verb: "project.use_asset", From: []string{AssetTitled, AssetIdle}, To: AssetInUse, By: byKeeper, Needs: []string{"project.needs_handover"}},
	{Verb: "project.find_idle", From: []string{AssetTitled, AssetInUse, AssetRepurposed}, To: AssetIdle, By: byKeeper, Reason: true},
	{Verb: "project.repurpose_asset", From: []string{AssetIdle}, To: AssetRepurposed, By: byKeeper, Reason: true},
	{Verb: "project.ask_disposal", From: []string{AssetIdle}, To: AssetLeaving, By: byKeeper, Reason: true},
	{Verb: "project.dispose_asset", From: []string{AssetLeaving}, To: AssetDisposed, By: bySomeElse, Needs: []string{"project.needs_not_the_asker"}},
	{Verb: "project.keep_asset", From: []string{AssetLeaving}, To: AssetIdle, By: bySomeElse, Reason: true},
}}

// Relations is how an actor stands to the asset: as to its project, and Mine for
// the organisations that keep it. Opposite is somebody else than who last moved it.
func (a Asset) Relations(who ident.Actor, p Project, r Ring) ident.Relations {
	rel := p.Before(who, r, a.StateBy, a.StateOrg)
	kept := slices.ContainsFunc([]Keeper{a.Owner, a.Operator, a.Maintainer}, func(k Keeper) bool { return k.Party == who.Organisation && k.Party != 0 })
	if kept && !slices.Contains(rel, ident.Mine) {
		rel = append(rel, ident.Mine)
	}
	return rel
}

// Running tells whether the asset is still there to be used.
func (a Asset) Running() bool { return a.State != AssetDisposed }

// check refuses what cannot be an asset.
func (a Asset) check() error {
	var f fault.Form
	f.Require(a.Title != "", "title", "project.asset_title_missing")
	f.Require(len([]rune(a.Title)) <= maxTitle, "title", "project.title_long", maxTitle)
	f.Require(slices.Contains(Categories, a.Category), "category", "project.category_unknown")
	f.Require(a.Value == nil || a.Value.Minor >= 0, "value", "project.negative")
	f.Require(a.Owner.Known(), "owner", "project.asset_owner_missing")
	for _, x := range []struct{ name, text string }{{"owner", a.Owner.Name}, {"operator", a.Operator.Name}, {"maintainer", a.Maintainer.Name}, {"running_costs", a.Costs}} {
		f.Require(len([]rune(x.text)) <= maxTitle, x.name, "project.title_long", maxTitle)
	}
	return f.Err()
}

// move takes the asset one step on at a moment. What is not handed over is not
// in use.
func (a Asset) move(who ident.Actor, p Project, r Ring, verb, reason string, now time.Time) (Asset, error) {
	mv, err := AssetMachine.Try(who, a.Relations(who, p, r), a.State, verb, reason)
	switch {
	case err != nil:
		return a, err
	case verb == "project.use_asset" && a.HandedOn == "":
		return a, fault.New(fault.Conflict, "project.not_handed_over")
	}
	a.Reason = ""
	if mv.Reason {
		a.Reason = reason
	}
	a.State, a.StateSince, a.StateBy, a.StateOrg = mv.To, now, who.Person, who.Organisation
	return a, nil
}

// title says by which document the asset belongs to its owner.
func (a Asset) title(who ident.Actor, p Project, r Ring, document string, now time.Time) (Asset, error) {
	a, err := a.move(who, p, r, "project.title_asset", "", now)
	if err != nil {
		return a, err
	}
	var f fault.Form
	f.Require(document != "", "document", "project.document_missing")
	f.Require(len([]rune(document)) <= maxTitle, "document", "project.title_long", maxTitle)
	a.Document = document
	return a, f.Err()
}

// Handover is the signature of one side under the handover of an asset.
type Handover struct {
	ID    ident.ID  `json:"id"`
	Seq   int64     `json:"-"`
	Asset ident.ID  `json:"asset"`
	Side  string    `json:"side"`
	Day   words.Day `json:"day"`
	Note  string    `json:"note"`
	Said
}

// HandoverNoun is the kind of a signature in the journal.
const HandoverNoun = "project.handover"

// Sides sign a handover: who gives, and who takes over.
var Sides = []string{party.Provider, party.Receiver}

// maySign lists the sides for which the actor may sign the handover now. A
// project without a pairing is signed for by two persons of the office; a side of
// a pairing on which nobody has a seat, by one.
func (a Asset) maySign(who ident.Actor, r Ring, signed []Handover) []string {
	if a.State != AssetTitled || slices.ContainsFunc(signed, func(h Handover) bool { return h.Person == who.Person }) {
		return nil
	}
	var out []string
	for _, side := range Sides {
		if slices.ContainsFunc(signed, func(h Handover) bool { return h.Side == side }) {
			continue
		}
		paired := r.Pairing.ID != 0 && r.Pairing.Side(side) == who.Organisation && who.Has(ident.Role(side))
		if paired || r.officeSigns(side) && who.Has(office...) {
			out = append(out, side)
		}
	}
	return out
}

// officeSigns tells whether the programme office signs a handover for a side.
func (r Ring) officeSigns(side string) bool {
	return r.Pairing.ID == 0 || slices.Contains(r.Empty, side)
}

// sign adds the signature of one side; with the second the asset is handed over
// on the later of the two days, and its use checks fall due.
func (a Asset) sign(who ident.Actor, r Ring, signed []Handover, h Handover, today words.Day) (Asset, error) {
	able := who.Has(office...) && slices.ContainsFunc(Sides, r.officeSigns) || r.Pairing.SideOf(who.Organisation) != "" && who.Has(twoSides...)
	switch {
	case !able:
		return a, fault.New(fault.Forbidden, "fault.forbidden")
	case a.State != AssetTitled:
		return a, fault.New(fault.Conflict, "state.moved_on", AssetMachine.StateKey(a.State))
	case slices.ContainsFunc(signed, func(s Handover) bool { return s.Person == who.Person || s.Side == h.Side }):
		return a, fault.New(fault.Conflict, "project.side_has_signed")
	case !slices.Contains(a.maySign(who, r, signed), h.Side):
		return a, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var f fault.Form
	pastDay(&f, "day", h.Day, today)
	f.Require(len([]rune(h.Note)) <= maxNote, "note", "project.note_long", maxNote)
	if len(signed) > 0 {
		a.HandedOn = max(h.Day, signed[0].Day)
		a.NextCheck = a.nextCheck(nil)
	}
	return a, f.Err()
}

// folded is what a search within the list looks in.
func (a Asset) folded() string {
	return search.Fold(strings.Join([]string{a.Code, a.Title, a.Owner.Name, a.Operator.Name}, " "))
}

// wants is what the asset waits for. An idle one asks for its rescue plan, or
// for what the plan says; checks ask from the handover on.
func (a Asset) wants(p Project, r Ring, signed []Handover, plan *Rescue) []task.Want {
	var wants []task.Want
	both := func(w task.Want) {
		wants = append(wants, ofOffice(w)...)
		if id := r.Pairing.Side(party.Receiver); id != 0 {
			w.Role, w.Party = ident.Receiver, id
			wants = append(wants, w)
		}
	}
	switch a.State {
	case AssetRegistered:
		wants = r.each(task.Want{Action: "project.title_asset", Party: p.Implementer})
	case AssetTitled:
		if a.HandedOn == "" {
			return a.signatures(r, signed)
		}
		wants = r.each(task.Want{Action: "project.use_asset", Party: p.Implementer})
	case AssetIdle:
		if plan == nil {
			both(task.Want{Action: "project.plan_rescue", Reason: a.Reason})
		} else {
			both(task.Want{Action: "project.use_asset", Due: plan.By, Reason: plan.What})
		}
	case AssetLeaving:
		wants = p.deciders(r, a.StateBy, a.StateOrg, "project.dispose_asset")
	}
	if a.NextCheck != "" && a.Running() {
		both(task.Want{Action: "project.check_asset", Due: a.NextCheck})
	}
	return wants
}

// signatures asks the sides that have not signed.
func (a Asset) signatures(r Ring, signed []Handover) []task.Want {
	w := task.Want{Action: "project.sign_handover"}
	if len(signed) > 0 {
		w.NotPerson = signed[0].Person
	}
	var wants []task.Want
	desk := false // the office signs for one side, or for both
	for _, side := range Sides {
		switch {
		case slices.ContainsFunc(signed, func(h Handover) bool { return h.Side == side }):
		case r.officeSigns(side):
			desk = true
		default:
			w.Role, w.Party = ident.Role(side), r.Pairing.Side(side)
			wants = append(wants, w)
		}
	}
	if w.Role, w.Party = "", 0; desk {
		wants = append(wants, ofOffice(w)...)
	}
	return wants
}
