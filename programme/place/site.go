package place

import (
	"embed"
	"math"
	"slices"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/reading"
)

// Words holds the room's texts.
//
//go:embed words.txt
var Words embed.FS

// Site is where a piece of work lies. Other is its name in the other language, ""
// when there is none. Within is how far off its position may be, in metres; 0 is
// exact. A coarse one is shown to the public only as the square of the map that it
// lies in. Versions and Verdict are of its last screening, "" when there is none
// of the place as it is now.
type Site struct {
	ID           ident.ID     `json:"id"`
	Seq          int64        `json:"-"`
	Code         string       `json:"code"`
	Title        string       `json:"title"`
	Lang         string       `json:"lang"`
	Other        string       `json:"other"`
	Sector       string       `json:"sector"`
	Pairing      ident.ID     `json:"pairing"`
	Within       int          `json:"within_m"`
	Coarse       bool         `json:"coarse"`
	Shape        Shape        `json:"shape"`
	PlacedBy     ident.Person `json:"placed_by"`
	PlacedSeq    int64        `json:"placed_seq"`       // the change that put it where it is
	ByOffice     bool         `json:"placed_by_office"` // an officer placed it
	Screening    ident.ID     `json:"screening"`
	ScreenedBy   ident.Person `json:"screened_by"`
	Versions     string       `json:"versions"`
	Verdict      string       `json:"verdict"`
	State        string       `json:"state"`
	StateSince   time.Time    `json:"state_since"`
	Owner        ident.ID     `json:"owner"`
	Visibility   string       `json:"visibility"`
	Illustrative bool         `json:"illustrative"`
}

// Noun is the kind of a site in the journal.
const Noun = "place.site"

// States of a site besides those named like the kinds of layer.
const (
	NotStarted  = "not_started"
	Preliminary = "preliminary"
	Clear       = "clear"
	Cleared     = "cleared_with_conditions"
	Refused     = "refused"
	Expired     = "expired"
)

// Outside tells whether the actor reads as the public does: without a seat, or
// with a reader's alone.
func Outside(who ident.Actor) bool {
	return !slices.ContainsFunc(seated, func(r ident.Role) bool { return r != ident.Reader && who.Has(r) })
}

// veiled tells whether the actor sees the site only coarsely.
func (s Site) veiled(who ident.Actor) bool { return s.Coarse && Outside(who) }

// shownTo is the site as the actor may see where it lies: a veiled one is the
// square of a tenth of a degree, or the squares, in which it lies.
func (s Site) shownTo(who ident.Actor) Site {
	if !s.veiled(who) {
		return s
	}
	b := s.Shape.Box().squares()
	s.Shape, s.Within = Shape{Polygons: []Polygon{{{{b.West, b.South}, {b.East, b.South}, {b.East, b.North}, {b.West, b.North}, {b.West, b.South}}}}}, 0
	return s
}

// squares are those of a tenth of a degree that the box lies in.
func (b Box) squares() Box {
	down := func(x float64) float64 { return math.Floor(x*10) / 10 }
	up := func(x float64) float64 { return math.Floor(x*10)/10 + 0.1 }
	return Box{down(b.West), down(b.South), up(b.East), up(b.North)}
}

func (b Box) middle() Point { return Point{(b.West + b.East) / 2, (b.South + b.North) / 2} }

// Spots are the one point that stands for the site on a map: exactly, and as the
// public may know it, which for a coarse one is the middle of its squares.
func (s Site) Spots() (exact, public Point) {
	b := s.Shape.Box()
	if exact, public = b.middle(), b.middle(); s.Coarse {
		public = b.squares().middle()
	}
	return exact, public
}

// TitleIn is the name in a language of the interface, or as given.
func (s Site) TitleIn(l words.Lang) string { return titleIn(l, s.Title, s.Lang, s.Other) }

func titleIn(l words.Lang, title, lang, other string) string {
	if lang != string(l) && other != "" {
		return other
	}
	return title
}

// Ref names the site to the journal, the tasks and the search index.
func (s Site) Ref() ident.Ref { return ident.Ref{Kind: Noun, ID: s.ID} }

// URL is the page of a site within the programme.
func URL(code string) string { return "/places/" + code }

// Screened tells whether the site has been held against the layers since it was
// placed or has expired.
func (s Site) Screened() bool { return s.State != NotStarted && s.State != Expired }

var (
	officers = []ident.Role{ident.Safeguards, ident.Office, ident.Secretary}
	doers    = []ident.Role{ident.Owner, ident.Provider, ident.Receiver}
	seated   = []ident.Role{ident.Leader, ident.Office, ident.Secretary, ident.Provider, ident.Receiver, ident.Owner, ident.Finance,
		ident.Analyst, ident.Safeguards, ident.TeamLeader, ident.Auditor, ident.Reader}

	byOfficer  = ident.Grant{Roles: officers}
	byDoer     = ident.Grant{Roles: doers, Relation: ident.Mine}
	byAssessor = []ident.Grant{{Roles: officers, Relation: ident.Opposite}}
	bySecond   = []ident.Grant{{Roles: append([]ident.Role{ident.Leader}, officers...), Relation: ident.Opposite}}

	screened = []string{Preliminary, Clear, Assess, Prohibited, Cleared, Refused}
)

