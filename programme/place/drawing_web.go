package place

import (
	"math"
	"strings"

	"fmt"

	"throughline/kit/ident"
)

// drawing is a site over the zones that it meets and those nearby, north up.
type drawing struct {
	Zones []drawnZone
	Site  string // the path of its lines and areas
	Dots  []dot  // its points, and its corners when it is small
	Scale int    // metres from the left edge to the right
}

type drawnZone struct{ Kind, Name, Path string }

type dot struct{ X, Y int }

// The canvas, and how many zones a drawing holds.
const (
	canvasWidth  = 640
	canvasHeight = 360
	mostDrawn    = 40
)

// draw fits the site with as much around it as it is large, 400 m at the least, and
// up to 4 km for the edges of the zones that come first.
func draw(s Site, findings []Finding, shapes map[ident.ID]Shape) *drawing {
	b := s.Shape.Box()
	lon, lat := (b.West+b.East)/2, (b.South+b.North)/2
	east, north := scale(lat)
	half := max((b.East-b.West)*east, (b.North-b.South)*north*canvasWidth/canvasHeight, 400, float64(s.Within)*1.5)
	for _, f := range findings[:min(len(findings), 4)] {
		far := 1.3 * float64(f.Distance)
		if f.Met() {
			z := shapes[f.Zone].Box()
			far = max((z.East-z.West)*east, (z.North-z.South)*north) * 0.7
		}
		half = max(half, min(far, 4000))
	}
	per := canvasWidth / (2 * half) // canvas units a metre
	at := func(p Point) (float64, float64) {
		return canvasWidth/2 + (p.lon()-lon)*east*per, canvasHeight/2 - (p.lat()-lat)*north*per
	}
	d := &drawing{Site: path(s.Shape, at), Scale: int(math.Round(2 * half))}
	for _, p := range s.Shape.Points {
		x, y := at(p)
		d.Dots = append(d.Dots, dot{int(x), int(y)})
	}
	around := b.wider(half)
	for _, f := range findings {
		shape, ok := shapes[f.Zone]
		if ok && shape.Box().meets(around) {
			d.Zones = append(d.Zones, drawnZone{f.Kind, f.Name, path(shape, at)})
		}
	}
	return d
}

// path writes lines and areas as an SVG path; steps of less than one unit are
// left out, and what lies far off the canvas is drawn at its rim.
func path(s Shape, at func(Point) (float64, float64)) string {
	var b strings.Builder
	const rim = 20 * canvasWidth
	pen := func(points []Point, end string) {
		lastX, lastY := math.Inf(1), math.Inf(1)
		for i, p := range points {
			x, y := at(p)
			x, y = min(max(x, -rim), rim), min(max(y, -rim), rim)
			if i > 0 && i < len(points)-1 && math.Hypot(x-lastX, y-lastY) < 1 {
				continue
			}
			lastX, lastY = x, y
			fmt.Fprintf(&b, "%s%.0f %.0f", map[bool]string{true: "M", false: "L"}[i == 0], x, y)
		}
		b.WriteString(end)
	}
	for _, l := range s.Lines {
		pen(l, "")
	}
	for _, p := range s.Polygons {
		for _, ring := range p {
			pen(ring, "Z")
		}
	}
	return b.String()
}
