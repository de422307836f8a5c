package stocktake_test

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/ident"
	"throughline/kit/web/webtest"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/place"
	"throughline/programme/plan"
	"throughline/programme/project"
	"throughline/programme/stocktake"
)

// charted is the sample's twinning with two more projects: a power line that the
// public sees only coarsely, and a clinic at a site that its owner keeps internal.
type charted struct {
	*again
	room                                      *stocktake.Room
	site                                      *webtest.Site
	officer, reader, provider, builder, other *webtest.Person
	coarse, hidden                            ident.ID
}

// Where the two lie: digits that appear nowhere else.
const (
	coarseAt = "91.47318, 29.61947"
	hiddenAt = "92.83561, 28.37294"
)

func newCharted(t *testing.T) *charted {
	t.Helper()
	d, all := loaded(t)
	blobs, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	w := &charted{again: newAgain(t, d, all), room: &stocktake.Room{DB: d, Blobs: blobs}}
	w.site = webtest.New(t, d, webtest.Options{Programme: w.prog, Rules: stocktake.Rules(), Mount: w.room.Mount,
		Words: []fs.FS{stocktake.Words, project.Words, place.Words, party.Words, plan.Words, conference.Words, decision.Words, agreement.Words}})
	find := func(code string) ident.ID {
		p, err := party.GetPartyByCode(t.Context(), d.Read(), w.prog, code)
		w.must(err)
		return p.ID
	}
	works := find("VM-WRK")
	w.officer, w.reader = w.site.Person("map-office", w.office.Organisation, ident.Office), w.site.Person("map-reader", w.office.Organisation, ident.Reader)
	w.provider, w.builder, w.other = w.site.Person("map-provider", find("PL"), ident.Provider), w.site.Person("map-builder", works, ident.Owner), w.site.Person("map-other", find("VM-EDU"), ident.Receiver)
	put := func(who ident.Actor, title, at, sector, visibility string) ident.ID {
		sites, works := &place.Room{DB: d}, &project.Room{DB: d}
		done, err := sites.Put(t.Context(), who, w.key(), place.PutInput{Title: title, Lang: "en", Sector: sector, Shape: at, Visibility: visibility})
		w.must(err)
		site, _ := done.Subject(place.Noun)
		done, err = works.Start(t.Context(), w.officer.Actor, project.StartInput{Key: w.key(), Title: title, Lang: "en", Track: "works", Sector: sector, Implementer: partyOf(w, "VM-WRK"),
			OffPlanReason: "For the test.", To: "2029-01-01"})
		w.must(err)
		id, _ := done.Subject(project.Noun)
		_, err = works.PutSite(t.Context(), who, project.SiteInput{Key: w.key(), Project: id, Site: site})
		w.must(err)
		return id
	}
	w.coarse = put(w.builder.Actor, "Power line to the valley", coarseAt, "infrastructure-power", "parties")
	w.hidden = put(w.builder.Actor, "Quiet clinic", hiddenAt, "other", "internal")
	return w
}

func partyOf(w *charted, code string) ident.ID {
	p, err := party.GetPartyByCode(w.Context(), w.d.Read(), w.prog, code)
	w.must(err)
	return p.ID
}

// answers are all the ways in which the map tells where things are.
func (w *charted) answers(who *webtest.Person) map[string]string {
	w.Helper()
	out := map[string]string{}
	for _, at := range []string{"", "?at=29.6,91.4&z=16", "?at=28.3,92.8&z=12&part=1&w=900&h=600", "?project=" + w.code(w.coarse), "?project=" + w.code(w.hidden), "?site=SIT-005", "?site=SIT-006",
		"?format=geojson", "?format=csv", "?q=power", "?q=clinic&z=14", "?party=VM-WRK", "?sector=infrastructure-power&z=16&at=29.6,91.4"} {
		out["page "+at] = fmt.Sprint(who.Get("/map"+at).Status, " ", w.body(who, "/map"+at, ""))
		if !strings.Contains(at, "format") {
			out["JSON "+at] = w.body(who, "/map"+at, "application/json")
		}
	}
	return out
}

