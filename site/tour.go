package site

import (
	"strconv"

	"throughline/kit/fault"
	"throughline/kit/web"
)

// tourSteps are the demo's way through the main job, in order.
var tourSteps = []struct{ key, path string }{
	{"site.tour.read", "/conferences"},
	{"site.tour.review", "/conferences"},
	{"site.tour.second", "/tasks"},
	{"site.tour.board", ""},
}

const tourOff = "off"

// tour is the strip at the top of the demo's pages until it is dismissed.
func (s *Site) tour(c *web.Call) *web.Tour {
	if !c.SignedIn || c.Base() == "" || c.Session.Tour == tourOff {
		return nil
	}
	step, _ := strconv.Atoi(c.Session.Tour)
	if step < 0 || step >= len(tourSteps) {
		return nil
	}
	t := tourSteps[step]
	return &web.Tour{Step: step + 1, Of: len(tourSteps), Text: c.T(t.key), Link: c.Base() + t.path, LinkText: c.T(t.key + ".link"),
		Next: strconv.Itoa(step + 1)}
}

// postTour moves the tour on, or dismisses it.
func (s *Site) postTour(c *web.Call) error {
	next := c.Value("step")
	if n, err := strconv.Atoi(next); (err != nil || n < 0 || n > len(tourSteps)) && next != tourOff {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if err := s.Accounts.SetTour(c.R.Context(), c.Session, next); err != nil {
		return err
	}
	back := c.Value("back")
	if !ours(back) {
		back = "/" + string(c.Lang)
	}
	return c.Redirect(back)
}
