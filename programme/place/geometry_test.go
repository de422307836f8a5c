package place

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// shape reads a geometry written with one-degree corners; it fails the test on a
// refusal.
func shape(t testing.TB, kind, coordinates string) Shape {
	t.Helper()
	s, err := ParseGeometry("shape", fmt.Sprintf(`{"type":%q,"coordinates":%s}`, kind, coordinates))
	if err != nil {
		t.Fatalf("%s %s: %v", kind, coordinates, err)
	}
	return s
}

func TestOverlaps(t *testing.T) {
	ring := shape(t, "Polygon", "[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[6,4],[6,6],[4,6],[4,4]]]")
	bow := shape(t, "MultiPolygon", "[[[[20,0],[21,0],[21,1],[20,0]]],[[[30,0],[31,0],[31,1],[30,0]]]]")
	for _, c := range []struct {
		what        string
		zone        Shape
		kind, where string
		want        bool
	}{
		{"a point inside", ring, "Point", "[1,1]", true},
		{"a point outside, in line with two corners", ring, "Point", "[-1,10]", false},
		{"a point outside, its ray through a corner", ring, "Point", "[-1,0]", false},
		{"a point on the line", ring, "Point", "[10,3]", true},
		{"a point on a corner", ring, "Point", "[0,0]", true},
		{"a point in the hole", ring, "Point", "[5,5]", false},
		{"a point on the hole's line", ring, "Point", "[4,5]", true},
		{"a point of a height", ring, "Point", "[1,1,4500]", true},
		{"a line through, both ends outside", ring, "LineString", "[[-1,2],[11,3]]", true},
		{"a line that touches a corner", ring, "LineString", "[[-1,1],[1,-1]]", true},
		{"a line past a corner", ring, "LineString", "[[-1,0.9],[0.9,-1]]", false},
		{"a line within the hole", ring, "LineString", "[[4.5,5],[5.5,5]]", false},
		{"a line along an edge", ring, "LineString", "[[10,2],[10,3]]", true},
		{"an area in the hole", ring, "Polygon", "[[[4.5,4.5],[5.5,4.5],[5.5,5.5],[4.5,4.5]]]", false},
		{"an area that holds the whole", ring, "Polygon", "[[[-5,-5],[15,-5],[15,15],[-5,15],[-5,-5]]]", true},
		{"an area within, no edges crossing", ring, "Polygon", "[[[1,1],[2,1],[2,2],[1,1]]]", true},
		{"an area whose hole holds it all", ring, "Polygon", "[[[-9,-9],[19,-9],[19,19],[-9,19],[-9,-9]],[[-1,-1],[11,-1],[11,11],[-1,11],[-1,-1]]]", false},
		{"the second of two areas", bow, "Point", "[30.9,0.5]", true},
		{"between two areas", bow, "Point", "[25,0.5]", false},
		{"the second of two points", ring, "MultiPoint", "[[50,50],[1,1]]", true},
		{"the second of two lines", ring, "MultiLineString", "[[[50,50],[51,51]],[[1,1],[2,2]]]", true},
	} {
		s := shape(t, c.kind, c.where)
		if got := s.Overlaps(c.zone); got != c.want {
			t.Errorf("%s: overlaps is %v", c.what, got)
		}
		if got := c.zone.Overlaps(s); got != c.want {
			t.Errorf("%s, asked the other way: overlaps is %v", c.what, got)
		}
		if d := s.Distance(c.zone); (d == 0) != c.want {
			t.Errorf("%s: it is %v m away", c.what, d)
		}
	}
}

// A point a rounding error beside a long edge is told from one on it.
func TestTurnIsExact(t *testing.T) {
	a, b := Point{0.5, 0.5}, Point{12, 12}
	for i := range 256 {
		for j := range 256 {
			x, y := 0.5+float64(i)*0x1p-53, 0.5+float64(j)*0x1p-53
			want := 0
			if y > x {
				want = 1
			} else if y < x {
				want = -1
			}
			if got := turn(a, b, Point{x, y}); got != want {
				t.Fatalf("turn at %d,%d is %d, want %d", i, j, got, want)
			}
		}
	}
}

