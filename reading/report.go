package reading

import (
	"strings"
	"unicode/utf8"
)

// reports finds what a line tells as done: signings, results, visits.
func (r *reader) reports() {
	last := lastNamed{}
	for i := range r.lines {
		l := &r.lines[i]
		if l.heading {
			last = lastNamed{}
		}
		if l.cells != nil || l.section == secPeople || l.section == secAbsent || l.section == secAgenda || l.heading {
			continue
		}
		if l.done {
			r.achievements = append(r.achievements, achievement{r.src.trimEnds(l.stretch), l.zh})
			continue
		}
		if l.zh {
			for _, s := range r.src.sentencesZH(l.stretch) {
				r.signingZH(s)
				r.thanksZH(s)
				r.visitZH(s, &last)
				r.resultZH(s, l)
			}
			continue
		}
		if l.section == secDone && l.item {
			if q, _ := r.src.quantityIn(l.stretch, false); !q.empty() {
				r.achievements = append(r.achievements, achievement{r.src.trimEnds(l.stretch), false})
				continue
			}
		}
		for _, s := range r.src.sentencesEN(l.stretch) {
			t := r.src.tokens(s)
			r.signingEN(t)
			r.thanksEN(t, s)
			r.visitEN(t, &last)
			r.resultEN(t, s)
		}
	}
}

var instruments = wordSet(`memorandum memoranda mou mous agreement agreements contract contracts treaty treaties protocol protocols letter accord accords convention arrangement
	arrangements declaration charter instruments documents deal deals`)

// signingEN: "A signed a memorandum with B", "A and B concluded an agreement".
func (r *reader) signingEN(t []token) {
	lo := 0
	for i, w := range t {
		if w.low != "signed" && w.low != "concluded" && w.low != "initialled" && w.low != "inked" || i+1 >= len(t) {
			continue
		}
		if i == 0 && (t[1].low == "in" || t[1].low == "at") {
			r.signedHere(t)
			return
		}
		end := min(len(t), i+90)
		for j := i + 1; j < end-1; j++ {
			if t[j].kind == ',' && t[j+1].low == "and" || t[j].kind == ';' {
				end = j
				break
			}
		}
		kindFrom, kindTo := instrumentIn(t[:end], i+1)
		passive := beForms[lowAt(t, i-1)]
		from, to := front(t, lo, i)
		if passive {
			kindFrom, kindTo = instrumentIn(t[:i], lo)
		}
		if kindTo == 0 || !passive && from >= to {
			continue
		}
		for to > from && (t[to-1].low == "have" || t[to-1].low == "has" || beForms[t[to-1].low] || adverbs[t[to-1].low]) {
			to--
		}
		a := agreement{kind: stretch{t[kindFrom].from, t[kindTo-1].to}, quote: stretch{t[from].from, t[trimTokens(t, i, end)-1].to}}
		if !passive {
			a.parties = partiesOf(t[from:to])
			if c := indexLow(t[i:end], "with"); c > 0 {
				a.parties = append(a.parties, partiesOf(untilTime(t[i+c+1:end]))...)
			}
		} else if c := indexLow(t[i:end], "between", "by"); c > 0 {
			a.parties = partiesOf(untilTime(t[i+c+1 : end]))
		}
		a.period = periodIn(t[i:end])
		kind := joinLow(t[kindFrom:kindTo])
		a.code = codeOf(kind)
		last := t[kindTo-1].low
		if last == "understanding" || last == "cooperation" || last == "intent" {
			last = t[kindFrom+indexInstrument(t[kindFrom:kindTo])].low
		}
		a.plural = strings.HasSuffix(last, "s") || last == "memoranda"
		r.agreements = append(r.agreements, a)
		lo = end
	}
}

func indexInstrument(t []token) int {
	for i, w := range t {
		if instruments[w.low] {
			return i
		}
	}
	return 0
}

