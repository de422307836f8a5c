package reading

import "strings"

// peopleListEN reads the names after "Present:" or on one line of such a list.
func (r *reader) peopleListEN(p stretch) {
	p = r.src.trimEnds(p)
	t := r.src.tokens(p)
	for _, group := range splitTokens(t, func(w token) bool { return w.kind == ';' }) {
		r.peopleRun(group, PartAttendee, true)
	}
}

// splitTokens cuts at the tokens that match, outside brackets.
func splitTokens(t []token, at func(token) bool) [][]token {
	var out [][]token
	from, depth := 0, 0
	for i, w := range t {
		switch {
		case w.kind == '(':
			depth++
		case w.kind == ')':
			depth--
		}
		if depth <= 0 && at(w) {
			if i > from {
				out = append(out, t[from:i])
			}
			from = i + 1
		}
	}
	if from < len(t) {
		out = append(out, t[from:])
	}
	return out
}

// peopleRun reads "Ann Lee, Mayor of X, Ben Orr and Cy Poe, members of the
// council". A piece that is no name belongs to the name before it.
func (r *reader) peopleRun(t []token, part Part, list bool) (found []stretch) {
	var run []person
	for _, seg := range splitTokens(t, func(w token) bool { return w.kind == ',' || w.kind == '-' }) {
		for _, piece := range splitTitled(seg, list) {
			name, role, rest := nameIn(piece)
			if len(name) > 0 && (list || len(name) > 1 || len(role) > 0) {
				one := person{name: over(name), part: part, quote: over(piece)}
				if len(role) > 0 {
					one.role = over(role)
				}
				r.place(&one, rest)
				run = append(run, one)
				continue
			}
			if len(run) == 0 {
				if list && len(piece) > 0 && orgLike(piece) {
					run = append(run, person{org: over(dropArticle(piece)), part: part, quote: over(piece)})
				}
				continue
			}
			r.describe(run, piece)
		}
	}
	for _, one := range run {
		r.meet(one)
		if !one.name.empty() {
			found = append(found, one.name)
		}
	}
	return found
}

var courtesyTitles = wordSet("cllr councillor councilor mr mrs ms dr prof rev sir dame")

// splitTitled also cuts a list without commas: "Cllr A Orr Cllr B Lee".
func splitTitled(t []token, list bool) [][]token {
	var out [][]token
	from := 0
	for i := 1; list && i < len(t); i++ {
		if courtesyTitles[t[i].low] && t[i].cap && !courtesyTitles[t[i-1].low] && t[i-1].low != "and" && t[i-1].kind != '(' {
			out = append(out, splitNames(t[from:i])...)
			from = i
		}
	}
	return append(out, splitNames(t[from:])...)
}

// describe adds a role or body to the last person; a plural role holds for all
// before it that have none.
func (r *reader) describe(run []person, piece []token) {
	for len(piece) > 0 && (conjunctions[piece[0].low] || adverbs[piece[0].low]) {
		piece = piece[1:]
	}
	if len(piece) == 0 {
		return
	}
	last := &run[len(run)-1]
	plain := len(run)
	if plural[piece[0].low] {
		for plain > 0 && run[plain-1].role.empty() && run[plain-1].org.empty() {
			plain--
		}
	} else {
		plain--
	}
	for i := plain; i < len(run); i++ {
		r.place(&run[i], piece)
	}
	if last.quote.to < piece[len(piece)-1].to {
		last.quote.to = piece[len(piece)-1].to
	}
}

var plural = wordSet("leaders members representatives delegates officials deputies directors ministers both observers councillors")

// place sorts the words after a name into role and organisation.
func (r *reader) place(p *person, t []token) {
	if len(t) > 0 && t[0].kind == '(' {
		inner := t[1:]
		if n := indexKind(inner, ')'); n >= 0 {
			r.place(p, inner[:n])
			p.quote.to = inner[n].to
			r.place(p, inner[n+1:])
		}
		return
	}
	if n := indexKind(t, '('); n > 0 {
		r.place(p, t[:n])
		r.place(p, t[n:])
		return
	}
	for len(t) > 0 && (t[0].low == "the" || t[0].kind == ',' || t[0].low == "from" || t[0].low == "of") {
		t = t[1:]
	}
	if len(t) == 0 {
		return
	}
	if len(t) == 1 && chairWords[t[0].low] {
		p.part = PartChair
	}
	if !roleLike(t) {
		if p.org.empty() {
			p.org = over(t)
		}
		return
	}
	cut := roleEnd(t)
	if p.role.empty() {
		p.role = over(t[:cut])
	}
	if body := dropArticle(t[min(cut+1, len(t)):]); len(body) > 0 && p.org.empty() {
		p.org = over(body)
	}
}

var chairWords = wordSet("chair chairman chairwoman chairperson moderator facilitator chairing presiding")

func roleLike(t []token) bool {
	for i, w := range t {
		if i > 4 || w.low == "of" || w.low == "for" {
			break
		}
		if en.roles[w.low] {
			return true
		}
	}
	return false
}

