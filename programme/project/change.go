package project

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Terms are what only a change request changes once a project is on record.
// Scale is how much is made, nil while nobody has said it.
type Terms struct {
	Place    string          `json:"place"`
	Content  string          `json:"content"`
	Scale    *money.Quantity `json:"scale"`
	From     words.Day       `json:"from"`
	To       words.Day       `json:"to"`
	Estimate *money.Amount   `json:"estimate"`
}

// Version is one version of the terms: the first as recorded, each later one
// made by a change request.
type Version struct {
	Number int       `json:"number"`
	Seq    int64     `json:"-"`
	Change ident.ID  `json:"change"`
	At     time.Time `json:"at"`
	Terms
}

// Shift is the baseline of a milestone before and after a change. The day first
// planned stays beside both.
type Shift struct {
	Milestone ident.ID  `json:"milestone"`
	Before    words.Day `json:"before"`
	After     words.Day `json:"after"`
}

// ChangeRequest asks to change what a project was agreed to be. Class is
// computed: A goes to the original approver and to the other side, B to the
// programme office. Source says where the money for a higher estimate comes from.
type ChangeRequest struct {
	ID         ident.ID       `json:"id"`
	Seq        int64          `json:"-"`
	Code       string         `json:"code"`
	Project    ident.ID       `json:"project"`
	Why        string         `json:"why"`
	Promise    string         `json:"effect_on_commitment"`
	People     string         `json:"effect_on_people"`
	Value      bool           `json:"changes_commitment_value"`
	Source     string         `json:"source_of_money"`
	Before     Terms          `json:"before"`
	After      Terms          `json:"after"`
	Shifts     []Shift        `json:"milestones"`
	Class      string         `json:"class"`
	Appraisal  string         `json:"appraisal"`
	Consents   []ChangeAssent `json:"approvals"`
	AskedAt    time.Time      `json:"asked_at"`
	AskedBy    ident.Person   `json:"asked_by"`
	AskedOrg   ident.ID       `json:"asked_org"`
	State      string         `json:"state"`
	StateSince time.Time      `json:"state_since"`
	StateBy    ident.Person   `json:"state_by"`
	StateOrg   ident.ID       `json:"state_org"`
	Reason     string         `json:"reason"` // of the decision, published
	Origin     Origin         `json:"-"`      // who let it through the gate that it touches, as of today
}

// ChangeAssent is the approval of one of those who are asked.
type ChangeAssent struct {
	Part string `json:"part"`
	Said
}

// Parts of an approval.
const (
	Approver  = "approver" // the original approver
	OtherSide = "other_side"
)

// Classes of a change.
const (
	ClassA = "A"
	ClassB = "B"
)

// ChangeNoun is the kind of a change request in the journal.
const ChangeNoun = "project.change"

// Ref names the request to the journal and the tasks.
func (x ChangeRequest) Ref() ident.Ref { return ident.Ref{Kind: ChangeNoun, ID: x.ID} }

// ChangeURL is the page of a change request within the programme.
func ChangeURL(code string) string { return "/changes/" + code }

// States of a change request; it begins ChangeDraft.
const (
	ChangeDraft     = "draft"
	ChangeSubmitted = "submitted"
	ChangeAppraised = "appraised"
	ChangeApproved  = "approved"
	ChangeApplied   = "applied"
	ChangeRefused   = "refused"
	ChangeWithdrawn = "withdrawn"
)

// byAsked are whose approval a request can need: Relations tells whose it does.
var byAsked = append(slices.Clone(bySomeElse), ident.Grant{Roles: []ident.Role{ident.Leader}, Relation: ident.Opposite})

var byAsker = ident.Grant{Roles: slices.Concat(office, doers), Relation: ident.Mine}

// ChangeMachine is the life of a change request. An approval that is not the
// last moves nothing.
var ChangeMachine = &state.Machine{Noun: ChangeNoun, Start: ChangeDraft, Moves: []state.Move{
	{Verb: "project.submit_change", From: []string{ChangeDraft}, To: ChangeSubmitted, By: []ident.Grant{byAsker}},
	{Verb: "project.appraise_change", From: []string{ChangeSubmitted}, To: ChangeAppraised, By: []ident.Grant{{Roles: office, Relation: ident.Opposite}}, Reason: true},
	{Verb: "project.approve_change", From: []string{ChangeAppraised}, To: ChangeApproved, By: byAsked, Needs: []string{"project.needs_not_the_asker"}},
	{Verb: "project.refuse_change", From: []string{ChangeSubmitted, ChangeAppraised}, To: ChangeRefused, By: byAsked, Reason: true},
	{Verb: "project.apply_change", From: []string{ChangeApproved}, To: ChangeApplied, By: []ident.Grant{byOffice, byAsker}},
	{Verb: "project.withdraw_change", From: []string{ChangeDraft, ChangeSubmitted, ChangeAppraised}, To: ChangeWithdrawn, By: []ident.Grant{byAsker}},
	{Verb: "project.undo_change", From: []string{ChangeAppraised, ChangeApproved, ChangeRefused}, To: ChangeAppraised, By: []ident.Grant{{Roles: office, Relation: ident.Opposite}},
		Reason: true},
}}

