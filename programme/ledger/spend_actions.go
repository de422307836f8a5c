package ledger

import (
	"context"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/plan"
	"throughline/programme/project"
)

// SpendInput spends out of a balance, or makes an asset of cost: Account is the
// balance or the cost.
type SpendInput struct {
	Key             db.Key
	Account         ident.ID
	Project         ident.ID // for a balance that was given for none
	Amount          money.Amount
	Purpose         string
	Day             words.Day
	Reference, Note string
	Way             string
}

// Spend records spending on a project, out of what the organisation holds.
func (r *Room) Spend(ctx context.Context, who ident.Actor, in SpendInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		s, e, err := outOf(ctx, tx, in, "ledger.spend", Balance)
		if err != nil {
			return nil, err
		}
		e.Kind = Spend
		if e.Project == 0 {
			e.Project = in.Project
		}
		if e.Project == 0 {
			return nil, refuse("project", "ledger.project_missing")
		}
		if e, err = worksOn(ctx, tx, e); err != nil {
			return nil, err
		}
		g, err := groundOf(ctx, tx, e.Project, e.Amount.Currency)
		if err != nil {
			return nil, err
		}
		if err := g.allows(e); err != nil {
			return nil, err
		}
		e, err = post(ctx, tx, e.spends(s.Account))
		return []db.Fact{e.fact()}, err
	})
}

// Capitalise records that cost has become an asset.
func (r *Room) Capitalise(ctx context.Context, who ident.Actor, in SpendInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		s, e, err := outOf(ctx, tx, in, "ledger.capitalise", Cost)
		if err != nil {
			return nil, err
		}
		if e, err = worksOn(ctx, tx, e); err != nil {
			return nil, err
		}
		e, err = post(ctx, tx, e.capitalises(s.Account))
		return []db.Fact{e.fact()}, err
	})
}

// outOf is an entry that takes money out of an account of the actor's own
// organisation.
func outOf(ctx context.Context, tx *db.Tx, in SpendInput, action, name string) (Standing, Entry, error) {
	if err := access.Check(Actions(), tx.Who, action, ident.Relations{ident.Mine}); err != nil {
		return Standing{}, Entry{}, err
	}
	on, err := today(ctx, tx)
	if err != nil {
		return Standing{}, Entry{}, err
	}
	s, err := GetAccount(ctx, tx, tx.Who.Programme, in.Account)
	if err != nil || s.Party != tx.Who.Organisation || s.Name != name {
		return s, Entry{}, refuse("account", "ledger.balance_unknown")
	}
	e := Entry{Day: in.Day, From: s.Party, To: s.Party, Amount: in.Amount, Purpose: in.Purpose, Reference: strings.TrimSpace(in.Reference),
		Note: strings.TrimSpace(in.Note), Way: way(in.Way), SaidFor: tx.Who.Organisation}
	if e, err = from(ctx, tx, e, s); err != nil {
		return s, e, err
	}
	return s, e, e.checkSpend(on)
}

// groundOf is what spending on a project in a currency stands on.
func groundOf(ctx context.Context, tx *db.Tx, id ident.ID, currency string) (Ground, error) {
	g := Ground{Estimate: -1, Certified: -1, Currency: currency}
	prog := tx.Who.Programme
	p, err := project.GetProject(ctx, tx, prog, id)
	if err != nil {
		return g, err
	}
	on, err := today(ctx, tx)
	if err != nil {
		return g, err
	}
	rules, err := plan.RulesOn(ctx, tx, prog, on)
	if err != nil {
		return g, err
	}
	papers, err := project.PapersOf(ctx, tx, prog, id)
	if err != nil {
		return g, err
	}
	g.Backing = p.Backing(rules, papers, on)
	if p.Estimate != nil {
		g.Estimate, g.Currency = p.Estimate.Minor, p.Estimate.Currency
	}
	g.AllotmentsUsed = rules.Shows(plan.AnnualPlans)
	spent, err := spentOn(ctx, tx, prog, id, currency)
	if err != nil {
		return g, err
	}
	g.Spent, g.Paid, g.Prepared = spent.all, spent.paid, spent.prepared
	g.Allotted, g.ToPrepare, g.Certified = spent.allotted, spent.toPrepare, spent.certified
	return g, nil
}

// AllotInput sets a part of a promise aside for a project. Purpose is preparatory
// for what may be spent before the project is approved, and else "".
type AllotInput struct {
	Key                 db.Key
	Commitment, Project ident.ID
	Amount              money.Amount
	Day                 words.Day
	Year                int
	Purpose             string
	Reference, Note     string
}

// Allot records an allotment of the programme office.
func (r *Room) Allot(ctx context.Context, who ident.Actor, in AllotInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		if err := access.Check(Actions(), who, "ledger.allot", nil); err != nil {
			return nil, err
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		c, err := agreement.GetCommitment(ctx, tx, who.Programme, in.Commitment)
		if err != nil || !access.MaySee(who, c.Visibility, c.Owner) {
			return nil, refuse("commitment", "ledger.commitment_unknown")
		}
		e := about(c, c.Provider, Allot, c.MoneyClass, in.Amount)
		e.Project, e.Day, e.Year, e.Purpose, e.Way, e.SaidFor = in.Project, in.Day, in.Year, in.Purpose, Here, who.Organisation
		e.Reference, e.Note = strings.TrimSpace(in.Reference), strings.TrimSpace(in.Note)
		if e.Year == 0 {
			e.Year = yearOf(in.Day)
		}
		var f fault.Form
		e.check(&f, on)
		f.Require(e.Project != 0, "project", "ledger.project_missing")
		f.Require(e.Purpose == "" || e.Purpose == Preparatory, "purpose", "ledger.purpose_unknown")
		if err := f.Err(); err != nil {
			return nil, err
		}
		if e, err = worksOn(ctx, tx, e); err != nil {
			return nil, err
		}
		e, err = post(ctx, tx, e.allots())
		return []db.Fact{e.fact()}, err
	})
}

// CertifyInput says how much work of a project is done in all, at its price.
type CertifyInput struct {
	Key             db.Key
	Project         ident.ID
	Amount          money.Amount
	Day             words.Day
	Reference, Note string
}

// Certify records the value of the work done so far. Whoever does the work does
// not certify it.
func (r *Room) Certify(ctx context.Context, who ident.Actor, in CertifyInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := project.GetProject(ctx, tx, who.Programme, in.Project)
		if err != nil || !access.MaySee(who, p.Visibility, p.Owner) {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
		var rel ident.Relations
		if who.Organisation != p.Implementer {
			rel = ident.Relations{ident.Opposite}
		}
		if err := access.Check(Actions(), who, "ledger.certify", rel); err != nil {
			return nil, err
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		e := Entry{Kind: Certify, Day: in.Day, From: p.Implementer, To: who.Organisation, Pairing: p.Pairing, Project: p.ID, Sector: p.Sector, Class: "works",
			Amount: in.Amount, Year: yearOf(in.Day), Reference: strings.TrimSpace(in.Reference), Note: strings.TrimSpace(in.Note), Way: Here,
			SaidFor: who.Organisation}
		var f fault.Form
		e.check(&f, on)
		if err := f.Err(); err != nil {
			return nil, err
		}
		e, err = post(ctx, tx, e)
		return []db.Fact{e.fact()}, err
	})
}
