package throughline_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
)

// role is what a file of a room holds, told by its name.
type role struct {
	name    string
	endings []string // of the file name without .go
	forbids []string // import paths
	sql     bool     // may hold SQL text
}

// The last role is for all other files: the types and rules, pure.
var roles = []role{
	{name: "a store file", endings: []string{"store"}, sql: true,
		forbids: []string{"net/http", module + "/kit/web"}},
	{name: "an actions file", endings: []string{"actions"},
		forbids: []string{"net/http", module + "/kit/web"}},
	{name: "a web file", endings: []string{"web", "api", "pages"},
		forbids: []string{"database/sql", module + "/kit/db"}},
	{name: "a rules file",
		forbids: []string{"context", "database/sql", "net/http", module + "/kit/db", module + "/kit/web"}},
}

// docLength is the least number of characters in a room's package comment:
// purpose, words, states and what always holds do not fit in less.
const docLength = 300

func roleOf(f *file) role {
	stem := strings.TrimSuffix(f.base(), ".go")
	for _, r := range roles {
		if slices.ContainsFunc(r.endings, func(e string) bool { return stem == e || strings.HasSuffix(stem, "_"+e) }) {
			return r
		}
	}
	return roles[len(roles)-1]
}

// roomOf is the room a folder is: "ledger" for programme/ledger, else "".
func roomOf(dir string) string {
	if path.Dir(dir) == "programme" {
		return path.Base(dir)
	}
	return ""
}

func checkRoles(t *tree) []finding {
	var found []finding
	docs := map[string]bool{}
	for _, f := range t.goFiles() {
		if roomOf(f.dir()) == "" || f.isTest() {
			continue
		}
		if f.base() == "doc.go" {
			found = append(found, checkDoc(t, f)...)
			docs[f.dir()] = true
			continue
		}
		found = append(found, checkRole(t, f, roleOf(f))...)
	}
	for _, f := range t.goFiles() {
		if roomOf(f.dir()) != "" && !docs[f.dir()] {
			docs[f.dir()] = true
			found = append(found, finding{f.dir() + "/doc.go", 1, "the room has no doc.go",
				"write its purpose, words, states and what always holds, as the package comment"})
		}
	}
	return found
}

func checkDoc(t *tree, f *file) []finding {
	var found []finding
	if n := len([]rune(f.syntax.Doc.Text())); n < docLength {
		found = append(found, finding{f.path, t.line(f.syntax.Name),
			fmt.Sprintf("a package comment of %d characters, less than %d", n, docLength),
			"say what the room is for, its words, its states and what always holds"})
	}
	for _, d := range f.syntax.Decls {
		found = append(found, finding{f.path, t.line(d), "doc.go holds code", "move it to the file of its role"})
	}
	return found
}

func checkRole(t *tree, f *file, r role) []finding {
	var found []finding
	for _, i := range t.imports(f) {
		if slices.Contains(r.forbids, i.path) {
			found = append(found, finding{f.path, i.line, r.name + " imports " + i.path, remedy(i.path)})
		}
	}
	if r.sql {
		return found
	}
	for _, q := range t.sql(f) {
		found = append(found, finding{f.path, q.lineAt(0), r.name + " holds SQL text",
			"write a finder or a saver in store.go and call it"})
	}
	return found
}

// remedy says where the thing belongs that a file may not import.
func remedy(importPath string) string {
	switch importPath {
	case "net/http", module + "/kit/web":
		return "requests and answers stand in web.go"
	case "context":
		return "rules are pure: load in actions.go, pass the values"
	}
	return "finders and savers stand in store.go, changes in actions.go; a page calls them through the room's methods"
}

// checkClock: a rule takes the time as an argument, an action takes it from
// the change, so that any day can be tested and shown.
func checkClock(t *tree) []finding {
	var found []finding
	for _, f := range t.goFiles() {
		if f.isTest() || within(f.dir(), []string{"cmd/*", "bench", "kit/db"}) {
			continue
		}
		clock := ""
		for _, i := range t.imports(f) {
			if i.path == "time" {
				clock = i.name
			}
		}
		if clock == "" {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := s.X.(*ast.Ident)
			if ok && x.Name == clock && slices.Contains([]string{"Now", "Since", "Until"}, s.Sel.Name) {
				found = append(found, finding{f.path, t.line(s), "time." + s.Sel.Name + " reads the clock",
					"take the time as an argument: the change has it (tx.Now), the request has it, cmd hands a clock to site.New"})
			}
			return true
		})
	}
	return found
}

const (
	maxFunc     = 80
	maxFile     = 500
	maxTestFile = 800
)

func checkSize(t *tree) []finding {
	var found []finding
	for _, f := range t.goFiles() {
		limit := maxFile
		if f.isTest() {
			limit = maxTestFile
		}
		if n := strings.Count(f.text, "\n"); n > limit {
			found = append(found, finding{f.path, limit + 1, fmt.Sprintf("a file of %d lines, more than %d", n, limit),
				"split it by noun"})
		}
		for _, d := range f.syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := t.lines(fn); n > maxFunc {
				found = append(found, finding{f.path, t.line(fn), fmt.Sprintf("%s has %d lines, more than %d", fn.Name.Name, n, maxFunc),
					"give its parts names"})
			}
		}
	}
	return found
}

// lines counts from func to the closing brace.
func (t *tree) lines(fn *ast.FuncDecl) int {
	at := func(p token.Pos) int { return t.fset.Position(p).Line }
	return at(fn.End()) - at(fn.Pos()) + 1
}

// layers are folder names that say nothing about what is in them.
var layers = []string{"utils", "util", "helpers", "helper", "common", "models", "model", "services", "service",
	"internal", "pkg", "misc", "shared", "types", "interfaces", "base", "core", "lib"}

func checkNames(t *tree) []finding {
	var found []finding
	seen := map[string]bool{}
	for _, f := range t.goFiles() {
		for _, name := range append(strings.Split(f.dir(), "/"), f.syntax.Name.Name) {
			if slices.Contains(layers, name) && !seen[f.dir()] {
				seen[f.dir()] = true
				found = append(found, finding{f.path, t.line(f.syntax.Name), "a package named " + name,
					"name it after what it is about, or move its parts to where they are used"})
			}
		}
	}
	return found
}
