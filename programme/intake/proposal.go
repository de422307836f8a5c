package intake

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/reading"
)

// Proposal is one record as read, waiting for a person. Record is what came of
// it: the record made, or the one it agrees with. Decided is the number of the
// change that decided, 0 while it waits.
type Proposal struct {
	ID      ident.ID         `json:"id"`
	Seq     int64            `json:"-"`
	Reading ident.ID         `json:"reading"`
	Ordinal int              `json:"ordinal"` // from 1, in the order of the text
	Kind    string           `json:"kind"`
	Quote   conference.Quote `json:"quote"`
	Fields  []Field          `json:"fields"`
	Origin  string           `json:"origin"`
	State   string           `json:"state"`
	Reason  string           `json:"reason"`
	Record  ident.Ref        `json:"record"`
	Decided int64            `json:"decided"`
}

// Field is one value of a proposal with the passage that states it; Text is ""
// when the text does not. Typed marks an accepted value that a person typed and
// that does not stand in the text.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  int    `json:"from"`
	To    int    `json:"to"`
	Text  string `json:"text"`
	Typed bool   `json:"typed"`
}

// Kinds of proposal, in the order in which they are listed.
const (
	KindConference  = "conference"
	KindAttendance  = "attendance"
	KindSpeech      = "speech"
	KindMeasure     = "measure"
	KindNote        = "note"
	KindAgreement   = "agreement"
	KindAchievement = "achievement"
	KindEvent       = "event"
	KindClause      = "clause" // of an agreement's own text; all others are of a report about a meeting
)

// Kinds lists them all.
var Kinds = []string{KindConference, KindMeasure, KindNote, KindAgreement, KindAttendance, KindSpeech, KindAchievement, KindEvent, KindClause}

// ByHandKinds are what a selected passage can become.
var ByHandKinds = []string{KindMeasure, KindNote, KindAgreement, KindSpeech, KindAchievement, KindEvent, KindAttendance}

// BulkKinds can be accepted all at once: they lay nothing on anybody.
var BulkKinds = []string{KindAttendance, KindSpeech}

// Where a proposal comes from: the reader, a person who selected the passage, or a
// language model, of which every word is checked.
const (
	Reader = ""
	Hand   = "hand"
	Model  = "model"
)

// States of a proposal.
const (
	Proposed = "proposed"
	Accepted = "accepted"
	Agreed   = "agreed"
	Rejected = "rejected"
)

// ProposalMachine is the life of a proposal.
var ProposalMachine = &state.Machine{Noun: ProposalNoun, Start: Proposed, Moves: []state.Move{
	{Verb: "intake.accept", From: []string{Proposed}, To: Accepted, By: keepers, Needs: []string{"intake.needs_quote"}},
	{Verb: "intake.agree", From: []string{Proposed}, To: Agreed, By: keepers, Needs: []string{"intake.needs_record"}},
	{Verb: "intake.reject", From: []string{Proposed}, To: Rejected, By: keepers},
	{Verb: "intake.undo", From: []string{Accepted, Agreed, Rejected}, To: Proposed, By: keepers},
}}

// Ref names the proposal to the journal.
func (p Proposal) Ref() ident.Ref { return ident.Ref{Kind: ProposalNoun, ID: p.ID} }

