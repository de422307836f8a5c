package intake

import (
	"context"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/reading"
)

// textOf is the text of a reading. That of an agreement's document comes under the
// agreement's code, with the agreement; its source has no id.
func textOf(ctx context.Context, q db.Q, prog ident.Programme, x Reading) (conference.Source, agreement.Agreement, error) {
	if x.Agreement == 0 {
		s, err := conference.GetSource(ctx, q, prog, x.Source)
		return s, agreement.Agreement{}, err
	}
	a, err := agreement.GetAgreement(ctx, q, prog, x.Agreement)
	if err != nil {
		return conference.Source{}, a, err
	}
	d, err := agreement.GetDocument(ctx, q, prog, x.Document)
	s := conference.Source{Text: d.Text}
	s.Code, s.Title, s.Lang, s.Digest = a.Code, d.Name, reading.Language(d.Text), d.Digest
	s.Owner, s.Visibility, s.Illustrative = a.Owner, a.Visibility, a.Illustrative
	return s, a, err
}

// InstrumentInput names the document of an agreement that is to be read.
type InstrumentInput struct {
	Key      db.Key
	Document ident.ID
}

// ReadInstrument reads the text of an agreement's document into its clauses.
// Conflict when nothing can be read in it, or when it is being read already.
func (r *Room) ReadInstrument(ctx context.Context, who ident.Actor, in InstrumentInput) (db.Done, error) {
	if err := access.Check(own, who, "intake.start", nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		d, err := agreement.GetDocument(ctx, tx, who.Programme, in.Document)
		if err != nil {
			return nil, err
		}
		a, err := agreement.GetAgreement(ctx, tx, who.Programme, d.Agreement)
		if err == nil && !access.MaySee(who, a.Visibility, a.Owner) {
			err = fault.New(fault.NotFound, "fault.not_found")
		}
		if err != nil {
			return nil, err
		}
		if d.Text == "" || a.State == agreement.Withdrawn {
			return nil, fault.New(fault.Conflict, "intake.no_clauses_to_read")
		}
		before, err := ListReadings(ctx, tx, ident.Actor{Programme: who.Programme, Roles: ident.ProgrammeWide}, Filter{Agreement: a.ID})
		if err != nil {
			return nil, err
		}
		for _, x := range before {
			if x.Document == d.ID && x.State == Open {
				return nil, fault.New(fault.Conflict, "intake.read_already", x.Code)
			}
		}
		return readInstrument(ctx, tx, a, d)
	})
}

// readInstrument keeps the reading and its proposals.
func readInstrument(ctx context.Context, tx *db.Tx, a agreement.Agreement, d agreement.Document) ([]db.Fact, error) {
	clauses := reading.Clauses(d.Text)
	if len(clauses) > MaxProposals {
		return nil, fault.New(fault.Invalid, "intake.too_long", MaxProposals)
	}
	r := Reading{ID: tx.ID(), Seq: tx.Seq, Agreement: a.ID, Document: d.ID, State: Open, Missing: unsaid(clauses), Uncovered: reading.Read(d.Text).Uncovered,
		Owner: tx.Who.Organisation, Visibility: a.Visibility}
	if r.Visibility == "internal" {
		r.Owner = a.Owner
	}
	var err error
	if r.Code, err = tx.Code(ctx, "RDG"); err != nil {
		return nil, err
	}
	if err := insertReading(ctx, tx, r); err != nil {
		return nil, err
	}
	for _, p := range ProposeClauses(clauses) {
		if err := r.propose(ctx, tx, &p, "intake.start"); err != nil {
			return nil, err
		}
	}
	return []db.Fact{r.fact("started")}, r.step(ctx, tx, "", "intake.start", "", a.Title)
}

// unsaid counts what the commitments of a text do and do not say.
func unsaid(clauses []reading.Clause) Missing {
	var m Missing
	for _, c := range clauses {
		if c.Kind != reading.ClauseCommitment {
			continue
		}
		m.Duties++
		if c.Due.Stated() {
			m.WithDate++
		}
		if c.Quantity.Stated() {
			m.WithQuantity++
		}
	}
	return m
}
