package reading

import "strings"

// lineEN reads one English line for its duties.
func (r *reader) lineEN(l *line, sc *scene) {
	sc.owner = stretch{}
	sc.speaker, sc.person = stretch{}, false
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
			sc.owner, body = l.label, l.rest
		}
	}
	switch {
	case sc.section == secPeople || sc.section == secAbsent || sc.section == secAgenda:
		return
	case l.done:
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

// isActionLabel: "AP1", "Action 3", "Action (Anna)", "TODO".
func isActionLabel(t string) bool {
	word := strings.ToLower(strings.TrimRight(strings.TrimSpace(t), "0123456789.# "))
	word = strings.TrimSuffix(word, " no")
	return word == "ap" || word == "action" || word == "actions" || word == "action point" || word == "action item" || word == "todo" || word == "to do" || word == "to-do" || word == "next step"
}

// ownerEN: one or more names of persons or bodies before a colon.
func (r *reader) ownerEN(p stretch) bool {
	t := r.src.tokens(p)
	if len(t) == 0 || len(t) > 9 {
		return false
	}
	names := 0
	for _, w := range t {
		switch {
		case w.low == "all" || w.low == "everyone" || w.low == "everybody" || w.low == "secretariat":
			names++
		case w.low == "and" || w.low == "&" || w.low == "/" || w.kind == ',' || w.low == "the" || w.kind == '~' || w.low == "with" || w.kind == '(' || w.kind == ')' || w.low == "+":
		case w.kind == 'w' && w.cap && !ownerStop[w.low] && en.verbs[w.low]&formIng == 0:
			names++
		case nameParticles[w.low]:
		default:
			return false
		}
	}
	return names > 0
}

var nameParticles = wordSet("de da di du van von der den le la bin ibn al el dos del ter ten zu of")

var ownerStop = wordSet(`note notes update updates topic background context question questions discussion summary decision outcome status risk risks issue issues proposal budget progress
	current date venue time place present chair apologies regrets item items agenda next previous ideas idea example link links source finance training subject re ps nb`)

// actionEN reads the text of an action item: who, then what.
func (r *reader) actionEN(p stretch, sc *scene) {
	p = r.src.trimEnds(p)
	t := r.src.tokens(p)
	if len(t) < 2 {
		return
	}
	r.marked = append(r.marked, p)
	d := duty{grade: GradeMust, kind: MeasureDecision, responsible: sc.owner}
	label, rest := labelOf(r.src, p)
	if rest.empty() {
		label, rest = r.dashOwner(p)
	}
	if !rest.empty() && r.ownerEN(label) {
		d.responsible = label
		body := r.src.tokens(rest)
		v := skipAdverbs(body, 0)
		if lowAt(body, v) == "to" {
			v++
		}
		if v < len(body) && isBase(body, v) {
			whole := r.src.tokens(stretch{p.from, r.src.trimEnds(rest).to})
			r.piecesEN(whole, offset(chainEN(body, marker{verb: v, form: formBase}, len(body)), len(whole)-len(body)), 0, len(whole), d)
			return
		}
		sc.owner = label
		if cs := clausesEN(body); len(cs) > 0 && !cs[0].skip && cs[0].from < cs[0].to {
			r.sentenceEN(rest, sc)
			return
		}
		d.quote = p
		r.addAction(d)
		return
	}
	if k := nameTo(t); k > 0 {
		d.responsible = stretch{t[0].from, t[k-1].to}
		sc.subject = d.responsible
		r.piecesEN(t, chainEN(t, marker{verb: k + 1, form: formBase}, len(t)), 0, len(t), d)
		return
	}
	if cs := clausesEN(t); len(cs) > 0 && !cs[0].skip && cs[0].from < cs[0].to {
		r.sentenceEN(p, sc)
		return
	}
	if who := r.trailingOwner(t); !who.empty() {
		d.responsible = who
	}
	if v := skipAdverbs(t, 0); isBase(t, v) {
		r.piecesEN(t, chainEN(t, marker{verb: v, form: formBase}, len(t)), 0, len(t), d)
		return
	}
	d.quote = p
	r.addAction(d)
}

// addAction leaves out rows of a template nobody filled in.
func (r *reader) addAction(d duty) {
	switch strings.ToLower(strings.Trim(r.src.str(d.quote), " .-_[]()<>")) {
	case "", "none", "n/a", "na", "tbd", "tba", "nil", "no actions", "none recorded", "no action":
		return
	}
	if len(r.src.tokens(d.quote)) < 3 {
		return
	}
	r.add(d)
}

func offset(a []int, by int) []int {
	for i := range a {
		a[i] += by
	}
	return a
}

// dashOwner: "Rosalind - write to the council".
func (r *reader) dashOwner(p stretch) (label, rest stretch) {
	text := r.src.str(p)
	for _, dash := range []string{" - ", " – ", " — ", " -- "} {
		if i := strings.Index(text, dash); i > 0 && i < 60 {
			return r.src.trim(stretch{p.from, p.from + i}), r.src.trim(stretch{p.from + i + len(dash), p.to})
		}
	}
	return stretch{}, stretch{}
}

// trailingOwner: "... the draft (Anna)", "... [Anna, Ben]", "... - Anna".
func (r *reader) trailingOwner(t []token) stretch {
	n := len(t)
	for j := n - 2; j > 0 && j > n-8; j-- {
		if t[j].kind == '(' && t[n-1].kind == ')' || t[j].kind == '-' {
			end := n - 1
			if t[j].kind == '-' {
				end = n
			}
			p := stretch{t[j+1].from, t[end-1].to}
			if k := indexKind(t[j+1:end], ','); k > 0 && dateAt(t, j+1+k+1) > 0 {
				p.to = t[j+k].to
			}
			if r.ownerEN(p) && dateAt(t, j+1) == 0 {
				return p
			}
			return stretch{}
		}
	}
	return stretch{}
}

func indexKind(t []token, kind byte) int {
	for i, w := range t {
		if w.kind == kind {
			return i
		}
	}
	return -1
}

// nameTo finds the "to" of "Tomas to circulate the forecast"; 0 when there is none.
func nameTo(t []token) int {
	for k := 0; k < len(t) && k < 9; k++ {
		w := t[k]
		switch {
		case w.low == "to" && k > 0 && k+1 < len(t):
			v := skipAdverbs(t, k+1)
			if v == k+1 && (isBase(t, v) || t[v].kind == 'w' && !t[v].cap && personEN(t[:k]) && (k > 1 || en.roles[t[0].low]) && !determiners[t[v].low] && !numberWords[t[v].low]) {
				return k
			}
			return 0
		case w.cap || en.actors[w.low] || w.low == "and" || w.low == "&" || w.low == "the" || w.kind == ',' || w.kind == '~' || nameParticles[w.low] || w.low == "with":
			if k == 0 && (en.verbs[w.low]&formBase != 0 && len(t) > 1 && !t[1].cap && t[1].low != "to" || en.verbs[w.low]&(formIng|formPast) != 0) {
				return 0
			}
			if k == 0 && (w.low == "to" || meetingNouns[w.low] || w.low == "discussion" || fronting[w.low] || things[w.low] || w.low == "it") {
				return 0
			}
		default:
			return 0
		}
	}
	return 0
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
	if i := indexKind(t, ';'); i > 0 && i+1 < len(t) && nameTo(t[i+1:]) > 0 { // ...; JC to apply
		r.trackEN(t[:i], sc)
		t = t[i+1:]
	}
	if k := nameTo(t); k > 0 {
		p := stretch{t[0].from, t[len(t)-1].to}
		r.marked = append(r.marked, p)
		d := duty{responsible: stretch{t[0].from, t[k-1].to}, grade: GradeMust, kind: MeasureDecision}
		sc.subject = d.responsible
		r.piecesEN(t, chainEN(t, marker{verb: k + 1, form: formBase}, len(t)), 0, len(t), d)
		return
	}
	for i, w := range t {
		if mandative[stems[w.low]] && i+2 < len(t) && lowAt(t, i+1) == "that" {
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
		if f := en.verbs[t[j].low]; j > from+1 && f&formBase != 0 && f&formNoun == 0 && !t[j].cap && t[j-1].low != "to" {
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
	r.piecesEN(t, chainEN(t, marker{verb: v, form: formBase}, len(t)), from, len(t), d)
	return true
}

// trackEN remembers the subject of a sentence that lays down no duty.
func (r *reader) trackEN(t []token, sc *scene) {
	for j := 1; j < len(t) && j < 20; j++ {
		f := en.verbs[t[j].low]
		verbal := f&formBase != 0 && f&formNoun != 0 && j+1 < len(t) && (determiners[t[j+1].low] || t[j+1].low == "that") && !determiners[t[j-1].low]
		if !verbal && (!finiteAt(t, j) || f&formNoun != 0 && !beForms[t[j].low] && f&formPast == 0) {
			continue
		}
		from, to := front(t, 0, j)
		to = trimTokens(t, from, to)
		if from < to && actorEN(t[from:to]) && !(pronoun[t[from].low] && to-from == 1) && indexKind(t[from:to], ':') < 0 {
			sc.name(stretch{t[from].from, t[to-1].to}, t[from:to])
		}
		return
	}
}

var pronoun = wordSet("i we they he she it both this these that those there who which you what")

// speakerEN notes whose words a sentence reports.
func (r *reader) speakerEN(t []token, sc *scene) {
	for j := 1; j < len(t) && j < 25; j++ {
		stem := stems[t[j].low]
		_, rep := reporting[stem]
		_, ask := askings[stem]
		speaks := rep || ask || stem == "hope" || stem == "suggest" || stem == "propose" || stem == "recommend"
		if !speaks || t[j].cap || en.verbs[t[j].low]&formIng != 0 || en.verbs[t[j].low]&formBase != 0 && stem == t[j].low {
			continue
		}
		from, to := front(t, 0, j)
		to = trimTokens(t, from, to)
		for to > from && (beForms[t[to-1].low] || t[to-1].low == "also" || t[to-1].low == "has" || t[to-1].low == "have") {
			if beForms[t[to-1].low] {
				return // it was announced
			}
			to--
		}
		if from < to && (t[from].low == "he" || t[from].low == "she") {
			sc.speaker, sc.person = sc.he, true
			return
		}
		for _, w := range t[from:max(from, to)] {
			if modals[w.low].grade != "" || w.low == "to" && en.verbs[lowAt(t, from+1)] != 0 {
				return
			}
		}
		if from >= to || to-from > 30 || pronoun[t[from].low] {
			return
		}
		if cut := indexKind(t[from:to], ','); cut > 0 && !isCapName(t[from+cut+1:to]) {
			to = from + cut // Helena Voss, Minister for X, said
		}
		if actorEN(t[from:to]) {
			sc.speaker = stretch{t[from].from, t[to-1].to}
			sc.person = personEN(t[from:to])
			if sc.person {
				sc.he = sc.speaker
			}
		}
		return
	}
}

func isCapName(t []token) bool { return len(t) > 0 && t[0].cap && personEN(t) }

// personEN reports whether a subject is a person by title or by name.
func personEN(t []token) bool {
	caps := 0
	for _, w := range t {
		if w.kind != 'w' {
			return false
		}
		if en.roles[w.low] {
			return true
		}
		if w.cap && !en.notName[w.low] && !en.actors[w.low] {
			caps++
		} else if !nameParticles[w.low] {
			return false
		}
	}
	return caps >= 1 && caps <= 4 && t[0].cap
}
