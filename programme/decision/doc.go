// Package decision keeps what was asked or offered at a meeting, and what
// became of it.
//
// A measure is one requirement, offer, request or decision, quoted from its
// source or entered by hand. It is captured, and then the office registers it,
// does not take it (with the reason) or notes it only: exhortation, loyalty and
// courtesy are noted and never become a duty. A registered measure goes one of
// two ways.
//
// It is assigned to one lead, with one due date and one definition of done, all
// three before it can be assigned. The lead accepts or contests it, reports on
// it, and claims that it is done; someone else verifies the claim or returns it
// with the reason; then it is closed.
//
// Or it is addressed to a class of organisations. Each member then owes an
// answer of its own: taken up (where that can be read), not applicable (why),
// or silent. "41 of 60 answered" is this table. What a member has taken up it
// reports on and claims done like a lead.
//
// What always holds:
//
//   - The reading of a duty laid on the other side is accepted by that side, by
//     someone who is neither the person nor of the organisation that captured
//     it, before it can be assigned. A duty addressed to a class needs no such
//     acceptance: each member's own answer is one.
//   - Nobody verifies their own claim, under whichever organisation they act.
//   - The first due date is kept; a deferral gives its reason and is counted.
//   - Reports and claims are rows that are never edited; a returned claim stays.
//   - Overdue, silent since and under way are computed and never stored here.
//
// What is not closed stands on the agenda of the next meeting by itself.
package decision
