package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"throughline/kit/fault"
)

const (
	declared = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	spread   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	office   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// usual are the parts of a workbook whose only sheet is empty.
func usual() map[string]string {
	return map[string]string{
		"[Content_Types].xml": declared + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
		"_rels/.rels":         links("xl/workbook.xml", "officeDocument"),
		"xl/workbook.xml": declared + `<workbook ` + spread + ` xmlns:r="` + office + `"><fileVersion appName="xl"/><workbookPr/><bookViews><workbookView/></bookViews>` +
			`<sheets><sheet name="Parties" sheetId="4" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": links("worksheets/sheet1.xml", "worksheet", "styles.xml", "styles", "sharedStrings.xml", "sharedStrings"),
		"xl/worksheets/sheet1.xml":   worksheet(""),
		"xl/styles.xml":              declared + `<styleSheet ` + spread + `/>`,
		"xl/sharedStrings.xml":       declared + `<sst ` + spread + `/>`,
	}
}

// links is a part of relations r1, r2 and on, given as target and kind.
func links(pairs ...string) string {
	var b strings.Builder
	b.WriteString(declared + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b, `<Relationship Id="r%d" Type="%s/%s" Target="%s"/>`, i/2+1, office, pairs[i+1], pairs[i])
	}
	return b.String() + `</Relationships>`
}

func worksheet(rows string, below ...string) string {
	return declared + `<worksheet ` + spread + `><dimension ref="A1"/><cols><col min="1" max="2" hidden="1"/></cols><sheetData>` + rows + `</sheetData>` +
		strings.Join(below, "") + `<pageMargins left="0.7"/></worksheet>`
}

// packed is the archive of the usual parts with some of them changed; an empty
// one is left out.
func packed(t testing.TB, parts ...map[string]string) string {
	t.Helper()
	all := usual()
	for _, p := range parts {
		for name, text := range p {
			all[name] = text
		}
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range all {
		if text == "" {
			continue
		}
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func sheet1(rows string, below ...string) map[string]string {
	return map[string]string{"xl/worksheets/sheet1.xml": worksheet(rows, below...)}
}

// inline is a cell of text without a reference to where it stands.
func inline(text string) string { return `<c t="inlineStr"><is><t>` + text + `</t></is></c>` }

// lines are the rows of a table as one text: number, then cells.
func lines(t *Table) string {
	var list []string
	for _, r := range t.Rows {
		list = append(list, fmt.Sprint(r.Number, " ", strings.Join(r.Cells, "|")))
	}
	for _, e := range t.Errors {
		list = append(list, fmt.Sprint(e.Row, e.Column, " ", e.Key, e.Args))
	}
	return strings.Join(list, "\n")
}

func TestCellsOfAWorkbook(t *testing.T) {
	styles := map[string]string{"xl/styles.xml": declared + `<styleSheet ` + spread + `><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd;@"/>` +
		`<numFmt numFmtId="165" formatCode="#,##0.00&quot; days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="46"/><xf numFmtId="9"/></cellXfs></styleSheet>`}
	texts := map[string]string{"xl/sharedStrings.xml": declared + `<sst ` + spread + ` count="9" uniqueCount="5"><si><t>编号</t></si><si><r><rPr><b/></rPr><t xml:space="preserve">Two </t></r>` +
		`<r><t>runs</t></r><rPh sb="0" eb="1"><t>トゥー</t></rPh><phoneticPr fontId="1"/></si><si><t/></si><si/><si><t>a &amp; b_x000D_&#10;c_x005F_x0041_</t></si></sst>`}
	for what, c := range map[string]struct{ rows, want string }{
		"shared strings":                {`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>`, "1 编号|Two runs"},
		"escapes and line ends":         {`<row r="1"><c r="A1" t="s"><v>4</v></c></row>`, "1 a & b\nc_x0041_"},
		"inline strings":                {`<row r="1">` + inline("甲") + `<c t="inlineStr"><is><r><t>b</t></r><r><t>c</t></r><rPh><t>x</t></rPh></is></c></row>`, "1 甲|bc"},
		"results of formulas":           {`<row r="1"><c r="A1" t="str"><f>B1&amp;"x"</f><v>yx</v></c><c r="B1"><f t="shared" si="0"/><v>7</v></c><c r="C1" t="str"><f>""</f><v></v></c><c t="b"><f>TRUE()</f><v>1</v></c></row>`, "1 yx|7||TRUE"},
		"a formula never worked out":    {`<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2"><f>A1+1</f></c></row>`, "1 1\n2B sheet.not_calculated[]"},
		"errors, each with its cell":    {`<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="A3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="AB3" t="e"><v>#N/A</v></c></row>`, "1 1\n3A sheet.cell_error[#DIV/0!]\n3AB sheet.cell_error[#N/A]"},
		"booleans":                      {`<row r="1"><c t="b"><v>1</v></c><c t="b"><v>0</v></c></row>`, "1 TRUE|FALSE"},
		"numbers":                       {`<row r="1"><c><v>0.30000000000000004</v></c><c><v>1E+05</v></c><c t="n"><v>1.5E-3</v></c><c><v>-12</v></c><c><v>123456789012345</v></c><c><v>19.989999999999998</v></c><c><v>-0</v></c></row>`, "1 0.3|100000|0.0015|-12|123456789012345|19.99|0"},
		"a number that lost its digits": {`<row r="1"><c><v>1</v></c></row><row r="2"><c><v>9.1110108MA</v></c></row>`, "sheet.broken_workbook"},
		"a number too long":             {`<row r="1"><c><v>1</v></c></row><row r="2"><c><v>1.10108199001011E+17</v></c></row>`, "1 1\n2A sheet.number_too_long[]"},
		"days by their style":           {`<row r="1"><c s="1"><v>47253</v></c><c s="2"><v>47253.999</v></c><c s="3"><v>47253</v></c><c s="4"><v>1.25</v></c><c s="5"><v>0.5</v></c><c s="77"><v>1</v></c></row>`, "1 2029-05-15|2029-05-15|47253|30:00|0.5|1"},
		"days as text":                  {`<row r="1"><c t="d"><v>2029-05-15T00:00:00</v></c><c t="d"><v>2029-05-16</v></c></row>`, "1 2029-05-15|2029-05-16"},
		"gaps between cells":            {`<row r="2"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c><c><v>3</v></c></row>`, "2 |1||2|3"},
		"rows as shown":                 {`<row><c><v>1</v></c></row><row r="4" hidden="1"><c r="A4"><v>4</v></c></row><row><c><v>5</v></c></row><row r="9"/><row r="10"><c r="A10" s="1"/></row>`, "1 1\n4 4\n5 5"},
		"styles beyond every limit":     {`<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576" s="1"><c r="A1048576" s="1"><v> </v></c></row>`, "1 1"},
		"what Write had guarded":        {`<row>` + inline("'=1+1") + inline("'tis") + `</row>`, "1 =1+1|'tis"},
		"damage":                        {`<row><c><v>1</v></c></row><row>` + inline("a_x0007_") + inline("_xD800_") + `</row>`, "1 1\n2A sheet.bad_character[]\n2B sheet.bad_character[]"},
		"comments and unknown elements": {`<!-- x --><row><c><v>1<!-- y -->2</v><extLst><ext><v>9</v></ext></extLst></c><x/></row><y><row/></y>`, "1 12"},
		"no string with that number":    {`<row><c t="s"><v>5</v></c></row>`, "sheet.broken_workbook"},
		"an unknown kind of cell":       {`<row><c t="z"><v>5</v></c></row>`, "sheet.broken_workbook"},
		"rows out of order":             {`<row r="2"/><row r="2"/>`, "sheet.broken_workbook"},
		"a row beyond the last":         {`<row r="1048577"/>`, "sheet.broken_workbook"},
		"cells out of order":            {`<row r="2"><c r="B2"/><c r="A2"/></row>`, "sheet.broken_workbook"},
		"a column beyond the last":      {`<row r="1"><c r="XFE1"/></row>`, "sheet.broken_workbook"},
		"a cell that stands nowhere":    {`<row r="1"><c r="1A"/></row>`, "sheet.broken_workbook"},
		"no number":                     {`<row r="1"><c><v>0x1F</v></c></row>`, "sheet.broken_workbook"},
		"nothing":                       {``, "sheet.empty"},
	} {
		table, err := Read(strings.NewReader(packed(t, styles, texts, sheet1(c.rows))), Limits{})
		got := keyOf(err)
		if err == nil {
			got = lines(table)
		}
		if got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", what, got, c.want)
		}
	}
}

