// Package plan keeps the time that a programme works by: its plan periods, and
// its rules.
//
// Words. A plan period is a stretch of years with a name ("15th five-year
// plan"). Programme rules are the numbers that every other room counts by: how
// many working days a duty may wait for its acceptance, after how many days a
// report is due, how long a delay is borne, how long silence may last and from
// how many days before a due date a promise without progress is at risk; and
// the working calendar: the week, holidays, and days worked in their stead.
//
// States of a period: drafting, consulted, approved, in force, midterm review
// and back in force, final review, closed. All moves are the programme
// office's, except the approval, which is the leader's.
//
// Rules are data in versions: a version holds from its first day until that of
// the next, and is never edited. An edit shows what it would change before it
// takes effect, and takes effect today or later. Before the first version the
// shipped rules hold.
//
// Always true. Periods of a programme do not overlap. The first days of rule
// versions never go back. A working day is one of the week's working days that
// is no holiday, or one of the extra working days; a day is never both holiday
// and extra. Day arithmetic knows no clock and no zone: callers pass days of the
// programme's own calendar.
package plan
