package reading

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"throughline/kit/words"
)

const monthNames = `(January|February|March|April|May|June|July|August|September|October|November|December)`

// wholeDays are the ways in which a passage states one whole day. A year that is
// not written is the empty group.
var wholeDays = []struct {
	re               *regexp.Regexp
	year, month, day int // groups; day 0 is the last day of the month
}{
	{regexp.MustCompile(`(\d{4})-(\d{1,2})-(\d{1,2})`), 1, 2, 3},
	{regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?` + monthNames + `(?:,?\s+(\d{4}))?\b`), 3, 2, 1},
	{regexp.MustCompile(`(?i)\b` + monthNames + `\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?\b`), 3, 1, 2},
	{regexp.MustCompile(`(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日`), 1, 2, 3},
	{regexp.MustCompile(`(?i)\bend\s+of\s+` + monthNames + `(?:,?\s+(\d{4}))\b`), 2, 1, 0},
	{regexp.MustCompile(`(\d{4})\s*年\s*(\d{1,2})\s*月\s*(?:底|末)`), 1, 2, 0},
}

// yearEnds state the last day of a year.
var yearEnds = []*regexp.Regexp{regexp.MustCompile(`(?i)\bend\s+of\s+(\d{4})\b`), regexp.MustCompile(`(\d{4})\s*年\s*(?:底|年底|末)`)}

// DayIn is the one day that a passage states, "" when it states none, more than
// one, or none whole: year stands in for a year that is not written, and 0 for
// no year. Nothing is guessed.
func DayIn(passage string, year int) words.Day {
	found := map[words.Day]bool{}
	for _, d := range wholeDays {
		for _, at := range d.re.FindAllStringSubmatchIndex(passage, -1) {
			if spanBefore.MatchString(passage[:at[0]]) || spanAfter.MatchString(passage[at[1]:]) {
				return "" // the end of a span of days
			}
			found[dayOf(groups(passage, at), d.year, d.month, d.day, year)] = true
		}
	}
	for _, re := range yearEnds {
		for _, m := range re.FindAllStringSubmatch(passage, -1) {
			found[words.Day(m[1]+"-12-31")] = true
		}
	}
	if len(found) != 1 {
		return ""
	}
	for d := range found {
		return d
	}
	return ""
}

// spanBefore and spanAfter tell that a day is one end of several.
var (
	spanBefore = regexp.MustCompile(`[\d日]\s*[-–—~～至到]\s*$`)
	spanAfter  = regexp.MustCompile(`^\s*[-–—~～至到]\s*\d`)
)

func groups(s string, at []int) []string {
	out := make([]string, len(at)/2)
	for i := range out {
		if at[2*i] >= 0 {
			out[i] = s[at[2*i]:at[2*i+1]]
		}
	}
	return out
}

// dayOf builds the day from the groups of a match; "" when it is no real day.
func dayOf(m []string, yearAt, monthAt, dayAt, year int) words.Day {
	if m[yearAt] != "" {
		year, _ = strconv.Atoi(m[yearAt])
	}
	month, err := strconv.Atoi(m[monthAt])
	if err != nil {
		name := strings.ToUpper(m[monthAt][:1]) + strings.ToLower(m[monthAt][1:])
		t, _ := time.Parse("January", name)
		month = int(t.Month())
	}
	if year == 0 {
		return ""
	}
	if dayAt == 0 {
		return words.Day(time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	day, _ := strconv.Atoi(m[dayAt])
	d, _ := words.ParseDay(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
	return d
}
