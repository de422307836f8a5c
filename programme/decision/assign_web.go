package decision

import (
	"slices"
	"strconv"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

type assignManyPage struct {
	Rows  []measureRow `json:"measures"`
	Leads []web.Option `json:"-"`
	None  bool         `json:"none"` // nothing was chosen
}

// getAssignMany asks for the one lead of the measures chosen in the list.
func (r *Room) getAssignMany(c *web.Call) error {
	codes := c.R.URL.Query()["m"]
	if c.Kept() {
		codes = c.Values("m")
	}
	all, err := chosen(c, codes)
	if err != nil {
		return err
	}
	p := assignManyPage{None: len(all) == 0}
	if p.Rows, err = rows(c, all); err != nil {
		return err
	}
	if p.Leads, err = leadOptions(c); err != nil {
		return err
	}
	return c.Page("assign_many", p)
}

// chosen finds measures by their codes, each once and at most MostAtOnce+1.
func chosen(c *web.Call, codes []string) ([]Measure, error) {
	slices.Sort(codes)
	codes = slices.Compact(codes)
	return MeasuresByCode(c.R.Context(), c.Q, c.Actor, codes[:min(len(codes), MostAtOnce+1)])
}

func (r *Room) postAssignMany(c *web.Call) error {
	all, err := chosen(c, c.Values("m"))
	if err != nil {
		return err
	}
	in := AssignManyInput{Key: c.Key(), Due: words.Day(c.Value("due")), Done: c.Value("done")}
	for _, m := range all {
		in.Measures = append(in.Measures, m.ID)
	}
	var f fault.Form
	if in.Lead, err = partyOf(c, &f, "lead"); err != nil {
		return err
	}
	f.Require(in.Lead != 0 || f.Err() != nil, "lead", "decision.lead_missing")
	if err := f.Err(); err != nil {
		return c.Again(r.getAssignMany, err)
	}
	done, err := r.AssignMany(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getAssignMany, err)
	}
	return c.Done(done, "/assignments/"+strconv.FormatInt(done.Seq, 10), "decision.assign_many_done")
}

type receiptPage struct {
	Seq  int64        `json:"seq"`
	When string       `json:"when"`
	What string       `json:"what"`
	By   partyView    `json:"by"`
	Rows []measureRow `json:"measures"`
}

// getReceipt shows what one change of several measures did; it can be read for
// as long as the journal is kept.
func (r *Room) getReceipt(c *web.Call) error {
	seq, err := strconv.ParseInt(c.Path("seq"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	all, made, err := ChangedBy(c.R.Context(), c.Q, c.Actor, seq)
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
	return c.Page("receipt", p)
}
