package reading

import "strings"

// sentenceEN finds the duties of one English sentence.
func (r *reader) sentenceEN(p stretch, sc *scene) {
	text := r.src.str(p)
	if strings.HasSuffix(strings.TrimRight(text, " \"”)*_"), "?") {
		return
	}
	t := r.src.tokens(p)
	if len(t) < 2 {
		return
	}
	cs := clausesEN(t)
	r.speakerEN(t, sc)
	if len(cs) == 0 {
		r.bareEN(t, sc)
		return
	}
	before := len(r.duties) + len(r.notes)
	for i := range cs {
		if cs[i].skip {
			continue
		}
		end := len(t)
		for k := i + 1; k < len(cs); k++ {
			if !cs[k].skip {
				end = cs[k].begin
				break
			}
		}
		r.clauseEN(t, &cs[i], end, sc)
	}
	if len(r.duties)+len(r.notes) > before || t[len(t)-1].kind != ':' {
		r.marked = append(r.marked, p)
	}
}

// clauseEN proposes what one marker governs, up to token end.
func (r *reader) clauseEN(t []token, c *clause, end int, sc *scene) {
	who, actor := r.responsibleEN(t, c, sc)
	asked := stretch{}
	if c.said || sc.speaker != who {
		asked = sc.speaker
	}
	last := t[len(t)-1].kind == ':' && end == len(t)
	if c.verb >= end || last && vagueHead(t[c.verb:end]) {
		if last || c.verb >= len(t) {
			sc.head = listHead{set: true, responsible: who, askedBy: asked, strength: strength{c.grade, c.kind}, form: c.form, nouns: c.verb < end}
		}
		return
	}
	if last {
		sc.head = listHead{set: true, responsible: who, askedBy: asked, strength: strength{c.grade, c.kind}, form: formIng | formBase}
	}
	if !deed(t, c, actor) {
		whole := stretch{t[c.begin].from, t[trimTokens(t, c.begin, end)-1].to}
		if reason, ok := noteOf(r.src.str(whole), false); ok && reason == NoteThought {
			r.note(whole, reason)
		}
		return
	}
	if passive(t, c.verb) {
		who = r.agentEN(t, c, end, who)
	}
	d := duty{responsible: who, askedBy: asked, grade: c.grade, kind: c.kind}
	if c.lead < c.from && c.from < c.to { // In 2026, the city will
		d.when = dueEN(t[c.lead:c.from])
	}
	if c.said {
		d.grade, d.kind = saidHow(t[:c.from], d.grade, d.kind)
	}
	end = speechEnd(t, c.verb, end)
	if d.kind == MeasureOffer {
		d.askedBy = stretch{}
	}
	r.piecesEN(t, chainEN(t, c.marker, end), c.begin, end, d)
}

// saidHow: what is hoped or asked for is weaker than the "would" it is put in.
func saidHow(t []token, g Grade, k MeasureKind) (Grade, MeasureKind) {
	for j := len(t) - 1; j >= 0 && j > len(t)-8; j-- {
		switch stem := stems[t[j].low]; stem {
		case "hope":
			return GradeHope, MeasureRequest
		case "ask", "request", "suggest", "recommend", "propose", "demand", "urge":
			return GradeShould, MeasureRequest
		case "agree", "decide", "resolve":
			return GradeMust, MeasureDecision
		}
	}
	return g, k
}

// speechEnd: direct speech ends at its quotation mark: ... students," she said.
func speechEnd(t []token, verb, end int) int {
	for j := verb; j < end; j++ {
		if t[j].kind != '"' || j == 0 || t[j-1].kind != ',' && t[j-1].kind != '.' {
			continue
		}
		for k := j + 1; k < end && k < j+7; k++ {
			if _, ok := reporting[stems[t[k].low]]; ok {
				return j
			}
		}
	}
	return end
}

