package place

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
)

// Room is the place room of an installation.
type Room struct{ DB *db.DB }

// MaxFile bounds a file of zones in bytes.
const MaxFile = 8 << 20

// Draft is what an import would make, for its preview: the layer with the version
// to come, and the zones.
func Draft(ctx context.Context, q db.Q, prog ident.Programme, in ImportInput, file []byte) (Layer, []Zone, error) {
	var l Layer
	if in.Code != "" {
		var err error
		if l, err = GetLayerByCode(ctx, q, prog, in.Code); err != nil {
			return l, nil, err
		}
	}
	next, err := l.next(in)
	zones, unread := ParseLayer("file", file)
	if err = both(err, unread); err != nil {
		return l, nil, err
	}
	sum := sha256.Sum256(file)
	next.Latest.Zones, next.Latest.Digest = len(zones), hex.EncodeToString(sum[:])
	return next, zones, nil
}

// Import records a version of a layer. The sites that were screened against
// others are held against it by Rescreen.
func (r *Room) Import(ctx context.Context, who ident.Actor, key db.Key, in ImportInput, file []byte) (db.Done, error) {
	who, err := acting(ctx, r.DB.Read(), who)
	if err == nil {
		err = access.Check(own, who, "place.import", nil)
	}
	if err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := ImportTx(ctx, tx, in, file)
		return []db.Fact{fact}, err
	})
}

// ImportTx is Import within another change; who may is the caller's to check.
func ImportTx(ctx context.Context, tx *db.Tx, in ImportInput, file []byte) (Layer, db.Fact, error) {
	l, zones, err := Draft(ctx, tx, tx.Who.Programme, in, file)
	if err != nil {
		return l, db.Fact{}, err
	}
	if l.ID == 0 {
		if l.Code, err = tx.Code(ctx, "ZON"); err != nil {
			return l, db.Fact{}, err
		}
		l.ID, l.Owner = tx.ID(), tx.Who.Organisation
		if err := saveLayer(ctx, tx, l); err != nil {
			return l, db.Fact{}, err
		}
	}
	v := &l.Latest
	v.ID, v.Layer, v.At, v.Person, v.Organisation = tx.ID(), l.ID, tx.Now, tx.Who.Person, tx.Who.Organisation
	return l, db.Fact{Kind: LayerNoun + ".imported.v1", Subject: l.Ref(), Data: l}, saveVersion(ctx, tx, *v, zones)
}
