//go:build unix

package reading

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// worked is the processor time f takes, whatever else the machine does.
func worked(t *testing.T, f func()) time.Duration {
	t.Helper()
	var before, after syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &before); err != nil {
		t.Fatal(err)
	}
	f()
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &after); err != nil {
		t.Fatal(err)
	}
	return time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
}

// Texts nobody writes must not take much longer than texts people write: no
// shape of text may make the reader's work grow with its square.
// It compares times, so it is a trial of ./check prove and not of every run.
func TestWorkGrowsWithTheText(t *testing.T) {
	if os.Getenv("THROUGHLINE_PROVE") == "" {
		t.Skip("a trial by time: ./check prove runs it")
	}
	names := func(n int) string {
		var b strings.Builder
		b.WriteString("Present:")
		for i := range n {
			fmt.Fprintf(&b, " Ann%c%c%c Lee%d,", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26, i)
		}
		return b.String()
	}
	shapes := map[string]func(n int) string{
		"one word":        func(n int) string { return strings.Repeat("a", n) },
		"no full stop":    func(n int) string { return strings.Repeat("the city will build roads and ", n/30) },
		"skipped clauses": func(n int) string { return "The city " + strings.Repeat("which will ", n/11) },
		"long subject":    func(n int) string { return strings.Repeat("the city and ", n/13) + "the town will act" },
		"fronted":         func(n int) string { return strings.Repeat("In May, the city will act and ", n/30) },
		"agreements":      func(n int) string { return "They " + strings.Repeat("signed an agreement ", n/20) },
		"one surname":     func(n int) string { return strings.ReplaceAll(names(n/13), " Lee", " Lee ") },
		"signings":        func(n int) string { return "They " + strings.Repeat("signed ", n/7) },
		"visits":          func(n int) string { return "They " + strings.Repeat("visited ", n/8) },
		"thats":           func(n int) string { return strings.Repeat("agreed that ", n/12) },
		"asking":          func(n int) string { return strings.Repeat("asked him to ask ", n/17) },
		"dots":            func(n int) string { return strings.Repeat(".", n) + "a" },
		"initials":        func(n int) string { return strings.Repeat("A. ", n/3) },
		"brackets":        func(n int) string { return strings.Repeat("(", n) },
		"quotes":          func(n int) string { return strings.Repeat("“", n/3) },
		"commas":          func(n int) string { return strings.Repeat("，", n/3) },
		"bars":            func(n int) string { return strings.Repeat("|", n) },
		"rows":            func(n int) string { return strings.Repeat("| Action | Owner |\n", n/19) },
		"wrapped lines": func(n int) string {
			return strings.Repeat("the committee then turned to the next item on its long\n", n/55)
		},
		"wrapped lines, zh": func(n int) string {
			return strings.Repeat("会议认为这项工作已经开展了很长时间取得了比较明显的进展并且\n", n/90)
		},
		"no full stop, zh": func(n int) string { return strings.Repeat("市财政局要拨付资金，", n/30) },
		"one clause, zh":   func(n int) string { return strings.Repeat("由市财政局要将请应和与", n/33) },
		"bodies, zh":       func(n int) string { return strings.Repeat("局", n/3) },
		"speeches, zh":     func(n int) string { return strings.Repeat("张三强调，", n/15) },
		"roles, zh":        func(n int) string { return strings.Repeat("书记", n/6) + "出席会议" },
		"signed here": func(n int) string {
			return "Agreement between A and B\n" + strings.Repeat("Signed in Paris on 1 May 2025.\n", n/31)
		},
		"many names":         func(n int) string { return names(n / 13) },
		"chairs":             func(n int) string { return strings.Repeat("Chair: Ann Lee\n", n/15) },
		"labels":             func(n int) string { return strings.Repeat("责任单位：市财政局\n", n/28) },
		"list heads":         func(n int) string { return strings.Repeat("The city shall:\n- build\n", n/24) },
		"dates":              func(n int) string { return "The city will act by " + strings.Repeat("5 May 2025 ", n/11) },
		"numbers":            func(n int) string { return "The city will plant " + strings.Repeat("1,000 ", n/6) },
		"numbers, zh":        func(n int) string { return "要" + strings.Repeat("种树1千", n/10) },
		"headings":           func(n int) string { return strings.Repeat("# Actions\n", n/10) },
		"verbs":              func(n int) string { return "The city will " + strings.Repeat("build, ", n/7) },
		"people and chairs":  func(n int) string { return strings.Repeat("Ann Lee, Mayor, attended the meeting and ", n/41) },
		"talks":              func(n int) string { return "Ann Lee " + strings.Repeat("met with the mayor and ", n/23) },
		"thanks":             func(n int) string { return strings.Repeat("The city thanks the town and ", n/29) },
		"for others, zh":     func(n int) string { return strings.Repeat("李雷代表", n/12) + "作交流发言" },
		"talks, zh":          func(n int) string { return "李雷" + strings.Repeat("考察了市并与县座谈", n/27) },
		"thanks, zh":         func(n int) string { return strings.Repeat("李雷代表县，对市表示感谢，", n/39) },
		"groups, zh":         func(n int) string { return strings.Repeat("市、县和省以及", n/21) + "负责人参加会议" },
		"brought about, zh":  func(n int) string { return strings.Repeat("过去一年促进了发展，", n/30) },
		"he, zh":             func(n int) string { return strings.Repeat("李雷出席，他", n/18) },
		"groups":             func(n int) string { return strings.Repeat("Representatives of ", n/19) + "A attended" },
		"agents":             func(n int) string { return strings.Repeat("chaired by ", n/11) },
		"results, zh":        func(n int) string { return strings.Repeat("去年以来累计完成投资1亿元，", n/39) },
		"many meetings, zh":  func(n int) string { return strings.Repeat("9日召开会议，", n/19) },
		"sentences, many":    func(n int) string { return strings.Repeat("He will act. ", n/13) },
		"sentences, many zh": func(n int) string { return strings.Repeat("要抓好落实。", n/18) },
	}
	for name, shape := range shapes {
		small, large := shape(32<<10), shape(256<<10)
		Read(small)
		a, b := worked(t, func() { Read(small) }), worked(t, func() { Read(large) })
		if b > 1500*time.Millisecond && b > 20*a {
			t.Errorf("%s: 32 kB took %v, 256 kB took %v", name, a, b)
		}
	}
}
