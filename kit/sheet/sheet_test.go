package sheet

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"throughline/kit/fault"
)

var columns = []Column{
	{Name: "code", Aliases: []string{"Project code", "项目编号"}, Required: true},
	{Name: "amount", Aliases: []string{"Amount", "金额（万元）"}, Required: true},
	{Name: "due", Aliases: []string{"Due date", "完成时限"}},
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		what, file string
		row        int
		code, due  string
		hasDue     bool
		unknown    []string
	}{
		{"our own names", "code,amount,due\nP-1,5,2028-05-12", 2, "P-1", "2028-05-12", true, nil},
		{"another order", "Amount,Project code\n5,P-1", 2, "P-1", "", false, nil},
		{"other case, marks and width", "PROJECT_code *,ＡＭＯＵＮＴ,due-date\nP-1,5,x", 2, "P-1", "x", true, nil},
		{"Chinese", "项目编号,金额(万元),完成时限\nP-1,5,x", 2, "P-1", "x", true, nil},
		{"a title above", "Projects of 2028,,\n,,\ncode,amount,due\nP-1,5,x", 4, "P-1", "x", true, nil},
		{"a damaged title above", "Proj\ufffdcts,,\ncode,amount,due\nP-1,5,x", 3, "P-1", "x", true, nil},
		{"a title that is a column's name", "amount,,\ncode,amount,due\nP-1,5,x", 3, "P-1", "x", true, nil},
		{"columns of no use", "remarks,code, ,amount,#\nfine,P-1,,5,1", 2, "P-1", "", false, []string{"remarks", "#"}},
		{"a short row", "due,amount,code,note\n  x ,5,\u3000P-1", 2, "P-1", "x", true, []string{"note"}},
	} {
		r, err := read(t, c.file).Match(columns)
		if err != nil || len(r.Rows) != 1 || len(r.Errors) != 0 {
			t.Errorf("%s: %+v, %v", c.what, r, err)
			continue
		}
		row := r.Rows[0]
		if row.Number != c.row || row.Get("code") != c.code || row.Get("amount") != "5" || row.Get("due") != c.due || row.Has("due") != c.hasDue {
			t.Errorf("%s: row %d: code %q, amount %q, due %q %v", c.what, row.Number, row.Get("code"), row.Get("amount"), row.Get("due"), row.Has("due"))
		}
		if !slices.Equal(r.Unknown, c.unknown) {
			t.Errorf("%s: unknown headers %q, want %q", c.what, r.Unknown, c.unknown)
		}
	}
}

func TestMatchRefuses(t *testing.T) {
	for _, c := range []struct {
		what, file string
		want       []fault.Field
	}{
		{"two columns missing", "due,x\n1,2", []fault.Field{
			{Name: "code", Message: fault.Message{Key: "sheet.column_missing", Args: []any{"Project code / 项目编号"}}},
			{Name: "amount", Message: fault.Message{Key: "sheet.column_missing", Args: []any{"Amount / 金额（万元）"}}}}},
		{"a row that looks a little like the header below it", "due,code\n1,2\ndue,3", []fault.Field{
			{Name: "amount", Message: fault.Message{Key: "sheet.column_missing", Args: []any{"Amount / 金额（万元）"}}}}},
		{"one column twice", "code,Amount,金额（万元）\n1,2,3", []fault.Field{
			{Name: "amount", Message: fault.Message{Key: "sheet.column_twice", Args: []any{"Amount", "金额（万元）"}}}}},
	} {
		r, err := read(t, c.file).Match(columns)
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Kind != fault.Invalid || !reflect.DeepEqual(f.Fields, c.want) || r == nil {
			t.Errorf("%s: %v, want fields %v", c.what, err, c.want)
		}
	}
	if _, err := read(t, "a,b\n1,2").Match(columns); keyOf(err) != "sheet.no_header" {
		t.Errorf("no header: %v", err)
	}
	late := strings.Repeat("x,\n", titleRows) + "code,amount\nP-1,5"
	if _, err := read(t, late).Match(columns); keyOf(err) != "sheet.no_header" {
		t.Errorf("a header in row eleven: %v", err)
	}
}

