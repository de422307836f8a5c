package place

import (
	"math"
	"math/big"
)

// Point is a position in WGS-84 degrees. Its JSON is GeoJSON's [longitude,
// latitude].
type Point [2]float64

func (p Point) lon() float64 { return p[0] }
func (p Point) lat() float64 { return p[1] }

// Polygon is an outer ring and its holes. A ring ends where it begins.
type Polygon [][]Point

// Shape is where something lies: points, lines and polygons in any number, as
// GeoJSON's multi-geometries have them. Edges are straight in degrees (RFC 7946
// 3.1.1). A shape made by ParseGeometry or ParseLayer keeps clear of the poles
// and of the antimeridian, so degrees can be compared as they stand.
type Shape struct {
	Points   []Point   `json:"points,omitempty"`
	Lines    [][]Point `json:"lines,omitempty"`
	Polygons []Polygon `json:"polygons,omitempty"`
}

// Empty tells whether the shape holds nothing.
func (s Shape) Empty() bool { return len(s.Points)+len(s.Lines)+len(s.Polygons) == 0 }

// Box is the smallest upright rectangle around a shape, in degrees.
type Box struct{ West, South, East, North float64 }

// Box is the rectangle around the shape.
func (s Shape) Box() Box {
	b := Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for e := range s.edges() {
		b = b.around(e.box())
	}
	return b
}

func (b Box) around(o Box) Box {
	return Box{min(b.West, o.West), min(b.South, o.South), max(b.East, o.East), max(b.North, o.North)}
}

func (b Box) meets(o Box) bool {
	return b.West <= o.East && o.West <= b.East && b.South <= o.North && o.South <= b.North
}

// wider is the box with at least so many metres more on each side.
func (b Box) wider(metres float64) Box {
	const leastDegree = 110_500 // a degree of latitude is nowhere shorter
	north := metres / leastDegree
	far := min(max(math.Abs(b.South), math.Abs(b.North))+north, maxLatitude)
	east := metres / (leastDegree * math.Cos(far*math.Pi/180))
	return Box{b.West - east, b.South - north, b.East + east, b.North + north}
}

// edge is one straight piece; both ends are the same for a point.
type edge [2]Point

func (e edge) box() Box {
	return Box{min(e[0].lon(), e[1].lon()), min(e[0].lat(), e[1].lat()), max(e[0].lon(), e[1].lon()), max(e[0].lat(), e[1].lat())}
}

// edges are all straight pieces of the shape; holes have theirs too.
func (s Shape) edges() func(func(edge) bool) {
	return func(yield func(edge) bool) {
		for _, p := range s.Points {
			if !yield(edge{p, p}) {
				return
			}
		}
		paths := s.Lines
		for _, p := range s.Polygons {
			paths = append(paths[:len(paths):len(paths)], p...)
		}
		for _, path := range paths {
			for i := 1; i < len(path); i++ {
				if !yield(edge{path[i-1], path[i]}) {
					return
				}
			}
		}
	}
}

// Overlaps tells whether two shapes have a point in common. Touching counts: a
// site on the line of a zone is not outside it. The answer is exact for the
// coordinates given.
func (s Shape) Overlaps(o Shape) bool {
	if !s.Box().meets(o.Box()) {
		return false
	}
	return s.crosses(o) || s.startsWithin(o) || o.startsWithin(s)
}

// crosses tells whether an edge of one meets an edge of the other.
func (s Shape) crosses(o Shape) bool {
	around, within := o.Box(), s.Box()
	var near []edge
	for e := range s.edges() {
		if e.box().meets(around) {
			near = append(near, e)
		}
	}
	for f := range o.edges() {
		box := f.box()
		if !box.meets(within) {
			continue
		}
		for _, e := range near {
			if e.box().meets(box) && e.meets(f) {
				return true
			}
		}
	}
	return false
}

// startsWithin tells whether a part of s begins within a polygon of o. Where no
// edges cross, a part lies within as a whole or not at all.
func (s Shape) startsWithin(o Shape) bool {
	starts := s.Points
	for _, l := range s.Lines {
		starts = append(starts[:len(starts):len(starts)], l[0])
	}
	for _, p := range s.Polygons {
		starts = append(starts[:len(starts):len(starts)], p[0][0])
	}
	for _, p := range o.Polygons {
		for _, at := range starts {
			if p.Contains(at) {
				return true
			}
		}
	}
	return false
}

