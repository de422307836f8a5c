package project

import (
	"net/url"
	"testing"

	"throughline/kit/web/webtest"
	"throughline/kit/words"
)

// A need is recorded in its own words, a project is put forward for it, is
// refused and let in at its gates, and every page says what is missing and who
// must act.
func TestJourneyThroughGates(t *testing.T) {
	w := newWorld(t)
	w.under(nil)
	plan := w.issued()
	f := w.front(w.Mount)
	f.auditor.Get("/needs").Want(200, "The receiving side records here, in its own words").Without("Record a need")
	f.auditor.Get("/needs/new").Want(403)
	f.group.Get("/needs/new").Want(403)
	form := f.county.Get("/needs/new").Want(200, "What do you need?")
	f.county.Submit(form, "/needs", url.Values{"title": {"Teachers"}}).Want(422, "Say it in your own words.", "Teachers")
	f.county.Submit(form, "/needs", url.Values{"title": {"教师"}, "text": {"山里十二所学校缺数学教师。"}, "lang": {"zh"}, "sector": {"people-exchange"}}).
		Want(200, "The need is on record.", "NEED-001", "山里十二所学校缺数学教师。", "unmet, no project yet", "No project has been put forward yet.", `lang="zh`)
	f.county.Submit(f.county.Get("/needs/new"), "/needs", url.Values{"title": {"A road"}, "text": {"To the upper village."}, "lang": {"en"}}).Want(200, "NEED-002")
	f.secretary.Submit(f.secretary.Get("/needs/new").Want(200, "on whose behalf you record it"), "/needs", url.Values{"title": {"x"}, "text": {"y"}, "receiver": {"HG"}}).
		Want(422, "Choose an organisation of the receiving side.")

	w.start(func(in *StartInput) {
		in.Title, in.Other, in.Track, in.Estimate, in.Milestones = "Twelve teachers", "十二名教师", "soft", nil, nil
	})
	need := f.group.Get("/needs/NEED-001").Want(200, "Put a project forward").Without("Move to place", "Withdraw the need")
	f.group.Submit(need, "/needs/NEED-001/offers", url.Values{"project": {"PRJ-999"}}).Want(422, "There is no project PRJ-999.")
	f.group.Submit(need, "/needs/NEED-001/offers", url.Values{"project": {"prj-001"}}).Want(200, "Put forward for the need.", "Twelve teachers", "taken up by a project").Without("Say that it is not wanted")
	f.secretary.Get("/projects/PRJ-001/offer?need=NEED-002").Want(200, "A road · NEED-002").Without("NEED-001")

	// What is missing, where it is given, who must act.
	f.builder.Get("/projects/PRJ-001").Want(200, "Next: planned", "1 / 2", "a need of the receiving side, and no objection of theirs there",
		"an item of an issued annual plan missing", "/projects/PRJ-001/plan-item", "Let in by: programme office").Without("/projects/PRJ-001/request")
	f.builder.Get("/projects/PRJ-001/plan-item").Want(403)
	f.builder.Get("/projects/PRJ-001/request").Want(200, "Ask to be let in", "an item of an issued annual plan missing")
	f.builder.Post("/projects/PRJ-001/request", nil).Want(409, "Still missing: an item of an issued annual plan (1 in all).")
	form = f.secretary.Get("/projects/PRJ-001/plan-item").Want(200, "Forty clinics")
	f.secretary.Submit(form, "/projects/PRJ-001/plan-item", url.Values{"annual_item": {"APL-9.9"}}).Want(422, "Choose an item of an annual plan that was issued.")
	f.secretary.Submit(form, "/projects/PRJ-001/plan-item", url.Values{"annual_item": {plan.Code + ".1"}}).Want(200, "Tied to the annual plan.", plan.Code+".1")
	act := f.builder.Get("/projects/PRJ-001/request")
	f.builder.Submit(act, "/projects/PRJ-001/request", nil).Want(200, "Your request is on record.", "Asked by Valley Builders", "Waits for: programme office.", "Take the request back").
		Without("Take into the plan")
	f.secretary.Get("/projects/PRJ-001").Want(200, "Take into the plan", "Refuse")
	act = f.secretary.Get("/projects/PRJ-001/refusal").Want(200)
	f.secretary.Submit(act, "/projects/PRJ-001/refusal", nil).Want(422, "Reason")
	f.secretary.Submit(act, "/projects/PRJ-001/refusal", url.Values{"reason": {"not this year"}}).Want(200, "Refused with your reason.", "Gates passed and refused", "not this year")
	f.builder.Submit(f.builder.Get("/projects/PRJ-001/request"), "/projects/PRJ-001/request", nil).Want(200)
	f.secretary.Submit(f.secretary.Get("/projects/PRJ-001/planning").Want(200), "/projects/PRJ-001/planning", nil).Want(200, "It is in the plan.", "Next: approved", "let in", "What was shown")

	// The receiving side says no, and lifts it.
	f.county.Get("/needs/NEED-001").Want(200, "Say that it is not wanted", "Move to place")
	f.group.Get("/needs/NEED-001/offers/PRJ-001/objection").Want(403)
	f.county.Get("/needs/NEED-002/offers/PRJ-001/objection").Want(404)
	act = f.county.Get("/needs/NEED-001/offers/PRJ-001/objection").Want(200, "Such a project is not taken into the pool or the plan.")
	f.county.Submit(act, "/needs/NEED-001/offers/PRJ-001/objection", url.Values{"reason": {"we asked for mathematics"}}).Want(200, "not wanted by the receiving side: we asked for mathematics")
	f.builder.Get("/projects/PRJ-001").Want(200, "not wanted by the receiving side: we asked for mathematics")
	act = f.county.Get("/needs/NEED-001/offers/PRJ-001/objection-lifted")
	f.county.Submit(act, "/needs/NEED-001/offers/PRJ-001/objection-lifted", url.Values{"reason": {"they are"}}).Want(200, "The project may go on.")

	papers(t, f)
	places(f)
	f.county.Submit(f.county.Get("/needs/NEED-001/fulfilment"), "/needs/NEED-001/fulfilment", nil).Want(200, "The need is met.", "Take it up again")
	f.auditor.Get("/needs?state=met").Want(200, "教师", "1 need").Without("A road")
	f.auditor.Get("/needs?state=unmet&receiver=VC").Want(200, "A road").Without("教师")
	f.auditor.Get("/needs?state=withdrawn").Want(200, "No need matches.")
	f.auditor.Get("/needs?format=csv").Want(200, "NEED-002,A road,To the upper village.,VC,Valley County,1,,\"unmet, no project yet\",0", "山里十二所学校缺数学教师。")
	f.auditor.JSON("/needs/NEED-001").Want(200, `"state":"met"`)
	f.auditor.JSON("/projects/PRJ-001").Want(200, `"requisite":"approval","there":true`)
	f.auditor.In(words.ZH).Get("/needs").Want(200, "受援方提出了哪些需求", "已满足")
	f.auditor.In(words.ZH).Get("/projects/PRJ-001").Want(200, "下一阶段：已立项", "审定方：支援工作办公室", "立项批复文件 已具备")
}

