// The architecture, as a list that is both document and test.
//
// The list of floors below names every package of the project. A package
// imports only packages to its left on its own line, or on a line above: so
// the code can be read from the top of the list, and no concept has to be
// understood before the ones it builds on. Names within { } stand beside each
// other and do not import each other. A page or fact that seems to need a
// higher floor is handed down by site.New as a plain function.
//
// The checks that hold this and the other rules are named in the second list.
// Each has planted violations in testdata/arch, which must be found: a rule
// that cannot fail is no rule.
package throughline_test

import (
	"slices"
	"testing"
)

const floors = `
	kit/fault kit/ident kit/money kit/words
	kit/db kit/blob
	proof kit/search kit/task kit/job kit/sheet kit/suggest
	kit/state
	kit/access
	kit/web kit/chart
	reading
	programme/party programme/plan
	programme/conference programme/decision programme/agreement programme/intake
	programme/place programme/project
	{ programme/ledger programme/indicator programme/secondment }
	programme/evidence programme/stocktake programme/evaluation programme/grievance
	programme/bulletin programme/report programme/portal
	interchange/*
	{ site testdata/programme }
	{ cmd/* bench }
`

// Packages that import less than their floor allows: all they may import of
// the project, what their tests may besides, and all they may import from
// elsewhere when that list is given.
var narrow = map[string]struct{ own, tests, others []string }{
	"kit/money":   {own: []string{"kit/fault"}},
	"kit/sheet":   {own: []string{"kit/fault"}},
	"kit/suggest": {own: []string{"kit/fault"}},
	"kit/blob":    {own: []string{"kit/fault"}},
	"kit/chart":   {own: []string{"kit/fault"}},
	"migrations":  {tests: []string{"kit/db"}, others: []string{"standard library"}},
	// The independent checker shares no code with what it checks.
	"verifier": {others: []string{"standard library", "golang.org/x/mod"}},
}

// Packages beside the floors, and who may import them. Tests may import test
// helpers (packages named ...test) and the sample programme besides.
var importers = map[string][]string{
	"migrations": {"site", "cmd/*", "bench", "kit/db/dbtest"},
	"verifier":   {"cmd/*", "bench"},
}

// Tables that do not lead their primary key with programme_id, because they
// belong to the instance: to all its programmes together.
var instanceTables = map[string]string{
	"party_programme": "is the programme",
	"search_doc":      "the text index of an engine needs one plain row number, which has the programme in its upper bits",
	"access_person":   "one person may serve several programmes",
	"access_account":  "a person signs in once, for all of them",
	"access_session":  "belongs to an account",
	"access_acting":   "the hat a session wears in each programme: the session comes first",
}

var checks = []check{
	{"floors", "every package is on the list and imports only lower floors", checkFloors},
	{"roles", "each file of a room keeps to its part: rules, actions, store or web", checkRoles},
	{"tables", "SQL names only the tables of its own package", checkTables},
	{"portable", "one SQL text runs on SQLite and on PostgreSQL", checkPortable},
	{"migrations", "names, keys, types and references of the tables", checkMigrations},
	{"clock", "only cmd and kit/db read the clock", checkClock},
	{"size", "functions of at most 80 lines, files of at most 500 (tests 800)", checkSize},
	{"templates", "no inline script or style, nothing the content policy drops", checkTemplates},
	{"names", "packages are named after the trade, not after a layer", checkNames},
	{"glossary", "no Chinese text of the pages uses a word the glossary avoids", checkGlossary},
	{"words", "no path or talk of the place where a text was written", checkWords},
}

// Exceptions, each with its reason. One that is no longer needed fails too.
var exceptions = []exception{}

func TestArchitecture(t *testing.T) {
	tree := readTree(t, ".")
	stale := exceptions
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			var broken []finding
			broken, stale = except(c.name, c.run(tree), stale)
			for _, f := range broken {
				t.Error(f)
			}
		})
	}
	for _, e := range stale {
		if tree.file(e.path) != nil {
			t.Errorf("the exception of %s from %q is no longer needed; take it off the list in arch_test.go", e.path, e.check)
		}
	}
}

// check is one rule over the whole tree.
type check struct {
	name string
	rule string
	run  func(*tree) []finding
}

// exception frees one file from one check.
type exception struct{ check, path, reason string }

// except takes out the findings of files that are excepted from a check, and
// the exceptions that were needed.
func except(check string, found []finding, list []exception) (broken []finding, unused []exception) {
	covers := func(e exception, f finding) bool { return e.check == check && e.path == f.path }
	for _, f := range found {
		if !slices.ContainsFunc(list, func(e exception) bool { return covers(e, f) }) {
			broken = append(broken, f)
		}
	}
	for _, e := range list {
		if !slices.ContainsFunc(found, func(f finding) bool { return covers(e, f) }) {
			unused = append(unused, e)
		}
	}
	return broken, unused
}
