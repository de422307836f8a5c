package party

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/kit/ident"
	"throughline/kit/words"
)

func TestListsInAnOrder(t *testing.T) {
	w := newWorld(t)
	w.repaired()
	codes := func(who ident.Actor, path string) string {
		t.Helper()
		page := w.front().As(who.Person, who.Organisation, who.Roles...).Get(path + "&format=csv").Want(200)
		var all []string
		for _, line := range strings.Split(strings.TrimSpace(page.Body), "\n")[1:] {
			all = append(all, strings.Split(line, ",")[0])
		}
		return strings.Join(all, " ")
	}
	for path, should := range map[string]string{
		"/parties?x=": "OFFICE ENT-A ENT-B CTY-1 CTY-2", "/parties?sort=name": "CTY-1 ENT-A ENT-B OFFICE CTY-2",
		"/parties?sort=latest": "CTY-2 CTY-1 ENT-B ENT-A OFFICE", "/parties?sort=none": "OFFICE ENT-A ENT-B CTY-1 CTY-2",
		"/pairings?x=": "PAIR-001 PAIR-002", "/pairings?sort=latest": "PAIR-002 PAIR-001", "/pairings?sort=from": "PAIR-002 PAIR-001",
		"/pairings?sort=provider": "PAIR-001 PAIR-002", "/pairings?sort=receiver": "PAIR-001 PAIR-002",
		"/pairings?state=transferred": "PAIR-001", "/pairings?state=active": "PAIR-002", "/pairings?party=ent-b": "PAIR-002", "/pairings?party=ENT-B&side=receiver": "",
		"/pairings?party=CTY-1&side=receiver": "PAIR-001 PAIR-002", "/pairings?text=enterprise+b": "PAIR-002", "/pairings?text=HEALTH": "PAIR-001 PAIR-002",
		"/pairings?text=county&side=provider": "", "/pairings?text=pair-001": "PAIR-001", "/pairings?party=NONE": "", "/pairings?level=county": "",
	} {
		if got := codes(w.officer, path); got != should {
			t.Errorf("%s lists %q, want %q", path, got, should)
		}
	}
	if got := codes(w.provA, "/pairings?party=CTY-2"); got != "" { // a party not shown to exist
		t.Errorf("lists %s", got)
	}
}

func TestOrderAndPages(t *testing.T) {
	names := []labelled{{1, "A", "单位10号", "zh", "Zeta"}, {2, "B", "单位9号", "zh", "alpha"}, {3, "C", "阿里", "zh", ""}, {4, "D", "Beta", "en", "重庆"}}
	for l, should := range map[words.Lang]string{words.ZH: "[3 2 1 4]", words.EN: "[2 4 1 3]"} {
		ids := make([]ident.ID, len(names))
		for id, at := range ranked(names, l) {
			ids[at] = id
		}
		if got := fmt.Sprint(ids); got != should {
			t.Errorf("in %s: %s, want %s", l, got, should)
		}
	}
	ids := []ident.ID{5, 3, 9, 1}
	for _, c := range []struct {
		after ident.ID
		want  string
	}{{0, "[5 3] 3"}, {3, "[9 1] 0"}, {5, "[3 9] 9"}, {1, "[] 0"}, {77, "[5 3] 3"}} {
		page, last := cut(ids, c.after, 2)
		if got := fmt.Sprint(page, last); got != c.want {
			t.Errorf("after %d: %s, want %s", c.after, got, c.want)
		}
	}
}

func TestPagesOfAPastDay(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p := w.activePairing()
	clock := w.d.Clock
	w.d.Clock = func() time.Time { return clock().AddDate(0, 0, 10) }
	w.must(w.room.Rename(ctx, w.officer, RenameInput{w.key(), w.entA.ID, NewName{"新甲", "New A", "2028-05-20", "decree 7"}}))
	w.must(w.room.Identify(ctx, w.officer, IdentifyInput{w.key(), w.entA.ID, "GB-COH", "8"}))
	w.step(w.officer, p.ID, MoveInput{Verb: "party.end", Reason: "term", On: "2028-05-20"})
	f := w.front()
	f.officer.Get("/parties/ENT-A").Want(200, "New A", "formerly Enterprise A", "GB-COH", "Record a new name", "PAIR-001")
	f.officer.Get("/parties/ENT-A?on=2028-05-14").Want(200, "Enterprise A", "14 May 2028").Without("New A", "formerly", "GB-COH", "Record a new name", "PAIR-001", "decree 7")
	f.officer.Get("/pairings/PAIR-001?on=2028-05-14").Want(200, "active", "open").Without("ended", "Propose the pairing", "Suspend")
	f.officer.Get("/pairings/PAIR-001").Want(200, "ended")
	f.officer.Get("/parties/ENT-A?on=2028-05-13").Want(404)
	f.officer.Get("/parties/ENT-A?on=2028-06-13").Want(422)
}
