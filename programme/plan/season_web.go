package plan

import "throughline/kit/web"

// seasonView is a kind of work and the months in which it rests.
type seasonView struct {
	Kind  string `json:"kind"`
	Field string `json:"-"`
	Value string `json:"closed"`
	Said  string `json:"closed_said"`
}

func seasons(c *web.Call, r Rules) []seasonView {
	var all []seasonView
	for _, kind := range WorkKinds {
		all = append(all, seasonView{kind, seasonField(kind), string(r.Seasons[kind]), seasonSaid(c, r.Seasons[kind])})
	}
	return all
}

// seasonSaid writes a season for people, "" for none.
func seasonSaid(c *web.Call, s Season) string {
	from, to, ok := s.months()
	if !ok {
		return string(s)
	}
	return c.T("plan.season", c.T("plan.month."+text(&from)), c.T("plan.month."+text(&to)))
}

func postedSeasons(c *web.Call) map[string]Season {
	all := map[string]Season{}
	for _, kind := range WorkKinds {
		if v := c.Value(seasonField(kind)); v != "" {
			all[kind] = Season(v)
		}
	}
	return all
}
