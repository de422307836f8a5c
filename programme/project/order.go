package project

import (
	"slices"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// follows tells whether the milestone waits for another, itself or through
// others. all are the milestones of the project.
func follows(all []Milestone, m, other ident.ID) bool {
	seen := map[ident.ID]bool{}
	var walk func(ident.ID) bool
	walk = func(id ident.ID) bool {
		if id == other {
			return true
		}
		if seen[id] {
			return false
		}
		seen[id] = true
		i := slices.IndexFunc(all, func(x Milestone) bool { return x.ID == id })
		return i >= 0 && slices.ContainsFunc(all[i].After, walk)
	}
	return walk(m)
}

// after lets the milestone wait for another one of the project. What would wait
// for itself is refused.
func (m Milestone) after(all []Milestone, other ident.ID) (Milestone, error) {
	var f fault.Form
	known := slices.ContainsFunc(all, func(x Milestone) bool { return x.ID == other && x.State != Dropped })
	f.Require(known, "after", "project.order_unknown")
	f.Require(!known || !follows(all, other, m.ID), "after", "project.order_circle")
	f.Require(!slices.Contains(m.After, other), "after", "project.order_twice")
	if err := f.Err(); err != nil {
		return m, err
	}
	if !m.Open() {
		return m, fault.New(fault.Conflict, "state.moved_on", MilestoneMachine.StateKey(m.State))
	}
	m.After = append(slices.Clone(m.After), other)
	return m, nil
}

// free takes back that the milestone waits for another.
func (m Milestone) free(other ident.ID) (Milestone, error) {
	i := slices.Index(m.After, other)
	if i < 0 {
		return m, fault.New(fault.NotFound, "fault.not_found")
	}
	m.After = slices.Delete(slices.Clone(m.After), i, i+1)
	return m, nil
}

// holding are the milestones that the milestone waits for and that are not
// reached.
func (m Milestone) holding(all []Milestone) []Milestone {
	var out []Milestone
	for _, x := range all {
		if x.Open() && slices.Contains(m.After, x.ID) {
			out = append(out, x)
		}
	}
	return out
}

// pushed is the day to which what the milestone waits for pushes it: the latest
// day expected of those not reached, "" when that is not later than its own.
func (m Milestone) pushed(all []Milestone) words.Day {
	latest := words.Day("")
	for _, x := range m.holding(all) {
		latest = max(latest, x.Expected())
	}
	if !m.Open() || latest <= m.Expected() {
		return ""
	}
	return latest
}

// inSeason warns when the kind of work rests on the day of a milestone, and says
// the next day on which it does not.
func inSeason(f *fault.Form, rules plan.Rules, kind string, day words.Day) {
	f.Require(kind == "" || slices.Contains(plan.WorkKinds, kind), "kind", "project.kind_unknown")
	season := rules.Seasons[kind]
	if _, ok := words.ParseDay(string(day)); !ok || !season.Closed(day) {
		return
	}
	if open := season.Opens(day); open != "" {
		f.Refuse("baseline", "project.season_closed", words.Key("plan.work."+kind), open)
		return
	}
	f.Refuse("baseline", "project.season_all_year", words.Key("plan.work."+kind))
}

// timely refuses the new days of a request that fall in a season in which the work
// rests, or before the day of what the milestone waits for, unless that is wanted.
func timely(f *fault.Form, rules plan.Rules, all []Milestone, shifts []Shift) {
	days := map[ident.ID]words.Day{}
	for _, m := range all {
		days[m.ID] = m.Expected()
	}
	for _, s := range shifts {
		days[s.Milestone] = s.After
	}
	for _, m := range all {
		moved := slices.ContainsFunc(shifts, func(s Shift) bool { return s.Milestone == m.ID })
		if _, ok := words.ParseDay(string(days[m.ID])); !ok || !moved {
			continue
		}
		season := rules.Seasons[m.Kind]
		if first, last := season.Around(days[m.ID]); first != "" {
			f.Refuse(shiftField(m.ID), "project.change_season", words.Key("plan.work."+m.Kind), first, last)
		} else if season.Closed(days[m.ID]) {
			f.Refuse(shiftField(m.ID), "project.season_all_year", words.Key("plan.work."+m.Kind))
		}
		for _, before := range m.holding(all) {
			if days[m.ID] < days[before.ID] {
				f.Refuse(shiftField(m.ID), "project.change_early", before.Title, days[before.ID])
			}
		}
	}
}
