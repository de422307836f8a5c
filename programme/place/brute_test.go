package place

import (
	"math"
	"math/big"
	"testing"

	"github.com/peterstace/simplefeatures/geom"
	"pgregory.net/rapid"
)

// The independent method: every edge against every edge in fractions, every point
// against every ring by its winding, every distance by search along the edges with
// Vincenty's formula. It shares nothing with what it checks.

func bruteOverlaps(s, o Shape) bool {
	for _, e := range bruteEdges(s) {
		for _, f := range bruteEdges(o) {
			if bruteCross(e[0], e[1], f[0], f[1]) {
				return true
			}
		}
	}
	return bruteInside(s, o) || bruteInside(o, s)
}

func bruteEdges(s Shape) (all [][2]Point) {
	for _, p := range s.Points {
		all = append(all, [2]Point{p, p})
	}
	for _, l := range s.Lines {
		for i := range l[1:] {
			all = append(all, [2]Point{l[i], l[i+1]})
		}
	}
	for _, p := range s.Polygons {
		for _, r := range p {
			for i := range r[1:] {
				all = append(all, [2]Point{r[i], r[i+1]})
			}
		}
	}
	return all
}

func frac(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }

func bruteTurn(a, b, c Point) int {
	left := new(big.Rat).Mul(new(big.Rat).Sub(frac(b[0]), frac(a[0])), new(big.Rat).Sub(frac(c[1]), frac(a[1])))
	right := new(big.Rat).Mul(new(big.Rat).Sub(frac(b[1]), frac(a[1])), new(big.Rat).Sub(frac(c[0]), frac(a[0])))
	return left.Cmp(right)
}

func bruteOn(a, b, p Point) bool {
	return bruteTurn(a, b, p) == 0 && min(a[0], b[0]) <= p[0] && p[0] <= max(a[0], b[0]) && min(a[1], b[1]) <= p[1] && p[1] <= max(a[1], b[1])
}

func bruteCross(a, b, c, d Point) bool {
	if bruteOn(a, b, c) || bruteOn(a, b, d) || bruteOn(c, d, a) || bruteOn(c, d, b) {
		return true
	}
	return bruteTurn(a, b, c)*bruteTurn(a, b, d) < 0 && bruteTurn(c, d, a)*bruteTurn(c, d, b) < 0
}

// bruteInside tells whether a corner of s lies in a polygon of o, by how often the
// outer ring and the holes wind around it.
func bruteInside(s, o Shape) bool {
	for _, e := range bruteEdges(s) {
		for _, p := range o.Polygons {
			in := bruteWinds(p[0], e[0])
			for _, hole := range p[1:] {
				in = in && !bruteWinds(hole, e[0])
			}
			if in {
				return true
			}
		}
	}
	return false
}

func bruteWinds(ring []Point, p Point) bool {
	winding := 0
	for i := range ring[1:] {
		a, b := ring[i], ring[i+1]
		if a[1] <= p[1] && b[1] > p[1] && bruteTurn(a, b, p) > 0 {
			winding++
		}
		if a[1] > p[1] && b[1] <= p[1] && bruteTurn(a, b, p) < 0 {
			winding--
		}
	}
	return winding != 0
}

// bruteDistance searches each edge for its point nearest to each end of each edge
// of the other shape.
func bruteDistance(s, o Shape) float64 {
	least := math.Inf(1)
	to := func(p Point, e [2]Point) {
		at := func(f float64) float64 {
			return vincenty(p, Point{e[0][0] + f*(e[1][0]-e[0][0]), e[0][1] + f*(e[1][1]-e[0][1])})
		}
		from, until := 0.0, 1.0
		for range 20 {
			a, b := from+(until-from)/3, until-(until-from)/3
			if at(a) < at(b) {
				until = b
			} else {
				from = a
			}
		}
		least = min(least, at((from+until)/2), at(0), at(1))
	}
	for _, e := range bruteEdges(s) {
		for _, f := range bruteEdges(o) {
			if vincenty(e[0], f[0])-vincenty(e[0], e[1])-vincenty(f[0], f[1]) > least {
				continue
			}
			to(e[0], f)
			to(e[1], f)
			to(f[0], e)
			to(f[1], e)
		}
	}
	return least
}

