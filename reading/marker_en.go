package reading

import "strings"

// marker is a duty marker of an English sentence: "will", "agreed to", "asked ... to".
type marker struct {
	start  int      // its first token
	verb   int      // the token of the verb it governs; len(tokens) when a list follows
	form   verbForm // the form coordinated verbs take
	grade  Grade
	kind   MeasureKind
	who    whose
	object [2]int // tokens of the one asked, when who is whoObject
	weak   bool   // a plain "will": could be a forecast
}

// whose says where the one who is to act stands.
type whose int

const (
	whoSubject whose = iota // before the marker
	whoObject               // after it: asked the city to
	whoNobody               // it was agreed to
	whoSpeaker              // the speaker's own suggestion, no actor named
)

type strength struct {
	grade Grade
	kind  MeasureKind
}

var modals = map[string]strength{
	"will": {GradeMust, MeasureOffer}, "shall": {GradeMust, MeasureRequirement}, "must": {GradeMust, MeasureRequirement},
	"should": {GradeShould, MeasureRequirement}, "would": {GradeShould, MeasureOffer},
	"let's": {GradeShould, MeasureDecision},
	"we'll": {GradeMust, MeasureOffer}, "i'll": {GradeMust, MeasureOffer}, "they'll": {GradeMust, MeasureOffer},
}

// intents are verbs whose subject takes the duty on itself.
var intents = map[string]strength{
	"commit": {GradeMust, MeasureOffer}, "undertake": {GradeMust, MeasureOffer}, "pledge": {GradeMust, MeasureOffer},
	"promise": {GradeMust, MeasureOffer}, "agree": {GradeMust, MeasureDecision}, "plan": {GradeHope, MeasureOffer},
	"intend": {GradeHope, MeasureOffer}, "decide": {GradeMust, MeasureDecision}, "resolve": {GradeMust, MeasureDecision},
	"aim": {GradeHope, MeasureOffer}, "seek": {GradeHope, MeasureOffer}, "offer": {GradeMust, MeasureOffer}, "volunteer": {GradeMust, MeasureOffer},
	"vow": {GradeMust, MeasureOffer}, "strive": {GradeHope, MeasureOffer}, "determine": {GradeMust, MeasureDecision}, "prepare": {GradeHope, MeasureOffer},
	"hope": {GradeHope, MeasureOffer}, "propose": {GradeShould, MeasureRequest}, "suggest": {GradeShould, MeasureRequest},
	"recommend": {GradeShould, MeasureRequest}, "expect": {GradeHope, MeasureOffer}, "endeavour": {GradeHope, MeasureOffer}, "endeavor": {GradeHope, MeasureOffer},
}

// askings are verbs whose object gets the duty.
var askings = map[string]strength{
	"ask": {GradeShould, MeasureRequest}, "request": {GradeShould, MeasureRequest}, "urge": {GradeShould, MeasureRequest},
	"call": {GradeShould, MeasureRequest}, "invite": {GradeHope, MeasureRequest}, "instruct": {GradeMust, MeasureRequirement},
	"direct": {GradeMust, MeasureRequirement}, "task": {GradeMust, MeasureDecision}, "encourage": {GradeHope, MeasureRequest},
	"require": {GradeMust, MeasureRequirement}, "mandate": {GradeMust, MeasureRequirement}, "order": {GradeMust, MeasureRequirement},
	"authorise": {GradeMust, MeasureDecision}, "authorize": {GradeMust, MeasureDecision}, "appeal": {GradeShould, MeasureRequest},
	"advise": {GradeShould, MeasureRequest}, "entrust": {GradeMust, MeasureDecision}, "charge": {GradeMust, MeasureDecision}, "assign": {GradeMust, MeasureDecision},
	"remind": {GradeShould, MeasureRequest}, "expect": {GradeShould, MeasureRequirement}, "commission": {GradeMust, MeasureDecision},
	"want": {GradeShould, MeasureRequest}, "oblige": {GradeMust, MeasureRequirement}, "schedule": {GradeMust, MeasureDecision}, "appoint": {GradeMust, MeasureDecision},
	"delegate": {GradeMust, MeasureDecision}, "nominate": {GradeMust, MeasureDecision}, "recommend": {GradeShould, MeasureRequest}, "mobilise": {GradeMust, MeasureRequirement},
}

// stems maps each form of the verbs above to its base.
var stems = func() map[string]string {
	m := map[string]string{}
	e := &english{verbs: map[string]verbForm{}}
	for _, list := range []map[string]strength{intents, askings, reporting} {
		for v := range list {
			e.verbs = map[string]verbForm{}
			e.addVerb(v, 0)
			for form := range e.verbs {
				m[form] = v
			}
		}
	}
	for past, v := range map[string]string{"undertook": "undertake", "undertaken": "undertake", "sought": "seek", "strove": "strive", "said": "say", "told": "tell"} {
		m[past] = v
	}
	return m
}()

