package stocktake

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/place"
	"throughline/programme/project"
	"throughline/reading"
)

// drawer draws a part of this room's pages on its own.
type drawer func(c *web.Call, name string, data any) (template.HTML, error)

func (r *Room) mountMap(m *web.Room) {
	r.draw = m.Part
	m.On("GET /map", "stocktake.see", r.getMap)
	m.On("GET /map/land", "stocktake.see", getLand)
	m.On("GET /map/base", "stocktake.put_base_map", r.getBaseMap)
	m.On("POST /map/base", "stocktake.put_base_map", r.postBaseMap)
	m.On("POST /map/base/removal", "stocktake.put_base_map", r.postNoBaseMap)
	m.On("GET /map/base/{id}", "stocktake.see", r.getBaseFile)
}

// markView is one mark: X and Y are within the drawing.
type markView struct {
	X       int     `json:"-"`
	Y       int     `json:"-"`
	Lon     float64 `json:"longitude"`
	Lat     float64 `json:"latitude"`
	N       int64   `json:"n"`
	State   string  `json:"worst_state"`
	Said    string  `json:"said"`
	Code    string  `json:"code,omitempty"` // of a single project
	Coarse  bool    `json:"coarse,omitempty"`
	URL     string  `json:"url"`
	Width   int     `json:"-"` // of the drawn mark
	Counted string  `json:"-"`
}

type stateView struct {
	State   string `json:"state"`
	Letter  string `json:"-"`
	Said    string `json:"said"`
	N       int64  `json:"n"`
	URL     string `json:"-"`
	Current bool   `json:"-"`
}

type workView struct {
	Code         string `json:"code"`
	Title        string `json:"title"`
	Lang         string `json:"-"`
	State        string `json:"state"`
	Said         string `json:"state_said"`
	Implementer  string `json:"implementer"`
	Place        string `json:"place"`
	Coarse       bool   `json:"coarse"`
	Illustrative bool   `json:"illustrative"`
}

type mapPage struct {
	At           string      `json:"at"` // latitude and longitude of the middle
	Zoom         int         `json:"zoom"`
	W            int         `json:"width"`
	H            int         `json:"height"`
	Datum        string      `json:"datum"`
	States       []stateView `json:"states"`
	Count        int64       `json:"count"`
	Unlocated    int64       `json:"without_location"`
	InView       int64       `json:"in_view"`
	Marks        []markView  `json:"marks"`
	Rows         []workView  `json:"projects_in_view"`
	Next         string      `json:"next,omitempty"`
	Unplaced     []workView  `json:"projects_without_location"`
	NextUnplaced string      `json:"next_without_location,omitempty"`
	Base         *baseView   `json:"base_map"`
	MayPut       bool        `json:"may_put_base_map"`

	Land    string       `json:"-"`
	Degrees []degreeLine `json:"-"`
	Moves   []web.Option `json:"-"` // links that move the map: label and address
	Text    string       `json:"-"`
	Party   string       `json:"-"`
	Parties []web.Option `json:"-"`
	Sectors []web.Option `json:"-"`
	Filters int          `json:"-"`
	Clear   string       `json:"-"`
	CSV     string       `json:"-"`
	GeoJSON string       `json:"-"`
	Root    string       `json:"-"` // the address of the programme
}

// Where the parts of a drawn mark stand. A mark of several is a box with the shape of
// the worst state and the count beside it.
func (m markView) Left() int   { return m.X - m.Width/2 }
func (m markView) Top() int    { return m.Y - 14 }
func (m markView) ShapeY() int { return m.Y - 13 }

func (m markView) ShapeX() int {
	if m.Counted == "" {
		return m.X - 13
	}
	return m.Left() + 2
}

func (m markView) CountX() int { return m.ShapeX() + 29 }
func (m markView) CountY() int { return m.Y + 5 }

