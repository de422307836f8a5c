// Package throughline holds no code. It is the place to start reading.
//
// Throughline follows every promise of a paired-assistance programme from the
// communique to the result. The folders under programme/ are rooms: each is
// one concept of the trade, and they stand in the order of the journey. A room
// imports rooms earlier in the journey and reaches later ones only by URL, or
// through the facts in the journal.
//
// Read in this order:
//
//  1. ARCHITECTURE.md: the journey of one promise, and of one request.
//  2. arch_test.go: the floors. It lists every package, lowest first, and the
//     rules that keep the tree readable. The list is the test.
//  3. programme/decision: a whole room. doc.go says what it is for, measure.go
//     holds the rules, actions.go the changes, store.go the SQL, web.go the
//     pages. All rooms look like this.
//  4. kit/db: Change, the one way to write.
//  5. site: how the rooms are wired together, by hand, in New.
//
// GLOSSARY.md has the words, in English and Chinese. ./check runs everything.
package throughline
