// Package agreement keeps what was signed and what it promises: agreements with
// their text, the clauses marked in that text, and commitments.
//
// Words. An agreement is one instrument: a memorandum, a framework, a
// cooperation agreement, a joint venture, a responsibility letter. A batch
// ("relevant enterprises signed agreements") is of unknown number and is never
// counted as one; a party named later adds its own agreement out of it. A clause
// is a passage of the text, kept character for character, of one kind:
// commitment, intention or courtesy. A commitment is one promise of a provider
// to a receiver, made of a clause, a measure or a class member's answer. A
// statement is what one side said of it. A proposal is what one side asks and
// the other must agree to: another due date, to take the promise up again, to
// waive it.
//
// States of an agreement: captured waits for the second acceptance of the other
// side; then signed_unheld ("signed, text not held"), signed once a text is
// held, effective, ended; or withdrawn with a reason. Of a clause: marked,
// accepted, contested, withdrawn. Of a commitment: recorded, then acknowledged
// by the receiver or corrected in the receiver's own words (the provider takes
// the wording, or keeps its own and the two disagree: disputed); acknowledged,
// claimed_done by the provider, then confirmed, partly or disputed by the
// receiver; partly and disputed go back to acknowledged, or to waived, when both
// sides agree. Kept, unmet and under way are computed elsewhere, never stored.
//
// What always holds. Nobody accepts, acknowledges, confirms or agrees to what
// they or their own organisation put forward, whichever hat they wear. Both
// wordings stay. A due date changes only by both sides, and the first one stays.
// Money keeps its class and its currency; nothing is added or converted. What
// the text does not state is unknown, never nought.
package agreement
