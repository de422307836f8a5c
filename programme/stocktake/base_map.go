package stocktake

import (
	"encoding/binary"
	"encoding/json"
	"path"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
)

// BaseMap is what the operator has put under the projects: a GeoJSON file, or
// PMTiles of pictures. Kind "" takes the one before it away, for a reason. Review
// is the number under which the map was approved for the public. It is never
// edited: another one is another record, and the last one holds.
type BaseMap struct {
	ID           ident.ID     `json:"id"`
	Kind         string       `json:"kind"`
	Digest       string       `json:"sha256"`
	Name         string       `json:"name"`
	MIME         string       `json:"mime"`
	Size         int64        `json:"size"`
	Source       string       `json:"source"`
	Licence      string       `json:"licence"`
	Review       string       `json:"review_number"`
	Published    bool         `json:"public"`
	Reason       string       `json:"reason"`
	At           time.Time    `json:"at"`
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// BaseMapNoun is the kind of a base map in the journal.
const BaseMapNoun = "stocktake.base_map"

// Kinds of base map, as the names of their files end.
const (
	GeoJSON = "geojson"
	PMTiles = "pmtiles"
)

// ShownTo tells whether the map is drawn for an onlooker: one that is not public
// is not for who reads as the public does.
func (m BaseMap) ShownTo(o Onlooker) bool { return m.Kind != "" && (m.Published || !o.Outside) }

// Ref names the map to the journal.
func (m BaseMap) Ref() ident.Ref { return ident.Ref{Kind: BaseMapNoun, ID: m.ID} }

// BaseMapInput is a base map as entered.
type BaseMapInput struct {
	Name                    string
	Data                    []byte
	Source, Licence, Review string
	Public                  bool
}

// maxSaid bounds what is said of a map, in characters.
const maxSaid = 300

// baseMap makes a base map of what was entered, all but where its file is kept.
func (in BaseMapInput) baseMap() (BaseMap, error) {
	line := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	m := BaseMap{Source: line(in.Source), Licence: line(in.Licence), Review: line(in.Review), Published: in.Public}
	var f fault.Form
	f.Require(m.Source != "", "source", "stocktake.base.source_missing")
	f.Require(m.Licence != "", "licence", "stocktake.base.licence_missing")
	f.Require(m.Review != "" || !m.Published, "review", "stocktake.base.review_missing")
	for name, s := range map[string]string{"source": m.Source, "licence": m.Licence, "review": m.Review} {
		f.Require(len([]rune(s)) <= maxSaid, name, "stocktake.base.long", maxSaid)
	}
	var refused string
	switch end := strings.TrimPrefix(path.Ext(in.Name), "."); {
	case len(in.Data) == 0:
		refused = "stocktake.base.file_missing"
	case strings.EqualFold(end, PMTiles):
		m.Kind, refused = PMTiles, checkPMTiles(in.Data)
	case strings.EqualFold(end, GeoJSON) || strings.EqualFold(end, "json"):
		m.Kind, refused = GeoJSON, checkGeoJSON(in.Data)
	default:
		refused = "stocktake.base.unknown_type"
	}
	if refused != "" {
		f.Refuse("file", refused)
	}
	return m, f.Err()
}

// checkPMTiles gives the key of why a file is no PMTiles archive of version 3 with
// pictures (docs.protomaps.com/pmtiles, the specification's section 3), "" when it
// is one.
func checkPMTiles(b []byte) string {
	const header = 127
	if len(b) < header || string(b[:7]) != "PMTiles" {
		return "stocktake.base.not_pmtiles"
	}
	if b[7] != 3 {
		return "stocktake.base.pmtiles_version"
	}
	for at := 8; at < 72; at += 16 { // root directory, metadata, leaf directories, tiles: each its place and length
		from, length := binary.LittleEndian.Uint64(b[at:]), binary.LittleEndian.Uint64(b[at+8:])
		if from > uint64(len(b)) || length > uint64(len(b))-from {
			return "stocktake.base.pmtiles_short"
		}
	}
	if kind := b[99]; kind < 2 || kind > 5 { // PNG, JPEG, WebP, AVIF
		return "stocktake.base.pmtiles_vector"
	}
	return ""
}

// checkGeoJSON gives the key of why a file is no GeoJSON in WGS-84, "" when it is.
func checkGeoJSON(b []byte) string {
	type geometry struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
		Geometries  json.RawMessage `json:"geometries"`
	}
	var file struct {
		geometry
		CRS      json.RawMessage `json:"crs"`
		Geometry *geometry       `json:"geometry"`
		Features []struct {
			Geometry *geometry `json:"geometry"`
		} `json:"features"`
	}
	if json.Unmarshal(b, &file) != nil {
		return "stocktake.base.not_geojson"
	}
	if crs := string(file.CRS); crs != "" && crs != "null" && !strings.Contains(crs, "CRS84") && !strings.Contains(crs, "4326") && !strings.Contains(crs, "4490") {
		return "stocktake.base.not_wgs84"
	}
	all := []geometry{file.geometry}
	if file.Geometry != nil {
		all = append(all, *file.Geometry)
	}
	for _, one := range file.Features {
		if one.Geometry != nil {
			all = append(all, *one.Geometry)
		}
	}
	drawn := false
	for _, g := range all {
		if g.Coordinates == nil {
			continue
		}
		var v any
		if json.Unmarshal(g.Coordinates, &v) != nil || !onGlobe(v) {
			return "stocktake.base.not_wgs84"
		}
		drawn = true
	}
	if !drawn {
		return "stocktake.base.not_geojson"
	}
	return ""
}

// onGlobe tells whether coordinates, nested however deep, are degrees.
func onGlobe(v any) bool {
	list, ok := v.([]any)
	if !ok {
		return false
	}
	if len(list) >= 2 {
		lon, isNumber := list[0].(float64)
		lat, isToo := list[1].(float64)
		if isNumber && isToo {
			return lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90
		}
	}
	for _, one := range list {
		if !onGlobe(one) {
			return false
		}
	}
	return true
}
