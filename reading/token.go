package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one English word, number or punctuation mark.
type token struct {
	stretch
	low  string // the word in lower case, the mark itself for punctuation
	kind byte   // 'w' word, 'n' number, else the class of mark: , ; : ( ) " - .
	cap  bool
}

func (t token) word() bool { return t.kind == 'w' || t.kind == 'n' }

// tokens cuts a stretch into words and marks.
func (s *source) tokens(p stretch) []token {
	out := make([]token, 0, (p.to-p.from)/5+1)
	text := s.text[:p.to]
	for i := p.from; i < p.to; {
		r, w := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r) || r == '*' || r == '`':
			i += w
		case unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("$€£¥%+", r):
			j := wordEnd(text, i)
			kind := byte('w')
			if r >= '0' && r <= '9' || strings.ContainsRune("$€£¥", r) {
				kind = 'n'
			}
			out = append(out, token{stretch{i, j}, lower(text[i:j]), kind, unicode.IsUpper(r)})
			i = j
		default:
			out = append(out, token{stretch{i, i + w}, text[i : i+w], markClass(r), false})
			i += w
		}
	}
	return out
}

// wordEnd: letters, digits, and the marks that stand inside words and numbers.
func wordEnd(text string, i int) int {
	for i < len(text) {
		r, w := utf8.DecodeRuneInString(text[i:])
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || strings.ContainsRune("$€£¥%+_", r)
		if !inside && strings.ContainsRune("-'’.,/&@", r) && i+w < len(text) {
			next, _ := utf8.DecodeRuneInString(text[i+w:])
			prev, _ := utf8.DecodeLastRuneInString(text[:i])
			inside = unicode.IsLetter(next) || unicode.IsDigit(next)
			if r == ',' {
				inside = unicode.IsDigit(prev) && unicode.IsDigit(next)
			}
			if r == '.' && !unicode.IsDigit(next) {
				inside = unicode.IsLetter(prev) && dotted(text, i)
			}
		}
		if r == '.' && !inside {
			inside = dotted(text, i) && i+w <= len(text)
		}
		if !inside {
			return i
		}
		i += w
	}
	return i
}

// dotted: the full stop after a single letter of an abbreviation, U.S. or e.g.
func dotted(text string, i int) bool {
	if i == 0 || i >= len(text) {
		return false
	}
	prev, w := utf8.DecodeLastRuneInString(text[:i])
	if !unicode.IsLetter(prev) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i-w])
	next, _ := utf8.DecodeRuneInString(text[i+1:])
	return before == '.' || !unicode.IsLetter(before) && unicode.IsLetter(next)
}

func markClass(r rune) byte {
	switch r {
	case ',', '，', '、':
		return ','
	case ';', '；':
		return ';'
	case ':', '：':
		return ':'
	case '(', '（', '[':
		return '('
	case ')', '）', ']':
		return ')'
	case '"', '“', '”', '«', '»', '„':
		return '"'
	case '–', '—', '-', '―':
		return '-'
	case '.', '。', '!', '?', '！', '？':
		return '.'
	}
	return '~'
}

// partNames stand before a letter that ends a sentence: in Block C.
var partNames = wordSet("block annex appendix section class grade group part room building phase option table figure unit zone plan level type category vitamin schedule lot hall gate tower item")

var abbreviations = wordSet(`mr mrs ms dr prof no nos st ltd inc co corp plc vs etc e.g i.e cf approx jan feb mar apr jun jul aug sep sept oct nov dec fig art para vol
	dept gov gen sen rep hon rev jr sr mt max min est cllr cl`)

// sentencesEN cuts a paragraph at full stops, question and exclamation marks.
func (s *source) sentencesEN(p stretch) []stretch {
	var out []stretch
	from, depth, opened := p.from, 0, 0
	for i := p.from; i < p.to; i++ {
		switch c := s.text[i]; c {
		case '(', '[':
			if depth == 0 {
				opened = i
			}
			depth++
		case ')', ']':
			depth = max(depth-1, 0)
		case '.', '!', '?':
			end := i + 1
			for end < p.to && strings.IndexByte(".!?\"')]", s.text[end]) >= 0 {
				end++
			}
			if strings.HasPrefix(s.text[end:p.to], "”") {
				end += len("”")
			}
			if depth > 0 && i-opened > 400 {
				depth = 0 // a bracket left open is a slip
			}
			if end < p.to && !sentenceBreak(s.text[p.from:p.to], i-p.from, end-p.from, depth) {
				i = end - 1
				continue
			}
			out = append(out, stretch{from, end})
			from, depth = end, 0
			i = end - 1
		}
	}
	if from < p.to {
		out = append(out, stretch{from, p.to})
	}
	return out
}

func sentenceBreak(t string, dot, end, depth int) bool {
	if !unicode.IsSpace(rune(t[end])) && t[end] < 0x80 || depth > 0 {
		return false
	}
	if t[dot] != '.' {
		return true
	}
	t, dot, end = t[max(0, dot-60):], min(dot, 60), end-max(0, dot-60)
	word := t[strings.LastIndexAny(t[:dot], " \n\t(")+1 : dot]
	if abbreviations[lower(word)] {
		return false
	}
	rest := strings.TrimLeft(t[end:], " \n\t\"“‘'([*")
	next, _ := utf8.DecodeRuneInString(rest)
	if utf8.RuneCountInString(word) == 1 && unicode.IsUpper(rune(word[0])) || strings.Contains(word, ".") && len(word) < 6 {
		before := strings.Fields(t[:dot-len(word)])
		return len(before) > 0 && partNames[lower(before[len(before)-1])] // an initial, or U.S.; but Block C.
	}
	return !unicode.IsLower(next)
}
