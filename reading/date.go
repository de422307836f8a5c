package reading

import (
	"regexp"
	"strings"
)

var months = wordSet(`january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec`)
var weekdays = wordSet(`monday tuesday wednesday thursday friday saturday sunday`)
var seasons = wordSet(`spring summer autumn fall winter easter christmas ramadan midsummer q1 q2 q3 q4 h1 h2`)
var periods = wordSet(`day days week weeks month months quarter quarters year years decade hour hours meeting meetings call session summit conference
	fortnight half term semester season signature handover weekend morning afternoon evening night agm period`)

var periodKinds = wordSet("working business calendar financial fiscal school academic budget consecutive marketing planting")

// duePrepositions open a time limit; those of two and three words come first.
var duePrepositions = []string{"no later than", "not later than", "at the latest by", "by no later than", "as of", "prior to", "ahead of", "by", "before", "until", "till",
	"from", "on", "in", "within", "during", "over", "throughout", "after", "for", "between", "at", "since", "starting", "to", "due", "closes", "through"}

// dueByWord holds them by their first word.
var dueByWord = func() map[string][][]string {
	m := map[string][][]string{}
	for _, p := range duePrepositions {
		words := strings.Fields(p)
		m[words[0]] = append(m[words[0]], words)
	}
	return m
}()

// dueEN finds the wording of a time limit in an English clause.
func dueEN(t []token) stretch {
	best := stretch{}
	for i := range t {
		n, strong := dueAt(t, i)
		if n == 0 {
			continue
		}
		p := stretch{t[i].from, t[i+n-1].to}
		if strong {
			return p
		}
		if best.empty() {
			best = p
		}
	}
	return best
}

// dueAt gives the tokens of a time limit that begins at token i; strong when it
// is a limit and not only a time.
func dueAt(t []token, i int) (n int, strong bool) {
	switch low := t[i].low; low {
	case "immediately", "asap", "forthwith", "urgently":
		return 1, false
	case "annually", "monthly", "quarterly", "weekly", "daily", "yearly":
		return 1, false
	case "as":
		if wordsAt(t, i, "as soon as possible") {
			return 4, false
		}
	case "without":
		if wordsAt(t, i, "without delay") {
			return 2, false
		}
	case "every", "each", "once", "twice":
		if n := frequencyAt(t, i); n > 0 {
			return n, false
		}
	case "at":
		if wordsAt(t, i, "at least once") || wordsAt(t, i, "at least twice") {
			if n := frequencyAt(t, i+2); n > 0 {
				return n + 2, true
			}
		}
		if n := timeAt(t, i+2); wordsAt(t, i, "at least") && n > 0 && wordsAt(t, i+2+n, "in advance") {
			return n + 4, true
		}
	case "a", "per":
		if periods[lowAt(t, i+1)] && lowAt(t, i+1) != "meeting" && lowAt(t, i+1) != "session" && lowAt(t, i+1) != "call" && lowAt(t, i+1) != "conference" && lowAt(t, i+1) != "summit" && lowAt(t, i+2) != "ago" && i > 1 {
			return 2, false
		}
	case "this", "next":
		if n := timeAt(t, i); n > 1 {
			return n, false
		}
	}
	for _, words := range dueByWord[t[i].low] {
		k := len(words)
		if !tokensAt(t, i, words) {
			continue
		}
		prep := words[0]
		if wordsAt(t, i+k, "at least") || wordsAt(t, i+k, "well before") {
			k += 2
		}
		n := timeAt(t, i+k)
		if n == 0 {
			continue
		}
		if prep == "between" && i+k+n < len(t) && t[i+k+n].low == "and" {
			n += 1 + timeAt(t, i+k+n+1)
		}
		weak := k == 1 && (prep == "in" || prep == "for" || prep == "over" || prep == "during" || prep == "to" || prep == "on" || prep == "at" || prep == "after" || prep == "since")
		if prep == "to" && t[i+k].kind == 'n' && !months[lowAt(t, i+k+1)] {
			continue
		}
		return k + n, !weak
	}
	if i > 0 && t[i-1].kind == '(' && weekdays[t[i].low] {
		return 1, false
	}
	if n := dateAt(t, i); n > 1 && (i == 0 || t[i-1].kind == '(' || t[i-1].kind == ',') {
		return n, false
	}
	return 0, false
}

