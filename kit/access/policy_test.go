package access_test

import (
	"slices"
	"testing"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
)

var letter = &state.Machine{Noun: "post.letter", Start: "written", Moves: []state.Move{
	{Verb: "post.send", From: []string{"written"}, To: "sent", By: []ident.Grant{{Roles: []ident.Role{ident.Secretary}}}},
	{Verb: "post.answer", From: []string{"sent"}, To: "answered", By: []ident.Grant{{Roles: []ident.Role{ident.Receiver}, Relation: ident.Mine}}},
	{Verb: "post.send", From: []string{"answered"}, To: "sent", By: []ident.Grant{{Roles: []ident.Role{ident.Receiver}, Relation: ident.Mine}}},
}}

var view = access.Rule{Action: "post.view", By: []ident.Grant{{Roles: []ident.Role{ident.Reader, ident.Secretary}}}}

func TestAMachinesVerbsAreActions(t *testing.T) {
	p, err := access.NewPolicy(append(access.FromMachine(letter), view)...)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"post.answer", "post.send", "post.view"}; !slices.Equal(p.Actions(), want) {
		t.Errorf("actions %v, want %v", p.Actions(), want)
	}
	if _, known := p.Grants("post.burn"); known {
		t.Error("an action nobody listed is known")
	}
	reaches := map[string][]ident.Role{
		"post.send":   {ident.Secretary, ident.Receiver}, // by one move or the other
		"post.answer": {ident.Receiver},
		"post.view":   {ident.Secretary, ident.Reader},
		"post.burn":   nil,
	}
	for action, want := range reaches {
		for _, role := range ident.Roles {
			if got := p.Reaches(ident.Actor{Roles: []ident.Role{role}}, action); got != slices.Contains(want, role) {
				t.Errorf("%s reaches %s: %t", role, action, got)
			}
		}
		if p.Reaches(ident.Actor{}, action) {
			t.Errorf("nobody in particular reaches %s", action)
		}
	}
}

func TestAnActionListedTwiceIsRefused(t *testing.T) {
	if _, err := access.NewPolicy(view, view); err == nil {
		t.Error("accepted")
	}
}

func TestCheckAsksForRoleAndRelation(t *testing.T) {
	rules := append(access.FromMachine(letter), view)
	for _, c := range []struct {
		action string
		role   ident.Role
		rel    ident.Relations
		want   bool
	}{
		{"post.view", ident.Reader, nil, true},
		{"post.view", ident.Leader, ident.Relations{ident.Mine}, false},
		{"post.answer", ident.Receiver, ident.Relations{ident.Mine}, true},
		{"post.answer", ident.Receiver, ident.Relations{ident.Opposite, ident.OurSide}, false},
		{"post.answer", ident.Receiver, nil, false},
		{"post.answer", ident.Secretary, ident.Relations{ident.Mine}, false},
		{"post.burn", ident.Secretary, ident.Relations{ident.Mine}, false},
	} {
		err := access.Check(rules, ident.Actor{Roles: []ident.Role{c.role}}, c.action, c.rel)
		if (err == nil) != c.want || err != nil && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s of %v doing %s: %v, want %t", c.role, c.rel, c.action, err, c.want)
		}
	}
}

func TestMaySee(t *testing.T) {
	wide := []ident.Role{ident.Leader, ident.Office, ident.Secretary, ident.Analyst, ident.Auditor}
	for _, role := range ident.Roles {
		who := ident.Actor{Organisation: 5, Roles: []ident.Role{role}}
		for _, visibility := range []string{"internal", "parties", "public"} {
			for _, owner := range []ident.ID{5, 6} {
				want := visibility != "internal" || owner == 5 || slices.Contains(wide, role)
				if got := access.MaySee(who, visibility, owner); got != want {
					t.Errorf("%s of 5 sees a record of %d that is %s: %t", role, owner, visibility, got)
				}
			}
		}
	}
}
