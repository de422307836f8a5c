package blob

import (
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is in bytes; file systems end at 255.
const maxName = 200

// CleanName makes a name from outside safe to show, store and download: the
// last part of a path, composed, without control characters, invisible marks
// and the ones that turn reading direction (a name ending in what looks like
// .pdf must end in .pdf), without characters that some system forbids. It is
// empty when nothing but an extension is left.
func CleanName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp), r == utf8.RuneError:
			return -1
		case unicode.IsSpace(r):
			return ' '
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name))
	extension := path.Ext(name)
	stem := strings.Trim(strings.TrimSuffix(name, extension), " .")
	if extension = strings.TrimSpace(extension); extension == "." {
		return CleanName(stem)
	}
	if stem == "" || len(extension) > maxName/2 {
		return ""
	}
	return cut(stem, maxName-len(extension)) + extension
}

// cut shortens s to at most n bytes without splitting a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.TrimRight(s[:n], " .")
}

// Headers are those a file is served with: as a download under its own name,
// never as a page, whatever it holds. A web page gets .txt added, so that
// opening the download shows its text.
func Headers(f File) http.Header {
	name := f.Name
	if e := extensionOf(name); e == "html" || e == "htm" {
		name += ".txt"
	}
	h := http.Header{}
	h.Set("Content-Type", f.MIME)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	return h
}
