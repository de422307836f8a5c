package web

import (
	"encoding/json"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// AsOf is the past day that a record's page is asked for by ?on=2028-05-12, and
// the last change up to the end of that day in the programme's time zone.
type AsOf struct {
	Day words.Day
	Seq int64
}

// Asked tells whether a past day was asked for.
func (a AsOf) Asked() bool { return a.Day != "" }

// AsOf reads ?on=. The page then shows the record by Then, cuts its steps and
// history at Seq, and offers neither buttons nor the parts of other rooms. Invalid when
// the day is none or lies ahead.
func (c *Call) AsOf() (AsOf, error) {
	on := c.Query("on")
	if on == "" {
		return AsOf{}, nil
	}
	day, ok := words.ParseDay(on)
	if !ok || day > c.Today() {
		return AsOf{}, fault.New(fault.Invalid, "web.past_wrong", on)
	}
	next, err := time.ParseInLocation(time.DateOnly, string(day.Add(1)), c.Programme.Zone)
	if err != nil {
		return AsOf{}, err
	}
	seq, err := db.SeqOn(c.R.Context(), c.Q, c.Actor.Programme, next.Add(-time.Microsecond))
	if err == nil {
		c.past = day
	}
	return AsOf{day, seq}, err
}

// Then reads the record as it stood at the end of the day asked for. Whoever
// calls it has found the record of today first, and with it that the reader may
// see it; they check the record of that day too. NotFound when there was none yet.
func (c *Call) Then(a AsOf, record ident.Ref, into any) error {
	err := db.AsOf(c.R.Context(), c.Q, c.Actor.Programme, record, a.Seq, into)
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.NotFound, "web.past_none", words.Date(c.Lang, a.Day))
	}
	return err
}

// ThenAll gives records of one kind as they stood then, as JSON by their numbers;
// one that did not exist yet is left out.
func (c *Call) ThenAll(a AsOf, kind string, ids []ident.ID) (map[ident.ID]json.RawMessage, error) {
	return db.AllAsOf(c.R.Context(), c.Q, c.Actor.Programme, kind, ids, a.Seq)
}
