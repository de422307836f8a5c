package place

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"testing"

	"throughline/kit/ident"
	"throughline/kit/web/webtest"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

type front struct{ ecology, colleague, builder, county, reader *webtest.Person }

func (w *world) front() front {
	w.Helper()
	site := webtest.New(w.T, w.DB, webtest.Options{Programme: w.prog, Rules: Rules(), Mount: w.Mount, Words: []fs.FS{Words, party.Words, plan.Words}})
	as := func(a ident.Actor) *webtest.Person { return site.As(a.Person, a.Organisation, a.Roles...) }
	return front{as(w.ecology), as(w.colleague), as(w.atBuilder), as(w.atCounty), as(hat(w.auditor, w.county.ID, ident.Reader))}
}

func TestJourneyOfASite(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	f.builder.Get("/places").Want(200, "Where may works start?", "Sites stand here once")
	f.builder.Get("/zones").Want(200, "No layer is shipped").Without("Import a zone layer")
	f.builder.Get("/zones/import").Want(403)

	// A layer is looked at, refused, looked at again, and imported.
	form := f.ecology.Get("/zones/import").Want(200, "Which zone layer comes in?")
	about := url.Values{"title": {"Red line"}, "lang": {"en"}, "kind": {"prohibited"}, "label": {"2028 edition"}, "source": {"Gazette 7"}, "licence": {"free"}, "from": {"2028-01-01"}}
	bad := layerFile(zone("Marsh", 91.5, 29.5), `{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[91,29],[92,30],[92,29],[91,30],[91,29]]]}}`)
	f.ecology.Upload(form, "/zones/preview", about, "file", "zones.geojson", bad).Want(422, "Feature 2: a ring crosses itself", "Gazette 7")
	seen := f.ecology.Upload(form, "/zones/preview", about, "file", "zones.geojson", layerFile(zone("Marsh", 91.5, 29.5))).
		Want(200, "Is this what the file should bring?", "Marsh", "2028 edition", "Import 1 zone")
	f.colleague.Get("/zones").Want(200, "No layer is shipped") // nothing is kept by looking
	f.ecology.Submit(seen, "/zones", nil).Want(200, "The version is imported.", "Red line", "Gazette 7", "in force")
	again := url.Values{"label": {"3"}, "source": {"Gazette 8"}, "licence": {"free"}, "from": {"2028-02-01"}}
	swappedFile := layerFile(`{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[29.5,84.5]}}`)
	f.ecology.Upload(f.ecology.Get("/zones/import?layer=ZON-001"), "/zones/preview", again, "file", "zones.geojson", swappedFile).
		Want(422, "Longitude and latitude seem to be exchanged")

	// A site meets it, moves, and is confirmed by somebody else.
	form = f.builder.Get("/places/new").Want(200)
	f.builder.Submit(form, "/places", url.Values{"title": {"Substation"}, "shape": {"29.55, 191.55"}}).Want(422, "not a longitude and latitude in degrees", "Substation")
	page := f.builder.Submit(form, "/places", url.Values{"title": {"Substation"}, "other": {"变电站"}, "sector": {"infrastructure-power"}, "shape": {"91.55, 29.55"}})
	page.Want(200, "SIT-001", "the site has not been checked")
	f.builder.Submit(page, "/places/SIT-001/screening", nil).Want(200, "the site meets a prohibited zone", "Marsh", "met")
	f.builder.Get("/places/SIT-001/exception").Want(403)
	act := f.builder.Get("/places/SIT-001/location").Want(200)
	f.builder.Submit(act, "/places/SIT-001/location", url.Values{"shape": {"91.45, 29.55"}, "reason": {""}}).Want(422, "Give the reason.")
	page = f.builder.Submit(act, "/places/SIT-001/location", url.Values{"shape": {"91.45, 29.55"}, "reason": {"out of the marsh"}}).Want(200, "the check has expired")
	f.builder.Submit(page, "/places/SIT-001/screening", nil).Want(200, "preliminary", "4,8")
	f.builder.Submit(f.builder.Get("/places/SIT-001"), "/places/SIT-001/screening", nil).Want(200) // again is no harm
	act = f.ecology.Get("/places/SIT-001/clear-finding").Want(200)
	f.ecology.Submit(act, "/places/SIT-001/clear-finding", nil).Want(200, "works may start", "out of the marsh", "Nobody has been consulted")
	f.colleague.Get("/places/SIT-001/clear-finding").Want(409)

	// A consultation on the site's page.
	form = f.builder.Get("/places/SIT-001/consultations/new").Want(200)
	f.builder.Submit(form, "/places/SIT-001/consultations", url.Values{"whom": {"Villagers"}, "tongue": {""}, "day": {"2028-05-20"}}).Want(422, "Say in which language they are told.")
	f.builder.Submit(form, "/places/SIT-001/consultations", url.Values{"whom": {"Villagers"}, "tongue": {"Valley speech"}, "day": {"2028-05-20"}}).
		Want(200, "Villagers", "planned", "Say the people were told")
	f.county.Get("/places/SIT-001/consultations/new").Want(403)

	// Lists, files, other languages, other days.
	f.county.Get("/places?state=clear&sector=infrastructure-power&sort=recent").Want(200, "SIT-001", "1 site")
	f.county.Get("/places?q=nothing").Want(200, "No site matches.")
	f.county.Get("/places?format=csv").Want(200, "SIT-001,Substation,clear")
	f.county.Get("/places/SIT-001/geojson").Want(200, `"coordinates":[91.45,29.55]`)
	f.county.In(words.ZH).Get("/places/SIT-001").Want(200, "变电站", "可以开工", "征求意见")
	f.county.Get("/zones/progress").Want(200, "None waits.")
	f.county.Get("/places/SIT-001?on=2028-05-13").Want(404)
	f.county.Get("/places/SIT-001?on="+string(today)).Want(200, "Substation", "out of the marsh").Without("Plan a consultation")
	f.county.Get("/places/SIT-404").Want(404)
	f.county.Get("/places/SIT-001/conditions/99/check").Want(403)
}

