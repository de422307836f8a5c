package reading

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
