package reading

var meetingNouns = wordSet(`meeting conference session ceremony forum table workshop event summit assembly seminar call talks meetings proceedings symposium gathering hearing webinar dialogue`)

var speechNouns = wordSet(`speech speeches remarks address statement report presentation keynote lecture`)

// attendVerb judges the verb at token i.
func attendVerb(t []token, i int) (part Part, speaks, ok bool) {
	near := func(set map[string]bool) bool {
		for j := i + 1; j < len(t) && j < i+9; j++ {
			if set[t[j].low] {
				return true
			}
			if t[j].kind == '.' || t[j].kind == ';' {
				return false
			}
		}
		return false
	}
	switch t[i].low {
	case "attended", "participated", "joined":
		return PartAttendee, false, near(meetingNouns) || i+2 >= len(t) || t[i+1].kind == '.'
	case "present":
		was := lowAt(t, backAdverbs(t, i)-1)
		return PartAttendee, false, was == "were" || was == "was"
	case "attendance":
		return PartAttendee, false, lowAt(t, i-1) == "in" && (lowAt(t, i-2) == "was" || lowAt(t, i-2) == "were")
	case "took":
		return PartAttendee, false, lowAt(t, i+1) == "part" && near(meetingNouns)
	case "presided", "chaired", "moderated", "co-chaired":
		return PartChair, false, lowAt(t, i-1) != "was" && lowAt(t, i-1) != "were" || t[i].low == "presided"
	case "led", "hosted", "convened":
		return PartChair, false, near(meetingNouns) && lowAt(t, i-1) != "was" && lowAt(t, i-1) != "were"
	case "opened", "closed":
		return PartSpeaker, false, near(meetingNouns) && lowAt(t, i-1) != "was"
	case "delivered", "gave", "made":
		return PartSpeaker, true, near(speechNouns)
	case "spoke":
		return PartSpeaker, true, lowAt(t, skipAdverbs(t, i+1)) != "with"
	case "addressed":
		return PartSpeaker, true, near(meetingNouns)
	case "signed":
		_, to := instrumentIn(t, i+1)
		return PartSigner, false, to > 0
	case "thanked":
		return PartSpeaker, false, true
	case "accompanied":
		return PartAccompanying, false, true
	}
	return "", false, false
}

// prosePeopleEN finds those named as present in running text.
func (r *reader) prosePeopleEN(l *line) {
	for _, s := range r.src.sentencesEN(l.stretch) {
		t := r.src.tokens(s)
		if n := presentWere(t); n > 0 {
			r.listed = true
			r.peopleRun(t[n:trimTokens(t, n, len(t))], PartAttendee, true)
			continue
		}
		r.byAgent(t, s)
		lo := 0
		var last []stretch
		for i := 1; i < len(t); i++ {
			part, speaks, ok := attendVerb(t, i)
			if !ok {
				continue
			}
			end := i
			for end > lo && (adverbs[t[end-1].low] || t[end-1].low == "also" || t[end-1].low == "were" || t[end-1].low == "was" || t[end-1].low == "in" || t[end-1].kind == ',') {
				end--
			}
			run := t[lo:end]
			lo = i + 1
			if speaks {
				r.speechEN(run, behalfEN(t, i), s, last)
			}
			if r.groupRun(run, part) {
				continue
			}
			from, to := front(run, 0, len(run))
			run = sinceName(run[from:to])
			if found := r.peopleRun(run, part, false); len(found) > 0 {
				last = found
				if part == PartChair && r.conference.chair.empty() {
					r.conference.chair = found[0]
				}
			} else {
				for _, name := range last {
					r.meet(person{name: name, part: part, quote: name})
				}
			}
		}
	}
}

// presentWere: "Present were Ann Lee and Ben Orr", "In attendance were".
func presentWere(t []token) int {
	for i := 1; i < len(t) && i < 6; i++ {
		if beForms[t[i].low] && (t[i-1].low == "present" || t[i-1].low == "attendance" || t[i-1].low == "attending" || t[i-1].low == "participants") && t[0].cap {
			if i+1 < len(t) && t[i+1].kind == ':' {
				i++
			}
			if i+1 < len(t) && (t[i+1].cap || en.roles[t[i+1].low]) {
				return i + 1
			}
		}
	}
	return 0
}

// sinceName drops the rest of an earlier clause: "the meeting and delivered a
// speech, and Ann Lee".
func sinceName(t []token) []token {
	for i := range t {
		if i == 0 || t[i-1].kind == ',' || t[i-1].low == "and" && indexLow(t[max(0, i-5):i], "of") < 0 {
			if name, role, _ := nameIn(t[i:]); len(name) > 1 || len(role) > 0 && len(name) > 0 {
				return t[i:]
			}
		}
	}
	return t
}

