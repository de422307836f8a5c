package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is one logical line: a paragraph, list item, heading or table row.
type line struct {
	stretch           // the content, without bullet and markup
	label   stretch   // "Present", 主持人: what stands before the first colon
	rest    stretch   // what stands after it
	cells   []stretch // of a table row
	mark    string    // the bullet or number as written
	depth   int       // of the number: 一、 is 1, （一） is 2, 1. is 3, "-" is 4
	item    bool      // a bullet or number stands before it
	heading bool
	done    bool    // [x]
	open    bool    // [ ]
	blank   bool    // an empty line stands before it
	tail    stretch // the last of the wrapped lines joined in it
	zh      bool
	section section
}

// layout cuts the text into logical lines. Lines that were only wrapped are one.
func layout(src *source) []line {
	var lines []line
	blank := false
	for from := 0; from < len(src.text); {
		to := strings.IndexByte(src.text[from:], '\n')
		if to < 0 {
			to = len(src.text)
		} else {
			to += from
		}
		l := parseLine(src, stretch{from, to})
		from = to + 1
		if l.empty() && l.cells == nil {
			blank = true
			continue
		}
		l.blank, l.tail = blank, l.stretch
		if n := len(lines); n > 0 && wrapped(src, &lines[n-1], &l) {
			lines[n-1].to, lines[n-1].tail = l.to, l.stretch
		} else {
			lines = append(lines, l)
		}
		blank = false
	}
	for i := range lines {
		finishLine(src, lines, i)
	}
	return lines
}

// parseLine takes the bullet, number, heading marks and table bars off a line.
func parseLine(src *source, p stretch) line {
	p = trimSpace(src, p)
	l := line{}
	t := src.str(p)
	for strings.HasPrefix(t, ">") {
		p = trimSpace(src, stretch{p.from + 1, p.to})
		t = src.str(p)
	}
	if n := len(t) - len(strings.TrimLeft(t, "#")); n > 0 && n <= 6 && n < len(t) && (t[n] == ' ' || n > 1) {
		l.heading, l.depth = true, n
		p = trimSpace(src, stretch{p.from + n, p.to})
		p.to = p.from + len(strings.TrimRight(src.str(p), "# "))
	} else if cells := tableCells(src, p); cells != nil {
		l.cells, l.stretch = cells, p
		return l
	}
	for range 2 { // a bullet may stand before a number
		if n, depth := listMark(src.str(p)); n > 0 {
			l.mark += strings.TrimSpace(src.text[p.from : p.from+n])
			l.item, l.depth = true, depth
			p = trimSpace(src, stretch{p.from + n, p.to})
		}
	}
	p, l.done, l.open = checkbox(src, p)
	l.item = l.item || l.done || l.open
	t = src.str(p)
	if !l.item && len(t) > 4 && len(t) < 120 && strings.HasPrefix(t, "**") && strings.HasSuffix(t, "**") &&
		strings.Count(t, "**") == 2 && !strings.HasSuffix(t, ":**") {
		l.heading = true
	}
	l.stretch = src.trimFunc(p, func(r rune) bool { return unicode.IsSpace(r) || r == '*' && l.heading })
	return l
}

func trimSpace(src *source, p stretch) stretch { return src.trimFunc(p, unicode.IsSpace) }

func checkbox(src *source, p stretch) (rest stretch, done, open bool) {
	for mark, ticked := range map[string]bool{"[x]": true, "[X]": true, "☑": true, "✔": true, "[ ]": false, "[]": false, "☐": false} {
		if strings.HasPrefix(src.str(p), mark) {
			return trimSpace(src, stretch{p.from + len(mark), p.to}), ticked, !ticked
		}
	}
	return p, false, false
}

// tableCells splits a row written with bars or tabs; nil when it is no row. A
// rule (---|---) gives no cells but is not text either: one empty cell.
func tableCells(src *source, p stretch) []stretch {
	t := src.str(p)
	sep := byte('\t')
	if strings.HasPrefix(t, "|") && strings.Count(t, "|") > 1 {
		sep = '|'
	} else if strings.IndexByte(t, '\t') < 0 {
		return nil
	}
	var cells []stretch
	from := p.from
	for i := p.from; i <= p.to; i++ {
		if i == p.to || src.text[i] == sep {
			cells = append(cells, trimSpace(src, stretch{from, i}))
			from = i + 1
		}
	}
	if sep == '|' {
		cells = cells[1:]
		if n := len(cells); n > 1 && cells[n-1].empty() && strings.HasSuffix(t, "|") {
			cells = cells[:n-1]
		}
		if strings.Trim(t, "|-: \t") == "" {
			return []stretch{{p.from, p.from}}
		}
	}
	if len(cells) < 2 {
		return nil
	}
	return cells
}

