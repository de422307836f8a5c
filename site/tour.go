package site

import (
	"strconv"

	"throughline/kit/fault"
	"throughline/kit/web"
)

// tourSteps are the demo's way through the main job, in order.
var tourSteps = []struct{ key, path, action string }{
	{"site.tour.read", "/conferences", "conference.see"},
	{"site.tour.review", "/conferences", "conference.see"},
	{"site.tour.second", "/tasks", "stocktake.tasks"},
	{"site.tour.board", "", "stocktake.see"},
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
	tour := &web.Tour{Step: step + 1, Of: len(tourSteps), Text: c.T(t.key), Next: strconv.Itoa(step + 1)}
	if c.May(t.action) {
		tour.Link, tour.LinkText = c.Base()+t.path, c.T(t.key+".link")
	}
	return tour
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