// vincenty is the length of the geodesic between two points of the WGS-84
// ellipsoid, in metres, by Vincenty's inverse formula (1975): millimetres.
func vincenty(p, q Point) float64 {
	const a, f = 6378137.0, 1 / 298.257223563
	b := a * (1 - f)
	rad := math.Pi / 180
	l := (q.lon() - p.lon()) * rad
	u1, u2 := math.Atan((1-f)*math.Tan(p.lat()*rad)), math.Atan((1-f)*math.Tan(q.lat()*rad))
	s1, c1 := math.Sincos(u1)
	s2, c2 := math.Sincos(u2)
	lambda := l
	for range 200 {
		sl, cl := math.Sincos(lambda)
		ss := math.Hypot(c2*sl, c1*s2-s1*c2*cl)
		if ss == 0 {
			return 0
		}
		cs := s1*s2 + c1*c2*cl
		sigma := math.Atan2(ss, cs)
		sa := c1 * c2 * sl / ss
		ca2 := 1 - sa*sa
		cm := 0.0
		if ca2 != 0 {
			cm = cs - 2*s1*s2/ca2
		}
		c := f / 16 * ca2 * (4 + f*(4-3*ca2))
		next := l + (1-c)*f*sa*(sigma+c*ss*(cm+c*cs*(-1+2*cm*cm)))
		if math.Abs(next-lambda) < 1e-13 {
			u := ca2 * (a*a - b*b) / (b * b)
			k1 := 1 + u/16384*(4096+u*(-768+u*(320-175*u)))
			k2 := u / 1024 * (256 + u*(-128+u*(74-47*u)))
			d := k2 * ss * (cm + k2/4*(cs*(-1+2*cm*cm)-k2/6*cm*(-3+4*ss*ss)*(-3+4*cm*cm)))
			return b * k1 * (sigma - d)
		}
		lambda = next
	}
	return math.NaN()
}

// Flinders Peak to Buninyong, the worked example of the formula's own papers, in
// the grid's ellipsoid; on WGS-84 it is 54,972.271 m.
func TestVincentyIsRight(t *testing.T) {
	p, q := Point{144.42486788888888, -37.95103341666667}, Point{143.92649552777778, -37.65282113888889}
	if d := vincenty(p, q); math.Abs(d-54972.271) > 0.01 {
		t.Fatalf("the reference gives %v m", d)
	}
}

func TestDistanceIsWithinOnePercent(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	worst := 0.0
	for range 20_000 {
		p := Point{dice.Float64()*340 - 170, dice.Float64()*168 - 84}
		reach := dice.Float64() * 90_000
		angle := dice.Float64() * 2 * math.Pi
		q := Point{p.lon() + reach*math.Cos(angle)/(111_000*math.Cos(p.lat()*math.Pi/180)), p.lat() + reach*math.Sin(angle)/111_000}
		if math.Abs(q.lat()) > maxLatitude || math.Abs(q.lon()) > 180 {
			continue
		}
		want := vincenty(p, q)
		if want > 100_000 || want < 1 {
			continue
		}
		got := Shape{Points: []Point{p}}.Distance(Shape{Points: []Point{q}})
		worst = max(worst, math.Abs(got-want)/want)
	}
	if worst > 0.01 {
		t.Errorf("a distance is off by %.3f %%", worst*100)
	}
	t.Logf("worst: %.4f %%", worst*100)
}

// The nearest point of a long edge is found too: measured against many points
// along it.
func TestDistanceToAnEdgeIsWithinOnePercent(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 4))
	worst := 0.0
	for range 100 {
		p := Point{dice.Float64()*300 - 150, dice.Float64()*150 - 75}
		end := func() Point {
			return Point{p.lon() + dice.Float64()*4 - 2, p.lat() + dice.Float64()*2 - 1}
		}
		a, b := end(), end()
		want := math.Inf(1)
		for i := range 2001 {
			f := float64(i) / 2000
			want = min(want, vincenty(p, Point{a.lon() + f*(b.lon()-a.lon()), a.lat() + f*(b.lat()-a.lat())}))
		}
		if want > 100_000 || want < 500 {
			continue
		}
		got := Shape{Points: []Point{p}}.Distance(Shape{Lines: [][]Point{{a, b}}})
		worst = max(worst, math.Abs(got-want)/want)
	}
	if worst > 0.01 {
		t.Errorf("a distance to an edge is off by %.3f %%", worst*100)
	}
	t.Logf("worst: %.4f %%", worst*100)
}

