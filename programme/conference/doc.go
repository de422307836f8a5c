// Package conference keeps meetings and what was said at them: the meeting
// itself, who attended in which office, speeches, events beside the meeting,
// the results that were reported there, its documents and minutes, and the
// texts (sources) from which all of this was read.
//
// Words. A source is one text about a meeting, kept exactly as decoded, with
// who published it, for which side, in which language, and whether a machine
// translated it. A quote is a passage of a source: its place in characters and
// its exact wording. A speech is sourced text, never a duty. An achievement is
// a figure as reported; it is never counted as a result.
//
// States of a conference: planned, then convened, then minuted (minutes in
// draft), then final (minutes approved), then closed. A planned meeting may be
// postponed or cancelled. Reopening final minutes needs a reason, and what is
// written then is a new version; no version is ever edited.
//
// What always holds: a quote that names a source is found there, character for
// character. Whoever wrote the minutes does not approve them. A record read
// from a text is no more visible than the text. A withdrawn record stays in the
// journal and leaves the lists. A name of a person stands only in an attendance.
package conference
