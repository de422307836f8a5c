package reading

import "strings"

// clause is a duty marker with the subject that stands before it.
type clause struct {
	marker
	from, to int  // tokens of the subject; empty when it is carried over
	lead     int  // where what stands before the subject begins: In 2026,
	begin    int  // the first token of the clause, conjunction left out
	said     bool // it stands in reported speech: after "stressed that"
	skip     bool // relative, conditional or expected: no duty of its own
}

// clausesEN finds the duty markers of a sentence and their subjects.
func clausesEN(t []token) []clause {
	var out []clause
	lo := 0
	for i := 0; i < len(t); i++ {
		m, ok := markerAt(t, i)
		if !ok {
			continue
		}
		c := clause{marker: m}
		subjectEN(t, lo, &c)
		out = append(out, c)
		i = m.verb
		lo = min(m.verb+1, len(t))
	}
	return out
}

var determiners = wordSet(`the a an all any each every its their our his her this these those both no some several many most such another more`)

var fronting = wordSet(`in during by at on after before to following with under for from as when if through within since despite until over once given considering
	regarding concerning according based including where while although unless along alongside besides beyond together throughout upon among of using because via subject pending depending owing`)

var prepositional = wordSet("of in at on by for from to with under between about through into against within since")

var conjunctions = wordSet(`and but or so then also however furthermore moreover finally additionally therefore nevertheless meanwhile similarly likewise secondly firstly thirdly
	accordingly first second third lastly whereas while including that`)

var relatives = wordSet(`which who whose whom where when if whether because unless although since how what why until once though wherever`)

// subjectEN fills in the subject of a clause, looking left from its marker but
// not past token lo.
func subjectEN(t []token, lo int, c *clause) {
	to := c.start
	if to > lo && (t[to-1].low == "and" || t[to-1].low == "but" || t[to-1].low == "then") {
		c.from, c.to, c.begin = c.start, c.start, c.start
		return
	}
	for to > lo && (t[to-1].low == "has" || t[to-1].low == "have" || t[to-1].low == "had" || t[to-1].kind == ',' || t[to-1].kind == '-' || t[to-1].kind == 'w' && skipAdverbs(t, to-1) == to) {
		to--
	}
	lo = max(lo, to-80) // no subject is longer
	from := lo
	for j := to - 1; j >= lo; j-- {
		if at, ok := boundaryAt(t, lo, j, to, c); ok {
			from = at
			break
		}
	}
	c.lead = from
	c.from, c.to = front(t, from, to)
	if k := reportedAt(t, c.from, c.to); k > 0 {
		c.from, c.said = k, true
	}
	c.begin = c.from
	if c.from >= c.to {
		c.from, c.to, c.begin = c.start, c.start, c.start
		for c.begin > lo && (adverbs[t[c.begin-1].low] || strings.HasSuffix(t[c.begin-1].low, "ly")) && t[c.begin-1].kind == 'w' {
			c.begin--
		}
	}
}

// boundaryAt reports whether the subject that ends before token to begins behind
// token j, and where.
func boundaryAt(t []token, lo, j, to int, c *clause) (from int, ok bool) {
	low := t[j].low
	switch {
	case t[j].kind == ';' || t[j].kind == ':' || t[j].kind == '-' && j < to-1 && (t[j+1].cap || pronoun[t[j+1].low]) && j > lo:
		return j + 1, true
	case t[j].kind == '"' && (j == lo || t[j-1].kind == ',' || t[j-1].kind == ':'):
		return j + 1, true
	case low == "that":
		return thatAt(t, lo, j, to, c)
	case low == "as" && (lowAt(t, j+1) == "well" || lowAt(t, j-1) == "well" || lowAt(t, j-1) == "such"):
		return 0, false
	case low == "while" || low == "whereas" || low == "why" && beForms[lowAt(t, j-1)]: // that is why we
		return j + 1, true
	case relatives[low] && j > lo:
		if comma := commaBetween(t, j, to); comma > 0 {
			return comma + 1, true
		}
		if j < to-1 && finiteAt(t, j+1) && (low == "which" || low == "who") {
			return 0, false // inside the subject: the cities which have funds
		}
		c.skip = true
		return lo, true
	case low != "and" && low != "but" && t[j].kind != ',' || j == to-1:
		return 0, false
	case lo == 0:
		return j + 1, t[j].kind == 'w' && (pronoun[t[j+1].low] || hasTense(t[:j]))
	}
	for k := j - 1; low == "and" && k > lo && k > j-8; k-- {
		if t[k].kind == ',' && t[j-1].cap && t[j+1].cap {
			return k + 1, true // ..., Germany and France will
		}
	}
	return j + 1, true
}

// thatAt: "stressed that the city", "the fund that has", "the fund that will".
func thatAt(t []token, lo, j, to int, c *clause) (from int, ok bool) {
	if j == to-1 {
		c.skip = true
		return lo, true
	}
	c.said = complementiser(t, j)
	if finiteAt(t, j+1) && j > lo && !c.said {
		return 0, false // a relative clause inside the subject
	}
	c.skip = !c.said || expected(t, j)
	if comma := lastComma(t, j, to); c.skip && comma > 0 && !expected(t, j) {
		c.skip = false
		return comma + 1, true
	}
	return j + 1, true
}