// Skipping what lies too far off changes no distance.
func TestDistanceSkipsNothingNear(t *testing.T) {
	dice := rand.New(rand.NewPCG(5, 6))
	path := func(lon float64) [][]Point {
		var l []Point
		for range 12 {
			l = append(l, Point{lon + dice.Float64(), 40 + dice.Float64()})
		}
		return [][]Point{l}
	}
	for range 200 {
		s, o := Shape{Lines: path(10)}, Shape{Lines: path(11.2)}
		least := math.Inf(1)
		for e := range s.edges() {
			for f := range o.edges() {
				least = min(least, f.from(e[0]), f.from(e[1]), e.from(f[0]), e.from(f[1]))
			}
		}
		if got := s.Distance(o); got != least {
			t.Fatalf("the distance is %v, by hand %v", got, least)
		}
	}
}

// A box widened by metres holds all that is so near.
func TestWiderBoxHoldsWhatIsNear(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 8))
	for range 5000 {
		p := Point{dice.Float64()*300 - 150, dice.Float64()*160 - 80}
		metres := dice.Float64() * 50_000
		q := Point{p.lon() + (dice.Float64()*2-1)*metres/(111_000*math.Cos(p.lat()*math.Pi/180)), p.lat() + (dice.Float64()*2-1)*metres/111_000}
		if vincenty(p, q) <= metres && !(edge{p, p}).box().wider(metres).meets((edge{q, q}).box()) {
			t.Fatalf("%v is within %v m of %v, and left out", q, metres, p)
		}
	}
}

func TestShapeKeepsItsJSON(t *testing.T) {
	s := shape(t, "Polygon", "[[[91.123456789,29.5],[92,29.5],[92,30],[91.123456789,29.5]]]")
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back Shape
	if err := json.Unmarshal(b, &back); err != nil || back.Polygons[0][0][0] != s.Polygons[0][0][0] {
		t.Errorf("%s reads back as %v, %v", b, back, err)
	}
}

// Each edge of a long path is asked, wherever it stands in its run of edges.
func TestNoEdgeIsLeftOut(t *testing.T) {
	var path []Point
	for i := range 3*spread*spread + 5 {
		angle := float64(i) / 200
		path = append(path, Point{91 + math.Cos(angle)*(1+angle)/20, 29 + math.Sin(angle)*(1+angle)/20})
	}
	zone := Shape{Lines: [][]Point{path}}
	ready := zone.ready()
	for i := 1; i < len(path); i++ {
		mid := Point{(path[i-1][0] + path[i][0]) / 2, (path[i-1][1] + path[i][1]) / 2}
		dx, dy := path[i][0]-path[i-1][0], path[i][1]-path[i-1][1]
		across := Shape{Lines: [][]Point{{{mid[0] - dy/4, mid[1] + dx/4}, {mid[0] + dy/4, mid[1] - dx/4}}}}
		if !across.ready().overlaps(ready) || !ready.overlaps(across.ready()) {
			t.Fatalf("edge %d is not met", i)
		}
		beside := Shape{Points: []Point{{mid[0] + dy/4, mid[1] - dx/4}}}
		least := math.Inf(1)
		for e := range zone.edges() {
			least = min(least, e.from(beside.Points[0]))
		}
		if got := beside.ready().distance(ready, math.Inf(1)); got != least {
			t.Fatalf("edge %d is %v m away, by hand %v", i, got, least)
		}
	}
	round := Shape{Polygons: []Polygon{{append(path[:700:700], path[0])}}}
	for _, p := range []Point{{91, 29}, {90.95, 29}, {91.2, 29.1}, {91, 28.9}, {91.1, 29.0001}, {90.9, 29.05}} {
		if at := (Shape{Points: []Point{p}}); at.Overlaps(round) != bruteInside(at, round) {
			t.Errorf("%v lies within: %v", p, !bruteInside(at, round))
		}
	}
}
