package blob

import (
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestCleanName(t *testing.T) {
	for name, want := range map[string]string{
		"report.pdf":                      "report.pdf",
		"第三次会议纪要（定稿）.docx":                "第三次会议纪要（定稿）.docx",
		"../../etc/passwd.txt":            "passwd.txt",
		`C:\Users\a\minutes.md`:           "minutes.md",
		"a/b\\":                           "",
		"evil\u202efdp.exe":               "evilfdp.exe",
		"a\x00b\r\n\u2028c\u200b.txt":     "abc.txt",
		"cafe\u0301.txt":                  "café.txt",
		"e\u200d\u0301.txt":               "é.txt",
		"bad\xff\xfename.txt":             "badname.txt",
		"a\u3000b\u00a0c.txt":             "a b c.txt",
		`what?<is>:"this"|*.txt`:          "what__is___this___.txt",
		" .report.pdf. ":                  "report.pdf",
		"report.pdf . .":                  "report.pdf",
		"Dr. Li report":                   "Dr. Li report",
		".pdf":                            "",
		"..":                              "",
		"":                                "",
		strings.Repeat("长", 100) + ".pdf": strings.Repeat("长", 65) + ".pdf",
		"a." + strings.Repeat("x", 150):   "",
	} {
		if got := CleanName(name); got != want {
			t.Errorf("CleanName(%q) = %q, want %q", name, got, want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	f.Add("a. .pdf")
	f.Add("../\u202e" + strings.Repeat("长", 80) + ".txt")
	f.Fuzz(func(t *testing.T, name string) {
		got := CleanName(name)
		if again := CleanName(got); again != got {
			t.Errorf("%q became %q, then %q", name, got, again)
		}
		if len(got) > maxName || !utf8.ValidString(got) || strings.ContainsAny(got, `/\<>:"|?*`) || strings.HasPrefix(got, ".") ||
			strings.ContainsFunc(got, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }) {
			t.Errorf("%q became %q", name, got)
		}
	})
}

func TestHeaders(t *testing.T) {
	for _, c := range []struct{ name, mime, disposition string }{
		{"report.pdf", "application/pdf", `attachment; filename=report.pdf`},
		{"my report.pdf", "application/pdf", `attachment; filename="my report.pdf"`},
		{"纪要.docx", "application/x", `attachment; filename*=utf-8''%E7%BA%AA%E8%A6%81.docx`},
		{"page.html", "text/plain", `attachment; filename=page.html.txt`},
		{"PAGE.HTM", "text/plain", `attachment; filename=PAGE.HTM.txt`},
	} {
		want := http.Header{
			"Content-Type":                 {c.mime},
			"Content-Disposition":          {c.disposition},
			"X-Content-Type-Options":       {"nosniff"},
			"Content-Security-Policy":      {"default-src 'none'; sandbox"},
			"Cross-Origin-Resource-Policy": {"same-origin"},
		}
		got := Headers(File{Name: c.name, MIME: c.mime})
		for k := range want {
			if got.Get(k) != want.Get(k) {
				t.Errorf("%s: %s is %q, want %q", c.name, k, got.Get(k), want.Get(k))
			}
		}
	}
}
