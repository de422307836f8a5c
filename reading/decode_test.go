package reading

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"throughline/kit/fault"
	"throughline/kit/words"
)

const sample = "会议要求，市财政局6月底前拨付资金500万元。\nThe council will repair the bridge.\n"

func utf16Bytes(t string, order binary.ByteOrder, mark bool) []byte {
	units := utf16.Encode([]rune(t))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	b := make([]byte, 2*len(units))
	for i, u := range units {
		order.PutUint16(b[2*i:], u)
	}
	return b
}

func gb(t *testing.T, text string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecodeEncodings(t *testing.T) {
	chinese := "第一条　双方同意设立联合工作组。\n第二条　每年召开两次会议，轮流主办。\n"
	western := "R\xe9union du comit\xe9 de jumelage, Saint-Br\xe9van, le 3 octobre. La mairie paiera les frais."
	cases := []struct {
		name string
		raw  []byte
		want string
	}{
		{"utf-8", []byte(sample), sample},
		{"utf-8 with mark", []byte("\ufeff" + sample), sample},
		{"utf-16 le with mark", utf16Bytes(sample, binary.LittleEndian, true), sample},
		{"utf-16 be with mark", utf16Bytes(sample, binary.BigEndian, true), sample},
		{"utf-16 le without mark", utf16Bytes("The council will repair the bridge.\n", binary.LittleEndian, false), "The council will repair the bridge.\n"},
		{"utf-16 be without mark", utf16Bytes("The council will repair the bridge.\n", binary.BigEndian, false), "The council will repair the bridge.\n"},
		{"utf-16 le without mark, chinese", utf16Bytes(chinese, binary.LittleEndian, false), chinese},
		{"utf-16 be without mark, chinese", utf16Bytes(chinese, binary.BigEndian, false), chinese},
		{"gb18030", gb(t, sample), sample},
		{"gb18030, four-byte characters", gb(t, chinese+"㐀㐁"), chinese + "㐀㐁"},
		{"windows-1252", []byte(western), "Réunion du comité de jumelage, Saint-Brévan, le 3 octobre. La mairie paiera les frais."},
		{"line ends", []byte("one\r\ntwo\rthree\n\r\nfour\u2028five\vsix"), "one\ntwo\nthree\n\nfour\nfive\nsix"},
		{"stray zero and control characters", []byte("minutes of the meeting held in the hall\x00 on Monday\x07, and of the one before it on Friday, all of them approved without a change by all those who were there"),
			"minutes of the meeting held in the hall on Monday, and of the one before it on Friday, all of them approved without a change by all those who were there"},
		{"tabs stay", []byte("a\tb\n"), "a\tb\n"},
		{"markdown stays", []byte("# Title\n\n- **bold** & <b>raw</b>\n"), "# Title\n\n- **bold** & <b>raw</b>\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Decode("minutes.txt", c.raw)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v\nwant %q", got, err, c.want)
			}
		})
	}
}

func TestDecodeRefusals(t *testing.T) {
	random := make([]byte, 4096)
	for i, x := 0, uint32(1); i < len(random); i++ {
		x = x*1664525 + 1013904223
		random[i] = byte(x >> 24)
	}
	cases := []struct {
		name string
		raw  []byte
		key  string
	}{
		{"a.txt", nil, "reading.empty"},
		{"a.txt", []byte(" \n\t\ufeff \n"), "reading.empty"},
		{"a.html", []byte("<html><script>alert(1)</script></html>"), "reading.empty"},
		{"a.txt", bytes.Repeat([]byte("a"), MaxBytes+1), "reading.too_large"},
		{"a.docx", largeArchive(t), "reading.too_large"},
		{"a.txt", random, "reading.not_text"},
		{"a.txt", append([]byte("\xff\xfe"), random...), "reading.not_text"},
		{"a.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00"), "reading.not_text"},
		{"a.txt", []byte("plain \xff\xff\xfe\xc0\x80 rubbish \xf5\xf6"), "reading.undecodable"},
		{"a.pdf", []byte("%PDF-1.7\n..."), "reading.pdf"},
		{"a.doc", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), "reading.old_word"},
		{"a.rtf", []byte(`{\rtf1\ansi text}`), "reading.not_text"},
		{"a.docx", []byte("PK\x03\x04 not really a zip"), "reading.damaged"},
		{"a.docx", zipOf(t, map[string]string{"xl/workbook.xml": "<a/>"}), "reading.not_word"},
		{"a.docx", zipOf(t, map[string]string{"word/document.xml": "<w:document><w:p><w:t>half"}), "reading.damaged"},
		{"a.docx", zipOf(t, map[string]string{"word/document.xml": "<d><p><t>" + strings.Repeat("A", 30<<20) + "</t></p></d>"}), "reading.unsafe_archive"},
		{"a.docx", zipOf(t, map[string]string{"word/document.xml": strings.Repeat("<p>", 5000)}), "reading.unsafe_archive"},
		{"a.docx", manyEntries(t), "reading.unsafe_archive"},
		{"a.docx", encrypted(t), "reading.encrypted"},
		{"a.docx", lying(t), "reading.damaged"},
	}
	for _, c := range cases {
		got, err := Decode(c.name, c.raw)
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Kind != fault.Invalid || f.Key != c.key || got != "" {
			t.Errorf("%s (%d bytes beginning %.20q): got %.40q, %v; want %s", c.name, len(c.raw), c.raw[:min(20, len(c.raw))], got, err, c.key)
		}
	}
}