func TestMergedCellsHaveTheirValueInTheFirst(t *testing.T) {
	row := func(n int) string {
		return fmt.Sprintf(`<row r="%d">%s</row>`, n, strings.Repeat(`<c><v>`+fmt.Sprint(n)+`</v></c>`, 4))
	}
	merged := `<mergeCells count="3"><mergeCell ref="A1:B2"/><mergeCell ref="D1:D3"/><mergeCell ref="A4:XFD4"/><mergeCell ref="KM1:KM9"/></mergeCells>`
	table := read(t, packed(t, sheet1(row(1)+row(2)+row(3)+row(4)+row(6), merged)))
	if want := "1 1||1|1\n2 ||2|\n3 3|3|3|\n4 4|||\n6 6|6|6|6"; lines(table) != want {
		t.Errorf("%s\nwant\n%s", lines(table), want)
	}
	for what, m := range map[string]string{
		"upside down": `<mergeCells><mergeCell ref="B2:A1"/></mergeCells>`,
		"overlapping": `<mergeCells>` + strings.Repeat(`<mergeCell ref="A1:D6"/>`, 2*200) + `</mergeCells>`,
	} {
		if _, err := Read(strings.NewReader(packed(t, sheet1(row(1)+row(2)+row(3)+row(4)+row(5)+row(6), m))), Limits{Rows: 6}); keyOf(err) != "sheet.broken_workbook" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestDaysOfBothCountings(t *testing.T) {
	for _, c := range []struct {
		f           format
		value       float64
		since1904   bool
		text, wrong string
	}{
		{dated, 1, false, "1900-01-01", ""},
		{dated, 59, false, "1900-02-28", ""},
		{dated, 60, false, "1900-02-29", ""}, // which no calendar has: whoever reads it refuses it
		{dated, 61, false, "1900-03-01", ""},
		{dated, 36526, false, "2000-01-01", ""},
		{dated, 47177.9999999, false, "2029-03-01", ""}, // a part of a second before the next day
		{dated, 2958465, false, "9999-12-31", ""},
		{dated, 2958466, false, "2958466", ""},
		{dated, -1, false, "-1", ""},
		{dated, 1e300, false, "", "sheet.number_too_long"},
		{dated, 0, false, "00:00", ""},
		{dated, 0.3958333333, false, "09:30", ""},
		{dated, 0.3958449074, false, "09:30:01", ""},
		{dated, 1, true, "1904-01-02", ""},
		{dated, 35064, true, "2000-01-01", ""},
		{dated, 60, true, "1904-03-01", ""},
		{elapsed, 2.5, false, "60:00", ""},
		{numeric, 47177, false, "47177", ""},
		{numeric, 999999999999999, false, "999999999999999", ""},
		{numeric, -1e15, false, "", "sheet.number_too_long"},
		{numeric, 1e-7, false, "0.0000001", ""},
		{numeric, 1234567.8912, false, "1234567.8912", ""},
	} {
		if text, wrong := c.f.said(c.value, c.since1904); text != c.text || wrong != c.wrong {
			t.Errorf("format %d of %v (since 1904: %v) is %q %q, want %q %q", c.f, c.value, c.since1904, text, wrong, c.text, c.wrong)
		}
	}
	// The whole way: the counting is a property of the workbook.
	for property, want := range map[string]string{"": "1 2029-05-15", ` date1904="1"`: "1 2033-05-16", ` date1904="true"`: "1 2033-05-16", ` date1904="0"`: "1 2029-05-15"} {
		book := strings.Replace(usual()["xl/workbook.xml"], "<workbookPr", "<workbookPr"+property, 1)
		table := read(t, packed(t, sheet1(`<row><c s="0"><v>47253</v></c></row>`), map[string]string{"xl/workbook.xml": book,
			"xl/styles.xml": `<styleSheet><cellXfs><xf numFmtId="31"/></cellXfs></styleSheet>`}))
		if got := lines(table); got != want {
			t.Errorf("%s: %s, want %s", property, got, want)
		}
	}
}

func TestFormats(t *testing.T) {
	for code, want := range map[string]format{
		"General": numeric, "0.00": numeric, "#,##0.00_);[Red](#,##0.00)": numeric, `0.00E+00`: numeric, `0" days"`: numeric, `0\d`: numeric,
		`[$¥-804]#,##0.00`: numeric, `_-* #,##0.00 [$HMD]_-`: numeric, "@": numeric, "": numeric, ";;;": numeric, `0;"d"`: numeric, "0%": numeric, "G/通用格式": numeric,
		"yyyy-mm-dd": dated, "m/d/yy h:mm": dated, `yyyy"年"m"月"d"日"`: dated, `[$-804]yyyy"年"m"月";@`: dated, "D.M.YYYY": dated, "mmm": dated,
		"[Red]dd": dated, "h:mm": dated, "[h]:mm": elapsed, "[MM]:ss": elapsed, "[$-F800]dddd, mmmm dd, yyyy": dated,
	} {
		if got := formatOf(code); got != want {
			t.Errorf("%q is format %d, want %d", code, got, want)
		}
	}
	for id, want := range map[string]format{"0": numeric, "13": numeric, "14": dated, "22": dated, "23": numeric, "26": numeric, "27": dated, "36": dated,
		"37": numeric, "44": numeric, "45": dated, "46": elapsed, "47": dated, "48": numeric, "49": numeric, "50": dated, "58": dated, "59": numeric, "": numeric, "x": numeric} {
		if got := builtin(id); got != want {
			t.Errorf("number %q is format %d, want %d", id, got, want)
		}
	}
}

func TestTheFirstVisibleSheetIsRead(t *testing.T) {
	book := func(sheets string) map[string]string {
		return map[string]string{"xl/workbook.xml": `<workbook xmlns:r="` + office + `"><sheets>` + sheets + `</sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": links("worksheets/sheet1.xml", "worksheet", "/xl/Worksheets/Sheet2.xml", "worksheet", "chart.xml", "chartsheet"),
			"xl/worksheets/sheet2.xml":   worksheet(`<row><c><v>2</v></c></row>`)}
	}
	first := sheet1(`<row><c><v>1</v></c></row>`)
	for sheets, want := range map[string]string{
		`<sheet sheetId="1" r:id="r1"/><sheet sheetId="2" r:id="r2"/>`:              "1 1",
		`<sheet sheetId="2" r:id="r2"/><sheet sheetId="1" r:id="r1"/>`:              "1 2",
		`<sheet state="hidden" r:id="r1"/><sheet state="visible" r:id="r2"/>`:       "1 2",
		`<sheet state="veryHidden" r:id="r2"/><sheet r:id="r3"/><sheet r:id="r1"/>`: "1 1",
		`<sheet r:id="r9"/>`:                "sheet.empty",
		`<sheet state="hidden" r:id="r1"/>`: "sheet.empty",
		`<sheet r:id="r3"/><x><sheet/></x>`: "sheet.empty",
	} {
		table, err := Read(strings.NewReader(packed(t, book(sheets), first)), Limits{})
		got := keyOf(err)
		if err == nil {
			got = lines(table)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", sheets, got, want)
		}
	}
	table := read(t, packed(t, first, map[string]string{"xl/styles.xml": "", "xl/sharedStrings.xml": "", "xl/_rels/workbook.xml.rels": links("worksheets/sheet1.xml", "worksheet")}))
	if lines(table) != "1 1" || table.Encoding != "XLSX" {
		t.Errorf("without styles and strings: %s %s", table.Encoding, lines(table))
	}
}

func TestWorkbooksThatAreRefused(t *testing.T) {
	good := packed(t, sheet1(`<row><c><v>1</v></c></row>`))
	damaged := []byte(packed(t, sheet1(`<row>`+inline(strings.Repeat("text ", 1000))+`</row>`)))
	at := bytes.Index(damaged, []byte("xl/worksheets/sheet1.xml")) + 60
	for i := range 8 {
		damaged[at+i] ^= 0x5a
	}
	external := strings.Replace(usual()["xl/_rels/workbook.xml.rels"], `Target="worksheets/sheet1.xml"`, `Target="https://example.org/sheet1.xml" TargetMode="External"`, 1)
	utf16 := func(s string) string { return strings.Join(strings.Split(s, ""), "\x00") }
	deep := strings.Repeat("<a>", 200) + strings.Repeat("</a>", 200)
	many := map[string]string{}
	for i := range maxParts + 1 {
		many[fmt.Sprint("xl/media/", i, ".png")] = "x"
	}
	for what, c := range map[string]struct {
		file   string
		limits Limits
		want   string
	}{
		"an old workbook":             {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + utf16("Workbook"), Limits{}, "sheet.old_workbook"},
		"an encrypted workbook":       {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 " + utf16("EncryptedPackage"), Limits{}, "sheet.encrypted"},
		"the beginning of an archive": {good[:len(good)/2], Limits{}, "sheet.broken_workbook"},
		"a signature only":            {"PK\x03\x04 and so on", Limits{}, "sheet.broken_workbook"},
		"a damaged part":              {string(damaged), Limits{}, "sheet.broken_workbook"},
		"some other archive":          {packed(t, map[string]string{"_rels/.rels": ""}), Limits{}, "sheet.not_workbook"},
		"a word document":             {packed(t, map[string]string{"xl/workbook.xml": `<document/>`}), Limits{}, "sheet.not_workbook"},
		"no workbook part":            {packed(t, map[string]string{"xl/workbook.xml": ""}), Limits{}, "sheet.broken_workbook"},
		"no list of links":            {packed(t, map[string]string{"xl/_rels/workbook.xml.rels": ""}), Limits{}, "sheet.broken_workbook"},
		"no worksheet part":           {packed(t, map[string]string{"xl/worksheets/sheet1.xml": ""}), Limits{}, "sheet.broken_workbook"},
		"no strings part":             {packed(t, map[string]string{"xl/sharedStrings.xml": ""}), Limits{}, "sheet.broken_workbook"},
		"an empty part":               {packed(t, map[string]string{"xl/sharedStrings.xml": " "}), Limits{}, "sheet.broken_workbook"},
		"half a part":                 {packed(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row>`}), Limits{}, "sheet.broken_workbook"},
		"two roots":                   {packed(t, map[string]string{"xl/sharedStrings.xml": `<sst/><sst/>`}), Limits{}, "sheet.not_workbook"},
		"a sheet elsewhere":           {packed(t, map[string]string{"xl/_rels/workbook.xml.rels": external}), Limits{}, "sheet.empty"},
		"a way out of the archive":    {packed(t, map[string]string{"xl/_rels/workbook.xml.rels": links("../../../etc/passwd", "worksheet")}), Limits{}, "sheet.broken_workbook"},
		"entities":                    {packed(t, map[string]string{"xl/worksheets/sheet1.xml": `<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>`}), Limits{}, "sheet.broken_workbook"},
		"an entity of nowhere":        {packed(t, sheet1(`<row>`+inline("&a;")+`</row>`)), Limits{}, "sheet.broken_workbook"},
		"a part named twice":          {packed(t, map[string]string{"xl/Workbook.xml": `<workbook/>`}), Limits{}, "sheet.broken_workbook"},
		"too many parts":              {packed(t, many), Limits{}, "sheet.broken_workbook"},
		"deep nesting":                {packed(t, sheet1(deep)), Limits{}, "sheet.broken_workbook"},
		"one endless tag":             {packed(t, sheet1(`<row`+strings.Repeat(` a=""`, 300_000)+`/>`)), Limits{}, "sheet.broken_workbook"},
		"too many strings":            {packed(t, map[string]string{"xl/sharedStrings.xml": `<sst>` + strings.Repeat("<si/>", maxStrings+1) + `</sst>`}), Limits{}, "sheet.unpacks_too_large"},
		"a byte too many unpacked":    {packed(t, map[string]string{"xl/styles.xml": `<styleSheet>` + strings.Repeat(" ", 5000) + `</styleSheet>`}), Limits{Unpacked: 5000}, "sheet.unpacks_too_large"},
		"one string again and again": {packed(t, map[string]string{"xl/sharedStrings.xml": `<sst><si><t>` + strings.Repeat("x", 1000) + `</t></si></sst>`},
			sheet1(strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, 1000))), Limits{Bytes: 500_000}, "sheet.too_large"},
		"errors and no end":         {packed(t, sheet1(strings.Repeat(`<row><c t="e"><v>#N/A</v></c></row>`, 1000))), Limits{Bytes: 100_000}, "sheet.too_large"},
		"as many rows as may be":    {packed(t, sheet1(`<row r="3"><c><v>1</v></c></row><row r="4"/>`)), Limits{Rows: 3}, ""},
		"a row more":                {packed(t, sheet1(`<row r="4"><c><v>1</v></c></row>`)), Limits{Rows: 3}, "sheet.too_many_rows"},
		"as many columns as may be": {packed(t, sheet1(`<row><c r="GR1"><v>1</v></c></row>`)), Limits{}, ""},
		"a column more":             {packed(t, sheet1(`<row><c r="GS1"><v>1</v></c></row>`)), Limits{}, "sheet.too_many_columns"},
		"a file too large":          {good, Limits{Bytes: int64(len(good) - 1)}, "sheet.too_large"},
	} {
		if _, err := Read(strings.NewReader(c.file), c.limits); keyOf(err) != c.want {
			t.Errorf("%s: %v, want %q", what, err, c.want)
		}
	}
}

