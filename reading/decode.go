package reading

import (
	"bytes"
	"path"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"throughline/kit/fault"
)

// MaxBytes is the largest file Decode accepts, and the largest text it returns.
const MaxBytes = 20 << 20

// Decode turns a file (.txt, .md, .html, .docx) or pasted bytes into UTF-8 text
// with LF line ends, no byte order mark and no NUL. What the file is shows in its
// content; the name only tells HTML from text that begins like it. UTF-8, UTF-16
// and GB18030 are recognised by content, and Windows-1252 where single accented
// letters stand among plain ones. Refusals are fault.Invalid.
func Decode(name string, raw []byte) (string, error) {
	if len(raw) > MaxBytes {
		return "", tooLarge()
	}
	text, err := content(name, raw)
	if err != nil {
		return "", err
	}
	text = plainLines(text)
	if len(text) > MaxBytes {
		return "", tooLarge()
	}
	if strings.TrimSpace(text) == "" {
		return "", fault.New(fault.Invalid, "reading.empty")
	}
	return text, nil
}

func tooLarge() error { return fault.New(fault.Invalid, "reading.too_large", MaxBytes>>20) }

func content(name string, raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte("PK\x05\x06")):
		return docxText(raw)
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return "", fault.New(fault.Invalid, "reading.old_word")
	case bytes.HasPrefix(raw, []byte("%PDF-")):
		return "", fault.New(fault.Invalid, "reading.pdf")
	case bytes.HasPrefix(raw, []byte(`{\rtf`)):
		return "", fault.New(fault.Invalid, "reading.not_text")
	}
	text, err := decodeText(raw)
	if err != nil {
		return "", err
	}
	if isHTML(name, text) {
		return htmlText(text), nil
	}
	return text, nil
}

func isHTML(name, text string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".xhtml":
		return true
	case ".md", ".markdown", ".txt":
		return false
	}
	head := strings.ToLower(strings.TrimSpace(text[:min(len(text), 200)]))
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html")
}

// decodeText finds the encoding. Order: byte order mark, zero bytes (UTF-16),
// UTF-8, then the likeliest of GB18030, UTF-16 and Windows-1252.
func decodeText(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return checked(utf16Text(raw[2:], false))
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return checked(utf16Text(raw[2:], true))
	}
	zeros := bytes.Count(raw, []byte{0})
	switch valid := utf8.Valid(raw); {
	case valid && zeros*50 <= len(raw):
		return checked(string(raw))
	case !valid && zeros == 0:
		return legacy(raw)
	}
	for _, big := range []bool{false, true} {
		if t := utf16Text(raw, big); len(raw)%2 == 0 && likeness(t) >= 0.95 {
			return checked(t)
		}
	}
	return "", fault.New(fault.Invalid, "reading.not_text")
}

// legacy decodes bytes that are not UTF-8.
func legacy(raw []byte) (string, error) {
	if loneAccents(raw) {
		b, err := charmap.Windows1252.NewDecoder().Bytes(raw)
		if err == nil {
			return checked(string(b))
		}
	}
	best, score := "", 0.0
	if b, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err == nil {
		best, score = string(b), likeness(string(b))
	}
	if len(raw)%2 == 0 {
		for _, big := range []bool{false, true} {
			if t := utf16Text(raw, big); likeness(t) > score {
				best, score = t, likeness(t)
			}
		}
	}
	if score < 0.9 {
		return "", fault.New(fault.Invalid, "reading.undecodable")
	}
	return checked(best)
}

// loneAccents: every byte above 0x7f stands between plain ones, and they are
// rare: a Western text, not a Chinese one.
func loneAccents(raw []byte) bool {
	high := 0
	for i, b := range raw {
		if b < 0x80 {
			continue
		}
		if i+1 < len(raw) && raw[i+1] >= 0x80 || b < 0x91 && b != 0x85 && b != 0x80 {
			return false
		}
		high++
	}
	return high > 0 && high*12 <= len(raw)
}

func utf16Text(raw []byte, big bool) string {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		a, b := uint16(raw[2*i]), uint16(raw[2*i+1])
		if big {
			a, b = b, a
		}
		units[i] = a | b<<8
	}
	return string(utf16.Decode(units))
}

// likeness is the share of characters that are common in English or Chinese.
func likeness(t string) float64 {
	good, all := 0, 0
	for _, r := range t {
		all++
		if r >= ' ' && r < 0x7f || r == '\n' || r == '\r' || r == '\t' || r >= 0x4e00 && r <= 0x9fa5 ||
			r >= 0x3000 && r <= 0x3020 || r >= 0xff00 && r <= 0xff5e || r >= 0x2010 && r <= 0x203b || r == 0xb7 || r >= 0x2460 && r <= 0x2473 {
			good++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(good) / float64(all)
}

// checked refuses what decodes but is no text.
func checked(t string) (string, error) {
	odd, bad, all := 0, 0, 0
	for _, r := range t {
		all++
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\f' || r == '\v' || r == 0x85 || r == 0:
		case r == unicode.ReplacementChar:
			bad++
		case unicode.IsControl(r) || unicode.Is(unicode.Co, r) || r >= 0xfff0 && r != 0xfeff && r < 0x10000:
			odd++
		}
	}
	switch {
	case odd*50 > all:
		return "", fault.New(fault.Invalid, "reading.not_text")
	case bad*100 > all:
		return "", fault.New(fault.Invalid, "reading.undecodable")
	}
	return t, nil
}

// plainLines leaves one kind of line end and no control characters but tabs.
func plainLines(t string) string {
	var b strings.Builder
	b.Grow(len(t))
	after := false // a CR was just written as LF
	for _, r := range t {
		switch {
		case r == '\n' && after:
		case r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
			b.WriteByte('\n')
		case r == '\t':
			b.WriteByte('\t')
		case r == 0xfeff || r == 0x200b || unicode.IsControl(r):
		default:
			b.WriteRune(r)
		}
		after = r == '\r'
	}
	return b.String()
}
