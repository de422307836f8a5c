package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/programme/party"
	"throughline/programme/place"

	"github.com/peterstace/simplefeatures/geom"
)

// ground is how many sites and zones a trial of the site check has. The zones lie
// in a square of ten degrees, an outer ring each; vertices are those of all.
type ground struct{ sites, zones, vertices int }

const (
	layersTried = 4   // the zones are spread over so many layers
	siteBatch   = 500 // sites recorded in one change
	peerSites   = 10  // sites that the peer is asked about
	today       = "2028-05-14"
)

// benchPlaces times the site check: all sites against a new version of every
// layer, one site at a time, and the same by brute force with a library.
func benchPlaces(ctx context.Context, d *db.DB, engine string, g ground, seed uint64) error {
	if g.sites < 10 || g.zones < layersTried || g.vertices < 4*g.zones {
		return errors.New("a trial of the site check needs at least 10 sites, 4 zones and 4 vertices a zone")
	}
	fmt.Printf("throughline bench --sites %d --zones %d --vertices %d --seed %d on %s, %d cores\n", g.sites, g.zones, g.vertices, seed, engine, runtime.NumCPU())
	b := &placeBench{ctx: ctx, room: &place.Room{DB: d}, rand: rand.New(rand.NewPCG(seed, 1))}
	if err := b.load(g); err != nil {
		return fmt.Errorf("loading: %w", readable(err))
	}
	start := time.Now()
	batches, err := b.rescreen()
	if err != nil {
		return err
	}
	all := time.Since(start)
	fmt.Printf("%-34s %9.1f s   %d changes, %.2f ms a site\n", "all sites, new versions", all.Seconds(), batches, ms(all)/float64(g.sites))
	one, err := b.oneByOne(min(g.sites, 200))
	if err != nil {
		return err
	}
	fmt.Printf("%-34s %9.1f ms median, %.1f ms p95, %.1f ms max\n", "one site, all layers", ms(one[len(one)/2]), ms(one[len(one)*95/100]), ms(one[len(one)-1]))
	peer, met := b.peer()
	fmt.Printf("%-34s %9.1f ms median of %d sites, which meet %d zones: %.0f times as long\n", "simplefeatures, every zone", ms(peer), peerSites, met,
		float64(peer)/float64(all)*float64(g.sites))
	fmt.Printf("%-34s %9.0f MiB\n", "memory at most", peak())
	return nil
}

type placeBench struct {
	ctx   context.Context
	room  *place.Room
	rand  *rand.Rand
	who   ident.Actor
	keys  int
	drawn []place.Shape // the zones
	sites []place.Shape
	ids   []ident.ID
	codes []string // of the layers
}

func (b *placeBench) key() db.Key {
	b.keys++
	return db.Key{ID: fmt.Sprint("place-", b.keys)}
}

// load makes the programme, layers whose first version is one zone far away, the
// sites checked against them, and the second versions with all zones.
func (b *placeBench) load(g ground) error {
	home, err := party.CreateProgramme(b.ctx, b.room.DB, ident.Actor{}, b.key(), party.Programme{Code: "bench", Name: "Trial", NameZH: "试验", Zone: "UTC",
		Currency: "CNY", Languages: []string{"en", "zh"}, Illustrative: true})
	if err != nil {
		return err
	}
	b.who = ident.Actor{Person: 1, Programme: home.ID, Roles: []ident.Role{ident.Office}}
	_, err = b.room.DB.Change(b.ctx, b.who, b.key(), func(tx *db.Tx) ([]db.Fact, error) {
		office, fact, err := party.AddPartyTx(b.ctx, tx, party.PartyInput{Code: "OFFICE", Kind: "office", Name: "Office", Lang: "en"})
		b.who.Organisation = office.ID
		return []db.Fact{fact}, err
	})
	if err != nil {
		return err
	}
	for range layersTried {
		if err := b.layer("", b.file(1, 4, 60)); err != nil {
			return err
		}
	}
	for len(b.ids) < g.sites {
		if err := b.place(min(siteBatch, g.sites-len(b.ids)), true); err != nil {
			return err
		}
	}
	start := time.Now()
	for i, code := range b.codes[:layersTried] {
		zones := g.zones / layersTried
		if i == 0 {
			zones += g.zones % layersTried
		}
		if err := b.layer(code, b.file(zones, g.vertices/g.zones, 40)); err != nil {
			return err
		}
	}
	fmt.Printf("%-34s %9.1f s\n", "zones read, judged and kept", time.Since(start).Seconds())
	return nil
}

// layer imports a version of a layer; code "" is a new one.
func (b *placeBench) layer(code string, file []byte) error {
	_, err := b.room.DB.Change(b.ctx, b.who, b.key(), func(tx *db.Tx) ([]db.Fact, error) {
		kind := place.Kinds[len(b.codes)%2] // prohibited and to be assessed in turn
		l, fact, err := place.ImportTx(b.ctx, tx, place.ImportInput{Code: code, Title: "Layer", Lang: "en", Kind: kind, Label: "v", Source: "made up",
			Licence: "none", From: "2028-01-01"}, file)
		if code == "" {
			b.codes = append(b.codes, l.Code)
		}
		return []db.Fact{fact}, err
	})
	return err
}

