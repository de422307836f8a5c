package programme_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"unicode"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/ledger"
	"throughline/programme/party"
	"throughline/programme/project"
	"throughline/programme/stocktake"
	"throughline/reading"
	sample "throughline/testdata/programme"
)

// loaded is the sample with its board, and an eye that sees all of it.
type loaded struct {
	t         *testing.T
	ctx       context.Context
	d         *db.DB
	q         db.Q
	aid, twin party.Programme
}

func load(t *testing.T) *loaded {
	t.Helper()
	d := dbtest.Open(t)
	d.Projectors = append(d.Projectors, ledger.Project, stocktake.Project)
	blobs, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	if err := sample.Load(t.Context(), d, blobs); err != nil {
		t.Fatal(err)
	}
	l := &loaded{t: t, ctx: t.Context(), d: d, q: d.Read()}
	l.aid, err = party.ProgrammeByCode(l.ctx, l.q, "aid")
	l.need(err)
	l.twin, err = party.ProgrammeByCode(l.ctx, l.q, "twin")
	l.need(err)
	return l
}

func (l *loaded) need(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *loaded) both() []party.Programme { return []party.Programme{l.aid, l.twin} }

func (l *loaded) eye(p party.Programme) ident.Actor {
	return ident.Actor{Programme: p.ID, Roles: []ident.Role{ident.Leader}}
}

func (l *loaded) promises(p party.Programme) []stocktake.Promise {
	all, err := stocktake.ListPromises(l.ctx, l.q, l.eye(p), stocktake.Filter{Limit: 200})
	l.need(err)
	return all
}

func (l *loaded) parties(p party.Programme) map[ident.ID]party.Party {
	all, err := party.ListParties(l.ctx, l.q, p.ID, party.PartyFilter{Limit: 200})
	l.need(err)
	byID := map[ident.ID]party.Party{}
	for _, one := range all {
		byID[one.ID] = one
	}
	return byID
}

func (l *loaded) measures(p party.Programme) []decision.Measure {
	all, err := decision.ListMeasures(l.ctx, l.q, l.eye(p), decision.MeasureFilter{Limit: 200})
	l.need(err)
	return all
}

func (l *loaded) agreements(p party.Programme) []agreement.Agreement {
	all, err := agreement.ListAgreements(l.ctx, l.q, l.eye(p), agreement.AgreementFilter{Limit: 200})
	l.need(err)
	return all
}

func (l *loaded) commitments(p party.Programme) []agreement.Commitment {
	all, err := agreement.ListCommitments(l.ctx, l.q, l.eye(p), agreement.CommitmentFilter{Limit: 200})
	l.need(err)
	return all
}

func (l *loaded) projects(p party.Programme) []project.Project {
	all, err := project.ListProjects(l.ctx, l.q, l.eye(p), project.ProjectFilter{Limit: 200})
	l.need(err)
	return all
}

func (l *loaded) conferences(p party.Programme) []conference.Conference {
	all, err := conference.ListConferences(l.ctx, l.q, l.eye(p), conference.Filter{Limit: 200})
	l.need(err)
	return all
}

// TestSample loads the sample once and looks at it from every side.
func TestSample(t *testing.T) {
	l := load(t)
	for name, look := range map[string]func(*testing.T, *loaded){
		"past is told in order":                          pastIsToldInOrder,
		"every status and both roots stand on the board": everyStatusAndBothRootsStandOnTheBoard,
		"every turn of a matter is there":                everyTurnOfAMatterIsThere,
		"real organisations hold nothing made up":        realOrganisationsHoldNothingMadeUp,
		"the next meeting follows the last":              theNextMeetingFollowsTheLast,
		"quotes are what the sources say":                quotesAreWhatTheSourcesSay,
		"both languages are complete":                    bothLanguagesAreComplete,
		"seats are all roles and can be taken":           seatsAreAllRolesAndCanBeTaken,
	} {
		t.Run(name, func(t *testing.T) {
			l.t = t
			look(t, l)
		})
	}
}

func pastIsToldInOrder(t *testing.T, l *loaded) {
	if got := l.d.Now(); !got.Equal(dbtest.Now) {
		t.Errorf("the clock stands at %s, not at %s", got, dbtest.Now)
	}
	for _, p := range l.both() {
		told, err := db.Since(l.ctx, l.q, p.ID, 0, 10000)
		l.need(err)
		// Two milliseconds each: the demo must be there in a second and a half.
		if n := told[len(told)-1].Seq; n > 450 {
			t.Errorf("%s is told in %d changes; nobody waits for so many", p.Code, n)
		}
		for i, e := range told {
			if e.At.After(dbtest.Now) || i > 0 && e.At.Before(told[i-1].At) {
				t.Errorf("%s: fact %d happened at %s, out of its time", p.Code, e.Seq, e.At)
			}
		}
	}
}