func papers(t *testing.T, f front) {
	t.Helper()
	f.builder.Get("/projects/PRJ-001/papers/estimate").Want(404)
	f.auditor.Get("/projects/PRJ-001/papers/approval").Want(403)
	form := f.builder.Get("/projects/PRJ-001/papers/approval").Want(200, "document of approval")
	f.builder.Submit(form, "/projects/PRJ-001/papers/approval", nil).Want(422, "Give a file, or the reference of the document.")
	f.builder.Submit(form, "/projects/PRJ-001/papers/approval", url.Values{"reference": {"Decision 7"}}).Want(422, "Give the day.", "Decision 7")
	f.builder.Submit(form, "/projects/PRJ-001/papers/approval", url.Values{"reference": {"Decision 7"}, "day": {"2028-05-12"}}).Want(200, "The paper is on record.", "Decision 7", "12 May 2028")
	f.builder.Get("/projects/PRJ-001/papers/approval").Want(200, "Decision 7")
	f.builder.Get("/projects/PRJ-001/papers/approval/files/1").Want(404)
	form = f.builder.Get("/projects/PRJ-001/estimate").Want(200)
	f.builder.Submit(form, "/projects/PRJ-001/estimate", url.Values{"estimate": {"much"}}).Want(422)
	f.builder.Submit(form, "/projects/PRJ-001/estimate", url.Values{"estimate": {"1,250.00"}}).Want(200, "The estimate is on record.", "CNY 1,250.00", "2 / 2")
	form = f.county.Get("/projects/PRJ-001/operator").Want(200)
	f.county.Submit(form, "/projects/PRJ-001/operator", url.Values{"operator": {"VC"}}).Want(422, "Say where the running costs come from.")
	f.county.Submit(form, "/projects/PRJ-001/operator", url.Values{"operator": {"VC"}, "running_cost": {"school budget"}}).Want(200, "The operator is on record.", "school budget")
}

