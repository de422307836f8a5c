package place

import (
	"slices"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// Layer is a set of protected zones from one source. Latest is its newest
// version, by number.
type Layer struct {
	ID           ident.ID `json:"id"`
	Code         string   `json:"code"`
	Title        string   `json:"title"`
	Lang         string   `json:"lang"`
	Other        string   `json:"other"`
	Kind         string   `json:"kind"`
	Owner        ident.ID `json:"owner"`
	Visibility   string   `json:"visibility"`
	Illustrative bool     `json:"illustrative"`
	Latest       Version  `json:"version"`
}

// Version is one import of a layer. It holds from From to To, both included; an
// empty To is until the next version holds.
type Version struct {
	ID           ident.ID     `json:"id"`
	Layer        ident.ID     `json:"layer"`
	Number       int          `json:"number"`
	Label        string       `json:"label"` // what its source calls it
	Source       string       `json:"source"`
	Licence      string       `json:"licence"`
	From         words.Day    `json:"from"`
	To           words.Day    `json:"to"`
	Zones        int          `json:"zones"`
	Digest       string       `json:"digest"` // SHA-256 of the file's text, without blanks around it and with LF line ends
	At           time.Time    `json:"at"`
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// LayerNoun is the kind of a layer in the journal.
const LayerNoun = "place.layer"

// What it means for a site to meet a layer, gravest first.
const (
	Prohibited  = "prohibited"
	Assess      = "assess"
	Information = "information"
)

// Kinds of layer in the order in which they are offered.
var Kinds = []string{Prohibited, Assess, Information}

// TitleIn is the name in a language of the interface, or as given.
func (l Layer) TitleIn(lang words.Lang) string { return titleIn(lang, l.Title, l.Lang, l.Other) }

// Ref names the layer to the journal.
func (l Layer) Ref() ident.Ref { return ident.Ref{Kind: LayerNoun, ID: l.ID} }

// LayerURL is the page of a layer within the programme.
func LayerURL(code string) string { return "/zones/" + code }

// Bounds of texts, in characters.
const (
	maxTitle = 300
	maxText  = 4000
)

// ImportInput is one version of a layer; Code is "" for a new layer, whose
// Title, Lang and Kind are then needed.
type ImportInput struct {
	Code, Title, Lang, Other, Kind string
	Label, Source, Licence         string
	From, To                       words.Day
	Turn                           bool // rings that run the wrong way round
	Illustrative                   bool
}

// next makes the version that follows those a layer has. What the file holds is
// not checked here.
func (l Layer) next(in ImportInput) (Layer, error) {
	if l.ID == 0 {
		l.Title, l.Lang, l.Other, l.Kind, l.Visibility, l.Illustrative = oneLine(in.Title), in.Lang, oneLine(in.Other), in.Kind, "parties", in.Illustrative
	}
	v := Version{Number: l.Latest.Number + 1, Label: oneLine(in.Label), Source: oneLine(in.Source), Licence: oneLine(in.Licence), From: in.From, To: in.To}
	var f fault.Form
	f.Require(l.Title != "", "title", "place.title_missing")
	f.Require(l.Lang == string(words.EN) || l.Lang == string(words.ZH), "lang", "place.lang_unknown")
	f.Require(slices.Contains(Kinds, l.Kind), "kind", "place.kind_unknown")
	f.Require(v.Label != "", "label", "place.label_missing")
	f.Require(v.Source != "", "source", "place.source_missing")
	f.Require(v.Licence != "", "licence", "place.licence_missing")
	for name, s := range map[string]string{"title": l.Title, "other": l.Other, "label": v.Label, "source": v.Source, "licence": v.Licence} {
		f.Require(len([]rune(s)) <= maxTitle, name, "place.text_long", maxTitle)
	}
	_, real := words.ParseDay(string(v.From))
	f.Require(real, "from", "place.day_wrong", string(v.From))
	if v.To != "" {
		_, ends := words.ParseDay(string(v.To))
		f.Require(ends, "to", "place.day_wrong", string(v.To))
		f.Require(!ends || v.From <= v.To, "to", "place.days_reversed")
	}
	f.Require(l.Latest.Number == 0 || v.From >= l.Latest.From, "from", "place.from_before_last", l.Latest.From)
	l.Latest = v
	return l, f.Err()
}

// around is the box around zones.
func around(zones []Zone) Box {
	b := nowhere
	for _, z := range zones {
		b = b.around(z.Shape.Box())
	}
	return b
}

// swapped tells whether zones in a box lie far from all that is known of the programme's
// country, and near it with longitude and latitude exchanged: within 20 degrees.
func swapped(b, known Box) bool {
	near := Box{known.West - 20, known.South - 20, known.East + 20, known.North + 20}
	return !b.meets(near) && Box{b.South, b.West, b.North, b.East}.meets(near)
}

// oneLine is a text without line breaks and without blanks at its ends.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// inForce are the versions that hold on a day: of each layer the newest that has
// begun, unless it has ended. An ended version does not bring an older one back.
// Sorted by number.
func inForce(all []Version, day words.Day) []Version {
	newest := map[ident.ID]Version{}
	for _, v := range all {
		if v.From <= day && v.Number > newest[v.Layer].Number {
			newest[v.Layer] = v
		}
	}
	var held []Version
	for _, v := range newest {
		if v.To == "" || day <= v.To {
			held = append(held, v)
		}
	}
	slices.SortFunc(held, func(a, b Version) int { return int(a.ID - b.ID) })
	return held
}
