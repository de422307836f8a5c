package place

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"throughline/kit/fault"
)

// collection is a file of features with these geometries.
func collection(geometries ...string) []byte {
	var features []string
	for i, g := range geometries {
		features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"name":"Zone %d"},"geometry":%s}`, i+1, g))
	}
	return []byte(`{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`)
}

const square = `{"type":"Polygon","coordinates":[[[91,29],[92,29],[92,30],[91,30],[91,29]]]}`

// refusedAs is how a refusal was said, its keys and values in a row.
func refusedAs(err error) []string {
	e, ok := err.(*fault.Error)
	if !ok {
		return nil
	}
	var out []string
	for _, f := range e.Fields {
		out = append(out, strings.Join(strings.Fields(f.Name+" "+f.Key+" "+fmt.Sprintln(f.Args...)), " "))
	}
	return out
}

func TestParseLayerSaysWhichFeatureAndWhat(t *testing.T) {
	for _, c := range []struct{ geometry, want string }{
		{`{"type":"Polygon","coordinates":[[[91,29],[92,29],[92,30]]]}`, "place.short_ring"},
		{`{"type":"Polygon","coordinates":[]}`, "place.short_ring"},
		{`{"type":"Polygon","coordinates":[[[91,29],[92,29],[92,30],[91,30]]]}`, "place.open_ring"},
		{`{"type":"Polygon","coordinates":[[[91,29],[92,30],[92,29],[91,30],[91,29]]]}`, "place.self_crossing (91, 29)"},
		{`{"type":"Polygon","coordinates":[[[91,29],[92,29],[93,29],[91,29]]]}`, "place.self_crossing (91, 29)"},
		{`{"type":"Polygon","coordinates":[[[91.4,29.4],[91.6,29.4],[91.6,29.6],[91.4,29.4]],[[91,29],[92,29],[92,30],[91,30],[91,29]]]}`, "place.ring_order"},
		{`{"type":"Polygon","coordinates":[[[91,29],[92,29],[92,30],[91,30],[91,29]],[[93,29],[94,29],[94,30],[93,29]]]}`, "place.ring_order"},
		{`{"type":"Polygon","coordinates":[[[91,29],[92,29],[92,30],[91,30],[91,29]],[[91.5,29.5],[93,29.5],[91.5,29.6],[91.5,29.5]]]}`, "place.rings_cross"},
		{`{"type":"Polygon","coordinates":[[[91,29],[92,29],[92,30],[91,30],[91,29]],[[91.1,29.1],[91.9,29.1],[91.9,29.9],[91.1,29.1]],[[91.5,29.2],[91.8,29.2],[91.8,29.4],[91.5,29.2]]]}`, "place.rings_cross"},
		{`{"type":"Point","coordinates":[91,29,"high"]}`, "place.bad_coordinates"},
		{`{"type":"LineString","coordinates":[[91,29]]}`, "place.short_line"},
		{`{"type":"Point","coordinates":[29]}`, "place.bad_coordinates"},
		{`{"type":"Point","coordinates":["91","29"]}`, "place.bad_coordinates"},
		{`{"type":"Point","coordinates":null}`, "place.bad_coordinates"},
		{`{"type":"Point"}`, "place.bad_coordinates"},
		{`{"type":"Point","coordinates":[29.5,91.2]}`, "place.off_globe (29.5, 91.2)"},
		{`{"type":"Point","coordinates":[450000,3200000]}`, "place.off_globe (450000, 3200000)"},
		{`{"type":"Point","coordinates":[10,86]}`, "place.near_pole (86)"},
		{`{"type":"LineString","coordinates":[[179,10],[-179,10]]}`, "place.antimeridian (179, -179)"},
		{`{"type":"MultiPoint","coordinates":[]}`, "place.empty_geometry"},
		{`{"type":"GeometryCollection","geometries":[]}`, "place.empty_geometry"},
		{`{"type":"GeometryCollection","geometries":[{"type":"GeometryCollection"}]}`, "place.nested"},
		{`{"type":"Circle","coordinates":[1,2]}`, "place.unknown_type (Circle)"},
		{`null`, "place.no_geometry"},
	} {
		_, _, err := ParseLayer("file", collection(square, c.geometry, square), false)
		want := "file place.feature 2 " + c.want
		if got := refusedAs(err); len(got) != 1 || got[0] != want {
			t.Errorf("%s is refused with %q, want %q", c.geometry, got, want)
		}
	}
	for _, c := range []struct{ file, want string }{
		{``, "file place.not_json 0"},
		{`{"type":"FeatureCollection","features":[}`, "file place.not_json 41"},
		{`[1]`, "file place.not_collection"},
		{`{"type":"Feature"}`, "file place.not_collection"},
		{`{"type":"FeatureCollection","features":[]}`, "file place.no_zones"},
		{`{"type":"FeatureCollection","crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::4549"}},"features":[{}]}`, "file place.not_wgs84"},
		{`{"type":"FeatureCollection","features":[{"type":"Zone"}]}`, "file place.feature 1 place.not_feature"},
		{`{"type":"FeatureCollection","features":[7]}`, "file place.feature 1 place.not_feature"},
	} {
		if _, _, err := ParseLayer("file", []byte(c.file), false); len(refusedAs(err)) == 0 || refusedAs(err)[0] != c.want {
			t.Errorf("%s is refused with %q, want %q", c.file, refusedAs(err), c.want)
		}
	}
}

func TestParseLayerReadsEveryKindAndName(t *testing.T) {
	all := `{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[91,29]},{"type":"MultiPoint","coordinates":[[91,29],[92,29]]},
		{"type":"LineString","coordinates":[[91,29],[92,29]]},{"type":"MultiLineString","coordinates":[[[91,29],[92,29]]]},` + square + `,
		{"type":"MultiPolygon","coordinates":[[[[91,29],[92,29],[92,30],[91,29]]]]}]}`
	zones, _, err := ParseLayer("file", append([]byte("\ufeff"), collection(all)...), false)
	if err != nil {
		t.Fatal(err)
	}
	if s := zones[0].Shape; len(s.Points) != 3 || len(s.Lines) != 2 || len(s.Polygons) != 2 || zones[0].Name != "Zone 1" {
		t.Errorf("read %+v", zones[0])
	}
	for properties, want := range map[string]string{`{"名称":" 红线  一区 "}`: "红线 一区", `{"code":12}`: "12", `{"name":null,"title":"T"}`: "T", `null`: "", `{"name":"a\u0000b"}`: "ab"} {
		zones, _, err := ParseLayer("file", []byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":`+properties+`,"geometry":`+square+`}]}`), false)
		if err != nil || zones[0].Name != want {
			t.Errorf("%s names the zone %v, %v", properties, zones, err)
		}
	}
}