func TestDecodeRefusesTextThatUnpacksTooLong(t *testing.T) {
	var b strings.Builder // long, and not repetitive enough for the ratio to show it
	x := uint32(7)
	b.WriteString("<d><p><t>")
	for b.Len() < MaxBytes+1000 {
		x = x*1664525 + 1013904223
		b.WriteByte('a' + byte(x>>24)%26)
	}
	b.WriteString("</t></p></d>")
	raw := zipOf(t, map[string]string{"word/document.xml": b.String()})
	if len(raw) > MaxBytes {
		t.Fatalf("the archive has %d bytes, too many to test what is inside", len(raw))
	}
	_, err := Decode("a.docx", raw)
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Key != "reading.too_large" {
		t.Errorf("got %v", err)
	}
}

func TestDecodeEveryRefusalHasWords(t *testing.T) {
	book, err := words.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"empty", "too_large", "not_text", "undecodable", "pdf", "old_word", "encrypted", "not_word", "damaged", "unsafe_archive"} {
		for _, lang := range words.Langs {
			if got := book.T(lang, "reading."+key, MaxBytes>>20); !book.Has("reading."+key) || strings.Contains(got, "reading.") {
				t.Errorf("%s in %s: %q", key, lang, got)
			}
		}
	}
}

const document = `<?xml version="1.0"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>
<w:p><w:r><w:t>Minutes of the</w:t></w:r><w:r><w:t xml:space="preserve"> steering group</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>Order the pumps</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr><w:r><w:t>Not an item</w:t></w:r></w:p>
<w:p><w:r><w:t>Kept</w:t></w:r><w:del><w:r><w:delText> removed</w:delText></w:r></w:del><w:r><w:br/><w:t>second line</w:t></w:r></w:p>
<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>A box</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>A box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>工作事项</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>责任单位</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>修复</w:t></w:r></w:p><w:p><w:r><w:t>水渠 A|B</w:t></w:r></w:p></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>县水务局</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>
<w:p><w:r><w:t>After</w:t></w:r></w:p></w:body></w:document>`

func TestDecodeDocx(t *testing.T) {
	got, err := Decode("", zipOf(t, map[string]string{"[Content_Types].xml": "<a/>", "word/document.xml": document}))
	want := "Minutes of the steering group\n- Order the pumps\nNot an item\nKept\nsecond line\nA box\n| 工作事项 | 责任单位 |\n| 修复 水渠 A/B | 县水务局 |\n\nAfter\n"
	if err != nil || got != want {
		t.Errorf("got %q, %v\nwant %q", got, err, want)
	}
}

func TestDecodeHTML(t *testing.T) {
	page := `<!DOCTYPE html><html><head><title>No</title><style>p{}</style></head><body>
<nav><a href="/">Home</a></nav><h1>Joint  statement</h1><p>The parties <b>agreed</b> to meet&nbsp;again.<br>In May.</p>
<script>document.write("<p>never</p>")</script><div style="display: none"><div>hidden</div> too</div><p hidden>no</p>
<ul><li>build a dam<li>train staff</ul><table><tr><th>Action<th>Owner</tr><tr><td>Repair &lt;A&gt;</td><td></td><td>x</td></tr></table>
<table><tr><td>layout <table><tr><td>inner</td><td>cell</td></tr></table> after</td></tr></table><p>End`
	want := "Joint statement\nThe parties agreed to meet\u00a0again.\nIn May.\n- build a dam\n- train staff\n| Action | Owner |\n| Repair <A> |  | x |\nlayout\n| inner | cell |\nafter\nEnd\n"
	for _, name := range []string{"a.html", ""} {
		if got, err := Decode(name, []byte(page)); err != nil || got != want {
			t.Errorf("%q: got %q, %v\nwant %q", name, got, err, want)
		}
	}
}

func zipOf(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// largeArchive holds a small document and a picture larger than a file may be.
func largeArchive(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range []struct {
		name string
		data []byte
	}{{"word/document.xml", []byte(document)}, {"word/media/a.png", make([]byte, MaxBytes)}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(f.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func manyEntries(t *testing.T) []byte {
	files := map[string]string{"word/document.xml": document}
	for i := range docxEntries + 1 {
		files["x/"+strings.Repeat("a", i%50)+string(rune('一'+i))] = ""
	}
	return zipOf(t, files)
}

func encrypted(t *testing.T) []byte {
	raw := zipOf(t, map[string]string{"word/document.xml": document})
	i := bytes.Index(raw, []byte("PK\x01\x02"))
	raw[i+8] |= 1
	return raw
}

// lying declares a small size for a part that unpacks to more.
func lying(t *testing.T) []byte {
	raw := zipOf(t, map[string]string{"word/document.xml": "<d>" + strings.Repeat("<p><t>bomb</t></p>", 100000) + "</d>"})
	i := bytes.Index(raw, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(raw[i+24:], 50)
	return raw
}

func FuzzDecode(f *testing.F) {
	f.Add("a.txt", []byte(sample))
	f.Add("a.html", []byte("<p>one<table><tr><td>two<script>"))
	f.Add("", []byte("PK\x03\x04"))
	f.Add("", utf16Bytes(sample, binary.BigEndian, false))
	f.Add("", []byte("\xd5\xfd\xce\xc4\x81\x30\x81"))
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		text, err := Decode(name, raw)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\r\ufeff") || strings.TrimSpace(text) == "" {
			t.Fatalf("not clean: %q", text)
		}
	})
}
