package blob

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"image"
	_ "image/jpeg" // picture headers
	_ "image/png"
	"io"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"throughline/kit/fault"
)

// kind is a type of file that is accepted. check returns the key of a refusal.
type kind struct {
	mime  string
	check func(content) string
}

// kinds are the accepted types by file name extension. A web page is kept as
// plain text: it is a source to quote, and never runs.
var kinds = map[string]kind{
	"pdf":  {"application/pdf", isPDF},
	"png":  {"image/png", isPicture("png")},
	"jpg":  {"image/jpeg", isPicture("jpeg")},
	"jpeg": {"image/jpeg", isPicture("jpeg")},
	"txt":  {"text/plain", isPlain},
	"csv":  {"text/csv", isPlain},
	"md":   {"text/markdown", isText},
	"html": {"text/plain", isPage},
	"htm":  {"text/plain", isPage},
	"docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", isOffice("wordprocessingml.document")},
	"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", isOffice("spreadsheetml.sheet")},

	"geojson": {"application/geo+json", isPlain},
	"pmtiles": {"application/vnd.pmtiles", isArchive},
}

// asked are the types that are taken only where Limit names them: base maps are no
// documents.
var asked = []string{"geojson", "pmtiles"}

const wrongType = "blob.wrong_type"

// accepted finds the kind a cleaned name claims, if types allow it.
func accepted(name string, types []string) (kind, error) {
	if name == "" {
		return kind{}, fault.New(fault.Invalid, "blob.no_name")
	}
	if types == nil {
		types = slices.DeleteFunc(slices.Sorted(maps.Keys(kinds)), func(t string) bool { return slices.Contains(asked, t) })
	}
	extension := extensionOf(name)
	k, known := kinds[extension]
	if !known || !slices.Contains(types, extension) {
		return kind{}, fault.New(fault.Invalid, "blob.unknown_type", name, strings.Join(types, ", "))
	}
	return k, nil
}

func extensionOf(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
}

// content is a received file under inspection.
type content struct {
	io.ReaderAt
	size int64
}

// head is the first bytes, without a UTF-8 mark, which hides a page from the
// sniffer.
func (c content) head() []byte {
	b := make([]byte, min(c.size, 1024))
	n, _ := c.ReadAt(b, 0)
	return bytes.TrimPrefix(b[:n], []byte("\xef\xbb\xbf"))
}

func (c content) all() io.Reader { return io.NewSectionReader(c, 0, c.size) }

func isPDF(c content) string {
	if !bytes.HasPrefix(c.head(), []byte("%PDF-")) {
		return wrongType
	}
	return ""
}

func isArchive(c content) string {
	if !bytes.HasPrefix(c.head(), []byte("PMTiles")) {
		return wrongType
	}
	return ""
}

// maxPixels keeps whoever draws a picture from unpacking a few bytes into
// gigabytes.
const maxPixels = 100_000_000

func isPicture(format string) func(content) string {
	return func(c content) string {
		header, got, err := image.DecodeConfig(c.all())
		if err != nil || got != format {
			return wrongType
		}
		if int64(header.Width)*int64(header.Height) > maxPixels {
			return "blob.picture_too_large"
		}
		return ""
	}
}

// isText takes text in any encoding: no control characters, except in UTF-16,
// where every second byte may look like one.
func isText(c content) string {
	head := c.head()
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return ""
	}
	block := make([]byte, 32<<10)
	for all := c.all(); ; {
		n, err := all.Read(block)
		if slices.ContainsFunc(block[:n], isControl) {
			return wrongType
		}
		if err == io.EOF {
			return ""
		}
		if err != nil {
			return wrongType
		}
	}
}

func isControl(b byte) bool { return b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' }

// isPlain is text that does not begin as a page or a PDF file does.
func isPlain(c content) string {
	if sniffed := http.DetectContentType(c.head()); strings.HasPrefix(sniffed, "text/html") || sniffed == "application/pdf" {
		return wrongType
	}
	return isText(c)
}

func isPage(c content) string {
	head := c.head()
	sniffed := http.DetectContentType(head)
	if strings.HasPrefix(sniffed, "text/html") || strings.HasPrefix(sniffed, "text/xml") && bytes.Contains(head, []byte("<html")) {
		return isText(c)
	}
	return wrongType
}

// An office document may claim this much and no more.
const (
	maxParts    = 10_000
	maxUnpacked = 500 * megabyte
)

// oneArchive is held while an archive is open: the index of a hostile one may
// take five times the size of the file.
var oneArchive sync.Mutex

// isOffice takes a word or sheet document without macros, as its list of
// content types tells. Only that list is unpacked here.
func isOffice(format string) func(content) string {
	main := "application/vnd.openxmlformats-officedocument." + format + ".main+xml"
	return func(c content) string {
		if bytes.HasPrefix(c.head(), []byte("\xd0\xcf\x11\xe0")) { // the old container, also used around encrypted documents
			return "blob.old_office"
		}
		oneArchive.Lock()
		defer oneArchive.Unlock()
		archive, err := zip.NewReader(c, c.size)
		if err != nil || !soundParts(archive.File) || !slices.Contains(contentTypes(archive), main) {
			return wrongType
		}
		return ""
	}
}

// soundParts refuses archives that no office program writes: huge when
// unpacked, with links, with a name twice or leading out of the archive, or
// with macros.
func soundParts(parts []*zip.File) bool {
	if len(parts) > maxParts {
		return false
	}
	names := map[string]bool{}
	var unpacked uint64
	for _, p := range parts {
		name := strings.ToLower(p.Name)
		inside := path.Clean("/"+name) == "/"+strings.TrimSuffix(name, "/") && !strings.ContainsAny(name, "\\\x00")
		if !inside || names[name] || !p.Mode().IsRegular() && !p.Mode().IsDir() || path.Base(name) == "vbaproject.bin" {
			return false
		}
		names[name] = true
		if unpacked += min(p.UncompressedSize64, maxUnpacked+1); unpacked > maxUnpacked {
			return false
		}
	}
	return true
}

// contentTypes lists what the parts of an office document say they are.
func contentTypes(archive *zip.Reader) []string {
	f, err := archive.Open("[Content_Types].xml")
	if err != nil {
		return nil
	}
	defer f.Close()
	var list struct {
		Override []struct {
			ContentType string `xml:",attr"`
		}
	}
	if err := xml.NewDecoder(io.LimitReader(f, megabyte)).Decode(&list); err != nil {
		return nil
	}
	var types []string
	for _, o := range list.Override {
		types = append(types, o.ContentType)
	}
	return types
}