// The public does not learn from any answer where a site of a named sector lies.
func TestWhatThePublicSeesIsCoarse(t *testing.T) {
	w := newWorld(t)
	w.layer("", Prohibited, "2028-01-01", zone("Marsh", 91.5, 29.5))
	f := w.front()
	page := f.builder.Submit(f.builder.Get("/places/new"), "/places", url.Values{"title": {"Mast"}, "sector": {"infrastructure-communications"}, "shape": {"91.45678, 29.51234"},
		"visibility": {"public"}})
	f.builder.Submit(page, "/places/SIT-001/screening", nil).Want(200, "91.45678, 29.51234", "Marsh")
	for _, path := range []string{"/places/SIT-001", "/places", "/places/SIT-001/geojson", "/places?format=geojson", "/places?format=csv",
		"/places/SIT-001?on=2028-05-14"} {
		f.reader.Get(path).Want(200).Without("45678", "51234", "Marsh")
		f.reader.JSON(path).Want(200).Without("45678", "51234", "Marsh", "distance_m\":4")
	}
	f.reader.Get("/places/SIT-001").Want(200, "shown only to a tenth of a degree", "would tell where it lies")
	f.reader.Get("/places/SIT-001/geojson").Want(200, "[91.4,29.5],[91.5,29.5]")
	f.county.Get("/places/SIT-001").Want(200, "91.45678")
}

