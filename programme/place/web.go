package place

import (
	"bytes"
	"embed"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/reading"
)

//go:embed pages/*.html
var pages embed.FS

// Mount registers the room's pages.
func (r *Room) Mount(f *web.Front) {
	m := f.Room(pages)
	m.On("GET /places", "place.see", r.getSites)
	m.On("GET /places/new", "place.put", r.getNew)
	m.On("POST /places", "place.put", r.postSite)
	m.On("GET /places/{code}", "place.see", r.getSite)
	m.On("GET /places/{code}/geojson", "place.see", r.getGeoJSON)
	m.On("POST /places/{code}/screening", "place.screen", r.postScreening)
	for _, a := range acts {
		m.On("GET /places/{code}/"+a.noun, a.verb, r.getAct(a))
		m.On("POST /places/{code}/"+a.noun, a.verb, r.postAct(a))
	}
	for _, a := range follows {
		m.On("GET /places/{code}/conditions/{id}/"+a.noun, a.verb, r.getFollow(a))
		m.On("POST /places/{code}/conditions/{id}/"+a.noun, a.verb, r.postFollow(a))
	}
	r.mountConsultations(m)
	m.On("GET /zones", "place.see", r.getLayers)
	m.On("GET /zones/import", "place.import", r.getImport)
	m.On("POST /zones/preview", "place.import", r.postPreview)
	m.On("POST /zones", "place.import", r.postImport)
	m.On("GET /zones/progress", "place.see", r.getProgress)
	m.On("GET /zones/{code}", "place.see", r.getLayer)
}

// find loads the site of the path, and the reader with the seats that count; a
// site that the reader may not see does not exist.
func find(c *web.Call) (ident.Actor, Site, error) {
	who, err := acting(c.R.Context(), c.Q, c.Actor)
	if err != nil {
		return who, Site{}, err
	}
	s, err := GetSiteByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
	if err == nil && !maySee(who, s) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return who, s, err
}

// may tells whether the reader may take one of the room's own actions.
func may(c *web.Call, action string) (bool, error) {
	who, err := acting(c.R.Context(), c.Q, c.Actor)
	return err == nil && access.Check(own, who, action, nil) == nil, err
}

// number reads a record's number; what is none is 0.
func number(s string) ident.ID {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return ident.ID(n)
}

const pageSize = 50

type siteRow struct {
	Code         string `json:"code"`
	Title        string `json:"title"`
	Lang         string `json:"lang"`
	Within       int    `json:"within_m"`
	State        string `json:"state"`
	Said         string `json:"state_said"`
	Since        string `json:"since"`
	Illustrative bool   `json:"illustrative"`
}

func rowOf(c *web.Call, s Site) siteRow {
	return siteRow{s.Code, s.TitleIn(c.Lang), langOf(c, s.Lang, s.Other), s.Within, s.State, c.T(string(Machine.StateKey(s.State))),
		words.Date(c.Lang, words.DayOf(s.StateSince, c.Programme.Zone)), s.Illustrative}
}

// langOf is the language in which a name is shown, for the page.
func langOf(c *web.Call, lang, other string) string {
	if other != "" {
		return c.Lang.HTML()
	}
	return words.Lang(lang).HTML()
}

type sitesPage struct {
	Rows    []siteRow    `json:"sites"`
	Count   int          `json:"count"`
	Most    bool         `json:"or_more"` // the count stopped there
	Text    string       `json:"q"`
	States  []web.Option `json:"-"`
	Sectors []web.Option `json:"-"`
	Orders  []web.Option `json:"-"`
	GeoJSON string       `json:"-"`
	Filters int          `json:"-"`
	CSV     string       `json:"-"`
	Next    string       `json:"next"`
	MayPut  bool         `json:"may_place"`
}

// countMost is how far a list counts.
const countMost = 10000

func (r *Room) getSites(c *web.Call) error {
	ctx := c.R.Context()
	f := SiteFilter{Text: c.Query("q"), After: number(c.Query("after")), Limit: pageSize + 1}
	if state := c.Query("state"); slices.Contains(Machine.States(), state) {
		f.State = state
	}
	if sector := c.Query("sector"); slices.Contains(reading.Sectors(), sector) {
		f.Sector = sector
	}
	sort := c.Query("sort")
	f.Recent = sort == "recent"
	switch {
	case c.WantsCSV():
		return sitesCSV(c, f)
	case c.Query("format") == "geojson":
		return sitesGeoJSON(c, f)
	}
	p := sitesPage{Text: f.Text, CSV: c.CSVLink()}
	for _, set := range []bool{f.Text != "", f.State != "", f.Sector != ""} {
		if set {
			p.Filters++
		}
	}
	var err error
	if p.MayPut, err = may(c, "place.put"); err != nil {
		return err
	}
	found, err := ListSites(ctx, c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		q := c.R.URL.Query()
		q.Set("after", strconv.FormatInt(int64(found[pageSize-1].ID), 10))
		q.Del("notice")
		p.Next = c.R.URL.Path + "?" + q.Encode()
	}
	for _, s := range found {
		p.Rows = append(p.Rows, rowOf(c, s))
	}
	if p.Count, err = CountSites(ctx, c.Q, c.Actor, f, countMost); err != nil {
		return err
	}
	p.Most = p.Count == countMost
	p.States = choices(c, "place.site.state.", Machine.States(), f.State)
	p.States = slices.Insert(p.States, 0, web.Option{Label: c.T("place.any")})
	p.Sectors = slices.Insert(choices(c, "place.sector.", reading.Sectors(), f.Sector), 0, web.Option{Label: c.T("place.any")})
	p.Orders = slices.Insert(choices(c, "place.sort.", []string{"recent"}, sort), 0, web.Option{Label: c.T("place.sort.gravest")})
	p.GeoJSON = strings.Replace(p.CSV, "format=csv", "format=geojson", 1)
	return c.Page("sites", p)
}

