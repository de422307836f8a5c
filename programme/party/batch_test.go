package party

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// register is what the rule tests lay a table over.
var register = Register{Parties: []Party{
	{ID: 1, Code: "ENT-A", Kind: "enterprise", Name: "企业甲", Lang: "zh", Other: "Enterprise A", State: "active", Visibility: "parties", ContactUnit: "Aid desk"},
	{ID: 2, Code: "ENT-A1", Kind: "subsidiary", Name: "甲一", Lang: "zh", Parent: 1, State: "active", Visibility: "parties"},
	{ID: 3, Code: "OLD", Kind: "firm", Name: "旧", Lang: "zh", State: "merged", Visibility: "parties"},
}, Numbers: []Identifier{{Party: 1, Scheme: "GB-COH", Value: "1"}, {Party: 2, Scheme: "GB-COH", Value: "2"}},
	Groups: []Group{{ID: 7, Code: "ALL"}, {ID: 8, Code: "NEAR"}}, Members: []Member{{Group: 7, Party: 1}},
	Pairings: []Pairing{{ID: 5, Code: "PAIR-001", Provider: 1, Receiver: 2, Scope: "health", From: "2028-01-01", State: "active", Visibility: "parties"},
		{ID: 6, Code: "PAIR-002", Provider: 1, Receiver: 2, Scope: "schools", From: "2027-01-01", State: "ended", Visibility: "parties"}}}

// TestTables reads whole files: each effect as "row act code name {changes}",
// each error as "row column key".
func TestTables(t *testing.T) {
	for name, c := range map[string]struct{ file, effects, errors string }{
		"a new party and a changed one": {
			"code,name_zh,name_en,kind,level,parent,contact_unit\nCTY-1,一县,County 1,county,county,,Desk\nENT-A,企业甲,Enterprise Alpha,enterprise,,,Aid desk\n",
			"2 add CTY-1 一县 []; 3 change ENT-A 企业甲 [{name_en Enterprise A Enterprise Alpha}]", ""},
		"columns the file lacks stay": {"code,kind\nENT-A1,firm\n", "2 change ENT-A1 甲一 [{kind subsidiary firm}]", ""},
		"an emptied cell empties":     {"code,kind,contact_unit,parent\nENT-A,enterprise,,\nENT-A1,subsidiary,,\n", "2 change ENT-A 企业甲 [{contact_unit Aid desk }]; 3 change ENT-A1 甲一 [{parent ENT-A }]", ""},
		"nothing changes":             {"code,kind\nENT-A,enterprise\n", "2 same ENT-A 企业甲 []", ""},
		"Chinese heads and words":     {"单位编号,中文名称,单位性质,层级,可见范围,示例\n,三县,县级,县,公开,是\n", "2 add  三县 []", ""},
		"a child before its parent":   {"code,name_en,kind,parent\nB1,B one,firm,B\nB,B,firm,\n", "2 add B1 B one []; 3 add B B []", ""},
		"an unknown parent":           {"code,name_en,kind,parent\nB1,B one,firm,NONE\n", "2 add B1 B one []", "2 parent party.parent_unknown_code"},
		"a circle within the file":    {"code,name_en,kind,parent\nB,B,firm,C\nC,C,firm,B\nD,D,firm,D\n", "2 add B B []; 3 add C C []; 4 add D D []", "2 parent party.parent_circle; 3 parent party.parent_circle; 4 parent party.parent_circle"},
		"a circle with the register":  {"code,kind,parent\nENT-A,enterprise,ENT-A1\n", "2 change ENT-A 企业甲 [{parent  ENT-A1}]", "2 parent party.parent_circle"},
		"one code twice":              {"code,name_en,kind\nB,B,firm\nb,B again,firm\n", "2 add B B []", "3 code party.row_twice"},
		"one name twice":              {"name_en,kind\nB,firm\nＢ ,firm\n", "2 add  B []", "3 name_en party.row_twice"},
		"a name on the register":      {"name_zh,kind\n企业甲,firm\n", "", "2 name_zh party.name_taken"},
		"the same name, its own code": {"code,name_zh,kind\nENT-Z,企业甲,firm\n", "2 add ENT-Z 企业甲 []", ""},
		"a party that is no more":     {"code,kind\nOLD,firm\n", "", "2 code state.moved_on"},
		"every error of a row":        {"code,name_en,kind,level,illustrative\na b,,planet,moon,maybe\nx y,X,planet,moon,no\n", "", "2 name_en party.name_missing; 2 illustrative party.yes_or_no; 3 code party.code_form; 3 kind party.kind_unknown; 3 level party.level_unknown"},
		"numbers and classes are added": {"code,kind,identifiers,groups\nENT-A,enterprise,GB-COH 1; CN-USCI 91350100m000100y43；xi-lei HWUPKR0MPOU8FGXBT394,all; near\nB,firm,,ALL\n",
			"2 change ENT-A 企业甲 [{identifiers  CN-USCI 91350100M000100Y43; XI-LEI HWUPKR0MPOU8FGXBT394} {groups  NEAR}]", "3 name_en party.name_missing"},
		"numbers and classes it has": {"code,kind,identifiers,groups\nENT-A,enterprise,GB-COH 1,ALL\n", "2 same ENT-A 企业甲 []", ""},
		"a number of another":        {"code,kind,identifiers\nENT-A,enterprise,GB-COH 2\n", "", "2 identifiers party.identifier_taken"},
		"a number twice":             {"code,name_en,kind,identifiers\nB,B,firm,GB-COH 9\nC,C,firm,GB-COH 9\n", "2 add B B [{identifiers  GB-COH 9}]", "3 identifiers party.row_twice"},
		"a wrong number and class":   {"code,kind,identifiers,groups\nENT-A,enterprise,CN-USCI 91350100M000100Y44;77,FAR\n", "", "2 identifiers party.identifier_check; 2 identifiers party.scheme_unknown; 2 identifiers party.identifier_missing; 2 groups party.group_unknown"},
		"a damaged cell":             {"code,name_en,kind\nB,B\u0007,firm\n", "", "2 B sheet.bad_character"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := DraftTable([]byte(c.file), register)
			if err != nil {
				t.Fatal(err)
			}
			var effects, errors []string
			for _, e := range d.Effects {
				effects = append(effects, fmt.Sprint(e.Row, " ", e.Act, " ", e.Code, " ", e.Name, " ", e.Changes))
			}
			for _, e := range d.Errors {
				errors = append(errors, fmt.Sprint(e.Row, " ", e.Column, " ", e.Key))
			}
			if got := strings.Join(effects, "; "); got != c.effects {
				t.Errorf("effects\n%s, want\n%s", got, c.effects)
			}
			if got := strings.Join(errors, "; "); got != c.errors {
				t.Errorf("errors\n%s, want\n%s", got, c.errors)
			}
		})
	}
}

