// Package party says who takes part: the programmes of an installation, the
// organisations in each with their hierarchy and identifiers, the classes they
// belong to, who is paired with whom and when, and which person holds which
// seat for which organisation.
//
// Words. A party is an organisation, never a person. A group is a class that a
// requirement may address ("the central enterprises"); its members are dated. A
// pairing binds one providing and one receiving party for a dated stretch and
// a scope; it is a root object of its own, and may follow a predecessor. A
// membership is a person's seat: person, organisation, role, from and to. A hat
// is the set of a person's seats at one organisation.
//
// States. A party is active until it is merged into a successor, or dissolved
// with one or none; each on a day and for a reason. Who is no more stays in
// every record it is in: seats, places and pairings are kept, finders leave it
// out of what a new record may choose, and its page says where it went. A new
// name is no state: the old one is kept with its days, is shown as "formerly",
// and is found by search and by the filters.
//
// A pairing is proposed, agreed by one side, agreed by both, active, suspended,
// and in the end transferred or ended; a proposal may be declined. A side that
// proposes has agreed by that. Each side agrees by someone who is neither the
// proposer nor the one who agreed for the other side; for a side without a seat
// in the programme a second person of the programme office agrees. A re-pairing
// is a pairing of its own that names the one before: both its sides agree, and
// from its first day the office transfers the old one to it. Nothing else moves.
//
// Always true. A party has no ancestor twice, and a line of successors leads in
// no circle. A number in a register stands for one party, and its check
// characters are right. Provider and receiver of a pairing differ, no two living
// pairings share provider, receiver and scope, and no account holds a
// provider's or receiver's seat on both sides of one. Each side names its own
// liaison unit. Dates in membership rows are inclusive; an empty end is open.
// Names of persons stand nowhere in this room: a seat refers to the person's number.
//
// A table of parties or pairings read in from a file is one change: each row's
// fact carries the number of the batch, and the batch can be undone while
// nothing refers to its rows. A table proposes pairings; it agrees to none.
package party
