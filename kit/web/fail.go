package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"time"

	"throughline/kit/fault"
	"throughline/kit/words"
)

// errSignIn sends people to the sign-in page and programs away.
var errSignIn = errors.New("sign-in needed")

// elsewhere leads a person on to another address instead.
type elsewhere string

func (e elsewhere) Error() string { return "go to " + string(e) }

func statusOf(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

const faultTime = 2 * time.Second

// fail is the one place that turns an error into an answer. A defect is logged
// with a reference that the person can quote; its text is never shown.
func (c *Call) fail(err error) {
	if errors.Is(err, errSignIn) {
		if c.JSON() {
			c.writeJSON(http.StatusUnauthorized, map[string]string{"error": c.T("web.sign_in")})
			return
		}
		http.Redirect(c.W, c.R, "/"+string(c.Lang)+"/sign-in?next="+url.QueryEscape(c.R.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	if to, ok := errors.AsType[elsewhere](err); ok {
		http.Redirect(c.W, c.R, string(to), http.StatusSeeOther)
		return
	}
	e, ok := errors.AsType[*fault.Error](err)
	if ended := c.R.Context().Err(); ended != nil {
		if errors.Is(ended, context.Canceled) && errors.Is(err, context.Canceled) {
			return // the reader has gone
		}
		if !ok && errors.Is(ended, context.DeadlineExceeded) {
			e, ok = fault.New(fault.Unavailable, "web.too_slow"), true
		}
		// The page that says so needs a little time of its own.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.R.Context()), faultTime)
		defer cancel()
		c.R = c.R.WithContext(ctx)
	}
	reference := ""
	if !ok {
		reference = rand.Text()[:8]
		c.front.Log.Error("request failed", "reference", reference, "method", c.R.Method, "path", c.R.URL.Path, "error", err)
		e = fault.New(0, "web.defect")
	}
	if c.JSON() {
		c.writeJSON(statusOf(e.Kind), c.problem(e, reference))
		return
	}
	text := c.T(e.Key, e.Args...)
	if len(e.Fields) > 0 { // no page shows the form again: say what is wrong all the same
		text = c.fieldErrors(e)[0].Message
	}
	page := map[string]any{"Title": c.T("web.fault." + e.Kind.String()), "Text": text, "Next": c.T("web.home"), "URL": c.home(), "Reference": reference}
	if c.Base() == "" {
		page["URL"] = "/" + string(c.Lang)
	}
	if err := c.render(statusOf(e.Kind), "fault", page); err != nil {
		c.front.Log.Error("fault page failed", "error", err)
		http.Error(c.W, c.T("web.defect"), http.StatusInternalServerError)
	}
}

func (c *Call) problem(e *fault.Error, reference string) map[string]any {
	p := map[string]any{"kind": e.Kind.String(), "error": c.T(e.Key, e.Args...)}
	if len(e.Fields) > 0 {
		fields := map[string]string{}
		for _, f := range e.Fields {
			fields[f.Name] = c.T(f.Key, f.Args...)
		}
		p["fields"] = fields
	}
	if reference != "" {
		p["reference"] = reference
	}
	return p
}

func (f *Front) recover(c *Call) {
	if v := recover(); v != nil {
		if c.Lang == "" {
			c.Lang = words.EN
		}
		c.fail(fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
	}
}
