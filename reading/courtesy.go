package reading

import "strings"

// thanksEN records thanks as a courtesy: "On behalf of the region, Ann Lee
// thanked the cities".
func (r *reader) thanksEN(t []token, s stretch) {
	for i, w := range t {
		if i > 60 {
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

// thanksZH: 扎西多吉代表州委、州政府对海川市表示衷心感谢.
func (r *reader) thanksZH(s stretch) {
	t := r.src.str(s)
	if !containsAny(t, "感谢", "谢意") || len(t) > 600 {
		return
	}
	for _, c := range r.src.clausesZH(s) {
		ct := r.src.str(c)
		if !containsAny(ct, "感谢", "谢意") {
			continue
		}
		if _, marked := markerInZH(ct); marked {
			return
		}
		one := speech{quote: c, kind: SpeechThanks}
		end := len(ct)
		for _, cut := range []string{"代表", "对", "向", "表示", "衷心", "感谢"} {
			if i := strings.Index(ct, cut); i > 0 {
				end = min(end, i)
			}
		}
		name := stretch{c.from, c.from + r.namedAt(ct)}
		if name.empty() {
			name, _ = r.splitRole(stretch{c.from, c.from + end})
		}
		if name.empty() {
			return
		}
		one.speaker = name
		if rest := ct[end:]; strings.HasPrefix(rest, "代表") {
			stop := len(rest)
			for _, cut := range []string{"对", "向", "衷心", "表示", "，"} {
				if i := strings.Index(rest, cut); i > 0 {
					stop = min(stop, i)
				}
			}
			one.kind, one.behalf = SpeechOnBehalf, stretch{c.from + end + len("代表"), c.from + end + stop}
		}
		r.speeches = append(r.speeches, one)
		return
	}
}
