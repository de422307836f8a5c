package place

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// Put records a site.
func (r *Room) Put(ctx context.Context, who ident.Actor, key db.Key, in PutInput) (db.Done, error) {
	who, err := acting(ctx, r.DB.Read(), who)
	if err == nil {
		err = access.Check(own, who, "place.put", nil)
	}
	if err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := PutTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// PutTx is Put within another change; who may is the caller's to check.
func PutTx(ctx context.Context, tx *db.Tx, in PutInput) (Site, db.Fact, error) {
	home, err := party.ProgrammeByID(ctx, tx, tx.Who.Programme)
	if err != nil {
		return Site{}, db.Fact{}, err
	}
	rules, err := plan.RulesOn(ctx, tx, tx.Who.Programme, words.DayOf(tx.Now, home.Location()))
	if err != nil {
		return Site{}, db.Fact{}, err
	}
	s, err := in.site(tx.Who, rules.Coarse, tx.Now)
	if err != nil {
		return s, db.Fact{}, err
	}
	if s.Pairing != 0 {
		if _, err := party.GetPairing(ctx, tx, tx.Who.Programme, s.Pairing); err != nil {
			return s, db.Fact{}, fmt.Errorf("finding the pairing of a site: %w", err)
		}
	}
	if s.Code, err = tx.Code(ctx, "SIT"); err != nil {
		return s, db.Fact{}, err
	}
	s.ID, s.PlacedSeq = tx.ID(), tx.Seq
	if err := search.Put(ctx, tx, search.Doc{Ref: s.Ref(), Code: s.Code, Title: s.Title, Body: s.Other, Visibility: s.Visibility, Owner: s.Owner}); err != nil {
		return s, db.Fact{}, err
	}
	return s, s.fact("placed"), keep(ctx, tx, s, "", "", state.Move{Verb: "place.put", To: s.State})
}

func (s Site) subject() task.Subject {
	return task.Subject{Ref: s.Ref(), Code: s.Code, Title: s.Title, URL: URL(s.Code)}
}

// fact tells what happened to the site; past is placed, screened, ...
func (s Site) fact(past string) db.Fact {
	return db.Fact{Kind: Noun + "." + past + ".v1", Subject: s.Ref(), Data: s}
}

// keep saves a site that has gone through moves from a state. The conditions of a
// clearance that is no more lapse.
func keep(ctx context.Context, tx *db.Tx, s Site, from, reason string, moves ...state.Move) error {
	if err := saveSite(ctx, tx, s); err != nil {
		return err
	}
	if from == Cleared && len(moves) > 0 {
		if err := lapse(ctx, tx, s); err != nil {
			return err
		}
	}
	for _, mv := range moves {
		if err := state.Step(ctx, tx, Machine, s.subject(), from, mv.Verb, mv.To, reason, s.wants(reason)...); err != nil {
			return err
		}
		from = mv.To
	}
	return nil
}

// Screen holds a site against every layer in force on today. Conflict where none is.
func (r *Room) Screen(ctx context.Context, who ident.Actor, key db.Key, site ident.ID, today words.Day) (db.Done, error) {
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) {
		_, facts, err := ScreenTx(ctx, tx, site, today)
		return facts, err
	})
}

// ScreenTx is Screen within another change.
func ScreenTx(ctx context.Context, tx *db.Tx, site ident.ID, today words.Day) (Site, []db.Fact, error) {
	who, s, err := seen(ctx, tx, tx.Who, site)
	if err != nil {
		return s, nil, err
	}
	held, err := InForce(ctx, tx, tx.Who.Programme, today)
	if err != nil {
		return s, nil, err
	}
	if len(held) == 0 {
		return s, nil, fault.New(fault.Conflict, "place.no_layers")
	}
	zones, err := near(ctx, tx, tx.Who.Programme, s, held)
	if err != nil {
		return s, nil, fmt.Errorf("finding the zones near %s: %w", s.Code, err)
	}
	x := hold(tx, s, held, zones, today)
	x.Changed = true
	next, moves, err := s.screen(who, x, tx.Now)
	if err != nil {
		return s, nil, err
	}
	if err := saveScreening(ctx, tx, x); err != nil {
		return s, nil, err
	}
	facts := []db.Fact{next.fact("screened")}
	if next.State == Prohibited {
		facts = append(facts, next.fact("prohibited"))
	}
	return next, facts, keep(ctx, tx, next, s.State, "", moves...)
}

