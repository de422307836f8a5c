package agreement

import (
	"throughline/kit/blob"
	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/kit/words"
)

// act is one move of an agreement on a page of its own, with the noun of its
// URL and what it asks; day is the field of its date.
type act struct {
	verb, noun, day string
	wording, reason bool
	done            string
}

var acts = []act{
	{verb: "agreement.accept", noun: "acceptance", wording: true, done: "agreement.accept_done"},
	{verb: "agreement.submit_draft", noun: "submission", done: "agreement.submit_draft_done"},
	{verb: "agreement.agree_text", noun: "agreed-text", done: "agreement.agree_text_done"},
	{verb: "agreement.sign", noun: "signature", day: "signed_on", done: "agreement.sign_done"},
	{verb: "agreement.return_draft", noun: "return", reason: true, done: "agreement.return_draft_done"},
	{verb: "agreement.take_effect", noun: "effect", day: "from", done: "agreement.take_effect_done"},
	{verb: "agreement.complete", noun: "completion", day: "to", done: "agreement.complete_done"},
	{verb: "agreement.lapse", noun: "lapse", day: "to", reason: true, done: "agreement.lapse_done"},
	{verb: "agreement.terminate", noun: "termination", day: "to", reason: true, done: "agreement.terminate_done"},
	{verb: "agreement.withdraw", noun: "withdrawal", reason: true, done: "agreement.withdraw_done"},
}

// actPage is a page with the form of one act. Day is the field of its date,
// "" for none.
type actPage struct {
	Code    string   `json:"code"`
	Title   string   `json:"title"`
	Up      string   `json:"up"`
	Verb    string   `json:"verb"`
	URL     string   `json:"url"`
	Wording bool     `json:"asks_wording"`
	Day     string   `json:"asks_day"`
	Reason  bool     `json:"asks_reason"`
	Needs   []string `json:"needs"`
}

func (r *Room) getAct(x act) web.Handler {
	return func(c *web.Call) error {
		a, err := find(c)
		if err != nil {
			return err
		}
		ring, err := CircleOf(c.R.Context(), c.Q, c.Actor.Programme, a, c.Today())
		if err != nil {
			return err
		}
		const reason = "-" // the page asks for it
		rel := ring.Relations(c.Actor, a.StateBy, a.StateOrg)
		mv, err := Machine.Try(c.Actor, rel, a.State, x.verb, reason)
		if err != nil && !c.Kept() {
			return movedOn(Machine, rel, a.State, x.verb, err)
		}
		p := actPage{Code: a.Code, Title: a.TitleIn(c.Lang), Up: c.Base() + URL(a.Code), Verb: x.verb, URL: c.Base() + URL(a.Code) + "/" + x.noun,
			Wording: x.wording, Day: x.day, Reason: x.reason, Needs: mv.Needs}
		return c.Page("act", p)
	}
}

func (r *Room) postAct(x act) web.Handler {
	return func(c *web.Call) error {
		a, err := find(c)
		if err != nil {
			return err
		}
		done, err := r.Do(c.R.Context(), c.Actor, x.verb, MoveInput{Key: c.Key(), Agreement: a.ID, Reason: c.Value("reason"),
			Wording: c.Value("wording"), Day: words.Day(c.Value(x.day))})
		if err != nil {
			return c.Again(r.getAct(x), err)
		}
		return c.Done(done, URL(a.Code), x.done)
	}
}

func (r *Room) postDocument(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.HoldText(c.R.Context(), c.Actor, HoldInput{Key: c.Key(), Agreement: a.ID, File: upload(c, "file")})
	if err != nil {
		return c.Again(r.getAgreement, err)
	}
	return c.Done(done, URL(a.Code), "agreement.hold_text_done")
}

func (r *Room) getDocument(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	d, err := GetDocument(c.R.Context(), c.Q, c.Actor.Programme, number(c.Path("id")))
	if err != nil {
		return err
	}
	if d.Agreement != a.ID {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.send(c, blob.File{Digest: d.Digest, Size: d.Size, MIME: d.MIME, Name: d.Name})
}

// send answers with a stored file.
func (r *Room) send(c *web.Call, f blob.File) error {
	file, err := r.Blobs.Open(f.Digest)
	if err != nil {
		return err
	}
	defer file.Close()
	return c.Download(blob.Headers(f), file)
}