// piecesEN proposes each verb phrase of a chain, the first one with its subject.
func (r *reader) piecesEN(t []token, starts []int, begin, end int, d duty) {
	for i, from := range starts {
		to := end
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		verb := from
		if i == 0 {
			from = begin
		} else {
			from = withAdverbs(t, from)
		}
		if to < end {
			to = withAdverbs(t, to)
		}
		to = trimTokens(t, from, to)
		if to <= from {
			continue
		}
		d.quote = stretch{t[from].from, t[to-1].to}
		vp := r.src.str(stretch{t[verb].from, t[to-1].to})
		if reason, ok := noteOf(vp, false); ok {
			r.note(d.quote, reason)
			continue
		}
		if vagueEN(t[verb:to]) || to-verb == 1 && len(starts) > 1 {
			r.note(d.quote, NoteExhortation)
			continue
		}
		if i > 0 && t[verb].low == "ensure" && !r.checkable(d.quote, false) {
			r.note(d.quote, NoteExhortation) // the aim of the list before it
			continue
		}
		r.add(d)
	}
}

// checkable: a time limit or a number makes even an aim a duty.
func (r *reader) checkable(p stretch, zh bool) bool {
	if !r.src.dueIn(p, zh).empty() {
		return true
	}
	q, _ := r.src.quantityIn(p, zh)
	return !q.empty()
}

// responsibleEN names who is to act. A pronoun is the actor named last.
func (r *reader) responsibleEN(t []token, c *clause, sc *scene) (who stretch, actor bool) {
	from, to := c.from, c.to
	switch c.who {
	case whoNobody:
		return stretch{}, true
	case whoSpeaker:
		return stretch{}, true
	case whoObject:
		from, to = c.object[0], c.object[1]
	}
	if _, decided := intents[stems[t[c.start].low]]; from >= to && c.start <= 1 && decided {
		return stretch{}, true // RESOLVED to pay
	}
	if from >= to { // carried over, or the owner named before the colon
		if !sc.owner.empty() {
			return sc.owner, true
		}
		return sc.subject, true
	}
	sub := t[from:to]
	p := stretch{sub[0].from, sub[len(sub)-1].to}
	if text := r.src.str(p); strings.HasSuffix(text, "'s") || strings.HasSuffix(text, "’s") {
		p.to -= len(text) - len(strings.TrimRight(strings.TrimSuffix(text, "s"), "'’"))
	}
	if len(sub) == 1 {
		switch low := sub[0].low; low {
		case "i", "i'll", "we", "we'll":
			if !sc.owner.empty() {
				return sc.owner, true
			}
			if low[0] == 'w' && !sc.speaker.empty() && !sc.subject.empty() {
				return sc.subject, true
			}
			if low[0] == 'i' && !sc.speaker.empty() {
				return sc.speaker, true
			}
			if c.from > 0 && t[c.from-1].kind == '"' && !sc.subject.empty() {
				return sc.subject, true // direct speech
			}
			if low[0] == 'w' && !r.listed && !sc.joint.empty() {
				return sc.joint, true
			}
			return p, true
		case "he", "she":
			if !sc.he.empty() {
				return sc.he, true
			}
			return sc.speaker, true
		case "they", "it", "both", "they'll", "them":
			if !sc.subject.empty() {
				return sc.subject, true
			}
			return stretch{}, low != "it"
		case "this", "these", "that", "there", "those", "here":
			return stretch{}, false
		}
	}
	if quoted := c.from > 0 && t[c.from-1].kind == '"'; quoted && len(sub) == 1 {
		return sc.subject, true
	}
	_, intent := intents[stems[t[c.start].low]]
	all := !c.weak && (sub[0].low == "all" || sub[0].low == "every" || sub[0].low == "each") && !passive(t, c.verb)
	actor = actorEN(sub) || c.who == whoObject || all || intent && !things[headNoun(sub)]
	if !actor {
		return stretch{}, false
	}
	if sub[0].low == "it" || sub[0].low == "there" {
		return stretch{}, true
	}
	sc.name(p, sub)
	return p, true
}

// name remembers an actor named as a subject.
func (sc *scene) name(p stretch, t []token) {
	sc.subject = p
	switch head := headNoun(t); {
	case personEN(t):
		sc.he = p
	case indexLow(t, "and") > 0 && indexKind(t, ',') < 0 || head == "parties" || head == "sides" || head == "countries" || head == "leaders" || head == "ministers" || head == "governments":
		sc.joint = p
	}
}

