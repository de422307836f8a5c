// Package ledger keeps where every unit of money is: promised, allotted, sent,
// received, passed on, spent, returned; who said so and who confirmed it.
//
// Words. An entry is one thing said of money by one organisation. It is never
// edited or deleted: a reversal takes it back and stands beside it. Its lines move
// amounts between accounts and sum to zero within each ledger. The memo ledger
// holds promises and allotments, the cash ledger what was sent and what became of
// it. An account is a place where money can be, for one organisation, promise,
// project, class, currency and plan year. Debits are positive.
//
// A transfer is money that one side sends and the other confirms: it is in transit
// from the one word to the other. Its route is send (provider to receiver), pass_on
// (to a lower organisation), give_back (to the provider), in_kind (goods at a value)
// or turnkey (the provider builds and the receiver confirms the object). Whoever it
// is for confirms it whole or in part, or says that it is not yet seen or came to
// the wrong account. Money that nobody announced waits in suspense until whoever
// sent it claims it.
//
// A discrepancy is a difference with a clock: open, explained, proposed (one side
// says how to settle it), escalated, closed. Money that has been in transit for
// longer than the rules allow opens one by itself. Its outcome is corrected (it
// never left), arrived, charged (kept on the way) or travelling (in transit again).
//
// A statement is what a pairing's money was in one span of time. Once both sides
// have signed it, the span is closed for that pairing: what comes later is booked
// on the first open day.
//
// Pledges are not typed here. They follow the commitments that both sides hold to,
// with their amendments and waivers, in the same change.
//
// What always holds. Every entry balances in each ledger. No account falls below
// zero on its own side, on any day. What is open of a promise is what was recorded
// less what was drawn and waived. What is in transit is what was sent less what was
// received, charged and moved to discrepancies. Nobody confirms their own word.
// Classes of money and currencies are never added. Spending stays within the
// approved estimate, the allotment, and what is certified; before approval only
// what was allotted to prepare the project. Only what the providers sent counts as
// sent: what is passed on is counted apart. The sums that pages show are kept in
// the change that makes the lines, and can be rebuilt from them.
package ledger
