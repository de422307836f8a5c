package reading

import (
	"strings"

	"golang.org/x/net/html"
)

// unseen elements hold nothing a reader of the page sees.
var unseen = wordSet("script style head noscript template iframe svg object select textarea button nav")

// blocks begin and end lines.
var blocks = wordSet(`p div section article header footer main aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr pre blockquote figure
	figcaption address form fieldset hr body html details summary`)

// htmlText is the visible text of a page: block elements become lines, list
// items begin with "- ", table rows are written with bars.
func htmlText(page string) string {
	h := htmlReader{}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			h.line()
			return h.out.String()
		case html.TextToken:
			if h.hidden == 0 {
				h.write(string(z.Text()))
			}
		case html.StartTagToken:
			t := z.Token()
			h.open(t.Data, t.Attr, false)
		case html.SelfClosingTagToken:
			t := z.Token()
			h.open(t.Data, t.Attr, true)
		case html.EndTagToken:
			name, _ := z.TagName()
			h.close(string(name))
		}
	}
}

type htmlReader struct {
	out    strings.Builder
	cur    strings.Builder // the line being written
	row    []string
	inRow  bool
	inCell bool
	hidden int    // how many elements deep in what is not shown
	under  string // the element that hides
	pre    int
	item   bool
}

func (h *htmlReader) write(t string) {
	if h.pre > 0 {
		h.cur.WriteString(t)
		return
	}
	space := t != "" && strings.TrimLeft(t, " \n\t\r\f") != t
	words := strings.FieldsFunc(t, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' })
	if space && h.cur.Len() > 0 && !strings.HasSuffix(h.cur.String(), " ") {
		h.cur.WriteByte(' ')
	}
	h.cur.WriteString(strings.Join(words, " "))
	if len(words) > 0 && strings.TrimRight(t, " \n\t\r\f") != t {
		h.cur.WriteByte(' ')
	}
}

// line ends the current line; empty ones are not written.
func (h *htmlReader) line() {
	t := h.cur.String()
	if h.pre == 0 {
		t = strings.TrimSpace(t)
	}
	h.cur.Reset()
	if strings.TrimSpace(t) == "" {
		return
	}
	if h.item {
		h.out.WriteString("- ")
		h.item = false
	}
	h.out.WriteString(t + "\n")
}

func (h *htmlReader) open(name string, attr []html.Attribute, selfClosing bool) {
	if h.hidden > 0 {
		if name == h.under && !selfClosing {
			h.hidden++
		}
		return
	}
	if !selfClosing && (unseen[name] || invisible(attr)) && !void[name] && name != "body" && name != "html" {
		h.hidden, h.under = 1, name
		return
	}
	switch {
	case name == "br":
		if h.inRow {
			h.cur.WriteByte(' ')
		} else {
			h.line()
		}
	case name == "tr":
		h.line()
		h.row, h.inRow = h.row[:0], true
	case name == "td" || name == "th":
		h.endCell()
		h.inCell = h.inRow
	case name == "table" && h.inRow: // a table inside a cell: the outer one is layout
		h.endCell()
		for _, c := range h.row {
			h.cur.WriteString(c)
			h.line()
		}
		h.inRow = false
	case h.inRow:
		if blocks[name] {
			h.cur.WriteByte(' ')
		}
	case blocks[name]:
		h.line()
		h.item = name == "li"
		if name == "pre" {
			h.pre++
		}
	}
}

// void elements have no end tag and cannot hide anything.
var void = wordSet("br hr img input meta link area base col embed param source track wbr")

func invisible(attr []html.Attribute) bool {
	for _, a := range attr {
		if a.Key == "hidden" || a.Key == "style" && strings.Contains(strings.ReplaceAll(strings.ToLower(a.Val), " ", ""), "display:none") {
			return true
		}
	}
	return false
}

func (h *htmlReader) close(name string) {
	if h.hidden > 0 {
		if name == h.under {
			h.hidden--
		}
		return
	}
	switch {
	case name == "td" || name == "th":
		h.endCell()
	case name == "tr" || name == "table":
		h.endCell()
		if h.inRow {
			writeRow(&h.out, h.row)
		}
		h.inRow = false
	case h.inRow:
	case blocks[name]:
		h.line()
		h.item = false
		if name == "pre" && h.pre > 0 {
			h.pre--
		}
	}
}

func (h *htmlReader) endCell() {
	if !h.inCell {
		return
	}
	h.inCell = false
	h.row = append(h.row, strings.TrimSpace(h.cur.String()))
	h.cur.Reset()
}
