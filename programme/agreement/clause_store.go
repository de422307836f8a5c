package agreement

import (
	"context"
	"database/sql"
	"fmt"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const documentHead = "SELECT id, seq, agreement_id, draft, COALESCE(amendment_id, 0), digest, name, mime, size, '' FROM agreement_document"

func scanDocument(r *sql.Rows) (d Document, err error) {
	err = r.Scan(&d.ID, &d.Seq, &d.Agreement, &d.Draft, &d.Amendment, &d.Digest, &d.Name, &d.MIME, &d.Size, &d.Text)
	return d, err
}

// DocumentsOf lists the held copies of an agreement, without their text, oldest
// first.
func DocumentsOf(ctx context.Context, q db.Q, prog ident.Programme, agreement ident.ID) ([]Document, error) {
	return db.All(ctx, q, scanDocument, documentHead+" WHERE programme_id = $1 AND agreement_id = $2 ORDER BY id", int64(prog), int64(agreement))
}

// GetDocument finds a held copy with its text.
func GetDocument(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Document, error) {
	return db.One(ctx, q, scanDocument, `SELECT id, seq, agreement_id, draft, COALESCE(amendment_id, 0), digest, name, mime, size, text FROM agreement_document
		WHERE programme_id = $1 AND id = $2`, int64(prog), int64(id))
}

func saveDocument(ctx context.Context, tx *db.Tx, d Document) error {
	err := tx.Exec(ctx, `INSERT INTO agreement_document (programme_id, id, seq, agreement_id, draft, amendment_id, digest, name, mime, size, text)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		int64(tx.Who.Programme), int64(d.ID), tx.Seq, int64(d.Agreement), d.Draft, db.Null(d.Amendment), d.Digest, d.Name, d.MIME, d.Size, d.Text)
	if err != nil {
		return fmt.Errorf("saving a document: %w", err)
	}
	return nil
}

const clauseColumns = `SELECT id, seq, agreement_id, COALESCE(document_id, 0), number, kind, quote_from, quote_to, quote, state, marked_by, marked_org,
	provider_by, provider_org, receiver_by, receiver_org, COALESCE(replaces_id, 0) FROM agreement_clause`

func scanClause(r *sql.Rows) (c Clause, err error) {
	err = r.Scan(&c.ID, &c.Seq, &c.Agreement, &c.Document, &c.Number, &c.Kind, &c.From, &c.To, &c.Quote, &c.State, &c.MarkedBy, &c.MarkedOrg,
		&c.Provider.Person, &c.Provider.Organisation, &c.Receiver.Person, &c.Receiver.Organisation, &c.Replaces)
	return c, err
}

// GetClause finds a clause by its number.
func GetClause(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Clause, error) {
	return db.One(ctx, q, scanClause, clauseColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

// ClausesOf lists the clauses of an agreement in the order of the text.
func ClausesOf(ctx context.Context, q db.Q, prog ident.Programme, agreement ident.ID) ([]Clause, error) {
	return db.All(ctx, q, scanClause, clauseColumns+` WHERE programme_id = $1 AND agreement_id = $2
		ORDER BY COALESCE(document_id, 0), quote_from, quote_to, id`, int64(prog), int64(agreement))
}

// ClausesByID finds clauses by their numbers, any count of them.
func ClausesByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Clause, error) {
	found := map[ident.ID]Clause{}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		all, err := db.All(ctx, q, scanClause, clauseColumns+" WHERE programme_id = $1 AND id IN ("+in+")", args...)
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			found[c.ID] = c
		}
	}
	return found, nil
}

func saveClause(ctx context.Context, tx *db.Tx, c Clause) error {
	err := tx.Exec(ctx, `INSERT INTO agreement_clause (programme_id, id, seq, agreement_id, document_id, number, kind, quote_from, quote_to, quote,
		state, marked_by, marked_org, provider_by, provider_org, receiver_by, receiver_org, replaces_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, kind = excluded.kind, state = excluded.state,
		marked_by = excluded.marked_by, marked_org = excluded.marked_org, provider_by = excluded.provider_by, provider_org = excluded.provider_org,
		receiver_by = excluded.receiver_by, receiver_org = excluded.receiver_org`,
		int64(tx.Who.Programme), int64(c.ID), tx.Seq, int64(c.Agreement), db.Null(c.Document), c.Number, c.Kind, int64(c.From), int64(c.To), c.Quote,
		c.State, int64(c.MarkedBy), int64(c.MarkedOrg), int64(c.Provider.Person), int64(c.Provider.Organisation), int64(c.Receiver.Person),
		int64(c.Receiver.Organisation), db.Null(c.Replaces))
	if err != nil {
		return fmt.Errorf("saving a clause: %w", err)
	}
	return nil
}