func everyStatusAndBothRootsStandOnTheBoard(t *testing.T, l *loaded) {
	if all := l.promises(l.aid); len(all) != 0 {
		t.Errorf("the board of the founding case holds %d promises before its text is read", len(all))
	}
	exempt, status, root, kind := 0, map[string]int{}, map[string]int{}, map[string]int{}
	for _, p := range l.promises(l.twin) {
		status[p.Status]++
		root[p.Root]++
		kind[p.Kind]++
		if p.NodeState("project") == "na" || p.NodeState("agreement") == "na" {
			exempt++
		}
		if p.Status == "" || !p.Illustrative {
			t.Errorf("%s: status %q, illustrative %v", p.Code, p.Status, p.Illustrative)
		}
	}
	if exempt != 2 {
		t.Errorf("%d promises have a node that somebody said does not apply, not 2", exempt)
	}
	for _, want := range []struct {
		name string
		had  map[string]int
		all  []string
	}{
		{"status", status, stocktake.Statuses},
		{"root", root, []string{"requirement", "signing"}},
		{"kind", kind, []string{stocktake.Commitment, stocktake.Measure, stocktake.Answer}},
	} {
		for _, w := range want.all {
			if want.had[w] < 2 {
				t.Errorf("%s %s stands %d times on the board", want.name, w, want.had[w])
			}
		}
	}
}

func everyTurnOfAMatterIsThere(t *testing.T, l *loaded) {
	had := map[string]bool{}
	for _, m := range l.measures(l.twin) {
		had["measure "+m.State] = true
		if m.Due > m.OriginalDue && m.OriginalDue != "" {
			had["measure put off"] = true
		}
		if m.Group != 0 && m.Members == 14 {
			had["nine of fourteen"] = m.Answered == 9
			answers, err := decision.AnswersOf(l.ctx, l.q, l.twin.ID, m.ID)
			l.need(err)
			for _, a := range answers {
				had["answer "+a.State] = true
			}
		}
	}
	for _, a := range l.agreements(l.twin) {
		had["agreement "+a.State] = true
		had["batch"] = had["batch"] || a.UnknownNumber
		amendments, err := agreement.AmendmentsOf(l.ctx, l.q, l.twin.ID, a.ID)
		l.need(err)
		had["an amendment in force"] = had["an amendment in force"] || len(amendments) > 0 && amendments[0].State == agreement.InForceState
		companies, err := agreement.VenturesOf(l.ctx, l.q, l.twin.ID, a.ID)
		l.need(err)
		if a.HasVenture() {
			had["joint venture "+companies[a.ID].Stage()] = true
		}
	}
	for _, c := range l.commitments(l.twin) {
		had["commitment "+c.State] = true
		had["wording taken"] = had["wording taken"] || c.Wording != ""
		had["commitment put off"] = had["commitment put off"] || c.Due() > c.OriginalDue && c.OriginalDue != ""
	}
	today := words.DayOf(dbtest.Now, l.twin.Location())
	for _, p := range l.projects(l.twin) {
		had["project "+p.State] = true
		had["project late"] = had["project late"] || p.Late(today)
		had["project on time"] = had["project on time"] || p.Running() && p.Done > 0 && !p.Late(today)
	}
	for _, want := range []string{"measure noted", "measure not_taken", "measure registered", "measure addressed", "measure in_progress",
		"measure contested", "measure returned", "measure reported", "measure closed", "measure put off", "nine of fourteen",
		"answer silent", "answer taken_up", "answer not_applicable", "answer reported", "answer returned", "answer verified",
		"agreement captured", "agreement signed_unheld", "agreement effective", "batch", "agreement drafting", "joint venture approved", "joint venture talks", "an amendment in force", "commitment recorded", "commitment acknowledged",
		"commitment corrected", "commitment claimed_done", "commitment confirmed", "commitment partly", "commitment disputed", "commitment put off",
		"wording taken", "project planned", "project under_way", "project closed", "project late", "project on time"} {
		if !had[want] {
			t.Errorf("nothing shows %s", want)
		}
	}
}

