// Package decision keeps what was asked or offered at a meeting, on a visit or
// in a talk, and what became of it.
//
// A measure is one requirement, offer, request or decision, quoted from its
// source or entered by hand. It is captured, and then the office registers it,
// does not take it (with the reason) or notes it only: exhortation, loyalty and
// courtesy are noted and never become a duty. Until it is registered, how it
// reads is corrected by the organisation that captured it; once the other side
// has accepted how it reads, both must agree. A registered measure goes one of
// two ways.
//
// It is assigned to one lead, with one due date and one definition of done, all
// three before it can be assigned. Co-leads act with the lead and may report;
// the lead answers. It accepts or contests, reports in two lines (what was done,
// what comes next; without progress, why), says when it is blocked, by whom it
// can be unblocked and what is asked of them, and claims that it is done.
// Someone else verifies the claim or returns it with the reason; then it is
// closed, and filed in the archive.
//
// Or it is addressed to a class of organisations. Each member then owes an
// answer of its own: taken up (where that can be read), not applicable (why),
// or silent. "41 of 60 answered" is this table. What a member has taken up it
// reports on and claims done like a lead. Whoever joins the class later is asked
// too, with as much time as everybody had.
//
// A measure leaves the way by a proposal on which somebody else decides: its due
// date is put off, it goes on in another measure (merged), or it is cancelled.
// What was merged can go on by itself again, in the state it had. What was
// entered in error, and nobody has acted on, is withdrawn by the office alone;
// so is a step of the office that nobody has acted on since.
//
// Two clocks run beside the due date, by the programme rules: the lead must
// accept within so many working days, and be heard of every so many days. The
// office may rank the measures of a meeting. Several measures are registered,
// not taken, assigned or put off together in one change, which has a receipt and
// can be taken back as a whole.
//
// What always holds:
//
//   - The reading of a duty laid on the other side is accepted by that side, by
//     someone who is neither the person nor of the organisation that captured
//     it, before it can be assigned. A duty addressed to a class needs no such
//     acceptance: each member's own answer is one.
//   - Nobody verifies their own claim, under whichever organisation they act; nor
//     does anybody of a co-lead. Nobody decides on their own proposal, and nobody
//     who carries the measure decides on one about it.
//   - Nothing is closed without a claim that someone else has verified.
//   - The first due date is kept; each deferral gives its reason and is counted.
//   - A proposal that lies open can always be followed: what would end it is done
//     once it is decided or taken back.
//   - Reports and claims are rows that are never edited; a returned claim stays.
//   - Overdue by any of the three clocks, silent since, days blocked and under
//     way are computed and never stored here.
//
// What is not closed stands on the agenda of the next meeting by itself.
package decision
