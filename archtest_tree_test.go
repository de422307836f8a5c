package throughline_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "throughline"

// tree is the project's text files, parsed where they are Go.
type tree struct {
	files []*file // by path
	fset  *token.FileSet
}

type file struct {
	path   string // with slashes, from the root
	text   string
	syntax *ast.File // nil unless Go
	broken error     // the Go file does not parse
}

// finding is one broken rule: where, what, and what to do about it.
type finding struct {
	path string
	line int
	what string
	do   string
}

func (f finding) String() string {
	return fmt.Sprintf("%s:%d: %s; %s", f.path, f.line, f.what, f.do)
}

func (f *file) dir() string         { return path.Dir(f.path) }
func (f *file) base() string        { return path.Base(f.path) }
func (f *file) isTest() bool        { return strings.HasSuffix(f.path, "_test.go") }
func (t *tree) line(n ast.Node) int { return t.fset.Position(n.Pos()).Line }

// lineAt is the line of a byte offset in the file's text.
func (f *file) lineAt(offset int) int { return 1 + strings.Count(f.text[:offset], "\n") }

func (t *tree) file(path string) *file {
	for _, f := range t.files {
		if f.path == path {
			return f
		}
	}
	return nil
}

// goFiles are the files that parsed; a broken one is the compiler's to report.
func (t *tree) goFiles() []*file {
	var list []*file
	for _, f := range t.files {
		if f.syntax != nil {
			list = append(list, f)
		}
	}
	return list
}

// newTree parses a set of files, so that a test can plant any tree it likes.
func newTree(texts map[string]string) *tree {
	t := &tree{fset: token.NewFileSet()}
	for name, text := range texts {
		f := &file{path: name, text: text}
		if strings.HasSuffix(name, ".go") {
			f.syntax, f.broken = parser.ParseFile(t.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
			if f.broken != nil {
				f.syntax = nil
			}
		}
		t.files = append(t.files, f)
	}
	slices.SortFunc(t.files, func(a, b *file) int { return strings.Compare(a.path, b.path) })
	return t
}

// readTree reads the project below root. Planted violations, hidden folders
// and what .gitignore names are left out, binary files too.
func readTree(t *testing.T, root string) *tree {
	t.Helper()
	texts := map[string]string{}
	dir := os.DirFS(root)
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if d.IsDir() {
			if leftOut(name) {
				return fs.SkipDir
			}
			return nil
		}
		if leftOut(name) { // a working tree beside the first has a file .git
			return nil
		}
		b, err := fs.ReadFile(dir, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if text := string(b); err == nil && !strings.Contains(text[:min(len(text), 8000)], "\x00") {
			texts[name] = text
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	tr := newTree(texts)
	if tr.file("go.mod") == nil {
		t.Fatal("go.mod not found: the architecture test must run in the project's root folder")
	}
	for _, f := range tr.files {
		if f.broken != nil {
			t.Errorf("%v", f.broken)
		}
	}
	return tr
}

func leftOut(dir string) bool {
	if dir == "." || dir == ".ci" {
		return false
	}
	return strings.HasPrefix(path.Base(dir), ".") || dir == "testdata/arch" || dir == "throughline-data"
}

// imports are the import paths of a file with their lines.
func (t *tree) imports(f *file) []imported {
	var list []imported
	for _, spec := range f.syntax.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		list = append(list, imported{path: p, name: name, line: t.line(spec)})
	}
	return list
}

type imported struct {
	path string
	name string // what the file calls it
	line int
}

// own is the path within the project, "" for other modules.
func (i imported) own() string {
	if i.path == module {
		return "."
	}
	p, _ := strings.CutPrefix(i.path, module+"/")
	if p == i.path {
		return ""
	}
	return p
}
