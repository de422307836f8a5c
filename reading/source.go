package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// stretch is a byte range of the text. The grammars work in bytes; only what is
// handed out is turned into rune offsets.
type stretch struct{ from, to int }

func (s stretch) empty() bool { return s.to <= s.from }

// source is the text with the way from byte offsets to rune offsets.
type source struct {
	text  string
	marks []int // runes before each stepth byte
}

const step = 256

func newSource(text string) *source {
	s := &source{text: text, marks: make([]int, 1, len(text)/step+2)}
	runes, next := 0, step
	for i := range text {
		for i >= next {
			s.marks = append(s.marks, runes)
			next += step
		}
		runes++
	}
	return s
}

func (s *source) str(p stretch) string {
	if p.empty() {
		return ""
	}
	return s.text[p.from:p.to]
}

// runesBefore counts the runes before byte i, which must begin a rune.
func (s *source) runesBefore(i int) int {
	k := min(i/step, len(s.marks)-1)
	from := k * step
	for from < i && from > 0 && !utf8.RuneStart(s.text[from]) {
		from++ // the rune across the mark is counted before it
	}
	return s.marks[k] + utf8.RuneCountInString(s.text[from:i])
}

// span hands a stretch out, without the space and markup around it.
func (s *source) span(p stretch) Span {
	p = s.trim(p)
	if p.empty() {
		return Span{}
	}
	from := s.runesBefore(p.from)
	text := s.str(p)
	return Span{Text: text, From: from, To: from + utf8.RuneCountInString(text)}
}

// trim drops surrounding space, emphasis marks and stray separators.
func (s *source) trim(p stretch) stretch {
	return s.trimFunc(p, func(r rune) bool {
		return unicode.IsSpace(r) || r == '*' || r == '_' || r == '`' || r == '\ufeff'
	})
}

// trimEnds also drops the punctuation that closes or opens a clause.
func (s *source) trimEnds(p stretch) stretch {
	p = s.trimFunc(p, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("*_`,;:.，；：。、!！…–—|", r)
	})
	return s.unpair(p)
}

func (s *source) trimFunc(p stretch, drop func(rune) bool) stretch {
	if p.empty() {
		return stretch{p.from, p.from}
	}
	t := s.str(p)
	left := strings.TrimLeftFunc(t, drop)
	p.from += len(t) - len(left)
	p.to = p.from + len(strings.TrimRightFunc(left, drop))
	return p
}

var pairs = []struct{ open, close string }{
	{"(", ")"}, {"（", "）"}, {"“", "”"}, {"「", "」"}, {"[", "]"}, {"【", "】"}, {"《", "》"}, {"‘", "’"},
}

// unpair drops an opening mark at the start whose partner is missing, or a
// closing one at the end.
func (s *source) unpair(p stretch) stretch {
	t := s.str(p)
	for _, q := range pairs {
		if strings.HasPrefix(t, q.open) && !strings.Contains(t, q.close) {
			p.from += len(q.open)
			return s.trim(p)
		}
		if q.close != "’" && strings.HasSuffix(t, q.close) && !strings.Contains(t, q.open) {
			p.to -= len(q.close)
			return s.trim(p)
		}
	}
	if strings.Count(t, `"`)%2 == 1 {
		if strings.HasPrefix(t, `"`) {
			p.from++
		} else if strings.HasSuffix(t, `"`) {
			p.to--
		}
		return s.trim(p)
	}
	return p
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// chinese reports whether Chinese is the language of a passage: at least two Han
// characters, and at least as many as there are Latin words.
func chinese(t string) bool {
	han, words, inWord := 0, 0, false
	for _, r := range t {
		switch {
		case r >= 0x2E80 && isHan(r):
			han++
			inWord = false
		case unicode.IsLetter(r):
			if !inWord {
				words++
			}
			inWord = true
		default:
			inWord = false
		}
	}
	return han >= 2 && han >= words
}