func (w *charted) body(who *webtest.Person, at, accept string) string {
	r := httptest.NewRequest(http.MethodGet, "/en/"+webtest.Code+at, nil)
	r.Header.Set("Accept", accept)
	return who.Do(r).Body.String()
}

func (w *charted) code(id ident.ID) string {
	p, err := project.GetProject(w.Context(), w.d.Read(), w.prog, id)
	w.must(err)
	return p.Code
}

// near tells whether any two neighbouring numbers of a text lie within 2 km of a
// place, either way around.
func near(text, at string) bool {
	var lon, lat float64
	fmt.Sscanf(at, "%f, %f", &lon, &lat)
	var last float64
	for _, m := range regexp.MustCompile(`-?\d+\.\d+`).FindAllString(text, -1) {
		var n float64
		fmt.Sscan(m, &n)
		close := func(a, b float64) bool { return math.Abs(a-lon) < 0.02 && math.Abs(b-lat) < 0.02 }
		if close(n, last) || close(last, n) {
			return true
		}
		last = n
	}
	return false
}

// What the public may know only coarsely, and what is internal, is told exactly by
// no answer of the map to those who may not know.
func TestMapTellsNobodyMoreThanTheyMayKnow(t *testing.T) {
	w := newCharted(t)
	told := func(who *webtest.Person, at string) (some bool) {
		for _, text := range w.answers(who) {
			some = some || near(text, at)
		}
		return some
	}
	for _, x := range []struct {
		name   string
		who    *webtest.Person
		coarse bool // knows exactly where the coarse one lies
		hidden bool
	}{{"office", w.officer, true, true}, {"reader", w.reader, false, false}, {"provider", w.provider, true, false}, {"builder", w.builder, true, true}, {"another receiver", w.other, true, false}} {
		if got := told(x.who, coarseAt); got != x.coarse {
			t.Errorf("the %s is told exactly where the coarse one lies: %v", x.name, got)
		}
		if got := told(x.who, hiddenAt); got != x.hidden {
			t.Errorf("the %s is told where the internal one lies: %v", x.name, got)
		}
	}
	for at, text := range w.answers(w.reader) {
		if at == "page ?format=geojson" && !strings.Contains(text, "[91.45,29.65]") {
			t.Errorf("the reader is not told the square of the coarse one: %s", text)
		}
	}
	// Nobody loses the project itself.
	for name, who := range map[string]*webtest.Person{"reader": w.reader, "provider": w.provider} {
		page := who.Get("/map")
		page.Want(200, "8 projects, 4 without a location", "Quiet clinic", "Power line to the valley", "Shared library catalogue")
		if !strings.Contains(w.body(who, "/map?format=csv", ""), "Quiet clinic") || !strings.Contains(w.body(who, "/map?format=geojson", ""), "Quiet clinic") {
			t.Errorf("the %s does not find the project in the files", name)
		}
	}
	w.builder.Get("/map").Want(200, "8 projects, 3 without a location")
	w.builder.Get("/map?state=done").Want(200, "1 project, 1 without a location")
	w.reader.Get("/map?q=nothing+such").Want(200, "No project matches.")
	w.reader.Get("/map?party=NOBODY").Want(200, "No project matches.")
	w.reader.In(words.ZH).Get("/map").Want(200, "共8个项目，其中4个无位置信息", "仅显示大致位置")
}

// An internal project is on nobody's map but its owner's and the programme's.
func TestInternalProjectIsNotOnTheMap(t *testing.T) {
	w := newCharted(t)
	_, err := (&project.Room{DB: w.d}).Start(t.Context(), w.officer.Actor, project.StartInput{Key: w.key(), Title: "Draft road", Lang: "en", Track: "works",
		Implementer: partyOf(w, "VM-WRK"), OffPlanReason: "For the test.", Visibility: "internal"})
	w.must(err)
	w.officer.Get("/map").Want(200, "9 projects", "Draft road")
	for at, text := range w.answers(w.other) {
		if strings.Contains(text, "Draft road") {
			t.Errorf("%s tells of an internal project", at)
		}
	}
	w.other.Get("/map").Want(200, "8 projects")
}

