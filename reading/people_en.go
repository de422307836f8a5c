package reading

// peopleListEN reads the names after "Present:" or on one line of such a list.
func (r *reader) peopleListEN(p stretch, part Part) {
	p = r.src.trimEnds(p)
	t := r.src.tokens(p)
	for _, group := range splitTokens(t, func(w token) bool { return w.kind == ';' }) {
		r.peopleRun(group, part, true)
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
	var ahead []token // a role that stands before the names
	for _, seg := range splitTokens(t, func(w token) bool { return w.kind == ',' || w.kind == '-' }) {
		for _, piece := range splitTitled(seg, list) {
			name, role, rest := nameIn(piece)
			if len(name) > 0 && (list || len(name) > 1 || len(role) > 0) {
				one := person{name: over(name), part: part, quote: over(piece)}
				if len(role) > 0 {
					one.role = over(role)
				}
				r.place(&one, rest)
				if one.role.empty() && len(ahead) > 0 {
					r.place(&one, ahead)
				}
				run = append(run, one)
				continue
			}
			if len(run) == 0 {
				if !list && roleLike(dropArticle(piece)) {
					role = dropArticle(piece) // The mayors of X and Y, Ann Lee and Ben Orr
					ahead = role
				}
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

var courtesyTitles = wordSet("cllr councillor councilor mr mrs ms dr prof rev sir dame hon honourable honorable")

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
	for len(t) > 2 && t[0].low == "the" && courtesyTitles[t[1].low] {
		t = t[1:] // the Hon. Ann Lee
	}
	i := 0
	for i < len(t) && (i > 0 && t[i].kind == '.' || en.roles[t[i].low] || i > 0 && t[i].cap && en.notName[t[i].low] && en.roles[t[i-1].low] && i+1 < len(t) && t[i+1].cap) {
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
	if len(name) == 0 || len(rest) > 0 && rest[0].kind == 'w' && !(rest[0].low == "from" || rest[0].low == "of" || rest[0].low == "as" || rest[0].low == "and" || rest[0].low == "for" || rest[0].low == "representing" || beForms[rest[0].low] || en.verbs[rest[0].low]&(formPast|formThird) != 0 || modals[rest[0].low].grade != "" || en.roles[rest[0].low]) {
		return nil, nil, t
	}
	if len(rest) > 0 && (rest[0].low == "of") && len(role) == 0 {
		return nil, nil, t
	}
	return name, role, rest
}