// front takes conjunctions and fronted adverbials off a subject: "In 2025, the".
func front(t []token, from, to int) (int, int) {
	for range 6 {
		if from >= to {
			return from, to
		}
		low := t[from].low
		switch {
		case t[from].kind != 'w' && t[from].kind != 'n' && t[from].kind != '(':
			from++
		case conjunctions[low] && !(low == "first" || low == "second" || low == "third"):
			from++
		case fronting[low] || en.verbs[low]&formIng != 0 && en.verbs[low]&formBase == 0 && from+1 < to && !beForms[t[to-1].low] || low == "further" || low == "last" || low == "next":
			comma := commaBetween(t, from, to)
			if comma > 0 {
				from = comma + 1
				continue
			}
			for j := from + 2; j < to; j++ {
				if determiners[t[j].low] && !prepositional[t[j-1].low] || t[j].cap && !months[t[j].low] && !t[j-1].cap && t[j-1].low != "of" && !determiners[t[j-1].low] || en.actors[t[j].low] && len(t[j].low) < 5 {
					return j, to
				}
			}
			return to, to
		default:
			return from, to
		}
	}
	return from, to
}

// hasTense: a clause of its own stands here already.
func hasTense(t []token) bool {
	for i, w := range t {
		if i > 0 && (beForms[w.low] || w.low == "has" || w.low == "have") && t[i-1].low != "that" && t[i-1].low != "which" && t[i-1].low != "who" {
			return true
		}
	}
	return false
}

// lastComma: a short subject after the last comma, "Recognising that ..., we".
func lastComma(t []token, i, to int) int {
	for j := to - 2; j > i; j-- {
		if t[j].kind == ',' {
			return j
		}
	}
	return 0
}

// commaBetween is the first comma after token i that leaves a subject before to.
func commaBetween(t []token, i, to int) int {
	for j := i + 1; j < to-1; j++ {
		if t[j].kind == ',' && (j < 1 || t[j-1].kind != 'n' || t[j+1].kind != 'n') && !(months[lowAt(t, j-2)] && isYear(t[j+1].low)) {
			return j
		}
	}
	return 0
}

// finiteAt: a verb with tense, or an auxiliary.
func finiteAt(t []token, i int) bool {
	low := lowAt(t, i)
	if beForms[low] || low == "have" || low == "has" || low == "had" || low == "can" || low == "do" || low == "does" {
		return true
	}
	f := en.verbs[low]
	return f&(formPast|formThird) != 0 || f&formBase != 0 && f&formNoun == 0
}

// complementiser: the "that" after a verb of saying, asking or deciding.
func complementiser(t []token, j int) bool {
	for k := j - 1; k >= 0 && k >= j-4; k-- {
		low := t[k].low
		if stem, ok := stems[low]; ok {
			return stem != "" && en.verbs[low]|formPast != 0
		}
		if low == "hope" || low == "agreement" || low == "decision" || low == "ensure" || low == "so" {
			return low != "ensure" && low != "so"
		}
		if beForms[low] && k < j-1 && t[j-1].low == "essential" || t[j-1].low == "important" || t[j-1].low == "necessary" {
			return true
		}
		if t[k].kind != 'w' || k < j-1 && t[k].kind == ',' {
			break
		}
	}
	return lowAt(t, j-1) == "and" || t[max(j-1, 0)].kind == ',' // "and that"
}

// expected: "it is expected that", "understood that": what is foreseen, not asked.
func expected(t []token, j int) bool {
	low := lowAt(t, j-1)
	return low == "expected" || low == "understood" || low == "anticipated" || low == "estimated" || low == "predicted" || low == "expects" || low == "expect" || low == "confident"
}

// reportedAt finds speech without "that": "She said the Ministry will".
func reportedAt(t []token, from, to int) int {
	for j := from + 1; j < to-1 && j < from+12; j++ {
		_, rep := reporting[stems[t[j].low]]
		_, in := intents[stems[t[j].low]]
		if (rep || in) && en.verbs[t[j].low]&formBase == 0 && t[j].kind == 'w' {
			next := t[j+1]
			if next.low == "that" {
				return j + 2
			}
			if determiners[next.low] || next.cap || en.actors[next.low] {
				return j + 1
			}
		}
	}
	return 0
}

// things act in no sentence: what they "will" do is a forecast.
var things = wordSet(`policies policy technologies technology measures measure steps step results result trade prices price growth projects project cooperation funds cost costs
	details work progress implementation training discussions talks arrears report reports plan plans scheme schemes programme program information data services service
	memorandum agreement treaty statement declaration article provision provisions dispute disputes amount amounts figures number level levels rate rates demand supply
	investment investments development situation conditions relations friendship efforts initiative initiatives exchange exchanges action actions effects impact
	market markets economy sector economic infrastructure budget meeting conference session deadline document documents date dates term terms strategy website system`)

// actorEN reports whether the subject can act.
func actorEN(t []token) bool {
	if len(t) == 0 || len(t) > 45 {
		return false
	}
	head := headNoun(t)
	if en.actors[head] {
		return true
	}
	if things[head] {
		return false
	}
	caps := 0
	for i, w := range t {
		if w.cap && (i > 0 || !determiners[w.low]) {
			caps++
		}
	}
	return caps > 0
}

// headNoun is the last word before a preposition or comma: the noun that counts.
func headNoun(t []token) string {
	last := ""
	for i, w := range t {
		if i > 0 && (w.kind == ',' || w.kind == '(' || w.low == "of" || w.low == "for" || w.low == "in" || w.low == "at" || w.low == "on" || w.low == "from" || w.low == "with" || w.low == "to" || w.low == "under" || w.low == "that" || w.low == "which" || w.low == "between") {
			break
		}
		if w.kind == 'w' {
			last = w.low
		}
	}
	return last
}