const bullets = "•·●○▪■◆◇➢➤►※✓√–—*-+"

// listMark gives the length of the bullet or number a line begins with, and how
// deep such a mark usually stands.
func listMark(t string) (n, depth int) {
	r, size := utf8.DecodeRuneInString(t)
	for _, arrow := range []string{"->", "=>", "→", "⇒"} {
		if strings.HasPrefix(t, arrow) {
			return len(arrow), 4
		}
	}
	switch {
	case size == 0:
		return 0, 0
	case strings.ContainsRune(bullets, r):
		rest := t[size:]
		if strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "\t") || strings.HasPrefix(rest, "　") ||
			size > 1 && !strings.ContainsRune("–—", r) && rest != "" {
			return size, 4
		}
		return 0, 0
	case r >= '①' && r <= '⑳':
		return size, 5
	case r == '(' || r == '（':
		if i := strings.IndexAny(t, ")）"); i > 0 && i <= 12 && isOrdinal(t[size:i]) {
			_, w := utf8.DecodeRuneInString(t[i:])
			if zhNumeral(t[size:i]) {
				return i + w, 2
			}
			return i + w, 4
		}
		return 0, 0
	case strings.HasPrefix(t, "第"):
		if i := strings.IndexRune(t, '条'); i > 0 && i <= 18 && isOrdinal(t[len("第"):i]) {
			return i + len("条"), 1
		}
		return 0, 0
	}
	return numberMark(t)
}

// numberMark recognises 1.  1)  1、 2.1  一、 a)  and "Article 3."
func numberMark(t string) (n, depth int) {
	i := 0
	for _, word := range []string{"Article ", "ARTICLE ", "Clause ", "Section "} {
		if strings.HasPrefix(t, word) {
			i = len(word)
		}
	}
	from := i
	for i < len(t) && i-from < 18 {
		r, w := utf8.DecodeRuneInString(t[i:])
		if r == '.' && i > from && i+1 < len(t) && t[i+1] >= '1' && t[i+1] <= '9' && t[from] <= '9' {
			i += w
			continue
		}
		if r < '0' || r > '9' {
			if !strings.ContainsRune(zhNumerals, r) {
				break
			}
		}
		i += w
	}
	label := t[from:i]
	r, w := utf8.DecodeRuneInString(t[i:])
	next, _ := utf8.DecodeRuneInString(t[min(i+w, len(t)):])
	switch {
	case label == "":
		if len(t) > 2 && t[0] >= 'a' && t[0] <= 'z' && (t[1] == ')' && t[2] == ' ' || t[1] == '.' && (t[2] >= 0x80 || t[2] == ' ')) {
			return 2, 4
		}
		return 0, 0
	case zhNumeral(label):
		if r == '、' || (r == '.' || r == '．' || r == ' ' || r == '　') && i <= 6 {
			return i + w, 1
		}
		return 0, 0
	case strings.Contains(label, "."):
		if r == ' ' && !unitAfter(t[i+1:]) && len(label) <= 6 || r == '、' {
			return i + w, 4
		}
		return 0, 0
	case len(label) > 2 && from == 0:
		return 0, 0
	case r == ')' || r == '）' || r == '、' || r == '．':
		return i + w, 3
	case r == '.' && (next == ' ' || next == '\t' || isHan(next) || next == '*' || unicode.IsUpper(next)):
		return i + w, 3
	case from > 0 && (r == '.' || r == ':' || r == ' '):
		return i + w, 1
	}
	return 0, 0
}

// unitAfter tells "3.5 million" from "3.5 Reporting".
func unitAfter(t string) bool {
	word, _, _ := strings.Cut(t, " ")
	return en.units[strings.ToLower(strings.Trim(word, ".,;"))]
}

const zhNumerals = "一二三四五六七八九十百零〇"

func zhNumeral(t string) bool {
	return t != "" && strings.Trim(t, zhNumerals) == ""
}