// The number of statements does not grow with the projects.
func TestMapAsksAsOftenHoweverManyThereAre(t *testing.T) {
	w := newCharted(t)
	count := func(at string) int64 {
		w.provider.Get(at)
		before := w.d.Queries()
		w.provider.Get(at)
		return w.d.Queries() - before
	}
	addresses := []string{"/map", "/map?at=30,91&z=9&part=1&w=900&h=600", "/map?q=road", "/map?party=VM-WRK", "/map?sector=other"}
	var first []int64
	for _, at := range addresses {
		first = append(first, count(at))
	}
	rooms, sites := &project.Room{DB: w.d}, &place.Room{DB: w.d}
	for i := range 80 {
		done, err := rooms.Start(t.Context(), w.officer.Actor, project.StartInput{Key: w.key(), Title: fmt.Sprint("Road ", i), Lang: "en", Track: "works", Sector: "other",
			Implementer: partyOf(w, "VM-WRK"), OffPlanReason: "For the test."})
		w.must(err)
		id, _ := done.Subject(project.Noun)
		if i%4 == 0 {
			continue
		}
		done, err = sites.Put(t.Context(), w.officer.Actor, w.key(), place.PutInput{Title: "Road", Lang: "en", Shape: fmt.Sprintf("%.2f, %.2f", 90+float64(i)/20, 29+float64(i%9)/7), Visibility: "parties"})
		w.must(err)
		site, _ := done.Subject(place.Noun)
		_, err = rooms.PutSite(t.Context(), w.officer.Actor, project.SiteInput{Key: w.key(), Project: id, Site: site})
		w.must(err)
	}
	w.provider.Get("/map").Want(200, "88 projects, 24 without a location")
	for i, at := range addresses {
		if got := count(at); got > first[i]+1 { // one more where a list has a party more to name
			t.Errorf("%s reads %d statements with 88 projects, %d with 8", at, got, first[i])
		}
	}
	list := regexp.MustCompile(`class="pager".*?href="([^"]+)`).FindStringSubmatch(w.body(w.provider, "/map", ""))
	if list == nil {
		t.Fatal("a list of more than a page has no next page")
	}
	w.provider.Get(strings.TrimPrefix(strings.ReplaceAll(list[1], "&amp;", "&"), "/en/"+webtest.Code)).Want(200, "Road")
}

// Projects recorded before there was a map come onto it with the calendar.
func TestProjectsFromBeforeTheMapComeOntoIt(t *testing.T) {
	d, all := loaded(t)
	inStep := rows(t, d)
	w := newAgain(t, d, all)
	_, err := d.Change(t.Context(), w.office, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
		for _, stmt := range []string{"DELETE FROM stocktake_point", "DELETE FROM stocktake_point_party", "DELETE FROM stocktake_rollup_map", `INSERT INTO stocktake_point (programme_id, id, sight, code,
			title, title_other, lang, place, sector, implementer_id, site_id, coarse, rank, x, y, project_owner, site_owner, next_change, illustrative, folded)
			SELECT programme_id, id, 0, code, title, '', lang, place, sector, implementer_id, 0, FALSE, -1, -1, -1,
			CASE WHEN visibility = 'internal' THEN owner_id ELSE 0 END, 0, '0001-01-01', illustrative, '' FROM project_project`} {
			if err := tx.Exec(t.Context(), stmt); err != nil {
				return nil, err
			}
		}
		return []db.Fact{{Kind: "test.emptied.v1", Data: 1}}, nil
	})
	w.must(err)
	w.must(stocktake.EachOnMap(t.Context(), d.Read(), stocktake.Onlooker{Who: w.office, AllSites: true}, stocktake.MapFilter{}, func(some []stocktake.Point) error {
		if len(some) > 0 {
			t.Errorf("before the calendar's look %v is listed", some[0])
		}
		return nil
	}))
	d.Clock = func() time.Time { return dbtest.Now.Add(time.Second) } // a look is taken once an instant
	tick(t, d, all)
	same(t, "after the calendar's look", rows(t, d), inStep)
}

