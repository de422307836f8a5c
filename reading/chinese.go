package reading

import (
	"strings"
	"unicode/utf8"
)

// lineZH reads one Chinese line for its duties.
func (r *reader) lineZH(l *line, sc *scene) {
	sc.owner = stretch{}
	if !l.item {
		sc.head = listHead{}
	}
	if !l.item || !sc.head.set {
		sc.speaker, sc.asking, sc.he = stretch{}, false, stretch{}
		if !sc.head.set {
			sc.subject = stretch{}
		}
	}
	body := l.stretch
	if !l.rest.empty() {
		label := r.src.str(l.label)
		switch s := sectionOf(label); {
		case s == secActions:
			r.actionZH(l.rest, sc)
			return
		case s == secDecided || s == secTasks:
			sc.asking, body = true, l.rest
			if strings.HasSuffix(label, "建议") {
				sc.asking = false
				r.suggestionZH(l.rest, sc)
				return
			}
		case s == secPeople || s == secAbsent || s == secChair || s == secDate || s == secPlace || s == secNext || s == secAgenda || s == secDone || s == secOwner || s == secDue || s == secTitle:
			return
		case r.ownerZH(label):
			sc.owner, body = l.label, l.rest
		default:
			if skipLabel(label) {
				body = l.rest
			}
		}
	}
	switch {
	case sc.section == secPeople || sc.section == secAbsent || sc.section == secAgenda || l.done:
		return
	case sc.section == secActions && (l.item || !sc.owner.empty() || !l.rest.empty() || l.depth == 0 && !l.heading) || l.open:
		r.actionZH(l.stretch, sc)
		return
	}
	if said, end := r.dashSpeaker(body); !said.empty() {
		sc.speaker, body.to = said, end
	}
	ordered := sc.section == secTasks || sc.section == secDecided || sc.head.set || r.order
	sentences := r.src.sentencesZH(body)
	for i, s := range sentences {
		if i == 0 && len(sentences) > 1 && l.item && titleSentence(r.src.str(s)) {
			continue
		}
		r.sentenceZH(s, sc, ordered && (l.item || r.order))
	}
	r.headZH(r.src.str(l.stretch), l, sc)
}

// dashSpeaker: 建议增加缓存。——许诺: whose remark it is stands at the end.
func (r *reader) dashSpeaker(p stretch) (who stretch, end int) {
	t := r.src.str(p)
	for _, dash := range []string{"——", "--", "—"} {
		i := strings.LastIndex(t, dash)
		if i <= 0 || len(t)-i > 80 {
			continue
		}
		who := r.src.trimEnds(stretch{p.from + i + len(dash), p.to})
		if !who.empty() && r.ownerZH(r.src.str(who)) {
			return who, p.from + i
		}
	}
	return stretch{}, 0
}

// titleSentence: the first short sentence of a numbered paragraph is its title.
func titleSentence(t string) bool {
	t = strings.TrimRight(t, "。")
	if utf8.RuneCountInString(t) > 20 || strings.ContainsAny(t, "，；：") {
		return false
	}
	_, marked := markerInZH(t)
	return !marked
}

// skipLabel: labels that only say what kind of remark follows.
func skipLabel(label string) bool {
	return utf8.RuneCountInString(label) <= 8 && !strings.ContainsAny(label, "要应将请")
}

// headZH remembers a line that ends with a colon as the head of the items below.
func (r *reader) headZH(t string, l *line, sc *scene) {
	if !strings.HasSuffix(t, "：") && !strings.HasSuffix(t, ":") {
		return
	}
	t = strings.TrimRight(t, "：:")
	for _, tail := range []string{"应当", "必须", "应", "须", "要", "负责", "承担以下", "需", "将", "承诺"} {
		if strings.HasSuffix(t, tail) {
			who := stretch{l.from, l.from + len(t) - len(tail)}
			if k := strings.LastIndexAny(r.src.str(who), "，。；"); k >= 0 {
				_, w := utf8.DecodeRuneInString(r.src.text[who.from+k:])
				who.from += k + w
			}
			sc.subject = r.subjectZH(who)
			sc.head.set = true
			return
		}
	}
	if sc.asking || containsAny(t, "要求", "决定", "议定", "如下", "以下工作", "以下任务", "以下措施", "同意") {
		sc.head.set = true
	}
}

// ownerZH: a person or body before a colon.
func (r *reader) ownerZH(label string) bool {
	label = strings.TrimSpace(label)
	if sectionOf(label) != secNone || utf8.RuneCountInString(label) > 24 {
		return false
	}
	for _, part := range strings.FieldsFunc(label, func(x rune) bool { return strings.ContainsRune("、，,/和&＋+ ", x) }) {
		if !nameZH(part) && zhBodies.suffix(part) == 0 && !nickZH(part) && !latinName(part) {
			return false
		}
	}
	return label != ""
}