func TestACellOfAWorkbookIsNotCutInSilence(t *testing.T) {
	for text, want := range map[string]string{
		strings.Repeat("落", 10):       "1 " + strings.Repeat("落", 10),
		strings.Repeat("_x843D_", 10): "1 " + strings.Repeat("落", 10),
		strings.Repeat("落", 11):       "1A sheet.cell_too_long[10]",
		strings.Repeat("_x843D_", 11): "1A sheet.cell_too_long[10]",
		strings.Repeat("落", 50_000):   "1A sheet.cell_too_long[10]",
	} {
		for _, cell := range []string{inline(text), `<c t="str"><v>` + text + `</v></c>`, `<c t="inlineStr"><is>` + strings.Repeat("<r><t/></r>", 3) + `<r><t>` + text[:3] + `</t></r><r><t>` + text[3:] + `</t></r></is></c>`} {
			if strings.HasPrefix(text, "_") && strings.Contains(cell, "<r>") {
				continue // an escape across two runs is none
			}
			table, err := Read(strings.NewReader(packed(t, sheet1(`<row>`+cell+`</row>`))), Limits{Cell: 10})
			if err != nil || lines(table) != want {
				t.Errorf("%.40s: %v, %v, want %s", cell, table, err, want)
			}
		}
	}
}

