// Package programme is the sample that the demo serves and the page tests draw.
//
// It holds two programmes. In "aid", the founding case, real organisations
// stand only with what one public report says of them: its conference awaits
// the text, which Texts offers. Enterprises A to F, the firms and the county
// there are marked illustrative, and every seat is theirs. "twin" is made up
// from end to end and has been under way for more than a year, so that every
// status, both roots of a thread and both wordings of a dispute can be seen.
//
// Everything is made through the rooms' own actions, each by a person who may
// do it and at a moment in the past, told from the day on which Load runs: what
// the demo shows is a history, not a picture of one.
package programme

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/stocktake"
)

//go:embed *.txt
var files embed.FS

// said is a text in both languages.
type said struct{ en, zh string }

// in gives the text of a language first, then the other's.
func (t said) in(lang string) (own, other string) {
	if lang == string(words.ZH) {
		return t.zh, t.en
	}
	return t.en, t.zh
}

// slash is a short text for a field that has one language only.
func (t said) slash() string { return t.en + " / " + t.zh }

// both is a text as people here write: in one language and in the other.
func (t said) both() string {
	if t == (said{}) {
		return ""
	}
	return t.en + "\n" + t.zh
}

// Load makes the sample in a fresh, migrated database. The board's rows are
// kept only where the database's projectors are set (site.New does it). The
// database's clock is set back while the past is told, so nothing else may use
// the database meanwhile.
func Load(ctx context.Context, d *db.DB, blobs *blob.Store) error {
	return load(ctx, d, blobs, aid, twin)
}

// LoadFounding makes the founding case alone, as Load does.
func LoadFounding(ctx context.Context, d *db.DB, blobs *blob.Store) error {
	return load(ctx, d, blobs, aid)
}

func load(ctx context.Context, d *db.DB, blobs *blob.Store, programmes ...func(*story)) error {
	clock := d.Clock
	defer func() { d.Clock = clock }()
	people, err := admit(ctx, d)
	if err != nil {
		return fmt.Errorf("the people of the sample: %w", err)
	}
	for _, tell := range programmes {
		s := newStory(ctx, d, blobs, people)
		tell(s)
		if s.err != nil {
			return fmt.Errorf("telling the sample programme %s: %w", s.prog.Code, s.err)
		}
		d.Clock = clock
		if err := catchUp(ctx, d, s.prog); err != nil {
			return fmt.Errorf("bringing %s to the present: %w", s.prog.Code, err)
		}
	}
	return nil
}

// catchUp lets the calendar act on what was told in the past.
func catchUp(ctx context.Context, d *db.DB, p party.Programme) error {
	board := stocktake.Room{DB: d}
	for {
		more, err := board.Tick(ctx, p)
		if err != nil || !more {
			return err
		}
	}
}

// Text is a meeting text to begin with, and what is known of it. The year and
// whether a machine translated it are for a person to answer.
type Text struct {
	Name      string // a name for links, such as communique.en
	Lang      string // en or zh
	Title     string
	Publisher string
	Side      string // whose text: provider, receiver, office or ""
	Body      string // UTF-8 with LF line ends
}

// Texts are the founding case's communique, retold in our own words from one
// public report, in each language.
func Texts() []Text {
	var all []Text
	for _, l := range words.Langs {
		t, err := readText("communique", string(l))
		if err != nil {
			panic(err) // a file of this package is broken
		}
		all = append(all, t)
	}
	return all
}

// readText splits a file into its head (lines of name: value) and its body.
func readText(name, lang string) (Text, error) {
	t := Text{Name: name + "." + lang, Lang: lang}
	raw, err := files.ReadFile(t.Name + ".txt")
	if err != nil {
		return t, err
	}
	head, body, ok := strings.Cut(string(raw), "\n\n")
	if !ok {
		return t, fault.New(fault.Invalid, "conference.text_missing")
	}
	t.Body = body
	for line := range strings.SplitSeq(head, "\n") {
		field, value, _ := strings.Cut(line, ": ")
		switch field {
		case "title":
			t.Title = value
		case "publisher":
			t.Publisher = value
		case "side":
			t.Side = value
		default:
			return t, fmt.Errorf("%s.txt: %q is no line of a head", t.Name, line)
		}
	}
	return t, nil
}
