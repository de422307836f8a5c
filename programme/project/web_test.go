package project

import (
	"html/template"
	"io/fs"
	"net/url"
	"testing"
	"time"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/web/webtest"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/place"
	"throughline/programme/plan"
)

// front is the room's front door with the world's people signed in.
type front struct{ secretary, colleague, group, county, builder, auditor *webtest.Person }

func (w *world) front(mount func(*web.Front)) front {
	w.Helper()
	site := webtest.New(w.T, w.DB, webtest.Options{Programme: w.prog, Rules: append(Rules(), plan.Actions()...), Mount: mount,
		Words: []fs.FS{Words, party.Words, plan.Words, conference.Words, decision.Words, agreement.Words, place.Words}})
	as := func(a ident.Actor) *webtest.Person { return site.As(a.Person, a.Organisation, a.Roles...) }
	return front{as(w.secretary), as(w.colleague), as(w.atGroup), as(w.atCounty), as(w.atBuilder), as(w.auditor)}
}

func TestJourneyOfAProject(t *testing.T) {
	w := newWorld(t)
	f := w.front(w.Mount)
	f.secretary.Get("/projects").Want(200, "Projects stand here once", "Record a project")
	f.auditor.Get("/projects").Want(200).Without("Record a project")
	f.auditor.Get("/projects/new").Want(403)

	// A promise is broken down: the form knows it.
	form := f.group.Get("/projects/new?commitment=COM-001").Want(200, "What is done, by whom, by when?").Without("why it is done")
	if got, _ := form.Form("/projects"); got.Get("serves") != "COM-001" || got.Get("title") != "Forty clinics" || got.Get("to") != "2028-09-30" || got.Get("implementer") != "HG" ||
		got.Get("pairing") != w.pairing.Code {
		t.Errorf("the form is prefilled with %v", got)
	}
	f.group.Get("/projects/new?commitment=COM-999").Want(404)
	f.group.Submit(form, "/projects", url.Values{"serves": {"COM-001 COM-777"}, "milestones": {"soon\n2028-06-30 Sites installed"}}).
		Want(422, "There is no commitment or measure COM-777.", "“soon” does not begin with a day and a title.", "Sites installed")
	f.group.Submit(form, "/projects", url.Values{"serves": {""}}).Want(422, "Name a promise that it carries out")
	page := f.group.Submit(form, "/projects", url.Values{"title": {"Cold chain, phase 1"}, "other": {"冷链一期"}, "serves": {"com-001，MEA-001"}, "implementer": {"BLD"},
		"from": {"2028-05-01"}, "to": {"2028-05-28"}, "estimate": {"5 million"}, "place": {"Valley County"}, "milestones": {"2028-05-10 Fridges delivered\n\n2028-06-30 Sites installed"}})
	page.Want(200, "The project is on record.", "PRJ-001", "Where does it stand, and who acts next?", "50% of the planned days have passed", "0 of 2 verified", "1 late", "4 days late",
		"CNY 5,000,000.00", "Forty clinics", "Send doctors", "should send doctors to the county", "/sources/SRC-001?from=10&amp;to=43#quote", "not reported")

	// The builder begins and claims; the other side returns, then verifies.
	act := f.builder.Get("/projects/PRJ-001/beginning").Want(200)
	f.builder.Submit(act, "/projects/PRJ-001/beginning", nil).Want(200, "Work has begun.", "started", "last heard of on 14 May 2028")
	m := w.milestones(w.get(w.projectID()))
	at := "/projects/PRJ-001/milestones/" + itoa(m[0].ID)
	f.group.Get(at + "/claim").Want(403)
	act = f.builder.Get(at+"/claim").Want(200, "Fridges delivered")
	f.builder.Submit(act, at+"/claim", url.Values{"actual": {"2028-06-01"}, "note": {"All delivered."}}).Want(422, "This day has not come yet.", "All delivered.")
	page = f.builder.Upload(act, at+"/claim", url.Values{"actual": {"2028-05-12"}, "note": {"All delivered."}}, "file", "list.csv", []byte("site,fridge\n1,yes\n"))
	page.Want(200, "Somebody else verifies it.", "claimed reached", "1 claim, 1 file", "list.csv", "12 May 2028").Without("4 days late")
	claims, err := ClaimsOf(t.Context(), w.DB.Read(), w.prog, m[0].Project)
	w.must(err)
	f.auditor.Get("/projects/PRJ-001/claims/"+itoa(claims[0].ID)).Want(200, "site,fridge")
	f.auditor.Get("/projects/PRJ-001/claims/999").Want(404)
	f.builder.Get(at + "/verification").Want(403)
	act = f.group.Get(at + "/return").Want(200)
	f.group.Submit(act, at+"/return", url.Values{"reason": {""}}).Want(422, "Give the reason.")
	f.group.Submit(act, at+"/return", url.Values{"reason": {"two are missing"}}).Want(200, "Returned with your reason.", "two are missing")
	act = f.builder.Get(at + "/claim").Want(200)
	f.builder.Submit(act, at+"/claim", url.Values{"actual": {"2028-05-13"}}).Want(200, "2 claims, 1 file")
	act = f.group.Get(at + "/verification").Want(200)
	f.group.Submit(act, at+"/verification", nil).Want(200, "Verified.", "1 of 2 verified").Without("two are missing")

	second := "/projects/PRJ-001/milestones/" + itoa(m[1].ID)
	act = f.builder.Get(second + "/forecast").Want(200)
	f.builder.Submit(act, second+"/forecast", url.Values{"forecast": {"2028-08-15"}}).Want(200, "the planned day stays", "30 June 2028", "15 August 2028", "later than planned")
	page = f.secretary.Get("/projects/PRJ-001")
	f.secretary.Submit(page, "/projects/PRJ-001/milestones", url.Values{"milestone": {"Staff trained"}, "baseline": {""}}).Want(422, "Give the planned day.")
	f.secretary.Submit(page, "/projects/PRJ-001/milestones", url.Values{"milestone": {"Staff trained"}, "baseline": {"2028-07-31"}}).Want(200, "Staff trained", "1 of 3 verified")
	act = f.builder.Get("/projects/PRJ-001/finish").Want(200, "every milestone claimed")
	f.builder.Submit(act, "/projects/PRJ-001/finish", nil).Want(409, "2 milestones are neither claimed nor given up.")

	page = f.secretary.Get("/projects/PRJ-001").Want(200, "Release from a promise")
	f.secretary.Submit(page, "/projects/PRJ-001/releases", url.Values{"released": {"MEA-001"}}).Want(200, "Released from the promise.").Without("Release from a promise")
	page = f.secretary.Get("/projects/PRJ-001")
	f.secretary.Submit(page, "/projects/PRJ-001/ties", url.Values{"promise": {"COM-555"}}).Want(422, "There is no commitment or measure COM-555.")
	f.secretary.Submit(page, "/projects/PRJ-001/ties", url.Values{"promise": {"MEA-001"}}).Want(200, "Tied to the promise.")
	act = f.colleague.Get("/projects/PRJ-001/cancellation").Want(200)
	f.colleague.Submit(act, "/projects/PRJ-001/cancellation", url.Values{"reason": {"the county asked for another"}}).Want(200, "The project is cancelled.", "the county asked for another")

	f.auditor.Get("/projects?q=cold&state=cancelled").Want(200, "PRJ-001", "1 project")
	f.auditor.Get("/projects?late=1").Want(200, "No project matches.")
	f.auditor.Get("/projects?format=csv").Want(200, `PRJ-001,"Cold chain, phase 1",works,Valley Builders,Valley County,2028-05-01,2028-05-28,"CNY 5,000,000.00",1,3,cancelled`)
	f.auditor.JSON("/projects/PRJ-001").Want(200, `"state":"cancelled"`, `"milestones_late":0`)
	f.auditor.In(words.ZH).Get("/projects/PRJ-001").Want(200, "冷链一期", "进展到哪一步？下一步由谁办理？", "计划工期已过50%", "取消")
}

