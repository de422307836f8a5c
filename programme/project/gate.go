package project

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// Ask is one request at a gate, and what became of it. State is the stage asked
// for; Outcome is "" while it waits. Shown is what was shown when it was decided,
// Rules the version of the programme rules it was decided by.
type Ask struct {
	ID         ident.ID     `json:"id"`
	Seq        int64        `json:"-"`
	Project    ident.ID     `json:"project"`
	State      string       `json:"state"`
	By         ident.Person `json:"asked_by"`
	Org        ident.ID     `json:"asked_for"`
	At         time.Time    `json:"asked_at"`
	Outcome    string       `json:"outcome"`
	DecidedBy  ident.Person `json:"decided_by"`
	DecidedOrg ident.ID     `json:"decided_for"`
	DecidedAt  time.Time    `json:"decided_at"`
	Reason     string       `json:"reason"`
	Rules      int          `json:"rules"`
	Shown      []Shown      `json:"shown"`
}

// AskNoun is the kind of a request in the journal.
const AskNoun = "project.gate"

// Outcomes of a request.
const (
	Passed    = "passed"
	Refused   = "refused"
	TakenBack = "taken_back"
)

// Paper shows one requisite of a gate by a file, or by the reference of a
// document and its day. A later paper for the same takes its place; both stay.
type Paper struct {
	ID           ident.ID     `json:"id"`
	Seq          int64        `json:"-"`
	Project      ident.ID     `json:"project"`
	Requisite    string       `json:"requisite"`
	Reference    string       `json:"reference"`
	Day          words.Day    `json:"day"`
	Note         string       `json:"note"`
	Digest       string       `json:"digest"`
	Name         string       `json:"name"`
	MIME         string       `json:"mime"`
	Size         int64        `json:"size"`
	At           time.Time    `json:"at"`
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// PaperNoun is the kind of a paper in the journal.
const PaperNoun = "project.paper"

// check refuses a paper that shows nothing. today is the day of the change.
func (x Paper) check(today words.Day) error {
	var f fault.Form
	r, known := plan.FindRequisite(x.Requisite)
	f.Require(known && r.Paper, "requisite", "project.requisite_unknown")
	f.Require(x.Reference != "" || x.Digest != "", "reference", "project.paper_empty")
	f.Require(len([]rune(x.Reference)) <= maxTitle, "reference", "project.title_long", maxTitle)
	f.Require(x.Reference == "" || x.Day != "", "day", "project.day_missing")
	checkDay(&f, "day", x.Day)
	f.Require(x.Day <= today, "day", "project.in_future")
	return f.Err()
}

// Course is what a step of a project is decided by, beside the project: who
// stands around it, the rules of the day, the request that waits (zero when none
// does), those answered before, what has upset an approval, and what the records
// show.
type Course struct {
	Ring     Ring
	Rules    plan.Rules
	Ask      Ask
	Asks     []Ask
	Upsets   []Upset
	Standing Standing
}

// stages are those of the project's track. A stage that the rules have left out
// since the project came there is kept for it: no rule strands a project.
func (c Course) stages(p Project) []plan.Stage {
	at := p.State
	if on, ok := beside[at]; ok {
		at = on
	}
	stages := c.Rules.StagesOf(p.Track)
	i := slices.IndexFunc(stages, func(s plan.Stage) bool { return along(s.State) >= along(at) })
	if along(at) < 0 || i >= 0 && stages[i].State == at || p.State == Emergency && i > 1 {
		return stages
	}
	return slices.Insert(slices.Clone(stages), i, plan.Stage{State: at})
}

// next is the stage that lies before the project, with the requisites that it has
// to show there: after a beginning in an emergency, all that it passed over; and
// before work begins once more that it may, where that was asked for earlier.
// Nothing lies before what stands still or is over; before what rests on an
// approval that has expired, that approval once more.
func (c Course) next(p Project) (plan.Stage, bool) {
	if p.State == Suspended || p.State == Cancelled {
		return plan.Stage{}, false
	}
	if s, _, expired := c.again(p); expired {
		return s, true
	}
	return c.ahead(p)
}

// ahead is the next stage along the line.
func (c Course) ahead(p Project) (plan.Stage, bool) {
	var passed []string
	for _, s := range c.stages(p) {
		if along(s.State) > along(p.State) {
			switch {
			case p.State == Emergency:
				s.Requisites = append(passed, without(s.Requisites, passed)...)
			case s.State == UnderWay && slices.Contains(passed, "may_start"):
				s.Requisites = append([]string{"may_start"}, without(s.Requisites, []string{"may_start"})...)
			}
			return s, true
		}
		passed = append(passed, without(s.Requisites, passed)...)
	}
	return plan.Stage{}, false
}

// without is the list without what the other holds.
func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
}

