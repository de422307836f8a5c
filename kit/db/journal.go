package db

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"database/sql"

	"throughline/kit/fault"
	"throughline/kit/ident"
)

// Fact says what happened to one record. Data is the record as it stands after
// the change, as a struct whose JSON shape is for ever: a new shape is a new
// Kind (decision.measure.assigned.v2). So any past day of a record is its last
// fact up to then.
type Fact struct {
	Kind    string
	Subject ident.Ref
	Data    any
	Batch   string // joins the facts of one bulk act, for its undo
}

// Entry is a fact as journaled. Payload is nil once erased; Commitment stays.
type Entry struct {
	Seq          int64
	Ordinal      int
	At           time.Time
	Person       ident.Person
	Organisation ident.ID
	Kind         string
	Subject      ident.Ref
	Batch        string
	Payload      json.RawMessage
	Salt         string
	Commitment   string
}

// leaf is what a commitment covers, in this order of fields.
type leaf struct {
	Programme    ident.Programme `json:"programme"`
	Seq          int64           `json:"seq"`
	Ordinal      int             `json:"ordinal"`
	At           int64           `json:"at"`
	Person       ident.Person    `json:"person"`
	Organisation ident.ID        `json:"organisation"`
	Kind         string          `json:"kind"`
	SubjectKind  string          `json:"subject_kind"`
	SubjectID    ident.ID        `json:"subject_id"`
	Payload      json.RawMessage `json:"payload"`
}

// commit hides the fact behind a salted hash, so that a private text can be
// erased from the journal without breaking what the log has promised.
func commit(salt string, l leaf) (string, error) {
	b, err := json.Marshal(l)
	if err != nil {
		return "", err
	}
	h := sha256.Sum256(append([]byte("throughline.fact.v1\n"+salt+"\n"), b...))
	return hex.EncodeToString(h[:]), nil
}

