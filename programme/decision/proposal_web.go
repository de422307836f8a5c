package decision

import (
	"slices"
	"strconv"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
)

// proposalView is what was asked for a measure, and what was said to it.
type proposalView struct {
	ID      ident.ID   `json:"id"`
	Kind    string     `json:"kind"`
	Said    string     `json:"kind_said"`
	Due     words.Day  `json:"due"`
	Into    *linkView  `json:"into"`
	Changes []string   `json:"changes"`
	Reason  string     `json:"reason"`
	State   string     `json:"state"`
	Answer  string     `json:"state_said"`
	Who     partyView  `json:"who"`
	When    string     `json:"when"`
	Moves   []moveView `json:"moves"`
	Decline string     `json:"-"`
}

// asksOfKind are the fields of each kind of proposal, besides the reason.
var asksOfKind = map[string][]string{Defer: {"later"}, Merge: {"into"}, Cancel: nil, Correct: wordingAsks}

var wordingAsks = []string{"title", "other", "grade", "sector", "responsible", "due_read", "quantity"}

// proposal is the form of a kind of proposal.
func (r *Room) proposalForm(c *web.Call, m Measure, kind string) *form {
	f := &form{Label: c.T("decision.propose." + kind), Path: proposalURL(m, kind), Asks: append(slices.Clone(asksOfKind[kind]), "reason"),
		About: c.T("decision.propose." + kind + "_about"), Must: true, Reason: "decision.reason"}
	if kind == Correct {
		f.fillWording(c, m)
	}
	return f
}

func proposalURL(m Measure, kind string) string { return URL(m.Code) + "/proposals/" + kind }

// fillWording puts how the measure reads now into the form.
func (f *form) fillWording(c *web.Call, m Measure) {
	f.Wording = m.Wording()
	f.Grades, f.Sectors = options(c, "decision.grade.", Grades, m.Grade), options(c, "decision.sector.", append([]string{""}, Sectors...), m.Sector)
	if q := m.Quantity; q != nil {
		f.Number, f.Unit = money.Quantity{N: q.N, Scale: q.Scale}.Format(string(c.Lang)), q.Unit
	}
}

// readWording reads how a measure should read from the posted form.
func readWording(c *web.Call) (Wording, error) {
	w := Wording{Title: oneLine(c.Value("title")), Other: oneLine(c.Value("other")), Grade: c.Value("grade"), Sector: c.Value("sector"),
		Responsible: oneLine(c.Value("responsible")), Due: words.Day(c.Value("due"))}
	var err error
	w.Quantity, err = readQuantity(c)
	return w, err
}

// readQuantity reads a number with its unit; none is nil.
func readQuantity(c *web.Call) (*money.Quantity, error) {
	text := c.Value("quantity")
	if text == "" {
		return nil, nil
	}
	q, err := money.ParseQuantity(string(c.Lang), c.Value("unit"), text)
	key, ok := refusal(err)
	if err != nil && !ok {
		return nil, err
	}
	var f fault.Form
	f.Require(err == nil, "quantity", string(key), text)
	return &q, f.Err()
}

func (r *Room) getPropose(c *web.Call) error {
	if !slices.Contains(ProposalKinds, c.Path("kind")) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.show(c, nil, c.Path("kind"))
}

func (r *Room) postPropose(c *web.Call) error {
	kind := c.Path("kind")
	m, err := find(c)
	if err != nil {
		return err
	}
	if !slices.Contains(ProposalKinds, kind) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	in := ProposeInput{Key: c.Key(), Measure: m.ID, Kind: kind, Reason: c.Value("reason")}
	switch kind {
	case Defer:
		in.Due = words.Day(c.Value("due"))
	case Merge:
		in.Into, err = measureOf(c, "into")
	case Correct:
		var w Wording
		w, err = readWording(c)
		in.Wording = &w
	}
	if err != nil {
		return c.Again(r.getPropose, err)
	}
	done, err := r.Propose(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getPropose, err)
	}
	return c.Done(done, URL(m.Code), "decision.propose_done")
}

// measureOf finds the measure whose code a field holds; 0 when it is empty.
func measureOf(c *web.Call, field string) (ident.ID, error) {
	code := c.Value(field)
	if code == "" {
		return 0, nil
	}
	found, err := MeasuresByCode(c.R.Context(), c.Q, c.Actor, []string{code})
	if err != nil {
		return 0, err
	}
	var f fault.Form
	f.Require(len(found) == 1, field, "decision.measure_unknown", code)
	if err := f.Err(); err != nil {
		return 0, err
	}
	return found[0].ID, nil
}

