package reading

import "strings"

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

var aimNouns = wordSet(`objective goal target aim intention commitment plan plans resolve determination decision readiness willingness ambition objectives goals targets intentions plans`)

// passing a motion decides what it says.
var passing = wordSet("approved adopted passed carried outlined unveiled presented reached")

var motions = wordSet("motion resolution proposal decision request agreement consensus")

// aimNoun: "confirmed its objective to reach", "announced plans to build".
func aimNoun(t []token, i int) (marker, bool) {
	_, says := reporting[stems[t[i].low]]
	passes := passing[t[i].low]
	if !says && !passes {
		return marker{}, false
	}
	for j := i + 1; j < len(t)-2 && j < i+5; j++ {
		if says && aimNouns[t[j].low] || passes && (aimNouns[t[j].low] || motions[t[j].low]) {
			m := marker{start: i, grade: GradeHope, kind: MeasureOffer}
			if passes && motions[t[j].low] {
				m.grade, m.kind = GradeMust, MeasureDecision
			}
			if strings.HasSuffix(t[j-1].low, "'s") { // the Ministry's plan
				m.who, m.object = whoObject, [2]int{i + 1, j}
			}
			if t[j+1].low == "of" {
				m.verb, m.form = j+2, formIng
				return m, isIng(t, j+2)
			}
			m, ok := toVerb(t, j+1, m)
			return m, ok && m.verb < len(t) && en.verbs[t[m.verb].low] != 0
		}
		if t[j].kind != 'w' || t[j].low == "to" || t[j].low == "that" {
			break
		}
	}
	return marker{}, false
}

// founding verbs in "we establish" and "hereby establish" do what they say.
var founding = wordSet("establish launch create set adopt found initiate form appoint designate institute endorse")

// nounAsking verbs are nouns in all but their past forms.
var nounAsking = wordSet("charge order task commission schedule appoint delegate nominate direct assign")
