package plan

import (
	"encoding/json"
	"slices"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

// kindView is one kind of plan of the organisation, and what the reader may do
// about it.
type kindView struct {
	saidView
	Confirm string `json:"-"` // where it is confirmed, "" when the reader may not
	Return  string `json:"-"`
}

type takeUpPage struct {
	Period   periodView    `json:"period"`
	Party    partyView     `json:"party"`
	Kinds    []kindView    `json:"plans"`
	Since    words.Day     `json:"silent_since"`
	Days     int           `json:"silent_days"`
	Reminded *Reminder     `json:"reminder"`
	History  []historyLine `json:"history"`
	Say      []web.Option  `json:"-"` // the kinds of plan the reader may speak of
	Answers  []web.Option  `json:"-"`
	OnBehalf bool          `json:"-"` // the reader speaks for another organisation
	Path     string        `json:"-"`
	Back     *kindView     `json:"-"` // whose form of return is open
}

// findTakeUp loads the period and the organisation of the path; one that the
// reader may not see does not exist.
func findTakeUp(c *web.Call) (Period, party.Party, error) {
	p, err := findPeriod(c)
	if err != nil {
		return p, party.Party{}, err
	}
	member, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Programme.ID, c.Path("party"))
	if err == nil && !access.MaySee(c.Actor, member.Visibility, member.ID) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return p, member, err
}

func (r *Room) getTakeUp(c *web.Call) error { return showTakeUp(c, "") }

// showTakeUp answers: has this organisation taken the work into its plans? back
// is the kind of plan whose form of return is open.
func showTakeUp(c *web.Call, back string) error {
	period, member, err := findTakeUp(c)
	if err != nil {
		return err
	}
	past, err := c.AsOf()
	if err != nil {
		return err
	}
	if past.Asked() {
		if err := c.Then(past, periodRef(period.ID), &period); err != nil {
			return err
		}
	}
	ctx, prog := c.R.Context(), c.Programme.ID
	said, err := TakeUpsOf(ctx, c.Q, prog, period.ID, member.ID)
	if err != nil {
		return err
	}
	p := takeUpPage{Period: view(c, period), Party: partyOf(c, member), Path: CoverageURL(period.Code, member.Code)}
	if p.History, err = takeUpHistory(c, said, past); err != nil {
		return err
	}
	if past.Asked() {
		if said, err = then(c, said, past); err != nil {
			return err
		}
	}
	var pairings []party.Pairing
	if !past.Asked() {
		if pairings, err = party.PairingsOf(ctx, c.Q, prog, member.ID); err != nil {
			return err
		}
	}
	for _, kind := range Kinds {
		t := TakeUp{Party: member.ID, Kind: kind, State: Silent}
		if i := slices.IndexFunc(said, func(t TakeUp) bool { return t.Kind == kind }); i >= 0 {
			t = said[i]
		}
		v := kindView{saidView: saidOf(c, t)}
		if !past.Asked() {
			p.offer(c, t, pairings, &v, back)
		}
		p.Kinds = append(p.Kinds, v)
	}
	p.OnBehalf = c.Actor.Organisation != member.ID
	p.Answers = choices(c, "plan.answer.", []string{"yes", "no"}, "", "")
	if len(said) == 0 && !past.Asked() {
		if err := fillSilence(c, period, member.ID, &p); err != nil {
			return err
		}
	}
	return c.Page("take_up", p)
}

// offer adds what the reader may do about one kind of plan.
func (p *takeUpPage) offer(c *web.Call, t TakeUp, pairings []party.Pairing, v *kindView, back string) {
	rel := t.Relations(c.Actor, pairings, c.Actor.Has(ident.Office, ident.Secretary))
	at := c.Base() + p.Path + "/" + t.Kind
	if TakeUpMachine.May(c.Actor, rel, t.State, "plan.confirm_take_up") {
		v.Confirm = at + "/confirmation"
	}
	if TakeUpMachine.May(c.Actor, rel, t.State, "plan.return_take_up") {
		if v.Return = at + "/return"; t.Kind == back {
			p.Back = v
		}
	}
	if TakeUpMachine.May(c.Actor, rel, t.State, "plan.claim_take_up") {
		p.Say = append(p.Say, web.Option{Value: t.Kind, Label: v.KindSaid})
	}
}

