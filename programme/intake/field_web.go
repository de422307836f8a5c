package intake

import (
	"slices"
	"strings"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/reading"
)

// fieldView is one value of a proposal as it is asked for or shown.
type fieldView struct {
	Name     string       `json:"name"`
	Label    string       `json:"-"` // a word key
	Type     string       `json:"type"`
	Value    string       `json:"value"`
	Shown    string       `json:"shown"` // the value for people, once decided
	Options  []web.Option `json:"-"`
	Required bool         `json:"required"`
	Text     string       `json:"text"`   // what the text states
	Silent   bool         `json:"silent"` // the text could state it and does not
	Typed    bool         `json:"typed"`  // accepted as typed by a person
}

// typeOf is how a field is asked for: text, area, date, select, or shown only.
func typeOf(name string) string {
	switch name {
	case "asked_by_text", "bound", "by_when", "how_much":
		return "shown"
	case "from", "to_day", "due", "day", "signed_on":
		return "date"
	case "parties", "done":
		return "area"
	case "part", "party", "kind", "attendance", "grade", "sector", "laid_on", "to", "asked_by", "reason", "unknown_number", "clause":
		return "select"
	}
	return "text"
}

// required are the fields without which no record is made.
var required = []string{"title", "kind", "part", "clause"}

// stated are the fields that a text may state. The others are a person's
// choices and are not held against it.
var stated = append([]string{"asked_by_text", "bound", "by_when", "how_much", "sector"}, free...)

// choices are the records that options are made of.
type choices struct {
	names   Names
	present []conference.Attendance
	members map[ident.ID]int
	classes bool // duties may be put to a class
}

func fieldOf(c *web.Call, p Proposal, f Field, ch choices) fieldView {
	v := fieldView{Name: f.Name, Label: "intake.field." + f.Name, Type: typeOf(f.Name), Value: f.Value, Text: f.Text, Typed: f.Typed,
		Required: slices.Contains(required, f.Name)}
	v.Silent = f.Text == "" && slices.Contains(stated, f.Name) && f.Name != "sector" && f.Name != "done"
	if f.Text == p.Quote.Text {
		v.Text = "" // it stands above the form already
	}
	v.Shown = f.Value
	switch v.Type {
	case "select":
		v.Options = ch.of(c, p.Kind, f.Name)
		for i, o := range v.Options {
			if o.Value == f.Value {
				v.Options[i].Selected, v.Shown = true, o.Label
			}
		}
		if f.Value == "" {
			v.Shown = ""
		}
	case "date":
		v.Shown = words.Date(c.Lang, words.Day(f.Value))
	}
	return v
}

// of are the options of a field.
func (ch choices) of(c *web.Call, kind, name string) []web.Option {
	switch name {
	case "part":
		return conference.Choices(c, "conference.part.", conference.Parts)
	case "party", "asked_by":
		return ch.parties(c, "")
	case "attendance":
		return conference.AttendanceOptions(c, ch.present)
	case "grade":
		return options(c, "intake.grade.", decision.Grades)
	case "sector":
		return options(c, "intake.sector.", append([]string{""}, reading.Sectors()...))
	case "laid_on":
		return options(c, "intake.laid_on.", decision.Sides)
	case "to":
		return ch.to(c)
	case "reason":
		return options(c, "intake.reason.", noteReasons)
	case "clause":
		return options(c, "intake.clause.", agreement.ClauseKinds)
	case "unknown_number":
		return options(c, "intake.number.", []string{"", "yes"})
	}
	switch kind { // name is "kind"
	case KindSpeech:
		return conference.Choices(c, "conference.speech.", conference.SpeechKinds)
	case KindEvent:
		return append(conference.Choices(c, "conference.event.", conference.EventKinds), conference.Choices(c, "conference.visit_kind.", conference.VisitKinds)...)
	case KindAgreement:
		return options(c, "intake.agreement.", agreement.Kinds)
	}
	return options(c, "intake.kind.", decision.Kinds)
}

var noteReasons = []string{"", string(reading.NoteExhortation), string(reading.NoteThought), string(reading.NoteCourtesy),
	string(reading.NoteManner), string(reading.NoteSupport)}

// parties lists the organisations by name; before stands before each code.
func (ch choices) parties(c *web.Call, before string) []web.Option {
	var out []web.Option
	for _, p := range ch.names.Parties {
		out = append(out, web.Option{Value: before + p.Code, Label: p.NameIn(c.Lang)})
	}
	slices.SortFunc(out, func(a, b web.Option) int { return strings.Compare(a.Label, b.Label) })
	if before == "" {
		out = slices.Insert(out, 0, web.Option{Value: "", Label: c.T("intake.none")})
	}
	return out
}

// to lists whom a duty can be put to: nobody yet, a class, or one lead.
func (ch choices) to(c *web.Call) []web.Option {
	out := []web.Option{{Value: "", Label: c.T("intake.to_nobody")}}
	for _, g := range ch.names.Groups {
		if !ch.classes {
			break
		}
		out = append(out, web.Option{Value: toGroup + g.Code, Label: c.T("intake.to_class", g.NameIn(c.Lang), ch.members[g.ID])})
	}
	return append(out, ch.parties(c, toParty)...)
}
