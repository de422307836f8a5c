package place

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/words"

	"github.com/peterstace/simplefeatures/geom"
)

// Zone is one feature of a layer: a protected area with its name, "" when the
// file gives none.
type Zone struct {
	Name  string
	Shape Shape
}

// Bounds of what is read.
const (
	MaxZones     = 20_000    // features of one file
	MaxPositions = 1_000_000 // of one file
	maxSite      = 2_000     // positions of one site
	maxLatitude  = 85        // nearer to a pole, degrees no longer say where things lie to each other
	maxZoneName  = 200
	mostRefused  = 20 // refusals of one file
)

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates,omitempty"`
	Geometries  []geometry      `json:"geometries,omitempty"`
}

// geometry is the shape as GeoJSON has it, its outer rings counterclockwise.
func (s Shape) geometry() geometry {
	var parts []geometry
	add := func(kind string, coordinates any) {
		raw, err := json.Marshal(coordinates)
		if err != nil {
			panic(err) // plain numbers always marshal
		}
		parts = append(parts, geometry{Type: kind, Coordinates: raw})
	}
	for _, p := range s.Points {
		add("Point", p)
	}
	for _, l := range s.Lines {
		add("LineString", l)
	}
	for _, p := range s.Polygons {
		wound := slices.Clone(p)
		for i, ring := range wound {
			if (area(ring) > 0) != (i == 0) {
				wound[i] = slices.Clone(ring)
				slices.Reverse(wound[i])
			}
		}
		add("Polygon", wound)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return geometry{Type: "GeometryCollection", Geometries: parts}
}

// area is twice the area of a ring in square degrees, negative when it runs
// clockwise.
func area(ring []Point) (a float64) {
	for i := range ring[1:] {
		a += (ring[i][0]-ring[0][0])*(ring[i+1][1]-ring[0][1]) - (ring[i+1][0]-ring[0][0])*(ring[i][1]-ring[0][1])
	}
	return a
}

// ParseGeometry reads one GeoJSON geometry, a feature with one, or "longitude,
// latitude" as a person types it. Invalid under the field name.
func ParseGeometry(name, text string) (Shape, error) {
	var f fault.Form
	text = strings.TrimSpace(text)
	if text != "" && text[0] != '{' {
		text = `{"type":"Point","coordinates":[` + strings.NewReplacer("，", ",", " ", "").Replace(text) + `]}`
	}
	var one struct {
		geometry
		Geometry *geometry `json:"geometry"`
	}
	if err := json.Unmarshal([]byte(text), &one); err != nil {
		f.Refuse(name, "place.not_geometry")
		return Shape{}, f.Err()
	}
	g := one.geometry
	if one.Type == "Feature" && one.Geometry != nil {
		g = *one.Geometry
	}
	r := reader{left: maxSite}
	s, refused := r.shape(g)
	if refused != nil {
		f.Refuse(name, "place.geometry", refused.key, refused.detail)
	}
	return s, f.Err()
}

// ParseLayer reads a GeoJSON FeatureCollection of zones. Each refusal, Invalid
// under the field name, says which feature it is about: the first is 1. RFC 7946
// has outer rings run counterclockwise and holes clockwise; a ring that does not is
// refused, as the area that it means is then in doubt, or turned where the person
// asks for that. turned counts those.
func ParseLayer(name string, data []byte, turn bool) (zones []Zone, turned int, err error) {
	var f fault.Form
	var file struct {
		Type     string            `json:"type"`
		CRS      json.RawMessage   `json:"crs"`
		Features []json.RawMessage `json:"features"`
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if err := json.Unmarshal(data, &file); err != nil {
		if at, ok := err.(*json.SyntaxError); ok {
			f.Refuse(name, "place.not_json", at.Offset)
		} else {
			f.Refuse(name, "place.not_collection")
		}
		return nil, 0, f.Err()
	}
	f.Require(file.Type == "FeatureCollection", name, "place.not_collection")
	f.Require(len(file.CRS) == 0 || string(file.CRS) == "null" || wgs84(file.CRS), name, "place.not_wgs84")
	f.Require(len(file.Features) > 0, name, "place.no_zones")
	f.Require(len(file.Features) <= MaxZones, name, "place.too_many_zones", MaxZones)
	if err := f.Err(); err != nil {
		return nil, 0, err
	}
	r := reader{left: MaxPositions, turn: turn}
	zones = make([]Zone, 0, len(file.Features))
	refusals := 0
	for i, raw := range file.Features {
		z, refused := r.zone(raw)
		if refused != nil {
			if refusals++; refusals > mostRefused {
				break
			}
			f.Refuse(name, "place.feature", i+1, refused.key, refused.detail)
			if r.left < 0 {
				break
			}
			continue
		}
		zones = append(zones, z)
	}
	return zones, r.turned, f.Err()
}

// wgs84 tells whether an old file names the system that RFC 7946 takes for
// granted.
func wgs84(crs json.RawMessage) bool {
	s := string(crs)
	return strings.Contains(s, "CRS84") || strings.Contains(s, "4326")
}

// refusal is why a geometry cannot be taken: a sentence and the values met.
type refusal struct {
	key    words.Key
	detail string
}

func refuse(key words.Key, values ...any) *refusal {
	var said []string
	for _, v := range values {
		if f, ok := v.(float64); ok {
			v = strconv.FormatFloat(f, 'f', -1, 64)
		}
		said = append(said, fmt.Sprint(v))
	}
	if said == nil {
		return &refusal{key: key}
	}
	return &refusal{key, " (" + strings.Join(said, ", ") + ")"}
}

// reader counts the positions that may still be read, and the rings that it turned
// round where it was asked to.
type reader struct {
	left   int
	turn   bool
	turned int
}

// wind sees to it that rings run as RFC 7946 has them.
func (r *reader) wind(polygons []Polygon) *refusal {
	for i, p := range polygons {
		for j, ring := range p {
			outer := j == 0
			switch {
			case area(ring) > 0 == outer:
			case r.turn:
				slices.Reverse(ring)
				r.turned++
			case outer:
				return refuse("place.outer_clockwise", i+1, j+1)
			default:
				return refuse("place.hole_counterclockwise", i+1, j+1)
			}
		}
	}
	return nil
}

func (r *reader) zone(raw json.RawMessage) (Zone, *refusal) {
	var feature struct {
		Type       string         `json:"type"`
		Geometry   *geometry      `json:"geometry"`
		Properties map[string]any `json:"properties"`
	}
	if err := json.Unmarshal(raw, &feature); err != nil || feature.Type != "Feature" {
		return Zone{}, refuse("place.not_feature")
	}
	if feature.Geometry == nil {
		return Zone{}, refuse("place.no_geometry")
	}
	s, refused := r.shape(*feature.Geometry)
	if refused == nil {
		refused = r.wind(s.Polygons)
	}
	return Zone{zoneName(feature.Properties), s}, refused
}

// zoneName is the zone's name among the properties, under the names that
// registers use.
func zoneName(properties map[string]any) string {
	for _, key := range []string{"name", "NAME", "Name", "名称", "title", "code"} {
		v, ok := properties[key]
		if !ok || v == nil {
			continue
		}
		name := strings.Join(strings.Fields(strings.ReplaceAll(fmt.Sprint(v), "\x00", "")), " ")
		if runes := []rune(name); len(runes) > maxZoneName {
			name = string(runes[:maxZoneName])
		}
		if name != "" {
			return name
		}
	}
	return ""
}

func (r *reader) shape(g geometry) (s Shape, refused *refusal) {
	switch g.Type {
	case "Point":
		s.Points = make([]Point, 1)
		refused = decode(g.Coordinates, &s.Points[0])
	case "MultiPoint":
		refused = decode(g.Coordinates, &s.Points)
	case "LineString":
		s.Lines = make([][]Point, 1)
		refused = decode(g.Coordinates, &s.Lines[0])
	case "MultiLineString":
		refused = decode(g.Coordinates, &s.Lines)
	case "Polygon":
		s.Polygons = make([]Polygon, 1)
		refused = decode(g.Coordinates, &s.Polygons[0])
	case "MultiPolygon":
		refused = decode(g.Coordinates, &s.Polygons)
	case "GeometryCollection":
		for _, part := range g.Geometries {
			if part.Type == "GeometryCollection" {
				return s, refuse("place.nested")
			}
			one, refused := r.shape(part)
			if refused != nil {
				return s, refused
			}
			s = Shape{append(s.Points, one.Points...), append(s.Lines, one.Lines...), append(s.Polygons, one.Polygons...)}
		}
	default:
		return s, refuse("place.unknown_type", g.Type)
	}
	if refused == nil && len(g.Geometries) == 0 {
		refused = r.check(s)
	}
	if refused == nil && s.Empty() {
		refused = refuse("place.empty_geometry")
	}
	return s, refused
}

func decode(raw json.RawMessage, into any) *refusal {
	if err := json.Unmarshal(raw, into); err != nil {
		return refuse("place.bad_coordinates")
	}
	return nil
}

// UnmarshalJSON reads a position of two numbers or more; what follows the
// latitude is a height and is left out. It is called for each of a million
// positions with JSON that is known to be whole.
func (p *Point) UnmarshalJSON(b []byte) error {
	b, isList := bytes.CutPrefix(bytes.TrimSpace(b), []byte("["))
	if !isList {
		return errPosition
	}
	for i := range p {
		n, rest, more := bytes.Cut(b, []byte(","))
		if !more {
			n, rest = bytes.TrimSuffix(n, []byte("]")), nil
		}
		if b = rest; !more && i == 0 {
			return errPosition
		}
		if i == 1 && more && bytes.ContainsAny(rest, `"[{tfn`) {
			return errPosition // a height that is no number
		}
		x, err := strconv.ParseFloat(string(bytes.TrimSpace(n)), 64)
		if err != nil {
			return errPosition
		}
		p[i] = x
	}
	return nil
}

var errPosition = errors.New("a position is a list of two numbers or more")

// check refuses what is no shape on the part of the globe that is served.
func (r *reader) check(s Shape) *refusal {
	for _, p := range s.Points {
		if refused := r.path([]Point{p}); refused != nil {
			return refused
		}
	}
	for _, l := range s.Lines {
		if len(l) < 2 {
			return refuse("place.short_line")
		}
		if refused := r.path(l); refused != nil {
			return refused
		}
	}
	for _, p := range s.Polygons {
		if len(p) == 0 {
			return refuse("place.short_ring")
		}
		for _, ring := range p {
			if len(ring) < 4 {
				return refuse("place.short_ring")
			}
			if ring[0] != ring[len(ring)-1] {
				return refuse("place.open_ring")
			}
			if refused := r.path(ring); refused != nil {
				return refused
			}
		}
		if refused := valid(p); refused != nil {
			return refused
		}
	}
	return nil
}

// valid refuses a polygon whose rings cross themselves or each other, or whose
// first ring is not the outer one. Which way around they run is asked of layers only
// (wind): a site is drawn by hand.
func valid(p Polygon) *refusal {
	rings := make([]geom.LineString, len(p))
	for i, ring := range p {
		rings[i] = geom.NewLineString(positions(ring))
		if !rings[i].IsSimple() {
			return refuse("place.self_crossing", ring[0].lon(), ring[0].lat())
		}
	}
	err := geom.NewPolygon(rings).Validate()
	switch {
	case err == nil:
		return nil
	case strings.Contains(err.Error(), "outside of exterior ring"):
		return refuse("place.ring_order")
	}
	return refuse("place.rings_cross")
}

func positions(path []Point) geom.Sequence {
	flat := make([]float64, 0, 2*len(path))
	for _, p := range path {
		flat = append(flat, p[0], p[1])
	}
	return geom.NewSequence(flat, geom.DimXY)
}

func (r *reader) path(path []Point) *refusal {
	if r.left -= len(path); r.left < 0 {
		return refuse("place.too_many_positions")
	}
	for i, p := range path {
		lon, lat := p.lon(), p.lat()
		switch {
		case math.Abs(lat) > 90 || math.Abs(lon) > 180:
			return refuse("place.off_globe", lon, lat)
		case math.Abs(lat) > maxLatitude:
			return refuse("place.near_pole", lat)
		case i > 0 && math.Abs(lon-path[i-1].lon()) > 180:
			return refuse("place.antimeridian", path[i-1].lon(), lon)
		}
	}
	return nil
}

// both joins the refusals of two checks of one form, so that a person sees all
// at once; what is no refusal of a form goes first.
func both(a, b error) error {
	x, isForm := a.(*fault.Error)
	y, isToo := b.(*fault.Error)
	if a == nil || b == nil || !isForm || !isToo || len(x.Fields) == 0 || len(y.Fields) == 0 {
		if a != nil {
			return a
		}
		return b
	}
	return &fault.Error{Kind: fault.Invalid, Message: x.Message, Fields: append(x.Fields, y.Fields...)}
}
