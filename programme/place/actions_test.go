package place

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

const today = words.Day("2028-05-14")

// world is one small programme: an office with its ecology officer, a county that
// receives and a builder.
type world struct {
	*testing.T
	*Room
	prog ident.Programme
	keys int

	office, county, builder party.Party

	secretary, colleague, ecology, leader, atCounty, atBuilder, mason, auditor ident.Actor
}

func newWorld(t *testing.T) *world {
	t.Helper()
	d := dbtest.Open(t)
	w := &world{T: t, Room: &Room{DB: d}}
	p, err := party.CreateProgramme(t.Context(), d, ident.Actor{Person: 1}, w.key(), party.Programme{Code: "aid", Name: "Aid", NameZH: "支援",
		Zone: "Asia/Shanghai", Currency: "CNY", Languages: []string{"en", "zh"}})
	w.must(err)
	w.prog = p.ID
	accounts := access.NewAccounts(d)
	for i, at := range []*ident.Actor{&w.secretary, &w.colleague, &w.ecology, &w.leader, &w.atCounty, &w.atBuilder, &w.mason, &w.auditor} {
		login := fmt.Sprint("person-", i+1)
		id, err := accounts.AddPerson(t.Context(), login, login, "")
		w.must(err)
		*at = ident.Actor{Person: id, Programme: w.prog}
	}
	w.secretary.Roles = []ident.Role{ident.Office}
	_, err = d.Change(t.Context(), w.secretary, w.key(), w.found)
	w.must(err)
	return w
}

func (w *world) found(tx *db.Tx) (facts []db.Fact, err error) {
	ctx := w.Context()
	add := func(code, kind, name string) party.Party {
		p, f, err := party.AddPartyTx(ctx, tx, party.PartyInput{Code: code, Kind: kind, Name: name, Lang: "en"})
		w.must(err)
		facts = append(facts, f)
		return p
	}
	w.office, w.county, w.builder = add("OFF", "office", "Programme office"), add("VC", "county", "Valley County"), add("BLD", "firm", "Valley Builders")
	for _, s := range []struct {
		who  *ident.Actor
		at   party.Party
		role ident.Role
	}{{&w.secretary, w.office, ident.Secretary}, {&w.colleague, w.office, ident.Office}, {&w.ecology, w.office, ident.Safeguards}, {&w.leader, w.office, ident.Leader},
		{&w.atCounty, w.county, ident.Receiver}, {&w.atBuilder, w.builder, ident.Owner}, {&w.mason, w.builder, ident.Owner}, {&w.auditor, w.office, ident.Auditor}} {
		s.who.Organisation, s.who.Roles = s.at.ID, []ident.Role{s.role}
		_, f, err := party.AddMembershipTx(ctx, tx, party.MembershipInput{Person: s.who.Person, Party: s.at.ID, Role: s.role})
		w.must(err)
		facts = append(facts, f)
	}
	return facts, nil
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) key() db.Key {
	w.keys++
	return db.Key{ID: fmt.Sprint("key-", w.keys), Digest: "digest"}
}

func (w *world) want(what string, got, want any) {
	w.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.Errorf("%s: %v\nwant %v", what, got, want)
	}
}