// getMap answers: where is the work, and where is it late or silent?
func (r *Room) getMap(c *web.Call) error {
	ctx := c.R.Context()
	o, err := Looking(ctx, c.Q, c.Actor)
	if err != nil {
		return err
	}
	f, err := mapFilter(c)
	if err != nil {
		return err
	}
	switch {
	case c.WantsCSV():
		return mapCSV(c, o, f)
	case c.Query("format") == "geojson":
		return mapGeoJSON(c, o, f)
	}
	frame, err := mapFrame(c, o)
	if err != nil {
		return err
	}
	p := mapPage{At: fmt.Sprintf("%.5f,%.5f", frame.Lat, frame.Lon), Zoom: frame.Zoom, W: frame.W, H: frame.H, Datum: "WGS-84", Root: c.Base()}
	if err := p.fill(c, o, f, frame); err != nil {
		return err
	}
	if c.Query("part") != "" {
		body, err := r.draw(c, "map-part", p)
		if err != nil {
			return err
		}
		c.W.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, err = c.W.Write([]byte(body))
		return err
	}
	if err := p.frame(c, o, frame); err != nil {
		return err
	}
	return c.Page("map", p)
}

// mapFilter reads what narrows the map.
func mapFilter(c *web.Call) (MapFilter, error) {
	one := func(name string, list []string) string {
		if v := c.Query(name); slices.Contains(list, v) {
			return v
		}
		return ""
	}
	f := MapFilter{State: one("state", WorkStates), Sector: one("sector", reading.Sectors()), Text: c.Query("q")}
	code := c.Query("party")
	if code == "" {
		return f, nil
	}
	x, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if err == nil && access.MaySee(c.Actor, x.Visibility, x.ID) {
		f.Parties, err = party.Within(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
		return f, err
	}
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return f, err
	}
	f.Parties = []ident.ID{} // of nobody
	return f, nil
}

// mapFrame is the window that is asked for: a place and zoom, a project or site, or
// else all that the reader sees.
func mapFrame(c *web.Call, o Onlooker) (Frame, error) {
	f := Frame{W: frameW, H: frameH, Zoom: number(c.Query("z"))}
	if w, h := number(c.Query("w")), number(c.Query("h")); w > 0 && h > 0 {
		f.W, f.H = w, h
	}
	lat, lon, ok := strings.Cut(c.Query("at"), ",")
	y, errY := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	x, errX := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	if ok && errX == nil && errY == nil && !math.IsNaN(x+y) {
		f.Lat, f.Lon = y, x
		return f.kept(), nil
	}
	if near, found, err := mapNear(c, o); err != nil || found {
		f.Lon, f.Lat = near[0], near[1]
		if f.Zoom == 0 {
			f.Zoom = 11
		}
		return f.kept(), err
	}
	ctx := c.R.Context()
	wide, ok, err := extent(ctx, c.Q, o, 6, wholeWorld)
	if err != nil {
		return f, err
	}
	if !ok {
		return Frame{Lat: 20, Zoom: MinZoom, W: f.W, H: f.H}.kept(), nil
	}
	close, ok, err := extent(ctx, c.Q, o, 10, wide)
	if !ok {
		close = wide
	}
	return around(close.WX0, close.WY0, close.WX1, close.WY1, f.W, f.H), err
}

// mapNear is where the project or the site lies that the map is opened at, as the
// reader may know it.
func mapNear(c *web.Call, o Onlooker) (at place.Point, found bool, err error) {
	ctx, prog := c.R.Context(), c.Actor.Programme
	if code := c.Query("project"); code != "" {
		x, err := project.GetProjectByCode(ctx, c.Q, prog, code)
		if err != nil {
			return at, false, known(err)
		}
		p, ok, err := pointOf(ctx, c.Q, o, x.ID)
		if ok {
			at[0], at[1] = p.LonLat()
		}
		return at, ok, err
	}
	if code := c.Query("site"); code != "" {
		s, err := place.GetSiteByCode(ctx, c.Q, prog, code)
		if err != nil {
			return at, false, known(err)
		}
		exact, public := s.Spots()
		if o.Outside {
			exact = public
		}
		return exact, o.AllSites || access.MaySee(c.Actor, s.Visibility, s.Owner), nil
	}
	return at, false, nil
}

