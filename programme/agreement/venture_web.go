package agreement

import (
	"fmt"
	"slices"
	"strings"

	"throughline/kit/blob"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// stepActs are the steps of a venture with the noun of their page.
var stepActs = map[string]string{"approval": "agreement.approve_venture", "registration": "agreement.register_venture", "capital": "agreement.pay_capital",
	"operation": "agreement.begin_operation", "winding-up": "agreement.wind_up", "end-of-talks": "agreement.end_talks"}

func (r *Room) mountVentures(m *web.Room) {
	for noun, verb := range stepActs {
		m.On("GET /agreements/{code}/venture/"+noun, verb, plan.Gate(plan.JointVentures, r.getStep(verb)))
		m.On("POST /agreements/{code}/venture/"+noun, verb, plan.Gate(plan.JointVentures, r.postStep(verb)))
	}
	for noun, verb := range map[string]string{"confirmation": "agreement.confirm_step", "contest": "agreement.contest_step", "withdrawal": "agreement.take_back_step"} {
		m.On("POST /agreements/{code}/steps/{id}/"+noun, verb, plan.Gate(plan.JointVentures, r.postSettle(verb)))
	}
	m.On("GET /agreements/{code}/steps/{id}/file", "agreement.see", plan.Gate(plan.JointVentures, r.getStepFile))
}

// stageView is one stage of the track as the page draws it.
type stageView struct {
	State string    `json:"state"` // recorded, part (waits for the other side) or missing
	Name  string    `json:"name"`
	What  string    `json:"what,omitempty"`
	More  string    `json:"more,omitempty"`
	Flag  string    `json:"flag,omitempty"`
	URL   string    `json:"-"`
	Day   words.Day `json:"day,omitempty"`
}

type stepView struct {
	ID         ident.ID   `json:"id"`
	Name       string     `json:"step"`
	State      string     `json:"state"`
	Day        words.Day  `json:"day"`
	Reference  string     `json:"reference"`
	Registered string     `json:"registered_name"`
	Identifier string     `json:"identifier"`
	Reason     string     `json:"reason"`
	Answer     string     `json:"answer"`
	Total      string     `json:"capital"`
	Paid       []paidView `json:"paid"`
	Who        string     `json:"who"`
	When       string     `json:"when"`
	File       string     `json:"file"`
	FileURL    string     `json:"file_url"`
	Confirm    string     `json:"confirm_url"`
	Contest    string     `json:"contest_url"`
	Back       string     `json:"take_back_url"`
}

type paidView struct {
	partyView
	Amount string `json:"amount"`
	Share  string `json:"share"`
}

type ventureView struct {
	Stage  string      `json:"stage"`
	Stages []stageView `json:"stages"`
	Steps  []stepView  `json:"steps"`
	Moves  []moveView  `json:"moves"`
}

// stages are the stages in their order, without the ends.
var stages = []string{Talks, Approved, Registered, CapitalPaid, Operating}

// fillVenture loads the company's life for a joint venture.
func fillVenture(c *web.Call, a Agreement, ring Circle, p *agreementPage) error {
	if !a.HasVenture() {
		return nil
	}
	if used, err := plan.Uses(c, plan.JointVentures); err != nil || !used {
		return err
	}
	found, err := VenturesOf(c.R.Context(), c.Q, c.Actor.Programme, a.ID)
	if err != nil {
		return err
	}
	venture := found[a.ID]
	v := &ventureView{Stage: c.T(string(VentureMachine.StateKey(venture.Stage())))}
	p.Venture = v
	v.Stages = venture.drawn(c)
	if v.Steps, err = stepViews(c, a, ring, venture.Steps); err != nil || venture.Waiting() != nil {
		return err
	}
	nouns := map[string]string{}
	for noun, verb := range stepActs {
		nouns[verb] = noun
	}
	for _, mv := range VentureMachine.Open(c.Actor, ring.Relations(c.Actor, a.StateBy, a.StateOrg), venture.Stage()) {
		v.Moves = append(v.Moves, moveView{c.T(mv.Verb), c.Base() + URL(a.Code) + "/venture/" + nouns[mv.Verb], false})
	}
	return nil
}

// drawn is the track: what both sides say was reached, what waits, what is not
// recorded.
func (v Venture) drawn(c *web.Call) []stageView {
	var out []stageView
	add := func(stage string, s *Step) {
		sv := stageView{State: "missing", Name: c.T(string(VentureMachine.StateKey(stage)))}
		if stage == Talks {
			sv.State = "recorded"
		}
		if s != nil {
			sv.State, sv.Day, sv.What = "recorded", s.Day, words.Date(c.Lang, s.Day)
			if s.State == StepRecorded {
				sv.State, sv.Flag = "part", c.T("agreement.step_unconfirmed")
			}
		}
		out = append(out, sv)
	}
	last := func(stage string) *Step {
		for i, s := range slices.Backward(v.Steps) {
			if s.To == stage && (s.State == StepConfirmed || s.State == StepRecorded) {
				return &v.Steps[i]
			}
		}
		return nil
	}
	for _, stage := range stages {
		add(stage, last(stage))
	}
	for _, end := range []string{WoundUp, TalksEnded} {
		if s := last(end); s != nil {
			add(end, s)
		}
	}
	return out
}

// stepViews draws the steps, the latest first.
func stepViews(c *web.Call, a Agreement, ring Circle, steps []Step) ([]stepView, error) {
	var orgs, paying []ident.ID
	var persons []ident.Person
	for _, s := range steps {
		orgs, persons = append(orgs, s.Organisation), append(persons, s.Person)
		for _, p := range s.Capital {
			paying = append(paying, p.Party)
		}
	}
	name, err := speakers(c.R.Context(), c, orgs, persons)
	if err != nil {
		return nil, err
	}
	named, err := parties(c, paying...)
	var out []stepView
	for _, s := range slices.Backward(steps) {
		at := c.Base() + URL(a.Code) + "/steps/" + itoa(s.ID)
		v := stepView{ID: s.ID, Name: c.T(string(VentureMachine.StateKey(s.To))), State: c.T(string(StepMachine.StateKey(s.State))), Day: s.Day, Reference: s.Reference,
			Registered: s.Name, Identifier: s.Identifier, Reason: s.Reason, Answer: s.Answer, Who: name(s.Organisation, s.Person), When: words.Moment(c.Lang, s.At, c.Programme.Zone)}
		if s.File.Digest != "" {
			v.File, v.FileURL = s.File.Name, at+"/file"
		}
		if total, err := s.Total(); err == nil && total != nil {
			v.Total = total.Format(string(c.Lang))
		}
		shares := s.Shares()
		for _, p := range s.Capital {
			v.Paid = append(v.Paid, paidView{named[p.Party], p.Amount.Format(string(c.Lang)), percent(shares[p.Party])})
		}
		for _, mv := range StepMachine.Open(c.Actor, ring.Relations(c.Actor, s.Person, s.Organisation), s.State) {
			switch mv.Verb {
			case "agreement.confirm_step":
				v.Confirm = at + "/confirmation"
			case "agreement.contest_step":
				v.Contest = at + "/contest"
			case "agreement.take_back_step":
				v.Back = at + "/withdrawal"
			}
		}
		out = append(out, v)
	}
	return out, err
}

// stepPage is the form of one step. Paying are the signing parties that may have
// paid in.
type stepPage struct {
	Code       string   `json:"code"`
	Title      string   `json:"title"`
	Up         string   `json:"up"`
	Verb       string   `json:"verb"`
	URL        string   `json:"url"`
	Needs      []string `json:"needs"`
	Reason     bool     `json:"asks_reason"`
	Registered bool     `json:"asks_registered_name"`
	Currency   string   `json:"currency"`
	Paying     []paying `json:"paying"`
}

type paying struct {
	Field string `json:"field"`
	Name  string `json:"name"`
}

// payers are the signing parties on record, each with the field of its payment.
func payers(a Agreement) map[string]ident.ID {
	out := map[string]ident.ID{}
	for _, p := range a.Parties {
		if p.Party != 0 {
			out[fmt.Sprint("paid_", len(out)+1)] = p.Party
		}
	}
	return out
}

func (r *Room) getStep(verb string) web.Handler {
	return func(c *web.Call) error {
		a, err := find(c)
		if err != nil {
			return err
		}
		ring, err := CircleOf(c.R.Context(), c.Q, c.Actor.Programme, a, c.Today())
		if err != nil {
			return err
		}
		found, err := VenturesOf(c.R.Context(), c.Q, c.Actor.Programme, a.ID)
		if err != nil {
			return err
		}
		const reason = "-" // the page asks for it
		rel := ring.Relations(c.Actor, a.StateBy, a.StateOrg)
		mv, err := VentureMachine.Try(c.Actor, rel, found[a.ID].Stage(), verb, reason)
		if !a.HasVenture() && fault.KindOf(err) != fault.Forbidden {
			err = fault.New(fault.Conflict, "agreement.no_venture")
		}
		if err != nil && !c.Kept() {
			return movedOn(VentureMachine, rel, found[a.ID].Stage(), verb, err)
		}
		noun := ""
		for n, v := range stepActs {
			if v == verb {
				noun = n
			}
		}
		p := stepPage{Code: a.Code, Title: a.TitleIn(c.Lang), Up: c.Base() + URL(a.Code), Verb: verb, URL: c.Base() + URL(a.Code) + "/venture/" + noun,
			Needs: mv.Needs, Reason: mv.Reason, Registered: mv.To == Registered, Currency: c.Programme.Currency}
		if mv.To == CapitalPaid {
			var ids []ident.ID
			for _, id := range payers(a) {
				ids = append(ids, id)
			}
			named, err := parties(c, ids...)
			if err != nil {
				return err
			}
			for field, id := range payers(a) {
				p.Paying = append(p.Paying, paying{field, named[id].Name})
			}
			slices.SortFunc(p.Paying, func(x, y paying) int { return strings.Compare(x.Field, y.Field) })
		}
		return c.Page("step", p)
	}
}

func (r *Room) postStep(verb string) web.Handler {
	return func(c *web.Call) error {
		a, err := find(c)
		if err != nil {
			return err
		}
		in := StepInput{Key: c.Key(), Agreement: a.ID, Verb: verb, Day: words.Day(c.Value("day")), Reference: c.Value("reference"), Name: c.Value("name"),
			Identify: c.Value("identifier"), Reason: c.Value("reason"), File: upload(c, "file")}
		currency := strings.ToUpper(c.Value("currency"))
		if currency == "" {
			currency = c.Programme.Currency
		}
		for field, id := range payers(a) {
			in.Paid = append(in.Paid, EnteredPaid{field, id, c.Lang, c.Value(field), currency})
		}
		slices.SortFunc(in.Paid, func(x, y EnteredPaid) int { return int(x.Party - y.Party) })
		done, err := r.TakeStep(c.R.Context(), c.Actor, in)
		if err != nil {
			return c.Again(r.getStep(verb), err)
		}
		return c.Done(done, URL(a.Code), "agreement.step_done")
	}
}

func (r *Room) postSettle(verb string) web.Handler {
	return func(c *web.Call) error {
		a, err := find(c)
		if err != nil {
			return err
		}
		done, err := r.SettleStep(c.R.Context(), c.Actor, verb, SettleInput{Key: c.Key(), Agreement: a.ID, Step: number(c.Path("id")), Reason: c.Value("reason")})
		if err != nil {
			return c.Again(r.getAgreement, err)
		}
		return c.Done(done, URL(a.Code), verb+"_done")
	}
}

// getStepFile sends the file that lies with a step.
func (r *Room) getStepFile(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	found, err := VenturesOf(c.R.Context(), c.Q, c.Actor.Programme, a.ID)
	if err != nil {
		return err
	}
	for _, s := range found[a.ID].Steps {
		if s.ID == number(c.Path("id")) && s.File.Digest != "" {
			return r.send(c, blob.File{Digest: s.File.Digest, Size: s.File.Size, MIME: s.File.MIME, Name: s.File.Name})
		}
	}
	return fault.New(fault.NotFound, "fault.not_found")
}
