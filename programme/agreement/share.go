package agreement

import (
	"fmt"
	"math/bits"
	"slices"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
)

// whole is a hundred per cent in basis points.
const whole = 10_000

// Share is one provider's part of a promise, in basis points.
type Share struct {
	Party  ident.ID `json:"party"`
	Points int      `json:"points"`
}

// percent writes a part in basis points: 60 %, 33.34 %.
func percent(points int) string {
	if points%100 == 0 {
		return fmt.Sprintf("%d %%", points/100)
	}
	return fmt.Sprintf("%d.%02d %%", points/100, points%100)
}

// Providers lists who promised, the one that speaks for all first.
func (c Commitment) Providers() []ident.ID {
	all := []ident.ID{c.Provider}
	for _, s := range c.Shares {
		if s.Party != c.Provider {
			all = append(all, s.Party)
		}
	}
	return all
}

// Parts is the amount cut by the shares, in their order, so that the parts add
// up to it exactly. nil where there is no amount or where the promise is joint:
// then only the total counts, once.
func (c Commitment) Parts() []money.Amount {
	if c.Terms.Amount == nil || c.Joint {
		return nil
	}
	if len(c.Shares) == 0 {
		return []money.Amount{*c.Terms.Amount}
	}
	points := make([]int64, len(c.Shares))
	for i, s := range c.Shares {
		points[i] = int64(s.Points)
	}
	var parts []money.Amount
	for _, n := range apportion(c.Terms.Amount.Minor, points) {
		parts = append(parts, money.Amount{Minor: n, Currency: c.Terms.Amount.Currency})
	}
	return parts
}

// apportion cuts a whole number by weights, each part rounded down and what is
// left given to the largest remainders, the first of equals first.
func apportion(total int64, weights []int64) []int64 {
	var sum uint64
	for _, w := range weights {
		sum += uint64(w)
	}
	parts, rests := make([]int64, len(weights)), make([]uint64, len(weights))
	left := total
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(total), uint64(w))
		n, rest := bits.Div64(hi, lo, sum)
		parts[i], rests[i] = int64(n), rest
		left -= parts[i]
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case rests[a] > rests[b]:
			return -1
		case rests[a] < rests[b]:
			return 1
		}
		return 0
	})
	for i := range left {
		parts[order[i]]++
	}
	return parts
}

// checkShares: several providers share a promise in parts of exactly a hundred
// per cent, or promise it jointly and then without parts.
func (c Commitment) checkShares(f *fault.Form) {
	if len(c.Shares) == 0 {
		f.Require(!c.Joint, "share", "agreement.joint_alone")
		return
	}
	sum, seen := 0, map[ident.ID]bool{}
	for _, s := range c.Shares {
		f.Require(!seen[s.Party], "share", "agreement.share_twice")
		f.Require(s.Party != c.Receiver, "share", "agreement.same_party")
		f.Require(c.Joint == (s.Points == 0) && s.Points >= 0, "share", "agreement.share_missing")
		seen[s.Party] = true
		sum += s.Points
	}
	f.Require(seen[c.Provider], "share", "agreement.share_of_speaker")
	f.Require(len(c.Shares) > 1, "share", "agreement.joint_alone")
	f.Require(c.Joint || sum == whole, "share", "agreement.shares_not_whole", percent(sum))
}