// realOrganisationsHoldNothingMadeUp: what a real organisation has is its
// name. No seat, pairing, class, duty, signature or work of the sample is its.
func realOrganisationsHoldNothingMadeUp(t *testing.T, l *loaded) {
	named := 0
	for _, p := range l.parties(l.aid) {
		if p.Illustrative {
			continue
		}
		named++
		seats, err := party.MembershipsOf(l.ctx, l.q, l.aid.ID, p.ID)
		l.need(err)
		pairs, err := party.PairingsOf(l.ctx, l.q, l.aid.ID, p.ID)
		l.need(err)
		classes, err := party.GroupsOf(l.ctx, l.q, l.aid.ID, p.ID, words.DayOf(dbtest.Now, l.aid.Location()))
		l.need(err)
		if len(seats)+len(pairs)+len(classes) > 0 {
			t.Errorf("%s has %d seats, %d pairings and %d classes", p.Name, len(seats), len(pairs), len(classes))
		}
	}
	if named == 0 {
		t.Error("no organisation of the founding case is named")
	}
	if n := len(l.measures(l.aid)) + len(l.agreements(l.aid)) + len(l.commitments(l.aid)) + len(l.projects(l.aid)); n > 0 {
		t.Errorf("the founding case holds %d records before its text is read", n)
	}
	for _, p := range l.parties(l.twin) {
		if !p.Illustrative {
			t.Errorf("%s of the made-up twinning is not marked illustrative", p.Name)
		}
	}
}

func theNextMeetingFollowsTheLast(t *testing.T, l *loaded) {
	for _, p := range l.both() {
		byID := map[ident.ID]conference.Conference{}
		all := l.conferences(p)
		for _, c := range all {
			byID[c.ID] = c
		}
		if !slices.ContainsFunc(all, func(c conference.Conference) bool {
			return c.State == conference.Planned && byID[c.Predecessor].ID != 0 && byID[c.Predecessor].State != conference.Planned
		}) {
			t.Errorf("%s has no next meeting planned after one that was held", p.Code)
		}
	}
}

// quotesAreWhatTheSourcesSay looks at every record that cites a text.
func quotesAreWhatTheSourcesSay(t *testing.T, l *loaded) {
	checked := 0
	holds := func(what string, q conference.Quote) {
		if q.Source == 0 {
			return
		}
		checked++
		src, err := conference.GetSource(l.ctx, l.q, l.twin.ID, q.Source)
		l.need(err)
		if got, ok := conference.Slice(src.Text, q.From, q.To); !ok || got != q.Text || got == "" {
			t.Errorf("%s cites %q, where %s says %q", what, q.Text, src.Code, got)
		}
	}
	for _, m := range l.measures(l.twin) {
		holds(m.Code, m.Quote)
		if m.Quote.Source == 0 {
			t.Errorf("%s cites no text", m.Code)
		}
	}
	for _, a := range l.agreements(l.twin) {
		holds(a.Code, a.Quote)
		checked += l.clauses(a)
	}
	for _, c := range l.conferences(l.twin) {
		for _, quote := range l.cited(c) {
			holds(c.Code, quote)
		}
	}
	if checked < 35 {
		t.Errorf("only %d quotes were found to check", checked)
	}
}

func (l *loaded) clauses(a agreement.Agreement) int {
	all, err := agreement.ClausesOf(l.ctx, l.q, l.twin.ID, a.ID)
	l.need(err)
	for _, c := range all {
		d, err := agreement.GetDocument(l.ctx, l.q, l.twin.ID, c.Document)
		l.need(err)
		if got, ok := conference.Slice(d.Text, c.From, c.To); !ok || got != c.Quote || got == "" {
			l.t.Errorf("%s, article %s cites %q, where %s says %q", a.Code, c.Number, c.Quote, d.Name, got)
		}
	}
	return len(all)
}