// Open tells whether the request is still to be decided or carried out.
func (x ChangeRequest) Open() bool {
	return !slices.Contains([]string{ChangeApplied, ChangeRefused, ChangeWithdrawn}, x.State)
}

// terms are those of the project as it stands; scale is kept beside it.
func (p Project) terms(scale *money.Quantity) Terms {
	return Terms{Place: p.Place, Content: p.Summary, Scale: scale, From: p.From, To: p.To, Estimate: p.Estimate}
}

// with gives the project the terms.
func (p Project) with(t Terms) Project {
	p.Place, p.Summary, p.From, p.To, p.Estimate = t.Place, t.Content, t.From, t.To, t.Estimate
	return p
}

// Aspects of a change, in the order in which they are shown.
var Aspects = []string{"place", "scale", "content", "cost", "value", "time"}

// Touches lists the aspects that the request changes.
func (x ChangeRequest) Touches() []string {
	changed := map[string]bool{"place": x.Before.Place != x.After.Place, "content": x.Before.Content != x.After.Content,
		"scale": !sameQuantity(x.Before.Scale, x.After.Scale), "cost": !sameAmount(x.Before.Estimate, x.After.Estimate), "value": x.Value,
		"time": x.Before.From != x.After.From || x.Before.To != x.After.To || len(x.Shifts) > 0}
	return slices.DeleteFunc(slices.Clone(Aspects), func(a string) bool { return !changed[a] })
}

func sameAmount(a, b *money.Amount) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

func sameQuantity(a, b *money.Quantity) bool {
	if a == nil || b == nil {
		return a == b
	}
	order, err := a.Cmp(*b)
	return err == nil && order == 0
}

// dearer tells whether the estimate grows, or is given for the first time.
func (x ChangeRequest) dearer() bool {
	before, after := x.Before.Estimate, x.After.Estimate
	return after != nil && (before == nil || after.Minor > before.Minor)
}

// class is computed from what changes, and cannot be chosen. first are the days
// as first planned: many small delays add up. Without a tolerance no date moves
// without both sides.
func (x ChangeRequest) class(first Terms, baselines map[ident.ID]words.Day, tolerance *int) string {
	touches := x.Touches()
	for _, a := range []string{"place", "scale", "content", "value"} {
		if slices.Contains(touches, a) {
			return ClassA
		}
	}
	if x.dearer() {
		return ClassA
	}
	within := func(from, to words.Day) bool {
		days := from.Until(to)
		return from == to || tolerance != nil && from != "" && to != "" && max(days, -days) <= *tolerance
	}
	ok := within(first.From, x.After.From) && within(first.To, x.After.To)
	for _, s := range x.Shifts {
		ok = ok && within(baselines[s.Milestone], s.After)
	}
	if ok {
		return ClassB
	}
	return ClassA
}

// check refuses what cannot be a change request.
func (x ChangeRequest) check() error {
	var f fault.Form
	f.Require(x.Why != "", "why", "project.change_why_missing")
	f.Require(x.Promise != "", "promise", "project.change_effect_missing")
	f.Require(x.People != "", "people", "project.change_effect_missing")
	for name, text := range map[string]string{"why": x.Why, "promise": x.Promise, "people": x.People, "source": x.Source, "content": x.After.Content, "place": x.After.Place} {
		f.Require(len([]rune(text)) <= maxNote, name, "project.note_long", maxNote)
	}
	f.Require(len(x.Touches()) > 0, "why", "project.change_nothing")
	checkDay(&f, "from", x.After.From)
	checkDay(&f, "to", x.After.To)
	f.Require(x.After.From == "" || x.After.To == "" || x.After.From <= x.After.To, "to", "project.days_reversed")
	before, after := x.Before.Estimate, x.After.Estimate
	f.Require(after == nil || after.Minor >= 0, "estimate", "project.negative")
	f.Require(before == nil || after != nil, "estimate", "project.estimate_stays")
	f.Require(before == nil || after == nil || before.Currency == after.Currency, "estimate", "project.estimate_currency")
	// No estimate grows before somebody has named the money for it.
	f.Require(!x.dearer() || x.Source != "", "source", "project.source_missing")
	for _, s := range x.Shifts {
		checkDay(&f, shiftField(s.Milestone), s.After)
	}
	return f.Err()
}

