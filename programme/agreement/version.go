package agreement

import (
	"path"
	"strings"
	"unicode/utf8"
)

// Line is one paragraph of two versions side by side: same, changed, added or
// removed. From and To are the characters at which After stands in the later
// text, To exclusive.
type Line struct {
	Kind          string `json:"kind"`
	Before, After string
	From, To      int
}

// Kinds of difference.
const (
	Same    = "same"
	Changed = "changed"
	Added   = "added"
	Removed = "removed"
)

// paragraph is a line of a text that is not blank, with its place in characters.
type paragraph struct {
	text     string
	from, to int
}

func paragraphs(text string) []paragraph {
	var out []paragraph
	at := 0
	for line := range strings.SplitSeq(text, "\n") {
		long := utf8.RuneCountInString(line)
		if trimmed := strings.TrimSpace(line); trimmed != "" {
			lead := utf8.RuneCountInString(line[:strings.Index(line, trimmed)])
			out = append(out, paragraph{trimmed, at + lead, at + lead + utf8.RuneCountInString(trimmed)})
		}
		at += long + 1
	}
	return out
}

// mostCells bounds the work of a comparison; longer texts that differ
// throughout are shown as removed and added.
const mostCells = 4_000_000

// Compare lays two versions of a text side by side, paragraph by paragraph.
// Between two paragraphs that stayed, the first that went is paired with the
// first that came.
func Compare(before, after string) []Line {
	a, b := paragraphs(before), paragraphs(after)
	var out []Line
	for len(a) > 0 && len(b) > 0 && a[0].text == b[0].text {
		out, a, b = append(out, b[0].line(Same, a[0].text)), a[1:], b[1:]
	}
	end := 0
	for end < len(a) && end < len(b) && a[len(a)-1-end].text == b[len(b)-1-end].text {
		end++
	}
	tailA, tailB := a[len(a)-end:], b[len(b)-end:]
	a, b = a[:len(a)-end], b[:len(b)-end]
	kept := common(texts(a), texts(b))
	i, j := 0, 0
	for _, k := range append(kept, [2]int{len(a), len(b)}) {
		out = append(out, paired(a[i:k[0]], b[j:k[1]])...)
		if k[0] < len(a) {
			out = append(out, b[k[1]].line(Same, a[k[0]].text))
		}
		i, j = k[0]+1, k[1]+1
	}
	for n := range tailA {
		out = append(out, tailB[n].line(Same, tailA[n].text))
	}
	return out
}

func (p paragraph) line(kind, before string) Line { return Line{kind, before, p.text, p.from, p.to} }

// paired lays what went beside what came.
func paired(a, b []paragraph) []Line {
	var out []Line
	for n := range max(len(a), len(b)) {
		switch {
		case n >= len(b):
			out = append(out, Line{Kind: Removed, Before: a[n].text})
		case n >= len(a):
			out = append(out, b[n].line(Added, ""))
		default:
			out = append(out, b[n].line(Changed, a[n].text))
		}
	}
	return out
}

func texts(list []paragraph) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.text
	}
	return out
}

// common is the longest run of places that two lists share in the same order.
func common[T comparable](a, b []T) [][2]int {
	if len(a)*len(b) > mostCells {
		return nil
	}
	long := make([][]int32, len(a)+1)
	for i := range long {
		long[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				long[i][j] = long[i+1][j+1] + 1
			} else {
				long[i][j] = max(long[i+1][j], long[i][j+1])
			}
		}
	}
	var kept [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			kept = append(kept, [2]int{i, j})
			i, j = i+1, j+1
		case long[i+1][j] >= long[i][j+1]:
			i++
		default:
			j++
		}
	}
	return kept
}

// changes tells what becomes of each clause when its text gives way to another:
// a clause that stands there word for word stays and is not listed.
func changes(clauses []Clause, before, after string) []Change {
	lines := Compare(before, after)
	var out []Change
	for _, cl := range clauses {
		if strings.Contains(after, cl.Quote) {
			continue
		}
		ch := Change{Clause: cl.ID, Kind: Removed}
		for _, l := range lines {
			if l.After == "" || !strings.Contains(l.Before, cl.Quote) && (l.Before == "" || !strings.Contains(cl.Quote, l.Before)) {
				continue
			}
			quote, from := narrowed(l, cl.Quote)
			if ch.Kind == Removed {
				ch.Kind, ch.From = Changed, from
			}
			ch.To = from + utf8.RuneCountInString(quote)
		}
		if ch.Kind == Changed {
			ch.Quote = string([]rune(after)[ch.From:ch.To])
		}
		out = append(out, ch)
	}
	return out
}

// narrowed is the part of a changed paragraph that took the place of a quote:
// what stood before and after the quote is left out where it still stands.
func narrowed(l Line, quote string) (string, int) {
	head, _, ok := strings.Cut(l.Before, quote)
	before, after := []rune(l.Before), []rune(l.After)
	from, to := utf8.RuneCountInString(head), utf8.RuneCountInString(head)+utf8.RuneCountInString(quote)
	start, end := 0, len(after)
	if ok {
		for _, k := range common(before, after) {
			if k[0] < from {
				start = k[1] + 1
			} else if k[0] >= to {
				end = min(end, k[1])
			}
		}
	}
	if start >= end {
		start, end = 0, len(after)
	}
	return string(after[start:end]), l.From + start
}

// Version is one text of an agreement with its copies: the text first signed is
// number 1, each amendment in force the next.
type Version struct {
	Number    int
	Amendment Amendment // zero for the text first signed
	Documents []Document
}

// Versions lists the versions of an agreement, the first one first. Before
// anything was signed there is one, number 0: the drafts, the latest first.
func Versions(docs []Document, amendments []Amendment) []Version {
	first := Version{Number: 1}
	var drafts []Document
	for _, d := range docs {
		switch {
		case d.Amendment != 0:
		case d.Draft:
			drafts = append([]Document{d}, drafts...)
		default:
			first.Documents = append(first.Documents, d)
		}
	}
	if len(first.Documents) == 0 {
		first = Version{Documents: drafts}
	}
	all := []Version{first}
	for _, m := range amendments {
		if m.State != InForceState {
			continue
		}
		v := Version{Number: m.Number + 1, Amendment: m}
		for _, d := range docs {
			if d.Amendment == m.ID {
				v.Documents = append(v.Documents, d)
			}
		}
		all = append(all, v)
	}
	return all
}

// text is the copy of a version that can be read as text, the zero Document for
// none. A copy whose name says the same language as like comes first.
func (v Version) text(like string) Document {
	var found Document
	for _, d := range v.Documents {
		if hasText(d.Name) && (found.ID == 0 || nameLang(d.Name) == nameLang(like) && nameLang(found.Name) != nameLang(like)) {
			found = d
		}
	}
	return found
}

// nameLang is the language that a file name carries before its ending
// (agreement.zh.txt), "" for none.
func nameLang(name string) string {
	stem := strings.TrimSuffix(name, path.Ext(name))
	if lang := strings.TrimPrefix(path.Ext(stem), "."); lang == "en" || lang == "zh" {
		return lang
	}
	return ""
}