func TestParseLayerIsBounded(t *testing.T) {
	bad := make([]string, 50)
	for i := range bad {
		bad[i] = `null`
	}
	_, _, err := ParseLayer("file", collection(bad...), false)
	if got := refusedAs(err); len(got) != mostRefused {
		t.Errorf("%d refusals are listed", len(got))
	}
	many := make([]string, MaxZones+1)
	for i := range many {
		many[i] = `null`
	}
	_, _, err = ParseLayer("file", collection(many...), false)
	if got := refusedAs(err); len(got) != 1 || got[0] != fmt.Sprint("file place.too_many_zones ", MaxZones) {
		t.Errorf("refused with %q", got)
	}
	long := `{"type":"LineString","coordinates":[` + strings.Repeat("[91,29],", maxSite) + `[91,29]]}`
	if _, err = ParseGeometry("shape", long); len(refusedAs(err)) != 1 || refusedAs(err)[0] != "shape place.geometry place.too_many_positions" {
		t.Errorf("a site of too many positions is refused with %q", refusedAs(err))
	}
}

func TestParseGeometryAsAPersonTypesIt(t *testing.T) {
	for _, text := range []string{"91.1,29.6", " 91.1， 29.6 ", `{"type":"Point","coordinates":[91.1,29.6]}`, `{"type":"Feature","geometry":{"type":"Point","coordinates":[91.1,29.6]}}`} {
		if s, err := ParseGeometry("shape", text); err != nil || len(s.Points) != 1 || s.Points[0] != (Point{91.1, 29.6}) {
			t.Errorf("%q reads as %v, %v", text, s, err)
		}
	}
	for text, want := range map[string]string{"": "shape place.not_geometry", "near the river": "shape place.not_geometry", "29.6,91.1": "shape place.geometry place.off_globe (29.6, 91.1)"} {
		if _, err := ParseGeometry("shape", text); len(refusedAs(err)) != 1 || refusedAs(err)[0] != want {
			t.Errorf("%q is refused with %q", text, refusedAs(err))
		}
	}
}

