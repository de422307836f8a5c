package reading

import "strings"

// lastNamed is who the sentences before have named as their subject: the one a
// pronoun stands for.
type lastNamed struct {
	he   stretch // one person
	they stretch // several, or a body

	before []stretch // Chinese: the sentences so far, looked through when 他 comes
}

// visitEN proposes the visits and talks a sentence tells of, one for each verb:
// "toured the dam and met with farmers" is two.
func (r *reader) visitEN(t []token, last *lastNamed) {
	who, lo := stretch{}, 0
	for i := range t {
		kind, ok := visitVerb(t, i)
		if !ok || i < lo {
			continue
		}
		from, to, ok := visitorEN(t, lo, i)
		if !ok {
			continue
		}
		switch {
		case from < to:
			who = last.resolve(t[from:to])
		case who.empty(): // attended the meeting and toured the dam
			if from, to := mainSubject(t[:i]); from < to {
				who = last.resolve(t[from:to])
			}
		}
		if from == to {
			from = i
		}
		end := predicateEnd(t, i)
		lo = end
		if !who.empty() {
			r.visits = append(r.visits, visit{who: who, kind: kind, quote: stretch{t[from].from, t[trimTokens(t, i, end)-1].to}})
		}
	}
	last.note(t)
}

// note remembers the subject of a sentence, or the person it names with "by".
func (n *lastNamed) note(t []token) {
	from, to := mainSubject(t)
	run := t[from:to]
	if len(run) == 0 || pronoun[run[0].low] && len(run) == 1 {
		return
	}
	switch name, names := personIn(run); {
	case names == 1:
		n.he = name
	case names > 1:
		n.he, n.they = stretch{}, over(run)
	case actorEN(run):
		n.they = over(run)
	default:
		if c := indexLow(t, "by"); c > 0 {
			if name, names := personIn(t[c+1 : min(len(t), c+10)]); names == 1 {
				n.he = name
			}
		}
	}
}

// resolve gives the one a subject names, without what is said of him.
func (n *lastNamed) resolve(run []token) stretch {
	switch {
	case len(run) == 1 && (run[0].low == "he" || run[0].low == "she"):
		return n.he
	case len(run) == 1 && (run[0].low == "they" || run[0].low == "it" || run[0].low == "both"):
		return n.they
	}
	if name, names := personIn(run); names == 1 {
		return name
	}
	for i := range run {
		if i > 0 && lowAt(run, i+1) == "by" && (run[i].low == "led" || run[i].low == "headed" || run[i].low == "accompanied") {
			run = run[:trimTokens(run, 0, i)]
			break
		}
	}
	return over(run)
}

// personIn is the first person of a subject, title included, and how many it names.
func personIn(run []token) (first stretch, names int) {
	for _, seg := range splitTokens(run, func(w token) bool { return w.kind == ',' }) {
		for _, piece := range splitNames(seg) {
			name, role, _ := nameIn(piece)
			if len(name) == 0 || len(name) == 1 && len(role) == 0 {
				continue
			}
			if names++; names == 1 {
				first = over(name)
				if len(role) > 0 {
					first.from = role[0].from
				}
			}
		}
	}
	return first, names
}

// visiting are verbs that tell of a visit or talk and of no duty.
var visiting = wordSet("visited toured watched viewed inspected talked conversed conferred met held had spoke")

// mainSubject is the subject of the first verb of a sentence.
func mainSubject(t []token) (from, to int) {
	for j := 1; j < len(t) && j < 40; j++ {
		if f := en.verbs[t[j].low]; !visiting[t[j].low] && !finiteAt(t, j) || t[j].cap || f&formNoun != 0 && f&formPast == 0 && !beForms[t[j].low] {
			continue
		}
		from, to = front(t, 0, backAdverbs(t, j))
		return from, max(from, trimTokens(t, from, to))
	}
	return 0, 0
}