// roleEnd: where " of the body" begins; an organ of the body belongs to the role.
func roleEnd(t []token) int {
	for i, w := range t {
		if w.low != "of" && w.low != "at" && w.low != "from" {
			continue
		}
		organ := false
		k := i + 1
		for ; k < len(t) && t[k].low != "of"; k++ {
			organ = organ || t[k].low == "committee" || t[k].low == "board"
		}
		if organ && k < len(t) {
			return k
		}
		return i
	}
	return len(t)
}

func over(t []token) stretch {
	if len(t) == 0 {
		return stretch{}
	}
	return stretch{t[0].from, t[len(t)-1].to}
}

func dropArticle(t []token) []token {
	for len(t) > 0 && (t[0].low == "the" || t[0].low == "and") {
		t = t[1:]
	}
	return t
}

func orgLike(t []token) bool {
	caps := 0
	for _, w := range t {
		if w.cap {
			caps++
		}
	}
	return caps > 0 && len(t) <= 12
}

// splitNames cuts "Ann Lee and Ben Orr" when both sides are names.
func splitNames(t []token) [][]token {
	for len(t) > 0 && (t[0].low == "and" || t[0].low == "&") {
		t = t[1:]
	}
	for i, w := range t {
		if w.low != "and" && w.low != "&" || i == 0 || i+1 >= len(t) {
			continue
		}
		if left, _, rest := nameIn(t[:i]); len(left) == 0 || len(rest) > 0 && rest[0].kind != '(' {
			continue
		}
		if right, _, _ := nameIn(t[i+1:]); len(right) > 0 {
			return append([][]token{t[:i]}, splitNames(t[i+1:])...)
		}
	}
	return [][]token{t}
}

// nameIn reads "[title] Name Name" at the beginning of a piece.
func nameIn(t []token) (name, role, rest []token) {
	i := 0
	for i < len(t) && (en.roles[t[i].low] || i > 0 && t[i].cap && en.notName[t[i].low] && en.roles[t[i-1].low] && i+1 < len(t) && t[i+1].cap) {
		i++
	}
	if i == 0 && len(t) > 2 && t[0].cap && en.roles[t[1].low] && t[1].cap && t[2].cap { // Finance Minister Ann Lee
		i = 2
	}
	role = t[:i]
	if len(role) > 0 && (lowAt(t, i) == "of" || lowAt(t, i) == "for" || lowAt(t, i) == "to") {
		return nil, nil, t
	}
	from := i
	for i < len(t) && i-from < 6 {
		w := t[i]
		if w.kind == '.' && i > from && len(t[i-1].low) == 1 {
			i++
			continue
		}
		if w.kind != 'w' || !w.cap && !(nameParticles[w.low] && w.low != "of" && i+1 < len(t) && t[i+1].cap) || en.notName[w.low] && len(w.low) > 1 || i > from && en.roles[w.low] {
			break
		}
		i++
	}
	name, rest = t[from:i], t[i:]
	if len(name) == 0 || len(rest) > 0 && rest[0].kind == 'w' && !(rest[0].low == "from" || rest[0].low == "of" || rest[0].low == "as" || rest[0].low == "and" || en.roles[rest[0].low]) {
		return nil, nil, t
	}
	if len(rest) > 0 && (rest[0].low == "of") && len(role) == 0 {
		return nil, nil, t
	}
	return name, role, rest
}

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
	case "spoke", "addressed":
		return PartSpeaker, true, t[i].low == "spoke" || near(meetingNouns)
	case "accompanied":
		return PartAccompanying, false, true
	}
	return "", false, false
}

// prosePeopleEN finds those named as present in running text.
func (r *reader) prosePeopleEN(l *line) {
	for _, s := range r.src.sentencesEN(l.stretch) {
		t := r.src.tokens(s)
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
				r.speechEN(run, s, last)
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

// sinceName drops the rest of an earlier clause: "the meeting and delivered a
// speech, and Ann Lee".
func sinceName(t []token) []token {
	for i := range t {
		if i == 0 || t[i-1].kind == ',' || t[i-1].low == "and" {
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
		case w.low == "chairmanship" && lowAt(t, i+1) == "of":
			part, from = PartChair, i+2
		}
		if from == 0 {
			continue
		}
		end := from
		for end < len(t) && t[end].kind != '.' && t[end].kind != ';' && t[end].kind != '"' && !(t[end].kind == '(' && part != PartChair && t[i-1].low == "represented") {
			end++
		}
		if part == PartChair || lowAt(t, i-1) == "represented" {
			if c := indexLow(t[from:end], "and", "in", "at", "on"); c > 0 && !(part == PartChair && lowAt(t, from+c) == "and") {
				end = from + c
			}
		}
		run := t[from:end]
		if name, role, _ := nameIn(run); len(name) < 2 && len(role) == 0 {
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
		if len(seg) == 0 {
			continue
		}
		quote := over(seg)
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

// speechEN records who spoke: the persons of the run, or the group.
func (r *reader) speechEN(run []token, s stretch, last []stretch) {
	behalf := stretch{}
	if wordsAt(run, 0, "on behalf of") {
		if c := commaBetween(run, 3, len(run)); c > 0 {
			behalf = over(run[3:c])
		}
	}
	from, to := front(run, 0, len(run))
	run = sinceName(run[from:to])
	kind := SpeechPlain
	if strings.Contains(lower(r.src.str(s)), "exchange speech") {
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
