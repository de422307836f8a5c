// Package chart draws small figures as SVG on the server. They need no script
// and no style attribute, so the strictest content policy can stand. Colours
// come from the style sheet, which sets color for a class (.chart-mark.kept)
// and the stroke of .chart-pattern path; without them the figure still reads:
// segments have gaps and patterns, and the same numbers stand in a table.
//
//	f := chart.StackedBar("Are the promises kept?", "41 promises on 14 May 2028", []chart.Segment{
//		{Class: "kept", Label: "Kept", N: 9},
//		{Class: "off-track", Label: "Off track", N: 3},
//	})
//	// f.SVG is the drawing, f.Table goes beside it
//
// All words arrive translated and all numbers that people read arrive written,
// save plain counts.
package chart

import (
	"embed"
	"fmt"
	"hash/fnv"
	"html/template"
	"slices"
	"strconv"
	"strings"
)

// Figure is a drawing and the numbers behind it. A page never shows the one
// without the other.
type Figure struct {
	SVG   template.HTML
	Table []Row
}

// Row is one number of a figure. Class is that of its mark in the drawing, for
// the swatch beside the label.
type Row struct{ Class, Label, Value string }

// Segment is one part of a whole. N is a count, 0 or more.
type Segment struct {
	Class, Label string
	N            int
}

// Measure is one value on a bullet bar. N is in units shared by the whole
// figure and at least 0; Value is what people read: "CNY 31,000,000.00", or
// the word for a missing value, which is left out of the drawing.
type Measure struct {
	Class, Label, Value string
	N                   int64
	Missing             bool
}

// The drawings are in units of the view box, which CSS may scale.
const (
	width        = 600
	gap          = 2  // between segments
	least        = 4  // width of the smallest segment, so that 1 in 400 is seen
	figureWidth  = 7  // room one figure of a count takes
	bulletHeight = 36 // of the whole bullet bar
	slim         = 12 // height of the first measure
	taller       = 6  // each further measure is taller by this
	patterns     = 6  // series that can be told apart, the plain one included
)

//go:embed svg
var files embed.FS

var drawings = template.Must(template.New("").Funcs(template.FuncMap{"shape": func(id string, shape, x, y, width, height int) figureShape {
	return figureShape{id, shape, x, y, width, height, y + height/2}
}}).ParseFS(files, "svg/*.svg"))

// figureShape is a mark in one of the shapes that tell series apart.
type figureShape struct {
	ID                                 string
	Shape, X, Y, Width, Height, Middle int
}

// mark is one rectangle of a drawing.
type mark struct {
	Class, Title, Count string
	X, Y, Width, Height int
	Middle              int
	Pattern             int // 0 is plain
}

type drawing struct {
	ID, Title, Desc string
	Marks           []mark
	Target          *mark
}

// StackedBar draws the segments in the order given, each as wide as its share.
// An empty segment is in the table only; with nothing to share out, the bar is
// an empty outline. Give each status the same place each time: patterns go by
// place.
func StackedBar(title, desc string, segments []Segment) Figure {
	total, drawn := 0, 0
	for _, s := range segments {
		if s.N > 0 {
			total, drawn = total+s.N, drawn+1
		}
	}
	d := drawing{Title: title, Desc: desc}
	table := make([]Row, len(segments))
	room := width - (gap+least)*drawn + gap // shared out on top of the least width
	before, x := 0, 0
	for i, s := range segments {
		count := strconv.Itoa(s.N)
		table[i] = Row{s.Class, s.Label, count}
		if s.N <= 0 {
			continue
		}
		w := least + share(room, before+s.N, total) - share(room, before, total)
		m := mark{Class: s.Class, Title: s.Label + " " + count, X: x, Width: w, Middle: x + w/2, Pattern: i % patterns}
		if w >= figureWidth*len(count) {
			m.Count = count
		}
		d.Marks = append(d.Marks, m)
		before, x = before+s.N, x+w+gap
	}
	return d.figure("stacked.svg", table)
}

// share is n/total of room, rounded down.
func share(room, n, total int) int { return int(int64(room) * int64(n) / int64(total)) }

// Bullet draws measures from a common zero against a target. The first is the
// surest (verified) and is drawn solid and slim; each further one (reported)
// lies behind it, taller and patterned. The scale ends at the largest of all.
// Without a target or without any measure there is no progress to draw, and
// the outline is dashed.
func Bullet(title, desc string, measures []Measure, target Measure) Figure {
	table := make([]Row, 0, len(measures)+1)
	end := max(1, target.N)
	for _, m := range measures {
		table = append(table, Row{m.Class, m.Label, m.Value})
		if !m.Missing {
			end = max(end, m.N)
		}
	}
	table = append(table, Row{target.Class, target.Label, target.Value})
	place := func(n int64) int { return int(float64(width) * float64(max(0, n)) / float64(end)) }
	d := drawing{Title: title, Desc: desc}
	for i, m := range measures {
		if m.Missing || target.Missing {
			continue
		}
		height := slim + taller*i
		d.Marks = append(d.Marks, mark{Class: m.Class, Title: m.Label + " " + m.Value, Width: place(m.N),
			Y: (bulletHeight - height) / 2, Height: height, Pattern: i % patterns})
	}
	slices.Reverse(d.Marks) // the tallest is drawn first and lies behind
	if !target.Missing {
		d.Target = &mark{Class: target.Class, Title: target.Label + " " + target.Value, X: place(target.N) - 1}
	}
	return d.figure("bullet.svg", table)
}

// figure draws d. The id is made from the content, so that several figures on
// a page do not share one and the same figure is always the same text.
func (d drawing) figure(name string, table []Row) Figure {
	return draw(name, &d, &d, d.Marks, table)
}

// draw executes a template over a drawing; head is its part with the id.
func draw(name string, head *drawing, whole, content any, table []Row) Figure {
	h := fnv.New32a()
	fmt.Fprintf(h, "%q %q %q %+v %+v", name, head.Title, head.Desc, content, table)
	head.ID = fmt.Sprintf("chart-%08x", h.Sum32())
	var b strings.Builder
	if err := drawings.ExecuteTemplate(&b, name, whole); err != nil {
		panic(err) // only a defect in svg/ can cause it
	}
	return Figure{SVG: template.HTML(b.String()), Table: table}
}

// Hatches lists the patterns the drawing uses, each once.
func (d drawing) Hatches() []int {
	var used []int
	for _, m := range d.Marks {
		if m.Pattern > 0 && !slices.Contains(used, m.Pattern) {
			used = append(used, m.Pattern)
		}
	}
	return used
}
