package site

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) {
	code := m.Run()
	stopChromium()
	os.Exit(code)
}

// chromium is the one browser of this package, started by the first test that
// needs it.
var chromium struct {
	once sync.Once
	ctx  context.Context
	stop context.CancelFunc
	err  error
}

func stopChromium() {
	if chromium.stop != nil {
		chromium.stop()
	}
}

func startChromium(binary string) {
	c := &chromium
	path, err := exec.LookPath(binary)
	if err != nil {
		c.err = fmt.Errorf("THROUGHLINE_CHROMIUM names no browser: %w", err)
		return
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path)}
	for flag, value := range map[string]any{"headless": true, "no-sandbox": true, "disable-gpu": true, "disable-quic": true, "no-first-run": true,
		"disable-background-networking": true, "disable-component-update": true, "disable-sync": true, "hide-scrollbars": true,
		"host-resolver-rules": "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"} {
		options = append(options, chromedp.Flag(flag, value))
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	var cancel context.CancelFunc
	c.ctx, cancel = chromedp.NewContext(allocator)
	c.stop = func() {
		cancel()
		stop()
	}
	c.err = chromedp.Run(c.ctx)
}

// tab is one page of a browser without history or cookies of another.
type tab struct {
	t    testing.TB
	ctx  context.Context
	root string // http://127.0.0.1:port

	mu     sync.Mutex
	errors []string // what the console, the scripts and the content policy complained of
}

// stepTime bounds what a person would wait for.
const stepTime = 15 * time.Second

// browse opens a tab on a site. The test is skipped where no browser is named.
func (h *house) browse(width, height int64) *tab {
	h.t.Helper()
	binary := os.Getenv("THROUGHLINE_CHROMIUM")
	if binary == "" {
		h.t.Skip("THROUGHLINE_CHROMIUM names no browser")
	}
	chromium.once.Do(func() { startChromium(binary) })
	if chromium.err != nil {
		h.t.Fatal(chromium.err)
	}
	if h.server == nil {
		h.server = httptest.NewServer(h.handler)
		h.t.Cleanup(h.server.Close)
	}
	// chromedp's own way to a new browser context fails with this Chromium.
	whole := cdp.WithExecutor(chromium.ctx, chromedp.FromContext(chromium.ctx).Browser)
	apart, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(whole)
	if err != nil {
		h.t.Fatal(err)
	}
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(apart).WithNewWindow(true).Do(whole)
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx, chromedp.WithTargetID(id))
	h.t.Cleanup(func() {
		cancel()
		target.DisposeBrowserContext(apart).Do(whole)
	})
	b := &tab{t: h.t, ctx: ctx, root: h.server.URL}
	chromedp.ListenTarget(ctx, b.listen)
	if err := chromedp.Run(ctx); err != nil { // the tab lives as long as the context of its first run
		h.t.Fatal(err)
	}
	b.run(chromedp.EmulateViewport(width, height), browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorDeny))
	return b
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError {
			b.errors = append(b.errors, fmt.Sprintf("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			for _, a := range e.Args {
				b.errors = append(b.errors, "console: "+a.Description+string(a.Value))
			}
		}
	}
}

// run does some steps, or fails the test.
func (b *tab) run(steps ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepTime)
	defer cancel()
	if err := chromedp.Run(ctx, steps...); err != nil {
		var at, main string
		last, cancel := context.WithTimeout(b.ctx, stepTime)
		defer cancel()
		chromedp.Run(last, chromedp.Location(&at), chromedp.Text("main", &main, chromedp.ByQuery))
		b.t.Fatalf("at %s: %v\n%s", at, err, main)
	}
}

func (b *tab) goTo(path string) {
	b.t.Helper()
	b.run(chromedp.Navigate(b.root + path))
}

// path is where the tab is.
func (b *tab) path() string {
	b.t.Helper()
	var at string
	b.run(chromedp.Location(&at))
	return strings.TrimPrefix(at, b.root)
}

// js evaluates an expression in the page.
func js[T any](b *tab, expression string) T {
	b.t.Helper()
	var v T
	b.run(chromedp.Evaluate(expression, &v))
	return v
}

// complaints are what the browser complained of since the last call. Answers
// that refuse a form on purpose are no complaint.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.errors
	b.errors = nil
	var kept []string
	for _, e := range all {
		if !strings.Contains(e, "status of 422") && !strings.Contains(e, "status of 404") {
			kept = append(kept, e)
		}
	}
	return kept
}

func (b *tab) size(width, height int64) {
	b.t.Helper()
	b.run(chromedp.EmulateViewport(width, height))
}

func (b *tab) theme(name string) {
	b.t.Helper()
	b.run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}))
}

// enter signs the tab in with the session of somebody.
func (b *tab) enter(v visitor) {
	b.t.Helper()
	b.run(setSession(b.root, v.token))
}

// leave makes the tab a stranger's.
func (b *tab) leave() {
	b.t.Helper()
	b.run(network.ClearBrowserCookies())
}

// content puts a document of the test in the place of the page.
func content(text string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		tree, err := page.GetFrameTree().Do(ctx)
		if err != nil {
			return err
		}
		return page.SetDocumentContent(tree.Frame.ID, text).Do(ctx)
	})
}

// leads does what leads to another page, and waits for that to have loaded.
func (b *tab) leads(do func(context.Context) error) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		loaded := make(chan struct{}, 1)
		listening, stop := context.WithCancel(ctx)
		defer stop()
		chromedp.ListenTarget(listening, func(event any) {
			if _, ok := event.(*page.EventLoadEventFired); ok {
				select {
				case loaded <- struct{}{}:
				default:
				}
			}
		})
		if err := do(ctx); err != nil {
			return err
		}
		select {
		case <-loaded:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("no other page came: %w", ctx.Err())
		}
	})
}
