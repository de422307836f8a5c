package place

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

// Room is the place room of an installation.
type Room struct {
	DB *db.DB

	mu      sync.Mutex
	grounds []ground // the last used first
}

// ground is every zone of the versions in force in a programme, made ready once
// for all sites that are held against them. Versions are never edited, so it is
// right for as long as these are in force.
type ground struct {
	prog     ident.Programme
	versions string
	zones    []candidate
}

// mostGrounds bounds how many programmes' zones are kept ready: a million edges
// are about 60 MB.
const mostGrounds = 3

// groundOf gives the zones of versions, made ready.
func (r *Room) groundOf(ctx context.Context, prog ident.Programme, held []Version) ([]candidate, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	versions := joined(held)
	i := slices.IndexFunc(r.grounds, func(g ground) bool { return g.prog == prog && g.versions == versions })
	if i < 0 {
		zones, err := allZones(ctx, r.DB.Read(), prog, held)
		if err != nil {
			return nil, fmt.Errorf("reading the zones in force: %w", err)
		}
		r.grounds = slices.DeleteFunc(r.grounds, func(g ground) bool { return g.prog == prog })
		i, r.grounds = 0, slices.Insert(r.grounds, 0, ground{prog, versions, zones})
		r.grounds = r.grounds[:min(len(r.grounds), mostGrounds)]
	}
	return r.grounds[i].zones, nil
}

// nearOf are the zones whose box lies within Near of the site's.
func nearOf(s Site, zones []candidate) []candidate {
	around := s.Shape.Box().wider(Near)
	var out []candidate
	for _, z := range zones {
		if z.ground.box().meets(around) {
			out = append(out, z)
		}
	}
	return out
}

// MaxFile bounds a file of zones in bytes.
const MaxFile = 8 << 20

// Coming is what an import would make: the layer with the version to come, its
// zones, how many rings were turned round, and whether all of it lies away from
// every site of the programme, which may be right and may be exchanged coordinates.
type Coming struct {
	Layer  Layer
	Zones  []Zone
	Turned int
	Away   bool
}

// Draft is what an import would make, for its preview.
func Draft(ctx context.Context, q db.Q, prog ident.Programme, in ImportInput, file []byte) (Coming, error) {
	var l Layer
	if in.Code != "" {
		var err error
		if l, err = GetLayerByCode(ctx, q, prog, in.Code); err != nil {
			return Coming{}, err
		}
	}
	next, err := l.next(in)
	zones, turned, unread := ParseLayer("file", file, in.Turn)
	x := Coming{Layer: next, Zones: zones, Turned: turned}
	if unread == nil {
		known, there, err := extent(ctx, q, prog)
		if err != nil {
			return x, err
		}
		sites, any, err := country(ctx, q, prog)
		if err != nil {
			return x, err
		}
		b := around(zones)
		if x.Away = any && !b.meets(sites); there && swapped(b, known) || any && swapped(b, sites) {
			var f fault.Form
			f.Refuse("file", "place.swapped")
			unread = f.Err()
		}
	}
	if err = both(err, unread); err != nil {
		return x, err
	}
	sum := sha256.Sum256(file)
	x.Layer.Latest.Zones, x.Layer.Latest.Digest = len(zones), hex.EncodeToString(sum[:])
	return x, nil
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
	x, err := Draft(ctx, tx, tx.Who.Programme, in, file)
	l := x.Layer
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
	return l, db.Fact{Kind: LayerNoun + ".imported.v1", Subject: l.Ref(), Data: l}, saveVersion(ctx, tx, *v, x.Zones)
}
