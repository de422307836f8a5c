package party

import (
	"bytes"
	"cmp"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"throughline/kit/ident"
	"throughline/kit/words"
)

// Orders are how the lists of parties and of pairings may be sorted; "" is the
// order in which they came.
var (
	PartyOrders   = []string{"", "name", "latest"}
	PairingOrders = []string{"", "provider", "receiver", "from", "latest"}
)

// labelled is a party by its names alone.
type labelled struct {
	id                      ident.ID
	code, name, lang, other string
}

func (p labelled) in(l words.Lang) string { return nameIn(l, p.lang, p.name, p.other) }

// ranked gives each party its place by its name in a language. Names are sorted
// here, because the engines do not sort them alike: Chinese by pinyin.
func ranked(parties []labelled, l words.Lang) map[ident.ID]int {
	tag := language.English
	if l == words.ZH {
		tag = language.Chinese
	}
	c, buf := collate.New(tag, collate.IgnoreCase, collate.Numeric), new(collate.Buffer)
	type keyed struct {
		id  ident.ID
		key []byte
	}
	keys := make([]keyed, len(parties))
	for i, p := range parties {
		keys[i] = keyed{p.id, c.KeyFromString(buf, p.in(l))}
	}
	slices.SortFunc(keys, func(a, b keyed) int { return cmp.Or(bytes.Compare(a.key, b.key), cmp.Compare(a.id, b.id)) })
	rank := make(map[ident.ID]int, len(keys))
	for i, k := range keys {
		rank[k.id] = i
	}
	return rank
}

// pairKey is what a pairing is sorted by.
type pairKey struct {
	id, provider, receiver ident.ID
	from                   words.Day
}

// sortPairs brings pairings into an order; rank is that of the parties' names.
func sortPairs(all []pairKey, order string, rank map[ident.ID]int) {
	slices.SortFunc(all, func(a, b pairKey) int {
		first := 0
		switch order {
		case "provider":
			first = cmp.Or(cmp.Compare(rank[a.provider], rank[b.provider]), cmp.Compare(rank[a.receiver], rank[b.receiver]))
		case "receiver":
			first = cmp.Or(cmp.Compare(rank[a.receiver], rank[b.receiver]), cmp.Compare(rank[a.provider], rank[b.provider]))
		case "from":
			first = cmp.Compare(b.from, a.from)
		case "latest":
			first = cmp.Compare(b.id, a.id)
		}
		return cmp.Or(first, cmp.Compare(a.id, b.id))
	})
}

// cut is the page that begins after a record, at most size, and the last of it
// when more follow.
func cut(ids []ident.ID, after ident.ID, size int) (page []ident.ID, last ident.ID) {
	if at := slices.Index(ids, after); after != 0 && at >= 0 {
		ids = ids[at+1:]
	}
	if len(ids) <= size {
		return ids, 0
	}
	return ids[:size], ids[size-1]
}
