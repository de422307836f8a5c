// Package search is one index over all records, on both engines. Text is cut
// here: words for scripts with spaces, overlapping pairs for Han; what is looked
// for may stand anywhere in a word. This is the one package with two query texts,
// because a portable token table was 9 to 30 times larger and slower
// (docs/limits.md).
package search

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

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
	Withdrawn   bool // found in the list of its kind only
}

// Folded is the text in which a record is looked for.
func (d Doc) Folded() string { return Fold(d.Code + " " + d.Title + " " + d.Body) }

// Put indexes a record in the change that wrote it, replacing what was there.
func Put(ctx context.Context, tx *db.Tx, d Doc) error {
	folded := d.Folded()
	var stood string
	var withdrawn bool
	number := numberOf(tx.Who.Programme, d.Ref.ID)
	err := tx.QueryRowContext(ctx, "SELECT folded, withdrawn FROM search_doc WHERE number = $1", number).Scan(&stood, &withdrawn)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("reading what %s is found by: %w", d.Code, err)
	}
	known := err == nil
	if known && stood == folded && withdrawn == d.Withdrawn { // most changes of a record change no word
		return tx.Exec(ctx, "UPDATE search_doc SET visibility = $2, owner_id = $3, code = $4, title = $5, body = $6 WHERE number = $1",
			number, d.Visibility, int64(d.Owner), d.Code, d.Title, d.Body)
	}
	verdicts.written()
	within := []string{kindTerm(tx.Who.Programme, d.Ref.Kind)}
	if !d.Withdrawn {
		within = append(within, programmeTerm(tx.Who.Programme))
	}
	terms := strings.Join(append(terms(folded), within...), " ")
	const columns = "number, programme_id, kind, id, code, title, body, folded, visibility, owner_id, withdrawn"
	const changed = `ON CONFLICT (number) DO UPDATE SET code = excluded.code, title = excluded.title, body = excluded.body,
		folded = excluded.folded, visibility = excluded.visibility, owner_id = excluded.owner_id, withdrawn = excluded.withdrawn`
	args := []any{number, int64(tx.Who.Programme), d.Ref.Kind, int64(d.Ref.ID), d.Code, d.Title, d.Body, folded, d.Visibility, int64(d.Owner), d.Withdrawn}
	if db.IsPostgres(tx) {
		return tx.Exec(ctx, `INSERT INTO search_doc (`+columns+`, terms)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, array_to_tsvector(string_to_array($12, ' '))) `+changed+", terms = excluded.terms", append(args, terms)...)
	}
	if err := tx.Exec(ctx, "INSERT INTO search_doc ("+columns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "+changed, args...); err != nil {
		return fmt.Errorf("indexing %s: %w", d.Code, err)
	}
	if known {
		if err := tx.Exec(ctx, "DELETE FROM search_terms WHERE rowid = $1", number); err != nil {
			return fmt.Errorf("replacing terms of %s: %w", d.Code, err)
		}
	}
	return tx.Exec(ctx, "INSERT INTO search_terms (rowid, terms) VALUES ($1, $2)", number, terms)
}

// numberOf is a record's number in the index. Numbers of records are drawn within
// their programme, so a found one is known without looking it up.
func numberOf(p ident.Programme, id ident.ID) int64 { return int64(p)<<programmeBits | int64(id) }

const programmeBits = 40

// Remove takes an undone record out of the index.
func Remove(ctx context.Context, tx *db.Tx, id ident.ID) error {
	number := numberOf(tx.Who.Programme, id)
	if !db.IsPostgres(tx) {
		if err := tx.Exec(ctx, "DELETE FROM search_terms WHERE rowid = $1", number); err != nil {
			return err
		}
	}
	return tx.Exec(ctx, "DELETE FROM search_doc WHERE number = $1", number)
}

