package site

import (
	"io"
	"log/slog"
	"testing"

	"throughline/kit/blob"
	"throughline/kit/db/dbtest"
)

// bare is a site without records.
func bare(t *testing.T) *Site {
	t.Helper()
	blobs, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{DB: dbtest.Open(t), Blobs: blobs, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
