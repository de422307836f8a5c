package intake

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
)

// Names are the organisations and classes on record, for finding those that a
// text names.
type Names struct {
	Parties []party.Party
	Groups  []party.Group
}

// partyIn is the organisation whose name stands in a text, the longest name
// first; nil when there is none.
func (n Names) partyIn(text string) *party.Party {
	var best *party.Party
	longest := 0
	for i, p := range n.Parties {
		for _, name := range []string{p.Name, p.Other} {
			if l := len(search.Fold(name)); l > longest && names(text, name) {
				best, longest = &n.Parties[i], l
			}
		}
	}
	return best
}

// groupIn is the class whose name stands in a text.
func (n Names) groupIn(text string) *party.Group {
	var best *party.Group
	longest := 0
	for i, g := range n.Groups {
		for _, name := range []string{g.Name, g.Other} {
			if l := len(search.Fold(name)); l > longest && names(text, name) {
				best, longest = &n.Groups[i], l
			}
		}
	}
	return best
}

// names tells whether a name stands in a text as a whole: "Enterprise A" does
// not stand in "Enterprise Alpha".
func names(text, name string) bool {
	text, name = search.Fold(text), search.Fold(strings.TrimSpace(name))
	for at := 0; name != ""; {
		i := strings.Index(text[at:], name)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(name)
		before, _ := utf8.DecodeLastRuneInString(text[:from])
		after, _ := utf8.DecodeRuneInString(text[to:])
		if !joins(before, name) && !joins(after, name) {
			return true
		}
		at = to
	}
	return false
}

