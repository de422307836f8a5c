// Package ident names who acts and what is acted on.
//
// Records are numbered within their programme (a BIGINT drawn inside a change);
// people and URLs use a code such as PRJ-031. Access never rests on a number
// being hard to guess.
package ident

import "slices"

// Programme numbers the programmes of one installation. 0 is the installation
// itself: accounts and programmes are made there.
type Programme int64

// ID is a record's number within its programme; 0 is none.
type ID int64

// Person is a person's number within the installation; 0 is nobody.
type Person int64

// Role is what a person does for an organisation in a programme.
type Role string

// The twelve roles of a programme, the administrator, and the two that are not
// people with a seat: the reader without an account, and a machine's token.
const (
	Leader      Role = "leader"     // sees what is late and who can unblock it
	Office      Role = "office"     // programme office
	Secretary   Role = "secretary"  // meetings and follow-up
	Provider    Role = "provider"   // providing side's focal point
	Receiver    Role = "receiver"   // receiving side's coordinator
	Owner       Role = "owner"      // project owner or implementer
	Finance     Role = "finance"    // posts and matches money
	Analyst     Role = "analyst"    // keeps definitions and figures
	Safeguards  Role = "safeguards" // ecology and complaints officer
	TeamLeader  Role = "team"       // team leader, postings and training
	Auditor     Role = "auditor"    // traces figures, raises findings
	Reader      Role = "reader"     // resident, journalist, public reader
	Admin       Role = "admin"      // accounts and settings, no business facts
	Anonymous   Role = "anonymous"  // not signed in
	TokenHolder Role = "token"      // a program with a token
)

// Roles lists every role in the order they are shown.
var Roles = []Role{Leader, Office, Secretary, Provider, Receiver, Owner, Finance, Analyst,
	Safeguards, TeamLeader, Auditor, Reader, Admin, Anonymous, TokenHolder}

// ProgrammeWide roles see every record of the programme, whoever owns it.
var ProgrammeWide = []Role{Leader, Office, Secretary, Analyst, Auditor}

// Actor is one person acting for one organisation in one programme. Someone
// with several organisations is a different actor under each, but the same
// person: "someone else" always compares both.
type Actor struct {
	Person       Person
	Organisation ID
	Programme    Programme
	Roles        []Role
}

// Has tells whether the actor holds any of the roles.
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(a.Roles, r) })
}

// SeesAll tells whether the actor's role reaches every record of the programme.
func (a Actor) SeesAll() bool { return a.Has(ProgrammeWide...) }

// SomeoneElse tells whether the actor is neither the given person nor of the
// given organisation. Only someone else may confirm, accept or verify a claim,
// so switching hats never lets a person confirm their own.
func (a Actor) SomeoneElse(p Person, organisation ID) bool {
	return a.Person != p && a.Organisation != organisation
}

// Relation is how an actor stands to one record.
type Relation string

const (
	Anyone   Relation = ""         // no relation asked
	Mine     Relation = "mine"     // the duty or record rests on the actor's organisation
	OurSide  Relation = "our_side" // the actor's organisation is a party to it, on the claiming side
	Opposite Relation = "opposite" // someone else, from the side opposite to the claim
)

// Relations is the set an actor has to one record.
type Relations []Relation

// Grant lets holders of any of the roles act when they stand in the relation.
type Grant struct {
	Roles    []Role
	Relation Relation
}

// Allows tells whether the grant covers an actor with these relations.
func (g Grant) Allows(a Actor, rel Relations) bool {
	return a.Has(g.Roles...) && (g.Relation == Anyone || slices.Contains(rel, g.Relation))
}

// Ref points at one record of a programme from another room or the journal.
type Ref struct {
	Kind string // room.noun, e.g. decision.measure
	ID   ID
}
