package intake

import (
	"fmt"
	"slices"
	"strconv"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/kit/words"
)

// decisionOf finds which proposal a form is about.
func decisionOf(c *web.Call, d desk) (Proposal, DecideInput, error) {
	n, _ := strconv.Atoi(c.Path("n"))
	if n < 1 || n > len(d.proposals) {
		return Proposal{}, DecideInput{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return d.proposals[n-1], DecideInput{Key: c.Key(), Reading: d.reading.ID, Ordinal: n}, nil
}

// postDecision accepts, rejects or merges one proposal and goes to the next.
func (r *Room) postDecision(c *web.Call) error {
	d, err := r.open(c)
	if err != nil {
		return err
	}
	p, in, err := decisionOf(c, d)
	if err != nil {
		return err
	}
	run, notice := r.Accept, "intake.accept_done"
	switch c.Value("act") {
	case "reject":
		run, notice, in.Reason = r.Reject, "intake.reject_done", c.Value("reject_reason")
	case "agree":
		run, notice = r.Agree, "intake.agree_done"
	case "accept", "":
		in.Values = sent(c, p)
	default:
		return fault.New(fault.Invalid, "intake.kind_unknown")
	}
	done, err := run(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getReview, err)
	}
	return c.Done(done, d.reading.at(d.after(p.Ordinal)), notice)
}

// sent are the values of a form. A program that sends only some fields leaves
// the others as proposed; the page's own form sends all.
func sent(c *web.Call, p Proposal) map[string]string {
	values := map[string]string{}
	for _, f := range p.Fields {
		if v := c.Value(f.Name); (v != "" || c.Value("edited") != "") && typeOf(f.Name) != "shown" {
			values[f.Name] = v
		}
	}
	return values
}

// at is the page of the reading at one proposal, or at its end.
func (r Reading) at(n int) string {
	if n == 0 {
		return URL(r.Code) + "?n=end"
	}
	return fmt.Sprintf("%s?n=%d", URL(r.Code), n)
}

func (r *Room) postUndo(c *web.Call) error {
	d, err := r.open(c)
	if err != nil {
		return err
	}
	p, in, err := decisionOf(c, d)
	if err != nil {
		return err
	}
	in.Reason = undoReason(c, d.reading)
	done, err := r.Undo(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getReview, err)
	}
	return c.Done(done, d.reading.at(p.Ordinal), "intake.undo_done")
}

// undoReason is what is kept with a record that is withdrawn: the person's
// reason, or that its reading was corrected.
func undoReason(c *web.Call, x Reading) string {
	if reason := c.Value("undo_reason"); reason != "" {
		return reason
	}
	return c.T("intake.undo_reason_default", x.Code)
}

type passagePage struct {
	Code    string       `json:"code"`
	Source  sourceView   `json:"source"`
	Text    string       `json:"text"`
	As      []web.Option `json:"-"`
	Passage string       `json:"passage"`
}

// getPassage is the form for a passage on a page of its own.
func (r *Room) getPassage(c *web.Call) error {
	d, err := r.open(c)
	if err != nil {
		return err
	}
	return c.Page("passage", passagePage{Code: d.reading.Code, Source: sourceView{Code: d.source.Code, Title: d.source.Title,
		HTMLLang: words.Lang(d.source.Lang).HTML()}, Text: d.source.Text, As: options(c, "intake.as.", ByHandKinds)})
}

func (r *Room) postPassage(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	in := ByHandInput{Key: c.Key(), Reading: x.ID, Kind: c.Value("as"), Passage: c.Value("quote")}
	in.From, _ = strconv.Atoi(c.Value("from"))
	in.To, _ = strconv.Atoi(c.Value("to"))
	done, err := r.ByHand(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getPassage, err)
	}
	proposals, err := ProposalsOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	n := len(proposals)
	if id, ok := done.Subject(ProposalNoun); ok {
		n = slices.IndexFunc(proposals, func(p Proposal) bool { return p.ID == id }) + 1
	}
	return c.Done(done, x.at(n), "intake.by_hand_done")
}

func (r *Room) postBulk(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.AcceptAll(c.R.Context(), c.Actor, BulkInput{Key: c.Key(), Reading: x.ID, Kind: c.Value("kind")})
	if err != nil {
		return err
	}
	return c.Done(done, fmt.Sprintf("%s/receipts/%d", URL(x.Code), done.Seq), "intake.accept_all_done")
}

type receiptPage struct {
	Code    string     `json:"code"`
	Seq     int64      `json:"seq"`
	Source  string     `json:"source"`
	Items   []itemView `json:"items"`
	Next    int        `json:"next"`
	MayUndo bool       `json:"may_undo"`
}

// getReceipt lists what one change decided.
func (r *Room) getReceipt(c *web.Call) error {
	d, err := r.open(c)
	if err != nil {
		return err
	}
	seq, _ := strconv.ParseInt(c.Path("seq"), 10, 64)
	p := receiptPage{Code: d.reading.Code, Seq: seq, Source: d.source.Title, Next: d.after(0), MayUndo: d.reading.State == Open &&
		access.Check(access.FromMachine(ProposalMachine), c.Actor, "intake.undo", d.reading.Relations(c.Actor)) == nil}
	for _, x := range d.proposals {
		if x.Decided == seq && seq != 0 {
			p.Items = append(p.Items, itemView{x.Ordinal, x.short(), c.T(string(ProposalMachine.StateKey(x.State)))})
		}
	}
	if len(p.Items) == 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return c.Page("receipt", p)
}

func (r *Room) postUndoMany(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	seq, _ := strconv.ParseInt(c.Path("seq"), 10, 64)
	done, err := r.UndoMany(c.R.Context(), c.Actor, UndoManyInput{Key: c.Key(), Reading: x.ID, Seq: seq, Reason: undoReason(c, x)})
	if err != nil {
		return c.Again(r.getReceipt, err)
	}
	return c.Done(done, URL(x.Code), "intake.undo_done")
}
