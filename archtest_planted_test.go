package throughline_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Each file of testdata/arch plants violations for one check, named before
// the first hyphen. It begins with a sentence and lines "want <text>", one
// for each finding; then come the planted files, each after a line
// "-- path --". A line "repeat 90: x" stands for 90 lines x.
//
// The findings must be just those: what is wanted is found with its file and
// line, and what stands beside it is left alone.
func TestPlantedViolations(t *testing.T) {
	paths, err := filepath.Glob("testdata/arch/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	planted := map[string]bool{}
	for _, p := range paths {
		name := strings.TrimSuffix(filepath.Base(p), ".txt")
		check, _, _ := strings.Cut(name, "-")
		t.Run(name, func(t *testing.T) {
			wants, files := readPlanted(t, p)
			planted[check] = planted[check] || len(wants) > 0
			compare(t, runCheck(t, check, newTree(files)), wants)
		})
	}
	for _, c := range checks {
		if !planted[c.name] {
			t.Errorf("no violation is planted for %q; write testdata/arch/%s-....txt", c.name, c.name)
		}
	}
}

func runCheck(t *testing.T, name string, tr *tree) []finding {
	t.Helper()
	for _, f := range tr.files {
		if f.broken != nil {
			t.Fatal(f.broken)
		}
	}
	for _, c := range checks {
		if c.name == name {
			return c.run(tr)
		}
	}
	t.Fatalf("no check is named %q", name)
	return nil
}

func compare(t *testing.T, found []finding, wants []string) {
	t.Helper()
	left := slices.Clone(wants)
	for _, f := range found {
		i := slices.IndexFunc(left, func(w string) bool { return strings.Contains(f.String(), w) })
		if i < 0 {
			t.Errorf("found, not wanted: %s", f)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, w := range left {
		t.Errorf("wanted, not found: %s", w)
	}
}

var (
	fileLine   = regexp.MustCompile(`^-- (\S+) --$`)
	repeatLine = regexp.MustCompile(`^repeat (\d+): (.*)$`)
)

func readPlanted(t *testing.T, path string) (wants []string, files map[string]string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	name := ""
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		if m := fileLine.FindStringSubmatch(line); m != nil {
			name = m[1]
			files[name] = ""
			continue
		}
		if name == "" {
			if w, ok := strings.CutPrefix(line, "want "); ok {
				wants = append(wants, w)
			}
			continue
		}
		times := 1
		if m := repeatLine.FindStringSubmatch(line); m != nil {
			times, _ = strconv.Atoi(m[1])
			line = m[2]
		}
		files[name] += strings.Repeat(line+"\n", times)
	}
	if len(files) == 0 {
		t.Fatalf("%s plants no file", path)
	}
	return wants, files
}

// An exception covers one check of one file, and one that covers nothing is
// handed back to be taken off the list.
func TestExceptions(t *testing.T) {
	list := []exception{{"size", "a.go", "r"}, {"size", "gone.go", "r"}, {"clock", "a.go", "r"}}
	found := []finding{{path: "a.go", what: "long"}, {path: "b.go", what: "long"}}
	broken, unused := except("size", found, list)
	if len(broken) != 1 || broken[0].path != "b.go" {
		t.Errorf("broken = %v, want that of b.go alone", broken)
	}
	if len(unused) != 2 || unused[0].path != "gone.go" || unused[1].check != "clock" {
		t.Errorf("unused = %v, want gone.go and the clock of a.go", unused)
	}
}