func (r *Room) postSettle(verb string) web.Handler {
	return func(c *web.Call) error {
		m, err := find(c)
		if err != nil {
			return err
		}
		id, _ := strconv.ParseInt(c.Path("id"), 10, 64)
		p, err := GetProposal(c.R.Context(), c.Q, c.Actor.Programme, ident.ID(id))
		if err == nil && p.Measure != m.ID {
			err = fault.New(fault.NotFound, "fault.not_found")
		}
		if err != nil {
			return err
		}
		done, err := r.Settle(c.R.Context(), c.Actor, verb, ProposalInput{c.Key(), p.ID, c.Value("declined")})
		if err != nil {
			return c.Again(r.getMeasure, renamed(err, "reason", "declined"))
		}
		return c.Done(done, URL(m.Code), verb+"_done")
	}
}

// fillProposals shows what was asked for the measure, with the buttons of who
// may answer.
func fillProposals(c *web.Call, m Measure, p *measurePage) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	all, err := ProposalsOf(ctx, c.Q, prog, m.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	var orgs, intos []ident.ID
	for _, x := range all {
		orgs, intos = append(orgs, x.ProposedOrg), append(intos, x.Into)
	}
	names, err := loadParties(c, orgs)
	if err != nil {
		return err
	}
	measures, err := MeasuresByID(ctx, c.Q, prog, intos)
	if err != nil {
		return err
	}
	for _, x := range all {
		v := proposalView{ID: x.ID, Kind: x.Kind, Said: c.T("decision.proposal." + x.Kind), Due: x.Due, Reason: x.Reason, State: x.State,
			Answer: c.T(string(ProposalMachine.StateKey(x.State))), Who: names.view(x.ProposedOrg), When: words.Moment(c.Lang, x.At, zone(c))}
		if into, ok := measures[x.Into]; ok {
			v.Into = &linkView{into.TitleIn(c.Lang), c.Base() + URL(into.Code), into.Code}
		}
		if x.Wording != nil && x.State == Proposed {
			v.Changes = differences(c, m.Wording(), *x.Wording)
		}
		if x.State == Proposed {
			if err := fillAnswers(c, m, x, &v); err != nil {
				return err
			}
		}
		p.Proposals = append(p.Proposals, v)
	}
	return nil
}

var settling = map[string]string{"decision.agree": "agreement", "decision.decline": "refusal", "decision.take_back": "withdrawal"}

func fillAnswers(c *web.Call, m Measure, x Proposal, v *proposalView) error {
	s, err := deciders(c.R.Context(), c.Q, c.Actor, m, x, c.Today())
	if err != nil {
		return err
	}
	for _, mv := range ProposalMachine.Open(c.Actor, x.Relations(c.Actor, m, s), x.State) {
		at := c.Base() + URL(m.Code) + "/proposals/" + strconv.FormatInt(int64(x.ID), 10) + "/" + settling[mv.Verb]
		if mv.Reason {
			v.Decline = at
			continue
		}
		v.Moves = append(v.Moves, moveView{Verb: mv.Verb, Label: c.T(mv.Verb), URL: at})
	}
	return nil
}

// differences says what a correction changes: each thing with how it read and
// how it reads.
func differences(c *web.Call, before, now Wording) []string {
	quantity := func(w Wording) string {
		if w.Quantity == nil {
			return ""
		}
		return w.Quantity.Format(string(c.Lang))
	}
	said := func(prefix, v string) string {
		if v == "" {
			return ""
		}
		return c.T(prefix + v)
	}
	var all []string
	for _, d := range []struct{ key, before, now string }{
		{"decision.title", before.Title, now.Title}, {"decision.other_title", before.Other, now.Other},
		{"decision.grade", said("decision.grade.", before.Grade), said("decision.grade.", now.Grade)},
		{"decision.sector", said("decision.sector.", before.Sector), said("decision.sector.", now.Sector)},
		{"decision.responsible", before.Responsible, now.Responsible},
		{"decision.due", words.Date(c.Lang, before.Due), words.Date(c.Lang, now.Due)}, {"decision.quantity", quantity(before), quantity(now)},
	} {
		if d.before != d.now {
			all = append(all, c.T("decision.was_now", c.T(d.key), orNothing(c, d.before), orNothing(c, d.now)))
		}
	}
	return all
}

func orNothing(c *web.Call, text string) string {
	if text == "" {
		return c.T("decision.nothing")
	}
	return text
}
