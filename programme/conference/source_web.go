package conference

import (
	"strconv"
	"unicode/utf8"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

type sourcePage struct {
	Source     SourceHead `json:"source"`
	Conference string     `json:"conference"` // its code, "" when the source has none
	Title      string     `json:"conference_title"`
	HTMLLang   string     `json:"html_lang"`
	Side       string     `json:"side"`
	Translated string     `json:"translated"`
	Parallel   string     `json:"parallel"`
	Owner      string     `json:"owner"`
	Before     string     `json:"before"`
	Marked     string     `json:"marked"`
	After      string     `json:"after"`
	NotThere   bool       `json:"not_there"` // a passage was asked for that the text does not have
	Characters int        `json:"characters"`
}

// htmlLang is the lang attribute of a text.
func htmlLang(lang string) string { return words.Lang(lang).HTML() }

func findSource(c *web.Call) (Source, error) {
	s, err := GetSourceByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
	if err == nil && !access.MaySee(c.Actor, s.Visibility, s.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return s, err
}

// getSource shows the whole text with the passage from=..&to=.. marked.
func (r *Room) getSource(c *web.Call) error {
	s, err := findSource(c)
	if err != nil {
		return err
	}
	p := sourcePage{Source: s.SourceHead, HTMLLang: htmlLang(s.Lang), Side: c.T(Label("conference.side.", s.Side)),
		Translated: c.T("conference.translated." + s.Translated), Before: s.Text, Characters: utf8.RuneCountInString(s.Text)}
	if s.Conference != 0 {
		x, err := GetConference(c.R.Context(), c.Q, c.Actor.Programme, s.Conference)
		if err != nil {
			return err
		}
		p.Conference, p.Title = x.Code, x.TitleIn(c.Lang)
	}
	if s.Parallel != 0 {
		other, err := GetSource(c.R.Context(), c.Q, c.Actor.Programme, s.Parallel)
		if err != nil {
			return err
		}
		p.Parallel = other.Code
	}
	owners, err := names(c, []ident.ID{s.Owner})
	if err != nil {
		return err
	}
	p.Owner = owners[s.Owner]
	p.mark(s.Text, c.Query("from"), c.Query("to"))
	return c.Page("source", p)
}

// mark cuts the text around the passage, when one is asked for.
func (p *sourcePage) mark(text, fromText, toText string) {
	if fromText == "" && toText == "" {
		return
	}
	from, err1 := strconv.Atoi(fromText)
	to, err2 := strconv.Atoi(toText)
	passage, ok := Slice(text, from, to)
	if err1 != nil || err2 != nil || !ok || passage == "" {
		p.NotThere = true
		return
	}
	before, _ := Slice(text, 0, from)
	p.Before, p.Marked, p.After = before, passage, text[len(before)+len(passage):]
}

// getSourceFile sends the file the text was read from, as it was received.
func (r *Room) getSourceFile(c *web.Call) error {
	s, err := findSource(c)
	if err != nil {
		return err
	}
	file, err := r.Blobs.Open(s.FileDigest)
	if err != nil {
		return err
	}
	defer file.Close()
	return c.Download(blob.Headers(blob.File{Digest: s.FileDigest, Name: s.FileName, MIME: "application/octet-stream"}), file)
}
