package words_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"throughline/kit/words"
)

func book(t *testing.T, text string) (*words.Book, error) {
	t.Helper()
	return words.Load(fstest.MapFS{"words.txt": {Data: []byte(text)}})
}

func TestTextsInBothLanguages(t *testing.T) {
	b, err := book(t, "# a comment\na.hello\n  Hello {0}, {1} {1|task|tasks}\n  {0}，您好，有 {1} 项待办\n\na.name\n  Office\n  办公室\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lang words.Lang
		want string
		args []any
	}{
		{words.EN, "Hello Office, 1 task", []any{words.Key("a.name"), 1}},
		{words.EN, "Hello Ann, 1,200 tasks", []any{"Ann", 1200}},
		{words.ZH, "办公室，您好，有 3 项待办", []any{words.Key("a.name"), 3}},
		{words.EN, "Hello {0}, {1} {1|task|tasks}", nil},
	} {
		if got := b.T(c.lang, "a.hello", c.args...); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.lang, c.args, got, c.want)
		}
	}
	if got := b.T(words.EN, "a.unknown"); !strings.Contains(got, "a.unknown") {
		t.Errorf("an unknown key shows %q", got)
	}
}

func TestBrokenWordFilesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"a place written otherwise": "a.b\n  {0:x|y}\n  x\n", "one language": "a.b\n  English\n", "three texts": "a.b\n  x\n  y\n  z\n", "twice": "a.b\n  x\n  y\na.b\n  x\n  y\n", "half, then next": "a.b\n  x\na.c\n  x\n  y\n",
	} {
		if _, err := book(t, text); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestDaysAndNumbers(t *testing.T) {
	if d, ok := words.ParseDay("2028-02-29"); !ok || d.Add(1) != "2028-03-01" || d.Until("2028-03-10") != 10 {
		t.Errorf("leap day: %v %v", d, ok)
	}
	for _, bad := range []string{"2027-02-29", "2028-2-1", "28-02-01", "", "2028-13-01"} {
		if _, ok := words.ParseDay(bad); ok {
			t.Errorf("%q is taken for a day", bad)
		}
	}
	for _, c := range [][2]string{
		{words.Month(words.EN, "2028-05-02"), "May 2028"}, {words.Month(words.ZH, "2028-05-02"), "2028年5月"}, {words.Date(words.EN, "2028-05-02"), "2 May 2028"}, {words.Date(words.ZH, "2028-05-02"), "2028年5月2日"}, {words.Date(words.EN, ""), ""},
		{words.Number(words.EN, -1234567), "-1,234,567"}, {words.Number(words.ZH, 999), "999"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}