// Machine is the life of a site. Findings that prohibit are no choice: screening
// itself takes the site on to prohibited.
var Machine = &state.Machine{Noun: Noun, Start: NotStarted, Moves: []state.Move{
	{Verb: "place.screen", From: []string{NotStarted, Expired, Preliminary}, To: Preliminary, By: []ident.Grant{byOfficer, byDoer}},
	{Verb: "place.find_clear", From: []string{Preliminary}, To: Clear, By: byAssessor, Needs: []string{"place.needs_clear"}},
	{Verb: "place.find_assess", From: []string{Preliminary}, To: Assess, By: byAssessor, Reason: true},
	{Verb: "place.prohibit", From: []string{Preliminary}, To: Prohibited, By: []ident.Grant{byOfficer, byDoer}},
	{Verb: "place.except", From: []string{Prohibited}, To: Assess, By: bySecond, Needs: []string{"place.needs_second"}},
	{Verb: "place.clear_on", From: []string{Assess}, To: Cleared, By: byAssessor, Reason: true},
	{Verb: "place.refuse", From: []string{Assess}, To: Refused, By: byAssessor, Reason: true},
	{Verb: "place.expire", From: screened, To: Expired}, // another version of a layer, or the calendar: nobody's to do
	{Verb: "place.move", From: screened, To: Expired, By: []ident.Grant{byOfficer, byDoer}, Reason: true},
	{Verb: "place.move", From: []string{NotStarted}, To: NotStarted, By: []ident.Grant{byOfficer, byDoer}, Reason: true},
	{Verb: "place.move", From: []string{Expired}, To: Expired, By: []ident.Grant{byOfficer, byDoer}, Reason: true},
}}

// own are the acts that are no move of a machine.
var own = []access.Rule{
	{Action: "place.see", By: []ident.Grant{{Roles: seated}}},
	{Action: "place.consult", By: []ident.Grant{byOfficer, byDoer}},
	{Action: "place.put", By: []ident.Grant{byOfficer, {Roles: doers}}},
	{Action: "place.import", By: []ident.Grant{{Roles: []ident.Role{ident.Office, ident.Safeguards}}}},
}

// Rules lists the room's actions and who may do them.
func Rules() []access.Rule {
	return slices.Concat(own, access.FromMachine(Machine), access.FromMachine(ConditionMachine), access.FromMachine(ConsultationMachine))
}

