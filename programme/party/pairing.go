package party

import (
	"slices"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Pairing binds a providing and a receiving party for a stretch of days (both
// included, an empty end open) and a scope. AgreedSide is the side that has
// agreed while the other has not. Successor is the pairing it was transferred to.
type Pairing struct {
	ID              ident.ID     `json:"id"`
	Code            string       `json:"code"`
	Provider        ident.ID     `json:"provider"`
	Receiver        ident.ID     `json:"receiver"`
	Scope           string       `json:"scope"`
	Level           string       `json:"level"`
	From            words.Day    `json:"from"`
	To              words.Day    `json:"to"`
	Predecessor     ident.ID     `json:"predecessor"`
	Successor       ident.ID     `json:"successor"`
	LiaisonProvider string       `json:"liaison_provider"`
	LiaisonReceiver string       `json:"liaison_receiver"`
	ProposedBy      ident.Person `json:"proposed_by"`
	AgreedSide      string       `json:"agreed_side"`
	AgreedBy        ident.Person `json:"agreed_by"`
	State           string       `json:"state"`
	Visibility      string       `json:"visibility"`
}

var (
	twoSides   = []ident.Role{ident.Provider, ident.Receiver}
	secondHand = []ident.Role{ident.Office, ident.Secretary}

	agreeing = []ident.Grant{{Roles: twoSides, Relation: ident.Opposite}, {Roles: secondHand, Relation: ident.Opposite}}
	eitherOr = []ident.Grant{{Roles: twoSides, Relation: ident.Mine}, {Roles: []ident.Role{ident.Office}}}
)

// PairingMachine is the life of a pairing.
var PairingMachine = state.Machine{
	Noun:  "party.pairing",
	Start: "proposed",
	Moves: []state.Move{
		{Verb: "party.agree", From: []string{"proposed"}, To: "half_agreed", By: agreeing, Needs: []string{"party.needs_other_side"}},
		{Verb: "party.agree", From: []string{"proposed", "half_agreed"}, To: "agreed", By: agreeing, Needs: []string{"party.needs_other_side"}},
		{Verb: "party.decline", From: []string{"proposed", "half_agreed"}, To: "declined", By: eitherOr, Reason: true},
		{Verb: "party.start", From: []string{"agreed"}, To: "active", By: office},
		{Verb: "party.suspend", From: []string{"active"}, To: "suspended", By: office, Reason: true},
		{Verb: "party.resume", From: []string{"suspended"}, To: "active", By: office, Reason: true},
		{Verb: "party.transfer", From: []string{"active", "suspended"}, To: "transferred", By: office, Reason: true, Needs: []string{"party.needs_agreed_successor"}},
		{Verb: "party.end", From: []string{"agreed", "active", "suspended"}, To: "ended", By: office, Reason: true},
		{Verb: "party.take_back", From: []string{"proposed"}, To: "withdrawn", By: office, Needs: []string{"party.needs_unused"}},
	},
}

// Living are the states in which a pairing bars a second one of the same
// parties and scope.
var Living = []string{"proposed", "half_agreed", "agreed", "active", "suspended"}

// PairInput is a pairing as proposed. An empty Code is drawn.
type PairInput struct {
	Code                             string
	Provider, Receiver               ident.ID
	Scope, Level                     string
	From, To                         words.Day
	Predecessor                      ident.ID
	LiaisonProvider, LiaisonReceiver string
	Visibility                       string
}

func (in PairInput) check() (PairInput, error) {
	in.Code, in.Scope = strings.ToUpper(strings.TrimSpace(in.Code)), strings.TrimSpace(in.Scope)
	in.LiaisonProvider, in.LiaisonReceiver = strings.TrimSpace(in.LiaisonProvider), strings.TrimSpace(in.LiaisonReceiver)
	if in.Visibility == "" {
		in.Visibility = "parties"
	}
	var f fault.Form
	f.Require(in.Code == "" || recordCode.MatchString(in.Code), "code", "party.code_form", in.Code)
	f.Require(in.Provider != 0, "provider", "party.provider_missing")
	f.Require(in.Receiver != 0, "receiver", "party.receiver_missing")
	f.Require(in.Provider == 0 || in.Provider != in.Receiver, "receiver", "party.pair_self")
	f.Require(oneOf(in.Level, Levels), "level", "party.level_unknown", in.Level)
	f.Require(in.From != "", "from", "party.from_missing")
	f.Require(oneOf(in.Visibility, Visibilities), "visibility", "party.visibility_unknown", in.Visibility)
	f.Require(len([]rune(in.Scope)) <= maxName, "scope", "party.name_long", maxName)
	f.Require(len([]rune(in.LiaisonProvider)) <= maxName, "liaison_provider", "party.name_long", maxName)
	f.Require(len([]rune(in.LiaisonReceiver)) <= maxName, "liaison_receiver", "party.name_long", maxName)
	checkSpan(&f, in.From, in.To)
	return in, f.Err()
}

// own refuses a side that proposes for others, beside the field for itself.
func (in PairInput) own(who ident.Actor) error {
	if _, err := in.check(); err != nil || who.Has(ident.Office) {
		return err
	}
	var f fault.Form
	f.Require(in.Provider == who.Organisation || in.Receiver == who.Organisation, ownField(who), "party.pair_own")
	return f.Err()
}

// ownField is the field in which a side chooses its own organisation.
func ownField(who ident.Actor) string {
	if who.Has(ident.Provider) {
		return Provider
	}
	return Receiver
}

// propose makes the pairing. A side that proposes has agreed by that.
func (in PairInput) propose(who ident.Actor) Pairing {
	p := Pairing{Provider: in.Provider, Receiver: in.Receiver, Scope: in.Scope, Level: in.Level, From: in.From, To: in.To,
		Predecessor: in.Predecessor, LiaisonProvider: in.LiaisonProvider, LiaisonReceiver: in.LiaisonReceiver,
		Visibility: in.Visibility, ProposedBy: who.Person, State: PairingMachine.Start}
	if side := p.SideOf(who.Organisation); side != "" {
		p.AgreedSide, p.AgreedBy, p.State = side, who.Person, "half_agreed"
	}
	return p
}

// SideOf is the side a party has in this pairing, "" when it is in neither.
func (p Pairing) SideOf(party ident.ID) string {
	switch party {
	case p.Provider:
		return Provider
	case p.Receiver:
		return Receiver
	}
	return ""
}

// Side is the party on a side.
func (p Pairing) Side(side string) ident.ID {
	if side == Provider {
		return p.Provider
	}
	return p.Receiver
}

// waiting lists the sides that have not agreed.
func (p Pairing) waiting() []string {
	switch p.State {
	case "proposed":
		return []string{Provider, Receiver}
	case "half_agreed":
		if p.AgreedSide == Provider {
			return []string{Receiver}
		}
		return []string{Provider}
	}
	return nil
}

// answersFor lists the sides the actor may agree for: their own side, and from
// the programme office those sides that have no seat in the programme.
func (p Pairing) answersFor(who ident.Actor, seated map[string]bool) []string {
	if who.Person == p.ProposedBy || who.Person == p.AgreedBy {
		return nil
	}
	var sides []string
	for _, side := range p.waiting() {
		own := p.SideOf(who.Organisation) == side && who.Has(twoSides...)
		forAbsent := !seated[side] && who.Has(secondHand...) && p.SideOf(who.Organisation) == ""
		if own || forAbsent {
			sides = append(sides, side)
		}
	}
	return sides
}

// Relations tells how the actor stands to the pairing. seated are the sides
// whose party has a provider's or receiver's seat in the programme.
func (p Pairing) Relations(who ident.Actor, seated map[string]bool) ident.Relations {
	var rel ident.Relations
	if p.SideOf(who.Organisation) != "" {
		rel = append(rel, ident.Mine, ident.OurSide)
	}
	if len(p.answersFor(who, seated)) > 0 {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// agree records the agreement of every side the actor may answer for.
func (p Pairing) agree(who ident.Actor, seated map[string]bool) Pairing {
	sides := p.answersFor(who, seated)
	if slices.Equal(sides, p.waiting()) {
		p.State = "agreed"
		return p
	}
	p.State, p.AgreedSide, p.AgreedBy = "half_agreed", sides[0], who.Person
	return p
}

// liaise names the liaison unit of a side: each side its own, the programme
// office for a side without a seat.
func (p Pairing) liaise(who ident.Actor, seated map[string]bool, side, unit string) (Pairing, error) {
	if !p.mayLiaise(who, seated, side) {
		return p, fault.New(fault.Forbidden, "fault.forbidden")
	}
	if !oneOf(p.State, Living) {
		return p, fault.New(fault.Conflict, "state.moved_on", PairingMachine.StateKey(p.State))
	}
	unit = strings.TrimSpace(unit)
	was, field := &p.LiaisonProvider, "liaison_provider"
	if side == Receiver {
		was, field = &p.LiaisonReceiver, "liaison_receiver"
	}
	var f fault.Form
	f.Require(len([]rune(unit)) <= maxName, field, "party.name_long", maxName)
	f.Require(unit != *was, field, "party.nothing_changed")
	*was = unit
	return p, f.Err()
}

func (p Pairing) mayLiaise(who ident.Actor, seated map[string]bool, side string) bool {
	switch {
	case side != Provider && side != Receiver:
		return false
	case p.SideOf(who.Organisation) == side && who.Has(twoSides...):
		return true
	}
	return !seated[side] && who.Has(ident.Office)
}

// transfer hands the pairing on to one that names it as its predecessor, that
// both its sides have agreed to, and that has begun with a new party on one side.
func (p Pairing) transfer(who ident.Actor, next Pairing, today words.Day, reason string) (Pairing, error) {
	mv, err := PairingMachine.Try(who, nil, p.State, "party.transfer", reason)
	if err != nil {
		return p, err
	}
	var f fault.Form
	switch {
	case next.Predecessor != p.ID || next.State != "agreed" && next.State != "active":
		f.Refuse("successor", "party.transfer_not_agreed")
	case (next.Provider == p.Provider) == (next.Receiver == p.Receiver):
		f.Refuse("successor", "party.transfer_one_side")
	case next.From <= p.From:
		f.Refuse("successor", "party.day_order")
	case next.From > today:
		f.Refuse("successor", "party.transfer_early", next.From)
	}
	p.State, p.Successor = mv.To, next.ID
	if last := next.From.Add(-1); p.To == "" || p.To > last {
		p.To = last
	}
	return p, f.Err()
}

// MoveInput is a step of a record's life with what it needs.
type MoveInput struct {
	Verb, Reason string
	On           words.Day // party.end: the last day
}

// move takes the pairing one step on. It is the whole rule of the machine
// beyond who and when.
func (p Pairing) move(who ident.Actor, seated map[string]bool, in MoveInput) (Pairing, error) {
	mv, err := PairingMachine.Try(who, p.Relations(who, seated), p.State, in.Verb, in.Reason)
	if err != nil {
		return p, err
	}
	switch in.Verb {
	case "party.agree":
		return p.agree(who, seated), nil
	case "party.end":
		var f fault.Form
		_, real := words.ParseDay(string(in.On))
		f.Require(real, "to", "party.day", in.On)
		f.Require(in.On >= p.From, "to", "party.day_order")
		if err := f.Err(); err != nil {
			return p, err
		}
		p.To = in.On
	}
	p.State = mv.To
	return p, nil
}

// wants lists who must act next: the sides that have not agreed (a second
// person of the office for one without a seat), then the office to start it.
func (p Pairing) wants(seated map[string]bool) []task.Want {
	if p.State == "agreed" {
		return []task.Want{{Action: "party.start", Role: ident.Office}}
	}
	var wants []task.Want
	for _, side := range p.waiting() {
		w := task.Want{Action: "party.agree", Role: ident.Role(side), Party: p.Side(side), NotPerson: p.ProposedBy}
		if !seated[side] {
			w.Role, w.Party = ident.Office, 0
		}
		wants = append(wants, w)
	}
	return wants
}
