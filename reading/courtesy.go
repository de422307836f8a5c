package reading

import "strings"

// thanksEN records thanks as a courtesy: "On behalf of the region, Ann Lee
// thanked the cities". Thanks in the present, "The Parties thank the donors", are
// words of the text itself and only noted.
func (r *reader) thanksEN(t []token, s stretch) {
	for i, w := range t {
		if i > 60 {
			return
		}
		if i > 0 && thankNow(t, i) {
			r.thankNote(t, i)
			return
		}
		thanks := w.low == "thanked" || (w.low == "expressed" || w.low == "conveyed" || w.low == "extended") && thanksNear(t, i+1)
		if !thanks || i == 0 || beForms[t[i-1].low] {
			continue
		}
		one := speech{quote: s, kind: SpeechThanks}
		if wordsAt(t, 0, "on behalf of") {
			if c := commaBetween(t, 3, i); c > 0 {
				one.behalf, one.kind = over(dropArticle(t[3:c])), SpeechOnBehalf
			}
		}
		from, to := front(t, 0, i)
		to = max(from, backAdverbs(t[:to], to))
		if c := indexKind(t[from:to], ','); c > 0 {
			to = from + c
		}
		if from < to && to-from < 14 && actorEN(t[from:to]) && !pronoun[t[from].low] {
			one.speaker = over(t[from:to])
			r.speeches = append(r.speeches, one)
		}
		return
	}
}

func thanksNear(t []token, i int) bool {
	for j := i; j < len(t) && j < i+6; j++ {
		switch t[j].low {
		case "thanks", "gratitude", "appreciation":
			return true
		}
	}
	return false
}

// thankNow: "thank the city", "thanks the city", "express their thanks", "are
// grateful to".
func thankNow(t []token, i int) bool {
	switch t[i].low {
	case "thank", "thanks":
		next := lowAt(t, i+1)
		return next != "" && next != "to" && next != "for" && t[min(i+1, len(t)-1)].word() && !beForms[next]
	case "express", "expresses", "convey", "conveys", "extend", "extends":
		return thanksNear(t, i+1)
	case "grateful", "thankful":
		be := lowAt(t, backAdverbs(t, i)-1)
		return (be == "are" || be == "is" || be == "am") && (lowAt(t, i+1) == "to" || lowAt(t, i+1) == "for")
	}
	return false
}

// thankNote notes the clause of the verb at token i, if somebody thanks in it.
func (r *reader) thankNote(t []token, i int) {
	at := backAdverbs(t, i)
	if at > 0 && beForms[t[at-1].low] {
		at--
	}
	if low := lowAt(t, at-1); low == "to" && at > 2 && (t[at-2].low == "wish" || t[at-2].low == "wishes" || t[at-2].low == "like" || t[at-2].low == "want") {
		at -= 2 // would like to thank
		for at > 0 && (modals[t[at-1].low].grade != "" || t[at-1].low == "would" || skipAdverbs(t, at-1) == at) {
			at--
		}
	}
	c := clause{marker: marker{start: at}}
	subjectEN(t, 0, &c)
	run := t[c.from:c.to]
	if c.skip || len(run) == 0 || modals[lowAt(t, at-1)].grade != "" || lowAt(t, at-1) == "to" || pastVerb(run) || !actorEN(run) && !pronoun[run[0].low] {
		return
	}
	end := predicateEnd(t, i)
	for j := i + 1; j < end; j++ { // thank the city and hope, and will
		k := skipAdverbs(t, j+1)
		f := en.verbs[lowAt(t, k)]
		if (t[j].low == "and" || t[j].kind == ',') && (modals[lowAt(t, k)].grade != "" || f&(formBase|formThird) != 0 && f&formNoun == 0) {
			end = j
		}
	}
	r.thank(stretch{run[0].from, t[trimTokens(t, i, end)-1].to})
}

// thank notes a courtesy, unless the grammar of duties has.
func (r *reader) thank(p stretch) {
	for k := len(r.notes) - 1; k >= 0 && k > len(r.notes)-40; k-- {
		if n := r.notes[k].quote; n.from < p.to && p.from < n.to {
			return
		}
	}
	r.note(p, NoteCourtesy)
}

