package throughline_test

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// sqlText is one SQL text of a Go or migration file. In clean, comments and
// the insides of quotes are blank; offsets are the same as in the source.
type sqlText struct {
	file   *file
	clean  string
	pieces []piece // where its parts stand, by offset
	ctes   []string
}

type piece struct{ offset, line int }

func (q sqlText) lineAt(offset int) int {
	p := q.pieces[0]
	for _, next := range q.pieces {
		if next.offset <= offset {
			p = next
		}
	}
	return p.line + strings.Count(q.clean[p.offset:offset], "\n")
}

// elsewhere stands in a text for a part that is no literal.
const elsewhere = "§"

var (
	statement = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|REPLACE|CREATE|ALTER|DROP|TRUNCATE|VALUES|PRAGMA)\s`)
	fragment  = regexp.MustCompile(`\b(FROM|WHERE|AND|OR|JOIN|ORDER BY|GROUP BY|VALUES|ON CONFLICT|RETURNING|LIMIT|UNION)\b`)
	lowercase = regexp.MustCompile(`^\s*(select\s[^;]*\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s*\()`)
	cteName   = regexp.MustCompile(`(?:\bWITH(?:\s+RECURSIVE)?|,)\s*([a-z_]\w*)\s*(?:\([^)]*\))?\s+AS\s+(?:NOT\s+)?(?:MATERIALIZED\s*)?\(`)
)

// sql finds the SQL texts of a Go file: string literals that begin like a
// statement, with what is joined to them by +; and in files that speak to the
// database, parts of statements too.
func (t *tree) sql(f *file) []sqlText {
	speaks := slices.ContainsFunc(t.imports(f), func(i imported) bool { return i.own() == "kit/db" }) ||
		strings.HasSuffix(f.base(), "store.go") || within(f.dir(), []string{"kit/db"})
	var list []sqlText
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if _, name := n.(*ast.Ident); !ok || name {
			return true // a constant counts where it is written and where it is joined
		}
		text, pieces, rest := t.flatten(f, e)
		if text == "" {
			return true
		}
		if statement.MatchString(text) || lowercase.MatchString(text) || speaks && fragment.MatchString(text) {
			list = append(list, sqlText{file: f, clean: blank(text), pieces: pieces})
		}
		for _, r := range rest {
			ast.Inspect(r, visit)
		}
		return false
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if _, ok := n.(*ast.ImportSpec); ok {
			return false
		}
		return visit(n)
	})
	var ctes []string
	for _, q := range list {
		for _, m := range cteName.FindAllStringSubmatch(q.clean, -1) {
			ctes = append(ctes, m[1])
		}
	}
	for i := range list {
		list[i].ctes = ctes
	}
	return list
}

// flatten writes a literal, or literals joined by +, as one text. rest are
// the joined parts that are not literals. The text is empty for anything else.
func (t *tree) flatten(f *file, e ast.Expr) (text string, pieces []piece, rest []ast.Expr) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return s, []piece{{0, t.line(e)}}, nil
		}
	case *ast.ParenExpr:
		return t.flatten(f, e.X)
	case *ast.Ident:
		if s, ok := t.constant(f.dir(), e.Name); ok {
			return s, []piece{{0, t.line(e)}}, nil
		}
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", nil, nil
		}
		left, leftPieces, leftRest := t.part(f, e.X)
		right, rightPieces, rightRest := t.part(f, e.Y)
		if left+right == elsewhere+elsewhere {
			return "", nil, nil
		}
		for i := range rightPieces {
			rightPieces[i].offset += len(left)
		}
		return left + right, append(leftPieces, rightPieces...), append(leftRest, rightRest...)
	}
	return "", nil, nil
}

// part is one side of a +.
func (t *tree) part(f *file, e ast.Expr) (string, []piece, []ast.Expr) {
	if text, pieces, rest := t.flatten(f, e); text != "" {
		return text, pieces, rest
	}
	return elsewhere, []piece{{0, t.line(e)}}, []ast.Expr{e}
}

// constant is the value of a package's string constant.
func (t *tree) constant(dir, name string) (string, bool) {
	for _, f := range t.goFiles() {
		if f.dir() != dir {
			continue
		}
		for _, d := range f.syntax.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				for i, n := range v.Names {
					if n.Name != name || i >= len(v.Values) {
						continue
					}
					if lit, ok := v.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
						s, err := strconv.Unquote(lit.Value)
						return s, err == nil
					}
				}
			}
		}
	}
	return "", false
}

var notCode = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'`)

