package decision

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
	"throughline/kit/sheet"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
)

// MaxRows is how many measures one file may hold: they are one change.
const MaxRows = 500

// Columns are those of a table of measures to be read in. The list's own file
// has them too, so that it can be filled in and sent back.
var Columns = []string{"title_zh", "title_en", "kind", "grade", "sector", "conference", "asked_by", "responsible", "laid_on", "lead", "due", "done",
	"quantity", "unit"}

// spoken are the room's own texts: a table is read in either language.
var spoken = func() *words.Book {
	b, err := words.Load(Words)
	if err != nil {
		panic(err)
	}
	return b
}()

func columns() []sheet.Column {
	all := make([]sheet.Column, len(Columns))
	for i, name := range Columns {
		key := "decision.column." + name
		all[i] = sheet.Column{Name: name, Aliases: []string{spoken.T(words.EN, key), spoken.T(words.ZH, key)}, Required: name == "kind"}
	}
	return all
}

// said finds what a cell says among the values: the value itself or its text in
// either language. A cell that says none of them is given back for the check to
// refuse.
func said(cell, prefix string, values []string) string {
	for _, v := range values {
		if v != "" && slices.ContainsFunc([]string{v, spoken.T(words.EN, prefix+v), spoken.T(words.ZH, prefix+v)},
			func(text string) bool { return strings.EqualFold(cell, text) }) {
			return v
		}
	}
	return cell
}

// Register is what the rows of a table refer to, and what is there already:
// codes of organisations and meetings, and the measures' titles as titleKey
// writes them with the code of each.
type Register struct {
	Parties     map[string]party.Party
	Conferences map[string]conference.Conference
	Titles      map[string]string
}

// titleKey is by what two measures of one meeting are the same.
func titleKey(meeting ident.ID, title string) string {
	return fmt.Sprint(meeting, " ", search.Fold(title))
}

// Line is one measure that a table would add.
type Line struct {
	Row        int       `json:"row"`
	Title      string    `json:"title"`
	Other      string    `json:"other"`
	Kind       string    `json:"kind"`
	Conference string    `json:"conference"`
	Lead       string    `json:"lead"`
	Due        words.Day `json:"due"`

	input CaptureInput
}

// Draft is what a table of measures would do before it does anything.
type Draft struct {
	Lines   []Line           `json:"lines"`
	Errors  []sheet.RowError `json:"errors"`
	Unknown []string         `json:"unknown"` // headers that are not read
}

// Digest names what the lines hold, so that what was shown is what is done.
func (d Draft) Digest() string {
	h := sha256.New()
	for _, l := range d.Lines {
		b, err := json.Marshal(l.input.measure())
		if err != nil {
			panic(err) // plain values always marshal
		}
		fmt.Fprintf(h, "%d %s\n", l.Row, b)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// DraftTable says which measures a table would add. A measure whose title
// stands already under the same meeting, or twice in the file, is refused.
func DraftTable(file []byte, reg Register) (Draft, error) {
	t, err := sheet.Read(strings.NewReader(string(file)), sheet.Limits{Rows: MaxRows + titleRows})
	if err != nil {
		return Draft{}, err
	}
	records, err := t.Match(columns())
	if err != nil {
		return Draft{}, err
	}
	inFile := map[string]int{}
	plan, err := sheet.DryRun(records, func(row sheet.Row) (Line, error) {
		l, err := reg.line(row)
		if err != nil {
			return l, err
		}
		var f fault.Form
		key := titleKey(l.input.Conference, l.Title)
		first, twice := inFile[key]
		f.Require(!twice, titleColumn(l.input.Lang), "decision.row_twice", first)
		f.Require(reg.Titles[key] == "", titleColumn(l.input.Lang), "decision.title_taken", reg.Titles[key])
		inFile[key] = row.Number
		return l, f.Err()
	})
	draft := Draft{Errors: plan.Errors, Unknown: records.Unknown}
	for _, item := range plan.Items {
		draft.Lines = append(draft.Lines, item.Value)
	}
	return draft, err
}

// titleRows may stand above the header.
const titleRows = 10

func titleColumn(lang string) string { return "title_" + lang }

// line reads one row.
func (reg Register) line(r sheet.Row) (Line, error) {
	in := CaptureInput{Kind: said(r.Get("kind"), "decision.kind.", Kinds), Grade: said(r.Get("grade"), "decision.grade.", Grades),
		Sector: said(r.Get("sector"), "decision.sector.", Sectors), LaidOn: said(r.Get("laid_on"), "decision.side.", Sides),
		Responsible: r.Get("responsible"), Due: words.Day(r.Get("due")), Done: r.Get("done")}
	in.Lang, in.Title, in.Other = "zh", r.Get("title_zh"), r.Get("title_en")
	if in.Title == "" {
		in.Lang, in.Title, in.Other = "en", in.Other, ""
	}
	var f fault.Form
	in.Lead, in.AskedBy = reg.party(&f, r, "lead"), reg.party(&f, r, "asked_by")
	if code := strings.ToUpper(r.Get("conference")); code != "" {
		x, known := reg.Conferences[code]
		f.Require(known, "conference", "decision.conference_unknown", code)
		in.Conference = x.ID
	}
	if text := r.Get("quantity"); text != "" {
		q, err := money.ParseQuantity(in.Lang, r.Get("unit"), text)
		key, _ := refusal(err)
		f.Require(err == nil, "quantity", string(key), text)
		in.Quantity = &q
	}
	m := in.measure()
	l := Line{Row: r.Number, Title: m.Title, Other: m.Other, Kind: in.Kind, Conference: strings.ToUpper(r.Get("conference")), Lead: strings.ToUpper(r.Get("lead")),
		Due: in.Due, input: in}
	m.refuse(&f)
	return l, columned(f.Err(), in.Lang)
}

func (reg Register) party(f *fault.Form, r sheet.Row, column string) ident.ID {
	code := strings.ToUpper(r.Get(column))
	if code == "" {
		return 0
	}
	p, known := reg.Parties[code]
	f.Require(known, column, "decision.party_unknown", code)
	return p.ID
}

// columned puts what is wrong with a title under the column it came from.
func columned(err error, lang string) error { return renamed(err, "title", titleColumn(lang)) }

// renamed gives a refused field the name it has where it was entered.
func renamed(err error, field, shown string) error {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		for i := range e.Fields {
			if e.Fields[i].Name == field {
				e.Fields[i].Name = shown
			}
		}
	}
	return err
}
