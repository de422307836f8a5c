package stocktake

import (
	"cmp"
	"math"
	"slices"

	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/place"
	"throughline/programme/plan"
	"throughline/programme/project"
)

// WorkStates are what the map tells of a project, worst first: late, at work
// without a word for too long, stopped, before its works, at work, finished. The
// rank of a state is its place here.
var WorkStates = []string{"late", "silent", "stopped", "ahead", "at_work", "done"}

// rankOf is the place of a state among the states of the map.
func rankOf(state string) int { return slices.Index(WorkStates, state) }

// workState is what the map tells of a project on a day; heard is the day of the
// implementer's last word.
func workState(p project.Project, heard, today words.Day, r plan.Rules) string {
	switch {
	case p.Late(today):
		return "late"
	case p.AtWork() && today > heard.Add(r.SilentDays):
		return "silent"
	case p.AtWork():
		return "at_work"
	case p.State == project.Suspended || p.State == project.Cancelled:
		return "stopped"
	case p.Ahead():
		return "ahead"
	}
	return "done"
}

// workChange is the first day after today on which the state would differ if
// nobody acted; empty when it would not.
func workChange(p project.Project, heard, today words.Day, r plan.Rules) words.Day {
	days := []words.Day{heard.Add(r.SilentDays + 1)}
	for _, d := range []words.Day{p.NextDate, p.To, p.DueBy} {
		if d != "" {
			days = append(days, d.Add(1))
		}
	}
	slices.Sort(days)
	now := workState(p, heard, today, r)
	for _, d := range days {
		if d > today && workState(p, heard, d, r) != now {
			return d
		}
	}
	return ""
}

// Sights say to whom a row of a project is shown: to all; to who sees exactly
// where its site lies; to who sees that only coarsely; to who may not see the site.
const (
	toAll = iota
	toInside
	toOutside
	toExcluded
)

// Point is a project at a place, or at none: X and Y are then -1. Owners are set
// for internal records only: they cut who may see them. Coarse tells that the
// place is the middle of the square in which the site lies.
type Point struct {
	ID                      ident.ID
	Sight                   int
	Code, Title, Other      string
	Lang, Place             string
	Sector                  string
	Implementer, Site       ident.ID
	Coarse                  bool
	Rank                    int
	X, Y                    int64
	ProjectOwner, SiteOwner ident.ID
	NextChange              words.Day
	Illustrative            bool
	Folded                  string
}

// State is the state of the map that the project is in.
func (p Point) State() string { return WorkStates[p.Rank] }

// TitleIn is the title in the reader's language, or the original.
func (p Point) TitleIn(l words.Lang) string {
	if p.Lang != string(l) && p.Other != "" {
		return p.Other
	}
	return p.Title
}

// Located tells whether the point has a place.
func (p Point) Located() bool { return p.X >= 0 }

// LonLat is where the point lies, in degrees.
func (p Point) LonLat() (lon, lat float64) { return lonLat(float64(p.X), float64(p.Y)) }

// pointsOf are the rows of a project at its site: base is what they share, s nil
// where it has none.
func pointsOf(base Point, s *place.Site) []Point {
	at := func(sight int, x, y int64) Point {
		p := base
		p.Sight, p.X, p.Y = sight, x, y
		return p
	}
	if s == nil {
		return []Point{at(toAll, -1, -1)}
	}
	base.Site = s.ID
	if s.Visibility == "internal" {
		base.SiteOwner = s.Owner
	}
	exact, public := s.Spots()
	var all []Point
	x, y := worldAt(exact[0], exact[1])
	if !s.Coarse {
		all = append(all, at(toAll, x, y))
	} else {
		all = append(all, at(toInside, x, y))
		x, y = worldAt(public[0], public[1])
		rough := at(toOutside, x, y)
		rough.Coarse = true
		all = append(all, rough)
	}
	if base.SiteOwner != 0 {
		hidden := at(toExcluded, -1, -1)
		hidden.Site = s.ID
		all = append(all, hidden)
	}
	return all
}

// worldBits is the fineness of a place: the world is so many halvings wide.
const worldBits = 28

const worldSize = 1 << worldBits

// maxLat is where Web Mercator ends.
const maxLat = 85.0511

// worldAt is a place in Web Mercator, from the north-west corner of the world.
func worldAt(lon, lat float64) (x, y int64) {
	fx, fy := unit(lon, lat)
	whole := func(f float64) int64 { return min(max(int64(f*worldSize), 0), worldSize-1) }
	return whole(fx), whole(fy)
}

func unit(lon, lat float64) (x, y float64) {
	sin := math.Sin(min(max(lat, -maxLat), maxLat) * math.Pi / 180)
	return (lon + 180) / 360, 0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)
}

// lonLat is worldAt backwards.
func lonLat(x, y float64) (lon, lat float64) {
	return x/worldSize*360 - 180, math.Atan(math.Sinh(math.Pi*(1-2*y/worldSize))) * 180 / math.Pi
}

// levels are those whose squares are counted in the rollup; finer ones are counted
// from the points in view. noPlace counts what has none.
var levels = []int{2, 4, 6, 8, 10, 12}

const noPlace = -1

// square is one place of the rollup.
type square struct {
	Sector                  string
	Level                   int
	Y, X                    int64
	Sight                   int
	ProjectOwner, SiteOwner ident.ID
	Rank                    int
}

// heap is what lies in a square. ID is the project itself where N is 1.
type heap struct{ N, X, Y, ID int64 }

