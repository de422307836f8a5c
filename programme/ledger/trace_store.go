package ledger

import (
	"context"
	"database/sql"

	"throughline/kit/db"
	"throughline/kit/ident"
)

// tracer follows money from account to account.
type tracer struct {
	q     db.Q
	prog  ident.Programme
	trace Trace
	more  int
}

// TraceOf follows a transfer from the provider to what became of it.
func TraceOf(ctx context.Context, q db.Q, prog ident.Programme, t Transfer) (Trace, error) {
	x := &tracer{q: q, prog: prog, trace: Trace{Rest: map[string]int64{}}, more: maxSteps}
	steps, err := x.arrived(ctx, t, stretch{0, t.Amount.Minor})
	x.trace.Steps = steps
	return x.trace, err
}

// arrived follows a part of a transfer through what was confirmed of it.
func (x *tracer) arrived(ctx context.Context, t Transfer, part stretch) ([]Step, error) {
	answers, err := AnswersTo(ctx, x.q, x.prog, t.ID)
	if err != nil {
		return nil, err
	}
	reversed := map[ident.ID]bool{}
	for _, e := range answers {
		reversed[e.Reverses] = e.Reverses != 0
	}
	var steps []Step
	at := int64(0)
	for _, e := range answers {
		came := e.Kind == Receive || e.Kind == Settle && e.Purpose == Arrived
		if !came || e.Reverses != 0 || reversed[e.ID] {
			continue
		}
		here := stretch{at, at + e.Amount.Minor}
		at = here.to
		both, ok := part.overlap(here)
		if !ok {
			continue
		}
		if e.Lines, err = linesOf(ctx, x.q, x.prog, e.ID); err != nil {
			return nil, err
		}
		s := Step{Entry: e, Minor: both.size()}
		if s.Next, err = x.through(ctx, t, e, stretch{both.from - here.from, both.to - here.from}); err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	if rest := part.size() - total(steps); rest > 0 {
		x.trace.Rest[StillOnWay] += rest
	}
	return steps, nil
}

func total(steps []Step) (n int64) {
	for _, s := range steps {
		n += s.Minor
	}
	return n
}

// through follows a part of what an entry brought into the account that its
// transfer reaches.
func (x *tracer) through(ctx context.Context, t Transfer, e Entry, part stretch) ([]Step, error) {
	for _, l := range e.Lines {
		if l.Account.key() == t.target().key() && l.Account.Name == Balance {
			return x.leaving(ctx, l.Account.ID, stretch{l.Before + part.from, l.Before + part.to})
		}
	}
	return nil, nil
}

// outflow is a line by which money left an account, with its entry.
type outflow struct {
	entry ident.ID
	line  Line
}

// leaving follows a stretch of what came into a balance through what left it.
func (x *tracer) leaving(ctx context.Context, account ident.ID, part stretch) ([]Step, error) {
	flows, err := outflows(ctx, x.q, x.prog, account, part, x.more)
	if err != nil {
		return nil, err
	}
	var steps []Step
	for _, f := range flows {
		both, ok := part.overlap(f.line.stretch())
		if !ok {
			continue
		}
		if x.more--; x.more < 0 {
			x.trace.Rest[NotTraceable] += part.to - both.from
			return steps, nil
		}
		e, err := GetEntry(ctx, x.q, x.prog, f.entry)
		if err != nil {
			return nil, err
		}
		s := Step{Entry: e, Minor: both.size()}
		if e.Kind == Send && e.Reverses == 0 {
			t, err := GetTransfer(ctx, x.q, x.prog, e.ID)
			if err != nil {
				return nil, err
			}
			if s.Next, err = x.arrived(ctx, t, stretch{both.from - f.line.Before, both.to - f.line.Before}); err != nil {
				return nil, err
			}
		}
		steps = append(steps, s)
	}
	if rest := part.size() - total(steps); rest > 0 {
		x.trace.Rest[StillHeld] += rest
	}
	return steps, nil
}

// outflows lists the credits of an account that a stretch of its debits covers,
// the first one first.
func outflows(ctx context.Context, q db.Q, prog ident.Programme, account ident.ID, part stretch, limit int) ([]outflow, error) {
	var first sql.NullInt64
	err := q.QueryRowContext(ctx, "SELECT MAX(before) FROM ledger_line WHERE programme_id = $1 AND account_id = $2 AND before <= $3 AND minor < 0",
		int64(prog), int64(account), part.from).Scan(&first)
	if err != nil || !first.Valid {
		return nil, err
	}
	return db.All(ctx, q, func(r *sql.Rows) (f outflow, err error) { return f, r.Scan(&f.entry, &f.line.Minor, &f.line.Before) },
		`SELECT entry_id, minor, before FROM ledger_line WHERE programme_id = $1 AND account_id = $2 AND before >= $3 AND before < $4 AND minor < 0
		ORDER BY before, entry_id LIMIT $5`, int64(prog), int64(account), first.Int64, part.to, int64(limit+1))
}
