package ledger

import (
	"slices"

	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
)

// discrepancyAct is a verb of a discrepancy: Noun is its path, Outcome tells that
// it asks for one, Reason that it asks for words.
type discrepancyAct struct {
	Verb, Noun      string
	Outcome, Reason bool
}

var discrepancyActs = []discrepancyAct{{"ledger.agree", "agreement", false, false}, {"ledger.propose", "proposal", true, true},
	{"ledger.explain", "explanation", false, true}, {"ledger.decline", "refusal", false, true}, {"ledger.decide", "decision", true, true},
	{"ledger.escalate", "escalation", false, true}}

// actView is an act that is open to the reader. Form is where it is filled in.
type actView struct {
	discrepancyAct
	Label string
	URL   string
	Form  string
}

type discrepancyPage struct {
	Code     string       `json:"code"`
	Amount   money.Amount `json:"amount"`
	From     string       `json:"from"`
	To       string       `json:"to"`
	Why      string       `json:"why"`
	Transfer recordLink   `json:"transfer"`
	Opened   words.Day    `json:"opened"`
	Due      words.Day    `json:"due"`
	Late     bool         `json:"late"`
	State    string       `json:"state"`
	Said     string       `json:"state_said"`
	Outcome  string       `json:"outcome,omitempty"`
	Reason   string       `json:"reason,omitempty"`
	Acts     []actView    `json:"-"`
	Act      *actView     `json:"-"` // the one whose form is open
	Outcomes []web.Option `json:"-"`
	History  []stepLine   `json:"history"`
}

// getDiscrepancy answers: what of this money is not found, and what is done about
// it?
func (r *Room) getDiscrepancy(c *web.Call) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	d, err := GetDiscrepancyByCode(ctx, c.Q, prog, c.Path("code"))
	if err != nil {
		return err
	}
	t, err := GetTransfer(ctx, c.Q, prog, d.Transfer)
	if err != nil {
		return err
	}
	name, err := names(c, d.Sender, d.Receiver)
	if err != nil {
		return err
	}
	p := discrepancyPage{Code: d.Code, Amount: d.Amount, From: name(d.Sender), To: name(d.Receiver), Why: c.T("ledger.why." + d.Why),
		Transfer: recordLink{t.Code, c.Base() + URL(t.Code)}, Opened: d.Opened, Due: d.Due, Late: d.State != Closed && d.Due != "" && d.Due < c.Today(),
		State: d.State, Said: c.T(string(DiscrepancyMachine.StateKey(d.State))), Reason: d.Reason}
	if d.Outcome != "" {
		p.Outcome = c.T("ledger.outcome." + d.Outcome)
	}
	if err := fillActs(c, d, &p); err != nil {
		return err
	}
	if p.History, err = stepsOf(c, DiscrepancyMachine, d.ID, pastDiscrepancy); err != nil {
		return err
	}
	return c.Page("discrepancy", p)
}

// fillActs offers what the reader may do, in the order of the acts, and opens the
// form of the one that was chosen.
func fillActs(c *web.Call, d Discrepancy, p *discrepancyPage) error {
	nobody, err := emptyNow(c, d.across())
	if err != nil {
		return err
	}
	open := DiscrepancyMachine.Open(c.Actor, d.Relations(c.Actor, nobody), d.State)
	for _, a := range discrepancyActs {
		if !slices.ContainsFunc(open, func(mv state.Move) bool { return mv.Verb == a.Verb }) {
			continue
		}
		at := c.Base() + DiscrepancyURL(d.Code)
		p.Acts = append(p.Acts, actView{a, c.T(a.Verb), at + "/" + a.Noun, at + "?do=" + a.Noun + "#act"})
	}
	if i := slices.IndexFunc(p.Acts, func(a actView) bool { return a.Noun == doing(c) }); i >= 0 {
		p.Act = &p.Acts[i]
	}
	for _, o := range Outcomes {
		p.Outcomes = append(p.Outcomes, web.Option{Value: o, Label: c.T("ledger.outcome." + o)})
	}
	return nil
}

// doing is the act whose form is open on a page.
func doing(c *web.Call) string {
	if c.Kept() {
		return c.Value("do")
	}
	return c.Query("do")
}

func (r *Room) postDiscrepancy(a discrepancyAct) web.Handler {
	return func(c *web.Call) error {
		d, err := GetDiscrepancyByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
		if err != nil {
			return err
		}
		done, err := r.Resolve(c.R.Context(), c.Actor, a.Verb, SettleInput{Key: c.Key(), Discrepancy: d.ID, Outcome: c.Value("outcome"), Reason: c.Value("reason")})
		if err != nil {
			return c.Again(r.getDiscrepancy, err)
		}
		return c.Done(done, DiscrepancyURL(d.Code), a.Verb+"_done")
	}
}
