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

// leastDegree is a length in metres that no degree of latitude falls short of, nor
// one of longitude divided by the cosine of its latitude.
const leastDegree = 110_500

// wider is the box with at least so many metres more on each side.
func (b Box) wider(metres float64) Box {
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
func (s Shape) Overlaps(o Shape) bool { return s.ready().overlaps(o.ready()) }

// Distance is how far two shapes are apart, in metres; 0 when they overlap. It
// is within 1 % below 100 km (docs/decisions), and further away only an order of
// size.
func (s Shape) Distance(o Shape) float64 { return s.ready().distance(o.ready(), math.Inf(1)) }

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