func (l *loaded) cited(c conference.Conference) []conference.Quote {
	var all []conference.Quote
	who := l.eye(l.twin)
	attendances, err := conference.AttendancesOf(l.ctx, l.q, who, c.ID)
	l.need(err)
	for _, r := range attendances {
		all = append(all, r.Quote)
	}
	speeches, err := conference.SpeechesOf(l.ctx, l.q, who, c.ID)
	l.need(err)
	for _, r := range speeches {
		all = append(all, r.Quote)
	}
	achievements, err := conference.AchievementsOf(l.ctx, l.q, who, c.ID)
	l.need(err)
	for _, r := range achievements {
		all = append(all, r.Quote)
	}
	events, err := conference.EventsOf(l.ctx, l.q, who, c.ID)
	l.need(err)
	for _, r := range events {
		all = append(all, r.Quote)
	}
	return all
}

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// bothLanguagesAreComplete: a reader of either language meets no title or
// name in the other.
func bothLanguagesAreComplete(t *testing.T, l *loaded) {
	titled := func(what string, in func(words.Lang) string) {
		en, zh := in(words.EN), in(words.ZH)
		if en == "" || zh == "" || en == zh || !han(zh) || strings.ContainsFunc(en, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s is %q in English and %q in Chinese", what, en, zh)
		}
	}
	for _, p := range l.both() {
		titled("programme "+p.Code, func(lang words.Lang) string { return map[words.Lang]string{words.EN: p.Name, words.ZH: p.NameZH}[lang] })
		for _, r := range l.parties(p) {
			titled(r.Code, r.NameIn)
		}
		groups, err := party.ListGroups(l.ctx, l.q, p.ID)
		l.need(err)
		for _, r := range groups {
			titled(r.Code, r.NameIn)
		}
		for _, r := range l.conferences(p) {
			titled(r.Code, r.TitleIn)
		}
		for _, r := range l.measures(p) {
			titled(r.Code, r.TitleIn)
		}
		for _, r := range l.agreements(p) {
			titled(r.Code, r.TitleIn)
		}
		for _, r := range l.commitments(p) {
			titled(r.Code, r.TitleIn)
		}
		for _, r := range l.projects(p) {
			titled(r.Code, r.TitleIn)
		}
		for _, r := range l.promises(p) {
			titled("promise "+r.Code, r.TitleIn)
		}
	}
	for _, seat := range sample.Seats() {
		titled("seat "+seat.Login, func(lang words.Lang) string { return seat.Organisation[lang] })
	}
}

func seatsAreAllRolesAndCanBeTaken(t *testing.T, l *loaded) {
	var roles []ident.Role
	several := 0
	for _, seat := range sample.Seats() {
		roles = append(roles, seat.Role)
		person, err := personOf(l, seat.Login)
		if err != nil {
			t.Errorf("nobody sits as %s: %v", seat.Login, err)
			continue
		}
		for _, p := range l.both() {
			hats, err := party.HatsOf(l.ctx, l.q, p.ID, person, words.DayOf(dbtest.Now, p.Location()))
			l.need(err)
			if len(hats) == 0 || !slices.Contains(hats[0].Roles, seat.Role) {
				t.Errorf("%s has no seat as %s in %s", seat.Login, seat.Role, p.Code)
			}
			if len(hats) > 1 {
				several++
			}
		}
	}
	if want := ident.Roles[:13]; !slices.Equal(roles, want) {
		t.Errorf("the seats are %v, not %v", roles, want)
	}
	if several == 0 {
		t.Error("nobody can change hats")
	}
}

// TestTheTextReadsAsTheFoundingCase holds what a visitor is to see when the
// text is read: no year, duties without a date, thought only noted.
func TestTheTextReadsAsTheFoundingCase(t *testing.T) {
	texts := sample.Texts()
	if len(texts) != 2 || texts[0].Lang != "en" || texts[1].Lang != "zh" {
		t.Fatalf("%d texts", len(texts))
	}
	for _, text := range texts {
		r := reading.Read(text.Body)
		if text.Title == "" || text.Publisher == "" || strings.Contains(text.Body, text.Publisher) {
			t.Errorf("%s: title %q, publisher %q", text.Name, text.Title, text.Publisher)
		}
		if r.Lang != text.Lang || r.Conference.Year != 0 || !r.Conference.Chair.Stated() {
			t.Errorf("%s reads as %s, year %d, chair %q", text.Name, r.Lang, r.Conference.Year, r.Conference.Chair.Text)
		}
		if r.Missing.Duties < 14 || r.Missing.WithDate+r.Missing.WithQuantity+r.Missing.WithAmount != 0 || r.Missing.SigningsWithoutText != 2 {
			t.Errorf("%s: %+v", text.Name, r.Missing)
		}
		thought := slices.ContainsFunc(r.Notes, func(n reading.Note) bool { return n.Reason == reading.NoteThought })
		exhibition := slices.ContainsFunc(r.Visits, func(v reading.Visit) bool { return v.Kind == reading.VisitExhibition })
		if !thought || !exhibition {
			t.Errorf("%s: a thought noted %v, an exhibition %v", text.Name, thought, exhibition)
		}
		for _, m := range r.Measures {
			for _, never := range []string{"identity", "unity", "political", "awareness", "认同", "团结", "政治", "站位"} {
				if strings.Contains(m.Quote.Text, never) {
					t.Errorf("%s makes a duty of %q", text.Name, m.Quote.Text)
				}
			}
		}
	}
}

func personOf(l *loaded, login string) (ident.Person, error) {
	return access.NewAccounts(l.d).PersonOf(l.ctx, login)
}
