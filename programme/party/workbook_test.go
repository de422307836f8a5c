package party

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"testing"

	"throughline/kit/web/webtest"
)

// workbook is a .xlsx file with one sheet of these rows of cells.
func workbook(t *testing.T, rows string) []byte {
	t.Helper()
	const office = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="a" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="` + office + `"><sheets><sheet name="S" sheetId="1" r:id="b"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="b" Type="` + office + `/worksheet" Target="sheet.xml"/><Relationship Id="c" Type="` + office + `/styles" Target="styles.xml"/></Relationships>`,
		"xl/sheet.xml":               `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
		"xl/styles.xml":              `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	z.Close()
	return b.Bytes()
}

// row and texts are a row, and cells of text from the first on.
func row(number int, cells string) string {
	return fmt.Sprintf(`<row r="%d">%s</row>`, number, cells)
}

func texts(list ...string) (cells string) {
	for _, text := range list {
		cells += `<c t="inlineStr"><is><t>` + text + `</t></is></c>`
	}
	return cells
}

func TestReadingInAWorkbookThroughForms(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	up := func(path, rows string) webtest.Page {
		return f.officer.Upload(f.officer.Get(path), path, nil, "file", "单位.xlsx", workbook(t, rows))
	}
	head := row(1, texts("单位名单")) + row(3, texts("单位编号", "中文名称", "单位性质", "联络单位"))
	up("/parties/import", head+row(4, texts("B", "乙", "企业集团", "处"))+row(6, `<c><v>1.234567890123456E+17</v></c><c t="e"><v>#N/A</v></c>`)).
		Want(200, "2 things are wrong", ">6<", "#N/A", "more than 15 digits").Without("Add 1")
	seen := up("/parties/import", head+row(4, texts("B", "乙", "企业集团", "办公室\n二处"))+row(6, texts("CTY-1", "一县", "县级", "支援办")))
	seen.Want(200, "Row 4", "Row 6", "支援办")
	f.officer.Submit(seen, "/parties/imports", nil).Want(200, "The table is read in.", "单位.xlsx")
	f.officer.Get("/parties/B").Want(200, "乙", "办公室")

	// A pairing's days are days of the workbook, and TRUE is no day.
	pairing := func(last string) string {
		return row(1, texts("provider", "receiver", "from", "to")) + row(2, texts("ENT-A", "CTY-1")+`<c s="1"><v>46753</v></c>`+last)
	}
	up("/pairings/import", pairing(`<c t="b"><v>1</v></c>`)).Want(200, "1 thing is wrong", "TRUE")
	seen = up("/pairings/import", pairing(`<c s="1"><v>46934.5</v></c>`)).Want(200, "1 January 2028", "30 June 2028")
	f.officer.Submit(seen, "/pairings/imports", nil).Want(200, "The table is read in.")
	f.officer.Get("/pairings/PAIR-001").Want(200, "1 January 2028")
}
