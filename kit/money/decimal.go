package money

import (
	"strconv"
	"strings"

	"golang.org/x/text/width"
)

// decimal is a number as written: digits divided by 10^scale. The scale may be
// negative for round numbers: 3万 is 3 with scale -4.
type decimal struct {
	negative bool
	digits   string
	scale    int
}

// writing is how a language sets out figures.
type writing struct{ group, point string }

var writings = map[string]writing{
	"en": {",", "."},
	"zh": {",", "."},
}

// scale is a word that multiplies by a power of ten.
type scale struct {
	word  string
	power int
}

// scales are read in every language: a source text in one is typed into pages
// in the other, and no word here means two things. Longer words come first.
var scales = []scale{
	{"thousand", 3}, {"million", 6}, {"billion", 9}, {"trillion", 12},
	{"万亿", 12}, {"千亿", 11}, {"百亿", 10}, {"十亿", 9}, {"亿", 8},
	{"千万", 7}, {"百万", 6}, {"十万", 5}, {"万", 4}, {"千", 3},
}

func primary(lang string) string {
	tag, _, _ := strings.Cut(lang, "-")
	return tag
}

func writingOf(lang string) writing {
	if w, ok := writings[primary(lang)]; ok {
		return w
	}
	return writings["en"]
}

// oneSpace turns the spaces and minus signs of typesetters into plain ones.
var oneSpace = strings.NewReplacer("\u00a0", " ", "\u2009", " ", "\u202f", " ", "\u2212", "-")

// fold turns full-width figures and signs into plain ones.
func fold(text string) string {
	return strings.TrimSpace(oneSpace.Replace(width.Fold.String(text)))
}

// readDecimal reads a folded number: sign, grouped digits, decimals, scale.
func readDecimal(lang, s string) (decimal, bool) {
	var d decimal
	s, power := cutScale(s)
	switch {
	case strings.HasPrefix(s, "-"):
		d.negative, s = true, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	w := writingOf(lang)
	whole, fraction, pointed := strings.Cut(s, w.point)
	whole, ok := ungroup(whole, w.group)
	if !ok || pointed && !allDigits(fraction) {
		return d, false
	}
	d.digits, d.scale = whole+fraction, len(fraction)-power
	return d, true
}

// cutScale takes a scale word off the end: "1.2亿" is "1.2" and 8.
func cutScale(s string) (string, int) {
	lower := strings.ToLower(s)
	for _, m := range scales {
		if strings.HasSuffix(lower, m.word) {
			return strings.TrimSpace(s[:len(s)-len(m.word)]), m.power
		}
	}
	return s, 0
}

// ungroup joins groups of three. Any other grouping may be a decimal comma or
// a slip, so it is no number.
func ungroup(s, mark string) (string, bool) {
	if !strings.Contains(s, mark) {
		mark = " "
	}
	groups := strings.Split(s, mark)
	for i, g := range groups {
		first := i == 0 && (len(groups) == 1 || len(g) <= 3)
		if !allDigits(g) || !first && len(g) != 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// at is the number counted in units of 10^-scale, false when it does not fit
// int64. The wanted scale must not be smaller than the number's own.
func (d decimal) at(scale int) (int64, bool) {
	s := d.digits + strings.Repeat("0", scale-d.scale)
	if d.negative {
		s = "-" + s
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// writeDecimal writes n / 10^decimals with grouped digits.
func writeDecimal(lang string, n int64, decimals int) string {
	w := writingOf(lang)
	digits, negative := strings.CutPrefix(strconv.FormatInt(n, 10), "-")
	if missing := decimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	whole, fraction := digits[:len(digits)-decimals], digits[len(digits)-decimals:]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + w.group + whole[i:]
	}
	if negative {
		whole = "-" + whole
	}
	if decimals == 0 {
		return whole
	}
	return whole + w.point + fraction
}

// excerpt keeps a refusal readable when the refused text is long.
func excerpt(text string) string {
	const most = 40
	text = strings.TrimSpace(strings.ToValidUTF8(text, "?"))
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