// hold makes the screening of a site against versions, whose zones near it are given.
func hold(tx *db.Tx, s Site, held []Version, zones []candidate, today words.Day) Screening {
	found := s.findings(zones)
	return Screening{ID: tx.ID(), Site: s.ID, Versions: joined(held), Before: s.Verdict, Verdict: verdict(found, s.Within), Day: today, At: tx.Now,
		Person: tx.Who.Person, Organisation: tx.Who.Organisation, Findings: found}
}

// rescreenBatch is how many sites one change holds against new versions.
const rescreenBatch = 50

// rescreenedBatch says how many sites a batch held against other versions, and
// which of them it opened again.
type rescreenedBatch struct {
	Versions string   `json:"versions"`
	Held     int      `json:"held"`
	Changed  []string `json:"changed"`
}

// Rescreen holds one batch of screened sites against the versions in force, where
// those are others than they were screened against. more tells that some are
// left. It is the calendar's doing: nobody acts.
func (r *Room) Rescreen(ctx context.Context, prog ident.Programme, today words.Day) (more bool, err error) {
	held, err := InForce(ctx, r.DB.Read(), prog, today)
	if err != nil {
		return false, err
	}
	some, err := stale(ctx, r.DB.Read(), prog, joined(held), 1)
	if err != nil || len(some) == 0 {
		return false, err
	}
	zones, err := r.groundOf(ctx, prog, held)
	if err != nil {
		return false, err
	}
	key := db.Key{ID: fmt.Sprintf("rescreen %s [%s] from %d", today, joined(held), some[0].ID)}
	_, err = r.DB.Change(ctx, ident.Actor{Programme: prog}, key, func(tx *db.Tx) ([]db.Fact, error) {
		sites, err := stale(ctx, tx, prog, joined(held), rescreenBatch)
		if err != nil {
			return nil, err
		}
		more = len(sites) == rescreenBatch
		said := rescreenedBatch{Versions: joined(held), Held: len(sites), Changed: []string{}}
		var facts []db.Fact
		for _, s := range sites {
			next, changed, err := rescreenOne(ctx, tx, s, held, nearOf(s, zones), today)
			if err != nil {
				return nil, err
			}
			if changed {
				facts, said.Changed = append(facts, next.fact("reopened")), append(said.Changed, next.Code)
			}
		}
		return append(facts, db.Fact{Kind: "place.layer.rescreened.v1", Subject: ident.Ref{Kind: LayerNoun}, Data: said}), nil
	})
	return more, err
}

func rescreenOne(ctx context.Context, tx *db.Tx, s Site, held []Version, zones []candidate, today words.Day) (Site, bool, error) {
	last, err := ScreeningOf(ctx, tx, tx.Who.Programme, s)
	if err != nil {
		return s, false, fmt.Errorf("reading the screening of %s: %w", s.Code, err)
	}
	if len(held) == 0 { // without any layer left nothing can be said of a site
		next, moves := s.expire(tx.Now)
		return next, true, keep(ctx, tx, next, s.State, "", moves...)
	}
	x := hold(tx, s, held, zones, today)
	x.Changed = !slices.Equal(bearing(last.Findings, s.Within), bearing(x.Findings, s.Within))
	if err := saveScreening(ctx, tx, x); err != nil {
		return s, false, err
	}
	next, moves := s.rescreen(x, tx.Now)
	return next, x.Changed, keep(ctx, tx, next, s.State, "", moves...)
}

// pasts name the fact of each verb that is only a move.
var pasts = map[string]string{"place.find_clear": "found_clear", "place.find_assess": "found_assess", "place.refuse": "refused"}

// MoveInput takes one site through a verb that needs at most a reason.
type MoveInput struct {
	Key    db.Key
	Site   ident.ID
	Reason string
}

// ActInput is what the acts on a site ask: each takes what it needs.
type ActInput struct {
	MoveInput
	Citation, Published, Why string // of an exception
	Conditions               string // one a line: "2028-06-30 no works in the breeding season"
	Shape                    string // of another place
	Within                   int
}