// TestABombIsRefusedSoon: 54 MB of blanks are 0.1 MB of archive. Only what
// the reader needs is unpacked, and only to the limit.
func TestABombIsRefusedSoon(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range usual() {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, strings.TrimSuffix(text, "</worksheet>"))
		}
		if blank := bytes.Repeat([]byte(" \n<!---->"), 100_000); name == "xl/worksheets/sheet1.xml" {
			for range 60 {
				w.Write(blank)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	z.Close()
	start := time.Now()
	_, err := Read(bytes.NewReader(b.Bytes()), Limits{})
	if keyOf(err) != "sheet.unpacks_too_large" {
		t.Errorf("a bomb of %d kB: %v", b.Len()/1000, err)
	}
	t.Logf("%d kB refused in %v", b.Len()/1000, time.Since(start))
}

// big is a workbook of 5,000 rows and 15 columns, as programs write them: a
// third of the cells text, the rest numbers and days.
func big(t testing.TB) string {
	var texts, rows strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&rows, `<row r="%d" spans="1:15" x14ac:dyDescent="0.25">`, i+1)
		for j := range 15 {
			at := letter(j) + fmt.Sprint(i+1)
			switch j % 3 {
			case 0:
				fmt.Fprintf(&rows, `<c r="%s" s="1" t="s"><v>%d</v></c>`, at, i*5+j/3)
				fmt.Fprintf(&texts, `<si><t>培训村医和护士 %d-%d</t><phoneticPr fontId="1" type="noConversion"/></si>`, i, j)
			case 1:
				fmt.Fprintf(&rows, `<c r="%s" s="2"><v>%d</v></c>`, at, 45000+i)
			default:
				fmt.Fprintf(&rows, `<c r="%s"><v>%d.125</v></c>`, at, i*j)
			}
		}
		rows.WriteString(`</row>`)
	}
	return packed(t, sheet1(rows.String()), map[string]string{"xl/sharedStrings.xml": `<sst>` + texts.String() + `</sst>`,
		"xl/styles.xml": `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`})
}

