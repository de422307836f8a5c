package programme

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/ledger"
	"throughline/programme/party"
	"throughline/programme/place"
	"throughline/programme/plan"
	"throughline/programme/project"
)

// story tells the past of one programme: every step has its day, its person and
// goes through a room's own action. The first step that fails ends it; what
// follows does nothing that counts.
type story struct {
	ctx    context.Context
	d      *db.DB
	blobs  *blob.Store
	people map[string]ident.Person
	now    time.Time // the present
	at     time.Time // the moment of the next step
	steps  int
	later  []scene
	err    error

	prog     party.Programme
	orgs     map[string]ident.ID    // by code
	groups   map[string]ident.ID    // by code
	pairs    map[string]ident.ID    // by the provider's code
	cast     map[string]ident.Actor // by login and organisation: secretary, provider@ENT-D
	register party.Room
	plans    plan.Room
	meetings conference.Room
	measures decision.Room
	deals    agreement.Room
	places   place.Room
	works    project.Room
	money    ledger.Room
}

func newStory(ctx context.Context, d *db.DB, blobs *blob.Store, people map[string]ident.Person) *story {
	s := &story{ctx: ctx, d: d, blobs: blobs, people: people, now: d.Now(), orgs: map[string]ident.ID{}, groups: map[string]ident.ID{},
		pairs: map[string]ident.ID{}, cast: map[string]ident.Actor{}}
	s.register, s.plans = party.Room{DB: d}, plan.Room{DB: d}
	s.meetings, s.measures = conference.Room{DB: d, Blobs: blobs}, decision.Room{DB: d, Blobs: blobs}
	s.deals = agreement.Room{DB: d, Blobs: blobs}
	s.places = place.Room{DB: d}
	s.works = project.Room{DB: d, Blobs: blobs}
	s.money = ledger.Room{DB: d}
	d.Clock = func() time.Time { return s.at }
	return s
}

// on moves the story to a day, counted from today: -300 is three hundred days
// ago. A story does not go back.
func (s *story) on(day int) {
	next := s.now.AddDate(0, 0, day)
	switch {
	case next.After(s.at):
		s.at = next
	case s.at.Sub(next) > 12*time.Hour:
		s.fail(fmt.Errorf("day %d lies before the step already told", day))
	}
}

// scene is what happens on one day of the past.
type scene struct {
	day int
	act func()
}

// then sets down what happens on a day, so that each matter can be written from
// its beginning to its end; tell puts the days of all matters in order.
func (s *story) then(day int, act func()) { s.later = append(s.later, scene{day, act}) }

func (s *story) tell() {
	slices.SortStableFunc(s.later, func(a, b scene) int { return a.day - b.day })
	for _, sc := range s.later {
		if s.on(sc.day); s.err != nil {
			return
		}
		sc.act()
	}
}

// day is a calendar day counted from today.
func (s *story) day(n int) words.Day { return words.DayOf(s.now.AddDate(0, 0, n), s.prog.Location()) }

func (s *story) fail(err error) {
	if err != nil && s.err == nil {
		s.err = fmt.Errorf("step %d, %s: %w", s.steps, s.at.Format(time.DateOnly), err)
	}
}

// key is the next step's own key; steps follow each other by a minute.
func (s *story) key() db.Key {
	s.steps++
	s.at = s.at.Add(time.Minute)
	id := fmt.Sprintf("sample-%s-%04d", s.prog.Code, s.steps)
	return db.Key{ID: id, Digest: id}
}

// as is a person of the cast. Who holds several hats is named with one:
// provider@ENT-D.
func (s *story) as(login string) ident.Actor {
	who, ok := s.cast[login]
	if !ok {
		s.fail(fmt.Errorf("%s has no seat in this programme", login))
	}
	return who
}

// did keeps the first error of a step that makes nothing to refer to.
func (s *story) did(_ db.Done, err error) { s.fail(err) }

// made keeps the first error of a step and gives the record of a kind that it
// made or moved.
func (s *story) made(kind string) func(db.Done, error) ident.ID {
	return func(done db.Done, err error) ident.ID {
		s.fail(err)
		id, ok := done.Subject(kind)
		if err == nil && !ok {
			s.fail(errors.New("no " + kind + " was made"))
		}
		return id
	}
}

// dated fills the places of a text, such as {held}, with days written for
// people of its language.
func (s *story) dated(text, lang string, days map[string]int) string {
	for name, n := range days {
		text = strings.ReplaceAll(text, "{"+name+"}", words.Date(words.Lang(lang), s.day(n)))
	}
	return text
}
