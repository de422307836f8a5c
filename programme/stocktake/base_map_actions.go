package stocktake

import (
	"bytes"
	"context"
	"errors"
	"path"
	"strings"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

// PutBaseMap puts a base map under the projects, in the place of the one before.
func (r *Room) PutBaseMap(ctx context.Context, who ident.Actor, key db.Key, in BaseMapInput) (db.Done, error) {
	if err := access.Check(Rules(), who, "stocktake.put_base_map", nil); err != nil {
		return db.Done{}, err
	}
	m, err := in.baseMap()
	if err != nil {
		return db.Done{}, err
	}
	name := strings.TrimSuffix(in.Name, path.Ext(in.Name)) + "." + m.Kind
	file, err := r.Blobs.Put(ctx, name, bytes.NewReader(in.Data), blob.Limit{Types: []string{GeoJSON, PMTiles}})
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Kind == fault.Invalid {
		var f fault.Form
		f.Refuse("file", e.Key, e.Args...)
		return db.Done{}, f.Err()
	}
	if err != nil {
		return db.Done{}, err
	}
	m.Digest, m.Name, m.MIME, m.Size = file.Digest, file.Name, file.MIME, file.Size
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) { return keepBaseMap(ctx, tx, m, "put") })
}

// DropBaseMap takes the base map away, for a reason; its file and record stay.
func (r *Room) DropBaseMap(ctx context.Context, who ident.Actor, key db.Key, reason string) (db.Done, error) {
	if err := access.Check(Rules(), who, "stocktake.put_base_map", nil); err != nil {
		return db.Done{}, err
	}
	reason = strings.Join(strings.Fields(reason), " ")
	var f fault.Form
	f.Require(reason != "", "reason", "stocktake.base.reason_missing")
	f.Require(len([]rune(reason)) <= maxSaid, "reason", "stocktake.base.long", maxSaid)
	if err := f.Err(); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) {
		now, err := BaseMapOf(ctx, tx, who.Programme)
		if err != nil {
			return nil, err
		}
		if now.Kind == "" {
			return nil, fault.New(fault.Conflict, "stocktake.base.none")
		}
		return keepBaseMap(ctx, tx, BaseMap{Reason: reason}, "dropped")
	})
}

func keepBaseMap(ctx context.Context, tx *db.Tx, m BaseMap, past string) ([]db.Fact, error) {
	m.ID, m.At, m.Person, m.Organisation = tx.ID(), tx.Now, tx.Who.Person, tx.Who.Organisation
	return []db.Fact{{Kind: BaseMapNoun + "." + past + ".v1", Subject: m.Ref(), Data: m}}, saveBaseMap(ctx, tx, m)
}
