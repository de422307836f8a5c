package project

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

func TestWhichAlarmsRing(t *testing.T) {
	a, b := Alarm{1, WarrantyEnds, "2028-06-01"}, Alarm{1, ArrearsStand, ""}
	later := Alarm{1, WarrantyEnds, "2029-06-01"}
	for _, c := range []struct{ ringing, wanted, ring, silence []Alarm }{
		{nil, nil, nil, nil},
		{nil, []Alarm{a, b}, []Alarm{a, b}, nil},
		{[]Alarm{a}, []Alarm{a}, nil, nil},
		{[]Alarm{a, b}, []Alarm{b}, nil, []Alarm{a}},
		{[]Alarm{a}, []Alarm{later}, []Alarm{later}, nil},
	} {
		ring, silence := changed(c.ringing, c.wanted)
		if !slices.Equal(ring, c.ring) || !slices.Equal(silence, c.silence) {
			t.Errorf("%v, wanted %v: rings %v, silences %v", c.ringing, c.wanted, ring, silence)
		}
	}
}

// later moves the clock on and lets the calendar act: once there is something to
// do, and never twice. It gives the seats that an alarm calls.
func (w *world) later(days int, kind string, p Project) string {
	w.Helper()
	now := w.DB.Now().AddDate(0, 0, days)
	w.DB.Clock = func() time.Time { return now }
	prog, err := party.ProgrammeByID(w.Context(), w.DB.Read(), w.prog)
	w.must(err)
	for range 2 {
		more, err := w.RingAlarms(w.Context(), prog)
		w.must(err)
		if more {
			w.Error("more is left")
		}
	}
	before := w.lastFacts()
	_, err = w.RingAlarms(w.Context(), prog)
	w.must(err)
	if w.lastFacts() != before {
		w.Error("the calendar acts twice")
	}
	return w.calls(kind, p)
}

func (w *world) calls(kind string, p Project) string {
	w.Helper()
	return w.waits(ident.Ref{Kind: AlarmNoun + "." + kind, ID: p.ID})
}

// warranty is a finding of quality with the end of its warranty.
func (w *world) warranty(p Project, until words.Day) {
	w.Helper()
	_, err := w.RecordQuality(w.Context(), w.colleague, QualityInput{Key: w.key(), Project: p.ID, Grade: "good", Evidence: "Protocol 3", Warranty: until})
	w.must(err)
}

func TestAWarrantyThatEndsCallsAndFallsSilent(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	w.must(w.move(w.atBuilder, "project.begin", p, ""))
	today := words.DayOf(w.DB.Now(), time.UTC)
	end := today.Add(100)
	w.warranty(p, end)
	w.want("long before", w.calls(WarrantyEnds, p), "")
	w.want("a day too early", w.later(39, WarrantyEnds, p), "")
	called := w.later(1, WarrantyEnds, p)
	w.want("sixty days before its end", called, fmt.Sprintf("open_defect owner BLD by %[1]s; open_defect receiver VC by %[1]s", end))
	w.want("on its last day", w.later(60, WarrantyEnds, p), called)
	w.want("after its end", w.later(1, WarrantyEnds, p), "")

	w.warranty(p, today.Add(130))
	if got := w.calls(WarrantyEnds, p); !strings.Contains(got, string(today.Add(130))) {
		t.Errorf("a short warranty calls at once: %q", got)
	}
	w.warranty(p, today.Add(800))
	w.want("a longer one", w.calls(WarrantyEnds, p), "")
}

func TestWagesOwedTooLongCallUntilTheyArePaid(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	w.must(w.move(w.atBuilder, "project.begin", p, ""))
	yuan := func(n int64) *money.Amount { return &money.Amount{Minor: n, Currency: "CNY"} }
	report := func(contractor string, owed, paid int64) {
		t.Helper()
		in := CareInput{Key: w.key(), Project: p.ID, Quarter: "2028-Q1", Contractor: contractor, Arrears: yuan(owed)}
		if paid > 0 {
			in.Cured, in.CuredOn = yuan(paid), "2028-05-01"
		}
		_, err := w.ReportCare(w.Context(), w.atBuilder, in)
		w.must(err)
	}
	report("North Works", 1000, 0)
	w.want("no rule, no call", w.later(40, ArrearsStand, p), "")
	room := &plan.Room{DB: w.DB}
	rules := plan.Shipped()
	rules.From, rules.ArrearsDays = "2028-01-01", new(60)
	_, err := room.SetRules(w.Context(), w.colleague, plan.SetRulesInput{Key: w.key(), Rules: rules})
	w.must(err)
	w.want("within the days of the rules", w.later(20, ArrearsStand, p), "")
	called := w.later(1, ArrearsStand, p)
	for _, seat := range []string{"report_care owner BLD", "report_care office"} {
		if !strings.Contains(called, seat) {
			t.Errorf("%q is called, without %s", called, seat)
		}
	}
	report("North Works", 1000, 999)
	w.want("paid in part, the clock runs on", w.calls(ArrearsStand, p), called)
	report("South Works", 500, 0)
	report("North Works", 1000, 1000)
	w.want("paid, and another owes since today", w.calls(ArrearsStand, p), "")
	w.want("the other one too long", fmt.Sprint(w.later(61, ArrearsStand, p) != ""), "true")
	report("South Works", 0, 0)
	w.want("nothing is owed", w.calls(ArrearsStand, p), "")
}
