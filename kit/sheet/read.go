package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	utf16 "golang.org/x/text/encoding/unicode"

	"throughline/kit/fault"
)

// Limits bound what Read takes. A zero field means its default, in brackets.
type Limits struct {
	Bytes    int64 // of the file, and of the text of a workbook's sheet (10 MB)
	Unpacked int64 // of the parts of a workbook that are read, together (50 MB)
	Rows     int   // the header and blank ones included (20,000)
	Columns  int   // (200)
	Cell     int   // characters in a cell (32,767, as spreadsheets have it)
}

func (l Limits) withDefaults() Limits {
	if l.Bytes == 0 {
		l.Bytes = 10_000_000
	}
	if l.Unpacked == 0 {
		l.Unpacked = 50_000_000
	}
	if l.Rows == 0 {
		l.Rows = 20_000
	}
	if l.Columns == 0 {
		l.Columns = 200
	}
	if l.Cell == 0 {
		l.Cell = 32_767
	}
	return l
}

// Read reads a CSV file, or of a workbook (.xlsx) the first visible sheet. It
// returns a fault when the file as a whole cannot be read or is over a limit;
// what is wrong with single rows is in the table. A leading apostrophe that
// Write put there is taken off again.
//
// The cells of a workbook come as a person would have typed them: numbers as
// plain decimals, whatever their format (half, shown as 50%, is 0.5), days as
// 2006-01-02 without the time of day, times as 15:04, TRUE and FALSE, formulas
// as the result that was stored, merged cells in their first.
func Read(r io.Reader, limits Limits) (*Table, error) {
	limits = limits.withDefaults()
	raw, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading a table: %w", err)
	}
	if int64(len(raw)) > limits.Bytes {
		return nil, fault.New(fault.Invalid, "sheet.too_large", limits.Bytes/1000)
	}
	var t *Table
	switch {
	case isOffice(raw):
		err = refuseOffice(raw)
	case isWorkbook(raw):
		t, err = readWorkbook(raw, limits)
	default:
		t, err = readText(raw, limits)
	}
	if err != nil {
		return nil, err
	}
	if len(t.Rows)+len(t.Errors) == 0 {
		return nil, fault.New(fault.Invalid, "sheet.empty")
	}
	return t, nil
}

func readText(raw []byte, limits Limits) (*Table, error) {
	text, encoding, err := decode(raw)
	if err != nil {
		return nil, err
	}
	text = lineEnds.Replace(text)
	t := &Table{Encoding: encoding, Comma: sniffComma(text)}
	return t, t.fill(text, limits)
}

// decode recognises the encoding by its mark, then by what the bytes allow.
func decode(raw []byte) (text, encoding string, err error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		b, err := utf16.UTF16(utf16.LittleEndian, utf16.UseBOM).NewDecoder().Bytes(raw)
		return string(b), "UTF-16", err
	case utf8.Valid(raw):
		return string(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))), "UTF-8", nil
	}
	b, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(b, utf8.RuneError) || !looksChinese(raw) {
		return "", "", fault.New(fault.Invalid, "sheet.unknown_encoding")
	}
	return string(b), "GB18030", nil
}

// looksChinese tells Chinese from Western text in an older encoding, much of
// which happens to be valid GB18030: more than half of the two-byte characters
// of real Chinese stand in the common area, with both bytes from A1.
func looksChinese(raw []byte) bool {
	common, rare := 0, 0
	for i := 0; i < len(raw)-1; i++ {
		if raw[i] < 0x80 {
			continue
		}
		if raw[i] >= 0xa1 && raw[i+1] >= 0xa1 {
			common++
		} else {
			rare++
		}
		i++
	}
	return common > rare
}

// sniffComma takes the separator that stands most often outside quotation
// marks in the first line that is not blank; the comma when there is none.
func sniffComma(text string) rune {
	const usual = ",;\t"
	count := map[rune]int{}
	quoted, best := false, ','
	for _, r := range strings.TrimLeft(text, "\n ") {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '\n' && !quoted:
			return best
		case !quoted && strings.ContainsRune(usual, r):
			if count[r]++; count[r] > count[best] {
				best = r
			}
		}
	}
	return best
}

// fill cuts the text into rows. A row with a fault in it is reported and left
// out, and reading goes on below.
func (t *Table) fill(text string, limits Limits) error {
	if crowded(text, t.Comma, limits) {
		return fault.New(fault.Invalid, "sheet.too_many_columns", limits.Columns)
	}
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord = t.Comma, -1
	inner := 0 // line breaks within cells so far: they start no row in a spreadsheet
	for {
		cells, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if broken, ok := errors.AsType[*csv.ParseError](err); ok {
			t.refuse(broken.StartLine-inner, "", "sheet.bad_quotes")
			inner += broken.Line - broken.StartLine
			continue
		}
		if err != nil {
			return fmt.Errorf("reading a row: %w", err)
		}
		line, _ := in.FieldPos(0)
		row := Row{Number: line - inner, Cells: cells}
		if row.Number > limits.Rows {
			return fault.New(fault.Invalid, "sheet.too_many_rows", limits.Rows)
		}
		if len(cells) > limits.Columns {
			return fault.New(fault.Invalid, "sheet.too_many_columns", limits.Columns)
		}
		inner += strings.Count(strings.Join(cells, ""), "\n")
		t.add(row, limits.Cell)
	}
}

// crowded finds a line with more separators than its columns and the text of a
// cell can need, before it takes memory a hundred times its size.
func crowded(text string, comma rune, limits Limits) bool {
	for line := range strings.Lines(text) {
		if strings.Count(line, string(comma)) > limits.Columns+limits.Cell {
			return true
		}
	}
	return false
}

func (t *Table) refuse(row int, column, key string, args ...any) {
	t.Errors = append(t.Errors, RowError{row, column, fault.Message{Key: key, Args: args}})
}

// add keeps a row unless it is blank or one of its cells cannot be kept.
func (t *Table) add(row Row, most int) {
	blank, sound := true, true
	for i, cell := range row.Cells {
		cell = unguard(cell)
		row.Cells[i] = cell
		blank = blank && strings.TrimSpace(cell) == ""
		switch {
		case utf8.RuneCountInString(cell) > most:
			t.refuse(row.Number, letter(i), "sheet.cell_too_long", most)
			sound = false
		case strings.ContainsFunc(cell, isDamage):
			t.refuse(row.Number, letter(i), "sheet.bad_character")
			sound = false
		}
	}
	if sound && !blank {
		t.Rows = append(t.Rows, row)
	}
}

// isDamage finds what no person types: control characters, and the mark that
// stands where some program lost a character.
func isDamage(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || r == utf8.RuneError
}
