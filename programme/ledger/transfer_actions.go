package ledger

import (
	"context"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/party"
	"throughline/programme/plan"
	"throughline/programme/project"
)

// SendInput sets a transfer out. From is the organisation of whoever says so. A
// commitment gives the pairing, the receiver and the class. Account is the balance
// that is passed on or given back; its promise, project, class, currency and year
// go with the money. Way is "" for typed here.
type SendInput struct {
	Key                             db.Key
	Route                           string
	To, Pairing                     ident.ID
	Commitment, Project             ident.ID
	Account                         ident.ID
	Class, Reference, Note, Purpose string
	Amount                          money.Amount
	Day                             words.Day
	Year                            int
	Way                             string
}

// Send records that money was sent, or goods given, and asks whoever it is for
// to confirm it.
func (r *Room) Send(ctx context.Context, who ident.Actor, in SendInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := SendTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// SendTx sets a transfer out inside another change.
func SendTx(ctx context.Context, tx *db.Tx, in SendInput) (Transfer, db.Fact, error) {
	none := Transfer{}
	on, err := today(ctx, tx)
	if err != nil {
		return none, db.Fact{}, err
	}
	e, source, err := sets(ctx, tx, in)
	if err != nil {
		return none, db.Fact{}, err
	}
	if err := access.Check(Actions(), tx.Who, "ledger.send", ident.Relations{ident.Mine}); err != nil {
		return none, db.Fact{}, err
	}
	if err := e.checkTransfer(on); err != nil {
		return none, db.Fact{}, err
	}
	if e, err = post(ctx, tx, e.sets(source)); err != nil {
		return none, db.Fact{}, err
	}
	t := Transfer{Entry: e}
	if t.AgeOn, err = ages(ctx, tx, e.Day); err != nil {
		return none, db.Fact{}, err
	}
	if err := saveTransfer(ctx, tx, t); err != nil {
		return none, db.Fact{}, err
	}
	return t, e.fact(), askFor(ctx, tx, t)
}

// sets is the transfer that the input describes, and the account that it leaves.
func sets(ctx context.Context, tx *db.Tx, in SendInput) (Entry, Account, error) {
	e := Entry{Kind: Send, Route: in.Route, Day: in.Day, From: tx.Who.Organisation, To: in.To, Provider: tx.Who.Organisation, Receiver: in.To,
		Pairing: in.Pairing, Project: in.Project, Class: in.Class, Amount: in.Amount, Year: in.Year, Reference: strings.TrimSpace(in.Reference),
		Note: strings.TrimSpace(in.Note), Way: way(in.Way), SaidFor: tx.Who.Organisation}
	if e.Year == 0 {
		e.Year = yearOf(in.Day)
	}
	var err error
	route, known := FindRoute(in.Route)
	if !known {
		return e, Account{}, refuse("route", "ledger.route_unknown")
	}
	if !route.First {
		return passes(ctx, tx, e, in)
	}
	if in.Commitment != 0 {
		if e, err = promised(ctx, tx, e, in.Commitment); err != nil {
			return e, Account{}, err
		}
	}
	if e, err = worksOn(ctx, tx, e); err != nil {
		return e, Account{}, err
	}
	if e, err = paired(ctx, tx, e); err != nil {
		return e, Account{}, err
	}
	return e, e.account(route.Source, e.From), nil
}

// yearOf is the year of a day, 0 when it is none.
func yearOf(d words.Day) int {
	if _, ok := words.ParseDay(string(d)); !ok {
		return 0
	}
	return d.Time().Year()
}

func way(w string) string {
	if w == "" {
		return Here
	}
	return w
}

// promised puts the entry under a commitment that its sender has made.
func promised(ctx context.Context, tx *db.Tx, e Entry, id ident.ID) (Entry, error) {
	c, err := agreement.GetCommitment(ctx, tx, tx.Who.Programme, id)
	if err != nil || !access.MaySee(tx.Who, c.Visibility, c.Owner) {
		return e, refuse("commitment", "ledger.commitment_unknown")
	}
	mine := false
	for _, p := range c.Providers() {
		mine = mine || p == e.From
	}
	if !mine {
		return e, refuse("commitment", "ledger.commitment_of_others")
	}
	if c.MoneyClass != "" {
		e.Class = c.MoneyClass
	}
	e.Commitment, e.Pairing, e.Receiver = c.ID, c.Pairing, c.Receiver
	if e.To == 0 {
		e.To = c.Receiver
	}
	return e, nil
}

// worksOn puts the entry under its project: its pairing, sector and plan.
func worksOn(ctx context.Context, tx *db.Tx, e Entry) (Entry, error) {
	if e.Project == 0 {
		return e, nil
	}
	p, err := project.GetProject(ctx, tx, tx.Who.Programme, e.Project)
	if err != nil || !access.MaySee(tx.Who, p.Visibility, p.Owner) {
		return e, refuse("project", "ledger.project_unknown")
	}
	e.Sector, e.OffPlan = p.Sector, len(p.Serves) == 0
	if e.Pairing == 0 {
		e.Pairing = p.Pairing
	}
	return e, nil
}

// paired puts the entry under the pairing of its two sides. What is under no
// commitment needs one, so that it is known for whom the money is.
func paired(ctx context.Context, tx *db.Tx, e Entry) (Entry, error) {
	prog := tx.Who.Programme
	if e.To == 0 {
		return e, nil
	}
	if _, err := party.GetParty(ctx, tx, prog, e.To); err != nil {
		return e, refuse("to", "ledger.party_missing")
	}
	if e.Commitment != 0 {
		return e, nil
	}
	all, err := party.PairingsOf(ctx, tx, prog, e.From)
	if err != nil {
		return e, err
	}
	for _, p := range all {
		if p.Provider == e.From && p.Receiver == e.To && (e.Pairing == 0 || e.Pairing == p.ID) {
			e.Pairing = p.ID
			return e, nil
		}
	}
	return e, refuse("to", "ledger.not_paired")
}

// passes is a transfer out of a balance: what the money was for goes with it.
func passes(ctx context.Context, tx *db.Tx, e Entry, in SendInput) (Entry, Account, error) {
	s, err := GetAccount(ctx, tx, tx.Who.Programme, in.Account)
	if err != nil || s.Party != e.From || s.Name != Balance {
		return e, Account{}, refuse("account", "ledger.balance_unknown")
	}
	if e, err = from(ctx, tx, e, s); err != nil {
		return e, s.Account, err
	}
	if e.Route == GiveBack {
		e.To = e.Provider
	}
	e, err = worksOn(ctx, tx, e)
	return e, s.Account, err
}

// from puts the entry under what a balance is for, and whose money it is.
func from(ctx context.Context, tx *db.Tx, e Entry, s Standing) (Entry, error) {
	e.Provider, e.Pairing, e.Commitment, e.Project, e.Class, e.Year, e.OffPlan = s.Provider, s.Pairing, s.Commitment, s.Project, s.Class, s.Year, s.OffPlan
	if e.Amount.Currency != s.Currency {
		return e, refuse("amount", "money.other_currency", s.Currency, e.Amount.Currency)
	}
	prog := tx.Who.Programme
	if s.Pairing != 0 {
		p, err := party.GetPairing(ctx, tx, prog, s.Pairing)
		e.Receiver = p.Receiver
		return e, err
	}
	c, err := agreement.GetCommitment(ctx, tx, prog, s.Commitment)
	e.Receiver = c.Receiver
	return e, err
}

// ages is the day on which what is not confirmed becomes a discrepancy.
func ages(ctx context.Context, tx *db.Tx, sent words.Day) (words.Day, error) {
	rules, err := plan.RulesOn(ctx, tx, tx.Who.Programme, sent)
	if err != nil || rules.TransitDays == nil {
		return "", err
	}
	return sent.Add(*rules.TransitDays), nil
}

// subject names the transfer to the task list.
func (t Transfer) subject() task.Subject {
	return task.Subject{Ref: t.Ref(), Code: t.Code, Title: t.Amount.Format("en"), URL: URL(t.Code)}
}

// askFor asks whoever the transfer is for to confirm what is open of it; where
// nobody there can, the programme office.
func askFor(ctx context.Context, tx *db.Tx, t Transfer) error {
	if t.Open() == 0 {
		return task.Settle(ctx, tx, t.subject())
	}
	on, err := today(ctx, tx)
	if err != nil {
		return err
	}
	nobody, err := empty(ctx, tx, t.To, on)
	if err != nil {
		return err
	}
	w := task.Want{Action: "ledger.receive", Role: ident.Finance, Party: t.To, NotPerson: t.SaidBy, Due: t.AgeOn}
	wants := []task.Want{w}
	for _, role := range []ident.Role{ident.Receiver, ident.Provider, ident.Owner} {
		w.Role = role
		wants = append(wants, w)
	}
	if nobody {
		wants = []task.Want{{Action: "ledger.receive", Role: ident.Office, NotPerson: t.SaidBy, Due: t.AgeOn}}
	}
	return task.Settle(ctx, tx, t.subject(), wants...)
}

// AnswerInput is the word of whoever a transfer is for. Missing tells that what
// is not confirmed will not come; WrongAccount that it came to another account.
type AnswerInput struct {
	Key          db.Key
	Transfer     ident.ID
	Day          words.Day
	Amount       money.Amount
	Missing      bool
	Reference    string
	Note         string
	WrongAccount bool
	Way          string
}

// Receive confirms a transfer whole or in part. What is missing becomes a
// discrepancy, what is too much waits in suspense.
func (r *Room) Receive(ctx context.Context, who ident.Actor, in AnswerInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) { return ReceiveTx(ctx, tx, in) })
}