func (w *world) projectID() ident.ID {
	w.Helper()
	p, err := GetProjectByCode(w.Context(), w.DB.Read(), w.prog, "PRJ-001")
	w.must(err)
	return p.ID
}

func TestOffPlanIsSaidOnThePage(t *testing.T) {
	w := newWorld(t)
	f := w.front(w.Mount)
	form := f.secretary.Get("/projects/new").Want(200, "why it is done")
	f.secretary.Submit(form, "/projects", url.Values{"title": {"Flood wall"}, "implementer": {"BLD"}, "off_plan_reason": {"the river rose"}}).
		Want(200, "Off-plan: it carries out no recorded promise.", "the river rose")
	other := w.milestones(w.start(nil))[0]
	f.secretary.Get("/projects/PRJ-001/milestones/" + itoa(other.ID) + "/forecast").Want(404)
	f.secretary.Get("/projects/PRJ-002/milestones/" + itoa(other.ID) + "/forecast").Want(200)
	f.auditor.Get("/projects?off_plan=1").Want(200, "Flood wall", "off-plan")
}

func TestPanelsOnOtherPages(t *testing.T) {
	w := newWorld(t)
	w.start(func(in *StartInput) { in.Serves = append(in.Serves, Serves{Measure, w.measure.ID}) })
	w.start(func(in *StartInput) { in.Title, in.Visibility = "Hidden work", "internal" })
	f := w.front(func(f *web.Front) {
		w.Mount(f)
		room := f.Room(noFiles{})
		show := func(c *web.Call, html template.HTML, err error) error {
			if err == nil {
				_, err = c.W.Write([]byte(html))
			}
			return err
		}
		room.On("GET /panels/commitment", "project.see", func(c *web.Call) error {
			html, err := w.CommitmentPanel(c, w.promise)
			return show(c, html, err)
		})
		room.On("GET /panels/measure", "project.see", func(c *web.Call) error {
			html, err := w.MeasurePanel(c, w.measure)
			return show(c, html, err)
		})
	})
	f.secretary.Get("/panels/commitment").Want(200, "PRJ-001", "Hidden work", "0 of 2 verified", "/projects/new?commitment=COM-001")
	f.county.Get("/panels/commitment").Want(200, "PRJ-001").Without("Hidden work")
	f.auditor.Get("/panels/measure").Want(200, "PRJ-001").Without("/projects/new")
	f.county.In(words.ZH).Get("/panels/measure").Want(200, "落实项目", "冷链一期", "分解为项目", "2028年8月31日")
	f.county.Get("/projects/PRJ-002").Want(404)
}