// instrumentIn finds "framework agreement", "memorandum of cooperation".
func instrumentIn(t []token, i int) (from, to int) {
	for j := i; j < len(t) && j < i+14; j++ {
		if t[j].low == "with" || t[j].kind == '.' {
			return 0, 0
		}
		if !instruments[t[j].low] {
			continue
		}
		from, to = j, j+1
		for from > i && t[from-1].kind == 'w' && !determiners[t[from-1].low] && !notUnit[t[from-1].low] && !numberWords[t[from-1].low] {
			from--
		}
		if lowAt(t, to) == "of" && (lowAt(t, to+1) == "understanding" || lowAt(t, to+1) == "cooperation" || lowAt(t, to+1) == "intent") {
			to += 2
		}
		return from, to
	}
	return 0, 0
}

func untilTime(t []token) []token {
	for i, w := range t {
		if w.low == "during" || w.low == "on" || w.low == "for" || w.low == "in" || w.low == "covering" || w.low == "at" || w.low == "to" || w.low == "under" {
			return t[:i]
		}
	}
	return t
}

// partiesOf cuts "the Ministry and the Region" into parties.
func partiesOf(t []token) []stretch {
	t = dropArticle(t)
	t = t[:trimTokens(t, 0, len(t))]
	if len(t) == 0 || len(t) > 40 {
		return nil
	}
	var out []stretch
	for _, seg := range splitTokens(t, func(w token) bool { return w.kind == ',' || w.low == "and" && !insideName(t, w) }) {
		seg = dropArticle(seg)
		if len(seg) > 0 && !adverbs[seg[0].low] {
			out = append(out, over(seg))
		}
	}
	return out
}

// insideName: the "and" of one body's name: the Assets Supervision and
// Administration Commission. What stands before it could not act by itself.
func insideName(t []token, and token) bool {
	i := indexOf(t, and)
	if i <= 0 || i+1 >= len(t) || !t[i+1].cap {
		return false
	}
	from := i
	for from > 0 && t[from-1].kind != ',' && t[from-1].low != "and" {
		from--
	}
	left := dropArticle(t[from:i])
	return len(left) > 1 && !en.actors[headNoun(left)] && en.actors[headNoun(t[i+1:])]
}

func periodIn(t []token) stretch {
	for i, w := range t {
		if w.low == "during" && lowAt(t, i+1) == "the" {
			for j := i + 2; j < len(t) && j < i+12; j++ {
				if t[j].low == "period" {
					return stretch{t[i+2].from, t[j].to}
				}
			}
		}
		if len(w.low) == 9 && w.low[4] == '-' && isYear(w.low) {
			return w.stretch
		}
		if w.low == "for" && i+2 < len(t) && (t[i+1].kind == 'n' || numberWords[t[i+1].low]) && periods[t[i+2].low] {
			return stretch{t[i+1].from, t[i+2].to}
		}
	}
	return stretch{}
}

// signedHere: the text is itself the instrument.
func (r *reader) signedHere(t []token) {
	if r.ownSigning {
		return
	}
	r.ownSigning = true
	a := agreement{quote: stretch{t[0].from, t[trimTokens(t, 0, len(t))-1].to}, code: AgreementOther}
	for i := range r.lines {
		if i > 6 {
			break
		}
		l := r.lines[i]
		head := r.src.tokens(stretch{l.from, min(l.to, l.from+300)})
		if from, to := instrumentIn(head, 0); to > 0 && a.kind.empty() {
			a.kind = stretch{head[from].from, head[to-1].to}
			a.code = codeOf(joinLow(head[from:to]))
		}
		if c := indexLow(head, "between"); c >= 0 && len(a.parties) == 0 {
			a.parties = partiesOf(untilTime(head[c+1:]))
		}
		if p := periodIn(head); !p.empty() && a.period.empty() {
			a.period = p
		}
	}
	if a.kind.empty() {
		return
	}
	r.joint = true
	r.agreements = append(r.agreements, a)
}

func codeOf(kind string) AgreementCode {
	switch {
	case containsAny(kind, "joint venture", "合资"):
		return AgreementJointVenture
	case containsAny(kind, "framework", "框架"):
		return AgreementFramework
	case containsAny(kind, "memorandum", "memoranda", "mou", "备忘录"):
		return AgreementMemorandum
	case containsAny(kind, "cooperation", "agreement", "合作", "协作", "协议"):
		return AgreementCooperation
	}
	return AgreementOther
}