// Contains tells whether a point lies in the polygon or on its line.
func (p Polygon) Contains(at Point) bool {
	for i, ring := range p {
		switch where(ring, at) {
		case onLine:
			return true
		case outside:
			if i == 0 {
				return false
			}
		case inside:
			if i > 0 {
				return false // in a hole
			}
		}
	}
	return true
}

const (
	outside = iota
	onLine
	inside
)

// where tells how a point lies to a ring: by how often a ray to the east meets
// it, each edge taken without its upper end.
func where(ring []Point, at Point) int {
	odd := false
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		side := turn(a, b, at)
		if side == 0 && (edge{a, b}).box().meets(edge{at, at}.box()) {
			return onLine
		}
		if a.lat() <= at.lat() != (b.lat() <= at.lat()) && (side > 0) == (b.lat() > a.lat()) {
			odd = !odd
		}
	}
	if odd {
		return inside
	}
	return outside
}

// meets tells whether two edges have a point in common.
func (e edge) meets(f edge) bool {
	if !e.box().meets(f.box()) {
		return false
	}
	return turn(e[0], e[1], f[0])*turn(e[0], e[1], f[1]) <= 0 && turn(f[0], f[1], e[0])*turn(f[0], f[1], e[1]) <= 0
}

// turn is 1 when c lies to the left of the way from a to b, -1 to the right, 0
// on it. Where rounding could change the answer it is computed without any.
func turn(a, b, c Point) int {
	left := (b[0] - a[0]) * (c[1] - a[1])
	right := (b[1] - a[1]) * (c[0] - a[0])
	const unsure = 4e-16 // of the sum, more than (3 + 16e)e with e = 2^-53
	if d := left - right; math.Abs(d) > unsure*(math.Abs(left)+math.Abs(right)) {
		if d > 0 {
			return 1
		}
		return -1
	}
	exact := func(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }
	less := func(x, y float64) *big.Rat { return new(big.Rat).Sub(exact(x), exact(y)) }
	times := func(x, y *big.Rat) *big.Rat { return new(big.Rat).Mul(x, y) }
	return times(less(b[0], a[0]), less(c[1], a[1])).Cmp(times(less(b[1], a[1]), less(c[0], a[0])))
}

// Distance is how far two shapes are apart, in metres; 0 when they overlap. It
// is within 1 % below 100 km (docs/decisions), and further away only an order of
// size.
func (s Shape) Distance(o Shape) float64 {
	if s.Overlaps(o) {
		return 0
	}
	least := math.Inf(1)
	around := s.Box()
	closer := func(e, f edge) {
		// The nearest points of two edges that do not meet include an end.
		if d := min(f.from(e[0]), f.from(e[1]), e.from(f[0]), e.from(f[1])); d < least {
			least = d
		}
	}
	for e := range s.edges() { // a first bound, from one edge of the shape
		for f := range o.edges() {
			closer(e, f)
		}
		break
	}
	near := around.wider(least)
	for f := range o.edges() {
		if !f.box().meets(near) {
			continue
		}
		for e := range s.edges() {
			if e.box().wider(least).meets(f.box()) {
				closer(e, f)
			}
		}
	}
	return least
}

// from is the distance of a point from the edge, in metres: the nearest point is
// looked for on a plane that has the scale of the latitude midway to it.
func (e edge) from(p Point) float64 {
	q := e[0]
	for range 3 {
		east, north := scale((p.lat() + q.lat()) / 2)
		dx, dy := (e[1].lon()-e[0].lon())*east, (e[1].lat()-e[0].lat())*north
		px, py := (p.lon()-e[0].lon())*east, (p.lat()-e[0].lat())*north
		along := 0.0
		if long := dx*dx + dy*dy; long > 0 {
			along = min(max((px*dx+py*dy)/long, 0), 1)
		}
		q = Point{e[0].lon() + along*(e[1].lon()-e[0].lon()), e[0].lat() + along*(e[1].lat()-e[0].lat())}
	}
	east, north := scale((p.lat() + q.lat()) / 2)
	return math.Hypot((p.lon()-q.lon())*east, (p.lat()-q.lat())*north)
}

// scale is how many metres a degree of longitude and one of latitude are long at
// a latitude of the WGS-84 ellipsoid.
func scale(lat float64) (east, north float64) {
	const a, e2 = 6378137.0, 0.00669437999014
	phi := lat * math.Pi / 180
	w := 1 - e2*math.Sin(phi)*math.Sin(phi)
	return a / math.Sqrt(w) * math.Cos(phi) * math.Pi / 180, a * (1 - e2) / (w * math.Sqrt(w)) * math.Pi / 180
}