// fillSilence says since when the organisation has said nothing, and whether it
// was reminded.
func fillSilence(c *web.Call, period Period, member ident.ID, p *takeUpPage) (err error) {
	if p.Since, err = askedOn(c, period); err != nil {
		return err
	}
	if p.Since != "" {
		p.Days = max(0, p.Since.Until(c.Today()))
	}
	reminders, err := remindersOf(c.R.Context(), c.Q, c.Programme.ID, period.ID, member)
	if len(reminders) > 0 {
		p.Reminded = &reminders[0]
	}
	return err
}

// then are the statements as they stood on a day; what was not said yet is left
// out.
func then(c *web.Call, said []TakeUp, past web.AsOf) ([]TakeUp, error) {
	var stood []TakeUp
	for _, t := range said {
		var one TakeUp
		err := c.Then(past, takeUpRef(t.ID), &one)
		switch {
		case err == nil:
			stood = append(stood, one)
		case fault.KindOf(err) != fault.NotFound:
			return nil, err
		}
	}
	return stood, nil
}

// takeUpHistory tells what was said, confirmed and returned, of every kind.
func takeUpHistory(c *web.Call, said []TakeUp, past web.AsOf) ([]historyLine, error) {
	if len(said) == 0 {
		return nil, nil
	}
	var also []ident.Ref
	for _, t := range said[1:] {
		also = append(also, takeUpRef(t.ID))
	}
	return historyOf(c, nil, past, func(i int, lines []party.Line) string {
		var t TakeUp
		if json.Unmarshal(lines[i].Data, &t) != nil {
			return ""
		}
		kind := c.T("plan.kind." + t.Kind)
		if t.State == Claimed && t.OnBehalf() {
			kind += " · " + c.T("plan.on_behalf")
		}
		switch t.State {
		case Claimed:
			return joined(": ", kind, joined(", ", t.Document, t.Place))
		case NotApplicable:
			return joined(": ", kind, t.Why)
		}
		return joined(": ", kind, t.Reason)
	}, takeUpRef(said[0].ID), also...)
}

// statement reads the form of what is said.
func statement(c *web.Call, period Period, member party.Party) TakeUpInput {
	return TakeUpInput{Period: period.ID, Party: member.ID, Kind: c.Value("kind"), NotApplicable: c.Value("answer") == "no", Document: c.Value("document"),
		Place: c.Value("place"), Day: words.Day(c.Value("day")), Quote: c.Value("quote"), Link: c.Value("link"), Why: c.Value("reason")}
}

func (r *Room) postStatement(c *web.Call) error {
	period, member, err := findTakeUp(c)
	if err != nil {
		return err
	}
	if c.Value("answer") == "" {
		var f fault.Form
		f.Refuse("answer", "plan.answer_missing")
		return c.Again(r.getTakeUp, f.Err())
	}
	done, err := r.Say(c.R.Context(), c.Actor, SayInput{c.Key(), statement(c, period, member)})
	if err != nil {
		return c.Again(r.getTakeUp, err)
	}
	return c.Done(done, CoverageURL(period.Code, member.Code), "plan.said_done")
}

func (r *Room) postConfirmation(c *web.Call) error {
	return r.judge(c, "plan.confirm_take_up", r.getTakeUp)
}

func (r *Room) getReturn(c *web.Call) error {
	if !slices.Contains(Kinds, c.Path("kind")) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return showTakeUp(c, c.Path("kind"))
}

func (r *Room) postReturn(c *web.Call) error { return r.judge(c, "plan.return_take_up", r.getReturn) }

func (r *Room) judge(c *web.Call, verb string, again web.Handler) error {
	period, member, err := findTakeUp(c)
	if err != nil {
		return err
	}
	done, err := r.Judge(c.R.Context(), c.Actor, verb, JudgeInput{c.Key(), period.ID, member.ID, c.Path("kind"), c.Value("reason")})
	if err != nil {
		return c.Again(again, err)
	}
	return c.Done(done, CoverageURL(period.Code, member.Code), "plan.step_done")
}
