package reading

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Read reads a text. It never fails: a text with nothing in it gives an empty
// Reading. The text is UTF-8 with LF, as Decode gives it; other bytes count as
// U+FFFD.
func Read(text string) Reading { return newReader(text).finish() }

// Language tells in which of the two languages a text is written, "zh" or "en".
func Language(text string) string {
	han, letters := 0, 0
	for _, c := range text {
		switch {
		case unicode.Is(unicode.Han, c):
			han++
		case unicode.IsLetter(c):
			letters++
		}
	}
	if han*3 > letters {
		return "zh"
	}
	return "en"
}

// newReader finds in the text what there is to find.
func newReader(text string) *reader {
	if !utf8.ValidString(text) {
		text = string([]rune(text))
	}
	r := &reader{src: newSource(text), known: map[string]int{}, byWord: map[string][]int{}}
	r.lines = layout(r.src)
	r.character()
	r.sections()
	r.peopleOf()
	r.conferenceOf()
	r.dutiesOf()
	r.tables()
	r.reports()
	return r
}

// character settles the language and the kind of text.
func (r *reader) character() {
	zh, all := 0, 0
	for i := range r.lines {
		n := r.lines[i].to - r.lines[i].from
		all += n
		if r.lines[i].zh {
			zh += n
		}
		if i < 4 {
			t := lower(r.src.str(r.lines[i].stretch))
			r.joint = r.joint || containsAny(t, "joint statement", "joint declaration", "joint communique", "joint communiqué", "memorandum", "联合声明", "联合公报", "备忘录", "协议书")
			r.order = r.order || utf8.RuneCountInString(t) < 60 && containsAny(t, "通知", "方案", "实施意见", "清单", "工作要点", "行动计划", "分工", "备忘录", "协议书") && !containsAny(t, "签署", "签订", "签约", "召开", "。")
		}
	}
	r.zh = zh*2 > all
}

// sections carries each heading down to the lines under it. A label without text
// behind it is a heading as well.
func (r *reader) sections() {
	current := secNone
	list := false // the section came from a label and ends with its list
	for i := range r.lines {
		l := &r.lines[i]
		t := r.src.str(l.stretch)
		bare := strings.HasSuffix(strings.TrimRight(t, "*_ "), ":") || strings.HasSuffix(t, "：")
		if l.item && l.depth >= 3 && current == secActions {
			l.heading = false
		}
		switch {
		case l.heading:
			current, list = sectionOf(t), false
			if current == secNone {
				current = secOther
			}
		case bare && !l.item && l.rest.empty() && sectionOf(t) != secNone:
			current, list = sectionOf(t), true
			l.heading = current != secTasks && current != secDecided || len(t) < 40
		case list && !l.item && current == secPeople && l.blank:
			current, list = secNone, false
		case (current == secPeople || current == secAbsent) && !l.item && (len(t) > 160 || strings.HasSuffix(t, "。") || strings.HasSuffix(t, ".") && len(strings.Fields(t)) > 9):
			current = secNone
		}
		l.section = current
	}
}

// dutiesOf reads line by line with the grammar of each line's language.
func (r *reader) dutiesOf() {
	sc := &scene{}
	item := 0 // the first duty of the item before
	topic := ""
	for i := range r.lines {
		l := &r.lines[i]
		if l.cells != nil {
			continue
		}
		if l.heading {
			*sc = scene{section: l.section}
			topic, _ = sectorOf(r.src.str(l.stretch))
			continue
		}
		sc.section = l.section
		if s := sectionOf(r.src.str(l.label)); !l.rest.empty() && (s == secOwner || s == secDue) {
			r.attach(item, s, l.rest)
			continue
		}
		item = len(r.duties)
		if l.zh {
			r.lineZH(l, sc)
		} else {
			r.lineEN(l, sc)
		}
		for k := item; k < len(r.duties); k++ {
			r.duties[k].topic = topic
			if l.item {
				r.duties[k].item = l.stretch
			}
		}
	}
}

// finish turns what was found into the Reading.
func (r *reader) finish() Reading {
	out := Reading{Lang: "en"}
	if r.zh {
		out.Lang = "zh"
	}
	c := r.conference
	out.Conference = Conference{Title: r.src.span(c.title), Date: r.src.span(c.date), Place: r.src.span(c.place), Chair: r.src.span(c.chair), Year: c.year}
	sort.SliceStable(r.people, func(i, j int) bool { return r.people[i].quote.from < r.people[j].quote.from })
	for _, p := range r.people {
		out.Attendances = append(out.Attendances, Attendance{r.src.span(p.name), r.src.span(p.role), r.src.span(p.org), p.part, r.src.span(p.quote)})
	}
	for _, s := range r.speeches {
		out.Speeches = append(out.Speeches, Speech{r.src.span(s.speaker), r.src.span(s.behalf), s.kind, r.src.span(r.src.trimEnds(s.quote))})
	}
	r.measures(&out)
	sort.SliceStable(r.notes, func(i, j int) bool { return r.notes[i].quote.from < r.notes[j].quote.from })
	for _, n := range r.notes {
		out.Notes = append(out.Notes, Note{r.src.span(n.quote), n.reason})
	}
	for _, a := range r.agreements {
		x := Agreement{Kind: r.src.span(a.kind), Code: a.code, Period: r.src.span(a.period), Plural: a.plural, Quote: r.src.span(r.src.trimEnds(a.quote))}
		for _, p := range a.parties {
			x.Parties = append(x.Parties, r.src.span(p))
		}
		out.Agreements = append(out.Agreements, x)
	}
	for _, a := range r.achievements {
		q, _ := r.src.quantityIn(a.quote, a.zh)
		out.Achievements = append(out.Achievements, Achievement{r.src.span(a.quote), r.src.span(q)})
	}
	for _, v := range r.visits {
		out.Visits = append(out.Visits, Visit{r.src.span(v.who), v.kind, r.src.span(r.src.trimEnds(v.quote))})
	}
	r.uncovered(&out)
	out.Missing.NotedOnly = len(out.Notes)
	out.Missing.SigningsWithoutText = len(out.Agreements)
	if r.ownText() {
		out.Missing.SigningsWithoutText = max(0, len(out.Agreements)-1)
	}
	return out
}

