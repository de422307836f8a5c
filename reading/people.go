package reading

import "strings"

// peopleOf collects who was there: first from the lists, then from prose.
func (r *reader) peopleOf() {
	for i := range r.lines {
		l := &r.lines[i]
		if s := sectionOf(r.src.str(l.label)); !l.rest.empty() && s != secNone && l.cells == nil {
			switch s {
			case secPeople:
				r.listed = true
				r.peopleList(l.rest, l)
			case secChair:
				r.peopleList(l.rest, l)
				r.chairOf(l)
			}
			continue
		}
		if l.section == secPeople && !l.heading && l.cells == nil && !strings.HasSuffix(strings.TrimRight(r.src.str(l.stretch), "*"), ":") {
			r.listed = true
			r.peopleList(l.stretch, l)
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

func (r *reader) peopleList(p stretch, l *line) {
	if l.zh || chinese(r.src.str(l.label)) {
		r.peopleListZH(p, r.src.str(l.label))
	} else {
		r.peopleListEN(p)
	}
}

// chairOf marks the people of a chair line.
func (r *reader) chairOf(l *line) {
	for i := range r.people {
		p := &r.people[i]
		if p.quote.from >= l.from && p.quote.to <= l.to {
			p.part = PartChair
			r.chairLine = l
		}
	}
	if r.conference.chair.empty() && len(r.people) > 0 {
		if p := r.people[len(r.people)-1]; p.name.from >= l.from {
			r.conference.chair = p.name
		}
	}
}

// meet adds a person or organisation, or completes one already there: the same
// name is one attendance, with the more telling part.
func (r *reader) meet(p person) {
	p.quote = r.src.trimEnds(p.quote)
	for i := range r.people {
		q := &r.people[i]
		if !r.same(q, &p) {
			continue
		}
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
		return
	}
	r.people = append(r.people, p)
}

var rank = map[Part]int{PartAttendee: 0, PartAccompanying: 1, PartSigner: 2, PartSpeaker: 3, PartChair: 4}

func (r *reader) same(a, b *person) bool {
	if a.name.empty() || b.name.empty() {
		return a.name.empty() && b.name.empty() && r.src.str(a.org) == r.src.str(b.org)
	}
	x, y := lower(r.src.str(a.name)), lower(r.src.str(b.name))
	if x == y {
		return true
	}
	if chinese(x) {
		return false
	}
	if len(x) > len(y) {
		x, y = y, x
	}
	have := wordSet(y)
	for _, w := range strings.Fields(x) {
		if !have[w] {
			return false
		}
	}
	return true
}
