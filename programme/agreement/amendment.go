package agreement

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Amendment is a change of an agreement that all its signing parties sign: a new
// text, what becomes of its clauses, and the day from which it binds. It comes
// into force with the last consent and is then version Number+1 of the text.
type Amendment struct {
	ID          ident.ID     `json:"id"`
	Seq         int64        `json:"-"`
	Agreement   ident.ID     `json:"agreement"`
	Number      int          `json:"number"`
	From        words.Day    `json:"from"`
	Summary     string       `json:"summary"`
	Document    ident.ID     `json:"document"`
	Changes     []Change     `json:"changes"`
	Consents    []Consent    `json:"consents"`
	State       string       `json:"state"`
	Reason      string       `json:"reason"` // why it was refused
	At          time.Time    `json:"at"`
	ProposedBy  ident.Person `json:"proposed_by"`
	ProposedOrg ident.ID     `json:"proposed_org"`
}

// Change is what becomes of one clause: Changed, with the words that take its
// place and where they stand in the new text, or Removed. A new text that cannot
// be read as text leaves the words empty.
type Change struct {
	Clause ident.ID `json:"clause"`
	Kind   string   `json:"kind"`
	Quote  string   `json:"quote"`
	From   int      `json:"from"`
	To     int      `json:"to"`
}

// Consent is the signature of one signing party, Ordinal from 1 as in the
// agreement. For a party that has nobody in the programme, a second person of
// the office records what the signed copy shows.
type Consent struct {
	Ordinal      int          `json:"ordinal"`
	At           time.Time    `json:"at"`
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// Ref names the amendment to the journal and the tasks.
func (m Amendment) Ref() ident.Ref { return ident.Ref{Kind: AmendmentNoun, ID: m.ID} }

// AmendmentNoun is the kind of an amendment in the journal.
const AmendmentNoun = "agreement.amendment"

// InForceState is the state of an amendment that all parties have signed.
const InForceState = "in_force"

// AmendmentMachine is the life of an amendment. A consent that is not the last
// moves nothing.
var AmendmentMachine = &state.Machine{Noun: AmendmentNoun, Start: Proposed, Moves: []state.Move{
	{Verb: "agreement.consent", From: []string{Proposed}, To: InForceState, By: []ident.Grant{bySigner, {Roles: office, Relation: ident.Opposite}},
		Needs: []string{"agreement.needs_every_party"}},
	{Verb: "agreement.refuse_amendment", From: []string{Proposed}, To: Declined, By: []ident.Grant{bySigner}, Reason: true},
	{Verb: "agreement.take_back_amendment", From: []string{Proposed}, To: TakenBack,
		By: []ident.Grant{{Roles: append(slices.Clone(twoSides), office...), Relation: ident.Mine}}},
}}

// amendable refuses an agreement that cannot be amended.
func (a Agreement) amendable() error {
	if a.UnknownNumber || !slices.Contains([]string{Signed, Effective}, a.State) {
		return fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(a.State))
	}
	return nil
}

func (m Amendment) check() error {
	var f fault.Form
	f.Require(m.From != "", "from", "agreement.day_missing")
	checkDay(&f, "from", m.From)
	f.Require(m.Summary != "", "summary", "agreement.summary_missing")
	f.Require(len([]rune(m.Summary)) <= maxWording, "summary", "agreement.wording_long", maxWording)
	return f.Err()
}

// signedBy tells whether a signing party has consented.
func (m Amendment) signedBy(ordinal int) bool {
	return slices.ContainsFunc(m.Consents, func(c Consent) bool { return c.Ordinal == ordinal })
}

// Relations is how an actor stands to an amendment: Mine for the organisation
// that put it forward, OurSide for a signing party that has yet to sign, and
// Opposite for a second person of the office where a party that has nobody in
// the programme has yet to sign. Nobody signs for two parties.
func (m Amendment) Relations(who ident.Actor, a Agreement, ring Circle) ident.Relations {
	var rel ident.Relations
	if who.Organisation == m.ProposedOrg {
		rel = append(rel, ident.Mine)
	}
	if who.Person == m.ProposedBy || slices.ContainsFunc(m.Consents, func(c Consent) bool { return c.Person == who.Person && c.Organisation != who.Organisation }) {
		return rel
	}
	own, absent := false, false
	for i, p := range a.Parties {
		if m.signedBy(i + 1) {
			continue
		}
		_, present := ring[p.Party]
		own = own || present && p.Party == who.Organisation
		absent = absent || !present
	}
	if own {
		rel = append(rel, ident.OurSide)
	}
	if absent && who.Has(office...) {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// maySign lists the ordinals for which the actor may sign now.
func (m Amendment) maySign(who ident.Actor, a Agreement, ring Circle) []int {
	rel := m.Relations(who, a, ring)
	var out []int
	for i, p := range a.Parties {
		_, present := ring[p.Party]
		switch {
		case m.State != Proposed || m.signedBy(i+1):
		case present && p.Party == who.Organisation && slices.Contains(rel, ident.OurSide) && who.Has(twoSides...),
			!present && slices.Contains(rel, ident.Opposite) && who.Has(office...):
			out = append(out, i+1)
		}
	}
	return out
}

// consent adds the signature of one party; with the last one the amendment is in
// force.
func (m Amendment) consent(who ident.Actor, a Agreement, ring Circle, ordinal int, now time.Time) (Amendment, error) {
	mv, err := AmendmentMachine.Try(who, m.Relations(who, a, ring), m.State, "agreement.consent", "")
	if err != nil {
		return m, err
	}
	if ordinal < 1 || ordinal > len(a.Parties) || m.signedBy(ordinal) {
		return m, fault.New(fault.Conflict, "agreement.party_has_signed")
	}
	if !slices.Contains(m.maySign(who, a, ring), ordinal) {
		return m, fault.New(fault.Forbidden, "fault.forbidden")
	}
	m.Consents = append(slices.Clone(m.Consents), Consent{ordinal, now, who.Person, who.Organisation})
	if len(m.Consents) == len(a.Parties) {
		m.State = mv.To
	}
	return m, nil
}

// wants is whose signature an amendment waits for.
func (m Amendment) wants(a Agreement, ring Circle) []task.Want {
	if m.State != Proposed {
		return nil
	}
	var wants []task.Want
	absent := false
	for i, p := range a.Parties {
		side, present := ring[p.Party]
		switch {
		case m.signedBy(i + 1):
		case !present:
			absent = true
		default:
			for _, role := range twoSides {
				if side == "" || side == string(role) {
					wants = append(wants, task.Want{Action: "agreement.consent", Role: role, Party: p.Party, NotPerson: m.ProposedBy})
				}
			}
		}
	}
	if absent {
		for _, role := range office {
			wants = append(wants, task.Want{Action: "agreement.consent", Role: role, NotPerson: m.ProposedBy})
		}
	}
	return wants
}
