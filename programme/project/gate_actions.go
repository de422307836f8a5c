package project

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// CourseOf gathers what the next step of a project is decided by on a day.
func CourseOf(ctx context.Context, q db.Q, prog ident.Programme, p Project, ring Ring, today words.Day) (c Course, err error) {
	c.Ring = ring
	if c.Rules, err = plan.RulesOn(ctx, q, prog, today); err != nil {
		return c, err
	}
	if c.Asks, err = AsksOf(ctx, q, prog, p.ID); err != nil {
		return c, err
	}
	for _, a := range c.Asks {
		if a.Outcome == "" {
			c.Ask = a
		}
	}
	versions, err := VersionsOf(ctx, q, prog, p.ID)
	if err != nil {
		return c, err
	}
	c.Standing, err = standingOf(ctx, q, prog, p, today)
	if err != nil {
		return c, fmt.Errorf("reading what is shown of %s: %w", p.Code, err)
	}
	c.Upsets = upsets(versions, c.Standing.Sites)
	return c, nil
}

func standingOf(ctx context.Context, q db.Q, prog ident.Programme, p Project, today words.Day) (s Standing, err error) {
	milestones, err := MilestonesOf(ctx, q, prog, p.ID)
	if err != nil {
		return s, err
	}
	s.count(milestones)
	if s.Papers, err = PapersOf(ctx, q, prog, p.ID); err != nil {
		return s, err
	}
	if s.Offers, err = OffersOf(ctx, q, prog, p.ID); err != nil {
		return s, err
	}
	if s.Sites, err = sitesStanding(ctx, q, prog, p.ID, today); err != nil {
		return s, err
	}
	assets, err := assetsOf(ctx, q, prog, p.ID)
	if err != nil {
		return s, err
	}
	s.Assets = len(assets)
	if p.Annual != 0 {
		a, err := plan.GetAnnual(ctx, q, prog, p.Annual)
		if err != nil {
			return s, err
		}
		if plannedIn(a, p.AnnualItem) {
			s.Annual = fmt.Sprintf("%s.%d", a.Code, p.AnnualItem)
		}
	}
	return s, nil
}

// step takes a project one step on within a change. Its milestones' tasks follow.
func step(ctx context.Context, tx *db.Tx, id ident.ID, do Step) (Project, []db.Fact, error) {
	p, ring, err := around(ctx, tx, id)
	if err != nil {
		return p, nil, err
	}
	on, err := today(ctx, tx)
	if err != nil {
		return p, nil, err
	}
	c, err := CourseOf(ctx, tx, tx.Who.Programme, p, ring, on)
	if err != nil {
		return p, nil, err
	}
	from := p.State
	p, ask, err := c.Move(p, tx.Who, do, tx.Now, on)
	if err != nil {
		return p, nil, err
	}
	facts := []db.Fact{p.fact(pasts[do.Verb])}
	if ask.Project != 0 {
		if ask.ID == 0 {
			ask.ID = tx.ID()
		}
		if err := saveAsk(ctx, tx, ask); err != nil {
			return p, nil, err
		}
		facts = append(facts, ask.fact())
	}
	if c.Ask = ask; ask.Outcome != "" {
		ask.Seq = tx.Seq
		c.Ask, c.Asks = Ask{}, append(c.Asks, ask)
	}
	if err := keep(ctx, tx, p, c, from, do); err != nil {
		return p, nil, err
	}
	milestones, err := MilestonesOf(ctx, tx, tx.Who.Programme, p.ID)
	if err != nil {
		return p, nil, err
	}
	for _, m := range milestones {
		if err := task.Settle(ctx, tx, m.subject(p), m.wants(p, ring)...); err != nil {
			return p, nil, err
		}
	}
	return p, facts, nil
}

// upset takes back what is asked for at a gate once an approval behind it has
// expired, and asks for that approval once more.
func upset(ctx context.Context, tx *db.Tx, p Project, ring Ring, why string) ([]db.Fact, error) {
	on, err := today(ctx, tx)
	if err != nil {
		return nil, err
	}
	c, err := CourseOf(ctx, tx, tx.Who.Programme, p, ring, on)
	if err != nil {
		return nil, err
	}
	s, _, expired := c.again(p)
	if !expired {
		return nil, nil
	}
	var facts []db.Fact
	if a := c.Ask; a.ID != 0 && a.State != s.State {
		a.Outcome, a.Reason, a.DecidedBy, a.DecidedOrg, a.DecidedAt, a.Rules, a.Shown = TakenBack, why, tx.Who.Person, tx.Who.Organisation, tx.Now, c.Rules.Version, []Shown{}
		if err := saveAsk(ctx, tx, a); err != nil {
			return nil, err
		}
		c.Ask, facts = Ask{}, []db.Fact{a.fact()}
	}
	return facts, task.Settle(ctx, tx, p.subject(), c.wants(p, why)...)
}

// fact tells what happened at the gate: asked, or the outcome.
func (a Ask) fact() db.Fact {
	past := a.Outcome
	if past == "" {
		past = "asked"
	}
	return db.Fact{Kind: AskNoun + "." + past + ".v1", Subject: ident.Ref{Kind: AskNoun, ID: a.ID}, Data: a}
}

// onProject runs an act that is no step on a project that is not over. It gives
// the project as changed, with the facts that come before the project's own.
func (r *Room) onProject(ctx context.Context, who ident.Actor, key db.Key, id ident.ID, action, past string,
	change func(*db.Tx, Project, Course) (Project, []db.Fact, error)) (db.Done, error) {
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) { return onProjectTx(ctx, tx, id, action, past, change) })
}

