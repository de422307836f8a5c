package sheet

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWrite(t *testing.T) {
	var b bytes.Buffer
	rows := [][]string{{"P-1", "1,250.00", "two\nlines"}, {"", `say "yes"`, "承诺"}}
	if err := Write(&b, []string{"code", "amount", "备注"}, slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffcode,amount,备注\r\nP-1,\"1,250.00\",\"two\r\nlines\"\r\n,\"say \"\"yes\"\"\",承诺\r\n"
	if b.String() != want {
		t.Errorf("wrote\n%q, want\n%q", b.String(), want)
	}
}

func TestNoCellRunsAsAFormula(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1":            "'=1+1",
		"+86 10 5555":     "'+86 10 5555",
		"-x":              "'-x",
		"@SUM(A1)":        "'@SUM(A1)",
		"\t=1":            "'\t=1",
		"\r=1":            "'\n=1",
		"\n1":             "'\n1",
		"\x00=1":          "'\x00=1",
		"＝1+1":            "'＝1+1",
		"＋1+1":            "'＋1+1",
		"－x":              "'－x",
		"＠x":              "'＠x",
		"  =1":            "'  =1",
		"\u3000=1":        "'\u3000=1",
		"\ufeff\u200b=1":  "'\ufeff\u200b=1",
		"-1+cmd|' /C x'!": "'-1+cmd|' /C x'!",
		"-5":              "-5",
		"+3.25":           "+3.25",
		"-1,250.00":       "-1,250.00",
		"-12.5%":          "-12.5%",
		"-1,25":           "'-1,25",
		"-5\n=1":          "'-5\n=1",
		"-":               "'-",
		"'=1":             "''=1",
		"'quoted'":        "'quoted'",
		"a=1":             "a=1",
		"":                "",
		"bad\xff":         "bad\ufffd",
	} {
		if got := guard(cell); got != want {
			t.Errorf("%q is written %q, want %q", cell, got, want)
		}
	}
}

func TestGuardIsUndoneExactly(t *testing.T) {
	cell := rapid.StringOf(rapid.SampledFrom([]rune("'=-+@＝\t\n 1a,.%\u200b承")))
	rapid.Check(t, func(t *rapid.T) {
		s := cell.Draw(t, "cell")
		if got := unguard(guard(s)); got != s {
			t.Fatalf("%q was guarded as %q and read as %q", s, guard(s), got)
		}
	})
}

func TestARowMustFitTheHeader(t *testing.T) {
	for _, row := range [][]string{{"1"}, {"1", "2", "3"}} {
		var b strings.Builder
		if err := Write(&b, []string{"a", "b"}, slices.Values([][]string{row})); err == nil {
			t.Errorf("%q was written under two headers as %q", row, b.String())
		}
	}
}

type fullDisk struct{ left int }

var errFull = errors.New("disk full")

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.left -= len(p); d.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAFailedWriteIsReported(t *testing.T) {
	for _, c := range []struct{ left, rows int }{{0, 1}, {3, 1}, {3, 1_000}, {5_000, 1_000}} {
		rows := slices.Values(slices.Repeat([][]string{{"承诺", "2"}}, c.rows))
		if err := Write(&fullDisk{c.left}, []string{"a", "b"}, rows); !errors.Is(err, errFull) {
			t.Errorf("%d rows on a disk full after %d bytes: %v", c.rows, c.left, err)
		}
	}
}