// asker is whoever asks at the gate before the project: with an open request its
// person and organisation, otherwise who brought the project to where it is.
func (c Course) asker(p Project) (ident.Person, ident.ID) {
	if c.Ask.ID != 0 {
		return c.Ask.By, c.Ask.Org
	}
	return p.StateBy, p.StateOrg
}

// relations is how an actor stands to the step that lies before the project.
func (c Course) relations(p Project, who ident.Actor) ident.Relations {
	next, _ := c.next(p)
	by, org := c.asker(p)
	return p.relationsAt(who, c.Ring, next.Approver, by, org)
}

// offered are the moves to offer to a person: not those at a gate where nobody
// asks, or where something is still missing.
func (c Course) offered(p Project, who ident.Actor) []state.Move {
	next, _ := c.next(p)
	_, _, expired := c.again(p)
	gate := next.Approver != "" && (expired || p.State != Finished)
	ready := c.missing(p) == nil && c.unwanted(next.State) == nil
	return slices.DeleteFunc(c.machine(p).Open(who, c.relations(p, who), p.State), func(mv state.Move) bool {
		switch mv.Verb {
		case "project.ask":
			return !ready || c.Ask.ID != 0
		case "project.refuse", "project.take_back":
			return c.Ask.ID == 0
		case enter[next.State]:
			return gate && (!ready || c.Ask.State != next.State)
		case "project.begin_in_emergency":
			return c.Rules.EmergencyDays == nil
		}
		return expired && mv.To != p.State && along(mv.To) > along(p.State)
	})
}

// List is what the next stage asks for, each with whether it is there.
func (c Course) List(p Project) []Shown {
	next, _ := c.next(p)
	list := []Shown{}
	for _, r := range next.Requisites {
		x := c.Standing.show(p, r)
		x.There = x.There && c.fresh(p, r)
		list = append(list, x)
	}
	return list
}

// missing refuses while something that the next stage asks for is not there.
func (c Course) missing(p Project) error {
	var open []Shown
	for _, x := range c.List(p) {
		if !x.There {
			open = append(open, x)
		}
	}
	switch {
	case len(open) == 0:
		return nil
	case open[0].Requisite == "milestones_claimed":
		return fault.New(fault.Conflict, "project.milestones_open", c.Standing.Open)
	case open[0].Requisite == "milestones_verified":
		return fault.New(fault.Conflict, "project.milestones_unverified", c.Standing.Unverified)
	}
	return c.Standing.notShown(open[0].Requisite, len(open))
}

// unwanted refuses to take a project further into the pool or the plan that the
// receiving side has said it does not want, whatever the rules ask for.
func (c Course) unwanted(to string) error {
	if to != "" && along(to) >= along(Pooled) && along(to) <= along(UnderWay) && c.Standing.vetoed() {
		return fault.New(fault.Conflict, "project.not_wanted")
	}
	return nil
}

// barred refuses to begin what the rules let no money go to.
func (c Course) barred(p Project, to string) error {
	if along(to) <= along(UnderWay) && c.Rules.Bars(p.Category) {
		return fault.New(fault.Conflict, "plan.no_go_category", words.Key("plan.category."+p.Category))
	}
	return nil
}

