package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// Call is one request with everything a handler needs.
type Call struct {
	W         http.ResponseWriter
	R         *http.Request
	Q         db.Q
	Lang      words.Lang
	SignedIn  bool
	Session   access.Session
	Actor     ident.Actor
	Programme Programme
	Hats      []Hat
	Tasks     int

	front  *Front
	room   *Room
	action string
	form   url.Values // what was posted, kept when a page shows it again
	files  map[string]Upload
	refuse *fault.Error // why the form comes back
	past   words.Day    // the day the page is shown as of; empty: today
}

// Today is the calendar day in the programme's time zone.
func (c *Call) Today() words.Day {
	if c.Programme.Zone == nil {
		return words.DayOf(c.front.DB.Now(), c.front.DB.Now().Location())
	}
	return words.DayOf(c.front.DB.Now(), c.Programme.Zone)
}

// T translates a key into the reader's language.
func (c *Call) T(key string, args ...any) string { return c.front.Book.T(c.Lang, key, args...) }

// Base is the URL prefix of the programme in the reader's language.
func (c *Call) Base() string {
	if c.Programme.Code == "" {
		return ""
	}
	return "/" + string(c.Lang) + "/" + c.Programme.Code
}

// Path is a path value of the route, such as {code}.
func (c *Call) Path(name string) string { return c.R.PathValue(name) }

// Query is a trimmed value of the URL's query.
func (c *Call) Query(name string) string { return clean(c.R.URL.Query().Get(name)) }

// JSON tells whether the caller is a program.
func (c *Call) JSON() bool {
	return strings.HasPrefix(c.R.Header.Get("Accept"), "application/json")
}

// Done answers a change: people go to path (within the programme) and see the
// notice; programs get the receipt. notice is a word key that ends in _done, or
// empty.
func (c *Call) Done(done db.Done, path, notice string) error {
	to := c.Base() + path
	if c.JSON() {
		return c.writeJSON(http.StatusOK, map[string]any{"seq": done.Seq, "replayed": done.Replayed, "location": to})
	}
	if notice != "" {
		sep := "?"
		if strings.Contains(to, "?") {
			sep = "&"
		}
		before, fragment, has := strings.Cut(to, "#")
		to = before + sep + "notice=" + url.QueryEscape(notice)
		if has {
			to += "#" + fragment
		}
	}
	http.Redirect(c.W, c.R, to, http.StatusSeeOther)
	return nil
}

// Redirect sends people to another path of the site, outside any change.
func (c *Call) Redirect(to string) error {
	http.Redirect(c.W, c.R, to, http.StatusSeeOther)
	return nil
}

// Again shows the page of the form once more with the refusals beside their
// fields and the input kept. A fault that is not about the input goes to Fail.
func (c *Call) Again(page Handler, err error) error {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Kind == fault.NotFound || e.Kind == fault.Forbidden || c.JSON() {
		return err
	}
	c.refuse = e
	return page(c)
}

// Kept tells whether the page is shown again after a refusal.
func (c *Call) Kept() bool { return c.refuse != nil }

func (c *Call) writeJSON(status int, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	c.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.W.WriteHeader(status)
	_, err := c.W.Write(b.Bytes())
	return err
}
