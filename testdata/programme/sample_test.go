package programme_test

import (
	"testing"

	"throughline/kit/blob"
	"throughline/kit/db/dbtest"
	"throughline/testdata/programme"
)

func TestLoads(t *testing.T) {
	d := dbtest.Open(t)
	blobs, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := programme.Load(t.Context(), d, blobs); err != nil {
		t.Fatal(err)
	}
}
