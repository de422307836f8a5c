package reading

import (
	"strings"
	"unicode/utf8"
)

// conferenceOf finds title, date, place and chair of the meeting.
func (r *reader) conferenceOf() {
	c := &r.conference
	for i := range r.lines {
		l := &r.lines[i]
		if l.rest.empty() || i > 40 {
			continue
		}
		switch sectionOf(r.src.str(l.label)) {
		case secDate:
			if c.date.empty() {
				c.date = r.src.dateIn(l.rest, chinese(r.src.str(l.rest)))
			}
		case secPlace:
			if c.place.empty() {
				c.place = l.rest
			}
		case secTitle:
			if c.title.empty() {
				c.title = l.rest
			}
		}
	}
	r.recordTitle()
	for i := range r.lines {
		l := &r.lines[i]
		low := lower(r.src.str(stretch{l.from, min(l.to, l.from+12)}))
		if i > 12 && !strings.HasPrefix(low, "signed ") && !strings.HasPrefix(low, "done at") && !strings.HasPrefix(low, "adopted ") {
			continue
		}
		if l.cells != nil || l.section == secPeople || l.section == secActions {
			continue
		}
		if l.zh {
			r.heldZH(l)
		} else {
			r.heldEN(l)
		}
	}
	r.titleOf()
	if !c.date.empty() {
		c.year = yearOf(r.src.str(c.date))
	}
}

// recordTitle: 专题会议纪要 names its meeting.
func (r *reader) recordTitle() {
	for i := range r.lines {
		if i > 1 {
			return
		}
		p := r.src.trimEnds(r.lines[i].stretch)
		t := r.src.str(p)
		for _, tail := range []string{"会议纪要", "会议记录", "例会纪要", "例会记录", "座谈会纪要", "会纪要", "联合声明", "联合公报", "公报"} {
			if strings.HasSuffix(t, tail) && t != tail && !strings.ContainsAny(t, "，。：") {
				r.conference.title = stretch{p.from, p.from + len(strings.TrimSuffix(strings.TrimSuffix(t, "纪要"), "记录"))}
				return
			}
		}
	}
}

// heldEN: "The Conference on X was held in Y on 6 May 2025".
func (r *reader) heldEN(l *line) {
	c := &r.conference
	first := r.src.sentencesEN(l.stretch)
	if len(first) == 0 {
		return
	}
	t := r.src.tokens(first[0])
	if c.date.empty() && !l.item && (len(clausesEN(t)) == 0 || held(t)) {
		c.date = r.src.dateIn(stretch{l.from, min(l.to, l.from+200)}, false)
	}
	for i, w := range t {
		here := w.low == "held" && (beForms[lowAt(t, i-1)] || prepositional[lowAt(t, i+1)]) || (w.low == "met" || w.low == "meeting") && (lowAt(t, i+1) == "in" || lowAt(t, i+1) == "at") || (w.low == "adopted" || w.low == "done" || w.low == "signed") && i == 0
		if !here {
			continue
		}
		from, to := front(t, 0, max(i-1, 0))
		if w.low == "held" && beForms[lowAt(t, i-1)] && c.title.empty() && from < to {
			for _, x := range t[from:to] {
				if meetingNouns[x.low] {
					c.title = over(dropArticle(t[from:to]))
				}
			}
		}
		for j := i + 1; j < len(t) && j < i+12 && c.place.empty(); j++ {
			at := j + 1
			if lowAt(t, at) == "the" {
				at++
			}
			if (t[j].low == "in" || t[j].low == "at") && at < len(t) && t[at].cap && !months[t[at].low] {
				k := at
				for k < len(t) && t[k].kind == 'w' && (t[k].cap || nameParticles[t[k].low]) && !months[t[k].low] {
					k++
				}
				c.place = over(t[at:k])
			}
		}
	}
	if !c.date.empty() && c.place.empty() && c.date.from >= l.from && c.date.to <= l.to && (len(r.src.str(l.stretch)) < 120 || c.date.from < l.from+40) {
		r.datelinePlace(l)
	}
}

// held: the sentence tells that the meeting took place.
func held(t []token) bool {
	for i, w := range t {
		if (w.low == "held" || w.low == "signed") && i > 0 && beForms[t[i-1].low] || w.low == "met" || w.low == "place" && lowAt(t, i-1) == "took" {
			return true
		}
	}
	return false
}

// datelinePlace: "Port Halim, 22 January 2026", "Minutes, 3 October 2024, Town Hall".
func (r *reader) datelinePlace(l *line) {
	c := &r.conference
	for _, seg := range splitTokens(r.src.tokens(l.stretch), func(w token) bool { return w.kind == ',' }) {
		p := over(seg)
		if p.from > c.date.to+60 {
			return
		}
		if p.to > c.date.from && p.from < c.date.to || p.from < c.date.from && l.from != p.from {
			continue
		}
		caps, plain := 0, 0
		for _, w := range seg {
			switch {
			case w.cap && !meetingNouns[w.low] && w.low != "minutes" && w.low != "joint" && w.low != "board" && w.low != "committee":
				caps++
			default:
				plain++
			}
		}
		if caps > 0 && plain == 0 && len(seg) <= 4 {
			c.place = p
			return
		}
	}
}

