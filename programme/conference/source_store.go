package conference

import (
	"context"
	"database/sql"
	"fmt"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/search"
)

const headColumns = `id, seq, code, COALESCE(conference_id, 0), title, publisher, side, published_on, lang, translated,
	COALESCE(parallel_id, 0), COALESCE(year, 0), may_store, may_publish, file_digest, file_name, digest, owner_id, visibility, illustrative`

func (s *SourceHead) places() []any {
	return []any{&s.ID, &s.Seq, &s.Code, &s.Conference, &s.Title, &s.Publisher, &s.Side, &s.PublishedOn, &s.Lang, &s.Translated,
		&s.Parallel, &s.Year, &s.MayStore, &s.MayPublish, &s.FileDigest, &s.FileName, &s.Digest, &s.Owner, &s.Visibility, &s.Illustrative}
}

func scanHead(r *sql.Rows) (s SourceHead, err error) { return s, r.Scan(s.places()...) }

func scanSource(r *sql.Rows) (s Source, err error) { return s, r.Scan(append(s.places(), &s.Text)...) }

// GetSource finds a source with its text. Whether the reader may see it is for
// the caller to ask (access.MaySee).
func GetSource(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Source, error) {
	return db.One(ctx, q, scanSource, "SELECT "+headColumns+", text FROM conference_source WHERE programme_id = $1 AND id = $2", int64(p), int64(id))
}

// GetSourceByCode finds a source with its text by its code.
func GetSourceByCode(ctx context.Context, q db.Q, p ident.Programme, code string) (Source, error) {
	return db.One(ctx, q, scanSource, "SELECT "+headColumns+", text FROM conference_source WHERE programme_id = $1 AND code = $2", int64(p), code)
}

// SourcesByID finds at most 400 sources without their texts.
func SourcesByID(ctx context.Context, q db.Q, p ident.Programme, ids []ident.ID) (map[ident.ID]SourceHead, error) {
	in, args := db.In(ids, []any{int64(p)})
	all, err := db.All(ctx, q, scanHead, "SELECT "+headColumns+" FROM conference_source WHERE programme_id = $1 AND id IN ("+in+")", args...)
	byID := map[ident.ID]SourceHead{}
	for _, s := range all {
		byID[s.ID] = s
	}
	return byID, err
}

// SourcesOf lists the texts about a conference that the actor may see, the
// first one read first.
func SourcesOf(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID) ([]SourceHead, error) {
	where, args := visibleTo(who, []any{int64(who.Programme), int64(conference)})
	return db.All(ctx, q, scanHead, "SELECT "+headColumns+" FROM conference_source WHERE programme_id = $1 AND conference_id = $2"+where+" ORDER BY id", args...)
}

func sourcesByDigest(ctx context.Context, q db.Q, who ident.Actor, digest string) ([]SourceHead, error) {
	where, args := visibleTo(who, []any{int64(who.Programme), digest})
	return db.All(ctx, q, scanHead, "SELECT "+headColumns+" FROM conference_source WHERE programme_id = $1 AND digest = $2"+where+" ORDER BY id", args...)
}

// visibleTo is the rule of visibility as a condition, after the given arguments.
func visibleTo(who ident.Actor, args []any) (string, []any) {
	if who.SeesAll() {
		return "", args
	}
	args = append(args, int64(who.Organisation))
	return fmt.Sprintf(" AND (visibility <> 'internal' OR owner_id = $%d)", len(args)), args
}

func insertSource(ctx context.Context, tx *db.Tx, s Source) error {
	err := tx.Exec(ctx, `INSERT INTO conference_source (programme_id, id, seq, code, conference_id, title, publisher, side, published_on, lang,
		translated, parallel_id, year, may_store, may_publish, file_digest, file_name, digest, text, owner_id, visibility, illustrative, published_seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 0)`,
		int64(tx.Who.Programme), int64(s.ID), s.Seq, s.Code, db.Null(s.Conference), s.Title, s.Publisher, s.Side, string(s.PublishedOn), s.Lang,
		s.Translated, db.Null(s.Parallel), db.Null(int64(s.Year)), s.MayStore, s.MayPublish, s.FileDigest, s.FileName, s.Digest, s.Text,
		int64(s.Owner), s.Visibility, s.Illustrative)
	if err != nil {
		return fmt.Errorf("saving %s: %w", s.Code, err)
	}
	// The text is not indexed: it holds names, and nobody is to be searched for
	// across meetings.
	return search.Put(ctx, tx, search.Doc{Ref: s.Ref(), Code: s.Code, Title: s.Title, Body: s.Publisher, Visibility: s.Visibility, Owner: s.Owner})
}
