package decision

import (
	"slices"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/programme/plan"
)

// mostFollowed is how many measures of one meeting can still be followed well,
// where the programme rules set no number; above it the page advises to cap or
// to rank them.
const mostFollowed = 12

// limit is how many measures of one meeting the rules advise to follow.
func limit(r plan.Rules) int {
	if r.MeetingMeasures != nil {
		return *r.MeetingMeasures
	}
	return mostFollowed
}

// place puts one of the measures, which stand in their order, at a place, and
// gives back those whose place has changed.
func place(all []Measure, id ident.ID, at int) ([]Measure, error) {
	from := slices.IndexFunc(all, func(m Measure) bool { return m.ID == id })
	if from < 0 {
		return nil, fault.New(fault.Conflict, "decision.not_ranked")
	}
	to := min(max(at-1, 0), len(all)-1)
	m := all[from]
	order := slices.Insert(slices.Delete(slices.Clone(all), from, from+1), to, m)
	var changed []Measure
	for i, m := range order {
		if m.Priority != i+1 {
			m.Priority = i + 1
			changed = append(changed, m)
		}
	}
	if len(changed) == 0 {
		return nil, fault.New(fault.Conflict, "decision.place_same")
	}
	return changed, nil
}
