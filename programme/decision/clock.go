package decision

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/kit/search"
	"throughline/kit/words"
)

// Two clocks run beside the due date, each by the programme rules: the lead must
// accept within so many working days, and must be heard of every so many days.
// What is late by either is computed from the day on which it is asked.

// AcceptLate counts the days since the day by which the lead, or the first of a
// class that is silent, had to take the duty up; 0 while there is time.
func (m Measure) AcceptLate(today words.Day) int {
	if by := m.takeUpBy(); by != "" {
		return max(0, by.Until(today))
	}
	return 0
}

func (m Measure) takeUpBy() words.Day {
	switch m.State {
	case Assigned:
		return m.AcceptBy
	case Addressed:
		return m.SilentBy
	}
	return ""
}

// reporting are the states in which the lead reports at intervals.
var reporting = []string{Accepted, InProgress, Blocked, Returned}

// lastWord is when the lead was heard of last: its last report, or what it said
// by accepting or by telling that it is blocked.
func (m Measure) lastWord() time.Time {
	if m.LastReport.IsZero() || m.State == Accepted || m.State == Blocked && m.StateSince.After(m.LastReport) {
		return m.StateSince
	}
	return m.LastReport
}

// ReportBy is the day by which the lead should be heard of again; empty when no
// report is due.
func (m Measure) ReportBy(zone *time.Location) words.Day {
	if m.ReportEvery == 0 || !slices.Contains(reporting, m.State) {
		return ""
	}
	return words.DayOf(m.lastWord(), zone).Add(m.ReportEvery)
}

// Unheard counts the days since the lead was heard of, once a report is late; 0
// while there is time.
func (m Measure) Unheard(today words.Day, zone *time.Location) int {
	if by := m.ReportBy(zone); by == "" || by >= today {
		return 0
	}
	return words.DayOf(m.lastWord(), zone).Until(today)
}

// NextReport is the day on which the lead's task falls due: that of the next
// report, and no later than the due date.
func (m Measure) NextReport(zone *time.Location) words.Day {
	return earlier(m.ReportBy(zone), m.Due)
}

// earlier is the earlier of two days; one that is not known counts for nothing.
func earlier(a, b words.Day) words.Day {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// LateDays counts the days by which the due date has passed while the work is
// not claimed done; 0 when it has not.
func (m Measure) LateDays(today words.Day) int {
	if m.Due == "" || !m.Open() || m.State == Reported || m.State == Verified {
		return 0
	}
	return max(0, m.Due.Until(today))
}

// BlockedDays counts the days for which the measure has been blocked now.
func (m Measure) BlockedDays(today words.Day, zone *time.Location) int {
	if m.State != Blocked {
		return 0
	}
	return words.DayOf(m.StateSince, zone).Until(today)
}

// blockedDays counts the days for which a measure has been blocked in all, by
// its history, latest first.
func blockedDays(events []Event, today words.Day, zone *time.Location) int {
	days, until := 0, today
	for _, e := range events {
		switch strings.TrimPrefix(e.Kind, Noun+".") {
		case "blocked":
			days += words.DayOf(e.At, zone).Until(until)
		case "unblocked", "merged", "cancelled":
			until = words.DayOf(e.At, zone)
		}
	}
	return days
}

// silent tells whether the lead owes a word and has not given one.
func (m Measure) silent() bool {
	return m.LastReport.IsZero() && slices.Contains([]string{Assigned, Accepted, Contested}, m.State)
}

// AnswerLate counts the days since the day by which a silent member had to
// answer.
func (a Answer) AnswerLate(today words.Day) int {
	if a.State != Silent || a.AnswerBy == "" {
		return 0
	}
	return max(0, a.AnswerBy.Until(today))
}

func (a Answer) lastWord() time.Time {
	if a.LastReport.IsZero() {
		return a.Since
	}
	return a.LastReport
}

// ReportBy is the day by which the member should be heard of again, when it
// reports every so many days; empty when no report is due.
func (a Answer) ReportBy(every int, zone *time.Location) words.Day {
	if every == 0 || a.State != TakenUp && a.State != Returned {
		return ""
	}
	return words.DayOf(a.lastWord(), zone).Add(every)
}

// Unheard counts the days since the member was heard of, once a report is late.
func (a Answer) Unheard(every int, today words.Day, zone *time.Location) int {
	if by := a.ReportBy(every, zone); by == "" || by >= today {
		return 0
	}
	return words.DayOf(a.lastWord(), zone).Until(today)
}

// Sorts are the orders of a list; "" is by due date.
var Sorts = []string{"", SortHeard, SortCode, SortPriority}

// By the last report, the code, and the place given to it among those of its
// meeting.
const (
	SortHeard    = "heard"
	SortCode     = "code"
	SortPriority = "priority"
)

// Looks are what may need attention; "" is all.
var Looks = []string{"", LateByDate, LateToAccept, LateToReport, IsBlocked, PutOff}

// The due date has passed; the day for taking it up has; so has that for the
// next report; somebody must unblock it; it was put off before.
const (
	LateByDate   = "late"
	LateToAccept = "accept"
	LateToReport = "report"
	IsBlocked    = "blocked"
	PutOff       = "deferred"
)

// Keys by which lists are ordered and narrowed, kept with each measure.

// rank orders by date: what is open, undated after dated; then what is settled,
// the archive last.
func (m Measure) rank() string {
	due := m.Due
	if due == "" {
		due = "9999-99-99"
	}
	return m.standing() + string(due)
}

// heard orders by the last report: what is open, the silent first; then what is
// settled.
func (m Measure) heard() string {
	at := int64(0)
	if !m.LastReport.IsZero() {
		at = m.LastReport.UnixMicro()
	}
	return m.standing() + fmt.Sprintf("%016d", at)
}

func (m Measure) standing() string {
	switch {
	case m.Open():
		return "1"
	case m.State == Archived:
		return "3"
	}
	return "2"
}

// Which clock runs, before the day on which it runs out.
const (
	acceptClock = "a"
	reportClock = "r"
)

// clock orders what is waited for: the clock that runs and its day; empty when
// none does. Whether it has run out is never kept.
func (m Measure) clock(zone *time.Location) string {
	if by := m.takeUpBy(); by != "" {
		return acceptClock + string(by)
	}
	if by := m.ReportBy(zone); by != "" {
		return reportClock + string(by)
	}
	return ""
}

// found is what a measure is looked for by.
func (m Measure) found() search.Doc {
	return search.Doc{Ref: m.Ref(), Code: m.Code, Title: m.Title, Body: strings.TrimSpace(m.Other + "\n" + m.Responsible + "\n" + m.Quote.Text),
		Visibility: m.Visibility, Owner: m.Owner}
}