// A ring that runs the wrong way round is refused by its feature, polygon and ring,
// or turned and counted where that is asked for; what is then read is the same area.
func TestRingsRunAsTheStandardHasThem(t *testing.T) {
	const clockwise = `[[91,29],[91,30],[92,30],[92,29],[91,29]]`
	const hole, wrongHole = `[[91.2,29.2],[91.2,29.8],[91.8,29.8],[91.2,29.2]]`, `[[91.2,29.2],[91.8,29.8],[91.2,29.8],[91.2,29.2]]`
	const good = `[[91,29],[92,29],[92,30],[91,30],[91,29]]`
	const far = `[[95,29],[96,29],[96,30],[95,29]]`
	for _, c := range []struct {
		geometry, refused string
		turned            int
	}{
		{`{"type":"Polygon","coordinates":[` + good + `,` + hole + `]}`, "", 0},
		{`{"type":"Polygon","coordinates":[` + clockwise + `]}`, "place.outer_clockwise (1, 1)", 1},
		{`{"type":"Polygon","coordinates":[` + good + `,` + wrongHole + `]}`, "place.hole_counterclockwise (1, 2)", 1},
		{`{"type":"Polygon","coordinates":[` + clockwise + `,` + wrongHole + `]}`, "place.outer_clockwise (1, 1)", 2},
		{`{"type":"MultiPolygon","coordinates":[[` + far + `],[` + clockwise + `]]}`, "place.outer_clockwise (2, 1)", 1},
		{`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[91,29]},{"type":"Polygon","coordinates":[` + clockwise + `]}]}`, "place.outer_clockwise (1, 1)", 1},
	} {
		_, _, err := ParseLayer("file", collection(square, c.geometry), false)
		want := "file place.feature 2 " + c.refused
		if got := refusedAs(err); c.refused == "" && err != nil || c.refused != "" && (len(got) != 1 || got[0] != want) {
			t.Errorf("%s is refused with %q, want %q", c.geometry, got, want)
		}
		zones, turned, err := ParseLayer("file", collection(square, c.geometry), true)
		if err != nil || turned != c.turned {
			t.Errorf("%s: %d turned, %v", c.geometry, turned, err)
			continue
		}
		for _, p := range zones[1].Shape.Polygons {
			for i, ring := range p {
				if (area(ring) > 0) != (i == 0) {
					t.Errorf("%s: ring %d still runs the wrong way round", c.geometry, i+1)
				}
			}
		}
		if !zones[1].Shape.Overlaps(zones[0].Shape) {
			t.Errorf("%s lies somewhere else once it is turned", c.geometry)
		}
	}
}

// Whatever is read is a shape that everything else may count on.
func FuzzParseLayer(f *testing.F) {
	f.Add(collection(square))
	f.Add(collection(`{"type":"GeometryCollection","geometries":[` + square + `,{"type":"Point","coordinates":[91,29,4000]}]}`))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"MultiLineString","coordinates":[[[0,0],[1e-300,1]]]}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		zones, _, err := ParseLayer("file", data, true)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("a defect: %v", err)
			}
			return
		}
		for _, z := range zones {
			b := z.Shape.Box()
			if z.Shape.Empty() || !(b.West <= b.East && b.South <= b.North) || math.Abs(b.North) > maxLatitude || math.Abs(b.South) > maxLatitude {
				t.Fatalf("read %+v", z)
			}
			if !z.Shape.Overlaps(z.Shape) || z.Shape.Distance(z.Shape) != 0 {
				t.Fatalf("%+v lies apart from itself", z)
			}
		}
	})
}
