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
)

// act is a verb with the noun that stands for it in addresses.
type act struct{ verb, noun string }

var acts = []act{{"decision.register", "registration"}, {"decision.refuse", "refusal"}, {"decision.note", "note"}, {"decision.second", "second-acceptance"},
	{"decision.assign", "assignment"}, {"decision.address", "address"}, {"decision.ask", "reminder"}, {"decision.accept", "acceptance"},
	{"decision.contest", "contest"}, {"decision.update", "update"}, {"decision.claim", "claim"}, {"decision.verify", "verification"},
	{"decision.return", "return"}, {"decision.close", "closing"}, {"decision.defer", "deferral"}, {"decision.withdraw", "withdrawal"}}

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
var asks = map[string][]string{"decision.assign": {"lead", "due", "done", "report_every"}, "decision.address": {"group", "due", "done"}, "decision.defer": {"due"},
	"decision.update": {"text", "file"}, "decision.claim": {"text", "file"}, "decision.take_up": {"document"}, "decision.update_answer": {"text", "file"},
	"decision.claim_answer": {"text", "file"}}

// form is the one form that is open on a page.
type form struct {
	Label  string
	Path   string // within the programme
	About  string
	Asks   []string
	File   bool
	Must   bool // a day and a definition of done are needed
	Due    words.Day
	Done   string
	Lead   string
	Group  string
	Leads  []web.Option
	Groups []web.Option
}

func (r *Room) form(c *web.Call, m Measure, mv state.Move, a *act) (*form, error) {
	f := &form{Label: c.T(mv.Verb), Path: URL(m.Code) + "/" + a.noun, Asks: asksOf(mv), About: c.T(mv.Verb + "_about"), Done: m.DoneDefinition}
	f.File, f.Must = slices.Contains(f.Asks, "file"), mv.Verb != "decision.address"
	if mv.Verb != "decision.defer" {
		f.Due = m.Due
	}
	ctx, prog := c.R.Context(), c.Actor.Programme
	switch mv.Verb {
	case "decision.assign":
		all, err := leadOptions(c)
		if err != nil {
			return nil, err
		}
		f.Leads = all
		if m.Lead != 0 && m.State != Contested {
			lead, err := party.GetParty(ctx, c.Q, prog, m.Lead)
			if err != nil {
				return nil, err
			}
			f.Lead = lead.Code
		}
	case "decision.address":
		groups, err := party.ListGroups(ctx, c.Q, prog)
		if err != nil {
			return nil, err
		}
		f.Groups = []web.Option{{Label: c.T("decision.choose")}}
		for _, g := range groups {
			f.Groups = append(f.Groups, web.Option{Value: g.Code, Label: g.NameIn(c.Lang)})
			if g.ID == m.Group {
				f.Group = g.Code
			}
		}
	}
	return f, nil
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
	return func(c *web.Call) error { return r.show(c, &a) }
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
	case "decision.defer":
		return r.Defer(ctx, c.Actor, DeferInput{c.Key(), m.ID, words.Day(c.Value("due")), c.Value("reason")})
	case "decision.update", "decision.claim":
		in := ReportInput{Key: c.Key(), Measure: m.ID, Text: c.Value("text")}
		if in.File, err = r.upload(c); err != nil {
			return done, err
		}
		if verb == "decision.claim" {
			return r.Claim(ctx, c.Actor, in)
		}
		return r.Update(ctx, c.Actor, in)
	}
	return r.Move(ctx, c.Actor, verb, MoveInput{c.Key(), m.ID, c.Value("reason")})
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