// squares spreads a point over the places in which it is counted, by times one.
func (p Point) squares(by int64, into map[square]heap) {
	if p.Rank < 0 {
		return
	}
	add := func(at square) {
		h := into[at]
		into[at] = heap{h.N + by, h.X + by*p.X, h.Y + by*p.Y, h.ID + by*int64(p.ID)}
	}
	at := square{Sight: p.Sight, ProjectOwner: p.ProjectOwner, SiteOwner: p.SiteOwner, Rank: p.Rank}
	for _, at.Sector = range either(p.Sector) {
		if !p.Located() {
			at.Level, at.X, at.Y = noPlace, 0, 0
			add(at)
			continue
		}
		for _, at.Level = range levels {
			at.X, at.Y = p.X>>(worldBits-at.Level), p.Y>>(worldBits-at.Level)
			add(at)
		}
	}
}

// Frame is a window on the map: its middle, the zoom (the world is 256 pixels
// wide at 0, and twice as wide at each next), and its size in pixels.
type Frame struct {
	Lon, Lat float64
	Zoom     int
	W, H     int
}

// Bounds of a frame.
const (
	MinZoom, MaxZoom = 1, 16
	frameW, frameH   = 720, 480
)

// level is that of the squares that are drawn at the zoom: they are 64 pixels wide,
// or 128.
func (f Frame) level() int { return f.Zoom/2*2 + 2 }

// scale is how many pixels the world is wide.
func (f Frame) scale() float64 { return 256 * math.Exp2(float64(f.Zoom)) }

// corner is the upper left of the frame, in pixels of the world.
func (f Frame) corner() (x, y float64) {
	ux, uy := unit(f.Lon, f.Lat)
	return ux*f.scale() - float64(f.W)/2, uy*f.scale() - float64(f.H)/2
}

// pixel is where a place of the world is drawn within the frame.
func (f Frame) pixel(x, y float64) (px, py float64) {
	left, top := f.corner()
	return x/worldSize*f.scale() - left, y/worldSize*f.scale() - top
}

// moved is the frame with its middle so many pixels further east and south.
func (f Frame) moved(east, south float64) Frame {
	ux, uy := unit(f.Lon, f.Lat)
	f.Lon, f.Lat = lonLat((ux+east/f.scale())*worldSize, (uy+south/f.scale())*worldSize)
	return f.kept()
}

// kept is the frame with its middle on the map and its numbers within bounds.
func (f Frame) kept() Frame {
	f.Zoom, f.W, f.H = min(max(f.Zoom, MinZoom), MaxZoom), min(max(f.W, 240), 1600), min(max(f.H, 200), 1200)
	f.Lon, f.Lat = min(max(f.Lon, -180), 180), min(max(f.Lat, -80), 80)
	return f
}

// view are the squares of a level that a frame touches, and all that lies in them.
type view struct {
	Level              int
	X0, Y0, X1, Y1     int64 // squares, both ends within
	WX0, WY0, WX1, WY1 int64 // of the world, both ends within
}

func (f Frame) view() view {
	v := view{Level: f.level()}
	left, top := f.corner()
	per := f.scale() / math.Exp2(float64(v.Level))
	last := int64(1)<<v.Level - 1
	at := func(px float64) int64 { return min(max(int64(math.Floor(px/per)), 0), last) }
	v.X0, v.Y0, v.X1, v.Y1 = at(left), at(top), at(left+float64(f.W)), at(top+float64(f.H))
	shift := worldBits - v.Level
	v.WX0, v.WY0, v.WX1, v.WY1 = v.X0<<shift, v.Y0<<shift, (v.X1+1)<<shift-1, (v.Y1+1)<<shift-1
	return v
}

// around is the closest frame that shows a box of the world with a rim.
func around(x0, y0, x1, y1 int64, w, h int) Frame {
	f := Frame{W: w, H: h}
	f.Lon, f.Lat = lonLat(float64(x0+x1+1)/2, float64(y0+y1+1)/2)
	for f.Zoom = 12; f.Zoom > MinZoom; f.Zoom-- {
		if float64(x1-x0+1)/worldSize*f.scale() <= 0.8*float64(w) && float64(y1-y0+1)/worldSize*f.scale() <= 0.8*float64(h) {
			break
		}
	}
	return f.kept()
}

// countCell is a count as it is read: one state of one square.
type countCell struct {
	Y, X int64
	Rank int
	heap
}

// Mark is what is drawn in one square: one project, or several with the worst
// state among them.
type Mark struct {
	X, Y    float64 // of the world
	N       int64
	Rank    int
	ByRank  [6]int64
	Project ident.ID // of a single one
}

// marks gather the counts of each square, worst first; of one state the larger
// first, and the single ones in the order of the list.
func marks(counted []countCell) []Mark {
	of := map[[2]int64]*Mark{}
	for _, c := range counted {
		m := of[[2]int64{c.X, c.Y}]
		if m == nil {
			m = &Mark{Rank: c.Rank}
			of[[2]int64{c.X, c.Y}] = m
		}
		m.N += c.N
		m.X, m.Y = m.X+float64(c.heap.X), m.Y+float64(c.heap.Y)
		m.ByRank[c.Rank] += c.N
		m.Rank = min(m.Rank, c.Rank)
		m.Project = ident.ID(c.ID)
	}
	all := make([]Mark, 0, len(of))
	for _, m := range of {
		m.X, m.Y = m.X/float64(m.N), m.Y/float64(m.N)
		if m.N > 1 {
			m.Project = 0
		}
		all = append(all, *m)
	}
	slices.SortFunc(all, func(a, b Mark) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(b.N, a.N), cmp.Compare(a.Project, b.Project), cmp.Compare(a.Y, b.Y), cmp.Compare(a.X, b.X))
	})
	return all
}