// Find lists the records that hold every word of the query, anywhere in their
// text, and that the actor may see, the newest first, at most limit. One letter
// alone is no word.
func Find(ctx context.Context, q db.Q, who ident.Actor, query string, limit int) ([]Doc, error) {
	asked := asked(query)
	if !slices.ContainsFunc(asked, word.indexed) {
		return nil, nil
	}
	args := []any{match(q, programmeTerm(who.Programme), asked...)}
	text, order := "SELECT d.kind, d.id, d.code, d.title, d.body, d.visibility, d.owner_id FROM ", "d.number"
	if db.IsPostgres(q) {
		text += "search_doc AS d WHERE d.terms @@ CAST($1 AS tsquery)"
	} else { // in the order of the index itself, so that a common word stops at the limit
		text += "search_terms JOIN search_doc AS d ON d.number = search_terms.rowid WHERE search_terms MATCH $1"
		order = "search_terms.rowid"
	}
	if !who.SeesAll() {
		args = append(args, int64(who.Organisation))
		text += fmt.Sprintf(" AND (d.visibility <> 'internal' OR d.owner_id = $%d)", len(args))
	}
	text, args = holds(text, "d.folded", slices.DeleteFunc(asked, word.whole), args)
	args = append(args, limit)
	return db.All(ctx, q, func(r *sql.Rows) (d Doc, err error) {
		return d, r.Scan(&d.Ref.Kind, &d.Ref.ID, &d.Code, &d.Title, &d.Body, &d.Visibility, &d.Owner)
	}, text+fmt.Sprintf(" ORDER BY %s DESC LIMIT $%d", order, len(args)), args...)
}

// few is up to how many records are looked up one by one. A word of more records
// than these is met so often along the order of a list that a page of it, and the
// count of it, soon end (docs/limits.md).
var few = 2500

// Narrow is the condition that narrows a list to the records of one kind in whose
// text each word of a query stands, with all parameters so far. The list's table
// has this alias and the columns id and folded, which is Doc.Folded. One word that
// few records have is looked up in the index, the others are looked for in its
// records; where there is none, or in a short list, all are looked for along the
// list.
func Narrow(ctx context.Context, q db.Q, prog ident.Programme, kind, alias, query string, args []any) (string, []any, error) {
	if strings.TrimSpace(query) == "" {
		return "", args, nil
	}
	asked := asked(query)
	if len(asked) == 0 {
		return " AND 1 = 0", args, nil // signs only
	}
	slices.SortStableFunc(asked, func(a, b word) int { return cmp.Compare(b.rarity(), a.rarity()) })
	within := kindTerm(prog, kind)
	short, err := rare(ctx, q, match(q, within))
	if err != nil {
		return "", nil, fmt.Errorf("looking for %q: %w", query, err)
	}
	for i, w := range asked {
		if short {
			break // the list itself is sooner looked through
		}
		rare, err := w.rare(ctx, q, within)
		if err != nil {
			return "", nil, fmt.Errorf("looking for %q: %w", query, err)
		}
		if !rare {
			continue
		}
		if w.whole() {
			asked = slices.Delete(asked, i, i+1)
		}
		// MATERIALIZED, so that no engine matches each row of the list on its own.
		args = append(args, match(q, within, w))
		where := fmt.Sprintf(" AND %s.id IN (WITH found AS MATERIALIZED (%s) SELECT id FROM found)", alias, ids(q, len(args)))
		where, args = holds(where, alias+".folded", asked, args)
		return where, args, nil
	}
	where, args := holds("", alias+".folded", asked, args)
	return where, args, nil
}

// ids is the query for the records that parameter n matches.
func ids(q db.Q, n int) string {
	if db.IsPostgres(q) {
		return fmt.Sprintf("SELECT d.id FROM search_doc AS d WHERE d.terms @@ CAST($%d AS tsquery)", n)
	}
	return fmt.Sprintf("SELECT rowid & %d AS id FROM search_terms WHERE search_terms MATCH $%d", 1<<programmeBits-1, n)
}

// word is what stands between two spaces of a query, without the signs around
// it, and the terms that every record with it has: pairs of Han, or a beginning.
type word struct {
	text  string
	pairs []string
	start string
	cuts  int // how many runs it has
}

// asked cuts a query; what goes beyond a long sentence is not looked for. Of a
// word with signs in it the run that is rarest goes into the index: that with a
// digit, else the longest.
func asked(query string) []word {
	const most = 40
	var all []word
	for _, text := range strings.FieldsFunc(Fold(query), unicode.IsSpace) {
		text = strings.TrimFunc(text, func(r rune) bool { return kindOf(r) == gap })
		cut := runs(text)
		if len(cut) == 0 {
			continue
		}
		w := word{text: text, cuts: len(cut)}
		run := slices.MaxFunc(cut, func(a, b textRun) int { return cmp.Compare(rarity(a.text), rarity(b.text)) })
		switch c := []rune(run.text); {
		case run.han && len(c) > 1:
			for i := 0; i+1 < len(c); i++ {
				w.pairs = append(w.pairs, string(c[i:i+2]))
			}
		case run.han || len(c) > 1: // a single letter begins too many terms to be worth one
			w.start = string(c[:min(longest, len(c))])
		}
		all = append(all, w)
	}
	return all[:min(len(all), most)]
}