func onProjectTx(ctx context.Context, tx *db.Tx, id ident.ID, action, past string, change func(*db.Tx, Project, Course) (Project, []db.Fact, error)) ([]db.Fact, error) {
	p, ring, err := around(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if err := access.Check(own, tx.Who, action, p.Relations(tx.Who, ring, 0, 0)); err != nil {
		return nil, err
	}
	if p.Over() {
		return nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
	}
	on, err := today(ctx, tx)
	if err != nil {
		return nil, err
	}
	c, err := CourseOf(ctx, tx, tx.Who.Programme, p, ring, on)
	if err != nil {
		return nil, err
	}
	p, facts, err := change(tx, p, c)
	if err != nil {
		return nil, err
	}
	p = p.heard(tx.Who, tx.Now)
	return append(facts, p.fact(past)), saveProject(ctx, tx, p)
}

// PaperInput shows one requisite by a file or by the reference of a document and
// its day.
type PaperInput struct {
	Key                        db.Key
	Project                    ident.ID
	Requisite, Reference, Note string
	Day                        words.Day
	File                       *File
}

// GivePaper shows one requisite of a gate that lies before the project. What was
// given for it before stays on record.
func (r *Room) GivePaper(ctx context.Context, who ident.Actor, in PaperInput) (db.Done, error) {
	file, err := r.put(ctx, in.File)
	if err != nil {
		return db.Done{}, err
	}
	return r.onProject(ctx, who, in.Key, in.Project, "project.give_paper", "paper_given", func(tx *db.Tx, p Project, c Course) (Project, []db.Fact, error) {
		on, err := today(ctx, tx)
		if err != nil {
			return p, nil, err
		}
		x := Paper{ID: tx.ID(), Project: p.ID, Requisite: in.Requisite, Reference: oneLine(in.Reference), Day: in.Day, Note: strings.TrimSpace(in.Note),
			Digest: file.Digest, Name: file.Name, MIME: file.MIME, Size: file.Size, At: tx.Now, Person: who.Person, Organisation: who.Organisation}
		if err := x.check(on); err != nil {
			return p, nil, err
		}
		if !slices.Contains(c.asks(p), x.Requisite) {
			var f fault.Form
			f.Refuse("requisite", "project.requisite_unknown")
			return p, nil, f.Err()
		}
		given := db.Fact{Kind: PaperNoun + ".given.v1", Subject: ident.Ref{Kind: PaperNoun, ID: x.ID}, Data: x}
		return p, []db.Fact{given}, savePaper(ctx, tx, x)
	})
}

// EstimateInput is what a project is thought to cost.
type EstimateInput struct {
	Key     db.Key
	Project ident.ID
	Amount  *money.Amount
}

// GiveEstimate gives a project its estimate. Once it stands, only the gate at
// which it is approved, while that still lies ahead, lets it be given again.
func (r *Room) GiveEstimate(ctx context.Context, who ident.Actor, in EstimateInput) (db.Done, error) {
	return r.onProject(ctx, who, in.Key, in.Project, "project.give_estimate", "estimate_given", func(_ *db.Tx, p Project, c Course) (Project, []db.Fact, error) {
		p, err := c.estimate(p, in.Amount)
		return p, nil, err
	})
}

// OperatorInput names who will run what is built, and where its running costs
// come from.
type OperatorInput struct {
	Key         db.Key
	Project     ident.ID
	Operator    ident.ID
	RunningCost string
}

// NameOperator names who will run what is built.
func (r *Room) NameOperator(ctx context.Context, who ident.Actor, in OperatorInput) (db.Done, error) {
	return r.onProject(ctx, who, in.Key, in.Project, "project.name_operator", "operator_named", func(tx *db.Tx, p Project, _ Course) (Project, []db.Fact, error) {
		p.Operator, p.RunningCost = in.Operator, oneLine(in.RunningCost)
		on, err := party.PartiesByID(ctx, tx, who.Programme, []ident.ID{in.Operator})
		if err != nil {
			return p, nil, err
		}
		var f fault.Form
		f.Require(len(on) == 1, "operator", "project.implementer_unknown")
		f.Require(p.RunningCost != "", "running_cost", "project.running_cost_missing")
		f.Require(len([]rune(p.RunningCost)) <= maxTitle, "running_cost", "project.title_long", maxTitle)
		return p, nil, f.Err()
	})
}

// PlanItemInput names the item of an annual plan that holds the project.
type PlanItemInput struct {
	Key     db.Key
	Project ident.ID
	Annual  string // code
	Item    int
}

// PutInPlan ties a project to the item of an annual plan that holds it.
func (r *Room) PutInPlan(ctx context.Context, who ident.Actor, in PlanItemInput) (db.Done, error) {
	return r.onProject(ctx, who, in.Key, in.Project, "project.put_in_plan", "put_in_plan", func(tx *db.Tx, p Project, _ Course) (Project, []db.Fact, error) {
		a, err := plan.GetAnnualByCode(ctx, tx, who.Programme, strings.ToUpper(strings.TrimSpace(in.Annual)))
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return p, nil, err
		}
		var f fault.Form
		f.Require(err == nil && plannedIn(a, in.Item), "annual_item", "project.annual_item_unknown")
		p.Annual, p.AnnualItem = a.ID, in.Item
		return p, nil, f.Err()
	})
}
