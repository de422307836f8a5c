package stocktake

import (
	"context"
	"slices"
	"strconv"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/ledger"
	"throughline/programme/party"
	"throughline/programme/project"
)

// thread gathers what one thread shows. Each field is one query at most, so the
// number of queries does not grow with what is found.
type thread struct {
	p          Promise
	measure    decision.Measure
	answer     decision.Answer
	commitment agreement.Commitment
	agreement  agreement.Agreement
	clause     agreement.Clause
	conference conference.Conference
	sources    map[ident.ID]conference.SourceHead
	projects   []project.Project
	money      []ledger.Summed
	parties    map[ident.ID]party.Party
	exempt     []Exempt
	tasks      []task.Task
	history    []db.Entry
	people     map[ident.Person]string
}

func (t *thread) load(ctx context.Context, q db.Q, prog ident.Programme) error {
	var err error
	step := func(wanted bool, f func() error) {
		if err == nil && wanted {
			err = f()
		}
	}
	step(t.p.Kind == Commitment, func() (e error) { t.commitment, e = agreement.GetCommitment(ctx, q, prog, t.p.ID); return })
	step(t.p.Kind == Answer, func() (e error) { t.answer, e = decision.GetAnswer(ctx, q, prog, t.p.ID); return })
	step(t.p.Measure != 0, func() (e error) { t.measure, e = decision.GetMeasure(ctx, q, prog, t.p.Measure); return })
	step(t.p.Agreement != 0, func() (e error) { t.agreement, e = agreement.GetAgreement(ctx, q, prog, t.p.Agreement); return })
	step(t.commitment.Clause != 0, func() (e error) { t.clause, e = agreement.GetClause(ctx, q, prog, t.commitment.Clause); return })
	step(t.p.Conference != 0, func() (e error) { t.conference, e = conference.GetConference(ctx, q, prog, t.p.Conference); return })
	step(true, func() (e error) {
		t.sources, e = conference.SourcesByID(ctx, q, prog, nonZero(t.measure.Quote.Source, t.agreement.Quote.Source))
		return
	})
	step(t.p.Kind != Answer, func() (e error) {
		t.projects, e = project.ProjectsServing(ctx, q, prog, t.p.Kind, []ident.ID{t.p.ID})
		return
	})
	step(t.commitment.Terms.Amount != nil, func() (e error) {
		t.money, e = ledger.SumsOf(ctx, q, prog, ledger.OfCommitment, strconv.FormatInt(int64(t.p.ID), 10))
		return
	})
	step(true, func() (e error) { t.exempt, e = ExemptOf(ctx, q, prog, t.p.Kind, t.p.ID); return })
	step(true, func() (e error) { t.tasks, e = task.Of(ctx, q, prog, t.ref()); return })
	step(true, func() (e error) { t.history, e = db.History(ctx, q, prog, t.ref(), 50); return })
	step(true, func() (e error) { t.parties, e = party.PartiesByID(ctx, q, prog, t.partyIDs()); return })
	step(true, func() (e error) {
		var ids []ident.Person
		for _, h := range t.history {
			ids = append(ids, h.Person)
		}
		for _, x := range t.exempt {
			ids = append(ids, x.Person)
		}
		t.people, e = access.Names(ctx, q, unique(ids))
		return
	})
	return err
}

func (t *thread) ref() ident.Ref { return ident.Ref{Kind: subjectOf[t.p.Kind], ID: t.p.ID} }

func (t *thread) partyIDs() []ident.ID {
	ids := []ident.ID{t.p.Lead, t.p.Provider, t.p.Receiver}
	for _, h := range t.history {
		ids = append(ids, h.Organisation)
	}
	for _, k := range t.tasks {
		ids = append(ids, k.Party)
	}
	for _, x := range t.exempt {
		ids = append(ids, x.Organisation)
	}
	return nonZero(unique(ids)...)
}

func nonZero(ids ...ident.ID) []ident.ID {
	return slices.DeleteFunc(slices.Clone(ids), func(id ident.ID) bool { return id == 0 })
}

func unique[T comparable](all []T) []T {
	seen := map[T]bool{}
	var out []T
	for _, v := range all {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// loadFolded reads what the thread of a whole requirement shows of itself.
func (t *thread) loadFolded(ctx context.Context, q db.Q, prog ident.Programme) (err error) {
	if t.measure.Conference != 0 {
		if t.conference, err = conference.GetConference(ctx, q, prog, t.measure.Conference); err != nil {
			return err
		}
	}
	if t.sources, err = conference.SourcesByID(ctx, q, prog, nonZero(t.measure.Quote.Source)); err != nil {
		return err
	}
	if t.history, err = db.History(ctx, q, prog, t.measure.Ref(), 50); err != nil {
		return err
	}
	if t.parties, err = party.PartiesByID(ctx, q, prog, t.partyIDs()); err != nil {
		return err
	}
	var ids []ident.Person
	for _, h := range t.history {
		ids = append(ids, h.Person)
	}
	t.people, err = access.Names(ctx, q, unique(ids))
	return err
}
