package project

import (
	"slices"

	"throughline/kit/state"
	"throughline/programme/plan"
)

// Upset is what takes the ground from an approval: a version of the project's
// terms, or a site that was moved, in the change numbered Seq.
type Upset struct {
	Seq     int64
	Aspects []string // of Aspects
}

// restsOn is what an approval rested on: the estimate and what is built for it,
// or the place where it is built.
var restsOn = map[string][]string{Approved: {"scale", "content", "cost"}, Ready: {"place"}}

// renewed are the papers that must be given anew for an approval that has expired.
var renewed = []string{"approval", "land"}

// upsets are the changes of the terms, and the sites that were moved after the
// project was tied to them.
func upsets(versions []Version, sites []SiteStanding) []Upset {
	var all []Upset
	for i := 1; i < len(versions); i++ {
		all = append(all, Upset{versions[i].Seq, ChangeRequest{Before: versions[i-1].Terms, After: versions[i].Terms}.Touches()})
	}
	for _, s := range sites {
		if s.Moved > s.Tied {
			all = append(all, Upset{s.Moved, []string{"place"}})
		}
	}
	return all
}

// expiry tells what an approval rested on and has changed since, and in which
// change last; none while the approval stands. Without a readiness of its own the
// approval of the project rests on its place too.
func (c Course) expiry(p Project, a Ask) (seq int64, why []string) {
	rests := restsOn[a.State]
	if a.State == Approved && !slices.ContainsFunc(c.stages(p), func(s plan.Stage) bool { return s.State == Ready && s.Approver != "" }) {
		rests = append(slices.Clone(rests), "place")
	}
	if a.Outcome != Passed {
		return 0, nil
	}
	for _, u := range c.Upsets {
		for _, aspect := range u.Aspects {
			if u.Seq > a.Seq && slices.Contains(rests, aspect) {
				seq = max(seq, u.Seq)
				if !slices.Contains(why, aspect) {
					why = append(why, aspect)
				}
			}
		}
	}
	return seq, why
}

// again is the first gate behind the project whose approval has expired, with the
// change in which it did. It must be passed again before the project goes on.
func (c Course) again(p Project) (plan.Stage, int64, bool) {
	for _, s := range c.stages(p) {
		if s.Approver == "" || restsOn[s.State] == nil || along(s.State) > along(p.State) || p.Over() || p.State == Suspended {
			continue
		}
		for _, a := range slices.Backward(c.Asks) { // the last one that was passed counts
			if a.State != s.State || a.Outcome != Passed {
				continue
			}
			if seq, _ := c.expiry(p, a); seq != 0 {
				return s, seq, true
			}
			break
		}
	}
	return plan.Stage{}, 0, false
}

// machine is the life of the project from where it is. While an approval has
// expired, what is asked for and answered is that approval, and the project stays.
func (c Course) machine(p Project) *state.Machine {
	m := MachineOf(c.stages(p))
	s, _, expired := c.again(p)
	if !expired {
		return m
	}
	asking := []string{"project.ask", "project.refuse", "project.take_back"}
	m.Moves = slices.DeleteFunc(m.Moves, func(mv state.Move) bool { return slices.Contains(asking, mv.Verb) && slices.Contains(mv.From, p.State) })
	for _, mv := range into(s, []string{s.State}) {
		mv.From, mv.To = []string{p.State}, p.State
		m.Moves = append(m.Moves, mv)
	}
	return m
}

// fresh tells whether a requisite that is there was shown for the project as it is
// now.
func (c Course) fresh(p Project, requisite string) bool {
	_, since, expired := c.again(p)
	return !expired || !slices.Contains(renewed, requisite) ||
		slices.ContainsFunc(c.Standing.Papers, func(x Paper) bool { return x.Requisite == requisite && x.Seq > since })
}