var instrumentsZH = newHanWords(`备忘录 协议 合同 意向书 协定 责任书 议定书 框架协议 合作文件 协议书 谅解备忘录 承诺书 文件 意向 章程 公报 声明`)

// signingZH: 甲与乙签署了《…协议》.
func (r *reader) signingZH(s stretch) {
	var carried stretch
	for _, c := range r.src.clausesZH(s) {
		c = r.leadZH(c)
		t := r.src.str(c)
		at, n := -1, 0
		for _, v := range []string{"签署了", "签订了", "签署", "签订", "签下"} {
			if i := strings.Index(t, v); i >= 0 {
				at, n = i, len(v)
				break
			}
		}
		if at < 0 {
			if actorZH(t) {
				carried = c
			}
			continue
		}
		if _, marked := markerInZH(t); marked || strings.HasPrefix(t[at:], "签署备忘录后") || strings.HasPrefix(t[at:], "签署以来") {
			continue
		}
		what := r.src.trimEnds(stretch{c.from + at + n, c.to})
		w := r.src.str(what)
		k := 0
		for i := range w {
			if m := instrumentsZH.prefix(w[i:]); m > 0 {
				k = i + m
			}
		}
		if k == 0 {
			continue
		}
		a := agreement{kind: stretch{what.from, what.from + k}, quote: c, code: codeOf(w[:k])}
		if !strings.HasPrefix(w, "《") {
			for _, cut := range []string{"份", "项", "个", "领域", "的", "了"} { // 农业、教育等领域7份合作文件
				if i := strings.LastIndex(w[:k], cut); i >= 0 && i+len(cut) < k {
					a.kind.from = max(a.kind.from, what.from+i+len(cut))
				}
			}
		}
		if r.src.text[c.to:min(len(r.src.text), c.to+3)] == "，" { // 协议总金额18.6亿元
			rest := stretch{c.to + 3, s.to}
			if next := r.src.clausesZH(rest); len(next) > 0 && containsAny(r.src.str(next[0]), "总金额", "总投资", "涉及") {
				a.quote.to = next[0].to
			}
		}
		if strings.HasPrefix(w, "《") {
			a.kind = r.src.trimFunc(a.kind, func(x rune) bool { return x == '《' || x == '》' })
		}
		who := stretch{c.from, c.from + at}
		if at == 0 {
			who = carried
		}
		a.parties = r.partiesZH(who)
		a.plural = containsAny(t, "有关", "相关", "一批", "多家", "多份", "系列", "若干") || containsAny(w, "份", "个", "项") && !strings.Contains(w, "一")
		if i := strings.Index(t, "五”期间"); i > 0 {
			if j := strings.LastIndex(t[:i], "“"); j >= 0 {
				a.period = stretch{c.from + j, c.from + i + len("五”期间")}
			}
		}
		r.agreements = append(r.agreements, a)
	}
}

func (r *reader) partiesZH(p stretch) []stretch {
	t := r.src.str(p)
	for _, cut := range []string{"在", "正式", "现场", "共同", "分别", "依次", "还", "已"} {
		if i := strings.Index(t, cut); i > 0 {
			t = t[:i]
		}
	}
	p.to = p.from + len(t)
	var out []stretch
	from := 0
	for i, x := range t {
		if x == '与' || x == '和' || x == '同' && !strings.HasPrefix(t[i:], "同时") || x == '、' {
			out = append(out, r.src.trimEnds(stretch{p.from + from, p.from + i}))
			from = i + utf8.RuneLen(x)
		}
	}
	out = append(out, r.src.trimEnds(stretch{p.from + from, p.to}))
	kept := out[:0]
	for _, q := range out {
		if !q.empty() && utf8.RuneCountInString(r.src.str(q)) < 40 {
			kept = append(kept, q)
		}
	}
	return kept
}