// Relations is how an actor stands to the request: Mine for the organisation
// that asked, Opposite for whose approval it needs, and for another person of the
// office.
func (x ChangeRequest) Relations(who ident.Actor, p Project, r Ring) ident.Relations {
	rel := slices.DeleteFunc(p.Before(who, r, x.AskedBy, x.AskedOrg), func(y ident.Relation) bool { return y == ident.Mine || y == ident.Opposite })
	if who.Organisation == x.AskedOrg {
		rel = append(rel, ident.Mine)
	}
	asked := who.Has(office...) || slices.ContainsFunc(x.parts(), func(part string) bool {
		return slices.ContainsFunc(x.seats(part, p, r), func(s seat) bool { return s.holds(who) })
	})
	if asked && x.other(who) {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// parts are whose approval the request needs.
func (x ChangeRequest) parts() []string {
	if x.Class == ClassB {
		return []string{Approver}
	}
	return []string{Approver, OtherSide}
}

func (x ChangeRequest) has(part string) bool {
	return slices.ContainsFunc(x.Consents, func(a ChangeAssent) bool { return a.Part == part })
}

// approve adds an approval; with the last one the request is approved.
func (x ChangeRequest) approve(who ident.Actor, p Project, r Ring, reason string, now time.Time) (ChangeRequest, error) {
	mv, err := ChangeMachine.Try(who, x.Relations(who, p, r), x.State, "project.approve_change", reason)
	if err != nil {
		return x, err
	}
	part := x.partOf(who, p, r)
	if part == "" {
		return x, fault.New(fault.Conflict, "project.change_not_yours")
	}
	x.Consents = append(slices.Clone(x.Consents), ChangeAssent{part, Said{now, who.Person, who.Organisation}})
	if reason != "" {
		x.Reason = reason
	}
	if len(x.Consents) == len(x.parts()) {
		x.State, x.StateSince, x.StateBy, x.StateOrg = mv.To, now, who.Person, who.Organisation
	}
	return x, nil
}

// move takes the request through any other verb.
func (x ChangeRequest) move(who ident.Actor, p Project, r Ring, verb, reason string, now time.Time) (ChangeRequest, error) {
	mv, err := ChangeMachine.Try(who, x.Relations(who, p, r), x.State, verb, reason)
	switch {
	case err != nil:
		return x, err
	case verb == "project.undo_change" && x.State == ChangeAppraised && len(x.Consents) == 0:
		return x, fault.New(fault.Conflict, "project.not_undone")
	case verb == "project.undo_change":
		x.Reason, x.Consents = "", nil
	case verb == "project.appraise_change":
		x.Appraisal = reason
	case verb == "project.refuse_change":
		x.Reason = reason
	}
	x.State, x.StateSince, x.StateBy, x.StateOrg = mv.To, now, who.Person, who.Organisation
	return x, nil
}

// stale tells whether the project is no longer as the request found it.
func (x ChangeRequest) stale(now Terms) bool {
	return now.Place != x.Before.Place || now.Content != x.Before.Content || now.From != x.Before.From || now.To != x.Before.To ||
		!sameQuantity(now.Scale, x.Before.Scale) || !sameAmount(now.Estimate, x.Before.Estimate)
}

// expires tells whether the screening of the site no longer holds.
func (x ChangeRequest) expires() bool {
	return slices.ContainsFunc(x.Touches(), func(a string) bool { return a == "place" || a == "scale" || a == "content" })
}

// wants is whom the request waits for.
func (x ChangeRequest) wants(p Project, r Ring) []task.Want {
	w := task.Want{Action: "project.approve_change", NotPerson: x.AskedBy}
	switch {
	case x.State == ChangeSubmitted:
		w.Action = "project.appraise_change"
		return ofOffice(w)
	case x.State == ChangeAppraised:
		return x.approvers(p, r, w)
	case x.State == ChangeApproved:
		return append(r.each(task.Want{Action: "project.apply_change", Party: p.Implementer}), ofOffice(task.Want{Action: "project.apply_change"})...)
	}
	return nil
}

// shiftField is the field of a form with the new baseline of a milestone.
func shiftField(m ident.ID) string { return "milestone_" + itoa(m) }

// actualDays are the moments at which work began and was said to be finished,
// zero while it has not.
func actualDays(steps []state.Taken) [2]time.Time {
	var at [2]time.Time
	for _, s := range steps {
		switch s.To {
		case UnderWay, Emergency:
			if at[0].IsZero() {
				at[0] = s.At
			}
			at[1] = time.Time{} // sent back: not finished
		case Finished:
			at[1] = s.At
		}
	}
	return at
}
