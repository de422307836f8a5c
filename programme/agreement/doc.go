// Package agreement keeps what was signed and what it promises: agreements with
// the versions of their text, the clauses marked in it, the companies behind joint
// ventures, and commitments.
//
// Words. An agreement is one instrument: a memorandum, a framework, a
// cooperation agreement, a joint venture, a responsibility letter. A batch
// ("relevant enterprises signed agreements") is of unknown number and is never
// counted as one; a party named later adds its own agreement out of it. A clause
// is a passage of the text, kept character for character, of one kind:
// commitment, intention or courtesy. An amendment is a new text that every
// signing party signs; it says what becomes of each clause and from which day. A
// commitment is one promise of a provider, or of several with their shares, to a
// receiver, made of a clause, a measure or a class member's answer. A
// restatement is a clause of a later agreement that states a promise again. A
// statement is what one side said of a promise. A proposal is what one side asks
// and the other must agree to: another due date, other terms, to take the promise
// up again, to waive it.
//
// States of an agreement. One known from a report is captured until the other
// side accepts what was read, then signed_unheld ("signed, text not held"), signed
// once a text is held. One that is still being written is drafting, reviewing,
// agreed_text, signed. Then it is effective and ends as completed, lapsed,
// terminated, or superseded by the signing that took its place; or it was
// withdrawn as recorded in error. That it is being carried out is computed.
//
// The company behind a joint venture has a track of its own beside its
// agreement: talks, approved, registered, capital_paid, operating, wound_up, or
// talks_ended. It is nothing but its steps; each has its day and the document that
// shows it, is recorded by one side and counts once the other has confirmed it.
//
// States of a clause: marked until one person of each side has read it so,
// accepted, contested, superseded by an amendment, withdrawn. Of an amendment:
// proposed, in_force with the last signature, declined, taken_back.
//
// States of a commitment: recorded, then acknowledged by the receiver or corrected
// in the receiver's own words (the provider takes the wording, or keeps its own and
// the two disagree: disputed); acknowledged, claimed_done by a provider, then
// confirmed, partly or disputed by the receiver. Both sides may amend it: it goes
// on, acknowledged, under its new terms, and the first ones stay beside them.
// Both may waive it. The office may put on record that it is unmet, once its day
// and the days of grace are over. Partly, disputed and unmet go back to
// acknowledged when both sides agree. Broken down, under way and missed are
// computed, never stored.
//
// What always holds. Every commitment points to a clause of what was signed or to
// a registered measure. Nobody accepts, acknowledges, confirms, signs or agrees to
// what they or their own organisation put forward, whichever hat they wear. Both
// wordings stay. What was signed again counts once: the promise stays one record,
// however often it is stated, and the same figures between the same two are not
// recorded a second time. Shares are exactly a hundred per cent. A due date
// changes only by both sides, and the first one stays. Money keeps its class and
// its currency; nothing is added or converted. What the text does not state is
// unknown, never nought.
package agreement
