package conference

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// SourceNoun is the kind of a source in the journal.
const SourceNoun = "conference.source"

// Source is one text about a meeting. Text is UTF-8 with LF line ends; Digest
// is its SHA-256, and every offset counts its characters (Unicode code points)
// from 0. FileDigest is the original file in the file store, "" for a pasted
// text. Year is what a person answered when the text states none; 0 is unknown.
type Source struct {
	SourceHead
	Text string `json:"text"`
}

// SourceHead is a source without its text.
type SourceHead struct {
	ID          ident.ID  `json:"id"`
	Seq         int64     `json:"-"`
	Code        string    `json:"code"`
	Conference  ident.ID  `json:"conference"`
	Title       string    `json:"title"`
	Publisher   string    `json:"publisher"`
	Side        string    `json:"side"`
	PublishedOn words.Day `json:"published_on"`
	Lang        string    `json:"lang"`
	Translated  string    `json:"translated"`
	Parallel    ident.ID  `json:"parallel"`
	Year        int       `json:"year"`
	MayStore    bool      `json:"may_store"`
	MayPublish  bool      `json:"may_publish"`
	FileDigest  string    `json:"file_digest"`
	FileName    string    `json:"file_name"`
	Digest      string    `json:"digest"`
	Owner       ident.ID  `json:"owner"`
	Visibility  string    `json:"visibility"`
	// Illustrative marks a text that was made up as an example: what is read
	// from it never attaches to a real organisation.
	Illustrative bool `json:"illustrative"`
}

// Ref names the source to the journal.
func (s SourceHead) Ref() ident.Ref { return ident.Ref{Kind: SourceNoun, ID: s.ID} }

// Sides lists whose text it may be; "" is nobody's side.
var Sides = []string{"provider", "receiver", "office", ""}

// Translations lists the answers to "translated by machine?".
var Translations = []string{"no", "machine", "human", "unknown"}

// Digest is the SHA-256 of a text.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Quote is a passage of a source: characters From to To (exclusive), which read
// Text. The zero Quote is no quote; Text without a Source is words that stand
// in no text on record.
type Quote struct {
	Source ident.ID `json:"source"`
	From   int      `json:"from"`
	To     int      `json:"to"`
	Text   string   `json:"text"`
}

// QuoteURL opens the source's page at the passage.
func QuoteURL(sourceCode string, q Quote) string {
	return fmt.Sprintf("/sources/%s?from=%d&to=%d#quote", sourceCode, q.From, q.To)
}

// Slice is characters from to to (exclusive) of a text; ok is false when they
// are not all there.
func Slice(text string, from, to int) (string, bool) {
	if from < 0 || to < from {
		return "", false
	}
	n, start := 0, -1
	for i := range text {
		if n == from {
			start = i
		}
		if n == to {
			return text[start:i], true
		}
		n++
	}
	switch {
	case to != n:
		return "", false
	case from == n:
		return "", true
	}
	return text[start:], true
}

// Holds tells whether the quote is in the source as it says, character for
// character.
func (s Source) Holds(q Quote) bool {
	got, ok := Slice(s.Text, q.From, q.To)
	return ok && got == q.Text && q.Text != ""
}

// Locate finds the one place of a passage in the source. Invalid, under the
// given field, when it is not there or is there more than once.
func (s Source) Locate(passage, field string) (Quote, error) {
	var f fault.Form
	at := strings.Index(s.Text, passage)
	switch {
	case passage == "":
		f.Refuse(field, "conference.passage_missing")
	case at < 0:
		f.Refuse(field, "conference.passage_not_found")
	case strings.Contains(s.Text[at+1:], passage):
		f.Refuse(field, "conference.passage_twice")
	}
	if err := f.Err(); err != nil {
		return Quote{}, err
	}
	from := utf8.RuneCountInString(s.Text[:at])
	return Quote{s.ID, from, from + utf8.RuneCountInString(passage), passage}, nil
}

func (s Source) check() error {
	var f fault.Form
	f.Require(s.Title != "", "source_title", "conference.source_title_missing")
	f.Require(s.Publisher != "", "publisher", "conference.publisher_missing")
	f.Require(slices.Contains(Sides, s.Side), "side", "conference.side_unknown")
	f.Require(s.Lang == string(words.EN) || s.Lang == string(words.ZH), "lang", "conference.lang_unknown")
	f.Require(slices.Contains(Translations, s.Translated), "translated", "conference.translated_unknown")
	_, ok := words.ParseDay(string(s.PublishedOn))
	f.Require(s.PublishedOn == "" || ok, "published_on", "conference.day_wrong", string(s.PublishedOn))
	f.Require(s.Year == 0 || s.Year >= 1900 && s.Year <= 2200, "year", "conference.year_wrong")
	f.Require(s.MayStore, "may_store", "conference.not_storable")
	f.Require(visible(s.Visibility), "visibility", "conference.visibility_unknown")
	f.Require(s.Text != "", "text", "conference.text_missing")
	f.Require(utf8.ValidString(s.Text) && !strings.ContainsAny(s.Text, "\x00\r"), "text", "conference.text_not_plain")
	return f.Err()
}