// archive is a PMTiles file of version 3 with pictures, changed by a test.
func archive(change func(b []byte)) []byte {
	b := make([]byte, 200)
	copy(b, "PMTiles\x03")
	for at := 8; at < 72; at += 16 {
		binary.LittleEndian.PutUint64(b[at:], 127)
		binary.LittleEndian.PutUint64(b[at+8:], 10)
	}
	b[99] = 2
	if change != nil {
		change(b)
	}
	return b
}

func TestBaseMap(t *testing.T) {
	w := newCharted(t)
	form := w.officer.Get("/map/base").Want(200, "What map lies under the projects?")
	w.provider.Get("/map/base").Want(403)
	about := url.Values{"source": {"Map office"}, "licence": {"for the programme"}}
	good := []byte(`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"LineString","coordinates":[[90,30],[91,31]]}}]}`)
	for _, bad := range []struct {
		name string
		data []byte
		said string
	}{
		{"map.pmtiles", []byte("not an archive"), "This is not a PMTiles archive"},
		{"map.pmtiles", archive(func(b []byte) { b[7] = 2 }), "not of version 3"},
		{"map.pmtiles", archive(func(b []byte) { b[99] = 1 }), "holds no pictures"},
		{"map.pmtiles", archive(func(b []byte) { binary.LittleEndian.PutUint64(b[64:], 1<<40) }), "cut short or damaged"},
		{"map.geojson", []byte("{"), "not GeoJSON"},
		{"map.geojson", []byte(`{"type":"FeatureCollection","features":[]}`), "not GeoJSON"},
		{"map.geojson", []byte(`{"type":"Point","coordinates":[480000,3300000]}`), "not degrees"},
		{"map.geojson", []byte(`{"crs":{"properties":{"name":"EPSG:3857"}},"type":"Point","coordinates":[1,2]}`), "not degrees"},
		{"map.tif", good, "must end in .geojson or .pmtiles"},
	} {
		w.officer.Upload(form, "/map/base", about, "file", bad.name, bad.data).Want(422, bad.said)
	}
	w.officer.Submit(form, "/map/base", url.Values{"public": {"1"}}).Want(422, "Choose a file.", "Say where the map comes from.", "needs its review number")
	// One that is not public is for those who work in the programme.
	w.officer.Upload(form, "/map/base", about, "file", "inner.json", good).Want(200, "The base map lies under the projects.", "Base map: Map office · for the programme", "not for the public")
	w.provider.Get("/map").Want(200, "Base map: Map office")
	w.reader.Get("/map").Want(200).Without("Map office")
	file := regexp.MustCompile(`data-base="/en/` + webtest.Code + `([^"]+)"`).FindStringSubmatch(w.body(w.provider, "/map", ""))[1]
	if got := w.body(w.provider, file, ""); got != string(good) {
		t.Errorf("the file is %q", got)
	}
	w.reader.Get(file).Want(404)
	// Another one takes its place; parts of it can be asked for.
	form = w.officer.Get("/map/base").Want(200, "inner.geojson")
	about = url.Values{"source": {"Survey"}, "licence": {"open"}, "public": {"1"}, "review": {"审(2028)7"}}
	w.officer.Upload(form, "/map/base", about, "file", "outer.pmtiles", archive(nil)).Want(200, "review number 审(2028)7")
	w.reader.Get("/map").Want(200, "Base map: Survey", "审(2028)7")
	file = regexp.MustCompile(`data-base="/en/` + webtest.Code + `([^"]+)" data-base-kind="pmtiles"`).FindStringSubmatch(w.body(w.reader, "/map", ""))[1]
	r := httptest.NewRequest(http.MethodGet, "/en/"+webtest.Code+file, nil)
	r.Header.Set("Range", "bytes=0-6")
	got := w.reader.Do(r)
	if got.Code != http.StatusPartialContent || got.Body.String() != "PMTiles" {
		t.Errorf("a part of the archive: %d %q", got.Code, got.Body)
	}
	page := w.reader.Do(httptest.NewRequest(http.MethodGet, "/en/"+webtest.Code+"/map", nil))
	if csp := page.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "img-src 'self' data: blob:;") {
		t.Errorf("the pictures of the archive are not let in: %s", csp)
	}
	// And it is taken away; the records stay.
	form = w.officer.Get("/map/base").Want(200, "outer.pmtiles", "inner.geojson")
	w.officer.Submit(form, "/map/base/removal", nil).Want(422, "Say why the map is taken away.")
	w.officer.Submit(form, "/map/base/removal", url.Values{"reason": {"The approval ran out."}}).Want(200, "The base map is taken away.", "The approval ran out.", "outer.pmtiles", "inner.geojson")
	w.reader.Get("/map").Want(200).Without("Survey")
	if _, err := w.room.DropBaseMap(t.Context(), w.officer.Actor, w.key(), "again"); err == nil {
		t.Error("what is not there was taken away")
	}
	if _, err := w.room.PutBaseMap(t.Context(), w.provider.Actor, w.key(), stocktake.BaseMapInput{}); err == nil || access.MaySee(w.provider.Actor, "internal", 0) {
		t.Error("a provider put a base map")
	}
}