func lowAt(t []token, i int) string {
	if i >= 0 && i < len(t) {
		return t[i].low
	}
	return ""
}

func wordsAt(t []token, i int, words string) bool {
	first, _, _ := strings.Cut(words, " ")
	return lowAt(t, i) == first && tokensAt(t, i, strings.Fields(words))
}

func tokensAt(t []token, i int, words []string) bool {
	for _, w := range words {
		if i < 0 || i >= len(t) || t[i].low != w {
			return false
		}
		i++
	}
	return true
}

// frequencyAt: every quarter, twice a year, once every six months, each year.
func frequencyAt(t []token, i int) int {
	low := lowAt(t, i)
	switch {
	case low == "once" || low == "twice":
		if next := lowAt(t, i+1); next == "a" || next == "per" || next == "each" || next == "every" {
			if periods[lowAt(t, i+2)] {
				return 3
			}
			if n := frequencyAt(t, i+1); n > 0 {
				return n + 1
			}
		}
	case low == "every" || low == "each":
		if periods[lowAt(t, i+1)] || weekdays[lowAt(t, i+1)] {
			return 2
		}
		if low == "every" && i+2 < len(t) && (t[i+1].kind == 'n' || numberWords[t[i+1].low]) && periods[t[i+2].low] {
			return 3
		}
	}
	return 0
}

// timeAt gives the tokens of a point or span of time beginning at token i.
func timeAt(t []token, i int) int {
	if i < 0 || i >= len(t) {
		return 0
	}
	if n := dateAt(t, i); n > 0 {
		return n
	}
	k := i
	if low := t[k].low; low == "the" || low == "a" || low == "an" || low == "this" || low == "next" || low == "our" {
		k++
	}
	low := lowAt(t, k)
	switch {
	case low == "end" && months[lowAt(t, k+1)]:
		return k + 1 + dateAt(t, k+1) - i
	case low == "end" || low == "beginning" || low == "start" || low == "middle" || low == "close" || low == "course":
		if lowAt(t, k+1) == "of" {
			if n := timeAt(t, k+2); n > 0 {
				return k + 2 + n - i
			}
		}
		return 0
	case low == "early" || low == "late" || low == "mid" || low == "next" || low == "coming" || low == "following" || low == "current" || low == "same" || low == "last" || low == "first" || low == "second" || low == "third" || low == "fourth" || low == "final":
		if n := timeAt(t, k+1); n > 0 {
			return k + 1 + n - i
		}
		if periods[lowAt(t, k+1)] {
			return k + 2 - i
		}
	case strings.HasPrefix(low, "mid-") || strings.HasPrefix(low, "end-"):
		return k + 1 - i
	case periodKinds[low] && periods[lowAt(t, k+1)] && k > i:
		return k + 2 - i
	case isDay(low) && lowAt(t, k+1) == "of" && (lowAt(t, k+2) == "each" || lowAt(t, k+2) == "every") && periods[lowAt(t, k+3)]:
		return k + 4 - i
	case periodKinds[lowAt(t, k+1)] && periods[lowAt(t, k+2)] && (t[min(k, len(t)-1)].kind == 'n' || numberWords[low]):
		return k + 3 - i
	case (t[min(k, len(t)-1)].kind == 'n' && len(low) < 5 || numberWords[low]) && periods[lowAt(t, k+1)]:
		n := k + 2
		if (lowAt(t, n) == "of" || lowAt(t, n) == "from" || lowAt(t, n) == "after") && n+1 < len(t) && t[n+1].kind == 'w' {
			n += 2
			if t[n-1].low == "the" && n < len(t) {
				n++
			}
		}
		if lowAt(t, n) == "each" {
			n++
		}
		return n - i
	case periods[low] && (k > i || low == "signature" || low == "handover"):
		n := k + 1
		if lowAt(t, n) == "of" {
			if m := timeAt(t, n+1); m > 0 {
				n += 1 + m
			}
		}
		return n - i
	case seasons[low] || weekdays[low] || low == "today" || low == "tomorrow":
		if m := dateAt(t, k+1); m == 1 || lowAt(t, k+1) == "holidays" || lowAt(t, k+1) == "break" {
			return k + 2 - i
		}
		return k + 1 - i
	}
	if k > i { // the 1 September deadline, next spring
		if n := dateAt(t, k); n > 0 {
			n += k
			if lowAt(t, n) == "deadline" || lowAt(t, n) == "meeting" {
				n++
			}
			return n - i
		}
	}
	return 0
}

