package sheet

import (
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"throughline/kit/fault"
)

func TestEncodings(t *testing.T) {
	const text = "项目编号,金额,联系人\r\nP-1,5,\"张, 三\"\r\nP-2,6,李玥瑢\r\n"
	want := [][]string{{"项目编号", "金额", "联系人"}, {"P-1", "5", "张, 三"}, {"P-2", "6", "李玥瑢"}}
	utf16 := func(end unicode.Endianness) encoding.Encoding { return unicode.UTF16(end, unicode.UseBOM) }
	for _, c := range []struct {
		file, encoding string
	}{
		{text, "UTF-8"},
		{"\ufeff" + text, "UTF-8"},
		{encoded(t, simplifiedchinese.GB18030, text), "GB18030"},
		{encoded(t, simplifiedchinese.GBK, text), "GB18030"},
		{encoded(t, utf16(unicode.LittleEndian), text), "UTF-16"},
		{encoded(t, utf16(unicode.BigEndian), text), "UTF-16"},
		{strings.ReplaceAll(text, "\r\n", "\n"), "UTF-8"},
		{strings.ReplaceAll(text, "\r\n", "\r"), "UTF-8"},
	} {
		table := read(t, c.file)
		if table.Encoding != c.encoding || !slices.EqualFunc(cellsOf(table), want, slices.Equal) || len(table.Errors) != 0 {
			t.Errorf("%q: %s %q %v", c.file[:12], table.Encoding, cellsOf(table), table.Errors)
		}
	}
	for what, file := range map[string]string{
		"French in an old encoding": encoded(t, charmap.Windows1252, "Événement,Prénom\nréunion générale,Hélène\n"),
		"German in an old encoding": encoded(t, charmap.Windows1252, "Straße,Größe\n"),
		"half a character":          "\xcf\xee\xc4",
	} {
		if table, err := Read(strings.NewReader(file), Limits{}); keyOf(err) != "sheet.unknown_encoding" {
			t.Errorf("%s was read as %v, %v", what, table, err)
		}
	}
}

func TestSeparators(t *testing.T) {
	for file, want := range map[string]rune{
		"a,b\n1;2;3,4":              ',',
		"a;b\n1,5;2,5":              ';',
		"a\tb\nx, y, z\t1":          '\t',
		"one column\nx; y":          ',',
		"\n \na;b;c\n1,2,3,4,5":     ';',
		"title;;\na,b;c,d;e,f":      ';',
		`"a,b,c";d`:                 ';',
		"\"a\nb,c,d\";e;f\n1,2,3,4": ';',
	} {
		if got := read(t, file).Comma; got != want {
			t.Errorf("%q is split at %q, want %q", file, got, want)
		}
	}
}

