package reading

import (
	"slices"
	"strings"
)

// peopleOf collects who was there: first from the lists, then from prose.
func (r *reader) peopleOf() {
	for i := range r.lines {
		l := &r.lines[i]
		if s := sectionOf(r.src.str(l.label)); !l.rest.empty() && s != secNone && l.cells == nil {
			switch s {
			case secPeople:
				r.listed = true
				r.peopleList(l.rest, l, PartAttendee)
			case secChair:
				r.peopleList(l.rest, l, PartChair)
				r.chairLine = l
			}
			continue
		}
		if l.section == secPeople && !l.heading && l.cells == nil && !strings.HasSuffix(strings.TrimRight(r.src.str(l.stretch), "*"), ":") {
			r.listed = true
			r.peopleList(l.stretch, l, PartAttendee)
		}
	}
	for i := range r.lines {
		l := &r.lines[i]
		if l.cells != nil || l.section == secPeople || l.section == secAbsent || l.section == secActions || l.heading && l.section != secNone {
			continue
		}
		if l.zh {
			r.prosePeopleZH(l)
		} else {
			r.prosePeopleEN(l)
		}
	}
	r.chairPerson()
}

// chairPerson: who is called chair in a list chairs the meeting.
func (r *reader) chairPerson() {
	for i := range r.people {
		p := &r.people[i]
		role := lower(r.src.str(p.role))
		if p.part != PartChair && (chairWords[role] || role == "主持" || role == "主持人" || role == "会议主持") {
			p.part = PartChair
		}
		if p.part == PartChair && r.conference.chair.empty() {
			r.conference.chair = p.name
		}
		if l := r.chairLine; p.part == PartChair && l != nil && p.role.empty() && l.zh && p.name.from >= l.from && p.name.to <= l.to {
			p.role, p.quote = l.label, r.src.trimEnds(l.stretch)
		}
	}
}

func (r *reader) peopleList(p stretch, l *line, part Part) {
	if l.zh || chinese(r.src.str(l.label)) {
		r.peopleListZH(p, part)
	} else {
		r.peopleListEN(p, part)
	}
}

// meet adds a person or organisation, or completes one already there: the same
// name is one attendance, with the more telling part.
func (r *reader) meet(p person) {
	p.quote = r.src.trimEnds(p.quote)
	key, words := r.nameKey(&p)
	if key == "" {
		return
	}
	i, known := r.known[key]
	for k := 0; !known && k < len(words); k++ {
		for _, j := range r.byWord[words[k]] {
			if sameWords(words, r.people[j].words) {
				i, known = j, true
				break
			}
		}
	}
	if known {
		r.complete(&r.people[i], p)
		return
	}
	p.words = words
	r.known[key] = len(r.people)
	for _, w := range words {
		if len(r.byWord[w]) < 40 {
			r.byWord[w] = append(r.byWord[w], len(r.people))
		}
	}
	r.people = append(r.people, p)
}

func (r *reader) complete(q *person, p person) {
	if q.role.empty() {
		q.role = p.role
	}
	if q.org.empty() {
		q.org = p.org
	}
	if rank[p.part] > rank[q.part] {
		q.part = p.part
	}
	if p.name.to-p.name.from > q.name.to-q.name.from {
		q.name = p.name
	}
}

var rank = map[Part]int{PartAttendee: 0, PartAccompanying: 1, PartSigner: 2, PartSpeaker: 3, PartChair: 4}

// nameKey identifies a person or, without one, an organisation. The words of a
// Latin name allow for a missing first name.
func (r *reader) nameKey(p *person) (key string, words []string) {
	if p.name.empty() {
		return "org " + r.src.str(p.org), nil
	}
	key = lower(r.src.str(p.name))
	if !chinese(key) && len(key) < 80 {
		words = strings.Fields(key)
	}
	return key, words
}

// sameWords: every word of the shorter name stands in the longer.
func sameWords(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	for _, w := range a {
		if !slices.Contains(b, w) {
			return false
		}
	}
	return len(a) > 0
}

// namedAt is the length of the name of somebody present that a text begins with.
func (r *reader) namedAt(t string) int {
	for i := range t {
		if i > 40 {
			return 0
		}
		if i >= 6 {
			if _, ok := r.known[lower(t[:i])]; ok {
				return i
			}
		}
	}
	return 0
}