type noFiles struct{}

func (noFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func TestPagesDoNotAskOnceARow(t *testing.T) {
	w := newWorld(t)
	f := w.front(w.Mount)
	p := w.start(nil)
	var before []int64
	paths := []string{"/projects", "/projects/PRJ-001"}
	for _, path := range paths {
		before = append(before, f.auditor.Get(path).Want(200).Queries)
	}
	for range 6 {
		w.start(nil)
		_, err := w.Plan(t.Context(), w.secretary, PlanInput{w.key(), p.ID, MilestoneInput{Title: "One more", Baseline: "2028-07-31"}})
		w.must(err)
	}
	for i, path := range paths {
		if after := f.auditor.Get(path).Want(200).Queries; after != before[i] {
			t.Errorf("%s asks %d times for more rows, %d before", path, after, before[i])
		}
	}
}

func TestAProjectAsOfAPastDay(t *testing.T) {
	w := newWorld(t)
	f := w.front(w.Mount)
	form := f.group.Get("/projects/new?commitment=COM-001").Want(200)
	f.group.Submit(form, "/projects", url.Values{"title": {"Cold chain"}, "implementer": {"BLD"}, "milestones": {"2028-07-01 Fridges bought"}}).Want(200)
	now := w.DB.Now()
	w.DB.Clock = func() time.Time { return now.AddDate(0, 0, 3) }
	later := w.front(w.Mount)
	page := later.secretary.Get("/projects/PRJ-001")
	later.secretary.Submit(page, "/projects/PRJ-001/milestones", url.Values{"milestone": {"Staff trained"}, "baseline": {"2028-08-31"}}).Want(200, "Staff trained", "0 of 2 verified", "Show it as of a past day")
	later.secretary.Get("/projects/PRJ-001?on=2028-05-15").Want(200, "As it stood at the end of 15 May 2028.", "Fridges bought", "0 of 1 verified").
		Without("Staff trained", "Plan a milestone", "Cancel the project", "No asset is registered yet.", "Nothing has been asked to change")
	later.secretary.Get("/projects/PRJ-001?on=2028-05-01").Want(404, "did not exist yet at the end of 1 May 2028")
	later.secretary.Get("/projects/PRJ-001?on=2028-06-01").Want(422, "no day in the past")
	later.secretary.Get("/projects/PRJ-001?on=yesterday").Want(422, "no day in the past")
}