func places(f front) {
	form := f.county.Get("/needs/NEED-002").Want(200, "Move to place")
	f.county.Submit(form, "/needs/NEED-002/place", url.Values{"place": {"1"}}).Want(200, "The order is changed.")
	f.county.Submit(f.county.Get("/needs/NEED-002"), "/needs/NEED-002/place", url.Values{"place": {"1"}}).Want(409, "It stands there already.")
	f.secretary.Post("/needs/NEED-002/place", url.Values{"place": {"1"}}).Want(403)
}

// What is internal to one organisation is no need to others, in the list, on its
// page and in what it says of a project.
func TestAnInternalNeedIsNotSeen(t *testing.T) {
	w := newWorld(t)
	_, err := w.RecordNeed(t.Context(), w.atCounty, NeedInput{Key: w.key(), Title: "Quietly", Text: "Hidden words", Lang: "en", Receiver: w.county.ID, Visibility: "internal"})
	w.must(err)
	n, err := GetNeedByCode(t.Context(), w.DB.Read(), w.prog, "NEED-001")
	w.must(err)
	p := w.start(nil)
	_, err = w.Offer(t.Context(), w.secretary, OfferInput{w.key(), p.ID, n.ID})
	w.must(err)
	f := w.front(w.Mount)
	for _, who := range []*webtest.Person{f.group, f.builder} {
		who.Get("/needs").Want(200).Without("Quietly")
		who.Get("/needs?format=csv").Want(200).Without("Quietly")
		who.Get("/needs/NEED-001").Want(404)
		who.Get("/projects/PRJ-001").Want(200, "not open to you").Without("Quietly", "NEED-001")
		who.Post("/needs/NEED-001/offers", url.Values{"project": {"PRJ-001"}}).Want(404)
	}
	f.county.Get("/needs").Want(200, "Quietly")
	f.auditor.Get("/needs/NEED-001").Want(200, "Hidden words")
}

func TestNeedsDoNotAskOnceARow(t *testing.T) {
	w := newWorld(t)
	f := w.front(w.Mount)
	n := w.need("Water")
	w.offer(w.start(nil), n)
	var before []int64
	paths := []string{"/needs", "/needs/NEED-001", "/projects/PRJ-001"}
	for _, path := range paths {
		before = append(before, f.auditor.Get(path).Want(200).Queries)
	}
	for range 4 {
		w.offer(w.start(nil), n)
		w.need("More")
	}
	p, err := GetProjectByCode(t.Context(), w.DB.Read(), w.prog, "PRJ-001")
	w.must(err)
	for _, code := range []string{"NEED-002", "NEED-003"} {
		more, err := GetNeedByCode(t.Context(), w.DB.Read(), w.prog, code)
		w.must(err)
		w.offer(p, more)
	}
	for i, path := range paths {
		if after := f.auditor.Get(path).Want(200).Queries; after != before[i] {
			t.Errorf("%s asks %d times for more rows, %d before", path, after, before[i])
		}
	}
}