func rarity(s string) int {
	n := utf8.RuneCountInString(s)
	if n > 1 && strings.ContainsFunc(s, unicode.IsDigit) {
		n += 100
	}
	return n
}

func (w word) rarity() int { return rarity(w.text) }

func (w word) indexed() bool { return len(w.pairs) > 0 || w.start != "" }

// whole tells whether each record that has the terms has the word.
func (w word) whole() bool {
	return w.cuts == 1 && (len(w.pairs) == 1 || w.start != "" && utf8.RuneCountInString(w.text) <= longest)
}

// rare tells whether few records have the terms of the word. A word that many
// records have as it stands is known without going through all that begin so.
func (w word) rare(ctx context.Context, q db.Q, within string) (bool, error) {
	if !w.indexed() {
		return false, nil
	}
	tries := []string{match(q, within, w)}
	if w.start != "" {
		tries = []string{match(q, within, word{pairs: []string{w.start}}), tries[0]}
	}
	for _, expression := range tries {
		if ok, err := rare(ctx, q, expression); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// rare tells whether few records match.
func rare(ctx context.Context, q db.Q, expression string) (bool, error) {
	if known, ok := verdicts.get(expression); ok {
		return known, nil
	}
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM ("+ids(q, 1)+" LIMIT $2) AS found", expression, few+1).Scan(&n)
	if err == nil {
		verdicts.put(expression, n <= few)
	}
	return n <= few, err
}

// verdicts remembers for a while what is rare, since a list asks twice: for its
// rows and for their count. It settles only how a list is read, never what is in
// it, so that it may be out of date.
var verdicts memory

type memory struct {
	sync.Mutex
	rare   map[string]bool
	writes int
}

func (m *memory) get(expression string) (rare, ok bool) {
	m.Lock()
	defer m.Unlock()
	rare, ok = m.rare[expression]
	return rare, ok
}

func (m *memory) put(expression string, rare bool) {
	const most = 1000
	m.Lock()
	defer m.Unlock()
	if m.rare == nil || len(m.rare) >= most {
		m.rare = map[string]bool{}
	}
	m.rare[expression] = rare
}

// written forgets everything once many records have been written.
func (m *memory) written() {
	const many = 500
	m.Lock()
	defer m.Unlock()
	if m.writes++; m.writes >= many {
		m.rare, m.writes = nil, 0
	}
}

// match asks for the terms of all words and for one more, within.
func match(q db.Q, within string, words ...word) string {
	quote, and, beginning := `"`, " AND ", "*"
	if db.IsPostgres(q) {
		quote, and, beginning = "'", " & ", ":*"
	}
	all := []string{quote + within + quote} // terms have neither quotes nor signs
	for _, w := range words {
		for _, pair := range w.pairs {
			all = append(all, quote+pair+quote)
		}
		if w.start != "" {
			all = append(all, quote+w.start+quote+beginning)
		}
	}
	return strings.Join(all, and)
}

// holds adds the condition that a folded text contains each of the words.
func holds(where, column string, words []word, args []any) (string, []any) {
	for _, w := range words {
		args = append(args, "%"+escape.Replace(w.text)+"%")
		where += fmt.Sprintf(` AND %s LIKE $%d ESCAPE '\'`, column, len(args))
	}
	return where, args
}

var escape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func programmeTerm(p ident.Programme) string { return fmt.Sprintf("programme_%d", p) }

func kindTerm(p ident.Programme, kind string) string {
	return fmt.Sprintf("in_%d_%s", p, strings.ReplaceAll(kind, ".", "_"))
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

// longest bounds a term, in characters.
const longest = 24

// terms cuts folded text: each word from each of its letters on, and for each
// run of Han its overlapping pairs and its last character, so that whatever is
// asked for begins a term wherever it stands.
func terms(folded string) []string {
	var out []string
	for _, run := range runs(folded) {
		c := []rune(run.text)
		for i := range c {
			end := min(i+longest, len(c))
			if run.han {
				end = min(i+2, len(c))
			}
			out = append(out, string(c[i:end]))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

type textRun struct {
	text string
	han  bool
}

// What a character belongs to.
const (
	gap = iota
	letters
	han
)

func kindOf(r rune) int {
	switch {
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return letters
	}
	return gap
}

func runs(s string) []textRun {
	var out []textRun
	start, kind := 0, gap
	flush := func(end int) {
		if kind != gap {
			out = append(out, textRun{s[start:end], kind == han})
		}
	}
	for i, r := range s {
		if k := kindOf(r); k != kind {
			flush(i)
			start, kind = i, k
		}
	}
	flush(len(s))
	return out
}
