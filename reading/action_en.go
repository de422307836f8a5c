package reading

import "strings"

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
	if i := nextOwner(t); i > 0 { // Ann to book the hall; Ben will invite the guests
		r.actionEN(stretch{t[0].from, t[i-1].to}, sc)
		r.actionEN(stretch{t[i].from, p.to}, sc)
		return
	}
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

// nextOwner finds where the action of another owner begins: behind a comma or
// semicolon, "Pat to book the hall".
func nextOwner(t []token) int {
	for i := 1; i < len(t)-2 && i < 60; i++ {
		if t[i].kind != ',' && t[i].kind != ';' {
			continue
		}
		from := i + 1
		if t[from].low == "and" {
			from++
		}
		if from >= len(t) || !t[from].cap {
			continue
		}
		if k := nameTo(t[from:]); k > 0 && k < 4 {
			return from
		}
		if t[i].kind == ';' {
			if cs := clausesEN(t[from:]); len(cs) > 0 && !cs[0].skip && cs[0].from == 0 && cs[0].to > 0 && cs[0].to < 4 {
				return from
			}
		}
	}
	return 0
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
		case w.low == "@" && k+1 < len(t):
			k++ // @ann
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
