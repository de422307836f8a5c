package place

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// Screening is one holding of a site against the versions in force. Before is
// the verdict of the screening before it, "" for the first of a place; Changed
// tells whether another state followed from it.
type Screening struct {
	ID           ident.ID     `json:"id"`
	Site         ident.ID     `json:"site"`
	Versions     string       `json:"versions"` // their numbers in order: 3,17
	Before       string       `json:"before"`
	Verdict      string       `json:"verdict"` // clear, assess or prohibited
	Changed      bool         `json:"changed"`
	Day          words.Day    `json:"day"`
	At           time.Time    `json:"at"`
	Person       ident.Person `json:"person"` // 0: the calendar, or a new version
	Organisation ident.ID     `json:"organisation"`
	Findings     []Finding    `json:"findings"`
}

// Finding is a zone that the site meets, or that lies near it. Distance is in
// whole metres, rounded down; 0 only where the site meets the zone.
type Finding struct {
	Layer    ident.ID `json:"layer"`
	Version  ident.ID `json:"version"`
	Zone     ident.ID `json:"zone"`
	Name     string   `json:"name"`
	Kind     string   `json:"kind"`
	Distance int      `json:"distance_m"`
}

// Met tells whether the site meets the zone.
func (f Finding) Met() bool { return f.Distance == 0 }

// Near is how far around a site zones are listed, in metres, and so how roughly
// a site may be known.
const Near = 10_000

// maxFindings bounds the zones that one screening lists; the nearest and gravest are kept.
const maxFindings = 100

// candidate is a zone whose box lies near the site's.
type candidate struct {
	Finding
	ground *lattice
}

// findings holds a site against zones: what it meets first, then what lies near,
// in the order of their distance. All that bear on the verdict are kept.
func (s Site) findings(zones []candidate) []Finding {
	var all []Finding
	site := s.Shape.ready()
	for _, z := range zones {
		d := site.distance(z.ground, Near)
		if d > Near {
			continue
		}
		f := z.Finding
		if f.Distance = int(d); f.Distance == 0 && d > 0 {
			f.Distance = 1
		}
		all = append(all, f)
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(slices.Index(Kinds, a.Kind), slices.Index(Kinds, b.Kind)), cmp.Compare(a.Zone, b.Zone))
	})
	kept := all[:min(len(all), maxFindings)]
	for _, f := range all[len(kept):] {
		if f.Kind != Information && f.Distance <= s.Within {
			kept = append(kept, f)
		}
	}
	return kept
}

// verdict is what the findings say of a site known to within so many metres: a
// prohibited zone that is met prohibits; one that may be met, and a zone to be
// assessed, asks for an assessment.
func verdict(findings []Finding, within int) string {
	v := Clear
	for _, f := range findings {
		switch {
		case f.Kind == Prohibited && f.Met():
			return Prohibited
		case f.Kind != Information && f.Distance <= within:
			v = Assess
		}
	}
	return v
}

// bearing is what of the findings bears on the verdict, without the numbers that
// each version draws anew: two screenings that bear the same changed nothing.
func bearing(findings []Finding, within int) []string {
	var all []string
	for _, f := range findings {
		if f.Kind != Information && f.Distance <= within {
			all = append(all, strings.Join([]string{strconv.FormatInt(int64(f.Layer), 10), f.Kind, f.Name, strconv.FormatBool(f.Met())}, " "))
		}
	}
	slices.Sort(all)
	return all
}

// remaining is how long it takes to hold so many more sites, when so many took so
// long; 0 when that cannot be said yet.
func remaining(done, waiting int, took time.Duration) time.Duration {
	if done == 0 || took <= 0 {
		return 0
	}
	return took * time.Duration(waiting) / time.Duration(done)
}

// joined writes versions as they are kept.
func joined(all []Version) string {
	var ids []string
	for _, v := range all {
		ids = append(ids, strconv.FormatInt(int64(v.ID), 10))
	}
	return strings.Join(ids, ",")
}

// bound is the box in 1e-7 degrees, rounded outwards.
func (b Box) bound() (west, south, east, north int64) {
	down := func(x float64) int64 { return int64(math.Floor(x * 1e7)) }
	return down(b.West), down(b.South), -down(-b.East), -down(-b.North)
}

// Standing is how far a site has come on a day. Checked is the site check alone,
// Consulted what the programme rules ask of consultations alone; works may start
// where both are so. The whys are keys of the sentences that say what is missing.
type Standing struct {
	Site       Site      `json:"site"`
	MayStart   bool      `json:"may_start"`
	Why        words.Key `json:"why_not"`
	Checked    bool      `json:"checked"`
	CheckWhy   words.Key `json:"why_not_checked"`
	Consulted  bool      `json:"consulted"`
	ConsultWhy words.Key `json:"why_not_consulted"`
}

// standing is what a site's records say on a day. held are the versions in force
// that day, and rules those of the programme.
func standing(s Site, held []Version, conditions []Condition, asked []Consultation, rules plan.Rules, today words.Day) Standing {
	x := Standing{Site: s, CheckWhy: checkWhy(s, held, conditions, today), ConsultWhy: consultWhy(s, asked, rules)}
	x.Checked, x.Consulted = x.CheckWhy == "", x.ConsultWhy == ""
	x.MayStart, x.Why = x.Checked && x.Consulted, cmp.Or(x.CheckWhy, x.ConsultWhy)
	return x
}

// checkWhy is why the site check does not let works start, "" where it does.
func checkWhy(s Site, held []Version, conditions []Condition, today words.Day) words.Key {
	switch {
	case s.State != Clear && s.State != Cleared:
		return words.Key("place.why." + s.State)
	case len(held) == 0 || s.Versions != joined(held):
		return "place.why.expired"
	}
	for _, c := range conditions {
		if c.Late(today) {
			return "place.why.condition_late"
		}
	}
	return ""
}
