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
// States. A party is active until it is merged into or followed by another, or
// dissolved; a new name is no state: the old one stays in the history and is
// still found. A pairing is proposed, agreed by one side, agreed by both,
// active, suspended, ended; a proposal may be declined. A side that proposes
// has agreed by that. Each side agrees by someone who is neither the proposer
// nor the one who agreed for the other side; for a side without a seat in the
// programme a second person of the programme office agrees.
//
// Always true. A party has no ancestor twice. Provider and receiver of a pairing differ,
// and no two living pairings share provider, receiver and scope. Dates in
// membership rows are inclusive; an empty end is open. Names of persons stand
// nowhere in this room: a seat refers to the person's number.
//
// A table of parties read in from a file is one change: each row's fact carries
// the number of the batch, and the batch can be undone while nothing refers to
// its rows.
package party
