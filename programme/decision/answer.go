package decision

import (
	"slices"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
)

// AnswerNoun is the kind of an answer in the journal and the tasks.
const AnswerNoun = "decision.answer"

// Answer is what one member of a class has answered to a measure addressed to
// the class. Code is the measure's code and the party's, joined by a point.
type Answer struct {
	ID         ident.ID     `json:"id"`
	Seq        int64        `json:"-"`
	Code       string       `json:"code"`
	Measure    ident.ID     `json:"measure"`
	Party      ident.ID     `json:"party"`
	Document   string       `json:"document"` // where it can be read that it was taken up
	Why        string       `json:"why"`      // why it does not apply
	State      string       `json:"state"`
	Since      time.Time    `json:"since"`
	Reason     string       `json:"reason"`    // why the last claim was returned
	AnswerBy   words.Day    `json:"answer_by"` // the member joined later: counted from then
	LastReport time.Time    `json:"last_report,omitzero"`
	AnsweredBy ident.Person `json:"answered_by"`
}

// States of an answer beside Reported, Returned and Verified.
const (
	Silent        = "silent"
	TakenUp       = "taken_up"
	NotApplicable = "not_applicable"
)

// Ref names the answer to the journal and the tasks.
func (a Answer) Ref() ident.Ref { return ident.Ref{Kind: AnswerNoun, ID: a.ID} }

// URL is the page of an answer within the programme.
func (a Answer) URL() string {
	measure, party, _ := strings.Cut(a.Code, ".")
	return URL(measure) + "/answers/" + party
}

// PartyCode is the code of the member.
func (a Answer) PartyCode() string {
	_, party, _ := strings.Cut(a.Code, ".")
	return party
}

// Done tells whether nothing more is owed.
func (a Answer) Done() bool { return a.State == Verified || a.State == NotApplicable }

// AnswerMachine is the life of an answer. It may be changed by a later answer
// until it is reported as done.
var AnswerMachine = &state.Machine{Noun: AnswerNoun, Start: Silent, Moves: []state.Move{
	{Verb: "decision.take_up", From: []string{Silent, NotApplicable, TakenUp}, To: TakenUp, By: byHolder, Needs: []string{"decision.needs_document"}},
	{Verb: "decision.not_applicable", From: []string{Silent, TakenUp, NotApplicable}, To: NotApplicable, By: byHolder, Reason: true},
	{Verb: "decision.update_answer", From: []string{TakenUp, Returned}, To: TakenUp, By: byHolder, Needs: []string{"decision.needs_two_lines"}},
	{Verb: "decision.claim_answer", From: []string{TakenUp}, To: Reported, By: byHolder, Needs: []string{"decision.needs_text"}},
	{Verb: "decision.verify_answer", From: []string{Reported}, To: Verified, By: byChecker},
	{Verb: "decision.return_answer", From: []string{Reported}, To: Returned, By: byChecker, Reason: true},
}}

// Relations is how an actor stands to the answer: Mine for the member, Opposite
// for who may judge its claim.
func (a Answer) Relations(who ident.Actor, c Claimant) ident.Relations {
	var rel ident.Relations
	if a.Party == who.Organisation {
		rel = append(rel, ident.Mine)
	}
	if who.SomeoneElse(c.Person, c.Organisation) {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// moved takes the answer to where a move leads.
func (a Answer) moved(mv state.Move, reason string, now time.Time) Answer {
	if mv.To != a.State {
		a.State, a.Since = mv.To, now
	}
	switch mv.Verb {
	case "decision.not_applicable":
		a.Why, a.Document = reason, ""
	case "decision.return_answer":
		a.Reason = reason
	}
	return a
}

// takeUp names the document that shows the duty was taken up.
func (a Answer) takeUp(document string) (Answer, error) {
	var f fault.Form
	f.Require(document != "", "document", "decision.document_missing")
	a.Document, a.Why = document, ""
	return a, f.Err()
}

// sortAnswers puts the silent first, then what waits, then what is settled;
// within each, the longest waiting first.
func sortAnswers(all []Answer) {
	order := []string{Silent, Returned, Reported, TakenUp, Verified, NotApplicable}
	slices.SortStableFunc(all, func(a, b Answer) int {
		if d := slices.Index(order, a.State) - slices.Index(order, b.State); d != 0 {
			return d
		}
		return a.Since.Compare(b.Since)
	})
}

// Report is a dated word on a measure or an answer: an update, or a claim that
// it is done. A file stands under its digest, "" when there is none.
type Report struct {
	ID           ident.ID     `json:"id"`
	Seq          int64        `json:"-"`
	Measure      ident.ID     `json:"measure"`
	Answer       ident.ID     `json:"answer"` // 0: on the measure itself
	Claim        bool         `json:"claim"`
	At           time.Time    `json:"at"`
	Text         string       `json:"text"`
	Next         string       `json:"next"`        // what comes next; of a claim nothing
	NoProgress   bool         `json:"no_progress"` // the text says why there was none
	Digest       string       `json:"digest"`
	Name         string       `json:"name"`
	MIME         string       `json:"mime"`
	Size         int64        `json:"size"`
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// ReportNoun is the kind of a report in the journal.
const ReportNoun = "decision.report"

// Ref names the report to the journal.
func (r Report) Ref() ident.Ref { return ident.Ref{Kind: ReportNoun, ID: r.ID} }

// check refuses a report that does not say enough, or says too much: an update
// is two lines, and one without progress gives the reason.
func (r Report) check() error {
	var f fault.Form
	missing, most := "decision.text_missing", maxReport
	switch {
	case r.Claim:
		missing = "decision.claim_missing"
	case r.NoProgress:
		missing, most = "decision.no_progress_reason", maxLine
	default:
		most = maxLine
	}
	f.Require(r.Text != "", "text", missing)
	f.Require(len([]rune(r.Text)) <= most, "text", "decision.text_long", most)
	f.Require(r.Claim || r.Next != "", "next", "decision.next_missing")
	f.Require(len([]rune(r.Next)) <= maxLine, "next", "decision.text_long", maxLine)
	return f.Err()
}

// What a report may hold, in characters: the two lines of an update, and what a
// claim may say.
const (
	maxLine   = 500
	maxReport = 4000
)