func TestTablesThatCannotBeRead(t *testing.T) {
	for key, file := range map[string]string{
		"sheet.empty":         "",
		"sheet.no_header":     "a,b\n1,2\n",
		"sheet.column_twice":  "code,单位编号,kind\n1,2,firm\n",
		"sheet.too_many_rows": "code,kind\n" + strings.Repeat("A,firm\n", MaxRows+titleRows),
	} {
		_, err := DraftTable([]byte(file), Register{})
		want(t, err, fault.Invalid, key)
	}
}

func TestCanonicalTextReadsTheSame(t *testing.T) {
	for _, file := range []string{
		"code;name_zh;kind\r\nB;\"甲; 乙\";firm\r\n\r\nC;=1+1;firm\r\n",
		"\ufeff  code,name_en,kind,contact_unit\nB,\"two\nlines\",firm\nC,C,firm,\n",
		"list of parties\ncode,name_en,kind\nB,B,firm\n",
		",,\nlist of parties\n\ncode,name_en,kind\nB,B,firm\nbad \x00,,\nC,C,firm\n",
	} {
		text, err := Canonical([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text, "\r") || text != strings.TrimSpace(text) {
			t.Errorf("%q does not survive a form", text)
		}
		was, err1 := DraftTable([]byte(file), Register{})
		is, err2 := DraftTable([]byte(text), Register{})
		number := func(d Draft) (list []int) {
			for _, e := range d.Effects {
				list = append(list, e.Row)
			}
			return list
		}
		if err1 != nil || err2 != nil || was.Digest() != is.Digest() || len(was.Effects) == 0 || !slices.Equal(number(was), number(is)) {
			t.Errorf("%q becomes %q: %v, %v (%v %v)", file, text, was, is, err1, err2)
		}
		again, err := Canonical([]byte(text))
		if err != nil || again != text {
			t.Errorf("%q becomes %q, %v", text, again, err)
		}
	}
}

// importTable looks at a table of parties and applies what was seen.
func (w *world) importTable(file string) db.Done { return w.importOf("party", file) }

func (w *world) importOf(noun, file string) db.Done {
	w.t.Helper()
	done, err := w.room.Import(w.t.Context(), w.officer, w.look(noun, file))
	if err != nil {
		w.t.Fatal(err)
	}
	return done
}

func (w *world) undo(code string) {
	w.t.Helper()
	b, err := GetBatchByCode(w.t.Context(), w.d.Read(), w.prog.ID, code)
	if err == nil {
		_, err = w.room.Undo(w.t.Context(), w.officer, UndoInput{w.key(), b.ID})
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) look(noun, file string) ImportInput {
	w.t.Helper()
	draft, err := w.room.DryRun(w.t.Context(), w.officer, noun, []byte(file))
	if err != nil || len(draft.Errors) > 0 {
		w.t.Fatalf("%v, %v", draft.Errors, err)
	}
	text, err := Canonical([]byte(file))
	if err != nil {
		w.t.Fatal(err)
	}
	return ImportInput{w.key(), noun, "parties.csv", text, TextDigest(text), draft.Digest()}
}

func TestATableIsOneBatchAndComesBack(t *testing.T) {
	w := newWorld(t)
	before, err := wholeRegister(t.Context(), w.d.Read(), w.prog.ID)
	if err != nil {
		t.Fatal(err)
	}
	const file = "code,name_zh,name_en,kind,level,parent,contact_unit\nB1,乙一,B one,firm,,B,\nB,乙,B,enterprise,central,,\n,丙,,firm,,ENT-A,\nCTY-1,一县,First county,county,county,,Desk\nENT-B,,Enterprise B,enterprise,,,\n"
	done := w.importTable(file)
	var kinds []string
	for _, f := range done.Facts {
		kinds = append(kinds, f.Kind)
	}
	slices.Sort(kinds)
	if got := strings.Join(kinds, " "); got != "party.batch.read_in.v1 party.party.added.v1 party.party.added.v1 party.party.added.v1 party.party.corrected.v1" {
		t.Errorf("facts %s", got)
	}
	child, err := GetPartyByCode(t.Context(), w.d.Read(), w.prog.ID, "B1")
	parent, err2 := GetPartyByCode(t.Context(), w.d.Read(), w.prog.ID, "B")
	drawn, err3 := GetPartyByCode(t.Context(), w.d.Read(), w.prog.ID, "ORG-001")
	changed, err4 := GetParty(t.Context(), w.d.Read(), w.prog.ID, w.county1.ID)
	if err != nil || err2 != nil || err3 != nil || err4 != nil || child.Parent != parent.ID || drawn.Parent != w.entA.ID || drawn.Name != "丙" ||
		changed.Other != "First county" || changed.ContactUnit != "Desk" {
		t.Errorf("%+v\n%+v\n%+v\n%+v", child, parent, drawn, changed)
	}
	b, err := GetBatchByCode(t.Context(), w.d.Read(), w.prog.ID, "IMP-001")
	if err != nil || b.Added != 3 || b.Changed != 1 || b.FileName != "parties.csv" || b.Person != w.officer.Person {
		t.Fatalf("%+v, %v", b, err)
	}
	entries, err := db.Since(t.Context(), w.d.Read(), w.prog.ID, b.Seq-1, 10)
	if err != nil || len(entries) != 5 || slices.ContainsFunc(entries, func(e db.Entry) bool { return e.Batch != "IMP-001" }) {
		t.Errorf("%v, %v", entries, err)
	}
	undo := UndoInput{w.key(), b.ID}
	_, err = w.room.Undo(t.Context(), w.provA, undo)
	want(t, err, fault.Forbidden, "fault.forbidden")
	if _, err := w.room.Undo(t.Context(), w.officer, undo); err != nil {
		t.Fatal(err)
	}
	after, err := wholeRegister(t.Context(), w.d.Read(), w.prog.ID)
	same := func(a, b Party) bool { a.Seq, b.Seq = 0, 0; return a == b }
	if err != nil || !slices.EqualFunc(before.Parties, after.Parties, same) {
		t.Errorf("after the undo:\n%+v, want\n%+v (%v)", after, before, err)
	}
	if docs, err := search.Find(t.Context(), w.d.Read(), w.officer, "B one", 5); err != nil || len(docs) != 0 {
		t.Errorf("what was withdrawn is found: %v, %v", docs, err)
	}
	_, err = w.room.Undo(t.Context(), w.officer, UndoInput{w.key(), b.ID})
	want(t, err, fault.Conflict, "party.batch_undone")
	w.importTable(file) // and it can be read in again
}

func TestABatchInUseStays(t *testing.T) {
	for name, c := range map[string]struct {
		use func(w *world, p Party)
		key string
	}{
		"a seat": {func(w *world, p Party) { w.seat("guest", p, ident.Provider) }, "party.batch_in_use"},
		"a pairing": {func(w *world, p Party) {
			if _, err := w.room.Pair(w.t.Context(), w.officer, ProposeInput{w.key(), PairInput{Provider: p.ID, Receiver: w.county1.ID, From: "2028-01-01"}}); err != nil {
				w.t.Fatal(err)
			}
		}, "party.batch_in_use"},
		"a number": {func(w *world, p Party) {
			if _, err := w.room.Identify(w.t.Context(), w.officer, IdentifyInput{w.key(), p.ID, "GB-COH", "1"}); err != nil {
				w.t.Fatal(err)
			}
		}, "party.batch_in_use"},
		"a later change": {func(w *world, p Party) {
			if _, err := w.room.Rename(w.t.Context(), w.officer, RenameInput{w.key(), p.ID, NewName{"Renamed", "", "2028-05-14", "reform"}}); err != nil {
				w.t.Fatal(err)
			}
		}, "party.batch_overtaken"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.importTable("code,name_en,kind\nB,B,firm\nC,C,firm\n")
			b, err := GetBatchByCode(t.Context(), w.d.Read(), w.prog.ID, "IMP-001")
			if err != nil {
				t.Fatal(err)
			}
			p, err := GetPartyByCode(t.Context(), w.d.Read(), w.prog.ID, "B")
			if err != nil {
				t.Fatal(err)
			}
			c.use(w, p)
			_, err = w.room.Undo(t.Context(), w.officer, UndoInput{w.key(), b.ID})
			want(t, err, fault.Conflict, c.key)
			for _, code := range []string{"B", "C"} {
				if _, err := GetPartyByCode(t.Context(), w.d.Read(), w.prog.ID, code); err != nil {
					t.Errorf("%s is gone: %v", code, err)
				}
			}
		})
	}
}

func TestWhatWasSeenIsWhatHappens(t *testing.T) {
	w := newWorld(t)
	in := w.look("party", "code,name_en,kind\nENT-B,Enterprise Beta,enterprise\n")
	spoilt := in
	spoilt.Key, spoilt.Text = w.key(), strings.Replace(in.Text, "Beta", "Bad", 1)
	_, err := w.room.Import(t.Context(), w.officer, spoilt)
	want(t, err, fault.Conflict, "party.import_text_changed")
	if _, err := w.room.Rename(t.Context(), w.officer, RenameInput{w.key(), w.entB.ID, NewName{"Elsewhere", "", "2028-05-14", "reform"}}); err != nil {
		t.Fatal(err)
	}
	_, err = w.room.Import(t.Context(), w.officer, in)
	want(t, err, fault.Conflict, "party.import_moved_on")
	_, err = w.room.Import(t.Context(), w.provA, in)
	want(t, err, fault.Forbidden, "fault.forbidden")
	_, err = w.room.DryRun(t.Context(), w.provA, "party", []byte("x"))
	want(t, err, fault.Forbidden, "fault.forbidden")
	_, err = w.room.Import(t.Context(), w.officer, w.look("party", "code,kind\nENT-B,enterprise\n"))
	want(t, err, fault.Conflict, "party.nothing_changed")
}

func gbk(text string) ([]byte, error) {
	return simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
}