// No page asks more of the database when there is more to show.
func TestPagesAskNoMoreWhenThereIsMore(t *testing.T) {
	w := newWorld(t)
	w.layer("", Assess, "2028-01-01", zone("Marsh", 91.5, 29.5), zone("Fen", 91.6, 29.5))
	f := w.front()
	asked := func(path string) int64 {
		before := w.DB.Queries()
		f.ecology.Get(path).Want(200)
		return w.DB.Queries() - before
	}
	s := w.screen(w.atBuilder, w.site(w.atBuilder, "91.55, 29.55", 0))
	w.must(w.act(w.ecology, "place.find_assess", s, because("a marsh")))
	few := []int64{asked("/places"), asked("/places/SIT-001"), asked("/zones"), asked("/zones/ZON-001")}
	in := because("small")
	in.Conditions = "2028-06-30 a\n2028-06-30 b\n2028-06-30 c"
	w.must(w.act(w.ecology, "place.clear_on", s, in))
	for i := range 12 {
		w.screen(w.atBuilder, w.site(w.atBuilder, fmt.Sprintf("91.5%d, 29.55", i), 0))
		w.consult(s, fmt.Sprint("group ", i))
		w.layer("ZON-001", "", "2028-01-01", zone("Marsh", 91.5, 29.5), zone("Fen", 91.6, 29.5))
	}
	w.rescreen(today)
	for i, path := range []string{"/places", "/places/SIT-001", "/zones", "/zones/ZON-001"} {
		if n := asked(path); n > few[i] {
			t.Errorf("%s asks %d statements, %d when there was less", path, n, few[i])
		}
	}
}

// What is written as GeoJSON is read as the same shape.
func TestGeoJSONIsReadAsItIsWritten(t *testing.T) {
	for _, s := range []Shape{shape(t, "Point", "[91,29]"), shape(t, "MultiLineString", "[[[91,29],[92,30]],[[93,29],[94,30]]]"),
		shape(t, "Polygon", "[[[0,0],[0,10],[10,10],[10,0],[0,0]],[[4,4],[6,4],[6,6],[4,6],[4,4]]]")} {
		b, err := json.Marshal(s.geometry())
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseGeometry("shape", string(b))
		if err != nil || back.Box() != s.Box() || len(back.Points)+len(back.Lines)+len(back.Polygons) != len(s.Points)+len(s.Lines)+len(s.Polygons) {
			t.Errorf("%s reads as %v, %v", b, back, err)
		}
		for _, p := range back.Polygons {
			if area(p[0]) <= 0 || area(p[1]) >= 0 {
				t.Errorf("%v runs the wrong way around", p)
			}
		}
	}
}

// A file whose rings run the wrong way round is taken only by a tick, which says
// how many it turned; one that lies away from every site is warned of.
func TestJourneyOfTurnedRings(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	about := url.Values{"title": {"Red line"}, "lang": {"en"}, "kind": {"prohibited"}, "label": {"2028 edition"}, "source": {"Gazette 7"}, "licence": {"free"}, "from": {"2028-01-01"}}
	clockwise := func(lon int) []byte {
		return layerFile(zone("Marsh", float64(lon)+0.5, 29.5), fmt.Sprintf(`{"type":"Feature","properties":{"name":"Moor"},"geometry":{"type":"Polygon","coordinates":[[[%[1]d,29],[%[1]d,30],[%[2]d,30],[%[2]d,29],[%[1]d,29]]]}}`, lon, lon+1))
	}
	form := f.ecology.Get("/zones/import").Want(200, "Turn rings round")
	f.ecology.Upload(form, "/zones/preview", about, "file", "zones.geojson", clockwise(91)).Want(422, "Feature 2: an outer ring runs clockwise", "(1, 1)")
	about.Set("turn", "1")
	seen := f.ecology.Upload(form, "/zones/preview", about, "file", "zones.geojson", clockwise(91)).Want(200, "1 ring turned round", "Import 2 zones").Without("away from every site")
	f.ecology.Submit(seen, "/zones", url.Values{"turn": nil}).Want(422, "an outer ring runs clockwise")
	f.ecology.Submit(seen, "/zones", nil).Want(200, "The version is imported.")
	w.screen(w.atBuilder, w.site(w.atBuilder, "91.5, 29.55", 0))
	next := url.Values{"label": {"3"}, "source": {"Gazette 8"}, "licence": {"free"}, "from": {"2028-02-01"}, "turn": {"1"}}
	f.ecology.Upload(f.ecology.Get("/zones/import?layer=ZON-001"), "/zones/preview", next, "file", "zones.geojson", clockwise(95)).Want(200, "lies away from every site of the programme")
	f.ecology.Upload(f.ecology.Get("/zones/import?layer=ZON-001"), "/zones/preview", next, "file", "zones.geojson", layerFile(zone("Marsh", 91.5, 29.5))).
		Want(200).Without("turned round", "away from every site")
}
