package site

import (
	"strconv"

	"throughline/kit/fault"
	"throughline/kit/web"
)

// Begin is where the demo's tour begins: a programme, and in it the page of the
// conference that has not been read in.
type Begin struct{ Programme, Path string }

// tourSteps are the demo's way through the main job, in order. The first leads
// to where the tour begins.
var tourSteps = []struct{ key, path, action string }{
	{"site.tour.read", "", "conference.see"},
	{"site.tour.review", "/readings", "intake.see"},
	{"site.tour.second", "/tasks", "stocktake.tasks"},
	{"site.tour.board", "", "stocktake.see"},
}

const tourOff = "off"

// tour is the strip at the top of the demo's pages until it is dismissed.
func (s *Site) tour(c *web.Call) *web.Tour {
	if !c.SignedIn || c.Programme.Code != s.begin.Programme || c.Session.Tour == tourOff {
		return nil
	}
	step, _ := strconv.Atoi(c.Session.Tour)
	if step < 0 || step >= len(tourSteps) {
		return nil
	}
	t := tourSteps[step]
	if step == 0 {
		t.path = s.begin.Path
	}
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
