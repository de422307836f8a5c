package place

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/words"
)

const layerColumns = `SELECT l.id, l.code, l.title, l.lang, l.other, l.kind, l.owner_id, l.visibility, l.illustrative,
	v.id, v.number, v.label, v.source, v.licence, v.from_day, v.to_day, v.zones, v.digest, v.at, v.person_id, v.organisation_id
	FROM place_layer AS l JOIN place_version AS v ON v.programme_id = l.programme_id AND v.layer_id = l.id
	AND v.number = (SELECT MAX(m.number) FROM place_version AS m WHERE m.programme_id = l.programme_id AND m.layer_id = l.id)`

func scanLayer(r *sql.Rows) (l Layer, err error) {
	v := &l.Latest
	var at int64
	err = r.Scan(&l.ID, &l.Code, &l.Title, &l.Lang, &l.Other, &l.Kind, &l.Owner, &l.Visibility, &l.Illustrative,
		&v.ID, &v.Number, &v.Label, &v.Source, &v.Licence, &v.From, &v.To, &v.Zones, &v.Digest, &at, &v.Person, &v.Organisation)
	v.Layer, v.At = l.ID, time.UnixMicro(at).UTC()
	return l, err
}

// ListLayers lists every layer of the programme with its latest version; layers
// are open to all its people.
func ListLayers(ctx context.Context, q db.Q, prog ident.Programme) ([]Layer, error) {
	return db.All(ctx, q, scanLayer, layerColumns+" WHERE l.programme_id = $1 ORDER BY l.id", int64(prog))
}

// GetLayerByCode finds a layer by its code.
func GetLayerByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Layer, error) {
	return db.One(ctx, q, scanLayer, layerColumns+" WHERE l.programme_id = $1 AND l.code = $2", int64(prog), code)
}

const versionColumns = `SELECT id, layer_id, number, label, source, licence, from_day, to_day, zones, digest, at, person_id, organisation_id FROM place_version`

func scanVersion(r *sql.Rows) (v Version, err error) {
	var at int64
	err = r.Scan(&v.ID, &v.Layer, &v.Number, &v.Label, &v.Source, &v.Licence, &v.From, &v.To, &v.Zones, &v.Digest, &at, &v.Person, &v.Organisation)
	v.At = time.UnixMicro(at).UTC()
	return v, err
}

// VersionsOf lists the versions of a layer, newest first.
func VersionsOf(ctx context.Context, q db.Q, prog ident.Programme, layer ident.ID) ([]Version, error) {
	return db.All(ctx, q, scanVersion, versionColumns+" WHERE programme_id = $1 AND layer_id = $2 ORDER BY number DESC", int64(prog), int64(layer))
}

// InForce lists the versions that hold on a day, at most one a layer.
func InForce(ctx context.Context, q db.Q, prog ident.Programme, day words.Day) ([]Version, error) {
	all, err := db.All(ctx, q, scanVersion, versionColumns+" WHERE programme_id = $1 AND from_day <= $2 ORDER BY id", int64(prog), string(day))
	return inForce(all, day), err
}

const candidateColumns = `SELECT z.id, z.version_id, v.layer_id, z.title, l.kind, z.shape FROM place_zone AS z
	JOIN place_version AS v ON v.programme_id = z.programme_id AND v.id = z.version_id
	JOIN place_layer AS l ON l.programme_id = v.programme_id AND l.id = v.layer_id`

func scanCandidate(r *sql.Rows) (z candidate, err error) {
	var text string
	var shape Shape
	if err = r.Scan(&z.Zone, &z.Version, &z.Layer, &z.Name, &z.Kind, &text); err == nil {
		err = json.Unmarshal([]byte(text), &shape)
	}
	if err == nil {
		z.ground = shape.ready()
	}
	return z, err
}

// allZones reads every zone of these versions, made ready.
func allZones(ctx context.Context, q db.Q, prog ident.Programme, held []Version) ([]candidate, error) {
	var ids []ident.ID
	for _, v := range held {
		ids = append(ids, v.ID)
	}
	in, args := db.In(ids, []any{int64(prog)})
	return db.All(ctx, q, scanCandidate, candidateColumns+" WHERE z.programme_id = $1 AND z.version_id IN ("+in+") ORDER BY z.version_id, z.ordinal", args...)
}