// zone is a square of a tenth of a degree whose south-west corner is given.
func zone(name string, lon, lat float64) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"name":%q},"geometry":{"type":"Polygon","coordinates":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}`,
		name, lon, lat, lon+0.1, lat, lon+0.1, lat+0.1, lon, lat+0.1, lon, lat)
}

func layerFile(zones ...string) []byte {
	return []byte(`{"type":"FeatureCollection","features":[` + strings.Join(zones, ",") + `]}`)
}

// layer imports a version of the layer of a code, "" for a new one of a kind.
func (w *world) layer(code, kind string, from words.Day, zones ...string) Layer {
	w.Helper()
	done, err := w.Import(w.Context(), w.ecology, w.key(), ImportInput{Code: code, Title: "Red line", Lang: "en", Kind: kind, Label: "edition", Source: "County gazette",
		Licence: "none stated", From: from}, layerFile(zones...))
	w.must(err)
	id, _ := done.Subject(LayerNoun)
	all, err := ListLayers(w.Context(), w.DB.Read(), w.prog)
	w.must(err)
	return all[slices.IndexFunc(all, func(l Layer) bool { return l.ID == id })]
}

// site places a site.
func (w *world) site(who ident.Actor, where string, within int) Site {
	w.Helper()
	done, err := w.Put(w.Context(), who, w.key(), PutInput{Title: "Health station", Lang: "en", Shape: where, Within: within, Visibility: "parties"})
	w.must(err)
	id, _ := done.Subject(Noun)
	return w.get(id)
}

func (w *world) get(id ident.ID) Site {
	w.Helper()
	s, err := GetSite(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return s
}

func (w *world) screen(who ident.Actor, s Site) Site {
	w.Helper()
	_, err := w.Screen(w.Context(), who, w.key(), s.ID, today)
	w.must(err)
	return w.get(s.ID)
}

func (w *world) act(who ident.Actor, verb string, s Site, in ActInput) error {
	in.Key, in.Site = w.key(), s.ID
	_, err := w.Act(w.Context(), who, verb, in)
	return err
}

func because(reason string) ActInput { return ActInput{MoveInput: MoveInput{Reason: reason}} }

func (w *world) rescreen(on words.Day) {
	w.Helper()
	for more := true; more; {
		var err error
		more, err = w.Rescreen(w.Context(), w.prog, on)
		w.must(err)
	}
}

func (w *world) start(s Site, on words.Day) string {
	w.Helper()
	ok, why, err := MayStart(w.Context(), w.DB.Read(), w.prog, s.ID, on)
	w.must(err)
	if ok != (why == "") {
		w.Errorf("may start %v, yet why is %q", ok, why)
	}
	return strings.TrimPrefix(string(why), "place.why.")
}

func (w *world) waits(ref ident.Ref) string {
	w.Helper()
	open, err := task.Of(w.Context(), w.DB.Read(), w.prog, ref)
	w.must(err)
	var all []string
	for _, t := range open {
		all = append(all, strings.TrimPrefix(t.Action, "place.")+" "+string(t.Role))
	}
	return strings.Join(all, "; ")
}

func (w *world) steps(m *state.Machine, id ident.ID) string {
	w.Helper()
	taken, err := state.Steps(w.Context(), w.DB.Read(), w.prog, m, id, 0)
	w.must(err)
	var all []string
	for _, s := range taken {
		all = append(all, fmt.Sprintf("%s>%s", strings.TrimPrefix(s.Verb, "place."), s.To))
	}
	return strings.Join(all, " ")
}

// refuses holds an act to its refusal, and to changing nothing.
func (w *world) refuses(what string, kind fault.Kind, key string, act func() error) {
	w.Helper()
	before := w.journal()
	err := act()
	said := ""
	if e, ok := err.(*fault.Error); ok {
		said = e.Key
		for _, f := range e.Fields {
			said += " " + f.Name + " " + f.Key
		}
	}
	if fault.KindOf(err) != kind || !strings.Contains(said, key) {
		w.Errorf("%s: %v (%s), want %s %s", what, err, said, kind, key)
	}
	if after := w.journal(); after != before {
		w.Errorf("%s changed %s to %s", what, before, after)
	}
}

func (w *world) journal() string {
	w.Helper()
	out := ""
	for _, t := range []string{"db_journal", "db_key", "state_step", "place_site", "place_screening", "place_exception", "place_condition", "place_zone"} {
		var n int
		w.must(w.DB.Read().QueryRowContext(w.Context(), "SELECT count(*) FROM "+t).Scan(&n))
		out += fmt.Sprint(t, " ", n, " ")
	}
	return out
}

func TestSiteIsScreenedAndClear(t *testing.T) {
	w := newWorld(t)
	s := w.site(w.atBuilder, "91.5, 29.5", 0)
	w.want("placed", fmt.Sprint(s.Code, " ", s.State, " ", s.ByOffice), "SIT-001 not_started false")
	w.want("waits", w.waits(s.Ref()), "screen safeguards")
	w.want("before any check", w.start(s, today), "not_started")
	w.refuses("screening without any layer", fault.Conflict, "place.no_layers", func() error {
		_, err := w.Screen(t.Context(), w.atBuilder, w.key(), s.ID, today)
		return err
	})
	w.layer("", Prohibited, "2028-01-01", zone("Red line", 91.6, 29.5))
	w.layer("", Assess, "2028-06-01", zone("Not yet", 91.5, 29.5))
	s = w.screen(w.atBuilder, s)
	w.want("screened", fmt.Sprint(s.State, " ", s.Verdict), "preliminary clear")
	w.want("waits", w.waits(s.Ref()), "find_clear safeguards")
	x, err := ScreeningOf(t.Context(), w.DB.Read(), w.prog, s)
	w.must(err)
	if len(x.Findings) != 1 || x.Findings[0].Name != "Red line" || x.Findings[0].Distance < 9600 || x.Findings[0].Distance > 9800 {
		t.Errorf("findings are %+v", x.Findings)
	}
	w.refuses("who placed it", fault.Forbidden, "", func() error {
		return w.act(hat(w.atBuilder, w.office.ID, ident.Office), "place.find_clear", s, ActInput{})
	})
	w.refuses("a colleague of who placed it", fault.Forbidden, "", func() error {
		return w.act(hat(w.mason, w.builder.ID, ident.Safeguards), "place.find_clear", s, ActInput{})
	})
	w.refuses("an ecology officer of elsewhere", fault.Forbidden, "", func() error {
		return w.act(hat(w.atCounty, w.county.ID, ident.Safeguards), "place.find_clear", s, ActInput{})
	})
	w.refuses("an ecology officer of elsewhere importing", fault.Forbidden, "", func() error {
		_, err := w.Import(t.Context(), hat(w.atCounty, w.county.ID, ident.Safeguards), w.key(), ImportInput{}, nil)
		return err
	})
	w.want("preliminary is not clear", w.start(s, today), "preliminary")
	w.must(w.act(w.ecology, "place.find_clear", s, ActInput{}))
	w.want("may start", w.start(s, today), "")
	w.want("when the next layer is in force", w.start(s, "2028-06-01"), "expired")
	w.want("nothing waits", w.waits(s.Ref()), "")
}

// hat is the same person acting for another organisation.
func hat(who ident.Actor, org ident.ID, role ident.Role) ident.Actor {
	who.Organisation, who.Roles = org, []ident.Role{role}
	return who
}

// Invariant 20: a prohibited zone is a hard stop. Another place, another layer
// version, or a cited exception by a second person moves it, and the last only to
// "assess".
func TestProhibitedIsAHardStop(t *testing.T) {
	w := newWorld(t)
	l := w.layer("", Prohibited, "2028-01-01", zone("Red line", 91.5, 29.5))
	s := w.screen(w.atBuilder, w.site(w.atBuilder, "91.5, 29.55", 0)) // on its very edge
	w.want("prohibited at once", s.State, Prohibited)
	w.want("no start", w.start(s, today), "prohibited")
	for _, who := range []ident.Actor{w.secretary, w.colleague, w.ecology, w.leader, w.atCounty, w.atBuilder} {
		for _, verb := range []string{"place.find_clear", "place.find_assess", "place.clear_on", "place.refuse"} {
			in := because("because")
			in.Conditions = "2028-06-30 fence"
			if err := w.act(who, verb, s, in); fault.KindOf(err) != fault.Forbidden && fault.KindOf(err) != fault.Conflict {
				t.Errorf("%v %s: %v", who.Roles, verb, err)
			}
		}
		if _, err := w.Screen(t.Context(), who, w.key(), s.ID, today); err == nil {
			t.Errorf("%v screened it again", who.Roles)
		}
	}
	cited := ActInput{Citation: "Regulation 12, article 4", Published: "Gazette 7/2027", Why: "It lists health stations."}
	w.refuses("an exception by who placed it", fault.Forbidden, "", func() error { return w.act(w.atBuilder, "place.except", s, cited) })
	w.refuses("an exception by their colleague", fault.Forbidden, "", func() error { return w.act(hat(w.mason, w.builder.ID, ident.Leader), "place.except", s, cited) })
	w.refuses("an exception without its source", fault.Invalid, "published place.published_missing", func() error {
		return w.act(w.leader, "place.except", s, ActInput{Citation: "Regulation 12", Why: "It says so."})
	})
	w.must(w.act(w.leader, "place.except", s, cited))
	s = w.get(s.ID)
	w.want("to assess, never to clear", fmt.Sprint(s.State, " ", s.Verdict, " ", w.start(s, today)), "assess prohibited assess")
	w.refuses("clear after an exception", fault.Conflict, "", func() error { return w.act(w.ecology, "place.find_clear", s, ActInput{}) })
	in := because("small and needed")
	in.Conditions = "2028-06-30 fence along the stream"
	w.must(w.act(w.ecology, "place.clear_on", s, in))
	w.want("on conditions", w.start(s, today), "")
	w.want("a late condition", w.start(s, "2028-07-01"), "condition_late")

	// Screened by the same officer, a second person enters the exception.
	own := w.screen(w.ecology, w.site(w.secretary, "91.55, 29.55", 0))
	for _, who := range []ident.Actor{w.secretary, w.ecology} {
		w.refuses("an exception by who placed or screened", fault.Forbidden, "", func() error { return w.act(who, "place.except", own, cited) })
	}
	w.must(w.act(w.colleague, "place.except", own, cited))

	// A corrected layer opens a prohibited site again, and clears nothing by itself.
	stopped := w.screen(w.atBuilder, w.site(w.atBuilder, "91.52, 29.52", 0))
	w.layer(l.Code, "", "2028-05-14", zone("Red line", 91.55, 29.55))
	w.want("until it is held against the new version", w.start(stopped, today), "prohibited")
	w.rescreen(today)
	stopped = w.get(stopped.ID)
	w.want("opened again", fmt.Sprint(stopped.State, " ", stopped.Verdict, " ", w.start(stopped, today)), "preliminary clear preliminary")
	w.want("the steps are all there", w.steps(Machine, stopped.ID), "put>not_started screen>preliminary prohibit>prohibited expire>expired screen>preliminary")
}

// Invariant 21, the part of the site: another place, scale or design expires the
// check and what rested on it.
func TestAnotherPlaceOrDesignExpiresTheCheck(t *testing.T) {
	w := newWorld(t)
	w.layer("", Prohibited, "2028-01-01", zone("Red line", 92, 29.5))
	clear := func() Site {
		s := w.screen(w.atBuilder, w.site(w.atBuilder, "91.5, 29.5", 0))
		w.must(w.act(w.ecology, "place.find_clear", s, ActInput{}))
		w.want("may start", w.start(s, today), "")
		return w.get(s.ID)
	}
	s := clear()
	move := because("the slope slid")
	move.Shape = "92.05, 29.55"
	w.refuses("moving without a reason", fault.Invalid, "state.reason_missing", func() error { return w.act(w.atBuilder, "place.move", s, ActInput{Shape: move.Shape}) })
	w.refuses("moving by a stranger", fault.Forbidden, "", func() error { return w.act(w.atCounty, "place.move", s, move) })
	w.must(w.act(w.atBuilder, "place.move", s, move))
	s = w.get(s.ID)
	w.want("expired", fmt.Sprint(s.State, " [", s.Verdict, "] ", w.start(s, today)), "expired [] expired")
	w.want("prohibited there", w.screen(w.atBuilder, s).State, Prohibited)

	s = clear()
	expire := func(s Site, reason string) {
		t.Helper()
		_, err := w.DB.Change(t.Context(), w.atBuilder, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
			f, err := ExpireTx(t.Context(), tx, s.ID, reason)
			return []db.Fact{f}, err
		})
		w.must(err)
	}
	expire(s, "two storeys more")
	w.want("another scale", fmt.Sprint(w.get(s.ID).State, " ", w.start(s, today), " ", w.waits(s.Ref())), "expired expired screen safeguards")
	expire(s, "and a cellar")
	w.want("once", w.steps(Machine, s.ID), "put>not_started screen>preliminary find_clear>clear expire>expired")

	// The conditions of a clearance lapse with it.
	w.layer("", Assess, "2028-01-01", zone("Wetland", 91.5, 29.5))
	s = w.screen(w.atBuilder, w.site(w.atBuilder, "91.55, 29.55", 0))
	w.must(w.act(w.ecology, "place.find_assess", s, because("a wetland")))
	in := because("small")
	in.Conditions = "2028-06-30 fence along the stream\n2028-07-30 no works in the breeding season"
	w.must(w.act(w.ecology, "place.clear_on", s, in))
	set, err := ConditionsOf(t.Context(), w.DB.Read(), w.prog, s.ID)
	w.must(err)
	w.must(w.follow(w.atBuilder, "place.meet", set[0], "fenced"))
	w.must(w.follow(w.ecology, "place.check", set[0], ""))
	expire(w.get(s.ID), "another design")
	set, err = ConditionsOf(t.Context(), w.DB.Read(), w.prog, s.ID)
	w.must(err)
	w.want("what was checked stays", fmt.Sprint(set[0].State, " ", set[1].State, " [", w.waits(set[1].Ref()), "]"), "checked lapsed []")
}

func (w *world) follow(who ident.Actor, verb string, c Condition, note string) error {
	_, err := w.Follow(w.Context(), who, verb, FollowInput{w.key(), c.Site, c.ID, note})
	return err
}

func TestConditionsAreFollowedUp(t *testing.T) {
	w := newWorld(t)
	w.layer("", Assess, "2028-01-01", zone("Wetland", 91.5, 29.5))
	s := w.screen(w.atBuilder, w.site(w.atBuilder, "91.55, 29.55", 0))
	w.refuses("clear where a zone asks for an assessment", fault.Conflict, "place.not_clear", func() error { return w.act(w.ecology, "place.find_clear", s, ActInput{}) })
	w.must(w.act(w.ecology, "place.find_assess", s, because("a wetland")))
	for lines, key := range map[string]string{"": "place.conditions_missing", "soon fence": "place.condition_line", "2028-06-30": "place.condition_line"} {
		w.refuses(lines, fault.Invalid, "conditions "+key, func() error {
			in := because("small")
			in.Conditions = lines
			return w.act(w.ecology, "place.clear_on", s, in)
		})
	}
	in := because("small")
	in.Conditions = "2028-06-30 fence"
	w.must(w.act(w.ecology, "place.clear_on", s, in))
	set, err := ConditionsOf(t.Context(), w.DB.Read(), w.prog, s.ID)
	w.must(err)
	c := set[0]
	w.want("waits", w.waits(c.Ref()), "meet owner; meet receiver; meet provider")
	w.refuses("met by a stranger", fault.Forbidden, "", func() error { return w.follow(w.atCounty, "place.meet", c, "done") })
	w.refuses("met without a word", fault.Invalid, "state.reason_missing", func() error { return w.follow(w.atBuilder, "place.meet", c, "") })
	w.must(w.follow(w.atBuilder, "place.meet", c, "fenced"))
	w.refuses("checked by who met it", fault.Forbidden, "", func() error { return w.follow(hat(w.atBuilder, w.office.ID, ident.Office), "place.check", c, "") })
	w.refuses("checked by their colleague", fault.Forbidden, "", func() error { return w.follow(hat(w.mason, w.builder.ID, ident.Safeguards), "place.check", c, "") })
	w.must(w.follow(w.colleague, "place.reopen", c, "a gap"))
	w.want("late again", w.start(s, "2028-07-01"), "condition_late")
	w.must(w.follow(w.atBuilder, "place.meet", c, "gap closed"))
	w.want("met is in time", w.start(s, "2028-07-01"), "")
	w.must(w.follow(w.ecology, "place.check", c, ""))
	w.want("steps", w.steps(ConditionMachine, c.ID), "clear_on>open meet>met reopen>open meet>met check>checked")
	w.want("refused", fault.KindOf(w.act(w.ecology, "place.refuse", w.get(s.ID), because("too late"))), fault.Conflict)
}

// A new version holds every screened site against it, in batches, and opens again
// only what it changes.
func TestANewVersionScreensAgain(t *testing.T) {
	w := newWorld(t)
	l := w.layer("", Prohibited, "2028-01-01", zone("Red line", 91.5, 29.5))
	var clear []Site
	for i := range 2*rescreenBatch + 5 {
		s := w.screen(w.atBuilder, w.site(w.atBuilder, fmt.Sprintf("%.3f, 30", 91+float64(i)/1000), 0))
		w.must(w.act(w.ecology, "place.find_clear", s, ActInput{}))
		clear = append(clear, s)
	}
	inside := w.screen(w.atBuilder, w.site(w.atBuilder, "91.55, 29.55", 0))
	idle := w.site(w.atBuilder, "91.05, 30", 0)
	w.layer(l.Code, "", "2028-05-14", zone("Red line", 91.5, 29.5), zone("Crane marsh", 91.0499, 29.95)) // to 91.1499, over sites 50 to 104
	before := w.start(clear[0], today)
	w.rescreen(today)
	changed := 0
	for i, s := range clear {
		now := w.get(s.ID)
		if met := i >= 50; met != (now.State == Prohibited) || met != (w.start(s, today) == "prohibited") {
			t.Errorf("site %d is %s", i, now.State)
		} else if met {
			changed++
		}
	}
	w.want("until then nothing starts; it changed", fmt.Sprint(before, " ", changed), fmt.Sprint("expired ", rescreenBatch+5))
	w.want("what meets the same zone keeps its state", w.steps(Machine, inside.ID), "put>not_started screen>preliminary prohibit>prohibited")
	w.want("what was not screened is left", w.get(idle.ID).State, NotStarted)
	w.want("the next run finds nothing", func() bool { more, err := w.Rescreen(t.Context(), w.prog, today); w.must(err); return more }(), false)
	standing, err := StandingOf(t.Context(), w.DB.Read(), w.prog, []ident.ID{clear[0].ID, clear[60].ID, 9999}, today)
	w.must(err)
	w.want("standing of several", fmt.Sprint(len(standing), standing[clear[0].ID].MayStart, standing[clear[60].ID].Why), "2 trueplace.why.prohibited")

	// When the last layer ends, nothing stands.
	w.must(func() error {
		_, err := w.Import(t.Context(), w.ecology, w.key(), ImportInput{Code: l.Code, Label: "last", Source: "gazette", Licence: "none", From: "2028-05-15", To: "2028-05-20"},
			layerFile(zone("Red line", 91.5, 29.5)))
		return err
	}())
	w.rescreen("2028-05-15")
	w.want("clear of the last version", w.start(clear[0], "2028-05-15"), "")
	w.rescreen("2028-05-21")
	w.want("nothing is in force", fmt.Sprint(w.get(clear[0].ID).State, " ", w.start(clear[0], "2028-05-21")), "expired expired")
}

func TestASiteKnownRoughlyIsAssessed(t *testing.T) {
	w := newWorld(t)
	w.layer("", Prohibited, "2028-01-01", zone("Red line", 91.5, 29.5))
	w.want("800 m off, known to 500 m", w.screen(w.atBuilder, w.site(w.atBuilder, "91.4917, 29.55", 500)).Verdict, Clear)
	s := w.screen(w.atBuilder, w.site(w.atBuilder, "91.4917, 29.55", 1000))
	w.want("800 m off, known to 1000 m", s.Verdict, Assess)
	w.refuses("clear", fault.Conflict, "place.not_clear", func() error { return w.act(w.ecology, "place.find_clear", s, ActInput{}) })
}

var update = flag.Bool("update", false, "write the golden files")

// numbered are the numbers of records and persons, which other rooms draw too.
var numbered = regexp.MustCompile(`"(id|site|layer|version|zone|screening|pairing|owner|person|organisation|placed_by|placed_seq|planned_seq|held_by|held_org|screened_by|met_by|met_org|by_person|by_organisation)":[1-9]\d*`)

func TestFactsAreForEver(t *testing.T) {
	w := newWorld(t)
	l := w.layer("", Prohibited, "2028-01-01", zone("Red line", 91.5, 29.5))
	stopped := w.screen(w.atBuilder, w.site(w.atBuilder, "91.55, 29.55", 0))
	w.must(w.act(w.leader, "place.except", stopped, ActInput{Citation: "Regulation 12, article 4", Published: "Gazette 7/2027", Why: "It lists health stations."}))
	in := because("small")
	in.Conditions = "2028-06-30 fence"
	w.must(w.act(w.ecology, "place.clear_on", stopped, in))
	set, err := ConditionsOf(t.Context(), w.DB.Read(), w.prog, stopped.ID)
	w.must(err)
	for _, x := range []struct {
		who  ident.Actor
		verb string
	}{{w.atBuilder, "place.meet"}, {w.ecology, "place.reopen"}, {w.atBuilder, "place.meet"}, {w.ecology, "place.check"}} {
		w.must(w.follow(x.who, x.verb, set[0], "r"))
	}
	clear := w.screen(w.atBuilder, w.site(w.atBuilder, "91, 29", 0))
	w.must(w.act(w.ecology, "place.find_clear", clear, ActInput{}))
	other := w.screen(w.atBuilder, w.site(w.atBuilder, "91, 29", 50))
	w.must(w.act(w.ecology, "place.find_assess", other, because("r")))
	w.must(w.act(w.ecology, "place.refuse", other, because("r")))
	moved := because("r")
	moved.Shape = "91, 29.1"
	w.must(w.act(w.atBuilder, "place.move", other, moved))
	_, err = w.DB.Change(t.Context(), w.atBuilder, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
		f, err := ExpireTx(t.Context(), tx, stopped.ID, "r")
		return []db.Fact{f}, err
	})
	w.must(err)
	w.layer(l.Code, "", "2028-05-14", zone("Red line", 90.95, 28.95))
	w.rescreen(today)
	for _, outcome := range []string{"place.support", "place.support_on", "place.object", "place.consent", "place.withhold"} {
		w.must(w.say(w.ecology, outcome, w.answered(clear, "villagers "+outcome), SayInput{Text: "r"}))
	}
	w.must(w.say(w.atBuilder, "place.call_off", w.consult(clear, "herders"), SayInput{Text: "r"}))

	all, err := db.Since(t.Context(), w.DB.Read(), w.prog, 0, 10000)
	w.must(err)
	var b strings.Builder
	seen := map[string]bool{}
	for _, e := range all {
		if strings.HasPrefix(e.Kind, "place.") && !seen[e.Kind] {
			seen[e.Kind] = true
			fmt.Fprintf(&b, "%s %s\n%s\n", e.Kind, e.Subject.Kind, numbered.ReplaceAll(e.Payload, []byte(`"$1":N`)))
		}
	}
	const golden = "testdata/facts.txt"
	if *update {
		w.must(os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	w.must(err)
	if b.String() != string(want) {
		t.Errorf("facts changed shape (a new shape is a new kind); got\n%s", b.String())
	}
	book, err := words.Load(Words)
	w.must(err)
	for kind := range seen {
		if !book.Has(strings.TrimSuffix(kind, ".v1")) {
			t.Errorf("%s has no words", kind)
		}
	}
}