func TestAHeaderOfMarksMatchesNoBlank(t *testing.T) {
	r, err := read(t, "code, ,#\nP-1,,7").Match([]Column{{Name: "code"}, {Name: "number", Aliases: []string{"#"}}})
	if err != nil || r.Rows[0].Has("number") {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestTextBesideTheHeaderIsAnError(t *testing.T) {
	r, err := read(t, "code,amount\nP-1,5,stray,\nP-2,5,,").Match(columns)
	want := []RowError{{2, "C", fault.Message{Key: "sheet.no_header_above"}}}
	if err != nil || !equalErrors(r.Errors, want) {
		t.Errorf("%v, %v; want %v", r.Errors, err, want)
	}
}

func TestGetOfAnUndeclaredColumnPanics(t *testing.T) {
	r, err := read(t, "code,amount\nP-1,5").Match(columns)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a misspelt column name was answered")
		}
	}()
	r.Rows[0].Get("ammount")
}

func TestLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := letter(i); got != want {
			t.Errorf("column %d is %s, want %s", i, got, want)
		}
	}
}

func TestDryRunCollectsEveryError(t *testing.T) {
	file := "Code,Amount,\nP-1,5,\nP-2,x,\n,x,\nP-4,\x01,\nP-5,5,stray\nP-6,gone,\nP-7,7,\nP-8,x,stray\n"
	r, err := read(t, file).Match([]Column{{Name: "code"}, {Name: "amount"}, {Name: "due"}})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := DryRun(r, func(row Row) (string, error) {
		var form fault.Form
		form.Require(row.Get("code") != "", "code", "test.no_code")
		form.Require(row.Get("amount") != "x", "amount", "test.no_amount", row.Get("amount"))
		form.Require(row.Get("amount") != "x", "due", "test.no_due")
		if row.Get("amount") == "gone" {
			return "", fault.New(fault.NotFound, "test.gone")
		}
		return row.Get("code"), form.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []Item[string]{{2, "P-1"}, {8, "P-7"}}; !slices.Equal(plan.Items, want) {
		t.Errorf("items %v, want %v", plan.Items, want)
	}
	want := []RowError{
		{3, "Amount", fault.Message{Key: "test.no_amount", Args: []any{"x"}}},
		{3, "due", fault.Message{Key: "test.no_due"}},
		{4, "Code", fault.Message{Key: "test.no_code"}},
		{4, "Amount", fault.Message{Key: "test.no_amount", Args: []any{"x"}}},
		{4, "due", fault.Message{Key: "test.no_due"}},
		{5, "B", fault.Message{Key: "sheet.bad_character"}},
		{6, "C", fault.Message{Key: "sheet.no_header_above"}},
		{7, "", fault.Message{Key: "test.gone"}},
		{9, "C", fault.Message{Key: "sheet.no_header_above"}},
		{9, "Amount", fault.Message{Key: "test.no_amount", Args: []any{"x"}}},
		{9, "due", fault.Message{Key: "test.no_due"}},
	}
	if !equalErrors(plan.Errors, want) {
		t.Errorf("errors\n%v, want\n%v", plan.Errors, want)
	}
}

func TestDryRunStopsAtADefect(t *testing.T) {
	r, err := read(t, "code,amount\nP-1,5\nP-2,6").Match(columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, cause := range []error{errors.New("no connection"), fault.New(fault.Unavailable, "test.later")} {
		plan, err := DryRun(r, func(Row) (int, error) { return 1, cause })
		if !errors.Is(err, cause) || len(plan.Items)+len(plan.Errors) != 0 {
			t.Errorf("%v: %v, %v", cause, plan, err)
		}
	}
}

func read(t *testing.T, file string) *Table {
	t.Helper()
	table, err := Read(strings.NewReader(file), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// equalErrors compares, not telling a nil list of values from an empty one.
func equalErrors(a, b []RowError) bool {
	return slices.EqualFunc(a, b, func(a, b RowError) bool {
		return a.Row == b.Row && a.Column == b.Column && a.Key == b.Key && slices.Equal(a.Args, b.Args)
	})
}

// keyOf is the message key of a refusal, empty for no error.
func keyOf(err error) string {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return f.Key
	}
	return "not a refusal: " + err.Error()
}