// dateAt: 6 May 2025, May 6, 2025, 2025-05-06, June 2026, 2030.
func dateAt(t []token, i int) int {
	if i < 0 || i >= len(t) {
		return 0
	}
	low := t[i].low
	switch {
	case isDay(low) && months[lowAt(t, i+1)]:
		if isYear(lowAt(t, i+2)) {
			return 3
		}
		if lowAt(t, i+2) == "each" && periods[lowAt(t, i+3)] {
			return 4
		}
		return 2
	case isDay(low) && lowAt(t, i+1) == "of" && months[lowAt(t, i+2)]:
		return 3
	case months[low] && t[i].cap:
		n := 1
		if isDay(lowAt(t, i+1)) {
			n = 2
			if lowAt(t, i+2) == "," && isYear(lowAt(t, i+3)) {
				return 4
			}
		}
		if isYear(lowAt(t, i+n)) {
			n++
		}
		if lowAt(t, i+n) == "and" && months[lowAt(t, i+n+1)] {
			return n
		}
		return n
	case isYear(low) || isoDate(low):
		return 1
	}
	return 0
}

func isDay(w string) bool {
	w = strings.TrimRight(w, "stndrh")
	return len(w) > 0 && len(w) <= 2 && strings.Trim(w, "0123456789") == "" && w != "0" && w <= "9" && (len(w) == 1 || w[0] <= '3')
}

func isYear(w string) bool {
	if len(w) > 4 && (w[4] == '/' || w[4] == '-') { // 2025/26, 2025-2030
		return isYear(w[:4]) && strings.Trim(w[5:], "0123456789") == ""
	}
	return len(w) == 4 && (w[:2] == "19" || w[:2] == "20") && strings.Trim(w, "0123456789") == ""
}

func isoDate(w string) bool {
	if len(w) < 8 || len(w) > 10 || strings.Trim(w, "0123456789-/.") != "" {
		return false
	}
	return strings.Count(w, "-") == 2 || strings.Count(w, "/") == 2 || strings.Count(w, ".") == 2
}

const zhMonth = `(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?`

const zhNumber = `[0-9０-９一二三四五六七八九十百两半]+`

