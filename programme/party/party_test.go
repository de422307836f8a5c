package party

import (
	"slices"
	"strings"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

func TestPartyInput(t *testing.T) {
	good := PartyInput{Code: " ent-a ", Kind: "enterprise", Name: " Enterprise A ", Lang: "en"}
	in, err := good.check()
	if err != nil || in.Code != "ENT-A" || in.Name != "Enterprise A" || in.Visibility != "parties" {
		t.Fatalf("%+v, %v", in, err)
	}
	for key, spoil := range map[string]func(*PartyInput){
		"party.code_form":          func(in *PartyInput) { in.Code = "A B" },
		"party.name_missing":       func(in *PartyInput) { in.Name = " " },
		"party.name_long":          func(in *PartyInput) { in.Name = strings.Repeat("长", maxName+1) },
		"party.lang_unknown":       func(in *PartyInput) { in.Lang = "zh-Hans" },
		"party.kind_unknown":       func(in *PartyInput) { in.Kind = "person" },
		"party.level_unknown":      func(in *PartyInput) { in.Level = "planet" },
		"party.visibility_unknown": func(in *PartyInput) { in.Visibility = "secret" },
	} {
		in := good
		spoil(&in)
		_, err := in.check()
		want(t, err, fault.Invalid, key)
	}
}

func TestNameIn(t *testing.T) {
	both := Party{Name: "企业甲", Lang: "zh", Other: "Enterprise A"}
	one := Party{Name: "企业乙", Lang: "zh"}
	for _, c := range []struct {
		p    Party
		l    words.Lang
		want string
	}{{both, words.ZH, "企业甲"}, {both, words.EN, "Enterprise A"}, {one, words.EN, "企业乙"}} {
		if got := c.p.NameIn(c.l); got != c.want {
			t.Errorf("%s in %s is %s", c.p.Name, c.l, got)
		}
	}
}

func TestRename(t *testing.T) {
	officer := ident.Actor{Roles: []ident.Role{ident.Office}}
	p := Party{ID: 4, Name: "企业甲", Lang: "zh", Other: "Enterprise A", State: "active"}
	in := NewName{" 新甲 ", "New A", "2028-05-01", "reform"}
	n, had, err := p.rename(officer, in, "2028-05-14")
	if err != nil || n.Name != "新甲" || n.Other != "New A" || n.NamedOn != "2028-05-01" || had != (Former{4, "企业甲", "zh", "Enterprise A", "", "2028-04-30"}) {
		t.Errorf("%+v, %+v, %v", n, had, err)
	}
	_, had, err = n.rename(officer, NewName{"新甲", "Newer A", "2028-05-02", "reform"}, "2028-05-14")
	if err != nil || had.From != "2028-05-01" || had.To != "2028-05-01" || had.NameIn(words.EN) != "New A" {
		t.Errorf("%+v, %v", had, err)
	}
	for key, spoil := range map[string]func(*NewName){
		"party.name_same":      func(in *NewName) { in.Name, in.Other = "新甲", "New A" },
		"party.name_missing":   func(in *NewName) { in.Name = " " },
		"party.name_long":      func(in *NewName) { in.Other = strings.Repeat("长", maxName+1) },
		"party.day":            func(in *NewName) { in.On = "soon" },
		"party.day_ahead":      func(in *NewName) { in.On = "2028-05-15" },
		"party.named_since":    func(in *NewName) { in.On = "2028-05-01" },
		"state.reason_missing": func(in *NewName) { in.Reason = "" },
	} {
		in := NewName{"Other", "", "2028-05-03", "reform"}
		spoil(&in)
		_, _, err := n.rename(officer, in, "2028-05-14")
		want(t, err, fault.Invalid, key)
	}
	n.State = "merged"
	_, _, err = n.rename(officer, in, "2028-05-14")
	want(t, err, fault.Conflict, "state.moved_on")
}

func TestLineOfParents(t *testing.T) {
	up := map[ident.ID]ident.ID{2: 1, 3: 2, 8: 9, 9: 8}
	for _, c := range []struct {
		party, parent ident.ID
		want          bool
	}{{4, 3, true}, {1, 0, true}, {1, 3, false}, {2, 2, false}, {3, 1, true}, {5, 8, false}} {
		if got := line(c.party, c.parent, up); got != c.want {
			t.Errorf("%d under %d: %v", c.party, c.parent, got)
		}
	}
}

func TestForemostSide(t *testing.T) {
	for want, sides := range map[string][]string{
		Provider: {"office", "group:receiver", "receiver", "provider"},
		Receiver: {"office", "group:provider", "receiver"},
		Office:   {"office"},
		"":       nil,
	} {
		if got := foremost(sides); got != want {
			t.Errorf("%v is %q, want %q", sides, got, want)
		}
	}
	if got := foremost([]string{"office", "group:receiver"}); got != Receiver {
		t.Errorf("a group comes before the office, not %q", got)
	}
}

func TestOverlap(t *testing.T) {
	for _, c := range []struct {
		a, b, c, d words.Day
		want       bool
	}{
		{"", "", "", "", true},
		{"2027-01-01", "2027-12-31", "2028-01-01", "", false},
		{"2027-01-01", "2027-12-31", "2027-12-31", "", true},
		{"2027-01-01", "", "2026-01-01", "2026-12-31", false},
		{"", "2026-06-30", "2026-06-30", "", true},
	} {
		if got := overlap(c.a, c.b, c.c, c.d); got != c.want || overlap(c.c, c.d, c.a, c.b) != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestSeat(t *testing.T) {
	held := []Membership{{Person: 1, Party: 2, Role: ident.Provider, From: "2027-01-01", To: "2027-12-31"}}
	for key, in := range map[string]MembershipInput{
		"":                     {Person: 1, Party: 2, Role: ident.Provider, From: "2028-01-01"},
		"party.seat_held":      {Person: 1, Party: 2, Role: ident.Provider, From: "2027-12-31"},
		"party.person_missing": {Party: 2, Role: ident.Provider},
		"party.role_unknown":   {Person: 1, Party: 2, Role: ident.Anonymous},
		"party.day":            {Person: 1, Party: 2, Role: ident.Owner, From: "2027-02-30"},
		"party.day_order":      {Person: 1, Party: 2, Role: ident.Owner, From: "2027-02-02", To: "2027-02-01"},
	} {
		_, err := in.seat(held)
		if key == "" {
			want(t, err, 0, "")
			continue
		}
		want(t, err, fault.Invalid, key)
	}
	for _, c := range []struct {
		m    Membership
		on   words.Day
		kind fault.Kind
		key  string
	}{
		{Membership{From: "2027-01-01"}, "2027-06-30", 0, ""},
		{Membership{From: "2027-01-01", To: "2028-01-01"}, "2027-06-30", 0, ""},
		{Membership{From: "2027-01-01", To: "2027-06-30"}, "2027-06-30", fault.Conflict, "party.seat_ended"},
		{Membership{From: "2027-01-01"}, "2026-12-31", fault.Invalid, "party.day_order"},
		{Membership{}, "", fault.Invalid, "party.day"},
	} {
		m, err := c.m.vacate(c.on)
		want(t, err, c.kind, c.key)
		if err == nil && m.To != c.on {
			t.Errorf("the seat ends on %s", m.To)
		}
	}
}

func TestGroupPlaces(t *testing.T) {
	had := []Member{{From: "2027-01-01", To: "2027-12-31"}}
	_, err := join(had, Member{From: "2028-01-01"})
	want(t, err, 0, "")
	_, err = join(had, Member{})
	want(t, err, fault.Invalid, "party.member_already")
	_, err = had[0].leave("2027-06-01")
	want(t, err, fault.Conflict, "party.member_left")
	_, err = Member{From: "2027-01-01"}.leave("2026-06-01")
	want(t, err, fault.Invalid, "party.day_order")
	_, err = Member{}.leave("soon")
	want(t, err, fault.Invalid, "party.day")
	_, err = GroupInput{Name: "x", Lang: "en", Side: "office"}.check()
	want(t, err, fault.Invalid, "party.side_unknown")
}

// allowed is the whole life of a party, written down a second time by hand.
var allowed = map[string]map[string]string{ // verb: from: to
	"party.rename":   {"active": "active"},
	"party.merge":    {"active": "merged"},
	"party.dissolve": {"active": "dissolved"},
	"party.undo":     {"active": "withdrawn"},
}

func TestEveryMoveOfAParty(t *testing.T) {
	for verb, moves := range allowed {
		for _, from := range Machine.States() {
			for _, role := range ident.Roles {
				_, err := Machine.Try(ident.Actor{Person: 1, Organisation: 2, Roles: []ident.Role{role}}, nil, from, verb, "because")
				to, moved := moves[from]
				switch {
				case role != ident.Office:
					want(t, err, fault.Forbidden, "fault.forbidden")
				case !moved:
					want(t, err, fault.Conflict, "state.moved_on")
				case err != nil:
					t.Errorf("%s from %s to %s: %v", verb, from, to, err)
				}
			}
		}
	}
	if len(Machine.Moves) != len(allowed) {
		t.Errorf("%d moves, %d tested", len(Machine.Moves), len(allowed))
	}
	officer := ident.Actor{Roles: []ident.Role{ident.Office}}
	p := Party{ID: 4, State: "active"}
	good := Ending{"party.dissolve", 5, "2028-05-01", "reform"}
	for key, spoil := range map[string]func(*Ending){
		"party.successor_missing": func(in *Ending) { in.Verb, in.Successor = "party.merge", 0 },
		"party.successor_self":    func(in *Ending) { in.Successor = 4 },
		"state.reason_missing":    func(in *Ending) { in.Reason = "" },
		"party.day":               func(in *Ending) { in.On = "" },
		"party.day_ahead":         func(in *Ending) { in.On = "2028-05-15" },
		"party.named_since":       func(in *Ending) { in.On = "2027-12-31" },
	} {
		in := good
		spoil(&in)
		_, err := Party{ID: 4, State: "active", NamedOn: "2028-01-01"}.close(officer, in, "2028-05-14")
		want(t, err, fault.Invalid, key)
	}
	if p, err := p.close(officer, good, "2028-05-14"); err != nil || p.State != "dissolved" || p.Successor != 5 || p.EndedOn != "2028-05-01" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestProgrammeInput(t *testing.T) {
	good := Programme{Code: "aid", Name: "", NameZH: "支援", Zone: "Asia/Shanghai", Currency: "CNY"}
	p, err := checkProgramme(good)
	if err != nil || p.Name != "支援" || !slices.Equal(p.Languages, []string{"en", "zh"}) {
		t.Errorf("%+v, %v", p, err)
	}
	for key, spoil := range map[string]func(*Programme){
		"party.programme_code": func(p *Programme) { p.Code = "sign-in" },
		"party.name_missing":   func(p *Programme) { p.NameZH = "" },
		"party.zone":           func(p *Programme) { p.Zone = "Mars/Olympus" },
		"party.currency":       func(p *Programme) { p.Currency = "yuan" },
	} {
		p := good
		spoil(&p)
		_, err := checkProgramme(p)
		want(t, err, fault.Invalid, key)
	}
}
