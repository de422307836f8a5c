package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"path"
	"strings"

	"throughline/kit/fault"
)

// A workbook (.xlsx, ISO/IEC 29500-1 SpreadsheetML) is a ZIP archive of XML
// parts. Of the parts only those are unpacked that lead to the first visible
// worksheet: the relations, the list of sheets, the cell styles, the shared
// strings and that sheet, each as a stream. Nothing outside the file is
// followed, and nothing in it runs.
type workbook struct {
	limits    Limits
	parts     map[string]*zip.File // by lower-case name
	left      int64                // bytes that may still be unpacked
	strings   []string             // that cells refer to
	formats   []format             // by cell style
	since1904 bool                 // days are counted from 1904
}

// A workbook of ours has a few dozen parts and strings for its cells.
const (
	maxParts   = 10_000
	maxStrings = 1_000_000
)

func isWorkbook(raw []byte) bool { return bytes.HasPrefix(raw, []byte("PK\x03\x04")) }

// isOffice finds the old office container, which is also put around encrypted
// documents of today.
func isOffice(raw []byte) bool { return bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")) }

// refuseOffice tells which of the two it is by the name of a stream, in UTF-16.
func refuseOffice(raw []byte) error {
	encrypted := []byte(strings.Join(strings.Split("EncryptedPackage", ""), "\x00"))
	if bytes.Contains(raw, encrypted) {
		return fault.New(fault.Invalid, "sheet.encrypted")
	}
	return fault.New(fault.Invalid, "sheet.old_workbook")
}

func broken() error { return fault.New(fault.Invalid, "sheet.broken_workbook") }

// readWorkbook reads the first visible worksheet.
func readWorkbook(raw []byte, limits Limits) (*Table, error) {
	w := &workbook{limits: limits, parts: map[string]*zip.File{}, left: limits.Unpacked}
	if err := w.open(raw); err != nil {
		return nil, err
	}
	if w.parts["_rels/.rels"] == nil {
		return nil, fault.New(fault.Invalid, "sheet.not_workbook")
	}
	top, err := w.relations("")
	if err != nil {
		return nil, err
	}
	main := target(top, "officeDocument")
	sheets, err := w.sheets(main)
	if err != nil {
		return nil, err
	}
	links, err := w.relations(main)
	if err != nil {
		return nil, err
	}
	for _, id := range sheets {
		for _, l := range links {
			if l.id == id && l.kind == "worksheet" {
				return w.read(l.target, target(links, "styles"), target(links, "sharedStrings"))
			}
		}
	}
	return &Table{Encoding: "XLSX"}, nil
}

// open lists the parts. Their names do not depend on case, and none may stand
// there twice.
func (w *workbook) open(raw []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil || len(archive.File) > maxParts {
		return broken()
	}
	for _, f := range archive.File {
		name := strings.ToLower(f.Name)
		if w.parts[name] != nil {
			return broken()
		}
		w.parts[name] = f
	}
	return nil
}

// relation leads from one part to another.
type relation struct{ id, kind, target string }

func target(list []relation, kind string) string {
	for _, r := range list {
		if r.kind == kind {
			return r.target
		}
	}
	return ""
}

// relations lists where a part leads to within the file; the file itself has
// the empty name. The last word of a kind's address is the same in both
// editions of the standard.
func (w *workbook) relations(name string) (list []relation, err error) {
	dir, base := path.Split(name)
	err = w.walk(dir+"_rels/"+base+".rels", "Relationships", func(p *part, e xml.StartElement) error {
		if e.Name.Local == "Relationship" && attr(e, "TargetMode") != "External" {
			to := attr(e, "Target")
			if !strings.HasPrefix(to, "/") {
				to = "/" + dir + to
			}
			list = append(list, relation{attr(e, "Id"), path.Base(attr(e, "Type")), path.Clean(to)[1:]})
		}
		return p.skip()
	})
	return list, err
}

// sheets lists the visible sheets in the order of their tabs by the name of
// the relation that leads to each.
func (w *workbook) sheets(name string) (list []string, err error) {
	err = w.walk(name, "workbook", func(p *part, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			w.since1904 = isTrue(attr(e, "date1904"))
		case "sheets":
			return p.each(func(e xml.StartElement) error {
				if state := attr(e, "state"); e.Name.Local == "sheet" && (state == "" || state == "visible") {
					list = append(list, attr(e, "id"))
				}
				return p.skip()
			})
		}
		return p.skip()
	})
	return list, err
}

// read reads a worksheet with the styles and strings that its cells refer to;
// a workbook need not have either.
func (w *workbook) read(sheet, styles, texts string) (*Table, error) {
	if styles != "" {
		if err := w.readStyles(styles); err != nil {
			return nil, err
		}
	}
	if texts != "" {
		if err := w.readStrings(texts); err != nil {
			return nil, err
		}
	}
	return w.readGrid(sheet)
}

func (w *workbook) readStrings(name string) error {
	return w.walk(name, "sst", func(p *part, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return p.skip()
		}
		text, err := p.rich()
		if w.strings = append(w.strings, text); len(w.strings) > maxStrings {
			return fault.New(fault.Invalid, "sheet.unpacks_too_large", w.limits.Unpacked/1000)
		}
		return err
	})
}

func (w *workbook) readStyles(name string) error {
	custom := map[string]format{}
	return w.walk(name, "styleSheet", func(p *part, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmts":
			return p.each(func(e xml.StartElement) error {
				custom[attr(e, "numFmtId")] = formatOf(attr(e, "formatCode"))
				return p.skip()
			})
		case "cellXfs":
			return p.each(func(e xml.StartElement) error {
				id := attr(e, "numFmtId")
				f, ok := custom[id]
				if !ok {
					f = builtin(id)
				}
				w.formats = append(w.formats, f)
				return p.skip()
			})
		}
		return p.skip()
	})
}
