package plan

import "slices"

// Features that a programme may switch off where it is too small for them. The
// records stay, their pages say that they are switched off, and links to them
// go. What is not listed here is in use everywhere: the board, the tasks, the
// meetings, agreements and commitments, projects, and the pairings.
const (
	PlanPeriods   = "plan_periods"   // plan periods; without them no annual plans and no take-up
	AnnualPlans   = "annual_plans"   // annual plans within a period
	TakeUps       = "take_ups"       // who has taken the work into its own plan
	Classes       = "classes"        // requirements addressed to a class of organisations
	Visits        = "visits"         // visits and talks, with their notes
	JointVentures = "joint_ventures" // what comes of a joint venture after its signing
	Shares        = "shares"         // how much of the money goes where at least or at most
)

// Features lists every feature in the order in which they are shown.
var Features = []string{PlanPeriods, AnnualPlans, TakeUps, Classes, Visits, JointVentures, Shares}

// Shows tells whether the programme uses a feature. Annual plans and take-up
// need plan periods.
func (r Rules) Shows(feature string) bool {
	if slices.Contains(r.Off, feature) {
		return false
	}
	return feature != AnnualPlans && feature != TakeUps || !slices.Contains(r.Off, PlanPeriods)
}

// Pack is a shipped example of programme rules.
type Pack struct {
	Name string
	make func(Rules) Rules
}

// Packs are the shipped examples, by the size of a programme.
var Packs = []Pack{{"large", large}, {"small", small}}

// FindPack is a shipped example by its name.
func FindPack(name string) (Pack, bool) {
	i := slices.IndexFunc(Packs, func(p Pack) bool { return p.Name == name })
	if i < 0 {
		return Pack{}, false
	}
	return Packs[i], true
}

// On puts the example's values into the rules. The calendar and the class that
// is asked are the programme's own and stay.
func (p Pack) On(r Rules) Rules { return p.make(r) }

// large is for many organisations, with an office that follows them up.
func large(r Rules) Rules {
	r.AcceptDays, r.ReportEveryDays, r.GraceDays, r.SilentDays, r.AtRiskDays = 10, 90, 30, 180, 30
	r.Deferrals, r.DeferralDays, r.MeetingMeasures, r.TakeUpDays = new(2), new(180), new(40), new(90)
	r.EmergencyDays, r.SurplusDays, r.ChangeDays, r.ArrearsDays = new(60), new(90), new(60), new(30)
	r.TransitDays, r.DiscrepancyDays = new(15), new(30)
	r.Off = []string{}
	r.Stages = map[string][]Stage{"works": longWorks, "soft": longSoft}
	if len(r.Shares) == 0 {
		r.Shares = usualShares()
	}
	return r
}

// small is for two places that help each other: who knows each other by name
// needs shorter times and six screens.
func small(r Rules) Rules {
	r.AcceptDays, r.ReportEveryDays, r.GraceDays, r.SilentDays, r.AtRiskDays = 15, 120, 30, 150, 30
	r.Deferrals, r.DeferralDays, r.MeetingMeasures, r.TakeUpDays = nil, nil, new(10), nil
	r.EmergencyDays, r.SurplusDays, r.ChangeDays, r.ArrearsDays = nil, nil, new(90), nil
	r.TransitDays, r.DiscrepancyDays = new(30), new(30)
	r.Stages = map[string][]Stage{}
	r.Off = []string{PlanPeriods, AnnualPlans, TakeUps, Classes, Visits, JointVentures, Shares}
	return r
}
