package reading

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// megabyte repeats all our own texts of one language up to a million bytes.
func megabyte(t testing.TB, prefixes ...string) string {
	t.Helper()
	var all strings.Builder
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no texts", err)
	}
	for _, f := range files {
		for _, p := range prefixes {
			if strings.HasPrefix(filepath.Base(f), p) {
				raw, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				all.Write(raw)
				all.WriteString("\n\n")
			}
		}
	}
	text := strings.Repeat(all.String(), 1<<20/all.Len()+1)
	return text[:strings.LastIndexByte(text[:1<<20], '\n')]
}

func BenchmarkReadMegabyte(b *testing.B) {
	for name, prefix := range map[string]string{"en": "en", "zh": "zh", "both": ""} {
		text := megabyte(b, prefix)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Read(text)
			}
		})
	}
}