// ownText: the text is itself the instrument that was signed.
func (r *reader) ownText() bool {
	for i := range r.lines {
		if i > 2 {
			break
		}
		t := lower(r.src.str(r.lines[i].stretch))
		if len(t) < 120 && containsAny(t, "memorandum", "agreement between", "备忘录", "协议书", "框架协议", "合作协议") && !containsAny(t, "sign", "签") {
			return true
		}
	}
	return false
}

// measures fills in due, quantity and sector, and counts what is missing.
func (r *reader) measures(out *Reading) {
	sort.SliceStable(r.duties, func(i, j int) bool { return r.duties[i].quote.from < r.duties[j].quote.from })
	topic := r.topicOf()
	last, before := stretch{}, duty{}
	for _, d := range r.duties {
		if d.quote == last {
			continue
		}
		last = d.quote
		body := d.quote
		if d.responsible.from >= d.quote.from && d.responsible.to < d.quote.to {
			body.from = d.responsible.to
		}
		if d.due.empty() {
			d.due = r.src.dueIn(body, d.zh)
		}
		if d.due.empty() {
			d.due = d.when
		}
		amount := false
		if d.quantity.empty() {
			d.quantity, amount = r.src.quantityIn(body, d.zh)
		}
		m := Measure{Quote: r.src.span(d.quote), Responsible: r.src.span(r.src.trimEnds(d.responsible)), AskedBy: r.src.span(r.src.trimEnds(d.askedBy)),
			Due: r.src.span(d.due), Quantity: r.src.span(d.quantity), Grade: d.grade, Kind: d.kind, Sector: r.sectorFor(body, r.nearby(d, before), d.topic, topic)}
		before = d
		before.topic = m.Sector
		out.Measures = append(out.Measures, m)
		n := &out.Missing
		n.Duties++
		if m.Due.Stated() {
			n.WithDate++
		}
		if amount {
			n.WithAmount++
		} else if m.Quantity.Stated() {
			n.WithQuantity++
		}
		if classOf(m.Responsible.Text, d.zh) {
			n.ClassAddressed++
		}
	}
}

// nearby is the sector of the duty before it in the same sentence, or of what a
// list item names first.
func (r *reader) nearby(d, before duty) string {
	if from := before.quote.to; from > 0 && from <= d.quote.from && d.quote.from-from < 60 && !strings.ContainsAny(r.src.text[from:d.quote.from], "。.\n") {
		return before.topic
	}
	if item := d.item; !item.empty() && item.to-item.from < 400 && item.from < d.quote.from {
		strong, _ := sectorOf(r.src.str(stretch{item.from, d.quote.from}))
		return strong
	}
	return ""
}

// sectorFor: the first object named, else what the heading or the text is about.
func (r *reader) sectorFor(body stretch, near, heading, topic string) string {
	strong, weak := sectorOf(r.src.str(body))
	if weak != "" {
		near = ""
	}
	for _, s := range []string{strong, near, heading, topic, weak} {
		if s != "" {
			return s
		}
	}
	if administrative(r.src, body) {
		return "governance-organisation"
	}
	return "other"
}

var classWords = []string{"all ", "every ", "each ", "relevant ", "the relevant ", "participating ", "other ", "member "}
var classHeads = wordSet(`enterprises departments companies members cities districts councils administrations families schools units agencies regions provinces counties authorities
	partners participants officials organisations organizations institutions municipalities donors farmers residents operators governments everyone all universities banks employers stakeholders`)

// classOf reports whether a duty is laid on a class and not on named bodies.
func classOf(who string, zh bool) bool {
	if who == "" {
		return false
	}
	if zh {
		return strings.HasPrefix(who, "各") || containsAny(who, "有关", "相关", "全体", "所有", "各级", "各部门", "各单位", "各地", "们", "各县", "各市", "任何", "企业家") || strings.HasSuffix(who, "企业") && !strings.Contains(who, "公司")
	}
	low := lower(who)
	for _, w := range classWords {
		if strings.HasPrefix(low, w) {
			return true
		}
	}
	words := strings.Fields(strings.TrimSuffix(low, ","))
	return len(words) > 0 && len(words) <= 12 && (classHeads[words[len(words)-1]] || classHeads[words[0]])
}

// uncovered lists the sentences with a duty marker that nothing proposed covers.
func (r *reader) uncovered(out *Reading) {
	var covers []stretch
	for _, d := range r.duties {
		covers = append(covers, d.quote)
	}
	for _, n := range r.notes {
		covers = append(covers, n.quote)
	}
	for _, a := range r.agreements {
		covers = append(covers, a.quote)
	}
	for _, a := range r.achievements {
		covers = append(covers, a.quote)
	}
	for _, v := range r.visits {
		covers = append(covers, v.quote)
	}
	sort.Slice(covers, func(i, j int) bool { return covers[i].from < covers[j].from })
	furthest := 0 // the furthest end of the covers that begin before a sentence ends
	k := 0
	for _, s := range r.marked {
		for k < len(covers) && covers[k].from < s.to {
			furthest = max(furthest, covers[k].to)
			k++
		}
		if furthest <= s.from {
			out.Uncovered = append(out.Uncovered, r.src.span(s))
		}
	}
}
