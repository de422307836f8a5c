package decision

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// AssignInput gives a measure to its lead. An empty Due or Done keeps what the
// measure has; ReportEvery 0 is what the programme rules say.
type AssignInput struct {
	Key         db.Key
	Measure     ident.ID
	Lead        ident.ID
	CoLeads     []ident.ID
	Due         words.Day
	Done        string
	ReportEvery int // days
}

// Assign gives a measure to its lead.
func (r *Room) Assign(ctx context.Context, who ident.Actor, in AssignInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, f, err := AssignTx(ctx, tx, in)
		return []db.Fact{f}, err
	})
}

// AssignTx gives a measure to its lead within a change. The day by which the
// lead must accept follows the programme rules.
func AssignTx(ctx context.Context, tx *db.Tx, in AssignInput) (Measure, db.Fact, error) {
	return take(ctx, tx, in.Measure, "decision.assign", "", func(m Measure, today words.Day) (Measure, error) {
		rules, err := rulesOn(ctx, tx, today)
		if err != nil {
			return m, err
		}
		a := Assignment{Lead: in.Lead, CoLeads: in.CoLeads, Due: in.Due, Done: strings.TrimSpace(in.Done), ReportEvery: in.ReportEvery,
			AcceptBy: rules.AcceptBy(today)}
		if a.Due == "" {
			a.Due = m.Due
		}
		if a.Done == "" {
			a.Done = m.DoneDefinition
		}
		if a.ReportEvery == 0 {
			a.ReportEvery = rules.ReportEveryDays
		}
		if err := mayCarry(ctx, tx, m, a.Lead, a.CoLeads); err != nil {
			return m, err
		}
		if m, err = m.assign(a, today); err != nil {
			return m, err
		}
		return m, saveCoLeads(ctx, tx, m)
	})
}

// mayCarry holds a made-up measure away from real organisations, and a duty away
// from one that has been merged or dissolved; a co-lead of before may stay.
func mayCarry(ctx context.Context, tx *db.Tx, m Measure, lead ident.ID, coLeads []ident.ID) error {
	all, err := party.PartiesByID(ctx, tx, tx.Who.Programme, append([]ident.ID{lead}, coLeads...))
	if err != nil {
		return fmt.Errorf("finding who carries %s: %w", m.Code, err)
	}
	var f fault.Form
	for _, id := range coLeads {
		f.Require(all[id].Illustrative || !m.Illustrative, "co_leads", "decision.lead_real")
		f.Require(all[id].State == party.Machine.Start || slices.Contains(m.CoLeads, id), "co_leads", "decision.lead_ended", all[id].Name)
	}
	f.Require(lead == 0 || all[lead].Illustrative || !m.Illustrative, "lead", "decision.lead_real")
	f.Require(lead == 0 || all[lead].State == party.Machine.Start, "lead", "decision.lead_ended", all[lead].Name)
	return f.Err()
}

// CoLeadsInput names who carries a measure out beside its lead, all of them.
type CoLeadsInput struct {
	Key     db.Key
	Measure ident.ID
	CoLeads []ident.ID
}

// NameCoLeads makes the co-leads exactly those given.
func (r *Room) NameCoLeads(ctx context.Context, who ident.Actor, in CoLeadsInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, f, err := take(ctx, tx, in.Measure, "decision.name_coleads", "", func(m Measure, _ words.Day) (Measure, error) {
			if err := mayCarry(ctx, tx, m, 0, in.CoLeads); err != nil {
				return m, err
			}
			m, err := m.with(in.CoLeads)
			if err != nil {
				return m, err
			}
			return m, saveCoLeads(ctx, tx, m)
		})
		return []db.Fact{f}, err
	})
}

// BlockInput says what stands in the way of a measure: who can remove it, 0 for
// the programme office, and what they are asked to do.
type BlockInput struct {
	Key       db.Key
	Measure   ident.ID
	Unblocker ident.ID
	Ask       string
}

// Block asks somebody to unblock a measure.
func (r *Room) Block(ctx context.Context, who ident.Actor, in BlockInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, f, err := take(ctx, tx, in.Measure, "decision.block", in.Ask, func(m Measure, _ words.Day) (Measure, error) {
			return m.block(in.Unblocker)
		})
		return []db.Fact{f}, err
	})
}

// AddressInput gives a measure to every member of a class. An empty Due or Done
// keeps what the measure has; both may stay empty.
type AddressInput struct {
	Key     db.Key
	Measure ident.ID
	Group   ident.ID
	Due     words.Day
	Done    string
}

// Address asks every member of a class for its own answer.
func (r *Room) Address(ctx context.Context, who ident.Actor, in AddressInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, facts, err := AddressTx(ctx, tx, in)
		return facts, err
	})
}

// AddressTx asks every member of a class, as it stands today, within a change.
// Its facts are the measure's and one for each answer now owed.
func AddressTx(ctx context.Context, tx *db.Tx, in AddressInput) (Measure, []db.Fact, error) {
	var members []party.Party
	m, f, err := take(ctx, tx, in.Measure, "decision.address", "", func(m Measure, today words.Day) (Measure, error) {
		rules, err := rulesOn(ctx, tx, today)
		if err != nil {
			return m, err
		}
		if in.Group != 0 {
			if members, err = party.Members(ctx, tx, tx.Who.Programme, in.Group, today); err != nil {
				return m, fmt.Errorf("listing the members: %w", err)
			}
		}
		due, done := in.Due, strings.TrimSpace(in.Done)
		if due == "" {
			due = m.Due
		}
		if done == "" {
			done = m.DoneDefinition
		}
		m.AcceptBy, m.ReportEvery = rules.AcceptBy(today), rules.ReportEveryDays
		return m.address(in.Group, len(members), due, done, today)
	})
	if err != nil {
		return m, nil, err
	}
	g, err := party.GetGroup(ctx, tx, tx.Who.Programme, in.Group)
	if err != nil {
		return m, nil, fmt.Errorf("finding the class: %w", err)
	}
	facts := []db.Fact{f}
	for _, p := range members {
		opened, err := openAnswer(ctx, tx, m, g, p, m.AcceptBy)
		if err != nil {
			return m, nil, err
		}
		facts = append(facts, opened)
	}
	m.Members = len(members)
	return m, facts, nil
}

