package stocktake

import (
	"time"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/programme/decision"
	"throughline/programme/party"
)

// getFolded shows the thread of a requirement whose promises are its members'
// answers or its commitments: the nodes fold to "n of m", each member below.
func (r *Room) getFolded(c *web.Call) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	m, err := decision.GetMeasureByCode(ctx, c.Q, prog, c.Path("code"))
	if err != nil {
		return err
	}
	if !access.MaySee(c.Actor, m.Visibility, m.Owner) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	all, err := ListPromises(ctx, c.Q, c.Actor, Filter{Measure: m.ID, Limit: 500})
	if err != nil {
		return err
	}
	if len(all) == 0 && m.Group == 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	parties, err := party.PartiesByID(ctx, c.Q, prog, leadsOf(all))
	if err != nil {
		return err
	}
	t := thread{measure: m, p: fold(m, all)}
	if err := t.loadFolded(ctx, c.Q, prog); err != nil {
		return err
	}
	v := drawn{t, c}.page(r)
	v.MayExempt = nil
	v.About = c.T("stocktake.folded", len(all))
	if m.Group != 0 {
		v.About = c.T("stocktake.answered", m.Answered, m.Members)
		v.Nodes[1].More = v.About
	}
	for _, p := range all {
		row := r.row(c, p, parties)
		row.QuietDays = max(0, int(r.DB.Now().Sub(time.UnixMicro(p.QuietSince)).Hours()/24))
		v.Members = append(v.Members, row)
	}
	return c.Page("thread", v)
}

// fold sums the members' nodes: n of m, and the worst status among them. What
// does not apply to any member does not apply to the whole.
func fold(m decision.Measure, all []Promise) Promise {
	f := Promise{Kind: Measure, ID: m.ID, Code: m.Code, Title: m.Title, TitleOther: m.Other, Lang: m.Lang, Root: "requirement", Due: m.Due,
		Conference: m.Conference, Measure: m.ID, Illustrative: m.Illustrative, Status: "kept", Reason: "stocktake.why.kept"}
	if m.Conference != 0 {
		f.Nodes.Conference = 1
	}
	f.Nodes.Decision = 1
	agreements, money := 0, 0
	f.Nodes.Money, f.Nodes.Agreement = NotApplicable, 0
	for _, p := range all {
		if Rank(p.Status) < Rank(f.Status) {
			f.Status, f.Reason = p.Status, p.Reason
		}
		f.Nodes.Project += max(0, p.Nodes.Project)
		f.Nodes.OfProject += p.Nodes.OfProject
		f.Nodes.Result += p.Nodes.Result
		f.Nodes.OfResult++
		if p.Nodes.Agreement > 0 {
			agreements++
		}
		if p.Nodes.Money != NotApplicable {
			money++
		}
	}
	if agreements > 0 {
		f.Nodes.Agreement = 1
	}
	if money > 0 {
		f.Nodes.Money = 0
	}
	if len(all) == 0 { // every member said that it does not apply
		f.Status, f.Reason = "silent", "stocktake.why.unclaimed"
	}
	return f
}