// sitesCSV is the whole list under the filter.
func sitesCSV(c *web.Call, f SiteFilter) error {
	var rows [][]string
	f.Limit, f.After = 500, 0
	for {
		found, err := ListSites(c.R.Context(), c.Q, c.Actor, f)
		if err != nil {
			return err
		}
		for _, s := range found {
			x := rowOf(c, s)
			rows = append(rows, []string{x.Code, x.Title, x.Said, x.State, string(words.DayOf(s.StateSince, c.Programme.Zone)), strconv.Itoa(x.Within)})
		}
		if len(found) < f.Limit {
			break
		}
		f.After = found[len(found)-1].ID
	}
	var heads []string
	for _, k := range []string{"place.code", "place.site", "place.state", "place.state_code", "place.since", "place.within"} {
		heads = append(heads, c.T(k))
	}
	return c.CSV("places", heads, slices.Values(rows))
}

// geoFeature is a site as GeoJSON has it.
type geoFeature struct {
	Type       string   `json:"type"`
	Geometry   geometry `json:"geometry"`
	Properties siteRow  `json:"properties"`
}

// sitesGeoJSON is the whole list under the filter as a map program reads it.
func sitesGeoJSON(c *web.Call, f SiteFilter) error {
	features := []geoFeature{}
	f.Limit, f.After = 500, 0
	for {
		found, err := ListSites(c.R.Context(), c.Q, c.Actor, f)
		if err != nil {
			return err
		}
		for _, s := range found {
			s = s.shownTo(c.Actor)
			features = append(features, geoFeature{"Feature", s.Shape.geometry(), rowOf(c, s)})
		}
		if len(found) < f.Limit {
			break
		}
		f.After = found[len(found)-1].ID
	}
	return geoJSON(c, "places", map[string]any{"type": "FeatureCollection", "features": features})
}

// getGeoJSON is one site as a map program reads it.
func (r *Room) getGeoJSON(c *web.Call) error {
	_, s, err := find(c)
	if err != nil {
		return err
	}
	s = s.shownTo(c.Actor)
	return geoJSON(c, s.Code, geoFeature{"Feature", s.Shape.geometry(), rowOf(c, s)})
}

func geoJSON(c *web.Call, name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	headers := http.Header{"Content-Type": {"application/geo+json"}, "Content-Disposition": {`attachment; filename="` + name + `.geojson"`}}
	return c.Download(headers, bytes.NewReader(b))
}

// choices turns a list of codes into options named by prefix + code.
func choices(c *web.Call, prefix string, codes []string, chosen string) []web.Option {
	var out []web.Option
	for _, code := range codes {
		out = append(out, web.Option{Value: code, Label: c.T(prefix + code), Selected: code == chosen})
	}
	return out
}

type newPage struct {
	Langs        []web.Option `json:"-"`
	Pairings     []web.Option `json:"-"`
	Visibilities []web.Option `json:"-"`
	Sectors      []web.Option `json:"-"`
	Publics      []web.Option `json:"-"`
}

func (r *Room) getNew(c *web.Call) error {
	p := newPage{Langs: langs(c), Visibilities: choices(c, "place.visibility.", Visibilities, "parties"),
		Sectors: slices.Insert(choices(c, "place.sector.", reading.Sectors(), ""), 0, web.Option{Label: c.T("place.no_sector")}),
		Publics: slices.Insert(choices(c, "place.public.", PublicViews[1:], ""), 0, web.Option{Label: c.T("place.public_by_rule")})}
	all, err := party.ListPairings(c.R.Context(), c.Q, c.Actor.Programme, party.PairingFilter{For: c.Actor, Limit: 500})
	if err != nil {
		return err
	}
	p.Pairings = []web.Option{{Label: c.T("place.no_pairing")}}
	for _, x := range all {
		if access.MaySee(c.Actor, x.Visibility, x.Provider) {
			p.Pairings = append(p.Pairings, web.Option{Value: x.Code, Label: x.Code + " " + x.Scope})
		}
	}
	return c.Page("new", p)
}

func langs(c *web.Call) []web.Option {
	return choices(c, "place.lang.", []string{"en", "zh"}, string(c.Lang))
}

func (r *Room) postSite(c *web.Call) error {
	in := PutInput{Title: c.Value("title"), Lang: c.Value("lang"), Other: c.Value("other"), Sector: c.Value("sector"), Public: c.Value("public"), Shape: c.Value("shape"), Visibility: c.Value("visibility")}
	var err error
	if in.Within, err = metres(c); err != nil {
		return c.Again(r.getNew, err)
	}
	if code := c.Value("pairing"); code != "" {
		x, err := party.GetPairingByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if fault.KindOf(err) == fault.NotFound {
			var f fault.Form
			f.Refuse("pairing", "place.pairing_unknown")
			return c.Again(r.getNew, f.Err())
		}
		if err != nil {
			return err
		}
		in.Pairing = x.ID
	}
	done, err := r.Put(c.R.Context(), c.Actor, c.Key(), in)
	if err != nil {
		return c.Again(r.getNew, err)
	}
	id, _ := done.Subject(Noun)
	s, err := GetSite(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, URL(s.Code), "place.put_done")
}

// metres reads how roughly a place is known; an empty field is exact.
func metres(c *web.Call) (int, error) {
	text := c.Value("within")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		var f fault.Form
		f.Refuse("within", "place.within_bounds", Near)
		return 0, f.Err()
	}
	return n, nil
}
