// Package stocktake shows whether the promises are being kept: the board, the
// thread of each promise, my tasks and search. It is the furthest room of the
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
package stocktake