// wants is what the project waits for.
func (c Course) wants(p Project, reason string) []task.Want {
	r := c.Ring
	next, ahead := c.next(p)
	_, _, expired := c.again(p)
	switch {
	case !ahead:
		return nil
	case next.Approver != "" && (c.Ask.State == next.State || p.State == Finished && !expired):
		by, org := c.asker(p)
		return r.approvers(p, next.Approver, org, task.Want{Action: enter[next.State], NotPerson: by})
	case next.Approver != "":
		return r.each(task.Want{Action: "project.ask", Party: p.Implementer, Due: p.dueAt(next.State), Reason: reason})
	}
	return r.each(task.Want{Action: enter[next.State], Party: p.Implementer, Due: p.dueAt(next.State), Reason: reason})
}

// dueAt is the day by which the project should come to a stage, where its own
// days say so.
func (p Project) dueAt(state string) words.Day {
	switch {
	case p.DueBy != "":
		return p.DueBy
	case state == UnderWay:
		return p.From
	case state == Finished:
		return p.To
	}
	return ""
}

// asks are the requisites of all stages that lie before the project.
func (c Course) asks(p Project) []string {
	var all []string
	if s, _, expired := c.again(p); expired {
		all = append(all, s.Requisites...)
	}
	for _, s := range c.stages(p) {
		if along(s.State) > along(p.State) || p.State == Emergency {
			all = append(all, without(s.Requisites, all)...)
		}
	}
	return all
}

// estimate gives the project its estimate: the first, or another one while it is
// still to be approved.
func (c Course) estimate(p Project, amount *money.Amount) (Project, error) {
	var f fault.Form
	f.Require(amount != nil, "estimate", "project.estimate_missing")
	f.Require(amount == nil || amount.Minor >= 0, "estimate", "project.negative")
	if err := f.Err(); err != nil {
		return p, err
	}
	open := slices.ContainsFunc(c.stages(p), func(s plan.Stage) bool { return s.State == Approved && along(p.State) < along(Approved) })
	if p.Approved != nil || p.Estimate != nil && !open {
		return p, fault.New(fault.Conflict, "project.estimate_stands")
	}
	p.Estimate = amount
	return p, nil
}

// sitesOpen refuses to exchange where a project lies once it is approved.
func (c Course) sitesOpen(p Project) error {
	if along(p.State) >= along(Approved) && len(c.Standing.Sites) > 0 {
		return fault.New(fault.Conflict, "project.site_stands")
	}
	return nil
}

// plannedIn tells whether an annual plan that was issued holds an item.
func plannedIn(a plan.Annual, item int) bool {
	issued := slices.Contains([]string{"issued", "adjusting", "settled"}, a.State)
	return issued && slices.ContainsFunc(a.Items, func(i plan.Item) bool { return i.No == item })
}

// Step is what a person does with a project: Money is what becomes of the money
// of one that is cancelled.
type Step struct {
	Verb, Reason, Money string
}

// Move decides one step. It gives the project as it is afterwards and the
// request at its gate as it is then: a new one, the one that was decided, or none.
func (c Course) Move(p Project, who ident.Actor, do Step, now time.Time, today words.Day) (Project, Ask, error) {
	next, _ := c.next(p)
	rel := c.relations(p, who)
	if after, _ := c.ahead(p); do.Verb == enter[after.State] && after.State != next.State { // refused for what is needed first, not for who asks
		by, org := c.asker(p)
		rel = p.relationsAt(who, c.Ring, after.Approver, by, org)
	}
	mv, err := c.machine(p).Try(who, rel, p.State, do.Verb, do.Reason)
	if err != nil {
		return p, Ask{}, err
	}
	if err := c.allows(p, do, next); err != nil {
		return p, Ask{}, err
	}
	ask := c.answered(p, who, do, now)
	if do.Verb == "project.ask" {
		ask = Ask{Project: p.ID, State: next.State, By: who.Person, Org: who.Organisation, At: now, Shown: []Shown{}}
	}
	if mv.To == p.State {
		return p.heard(who, now), ask, nil
	}
	p.DueBy = c.dueBy(mv.To, today)
	if mv.To == Approved && p.Approved == nil {
		p.Approved = p.Estimate
	}
	if mv.To == Cancelled {
		p.MoneyNote = do.Money
	}
	p.State, p.StateSince, p.StateBy, p.StateOrg = mv.To, now, who.Person, who.Organisation
	if after, _ := c.next(p); p.State == Finished && after.Approver != "" {
		ask = Ask{Project: p.ID, State: after.State, By: who.Person, Org: who.Organisation, At: now, Shown: []Shown{}}
	}
	return p.heard(who, now), ask, nil
}

