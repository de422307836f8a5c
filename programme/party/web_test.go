package party

import (
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"strings"
	"testing"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/web/webtest"
	"throughline/kit/words"
)

type front struct {
	*webtest.Site
	officer, second, admin, provA, recv1 *webtest.Person
}

func (w *world) front() front {
	w.t.Helper()
	site := webtest.New(w.t, w.d, webtest.Options{Programme: w.prog.ID, Zone: w.prog.Location(), Words: []fs.FS{Words}, Rules: Rules(),
		Mount: func(f *web.Front) { w.room.Mount(f) }})
	as := func(a ident.Actor) *webtest.Person { return site.As(a.Person, a.Organisation, a.Roles...) }
	return front{site, as(w.officer), as(w.second), as(w.admin), as(w.provA), as(w.recv1)}
}

func set(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func num(id ident.ID) string { return fmt.Sprint(id) }

func TestEveryPageInBothLanguages(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	p := w.activePairing()
	f.officer.Post("/groups", set("code", "ALL", "name", "各有关企业", "lang", "zh", "side", "provider")).Want(200)
	f.officer.Post("/groups/ALL/members", set("party", num(w.entA.ID))).Want(200)
	w.importTable("code,name_en,kind\nB,B,firm\n")
	for _, path := range []string{"/parties", "/parties?kind=county&level=county&side=receiver&name=x", "/parties/new", "/parties/ENT-A", "/parties/ENT-A/entry",
		"/parties/ENT-A/name", "/parties/ENT-A/identifiers", "/parties/ENT-A/ending", "/parties?sort=name", "/parties?sort=latest&state=active", "/pairings/import",
		"/pairings?sort=provider&side=provider&party=ENT-A&text=health", "/pairings?sort=receiver", "/pairings?sort=from", "/pairings/new?follows=" + p.Code, "/pairings/" + p.Code + "/transfer",
		"/parties/ENT-A?on=2028-05-14", "/pairings/" + p.Code + "?on=2028-05-14",
		"/parties/import", "/pairings", "/pairings?state=ended", "/pairings/new", "/pairings/" + p.Code, "/groups", "/groups/ALL", "/groups/ALL?on=2020-01-01", "/parties/ENT-A/seats"} {
		for _, l := range words.Langs {
			f.officer.In(l).Get(path).Want(200, "<h1>")
		}
		f.officer.JSON(path).Want(200, "{")
	}
	f.admin.Get("/parties/ENT-A/seats").Want(200, "Person wang", "Give a seat")
	f.provA.Get("/parties/ENT-A/seats").Want(403)
	f.provA.Get("/parties/new").Want(403)
	f.provA.Get("/parties").Want(200).Without("Add a party")
	f.officer.In(words.ZH).Get("/parties/ENT-A").Want(200, "企业甲", "Enterprise A", "支援方", "结对中", "各有关企业", "列入单位名录", "登记更名")
}

func TestAddingCorrectingAndRenamingThroughForms(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	f.officer.Submit(f.officer.Get("/parties/new"), "/parties", set("name", "", "kind", "firm")).Want(422, "Enter a name.")
	page := f.officer.Submit(f.officer.Get("/parties/new"), "/parties", set("name", "A North", "kind", "subsidiary", "parent", num(w.entA.ID), "illustrative", "1"))
	page.Want(200, "The party is added.", "A North", "illustrative", "subsidiary", "Enterprise A", "added to the register")
	if !strings.Contains(page.URL, "/en/aid/parties/ORG-001") {
		t.Errorf("led to %s", page.URL)
	}
	entry := f.officer.Get("/parties/ORG-001/entry")
	form, _ := entry.Form("/parties/ORG-001/entry")
	if form.Get("name") != "A North" || form.Get("kind") != "subsidiary" || form.Get("parent") != num(w.entA.ID) || form.Get("illustrative") != "1" {
		t.Errorf("the form holds %v", form)
	}
	f.officer.Submit(entry, "/parties/ORG-001/entry", nil).Want(409, "Nothing would change.")
	f.officer.Submit(entry, "/parties/ORG-001/entry", set("contact_unit", "Aid desk", "illustrative", "")).Want(200, "Aid desk").Without("illustrative")
	f.officer.Get("/parties/ORG-001").Want(200, "entry put right: Contact unit nothing – Aid desk; Illustrative yes – no")
	f.officer.Submit(f.officer.Get("/parties/ORG-001/name"), "/parties/ORG-001/name", set("name", "A Far North", "reason", "")).Want(422, "Give the reason.", `value="A Far North"`)
	f.officer.Submit(f.officer.Get("/parties/ORG-001/name"), "/parties/ORG-001/name", set("name", "A Far North", "on", "2028-05-01", "reason", "decree 7")).
		Want(200, "A Far North", "formerly A North", "until 30 April 2028", "renamed from “A North” to “A Far North” as of 1 May 2028", "decree 7", "Programme office · Person officer")
	f.provA.Get("/parties?name=a+north").Want(200, "A Far North")
	f.officer.Submit(f.officer.Get("/parties/ORG-001/ending"), "/parties/ORG-001/merger", set("reason", "reform")).Want(422, "Choose the party that it was merged into.")
	f.officer.Submit(f.officer.Get("/parties/ORG-001/ending"), "/parties/ORG-001/merger", set("reason", "reform", "successor", num(w.entA.ID), "ended_on", "2028-05-20")).
		Want(422, "This day lies ahead.", "reform")
	f.officer.Submit(f.officer.Get("/parties/ORG-001/ending"), "/parties/ORG-001/merger", set("reason", "reform", "successor", num(w.entA.ID), "ended_on", "2028-05-10")).
		Want(200, "Merged on 10 May 2028 into", "Enterprise A", "reform").Without("Record a new name")
	f.officer.Get("/parties/ENT-A").Want(200, "Merged into it", "A Far North")
	f.officer.Get("/parties?state=merged").Want(200, "1 party", "A Far North")
	f.provA.Post("/parties/ORG-001/name", set("name", "X")).Want(403)
	f.officer.Get("/parties/NONE").Want(404)
}

func TestInternalPartiesAreNotShownToExist(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	f.officer.Get("/parties").Want(200, "5 parties", "二县")
	f.provA.Get("/parties").Want(200, "4 parties").Without("二县", "CTY-2")
	f.provA.Get("/parties/CTY-2").Want(404)
	f.provA.Get("/parties?format=csv").Want(200, "CTY-1").Without("CTY-2")
	f.provA.JSON("/parties").Want(200, "CTY-1").Without("CTY-2")
	under := inputOf(w.county1)
	under.Parent = w.county2.ID
	if _, err := w.room.Correct(t.Context(), w.officer, CorrectInput{w.key(), w.county1.ID, under}); err != nil {
		t.Fatal(err)
	}
	f.officer.Get("/parties/CTY-1").Want(200, "二县")
	for _, path := range []string{"/parties", "/parties/CTY-1", "/parties?format=csv"} {
		f.provA.Get(path).Without("二县", "CTY-2")
	}
}

func TestInternalPairingsAreShownToTheirPartiesOnly(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	other := w.seat("zhao", w.entB, ident.Provider)
	outsider := f.As(other.Person, other.Organisation, other.Roles...)
	in := PairInput{Provider: w.entA.ID, Receiver: w.county1.ID, From: "2028-01-01", Visibility: "internal"}
	if _, err := w.room.Pair(t.Context(), w.provA, ProposeInput{w.key(), in}); err != nil {
		t.Fatal(err)
	}
	w.step(w.recv1, w.pairing("PAIR-001").ID, MoveInput{Verb: "party.agree"})
	w.step(w.officer, w.pairing("PAIR-001").ID, MoveInput{Verb: "party.start"})
	for _, p := range []*webtest.Person{f.officer, f.provA, f.recv1} {
		p.Get("/pairings").Want(200, "PAIR-001")
		p.Get("/pairings/PAIR-001").Want(200)
		p.Get("/parties/ENT-A").Want(200, "PAIR-001")
		p.Get("/parties?name=ENT-A").Want(200, "County 1")
	}
	outsider.Get("/pairings").Want(200).Without("PAIR-001")
	outsider.Get("/pairings?format=csv").Want(200).Without("PAIR-001")
	outsider.Get("/pairings/PAIR-001").Want(404)
	outsider.Post("/pairings/PAIR-001/refusal", set("reason", "x")).Want(404)
	outsider.Get("/parties/ENT-A").Want(200).Without("PAIR-001")
	outsider.Get("/parties?name=ENT-A").Want(200).Without("County 1")
}

func TestAPairingThroughForms(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	f.provA.Submit(f.provA.Get("/pairings/new"), "/pairings", set("from", "2028-01-01", "scope", "schools")).
		Want(422, "Choose the receiving party.", `value="schools"`, `value="2028-01-01"`)
	f.provA.Submit(f.provA.Get("/pairings/new"), "/pairings", set("provider", num(w.entB.ID), "receiver", num(w.county1.ID), "from", "2028-01-01")).
		Want(422, "Choose your own organisation on one side.", `href="#f-provider"`)
	f.recv1.Submit(f.recv1.Get("/pairings/new"), "/pairings", set("provider", num(w.entB.ID), "receiver", num(w.county2.ID), "from", "2028-01-01")).
		Want(422, `href="#f-receiver"`)
	f.second.Post("/pairings", set("from", "2028-01-01")).Want(403)
	f.officer.Submit(f.officer.Get("/pairings/new"), "/pairings", set("provider", num(w.entA.ID))).Want(422, "Choose the receiving party.", "Enter the first day.")
	f.officer.Submit(f.officer.Get("/pairings/new"), "/pairings", set("provider", num(w.entA.ID), "receiver", num(w.county1.ID), "from", "2028-01-01", "scope", "health")).
		Want(200, "The pairing is proposed", "Enterprise A – County 1", "waits for the providing side · waits for the receiving side")
	f.officer.Get("/pairings/PAIR-001").Without("Agree</button>")
	f.provA.Submit(f.provA.Get("/pairings/PAIR-001"), "/pairings/PAIR-001/agreement", nil).Want(200, "Your agreement is recorded.", "waits for the receiving side").
		Without("Agree</button>")
	f.provA.Post("/pairings/PAIR-001/agreement", nil).Want(403)
	f.recv1.Submit(f.recv1.Get("/pairings/PAIR-001"), "/pairings/PAIR-001/agreement", nil).Want(200, "agreed by both sides")
	f.officer.Submit(f.officer.Get("/pairings/PAIR-001"), "/pairings/PAIR-001/start", nil).Want(200, "The pairing is active.")
	f.officer.Post("/pairings/PAIR-001/suspension", nil).Want(422, "Give the reason.")
	f.officer.Post("/pairings/PAIR-001/ending", set("reason", "term over", "to", "2028-05-01")).Want(200, "term over", "1 May 2028", "ended")
	f.officer.Post("/pairings/PAIR-001/start", nil).Want(409)
	f.recv1.Get("/pairings?state=ended").Want(200, "PAIR-001", "health")
	f.recv1.Get("/pairings?format=csv").Want(200, "PAIR-001,ENT-A,CTY-1,health,,2028-01-01,2028-05-01,,,all parties of the programme,Enterprise A,County 1,ended")
}

func TestGroupsAndSeatsThroughForms(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	f.officer.Submit(f.officer.Get("/groups"), "/groups", set("name", "the enterprises", "lang", "en", "side", "provider")).Want(200, "The class is made.")
	page := f.officer.Submit(f.officer.Get("/groups/GRP-001"), "/groups/GRP-001/members", set("party", num(w.county2.ID), "from", "2028-05-01"))
	page.Want(200, "1 member on 14 May 2028", "二县 became a member")
	f.provA.Get("/groups/GRP-001").Want(200, "1 member on 14 May 2028 (1 of them not shown to you)").Without("二县")
	f.officer.Submit(page, "/groups/GRP-001/departures", set("leaver", num(w.county2.ID), "to", "2028-05-10")).Want(200, "0 members on 14 May 2028", "二县 left")
	f.officer.Get("/groups/GRP-001?on=2028-05-10").Want(200, "1 member on 10 May 2028")
	f.officer.Get("/groups/GRP-001?format=csv").Want(200, "CTY-2,二县,2028-05-01,2028-05-10")

	seats := f.admin.Get("/parties/ENT-B/seats").Want(200, "Nobody holds a seat here yet")
	f.admin.Submit(seats, "/parties/ENT-B/seats", set("login", "sun", "role", "provider")).Want(422, "Nobody signs in as “sun”.")
	page = f.admin.Submit(seats, "/parties/ENT-B/seats", set("login", "sun", "role", "provider", "name", "Sun Li", "password", "a long password")).Want(200, "Sun Li", "The seat is given.")
	page.Without("a long password")
	held, err := MembershipsOf(t.Context(), w.d.Read(), w.prog.ID, w.entB.ID)
	if err != nil || len(held) != 1 {
		t.Fatalf("%v, %v", held, err)
	}
	f.admin.Submit(page, "/parties/ENT-B/departures", set("seat", num(held[0].ID), "last_day", "")).Want(422, "“” is no calendar day")
	f.admin.Submit(page, "/parties/ENT-B/departures", set("last_day", "2028-05-20")).Want(200, "20 May 2028", "The seat is ended.")
	f.officer.Post("/parties/ENT-B/seats", set("login", "wang", "role", "provider")).Want(403)
}

func TestReadingInATableThroughForms(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	f.officer.Submit(f.officer.Get("/parties/import"), "/parties/import", nil).Want(422, "Choose a file, or paste the table.")
	f.officer.Upload(f.officer.Get("/parties/import"), "/parties/import", nil, "file", "p.xlsx", []byte("PK\x03\x04...")).Want(422, "This workbook is damaged")
	bad := f.officer.Upload(f.officer.Get("/parties/import"), "/parties/import", nil, "file", "p.csv", []byte("code,name_en,kind,parent,phone\nB,,firm,,1\nC,C,firm,NONE,2\n"))
	bad.Want(200, "2 things are wrong", "Enter a name.", "No party has the code NONE", "These columns are not read: phone").Without("Add 1 and change")
	if _, ok := bad.Form("/parties/imports"); ok {
		t.Error("a table with errors can be applied")
	}
	// A file as a Chinese spreadsheet program saves it.
	file, err := gbk("单位编号,中文名称,单位性质,联络单位,上级单位\r\nB,乙,企业集团,\"办公室\r\n二处\",\r\nB1,乙一,所属企业,,B\r\nCTY-1,一县,县级,支援办,\r\n")
	if err != nil {
		t.Fatal(err)
	}
	seen := f.officer.In(words.ZH).Upload(f.officer.In(words.ZH).Get("/parties/import"), "/parties/import", nil, "file", "单位.csv", file)
	seen.Want(200, "将新增2家、变更1家，0家无变动", "联络单位 支援办")
	f.officer.Get("/parties/B").Want(404)
	done := f.officer.In(words.ZH).Submit(seen, "/parties/imports", nil).Want(200, "表格已导入。", "IMP-001", "单位.csv")
	f.officer.Get("/parties/B1").Want(200, "乙一", "subsidiary")
	undo := f.officer.In(words.ZH).Submit(done, "/parties/imports/IMP-001/undoing", nil).Want(200, "已撤回")
	if _, ok := undo.Form("/parties/imports/IMP-001/undoing"); ok {
		t.Error("what was taken back can be taken back again")
	}
	f.officer.Get("/parties/B").Want(404)
	f.officer.Get("/parties/CTY-1").Want(200, "Contact unit not recorded")

	// The register moves between looking and doing.
	seen = f.officer.Submit(f.officer.Get("/parties/import"), "/parties/import", set("table", "code,name_en,kind\nENT-B,Enterprise Beta,enterprise\n"))
	f.officer.Post("/parties/ENT-B/name", set("name", "Elsewhere", "on", "2028-05-14", "reason", "reform")).Want(200)
	again := f.officer.Submit(seen, "/parties/imports", nil).Want(409, "The register has changed since you looked", "Elsewhere")
	f.officer.Submit(again, "/parties/imports", nil).Want(200, "The table is read in.")
	f.provA.Get("/parties/import").Want(403)
	f.provA.Post("/parties/imports", set("text", "x")).Want(403)
}

// TestTheListAsAFileCanBeReadInAgain holds that export and import agree.
func TestTheListAsAFileCanBeReadInAgain(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	for _, l := range words.Langs {
		file := f.officer.In(l).Get("/parties?format=csv").Body
		draft, err := w.room.DryRun(t.Context(), w.officer, "party", []byte(file))
		if err != nil || len(draft.Errors) > 0 || len(draft.Effects) != 5 {
			t.Fatalf("%v, %v\n%s", draft, err, file)
		}
		for _, e := range draft.Effects {
			if e.Act != "same" {
				t.Errorf("in %s: %+v", l, e)
			}
		}
	}
}

func TestPagesAskAsOftenForManyRowsAsForFew(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	w.activePairing()
	w.importTable("code,kind,parent\nCTY-1,county,ENT-A\n")
	paths := []string{"/parties", "/pairings", "/groups", "/parties/ENT-A", "/parties?format=csv"}
	few := map[string]int64{}
	for _, path := range paths {
		few[path] = f.officer.Get(path).Queries
	}
	var table strings.Builder
	table.WriteString("code,name_en,kind,parent\n")
	for i := range 60 {
		fmt.Fprintf(&table, "S-%d,Subsidiary %d,subsidiary,ENT-A\n", i, i)
	}
	w.importTable(table.String())
	for i := range 8 {
		p, err := GetPartyByCode(t.Context(), w.d.Read(), w.prog.ID, fmt.Sprint("S-", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.room.Pair(t.Context(), w.officer, ProposeInput{w.key(), PairInput{Provider: p.ID, Receiver: w.county1.ID, From: "2028-01-01"}}); err != nil {
			t.Fatal(err)
		}
		f.officer.Post("/groups", set("name", fmt.Sprint("class ", i), "lang", "en"))
	}
	for _, path := range paths {
		if many := f.officer.Get(path).Queries; many != few[path] {
			t.Errorf("%s asks %d times, with few rows %d", path, many, few[path])
		}
	}
}

func TestPagingAndPanels(t *testing.T) {
	w := newWorld(t)
	w.room.Panels = []Panel{
		func(*web.Call, Party) (template.HTML, error) { return "", nil },
		func(_ *web.Call, p Party) (template.HTML, error) {
			return template.HTML(`<section class="panel">what ` + p.Code + ` promised</section>`), nil
		},
	}
	f := w.front()
	var table strings.Builder
	table.WriteString("code,name_en,kind\n")
	for i := range pageSize {
		fmt.Fprintf(&table, "S-%d,Firm %d,firm\n", i, i)
	}
	w.importTable(table.String())
	page := f.officer.Get("/parties?kind=firm").Want(200, "100 parties")
	if strings.Contains(page.Body, "rel=\"next\"") {
		t.Error("a full page has a next one though nothing follows")
	}
	page = f.officer.Get("/parties").Want(200, "105 parties", "rel=\"next\"")
	_, link, _ := strings.Cut(page.Body, `<a href="/en/aid/parties?after=`)
	link, _, _ = strings.Cut(link, `"`)
	f.officer.Get("/parties?after="+link).Want(200, "S-99", "105 parties").Without("ENT-A<", "rel=\"next\"")
	f.officer.Get("/parties/ENT-A").Want(200, "what ENT-A promised")
}
