package words

import (
	"fmt"
	"time"
)

// Day is a calendar day as stored: 2006-01-02, or empty when not known.
type Day string

// ParseDay reads a stored or typed day; ok is false for anything that is not a
// real calendar day.
func ParseDay(s string) (d Day, ok bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return "", false
	}
	return Day(t.Format(time.DateOnly)), true
}

// DayOf is the calendar day of a moment in a time zone.
func DayOf(t time.Time, zone *time.Location) Day { return Day(t.In(zone).Format(time.DateOnly)) }

// Time is midnight UTC of the day, for arithmetic only.
func (d Day) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// Add moves the day by whole days.
func (d Day) Add(days int) Day { return Day(d.Time().AddDate(0, 0, days).Format(time.DateOnly)) }

// Until counts whole days from d to e, negative when e is earlier.
func (d Day) Until(e Day) int { return int(e.Time().Sub(d.Time()).Hours() / 24) }

// Date writes a day for people: 12 May 2028, 2028年5月12日. An empty day is empty.
func Date(l Lang, d Day) string {
	if d == "" {
		return ""
	}
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	if l == ZH {
		return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
	}
	return t.Format("2 January 2006")
}

// Month writes the month of a day for people: Sep 2028, 2028年9月.
func Month(l Lang, d Day) string {
	t := d.Time()
	if l == ZH {
		return fmt.Sprintf("%d年%d月", t.Year(), t.Month())
	}
	return t.Format("Jan 2006")
}

// Moment writes a time for people in the given zone: 12 May 2028, 14:05.
func Moment(l Lang, t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return Date(l, Day(t.Format(time.DateOnly))) + t.Format(" 15:04")
}