// Value is the value of a field, "" when there is none.
func (p Proposal) Value(name string) string {
	for _, f := range p.Fields {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// typed lists the values that do not stand in the text.
func (p Proposal) typed() []Field {
	var out []Field
	for _, f := range p.Fields {
		if f.Typed {
			out = append(out, f)
		}
	}
	return out
}

// free are the fields that hold words: they stand in the text or are typed by
// somebody. The others are choices.
var free = []string{"title", "place", "person", "office", "organisation", "speaker", "on_behalf_of", "responsible", "due_text", "quantity",
	"period", "who", "from", "to_day", "due", "day", "signed_on", "parties", "done"}

// with lays what a person sent over the proposed values, and marks what does
// not stand in the text. A name that the kind does not have is left out.
func (p Proposal) with(values map[string]string, text string) Proposal {
	fields := slices.Clone(p.Fields)
	for i, f := range fields {
		sent, given := values[f.Name]
		if given {
			f.Value = sent
		}
		f.Typed = f.Value != "" && slices.Contains(free, f.Name) && !f.inText(text)
		fields[i] = f
	}
	p.Fields = fields
	return p
}

// inText tells whether the value stands in the text: word for word, or as a day
// that the passage of the field states.
func (f Field) inText(text string) bool {
	switch f.Name {
	case "from", "to_day", "due", "day", "signed_on":
		return f.Text != "" && reading.DayIn(f.Text, yearOf(f.Value)) == words.Day(f.Value)
	case "parties":
		for line := range strings.Lines(f.Value) {
			if line = strings.TrimSpace(line); line != "" && !strings.Contains(text, line) {
				return false
			}
		}
		return true
	}
	return strings.Contains(text, f.Value) || f.Text != "" && f.Value == oneLine(f.Text)
}

// field is a proposed value read from a passage.
func field(name string, s reading.Span) Field {
	return Field{Name: name, Value: oneLine(s.Text), From: s.From, To: s.To, Text: s.Text}
}

// chosen is a proposed value that the reader concluded.
func chosen(name, value string) Field { return Field{Name: name, Value: value} }

// dated is a day as far as the passage states one whole; year completes a day
// without a year, 0 completes nothing.
func dated(name string, s reading.Span, year int) Field {
	f := field(name, s)
	f.Value = string(reading.DayIn(s.Text, year))
	return f
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Propose turns what was read into proposals, the meeting's own facts first and
// the rest in the order of the text. year is the meeting's, 0 when not known.
func Propose(r reading.Reading, year int) []Proposal {
	var out []Proposal
	add := func(kind string, quote reading.Span, fields ...Field) {
		if quote.Stated() {
			out = append(out, Proposal{Kind: kind, Quote: conference.Quote{From: quote.From, To: quote.To, Text: quote.Text}, Fields: fields, State: Proposed})
		}
	}
	for _, a := range r.Attendances {
		add(KindAttendance, a.Quote, chosen("part", string(a.Part)), field("organisation", a.Organisation), chosen("party", ""),
			field("office", a.Role), field("person", a.Person))
	}
	for _, s := range r.Speeches {
		add(KindSpeech, s.Quote, chosen("kind", string(s.Kind)), chosen("attendance", ""), field("speaker", s.Speaker), field("on_behalf_of", s.OnBehalfOf))
	}
	for _, m := range r.Measures {
		add(KindMeasure, m.Quote, measureFields(m)...)
	}
	for _, n := range r.Notes {
		add(KindNote, n.Quote, titled(n.Quote), chosen("reason", string(n.Reason)))
	}
	for _, a := range r.Agreements {
		add(KindAgreement, a.Quote, agreementFields(a)...)
	}
	for _, a := range r.Achievements {
		add(KindAchievement, a.Quote, field("quantity", a.Quantity))
	}
	for _, v := range r.Visits {
		add(KindEvent, v.Quote, chosen("kind", string(v.Kind)), dated("day", v.Quote, year), field("who", v.Who))
	}
	slices.SortStableFunc(out, func(a, b Proposal) int { return a.Quote.From - b.Quote.From })
	if facts := meeting(r.Conference, year); facts != nil {
		out = slices.Insert(out, 0, *facts)
	}
	for i := range out {
		out[i].Ordinal = i + 1
	}
	return out
}

// meeting proposes the facts of the meeting itself, nil when the text has none.
func meeting(c reading.Conference, year int) *Proposal {
	for _, s := range []reading.Span{c.Title, c.Date, c.Place, c.Chair} {
		if s.Stated() {
			return &Proposal{Kind: KindConference, State: Proposed, Quote: conference.Quote{From: s.From, To: s.To, Text: s.Text}, Fields: []Field{
				field("title", c.Title), dated("from", c.Date, year), {Name: "to_day"}, field("place", c.Place)}}
		}
	}
	return nil
}

func measureFields(m reading.Measure) []Field {
	return []Field{titled(m.Quote), field("responsible", m.Responsible), chosen("to", ""), chosen("laid_on", ""), dated("due", m.Due, 0),
		field("due_text", m.Due), field("quantity", m.Quantity), chosen("kind", string(m.Kind)), chosen("grade", string(m.Grade)),
		chosen("sector", m.Sector), field("asked_by_text", m.AskedBy), chosen("asked_by", ""), chosen("done", "")}
}

func agreementFields(a reading.Agreement) []Field {
	var names []string
	for _, p := range a.Parties {
		names = append(names, oneLine(p.Text))
	}
	unknown := ""
	if a.Plural {
		unknown = "yes"
	}
	return []Field{titled(a.Quote), {Name: "kind", Value: string(a.Code), From: a.Kind.From, To: a.Kind.To, Text: a.Kind.Text},
		chosen("parties", strings.Join(names, "\n")), chosen("unknown_number", unknown), field("period", a.Period), chosen("signed_on", "")}
}

// titleLength is how long a proposed title may be, in characters.
const titleLength = 120

// titled proposes the passage as the title, cut at the end of a word or clause.
func titled(quote reading.Span) Field {
	f := field("title", quote)
	runes := []rune(f.Value)
	if len(runes) <= titleLength {
		return f
	}
	cut := titleLength
	for i := titleLength; i > titleLength/2; i-- {
		if strings.ContainsRune(" ，、；。,;", runes[i]) {
			cut = i
			break
		}
	}
	f.Value = strings.TrimRight(string(runes[:cut]), " ，、；。,;")
	return f
}

// span is a quote as the reader gives passages.
func span(q conference.Quote) reading.Span { return reading.Span{Text: q.Text, From: q.From, To: q.To} }

// ProposeClauses turns the clauses of an agreement's text into proposals.
func ProposeClauses(clauses []reading.Clause) []Proposal {
	var out []Proposal
	for i, c := range clauses {
		out = append(out, Proposal{Kind: KindClause, Ordinal: i + 1, State: Proposed, Fields: clauseFields(c),
			Quote: conference.Quote{From: c.Quote.From, To: c.Quote.To, Text: c.Quote.Text}})
	}
	return out
}

func clauseFields(c reading.Clause) []Field {
	who := field("bound", c.Responsible)
	if c.Named.Stated() && c.Named.Text != c.Responsible.Text {
		who.Text += " (" + oneLine(c.Named.Text) + ")"
	}
	return []Field{chosen("clause", string(c.Kind)), chosen("number", c.Number), who, field("by_when", c.Due), field("how_much", c.Quantity)}
}

// byHand makes a proposal of a passage that a person selected.
func byHand(kind string, q conference.Quote) (Proposal, error) {
	var f fault.Form
	f.Require(slices.Contains(ByHandKinds, kind) || kind == KindClause, "as", "intake.kind_unknown")
	if err := f.Err(); err != nil {
		return Proposal{}, err
	}
	quote := span(q)
	p := Proposal{Kind: kind, Quote: q, State: Proposed, Origin: Hand}
	switch kind {
	case KindMeasure:
		p.Fields = measureFields(reading.Measure{Quote: quote, Kind: reading.MeasureRequirement})
	case KindNote:
		p.Fields = []Field{titled(quote), chosen("reason", "")}
	case KindAgreement:
		p.Fields = agreementFields(reading.Agreement{Quote: quote, Code: reading.AgreementOther})
	case KindSpeech:
		p.Fields = []Field{chosen("kind", string(reading.SpeechPlain)), chosen("attendance", ""), {Name: "speaker"}, {Name: "on_behalf_of"}}
	case KindAchievement:
		p.Fields = []Field{{Name: "quantity"}}
	case KindEvent:
		p.Fields = []Field{chosen("kind", string(reading.VisitInspection)), {Name: "day"}, {Name: "who"}}
	case KindClause:
		p.Fields = clauseFields(reading.Clause{Quote: quote, Kind: reading.ClauseCommitment})
	case KindAttendance:
		p.Fields = []Field{chosen("part", string(reading.PartAttendee)), {Name: "organisation"}, chosen("party", ""), {Name: "office"}, {Name: "person"}}
	}
	return p, nil
}

// yearOf is the year of a stored day, 0 when it has none.
func yearOf(day string) int {
	if len(day) < 4 {
		return 0
	}
	y, _ := strconv.Atoi(day[:4])
	return y
}