// near finds the zones of these versions whose box lies within Near of the site.
func near(ctx context.Context, q db.Q, prog ident.Programme, s Site, held []Version) ([]candidate, error) {
	var ids []ident.ID
	for _, v := range held {
		ids = append(ids, v.ID)
	}
	west, south, east, north := s.Shape.Box().wider(Near).bound()
	in, args := db.In(ids, []any{int64(prog), east, west, north, south})
	return db.All(ctx, q, scanCandidate, candidateColumns+` WHERE z.programme_id = $1 AND z.west <= $2 AND z.east >= $3 AND z.south <= $4 AND z.north >= $5 AND z.version_id IN (`+in+`)
		ORDER BY z.version_id, z.ordinal`, args...)
}

// extent is the box around all zones that the programme has ever had; there tells
// whether it has any.
func extent(ctx context.Context, q db.Q, prog ident.Programme) (b Box, there bool, err error) {
	var n, west, south, east, north int64
	err = q.QueryRowContext(ctx, `SELECT count(*), COALESCE(MIN(west), 0), COALESCE(MIN(south), 0), COALESCE(MAX(east), 0), COALESCE(MAX(north), 0)
		FROM place_zone WHERE programme_id = $1`, int64(prog)).Scan(&n, &west, &south, &east, &north)
	degrees := func(x int64) float64 { return float64(x) / 1e7 }
	return Box{degrees(west), degrees(south), degrees(east), degrees(north)}, n > 0, err
}

// country is the box around the newest sites of the programme; there tells whether
// it has any.
func country(ctx context.Context, q db.Q, prog ident.Programme) (b Box, there bool, err error) {
	const enough = 2000
	shapes, err := db.All(ctx, q, func(r *sql.Rows) (s Shape, err error) {
		var text string
		if err = r.Scan(&text); err == nil {
			err = json.Unmarshal([]byte(text), &s)
		}
		return s, err
	}, "SELECT shape FROM place_site WHERE programme_id = $1 ORDER BY id DESC LIMIT $2", int64(prog), int64(enough))
	b = nowhere
	for _, s := range shapes {
		b = b.around(s.Box())
	}
	return b, len(shapes) > 0, err
}

// shapesOf reads the shapes of zones, for a drawing.
func shapesOf(ctx context.Context, q db.Q, prog ident.Programme, zones []ident.ID) (map[ident.ID]Shape, error) {
	type row struct {
		id    ident.ID
		shape Shape
	}
	in, args := db.In(zones, []any{int64(prog)})
	rows, err := db.All(ctx, q, func(r *sql.Rows) (x row, err error) {
		var shape string
		if err = r.Scan(&x.id, &shape); err == nil {
			err = json.Unmarshal([]byte(shape), &x.shape)
		}
		return x, err
	}, "SELECT id, shape FROM place_zone WHERE programme_id = $1 AND id IN ("+in+")", args...)
	found := map[ident.ID]Shape{}
	for _, x := range rows {
		found[x.id] = x.shape
	}
	return found, err
}

func saveLayer(ctx context.Context, tx *db.Tx, l Layer) error {
	return tx.Exec(ctx, `INSERT INTO place_layer (programme_id, id, seq, code, title, lang, other, kind, owner_id, visibility, published_seq, illustrative)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11)`, int64(tx.Who.Programme), int64(l.ID), tx.Seq, l.Code, l.Title, l.Lang, l.Other, l.Kind,
		int64(l.Owner), l.Visibility, l.Illustrative)
}

func saveVersion(ctx context.Context, tx *db.Tx, v Version, zones []Zone) error {
	err := tx.Exec(ctx, `INSERT INTO place_version (programme_id, id, seq, layer_id, number, label, source, licence, from_day, to_day, zones, digest, at,
		person_id, organisation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		int64(tx.Who.Programme), int64(v.ID), tx.Seq, int64(v.Layer), int64(v.Number), v.Label, v.Source, v.Licence, string(v.From), string(v.To),
		int64(v.Zones), v.Digest, v.At.UnixMicro(), int64(v.Person), int64(v.Organisation))
	if err != nil {
		return fmt.Errorf("saving version %d of a layer: %w", v.Number, err)
	}
	for i, z := range zones {
		shape, err := json.Marshal(z.Shape)
		if err != nil {
			return fmt.Errorf("writing zone %d: %w", i+1, err)
		}
		west, south, east, north := z.Shape.Box().bound()
		err = tx.Exec(ctx, `INSERT INTO place_zone (programme_id, id, seq, version_id, ordinal, title, west, south, east, north, shape)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, int64(tx.Who.Programme), int64(tx.ID()), tx.Seq, int64(v.ID), int64(i+1), z.Name,
			west, south, east, north, string(shape))
		if err != nil {
			return fmt.Errorf("saving zone %d: %w", i+1, err)
		}
	}
	return nil
}
