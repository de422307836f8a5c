package decision

import (
	"slices"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

type answerPage struct {
	Measure  Measure       `json:"measure"`
	Answer   Answer        `json:"answer"`
	Title    string        `json:"title"`
	Party    partyView     `json:"party"`
	Said     string        `json:"state_said"`
	Since    words.Day     `json:"since"`
	Heard    words.Day     `json:"heard"`
	Quote    *quoteView    `json:"quote"`
	Reports  []reportView  `json:"reports"`
	Waits    []waitView    `json:"waits"`
	Moves    []moveView    `json:"moves"`
	Choices  []web.Option  `json:"-"` // of the answer, when the reader may give one
	OwnPlans []web.Option  `json:"-"` // kinds of its own plan that the document may be
	Path     string        `json:"-"`
	Form     *form         `json:"-"`
	History  []historyLine `json:"history"`
	LateDays int           `json:"late_days"`
	Clocks   answerRow     `json:"clocks"`
	Past     bool          `json:"past"`
}

// findAnswer loads the measure and the answer of the path.
func findAnswer(c *web.Call) (Measure, Answer, party.Party, error) {
	m, err := find(c)
	if err != nil {
		return m, Answer{}, party.Party{}, err
	}
	p, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("party"))
	if err != nil {
		return m, Answer{}, p, err
	}
	if !access.MaySee(c.Actor, p.Visibility, p.ID) {
		return m, Answer{}, p, fault.New(fault.NotFound, "fault.not_found")
	}
	a, err := AnswerOf(c.R.Context(), c.Q, c.Actor.Programme, m.ID, p.ID)
	return m, a, p, err
}

func (r *Room) getAnswer(c *web.Call) error { return r.showAnswer(c, nil) }

// showAnswer draws the page of one member's answer. The member is asked for its
// answer until it has one; after that for the chosen act, else the first.
func (r *Room) showAnswer(c *web.Call, chosen *act) error {
	m, a, member, err := findAnswer(c)
	if err != nil {
		return err
	}
	asOf, err := c.AsOf()
	if err != nil {
		return err
	}
	if asOf.Asked() {
		if err := c.Then(asOf, a.Ref(), &a); err != nil {
			return err
		}
		if err := c.Then(asOf, m.Ref(), &m); err != nil {
			return err
		}
	}
	on := c.Today()
	if asOf.Asked() {
		on = asOf.Day
	}
	p := answerPage{Measure: m, Answer: a, Title: m.TitleIn(c.Lang), Said: c.T(string(AnswerMachine.StateKey(a.State))), Since: day(c, a.Since),
		Heard: day(c, a.LastReport), Path: a.URL() + "/answer", LateDays: m.LateDays(on), Past: asOf.Asked()}
	if a.Done() {
		p.LateDays = 0
	}
	var origin measurePage
	if err := fillOrigin(c, m, &origin); err != nil {
		return err
	}
	p.Quote = origin.Quote
	names, err := fillAnswer(c, m, a, member, asOf.Seq, &p)
	if err != nil {
		return err
	}
	p.Clocks = answerRowOf(c, m, a, names, on)
	if m.State != Addressed || p.Past {
		return c.Page("answer", p)
	}
	if err := p.fillMoves(c, m, a, chosen); err != nil {
		return err
	}
	return c.Page("answer", p)
}

// fillMoves offers what the reader may do, and opens one form.
func (p *answerPage) fillMoves(c *web.Call, m Measure, a Answer, chosen *act) error {
	claimant, err := claimantOf(c.R.Context(), c.Q, c.Actor.Programme, m.ID, a.ID)
	if err != nil {
		return err
	}
	open := AnswerMachine.Open(c.Actor, a.Relations(c.Actor, claimant), a.State)
	if chosen == nil {
		chosen = next(open)
	}
	for _, mv := range open {
		if choice, ok := choices[mv.Verb]; ok {
			p.Choices = append(p.Choices, web.Option{Value: choice, Label: c.T("decision.choice." + choice), Selected: a.State == choice})
			continue
		}
		act := actOf(mv.Verb)
		v := moveView{mv.Verb, c.T(mv.Verb), c.Base() + a.URL() + "/" + act.noun, len(asksOf(mv)) > 0, false}
		if v.Open = v.Asks && *act == *chosen; v.Open {
			p.Form = &form{Label: v.Label, Path: a.URL() + "/" + act.noun, Asks: asksOf(mv), About: c.T(mv.Verb + "_about"), Reason: reasonOf(mv.Verb),
				File: slices.Contains(asksOf(mv), "file")}
			p.Choices = nil
		}
		p.Moves = append(p.Moves, v)
	}
	if len(p.Choices) > 0 {
		return p.fillPlans(c)
	}
	return nil
}

