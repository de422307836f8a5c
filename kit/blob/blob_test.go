package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"

	"throughline/kit/fault"
)

func TestPutThenOpen(t *testing.T) {
	s, _ := newStore(t)
	text := "Forty clinics by the end of September."
	got, err := s.Put(t.Context(), `C:\papers\纪要.TXT`, strings.NewReader(text), Limit{})
	if err != nil {
		t.Fatal(err)
	}
	want := File{Digest: digestOf(text), Size: int64(len(text)), MIME: "text/plain", Name: "纪要.TXT"}
	if got != want {
		t.Errorf("Put = %+v, want %+v", got, want)
	}
	f, err := s.Open(got.Digest)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, _ := io.ReadAll(f); string(b) != text {
		t.Errorf("stored %q, want %q", b, text)
	}
	if err := s.Verify(t.Context(), got.Digest); err != nil {
		t.Errorf("Verify: %v", err)
	}
}

func TestLimits(t *testing.T) {
	s, dir := newStore(t)
	for _, c := range []struct {
		name, text string
		limit      Limit
		refused    string
	}{
		{"a.txt", "12345", Limit{Bytes: 5}, ""},
		{"a.txt", "123456", Limit{Bytes: 5}, "blob.too_large"},
		{"a.txt", strings.Repeat("x", 20*megabyte+1), Limit{}, "blob.too_large"},
		{"a.txt", "", Limit{}, "blob.empty"},
		{"a.txt", "x", Limit{Types: []string{"pdf", "png"}}, "blob.unknown_type"},
		{"a.exe", "x", Limit{}, "blob.unknown_type"},
		{"a.exe", "x", Limit{Types: []string{"exe"}}, "blob.unknown_type"},
		{"a", "x", Limit{}, "blob.unknown_type"},
		{".txt", "x", Limit{}, "blob.no_name"},
	} {
		_, err := s.Put(t.Context(), c.name, strings.NewReader(c.text), c.limit)
		if keyOf(err) != c.refused {
			t.Errorf("Put(%q, %d bytes, %v): %v, want %q", c.name, len(c.text), c.limit, err, c.refused)
		}
	}
	if files := filesIn(t, dir); len(files) != 1 {
		t.Errorf("refused files were left: %v", files)
	}
}

func TestTooLargeNamesTheLimit(t *testing.T) {
	s, _ := newStore(t)
	for limit, want := range map[int64]string{5: "5 B", 1500: "1 kB", 1_500_000: "1500 kB", 2 * megabyte: "2 MB"} {
		_, err := s.Put(t.Context(), "a.txt", strings.NewReader(strings.Repeat("x", int(limit)+1)), Limit{Bytes: limit})
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Args[1] != want {
			t.Errorf("over %d bytes: %v, want %s named", limit, err, want)
		}
	}
}

func TestAFailedUploadLeavesNothing(t *testing.T) {
	s, dir := newStore(t)
	broken := errors.New("connection reset")
	_, err := s.Put(t.Context(), "a.txt", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)), Limit{})
	if !errors.Is(err, broken) {
		t.Errorf("Put from a broken connection: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ctx, "a.txt", strings.NewReader("whole"), Limit{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Put for a request that is gone: %v", err)
	}
	if files := filesIn(t, dir); len(files) != 0 {
		t.Errorf("left behind: %v", files)
	}
}

func TestNewSweepsWhatACrashLeft(t *testing.T) {
	s, dir := newStore(t)
	kept, err := s.Put(t.Context(), "a.txt", strings.NewReader("kept"), Limit{})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	if err := os.WriteFile(filepath.Join(dir, receiving, "HALF"), []byte("ha"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err = New(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if files := filesIn(t, dir); len(files) != 1 || filepath.Base(files[0]) != kept.Digest {
		t.Errorf("after a crash the store holds %v, want only %s", files, kept.Digest)
	}
}

func TestSameContentFromManyAtOnceIsOneFile(t *testing.T) {
	s, dir := newStore(t)
	text := strings.Repeat("the same minutes\n", 10_000)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			f, err := s.Put(t.Context(), "minutes.txt", strings.NewReader(text), Limit{})
			if err != nil || f.Digest != digestOf(text) {
				t.Errorf("Put = %+v, %v", f, err)
				return
			}
			if err := s.Verify(t.Context(), f.Digest); err != nil {
				t.Errorf("Verify: %v", err)
			}
		})
	}
	wg.Wait()
	if files := filesIn(t, dir); len(files) != 1 {
		t.Errorf("the store holds %v, want one file", files)
	}
}

func TestVerifyFindsDamageAndPutMendsIt(t *testing.T) {
	s, dir := newStore(t)
	text := []byte("CNY 4,000,000.00 received")
	f, err := s.Put(t.Context(), "receipt.txt", bytes.NewReader(text), Limit{})
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(text)
	damaged[4] ^= 1
	if err := os.WriteFile(filepath.Join(dir, place(f.Digest)), damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(t.Context(), f.Digest); !errors.Is(err, ErrDamaged) {
		t.Errorf("Verify of a flipped bit: %v, want ErrDamaged", err)
	}
	if _, err := s.Put(t.Context(), "receipt.txt", bytes.NewReader(text), Limit{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(t.Context(), f.Digest); err != nil {
		t.Errorf("Verify after the file came again: %v", err)
	}
}

func TestOpenStaysInside(t *testing.T) {
	s, dir := newStore(t)
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	linked := digestOf("linked")
	if err := os.MkdirAll(filepath.Join(dir, linked[:2]), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, place(linked))); err != nil {
		t.Fatal(err)
	}
	if f, err := s.Open(linked); err == nil {
		f.Close()
		t.Error("a link led out of the store")
	}
	long := strings.Repeat("a", 64)
	for _, stray := range []string{"aaa", long[:63] + "g", "AA" + long[2:]} { // there, but under no digest
		if err := os.MkdirAll(filepath.Join(dir, stray[:2]), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, place(stray)), []byte("stray"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, digest := range []string{"", "..", "../" + long[3:], "aaa", long[1:], long + "a", "AA" + long[2:], long[:63] + "g", long} {
		for what, err := range map[string]error{"Open": openError(s, digest), "Verify": s.Verify(t.Context(), digest)} {
			if fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s(%q): %v, want not found", what, digest, err)
			}
		}
	}
}

func TestAFullDiskIsNoDefect(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "tmp/X", Err: syscall.ENOSPC}
	if err := onDisk("receiving a file", full); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a full disk: %v", err)
	}
	if err := onDisk("receiving a file", fs.ErrPermission); fault.KindOf(err) != 0 || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("a forbidden disk: %v", err)
	}
}

func openError(s *Store, digest string) error {
	f, err := s.Open(digest)
	if err == nil {
		f.Close()
	}
	return err
}

func newStore(t *testing.T) (*Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	s, err := New(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, dir
}

// filesIn lists every file below dir, half received ones too.
func filesIn(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func digestOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// keyOf is the message key of a refusal, empty for no error.
func keyOf(err error) string {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return f.Key
	}
	return "not a refusal: " + err.Error()
}
