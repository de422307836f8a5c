package intake

import (
	"context"
	"sync"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/web"
)

// asking is how far the model has come with one reading. It lives as long as the
// server: an answer that was on its way when it stopped is asked for again.
type asking struct {
	Running    bool `json:"running"`
	Piece      int  `json:"piece"` // the one being asked about, from 1
	Of         int  `json:"of"`
	Added      int  `json:"added"`
	Dropped    int  `json:"dropped"`
	Unreadable int  `json:"unreadable"`
	Failed     bool `json:"failed"`
}

// desks holds what is being asked, by reading.
type desks struct {
	mu sync.Mutex
	by map[ident.Ref]asking // kept per programme and reading
}

func at(x Reading, p ident.Programme) ident.Ref {
	return ident.Ref{Kind: ProposalNoun + "." + itoa(ident.ID(p)), ID: x.ID}
}

func (d *desks) get(k ident.Ref) (asking, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a, ok := d.by[k]
	return a, ok
}

func (d *desks) set(k ident.Ref, change func(*asking)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a := d.by[k]
	change(&a)
	if d.by == nil {
		d.by = map[ident.Ref]asking{}
	}
	d.by[k] = a
}

// begin claims a reading for one question; false when one is on its way.
func (d *desks) begin(k ident.Ref) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.by[k].Running {
		return false
	}
	if d.by == nil {
		d.by = map[ident.Ref]asking{}
	}
	d.by[k] = asking{Running: true}
	return true
}

// adviceView is the model's part of the review page.
type adviceView struct {
	Host  string  `json:"host"`
	State *asking `json:"state"`
}

func (r *Room) advice(c *web.Call, x Reading) *adviceView {
	if r.Adviser == nil {
		return nil
	}
	v := &adviceView{Host: r.Adviser.Host}
	if a, ok := r.desks.get(at(x, c.Actor.Programme)); ok {
		v.State = &a
	}
	return v
}

// postAdvice asks the model about the whole text. The answer is waited for beside
// the page: whoever asked goes on reviewing.
func (r *Room) postAdvice(c *web.Call) error {
	d, err := r.open(c)
	if err != nil {
		return err
	}
	if err := access.Check(own, c.Actor, "intake.by_hand", d.reading.Relations(c.Actor)); err != nil {
		return err
	}
	k := at(d.reading, c.Actor.Programme)
	if r.Adviser != nil && d.reading.State == Open && r.desks.begin(k) {
		who, in := c.Actor, SuggestInput{Key: c.Key(), Reading: d.reading.ID}
		ctx := context.WithoutCancel(c.R.Context()) // the answer outlives the request
		r.asked.Go(func() { r.advise(ctx, who, in, d.source.Text, k) })
	}
	return c.Redirect(c.Base() + URL(d.reading.Code) + "#advice")
}

// advise asks, and adds what stands in the text. Whatever goes wrong is shown
// and leaves the reading as it was.
func (r *Room) advise(ctx context.Context, who ident.Actor, in SuggestInput, text string, k ident.Ref) {
	got, err := r.Adviser.ask(ctx, text, func(done, of int) {
		r.desks.set(k, func(a *asking) { a.Piece, a.Of = done+1, of })
	})
	added := 0
	if err == nil {
		in.Suggestions = got.Suggestions
		added, err = r.Suggest(ctx, who, in)
	}
	if err != nil && r.Log != nil {
		r.Log.Warn("the language model gave nothing usable", "error", err)
	}
	r.desks.set(k, func(a *asking) {
		*a = asking{Of: got.Pieces, Added: added, Dropped: got.Dropped, Unreadable: got.Unreadable, Failed: err != nil}
	})
}