// byAgent: "was chaired by Ann Lee", "under the chairmanship of", "represented
// by Mayor Ann Lee", "attended by".
func (r *reader) byAgent(t []token, s stretch) {
	for i, w := range t {
		part, from := PartAttendee, 0
		switch {
		case w.low == "by" && i > 0:
			switch t[i-1].low {
			case "chaired", "led", "presided", "moderated", "hosted", "opened", "convened", "over", "co-chaired":
				part, from = PartChair, i+1
			case "represented", "attended":
				part, from = PartAttendee, i+1
			}
		case w.low == "with" && lowAt(t, i-1) == "met" && !beForms[lowAt(t, i-2)]:
			from = i + 1
		case w.low == "chairmanship" && lowAt(t, i+1) == "of":
			part, from = PartChair, i+2
		}
		if from == 0 {
			continue
		}
		end := from
		for end < min(len(t), from+80) && !(t[end].kind == '.' && t[end-1].low != "hon" && len(t[end-1].low) > 2) && t[end].kind != ';' && t[end].kind != '"' && !(t[end].kind == '(' && part != PartChair && t[i-1].low == "represented") {
			end++
		}
		if part == PartChair || lowAt(t, i-1) == "represented" {
			if c := indexLow(t[from:end], "and", "in", "at", "on"); c > 0 && !(part == PartChair && lowAt(t, from+c) == "and") {
				end = from + c
			}
		}
		run := t[from:end]
		if name, role, _ := nameIn(run); len(name) < 2 && len(role) == 0 && !roleLike(dropArticle(run)) {
			continue
		}
		before := len(r.people)
		found := r.peopleRun(run, part, false)
		for k := before; k < len(r.people); k++ {
			r.people[k].quote.from = min(r.people[k].quote.from, s.from)
		}
		if len(found) > 0 && part == PartChair && r.conference.chair.empty() && lowAt(t, i-1) != "co-chaired" {
			r.conference.chair = found[0]
		}
	}
}

func indexLow(t []token, words ...string) int {
	for i, w := range t {
		for _, x := range words {
			if w.low == x {
				return i
			}
		}
	}
	return -1
}

var groupNouns = wordSet("representatives leaders delegates officials delegations members persons heads experts ministers ambassadors envoys")

// groupRun: "Representatives of A, B and C attended": organisations without a
// person, one each.
func (r *reader) groupRun(run []token, part Part) bool {
	run = dropArticle(run)
	if c := sinceGroup(run); c > 0 {
		run = run[c:]
	}
	if len(run) < 3 || !groupNouns[run[0].low] {
		return false
	}
	i := 1
	if run[0].low == "persons" && lowAt(run, 1) == "in" && lowAt(run, 2) == "charge" {
		i = 3
	}
	if low := lowAt(run, i); low != "of" && low != "from" {
		return false
	}
	first := run[0].from
	run = run[i+1:]
	if c := indexLow(run, "that", "which", "who"); c > 0 {
		run = run[:c]
	}
	parts := splitTokens(run, func(w token) bool { return w.kind == ',' })
	if len(parts) == 1 {
		if c := indexLow(run, "and"); c > 0 && c+1 < len(run) && (determiners[run[c+1].low] || run[c+1].cap && !determiners[run[0].low]) {
			parts = [][]token{run[:c], run[c+1:]}
		}
	}
	for k := len(parts) - 1; k > 0; k-- { // health, agriculture and labour: no bodies of their own
		if !bodyLike(parts[k]) {
			parts[k-1] = run[indexOf(run, parts[k-1][0]) : indexOf(run, parts[k][len(parts[k])-1])+1]
			parts = append(parts[:k], parts[k+1:]...)
		}
	}
	for k, seg := range parts {
		seg = dropArticle(seg)
		quote := over(seg)
		if low := lowAt(seg, 0); low == "of" || low == "from" { // leaders of the firms, of the cities
			seg = dropArticle(seg[1:])
		}
		if len(seg) == 0 {
			continue
		}
		if k == 0 {
			quote.from = first
		}
		r.meet(person{org: over(seg), quote: quote, part: part})
	}
	return true
}

func bodyLike(t []token) bool {
	for _, w := range t {
		if w.cap || en.actors[w.low] {
			return true
		}
	}
	return false
}

func indexOf(t []token, w token) int {
	for i := range t {
		if t[i].from == w.from {
			return i
		}
	}
	return -1
}

func sinceGroup(t []token) int {
	for i := len(t) - 3; i > 0; i-- {
		if groupNouns[t[i].low] && t[i].cap {
			return i
		}
	}
	return 0
}

// behalfEN is for whom somebody speaks, named behind the verb at token i: "gave a
// speech on behalf of the cities".
func behalfEN(t []token, i int) stretch {
	for j := i + 1; j < len(t) && j < i+20; j++ {
		if _, _, ok := attendVerb(t, j); ok {
			break
		}
		if !wordsAt(t, j, "on behalf of") {
			continue
		}
		run := t[j+3 : predicateEnd(t, j+2)]
		if c := indexLow(run, "at", "during", "on", "to", "in"); c > 0 && !run[c-1].cap {
			run = run[:c]
		}
		return over(dropArticle(run[:trimTokens(run, 0, len(run))]))
	}
	return stretch{}
}

// speechEN records who spoke: the persons of the run, or the group.
func (r *reader) speechEN(run []token, behalf, s stretch, last []stretch) {
	if wordsAt(run, 0, "on behalf of") {
		if c := commaBetween(run, 3, len(run)); c > 0 {
			behalf = over(dropArticle(run[3:c]))
		}
	}
	from, to := front(run, 0, len(run))
	run = sinceName(run[from:to])
	kind := SpeechPlain
	if containsAny(lower(r.src.str(s)), "exchange speech", "exchange presentation", "exchange remarks") {
		kind = SpeechExchange
	}
	var names []stretch
	for _, seg := range splitTokens(run, func(w token) bool { return w.kind == ',' }) {
		for _, piece := range splitNames(seg) {
			if name, role, _ := nameIn(piece); len(name) > 1 || len(role) > 0 && len(name) > 0 {
				names = append(names, over(name))
			}
		}
	}
	if len(names) == 0 && len(run) > 0 && actorEN(run) && len(run) < 20 && !meetingNouns[run[len(run)-1].low] && run[0].low != "the" || len(names) == 0 && !behalf.empty() && len(run) > 0 {
		names = append(names, over(run))
	}
	if len(names) == 0 {
		names = last
	}
	for _, n := range names {
		r.speeches = append(r.speeches, speech{speaker: n, behalf: behalf, quote: s, kind: kind})
	}
}
