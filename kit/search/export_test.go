package search

import "testing"

// SetFew says how many are looked up one by one until the test ends.
func SetFew(t testing.TB, n int) {
	was := few
	set := func(n int) { few, verdicts.rare = n, nil }
	set(n)
	t.Cleanup(func() { set(was) })
}
