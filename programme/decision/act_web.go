package decision

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/blob"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// act is a verb with the noun that stands for it in addresses.
type act struct{ verb, noun string }

var acts = []act{{"decision.register", "registration"}, {"decision.refuse", "refusal"}, {"decision.note", "note"}, {"decision.second", "second-acceptance"},
	{"decision.assign", "assignment"}, {"decision.address", "address"}, {"decision.ask", "reminder"}, {"decision.accept", "acceptance"},
	{"decision.contest", "contest"}, {"decision.update", "update"}, {"decision.claim", "claim"}, {"decision.verify", "verification"},
	{"decision.return", "return"}, {"decision.close", "closing"}, {"decision.archive", "archive"}, {"decision.block", "block"}, {"decision.unblock", "unblocking"},
	{"decision.name_coleads", "co-leads"}, {"decision.carry", "carry-over"}, {"decision.correct", "correction"}, {"decision.unmerge", "separation"},
	{"decision.reverse", "reversal"}, {"decision.withdraw", "withdrawal"}}

var answerActs = []act{{"decision.update_answer", "update"}, {"decision.claim_answer", "claim"}, {"decision.verify_answer", "verification"},
	{"decision.return_answer", "return"}}

func actOf(verb string) *act {
	for _, list := range [][]act{acts, answerActs} {
		if i := slices.IndexFunc(list, func(a act) bool { return a.verb == verb }); i >= 0 {
			return &list[i]
		}
	}
	return &act{verb, "answer"}
}

// asks are the fields of a verb's form besides the reason.
var asks = map[string][]string{"decision.assign": {"lead", "co_lead", "due", "done", "report_every"}, "decision.address": {"group", "due", "done"},
	"decision.update": {"no_progress", "line", "next", "file"}, "decision.claim": {"text", "file"}, "decision.take_up": {"document"},
	"decision.update_answer": {"no_progress", "line", "next", "file"}, "decision.claim_answer": {"text", "file"}, "decision.block": {"unblocker"},
	"decision.name_coleads": {"co_leads", "co_lead"}, "decision.correct": wordingAsks}

// reasons are what the reason of a verb is called where it is more than one.
var reasons = map[string]string{"decision.block": "decision.ask_what", "decision.unblock": "decision.what_changed"}

// form is the one form that is open on a page.
type form struct {
	Label   string
	Path    string // within the programme
	About   string
	Asks    []string
	File    bool
	Must    bool   // a day and a definition of done are needed
	Reason  string // word key of what the reason is called
	Due     words.Day
	Done    string
	Lead    string
	Group   string
	Leads   []web.Option
	CoLeads []web.Option
	Groups  []web.Option

	Wording      Wording
	Grades       []web.Option
	Sectors      []web.Option
	Number, Unit string
}

func reasonOf(verb string) string {
	if key, ok := reasons[verb]; ok {
		return key
	}
	return "decision.reason"
}

func (r *Room) form(c *web.Call, m Measure, mv state.Move, a *act, names parties) (*form, error) {
	f := &form{Label: c.T(mv.Verb), Path: URL(m.Code) + "/" + a.noun, Asks: asksOf(mv), About: c.T(mv.Verb + "_about"), Done: m.DoneDefinition, Due: m.Due,
		Reason: reasonOf(mv.Verb)}
	f.File, f.Must = slices.Contains(f.Asks, "file"), mv.Verb != "decision.address"
	var err error
	switch mv.Verb {
	case "decision.assign":
		if f.Leads, err = leadOptions(c); err == nil && m.State != Contested {
			f.Lead = names.view(m.Lead).Code
		}
	case "decision.name_coleads":
		f.Leads, err = leadOptions(c)
		for _, id := range m.CoLeads {
			p := names.view(id)
			f.CoLeads = append(f.CoLeads, web.Option{Value: p.Code, Label: p.Name, Selected: true})
		}
	case "decision.block":
		f.Leads, err = leadOptions(c)
		f.Leads[0].Label = c.T("decision.the_office")
	case "decision.address":
		err = f.fillGroups(c, m)
	case "decision.correct":
		f.fillWording(c, m)
	}
	return f, err
}

