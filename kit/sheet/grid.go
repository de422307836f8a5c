package sheet

import (
	"cmp"
	"encoding/xml"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/fault"
)

// grid is a worksheet as it is read: the rows until now, numbered as the
// spreadsheet shows them, hidden ones with them.
type grid struct {
	*workbook
	p     *part
	table *Table
	rows  []Row
	row   int   // the number of the present row
	text  int64 // bytes of text that may still be kept: as many as a CSV file may have
	steps int   // of clearing merged cells: areas that do not overlap take fewer
}

// The last row and column of a spreadsheet, and what the report of a bad cell
// counts for in text.
const (
	lastRow    = 1_048_576
	lastColumn = 16_384
	reportSize = 100
)

func (w *workbook) readGrid(name string) (*Table, error) {
	g := &grid{workbook: w, table: &Table{Encoding: "XLSX"}, text: w.limits.Bytes, steps: 2 * w.limits.Rows * w.limits.Columns}
	err := w.walk(name, "worksheet", func(p *part, e xml.StartElement) error {
		g.p = p
		switch e.Name.Local {
		case "sheetData":
			return p.each(g.readRow)
		case "mergeCells":
			return p.each(g.merge)
		}
		return p.skip()
	})
	if err != nil {
		return nil, err
	}
	for _, row := range g.rows {
		g.table.add(row, w.limits.Cell)
	}
	slices.SortStableFunc(g.table.Errors, func(a, b RowError) int { return cmp.Compare(a.Row, b.Row) })
	return g.table, nil
}

// readRow keeps a row, unless one of its cells has no value to take.
func (g *grid) readRow(e xml.StartElement) error {
	if e.Name.Local != "row" {
		return g.p.skip()
	}
	number := g.row + 1
	if r := attr(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < number {
			return broken()
		}
		number = n
	}
	if g.row = number; number > lastRow {
		return broken()
	}
	row, sound, next := Row{Number: number}, true, 0
	err := g.p.each(func(e xml.StartElement) error {
		if e.Name.Local != "c" {
			return g.p.skip()
		}
		at := next
		if r := attr(e, "r"); r != "" {
			var ok bool
			if at, _, ok = place(r); !ok || at < next {
				return broken()
			}
		}
		next = at + 1
		text, wrong, err := g.cell(e)
		if err != nil || wrong.Key == "" && strings.TrimSpace(text) == "" {
			return err
		}
		if err := g.fits(at, text, wrong); err != nil {
			return err
		}
		if wrong.Key != "" {
			sound = false
			g.table.refuse(number, letter(at), wrong.Key, wrong.Args...)
			return nil
		}
		row.Cells = append(row.Cells, make([]string, at+1-len(row.Cells))...)
		row.Cells[at] = text
		return nil
	})
	if sound && len(row.Cells) > 0 {
		g.rows = append(g.rows, row)
	}
	return err
}

// fits holds a cell that is not blank against the limits; blank ones that only
// have a style may stand anywhere.
func (g *grid) fits(column int, text string, wrong fault.Message) error {
	if g.row > g.limits.Rows {
		return fault.New(fault.Invalid, "sheet.too_many_rows", g.limits.Rows)
	}
	if column >= g.limits.Columns {
		return fault.New(fault.Invalid, "sheet.too_many_columns", g.limits.Columns)
	}
	if g.text -= int64(len(text)) + 1; wrong.Key != "" {
		g.text -= reportSize
	}
	if g.text < 0 {
		return fault.New(fault.Invalid, "sheet.too_large", g.limits.Bytes/1000)
	}
	return nil
}

// cell reads a cell to what a person would have typed into it. wrong has a key
// when the cell shows no value that could be taken.
func (g *grid) cell(e xml.StartElement) (text string, wrong fault.Message, err error) {
	value, inline := "", ""
	formula, stored := false, false
	err = g.p.each(func(e xml.StartElement) (err error) {
		switch e.Name.Local {
		case "v":
			stored = true
			value, err = g.p.text()
			return err
		case "is":
			stored = true
			inline, err = g.p.rich()
			return err
		case "f":
			formula = true
		}
		return g.p.skip()
	})
	if err != nil {
		return "", wrong, err
	}
	kind := attr(e, "t")
	if formula && !stored {
		return "", fault.Message{Key: "sheet.not_calculated"}, nil
	}
	switch kind {
	case "inlineStr":
		return inline, wrong, nil
	case "str":
		return unescape(value), wrong, nil
	}
	if value = strings.TrimSpace(value); value == "" {
		return "", wrong, nil
	}
	switch kind {
	case "s":
		i, err := strconv.Atoi(value)
		if err != nil || i < 0 || i >= len(g.strings) {
			return "", wrong, broken()
		}
		return g.strings[i], wrong, nil
	case "b":
		if isTrue(value) {
			return "TRUE", wrong, nil
		}
		return "FALSE", wrong, nil
	case "e":
		return "", fault.Message{Key: "sheet.cell_error", Args: []any{shortened(value)}}, nil
	case "d":
		return isoDay.FindString(value), wrong, nil
	case "", "n":
		return g.number(attr(e, "s"), value)
	}
	return "", wrong, broken()
}

// decimal is a number as the standard writes it, and isoDay the day of a
// moment, or the whole text that is none.
var (
	decimal = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`)
	isoDay  = regexp.MustCompile(`^\d{4}-\d\d-\d\d|^.*`)
)

func (g *grid) number(style, value string) (text string, wrong fault.Message, err error) {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || !decimal.MatchString(value) {
		return "", wrong, broken()
	}
	f := numeric
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(g.formats) {
		f = g.formats[i]
	}
	text, wrong.Key = f.said(n, g.since1904)
	return text, wrong, nil
}

// shortened keeps what a cell claims for an error to the length of real ones.
func shortened(text string) string {
	if r := []rune(text); len(r) > 20 {
		return string(r[:20])
	}
	return text
}

// merge clears what stands in a merged area beside its first cell: nobody sees
// it in the spreadsheet.
func (g *grid) merge(e xml.StartElement) error {
	from, to, area := strings.Cut(attr(e, "ref"), ":")
	left, top, ok := place(from)
	right, bottom, also := place(to)
	if e.Name.Local != "mergeCell" || !area {
		return g.p.skip()
	}
	if !ok || !also || right < left || bottom < top {
		return broken()
	}
	i, _ := slices.BinarySearchFunc(g.rows, top, func(r Row, n int) int { return cmp.Compare(r.Number, n) })
	for ; left < g.limits.Columns && i < len(g.rows) && g.rows[i].Number <= bottom; i++ {
		cells := g.rows[i].Cells
		for c := left; c <= right && c < len(cells); c++ {
			if g.steps--; c > left || g.rows[i].Number > top {
				cells[c] = ""
			}
		}
		if g.steps--; g.steps < 0 {
			return broken()
		}
	}
	return g.p.skip()
}

// place reads where a cell stands: B3 is column 1 of row 3.
func place(ref string) (column, row int, ok bool) {
	letters := strings.TrimRight(ref, "0123456789")
	row, err := strconv.Atoi(ref[len(letters):])
	if err != nil || row < 1 || row > lastRow || letters == "" || len(letters) > 3 {
		return 0, 0, false
	}
	for _, l := range []byte(letters) {
		if l < 'A' || l > 'Z' {
			return 0, 0, false
		}
		column = column*26 + int(l-'A') + 1
	}
	return column - 1, row, column <= lastColumn
}