// reporting verbs carry somebody's words.
var reporting = map[string]strength{
	"say": {}, "state": {}, "stress": {}, "announce": {}, "note": {}, "emphasise": {}, "emphasize": {}, "underline": {}, "explain": {}, "add": {}, "declare": {},
	"reaffirm": {}, "affirm": {}, "confirm": {}, "insist": {}, "demand": {}, "point": {}, "highlight": {}, "report": {}, "inform": {}, "tell": {}, "reiterate": {}, "claim": {},
	"express": {}, "underscore": {}, "indicate": {}, "remark": {}, "conclude": {}, "move": {}, "warn": {}, "argue": {}, "pledge": {}, "require": {},
}

var beForms = wordSet("is are was were be been being am isn't aren't")

var adverbs = wordSet(`also not then now both jointly first therefore further soon again never always next each thus still once even only better well
	together instead hereby herewith thereby accordingly therefore moreover all either forthwith asap just meanwhile`)

// markerAt recognises a duty marker beginning at token i.
func markerAt(t []token, i int) (marker, bool) {
	low := t[i].low
	if s, ok := modals[low]; ok {
		return modalAt(t, i, s)
	}
	switch low {
	case "ready", "prepared": // stands ready to
		if prev := lowAt(t, i-1); prev == "stand" || prev == "stands" || prev == "remain" || prev == "remains" {
			return toVerb(t, i+1, marker{start: i - 1, grade: GradeHope, kind: MeasureOffer})
		}
		return marker{}, false
	case "agreement", "consensus": // there was agreement to
		if beForms[lowAt(t, i-1)] {
			return toVerb(t, i+1, marker{start: i - 1, grade: GradeMust, kind: MeasureDecision, who: whoNobody})
		}
		return marker{}, false
	case "need", "needs", "have", "has", "ought":
		return semiModalAt(t, i)
	case "is", "are", "was", "were", "be", "been", "being":
		return passiveAt(t, i)
	case "responsible":
		return marker{}, false
	}
	if founding[low] && i > 0 && (t[i-1].low == "hereby" || t[i-1].low == "we" && i < 3) {
		return marker{start: i, verb: i, form: formBase, grade: GradeMust, kind: MeasureDecision}, true
	}
	if passing[low] {
		return aimNoun(t, i)
	}
	stem, ok := stems[low]
	if _, asks := askings[stem]; !ok || asks && en.verbs[low]&formThird != 0 && isBase(t, i-1) && lowAt(t, i-2) == "to" {
		return marker{}, false // to send invites
	}
	if t[i].cap && i > 0 && en.verbs[low]&formPast == 0 {
		return marker{}, false // a name: the Task Force
	}
	if en.verbs[low]&formPast == 0 && nounAsking[stem] && !pronoun[lowAt(t, i-1)] {
		return marker{}, false // charges, an order
	}
	if en.verbs[low]&formBase != 0 && i > 0 && (t[i-1].low == "to" || modals[lowAt(t, backAdverbs(t, i)-1)].grade != "") {
		return marker{}, false // governed by another marker
	}
	if m, ok := aimNoun(t, i); ok {
		return m, true
	}
	if m, ok := pledgeAt(t, i, stem); ok {
		return m, true
	}
	if s, ok := intents[stem]; ok {
		if m, ok := intentAt(t, i, s); ok {
			return m, true
		}
	}
	if s, ok := askings[stem]; ok {
		return askingAt(t, i, s)
	}
	return marker{}, false
}

func backAdverbs(t []token, i int) int {
	for i > 0 && t[i-1].kind == 'w' && skipAdverbs(t, i-1) >= i {
		i--
	}
	return i
}

// modalAt: will, shall, must, should + verb.
func modalAt(t []token, i int, s strength) (marker, bool) {
	if t[i].low == "will" && t[i].cap && i > 0 && !(i+1 < len(t) && en.verbs[t[i+1].low]&formBase != 0 && !t[i+1].cap) {
		return marker{}, false // Will Tanner
	}
	m := marker{start: i, form: formBase, grade: s.grade, kind: s.kind, weak: t[i].low == "will" || t[i].low == "would"}
	v := skipAdverbs(t, i+1)
	if v < len(t) && t[v].low == "need" && v+1 < len(t) && t[v+1].low == "to" {
		v += 2
	}
	m.verb = v
	if v >= len(t) || t[v].kind == ':' {
		m.verb = len(t)
		return m, v < len(t) || t[i].low != "will"
	}
	if i+1 < len(t) && t[i+1].low == "not" && m.weak {
		return marker{}, false
	}
	return m, t[v].low == "be" || t[v].low == "have" || en.verbs[t[v].low]&formBase != 0 || t[v].kind == 'w' && v == i+1 && !t[v].cap && !en.notName[t[v].low] && len(t[v].low) > 2
}

// semiModalAt: need to, have to, ought to.
func semiModalAt(t []token, i int) (marker, bool) {
	j := skipAdverbs(t, i+1)
	if k := j + 1; low(t, i, "need", "needs") && k < len(t) && t[k].low == "to" && someone[t[j].low] { // need somebody to print
		return marker{start: i, verb: k + 1, form: formBase, grade: GradeMust, kind: MeasureRequest, who: whoNobody}, isBase(t, k+1)
	}
	if j >= len(t) || t[j].low != "to" {
		return marker{}, false
	}
	v := skipAdverbs(t, j+1)
	if v >= len(t) || !isBase(t, v) && t[v].low != "be" {
		return marker{}, false
	}
	return marker{start: i, verb: v, form: formBase, grade: GradeMust, kind: MeasureRequirement}, true
}