// ReceiveTx confirms a transfer inside another change.
func ReceiveTx(ctx context.Context, tx *db.Tx, in AnswerInput) ([]db.Fact, error) {
	t, on, err := answers(ctx, tx, in.Transfer, "ledger.receive")
	if err != nil {
		return nil, err
	}
	if in.Amount.Currency != t.Amount.Currency {
		return nil, refuse("amount", "money.other_currency", t.Amount.Currency, in.Amount.Currency)
	}
	draw, err := drawing(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	list, err := t.receive(in.Day, in.Amount.Minor, draw, in.Missing)
	if err != nil {
		return nil, err
	}
	list[0].Reference, list[0].Note, list[0].Way = strings.TrimSpace(in.Reference), strings.TrimSpace(in.Note), way(in.Way)
	var f fault.Form
	list[0].check(&f, on)
	if err := f.Err(); err != nil {
		return nil, err
	}
	return follow(ctx, tx, t, on, Short, in.Note, list...)
}

// follow posts the entries that answer a transfer, opens the discrepancy that
// one of them stands for, and asks for what is still open.
func follow(ctx context.Context, tx *db.Tx, t Transfer, on words.Day, why, said string, list ...Entry) ([]db.Fact, error) {
	var facts []db.Fact
	for _, e := range list {
		e.SaidFor = tx.Who.Organisation
		e, err := post(ctx, tx, e)
		if err != nil {
			return nil, err
		}
		facts = append(facts, e.fact())
		t = t.after(e)
		if e.Kind == Arrive {
			if err := askToClaim(ctx, tx, e, e.Amount.Minor); err != nil {
				return nil, err
			}
		}
		if e.Kind == Differ {
			fact, err := open(ctx, tx, t, e, why, said, on)
			if err != nil {
				return nil, err
			}
			facts = append(facts, fact)
		}
	}
	if err := saveTransfer(ctx, tx, t); err != nil {
		return nil, err
	}
	return facts, askFor(ctx, tx, t)
}

// answers finds the transfer that an actor wants to answer, and whether they
// may; it gives today's day.
func answers(ctx context.Context, tx *db.Tx, id ident.ID, action string) (Transfer, words.Day, error) {
	t, err := GetTransfer(ctx, tx, tx.Who.Programme, id)
	if err != nil {
		return t, "", err
	}
	on, err := today(ctx, tx)
	if err != nil {
		return t, on, err
	}
	nobody, err := empty(ctx, tx, t.To, on)
	if err != nil {
		return t, on, err
	}
	if err := access.Check(Actions(), tx.Who, action, t.Relations(tx.Who, nobody)); err != nil {
		return t, on, err
	}
	if t.Open() == 0 {
		return t, on, fault.New(fault.Conflict, "ledger.nothing_open")
	}
	return t, on, nil
}

// drawing is what stands of the promise that a transfer serves.
func drawing(ctx context.Context, tx *db.Tx, t Transfer) (d Drawing, err error) {
	if t.Commitment == 0 || !t.First() {
		return d, nil
	}
	prog := tx.Who.Programme
	if d.Payable, err = standing(ctx, tx, prog, t.pledged(Payable, t.From)); err != nil {
		return d, err
	}
	if d.Payable.ID == 0 { // a joint promise is owed by whoever speaks for all
		if d.Payable, err = owedBy(ctx, tx, t); err != nil {
			return d, err
		}
	}
	if d.Receivable, err = standing(ctx, tx, prog, t.pledged(Receivable, t.Receiver)); err != nil {
		return d, err
	}
	d.Allotted, err = standing(ctx, tx, prog, t.account(Allotted, t.Receiver))
	return d, err
}

// owedBy is the account of the one that owes a joint promise.
func owedBy(ctx context.Context, tx *db.Tx, t Transfer) (Standing, error) {
	c, err := agreement.GetCommitment(ctx, tx, tx.Who.Programme, t.Commitment)
	if err != nil || !c.Joint {
		return Standing{Account: t.pledged(Payable, t.From)}, err
	}
	return standing(ctx, tx, tx.Who.Programme, t.pledged(Payable, c.Provider))
}

// NotSeen records that whoever a transfer is for has looked for it in vain, or,
// for the wrong account, that what is open of it went elsewhere.
func (r *Room) NotSeen(ctx context.Context, who ident.Actor, in AnswerInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		t, on, err := answers(ctx, tx, in.Transfer, "ledger.not_seen")
		if err != nil {
			return nil, err
		}
		var f fault.Form
		checkDay(&f, in.Day, on)
		f.Require(in.Day >= t.Day, "day", "ledger.before_sent", string(t.Day))
		f.Require(len([]rune(in.Note)) <= maxNote, "note", "ledger.text_long", maxNote)
		if err := f.Err(); err != nil {
			return nil, err
		}
		e := t.answer(NotSeen, in.Day, t.Open())
		if in.WrongAccount {
			e = t.differ(in.Day, t.Open())
		}
		e.Note, e.Way = strings.TrimSpace(in.Note), way(in.Way)
		return follow(ctx, tx, t, on, WrongAccount, e.Note, e)
	})
}

