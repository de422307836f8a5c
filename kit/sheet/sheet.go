// Package sheet reads tables from CSV files and workbooks, and writes CSV.
//
// What comes from people's spreadsheets is read as they come: a workbook
// (.xlsx), or text in UTF-8, UTF-16 or GB18030, split by comma, semicolon or
// tab, with a title above the header, with columns in any order under any of
// several names. Every bad row is reported, none stops the reading and none is
// dropped in silence.
//
//	t, err := sheet.Read(file, sheet.Limits{})
//	records, err := t.Match([]sheet.Column{
//		{Name: "code", Aliases: []string{"Project code", "项目编号"}, Required: true},
//		{Name: "amount", Aliases: []string{"Amount", "金额"}},
//	})
//	plan, err := sheet.DryRun(records, func(r sheet.Row) (Line, error) {
//		amount, err := money.Parse(lang, "CNY", r.Get("amount"))
//		...
//	})
//	// plan.Errors for the person to mend, plan.Items to apply when there are none
package sheet

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"throughline/kit/fault"
)

// Table is a file as read: the rows that could be read, blank ones left out,
// and what was wrong with the others.
type Table struct {
	Encoding string // UTF-8, UTF-16, GB18030 or XLSX, to show beside a preview
	Comma    rune   // what splits the cells of a text
	Rows     []Row
	Errors   []RowError
}

// Row is one row of the file. Number is as a spreadsheet shows it: the first
// is 1, blank rows count.
type Row struct {
	Number int
	Cells  []string

	at map[string]int // column name to cell, set by Match
}

// RowError says what is wrong in one row. Column is the header as the file has
// it, a letter where it has none, or empty for the whole row.
type RowError struct {
	Row    int
	Column string
	fault.Message
}

// Column is one that a reader of the table knows. Name is the program's; the
// file may use it or any alias as header, whatever the case, width, spacing
// and marks ("Due_date *" is "due date").
type Column struct {
	Name     string
	Aliases  []string
	Required bool // the column must be there; its cells may be empty
}

// Records are the rows below the header, with their columns known by name.
type Records struct {
	Unknown []string // headers that no column goes under, which are not read
	Rows    []Row
	Errors  []RowError

	headers map[string]string // column name to header
}

// titleRows is how far down the header may stand.
const titleRows = 10

// Match finds the header row, the first that has every required column, and
// names the cells below it. When a required column is missing or one stands
// there twice, the records come with the fault, so that a page can offer the
// unknown headers instead.
func (t *Table) Match(columns []Column) (*Records, error) {
	header, best := -1, -1
	for i, row := range t.Rows[:min(titleRows, len(t.Rows))] {
		found, complete := recognised(row, columns)
		if complete && found > 0 {
			header = i
			break
		}
		if found > max(0, best) {
			header, best = i, found
		}
	}
	if header < 0 {
		return nil, fault.New(fault.Invalid, "sheet.no_header", shown(columns))
	}
	return t.below(header, columns)
}

// recognised counts the columns whose header stands in row.
func recognised(row Row, columns []Column) (found int, complete bool) {
	complete = true
	for _, c := range columns {
		switch n := len(c.in(row)); {
		case n > 0:
			found++
		case c.Required:
			complete = false
		}
	}
	return found, complete
}

// in lists the cells of a header row that name the column.
func (c Column) in(header Row) (at []int) {
	for i, cell := range header.Cells {
		h := plain(cell)
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			if h != "" && h == plain(name) {
				at = append(at, i)
				break
			}
		}
	}
	return at
}

// plain is a header without what people vary.
func plain(header string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, strings.ToLower(norm.NFKC.String(header)))
}

// below gives the rows under the header their column names. Text under no
// header is an error of its row, because nobody would read it.
func (t *Table) below(header int, columns []Column) (*Records, error) {
	top := t.Rows[header]
	r := &Records{headers: map[string]string{}}
	at := map[string]int{}
	known := map[int]bool{}
	var form fault.Form
	for _, c := range columns {
		switch cells := c.in(top); {
		case len(cells) > 1:
			form.Refuse(c.Name, "sheet.column_twice", top.Cells[cells[0]], top.Cells[cells[1]])
		case len(cells) == 1:
			at[c.Name], known[cells[0]], r.headers[c.Name] = cells[0], true, strings.TrimSpace(top.Cells[cells[0]])
		default:
			at[c.Name] = -1
			form.Require(!c.Required, c.Name, "sheet.column_missing", c.shown())
		}
	}
	for i, cell := range top.Cells {
		if cell = strings.TrimSpace(cell); !known[i] && cell != "" {
			r.Unknown = append(r.Unknown, cell)
		}
	}
	for _, e := range t.Errors {
		if e.Row > top.Number {
			r.Errors = append(r.Errors, e)
		}
	}
	for _, row := range t.Rows[header+1:] {
		row.at = at
		r.Rows = append(r.Rows, row)
		for i, cell := range row.Cells {
			if strings.TrimSpace(cell) != "" && (i >= len(top.Cells) || strings.TrimSpace(top.Cells[i]) == "") {
				r.Errors = append(r.Errors, RowError{row.Number, letter(i), fault.Message{Key: "sheet.no_header_above"}})
			}
		}
	}
	return r, form.Err()
}

// shown is the column as a person may write it.
func (c Column) shown() string {
	if len(c.Aliases) == 0 {
		return c.Name
	}
	return strings.Join(c.Aliases, " / ")
}

func shown(columns []Column) string {
	var list []string
	for _, c := range columns {
		list = append(list, c.shown())
	}
	return strings.Join(list, ", ")
}

// letter is a spreadsheet's name for a column: A to Z, AA and on.
func letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return letter(i/26-1) + letter(i%26)
}

// Get is the cell of a named column without surrounding space; it is empty
// when the file has no such column. A name that was not given to Match is a
// defect and panics.
func (r Row) Get(name string) string {
	i, ok := r.at[name]
	if !ok {
		panic(fmt.Sprintf("sheet: column %q was not given to Match", name))
	}
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return strings.TrimSpace(r.Cells[i])
}

// Has tells whether the file has the named column at all, so that an update
// can leave alone what the file says nothing about.
func (r Row) Has(name string) bool {
	i, ok := r.at[name]
	return ok && i >= 0
}
