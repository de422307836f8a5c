package reading

import "strings"

// chainEN gives the first tokens of the verb phrases one marker governs: "will
// build X, train Y and report Z".
func chainEN(t []token, m marker, end int) []int {
	starts := []int{m.verb}
	if m.form == formPast {
		return starts
	}
	last := m.verb
	depth := 0
	closed := false // inside a purpose, relative clause or list of examples
	listed := false // a final "and" was seen
	for j := m.verb + 1; j < end-1; j++ {
		w := t[j]
		switch {
		case w.kind == '(':
			depth++
		case w.kind == ')':
			depth--
		case depth > 0:
		case w.low == "to" && isBase(t, skipAdverbs(t, j+1)) && j > last+1 && t[j-1].kind != ',' && t[j-1].low != "and",
			w.low == "which", w.low == "who", w.low == "that", w.low == "where", w.low == "including", w.low == "such" && lowAt(t, j+1) == "as":
			closed = true
		case w.kind == ';' || w.kind == ',' || w.low == "and":
			k, comma := nextVerb(t, j, m, end)
			if k == 0 || k >= end {
				continue
			}
			if !comma && (closed || k == last+2 || plainPair(last, j) || t[m.verb].low == "continue" && last == m.verb) {
				continue
			}
			if comma && closed && en.verbs[t[k].low]&formNoun != 0 && w.kind != ';' {
				continue
			}
			listed = listed || w.low == "and" || lowAt(t, j+1) == "and" || w.kind == ';'
			starts = append(starts, k)
			last, closed = k, false
			j = k
		}
	}
	if m.form == formIng && !listed {
		return starts[:1]
	}
	return starts
}

// plainPair: "review and approve": the two verbs share one object.
func plainPair(last, j int) bool { return j == last+1 }

// nextVerb looks behind a comma or "and" for a further verb in the same form.
func nextVerb(t []token, j int, m marker, end int) (k int, comma bool) {
	comma = t[j].kind == ',' || t[j].kind == ';'
	k = j + 1
	for k < end && (t[k].low == "and" || t[k].low == "then" || t[k].low == "or" && comma) {
		k++
	}
	k = skipAdverbs(t, k)
	if k < end && t[k].low == "to" && m.form&formBase != 0 && isBase(t, k+1) && modals[t[m.start].low].grade == "" {
		return k + 1, true
	}
	if k+1 >= end {
		return 0, comma
	}
	f := en.verbs[t[k].low]
	if f&m.form == 0 || t[k].kind != 'w' || notVerbal[t[k].low] {
		return 0, comma
	}
	if adjectival[t[k].low] && k > 2 && (t[k-2].kind == ',' && t[k-1].low == "and" || t[k-1].kind == ',') && (lowAt(t, j-2) == "," || t[max(j-1, 0)].kind == 'w' && en.verbs[t[j-1].low] == 0 && strings.HasSuffix(t[j-1].low, "able")) {
		return 0, comma // stable, reliable and clean energy
	}
	if f&formNoun != 0 && f&m.form&formIng == 0 && !objectAfter(t, k, comma) {
		return 0, comma
	}
	next := t[k+1]
	if next.low == "of" || next.kind == ',' || next.low == "and" && !comma || f&m.form&formIng != 0 && (next.kind == 'w' && en.verbs[next.low]&(formThird|formPast) != 0) {
		return 0, comma
	}
	return k, comma
}

// notVerbal: -ing words that are prepositions.
var notVerbal = wordSet("including following regarding concerning according considering depending starting beginning")

// adjectival: in a series of adjectives these are adjectives too.
var adjectival = wordSet("clean clear complete direct free open lower secure separate better light present close safe level")

// mostlyNouns: in a series without determiners these are read as nouns.
var mostlyNouns = wordSet(`trade transport plan programme program project process market staff water house form contract budget cost design grant group model tender
	target test track pilot pool place supply study survey table team name order list press step stock store state station stage structure land head hand
	figure file board address list note number light power source site subject label issue matter signal question rate award exhibit display document experiment
	estimate demand balance measure exchange impact ease lead aid contact control transfer`)

// objectAfter: what follows makes a verb of a word that could be a noun.
func objectAfter(t []token, k int, comma bool) bool {
	next := t[k+1]
	if determiners[next.low] || next.kind == 'n' || next.cap || next.low == "with" || next.low == "on" && t[k].low != "report" || next.low == "up" || next.low == "back" || next.low == "out" || next.low == "them" || next.low == "it" || numberWords[next.low] {
		return true
	}
	plain := next.kind == 'w' && !notUnit[next.low] && en.verbs[next.low]&(formThird|formNoun) == 0 && !beForms[next.low]
	return plain && (comma || !mostlyNouns[t[k].low])
}

func trimTokens(t []token, from, to int) int {
	for to > from {
		w := t[to-1]
		if w.kind == ',' || w.kind == ';' || w.kind == ':' || w.kind == '.' && !w.word() || w.kind == '"' && !opensBefore(t[from:to-1]) || w.low == "and" || w.low == "but" || w.low == "then" || w.low == "while" || w.kind == '-' || w.low == "that" || w.low == "also" || w.low == "or" || w.low == "to" {
			to--
			continue
		}
		break
	}
	return to
}

// opensBefore: an odd number of quotation marks stands before the last one.
func opensBefore(t []token) bool {
	n := 0
	for _, w := range t {
		if w.kind == '"' {
			n++
		}
	}
	return n%2 == 1
}

// withAdverbs moves back over the adverbs before a verb.
func withAdverbs(t []token, i int) int {
	for i > 0 && t[i-1].kind == 'w' && skipAdverbs(t, i-1) >= i {
		i--
	}
	return i
}
