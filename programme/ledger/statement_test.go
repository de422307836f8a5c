package ledger

import (
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

func (w *world) draw(to words.Day) Statement {
	w.Helper()
	done, err := w.Draw(w.Context(), w.atGroup, DrawInput{Key: w.key(), Pairing: w.pairing.ID, To: to})
	w.must(err)
	id, _ := done.Subject(StatementNoun)
	return w.statement(id)
}

func (w *world) statement(id ident.ID) Statement {
	w.Helper()
	s, err := GetStatement(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return s
}

func (w *world) moves(s Statement, who ident.Actor, verb string) error {
	_, err := w.MoveStatement(w.Context(), who, verb, StatementInput{Key: w.key(), Statement: s.ID, Digest: s.Digest, Reason: "as said"})
	return err
}

// april sends 900 in April and confirms 600 of it.
func (w *world) april() Transfer {
	w.Helper()
	x := w.send(900, func(in *SendInput) { in.Day = "2028-04-03" })
	w.must(w.receive(x, 600, func(in *AnswerInput) { in.Day = "2028-04-05" }))
	return w.transfer(x.ID)
}

func TestBothSignAStatementAndTheSpanIsClosed(t *testing.T) {
	w := newWorld(t)
	x := w.april()
	s := w.draw("2028-04-30")
	if len(s.Body.Parts) != 1 || s.Body.Parts[0].Closing.InTransit != 300 || s.Body.Parts[0].Opening != (Sums{}) || s.From != "2028-04-01" || s.Body.Entries != 2 {
		t.Errorf("it says %+v", s)
	}
	w.must(w.moves(s, w.atGroup, "ledger.sign"))
	w.refuses("signed by a colleague", fault.Conflict, "moved_on", func() error { return w.moves(s, w.another, "ledger.sign") })
	w.refuses("signed by the office", fault.Forbidden, "", func() error { return w.moves(s, w.office, "ledger.sign") })
	w.must(w.moves(s, w.atCounty, "ledger.sign"))
	// What comes later is booked on the first open day.
	w.must(w.receive(x, 100, func(in *AnswerInput) { in.Day = "2028-04-20" }))
	list, err := AnswersTo(t.Context(), w.DB.Read(), w.prog, x.ID)
	w.must(err)
	if e := list[len(list)-1]; e.Day != "2028-04-20" || e.Booked != "2028-05-01" {
		t.Errorf("it happened on %s and is booked on %s", e.Day, e.Booked)
	}
	w.refuses("the same span again", fault.Invalid, "closed_already", func() error {
		_, err := w.Draw(t.Context(), w.atGroup, DrawInput{Key: w.key(), Pairing: w.pairing.ID, To: "2028-04-30"})
		return err
	})
	body, err := bodyOf(t.Context(), w.DB.Read(), w.prog, w.pairing.ID, s.From, s.To)
	w.must(err)
	if digest, _ := body.digest(); digest != s.Digest {
		t.Error("what was signed has changed")
	}
}

func TestWhatChangedIsNotSigned(t *testing.T) {
	w := newWorld(t)
	x := w.april()
	s := w.draw("2028-04-30")
	w.must(w.moves(s, w.atGroup, "ledger.sign"))
	w.must(w.receive(x, 100, func(in *AnswerInput) { in.Day = "2028-04-20" }))
	w.refuses("after another word", fault.Conflict, "statement_changed", func() error { return w.moves(s, w.atCounty, "ledger.sign") })
	w.must(w.moves(s, w.atCounty, "ledger.withdraw_statement"))
	if again := w.draw("2028-04-30"); again.Digest == s.Digest || again.Body.Parts[0].Closing.InTransit != 200 {
		t.Errorf("drawn again it says %+v", again)
	}
}

func TestOnlyBothOpenASpanAgain(t *testing.T) {
	w := newWorld(t)
	x := w.april()
	s := w.draw("2028-04-30")
	w.must(w.moves(s, w.atGroup, "ledger.sign"))
	w.must(w.moves(s, w.atCounty, "ledger.sign"))
	w.must(w.moves(s, w.atGroup, "ledger.ask_reopen"))
	w.refuses("by a colleague", fault.Forbidden, "", func() error { return w.moves(s, w.another, "ledger.agree_reopen") })
	w.must(w.moves(s, w.atCounty, "ledger.agree_reopen"))
	w.must(w.receive(x, 100, func(in *AnswerInput) { in.Day = "2028-04-20" }))
	list, err := AnswersTo(t.Context(), w.DB.Read(), w.prog, x.ID)
	w.must(err)
	if e := list[len(list)-1]; e.Booked != "2028-04-20" {
		t.Errorf("booked on %s", e.Booked)
	}
	if s = w.draw("2028-04-30"); s.From != "2028-04-01" {
		t.Errorf("the next one begins on %s", s.From)
	}
}

func TestTheSpanOfAStatement(t *testing.T) {
	for _, c := range []struct{ to, closed, want words.Day }{
		{"2028-04-30", "", ""}, {"2028-04-30", "2028-03-31", ""}, {"2028-02-29", "", ""},
		{"2028-04-29", "", "month_end"}, {"2028-02-28", "", "month_end"}, {"2028-05-31", "", "month_not_over"}, {"2028-02-31", "", "month_end"},
		{"2028-04-30", "2028-04-30", "closed_already"},
	} {
		err := checkSpan(c.to, c.closed, "2028-05-14")
		if (err == nil) != (c.want == "") {
			t.Errorf("%s after %s: %v", c.to, c.closed, err)
		}
	}
}