func (f *form) fillGroups(c *web.Call, m Measure) error {
	groups, err := party.ListGroups(c.R.Context(), c.Q, c.Actor.Programme)
	f.Groups = []web.Option{{Label: c.T("decision.choose")}}
	for _, g := range groups {
		f.Groups = append(f.Groups, web.Option{Value: g.Code, Label: g.NameIn(c.Lang)})
		if g.ID == m.Group {
			f.Group = g.Code
		}
	}
	return err
}

// leadOptions offers the organisations that may lead, by name.
func leadOptions(c *web.Call) ([]web.Option, error) {
	all, err := party.ListParties(c.R.Context(), c.Q, c.Actor.Programme, party.PartyFilter{State: party.Machine.Start, For: c.Actor})
	if err != nil {
		return nil, err
	}
	offered := make([]web.Option, len(all))
	for i, p := range all {
		offered[i] = web.Option{Value: p.Code, Label: p.NameIn(c.Lang) + " · " + p.Code}
	}
	slices.SortFunc(offered, func(a, b web.Option) int { return strings.Compare(a.Label, b.Label) })
	return append([]web.Option{{Label: c.T("decision.choose")}}, offered...), nil
}

func (r *Room) getAct(a act) web.Handler {
	return func(c *web.Call) error { return r.show(c, &a, "") }
}

func (r *Room) postAct(a act) web.Handler {
	return func(c *web.Call) error {
		m, err := find(c)
		if err != nil {
			return err
		}
		done, err := r.do(c, a.verb, m)
		if err != nil {
			return c.Again(r.getAct(a), err)
		}
		return c.Done(done, URL(m.Code), a.verb+"_done")
	}
}

// do reads the posted form of a verb and calls the action.
func (r *Room) do(c *web.Call, verb string, m Measure) (done Done, err error) {
	ctx := c.R.Context()
	switch verb {
	case "decision.assign":
		in := AssignInput{Key: c.Key(), Measure: m.ID, Due: words.Day(c.Value("due")), Done: c.Value("done")}
		var f fault.Form
		if in.Lead, err = partyOf(c, &f, "lead"); err != nil {
			return done, err
		}
		if in.CoLeads, err = coLeadsOf(c, &f); err != nil {
			return done, err
		}
		if text := c.Value("report_every"); text != "" {
			in.ReportEvery, err = strconv.Atoi(text)
			f.Require(err == nil && in.ReportEvery > 0, "report_every", "decision.report_every_wrong")
		}
		if err := f.Err(); err != nil {
			return done, err
		}
		return r.Assign(ctx, c.Actor, in)
	case "decision.address":
		g, err := party.GetGroupByCode(ctx, c.Q, c.Actor.Programme, c.Value("group"))
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return done, err
		}
		return r.Address(ctx, c.Actor, AddressInput{c.Key(), m.ID, g.ID, words.Day(c.Value("due")), c.Value("done")})
	case "decision.name_coleads":
		var f fault.Form
		all, err := coLeadsOf(c, &f)
		if err == nil {
			err = f.Err()
		}
		if err != nil {
			return done, err
		}
		return r.NameCoLeads(ctx, c.Actor, CoLeadsInput{c.Key(), m.ID, all})
	case "decision.block":
		var f fault.Form
		who, err := partyOf(c, &f, "unblocker")
		if err == nil {
			err = f.Err()
		}
		if err != nil {
			return done, err
		}
		return r.Block(ctx, c.Actor, BlockInput{c.Key(), m.ID, who, c.Value("reason")})
	case "decision.correct":
		w, err := readWording(c)
		if err != nil {
			return done, err
		}
		return r.Correct(ctx, c.Actor, CorrectInput{c.Key(), m.ID, w, c.Value("reason")})
	case "decision.unmerge":
		return r.Unmerge(ctx, c.Actor, MoveInput{c.Key(), m.ID, c.Value("reason")})
	case "decision.update", "decision.claim":
		in, err := r.readReport(c)
		if err != nil {
			return done, err
		}
		in.Measure = m.ID
		if verb == "decision.claim" {
			return r.Claim(ctx, c.Actor, in)
		}
		return r.Update(ctx, c.Actor, in)
	}
	return r.Move(ctx, c.Actor, verb, MoveInput{c.Key(), m.ID, c.Value("reason")})
}

// readReport reads the two lines, or the claim, of the posted form.
func (r *Room) readReport(c *web.Call) (ReportInput, error) {
	in := ReportInput{Key: c.Key(), Text: c.Value("text"), Next: c.Value("next"), NoProgress: c.Value("no_progress") != ""}
	var err error
	in.File, err = r.upload(c)
	return in, err
}

