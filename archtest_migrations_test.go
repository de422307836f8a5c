package throughline_test

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// migration is one file of migrations/: 0012_ledger_receipts.sql, or the same
// with .sqlite.sql and .postgres.sql where an engine cannot share the text.
type migration struct {
	sqlText
	path   string
	number string
	room   string
	engine string // "", "sqlite" or "postgres"
}

var migrationName = regexp.MustCompile(`^(\d{4})_([a-z]+)(?:_[a-z0-9_]+)?(?:\.(sqlite|postgres))?\.sql$`)

// migrations are the well-named migration files.
func migrations(t *tree) []migration {
	var list []migration
	for _, f := range t.files {
		m := migrationName.FindStringSubmatch(f.base())
		if f.dir() != "migrations" || m == nil {
			continue
		}
		q := sqlText{file: f, clean: blank(f.text), pieces: []piece{{0, 1}}}
		list = append(list, migration{sqlText: q, path: f.path, number: m[1], room: m[2], engine: m[3]})
	}
	return list
}

// ownerOf is the package whose tables begin with this word, with its height.
func ownerOf(word string) (height int, ok bool) {
	for _, f := range listed {
		if path.Base(f.name) == word {
			return f.height, true
		}
	}
	return 0, false
}

func checkMigrations(t *tree) []finding {
	found := checkMigrationNames(t)
	for _, m := range migrations(t) {
		height, ok := ownerOf(m.room)
		if !ok {
			found = append(found, finding{m.path, 1, m.room + " is on no floor", "name the file NNNN_room_topic.sql"})
			continue
		}
		found = append(found, checkObjects(m)...)
		found = append(found, checkReferences(m, height)...)
		for _, table := range m.tables() {
			found = append(found, checkTable(m, table)...)
		}
	}
	return found
}

func checkMigrationNames(t *tree) []finding {
	var found []finding
	seen := map[string]string{} // number -> path without the engine
	for _, f := range t.files {
		if f.dir() == "migrations" && strings.HasSuffix(f.path, ".sql") && !migrationName.MatchString(f.base()) {
			found = append(found, finding{f.path, 1, "a migration that would be skipped", "name it NNNN_room_topic.sql"})
		}
	}
	for _, m := range migrations(t) {
		stem := strings.TrimSuffix(m.path, ".sql")
		other := map[string]string{"sqlite": "postgres", "postgres": "sqlite"}[m.engine]
		if other != "" {
			stem = strings.TrimSuffix(stem, "."+m.engine)
			if t.file(stem+"."+other+".sql") == nil {
				found = append(found, finding{m.path, 1, "no " + other + " file beside it", "write the pair"})
			}
		}
		if first, ok := seen[m.number]; ok && first != stem {
			found = append(found, finding{m.path, 1, "the number " + m.number + " is taken by " + path.Base(first), "take the next number"})
		}
		seen[m.number] = stem
	}
	return found
}

var (
	created   = regexp.MustCompile(`(?i)\b(?:CREATE|ALTER|DROP)\s+(?:UNIQUE\s+|VIRTUAL\s+|TEMP\s+)?(TABLE|VIEW|INDEX|TRIGGER|FUNCTION)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(\w+)`)
	indexedOn = regexp.MustCompile(`(?is)\b(?:INDEX|TRIGGER)\s+[^;]*?\sON\s+(\w+)`)
	reference = regexp.MustCompile(`(?i)\bREFERENCES\s+(\w+)`)
)