// Act takes a site through a verb of its machine other than place.screen.
func (r *Room) Act(ctx context.Context, who ident.Actor, verb string, in ActInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) { return ActTx(ctx, tx, verb, in) })
}

// ActTx is Act within another change; the Key of the input is not used. It checks
// who may.
func ActTx(ctx context.Context, tx *db.Tx, verb string, in ActInput) ([]db.Fact, error) {
	switch verb {
	case "place.except":
		return except(ctx, tx, in)
	case "place.clear_on":
		return clearOn(ctx, tx, in)
	case "place.move":
		_, fact, err := MoveTx(ctx, tx, in)
		return []db.Fact{fact}, err
	}
	return change(ctx, tx, in.MoveInput, verb, pasts[verb], nil)
}

// change takes a site through a verb; also does what else belongs to it.
func change(ctx context.Context, tx *db.Tx, in MoveInput, verb, past string, also func(Site) ([]db.Fact, error)) ([]db.Fact, error) {
	who, s, err := seen(ctx, tx, tx.Who, in.Site)
	if err != nil {
		return nil, err
	}
	reason := strings.TrimSpace(in.Reason)
	next, err := s.move(who, verb, reason, tx.Now)
	if err != nil {
		return nil, err
	}
	facts := []db.Fact{next.fact(past)}
	if also != nil {
		more, err := also(s)
		if err != nil {
			return nil, err
		}
		facts = append(facts, more...)
	}
	return facts, keep(ctx, tx, next, s.State, reason, state.Move{Verb: verb, To: next.State})
}

// MoveTx puts a site at another place within another change: Shape, Within and
// Reason of the input, Key unused. What was found of it expires. It checks who
// may.
func MoveTx(ctx context.Context, tx *db.Tx, in ActInput) (Site, db.Fact, error) {
	who, s, err := seen(ctx, tx, tx.Who, in.Site)
	if err != nil {
		return s, db.Fact{}, err
	}
	reason := strings.TrimSpace(in.Reason)
	next, err := s.elsewhere(who, in.Shape, in.Within, reason, tx.Now)
	if err != nil {
		return s, db.Fact{}, err
	}
	next.PlacedSeq = tx.Seq
	return next, next.fact("moved"), keep(ctx, tx, next, s.State, reason, state.Move{Verb: "place.move", To: next.State})
}

// ExpireTx lets what was found of a site expire within the change of a later
// room that makes something else of it: another scale, another design. A site
// that is not screened keeps its state; the fact tells the reason all the same.
// Who may is the caller's to check.
func ExpireTx(ctx context.Context, tx *db.Tx, site ident.ID, reason string) (db.Fact, error) {
	s, err := GetSite(ctx, tx, tx.Who.Programme, site)
	if err != nil {
		return db.Fact{}, err
	}
	next, moves := s.expire(tx.Now)
	return next.fact("expired"), keep(ctx, tx, next, s.State, reason, moves...)
}

// except enters an exception: the site is then to be assessed.
func except(ctx context.Context, tx *db.Tx, in ActInput) ([]db.Fact, error) {
	e := Exception{Site: in.Site, Citation: oneLine(in.Citation), Published: oneLine(in.Published), Why: strings.TrimSpace(in.Why)}
	return change(ctx, tx, MoveInput{Site: in.Site}, "place.except", "excepted", func(s Site) ([]db.Fact, error) {
		var f fault.Form
		f.Require(e.Citation != "", "citation", "place.citation_missing")
		f.Require(e.Published != "", "published", "place.published_missing")
		f.Require(e.Why != "", "why", "place.why_missing")
		for name, text := range map[string]string{"citation": e.Citation, "published": e.Published, "why": e.Why} {
			f.Require(len([]rune(text)) <= maxText, name, "place.text_long", maxText)
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		e.ID, e.Screening, e.At, e.Person, e.Organisation = tx.ID(), s.Screening, tx.Now, tx.Who.Person, tx.Who.Organisation
		return []db.Fact{{Kind: ExceptionNoun + ".entered.v1", Subject: ident.Ref{Kind: ExceptionNoun, ID: e.ID}, Data: e}}, saveException(ctx, tx, e)
	})
}
