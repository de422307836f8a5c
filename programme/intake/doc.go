// Package intake reads a communique, memorandum or minutes into proposals, each
// with the exact passage it came from, and lets a person decide on every one.
//
// Words. A reading is one pass over one source. It makes proposals: the facts
// of the meeting, attendances, speeches, measures, notes, agreements, reported
// achievements and events. A proposal is accepted (the record is made in the
// room that keeps it), found to agree with what is on record already (nothing
// is made, so it counts once), or rejected. Every decision can be undone: the
// record is withdrawn and the proposal waits again. Any passage can be made a
// proposal by hand. What the text does not say is counted, never filled in.
//
// States of a reading: open, finished, withdrawn; a finished one can be opened
// again. States of a proposal: proposed, accepted, agreed, rejected.
//
// What always holds: a record made here carries a quote that its source holds,
// character for character. One acceptance is one change, with the record and
// the decision together. A value that does not stand in the text is marked so.
// A clause about thought, loyalty or belief is proposed as a note and can be
// accepted as nothing else. An agreement, and a duty laid on another side than
// the acceptor's, waits for a second person in the room that keeps it.
package intake