// visitorEN finds the subject of the verb at token i, not before token lo; an
// empty one is shared with the verb before. Not ok: the verb tells of nothing
// that took place, or only what somebody said of it.
func visitorEN(t []token, lo, i int) (from, to int, ok bool) {
	to = i
	for to > lo && (lateAdverb(t, to-1) || t[to-1].low == "have" || t[to-1].low == "has" || t[to-1].low == "had") {
		to--
	}
	if to == lo && lo == 0 || beForms[lowAt(t, to-1)] || lowAt(t, to-1) == "to" || modals[lowAt(t, to-1)].grade != "" {
		return 0, 0, false
	}
	if w := lowAt(t, to-1); to == lo || w == "and" || w == "then" || w == "but" || t[to-1].kind == ',' && elliptic(t, lo, to-1) {
		return i, i, true
	}
	c := clause{marker: marker{start: to}}
	subjectEN(t, lo, &c)
	if c.skip || c.said || c.from >= c.to {
		return 0, 0, false
	}
	from, to = c.from, c.to
	for k := to - 1; k > from; k-- { // the meeting was opened, and Ann Lee toured
		if (t[k].kind == ',' || t[k].low == "and") && pastVerb(t[from:k]) {
			from, to = front(t, k+1, to)
			break
		}
	}
	to = max(from, trimTokens(t, from, to))
	run := t[from:to]
	if len(run) == 0 || len(run) > 30 || pastVerb(run) || things[headNoun(run)] || relatives[run[0].low] || run[0].low == "this" && len(run) == 1 {
		return 0, 0, false
	}
	return from, to, true
}

// elliptic: what ends at the comma before a verb is a clause of its own and not
// words about the subject: "attended the meeting, toured", but not "Ann Lee,
// Mayor of Tarn, toured".
func elliptic(t []token, lo, comma int) bool { return lo > 0 || pastVerb(t[max(lo, comma-60):comma]) }

// pastVerb: a verb in the past that is no participle stands here.
func pastVerb(t []token) bool {
	for i := 1; i < len(t); i++ {
		low := t[i].low
		if t[i].cap || !beForms[low] && !visiting[low] && en.verbs[low]&formPast == 0 || relatives[t[i-1].low] || t[i-1].low == "that" || determiners[t[i-1].low] {
			continue
		}
		if next := lowAt(t, i+1); beForms[low] || next != "by" && next != "from" && next != "in" && next != "under" && i+1 < len(t) {
			return true
		}
	}
	return false
}

func lateAdverb(t []token, i int) bool {
	switch lowAt(t, i) {
	case "later", "afterwards", "subsequently", "afterward":
		return true
	}
	return t[i].kind == 'w' && !t[i].cap && skipAdverbs(t, i) > i
}

// predicateEnd is where the words of the verb at token i end: at the next verb
// of the same subject, or at a clause with another.
func predicateEnd(t []token, i int) int {
	end := min(len(t), i+60)
	for j := i + 1; j < end-1; j++ {
		low := t[j].low
		if t[j].kind == ';' || low == "while" || low == "whereas" {
			return j
		}
		if t[j].kind != ',' && low != "and" && low != "then" && low != "before" {
			continue
		}
		k := j + 1
		for k < len(t) && (t[k].low == "and" || t[k].low == "then" || lateAdverb(t, k)) {
			k++
		}
		if predicateAt(t, k) || t[j].kind == ',' && lowAt(t, j+1) == "and" && pastVerb(t[j+1:min(len(t), j+16)]) {
			return j
		}
	}
	return end
}

// predicateAt: a verb in the past with what it is about behind it.
func predicateAt(t []token, k int) bool {
	if k+1 >= len(t) || t[k].cap || !visiting[t[k].low] && en.verbs[t[k].low]&formPast == 0 {
		return false
	}
	if _, ok := visitVerb(t, k); ok {
		return true
	}
	next := t[k+1]
	return determiners[next.low] || prepositional[next.low] && next.low != "by" || next.kind == 'n' || next.cap ||
		speechNouns[next.low] || meetingNouns[next.low] || instruments[next.low]
}

