package stocktake

import (
	"bytes"
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"

	"throughline/kit/web"
)

// geoPoint is a project as GeoJSON has it; Geometry is null for one without a place
// that the reader may know.
type geoPoint struct {
	Type       string       `json:"type"`
	Geometry   *geoGeometry `json:"geometry"`
	Properties workView     `json:"properties"`
}

type geoGeometry struct {
	Type        string     `json:"type"`
	Coordinates [2]float64 `json:"coordinates"`
}

// degreesOf is where a point lies, to a metre.
func degreesOf(p Point) (lon, lat float64) {
	lon, lat = p.LonLat()
	return math.Round(lon*1e5) / 1e5, math.Round(lat*1e5) / 1e5
}

// mapGeoJSON is all that the filter keeps, as a map program reads it: the datum of
// GeoJSON is WGS-84.
func mapGeoJSON(c *web.Call, o Onlooker, f MapFilter) error {
	features := []geoPoint{}
	err := EachOnMap(c.R.Context(), c.Q, o, f, func(some []Point) error {
		rows, err := workViews(c, some)
		for i, p := range some {
			one := geoPoint{Type: "Feature", Properties: rows[i]}
			if p.Located() {
				lon, lat := degreesOf(p)
				one.Geometry = &geoGeometry{"Point", [2]float64{lon, lat}}
			}
			features = append(features, one)
		}
		return err
	})
	if err != nil {
		return err
	}
	b, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		return err
	}
	return c.Download(http.Header{"Content-Type": {"application/geo+json"}, "Content-Disposition": {`attachment; filename="map.geojson"`}}, bytes.NewReader(b))
}

// mapCSV is the same as a table.
func mapCSV(c *web.Call, o Onlooker, f MapFilter) error {
	var rows [][]string
	err := EachOnMap(c.R.Context(), c.Q, o, f, func(some []Point) error {
		views, err := workViews(c, some)
		for i, p := range some {
			v := views[i]
			row := []string{v.Code, v.Title, v.Said, v.Implementer, v.Place, "", "", ""}
			if p.Located() {
				lon, lat := degreesOf(p)
				row[5], row[6] = strconv.FormatFloat(lat, 'f', -1, 64), strconv.FormatFloat(lon, 'f', -1, 64)
				row[7] = c.T("stocktake.exactly")
				if p.Coarse {
					row[7] = c.T("stocktake.coarsely")
				}
			}
			rows = append(rows, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	var heads []string
	for _, k := range []string{"code", "project", "state", "implementer", "place", "latitude", "longitude", "position"} {
		heads = append(heads, c.T("stocktake.map_column."+k))
	}
	return c.CSV("map", heads, slices.Values(rows))
}

// getLand is the land under the map.
func getLand(c *web.Call) error {
	return c.Download(http.Header{"Content-Type": {"application/json"}, "Cache-Control": {"private, max-age=604800"}}, bytes.NewReader(landJSON))
}
