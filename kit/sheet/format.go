package sheet

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// format is what a number format makes of a number.
type format uint8

const (
	numeric format = iota
	dated          // a day, or a time of day where there is no day
	elapsed        // hours and minutes, beyond a day too
)

// builtin is the format of a number that the standard gives without a text
// (18.8.30). Whether 27 to 36 and 50 to 58 are days or times depends on the
// language of the program: the value tells.
func builtin(id string) format {
	n, err := strconv.Atoi(id)
	switch {
	case err != nil:
		return numeric
	case n == 46:
		return elapsed
	case n >= 14 && n <= 22, n >= 27 && n <= 36, n >= 45 && n <= 47, n >= 50 && n <= 58:
		return dated
	}
	return numeric
}

var (
	elapsedToken = regexp.MustCompile(`(?i)\[(h+|m+|s+)\]`)
	// literal is what a format shows as it is, and what it does not show:
	// quotations, escaped and padding characters, colours, currencies, languages.
	literal = regexp.MustCompile(`"[^"]*"|[\\_*].|\[[^\]]*\]`)
)

// formatOf reads the text of a format, of which the first section counts.
func formatOf(code string) format {
	bare := strings.ToLower(literal.ReplaceAllString(code, ""))
	first, _, _ := strings.Cut(bare, ";")
	switch {
	case elapsedToken.MatchString(code):
		return elapsed
	case strings.ContainsAny(first, "ymdhs"):
		return dated
	}
	return numeric
}

// longest is how far a spreadsheet keeps the digits of a number.
const longest = 1e15

// said is a number as a person would have typed it: a plain decimal, a day as
// 2006-01-02, a time as 15:04. The key of a refusal is empty when all is well.
func (f format) said(value float64, since1904 bool) (text, wrong string) {
	if f != numeric && value >= 0 && value < lastDay+1 {
		seconds := int(math.Round(value * secondsOfDay))
		if days := seconds / secondsOfDay; f == dated && days > 0 {
			return day(days, since1904), ""
		}
		return clock(seconds), ""
	}
	if math.Abs(value) >= longest {
		return "", "sheet.number_too_long"
	}
	return plainNumber(value), ""
}

const (
	secondsOfDay = 24 * 60 * 60
	lastDay      = 2_958_465 // 9999-12-31
)

// day is the day of a number. The spreadsheets of old held 1900 for a leap
// year, and their day 60 is shown as they show it; no calendar has it.
func day(n int, since1904 bool) string {
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case since1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case n == 60:
		return "1900-02-29"
	case n < 60:
		n++
	}
	return base.AddDate(0, 0, n).Format(time.DateOnly)
}

func clock(seconds int) string {
	text := fmt.Sprintf("%02d:%02d", seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf(":%02d", seconds%60)
	}
	return text
}

// plainNumber rounds to the 15 digits that spreadsheets show, which takes away
// what binary fractions leave: 0.30000000000000004 was 0.3.
func plainNumber(value float64) string {
	if value == 0 {
		return "0" // -0 as well
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(value, 'e', 14, 64), 64) // its own digits parse
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
