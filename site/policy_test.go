package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/programme/party"
)

// golden compares a text with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = "testdata/" + name
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got)) {
		t.Errorf("%s differs; look at the change, then run the test with -update\n%s", name, lineDifference(string(want), got))
	}
}

// lineDifference lists the lines that only one of two sorted texts has.
func lineDifference(want, got string) string {
	var b strings.Builder
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for _, line := range w {
		if !slices.Contains(g, line) {
			fmt.Fprintln(&b, "-", line)
		}
	}
	for _, line := range g {
		if !slices.Contains(w, line) {
			fmt.Fprintln(&b, "+", line)
		}
	}
	return b.String()
}

// What can be asked for, and by which action: every change of it shows here.
func TestRoutes(t *testing.T) {
	var b strings.Builder
	for _, r := range open(t).Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		fmt.Fprintf(&b, "%-4s %s %s\n", method, path, r.Action)
	}
	golden(t, "routes.txt", b.String())
}

// Who may do it: the policy as one list.
func TestPolicy(t *testing.T) {
	p := open(t).Policy
	var b strings.Builder
	for _, action := range p.Actions() {
		grants, _ := p.Grants(action)
		var who []string
		for _, g := range grants {
			relation := string(g.Relation)
			if relation == "" {
				relation = "any"
			}
			for _, r := range g.Roles {
				who = append(who, string(r)+":"+relation)
			}
		}
		slices.Sort(who)
		fmt.Fprintf(&b, "%s %s\n", action, strings.Join(slices.Compact(who), " "))
	}
	golden(t, "policy.txt", b.String())
}

// addresses gives for each route an address, with records of the sample where
// a page leads to one.
func addresses(h *house, routes []web.Route) map[string]string {
	found := map[string]string{} // first part of the path -> code
	for _, login := range []string{"secretary", "office"} {
		for _, list := range []string{"parties", "pairings", "groups", "periods", "conferences", "measures", "agreements", "commitments", "projects", "readings"} {
			w := h.seat(login).do("GET", "/en/twin/"+list, "", "Accept", "application/json")
			var v any
			if json.Unmarshal(w.Body.Bytes(), &v) == nil {
				if code := firstCode(v); code != "" {
					found[list] = code
				}
			}
		}
	}
	all := map[string]string{}
	for _, r := range routes {
		_, path, _ := strings.Cut(r.Pattern, " ")
		path = strings.NewReplacer("{lang}", "en", "{programme}", "twin").Replace(path)
		parts := strings.Split(path, "/")
		for i, part := range parts {
			switch {
			case part == "{code}" && found[parts[i-1]] != "":
				parts[i] = found[parts[i-1]]
			case part == "{code}":
				parts[i] = "X-001"
			case strings.HasPrefix(part, "{"):
				parts[i] = "1"
			}
		}
		all[r.Pattern] = strings.Join(parts, "/")
	}
	return all
}

// firstCode is the first value named code in a page's data.
func firstCode(v any) string {
	switch v := v.(type) {
	case map[string]any:
		if code, ok := v["code"].(string); ok && code != "" {
			return code
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if code := firstCode(v[name]); code != "" {
				return code
			}
		}
	case []any:
		for _, one := range v {
			if code := firstCode(one); code != "" {
				return code
			}
		}
	}
	return ""
}

// kinds are the two ways to ask: for a page and for data.
var kinds = []string{"text/html", "application/json"}

// sweep leaves a test over every page and role to the runs without the race
// detector: it does one thing at a time, and takes minutes under it.
func sweep(t *testing.T) {
	if testing.Short() {
		t.Skip("a sweep over every page and role")
	}
}

func TestNobodyReachesBeyondTheirRole(t *testing.T) {
	sweep(t)
	h := furnished(t)
	twin := h.programme("twin")
	routes := h.Routes()
	address := addresses(h, routes)
	people := map[ident.Role]visitor{}
	for _, role := range party.SeatRoles {
		people[role] = h.newcomer(twin, hat{role: role})
	}
	stranger, elsewhere, nowhere := h.stranger(), h.newcomer(h.programme("aid"), hat{role: ident.Office}), h.newcomer(twin)
	before := h.fingerprint()
	for _, route := range routes {
		method, path, _ := strings.Cut(route.Pattern, " ")
		within := strings.HasPrefix(path, "/{lang}/{programme}")
		ask := func(v visitor, kind string) int {
			return v.do(method, address[route.Pattern], "_key=denied", "Accept", kind).Code
		}
		for _, kind := range kinds {
			want := map[string]int{"text/html": http.StatusSeeOther, "application/json": http.StatusUnauthorized}[kind]
			if route.Action != web.Public {
				if got := ask(stranger, kind); got != want {
					t.Errorf("%s: signed out, %s: %d, want %d", route.Pattern, kind, got, want)
				}
			}
			if !within {
				continue
			}
			for who, v := range map[string]visitor{"of another programme": elsewhere, "of no programme": nowhere} {
				if got := ask(v, kind); got != http.StatusNotFound {
					t.Errorf("%s: somebody %s, %s: %d, want 404", route.Pattern, who, kind, got)
				}
			}
			for role, v := range people {
				if h.Policy.Reaches(ident.Actor{Roles: []ident.Role{role}}, route.Action) {
					continue
				}
				want := http.StatusForbidden
				if path == "/{lang}/{programme}" && kind == "text/html" {
					want = http.StatusSeeOther // led on to where they begin
				}
				if got := ask(v, kind); got != want {
					t.Errorf("%s: %s, %s: %d, want %d", route.Pattern, role, kind, got, want)
				}
			}
		}
		if after := h.fingerprint(); after != before {
			t.Fatalf("%s: a refused request changed the database", route.Pattern)
		}
	}
	// Who may, may: no page is refused to a role that reaches it, and no act of
	// the sort that asks for no relation.
	for _, route := range routes {
		method, _, _ := strings.Cut(route.Pattern, " ")
		grants, _ := h.Policy.Grants(route.Action)
		for role, v := range people {
			who := ident.Actor{Roles: []ident.Role{role}}
			free := slices.ContainsFunc(grants, func(g ident.Grant) bool { return g.Allows(who, nil) })
			if !free || method == http.MethodGet && strings.Contains(address[route.Pattern], "X-001") {
				continue
			}
			w := v.do(method, address[route.Pattern], "_key="+string(role)+route.Action)
			if w.Code == http.StatusForbidden || w.Code == http.StatusUnauthorized || w.Code >= 500 {
				t.Errorf("%s at %s: %s may, and gets %d", route.Pattern, address[route.Pattern], role, w.Code)
			}
		}
	}
}
