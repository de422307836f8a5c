package ledger

import (
	"context"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// DrawInput draws a statement of a pairing up to the last day of a month.
type DrawInput struct {
	Key     db.Key
	Pairing ident.ID
	To      words.Day
}

// Draw freezes what a pairing's money was since its last statement, for both sides
// to sign.
func (r *Room) Draw(ctx context.Context, who ident.Actor, in DrawInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := party.GetPairing(ctx, tx, who.Programme, in.Pairing)
		if err != nil {
			return nil, err
		}
		if err := access.Check(Actions(), who, "ledger.draw_statement", Statement{}.Relations(who, p, false)); err != nil {
			return nil, err
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		closed, err := closedThrough(ctx, tx, who.Programme, p.ID)
		if err != nil {
			return nil, err
		}
		if err := checkSpan(in.To, closed, on); err != nil {
			return nil, err
		}
		if open, err := openStatement(ctx, tx, who.Programme, p.ID); fault.KindOf(err) != fault.NotFound {
			if err == nil {
				err = fault.New(fault.Conflict, "ledger.statement_open", open.Code)
			}
			return nil, err
		}
		from := closed.Add(1)
		if closed == "" {
			if from, err = firstBooked(ctx, tx, who.Programme, p.ID); err != nil {
				return nil, err
			}
			from = words.Day(string(from[:8]) + "01")
		}
		s := Statement{ID: tx.ID(), Pairing: p.ID, From: from, To: in.To, State: Drawn, StateSince: tx.Now, StateBy: who.Person, StateOrg: who.Organisation}
		if s.Body, err = bodyOf(ctx, tx, who.Programme, p.ID, from, in.To); err != nil {
			return nil, err
		}
		if s.Digest, err = s.Body.digest(); err != nil {
			return nil, err
		}
		if s.Code, err = tx.Code(ctx, "STM"); err != nil {
			return nil, err
		}
		fact, err := keepStatement(ctx, tx, s, p, "", "ledger.draw_statement", "drawn")
		return []db.Fact{fact}, err
	})
}

// keepStatement saves a statement with its step and tasks.
func keepStatement(ctx context.Context, tx *db.Tx, s Statement, p party.Pairing, was, verb, past string) (db.Fact, error) {
	if err := saveStatement(ctx, tx, s); err != nil {
		return db.Fact{}, err
	}
	subject := task.Subject{Ref: s.Ref(), Code: s.Code, Title: p.Code, URL: StatementURL(s.Code)}
	fact := db.Fact{Kind: StatementNoun + "." + past + ".v1", Subject: s.Ref(), Data: s}
	return fact, state.Step(ctx, tx, StatementMachine, subject, was, verb, s.State, s.Reason, s.wants(p)...)
}

// pastStatement names the fact of each verb.
var pastStatement = map[string]string{"ledger.sign": "signed", "ledger.withdraw_statement": "withdrawn", "ledger.ask_reopen": "reopening_asked",
	"ledger.agree_reopen": "reopened", "ledger.keep_closed": "kept_closed"}

// StatementInput takes a statement one step on. Digest is of what the person saw.
type StatementInput struct {
	Key            db.Key
	Statement      ident.ID
	Digest, Reason string
}

// MoveStatement takes a statement through a verb of its machine. The second
// signature closes the span, and agreeing to reopen opens it again.
func (r *Room) MoveStatement(ctx context.Context, who ident.Actor, verb string, in StatementInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		s, err := GetStatement(ctx, tx, who.Programme, in.Statement)
		if err != nil {
			return nil, err
		}
		p, err := party.GetPairing(ctx, tx, who.Programme, s.Pairing)
		if err != nil {
			return nil, err
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		nobody, err := empty(ctx, tx, s.across(p), on)
		if err != nil {
			return nil, err
		}
		reason := strings.TrimSpace(in.Reason)
		mv, err := StatementMachine.Try(who, s.Relations(who, p, nobody), s.State, verb, reason)
		if err != nil {
			return nil, err
		}
		if err := mayMove(ctx, tx, s, verb, in.Digest); err != nil {
			return nil, err
		}
		was := s.State
		s.State, s.StateSince, s.StateBy, s.StateOrg, s.Reason = mv.To, tx.Now, who.Person, who.Organisation, reason
		fact, err := keepStatement(ctx, tx, s, p, was, verb, pastStatement[verb])
		if err != nil {
			return nil, err
		}
		more, err := closes(ctx, tx, s, p, was)
		return append([]db.Fact{fact}, more...), err
	})
}

// mayMove refuses to sign what has changed since it was drawn or seen, and to open
// a span that another one follows.
func mayMove(ctx context.Context, tx *db.Tx, s Statement, verb, seen string) error {
	switch verb {
	case "ledger.sign":
		now, err := bodyOf(ctx, tx, tx.Who.Programme, s.Pairing, s.From, s.To)
		if err != nil {
			return err
		}
		digest, err := now.digest()
		if err == nil && (digest != s.Digest || seen != s.Digest) {
			err = fault.New(fault.Conflict, "ledger.statement_changed", s.Code)
		}
		return err
	case "ledger.ask_reopen":
		closed, err := closedThrough(ctx, tx, tx.Who.Programme, s.Pairing)
		if err == nil && closed != s.To {
			err = fault.New(fault.Conflict, "ledger.not_the_last", string(closed))
		}
		return err
	}
	return nil
}

// closes is the entry that closes the span of a statement, or opens it again.
func closes(ctx context.Context, tx *db.Tx, s Statement, p party.Pairing, was string) ([]db.Fact, error) {
	e := Entry{From: p.Provider, To: p.Receiver, Provider: p.Provider, Receiver: p.Receiver, Pairing: p.ID, Note: s.Code, Way: Here, SaidFor: s.StateOrg}
	switch {
	case s.State == Signed && was == HalfSigned:
		e.Kind, e.Day = Close, s.To
	case s.State == Reopened:
		e.Kind, e.Day = Reopen, s.From.Add(-1)
	default:
		return nil, nil
	}
	e, err := post(ctx, tx, e)
	return []db.Fact{e.fact()}, err
}
