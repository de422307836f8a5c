package reading

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"throughline/kit/fault"
)

// Limits of a Word document. Text packs at most about 50 to 1, so more than 200
// to 1 in a large part is no text.
const (
	docxEntries = 4000
	docxBytes   = 8 * MaxBytes // of the main part, unpacked
	docxRatio   = 200
	docxDepth   = 400 // of nested elements
)

// docxText reads the paragraphs, lists and tables of a Word document in order.
// List items begin with "- ", table rows are written with bars.
func docxText(raw []byte) (string, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return "", fault.New(fault.Invalid, "reading.damaged")
	}
	if len(z.File) > docxEntries {
		return "", fault.New(fault.Invalid, "reading.unsafe_archive")
	}
	for _, f := range z.File {
		if f.Flags&1 != 0 || f.Name == "EncryptedPackage" {
			return "", fault.New(fault.Invalid, "reading.encrypted")
		}
	}
	for _, f := range z.File {
		if f.Name == "word/document.xml" {
			return docxPart(f)
		}
	}
	return "", fault.New(fault.Invalid, "reading.not_word")
}

func docxPart(f *zip.File) (string, error) {
	size, packed := f.UncompressedSize64, f.CompressedSize64
	if size > docxBytes || size > 1<<20 && size/docxRatio > packed {
		return "", fault.New(fault.Invalid, "reading.unsafe_archive")
	}
	r, err := f.Open()
	if err != nil {
		return "", fault.New(fault.Invalid, "reading.damaged")
	}
	defer r.Close()
	bounded := &io.LimitedReader{R: r, N: docxBytes + 1} // the size it declares may be a lie
	d := docx{}
	err = d.read(xml.NewDecoder(bounded))
	switch {
	case bounded.N == 0 || errors.Is(err, errTooDeep):
		return "", fault.New(fault.Invalid, "reading.unsafe_archive")
	case errors.Is(err, errTooLong):
		return "", tooLarge()
	case err != nil:
		return "", fault.New(fault.Invalid, "reading.damaged")
	}
	return d.out.String(), nil
}

var (
	errTooDeep = errors.New("elements nested too deeply")
	errTooLong = errors.New("text too long")
)

// docx collects the text of a document part.
type docx struct {
	out   strings.Builder
	para  strings.Builder
	cell  strings.Builder
	row   []string
	table int  // nesting of tables; those inside a cell become its text
	item  bool // the paragraph is a list item
	text  bool // inside w:t
	skip  int  // depth of an element whose text is a copy; 0 for none
	depth int
}

func (d *docx) read(x *xml.Decoder) error {
	for {
		t, err := x.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if d.depth++; d.depth > docxDepth {
				return errTooDeep
			}
			d.open(t)
		case xml.EndElement:
			d.close(t.Name.Local)
			d.depth--
		case xml.CharData:
			if d.text && d.skip == 0 {
				d.para.Write(t)
			}
		}
		if d.out.Len()+d.cell.Len()+d.para.Len() > MaxBytes {
			return errTooLong
		}
	}
}

func (d *docx) open(t xml.StartElement) {
	switch t.Name.Local {
	case "Fallback": // the same text again, for older readers
		if d.skip == 0 {
			d.skip = d.depth
		}
	case "t":
		d.text = true
	case "tab":
		d.para.WriteByte(' ')
	case "br", "cr":
		d.para.WriteByte('\n')
	case "noBreakHyphen":
		d.para.WriteByte('-')
	case "numPr":
		d.item = true
	case "numId":
		for _, a := range t.Attr {
			if a.Name.Local == "val" && a.Value == "0" {
				d.item = false // numbering switched off
			}
		}
	case "tbl":
		d.table++
	}
}

func (d *docx) close(name string) {
	if d.skip == d.depth {
		d.skip = 0
	}
	switch name {
	case "t":
		d.text = false
	case "p":
		d.paragraph()
	case "tc":
		if d.table == 1 {
			d.row = append(d.row, strings.Join(strings.Fields(d.cell.String()), " "))
			d.cell.Reset()
		}
	case "tr":
		if d.table == 1 {
			writeRow(&d.out, d.row)
			d.row = d.row[:0]
		}
	case "tbl":
		if d.table--; d.table == 0 {
			d.out.WriteByte('\n')
		}
	}
}

func (d *docx) paragraph() {
	text := d.para.String()
	d.para.Reset()
	item := d.item
	d.item = false
	if d.skip > 0 {
		return
	}
	if d.table > 0 {
		d.cell.WriteString(text + " ")
		return
	}
	if item && strings.TrimSpace(text) != "" {
		d.out.WriteString("- ")
	}
	d.out.WriteString(text + "\n")
}

// writeRow writes a table row as a reader of plain text expects it.
func writeRow(b *strings.Builder, cells []string) {
	if len(cells) == 0 {
		return
	}
	b.WriteByte('|')
	for _, c := range cells {
		b.WriteString(" " + strings.ReplaceAll(c, "|", "/") + " |")
	}
	b.WriteByte('\n')
}
