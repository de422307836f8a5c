package stocktake

import (
	"context"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/decision"
	"throughline/programme/project"
)

// titlesOf gives the titles of the tasks' records in the reader's language,
// one query a kind of record. A record it does not know keeps the task's own.
func titlesOf(ctx context.Context, q db.Q, prog ident.Programme, l words.Lang, tasks []task.Task) (map[ident.Ref]string, error) {
	ids := map[string][]ident.ID{}
	for _, t := range tasks {
		ids[t.Ref.Kind] = append(ids[t.Ref.Kind], t.Ref.ID)
	}
	titles := map[ident.Ref]string{}
	answers, err := decision.AnswersByID(ctx, q, prog, unique(ids[decision.AnswerNoun]))
	if err != nil {
		return nil, err
	}
	for _, a := range answers {
		ids[decision.Noun] = append(ids[decision.Noun], a.Measure)
	}
	proposals, err := decision.ProposalsByID(ctx, q, prog, unique(ids[decision.ProposalNoun]))
	if err != nil {
		return nil, err
	}
	for _, p := range proposals {
		ids[decision.Noun] = append(ids[decision.Noun], p.Measure)
	}
	measures, err := decision.MeasuresByID(ctx, q, prog, unique(ids[decision.Noun]))
	if err != nil {
		return nil, err
	}
	for _, m := range measures {
		titles[m.Ref()] = m.TitleIn(l)
	}
	for _, a := range answers {
		titles[a.Ref()] = measures[a.Measure].TitleIn(l)
	}
	for _, p := range proposals {
		titles[p.Ref()] = measures[p.Measure].TitleIn(l)
	}
	commitments, err := agreement.CommitmentsByID(ctx, q, prog, unique(ids[agreement.CommitmentNoun]))
	if err != nil {
		return nil, err
	}
	for _, c := range commitments {
		titles[c.Ref()] = c.TitleIn(l)
	}
	agreements, err := agreement.AgreementsByID(ctx, q, prog, unique(ids[agreement.Noun]))
	if err != nil {
		return nil, err
	}
	for _, a := range agreements {
		titles[a.Ref()] = a.TitleIn(l)
	}
	projects, err := project.ProjectsByID(ctx, q, prog, unique(ids[project.Noun]))
	if err != nil {
		return nil, err
	}
	for _, p := range projects {
		titles[p.Ref()] = p.TitleIn(l)
	}
	return titles, nil
}

// titled puts the reader's title on each task.
func titled(ctx context.Context, q db.Q, prog ident.Programme, l words.Lang, tasks []task.Task) error {
	titles, err := titlesOf(ctx, q, prog, l, tasks)
	if err != nil {
		return err
	}
	for i := range tasks {
		if title, ok := titles[tasks[i].Ref]; ok {
			tasks[i].Title = title
		}
	}
	return nil
}
