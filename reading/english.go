package reading

// lineEN reads one English line for its duties.
func (r *reader) lineEN(l *line, sc *scene) {
	sc.owner = stretch{}
	sc.speaker, sc.person = stretch{}, false
	if l.done {
		return
	}
	body := l.stretch
	if !l.item && !l.heading {
		sc.head = listHead{}
	}
	if !l.rest.empty() {
		switch s := sectionOf(r.src.str(l.label)); {
		case s == secActions || isActionLabel(r.src.str(l.label)):
			r.actionEN(l.rest, sc)
			return
		case s == secDecided:
			r.decidedEN(l.rest, sc)
			return
		case s == secPeople || s == secAbsent || s == secChair || s == secDate || s == secPlace || s == secNext || s == secAgenda || s == secDone:
			return
		case s == secOwner || s == secDue:
			return
		}
		if r.ownerEN(l.label) {
			if t := r.src.tokens(l.rest); len(t) > 1 && isBase(t, 0) && r.imperative(t, 0) { // Ann: prepare the slides
				r.actionEN(l.stretch, sc)
				return
			}
			sc.owner, body = l.label, l.rest
		}
	}
	switch {
	case sc.section == secPeople || sc.section == secAbsent || sc.section == secAgenda:
		return
	case sc.section == secActions && (l.item || !sc.owner.empty()) || l.open:
		r.actionEN(l.stretch, sc)
		return
	}
	for i, s := range r.src.sentencesEN(body) {
		r.paragraphEN(s, l, i == 0, sc)
	}
}

// paragraphEN reads one sentence of a paragraph or list item.
func (r *reader) paragraphEN(s stretch, l *line, first bool, sc *scene) {
	if label, rest := labelOf(r.src, s); !rest.empty() && (sectionOf(r.src.str(label)) == secActions || isActionLabel(r.src.str(label))) {
		r.actionEN(rest, sc)
		return
	}
	if first && l.item {
		r.itemEN(s, sc)
		return
	}
	if !sc.keeps() || r.listed {
		sc.speaker = stretch{}
	}
	r.sentenceEN(s, sc)
}

// keeps: the speaker of one sentence goes on speaking in the next.
func (sc *scene) keeps() bool { return sc.person }

// itemEN reads a list item: a sentence of its own, a continuation of the head
// of the list, or an imperative.
func (r *reader) itemEN(s stretch, sc *scene) {
	t := r.src.tokens(s)
	own := false
	for _, c := range clausesEN(t) {
		own = own || !c.skip && c.from < c.to
	}
	v := skipAdverbs(t, 0)
	switch {
	case own || v >= len(t):
	case sc.head.set:
		if r.headItem(t, v, sc) {
			return
		}
	case isBase(t, v) && r.imperative(t, v) && sc.section != secDone:
		r.verbPhraseEN(t, v, sc, strength{GradeMust, MeasureDecision})
		return
	}
	r.sentenceEN(s, sc)
}

// headItem reads "- build 3 schools" under "The city shall:".
func (r *reader) headItem(t []token, v int, sc *scene) bool {
	h := sc.head
	d := duty{responsible: h.responsible, askedBy: h.askedBy, grade: h.strength.grade, kind: h.strength.kind}
	end := len(t)
	hang := t[end-1].kind == ':'
	switch {
	case lowAt(t, v) == "to" && isBase(t, v+1):
		r.piecesEN(t, chainEN(t, marker{verb: v + 1, form: formBase}, end), v, end, d)
	case isBase(t, v) && h.form&formBase != 0, isIng(t, v) && h.form&formIng != 0:
		form := formBase
		if !isBase(t, v) {
			form = formIng
		}
		r.piecesEN(t, chainEN(t, marker{verb: v, form: form}, end), 0, end, d)
	case h.nouns && len(t) > 1 && (t[0].kind == 'n' || numberWords[t[0].low]):
		d.quote = stretch{t[0].from, t[end-1].to}
		r.add(d)
	default:
		return false
	}
	if hang {
		sc.head.nouns = true
	}
	return true
}

// imperative: a base verb that is not the noun of a title.
func (r *reader) imperative(t []token, v int) bool {
	low := t[v].low
	if len(t) < v+2 || stative[low] || low == "see" || low == "note" || low == "welcome" || low == "thank" {
		return false
	}
	if lowAt(t, v+1) == "to" && (low == "plan" || low == "work" || low == "try") {
		return true
	}
	if en.verbs[low]&formNoun == 0 {
		return true
	}
	for _, w := range t[v+1:] {
		if beForms[w.low] {
			return false // Track laying is complete
		}
		if w.kind != 'w' || w.low == "that" || w.low == "which" {
			break
		}
	}
	next := t[v+1]
	return determiners[next.low] || next.low == "with" && low != "meeting" || next.low == "on" && low == "follow" || next.low == "up" || next.low == "out" ||
		next.cap && t[v].cap && low != "support" && low != "board" && low != "staff" || next.kind == 'n' && !isYear(next.low) ||
		next.kind == 'w' && !next.cap && !notUnit[next.low] && len(t) > 3 && en.verbs[next.low]&(formPast|formThird) == 0 && !beForms[next.low]
}