// checkObjects: what a room's migration makes or changes bears its name.
func checkObjects(m migration) []finding {
	var found []finding
	refuse := func(at int, kind, name string) {
		found = append(found, finding{m.path, m.lineAt(at), "the " + strings.ToLower(kind) + " " + name + " in a migration of " + m.room,
			"name it " + m.room + "_<thing>, or write it in a migration of its own room"})
	}
	for _, at := range created.FindAllStringSubmatchIndex(m.clean, -1) {
		kind, name := m.clean[at[2]:at[3]], m.clean[at[4]:at[5]]
		if strings.EqualFold(kind, "VIEW") {
			name = strings.TrimPrefix(name, "published_")
		}
		if !strings.HasPrefix(name, m.room+"_") {
			refuse(at[0], kind, m.clean[at[4]:at[5]])
		}
	}
	for _, at := range indexedOn.FindAllStringSubmatchIndex(m.clean, -1) {
		if name := m.clean[at[2]:at[3]]; !strings.HasPrefix(name, m.room+"_") {
			refuse(at[2], "table", name)
		}
	}
	return found
}

// checkReferences: foreign keys point upstream, as imports do.
func checkReferences(m migration, height int) []finding {
	var found []finding
	for _, at := range reference.FindAllStringSubmatchIndex(m.clean, -1) {
		name := m.clean[at[2]:at[3]]
		owner, _, _ := strings.Cut(name, "_")
		target, ok := ownerOf(owner)
		if !ok || target > height || target == height && owner != m.room {
			found = append(found, finding{m.path, m.lineAt(at[0]), m.room + " references " + name + ", which is not upstream",
				"let the later room keep the reference"})
		}
	}
	return found
}

// table is one CREATE TABLE: its parts between the commas.
type table struct {
	name  string
	at    int
	parts []part
}

type part struct {
	at   int
	text string
}

var createTable = regexp.MustCompile(`(?i)\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)\s*\(`)

func (m migration) tables() []table {
	var list []table
	for _, at := range createTable.FindAllStringSubmatchIndex(m.clean, -1) {
		tb := table{name: m.clean[at[2]:at[3]], at: at[0]}
		depth, start := 0, at[1]
	body:
		for i := at[1]; i < len(m.clean); i++ {
			switch c := m.clean[i]; {
			case c == '(':
				depth++
			case c == ')' && depth > 0:
				depth--
			case c == ')' || c == ',' && depth == 0:
				text := m.clean[start:i]
				tb.parts = append(tb.parts, part{start + len(text) - len(strings.TrimLeft(text, " \t\n")), strings.TrimSpace(text)})
				start = i + 1
				if c == ')' {
					break body
				}
			}
		}
		list = append(list, tb)
	}
	return list
}

var (
	primaryKey = regexp.MustCompile(`(?is)^(?:CONSTRAINT\s+\w+\s+)?PRIMARY\s+KEY\s*\(\s*(\w+)`)
	constraint = []string{"PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "CONSTRAINT"}
	types      = []string{"BIGINT", "TEXT", "BOOLEAN"}
)

// checkTable: the key leads with the programme, because the programme is what
// a permission, a lock and a machine are cut by; and the types are those that
// mean the same on both engines.
func checkTable(m migration, tb table) []finding {
	var found []finding
	key := ""
	for _, p := range tb.parts {
		words := strings.Fields(p.text)
		if len(words) == 0 {
			continue
		}
		if k := primaryKey.FindStringSubmatch(p.text); k != nil {
			key = k[1]
		}
		if slices.Contains(constraint, strings.ToUpper(words[0])) {
			continue
		}
		if strings.Contains(strings.ToUpper(p.text), "PRIMARY KEY") {
			key = words[0]
		}
		if m.engine == "" && (len(words) < 2 || !slices.Contains(types, strings.ToUpper(words[1]))) {
			found = append(found, finding{m.path, m.lineAt(p.at), tb.name + "." + words[0] + " has no portable type",
				"use one of " + strings.Join(types, ", ") + ", or a .sqlite.sql and .postgres.sql pair"})
		}
	}
	if _, instance := instanceTables[tb.name]; key != "programme_id" && !instance {
		found = append(found, finding{m.path, m.lineAt(tb.at), "the primary key of " + tb.name + " does not begin with programme_id",
			"lead with it, or list the table under instanceTables in arch_test.go with the reason"})
	}
	return found
}
