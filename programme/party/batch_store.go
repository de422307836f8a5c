package party

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/search"
)

const batchColumns = "SELECT id, seq, code, noun, digest, file_name, at, person_id, added, changed, facts, undone_seq FROM party_batch"

func scanBatch(r *sql.Rows) (b Batch, err error) {
	var at, undone int64
	err = r.Scan(&b.ID, &b.Seq, &b.Code, &b.Noun, &b.Digest, &b.FileName, &at, &b.Person, &b.Added, &b.Changed, &b.Facts, &undone)
	b.At, b.Undone = time.UnixMicro(at).UTC(), undone != 0
	return b, err
}

// ListBatches lists the tables of a noun that were read in, latest first, at
// most limit.
func ListBatches(ctx context.Context, q db.Q, prog ident.Programme, noun string, limit int) ([]Batch, error) {
	return db.All(ctx, q, scanBatch, batchColumns+" WHERE programme_id = $1 AND noun = $2 ORDER BY id DESC LIMIT $3", int64(prog), noun, limit)
}

// GetBatchByCode is one table that was read in.
func GetBatchByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Batch, error) {
	return db.One(ctx, q, scanBatch, batchColumns+" WHERE programme_id = $1 AND code = $2", int64(prog), code)
}

func getBatch(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Batch, error) {
	return db.One(ctx, q, scanBatch, batchColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

// factsOf lists what a batch did, in the order of its doing.
func factsOf(ctx context.Context, tx *db.Tx, b Batch) ([]db.Entry, error) {
	all, err := db.Since(ctx, tx, tx.Who.Programme, b.Seq-1, b.Facts+1)
	return slices.DeleteFunc(all, func(e db.Entry) bool { return e.Seq != b.Seq }), err
}

func addBatch(ctx context.Context, tx *db.Tx, b Batch) error {
	return tx.Exec(ctx, `INSERT INTO party_batch (programme_id, id, seq, code, noun, digest, file_name, at, person_id, added, changed, facts, undone_seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)`, int64(tx.Who.Programme), int64(b.ID), b.Seq, b.Code, b.Noun, b.Digest, b.FileName,
		b.At.UnixMicro(), int64(b.Person), int64(b.Added), int64(b.Changed), int64(b.Facts))
}

func markUndone(ctx context.Context, tx *db.Tx, b Batch) error {
	return tx.Exec(ctx, "UPDATE party_batch SET undone_seq = $1 WHERE programme_id = $2 AND id = $3", tx.Seq, int64(tx.Who.Programme), int64(b.ID))
}

// wholeRegister lists everything, whoever asks: a table must find it all.
func wholeRegister(ctx context.Context, q db.Q, prog ident.Programme) (r Register, err error) {
	if r.Parties, err = db.All(ctx, q, scanParty, partyColumns+" WHERE p.programme_id = $1 ORDER BY p.id", int64(prog)); err != nil {
		return r, err
	}
	if r.Numbers, err = allIdentifiers(ctx, q, prog); err != nil {
		return r, err
	}
	if r.Groups, err = ListGroups(ctx, q, prog); err != nil {
		return r, err
	}
	if r.Members, err = db.All(ctx, q, scanMember, memberColumns+" WHERE programme_id = $1 AND to_day = '' ORDER BY group_id, party_id", int64(prog)); err != nil {
		return r, err
	}
	r.Pairings, err = db.All(ctx, q, scanPairing, pairingColumns+" WHERE programme_id = $1 ORDER BY id", int64(prog))
	return r, err
}

// removeParty takes a party off the register. The engine refuses when any
// record of any room refers to it.
func removeParty(ctx context.Context, tx *db.Tx, p Party) error {
	if err := saveOther(ctx, tx, "party.party", p.ID, p.Lang, "", ""); err != nil {
		return err
	}
	if err := search.Remove(ctx, tx, p.ID); err != nil {
		return err
	}
	return tx.Exec(ctx, "DELETE FROM party_party WHERE programme_id = $1 AND id = $2", int64(tx.Who.Programme), int64(p.ID))
}

// pairingSeq is the number of the change that wrote a pairing's row.
func pairingSeq(ctx context.Context, tx *db.Tx, id ident.ID) (seq int64, err error) {
	return seq, tx.QueryRowContext(ctx, "SELECT seq FROM party_pairing WHERE programme_id = $1 AND id = $2", int64(tx.Who.Programme), int64(id)).Scan(&seq)
}

// removePairing takes a pairing off the record. The engine refuses when any
// record of any room refers to it.
func removePairing(ctx context.Context, tx *db.Tx, p Pairing) error {
	if err := search.Remove(ctx, tx, p.ID); err != nil {
		return err
	}
	return tx.Exec(ctx, "DELETE FROM party_pairing WHERE programme_id = $1 AND id = $2", int64(tx.Who.Programme), int64(p.ID))
}

func removeIdentifier(ctx context.Context, tx *db.Tx, i Identifier) error {
	return tx.Exec(ctx, "DELETE FROM party_identifier WHERE programme_id = $1 AND id = $2", int64(tx.Who.Programme), int64(i.ID))
}

func removeMember(ctx context.Context, tx *db.Tx, m Member) error {
	return tx.Exec(ctx, "DELETE FROM party_member WHERE programme_id = $1 AND group_id = $2 AND party_id = $3 AND from_day = $4",
		int64(tx.Who.Programme), int64(m.Group), int64(m.Party), string(m.From))
}
