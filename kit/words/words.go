// Package words holds every sentence the product says, in each language.
//
// A package that speaks keeps a words.txt beside its code:
//
//	decision.assign
//	  Assign
//	  交办
//
// the key, then the English and the Chinese text, indented. {0}, {1} are places
// for values; {0|measure|measures} picks the singular when value 0 is 1 (the
// same text twice serves Chinese, which has no plural). A value that is itself
// a Key is translated first.
package words

import (
	"bufio"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Lang is a language of the interface, as it stands in URLs.
type Lang string

const (
	EN Lang = "en"
	ZH Lang = "zh"
)

// Langs lists the languages of the interface.
var Langs = []Lang{EN, ZH}

// HTML is the language tag for the lang attribute.
func (l Lang) HTML() string {
	if l == ZH {
		return "zh-Hans"
	}
	return "en"
}

// Other is the language offered by the switch.
func (l Lang) Other() Lang {
	if l == ZH {
		return EN
	}
	return ZH
}

// Key is a text to be translated when it is shown.
type Key string

// Book holds the texts of all packages.
type Book struct{ texts map[string][2]string }

var (
	places = regexp.MustCompile(`\{[0-9](\|[^{}|]*\|[^{}|]*)?\}`)
	braces = regexp.MustCompile(`[{}]`)
)

// Load reads the words.txt at the root of each file system. It refuses a key
// given twice, a text missing in one language, a place in a text that is not
// written as one, and a line it cannot place.
func Load(files ...fs.FS) (*Book, error) {
	b := &Book{texts: map[string][2]string{}}
	for _, f := range files {
		if err := b.add(f); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (b *Book) add(files fs.FS) error {
	f, err := files.Open("words.txt")
	if err != nil {
		return fmt.Errorf("opening words: %w", err)
	}
	defer f.Close()
	key, got, line := "", 2, 0
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		line++
		s := sc.Text()
		switch {
		case strings.TrimSpace(s) == "" || strings.HasPrefix(s, "#"):
		case s[0] != ' ':
			if got != 2 {
				return fmt.Errorf("words.txt:%d: %s lacks a language", line, key)
			}
			key, got = strings.TrimSpace(s), 0
			if _, twice := b.texts[key]; twice {
				return fmt.Errorf("words.txt:%d: %s is given twice", line, key)
			}
		case got == 2:
			return fmt.Errorf("words.txt:%d: a third text for %s", line, key)
		case braces.MatchString(places.ReplaceAllString(s, "")):
			return fmt.Errorf("words.txt:%d: %s has a place that is neither {0} nor {0|one|many}", line, key)
		default:
			t := b.texts[key]
			t[got] = strings.TrimSpace(s)
			b.texts[key], got = t, got+1
		}
	}
	if got != 2 {
		return fmt.Errorf("words.txt:%d: %s lacks a language", line, key)
	}
	return sc.Err()
}

// Keys lists every key, sorted.
func (b *Book) Keys() []string {
	keys := make([]string, 0, len(b.texts))
	for k := range b.texts {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Has tells whether the key has texts.
func (b *Book) Has(key string) bool { _, ok := b.texts[key]; return ok }

// T is the text of a key with its places filled. An unknown key shows itself
// in marks, so that a page test finds it.
func (b *Book) T(l Lang, key string, args ...any) string {
	t, ok := b.texts[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	text := t[max(0, slices.Index(Langs, l))]
	if !strings.Contains(text, "{") {
		return text
	}
	var out strings.Builder
	for {
		i := strings.IndexByte(text, '{')
		j := strings.IndexByte(text, '}')
		if i < 0 || j < i {
			out.WriteString(text)
			return out.String()
		}
		out.WriteString(text[:i])
		out.WriteString(b.place(l, text[i+1:j], args))
		text = text[j+1:]
	}
}

func (b *Book) place(l Lang, spec string, args []any) string {
	parts := strings.Split(spec, "|")
	n, err := strconv.Atoi(parts[0])
	if err != nil || n < 0 || n >= len(args) {
		return "{" + spec + "}"
	}
	if len(parts) == 3 {
		if fmt.Sprint(args[n]) == "1" {
			return parts[1]
		}
		return parts[2]
	}
	switch v := args[n].(type) {
	case Key:
		return b.T(l, string(v))
	case int:
		return Number(l, int64(v))
	case int64:
		return Number(l, v)
	}
	return fmt.Sprint(args[n])
}

// Number groups thousands; both languages use the comma.
func Number(_ Lang, n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}