// A program reads the same: marks with their counts, the lists and the sums.
func TestMapForPrograms(t *testing.T) {
	w := newCharted(t)
	var page struct {
		Count     int64  `json:"count"`
		Unlocated int64  `json:"without_location"`
		InView    int64  `json:"in_view"`
		Datum     string `json:"datum"`
		Marks     []struct {
			N    int64  `json:"n"`
			Code string `json:"code"`
		} `json:"marks"`
		Rows     []struct{ Code, State string } `json:"projects_in_view"`
		Unplaced []struct{ Code string }        `json:"projects_without_location"`
	}
	if err := json.Unmarshal([]byte(w.body(w.officer, "/map", "application/json")), &page); err != nil {
		t.Fatal(err)
	}
	var n int64
	for _, m := range page.Marks {
		n += m.N
		if (m.N == 1) != (m.Code != "") {
			t.Errorf("a mark of %d names %q", m.N, m.Code)
		}
	}
	if page.Count != 8 || page.Unlocated != 3 || page.InView != 5 || n != 5 || len(page.Rows) != 5 || len(page.Unplaced) != 3 || page.Datum != "WGS-84" {
		t.Errorf("%+v", page)
	}
	if page.Rows[0].State != "late" {
		t.Errorf("the list begins with %+v", page.Rows[0])
	}
}

// A site that moves takes its project along, and the rows are those of a rebuild.
func TestAMovedSiteTakesItsProjectAlong(t *testing.T) {
	w := newCharted(t)
	site, err := project.FirstSiteOf(t.Context(), w.d.Read(), w.prog, w.coarse)
	w.must(err)
	const elsewhere = "95.61234, 33.71234"
	_, err = (&place.Room{DB: w.d}).Act(t.Context(), w.builder.Actor, "place.move", place.ActInput{MoveInput: place.MoveInput{Key: w.key(), Site: site, Reason: "a landslide"}, Shape: elsewhere})
	w.must(err)
	file := w.body(w.officer, "/map?format=geojson", "")
	if near(file, coarseAt) || !near(file, elsewhere) {
		t.Errorf("the project has not moved: %s", file)
	}
	all, err := party.ListProgrammes(t.Context(), w.d.Read())
	w.must(err)
	inStep := rows(t, w.d)
	rebuild(t, w.d, all)
	same(t, "after a site has moved", inStep, rows(t, w.d))
}
