// Package blob keeps files on disk under the SHA-256 of their content.
//
// A file is written once and never changed, so its digest is its name, its
// proof and its only address; who may read it is the business of the record
// that keeps the digest. Put answers only when the bytes and their directory
// entry are on the disk: a caller commits the reference after Put, so a crash
// between the two leaves a file nobody refers to, never a reference to nothing.
//
// What a file claims to be by its name must be what it holds. What cannot be
// checked is not accepted, and nothing is ever served as a page (see Headers).
//
// One process owns a store's directory, as it owns the database.
package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"syscall"

	"throughline/kit/fault"
)

// ErrDamaged means that a stored file no longer matches its digest.
var ErrDamaged = errors.New("content does not match its digest")

// File is what a record keeps of a stored file.
type File struct {
	Digest string // SHA-256 of the content, 64 lower-case hexadecimal digits
	Size   int64  // bytes, at least 1
	MIME   string // as checked, and as it may be served
	Name   string // as cleaned by CleanName
}

// Limit narrows what Put accepts. The zero Limit takes every known type up to
// 20 MB.
type Limit struct {
	Bytes int64    // 0 means 20 MB
	Types []string // file name extensions such as "pdf"; nil means all known documents
}

const megabyte = 1_000_000

// Store is a directory of files: tmp/ for files being received, and two-digit
// directories for the rest.
type Store struct{ root *os.Root }

const receiving = "tmp"

// New opens the store in dir, making it if need be, and sweeps what a crash
// left half received.
func New(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making file store: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening file store: %w", err)
	}
	s := &Store{root: root}
	if err := s.sweep(); err != nil {
		root.Close()
		return nil, fmt.Errorf("sweeping file store: %w", err)
	}
	return s, nil
}

func (s *Store) sweep() error {
	if err := s.root.RemoveAll(receiving); err != nil {
		return err
	}
	return s.root.Mkdir(receiving, 0o700)
}

// Close releases the directory.
func (s *Store) Close() error { return s.root.Close() }

// Put receives a file named by a person and keeps it under its digest. It
// refuses an unknown type, content that is not what the name claims, an empty
// file, and one over the limit. The same content twice is one file.
func (s *Store) Put(ctx context.Context, name string, r io.Reader, limit Limit) (File, error) {
	name = CleanName(name)
	kind, err := accepted(name, limit.Types)
	if err != nil {
		return File{}, err
	}
	temp := path.Join(receiving, rand.Text())
	f, err := s.root.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return File{}, onDisk("making a file", err)
	}
	defer s.root.Remove(temp) // no such file once it is kept
	defer f.Close()
	digest, size, err := receive(ctx, f, r, name, limit.Bytes)
	if err != nil {
		return File{}, err
	}
	if key := kind.check(content{f, size}); key != "" {
		return File{}, fault.New(fault.Invalid, key, name, extensionOf(name))
	}
	if err := s.keep(f, temp, digest); err != nil {
		return File{}, onDisk("keeping a file", err)
	}
	return File{Digest: digest, Size: size, MIME: kind.mime, Name: name}, nil
}

// receive copies r to f, counting and hashing.
func receive(ctx context.Context, f io.Writer, r io.Reader, name string, most int64) (string, int64, error) {
	if most == 0 {
		most = 20 * megabyte
	}
	hash := sha256.New()
	to := io.MultiWriter(f, hash)
	size, err := io.Copy(to, io.LimitReader(reader{ctx, r}, most+1))
	switch {
	case err != nil:
		return "", 0, onDisk("receiving a file", err)
	case size > most:
		return "", 0, fault.New(fault.Invalid, "blob.too_large", name, readable(most))
	case size == 0:
		return "", 0, fault.New(fault.Invalid, "blob.empty", name)
	}
	return hex.EncodeToString(hash.Sum(nil)), size, nil
}

// reader stops when its request does.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// keep makes the received file last: content, then name, then the directories
// that hold the name. An older copy is replaced, which mends a damaged one. A
// failed sync is never tried again: the kernel may have dropped the pages.
func (s *Store) keep(f *os.File, temp, digest string) error {
	if err := f.Sync(); err != nil {
		return err
	}
	dir := path.Dir(place(digest))
	if err := s.root.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := s.root.Rename(temp, place(digest)); err != nil {
		return err
	}
	if err := s.syncDir(dir); err != nil {
		return err
	}
	return s.syncDir(".")
}

func (s *Store) syncDir(name string) error {
	if runtime.GOOS == "windows" { // cannot sync a directory
		return nil
	}
	d, err := s.root.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func place(digest string) string { return digest[:2] + "/" + digest }

// onDisk tells a full disk, which an administrator can mend, from a defect.
func onDisk(doing string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.New(fault.Unavailable, "blob.disk_full")
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// Open opens the content of a stored file; NotFound when there is none, or
// when digest is no digest.
func (s *Store) Open(digest string) (*os.File, error) {
	if !isDigest(digest) {
		return nil, fault.New(fault.NotFound, "blob.not_found")
	}
	f, err := s.root.Open(place(digest))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "blob.not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("opening file %s: %w", digest, err)
	}
	return f, nil
}

func isDigest(s string) bool {
	for _, c := range s {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == 2*sha256.Size
}

// Verify reads a stored file again and returns ErrDamaged when its content is
// not what its digest says.
func (s *Store) Verify(ctx context.Context, digest string) error {
	f, err := s.Open(digest)
	if err != nil {
		return err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, reader{ctx, f}); err != nil {
		return fmt.Errorf("verifying file %s: %w", digest, err)
	}
	if hex.EncodeToString(hash.Sum(nil)) != digest {
		return fmt.Errorf("file %s: %w", digest, ErrDamaged)
	}
	return nil
}

// readable writes a limit for people: 20 MB, 512 kB.
func readable(bytes int64) string {
	switch {
	case bytes >= megabyte && bytes%megabyte == 0:
		return fmt.Sprintf("%d MB", bytes/megabyte)
	case bytes >= 1000:
		return fmt.Sprintf("%d kB", bytes/1000)
	}
	return fmt.Sprintf("%d B", bytes)
}
