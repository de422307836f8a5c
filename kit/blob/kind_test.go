package blob

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io/fs"
	"math"
	"strings"
	"testing"
)

func TestContentMustBeWhatTheNameClaims(t *testing.T) {
	const page = "<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
	docx, xlsx := office("wordprocessingml.document"), office("spreadsheetml.sheet")
	s, _ := newStore(t)
	for _, c := range []struct {
		what, name, content, refused string
	}{
		{"a PDF file", "a.pdf", "%PDF-1.7\n%\xe2\xe3", ""},
		{"a page as PDF", "a.pdf", page, wrongType},
		{"a PDF file after a page", "a.pdf", page + "%PDF-1.7", wrongType},
		{"a picture", "a.png", picture(t, "png"), ""},
		{"a photograph", "a.jpeg", picture(t, "jpeg"), ""},
		{"a photograph", "a.JPG", picture(t, "jpeg"), ""},
		{"a photograph as png", "a.png", picture(t, "jpeg"), wrongType},
		{"a picture's first bytes only", "a.png", "\x89PNG\r\n\x1a\n", wrongType},
		{"a picture of 100 gigapixels", "a.png", flood(), "blob.picture_too_large"},
		{"a drawing that runs", "a.png", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, wrongType},

		{"text", "a.txt", "十五五规划\r\n\tBMI", ""},
		{"text in GB18030", "a.csv", "\xb3\xd0\xc5\xb5,1\n", ""},
		{"text in UTF-16", "a.csv", "\xff\xfea\x00,\x00", ""},
		{"text that starts like a bitmap", "a.txt", "BM clinics", ""},
		{"a page as text", "a.txt", page, wrongType},
		{"a page as text, behind a mark", "a.txt", "\xef\xbb\xbf" + page, wrongType},
		{"a PDF file as text", "a.csv", "%PDF-1.7\n", wrongType},
		{"bytes as text", "a.txt", "abc\x00", wrongType},
		{"bytes late in a text", "a.md", strings.Repeat("x", 100_000) + "\x01", wrongType},
		{"markdown with a tag", "a.md", "<!-- note -->\n# Minutes", ""},
		{"a page", "a.html", page, ""},
		{"a page behind a mark", "a.htm", "\xef\xbb\xbf\n" + page, ""},
		{"a page as XML", "a.html", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>`, ""},
		{"XML that is no page", "a.html", `<?xml version="1.0"?><svg/>`, wrongType},
		{"a page with bytes", "a.html", page + "\x00", wrongType},

		{"a document", "a.docx", archive(docx), ""},
		{"a sheet", "a.xlsx", archive(xlsx), ""},
		{"a sheet as a document", "a.docx", archive(xlsx), wrongType},
		{"a document with macros", "a.docx", archive(docx, part{name: "word/vbaProject.bin"}), wrongType},
		{"a macro document renamed", "a.docx", archive(parts(strings.ReplaceAll(contentTypesOf("wordprocessingml.document"),
			"vnd.openxmlformats-officedocument.wordprocessingml.document.main", "vnd.ms-word.document.macroEnabled.main"))), wrongType},
		{"an archive", "a.docx", archive([]part{{name: "a.txt", text: "x"}}), wrongType},
		{"half an archive", "a.docx", archive(docx)[:200], wrongType},
		{"a locked document", "a.docx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 EncryptedPackage", "blob.old_office"},
		{"a name out of the archive", "a.docx", archive(docx, part{name: "../../etc/cron.d/x"}), wrongType},
		{"an absolute name", "a.docx", archive(docx, part{name: "/etc/passwd"}), wrongType},
		{"a name with back slashes", "a.docx", archive(docx, part{name: `..\x`}), wrongType},
		{"a name twice", "a.docx", archive(docx, part{name: "Word/document.xml"}), wrongType},
		{"a link", "a.docx", archive(docx, part{name: "word/link", mode: fs.ModeSymlink | 0o777}), wrongType},
		{"a bomb", "a.xlsx", archive(xlsx, part{name: "xl/bomb.xml", claims: maxUnpacked + 1}), wrongType},
		{"a bomb in pieces", "a.xlsx", archive(xlsx, part{name: "xl/1.xml", claims: maxUnpacked/2 + 1}, part{name: "xl/2.xml", claims: maxUnpacked / 2}), wrongType},
		{"a bomb with a size beyond counting", "a.xlsx", archive(xlsx, part{name: "xl/1.xml", claims: 100}, part{name: "xl/2.xml", claims: math.MaxUint64}), wrongType},
		{"too many parts", "a.xlsx", archive(xlsx, many(maxParts)...), wrongType},
		{"an entity bomb", "a.docx", archive(parts(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Types><Override ContentType="&b;"/></Types>`)), wrongType},
	} {
		f, err := s.Put(t.Context(), c.name, strings.NewReader(c.content), Limit{})
		if keyOf(err) != c.refused {
			t.Errorf("%s as %s: %v, want %q", c.what, c.name, err, c.refused)
		}
		if err == nil && (f.MIME == "" || strings.Contains(f.MIME, "html")) {
			t.Errorf("%s as %s would be served as %q", c.what, c.name, f.MIME)
		}
	}
}

func picture(t *testing.T, format string) string {
	t.Helper()
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, 3, 2))
	err := png.Encode(&b, img)
	if format == "jpeg" {
		b.Reset()
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// flood is the header of a picture of 316,228 x 316,228.
func flood() string {
	header := append([]byte("IHDR"), 0, 4, 0xd3, 0x44, 0, 4, 0xd3, 0x44, 8, 0, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	b = append(b, header...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(header)))
}

// part is one entry of an archive; claims is the unpacked size it states.
type part struct {
	name, text string
	mode       fs.FileMode
	claims     uint64
}

func contentTypesOf(format string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ` +
		`ContentType="application/vnd.openxmlformats-officedocument.` + format + `.main+xml"/></Types>`
}

func office(format string) []part { return parts(contentTypesOf(format)) }

func parts(contentTypes string) []part {
	return []part{{name: "[Content_Types].xml", text: contentTypes}, {name: "word/"}, {name: "word/document.xml", text: "<document/>"}}
}

func many(n int) (list []part) {
	for i := range n {
		list = append(list, part{name: fmt.Sprintf("xl/%d.xml", i)})
	}
	return list
}

func archive(list []part, more ...part) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range append(list[:len(list):len(list)], more...) {
		h := &zip.FileHeader{Name: p.name, UncompressedSize64: p.claims}
		if p.mode != 0 {
			h.SetMode(p.mode)
		}
		create := w.CreateHeader
		if p.claims > 0 {
			create = w.CreateRaw
		}
		to, err := create(h)
		if err == nil && p.text != "" {
			_, err = to.Write([]byte(p.text))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}
