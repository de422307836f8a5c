package agreement

import (
	"embed"
	"slices"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
)

// Words holds the room's texts.
//
//go:embed words.txt
var Words embed.FS

// Agreement is one instrument, or a batch of unknown number. Other is the title
// in the other language, "" when there is none. Period is how long it runs in
// the words of the text; From and To are its days, once known. Batch is the
// batch it was named out of, Supersedes the agreement it was signed again
// instead of, 0 for none. StateBy and StateOrg put the present state forward:
// only somebody else may answer it.
type Agreement struct {
	ID            ident.ID         `json:"id"`
	Seq           int64            `json:"-"`
	Code          string           `json:"code"`
	Kind          string           `json:"kind"`
	Title         string           `json:"title"`
	Lang          string           `json:"lang"`
	Other         string           `json:"other"`
	Conference    ident.ID         `json:"conference"`
	Pairing       ident.ID         `json:"pairing"`
	Batch         ident.ID         `json:"batch"`
	Supersedes    ident.ID         `json:"supersedes"`
	Quote         conference.Quote `json:"quote"`
	SignedOn      words.Day        `json:"signed_on"`
	From          words.Day        `json:"from"`
	To            words.Day        `json:"to"`
	Period        string           `json:"period"`
	UnknownNumber bool             `json:"unknown_number"`
	Parties       []SigningParty   `json:"parties"`
	State         string           `json:"state"`
	StateSince    time.Time        `json:"state_since"`
	StateBy       ident.Person     `json:"state_by"`
	StateOrg      ident.ID         `json:"state_org"`
	CapturedBy    ident.Person     `json:"captured_by"`
	Owner         ident.ID         `json:"owner"`
	Visibility    string           `json:"visibility"`
	Illustrative  bool             `json:"illustrative"`
}

// SigningParty is a signer as the text names it and, once known, as a record.
// Side is provider, receiver or "".
type SigningParty struct {
	Name  string   `json:"name"`
	Side  string   `json:"side"`
	Party ident.ID `json:"party"`
}

// TitleIn is the title in a language of the interface, or as given.
func (a Agreement) TitleIn(l words.Lang) string { return titleIn(l, a.Lang, a.Title, a.Other) }

// Ref names the agreement to the journal, the tasks and the search index.
func (a Agreement) Ref() ident.Ref { return ident.Ref{Kind: Noun, ID: a.ID} }

// InForce tells whether it was signed and has not ended: promises may be made
// of its clauses.
func (a Agreement) InForce() bool { return slices.Contains(inForce, a.State) }

// Drafted tells whether it is not signed yet.
func (a Agreement) Drafted() bool { return slices.Contains(unsigned, a.State) }

func titleIn(l words.Lang, lang, title, other string) string {
	if lang != string(l) && other != "" {
		return other
	}
	return title
}

// URL is the page of an agreement within the programme.
func URL(code string) string { return "/agreements/" + code }

// Noun is the kind of an agreement in the journal.
const Noun = "agreement.agreement"

// States of an agreement. One that is known from a report enters as captured,
// one that is still being written as drafting.
const (
	Captured     = "captured"
	SignedUnheld = "signed_unheld"
	Drafting     = "drafting"
	Reviewing    = "reviewing"
	AgreedText   = "agreed_text"
	Signed       = "signed"
	Effective    = "effective"
	Completed    = "completed"
	Lapsed       = "lapsed"
	Terminated   = "terminated"
	Superseded   = "superseded"
	Withdrawn    = "withdrawn"
)

var (
	unsigned = []string{Drafting, Reviewing, AgreedText}
	inForce  = []string{SignedUnheld, Signed, Effective}
	// replaceable are the states in which a new signing may take its place.
	replaceable = append(slices.Clone(inForce), Lapsed)
)

// Kinds of agreement, in the order in which they are offered.
var Kinds = []string{"memorandum", "framework", "cooperation", "joint_venture", "responsibility", "other"}

// Visibilities of a record: within its organisation, all parties, everybody.
var Visibilities = []string{"parties", "internal", "public"}

// Sides a signing party may stand on; "" is not known.
var Sides = []string{"", party.Provider, party.Receiver}

