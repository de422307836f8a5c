package site

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"throughline/kit/web"
	"throughline/kit/words"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

func setSession(root, token string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		return network.SetCookie(web.SessionCookie, token).WithURL(root + "/").WithPath("/").WithSecure(true).WithHTTPOnly(true).Do(ctx)
	})
}

// views are the pages of the sample that screenshots show: the name, the seat
// from which it is seen, and the address within the language.
var views = []struct{ name, seat, path string }{
	{"sign-in", "", "/sign-in"},
	{"board", "leader", "/twin"},
	{"thread", "leader", "/twin/promises/COM-001"},
	{"measure", "secretary", "/twin/measures/MEA-005"},
	{"agreement", "receiver", "/twin/agreements/AGR-001"},
	{"commitment", "receiver", "/twin/commitments/COM-001"},
	{"project", "owner", "/twin/projects/PRJ-001"},
	{"conference", "secretary", "/twin/conferences/CNF-003"},
	{"tasks", "provider", "/twin/tasks"},
}

// Writes screenshots where THROUGHLINE_SHOTS names a folder, for people to look at.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("THROUGHLINE_SHOTS")
	if folder == "" {
		t.Skip("THROUGHLINE_SHOTS names no folder")
	}
	h := furnished(t)
	for _, view := range views {
		b := h.browse(1280, 900)
		if view.seat != "" {
			b.enter(h.seat(view.seat))
		}
		for _, l := range words.Langs {
			for _, width := range []int64{1280, 390} {
				b.size(width, 900)
				b.goTo("/" + string(l) + view.path)
				var picture []byte
				b.run(chromedp.FullScreenshot(&picture, 100))
				name := fmt.Sprintf("%s-%s-%d.png", view.name, l, width)
				if err := os.WriteFile(filepath.Join(folder, name), picture, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
