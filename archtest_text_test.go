package throughline_test

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// pattern is a text that must not stand in a file.
type pattern struct {
	re   *regexp.Regexp
	what string
	do   string
}

// match reports each line of a text on which a pattern stands; lineAt tells
// the line of an offset.
func match(file, text string, lineAt func(int) int, patterns []pattern) []finding {
	var found []finding
	for _, p := range patterns {
		for _, at := range p.re.FindAllStringIndex(text, -1) {
			// Blanks before it may hold the end of an earlier line.
			start := at[1] - len(strings.TrimLeft(text[at[0]:at[1]], " \t\n"))
			f := finding{file, lineAt(start), p.what, p.do}
			if !slices.Contains(found, f) {
				found = append(found, f)
			}
		}
	}
	return found
}

const inModule = "do it from a module in site/assets, or with a class"

// The content policy allows no inline script or style, and htmx runs with
// allowEval off: it drops a trigger filter in silence and still sends.
var templatePatterns = []pattern{
	{regexp.MustCompile(`(?i)\sstyle\s*=`), "a style attribute", "use a class of the stylesheet"},
	{regexp.MustCompile(`(?i)<style\b`), "an inline stylesheet", "write it in the stylesheet"},
	{regexp.MustCompile(`(?i)<script(\s+(type|nonce|async|defer|id|class)(="[^"]*")?)*\s*>`), "an inline script", inModule},
	{regexp.MustCompile(`(?i)\son[a-z]+\s*=\s*["'{]`), "an event attribute", inModule},
	{regexp.MustCompile(`(?i)\s(data-)?hx-on\b`), "hx-on, which needs eval", inModule},
	{regexp.MustCompile(`(?i)\s(data-)?hx-(vals|headers|vars)\s*=\s*["']?\s*js(on)?:`), "a js: value, which needs eval", "use a hidden field"},
	{regexp.MustCompile(`(?i)\s(data-)?hx-trigger\s*=\s*("[^"]*\[|'[^']*\[)`), "a trigger filter, which htmx drops and then sends anyway", inModule},
	{regexp.MustCompile(`(?i)=\s*["']?\s*javascript:`), "a javascript: address", inModule},
}

var templateEndings = []string{".html", ".tmpl", ".gohtml"}

func checkTemplates(t *tree) []finding {
	var found []finding
	for _, f := range t.files {
		if slices.Contains(templateEndings, path.Ext(f.path)) && !strings.Contains(f.path, "testdata/") {
			found = append(found, match(f.path, f.text, f.lineAt, templatePatterns)...)
		}
	}
	return found
}

// The patterns are written so that this file does not hold what it looks for.
var wordPatterns = []pattern{
	{regexp.MustCompile(`(^|[\s"'(=` + "`" + `])/(work|tmp/tl)/`), "a path of somebody's machine", "use a path within the project"},
	{regexp.MustCompile(`(?i)\bhelper[ ](session|agent)s?\b`), "talk of how the text was made", "say what the thing does"},
}

func checkWords(t *tree) []finding {
	var found []finding
	for _, f := range t.files {
		found = append(found, match(f.path, f.text, f.lineAt, wordPatterns)...)
	}
	return found
}

// avoided finds the Chinese words in `code` in the glossary.
var avoided = regexp.MustCompile("`([^`]*[^\\x00-\\x7f][^`]*)`")

func checkGlossary(t *tree) []finding {
	glossary := t.file("GLOSSARY.md")
	if glossary == nil {
		return []finding{{"GLOSSARY.md", 1, "there is no glossary", "write the words of the trade, and which to avoid"}}
	}
	var patterns []pattern
	for line := range strings.Lines(glossary.text) {
		for _, m := range avoided.FindAllStringSubmatch(line, -1) {
			patterns = append(patterns, pattern{regexp.MustCompile(regexp.QuoteMeta(m[1])),
				"the word " + m[1], "GLOSSARY.md has the right one: " + strings.TrimSpace(line)})
		}
	}
	var found []finding
	for _, f := range t.files {
		if f.base() == "words.txt" {
			found = append(found, match(f.path, f.text, f.lineAt, patterns)...)
		}
	}
	return found
}
