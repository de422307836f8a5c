package decision

import (
	"context"
	"fmt"
	"strings"

	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// ReportInput is a word on a measure or, with Answer set, on one member's
// answer. File is what kit/blob kept of an uploaded file, empty for none.
type ReportInput struct {
	Key     db.Key
	Measure ident.ID
	Answer  ident.ID
	Text    string // what was done; with NoProgress, why nothing was
	Next    string // what comes next
	// NoProgress says that nothing has moved since the last report.
	NoProgress bool
	File       blob.File
}

func (in ReportInput) report(tx *db.Tx, claim bool) Report {
	return Report{Measure: in.Measure, Answer: in.Answer, Claim: claim, At: tx.Now, Text: strings.TrimSpace(in.Text), Next: strings.TrimSpace(in.Next),
		NoProgress: in.NoProgress, Digest: in.File.Digest, Name: in.File.Name,
		MIME: in.File.MIME, Size: in.File.Size, Person: tx.Who.Person, Organisation: tx.Who.Organisation}
}

// Update reports progress on a measure.
func (r *Room) Update(ctx context.Context, who ident.Actor, in ReportInput) (db.Done, error) {
	return r.report(ctx, who, in, "decision.update")
}

// Claim says that a measure is done; someone else verifies it.
func (r *Room) Claim(ctx context.Context, who ident.Actor, in ReportInput) (db.Done, error) {
	return r.report(ctx, who, in, "decision.claim")
}

func (r *Room) report(ctx context.Context, who ident.Actor, in ReportInput, verb string) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		var said Report
		_, f, err := take(ctx, tx, in.Measure, verb, "", func(m Measure, _ words.Day) (_ Measure, err error) {
			m.LastReport = tx.Now
			said, err = say(ctx, tx, in.report(tx, verb == "decision.claim"))
			return m, err
		})
		if err != nil {
			return nil, err
		}
		return []db.Fact{f, said.fact()}, nil
	})
}

func say(ctx context.Context, tx *db.Tx, p Report) (Report, error) {
	if err := p.check(); err != nil {
		return p, err
	}
	p.ID, p.Seq = tx.ID(), tx.Seq
	return p, saveReport(ctx, tx, p)
}

func (p Report) fact() db.Fact {
	return db.Fact{Kind: ReportNoun + ".made.v1", Subject: p.Ref(), Data: p}
}

// AnswerInput is a member's answer: the document that shows it was taken up, or
// the reason why it does not apply; or the reason why a claim goes back.
type AnswerInput struct {
	Key      db.Key
	Answer   ident.ID
	Document string
	OwnPlan  string // the kind of the member's own plan that the document is, one of plan.Kinds; "" for none
	Reason   string
}

// MoveAnswer takes an answer through a verb: take_up, not_applicable,
// verify_answer, return_answer. What was taken up in a plan of the member's own
// is told of that plan in the same change.
func (r *Room) MoveAnswer(ctx context.Context, who ident.Actor, verb string, in AnswerInput) (db.Done, error) {
	var also func(Answer) (Answer, error)
	switch verb {
	case "decision.take_up":
		also = func(a Answer) (Answer, error) { return a.takeUp(strings.TrimSpace(in.Document)) }
	case "decision.not_applicable", "decision.verify_answer", "decision.return_answer":
	default:
		return db.Done{}, fmt.Errorf("decision: %s is no verb of an answer without a report", verb)
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		a, f, err := takeAnswer(ctx, tx, in.Answer, verb, in.Reason, also)
		if err != nil || verb != "decision.take_up" || in.OwnPlan == "" {
			return []db.Fact{f}, err
		}
		_, told, err := plan.TakeUpTx(ctx, tx, plan.TakeUpInput{Party: a.Party, Kind: in.OwnPlan, Document: a.Document})
		if err != nil || told.Kind == "" { // it stands there already
			return []db.Fact{f}, err
		}
		return []db.Fact{f, told}, nil
	})
}

// UpdateAnswer reports progress on what a member has taken up.
func (r *Room) UpdateAnswer(ctx context.Context, who ident.Actor, in ReportInput) (db.Done, error) {
	return r.reportAnswer(ctx, who, in, "decision.update_answer")
}

// ClaimAnswer says that a member has done it; someone else verifies it.
func (r *Room) ClaimAnswer(ctx context.Context, who ident.Actor, in ReportInput) (db.Done, error) {
	return r.reportAnswer(ctx, who, in, "decision.claim_answer")
}

func (r *Room) reportAnswer(ctx context.Context, who ident.Actor, in ReportInput, verb string) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		var said Report
		_, f, err := takeAnswer(ctx, tx, in.Answer, verb, "", func(a Answer) (_ Answer, err error) {
			a.LastReport, in.Measure = tx.Now, a.Measure
			said, err = say(ctx, tx, in.report(tx, verb == "decision.claim_answer"))
			return a, err
		})
		if err != nil {
			return nil, err
		}
		return []db.Fact{f, said.fact()}, nil
	})
}

// takeAnswer leads one answer through a verb, as take does a measure. The
// measure must still be addressed to the class.
func takeAnswer(ctx context.Context, tx *db.Tx, id ident.ID, verb, reason string, also func(Answer) (Answer, error)) (Answer, db.Fact, error) {
	prog := tx.Who.Programme
	a, err := GetAnswer(ctx, tx, prog, id)
	if err != nil {
		return a, db.Fact{}, err
	}
	m, err := seen(ctx, tx, tx.Who, a.Measure)
	if err != nil {
		return a, db.Fact{}, err
	}
	c, err := claimantOf(ctx, tx, prog, a.Measure, a.ID)
	if err != nil {
		return a, db.Fact{}, err
	}
	reason = strings.TrimSpace(reason)
	mv, err := AnswerMachine.Try(tx.Who, a.Relations(tx.Who, c), a.State, verb, reason)
	if err != nil {
		return a, db.Fact{}, err
	}
	if m.State != Addressed {
		return a, db.Fact{}, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(m.State))
	}
	from := a.State
	a = a.moved(mv, reason, tx.Now)
	if also != nil {
		if a, err = also(a); err != nil {
			return a, db.Fact{}, err
		}
	}
	a.Seq = tx.Seq
	if verb == "decision.take_up" || verb == "decision.not_applicable" {
		a.AnsweredBy = tx.Who.Person
	}
	return a, a.fact(past[verb]), keepAnswer(ctx, tx, m, a, from, verb, reason)
}

// keepAnswer writes the answer, its step and its tasks, and the measure's clock
// when it is no longer silent.
func keepAnswer(ctx context.Context, tx *db.Tx, m Measure, a Answer, from, verb, reason string) error {
	g, err := party.GetGroup(ctx, tx, tx.Who.Programme, m.Group)
	if err != nil {
		return fmt.Errorf("finding the class: %w", err)
	}
	_, zone, err := today(ctx, tx, tx.Who.Programme, tx.Now)
	if err != nil {
		return err
	}
	if err := saveAnswer(ctx, tx, a); err != nil {
		return err
	}
	if from == Silent {
		if err := saveClock(ctx, tx, m.ID); err != nil {
			return fmt.Errorf("winding the clock of %s: %w", m.Code, err)
		}
	}
	if verb == "decision.update_answer" {
		// A task that is still wanted keeps its day, and here the day has moved.
		if err := task.Settle(ctx, tx, a.subject(m.Title)); err != nil {
			return err
		}
	}
	return state.Step(ctx, tx, AnswerMachine, a.subject(m.Title), from, verb, a.State, reason, a.wants(m, g.Side, tx.Who.Person, zone)...)
}
