package project

import (
	"slices"

	"throughline/kit/words"
	"throughline/programme/plan"
)

// Backing is what spending on a project rests on: that it is approved, that work
// has begun, and that there is a contract. What the rules do not ask of its track
// is there.
type Backing struct{ Approved, Begun, Contracted bool }

// Backing reads it from where the project stands. Works begun in an emergency are
// taken as approved until their papers are due.
func (p Project) Backing(rules plan.Rules, papers []Paper, today words.Day) Backing {
	b := Backing{Approved: along(p.State) >= along(Approved), Begun: p.Begun(), Contracted: true}
	stages := rules.StagesOf(p.Track)
	if !slices.ContainsFunc(stages, func(s plan.Stage) bool { return s.State == Approved }) {
		b.Approved = p.State != Cancelled
	}
	if p.State == Emergency && p.DueBy != "" && p.DueBy < today {
		b.Approved = false
	}
	asked := slices.ContainsFunc(stages, func(s plan.Stage) bool { return slices.Contains(s.Requisites, "contract") })
	if asked {
		b.Contracted = slices.ContainsFunc(papers, func(x Paper) bool { return x.Requisite == "contract" })
	}
	return b
}
