package project

import (
	"slices"

	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// Origin is the original approver of a change: whoever let the project through the
// gate that the change touches. Org and Side are "" where that was the programme
// office, or its leader. Why says why another stands in.
type Origin struct {
	Org    ident.ID
	Side   string
	Leader bool
	Why    words.Key
}

// seat is who may give a part of an approval: somebody in one of the roles, at the
// organisation where one is named.
type seat struct {
	roles []ident.Role
	org   ident.ID
}

func (s seat) holds(who ident.Actor) bool {
	return who.Has(s.roles...) && (s.org == 0 || who.Organisation == s.org)
}

// touchedGate is the last approval of the project that the request touches; none
// where it has not been given.
func (x ChangeRequest) touchedGate(c Course, p Project) (last Ask) {
	ready := slices.ContainsFunc(c.stages(p), func(s plan.Stage) bool { return s.State == Ready && s.Approver != "" })
	touched := map[string]bool{}
	for _, a := range x.Touches() {
		touched[map[bool]string{true: Ready, false: Approved}[a == "place" && ready]] = true
	}
	for _, a := range c.Asks {
		if a.Outcome == Passed && touched[a.State] && a.Seq >= last.Seq {
			last = a
		}
	}
	return last
}

// origin finds the original approver. heir is the organisation that speaks today
// for the one that let the project through: itself, its successor, or 0 for nobody.
func (x ChangeRequest) origin(p Project, c Course, heir ident.ID) Origin {
	gate := x.touchedGate(c, p)
	side := c.Ring.Pairing.SideOf(gate.DecidedOrg)
	i := slices.IndexFunc(c.stages(p), func(s plan.Stage) bool { return s.State == gate.State })
	switch {
	case gate.ID == 0:
		return Origin{Why: "project.origin_none"}
	case side == "":
		return Origin{Leader: i >= 0 && c.stages(p)[i].Approver == "leader"}
	case heir == 0:
		return Origin{Why: "project.origin_empty"}
	case heir == x.AskedOrg:
		return Origin{Why: "project.origin_asks"}
	case heir != gate.DecidedOrg:
		return Origin{Org: heir, Side: side, Why: "project.origin_successor"}
	}
	return Origin{Org: heir, Side: side}
}

// seats are who may give a part of the approval: the programme office where nobody
// else can.
func (x ChangeRequest) seats(part string, p Project, r Ring) []seat {
	o := x.Origin
	if part == Approver && x.Class == ClassA && (o.Side != "" || o.Leader) {
		if o.Leader {
			return []seat{{roles: []ident.Role{ident.Leader}}}
		}
		return []seat{{[]ident.Role{ident.Role(o.Side)}, o.Org}}
	}
	var seats []seat
	if part == OtherSide && r.Pairing.ID != 0 {
		from := o.Side
		if from == "" {
			from = p.sideOf(r, x.AskedOrg)
		}
		for _, side := range []string{party.Provider, party.Receiver} {
			if id := r.Pairing.Side(side); side != from && id != x.AskedOrg {
				seats = append(seats, seat{[]ident.Role{ident.Role(side)}, id})
			}
		}
	}
	if len(seats) == 0 {
		seats = []seat{{roles: office}}
	}
	return seats
}

// other tells whether an actor is somebody else than whoever asked: of the office
// another person, otherwise another person of another organisation.
func (x ChangeRequest) other(who ident.Actor) bool {
	return who.Person != x.AskedBy && (who.Organisation != x.AskedOrg || who.Has(office...))
}

// partOf is the part for which an actor may approve now, "" for none. Nobody gives
// two.
func (x ChangeRequest) partOf(who ident.Actor, p Project, r Ring) string {
	if !x.other(who) || slices.ContainsFunc(x.Consents, func(a ChangeAssent) bool { return a.Person == who.Person }) {
		return ""
	}
	for _, part := range x.parts() {
		if !x.has(part) && slices.ContainsFunc(x.seats(part, p, r), func(s seat) bool { return s.holds(who) }) {
			return part
		}
	}
	return ""
}

// approvers asks those whose approval is missing.
func (x ChangeRequest) approvers(p Project, r Ring, w task.Want) []task.Want {
	var wants []task.Want
	for _, part := range x.parts() {
		for _, s := range x.seats(part, p, r) {
			for _, role := range s.roles {
				w.Role, w.Party = role, s.org
				if !x.has(part) && !slices.Contains(wants, w) {
					wants = append(wants, w)
				}
			}
		}
	}
	return wants
}