// fillPlans asks whether the document is a plan of the member's own, where the
// programme follows those.
func (p *answerPage) fillPlans(c *web.Call) error {
	rules, err := plan.RulesOn(c.R.Context(), c.Q, c.Actor.Programme, c.Today())
	if err != nil || !rules.Shows(plan.TakeUps) {
		return err
	}
	p.OwnPlans = []web.Option{{Label: c.T("decision.own_plan_no")}}
	for _, kind := range plan.Kinds {
		p.OwnPlans = append(p.OwnPlans, web.Option{Value: kind, Label: c.T("plan.kind." + kind)})
	}
	return nil
}

// choices are the two answers, by the verb that gives each.
var choices = map[string]string{"decision.take_up": TakenUp, "decision.not_applicable": NotApplicable}

// fillAnswer finds what the member said and what happened.
func fillAnswer(c *web.Call, m Measure, a Answer, member party.Party, seq int64, p *answerPage) (parties, error) {
	ctx, prog := c.R.Context(), c.Actor.Programme
	reports, err := ReportsOf(ctx, c.Q, prog, m.ID)
	if err != nil {
		return parties{}, err
	}
	reports = slices.DeleteFunc(reports, func(x Report) bool { return x.Answer != a.ID || seq != 0 && x.Seq > seq })
	var open []task.Task
	if seq == 0 {
		if open, err = task.Of(ctx, c.Q, prog, a.Ref()); err != nil {
			return parties{}, err
		}
	}
	events, err := LifeOf(ctx, c.Q, prog, AnswerMachine, a.ID, seq)
	if err != nil {
		return parties{}, err
	}
	ids := []ident.ID{member.ID}
	for _, x := range reports {
		ids = append(ids, x.Organisation)
	}
	for _, e := range events {
		ids = append(ids, e.Organisation)
	}
	names, err := loadParties(c, ids)
	if err != nil {
		return parties{}, err
	}
	p.Party = names.view(member.ID)
	p.Reports, p.Waits, p.History = reportViews(c, m, reports, nil, names), waitViews(c, open, names), historyOf(c, events, names)
	return names, nil
}

func (r *Room) postAnswer(c *web.Call) error {
	_, a, _, err := findAnswer(c)
	if err != nil {
		return err
	}
	in := AnswerInput{Key: c.Key(), Answer: a.ID, Document: c.Value("document"), Reason: c.Value("reason"), OwnPlan: c.Value("own_plan")}
	if !slices.Contains(plan.Kinds, in.OwnPlan) {
		in.OwnPlan = ""
	}
	verb := ""
	for v, choice := range choices {
		if choice == c.Value("answer") {
			verb = v
		}
	}
	if verb == "" {
		var f fault.Form
		f.Refuse("answer", "decision.answer_missing")
		return c.Again(r.getAnswer, f.Err())
	}
	done, err := r.MoveAnswer(c.R.Context(), c.Actor, verb, in)
	if err != nil {
		return c.Again(r.getAnswer, err)
	}
	return c.Done(done, a.URL(), verb+"_done")
}

func (r *Room) getAnswerAct(a act) web.Handler {
	return func(c *web.Call) error { return r.showAnswer(c, &a) }
}

func (r *Room) postAnswerAct(a act) web.Handler {
	return func(c *web.Call) error {
		_, answer, _, err := findAnswer(c)
		if err != nil {
			return err
		}
		done, err := r.doAnswer(c, a.verb, answer)
		if err != nil {
			return c.Again(r.getAnswerAct(a), err)
		}
		return c.Done(done, answer.URL(), a.verb+"_done")
	}
}

func (r *Room) doAnswer(c *web.Call, verb string, a Answer) (done Done, err error) {
	ctx := c.R.Context()
	if verb != "decision.update_answer" && verb != "decision.claim_answer" {
		return r.MoveAnswer(ctx, c.Actor, verb, AnswerInput{Key: c.Key(), Answer: a.ID, Reason: c.Value("reason")})
	}
	in, err := r.readReport(c)
	if err != nil {
		return done, err
	}
	in.Answer = a.ID
	if verb == "decision.claim_answer" {
		return r.ClaimAnswer(ctx, c.Actor, in)
	}
	return r.UpdateAnswer(ctx, c.Actor, in)
}