// file draws zones as a GeoJSON file and keeps them for the peer.
func (b *placeBench) file(zones, vertices int, lat float64) []byte {
	var out bytes.Buffer
	out.WriteString(`{"type":"FeatureCollection","features":[`)
	for i := range zones {
		ring := b.blob(80+10*b.rand.Float64(), lat+10*b.rand.Float64(), 0.02+0.1*b.rand.Float64(), vertices-1)
		b.drawn = append(b.drawn, place.Shape{Polygons: []place.Polygon{{ring}}})
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, `{"type":"Feature","properties":{"name":"Zone %d"},"geometry":{"type":"Polygon","coordinates":[[`, i)
		for j, p := range ring {
			if j > 0 {
				out.WriteByte(',')
			}
			fmt.Fprintf(&out, "[%v,%v]", p[0], p[1])
		}
		out.WriteString(`]]}}`)
	}
	out.WriteString(`]}`)
	return out.Bytes()
}

// blob is a star-shaped ring of n corners, to seven digits.
func (b *placeBench) blob(lon, lat, size float64, n int) []place.Point {
	var ring []place.Point
	turned := b.rand.Float64() * 6
	round := func(x float64) float64 { return math.Round(x*1e7) / 1e7 }
	for i := range n {
		angle := 2 * math.Pi * float64(i) / float64(n)
		far := size * (1 + 0.3*math.Sin(5*angle+turned) + 0.002*b.rand.Float64())
		ring = append(ring, place.Point{round(lon + far*math.Cos(angle)), round(lat + far*math.Sin(angle))})
	}
	return append(ring, ring[0])
}

// place records sites, areas of eight corners, and may check them.
func (b *placeBench) place(n int, check bool) error {
	_, err := b.room.DB.Change(b.ctx, b.who, b.key(), func(tx *db.Tx) ([]db.Fact, error) {
		var facts []db.Fact
		for range n {
			ring := b.blob(80+10*b.rand.Float64(), 40+10*b.rand.Float64(), 0.002, 8)
			var corners []string
			for _, p := range ring {
				corners = append(corners, fmt.Sprintf("[%v,%v]", p[0], p[1]))
			}
			s, placed, err := place.PutTx(b.ctx, tx, place.PutInput{Title: "Site", Lang: "en", Visibility: "parties",
				Shape: `{"type":"Polygon","coordinates":[[` + strings.Join(corners, ",") + `]]}`})
			if err != nil {
				return nil, err
			}
			b.ids, b.sites, facts = append(b.ids, s.ID), append(b.sites, s.Shape), append(facts, placed)
			if !check {
				continue
			}
			_, checked, err := place.ScreenTx(b.ctx, tx, s.ID, today)
			if err != nil {
				return nil, err
			}
			facts = append(facts, checked...)
		}
		return facts, nil
	})
	return err
}

// rescreen holds all sites against the versions in force.
func (b *placeBench) rescreen() (batches int, err error) {
	for more := true; more; batches++ {
		if more, err = b.room.Rescreen(b.ctx, b.who.Programme, today); err != nil {
			return batches, err
		}
	}
	return batches, nil
}

// oneByOne checks new sites each in a change of its own.
func (b *placeBench) oneByOne(n int) ([]time.Duration, error) {
	first := len(b.ids)
	if err := b.place(n, false); err != nil {
		return nil, err
	}
	var times []time.Duration
	for _, id := range b.ids[first:] {
		start := time.Now()
		if _, err := b.room.Screen(b.ctx, b.who, b.key(), id, today); err != nil {
			return nil, err
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	return times, nil
}

// peer asks the library about each site and every zone; it is the median time of a
// site and how many zones were met.
func (b *placeBench) peer() (median time.Duration, met int) {
	area := func(s place.Shape) geom.Geometry {
		var flat []float64
		for _, p := range s.Polygons[0][0] {
			flat = append(flat, p[0], p[1])
		}
		return geom.NewPolygon([]geom.LineString{geom.NewLineString(geom.NewSequence(flat, geom.DimXY))}).AsGeometry()
	}
	var zones []geom.Geometry
	for _, z := range b.drawn {
		zones = append(zones, area(z))
	}
	var times []time.Duration
	for _, s := range b.sites[:peerSites] {
		start, site := time.Now(), area(s)
		for _, z := range zones {
			if geom.Intersects(site, z) {
				met++
			} else {
				geom.Distance(site, z)
			}
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	return times[len(times)/2], met
}

// peak is the most memory that the process has held, in MiB; 0 where the system
// does not tell.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	var kB float64
	if _, rest, ok := strings.Cut(string(status), "VmHWM:"); ok {
		fmt.Sscan(rest, &kB)
	}
	return kB / 1024
}