var (
	office   = []ident.Role{ident.Office, ident.Secretary}
	twoSides = []ident.Role{ident.Provider, ident.Receiver}
	seated   = []ident.Role{ident.Leader, ident.Office, ident.Secretary, ident.Provider, ident.Receiver, ident.Owner, ident.Finance,
		ident.Analyst, ident.Safeguards, ident.TeamLeader, ident.Auditor, ident.Reader}
	byOffice   = ident.Grant{Roles: office}
	bySigner   = ident.Grant{Roles: twoSides, Relation: ident.OurSide}
	otherSide  = []ident.Grant{{Roles: twoSides, Relation: ident.Opposite}, {Roles: office, Relation: ident.Opposite}}
	partyTo    = []ident.Grant{byOffice, bySigner}
	provider   = ident.Grant{Roles: []ident.Role{ident.Provider}, Relation: ident.Mine}
	providerTo = []ident.Grant{{Roles: []ident.Role{ident.Provider}, Relation: ident.Opposite}}
	receiver   = []ident.Grant{{Roles: []ident.Role{ident.Receiver}, Relation: ident.Opposite}}
	eitherSide = []ident.Grant{{Roles: twoSides, Relation: ident.Opposite}}
)

// Machine is the life of an agreement. A text added to a draft, before the
// second acceptance, or as a further copy, moves nothing. Superseding is done by
// the signing that takes its place. Whether a part of it is being carried out
// is computed, never stored.
var Machine = &state.Machine{Noun: Noun, Start: Captured, Moves: []state.Move{
	{Verb: "agreement.accept", From: []string{Captured}, To: SignedUnheld, By: otherSide, Needs: []string{"agreement.needs_someone_else"}},
	{Verb: "agreement.submit_draft", From: []string{Drafting}, To: Reviewing, By: partyTo, Needs: []string{"agreement.needs_file"}},
	{Verb: "agreement.return_draft", From: []string{Reviewing, AgreedText}, To: Drafting, By: append(slices.Clone(otherSide), byOffice), Reason: true},
	{Verb: "agreement.agree_text", From: []string{Reviewing}, To: AgreedText, By: otherSide, Needs: []string{"agreement.needs_someone_else"}},
	{Verb: "agreement.sign", From: []string{AgreedText}, To: Signed, By: partyTo, Needs: []string{"agreement.needs_day"}},
	{Verb: "agreement.hold_text", From: []string{SignedUnheld}, To: Signed, By: partyTo, Needs: []string{"agreement.needs_file"}},
	{Verb: "agreement.hold_text", From: []string{Captured}, To: Captured, By: partyTo, Needs: []string{"agreement.needs_file"}},
	{Verb: "agreement.hold_text", From: []string{Drafting}, To: Drafting, By: partyTo, Needs: []string{"agreement.needs_file"}},
	{Verb: "agreement.hold_text", From: []string{Signed}, To: Signed, By: partyTo, Needs: []string{"agreement.needs_file"}},
	{Verb: "agreement.hold_text", From: []string{Effective}, To: Effective, By: partyTo, Needs: []string{"agreement.needs_file"}},
	{Verb: "agreement.take_effect", From: []string{Signed}, To: Effective, By: []ident.Grant{byOffice}, Needs: []string{"agreement.needs_day"}},
	{Verb: "agreement.complete", From: []string{Effective}, To: Completed, By: []ident.Grant{byOffice},
		Needs: []string{"agreement.needs_day", "agreement.needs_settled"}},
	{Verb: "agreement.lapse", From: inForce, To: Lapsed, By: []ident.Grant{byOffice}, Reason: true, Needs: []string{"agreement.needs_day"}},
	{Verb: "agreement.terminate", From: inForce, To: Terminated, By: []ident.Grant{byOffice}, Reason: true, Needs: []string{"agreement.needs_day"}},
	{Verb: "agreement.supersede", From: replaceable, To: Superseded, By: append(slices.Clone(otherSide), partyTo...),
		Needs: []string{"agreement.needs_new_signing"}},
	{Verb: "agreement.withdraw", From: []string{Captured}, To: Withdrawn, By: append(slices.Clone(otherSide), byOffice), Reason: true},
	{Verb: "agreement.withdraw", From: append(slices.Clone(unsigned), SignedUnheld, Signed), To: Withdrawn, By: []ident.Grant{byOffice}, Reason: true,
		Needs: []string{"agreement.needs_no_commitments"}},
}}

