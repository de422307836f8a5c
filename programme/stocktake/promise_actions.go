package stocktake

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/decision"
	"throughline/programme/ledger"
	"throughline/programme/party"
	"throughline/programme/place"
	"throughline/programme/plan"
	"throughline/programme/project"
)

// Project keeps the rows of the board in step with the facts of one change. It
// is handed to db.DB as a projector.
func Project(ctx context.Context, tx *db.Tx, facts []db.Fact) error {
	var b *builder
	done := map[ident.Ref]bool{}
	// A requirement before its answers: it refreshes them all.
	facts = slices.Clone(facts)
	slices.SortStableFunc(facts, func(x, y db.Fact) int { return strings.Compare(y.Subject.Kind, x.Subject.Kind) })
	for _, f := range facts {
		switch f.Subject.Kind {
		case "plan.rules":
			prog, err := party.ProgrammeByID(ctx, tx, tx.Who.Programme)
			if err != nil {
				return err
			}
			today := words.DayOf(tx.Now, prog.Location())
			if err := wakeAll(ctx, tx, today); err != nil {
				return err
			}
			if err := wakePoints(ctx, tx, today); err != nil {
				return err
			}
			continue
		case ledger.Noun:
			// The money of a promise moved: its row is computed once.
			e, ok := f.Data.(ledger.Entry)
			if !ok || e.Commitment == 0 {
				continue
			}
			f.Subject = ident.Ref{Kind: agreement.CommitmentNoun, ID: e.Commitment}
		case "decision.measure", "decision.answer", "agreement.commitment", "agreement.agreement", project.Noun, place.Noun:
		default:
			continue
		}
		if done[f.Subject] {
			continue
		}
		done[f.Subject] = true
		if b == nil {
			var err error
			if b, err = newBuilder(ctx, tx); err != nil {
				return err
			}
		}
		if err := b.follow(ctx, f.Subject); err != nil {
			return err
		}
	}
	if b == nil {
		return nil
	}
	return b.fold(ctx)
}

// builder computes rows inside one change.
type builder struct {
	tx    *db.Tx
	prog  ident.Programme
	zone  *time.Location
	today words.Day
	rules plan.Rules
	// What has been refreshed already: the change is over when rows are computed,
	// so once is enough. whole are requirements with all that hangs on them.
	whole, promised map[ident.ID]bool
	classes         map[ident.ID]bool // requirements whose answers have moved
	onMap           map[ident.ID]bool // projects
}

func newBuilder(ctx context.Context, tx *db.Tx) (*builder, error) {
	p, err := party.ProgrammeByID(ctx, tx, tx.Who.Programme)
	if err != nil {
		return nil, err
	}
	b := &builder{tx: tx, prog: p.ID, zone: p.Location(), whole: map[ident.ID]bool{}, promised: map[ident.ID]bool{},
		classes: map[ident.ID]bool{}, onMap: map[ident.ID]bool{}}
	b.today = words.DayOf(tx.Now, b.zone)
	b.rules, err = plan.RulesOn(ctx, tx, b.prog, b.today)
	return b, err
}

// fold settles, once a change, which answer to each requirement stands for all.
func (b *builder) fold(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(b.classes)) {
		if err := refold(ctx, b.tx, id); err != nil {
			return err
		}
	}
	return nil
}

