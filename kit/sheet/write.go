package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"
	"unicode"
)

// Write writes a CSV file that spreadsheets open as it is: in UTF-8 with its
// mark, lines ending in CRLF, and no cell that runs as a formula: a cell that
// would gets a leading apostrophe, which Read takes off again. Every row has a
// cell a header. Bytes that are no UTF-8 become U+FFFD.
//
// A spreadsheet set to split at semicolons splits these cells too, and what
// follows one is then a cell of its own, unguarded; Write is for files opened
// with the comma.
func Write(w io.Writer, header []string, rows iter.Seq[[]string]) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("writing a table: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	line := make([]string, len(header))
	put := func(row []string) error {
		if len(row) != len(header) {
			return fmt.Errorf("writing a table: a row of %d cells under %d headers", len(row), len(header))
		}
		for i, cell := range row {
			line[i] = guard(cell)
		}
		return out.Write(line)
	}
	if err := put(header); err != nil {
		return err
	}
	for row := range rows {
		if err := put(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func guard(cell string) string {
	cell = lineEnds.Replace(strings.ToValidUTF8(cell, "\ufffd"))
	if runs(cell) {
		return "'" + cell
	}
	return cell
}

func unguard(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && runs(rest) {
		return rest
	}
	return cell
}

// number is what may begin with a sign and still be no formula.
var number = regexp.MustCompile(`^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?%?$`)

// runs tells whether a spreadsheet might take the cell for a formula. Leading
// apostrophes are looked through, so that guarding can be undone exactly; so
// are spaces and invisible marks, which some programs drop.
func runs(cell string) bool {
	cell = strings.TrimLeft(cell, "'")
	if cell == "" || number.MatchString(cell) {
		return false
	}
	if unicode.IsControl(rune(cell[0])) {
		return true
	}
	seen := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) })
	return strings.IndexFunc(seen, isOperator) == 0
}

func isOperator(r rune) bool { return strings.ContainsRune("=+-@＝＋－＠", r) }
