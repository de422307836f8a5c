package chart

// Series is one of the rows in each lane of a timeline: as first planned, as it
// came.
type Series struct{ Class, Label string }

// Span is one series in one lane, in days on the axis. From equal to To is a
// point. Value is what people read; a missing one is left out of the drawing.
type Span struct {
	From, To int
	Value    string
	Missing  bool
}

// Lane is one thing that takes time, with one span a series.
type Lane struct {
	Label string
	Spans []Span
}

// Tick is a labelled day of the axis.
type Tick struct {
	At    int
	Label string
}

// Axis runs from a day to a later one. Now is drawn through all lanes when its
// label is not empty.
type Axis struct {
	From, To int
	Ticks    []Tick
	Now      Tick
}

const (
	legendHeight = 20
	axisHeight   = 18
	laneLabel    = 16
	spanHeight   = 9
	laneGap      = 8
	margin       = 10 // beside the axis, so that points and labels are not cut
	letters      = 60 // of a lane's label that fit
)

// timeline is the drawing of lanes over days.
type timeline struct {
	drawing
	Width, Height int
	Legend        []place
	Ticks         []place
	Now           place
	Lanes         []lane
}

// place is a text at a point of the drawing; Shape is the series it explains.
type place struct {
	X, Y  int
	Text  string
	Class string
	Shape int
	Low   int // where the line below it ends
}

type lane struct {
	Label string
	Y     int
	Marks []stretch
}

// stretch is one span as drawn. A point is a lozenge; shapes tell the series apart
// without colour: an outline, a pattern, a thin line, a solid.
type stretch struct {
	Class, Title  string
	X, Y, Width   int
	Height        int
	Point         bool
	Shape, Middle int
}

// Timeline draws lanes over days, each with its series one below the other. The
// table has a line for each span that says something, missing ones included.
func Timeline(title, desc string, axis Axis, series []Series, lanes []Lane) Figure {
	d := timeline{drawing: drawing{Title: title, Desc: desc}, Width: width}
	days := max(1, axis.To-axis.From)
	at := func(day int) int { return margin + share(width-2*margin, min(max(day-axis.From, 0), days), days) }
	for i, s := range series {
		d.Legend = append(d.Legend, place{X: i * width / len(series), Y: 12, Text: s.Label, Class: s.Class, Shape: i})
	}
	y := legendHeight + axisHeight
	var table []Row
	for _, l := range lanes {
		one := lane{Label: cut(l.Label), Y: y + laneLabel - 4}
		for i, s := range l.Spans {
			table = append(table, Row{series[i].Class, l.Label + " · " + series[i].Label, s.Value})
			if s.Missing {
				continue
			}
			m := stretch{Class: series[i].Class, Title: l.Label + " · " + series[i].Label + " " + s.Value, X: at(s.From), Y: y + laneLabel + i*spanHeight,
				Height: spanHeight - 3, Point: s.From == s.To, Shape: i}
			m.Width = max(least, at(s.To)-m.X)
			m.Middle = m.Y + m.Height/2
			one.Marks = append(one.Marks, m)
		}
		d.Lanes = append(d.Lanes, one)
		y += laneLabel + len(series)*spanHeight + laneGap
	}
	d.Height = y
	for _, t := range axis.Ticks {
		d.Ticks = append(d.Ticks, place{X: at(t.At), Y: legendHeight + 11, Text: t.Label, Low: y})
	}
	if axis.Now.Label != "" && axis.Now.At >= axis.From && axis.Now.At <= axis.To {
		d.Now = place{X: at(axis.Now.At), Y: y - 2, Text: axis.Now.Label, Low: y}
	}
	return draw("timeline.svg", &d.drawing, &d, d.content(), table)
}

// content is what the id of the drawing is made from.
func (d timeline) content() []any { return []any{d.Legend, d.Ticks, d.Now, d.Lanes} }

// cut shortens a label to what fits; the whole stands in the marks' titles.
func cut(label string) string {
	runes := []rune(label)
	if len(runes) <= letters {
		return label
	}
	return string(runes[:letters-1]) + "…"
}

// Hatches lists the patterns the drawing uses: the second series is hatched.
func (d timeline) Hatches() []int {
	if len(d.Legend) > 1 {
		return []int{1}
	}
	return nil
}