// follow refreshes every promise that a changed record may have moved.
func (b *builder) follow(ctx context.Context, ref ident.Ref) error {
	switch ref.Kind {
	case "decision.measure":
		return b.measure(ctx, ref.ID)
	case "decision.answer":
		return b.refresh(ctx, Answer, ref.ID)
	case "agreement.commitment":
		return b.commitmentAndMeasure(ctx, ref.ID)
	case "agreement.agreement":
		if err := b.reported(ctx, ref.ID); err != nil {
			return err
		}
		all, err := agreement.CommitmentsOf(ctx, b.tx, b.prog, ref.ID)
		if err != nil {
			return err
		}
		for _, c := range all {
			if err := b.commitment(ctx, c); err != nil {
				return err
			}
		}
		return nil
	case place.Noun:
		return b.siteMoved(ctx, ref.ID)
	}
	p, err := project.GetProject(ctx, b.tx, b.prog, ref.ID)
	if err != nil {
		return err
	}
	if err := b.located(ctx, p); err != nil {
		return err
	}
	for _, s := range p.Serves {
		if err := b.follow(ctx, ident.Ref{Kind: subjectOf[s.Kind], ID: s.ID}); err != nil {
			return err
		}
	}
	return nil
}

// refresh computes one promise anew; a record that is gone has no row.
func (b *builder) refresh(ctx context.Context, kind string, id ident.ID) error {
	var err error
	switch kind {
	case Measure:
		return b.measure(ctx, id)
	case Commitment:
		var c agreement.Commitment
		if c, err = agreement.GetCommitment(ctx, b.tx, b.prog, id); err == nil {
			return b.commitment(ctx, c)
		}
	case Answer:
		var a decision.Answer
		if a, err = decision.GetAnswer(ctx, b.tx, b.prog, id); err == nil {
			return b.oneAnswer(ctx, a)
		}
	}
	if fault.KindOf(err) == fault.NotFound {
		return dropPromise(ctx, b.tx, kind, id)
	}
	return err
}

// measure refreshes a measure and all that hangs on it: its own row when it is
// a promise itself, its members' answers, its commitments.
func (b *builder) measure(ctx context.Context, id ident.ID) error {
	if b.whole[id] {
		return nil
	}
	b.whole[id] = true
	m, err := decision.GetMeasure(ctx, b.tx, b.prog, id)
	if err != nil {
		return err
	}
	commitments, err := agreement.CommitmentsOfMeasure(ctx, b.tx, b.prog, id)
	if err != nil {
		return err
	}
	live, answered := 0, map[ident.ID]bool{}
	for _, c := range commitments {
		if _, ok := commitmentStage[c.State]; ok {
			live++
			answered[c.Answer] = true
		}
		if err := b.commitment(ctx, c); err != nil {
			return err
		}
	}
	asked := 0 // how many members answer for themselves
	if m.Group != 0 {
		answers, err := decision.AnswersOf(ctx, b.tx, b.prog, id)
		if err != nil {
			return err
		}
		asked = len(answers)
		for _, a := range answers {
			if err := b.answer(ctx, m, a, answered[a.ID]); err != nil {
				return err
			}
		}
	}
	if !m.Followed() || asked > 0 || live > 0 {
		return dropPromise(ctx, b.tx, Measure, id)
	}
	stage, ok := measureStage[m.State]
	if !ok {
		return dropPromise(ctx, b.tx, Measure, id)
	}
	p := Promise{Kind: Measure, ID: m.ID, Code: m.Code, Root: "requirement", Due: m.Due, Lead: m.Lead, Pairing: m.Pairing, Measure: m.ID,
		Conference: m.Conference, Owner: m.Owner, Visibility: m.Visibility, Illustrative: m.Illustrative}
	p.Title, p.Lang, p.TitleOther = m.Title, m.Lang, m.Other
	s := Standing{Stage: stage, Due: m.Due}
	return b.save(ctx, p, s, heard(stage, m.StateSince, m.LastReport), m.StateSince)
}

var measureStage = map[string]Stage{
	decision.Registered: Unclaimed, decision.Assigned: Unclaimed, decision.Accepted: UnderWay, decision.InProgress: UnderWay,
	decision.Contested: InQuestion, decision.Blocked: Blocked, decision.Returned: InQuestion, decision.Reported: Claimed, decision.Verified: Kept,
	decision.Closed: Kept, decision.Archived: Kept,
}

