package project

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

// before are the records that were there by then.
func before[T any](then web.AsOf, all []T, seq func(T) int64) []T {
	return slices.DeleteFunc(slices.Clone(all), func(x T) bool { return seq(x) > then.Seq })
}

// shownOn is the day that a page shows: the past one asked for, or today.
func shownOn(c *web.Call, then web.AsOf) words.Day {
	if then.Asked() {
		return then.Day
	}
	return c.Today()
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

// getNeedThen shows a need as it stood at the end of a past day: its words, its
// place, the projects put forward by then, and nothing to act on.
func (r *Room) getNeedThen(c *web.Call, n Need, then web.AsOf) error {
	if err := c.Then(then, n.Ref(), &n); err != nil {
		return err
	}
	if !access.MaySee(c.Actor, n.Visibility, n.Owner) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	offers, err := offersThen(c, n, then)
	if err != nil {
		return err
	}
	works, err := worksThen(c, offers, then)
	if err != nil {
		return err
	}
	p := needPage{Need: n}
	if err := drawOffers(c, n, offers, works, &p); err != nil {
		return err
	}
	for i := range p.Offers {
		p.Offers[i].Moves = nil
	}
	n.Offered, n.Taken = 0, 0
	for _, o := range offers {
		if x := works[o.Project]; x.State != Cancelled {
			n.Offered++
			if o.State != NotWanted && along(x.State) >= along(Pooled) {
				n.Taken++
			}
		}
	}
	rows, err := needRows(c, []Need{n})
	if err != nil {
		return err
	}
	p.Row = rows[0]
	lines, err := party.LinesTo(c.R.Context(), c.Q, c.Actor.Programme, NeedMachine, then.Seq, n.Ref())
	p.History = historyLines(c, lines)
	if err != nil {
		return err
	}
	return c.Page("need", p)
}

// worksThen are the projects of offers as they stood then. One that the reader may
// not see today is left out of them.
func worksThen(c *web.Call, offers []Offer, then web.AsOf) (map[ident.ID]Project, error) {
	var ids []ident.ID
	for _, o := range offers {
		ids = append(ids, o.Project)
	}
	works, err := ProjectsByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	if err != nil {
		return nil, err
	}
	stood, err := c.ThenAll(then, Noun, ids)
	if err != nil {
		return nil, err
	}
	for id, x := range works {
		seen := access.MaySee(c.Actor, x.Visibility, x.Owner)
		if err := json.Unmarshal(stood[id], &x); err != nil {
			return nil, err
		}
		if !seen {
			x.Visibility = "internal"
		}
		works[id] = x
	}
	return works, nil
}

// offersThen are the projects put forward for a need by then, as each stood.
func offersThen(c *web.Call, n Need, then web.AsOf) ([]Offer, error) {
	today, err := OffersFor(c.R.Context(), c.Q, c.Actor.Programme, n.ID)
	if err != nil {
		return nil, err
	}
	var ids []ident.ID
	for _, o := range today {
		ids = append(ids, o.ID)
	}
	stood, err := c.ThenAll(then, OfferNoun, ids)
	if err != nil {
		return nil, err
	}
	var out []Offer
	for _, o := range today {
		body, there := stood[o.ID]
		if !there {
			continue
		}
		if err := json.Unmarshal(body, &o); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}
