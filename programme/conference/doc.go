// Package conference keeps meetings and what was said at them: the meeting
// itself, its agenda, who was invited and who came in which office, speeches,
// exhibitions and other events held with it, the results that were reported
// there, its documents and minutes, visits and talks between the parties, and
// the texts (sources) from which all of this was read.
//
// Words. A source is one text about a meeting, kept exactly as decoded, with
// who published it, for which side, in which language, and whether a machine
// translated it. A quote is a passage of a source: its place in characters and
// its exact wording. A speech is sourced text, never a duty. An achievement is
// a figure as reported; it is never counted as a result. A visit is a visit or
// a talk, at a meeting or on its own; its note is what one side wrote of it.
//
// States of a conference: planned, then convened, then minuted (minutes in
// draft), then final (minutes approved), then followed up (minutes issued, their
// measures being followed), then closed, once no measure of it is open. A
// planned meeting may be postponed, to a day or to one not known yet, or
// cancelled. Reopening final minutes needs a reason, and what is written then is
// a new version; no version is ever edited, and any two can be compared.
//
// States of an attendance: invited, confirmed, then present, represented by a
// substitute, or absent. Whoever a text names was present. States of a speech:
// planned, delivered, text checked; other words are checked again. States of a
// visit: planned, held, drafted (one side wrote a note), agreed (the other side
// agreed) or returned with its reason, closed; a planned one may be cancelled.
//
// What always holds: a quote that names a source is found there, character for
// character. Whoever wrote the minutes does not approve them, whoever recorded a
// speech does not check its text, and nobody agrees to a note of their own side:
// until another side has, the visit is shown as reported by one side only. A
// record read from a text is no more visible than the text. A record keeps its
// number when it is corrected, and the wording before stays as a row of its own,
// so that any past day can be shown; withdrawn, it leaves the lists and stays in
// the journal. A name of a person stands only in an attendance or in the words
// of a text, and nobody is searched for by name.
package conference
