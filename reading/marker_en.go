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
	stem, ok := stems[low]
	if !ok {
		return marker{}, false
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

// nounAsking verbs are nouns in all but their past forms.
var nounAsking = wordSet("charge order task commission schedule appoint delegate nominate direct assign")

func backAdverbs(t []token, i int) int {
	for i > 0 && t[i-1].kind == 'w' && skipAdverbs(t, i-1) >= i {
		i--
	}
	return i
}

var aimNouns = wordSet(`objective goal target aim intention commitment plan plans resolve determination decision readiness willingness ambition objectives goals targets intentions plans`)

// aimNoun: "confirmed its objective to reach", "announced plans to build".
func aimNoun(t []token, i int) (marker, bool) {
	if _, ok := reporting[stems[t[i].low]]; !ok {
		return marker{}, false
	}
	for j := i + 1; j < len(t)-2 && j < i+5; j++ {
		if aimNouns[t[j].low] {
			m := marker{start: i, grade: GradeHope, kind: MeasureOffer}
			if strings.HasSuffix(t[j-1].low, "'s") { // the Ministry's plan
				m.who, m.object = whoObject, [2]int{i + 1, j}
			}
			if t[j+1].low == "of" {
				m.verb, m.form = j+2, formIng
				return m, isIng(t, j+2)
			}
			return toVerb(t, j+1, m)
		}
		if t[j].kind != 'w' || t[j].low == "to" || t[j].low == "that" {
			break
		}
	}
	return marker{}, false
}

// founding verbs in "we establish" and "hereby establish" do what they say.
var founding = wordSet("establish launch create set adopt found initiate form appoint designate institute endorse")

// modalAt: will, shall, must, should + verb.
func modalAt(t []token, i int, s strength) (marker, bool) {
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
	return m, t[v].low == "be" || t[v].low == "have" || en.verbs[t[v].low]&formBase != 0 || t[v].kind == 'w' && v == i+1 && !en.notName[t[v].low] && len(t[v].low) > 2
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

// intentAt: agreed to submit, commits to reducing, suggested to run.
func intentAt(t []token, i int, s strength) (marker, bool) {
	m := marker{start: i, grade: s.grade, kind: s.kind}
	if en.verbs[t[i].low]&formIng != 0 && !strings.HasPrefix(t[i].low, "affirm") || t[i].low == "determined" || t[i].low == "prepare" || t[i].low == "prepared" {
		return marker{}, false
	}
	if s.kind == MeasureRequest {
		m.who = whoSpeaker
	}
	j := skipAdverbs(t, i+1)
	if m.who == whoSpeaker && j < len(t) && en.verbs[t[j].low]&formIng != 0 {
		m.verb, m.form = j, formIng
		return m, true
	}
	if stems[t[i].low] == "agree" && j < len(t) && t[j].low == "on" || j < len(t) && t[j].low == "to" {
		return toVerb(t, j, m)
	}
	if j+1 < len(t) && (t[j].low == "itself" || t[j].low == "themselves" || t[j].low == "ourselves") {
		return toVerb(t, j+1, m)
	}
	return marker{}, false
}

// pledgeAt: pledged USD 40 million, announced a grant of.
func pledgeAt(t []token, i int, stem string) (marker, bool) {
	if stem != "pledge" && stem != "announce" && stem != "commit" && stem != "promise" && stem != "offer" {
		return marker{}, false
	}
	for j := i + 1; j < len(t) && j < i+6; j++ {
		low := t[j].low
		if t[j].kind == 'n' || currencies[low] && j+1 < len(t) && t[j+1].kind == 'n' || pledgeNouns[low] && j > i+1 {
			return marker{start: i, verb: i, form: formPast, grade: GradeMust, kind: MeasureOffer}, en.verbs[t[i].low]&(formPast|formThird) != 0
		}
		if t[j].kind != 'w' || low == "to" || low == "that" {
			break
		}
	}
	return marker{}, false
}

var pledgeNouns = wordSet("grant loan contribution donation package funding investment facility pledge grants loans contributions")

// askingAt: asked the city to publish; called on partners to align; tasked the
// office with preparing.
func askingAt(t []token, i int, s strength) (marker, bool) {
	m := marker{start: i, grade: s.grade, kind: s.kind, who: whoObject, form: formBase}
	if en.verbs[t[i].low]&formIng != 0 {
		return marker{}, false
	}
	j := i + 1
	if j < len(t) && (t[j].low == "on" || t[j].low == "upon" || t[j].low == "for" || t[j].low == "to" && stems[t[i].low] == "appeal") {
		j++
	}
	if stem := stems[t[i].low]; stem == "call" && j == i+1 || stem == "appeal" && j == i+1 || t[i].low == "order" || t[i].low == "orders" || t[i].low == "commission" {
		return marker{}, false
	}
	m.object[0] = j
	for ; j < len(t) && j < i+40; j++ {
		low := t[j].low
		if low == "to" || low == "with" {
			m.object[1] = j
			if m.object[1] == m.object[0] || t[m.object[0]].low == "not" {
				return marker{}, false
			}
			if r, ok := toVerb(t, j, m); ok {
				return r, true
			}
		}
		if t[j].kind == ';' || t[j].kind == '.' || low == "that" || low == "which" || low == "for" || modals[low].grade != "" || beForms[low] {
			break
		}
	}
	return marker{}, false
}

func skipAdverbs(t []token, i int) int {
	for i < len(t) && t[i].kind == 'w' && (adverbs[t[i].low] || strings.HasSuffix(t[i].low, "ly") && en.verbs[t[i].low] == 0 && t[i].low != "supply") {
		i++
	}
	return i
}

func isBase(t []token, i int) bool { return i < len(t) && en.verbs[t[i].low]&formBase != 0 }

func isIng(t []token, i int) bool { return i < len(t) && en.verbs[t[i].low]&formIng != 0 }
