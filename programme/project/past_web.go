package project

import (
	"encoding/json"
	"slices"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

// getProjectThen shows the project as it stood at the end of a past day: its
// facts, milestones, claims and history up to then, and nothing to act on.
func (r *Room) getProjectThen(c *web.Call, x Project, then web.AsOf) error {
	if err := c.Then(then, x.Ref(), &x); err != nil {
		return err
	}
	if !access.MaySee(c.Actor, x.Visibility, x.Owner) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	milestones, err := milestonesThen(c, x, then)
	if err != nil {
		return err
	}
	x.Total, x.Done, x.NextDate = tally(milestones)
	rows, err := projectRows(c, []Project{x})
	if err != nil {
		return err
	}
	p := projectPage{Project: x, Title: x.TitleIn(c.Lang), Row: rows[0], TimeGone: x.timeGone(then.Day)}
	if !x.LastHeard.IsZero() {
		p.Heard = words.Moment(c.Lang, x.LastHeard, c.Programme.Zone)
	}
	claims, err := ClaimsOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	claims = slices.DeleteFunc(claims, func(cl Claim) bool { return cl.Seq > then.Seq })
	titles := map[ident.ID]string{}
	for _, m := range milestones {
		titles[m.ID] = m.Title
		p.add(c, m, claims, then.Day)
	}
	if p.Claims, err = claimViews(c, x, claims, titles); err != nil {
		return err
	}
	if err := fillTies(c, x, Ring{}, &p); err != nil {
		return err
	}
	p.Releasable = nil
	if err := p.fillHistory(c, x, then.Seq); err != nil {
		return err
	}
	return c.Page("project", p)
}

// milestonesThen are the milestones as they stood then, in their order.
func milestonesThen(c *web.Call, x Project, then web.AsOf) ([]Milestone, error) {
	today, err := MilestonesOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return nil, err
	}
	var ids []ident.ID
	for _, m := range today {
		ids = append(ids, m.ID)
	}
	stood, err := c.ThenAll(then, MilestoneNoun, ids)
	if err != nil {
		return nil, err
	}
	var out []Milestone
	for _, m := range today {
		body, there := stood[m.ID]
		if !there {
			continue
		}
		if err := json.Unmarshal(body, &m); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}
