package project

import (
	"net/url"
	"strings"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/programme/place"
	"throughline/programme/plan"
)

// ground is a site of the builder, screened against one protected zone and found
// clear by the ecology officer.
func (w *world) ground() place.Site {
	w.Helper()
	sites, ctx := &place.Room{DB: w.DB}, w.Context()
	officer := hat(w.auditor, w.secretary.Organisation, ident.Safeguards)
	_, err := sites.Import(ctx, officer, w.key(), place.ImportInput{Title: "Red line", Lang: "en", Kind: "prohibited", Label: "edition", Source: "County gazette",
		Licence: "none stated", From: "2028-01-01"}, []byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Reserve"},"geometry":{"type":"Polygon",
		"coordinates":[[[10,10],[10.1,10],[10.1,10.1],[10,10.1],[10,10]]]}}]}`))
	w.must(err)
	done, err := sites.Put(ctx, w.atBuilder, w.key(), place.PutInput{Title: "Upper field", Lang: "en", Shape: "12, 12", Visibility: "parties"})
	w.must(err)
	id, _ := done.Subject(place.Noun)
	_, err = sites.Screen(ctx, officer, w.key(), id, "2028-05-14")
	w.must(err)
	_, err = sites.Act(ctx, officer, "place.find_clear", place.ActInput{MoveInput: place.MoveInput{Key: w.key(), Site: id}})
	w.must(err)
	return w.site(id)
}

func (w *world) site(id ident.ID) place.Site {
	w.Helper()
	s, err := place.GetSite(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return s
}

func (w *world) put(p Project, s place.Site) {
	w.Helper()
	_, err := w.PutSite(w.Context(), w.atBuilder, SiteInput{w.key(), p.ID, s.ID})
	w.must(err)
}

// moveAway puts a site at another place: what was found expires.
func (w *world) moveAway(s place.Site) {
	w.Helper()
	_, err := (&place.Room{DB: w.DB}).Act(w.Context(), w.atBuilder, "place.move", place.ActInput{MoveInput: place.MoveInput{Key: w.key(), Site: s.ID, Reason: "a landslide"}, Shape: "13, 13"})
	w.must(err)
}

// Works go from an idea to their closing; a site that moves stops them at the gate
// where they are ready and again where they begin.
func TestWorksThroughTheirGates(t *testing.T) {
	w := newWorld(t)
	w.under(func(r plan.Rules) plan.Rules { r.Consultation = ""; return r })
	a, n, ground := w.issued(), w.need("Clinics"), w.ground()
	p := w.start(func(in *StartInput) { in.Milestones = nil })
	w.want("it begins as an idea", p.State+"; "+w.waits(p.Ref()), "idea; apply owner BLD; apply receiver BLD")
	w.must(w.move(w.atBuilder, "project.apply", p, ""))
	w.offer(p, n)
	w.must(w.paper(p, "appraisal"))
	w.refuses("the pool without a place", fault.Conflict, "project.not_shown", func() error { return w.move(w.atBuilder, "project.ask", p, "") })
	w.put(p, ground)
	w.must(w.move(w.atBuilder, "project.ask", p, ""))
	w.want("the receiving side lets in", w.waits(p.Ref()), "pool receiver VC")
	w.must(w.move(w.atCounty, "project.pool", p, ""))
	w.planned(p, a)
	w.must(w.paper(p, "approval"))
	w.through(p, "project.approve", w.colleague)
	_, err := w.NameOperator(t.Context(), w.atCounty, OperatorInput{w.key(), p.ID, w.county.ID, "county budget"})
	w.must(err)
	for _, x := range []string{"land", "funds"} {
		w.must(w.paper(p, x))
	}
	w.must(w.move(w.atBuilder, "project.ask", p, ""))
	w.moveAway(ground)
	w.refuses("ready with an expired site check", fault.Conflict, "project.not_shown", func() error { return w.move(w.colleague, "project.find_ready", p, "") })
	w.clearAgain(ground)
	w.must(w.move(w.colleague, "project.find_ready", p, ""))
	w.must(w.move(w.atBuilder, "project.tender", p, ""))
	for _, x := range []string{"contract", "supervisor", "permit"} {
		w.must(w.paper(p, x))
	}
	w.moveAway(ground)
	w.refuses("beginning with an expired site check", fault.Conflict, "project.not_shown", func() error { return w.move(w.atBuilder, "project.ask", p, "") })
	w.clearAgain(ground)
	w.refuses("beginning before it is found ready at the new place", fault.Conflict, "project.approval_expired", func() error { return w.move(w.colleague, "project.begin", p, "") })
	w.must(w.paper(p, "land"))
	w.through(p, "project.find_ready", w.colleague)
	w.through(p, "project.begin", w.colleague)
	w.must(w.move(w.atBuilder, "project.finish", p, ""))
	w.must(w.paper(p, "acceptance"))
	w.must(w.move(w.atCounty, "project.accept", p, ""))
	w.must(w.paper(p, "accounts"))
	w.through(p, "project.settle", w.colleague)
	for _, x := range []string{"surplus", "handover"} {
		w.must(w.paper(p, x))
	}
	w.refuses("handover without an asset", fault.Conflict, "project.not_shown", func() error { return w.move(w.atBuilder, "project.ask", p, "") })
	w.asset(p)
	w.through(p, "project.hand_over", w.atCounty)
	w.must(w.move(w.atBuilder, "project.operate", p, ""))
	w.must(w.paper(p, "review"))
	w.through(p, "project.accept_review", w.colleague)
	w.through(p, "project.close", w.atGroup)
	var states []string
	for _, s := range strings.Split(w.steps(Machine, p.ID), "; ") {
		_, to, _ := strings.Cut(s, ">")
		if len(states) == 0 || states[len(states)-1] != to {
			states = append(states, to)
		}
	}
	w.want("the whole line", strings.Join(states, " "), strings.Join(plan.Line, " "))
}

// clearAgain screens a site once more and finds it clear.
func (w *world) clearAgain(s place.Site) {
	w.Helper()
	sites, officer := &place.Room{DB: w.DB}, hat(w.auditor, w.secretary.Organisation, ident.Safeguards)
	_, err := sites.Screen(w.Context(), officer, w.key(), s.ID, "2028-05-14")
	w.must(err)
	_, err = sites.Act(w.Context(), officer, "place.find_clear", place.ActInput{MoveInput: place.MoveInput{Key: w.key(), Site: s.ID}})
	w.must(err)
}

func TestWhereAProjectLies(t *testing.T) {
	w := newWorld(t)
	p, s := w.start(nil), w.ground()
	put := func(who ident.Actor, site ident.ID) func() error {
		return func() error {
			_, err := w.PutSite(t.Context(), who, SiteInput{w.key(), p.ID, site})
			return err
		}
	}
	leave := func(who ident.Actor) func() error {
		return func() error {
			_, err := w.LeaveSite(t.Context(), who, SiteInput{w.key(), p.ID, s.ID})
			return err
		}
	}
	w.refuses("by an auditor", fault.Forbidden, "", put(w.auditor, s.ID))
	w.refuses("at no site", fault.Invalid, "site project.no_such_site", put(w.atBuilder, 999))
	w.refuses("taking off what is not on", fault.NotFound, "", leave(w.atBuilder))
	w.must(put(w.atCounty, s.ID)())
	w.refuses("twice", fault.Invalid, "site project.site_already", put(w.atBuilder, s.ID))
	w.must(leave(w.atBuilder)())
	w.must(put(w.atBuilder, s.ID)())
	w.want("facts", w.lastFacts(), "project.project.site_put")
	w.must(w.move(w.atBuilder, "project.begin", p, ""))
	w.refuses("taken off when the work has begun", fault.Conflict, "project.site_stands", leave(w.atBuilder))

	// Another place, scale or content lets the site check expire.
	x := w.asksMust(w.atBuilder, p, w.moveUp(p))
	w.must(w.moveChange(w.secretary, "project.appraise_change", x, "safe"))
	w.must(w.moveChange(w.colleague, "project.approve_change", x, ""))
	w.must(w.moveChange(w.atGroup, "project.approve_change", x, ""))
	w.must(w.moveChange(w.atBuilder, "project.apply_change", x, ""))
	w.want("the site check", w.site(s.ID).State, place.Expired)

	hidden, err := (&place.Room{DB: w.DB}).Put(t.Context(), w.atCounty, w.key(), place.PutInput{Title: "Hidden", Lang: "en", Shape: "12, 12", Visibility: "internal"})
	w.must(err)
	id, _ := hidden.Subject(place.Noun)
	q := w.start(nil)
	w.refuses("at a site that the actor may not see", fault.Invalid, "site project.no_such_site", func() error {
		_, err := w.PutSite(t.Context(), w.atBuilder, SiteInput{w.key(), q.ID, id})
		return err
	})
	_, err = w.PutSite(t.Context(), w.atCounty, SiteInput{w.key(), q.ID, id})
	w.must(err)
	f := w.front(w.Mount)
	f.builder.Get("/projects/PRJ-002").Want(200, "not open to you").Without("Hidden", "SIT-002")
	f.county.Get("/projects/PRJ-002").Want(200, "Hidden", "Works may not start")
	page := f.builder.Get("/projects/PRJ-002")
	f.builder.Submit(page, "/projects/PRJ-002/sites", url.Values{"site": {"SIT-009"}}).Want(422, "There is no such site.")
	page = f.builder.Get("/projects/PRJ-002")
	f.builder.Submit(page, "/projects/PRJ-002/sites", url.Values{"site": {"sit-001"}}).Want(200, "The site is tied to the project.", "Upper field")
	page = f.builder.Get("/projects/PRJ-002")
	f.builder.Submit(page, "/projects/PRJ-002/sites-left", nil).Want(200, "The site is taken off.").Without("Upper field")
}
