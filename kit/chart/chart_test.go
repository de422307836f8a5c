package chart

import (
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden drawings")

func TestDrawings(t *testing.T) {
	statuses := []Segment{
		{"kept", "Kept", 9}, {"on-track", "On track", 17}, {"at-risk", "At risk", 8},
		{"off-track", "Off track", 0}, {"withdrawn", "Withdrawn", 1}, {"silent", "Not reported", 4},
	}
	verified := Measure{Class: "verified", Label: "Verified", Value: "11", N: 11}
	reported := Measure{Class: "reported", Label: "Self-reported", Value: "13", N: 13}
	target := Measure{Class: "target", Label: "Target", Value: "40", N: 40}
	missing := Measure{Class: "reported", Label: "自报", Value: "未报送", Missing: true}
	for name, f := range map[string]Figure{
		"statuses":   StackedBar("Are the promises kept?", "39 promises on 14 May 2028", statuses),
		"one":        StackedBar("承诺落实", "共1项", []Segment{{"kept", "已兑现", 1}}),
		"none":       StackedBar("Are the promises kept?", "No promises yet", []Segment{{"kept", "Kept", 0}}),
		"crowded":    StackedBar("Projects", "402 projects", []Segment{{"kept", "Kept", 1}, {"on-track", "On track", 400}, {"silent", "Not reported", 1}}),
		"bullet":     Bullet("Clinics with cold-chain", "11 of 40 verified", []Measure{verified, reported}, target),
		"overtarget": Bullet("Clinics", "Over the target", []Measure{{Class: "verified", Label: "Verified", Value: "50", N: 50}}, target),
		"missing":    Bullet("冷链诊所", "未报送", []Measure{missing}, target),
		"notarget":   Bullet("Clinics", "No target set", []Measure{verified}, Measure{Class: "target", Label: "Target", Value: "not recorded", Missing: true}),
		"zero":       Bullet("Clinics", "None yet", []Measure{{Class: "verified", Label: "Verified", Value: "0"}}, target),
	} {
		t.Run(name, func(t *testing.T) {
			strict(t, string(f.SVG))
			golden(t, name, f)
		})
	}
}

// golden compares a drawing and its table with testdata.
func golden(t *testing.T, name string, f Figure) {
	t.Helper()
	var b strings.Builder
	b.WriteString(string(f.SVG))
	for _, r := range f.Table {
		b.WriteString("<!-- " + r.Class + " | " + r.Label + " | " + r.Value + " -->\n")
	}
	path := filepath.Join("testdata", name+".svg")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s differs; look at it and run with -update\n%s", path, b.String())
	}
}

// strict holds a drawing to the content policy and to its roles: well formed,
// no style, script, handler or address, and no mark without words.
func strict(t *testing.T, svg string) (texts []string) {
	t.Helper()
	allowed := []string{"svg", "title", "desc", "defs", "pattern", "path", "g", "rect", "text"}
	var ids, refers []string
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("not well formed: %v\n%s", err, svg)
		}
		switch e := token.(type) {
		case xml.CharData:
			if s := strings.TrimSpace(string(e)); s != "" {
				texts = append(texts, s)
			}
		case xml.StartElement:
			if !slices.Contains(allowed, e.Name.Local) {
				t.Errorf("element %s", e.Name.Local)
			}
			for _, a := range e.Attr {
				switch {
				case a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href"):
					t.Errorf("attribute %s=%q", a.Name.Local, a.Value)
				case a.Name.Local == "id":
					ids = append(ids, a.Value)
				case strings.HasPrefix(a.Name.Local, "aria-"):
					refers = append(refers, a.Value)
				case strings.HasPrefix(a.Value, "url("):
					refers = append(refers, strings.TrimSuffix(strings.TrimPrefix(a.Value, "url(#"), ")"))
				}
			}
		}
	}
	for _, r := range refers {
		if !slices.Contains(ids, r) {
			t.Errorf("%q is referred to and not there", r)
		}
	}
	if !strings.Contains(svg, `role="img"`) || len(refers) < 2 {
		t.Error("the drawing has no role, name or description")
	}
	return texts
}

func TestWordsCannotBecomeMarkup(t *testing.T) {
	const evil = `</title><script>alert(1)</script>" onload="x' style='y &amp; <`
	for what, f := range map[string]Figure{
		"stacked": StackedBar(evil, evil, []Segment{{evil, evil, 3}}),
		"bullet":  Bullet(evil, evil, []Measure{{Class: evil, Label: evil, Value: evil, N: 3}}, Measure{Class: evil, Label: evil, Value: evil, N: 4}),
	} {
		texts := strict(t, string(f.SVG))
		if len(texts) < 3 || texts[0] != evil || texts[1] != evil || !strings.HasPrefix(texts[2], evil+" ") {
			t.Errorf("%s: the words read back as %q", what, texts)
		}
		if f.Table[0].Label != evil {
			t.Errorf("%s: the table holds %q", what, f.Table[0].Label)
		}
	}
}

func TestSegmentsFillTheBarInProportion(t *testing.T) {
	for _, counts := range [][]int{{1}, {9, 17, 8, 3, 4}, {1, 1_000_000, 1}, {5, 0, 5}, {1, 1, 1, 1, 1, 1}, {0, 3, -1}} {
		var segments []Segment
		for _, n := range counts {
			segments = append(segments, Segment{N: n})
		}
		f := StackedBar("", "", segments)
		if len(f.Table) != len(counts) {
			t.Errorf("%v: %d rows in the table", counts, len(f.Table))
		}
		var drawn []int
		for _, n := range counts {
			if n > 0 {
				drawn = append(drawn, n)
			}
		}
		bars := bars(t, string(f.SVG))
		if len(bars) != len(drawn) {
			t.Fatalf("%v: %d segments drawn", counts, len(bars))
		}
		end := -gap
		for i, b := range bars {
			if b.x != end+gap || b.width < least {
				t.Errorf("%v: segment %d at %d, %d wide, after %d", counts, i, b.x, b.width, end)
			}
			if i > 0 && drawn[i] > drawn[i-1] && b.width < bars[i-1].width {
				t.Errorf("%v: segment %d counts more than the one before and is narrower", counts, i)
			}
			end = b.x + b.width
		}
		if end != width {
			t.Errorf("%v: the bar ends at %d of %d", counts, end, width)
		}
	}
}

type bar struct{ x, width int }

// bars are the plain rectangles of a drawing, without patterns laid over them.
func bars(t *testing.T, svg string) (list []bar) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "rect" {
			continue
		}
		at := map[string]string{}
		for _, a := range e.Attr {
			at[a.Name.Local] = a.Value
		}
		if at["fill"] == "currentColor" {
			x, _ := strconv.Atoi(at["x"])
			w, _ := strconv.Atoi(at["width"])
			list = append(list, bar{x, w})
		}
	}
}

func TestEachStatusHasItsOwnPattern(t *testing.T) {
	var segments []Segment
	for range patterns {
		segments = append(segments, Segment{N: 1})
	}
	svg := string(StackedBar("", "", segments).SVG)
	paths := map[string]bool{}
	for _, p := range strings.Split(svg, "<path ")[1:] {
		d, _, _ := strings.Cut(p, ` fill=`)
		paths[d] = true
	}
	if len(paths) != patterns-1 {
		t.Errorf("%d different patterns for %d series, one of them plain", len(paths), patterns)
	}
	segments[1].N = 0
	without := string(StackedBar("", "", segments).SVG)
	if strings.Contains(without, `-1"`) || !strings.Contains(without, `-2)"`) {
		t.Error("an empty status changed the patterns of the others")
	}
}