// blank empties comments and quoted text, keeping length and lines.
func blank(text string) string {
	return notCode.ReplaceAllStringFunc(text, func(s string) string {
		b := []byte(s)
		quoted := b[0] == '\''
		for i := range b {
			if b[i] != '\n' && !(quoted && (i == 0 || i == len(b)-1)) {
				b[i] = ' '
			}
		}
		return string(b)
	})
}

// unportable is what the two engines read differently, or one of them not at
// all, or what measured slow or unsafe.
var unportable = []pattern{
	{regexp.MustCompile(`::`), "a :: cast", "write CAST(x AS BIGINT)"},
	{regexp.MustCompile(`\?`), "a ? placeholder or operator", "write $1, $2"},
	{regexp.MustCompile(`->`), "a JSON operator", "keep JSON as text, and what is searched in its own column"},
	{regexp.MustCompile(`"`), "double quotes, a string on one engine and a name on the other", "use single quotes, and names that need none"},
	{regexp.MustCompile(`(?i)\bILIKE\b`), "ILIKE", "fold in Go into a stored column"},
	{regexp.MustCompile(`(?i)\b(now|random|datetime|strftime|julianday|unixepoch|clock_timestamp)\s*\(|\bCURRENT_(TIME|DATE|TIMESTAMP)\b`),
		"a function that reads the clock or chance", "pass the value as an argument"},
	{regexp.MustCompile(`(?i)\bFOR\s+UPDATE\b`), "FOR UPDATE", "the change holds the programme's lock already"},
	{regexp.MustCompile(`(?i)\b(BIG|SMALL)?SERIAL\b|\bAUTO_?INCREMENT\b`), "an engine's own counter", "draw the id in the change"},
	{regexp.MustCompile(`(?i)\$\d+\s+IS\s+(NOT\s+)?NULL\s+OR\b`), "an optional filter in SQL, which scans the table", "add the condition in Go when the filter is set"},
	{regexp.MustCompile(`(?i)\b(INSERT\s+OR\s+\w+|REPLACE\s+INTO)\b`), "INSERT OR ..., which passes the append-only triggers", "write ON CONFLICT"},
	{regexp.MustCompile(`(?is)\bDELETE\s+FROM\s+\S+\s+(AS\s+\w+\s+)?USING\b`), "DELETE USING", "write WHERE EXISTS or IN"},
	{regexp.MustCompile(`(?is)\bAS\s+((NOT\s+)?MATERIALIZED\s*)?\(\s*(UPDATE|INSERT|DELETE)\b`), "a change within WITH", "send two statements"},
	{regexp.MustCompile(`(?is)\((?:[^()]*,)?\s*(?:\w+\.)?programme_id\s*(?:,[^()]*)?\)\s*(?:[<>=]|(?:NOT\s+)?IN\b)`),
		"programme_id within a row value, which reads the whole programme", "write programme_id = $1 AND (a, b) > ($2, $3)"},
	{regexp.MustCompile(`(?i)\b(greatest|least)\s*\(`), "greatest or least", "write CASE WHEN"},
	{regexp.MustCompile(`(?i)\bcount\s*\(\s*DISTINCT\s*\(`), "count of a distinct row value", "count a subquery"},
	{regexp.MustCompile(`(?i)\b(SELECT|RETURNING)\s+(DISTINCT\s+)?(\w+\.)?\*|,\s*\w+\.\*`), "SELECT *, which breaks when a column is added", "name the columns"},
	{regexp.MustCompile(`(?i)\bOFFSET\b`), "OFFSET, which reads all it leaves out", "page by key"},
	{regexp.MustCompile(`(?i)\bLIMIT\s+(NULL|-)`), "LIMIT without a number", "write a positive number"},
	{regexp.MustCompile(`/`), "a division, which the engines round and refuse differently", "divide in Go"},
	{regexp.MustCompile(`\b(all|analyse|analyze|any|array|as|asc|both|case|check|column|current_user|default|desc|distinct|do|else|end|except|fetch|for|from|grant|group|having|in|into|lateral|leading|limit|not|on|only|or|order|primary|select|session_user|some|symmetric|table|then|to|trailing|union|unique|user|using|when|where|window|with)\b`),
		"a word that PostgreSQL keeps for itself, in small letters", "write a keyword in capitals, and choose another name for a thing"},
	{regexp.MustCompile(`(?i)\bCOLLATE\b`), "COLLATE", "sort names in Go"},
}