// heldZH: X会议在Y召开; 在Y出席X会议.
func (r *reader) heldZH(l *line) {
	c := &r.conference
	for _, s := range r.src.sentencesZH(l.stretch) {
		t := r.src.str(s)
		held := containsAny(t, "召开", "举行", "举办", "开幕", "出席", "签署", "签约", "会见", "会谈")
		if held || l.blank && utf8.RuneCountInString(t) < 40 || strings.HasPrefix(t, "（") {
			if c.date.empty() && !l.heading {
				c.date = r.src.dateIn(s, true)
			}
		}
		if c.place.empty() && utf8.RuneCountInString(t) < 40 && !c.date.empty() && c.date.from >= s.from && c.date.to <= s.to && !held {
			for _, seg := range r.src.cut(r.src.trimEnds(r.src.trimFunc(s, func(x rune) bool { return strings.ContainsRune("（）()", x) })), "，,") {
				if p := r.src.trimEnds(seg); (p.to <= c.date.from || p.from >= c.date.to) && nounish(r.src.str(p)) {
					c.place = p // （2025年11月20日，蓝湾市）
				}
			}
		}
		if !held || l.heading && !strings.Contains(t, "召开") {
			continue
		}
		for _, cl := range r.src.clausesZH(s) {
			if _, marked := markerInZH(r.src.str(cl)); marked || timePrefixZH(r.src.str(cl)) > 0 && strings.HasPrefix(r.src.str(cl), "每") {
				continue
			}
			r.heldClauseZH(cl, l.heading)
		}
		if !c.title.empty() && !c.place.empty() {
			return
		}
	}
}

var meetingEnds = []string{"电视电话会议", "联席会议", "座谈会", "推进会", "协调会", "专题会议", "工作会议", "动员会", "现场会", "调度会", "论坛", "峰会", "会商会", "交流会", "会议", "例会", "大会"}

func meetingEnd(t string, from int) int {
	for _, m := range meetingEnds {
		if i := strings.Index(t[from:], m); i >= 0 && !strings.HasPrefix(t[from+i+len(m):], "室") {
			return from + i + len(m)
		}
	}
	return -1
}

func (r *reader) heldClauseZH(p stretch, heading bool) {
	c := &r.conference
	t := r.src.str(p)
	if i := strings.LastIndex(t, "："); i >= 0 && i+3 < len(t) {
		p.from += i + 3
		t = r.src.str(p)
	}
	from := 0
	for _, v := range []string{"主持召开", "召开", "出席", "参加", "举行", "举办"} {
		if k := strings.Index(t, v); k >= 0 && k+len(v) < len(t) {
			from = k + len(v)
			break
		}
	}
	end := meetingEnd(t, from)
	if end < 0 {
		from = 0
		end = meetingEnd(t, 0)
	}
	if at := strings.Index(t, "在"); at >= 0 && c.place.empty() && !heading {
		rest := t[at+3:]
		for _, v := range []string{"主持召开", "召开", "举行", "举办", "出席", "开幕", "签署"} {
			if k := strings.Index(rest, v); k > 0 && utf8.RuneCountInString(rest[:k]) <= 14 && !strings.ContainsAny(rest[:k], "，、的中下") {
				c.place = stretch{p.from + at + 3, p.from + at + 3 + k}
				break
			}
		}
	}
	if end <= 0 || !c.title.empty() || heading {
		return
	}
	if from == 0 {
		from = timePrefixZH(t)
	}
	if from < end {
		c.title = r.src.trimEnds(stretch{p.from + from, p.from + end})
	}
}

// titleOf falls back on the first line of the text.
func (r *reader) titleOf() {
	c := &r.conference
	if !c.title.empty() || len(r.lines) == 0 {
		return
	}
	for i := range r.lines {
		l := &r.lines[i]
		if i > 3 || l.cells != nil || l.section == secPeople || !l.rest.empty() && sectionOf(r.src.str(l.label)) != secNone {
			return
		}
		p := r.src.trimEnds(l.stretch)
		if l.zh {
			t := r.src.str(p)
			if !containsAny(t, "会", "声明", "纪要", "论坛") || strings.ContainsAny(t, "，。《") || t == "会议纪要" || containsAny(t, "通知", "清单", "方案", "签署", "召开") {
				continue
			}
			for _, m := range meetingEnds {
				if k := strings.LastIndex(t, m); k > 0 && !strings.Contains(t, "声明") {
					c.title = stretch{p.from, p.from + k + len(m)}
					return
				}
			}
			c.title = p
			return
		}
		if t := r.src.str(l.stretch); strings.HasSuffix(t, ".") || len(strings.Fields(t)) > 30 {
			return
		}
		for _, seg := range splitTokens(r.src.tokens(p), func(w token) bool { return w.kind == ',' }) {
			q := over(seg)
			if d := c.date; d.empty() || q.to <= d.from || q.from >= d.to {
				if low := lower(r.src.str(q)); low == "minutes" || low == "communique" || low == "communiqué" || low == "press release" {
					break
				}
				c.title = q
				return
			}
		}
	}
}
