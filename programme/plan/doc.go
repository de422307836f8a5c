// Package plan keeps the time that a programme works by: its plan periods and
// annual plans, who has taken the work into its own plan, and the rules.
//
// Words. A plan period is a stretch of years with a name ("15th five-year
// plan") and an approved text. An annual plan is the plan of one year of a
// period, of the whole programme or of one pairing; an item of it is in plan, or
// off-plan and then names who approved it. A take-up is what is said of one
// organisation's own plan in a period: the document that has taken the work in,
// or why that does not apply. Coverage is how all the organisations that are
// asked stand. Programme rules are the numbers, the calendar and the features
// that every other room goes by.
//
// States of a period: drafting, consulted (or sent back), approved, in force,
// midterm review and back in force, final review, closed. All moves are the
// programme office's, except approval, which is a leader's who has not written
// the text. The text is edited until it is approved, and in the midterm review;
// each approval makes a version.
//
// States of an annual plan: draft, submitted (or returned), issued, adjusting
// and issued again, settled. Each issue makes a version.
//
// States of a take-up: silent, which is the lack of a record; claimed, not
// applicable, returned, confirmed. The party says it, or the office on its
// behalf; an organisation that is paired with it, or somebody else of the
// office, confirms or returns it.
//
// Rules are data in versions: a version holds from its first day until that of
// the next, and is never edited. An edit, a shipped example and an old version
// show what they would change before they take effect, today or later, as a new
// version. Before the first version the shipped rules hold. A rule that is not
// set is nil, never 0. A feature that is switched off hides its pages (Gate);
// its records stay.
//
// A share says how much of the money at least goes, or at most may go, to what it
// counts: a level of government and below, livelihood, the grass roots, or some
// categories. Each money class and each currency is checked alone, in whole minor
// units; what is not recorded helps no share and is told apart. A plan that misses
// one is not issued, unless the rules let whoever issues it waive that with the
// reason. No item and no project is taken in for a category that is never paid for.
//
// Always true. Periods of a programme do not overlap. A year of a period has one
// annual plan of the programme and one of each pairing. Nobody approves or issues
// a text of their own, nor confirms what they or their organisation said. Old
// texts are read from the journal, as they stood. Who has said nothing counts as
// silent, for as long as the period is in force, and as nothing else. The first
// days of rule versions never go back. A working day is one of the week's working
// days that is no holiday, or one of the extra working days; a day is never both
// holiday and extra. Day arithmetic knows no clock and no zone: callers pass days
// of the programme's own calendar.
package plan