var creation = wordSet(`formed established created founded appointed published held organised organized set built developed prepared drafted launched introduced made
	provided allocated carried added extended increased reduced improved sent circulated convened put opened constructed adopted submitted completed implemented given
	drawn installed planted purchased bought paid funded financed reviewed updated tested revised signed arranged conducted trained recruited transferred moved replaced repaired`)

// passive: be + participle.
func passive(t []token, v int) bool {
	if lowAt(t, v) != "be" {
		return false
	}
	return en.verbs[lowAt(t, skipAdverbs(t, v+1))]&formPast != 0
}

// agentEN: who acts in a passive clause: "by X", else the subject unless it is
// what the action makes.
func (r *reader) agentEN(t []token, c *clause, end int, who stretch) stretch {
	v := skipAdverbs(t, c.verb+1)
	for j := v + 1; j < end-1; j++ {
		if t[j].low == "by" && timeAt(t, j+1) == 0 && creation[lowAt(t, v)] && (determiners[t[j+1].low] || t[j+1].cap) {
			k := j + 1
			for k < end && t[k].kind == 'w' && t[k].low != "in" && t[k].low != "by" && t[k].low != "to" && t[k].low != "for" {
				k++
			}
			return stretch{t[j+1].from, t[k-1].to}
		}
	}
	if creation[lowAt(t, v)] {
		return stretch{}
	}
	return who
}

// stative verbs describe a state; nobody can report them done.
var stative = wordSet(`have remain become benefit face need want know seem appear gain mean depend suffer enjoy like love belong exist contain consist cost
	stay result matter resemble deserve prevail expire`)

var boilerplate = []string{"remain in force", "enter into force", "come into force", "come into effect", "take effect", "be deemed", "be construed", "be settled amicably",

	"be governed by", "be binding", "be interpreted", "be resolved amicably", "be resolved through", "be settled through", "be understood", "be considered as", "be subject to", "be entitled to",
	"be able to", "be known as", "be noted", "be remembered", "be recalled"}

// deed reports whether the verb names an action of somebody, not a state, a
// forecast or a legal formula.
func deed(t []token, c *clause, actor bool) bool {
	low := t[c.verb].low
	rest := joinLow(t[c.verb:min(c.verb+5, len(t))])
	if c.weak && c.from < c.to && meetingNouns[headNoun(t[c.from:c.to])] && (t[c.from].low == "next" || lowAt(t, c.from+1) == "next") {
		return false // the date of the next meeting
	}
	for _, b := range boilerplate {
		if strings.HasPrefix(rest, b) {
			return false
		}
	}
	if c.from < c.to && purposeNouns[headNoun(t[c.from:c.to])] && beForms[t[c.start].low] {
		return false
	}
	if low == "be" {
		next := lowAt(t, skipAdverbs(t, c.verb+1))
		if next == "responsible" || next == "available" || next == "ready" || next == "complete" || next == "operational" {
			return true
		}
		if en.verbs[next]&formPast == 0 {
			return false
		}
		return actor || !c.weak || creation[next]
	}
	if low == "visit" && stems[lowAt(t, c.start)] == "invite" {
		return false // a courtesy
	}
	if low == "apply" && !actor {
		return false
	}
	if stative[low] || en.verbs[low] == 0 && c.weak && !actor {
		return false
	}
	if strings.HasPrefix(rest, "take place") {
		return true
	}
	return actor || !c.weak
}

// purposeNouns: "the aim of the fund is to" lays down nothing.
var purposeNouns = wordSet("purpose aim objective goal role function intention idea point mission vision challenge problem question key focus")

func joinLow(t []token) string {
	var b strings.Builder
	for i, w := range t {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.low)
	}
	return b.String()
}

// vagueHead: "will focus on the following issues:" only opens the list.
func vagueHead(t []token) bool {
	for _, w := range t {
		if w.low == "following" || w.low == "follows" {
			return true
		}
	}
	return len(t) <= 2
}