// twoTexts are the packages that may speak to one engine: kit/db hides the
// difference from everybody else.
var twoTexts = []string{"kit/db"}

// twoTextFiles are single files that may, with the reason.
var twoTextFiles = map[string]string{
	"kit/search/engine.go": "FTS5 and tsvector: a portable token table was 9 to 30 times larger and slower",
}

func checkPortable(t *tree) []finding {
	var found []finding
	for _, f := range t.goFiles() {
		if f.isTest() || within(f.dir(), twoTexts) || twoTextFiles[f.path] != "" {
			continue
		}
		for _, q := range t.sql(f) {
			if lowercase.MatchString(q.clean) {
				found = append(found, finding{f.path, q.lineAt(0), "SQL with keywords in small letters", "write SELECT, FROM, WHERE"})
			}
			found = append(found, match(f.path, q.clean, q.lineAt, unportable)...)
		}
	}
	for _, m := range migrations(t) {
		if m.engine == "" {
			found = append(found, match(m.path, m.clean, m.lineAt, unportable)...)
		}
	}
	return found
}

// tableUse finds the tables a statement names, with the comma lists after FROM.
var tableUse = regexp.MustCompile(`\b(?:(DISTINCT\s+)?FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:ONLY\s+|IF\s+(?:NOT\s+)?EXISTS\s+)?((?:[a-z_]\w*|%s|%\[\d\]s|§)(?:\.\w+)?(?:\s+(?:AS\s+)?[a-z]\w*)?(?:\s*,\s*[a-z_]\w*(?:\s+(?:AS\s+)?[a-z]\w*)?)*)\s*(\(?)`)

// checkTables: a room reads and writes its own tables, and asks the finders
// of other rooms for the rest.
func checkTables(t *tree) []finding {
	var found []finding
	for _, f := range t.goFiles() {
		if f.isTest() || isHelper(f.dir()) || strings.Contains(f.path, "testdata/") {
			continue
		}
		for _, q := range t.sql(f) {
			for _, at := range tableUse.FindAllStringSubmatchIndex(q.clean, -1) {
				if at[2] >= 0 || strings.HasSuffix(q.clean[:at[0]], "DO ") {
					continue // IS DISTINCT FROM, DO UPDATE SET
				}
				function := at[6] < at[7] && strings.HasPrefix(q.clean[at[0]:], "FROM")
				offset := at[4]
				for item := range strings.SplitSeq(q.clean[at[4]:at[5]], ",") {
					name := strings.Fields(item)[0]
					line := q.lineAt(offset + strings.Index(item, name))
					offset += len(item) + len(",")
					if what, do := refuseTable(f.dir(), name); what != "" && !function && !slices.Contains(q.ctes, name) {
						found = append(found, finding{f.path, line, what, do})
					}
				}
			}
		}
	}
	return found
}

func refuseTable(dir, table string) (what, do string) {
	room := roomOf(dir)
	_, family, ok := floorOf(dir)
	if !ok {
		return "SQL outside the floors", "write a finder in the room whose table it is"
	}
	dynamic := strings.ContainsAny(table, "%§")
	switch {
	case dynamic && room != "":
		return "a table whose name is not written in the SQL", "write the name, or keep it in a constant of the package"
	case dynamic, within(dir, twoTexts):
		return "", ""
	}
	name, published := strings.CutPrefix(table, "published_")
	owner, _, _ := strings.Cut(name, "_")
	if published && room == "portal" || owner == path.Base(family) {
		return "", ""
	}
	if owner == table || owner == "published" {
		owner = "its room"
	}
	return dir + " names the table " + table, "call a finder of " + owner + ", or keep the figure in a table of your own"
}
