package place

import "math"

// lattice is a shape made ready for many questions: its edges in the order of
// their paths, in runs of spread, each run within its box, the boxes within boxes.
// A box holds its edges and maybe more, so what it does not meet they do not meet
// either: the boxes are the shape simplified outwards. It is about 36 bytes an
// edge, and is never changed.
type lattice struct {
	edges  []edge
	owner  []int32 // of each edge the number of its polygon, from 1; 0 of points and lines
	levels [][]Box // the boxes of runs of edges, of runs of those, ... to one box
	starts []Point // where each part begins
}

// spread is how many edges or boxes lie within one box.
const spread = 16

// ready makes the shape ready.
func (s Shape) ready() *lattice {
	l := &lattice{}
	add := func(path []Point, owner int32) {
		l.starts = append(l.starts, path[0])
		if len(path) == 1 {
			l.edges, l.owner = append(l.edges, edge{path[0], path[0]}), append(l.owner, owner)
		}
		for i := 1; i < len(path); i++ {
			l.edges, l.owner = append(l.edges, edge{path[i-1], path[i]}), append(l.owner, owner)
		}
	}
	for _, p := range s.Points {
		add([]Point{p}, 0)
	}
	for _, path := range s.Lines {
		add(path, 0)
	}
	for i, p := range s.Polygons {
		for _, ring := range p {
			add(ring, int32(i+1))
		}
	}
	level := make([]Box, 0, len(l.edges)/spread+1)
	for i := 0; i < len(l.edges); i += spread {
		b := nowhere
		for _, e := range l.edges[i:min(i+spread, len(l.edges))] {
			b = b.around(e.box())
		}
		level = append(level, b)
	}
	for l.levels = append(l.levels, level); len(level) > 1; l.levels = append(l.levels, level) {
		var above []Box
		for i := 0; i < len(level); i += spread {
			b := nowhere
			for _, below := range level[i:min(i+spread, len(level))] {
				b = b.around(below)
			}
			above = append(above, b)
		}
		level = above
	}
	return l
}

// box is the rectangle around the shape.
func (l *lattice) box() Box { return l.levels[len(l.levels)-1][0] }

// within visits the edges under the boxes that take in lets through, until visit
// has seen enough.
func (l *lattice) within(through func(Box) bool, visit func(i int) (enough bool)) {
	var down func(level, at int) bool
	down = func(level, at int) bool {
		if !through(l.levels[level][at]) {
			return false
		}
		first := at * spread
		if level == 0 {
			for i := first; i < min(first+spread, len(l.edges)); i++ {
				if visit(i) {
					return true
				}
			}
			return false
		}
		for i := first; i < min(first+spread, len(l.levels[level-1])); i++ {
			if down(level-1, i) {
				return true
			}
		}
		return false
	}
	down(len(l.levels)-1, 0)
}

// overlaps tells whether two shapes have a point in common; touching counts.
func (l *lattice) overlaps(o *lattice) bool {
	if !l.box().meets(o.box()) {
		return false
	}
	if len(l.edges) > len(o.edges) {
		l, o = o, l
	}
	for _, e := range l.edges {
		box, met := e.box(), false
		o.within(box.meets, func(i int) bool {
			met = e.meets(o.edges[i])
			return met
		})
		if met {
			return true
		}
	}
	// Where no edges meet, a part lies within a polygon as a whole or not at all.
	return l.holdsAny(o.starts) || o.holdsAny(l.starts)
}

// holdsAny tells whether one of the points lies in a polygon of the shape or on
// its line.
func (l *lattice) holdsAny(points []Point) bool {
	for _, p := range points {
		if l.holds(p) {
			return true
		}
	}
	return false
}

// holds sends a ray from the point to the east and counts, for each polygon, how
// often it meets an edge, each taken without its upper end: odd is within.
func (l *lattice) holds(p Point) bool {
	on := false
	odd := map[int32]bool{}
	l.within(func(b Box) bool { return b.South <= p.lat() && p.lat() <= b.North && p.lon() <= b.East }, func(i int) bool {
		if l.owner[i] == 0 {
			return false
		}
		a, b := l.edges[i][0], l.edges[i][1]
		side := turn(a, b, p)
		if on = side == 0 && l.edges[i].box().meets(edge{p, p}.box()); on {
			return true
		}
		if a.lat() <= p.lat() != (b.lat() <= p.lat()) && (side > 0) == (b.lat() > a.lat()) {
			odd[l.owner[i]] = !odd[l.owner[i]]
		}
		return false
	})
	for _, is := range odd {
		on = on || is
	}
	return on
}

// distance is how far two shapes are apart, in metres; 0 when they overlap. What
// is further than most is said to be infinitely far.
func (l *lattice) distance(o *lattice, most float64) float64 {
	if o.box().beyond(l.box()) > most {
		return math.Inf(1)
	}
	if l.overlaps(o) {
		return 0
	}
	if len(l.edges) > len(o.edges) {
		l, o = o, l
	}
	least, found := most, math.Inf(1)
	for _, e := range l.edges {
		box := e.box()
		o.within(func(b Box) bool { return b.beyond(box) <= least }, func(i int) bool {
			f := o.edges[i]
			if f.box().beyond(box) > least {
				return false
			}
			// The nearest points of two edges that do not meet include an end.
			if d := min(f.from(e[0]), f.from(e[1]), e.from(f[0]), e.from(f[1])); d <= least {
				least, found = d, d
			}
			return false
		})
	}
	return found
}

// nowhere is the box around nothing.
var nowhere = Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}

// beyond is how many metres two boxes are apart at the least: no two of their
// points are nearer.
func (b Box) beyond(o Box) float64 {
	east, north := max(o.West-b.East, b.West-o.East, 0), max(o.South-b.North, b.South-o.North, 0)
	if east == 0 {
		return north * leastDegree
	}
	far := min(max(-b.South, b.North, -o.South, o.North), maxLatitude)
	return math.Hypot(north, east*math.Cos(far*math.Pi/180)) * leastDegree
}