var answerStage = map[string]Stage{
	decision.Silent: Unclaimed, decision.TakenUp: UnderWay, decision.Returned: InQuestion, decision.Reported: Claimed, decision.Verified: Kept,
}

// heard is the last sign of life from those who must act.
func heard(stage Stage, since, report time.Time) time.Time {
	if stage == Unclaimed {
		return time.Time{}
	}
	if report.After(since) {
		return report
	}
	return since
}

// oneAnswer refreshes the answer of one member, unless the whole requirement
// has been refreshed in this change already.
func (b *builder) oneAnswer(ctx context.Context, a decision.Answer) error {
	if b.whole[a.Measure] {
		return nil
	}
	m, err := decision.GetMeasure(ctx, b.tx, b.prog, a.Measure)
	if err != nil {
		return err
	}
	commitments, err := agreement.CommitmentsOfMeasure(ctx, b.tx, b.prog, m.ID)
	if err != nil {
		return err
	}
	committed := slices.ContainsFunc(commitments, func(c agreement.Commitment) bool {
		_, ok := commitmentStage[c.State]
		return ok && c.Answer == a.ID
	})
	return b.answer(ctx, m, a, committed)
}

// answer refreshes one member's answer; with a commitment made of it, the
// commitment is the promise.
func (b *builder) answer(ctx context.Context, m decision.Measure, a decision.Answer, committed bool) error {
	b.classes[m.ID] = true
	stage, ok := answerStage[a.State]
	if !ok || committed || !m.Followed() {
		return dropPromise(ctx, b.tx, Answer, a.ID)
	}
	p := Promise{Kind: Answer, ID: a.ID, Code: a.Code, Root: "requirement", Due: m.Due, Lead: a.Party, Measure: m.ID,
		Conference: m.Conference, Owner: m.Owner, Visibility: m.Visibility, Illustrative: m.Illustrative}
	p.Title, p.Lang, p.TitleOther = m.Title, m.Lang, m.Other
	return b.save(ctx, p, Standing{Stage: stage, Due: m.Due}, heard(stage, a.Since, a.LastReport), a.Since)
}

// commitmentAndMeasure refreshes a commitment and the measure it answers, which
// stops being a promise of its own while it has a commitment.
func (b *builder) commitmentAndMeasure(ctx context.Context, id ident.ID) error {
	c, err := agreement.GetCommitment(ctx, b.tx, b.prog, id)
	if err != nil {
		return err
	}
	if c.Measure != 0 {
		return b.measure(ctx, c.Measure)
	}
	return b.commitment(ctx, c)
}

var commitmentStage = map[string]Stage{
	agreement.Recorded: Unclaimed, agreement.Acknowledged: UnderWay, agreement.Corrected: InQuestion, agreement.ClaimedDone: Claimed,
	agreement.Confirmed: Kept, agreement.Partly: InQuestion, agreement.Disputed: Disputed, agreement.Unmet: Missed,
}

func (b *builder) commitment(ctx context.Context, c agreement.Commitment) error {
	if b.promised[c.ID] {
		return nil
	}
	b.promised[c.ID] = true
	if err := b.converted(ctx, c); err != nil {
		return err
	}
	stage, ok := commitmentStage[c.State]
	if !ok {
		return dropPromise(ctx, b.tx, Commitment, c.ID)
	}
	p := Promise{Kind: Commitment, ID: c.ID, Code: c.Code, Root: "signing", Due: c.Due(), Lead: c.Provider, Provider: c.Provider, Receiver: c.Receiver,
		Pairing: c.Pairing, Measure: c.Measure, Agreement: c.Agreement, Owner: c.Owner, Visibility: c.Visibility, Illustrative: c.Illustrative}
	p.Title, p.Lang, p.TitleOther = c.Title, c.Lang, c.Other
	p.Nodes.Money = NotApplicable
	if c.Terms.Amount != nil {
		sums, err := ledger.SumsOf(ctx, b.tx, b.prog, ledger.OfCommitment, strconv.FormatInt(int64(c.ID), 10))
		if err != nil {
			return err
		}
		p.Nodes.Money = moneyNode(sums)
	}
	if c.Agreement != 0 {
		a, err := agreement.GetAgreement(ctx, b.tx, b.prog, c.Agreement)
		if err != nil {
			return err
		}
		p.Conference = a.Conference
	}
	if c.Measure != 0 {
		m, err := decision.GetMeasure(ctx, b.tx, b.prog, c.Measure)
		if err != nil {
			return err
		}
		p.Root = "requirement"
		if m.Conference != 0 {
			p.Conference = m.Conference
		}
	}
	return b.save(ctx, p, Standing{Stage: stage, Due: c.Due()}, heard(stage, c.StateSince, c.StateSince), c.StateSince)
}

