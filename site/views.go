package site

import (
	"net/url"

	"throughline/kit/access"
	"throughline/kit/web"
)

// postView keeps the list a person looks at under a name, and opens it again.
func (s *Site) postView(c *web.Call) error {
	v, err := access.NewView(c.Value("page"), c.Value("view"))
	if err == nil {
		err = s.Accounts.KeepView(c.R.Context(), c.Actor, v)
	}
	if err != nil {
		return err
	}
	return c.Redirect(c.Base() + v.Page + "?" + noticed(v.Query, "site.view_kept_done"))
}

func (s *Site) postViewGone(c *web.Call) error {
	v, err := access.NewView(c.Value("page"), c.Value("view"))
	if err == nil {
		err = s.Accounts.DropView(c.R.Context(), c.Actor, v.Page, v.Name)
	}
	if err != nil {
		return err
	}
	return c.Redirect(c.Base() + v.Page + "?" + noticed("", "site.view_gone_done"))
}

func noticed(query, notice string) string {
	q, _ := url.ParseQuery(query)
	q.Set("notice", notice)
	return q.Encode()
}