func isOrdinal(t string) bool {
	t = strings.TrimSpace(t)
	if zhNumeral(t) || t != "" && len(t) <= 2 && strings.Trim(t, "0123456789") == "" {
		return true
	}
	return len(t) == 1 && t[0] >= 'a' && t[0] <= 'z' || t != "" && len(t) <= 4 && strings.Trim(t, "ivx") == ""
}

// wrapped reports whether b only continues a, broken at the width of a page.
func wrapped(src *source, a, b *line) bool {
	if b.blank || b.item || b.heading || a.heading || a.cells != nil || b.cells != nil {
		return false
	}
	tail, bt := src.str(a.tail), src.str(b.stretch)
	joined := a.tail.from != a.from
	if label, _ := labelOf(src, b.stretch); !label.empty() && sectionOf(src.str(label)) != secNone {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(tail)
	first, _ := utf8.DecodeRuneInString(bt)
	if strings.ContainsRune(".!?:;。！？：；", last) {
		return false
	}
	if chinese(tail) {
		na, nb := utf8.RuneCountInString(tail), utf8.RuneCountInString(bt)
		continues := strings.ContainsRune("，、", last) || na >= 28 && na-nb <= 1 && nb-na <= 1 || joined
		return na >= 24 && na <= 60 && nb <= 62 && isHan(first) && continues
	}
	if len(tail) < 45 || len(tail) > 130 || len(bt) > 140 {
		return false
	}
	word := tail[strings.LastIndexByte(tail, ' ')+1:]
	return unicode.IsLower(first) || last == ',' || joined && unicode.IsLetter(first) || len(tail) >= 60 && word != "" && unicode.IsLower(rune(word[0]))
}

// finishLine settles what needs the neighbours: label, heading, language.
func finishLine(src *source, lines []line, i int) {
	l := &lines[i]
	t := src.str(l.stretch)
	l.zh = chinese(t)
	if l.cells != nil {
		return
	}
	l.label, l.rest = labelOf(src, l.stretch)
	if l.heading || t == "" {
		return
	}
	var next *line
	if i+1 < len(lines) {
		next = &lines[i+1]
	}
	nextLabel := ""
	if next != nil {
		label, _ := labelOf(src, next.stretch)
		nextLabel = src.str(label)
	}
	l.heading = looksHeading(t, l, next, nextLabel)
}

// looksHeading: short, no closing punctuation, and something follows that it
// can be the heading of.
func looksHeading(t string, l, next *line, nextLabel string) bool {
	last, _ := utf8.DecodeLastRuneInString(t)
	if strings.ContainsRune(".!?;,。！？；，、", last) || l.depth >= 4 || l.done || l.open || next == nil {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(t, "“\"《【〈"))
	if !unicode.IsLetter(first) && !(l.item && unicode.IsDigit(first)) {
		return false
	}
	if l.item && next.item && next.depth == l.depth {
		return false // one of a list of short items
	}
	if s := sectionOf(nextLabel); s == secOwner || s == secDue {
		return false // an item with its owner below
	}
	if strings.ContainsRune(":：", last) {
		return !l.item && sectionOf(t) != secNone && len(t) < 60
	}
	if l.zh {
		return utf8.RuneCountInString(t) <= 32 && !strings.ContainsAny(t, "，；。：")
	}
	words := len(strings.Fields(t))
	return words <= 10 && len(t) <= 80 && (l.label.empty() || l.item) && unicode.IsUpper(first)
}

// labelOf cuts "Label: rest". The label is short and not a time or an address.
func labelOf(src *source, p stretch) (label, rest stretch) {
	t := src.str(p)
	for i, r := range t {
		if i > 80 || strings.ContainsRune("。；;!?！？", r) {
			break
		}
		if r != ':' && r != '：' {
			continue
		}
		w := utf8.RuneLen(r)
		after := t[i+w:]
		head := t[:i]
		if i > 0 && head[i-1] >= '0' && head[i-1] <= '9' && after != "" && after[0] >= '0' && after[0] <= '9' || strings.HasPrefix(after, "//") {
			continue
		}
		if len(strings.Fields(head)) > 7 || utf8.RuneCountInString(head) > 60 || chinese(head) && utf8.RuneCountInString(head) > 16 {
			break
		}
		return src.trim(stretch{p.from, p.from + i}), src.trim(stretch{p.from + i + w, p.to})
	}
	return stretch{}, stretch{}
}
