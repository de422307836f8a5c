package party

import (
	"cmp"
	"slices"
	"strconv"

	"throughline/kit/ident"
	"throughline/kit/web"
)

// pageSize is how many rows a list shows at once.
const pageSize = 100

// order is the sort asked for by ?sort=, "" where it is none of the list's.
func order(c *web.Call, orders []string) string {
	if s := c.Query("sort"); slices.Contains(orders, s) {
		return s
	}
	return ""
}

// howMany counts the filters that are set.
func howMany(values ...string) (n int) {
	for _, v := range values {
		if v != "" {
			n++
		}
	}
	return n
}

// anyState reads a list's filter: a page lists everything unless asked.
func anyState(state string) string { return cmp.Or(state, AnyState) }

// pageOfParties is one page of a list in an order, and the address of the next.
func pageOfParties(c *web.Call, f PartyFilter, order string) (page []Party, next string, err error) {
	ctx := c.R.Context()
	if order == "" {
		f.After, f.Limit = after(c), pageSize+1
		if page, err = ListParties(ctx, c.Q, c.Programme.ID, f); err != nil || len(page) <= pageSize {
			return page, "", err
		}
		return page[:pageSize], nextPage(c, page[pageSize-1].ID), nil
	}
	ids, err := partyIDs(c, f, order)
	if err != nil {
		return nil, "", err
	}
	ids, last := cut(ids, after(c), pageSize)
	found, err := PartiesByID(ctx, c.Q, c.Programme.ID, ids)
	if last != 0 {
		next = nextPage(c, last)
	}
	return inOrder(ids, found), next, err
}

// partyIDs lists the numbers of all that a filter keeps, in an order.
func partyIDs(c *web.Call, f PartyFilter, order string) ([]ident.ID, error) {
	labels, err := partyLabels(c.R.Context(), c.Q, c.Programme.ID, f)
	if err != nil {
		return nil, err
	}
	ids := make([]ident.ID, len(labels))
	for i, p := range labels {
		ids[i] = p.id
	}
	switch order {
	case "name":
		rank := ranked(labels, c.Lang)
		slices.SortFunc(ids, func(a, b ident.ID) int { return cmp.Compare(rank[a], rank[b]) })
	case "latest":
		slices.Reverse(ids)
	}
	return ids, nil
}

// pageOfPairings is one page of a list in an order, and the address of the next.
func pageOfPairings(c *web.Call, f PairingFilter, order string) (page []Pairing, next string, err error) {
	ctx := c.R.Context()
	if order == "" {
		f.After, f.Limit = after(c), pageSize+1
		if page, err = ListPairings(ctx, c.Q, c.Programme.ID, f); err != nil || len(page) <= pageSize {
			return page, "", err
		}
		return page[:pageSize], nextPage(c, page[pageSize-1].ID), nil
	}
	ids, err := pairingIDs(c, f, order)
	if err != nil {
		return nil, "", err
	}
	ids, last := cut(ids, after(c), pageSize)
	found, err := PairingsByID(ctx, c.Q, c.Programme.ID, ids)
	if last != 0 {
		next = nextPage(c, last)
	}
	return inOrder(ids, found), next, err
}

// pairingIDs lists the numbers of all that a filter keeps, in an order.
func pairingIDs(c *web.Call, f PairingFilter, order string) ([]ident.ID, error) {
	keys, err := pairKeys(c.R.Context(), c.Q, c.Programme.ID, f)
	if err != nil {
		return nil, err
	}
	var rank map[ident.ID]int
	if order == "provider" || order == "receiver" {
		labels, err := partyLabels(c.R.Context(), c.Q, c.Programme.ID, PartyFilter{State: AnyState, For: everyone(c)})
		if err != nil {
			return nil, err
		}
		rank = ranked(labels, c.Lang)
	}
	sortPairs(keys, order, rank)
	ids := make([]ident.ID, len(keys))
	for i, k := range keys {
		ids[i] = k.id
	}
	return ids, nil
}

// everyone reads all parties: a pairing names its two to whoever may see it, so
// its list is sorted by names that stand in it.
func everyone(c *web.Call) ident.Actor {
	return ident.Actor{Programme: c.Programme.ID, Roles: ident.ProgrammeWide}
}

func inOrder[T any](ids []ident.ID, found map[ident.ID]T) []T {
	list := make([]T, 0, len(ids))
	for _, id := range ids {
		if one, ok := found[id]; ok {
			list = append(list, one)
		}
	}
	return list
}

// after is the last record of the page before.
func after(c *web.Call) ident.ID {
	n, _ := strconv.ParseInt(c.Query("after"), 10, 64)
	return ident.ID(n)
}

// nextPage is the address of the page that begins after a record.
func nextPage(c *web.Call, last ident.ID) string {
	q := c.R.URL.Query()
	q.Del("notice")
	q.Set("after", strconv.FormatInt(int64(last), 10))
	return c.R.URL.Path + "?" + q.Encode()
}

// options are the choices of a field, with the words under prefix; the value
// now chosen is selected.
func options(c *web.Call, prefix string, values []string, chosen string) []web.Option {
	list := make([]web.Option, len(values))
	for i, v := range values {
		list[i] = web.Option{Value: v, Label: c.T(prefix + cmp.Or(v, "none")), Selected: v == chosen}
	}
	return list
}