// dueBy is the day that the rules give for what follows the entry into a state.
func (c Course) dueBy(state string, today words.Day) words.Day {
	days := map[string]*int{Emergency: c.Rules.EmergencyDays, Settled: c.Rules.SurplusDays}[state]
	if days == nil {
		return ""
	}
	return today.Add(*days)
}

// allows refuses what the machine lets through and the records do not.
func (c Course) allows(p Project, do Step, next plan.Stage) error {
	_, _, expired := c.again(p)
	after, _ := c.ahead(p)
	switch {
	case do.Verb == "project.ask" && c.Ask.ID != 0:
		return fault.New(fault.Conflict, "project.asked_already")
	case do.Verb == "project.refuse" || do.Verb == "project.take_back":
		if c.Ask.ID == 0 {
			return fault.New(fault.Conflict, "project.not_asked")
		}
	case do.Verb == enter[next.State] && next.Approver != "" && (expired || p.State != Finished):
		if c.Ask.State != next.State {
			return fault.New(fault.Conflict, "project.not_asked")
		}
	case expired && do.Verb == enter[after.State]:
		return fault.New(fault.Conflict, "project.approval_expired", Machine.StateKey(next.State))
	}
	switch do.Verb {
	case "project.ask", enter[next.State]:
		if err := c.unwanted(next.State); err != nil {
			return err
		}
		if err := c.barred(p, next.State); err != nil {
			return err
		}
		return c.missing(p)
	case "project.begin_in_emergency":
		if c.Rules.EmergencyDays == nil {
			return fault.New(fault.Conflict, "project.no_emergency")
		}
		if err := c.barred(p, UnderWay); err != nil {
			return err
		}
		if p.Track == "works" && !c.Standing.show(p, "site_checked").There {
			return c.Standing.notShown("site_checked", 1)
		}
		return c.unwanted(UnderWay)
	case "project.cancel":
		var f fault.Form
		f.Require(do.Money != "" || p.Approved == nil, "money_note", "project.money_note_missing")
		return f.Err()
	}
	return nil
}

// answered is the open request as the step leaves it: passed, refused, or taken
// back by whatever else takes the project from where it waits.
func (c Course) answered(p Project, who ident.Actor, do Step, now time.Time) Ask {
	ask := c.Ask
	if next, _ := c.next(p); ask.ID == 0 && p.State == Finished && (do.Verb == enter[next.State] || do.Verb == "project.send_back") {
		ask = Ask{Project: p.ID, State: next.State, By: p.StateBy, Org: p.StateOrg, At: p.StateSince} // asked for by finishing
	} else if ask.ID == 0 {
		return ask
	}
	switch {
	case do.Verb == enter[ask.State]:
		ask.Outcome = Passed
	case do.Verb == "project.refuse" || do.Verb == "project.send_back":
		ask.Outcome, ask.Reason = Refused, do.Reason
	default:
		ask.Outcome, ask.Reason = TakenBack, do.Reason
	}
	ask.DecidedBy, ask.DecidedOrg, ask.DecidedAt, ask.Rules, ask.Shown = who.Person, who.Organisation, now, c.Rules.Version, c.List(p)
	return ask
}