// openAnswer asks one member for its answer.
func openAnswer(ctx context.Context, tx *db.Tx, m Measure, g party.Group, p party.Party, by words.Day) (db.Fact, error) {
	a := Answer{ID: tx.ID(), Code: m.Code + "." + p.Code, Measure: m.ID, Party: p.ID, State: Silent, Since: tx.Now, AnswerBy: by}
	if err := saveAnswer(ctx, tx, a); err != nil {
		return db.Fact{}, err
	}
	return a.fact("opened"), state.Step(ctx, tx, AnswerMachine, a.subject(m.Title), "", "decision.address", Silent, "", a.wants(m, g.Side, 0, time.UTC)...)
}

// JoinedTx asks an organisation that has joined a class what the class is asked
// already, within the change by which it joins. It has as long to answer as
// every member had.
func JoinedTx(ctx context.Context, tx *db.Tx, group, member ident.ID) ([]db.Fact, error) {
	prog := tx.Who.Programme
	open, err := askedOf(ctx, tx, prog, group)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	day, _, err := today(ctx, tx, prog, tx.Now)
	if err != nil {
		return nil, err
	}
	rules, err := rulesOn(ctx, tx, day)
	if err != nil {
		return nil, err
	}
	g, err := party.GetGroup(ctx, tx, prog, group)
	if err != nil {
		return nil, fmt.Errorf("finding the class: %w", err)
	}
	p, err := party.GetParty(ctx, tx, prog, member)
	if err != nil {
		return nil, fmt.Errorf("finding the new member: %w", err)
	}
	var facts []db.Fact
	for _, m := range open {
		if _, err := AnswerOf(ctx, tx, prog, m.ID, member); fault.KindOf(err) != fault.NotFound {
			if err != nil {
				return nil, err
			}
			continue // it was a member before, and has its answer
		}
		f, err := openAnswer(ctx, tx, m, g, p, rules.AcceptBy(day))
		if err != nil {
			return nil, err
		}
		facts = append(facts, f)
		if err := saveClock(ctx, tx, m.ID); err != nil {
			return nil, fmt.Errorf("winding the clock of %s: %w", m.Code, err)
		}
	}
	return facts, nil
}

func (a Answer) fact(past string) db.Fact {
	return db.Fact{Kind: AnswerNoun + "." + past + ".v1", Subject: a.Ref(), Data: a}
}

// ask opens a fresh task for every member that has not answered.
func ask(ctx context.Context, tx *db.Tx, m Measure, today words.Day) error {
	rules, err := rulesOn(ctx, tx, today)
	if err != nil {
		return err
	}
	g, err := party.GetGroup(ctx, tx, tx.Who.Programme, m.Group)
	if err != nil {
		return fmt.Errorf("finding the class: %w", err)
	}
	answers, err := AnswersOf(ctx, tx, tx.Who.Programme, m.ID)
	if err != nil {
		return err
	}
	by, silent := rules.AcceptBy(today), 0
	for _, a := range answers {
		if a.State != Silent {
			continue
		}
		silent++
		// An earlier reminder goes, so that the new one shows its own day.
		if err := task.Settle(ctx, tx, a.subject(m.Title)); err != nil {
			return err
		}
		if err := task.Settle(ctx, tx, a.subject(m.Title), a.asked(g.Side, by)...); err != nil {
			return err
		}
	}
	if silent == 0 {
		return fault.New(fault.Conflict, "decision.nobody_silent")
	}
	return nil
}

// settleAnswers closes the tasks of the members with those of the measure.
func settleAnswers(ctx context.Context, tx *db.Tx, m Measure) error {
	if m.Group == 0 {
		return nil
	}
	answers, err := AnswersOf(ctx, tx, tx.Who.Programme, m.ID)
	if err != nil {
		return err
	}
	for _, a := range answers {
		if err := task.Settle(ctx, tx, a.subject(m.Title)); err != nil {
			return err
		}
	}
	return nil
}

// postpone shows the members the new day.
func postpone(ctx context.Context, tx *db.Tx, m Measure) error {
	if m.State != Addressed {
		return nil
	}
	_, zone, err := today(ctx, tx, tx.Who.Programme, tx.Now)
	if err != nil {
		return err
	}
	g, err := party.GetGroup(ctx, tx, tx.Who.Programme, m.Group)
	if err != nil {
		return fmt.Errorf("finding the class: %w", err)
	}
	answers, err := AnswersOf(ctx, tx, tx.Who.Programme, m.ID)
	if err != nil {
		return err
	}
	for _, a := range answers {
		if a.State != TakenUp && a.State != Returned {
			continue
		}
		if err := task.Settle(ctx, tx, a.subject(m.Title)); err != nil {
			return err
		}
		if err := task.Settle(ctx, tx, a.subject(m.Title), a.wants(m, g.Side, 0, zone)...); err != nil {
			return err
		}
	}
	return nil
}