func TestALargeWorkbookTakesLittle(t *testing.T) {
	file := big(t)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	table, err := Read(strings.NewReader(file), Limits{})
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if err != nil || len(table.Rows) != 5000 || len(table.Errors) != 0 {
		t.Fatal(table, err)
	}
	if want := "培训村医和护士 4999-12|2036-11-20|69986.125"; strings.Join(table.Rows[4999].Cells[12:], "|") != want {
		t.Errorf("the last cells are %q", table.Rows[4999].Cells[12:])
	}
	if allocated := (after.TotalAlloc - before.TotalAlloc) >> 20; allocated > 128 {
		t.Errorf("took %d MB", allocated)
	}
	t.Logf("%d kB, %v, %d MB allocated in all", len(file)/1000, took, (after.TotalAlloc-before.TotalAlloc)>>20)
}

func BenchmarkWorkbook(b *testing.B) {
	file := big(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(strings.NewReader(file), Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzWorkbook feeds the parts that cells come from. Reading fails by a fault
// or keeps its limits, and what it read is read again after it was written.
func FuzzWorkbook(f *testing.F) {
	styles, texts := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy"/></numFmts><cellXfs><xf numFmtId="164"/><xf numFmtId="46"/></cellXfs></styleSheet>`, `<sst><si><r><t>a_x000D_</t></r><rPh/></si></sst>`
	for _, rows := range []string{`<row r="2"><c r="B2" t="s"><v>0</v></c><c s="0"><v>47253.5</v></c><c s="1"><v>2E1</v></c></row>`, `<row><c><f>A1</f></c></row><row><c t="e"><v>#N/A</v></c><c t="b"><v>1</v></c></row>`,
		`<row r="1">` + inline("=1&amp;2") + `<c t="d"><v>2029-05-15T00</v></c></row>`} {
		f.Add(worksheet(rows, `<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`), styles, texts)
	}
	limits := Limits{Bytes: 50_000, Unpacked: 100_000, Rows: 40, Columns: 10, Cell: 50}
	f.Fuzz(func(t *testing.T, sheet, styles, texts string) {
		table, err := Read(strings.NewReader(packed(t, map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/styles.xml": styles, "xl/sharedStrings.xml": texts})), limits)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		for i, row := range table.Rows {
			if len(row.Cells) > limits.Columns || row.Number > limits.Rows || i > 0 && row.Number <= table.Rows[i-1].Number {
				t.Fatalf("row %d, number %d, has %d cells", i, row.Number, len(row.Cells))
			}
			for _, cell := range row.Cells {
				if utf8.RuneCountInString(cell) > limits.Cell || !utf8.ValidString(cell) || strings.ContainsAny(cell, "\x00\r\ufffd") {
					t.Fatalf("cell %q", cell)
				}
			}
		}
		again(t, table)
	})
}

// FuzzArchive feeds whole files that begin as an archive does.
func FuzzArchive(f *testing.F) {
	f.Add([]byte(packed(f, sheet1(`<row><c><v>1</v></c></row>`))))
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, err := Read(bytes.NewReader(append([]byte("PK\x03\x04"), raw...)), Limits{Bytes: 50_000, Unpacked: 100_000})
		if refusal, ok := errors.AsType[*fault.Error](err); err != nil && (!ok || !slices.Contains([]fault.Kind{fault.Invalid}, refusal.Kind)) {
			t.Fatal(err)
		}
	})
}
