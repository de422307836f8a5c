package ledger

import (
	"context"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/task"
	"throughline/kit/words"
)

// ArriveInput is money that came and that nobody announced. Provider is who it
// seems to come from: whoever it is asked to claim it.
type ArriveInput struct {
	Key             db.Key
	Provider        ident.ID
	Class           string
	Amount          money.Amount
	Day             words.Day
	Project         ident.ID
	Year            int
	Reference, Note string
	Way             string
}

// Arrive records money that nobody announced: it is held, and waits in suspense.
func (r *Room) Arrive(ctx context.Context, who ident.Actor, in ArriveInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		if err := access.Check(Actions(), who, "ledger.arrive", ident.Relations{ident.Mine}); err != nil {
			return nil, err
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		e := Entry{Kind: Arrive, Route: ToReceiver, Day: in.Day, From: in.Provider, To: who.Organisation, Provider: in.Provider, Receiver: who.Organisation,
			Project: in.Project, Class: in.Class, Amount: in.Amount, Year: in.Year, Reference: strings.TrimSpace(in.Reference),
			Note: strings.TrimSpace(in.Note), Way: way(in.Way), SaidFor: who.Organisation}
		if e.Year == 0 {
			e.Year = yearOf(in.Day)
		}
		if err := e.checkTransfer(on); err != nil {
			return nil, err
		}
		if e, err = worksOn(ctx, tx, e); err != nil {
			return nil, err
		}
		if e, err = paired(ctx, tx, e); err != nil {
			return nil, err
		}
		if e, err = post(ctx, tx, e.arrives()); err != nil {
			return nil, err
		}
		return []db.Fact{e.fact()}, askToClaim(ctx, tx, e, e.Amount.Minor)
	})
}

// askToClaim asks the provider that money seems to come from to claim what still
// waits of it.
func askToClaim(ctx context.Context, tx *db.Tx, e Entry, waits int64) error {
	s := task.Subject{Ref: e.Ref(), Code: e.Code, Title: e.Amount.Format("en"), URL: URL(e.Code)}
	if waits == 0 {
		return task.Settle(ctx, tx, s)
	}
	return task.Settle(ctx, tx, s, task.Want{Action: "ledger.claim", Role: ident.Finance, Party: e.From, NotPerson: e.SaidBy},
		task.Want{Action: "ledger.claim", Role: ident.Provider, Party: e.From, NotPerson: e.SaidBy})
}

// ClaimInput says that money that waits in suspense is the actor's own: of a
// transfer that is in transit, or of none that was recorded (Transfer 0).
type ClaimInput struct {
	Key       db.Key
	Arrival   ident.ID
	Transfer  ident.ID
	Amount    money.Amount
	Day       words.Day
	Reference string
	Note      string
	Way       string
}

// Claim takes money out of suspense.
func (r *Room) Claim(ctx context.Context, who ident.Actor, in ClaimInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		a, err := GetEntry(ctx, tx, who.Programme, in.Arrival)
		if err != nil {
			return nil, err
		}
		if err := access.Check(Actions(), who, "ledger.claim", a.claimRelations(who)); err != nil {
			return nil, err
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		waits, err := suspended(ctx, tx, who.Programme, a)
		if err != nil {
			return nil, err
		}
		e, err := a.claim(in, waits, on)
		if err != nil {
			return nil, err
		}
		e.SaidFor = who.Organisation
		facts, err := claimed(ctx, tx, a, e, in.Transfer)
		if err != nil {
			return nil, err
		}
		return facts, askToClaim(ctx, tx, a, waits-e.Amount.Minor)
	})
}

// claimRelations is how an actor stands to money that arrived: Opposite for
// whoever it seems to come from.
func (e Entry) claimRelations(who ident.Actor) ident.Relations {
	if e.Kind == Arrive && who.Organisation == e.From && who.SomeoneElse(e.SaidBy, e.SaidFor) {
		return ident.Relations{ident.Opposite}
	}
	return nil
}

// claim is the entry that takes an amount of an arrival out of suspense; waits
// is what is still there.
func (e Entry) claim(in ClaimInput, waits int64, on words.Day) (Entry, error) {
	c := Transfer{Entry: e}.answer(Claim, in.Day, in.Amount.Minor)
	c.Reference, c.Note, c.Way = strings.TrimSpace(in.Reference), strings.TrimSpace(in.Note), way(in.Way)
	var f fault.Form
	c.check(&f, on)
	f.Require(in.Amount.Currency == e.Amount.Currency, "amount", "money.other_currency", e.Amount.Currency, in.Amount.Currency)
	f.Require(in.Amount.Minor <= waits, "amount", "ledger.more_than_waits")
	return c, f.Err()
}

// claimed posts a claim: what is claimed for a transfer is confirmed with it,
// the rest counts as sent on its day. Either way it draws on the promise.
func claimed(ctx context.Context, tx *db.Tx, a, e Entry, transfer ident.ID) ([]db.Fact, error) {
	t := Transfer{Entry: a}
	against := t.account(t.route().Source, t.From)
	if transfer != 0 {
		var err error
		t, err = GetTransfer(ctx, tx, tx.Who.Programme, transfer)
		if err != nil || t.From != a.From || t.account(Suspense, t.To).key() != a.account(Suspense, a.To).key() || e.Amount.Minor > t.Open() {
			return nil, refuse("transfer", "ledger.transfer_unlike")
		}
		against, e.Transfer = t.transit(), t.ID
	}
	d, err := drawing(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	e.move(e.account(Suspense, a.To), against, e.Amount.Minor)
	if e.First() {
		e.draw(d, e.Amount.Minor)
	}
	if e, err = post(ctx, tx, e); err != nil || transfer == 0 {
		return []db.Fact{e.fact()}, err
	}
	t = t.after(e)
	if err := saveTransfer(ctx, tx, t); err != nil {
		return nil, err
	}
	return []db.Fact{e.fact()}, askFor(ctx, tx, t)
}

// suspended is what still waits of an arrival: what arrived less what was claimed.
func suspended(ctx context.Context, q db.Q, prog ident.Programme, a Entry) (int64, error) {
	answers, err := AnswersTo(ctx, q, prog, a.ID)
	waits := a.Amount.Minor
	for _, e := range answers {
		switch {
		case e.Kind == Claim && e.Reverses == 0:
			waits -= e.Amount.Minor
		case e.Kind == Claim:
			waits += e.Amount.Minor
		}
	}
	if _, gone := ReversalOf(ctx, q, prog, a.ID); gone == nil {
		waits = 0
	}
	return waits, err
}