// own are the acts that are no move of a machine.
var own = []access.Rule{
	{Action: "agreement.see", By: []ident.Grant{{Roles: seated}}},
	{Action: "agreement.capture", By: []ident.Grant{byOffice, {Roles: twoSides}}},
	{Action: "agreement.name_out", By: partyTo},
	{Action: "agreement.mark", By: partyTo},
	{Action: "agreement.commit", By: []ident.Grant{byOffice, provider}},
	{Action: "agreement.propose", By: []ident.Grant{bySigner}},
	{Action: "agreement.restate", By: partyTo},
	{Action: "agreement.amend", By: partyTo},
}

// Machines are the lives of the room's records, in the order in which they are
// documented.
var Machines = []*state.Machine{Machine, ClauseMachine, AmendmentMachine, VentureMachine, StepMachine, CommitmentMachine, ProposalMachine}

// Rules lists the room's actions and who may do them.
func Rules() []access.Rule {
	all := slices.Clone(own)
	for _, m := range Machines {
		all = append(all, access.FromMachine(m)...)
	}
	return all
}

// Circle is who stands where around an agreement: every organisation that is on
// record for it, with its side (provider, receiver or "").
type Circle map[ident.ID]string

// others lists the organisations across from one, in order of number: all of
// them when it is not in the circle itself.
func (c Circle) others(org ident.ID) []ident.ID {
	side, in := c[org]
	var list []ident.ID
	for id, s := range c {
		if id != org && (!in || side == "" || s != side) {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}

// Relations is how an actor stands to what a person of an organisation put
// forward about an agreement. The other side is across from that organisation;
// where nobody is, it is a second person of the programme office.
func (c Circle) Relations(who ident.Actor, by ident.Person, org ident.ID) ident.Relations {
	var rel ident.Relations
	if who.Organisation == org {
		rel = append(rel, ident.Mine)
	}
	if _, in := c[who.Organisation]; in {
		rel = append(rel, ident.OurSide)
	}
	others := c.others(org)
	switch {
	case len(others) > 0 && slices.Contains(others, who.Organisation) && who.SomeoneElse(by, org):
		rel = append(rel, ident.Opposite)
	case len(others) == 0 && who.Has(office...) && who.Person != by:
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// check refuses what cannot be an agreement.
func (a Agreement) check() error {
	var f fault.Form
	f.Require(slices.Contains(Kinds, a.Kind), "kind", "agreement.kind_unknown")
	f.Require(a.Title != "", "title", "agreement.title_missing")
	f.Require(len([]rune(a.Title)) <= maxTitle, "title", "agreement.title_long", maxTitle)
	f.Require(slices.Contains(langs, a.Lang), "lang", "agreement.lang_unknown")
	f.Require(slices.Contains(Visibilities, a.Visibility), "visibility", "agreement.visibility_unknown")
	for name, day := range map[string]words.Day{"signed_on": a.SignedOn, "from": a.From, "to": a.To} {
		checkDay(&f, name, day)
	}
	f.Require(a.From == "" || a.To == "" || a.From <= a.To, "to", "agreement.days_reversed")
	f.Require(!a.UnknownNumber || a.Batch == 0, "unknown_number", "agreement.batch_in_batch")
	f.Require(len(a.Parties) > 0 || a.UnknownNumber, "parties", "agreement.parties_missing")
	for _, p := range a.Parties {
		f.Require(p.Name != "", "parties", "agreement.party_unnamed")
		f.Require(slices.Contains(Sides, p.Side), "parties", "agreement.side_unknown", p.Side)
	}
	return f.Err()
}

// maxTitle bounds a title in characters.
const maxTitle = 300

var langs = []string{string(words.EN), string(words.ZH)}

func checkDay(f *fault.Form, name string, day words.Day) {
	_, ok := words.ParseDay(string(day))
	f.Require(day == "" || ok, name, "agreement.day_wrong", string(day))
}

// narrower is the visibility that shows less: a record read from a text is no
// more visible than the text.
func narrower(a, b string) string {
	order := []string{"internal", "parties", "public"}
	if slices.Index(order, b) < slices.Index(order, a) {
		return b
	}
	return a
}

// move takes the agreement one step on at a moment. Who moves it on puts the
// new state forward.
func (a Agreement) move(who ident.Actor, c Circle, verb, reason string, now time.Time) (Agreement, error) {
	rel := c.Relations(who, a.StateBy, a.StateOrg)
	mv, err := Machine.Try(who, rel, a.State, verb, reason)
	if err != nil {
		return a, movedOn(Machine, rel, a.State, verb, err)
	}
	if mv.To != a.State {
		a.State, a.StateSince, a.StateBy, a.StateOrg = mv.To, now, who.Person, who.Organisation
	}
	return a, nil
}

// sign sets the day on which the agreed text was signed.
func (a Agreement) sign(on words.Day) (Agreement, error) {
	var f fault.Form
	f.Require(on != "", "signed_on", "agreement.day_missing")
	checkDay(&f, "signed_on", on)
	a.SignedOn = on
	return a, f.Err()
}

// takeEffect sets the first day on which the agreement binds.
func (a Agreement) takeEffect(from words.Day) (Agreement, error) {
	var f fault.Form
	f.Require(from != "", "from", "agreement.day_missing")
	checkDay(&f, "from", from)
	f.Require(a.To == "" || from <= a.To, "from", "agreement.days_reversed")
	a.From = from
	return a, f.Err()
}

// endOn sets the last day of the agreement.
func (a Agreement) endOn(to words.Day) (Agreement, error) {
	var f fault.Form
	f.Require(to != "", "to", "agreement.day_missing")
	checkDay(&f, "to", to)
	f.Require(a.From == "" || a.From <= to, "to", "agreement.days_reversed")
	a.To = to
	return a, f.Err()
}

// names are the signing parties in one text.
func (a Agreement) names() string {
	var names []string
	for _, p := range a.Parties {
		names = append(names, p.Name)
	}
	return strings.Join(names, "\n")
}

// found is what an agreement is looked for by.
func (a Agreement) found() search.Doc {
	return search.Doc{Ref: a.Ref(), Code: a.Code, Title: a.Title, Body: strings.TrimSpace(a.Other + "\n" + a.names() + "\n" + a.Quote.Text),
		Visibility: a.Visibility, Owner: a.Owner, Withdrawn: a.State == Withdrawn}
}

// wants is whom the agreement now waits for: the second acceptance, the text,
// the acceptance of clauses. One task stands for all its marked clauses.
func (a Agreement) wants(c Circle, clauses []Clause) []task.Want {
	switch a.State {
	case Captured:
		return c.ask("agreement.accept", a.StateBy, a.StateOrg)
	case Drafting:
		return []task.Want{{Action: "agreement.submit_draft", Role: ident.Office}}
	case Reviewing:
		return c.ask("agreement.agree_text", a.StateBy, a.StateOrg)
	case AgreedText:
		return []task.Want{{Action: "agreement.sign", Role: ident.Office}}
	case Completed, Lapsed, Terminated, Superseded, Withdrawn:
		return nil
	}
	var wants []task.Want
	if a.State == SignedUnheld && !a.UnknownNumber {
		wants = append(wants, task.Want{Action: "agreement.hold_text", Role: ident.Office})
	}
	at := map[task.Want]int{}
	for _, cl := range clauses {
		if cl.State != Marked {
			continue
		}
		for _, w := range c.ask("agreement.accept_clause", cl.MarkedBy, cl.MarkedOrg) {
			if cl.readBy(c[w.Party]) {
				continue
			}
			slot := w
			slot.NotPerson = 0
			i, asked := at[slot]
			switch {
			case !asked:
				at[slot] = len(wants)
				wants = append(wants, w)
			case wants[i].NotPerson != w.NotPerson:
				wants[i].NotPerson = 0 // several markers: each may accept the others' clauses
			}
		}
	}
	return wants
}

// ask wants an action of everybody who may answer what a person of an
// organisation put forward.
func (c Circle) ask(action string, by ident.Person, org ident.ID) []task.Want {
	others := c.others(org)
	if len(others) == 0 {
		var wants []task.Want
		for _, role := range office {
			wants = append(wants, task.Want{Action: action, Role: role, NotPerson: by})
		}
		return wants
	}
	var wants []task.Want
	for _, id := range others {
		for _, role := range twoSides {
			if side := c[id]; side == "" || side == string(role) {
				wants = append(wants, task.Want{Action: action, Role: role, Party: id, NotPerson: by})
			}
		}
	}
	return wants
}
