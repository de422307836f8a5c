package web

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// Assets serves the embedded files under one name that changes with any of
// them, so that browsers may keep them for ever and modules can import each
// other by relative path.
type Assets struct {
	files map[string][]byte
	stamp string
}

// NewAssets reads the files at the root of fsys.
func NewAssets(fsys fs.FS) (*Assets, error) {
	a := &Assets{files: map[string][]byte{}}
	names, err := fs.Glob(fsys, "*.*")
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		a.files[name] = b
		h.Write([]byte(name))
		h.Write(b)
	}
	a.stamp = hex.EncodeToString(h.Sum(nil))[:12]
	return a, nil
}

// URL is the lasting address of a file.
func (a *Assets) URL(name string) string { return "/assets/" + a.stamp + "/" + name }

func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, ok := a.files[path.Base(r.URL.Path)]
	if !ok || r.URL.Path != a.URL(path.Base(r.URL.Path)) {
		http.NotFound(w, r)
		return
	}
	kind := mime.TypeByExtension(path.Ext(r.URL.Path))
	if strings.HasSuffix(r.URL.Path, ".js") {
		kind = "text/javascript; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(b)
}

var gzips = sync.Pool{New: func() any { z, _ := gzip.NewWriterLevel(nil, gzip.DefaultCompression); return z }}

// compress gzips text answers.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		z := &gzipped{ResponseWriter: w}
		defer z.close()
		next.ServeHTTP(z, r)
	})
}

type gzipped struct {
	http.ResponseWriter
	z       *gzip.Writer
	decided bool
}

func (g *gzipped) WriteHeader(status int) {
	if !g.decided {
		g.decided = true
		kind := g.Header().Get("Content-Type")
		text := strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "application/json") || strings.HasPrefix(kind, "image/svg")
		if text && status != http.StatusNoContent && status != http.StatusNotModified {
			g.Header().Set("Content-Encoding", "gzip")
			g.Header().Del("Content-Length")
			g.z = gzips.Get().(*gzip.Writer)
			g.z.Reset(g.ResponseWriter)
		}
	}
	g.ResponseWriter.WriteHeader(status)
}

func (g *gzipped) Write(b []byte) (int, error) {
	if !g.decided {
		if g.Header().Get("Content-Type") == "" {
			g.Header().Set("Content-Type", http.DetectContentType(b))
		}
		g.WriteHeader(http.StatusOK)
	}
	if g.z != nil {
		return g.z.Write(b)
	}
	return g.ResponseWriter.Write(b)
}

func (g *gzipped) close() {
	if g.z != nil {
		g.z.Close()
		gzips.Put(g.z)
	}
}

// noPages is the file system of a room without pages of its own.
type noPages struct{}

func (noPages) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
