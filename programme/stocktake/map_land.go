package stocktake

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"sync"
)

// landJSON is the land of the world as one GeoJSON geometry, without any
// boundary: Natural Earth 1:110m (docs/decisions/0007).
//
//go:embed base/land.json
var landJSON []byte

// land are the rings of the land in units of the world, decoded once.
var land = sync.OnceValue(func() [][][2]float64 {
	var file struct{ Coordinates [][][][2]float64 }
	if err := json.Unmarshal(landJSON, &file); err != nil {
		panic(err) // it is embedded, and a test reads it
	}
	var rings [][][2]float64
	for _, polygon := range file.Coordinates {
		for _, ring := range polygon {
			for i, p := range ring {
				ring[i][0], ring[i][1] = unit(p[0], p[1])
			}
			rings = append(rings, ring)
		}
	}
	return rings
})

// landPath draws the land within a frame as an SVG path. Steps of less than a
// pixel are left out, rings beside the frame too, and what lies far off is drawn
// at its rim.
func (f Frame) landPath() string {
	var b strings.Builder
	left, top := f.corner()
	w, h, rim := float64(f.W), float64(f.H), 8*float64(max(f.W, f.H))
	for _, ring := range land() {
		west, north, east, south := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
		for _, p := range ring {
			x, y := p[0]*f.scale()-left, p[1]*f.scale()-top
			west, north, east, south = min(west, x), min(north, y), max(east, x), max(south, y)
		}
		if west > w || north > h || east < 0 || south < 0 {
			continue
		}
		lastX, lastY := math.Inf(1), math.Inf(1)
		for i, p := range ring {
			x, y := min(max(p[0]*f.scale()-left, -rim), rim), min(max(p[1]*f.scale()-top, -rim), rim)
			if i > 0 && math.Hypot(x-lastX, y-lastY) < 1 {
				continue
			}
			fmt.Fprintf(&b, "%s%.0f %.0f", map[bool]string{true: "M", false: "L"}[i == 0], x, y)
			lastX, lastY = x, y
		}
		b.WriteByte('Z')
	}
	return b.String()
}

// degreeLine is one line of the net of degrees with its name.
type degreeLine struct {
	X, Y  float64 // where it meets the left or the upper edge
	North bool    // runs north
	Name  string
}

// degrees is the net of degrees within a frame: lines at least 90 pixels apart.
func (f Frame) degrees() []degreeLine {
	left, top := f.corner()
	perDegree := f.scale() / 360
	step := 30.0
	for _, s := range []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20} {
		if s*perDegree >= 90 {
			step = s
			break
		}
	}
	west, north := lonLat(left/f.scale()*worldSize, top/f.scale()*worldSize)
	east, south := lonLat((left+float64(f.W))/f.scale()*worldSize, (top+float64(f.H))/f.scale()*worldSize)
	var all []degreeLine
	for i := math.Ceil(max(west, -180) / step); i*step <= min(east, 180); i++ {
		x, _ := unit(i*step, 0)
		all = append(all, degreeLine{X: math.Round(x*f.scale() - left), North: true, Name: degree(i*step, "E", "W")})
	}
	for i := math.Ceil(max(south, -80) / step); i*step <= min(north, 80); i++ {
		_, y := unit(0, i*step)
		all = append(all, degreeLine{Y: math.Round(y*f.scale() - top), Name: degree(i*step, "N", "S")})
	}
	return all
}

func degree(d float64, plus, minus string) string {
	d = math.Round(d*100) / 100
	switch {
	case d == 0:
		return "0°"
	case d < 0:
		return fmt.Sprintf("%g°%s", -d, minus)
	}
	return fmt.Sprintf("%g°%s", d, plus)
}
