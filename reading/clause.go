package reading

import (
	"regexp"
	"slices"
	"sort"
	"strings"
)

// ClauseKind is what a clause of a signed text is.
type ClauseKind string

const (
	ClauseCommitment ClauseKind = "commitment" // something that can be asked after later
	ClauseIntention  ClauseKind = "intention"  // hoped for or aimed at
	ClauseCourtesy   ClauseKind = "courtesy"   // thanks, exhortation, or of thought and belief: nothing follows
)

// Clause is one promise, aim or courtesy in the text of a memorandum or agreement.
// Number is how the text numbers it ("2.1", "Article 4", "第三条（二）"), "" when it
// does not. Named is the full name behind a defined short one (甲方, "the City"), where
// the text defines it.
type Clause struct {
	Number      string
	Kind        ClauseKind
	Quote       Span
	Responsible Span
	Named       Span
	Due         Span
	Quantity    Span
}

// Clauses reads the text of an instrument clause by clause, in text order. A
// provision that promises nothing is left out: the preamble before the first
// article, definitions, entry into force.
func Clauses(text string) []Clause {
	r := newReader(text)
	read, lines, named := r.finish(), r.numbers(), r.defined()
	var out []Clause
	add := func(c Clause) {
		at := lineOf(lines, c.Quote)
		if at.part == preamble || at.part == final && !c.Responsible.Stated() {
			return
		}
		if at.part == purpose && c.Kind == ClauseCommitment {
			c.Kind = ClauseIntention
		}
		c.Number, c.Named = at.number, named[c.Responsible.Text]
		out = append(out, c)
	}
	for _, m := range read.Measures {
		kind := ClauseCommitment
		if m.Grade == GradeHope {
			kind = ClauseIntention
		}
		add(Clause{Kind: kind, Quote: m.Quote, Responsible: m.Responsible, Due: m.Due, Quantity: m.Quantity})
	}
	for _, n := range read.Notes {
		kind := ClauseCourtesy
		if n.Reason == NoteSupport {
			kind = ClauseIntention
		}
		add(Clause{Kind: kind, Quote: n.Quote})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Quote.From < out[j].Quote.From })
	return out
}

// definition is a name with the short one that stands for it from there on.
var definition = regexp.MustCompile(`([^，。、；：（）\n]{2,60}?)（(?:以下|下称|下文)?(?:简称|称)[为：:]?[“"「『]?([^”"」』）]{1,20})[”"」』]?）` +
	`|([\p{Lu}][^,;:()\n]{2,80}?)\s*\((?:hereinafter|hereafter)(?: (?:referred to as|called))?:?\s*[“"']?(?:the )?([^”"')]{1,40})[”"']?\)`)

// conjoined is what may stand before a name in the sentence that defines it.
var conjoined = regexp.MustCompile(`^(?:[与和同及]|由|(?:and|between|by|with|of)\s+)`)

// everybody are short names for all sides together: no one of them is meant.
var everybody = []string{"Parties", "Sides", "Partners", "双方", "各方", "三方"}

// defined maps each short name to the full one.
func (r *reader) defined() map[string]Span {
	out := map[string]Span{}
	for _, m := range definition.FindAllStringSubmatchIndex(r.src.text, -1) {
		full, short := stretch{m[2], m[3]}, r.src.str(stretch{m[4], m[5]})
		if m[2] < 0 {
			full, short = stretch{m[6], m[7]}, r.src.str(stretch{m[8], m[9]})
		}
		if slices.Contains(everybody, short) {
			continue
		}
		full.from += len(conjoined.FindString(r.src.str(full)))
		out[short] = r.src.span(full)
		out["the "+short], out["The "+short] = out[short], out[short]
	}
	return out
}

// articleMark is the number of an article, section or chapter of a signed text.
var articleMark = regexp.MustCompile(`^(?i:(?:article|section|chapter|clause)\s+[0-9ivxlc]+)|^第[一二三四五六七八九十百零〇0-9]+[条款章节]`)

// Parts of an instrument in which a plain sentence promises nothing.
const (
	preamble = "preamble"
	purpose  = "purpose"
	final    = "final"
)

var (
	purposeWords = []string{"purpose", "objective", "aims", "principles", "目标", "目的", "宗旨", "原则"}
	finalWords   = []string{"final provision", "entry into force", "miscellaneous", "definitions", "附则", "生效", "其他事项", "其他约定", "定义"}
)

// numbered is a line of the text: where it begins, in runes, its number, and
// the part it belongs to.
type numbered struct {
	from   int
	number string
	part   string
}

// numbers tells how the text numbers each of its lines: by the article a line
// stands under and by its own mark.
func (r *reader) numbers() []numbered {
	var out []numbered
	article, part := "", ""
	for _, l := range r.lines {
		start := strings.LastIndexByte(r.src.text[:l.from], '\n') + 1
		head := strings.TrimSpace(r.src.text[start:l.to])
		mark := ""
		if found := articleMark.FindString(head); found != "" {
			if article == "" {
				for i := range out {
					out[i].part = preamble
				}
			}
			article, part = found, partOf(strings.TrimPrefix(head, found))
		} else if l.item && !strings.ContainsAny(l.mark, bullets) {
			mark = strings.TrimRight(l.mark, ".、．")
		}
		out = append(out, numbered{r.src.runesBefore(start), joined(article, mark), part})
	}
	return out
}

// partOf is the part that an article's heading announces.
func partOf(heading string) string {
	heading = lower(heading)
	switch {
	case len(heading) > 60: // the article's text begins on its line
		return ""
	case containsAny(heading, purposeWords...):
		return purpose
	case containsAny(heading, finalWords...):
		return final
	}
	return ""
}

// joined is the whole number of a line. A mark that repeats its article's number
// ("2.1") stands alone.
func joined(article, mark string) string {
	switch {
	case mark == "":
		return article
	case article == "" || strings.Contains(mark, "."):
		return mark
	case strings.HasPrefix(article, "第"):
		return article + mark
	}
	return article + " " + mark
}

// lineOf is the line a passage begins in.
func lineOf(lines []numbered, s Span) numbered {
	i := sort.Search(len(lines), func(i int) bool { return lines[i].from > s.From })
	if i == 0 {
		return numbered{}
	}
	return lines[i-1]
}