// dueZH: the forms a time limit takes in Chinese, the strongest first.
var dueZH = []*regexp.Regexp{
	regexp.MustCompile(`(?:(?:20\d\d|今|明|本|当|后)年)?(?:` + zhMonth + `(?:` + zhNumber + `[日号])?(?:上旬|中旬|下旬|底|末|初)?|(?:第?[一二三四1-4]季度|上半年|下半年)(?:末|底)?|年底|年末|月底|月末|季度末|周[一二三四五六日末]|[本下]周[一二三四五六日末]?|[本下]月(?:底|末|初)?|春节|国庆|元旦|汛期|汛|节|雨季|春耕|入冬|年中|开学|[“"]?十[一二三四五六]五[”"]?(?:末|期末)|20\d\d年(?:底|末|初|上半年|下半年|春节|年中)?|下次(?:会议|例会))(?:之前|以前|前|内|之内|以内)`),
	regexp.MustCompile(zhNumber + `(?:个)?(?:工作日|日|天|周|星期|月|小时|年|季度)(?:之内|以内|内)`),
	regexp.MustCompile(`(?:(?:20\d\d|今|明|本|当)年)?(?:` + zhMonth + `(?:` + zhNumber + `[日号])?(?:上旬|中旬|下旬|底|末|初)?)(?:起|止|至` + zhMonth + `(?:` + zhNumber + `日)?)?|20\d\d-\d{1,2}-\d{1,2}|20\d\d[/.]\d{1,2}[/.]\d{1,2}|\d{1,2}[/.]\d{1,2}(?:前|之前)`),
	regexp.MustCompile(`每(?:个)?(?:半年|季度|年度|年|月|周[一二三四五六日天]?|日|天|两年|半月)(?:` + zhNumber + `[日号](?:、` + zhNumber + `[日号])*(?:前)?)?`),
	regexp.MustCompile(`[“"‘]十[一二三四五六]五[”"’](?:时期|期间|末)|(?:今后|未来|为期|期限为)(?:的)?` + zhNumber + `(?:个月|年)(?:内)?|(?:今|明)年(?:内|上半年|下半年|第?[一二三四]季度)?|20\d\d年(?:底|末|初|上半年|下半年)?|年内|年底|月底|全年|下次(?:会议|例会)(?:（[^）]{1,12}）)?|[本下]周[一二三四五六日]?|[本下]月|上半年|下半年|第?[一二三四]季度|` + zhNumber + `年(?:$)`),
	regexp.MustCompile(`尽快|尽早|立即|即日起|第一时间|近期|马上`),
}

// dueSigns: without one of these a form cannot stand in a text.
var dueSigns = [][]string{{"前", "内"}, {"内"}, {"月", "-", "/", ".20", "前"}, {"每"}, {"年", "五", "月", "周", "下次", "上半", "下半", "季度"}, {"尽", "立即", "即日", "第一时间", "近期", "马上"}}

// dueStart: the same forms at the beginning of a text.
var dueStart = func() []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, re := range dueZH[:5] {
		out = append(out, regexp.MustCompile("^(?:"+re.String()+")"))
	}
	return out
}()

// dueIn finds the wording of a time limit in a clause of either language.
func (s *source) dueIn(p stretch, zh bool) stretch {
	if !zh {
		return dueEN(s.tokens(p))
	}
	t := s.str(p)
	for i, re := range dueZH {
		if !containsAny(t, dueSigns[i]...) {
			continue
		}
		if m := re.FindStringIndex(t); m != nil {
			return stretch{p.from + m[0], p.from + m[1]}
		}
	}
	return stretch{}
}

var dateZH = regexp.MustCompile(`(?:(?:20|19)\d\d年)?\d{1,2}月\d{1,2}日(?:[至—-](?:\d{1,2}月)?\d{1,2}日)?(?:上午|下午|晚|晚上)?|(?:20|19)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|(?:20|19)\d\d年\d{1,2}月|\d{1,2}日(?:上午|下午|晚)?|二[〇○零]\S{2}年\S{1,3}月\S{1,3}日`)

// dateIn finds the first date of a passage: a day, not only a year.
func (s *source) dateIn(p stretch, zh bool) stretch {
	if zh {
		if m := dateZH.FindStringIndex(s.str(p)); m != nil {
			return stretch{p.from + m[0], p.from + m[1]}
		}
		return stretch{}
	}
	t := s.tokens(p)
	for i := range t {
		if n := dateAt(t, i); n > 1 && !(n == 2 && isYear(t[i+1].low)) || n == 1 && isoDate(t[i].low) {
			return stretch{t[i].from, t[i+n-1].to}
		}
	}
	return stretch{}
}

var yearDigits = regexp.MustCompile(`(?:19|20)\d\d`)

// yearOf reads the year a date states; 0 when it states none.
func yearOf(t string) int {
	m := yearDigits.FindString(t)
	year := 0
	for _, c := range m {
		year = year*10 + int(c-'0')
	}
	return year
}
