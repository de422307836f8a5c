// Package search is one index over all records, on both engines. Text is cut
// here: words for scripts with spaces, overlapping pairs for Han. This is the
// one package with two query texts, because a portable token table was 9 to 30
// times larger and slower (docs/limits.md).
package search

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"unicode"

	"throughline/kit/db"
	"throughline/kit/ident"

	"golang.org/x/text/unicode/norm"
)

// Doc is a record as it is found: by code, title and body.
type Doc struct {
	Ref         ident.Ref
	Code, Title string
	Body        string
	Visibility  string // internal, parties, public
	Owner       ident.ID
}

// Put indexes a record in the change that wrote it, replacing what was there.
func Put(ctx context.Context, tx *db.Tx, d Doc) error {
	folded := Fold(d.Code + " " + d.Title + " " + d.Body)
	terms := strings.Join(append(Terms(folded), programmeTerm(tx.Who.Programme)), " ")
	if db.IsPostgres(tx) {
		return tx.Exec(ctx, `INSERT INTO search_doc (programme_id, kind, id, code, title, body, folded, visibility, owner_id, terms)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, array_to_tsvector(string_to_array($10, ' ')))
			ON CONFLICT (programme_id, kind, id) DO UPDATE SET code = excluded.code, title = excluded.title, body = excluded.body,
			folded = excluded.folded, visibility = excluded.visibility, owner_id = excluded.owner_id, terms = excluded.terms`,
			int64(tx.Who.Programme), d.Ref.Kind, int64(d.Ref.ID), d.Code, d.Title, d.Body, folded, d.Visibility, int64(d.Owner), dedupe(terms))
	}
	var number int64
	err := tx.QueryRowContext(ctx, `INSERT INTO search_doc (programme_id, kind, id, code, title, body, folded, visibility, owner_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (programme_id, kind, id) DO UPDATE SET code = excluded.code, title = excluded.title, body = excluded.body,
		folded = excluded.folded, visibility = excluded.visibility, owner_id = excluded.owner_id RETURNING number`,
		int64(tx.Who.Programme), d.Ref.Kind, int64(d.Ref.ID), d.Code, d.Title, d.Body, folded, d.Visibility, int64(d.Owner)).Scan(&number)
	if err != nil {
		return fmt.Errorf("indexing %s: %w", d.Code, err)
	}
	if err := tx.Exec(ctx, "DELETE FROM search_terms WHERE rowid = $1", number); err != nil {
		return fmt.Errorf("replacing terms of %s: %w", d.Code, err)
	}
	return tx.Exec(ctx, "INSERT INTO search_terms (rowid, terms) VALUES ($1, $2)", number, terms)
}

// Remove takes a withdrawn record out of the index.
func Remove(ctx context.Context, tx *db.Tx, ref ident.Ref) error {
	if !db.IsPostgres(tx) {
		err := tx.Exec(ctx, `DELETE FROM search_terms WHERE rowid IN (SELECT number FROM search_doc WHERE programme_id = $1 AND kind = $2 AND id = $3)`,
			int64(tx.Who.Programme), ref.Kind, int64(ref.ID))
		if err != nil {
			return err
		}
	}
	return tx.Exec(ctx, "DELETE FROM search_doc WHERE programme_id = $1 AND kind = $2 AND id = $3", int64(tx.Who.Programme), ref.Kind, int64(ref.ID))
}

// Find lists the records that hold every word of the query and that the actor
// may see, newest first, at most limit. A query that is part of a code or a
// name is always found, also where no whole word matches.
func Find(ctx context.Context, q db.Q, who ident.Actor, query string, limit int) ([]Doc, error) {
	folded := Fold(strings.TrimSpace(query))
	if folded == "" {
		return nil, nil
	}
	hits, err := byTerms(ctx, q, who, folded, limit)
	if err != nil || len(hits) > 0 {
		return docs(hits), err
	}
	where, args := visible(who, []any{int64(who.Programme), "%" + likeEscape(folded) + "%"})
	args = append(args, limit)
	hits, err = all(ctx, q, `SELECT kind, id, code, title, body, visibility, owner_id, folded FROM search_doc AS d
		WHERE programme_id = $1 AND folded LIKE $2 ESCAPE '\'`+where+fmt.Sprintf(" ORDER BY number DESC LIMIT $%d", len(args)), args...)
	return docs(hits), err
}

