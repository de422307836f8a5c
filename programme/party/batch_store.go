package party

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/search"
)

const batchColumns = "SELECT id, seq, code, digest, file_name, at, person_id, added, changed, undone_seq FROM party_batch"

func scanBatch(r *sql.Rows) (b Batch, err error) {
	var at, undone int64
	err = r.Scan(&b.ID, &b.Seq, &b.Code, &b.Digest, &b.FileName, &at, &b.Person, &b.Added, &b.Changed, &undone)
	b.At, b.Undone = time.UnixMicro(at).UTC(), undone != 0
	return b, err
}

// ListBatches lists the tables read in, latest first, at most limit.
func ListBatches(ctx context.Context, q db.Q, prog ident.Programme, limit int) ([]Batch, error) {
	return db.All(ctx, q, scanBatch, batchColumns+" WHERE programme_id = $1 ORDER BY id DESC LIMIT $2", int64(prog), limit)
}

// GetBatchByCode is one table that was read in.
func GetBatchByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Batch, error) {
	return db.One(ctx, q, scanBatch, batchColumns+" WHERE programme_id = $1 AND code = $2", int64(prog), code)
}

func getBatch(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Batch, error) {
	return db.One(ctx, q, scanBatch, batchColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

// factsOf lists what a batch did to each party, in the order of its doing.
func factsOf(ctx context.Context, tx *db.Tx, b Batch) ([]db.Entry, error) {
	all, err := db.Since(ctx, tx, tx.Who.Programme, b.Seq-1, b.Added+b.Changed+1)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(e db.Entry) bool { return e.Seq != b.Seq || !strings.HasPrefix(e.Kind, "party.party.") }), nil
}

func addBatch(ctx context.Context, tx *db.Tx, b Batch) error {
	return tx.Exec(ctx, `INSERT INTO party_batch (programme_id, id, seq, code, digest, file_name, at, person_id, added, changed, undone_seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)`, int64(tx.Who.Programme), int64(b.ID), b.Seq, b.Code, b.Digest, b.FileName,
		b.At.UnixMicro(), int64(b.Person), int64(b.Added), int64(b.Changed))
}

func markUndone(ctx context.Context, tx *db.Tx, b Batch) error {
	return tx.Exec(ctx, "UPDATE party_batch SET undone_seq = $1 WHERE programme_id = $2 AND id = $3", tx.Seq, int64(tx.Who.Programme), int64(b.ID))
}

// wholeRegister lists every party, whoever asks: a table must find them all.
func wholeRegister(ctx context.Context, q db.Q, prog ident.Programme) ([]Party, error) {
	return db.All(ctx, q, scanParty, partyColumns+" WHERE p.programme_id = $1 ORDER BY p.id", int64(prog))
}

// removeParty takes a party off the register. The engine refuses when any
// record of any room refers to it.
func removeParty(ctx context.Context, tx *db.Tx, p Party) error {
	if err := saveOther(ctx, tx, "party.party", p.ID, p.Lang, "", ""); err != nil {
		return err
	}
	if err := search.Remove(ctx, tx, partyRef(p.ID)); err != nil {
		return err
	}
	return tx.Exec(ctx, "DELETE FROM party_party WHERE programme_id = $1 AND id = $2", int64(tx.Who.Programme), int64(p.ID))
}