// visitVerb judges the verb at token i.
func visitVerb(t []token, i int) (VisitKind, bool) {
	near := func(words ...string) bool { return i+1 < len(t) && indexLow(t[i+1:min(len(t), i+6)], words...) >= 0 }
	switch lowAt(t, i) {
	case "visited", "toured", "watched", "viewed":
		if near("exhibition", "exhibitions", "exhibit", "display") {
			return VisitExhibition, true
		}
		return VisitInspection, (t[i].low == "visited" || t[i].low == "toured") && objectAt(t, i+1)
	case "inspected":
		return VisitInspection, objectAt(t, i+1)
	case "paid":
		return VisitInspection, near("visit")
	}
	return VisitTalk, talkVerb(t, i)
}

// objectAt: something is visited: not "the villages visited in May".
func objectAt(t []token, i int) bool {
	i = skipAdverbs(t, i)
	return i < len(t) && t[i].word() && !prepositional[t[i].low] && (!finiteAt(t, i) || t[i].cap) && t[i].low != "and"
}

// talkNouns are what a talk is called after "held" and "had"; of the second
// kind only what is held with somebody is one.
var talkNouns = wordSet("talks consultations")
var talkNounsWith = wordSet("discussion discussions meeting meetings conversation conversations exchange exchanges consultation dialogue talk")

func talkVerb(t []token, i int) bool {
	next := skipAdverbs(t, i+1)
	switch low := lowAt(t, i); low {
	case "held", "had", "conducted":
		for j := i + 1; j < len(t) && j < i+7 && t[j].word() && !prepositional[t[j].low]; j++ {
			if talkNouns[t[j].low] {
				return low != "had" || lowAt(t, j+1) != "to"
			}
			if talkNounsWith[t[j].low] && (prepositional[lowAt(t, j+1)] || j+1 < len(t) && !t[j+1].word()) {
				return withWhom(t, j+1)
			}
		}
	case "talked", "conversed", "conferred", "spoke":
		return lowAt(t, next) == "with" && personal(t, next+1) || low == "talked" && lowAt(t, next) == "to" && personal(t, next+1)
	case "exchanged":
		return indexLow(t[i:min(len(t), i+4)], "views", "ideas", "opinions", "experience", "experiences") > 0 && withWhom(t, i+1)
	case "met":
		if lowAt(t, next) == "with" {
			next++
		}
		return personal(t, next)
	}
	return false
}

// withWhom: "with" somebody follows in the same clause.
func withWhom(t []token, i int) bool {
	for j := i; j < len(t) && j < i+20 && (t[j].word() || t[j].kind == '('); j++ {
		if t[j].low == "with" {
			return personal(t, j+1)
		}
	}
	return false
}

var peopleNouns = wordSet(`people villagers farmers workers herders families residents patients pupils students teachers doctors nurses counterpart counterparts entrepreneurs
	businesspeople colleagues cadres soldiers veterans parents refugees children women men youth trainees technicians engineers employees investors journalists
	heads managers chiefs mayors governors presidents ministers ambassadors persons personnel visitors cooperatives him her them us those`)

// personal: whoever is named here can be talked to: not the target that was met.
func personal(t []token, i int) bool {
	if name, role, _ := nameIn(t[min(i, len(t)):min(len(t), i+8)]); len(name) > 1 || len(name) > 0 && len(role) > 0 {
		return true
	}
	head := token{}
	for j := i; j < len(t) && j < i+12 && t[j].word() && !prepositional[t[j].low]; j++ {
		low := t[j].low
		if j > i && (low == "and" || low == "who" || finiteAt(t, j) && !t[j].cap && !peopleNouns[low] && en.verbs[low]&formNoun == 0) {
			break
		}
		if low == "those" || (low == "number" || low == "group" || low == "range") && lowAt(t, j+1) == "of" {
			return low == "those" || personal(t, j+2)
		}
		if low != "present" && !adverbs[low] {
			head = t[j]
		}
	}
	low := head.low
	return low != "" && !things[low] && !instruments[low] && !determiners[low] && low != "all" && low != "system" && low != "systems" &&
		(peopleNouns[low] || groupNouns[low] || en.actors[low] || en.roles[low] || en.roles[strings.TrimSuffix(low, "s")] || head.cap && !months[low] && !weekdays[low])
}