func TestRowNumbersAreThoseOfASpreadsheet(t *testing.T) {
	table := read(t, "a,b\n\n\"two\nlines\",1\n,\n\"three\r\n\nlines\",2\nbad \"quote,3\nlast,4\nbad \x00,5\n\"two\nlines\" and more,6\nend,7\n")
	var got []int
	for _, r := range table.Rows {
		got = append(got, r.Number)
	}
	if want := []int{1, 3, 5, 7, 10}; !slices.Equal(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
	want := []RowError{{6, "", fault.Message{Key: "sheet.bad_quotes"}}, {8, "A", fault.Message{Key: "sheet.bad_character"}},
		{9, "", fault.Message{Key: "sheet.bad_quotes"}}}
	if !equalErrors(table.Errors, want) {
		t.Errorf("errors %v, want %v", table.Errors, want)
	}
}

func TestAnOpenQuoteIsReportedWhereItStands(t *testing.T) {
	table := read(t, "a,b\n1,2\n\"open,3\n4,5\n6,7\n")
	if want := []RowError{{3, "", fault.Message{Key: "sheet.bad_quotes"}}}; !equalErrors(table.Errors, want) || len(table.Rows) != 2 {
		t.Errorf("%v, errors %v", cellsOf(table), table.Errors)
	}
}

func TestEveryBadCellOfARowIsReported(t *testing.T) {
	table, err := Read(strings.NewReader("a,b,c\nab\ufffd,\x07,承诺落实链"), Limits{Cell: 4})
	if err != nil {
		t.Fatal(err)
	}
	want := []RowError{{2, "A", fault.Message{Key: "sheet.bad_character"}}, {2, "B", fault.Message{Key: "sheet.bad_character"}},
		{2, "C", fault.Message{Key: "sheet.cell_too_long", Args: []any{4}}}}
	if !equalErrors(table.Errors, want) || len(table.Rows) != 1 {
		t.Errorf("%v, errors %v, want %v", cellsOf(table), table.Errors, want)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		what, file string
		limits     Limits
		refused    string
	}{
		{"nothing", "", Limits{}, "sheet.empty"},
		{"a mark only", "\ufeff\r\n", Limits{}, "sheet.empty"},
		{"blank cells only", ",,\n , \n", Limits{}, "sheet.empty"},
		{"as many bytes as may be", "a,b\n1,2", Limits{Bytes: 7}, ""},
		{"a byte more", "a,b\n1,23", Limits{Bytes: 7}, "sheet.too_large"},
		{"as many rows as may be", "a\n1\n2", Limits{Rows: 3}, ""},
		{"a row more", "a\n1\n2\n3", Limits{Rows: 3}, "sheet.too_many_rows"},
		{"as many columns as may be", "a,b", Limits{Columns: 2}, ""},
		{"a column more", "a,b\n1,2,3", Limits{Columns: 2}, "sheet.too_many_columns"},
		{"over the usual rows", strings.Repeat("a\n", 20_001), Limits{}, "sheet.too_many_rows"},
		{"over the usual columns", strings.Repeat(",", 200), Limits{}, "sheet.too_many_columns"},
		{"over the usual size", strings.Repeat(",", 10_000_001), Limits{}, "sheet.too_large"},
	} {
		if _, err := Read(strings.NewReader(c.file), c.limits); keyOf(err) != c.refused {
			t.Errorf("%s: %v, want %q", c.what, err, c.refused)
		}
	}
	broken := errors.New("connection reset")
	if _, err := Read(io.MultiReader(strings.NewReader("a,b"), iotest.ErrReader(broken)), Limits{}); !errors.Is(err, broken) {
		t.Errorf("a broken connection: %v", err)
	}
}

func TestAHostileFileTakesLittleMemory(t *testing.T) {
	for what, file := range map[string]string{
		"separators":      strings.Repeat(",", 9_999_999),
		"quotation marks": strings.Repeat("\"", 9_999_999),
		"open quotes":     strings.Repeat("\"\n", 4_999_999),
		"one cell":        "\"" + strings.Repeat("x", 9_999_998),
		"GB18030":         strings.Repeat("\xd6\xd0", 4_999_999),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(strings.NewReader(file), Limits{})
		runtime.ReadMemStats(&after)
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 256 || err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("10 MB of %s took %d MB: %v", what, took, err)
		}
	}
}

// FuzzRead holds that reading never fails otherwise than by a fault, keeps its
// limits, and that what it read is read again after it was written.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2", "\ufeff项目;金额\r\n=1;'=2", "\xcf\xee,\xc4\xbf", "\xff\xfea\x00,\x00", "\"a\nb\"\t''-x\r\ry", "\"open,1\n2", ",\n;"} {
		f.Add([]byte(seed))
	}
	limits := Limits{Bytes: 5_000, Rows: 40, Columns: 10, Cell: 50}
	f.Fuzz(func(t *testing.T, raw []byte) {
		table, err := Read(strings.NewReader(string(raw)), limits)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		for i, row := range table.Rows {
			if len(row.Cells) > limits.Columns || row.Number > limits.Rows || i > 0 && row.Number <= table.Rows[i-1].Number {
				t.Fatalf("row %d, number %d, has %d cells", i, row.Number, len(row.Cells))
			}
			for j, cell := range row.Cells {
				if utf8.RuneCountInString(cell) > limits.Cell || !utf8.ValidString(cell) || strings.ContainsAny(cell, "\x00\r\ufffd") {
					t.Fatalf("cell %q", cell)
				}
				row.Cells[j] = cell
			}
		}
		again(t, table)
	})
}

// again writes the rows of a table, filled up to one width, and reads them.
func again(t *testing.T, table *Table) {
	rows := cellsOf(table)
	widest := 1
	for _, row := range rows {
		widest = max(widest, len(row))
	}
	for i := range rows {
		rows[i] = append(slices.Clone(rows[i]), make([]string, widest-len(rows[i]))...)
	}
	header := slices.Repeat([]string{"h"}, widest)
	var b strings.Builder
	if err := Write(&b, header, slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	got, err := Read(strings.NewReader(b.String()), Limits{})
	if err != nil {
		t.Fatalf("%v reading %q", err, b.String())
	}
	if !slices.EqualFunc(cellsOf(got), append([][]string{header}, rows...), slices.Equal) || len(got.Errors) != 0 {
		t.Fatalf("%q was written as\n%s\nand read as %q, %v", rows, b.String(), cellsOf(got), got.Errors)
	}
}

func cellsOf(t *Table) (rows [][]string) {
	for _, r := range t.Rows {
		rows = append(rows, r.Cells)
	}
	return rows
}

func encoded(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	s, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
