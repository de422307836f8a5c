package search

import "testing"

// SetFew says how many are looked up one by one until the test ends.
func SetFew(t testing.TB, n int) {
	was := few
	few = n
	t.Cleanup(func() { few = was })
}