// latinName: a capitalised word of a Latin name in a Chinese list.
func latinName(t string) bool {
	return len(t) >= 2 && t[0] >= 'A' && t[0] <= 'Z' && strings.Trim(t[1:], "abcdefghijklmnopqrstuvwxyz.-'") == ""
}

// nickZH: a family name with a Latin nickname, 胡core.
func nickZH(t string) bool {
	n := zhSurnames.prefix(t)
	if n == 0 || n == len(t) {
		return false
	}
	return strings.Trim(t[n:], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// suggestionZH reads what stands after 建议：.
func (r *reader) suggestionZH(p stretch, sc *scene) {
	for _, s := range r.src.sentencesZH(p) {
		st := &dutyState{active: true, grade: GradeShould, kind: MeasureRequest, merge: true, pending: -1, duty: -1}
		r.marked = append(r.marked, s)
		for _, c := range r.src.clausesZH(s) {
			r.clauseZH(r.leadZH(c), sc, st, true)
		}
	}
}

// actionZH reads an action item: who, then what.
func (r *reader) actionZH(p stretch, sc *scene) {
	p = r.src.trimEnds(p)
	if utf8.RuneCountInString(r.src.str(p)) < 4 {
		return
	}
	r.marked = append(r.marked, p)
	d := duty{grade: GradeMust, kind: MeasureDecision, zh: true, responsible: sc.owner}
	body := p
	if label, rest := labelOf(r.src, p); !rest.empty() && r.ownerZH(r.src.str(label)) {
		d.responsible, body = label, rest
	}
	who, due, what := r.tailOwnerZH(body)
	if !who.empty() {
		d.responsible = who
	}
	d.due, body = due, what
	from := len(r.duties)
	for _, s := range r.src.sentencesZH(body) {
		st := &dutyState{active: true, grade: d.grade, kind: d.kind, who: d.responsible, pending: -1, duty: -1}
		for _, c := range r.src.clausesZH(s) {
			c = r.leadZH(c)
			if st.done && !starts(r.src.str(c)) && actorPrefix(r.src.str(c)) == 0 {
				r.duties[st.duty].quote.to = c.to // more of the same: an amount, a remark
				continue
			}
			r.clauseZH(c, sc, st, true)
		}
	}
	if len(r.duties) == from {
		d.quote = p
		if len(r.notes) > 0 && r.notes[len(r.notes)-1].quote.from >= p.from {
			return
		}
		if reason, ok := noteOf(r.src.str(p), true); ok {
			r.note(p, reason)
			return
		}
		if sectionOf(r.src.str(p)) == secNone {
			r.add(d)
		}
		return
	}
	if first := &r.duties[from]; body.from > p.from && first.quote.from == body.from {
		first.quote.from = p.from // the owner stands next to it
	}
	for i := from; i < len(r.duties); i++ {
		if r.duties[i].responsible.empty() {
			r.duties[i].responsible = d.responsible
		}
		if i == len(r.duties)-1 && !d.due.empty() {
			r.duties[i].due = d.due
		}
	}
}

// tailOwnerZH: （车明道）, （责任单位：市财政局；6月底前） or a name after a space
// at the end of an item.
func (r *reader) tailOwnerZH(p stretch) (who, due, what stretch) {
	t := r.src.str(p)
	open := max(strings.LastIndex(t, "（"), strings.LastIndex(t, "("), strings.LastIndex(t, "【"), strings.LastIndex(t, "["))
	if open > 0 && (strings.HasSuffix(t, "）") || strings.HasSuffix(t, ")") || strings.HasSuffix(t, "】") || strings.HasSuffix(t, "]")) {
		_, w := utf8.DecodeRuneInString(t[open:])
		_, closing := utf8.DecodeLastRuneInString(t)
		inner := r.src.trim(stretch{p.from + open + w, p.to - closing})
		for _, part := range r.src.cut(inner, "；;，,") {
			part = r.src.trimEnds(part)
			if label, rest := labelOf(r.src, part); !rest.empty() {
				switch s := sectionOf(r.src.str(label)); {
				case s == secOwner && who.empty():
					who = rest
				case s == secDue:
					due = rest
				}
				continue
			}
			if who.empty() && (r.ownerZH(r.src.str(part)) || strings.HasSuffix(r.src.str(part), "牵头")) {
				who = part
			}
		}
		if !who.empty() || !due.empty() {
			return who, due, r.src.trimEnds(stretch{p.from, p.from + open})
		}
	}
	if i := strings.LastIndexAny(t, " 　"); i > 0 {
		_, w := utf8.DecodeRuneInString(t[i:])
		if name := t[i+w:]; nameZH(name) && utf8.RuneCountInString(t[:i]) > 3 {
			return stretch{p.from + i + w, p.to}, stretch{}, p
		}
	}
	return stretch{}, stretch{}, p
}