// record journals the facts, the key and the new head.
func (t *Tx) record(ctx context.Context, key Key, facts []Fact) (Done, error) {
	done := Done{Seq: t.Seq}
	for i, f := range facts {
		payload, err := json.Marshal(f.Data)
		if err != nil {
			return Done{}, fmt.Errorf("writing %s: %w", f.Kind, err)
		}
		salt := rand.Text()
		commitment, err := commit(salt, leaf{t.Who.Programme, t.Seq, i, t.Now.UnixMicro(), t.Who.Person, t.Who.Organisation,
			f.Kind, f.Subject.Kind, f.Subject.ID, payload})
		if err != nil {
			return Done{}, err
		}
		err = t.Exec(ctx, `INSERT INTO db_journal (programme_id, seq, ordinal, at, person_id, organisation_id, kind,
			subject_kind, subject_id, batch, payload, salt, commitment)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			int64(t.Who.Programme), t.Seq, i, t.Now.UnixMicro(), int64(t.Who.Person), int64(t.Who.Organisation), f.Kind,
			f.Subject.Kind, int64(f.Subject.ID), f.Batch, string(payload), salt, commitment)
		if err != nil {
			return Done{}, fmt.Errorf("journaling %s: %w", f.Kind, err)
		}
		done.Facts = append(done.Facts, FactRef{f.Kind, f.Subject})
	}
	err := t.Exec(ctx, "INSERT INTO db_key (programme_id, id, digest, seq) VALUES ($1, $2, $3, $4)",
		int64(t.Who.Programme), key.ID, key.Digest, t.Seq)
	if err != nil {
		return Done{}, fmt.Errorf("keeping the key: %w", err)
	}
	return done, t.Exec(ctx, `INSERT INTO db_head (programme_id, seq, next_id) VALUES ($1, $2, $3)
		ON CONFLICT (programme_id) DO UPDATE SET seq = excluded.seq, next_id = excluded.next_id`,
		int64(t.Who.Programme), t.Seq, int64(t.nextID))
}

// answered gives the first answer of a key that has been used.
func answered(ctx context.Context, q Q, p ident.Programme, key Key) (Done, bool, error) {
	var seq int64
	var digest string
	err := q.QueryRowContext(ctx, "SELECT seq, digest FROM db_key WHERE programme_id = $1 AND id = $2", int64(p), key.ID).Scan(&seq, &digest)
	if errors.Is(err, sql.ErrNoRows) {
		return Done{}, false, nil
	}
	if err != nil {
		return Done{}, false, fmt.Errorf("looking up the key: %w", err)
	}
	if digest != key.Digest {
		return Done{}, false, fault.New(fault.Conflict, "db.key_reused")
	}
	facts, err := All(ctx, q, func(r *sql.Rows) (f FactRef, err error) {
		return f, r.Scan(&f.Kind, &f.Subject.Kind, &f.Subject.ID)
	}, "SELECT kind, subject_kind, subject_id FROM db_journal WHERE programme_id = $1 AND seq = $2 ORDER BY ordinal", int64(p), seq)
	return Done{Seq: seq, Facts: facts, Replayed: true}, true, err
}

// History lists what happened to a record, latest first, at most limit entries.
func History(ctx context.Context, q Q, p ident.Programme, subject ident.Ref, limit int) ([]Entry, error) {
	return HistoryTo(ctx, q, p, subject, math.MaxInt64, limit)
}

// HistoryTo is History up to and with the change numbered seq.
func HistoryTo(ctx context.Context, q Q, p ident.Programme, subject ident.Ref, seq int64, limit int) ([]Entry, error) {
	return All(ctx, q, scanEntry, entryColumns+` WHERE programme_id = $1 AND subject_kind = $2 AND subject_id = $3 AND seq <= $4
		ORDER BY seq DESC, ordinal DESC LIMIT $5`, int64(p), subject.Kind, int64(subject.ID), seq, limit)
}

// AsOf gives the record as it stood after the change numbered seq; NotFound
// when it did not exist yet or its payload was erased. What another room said about
// the record is a fact of another kind, and not the record.
func AsOf(ctx context.Context, q Q, p ident.Programme, subject ident.Ref, seq int64, into any) error {
	e, err := One(ctx, q, scanEntry, entryColumns+` WHERE programme_id = $1 AND subject_kind = $2 AND subject_id = $3 AND seq <= $4
		AND substr(kind, 1, $5) = $6 ORDER BY seq DESC, ordinal DESC LIMIT 1`, int64(p), subject.Kind, int64(subject.ID), seq,
		int64(len(subject.Kind)+1), subject.Kind+".")
	if err != nil {
		return err
	}
	if e.Payload == nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return json.Unmarshal(e.Payload, into)
}

// AllAsOf gives several records of one kind as they stood after the change
// numbered seq, as JSON by their numbers; one that did not exist yet is left out.
func AllAsOf(ctx context.Context, q Q, p ident.Programme, kind string, ids []ident.ID, seq int64) (map[ident.ID]json.RawMessage, error) {
	by := map[ident.ID]json.RawMessage{}
	for part := range slices.Chunk(ids, 400) {
		in, args := In(part, []any{int64(p), kind, seq, int64(len(kind) + 1), kind + "."})
		all, err := All(ctx, q, scanEntry, entryColumns+` WHERE programme_id = $1 AND subject_kind = $2 AND seq <= $3 AND substr(kind, 1, $4) = $5
			AND subject_id IN (`+in+`) ORDER BY seq, ordinal`, args...)
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			if e.Payload != nil {
				by[e.Subject.ID] = e.Payload
			}
		}
	}
	return by, nil
}

// Since lists the journal after seq in order, for followers.
func Since(ctx context.Context, q Q, p ident.Programme, seq int64, limit int) ([]Entry, error) {
	return All(ctx, q, scanEntry, entryColumns+" WHERE programme_id = $1 AND seq > $2 ORDER BY seq, ordinal LIMIT $3", int64(p), seq, limit)
}

// SeqOn is the last journal number up to the moment, 0 when there was none.
func SeqOn(ctx context.Context, q Q, p ident.Programme, at time.Time) (int64, error) {
	var seq int64
	err := q.QueryRowContext(ctx, "SELECT COALESCE(MAX(seq), 0) FROM db_journal WHERE programme_id = $1 AND at <= $2", int64(p), at.UnixMicro()).Scan(&seq)
	return seq, err
}

const entryColumns = `SELECT seq, ordinal, at, person_id, organisation_id, kind, subject_kind, subject_id, batch, payload, salt, commitment FROM db_journal`

func scanEntry(r *sql.Rows) (e Entry, err error) {
	var at int64
	var payload, salt sql.NullString
	err = r.Scan(&e.Seq, &e.Ordinal, &at, &e.Person, &e.Organisation, &e.Kind, &e.Subject.Kind, &e.Subject.ID, &e.Batch, &payload, &salt, &e.Commitment)
	e.At, e.Salt = time.UnixMicro(at).UTC(), salt.String
	if payload.Valid {
		e.Payload = json.RawMessage(payload.String)
	}
	return e, err
}
