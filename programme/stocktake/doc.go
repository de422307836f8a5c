// Package stocktake shows whether the promises are being kept: the board, the
// thread of each promise, the map, my tasks and search. It is the furthest room of the
// daily look, so it may see all rooms before it; it changes none of them.
//
// A promise is a commitment, a registered measure that has none, or one
// member's answer to a requirement addressed to its class. Each promise has one
// narrow row (stocktake_promise) that is kept in step inside the change that
// moved it, so that the board answers from one index; Rebuild computes the same
// rows from the records, and a test compares.
//
// A promise has one of five status words, computed and never typed: kept, on
// track, at risk, off track, not reported. Silence is its own word: nothing is
// on track that nobody has reported on. The word comes with its reason. Since
// dates pass without anybody acting, each row carries the day on which its word
// may change next, and a tick recomputes the rows whose day has come.
//
// The thread has six nodes, always in this order: Conference, Decision,
// Agreement, Project, Money, Result. A node is recorded, recorded in part (n of
// m), late, not recorded (hollow: the only one that asks for action) or not
// applicable, which somebody said, and why.
//
// The map shows each project once, at the first of its sites, in one of six states
// computed from its records and the calendar: late, not reported, stopped, before
// the works, at work, finished. Squares of it are counted in a rollup for each
// second zoom, and closer from the points in view. A project that has no site, or
// none that the reader may see, stands in the list beside the map and in every
// sum. Rows are kept apart by who may see them: the public meets a coarse site at
// the middle of its square in the marks, the lists and every file alike. The base
// map is the operator's: one that the public may see has its review number, and
// none is ever edited, only followed by the next.
package stocktake