// save fills what all kinds share: nodes, projects, exemptions, status.
func (b *builder) save(ctx context.Context, p Promise, s Standing, heard, since time.Time) error {
	n := &p.Nodes
	if p.Conference != 0 {
		n.Conference = 1
	}
	if p.Measure != 0 {
		n.Decision = 1
	} else if p.Root == "signing" {
		n.Decision = NotApplicable // signed, not asked for
	}
	if p.Agreement != 0 {
		n.Agreement = 1
	}
	if p.Kind != Commitment {
		n.Money = NotApplicable // no amount was promised
	}
	switch s.Stage {
	case Kept:
		n.Result, n.OfResult = 1, 1
	case Claimed:
		n.OfResult = 1
	}
	if err := b.projects(ctx, &p, &s, &heard); err != nil {
		return err
	}
	exempt, err := ExemptOf(ctx, b.tx, b.prog, p.Kind, p.ID)
	if err != nil {
		return err
	}
	for _, e := range exempt {
		n.exempt(e.Node)
	}
	p.QuietSince = since.UnixMicro()
	if !heard.IsZero() {
		s.LastHeard = words.DayOf(heard, b.zone)
		p.QuietSince = heard.UnixMicro()
	}
	p.Status, p.Reason = s.Status(b.today, b.rules)
	p.NextChange = s.NextChange(b.today, b.rules)
	return savePromise(ctx, b.tx, p)
}

// projects counts the works that carry the promise out, and what was last
// heard of them.
func (b *builder) projects(ctx context.Context, p *Promise, s *Standing, heard *time.Time) error {
	kind, id := p.Kind, p.ID
	if kind == Answer {
		return nil // works serve measures and commitments
	}
	all, err := project.ProjectsServing(ctx, b.tx, b.prog, kind, []ident.ID{id})
	if err != nil {
		return err
	}
	for _, pr := range all {
		if pr.State == project.Cancelled {
			continue
		}
		p.Nodes.OfProject++
		if pr.Accepted() { // the implementer's own word finishes nothing
			p.Nodes.Project++
		}
		if from := lateFrom(pr); from != "" && (s.LateFrom == "" || from < s.LateFrom) {
			s.LateFrom = from
		}
		if s.Stage != Unclaimed && pr.LastHeard.After(*heard) {
			*heard = pr.LastHeard
		}
	}
	return nil
}

// lateFrom is the first day on which a running project is late: the day after
// its next open milestone's baseline, or after its planned end.
func lateFrom(p project.Project) words.Day {
	if !p.Running() {
		return ""
	}
	first := p.To
	if p.NextDate != "" && (first == "" || p.NextDate < first) {
		first = p.NextDate
	}
	if first == "" {
		return ""
	}
	return first.Add(1)
}

// exempt marks a node as not applicable where nothing is recorded.
func (n *Nodes) exempt(node string) {
	for name, v := range map[string]*int64{"conference": &n.Conference, "decision": &n.Decision, "agreement": &n.Agreement, "project": &n.Project, "money": &n.Money} {
		if name == node && *v == 0 {
			*v = NotApplicable
		}
	}
}