// coLeadsOf finds the co-leads that stay and the one that joins them.
func coLeadsOf(c *web.Call, f *fault.Form) ([]ident.ID, error) {
	var all []ident.ID
	codes := c.Values("co_leads")
	if more := c.Value("co_lead"); more != "" {
		codes = append(codes, more)
	}
	for _, code := range codes {
		p, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		switch {
		case fault.KindOf(err) == fault.NotFound:
			f.Refuse("co_lead", "decision.party_unknown", code)
		case err != nil:
			return nil, err
		default:
			all = append(all, p.ID)
		}
	}
	return all, nil
}

// partyOf finds the organisation whose code a field holds; 0 when it is empty.
func partyOf(c *web.Call, f *fault.Form, field string) (ident.ID, error) {
	code := strings.ToUpper(c.Value(field))
	if code == "" {
		return 0, nil
	}
	p, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if fault.KindOf(err) == fault.NotFound {
		f.Refuse(field, "decision.party_unknown", code)
		return 0, nil
	}
	return p.ID, err
}

// upload keeps the file of a form; none is none.
func (r *Room) upload(c *web.Call) (blob.File, error) {
	u, ok := c.Upload("file")
	if !ok {
		return blob.File{}, nil
	}
	return r.Blobs.Put(c.R.Context(), u.Name, bytes.NewReader(u.Data), blob.Limit{})
}

// fillActs offers what the reader may do, and opens one form.
func (r *Room) fillActs(c *web.Call, m Measure, p *measurePage, chosen *act, kind string, names parties) error {
	s, err := StandingOf(c.R.Context(), c.Q, c.Actor, m, c.Today())
	if err != nil {
		return err
	}
	open := m.Moves(c.Actor, s)
	classes, err := plan.Uses(c, plan.Classes)
	if err != nil {
		return err
	}
	if !classes {
		open = slices.DeleteFunc(open, func(mv state.Move) bool { return mv.Verb == "decision.address" })
	}
	if chosen == nil {
		chosen = next(open)
	}
	for _, mv := range open {
		a := actOf(mv.Verb)
		v := moveView{mv.Verb, c.T(mv.Verb), c.Base() + URL(m.Code) + "/" + a.noun, len(asksOf(mv)) > 0, false}
		if v.Open = v.Asks && *a == *chosen && kind == ""; v.Open {
			if p.Form, err = r.form(c, m, mv, a, names); err != nil {
				return err
			}
		}
		p.offer(v, slices.Contains(backward, mv.Verb))
	}
	if slices.ContainsFunc(p.Proposals, func(x proposalView) bool { return x.State == Proposed }) {
		return nil // one at a time
	}
	for _, k := range m.Offers(c.Actor) {
		v := moveView{"decision.propose", c.T("decision.propose." + k), c.Base() + proposalURL(m, k), true, k == kind}
		if v.Open {
			p.Form = r.proposalForm(c, m, k)
		}
		p.offer(v, true)
	}
	if m.Owner == c.Actor.Organisation && c.Actor.Has(desk...) {
		p.Translate = c.Base() + URL(m.Code) + "/translation"
	}
	return nil
}

// offer puts a button with the others, or with those that are seldom needed.
func (p *measurePage) offer(v moveView, rare bool) {
	if rare {
		p.Rare = append(p.Rare, v)
	} else {
		p.Moves = append(p.Moves, v)
	}
}

// backward are the verbs whose form is not opened unless it is asked for: they
// take nothing forward, or are the rarer of two ways.
var backward = []string{"decision.address", "decision.refuse", "decision.contest", "decision.return", "decision.block", "decision.name_coleads", "decision.carry",
	"decision.correct", "decision.unmerge", "decision.reverse", "decision.withdraw", "decision.return_answer"}

// next is the first thing to be done that takes a record forward.
func next(open []state.Move) *act {
	for _, mv := range open {
		if !slices.Contains(backward, mv.Verb) {
			return actOf(mv.Verb)
		}
	}
	return &act{}
}

// asksOf are the fields that a move's form asks for.
func asksOf(mv state.Move) []string {
	asks := slices.Clone(asks[mv.Verb])
	if mv.Reason {
		asks = append(asks, "reason")
	}
	return asks
}
