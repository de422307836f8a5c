package sheet

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"throughline/kit/fault"
)

// part is one XML part of a workbook, read as a stream. Every byte is counted,
// whatever size the archive claims, so that no part, tag, text or nesting can
// take more memory than its limit.
type part struct {
	in    *bufio.Reader
	xml   *xml.Decoder
	book  *workbook
	token int // bytes since the last token
	depth int
}

// What one token may take, which a cell with as much as a spreadsheet can hold
// stays below, and how deep elements may stand.
const (
	maxToken = 1_000_000
	maxDepth = 100
)

// walk calls visit for each child of the root element of a part. visit must
// read the child to its end.
func (w *workbook) walk(name, root string, visit func(*part, xml.StartElement) error) error {
	f := w.parts[strings.ToLower(name)]
	if f == nil {
		return broken()
	}
	unpacked, err := f.Open()
	if err != nil {
		return broken()
	}
	defer unpacked.Close()
	p := &part{in: bufio.NewReader(unpacked), book: w}
	p.xml = xml.NewDecoder(p)
	for seen := false; ; {
		t, err := p.next()
		if err == io.EOF && seen {
			return nil // and the archive has checked the sum of the part
		}
		if err == io.EOF {
			return broken()
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if seen || e.Name.Local != root {
				return fault.New(fault.Invalid, "sheet.not_workbook")
			}
			seen = true
			if err := p.each(func(e xml.StartElement) error { return visit(p, e) }); err != nil {
				return err
			}
		}
	}
}

// ReadByte is what the decoder reads by.
func (p *part) ReadByte() (byte, error) {
	b, err := p.in.ReadByte()
	if err != nil {
		return 0, err
	}
	if p.book.left--; p.book.left < 0 {
		return 0, fault.New(fault.Invalid, "sheet.unpacks_too_large", p.book.limits.Unpacked/1000)
	}
	if p.token++; p.token > maxToken {
		return 0, broken()
	}
	return b, nil
}

// Read makes part a reader; the decoder prefers ReadByte.
func (p *part) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	var err error
	if b[0], err = p.ReadByte(); err != nil {
		return 0, err
	}
	return 1, nil
}

// next is the next token. Whatever fails makes the workbook broken, unless it
// was a limit. A document type, which could define entities, is not taken.
func (p *part) next() (xml.Token, error) {
	p.token = 0
	t, err := p.xml.Token()
	if _, limit := errors.AsType[*fault.Error](err); limit || err == io.EOF {
		return nil, err
	}
	if err != nil {
		return nil, broken()
	}
	switch t.(type) {
	case xml.StartElement:
		p.depth++
	case xml.EndElement:
		p.depth--
	case xml.Directive:
		return nil, broken()
	}
	if p.depth > maxDepth {
		return nil, broken()
	}
	return t, nil
}

// each calls visit for each child of the element that was opened last, and
// ends with that element.
func (p *part) each(visit func(xml.StartElement) error) error {
	for {
		t, err := p.next()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := visit(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// skip reads the element that was opened last to its end.
func (p *part) skip() error {
	for outside := p.depth - 1; p.depth > outside; {
		if _, err := p.next(); err != nil {
			return err
		}
	}
	return nil
}

// text is what the element that was opened last holds. It is cut off where it
// is too long for a cell however its characters are written.
func (p *part) text() (string, error) {
	var b strings.Builder
	most := longestEscape * (p.book.limits.Cell + 1)
	for {
		t, err := p.next()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.CharData:
			b.Write(t[:min(len(t), most-b.Len())])
		case xml.StartElement:
			if err := p.skip(); err != nil {
				return "", err
			}
		case xml.EndElement:
			return b.String(), nil
		}
	}
}

// rich joins the runs of a text with its formats; how it is pronounced is left
// out.
func (p *part) rich() (string, error) {
	var b strings.Builder
	most := longestEscape * (p.book.limits.Cell + 1)
	var visit func(xml.StartElement) error
	visit = func(e xml.StartElement) error {
		switch e.Name.Local {
		case "r":
			return p.each(visit)
		case "t":
			text, err := p.text()
			b.WriteString(text[:min(len(text), most-b.Len())])
			return err
		}
		return p.skip()
	}
	err := p.each(visit)
	return unescape(b.String()), err
}

// escape stands for a character that XML cannot hold (ST_Xstring).
var escape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

const longestEscape = len("_x000D_")

func unescape(text string) string {
	if strings.Contains(text, "_x") {
		text = escape.ReplaceAllStringFunc(text, func(e string) string {
			r, err := strconv.ParseUint(e[2:6], 16, 16)
			if err != nil {
				return string(utf8.RuneError)
			}
			return string(rune(r))
		})
	}
	return lineEnds.Replace(text)
}

// attr is an attribute, whatever its namespace, or empty.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(value string) bool { return value == "1" || value == "true" }