// known turns what is not there into nothing.
func known(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// fill loads what moves with the map: counts, marks and lists.
func (p *mapPage) fill(c *web.Call, o Onlooker, f MapFilter, frame Frame) error {
	ctx := c.R.Context()
	v := frame.view()
	totals, counted, err := countMap(ctx, c.Q, o, f, v)
	if err != nil {
		return err
	}
	p.counted(c, f, totals)
	drawn := marks(counted)
	var single []ident.ID
	for _, m := range drawn {
		p.InView += m.N
		if m.N == 1 {
			single = append(single, m.Project)
		}
	}
	named, err := pointsByID(ctx, c.Q, o, single)
	if err != nil {
		return err
	}
	for _, m := range drawn {
		p.Marks = append(p.Marks, drawMark(c, frame, m, named))
	}
	in, err := listIn(ctx, c.Q, o, f, v, p.InView, mapAfter(c, "after"), pageSize+1)
	if err != nil {
		return err
	}
	in, p.Next = cutPage(c, "after", in)
	beside, err := listUnlocated(ctx, c.Q, o, f, mapAfter(c, "after_none"), pageSize+1)
	if err != nil {
		return err
	}
	beside, p.NextUnplaced = cutPage(c, "after_none", beside)
	rows, err := workViews(c, slices.Concat(in, beside))
	p.Rows, p.Unplaced = rows[:len(in)], rows[len(in):]
	return err
}

// counted is the key of the states with how many are in each, and the sums.
func (p *mapPage) counted(c *web.Call, f MapFilter, t Totals) {
	for rank, state := range WorkStates {
		v := stateView{State: state, Letter: c.T("stocktake.letter." + state), Said: c.T("stocktake.work." + state), N: t.Located[rank] + t.Unlocated[rank], Current: f.State == state}
		next := state
		if v.Current {
			next = ""
		}
		v.URL = mapLink(c, "state", next)
		p.States = append(p.States, v)
		if f.State == "" || v.Current {
			p.Count += v.N
			p.Unlocated += t.Unlocated[rank]
		}
	}
}

// mapLink is this map with another value in its address, and its lists from their
// beginning.
func mapLink(c *web.Call, pairs ...string) string {
	q := c.R.URL.Query()
	for _, name := range []string{"notice", "part", "w", "h", "after", "after_none"} {
		q.Del(name)
	}
	for i := 0; i < len(pairs); i += 2 {
		if q.Del(pairs[i]); pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return c.R.URL.Path + "?" + q.Encode()
}

func mapAfter(c *web.Call, name string) (a MapAfter) {
	if _, err := fmt.Sscanf(c.Query(name), "%d.%d", &a.Rank, &a.ID); err != nil {
		return MapAfter{}
	}
	return a
}

// cutPage is one page of a list and the address of the next.
func cutPage(c *web.Call, name string, list []Point) ([]Point, string) {
	if len(list) <= pageSize {
		return list, ""
	}
	last := list[pageSize-1]
	return list[:pageSize], mapLink(c, name, fmt.Sprintf("%d.%d", last.Rank, last.ID))
}

func drawMark(c *web.Call, f Frame, m Mark, named map[ident.ID]Point) markView {
	state := WorkStates[m.Rank]
	v := markView{N: m.N, State: state, Width: 26}
	lon, lat := lonLat(m.X, m.Y)
	v.Lon, v.Lat = math.Round(lon*1e5)/1e5, math.Round(lat*1e5)/1e5
	x, y := f.pixel(m.X, m.Y)
	v.X, v.Y = int(math.Round(x)), int(math.Round(y))
	if x, ok := named[m.Project]; ok {
		v.Code, v.Coarse, v.URL = x.Code, x.Coarse, c.Base()+project.URL(x.Code)
		v.Said = c.T("stocktake.mark_one", x.Code, x.TitleIn(c.Lang), c.T("stocktake.work."+state))
		return v
	}
	var parts []string
	for rank, n := range m.ByRank {
		if n > 0 {
			parts = append(parts, c.T("stocktake.work."+WorkStates[rank])+" "+words.Number(c.Lang, n))
		}
	}
	v.Said = c.T("stocktake.mark_many", m.N, strings.Join(parts, c.T("stocktake.comma")))
	v.Counted = words.Number(c.Lang, m.N)
	v.Width = 34 + 8*len(v.Counted)
	v.URL = mapLink(c, "at", fmt.Sprintf("%.5f,%.5f", lat, lon), "z", strconv.Itoa(min(f.Zoom+2, MaxZoom)), "project", "", "site", "")
	return v
}

func workViews(c *web.Call, list []Point) ([]workView, error) {
	var ids []ident.ID
	for _, p := range list {
		ids = append(ids, p.Implementer)
	}
	named, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	rows := make([]workView, len(list))
	for i, p := range list {
		v := workView{Code: p.Code, Title: p.TitleIn(c.Lang), Lang: words.Lang(p.Lang).HTML(), State: p.State(),
			Said: c.T("stocktake.work." + p.State()), Place: p.Place, Coarse: p.Coarse, Illustrative: p.Illustrative}
		if p.Other != "" {
			v.Lang = c.Lang.HTML()
		}
		if x, ok := named[p.Implementer]; ok && access.MaySee(c.Actor, x.Visibility, x.ID) {
			v.Implementer = x.NameIn(c.Lang)
		}
		rows[i] = v
	}
	return rows, err
}

// frame fills what stands around the map: the land, the base map, the filters and
// the links that move it.
func (p *mapPage) frame(c *web.Call, o Onlooker, f Frame) error {
	p.Land, p.Degrees = f.landPath(), f.degrees()
	base, err := BaseMapOf(c.R.Context(), c.Q, c.Actor.Programme)
	if err != nil {
		return err
	}
	p.MayPut = access.Check(Rules(), c.Actor, "stocktake.put_base_map", nil) == nil
	if base.ShownTo(o) {
		p.Base = viewBase(c, base)
		if base.Kind == PMTiles { // its pictures come out of the archive within the page
			h := c.W.Header()
			h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "img-src 'self' data:", "img-src 'self' data: blob:", 1))
		}
	}
	at := func(g Frame) []string {
		return []string{"at", fmt.Sprintf("%.5f,%.5f", g.Lat, g.Lon), "z", strconv.Itoa(g.Zoom), "project", "", "site", ""}
	}
	move := func(key string, g Frame) {
		p.Moves = append(p.Moves, web.Option{Label: c.T(key), Value: mapLink(c, at(g)...)})
	}
	closer, wider := f, f
	closer.Zoom, wider.Zoom = f.Zoom+1, f.Zoom-1
	move("stocktake.zoom_in", closer.kept())
	move("stocktake.zoom_out", wider.kept())
	w, h := float64(f.W)/2, float64(f.H)/2
	move("stocktake.go_north", f.moved(0, -h))
	move("stocktake.go_south", f.moved(0, h))
	move("stocktake.go_west", f.moved(-w, 0))
	move("stocktake.go_east", f.moved(w, 0))
	p.Moves = append(p.Moves, web.Option{Label: c.T("stocktake.show_all"), Value: mapLink(c, "at", "", "z", "", "project", "", "site", "")})
	p.Text, p.Party = c.Query("q"), c.Query("party")
	for _, name := range []string{"state", "sector", "party", "q"} {
		if c.Query(name) != "" {
			p.Filters++
		}
	}
	p.Clear = mapLink(c, "state", "", "sector", "", "party", "", "q", "")
	p.CSV, p.GeoJSON = mapLink(c, "format", "csv"), mapLink(c, "format", "geojson")
	p.Sectors = []web.Option{{Label: c.T("stocktake.all")}}
	for _, code := range reading.Sectors() {
		p.Sectors = append(p.Sectors, web.Option{Value: code, Label: c.T("place.sector." + code), Selected: c.Query("sector") == code})
	}
	all, err := party.ListParties(c.R.Context(), c.Q, c.Actor.Programme, party.PartyFilter{For: c.Actor, Limit: 200})
	for _, x := range all {
		p.Parties = append(p.Parties, web.Option{Value: x.Code, Label: x.NameIn(c.Lang)})
	}
	return err
}