// joins tells whether a neighbouring character makes another word of a name in
// a script with words; Han has none.
func joins(r rune, name string) bool {
	first, _ := utf8.DecodeRuneInString(name)
	return !unicode.Is(unicode.Han, first) && !unicode.Is(unicode.Han, r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// Choices of the field "to": who is to act, as a record.
const (
	toParty = "party:"
	toGroup = "group:"
)

// prefill proposes the choices that records make possible: the organisation
// named, the class addressed, the speaker among those present. Only what has no
// value yet is filled.
func (p Proposal) prefill(n Names, present []conference.Attendance) map[string]string {
	values := map[string]string{}
	for _, f := range p.Fields {
		values[f.Name] = f.Value
	}
	set := func(name, value string) {
		if current, has := values[name]; has && current == "" {
			values[name] = value
		}
	}
	switch p.Kind {
	case KindAttendance:
		if x := n.partyIn(values["organisation"]); x != nil {
			set("party", x.Code)
		}
	case KindSpeech:
		for _, a := range present {
			if a.Person != "" && names(values["speaker"], a.Person) || values["speaker"] != "" && a.Person == "" && a.Organisation == values["speaker"] {
				set("attendance", itoa(a.ID))
			}
		}
	case KindMeasure:
		if x := n.partyIn(values["asked_by_text"]); x != nil {
			set("asked_by", x.Code)
		}
		p, g := n.partyIn(values["responsible"]), n.groupIn(values["responsible"])
		switch {
		case g != nil && (p == nil || len(g.Name) >= len(p.Name)):
			set("to", toGroup+g.Code)
			set("laid_on", g.Side)
		case p != nil:
			set("to", toParty+p.Code)
		}
	}
	return values
}

// Existing is what is on record of a meeting already.
type Existing struct {
	Conference   conference.Conference
	Attendances  []conference.Attendance
	Speeches     []conference.Speech
	Achievements []conference.Achievement
	Events       []conference.Event
	Visits       []conference.Visit
	Measures     []decision.Measure
	Agreements   []agreement.Agreement
	Clauses      []agreement.Clause // of the agreement whose text is read; all else is empty then
}

// Twin is a record that another text has given already. Same says that the
// proposal agrees with it; otherwise they differ.
type Twin struct {
	Ref   ident.Ref
	Quote conference.Quote
	Same  bool
}

// twin finds the record that a proposal repeats, from another text or by hand;
// nil when there is none. It is never one that this text has given itself.
func (p Proposal) twin(e Existing) *Twin {
	var found *Twin
	consider := func(ref ident.Ref, q conference.Quote, about, same bool) {
		if about && (q.Source == 0 || q.Source != p.Quote.Source) && (found == nil || same && !found.Same) {
			found = &Twin{ref, q, same}
		}
	}
	switch p.Kind {
	case KindAttendance:
		for _, a := range e.Attendances {
			about, same := p.attends(a)
			consider(ident.Ref{Kind: conference.AttendanceNoun, ID: a.ID}, a.Quote, about, same)
		}
	case KindSpeech:
		for _, s := range e.Speeches {
			same := p.words(s.Quote) || s.Kind == p.Value("kind") && alike(s.Speaker, p.Value("speaker"))
			consider(ident.Ref{Kind: conference.SpeechNoun, ID: s.ID}, s.Quote, same, same)
		}
	case KindAchievement:
		for _, a := range e.Achievements {
			consider(ident.Ref{Kind: conference.AchievementNoun, ID: a.ID}, a.Quote, p.words(a.Quote), p.words(a.Quote))
		}
	case KindEvent:
		for _, x := range e.Events {
			same := p.words(x.Quote) || x.Kind == p.Value("kind") && x.Day != "" && string(x.Day) == p.Value("day")
			consider(ident.Ref{Kind: conference.EventNoun, ID: x.ID}, x.Quote, same || x.Kind == p.Value("kind"), same)
		}
		for _, v := range e.Visits {
			same := p.words(v.Quote) || v.Kind == p.Value("kind") && v.From != "" && string(v.From) == p.Value("day")
			consider(v.Ref(), v.Quote, same || v.Kind == p.Value("kind"), same)
		}
	case KindMeasure, KindNote:
		for _, m := range e.Measures {
			same := p.words(m.Quote) || alike(m.Title, p.Value("title"))
			consider(m.Ref(), m.Quote, same && m.State != decision.Withdrawn && m.State != decision.NotTaken, same)
		}
	case KindAgreement:
		for _, a := range e.Agreements {
			same := p.words(a.Quote) || a.Kind == p.Value("kind") && p.signers(a)
			consider(a.Ref(), a.Quote, same && a.State != agreement.Withdrawn, same)
		}
	}
	if p.Kind == KindClause {
		for _, c := range e.Clauses {
			same := c.State != agreement.Withdrawn && c.From < p.Quote.To && p.Quote.From < c.To
			consider(c.Ref(), conference.Quote{}, same, same && c.Kind == p.Value("clause"))
		}
	}
	return found
}

// attends tells whether the attendance is of the same person, or of the same
// organisation without a person, and whether it says the same.
func (p Proposal) attends(a conference.Attendance) (about, same bool) {
	person, office, org := p.Value("person"), p.Value("office"), p.Value("organisation")
	if person == "" && a.Person == "" {
		same = alike(org, a.Organisation) && search.Fold(office) == search.Fold(a.Office)
		return same, same
	}
	if !alike(person, a.Person) {
		return false, false
	}
	return true, consistent(office, a.Office) && consistent(org, a.Organisation)
}

// consistent tells whether two values do not contradict each other.
func consistent(a, b string) bool { return a == "" || b == "" || alike(a, b) }

// alike tells whether two texts are given and are the same but for case, width
// and blanks.
func alike(a, b string) bool {
	a, b = oneLine(search.Fold(a)), oneLine(search.Fold(b))
	return a != "" && a == b
}

func (p Proposal) words(q conference.Quote) bool { return alike(p.Quote.Text, q.Text) }

// signers tells whether the agreement has the same parties by name.
func (p Proposal) signers(a agreement.Agreement) bool {
	var mine, theirs []string
	for line := range strings.Lines(p.Value("parties")) {
		if line = oneLine(search.Fold(line)); line != "" {
			mine = append(mine, line)
		}
	}
	for _, s := range a.Parties {
		theirs = append(theirs, oneLine(search.Fold(s.Name)))
	}
	slices.Sort(mine)
	slices.Sort(theirs)
	return len(mine) > 0 && slices.Equal(mine, theirs)
}