// verbPhraseEN proposes an imperative and the verbs chained to it.
func (r *reader) verbPhraseEN(t []token, v int, sc *scene, s strength) {
	who := sc.owner
	if who.empty() && t[len(t)-1].kind == ')' {
		who = r.trailingOwner(t)
	}
	d := duty{responsible: who, grade: s.grade, kind: s.kind}
	r.piecesEN(t, chainEN(t, marker{verb: v, form: formBase}, len(t)), v, len(t), d)
}

// decidedEN reads what stands after "Decision:" or "Resolved:".
func (r *reader) decidedEN(p stretch, sc *scene) {
	for _, s := range r.src.sentencesEN(p) {
		t := r.src.tokens(s)
		v := skipAdverbs(t, 0)
		if lowAt(t, v) == "to" {
			v++
		}
		switch {
		case len(t) < 3:
		case isBase(t, v) && r.imperative(t, v):
			r.verbPhraseEN(t, v, sc, strength{GradeMust, MeasureDecision})
		case lowAt(t, v) == "that" || subjunctive(t, v) > 0:
			r.subjunctiveEN(t, max(v-1, 0), sc)
		default:
			r.sentenceEN(s, sc)
		}
	}
}

// bareEN reads a sentence without a marker: "Anna to circulate", "RESOLVED that
// the clerk write". Otherwise it only remembers who was its subject.
func (r *reader) bareEN(t []token, sc *scene) {
	if i := nextOwner(t); i > 0 { // ...; JC to apply
		r.bareEN(t[:i], sc)
		t = t[i:]
	}
	if k := nameTo(t); k > 0 {
		p := stretch{t[0].from, t[len(t)-1].to}
		r.marked = append(r.marked, p)
		d := duty{responsible: stretch{t[0].from, t[k-1].to}, grade: GradeMust, kind: MeasureDecision}
		sc.subject = d.responsible
		r.piecesEN(t, chainEN(t, marker{verb: k + 1, form: formBase}, len(t)), 0, len(t), d)
		return
	}
	if presentWere(t) > 0 {
		return
	}
	for i, w := range t {
		if mandative[stems[w.low]] && i+2 < len(t) && i > 0 && (lowAt(t, i+1) == "that" || pronoun[lowAt(t, i+1)] && en.verbs[w.low]&formPast != 0 && lowAt(t, i+1) != "it") {
			if r.subjunctiveEN(t, i, sc) {
				return
			}
		}
	}
	r.trackEN(t, sc)
}

var mandative = wordSet("agree resolve request recommend propose demand require ask suggest move insist order direct decide")

// subjunctive finds the bare verb after "that": "that the clerk write", "that
// £500 be granted".
func subjunctive(t []token, from int) int {
	for j := from + 1; j < len(t) && j < from+25; j++ {
		if t[j].low == "be" && en.verbs[lowAt(t, skipAdverbs(t, j+1))]&formPast != 0 {
			return j
		}
		if f := en.verbs[t[j].low]; j >= from+1 && f&formBase != 0 && f&formNoun == 0 && !t[j].cap && t[j-1].low != "to" {
			return j
		}
		if finiteAt(t, j) && en.verbs[t[j].low]&formBase == 0 {
			return 0
		}
	}
	return 0
}

func (r *reader) subjunctiveEN(t []token, i int, sc *scene) bool {
	from := i + 1
	if lowAt(t, i) == "that" {
		from = i
	}
	if lowAt(t, from) == "that" {
		from++
	}
	v := subjunctive(t, from)
	if v == 0 {
		return false
	}
	d := duty{grade: GradeMust, kind: MeasureDecision}
	if sub := t[from:v]; t[v].low != "be" && actorEN(sub) {
		d.responsible = stretch{sub[0].from, sub[len(sub)-1].to}
		sc.subject = d.responsible
	}
	r.marked = append(r.marked, stretch{t[0].from, t[len(t)-1].to})
	end := len(t)
	for j := v + 1; j < len(t)-3; j++ { // ..., and that the study be completed
		if t[j].low == "and" && t[j+1].low == "that" && subjunctive(t, j+2) > 0 {
			end = j
			break
		}
	}
	r.piecesEN(t, chainEN(t, marker{verb: v, form: formBase}, end), from, end, d)
	if end < len(t) {
		r.subjunctiveEN(t, end+1, sc)
	}
	return true
}