// Relations is how an actor stands to the site: Mine to one of their own
// organisation; Opposite to one that neither they nor their organisation placed
// and, where it is prohibited, that they have not screened. A site that an officer
// placed has a second person of the programme office across from it.
func (s Site) Relations(who ident.Actor) ident.Relations {
	var rel ident.Relations
	if who.Organisation == s.Owner {
		rel = append(rel, ident.Mine)
	}
	across := who.Person != s.PlacedBy && (s.ByOffice || who.Organisation != s.Owner)
	if across && (s.State != Prohibited || who.Person != s.ScreenedBy) {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// PutInput is a site as entered. Shape is GeoJSON or "longitude, latitude".
type PutInput struct {
	Title, Lang, Other, Sector, Shape, Visibility string
	Pairing                                       ident.ID
	Within                                        int    // metres; 0 is exact
	Public                                        string // exact, coarse, or "" as the programme rules say for the sector
	Illustrative                                  bool
}

// Visibilities of a record: within its organisation, all parties, everybody.
var Visibilities = []string{"parties", "internal", "public"}

// PublicViews are how a site may be shown to the public; "" is as the programme
// rules say for its sector.
var PublicViews = []string{"", "exact", "coarse"}

// site makes a site of what was entered. coarse are the sectors whose sites the
// public sees only coarsely where nothing else is said.
func (in PutInput) site(who ident.Actor, coarse []string, now time.Time) (Site, error) {
	s := Site{Title: oneLine(in.Title), Lang: in.Lang, Other: oneLine(in.Other), Sector: in.Sector,
		Coarse: in.Public == "coarse" || in.Public == "" && slices.Contains(coarse, in.Sector), Pairing: in.Pairing, Within: in.Within, PlacedBy: who.Person, ByOffice: who.Has(officers...), State: Machine.Start, StateSince: now,
		Owner: who.Organisation, Visibility: in.Visibility, Illustrative: in.Illustrative}
	var f fault.Form
	f.Require(s.Title != "", "title", "place.title_missing")
	f.Require(len([]rune(s.Title)) <= maxTitle, "title", "place.text_long", maxTitle)
	f.Require(len([]rune(s.Other)) <= maxTitle, "other", "place.text_long", maxTitle)
	f.Require(s.Sector == "" || slices.Contains(reading.Sectors(), s.Sector), "sector", "place.sector_unknown")
	f.Require(slices.Contains(PublicViews, in.Public), "public", "place.public_unknown")
	f.Require(s.Lang == string(words.EN) || s.Lang == string(words.ZH), "lang", "place.lang_unknown")
	f.Require(slices.Contains(Visibilities, s.Visibility), "visibility", "place.visibility_unknown")
	s.Shape = located(&f, in.Shape, in.Within)
	return s, f.Err()
}

// located reads where a site is and how exactly that is known.
func located(f *fault.Form, text string, within int) Shape {
	f.Require(within >= 0 && within <= Near, "within", "place.within_bounds", Near)
	shape, err := ParseGeometry("shape", text)
	if e, ok := err.(*fault.Error); ok {
		for _, one := range e.Fields {
			f.Refuse(one.Name, one.Key, one.Args...)
		}
	}
	return shape
}

// screen takes the site to what the findings of a screening say: preliminary,
// and from there prohibited where they prohibit.
func (s Site) screen(who ident.Actor, of Screening, now time.Time) (Site, []state.Move, error) {
	mv, err := Machine.Try(who, s.Relations(who), s.State, "place.screen", "")
	if err != nil {
		return s, nil, err
	}
	s = s.held(of)
	moves := []state.Move{mv}
	s.ScreenedBy = who.Person
	s = s.to(mv, now)
	if of.Verdict == Prohibited {
		if mv, err = Machine.Try(who, s.Relations(who), s.State, "place.prohibit", ""); err != nil {
			return s, nil, err
		}
		s, moves = s.to(mv, now), append(moves, mv)
	}
	return s, moves, nil
}

// expire takes a screened site out of what was found of it; one that is not
// screened stays as it is, and there is no move.
func (s Site) expire(now time.Time) (Site, []state.Move) {
	if !s.Screened() {
		return s, nil
	}
	mv := state.Move{Verb: "place.expire", To: Expired}
	s.Screening, s.Versions, s.Verdict, s.ScreenedBy = 0, "", "", 0
	return s.to(mv, now), []state.Move{mv}
}

// rescreen takes a screened site to what other versions of the layers say of it.
// Where they say the same it keeps its state, and there are no moves.
func (s Site) rescreen(of Screening, now time.Time) (Site, []state.Move) {
	if !of.Changed {
		return s.held(of), nil
	}
	s, moves := s.expire(now)
	s = s.held(of)
	moves = append(moves, state.Move{Verb: "place.screen", To: Preliminary})
	if of.Verdict == Prohibited {
		moves = append(moves, state.Move{Verb: "place.prohibit", To: Prohibited})
	}
	return s.to(moves[len(moves)-1], now), moves
}

func (s Site) held(of Screening) Site {
	s.Screening, s.Versions, s.Verdict = of.ID, of.Versions, of.Verdict
	return s
}

func (s Site) to(mv state.Move, now time.Time) Site {
	s.State, s.StateSince = mv.To, now
	return s
}

// move takes the site through a verb of its machine. clear may be said only
// where the findings say it.
func (s Site) move(who ident.Actor, verb, reason string, now time.Time) (Site, error) {
	mv, err := Machine.Try(who, s.Relations(who), s.State, verb, reason)
	switch {
	case err != nil:
		return s, err
	case verb == "place.find_clear" && s.Verdict != Clear:
		return s, fault.New(fault.Conflict, "place.not_clear")
	}
	return s.to(mv, now), nil
}

// elsewhere puts the site at another place: what was found no longer holds.
func (s Site) elsewhere(who ident.Actor, shape string, within int, reason string, now time.Time) (Site, error) {
	mv, err := Machine.Try(who, s.Relations(who), s.State, "place.move", reason)
	if err != nil {
		return s, err
	}
	var f fault.Form
	s.Shape, s.Within = located(&f, shape, within), within
	s.PlacedBy, s.ByOffice = who.Person, who.Has(officers...)
	s.Screening, s.Versions, s.Verdict, s.ScreenedBy = 0, "", "", 0
	return s.to(mv, now), f.Err()
}

// wants is what the site waits for in its state.
func (s Site) wants(reason string) []task.Want {
	verb, not := "", ident.Person(0)
	switch s.State {
	case NotStarted, Expired:
		verb = "place.screen"
	case Preliminary:
		verb, not = "place.find_assess", s.PlacedBy
		if s.Verdict == Clear {
			verb = "place.find_clear"
		}
	case Assess:
		verb, not = "place.clear_on", s.PlacedBy
	default:
		return nil
	}
	return []task.Want{{Action: verb, Role: ident.Safeguards, NotPerson: not, Reason: reason}}
}

// folded is what a search within the list looks in.
func (s Site) folded() string {
	return search.Fold(strings.Join([]string{s.Code, s.Title, s.Other}, " "))
}

// rank orders lists: what stops works first.
func (s Site) rank() int {
	return slices.Index([]string{Prohibited, Refused, Expired, NotStarted, Preliminary, Assess, Cleared, Clear}, s.State)
}