// thanksZH: 扎西多吉代表州委、州政府，对海川市长期以来的支持表示衷心感谢. Who thanks and
// for whom may stand in clauses of their own before.
func (r *reader) thanksZH(s stretch) {
	t := r.src.str(s)
	if !containsAny(t, "感谢", "谢意") || len(t) > 1500 {
		return
	}
	clauses := r.src.clausesZH(s)
	for i, c := range clauses {
		c = r.leadZH(c)
		ct := r.src.str(c)
		if !containsAny(ct, "感谢", "谢意") {
			continue
		}
		if _, marked := markerInZH(ct); marked {
			return
		}
		who, behalf := r.thankerZH(c)
		for k := i - 1; k >= 0 && k >= i-3 && who.empty() && startsWithAny(ct, "对", "向", "并", "表示", "致以", "衷心"); k-- {
			before := r.leadZH(clauses[k])
			if who, behalf = r.thankerZH(before); !who.empty() && !behalf.empty() {
				c.from = before.from
			}
		}
		switch {
		case who.empty():
		case !r.person(who) && behalf.empty():
			r.thank(c) // 双方对各界表示感谢: words of the text itself
		case behalf.empty():
			r.speeches = append(r.speeches, speech{speaker: who, quote: c, kind: SpeechThanks})
		default:
			r.speeches = append(r.speeches, speech{speaker: who, behalf: behalf, quote: c, kind: SpeechOnBehalf})
		}
		return
	}
}

// thankerZH is who a clause begins with, and for whom he speaks.
func (r *reader) thankerZH(c stretch) (who, behalf stretch) {
	t := r.src.str(c)
	end := len(t)
	at := behalfAt(t)
	if at >= 0 {
		end = at
	}
	for _, cut := range []string{"对", "向", "出席", "在", "最后", "首先", "再次", "表示", "衷心", "真诚", "感谢"} {
		if i := strings.Index(t, cut); i > 0 {
			end = min(end, i)
		}
	}
	who = stretch{c.from, c.from + r.namedAt(t)}
	if who.empty() && startsWithAny(t, "对", "向", "为") {
		return stretch{}, stretch{}
	}
	if who.empty() {
		who, _ = r.splitRole(stretch{c.from, c.from + end})
	}
	if p := r.src.trimEnds(stretch{c.from, c.from + end}); who.empty() && end < len(t) && actorZH(r.src.str(p)) {
		who = p
	}
	if !who.empty() && at >= 0 {
		behalf = r.behalfZH(c)
	}
	return who, behalf
}

func (r *reader) person(p stretch) bool {
	name, _ := r.splitRole(p)
	_, known := r.known[lower(r.src.str(p))]
	return known || !name.empty()
}

// behalfAt is where 代表 stands as a verb: 张三代表市委, but not 企业代表张三.
func behalfAt(t string) int {
	if len(t) > 1200 {
		return -1
	}
	for from := 0; ; {
		i := strings.Index(t[from:], "代表")
		if i < 0 {
			return -1
		}
		i += from
		from = i + len("代表")
		rest := t[from:]
		who, _, _ := strings.Cut(rest[:behalfEnd(rest)], "、")
		if i > 0 && who != "" && !nameZH(who) && !startsWithAny(who, "队", "团", "们", "大会", "性", "作品", "人物") {
			return i
		}
	}
}

// behalfEnd is where those somebody speaks for are named to the end: 代表企业|作了交流发言.
func behalfEnd(t string) int {
	end := len(t)
	for _, cut := range []string{"对", "向", "衷心", "表示", "，", "作了", "做了", "作交流", "作典型", "作表态", "作大会", "作发言", "作题", "发言", "致辞", "致词", "讲话", "交流", "典型", "表态", "在会上", "进行", "感谢", "上台", "签", "出席", "参加"} {
		if i := strings.Index(t, cut); i >= 0 {
			end = min(end, i)
		}
	}
	return end
}

// behalfZH is whom the speaker of a clause speaks for.
func (r *reader) behalfZH(c stretch) stretch {
	t := r.src.str(c)
	at := behalfAt(t)
	if at < 0 {
		return stretch{}
	}
	from := at + len("代表")
	return r.src.trimEnds(stretch{c.from + from, c.from + from + behalfEnd(t[from:])})
}
