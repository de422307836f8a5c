package decision

import (
	"slices"
	"strconv"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

type severalPage struct {
	Noun    string       `json:"act"`
	Rows    []measureRow `json:"measures"`
	LeftOut string       `json:"left_out"` // codes of those chosen to which it cannot be done
	Asks    []string     `json:"-"`
	Leads   []web.Option `json:"-"`
}

// asksOfSeveral are the fields of each act on several measures.
var asksOfSeveral = map[string][]string{"decision.register": nil, "decision.refuse": {"reason"}, "decision.assign": {"lead", "due", "done"},
	"decision.propose": {"later", "reason"}}

// getTogether asks what there is to say about the measures chosen in the list,
// for the act that was chosen with them; with none, for the first that is open to
// the reader.
func (r *Room) getTogether(c *web.Call) error {
	named := c.Query("act")
	for _, a := range together {
		if a.noun == named && !c.May(a.verb) {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
		if a.noun == named || named == "" && c.May(a.verb) {
			return r.getSeveral(a)(c)
		}
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

// getSeveral is that page for one act.
func (r *Room) getSeveral(a act) web.Handler {
	return func(c *web.Call) error {
		codes := c.R.URL.Query()["m"]
		if c.Kept() {
			codes = c.Values("m")
		}
		all, err := chosen(c, codes)
		if err != nil {
			return err
		}
		p := severalPage{Noun: a.noun, Asks: asksOfSeveral[a.verb]}
		var out []string
		all = slices.DeleteFunc(all, func(m Measure) bool {
			if !m.fits(c.Actor, a.verb) {
				out = append(out, m.Code)
			}
			return !m.fits(c.Actor, a.verb)
		})
		p.LeftOut = listed(c, out)
		if p.Rows, err = rows(c, all); err != nil {
			return err
		}
		if a.verb == "decision.assign" {
			if p.Leads, err = leadOptions(c); err != nil {
				return err
			}
		}
		return c.Page("several", p)
	}
}

// chosen finds measures by their codes, each once and at most MostAtOnce+1.
func chosen(c *web.Call, codes []string) ([]Measure, error) {
	slices.Sort(codes)
	codes = slices.Compact(codes)
	return MeasuresByCode(c.R.Context(), c.Q, c.Actor, codes[:min(len(codes), MostAtOnce+1)])
}

func (r *Room) postSeveral(a act) web.Handler {
	return func(c *web.Call) error {
		all, err := chosen(c, c.Values("m"))
		if err != nil {
			return err
		}
		var ids []ident.ID
		for _, m := range all {
			ids = append(ids, m.ID)
		}
		done, err := r.doSeveral(c, a.verb, ids)
		if err != nil {
			return c.Again(r.getSeveral(a), err)
		}
		return c.Done(done, receiptURL(done.Seq), "decision.together."+a.noun+"_done")
	}
}

func (r *Room) doSeveral(c *web.Call, verb string, ids []ident.ID) (done Done, err error) {
	ctx := c.R.Context()
	many := ManyInput{Key: c.Key(), Measures: ids, Due: words.Day(c.Value("due")), Reason: c.Value("reason")}
	switch verb {
	case "decision.propose":
		return r.DeferMany(ctx, c.Actor, many)
	case "decision.assign":
		in := AssignManyInput{Key: c.Key(), Measures: ids, Due: many.Due, Done: c.Value("done")}
		var f fault.Form
		if in.Lead, err = partyOf(c, &f, "lead"); err != nil {
			return done, err
		}
		f.Require(in.Lead != 0 || f.Err() != nil, "lead", "decision.lead_missing")
		if err := f.Err(); err != nil {
			return done, err
		}
		return r.AssignMany(ctx, c.Actor, in)
	}
	return r.MoveMany(ctx, c.Actor, verb, many)
}

func receiptURL(seq int64) string { return "/measure-changes/" + strconv.FormatInt(seq, 10) }

type receiptPage struct {
	Seq  int64        `json:"seq"`
	When string       `json:"when"`
	What string       `json:"what"`
	By   partyView    `json:"by"`
	Rows []measureRow `json:"measures"`
	Undo bool         `json:"may_undo"`
}

// getReceipt shows what one change of several measures did; it can be read for
// as long as the journal is kept, and undone until somebody acts on one of them.
func (r *Room) getReceipt(c *web.Call) error {
	seq, err := strconv.ParseInt(c.Path("seq"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	ctx := c.R.Context()
	all, made, err := ChangedBy(ctx, c.Q, c.Actor, seq)
	if err != nil {
		return err
	}
	names, err := loadParties(c, []ident.ID{made.Organisation})
	if err != nil {
		return err
	}
	p := receiptPage{Seq: seq, When: words.Moment(c.Lang, made.At, zone(c)), What: c.T(made.Kind), By: names.view(made.Organisation)}
	if p.Rows, err = rows(c, all); err != nil {
		return err
	}
	steps, err := undoOf(ctx, c.Q, c.Actor, seq)
	if err != nil {
		return err
	}
	p.Undo = len(steps) > 0 && made.Organisation == c.Actor.Organisation && (c.Actor.Has(desk...) || c.Actor.Has(holders...) && steps[0].verb == "decision.take_back")
	return c.Page("receipt", p)
}

func (r *Room) postUndo(c *web.Call) error {
	seq, err := strconv.ParseInt(c.Path("seq"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	done, err := r.Undo(c.R.Context(), c.Actor, UndoInput{c.Key(), seq, c.Value("reason")})
	if err != nil {
		return c.Again(r.getReceipt, err)
	}
	return c.Done(done, receiptURL(done.Seq), "decision.undo_done")
}