// anyShape draws a point, a line, or a ring around a centre, maybe with a hole, on
// a lattice so coarse that corners, edges and shapes often touch.
func anyShape(name string) *rapid.Generator[Shape] {
	return rapid.Custom(func(t *rapid.T) Shape {
		grid := func(what string, least, most int) float64 {
			return float64(rapid.IntRange(least, most).Draw(t, name+what)) / 64
		}
		at := Point{91 + grid("lon", 0, 24), 29 + grid("lat", 0, 24)}
		switch rapid.IntRange(0, 3).Draw(t, name+"kind") {
		case 0:
			return Shape{Points: []Point{at}}
		case 1:
			l := []Point{at}
			for range rapid.IntRange(1, 5).Draw(t, name+"steps") {
				l = append(l, Point{91 + grid("x", 0, 24), 29 + grid("y", 0, 24)})
			}
			return Shape{Lines: [][]Point{l}}
		}
		n := rapid.IntRange(3, 24).Draw(t, name+"corners")
		round := func(least, most int) []Point {
			var r []Point
			for i := range n {
				angle, far := 2*math.Pi*float64(i)/float64(n), grid("far", least, most)
				r = append(r, Point{at[0] + math.Round(far*math.Cos(angle)*64)/64, at[1] + math.Round(far*math.Sin(angle)*64)/64})
			}
			return append(r, r[0])
		}
		p := Polygon{round(6, 14)}
		if rapid.Bool().Draw(t, name+"hollow") {
			p = append(p, round(2, 4))
		}
		return Shape{Polygons: []Polygon{p}}
	})
}

// usable tells whether a drawn shape is one that the reader would let in.
func usable(s Shape) bool { r := reader{left: maxSite}; return r.check(s) == nil }

func TestScreeningIsWhatBruteForceSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, o := anyShape("site ").Filter(usable).Draw(t, "site"), anyShape("zone ").Filter(usable).Draw(t, "zone")
		want := bruteOverlaps(s, o)
		if got := s.Overlaps(o); got != want {
			t.Fatalf("overlaps is %v, by brute force %v", got, want)
		}
		if library := geom.Intersects(planar(s), planar(o)); library != want {
			t.Fatalf("overlaps is %v, the library says %v", want, library)
		}
		d := s.Distance(o)
		if (d == 0) != want {
			t.Fatalf("it is %v m away and overlaps: %v", d, want)
		}
		within := rapid.IntRange(0, Near).Draw(t, "within")
		kind := rapid.SampledFrom(Kinds).Draw(t, "kind")
		site := Site{Shape: s, Within: within}
		found := site.findings([]candidate{{Finding{Kind: kind}, o.ready()}})
		far := 0.0
		if !want {
			if far = bruteDistance(s, o); far < 20_000 && math.Abs(d-far) > max(far*0.01, 1) {
				t.Fatalf("it is %v m away, by brute force %v m", d, far)
			}
		}
		verdictByHand := Clear
		switch {
		case kind == Prohibited && want:
			verdictByHand = Prohibited
		case kind != Information && (want || d <= float64(within)):
			verdictByHand = Assess
		}
		if math.Abs(d-float64(within)) < 2 && !want {
			return // whole metres decide
		}
		if got := verdict(found, within); got != verdictByHand {
			t.Fatalf("%s zone %v m off, known to %d m: %s, by hand %s", kind, d, within, got, verdictByHand)
		}
	})
}

// planar is a shape as the library has it, in degrees.
func planar(s Shape) geom.Geometry {
	var all []geom.Geometry
	for _, p := range s.Points {
		all = append(all, geom.XY{X: p[0], Y: p[1]}.AsPoint().AsGeometry())
	}
	for _, l := range s.Lines {
		all = append(all, geom.NewLineString(positions(l)).AsGeometry())
	}
	for _, p := range s.Polygons {
		var rings []geom.LineString
		for _, r := range p {
			rings = append(rings, geom.NewLineString(positions(r)))
		}
		all = append(all, geom.NewPolygon(rings).AsGeometry())
	}
	if len(all) == 1 {
		return all[0]
	}
	return geom.NewGeometryCollection(all).AsGeometry()
}