var someone = wordSet("somebody someone anyone volunteers people help helpers")

func low(t []token, i int, words ...string) bool { return indexLow(t[i:i+1], words...) == 0 }

// passiveAt: is to submit; are requested to submit; is committed to submitting;
// is tasked with preparing; is preparing; is responsible for.
func passiveAt(t []token, i int) (marker, bool) {
	j := skipAdverbs(t, i+1)
	if j+1 >= len(t) {
		return marker{}, false
	}
	m := marker{start: i, form: formBase, grade: GradeMust, kind: MeasureRequirement}
	past := t[i].low == "was" || t[i].low == "were" || t[i].low == "been" || t[i].low == "being"
	low := t[j].low
	switch {
	case low == "to" && !past:
		m.verb = skipAdverbs(t, j+1)
		return m, m.verb < len(t) && (isBase(t, m.verb) || t[m.verb].low == "be")
	case low == "responsible" && t[j+1].low == "for" && j+2 < len(t):
		m.verb, m.form, m.kind = j+2, formIng, MeasureDecision
		return m, !past
	case low == "going" && t[j+1].low == "to" && !past && isBase(t, j+2):
		m.verb, m.kind, m.weak = j+2, MeasureOffer, true
		return m, true
	case (low == "due" || low == "set" || low == "ready") && t[j+1].low == "to" && !past && j+2 < len(t):
		m.verb = j + 2
		return m, isBase(t, j+2)
	}
	stem := stems[low]
	ing := en.verbs[low]&formIng != 0
	if s, ok := intents[stem]; ok && !ing && t[j+1].low == "to" {
		m.grade, m.kind = s.grade, s.kind
		if lowAt(t, i-1) == "it" {
			m.who = whoNobody
		}
		if past || stem == "expect" || stem == "intend" || stem == "plan" {
			if stem != "agree" && stem != "decide" && stem != "resolve" && stem != "propose" && past {
				return marker{}, false
			}
		}
		if stem == "expect" || stem == "aim" {
			return marker{}, false
		}
		return toVerb(t, j+1, m)
	}
	if s, ok := askings[stem]; ok && !ing {
		m.grade, m.kind = s.grade, s.kind
		if t[j+1].low == "upon" || t[j+1].low == "on" {
			j++
		}
		if lowAt(t, j+1) == "not" {
			j++
		}
		return toVerb(t, j+1, m)
	}
	if ing && !past && productVerbs[low] {
		m.start, m.verb, m.form, m.kind = i, j, formIng, MeasureOffer
		return m, true
	}
	return marker{}, false
}

// productVerbs in the present progressive name something not yet delivered.
var productVerbs = wordSet(`preparing drafting developing finalising finalizing working planning negotiating designing compiling producing writing
	revising building organising organizing arranging establishing constructing drawing setting`)

// toVerb: "to" + verb, or "with"/"to" + verb-ing, at token j.
func toVerb(t []token, j int, m marker) (marker, bool) {
	if j >= len(t) || t[j].low != "to" && t[j].low != "with" && t[j].low != "on" {
		return marker{}, false
	}
	v := skipAdverbs(t, j+1)
	if v >= len(t) || t[v].kind == ':' {
		m.verb, m.form = len(t), formBase|formIng
		return m, t[j].low == "to" && v < len(t)
	}
	m.verb = v
	switch {
	case t[j].low == "to" && (isBase(t, v) || t[v].low == "be"):
		m.form = formBase
	case en.verbs[t[v].low]&formIng != 0:
		m.form = formIng
	case t[j].low == "to" && plainWord(t[v]): // a verb the list does not know
		m.form = formBase
	default:
		return marker{}, false
	}
	return m, true
}

// plainWord could be a verb: lower case, no ending of a plural or a noun.
func plainWord(w token) bool {
	if w.kind != 'w' || w.cap || determiners[w.low] || prepositional[w.low] || pronoun[w.low] || numberWords[w.low] || en.actors[w.low] || things[w.low] || len(w.low) < 3 || adverbs[w.low] || en.verbs[w.low] != 0 {
		return false
	}
	for _, end := range []string{"s", "tion", "ment", "ity", "ness", "ance", "ence", "ing", "ed", "ism", "ship"} {
		if strings.HasSuffix(w.low, end) {
			return false
		}
	}
	return true
}

func skipAdverbs(t []token, i int) int {
	for i < len(t) && t[i].kind == 'w' && (adverbs[t[i].low] || strings.HasSuffix(t[i].low, "ly") && en.verbs[t[i].low] == 0 && t[i].low != "supply") {
		i++
	}
	return i
}

func isBase(t []token, i int) bool { return i >= 0 && i < len(t) && en.verbs[t[i].low]&formBase != 0 }

func isIng(t []token, i int) bool { return i < len(t) && en.verbs[t[i].low]&formIng != 0 }