// open opens a discrepancy for an entry that moved money out of transit.
func open(ctx context.Context, tx *db.Tx, t Transfer, e Entry, why, said string, on words.Day) (db.Fact, error) {
	d := Discrepancy{ID: tx.ID(), Seq: tx.Seq, Transfer: t.ID, Pairing: t.Pairing, Sender: t.From, Receiver: t.To, Amount: e.Amount, Why: why, Opened: on,
		State: Opened, StateSince: tx.Now, StateBy: tx.Who.Person, StateOrg: tx.Who.Organisation, Reason: said}
	rules, err := plan.RulesOn(ctx, tx, tx.Who.Programme, on)
	if err != nil {
		return db.Fact{}, err
	}
	if rules.DiscrepancyDays != nil {
		d.Due = on.Add(*rules.DiscrepancyDays)
	}
	if d.Code, err = tx.Code(ctx, "DSC"); err != nil {
		return db.Fact{}, err
	}
	return keep(ctx, tx, d, "", "ledger.differ", "opened")
}

// keep saves a discrepancy with its step and tasks.
func keep(ctx context.Context, tx *db.Tx, d Discrepancy, was, verb, past string) (db.Fact, error) {
	if err := saveDiscrepancy(ctx, tx, d); err != nil {
		return db.Fact{}, err
	}
	s := task.Subject{Ref: d.Ref(), Code: d.Code, Title: d.Amount.Format("en"), URL: DiscrepancyURL(d.Code)}
	fact := db.Fact{Kind: DiscrepancyNoun + "." + past + ".v1", Subject: d.Ref(), Data: d}
	return fact, state.Step(ctx, tx, DiscrepancyMachine, s, was, verb, d.State, d.Reason, d.wants()...)
}