func byTerms(ctx context.Context, q db.Q, who ident.Actor, folded string, limit int) ([]hit, error) {
	terms := queryTerms(folded)
	if len(terms) == 0 {
		return nil, nil
	}
	const columns = "SELECT kind, id, code, title, body, visibility, owner_id, folded FROM "
	var text, match, order string
	if db.IsPostgres(q) {
		match = strings.Join(append(quoteAll(terms, "'", ":*"), "'"+programmeTerm(who.Programme)+"'"), " & ")
		text, order = columns+"search_doc AS d WHERE programme_id = $1 AND d.terms @@ CAST($2 AS tsquery)", "number"
	} else {
		// In the order of the index itself, so that a common word stops at the limit.
		match = strings.Join(append(quoteAll(terms, `"`, "*"), `"`+programmeTerm(who.Programme)+`"`), " AND ")
		text = columns + "search_terms JOIN search_doc AS d ON d.number = search_terms.rowid WHERE programme_id = $1 AND search_terms MATCH $2"
		order = "search_terms.rowid"
	}
	where, args := visible(who, []any{int64(who.Programme), match})
	args = append(args, limit)
	hits, err := all(ctx, q, text+where+fmt.Sprintf(" ORDER BY %s DESC LIMIT $%d", order, len(args)), args...)
	if err != nil {
		return nil, err
	}
	// Pairs of Han can all be present without the phrase being there.
	kept := hits[:0]
	for _, h := range hits {
		if holdsHan(h.folded, folded) {
			kept = append(kept, h)
		}
	}
	return kept, nil
}

type hit struct {
	Doc
	folded string
}

func all(ctx context.Context, q db.Q, query string, args ...any) ([]hit, error) {
	return db.All(ctx, q, func(r *sql.Rows) (h hit, err error) {
		err = r.Scan(&h.Ref.Kind, &h.Ref.ID, &h.Code, &h.Title, &h.Body, &h.Visibility, &h.Owner, &h.folded)
		return h, err
	}, query, args...)
}

func docs(hits []hit) []Doc {
	out := make([]Doc, len(hits))
	for i, h := range hits {
		out[i] = h.Doc
	}
	return out
}

// visible is the same rule that every list applies, as a condition on d.
func visible(who ident.Actor, args []any) (string, []any) {
	if who.SeesAll() {
		return "", args
	}
	args = append(args, int64(who.Organisation))
	return fmt.Sprintf(" AND (visibility <> 'internal' OR owner_id = $%d)", len(args)), args
}

func programmeTerm(p ident.Programme) string { return fmt.Sprintf("programme_%d", p) }

func quoteAll(terms []string, quote, suffix string) []string {
	out := make([]string, len(terms))
	for i, t := range terms {
		out[i] = quote + strings.ReplaceAll(t, quote, "") + quote + suffix
	}
	return out
}

func dedupe(terms string) string {
	seen := map[string]bool{}
	var out []string
	for _, t := range strings.Fields(terms) {
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return strings.Join(out, " ")
}

func likeEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// Fold makes text comparable: full-width forms, accents and case are dropped.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return norm.NFC.String(b.String())
}

// Terms cuts folded text: words, and for each run of Han its overlapping pairs
// and its last character, so that every character begins a term.
func Terms(folded string) []string {
	var out []string
	for _, run := range runs(folded) {
		if !run.han {
			out = append(out, run.text)
			continue
		}
		c := []rune(run.text)
		for i := range c {
			out = append(out, string(c[i:min(i+2, len(c))]))
		}
	}
	return out
}

// queryTerms are the terms a document must hold, each as a prefix.
func queryTerms(folded string) []string {
	var out []string
	for _, run := range runs(folded) {
		c := []rune(run.text)
		if !run.han || len(c) == 1 {
			out = append(out, run.text)
			continue
		}
		for i := 0; i+1 < len(c); i++ {
			out = append(out, string(c[i:i+2]))
		}
	}
	return out
}

func holdsHan(doc, query string) bool {
	for _, run := range runs(query) {
		if run.han && !strings.Contains(doc, run.text) {
			return false
		}
	}
	return true
}

type textRun struct {
	text string
	han  bool
}

func runs(s string) []textRun {
	var out []textRun
	start, kind := 0, 0 // 0 gap, 1 word, 2 Han
	flush := func(end int) {
		if kind != 0 {
			out = append(out, textRun{s[start:end], kind == 2})
		}
	}
	for i, r := range s {
		k := 0
		switch {
		case unicode.Is(unicode.Han, r):
			k = 2
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			k = 1
		}
		if k != kind {
			flush(i)
			start, kind = i, k
		}
	}
	flush(len(s))
	return out
}
