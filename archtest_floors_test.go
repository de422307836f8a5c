package throughline_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// floor is a listed package with its height. Equal heights stand beside each
// other.
type floor struct {
	name   string // as listed, "interchange/*" for each folder below interchange
	height int
}

var listed = readFloors(floors)

func readFloors(text string) []floor {
	var list []floor
	height, beside := 0, false
	for _, word := range strings.Fields(text) {
		switch word {
		case "{":
			height++
			beside = true
		case "}":
			beside = false
		default:
			if !beside {
				height++
			}
			list = append(list, floor{word, height})
		}
	}
	return list
}

// floorOf finds the floor of a folder: its own, or that of the nearest folder
// above it that is listed. family is that folder: site for site/layout.
func floorOf(dir string) (height int, family string, ok bool) {
	for p := dir; p != "."; p = path.Dir(p) {
		for _, f := range listed {
			if matches(f.name, p) {
				return f.height, p, true
			}
		}
	}
	return 0, "", false
}

func matches(pattern, dir string) bool {
	parent, star := strings.CutSuffix(pattern, "/*")
	if star {
		return path.Dir(dir) == parent
	}
	return pattern == dir
}

// within tells whether dir is one of the listed folders or below one.
func within(dir string, list []string) bool {
	for p := dir; p != "."; p = path.Dir(p) {
		if slices.ContainsFunc(list, func(pattern string) bool { return matches(pattern, p) }) {
			return true
		}
	}
	return false
}

// isHelper tells whether a folder is a package for tests, such as dbtest.
func isHelper(dir string) bool { return strings.HasSuffix(path.Base(dir), "test") }

func checkFloors(t *tree) []finding {
	var found []finding
	for _, f := range t.goFiles() {
		if strings.Contains(f.path, "testdata/") && !within(f.dir(), []string{"testdata/programme"}) {
			continue
		}
		if !isListed(f.dir()) {
			found = append(found, finding{f.path, t.line(f.syntax.Name),
				"package " + f.dir() + " is on no floor",
				"write it on its floor in arch_test.go, above all it imports"})
			continue
		}
		for _, i := range t.imports(f) {
			if what, do := refuseImport(f, i); what != "" {
				found = append(found, finding{f.path, i.line, what, do})
			}
		}
	}
	return found
}

func isListed(dir string) bool {
	if _, _, ok := floorOf(dir); ok || dir == "." {
		return true
	}
	for name := range narrow {
		if within(dir, []string{name}) {
			return true
		}
	}
	return false
}

// refuseImport says what is wrong with an import, "" when nothing is.
func refuseImport(f *file, i imported) (what, do string) {
	from, to := f.dir(), i.own()
	inTest := f.isTest() || isHelper(from)
	if to == from {
		return "", ""
	}
	if what, do := refuseNarrow(from, i, inTest); what != "" {
		return what, do
	}
	if _, _, ok := floorOf(from); to == "" || !ok {
		return "", "" // beside the floors, the narrow list was all
	}
	if inTest && (isHelper(to) || within(to, []string{"testdata/programme"})) {
		return "", ""
	}
	if isHelper(to) && !within(from, []string{"testdata/programme", "cmd/*", "bench"}) {
		return from + " imports " + to + ", a package for tests",
			"only tests import packages named ...test"
	}
	for name, allowed := range importers {
		if within(to, []string{name}) {
			if within(from, allowed) || within(from, []string{name}) {
				return "", ""
			}
			return from + " imports " + to, "only " + strings.Join(allowed, ", ") + " may"
		}
	}
	return refuseHeight(from, to)
}

// refuseNarrow holds the packages that may import less than their floor.
func refuseNarrow(from string, i imported, inTest bool) (what, do string) {
	to := i.own()
	for name, may := range narrow {
		if !within(from, []string{name}) {
			continue
		}
		allowed := append([]string{name}, may.own...)
		if inTest {
			allowed = append(allowed, may.tests...)
		}
		if to != "" && !within(to, allowed) && !(inTest && isHelper(to)) {
			return from + " imports " + to,
				fmt.Sprintf("of our own it may import only [%s]", strings.Join(may.own, " "))
		}
		if to == "" && may.others != nil && !isStandard(i.path) && !hasPrefixPath(i.path, may.others) {
			return from + " imports " + i.path,
				"of others it may import only the " + strings.Join(may.others, ", ")
		}
	}
	return "", ""
}

func isStandard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

func hasPrefixPath(importPath string, list []string) bool {
	return slices.ContainsFunc(list, func(p string) bool {
		return importPath == p || strings.HasPrefix(importPath, p+"/")
	})
}

// refuseHeight is the rule of the floors itself.
func refuseHeight(from, to string) (what, do string) {
	high, family, _ := floorOf(from)
	low, target, ok := floorOf(to)
	switch {
	case !ok:
		return from + " imports " + to + ", which is on no floor", "write it on its floor in arch_test.go"
	case family == target || low < high:
		return "", ""
	case low == high:
		return from + " imports " + to + ", which stands beside it",
			"let a room above both join them, or take what is needed as a function from site.New"
	}
	return from + " imports " + to + ", a higher floor",
		"move the code to the furthest room it shows, link by URL, or take what is needed as a function from site.New"
}
