package project

import (
	"slices"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

type assetRow struct {
	Code         string    `json:"code"`
	Title        string    `json:"title"`
	Category     string    `json:"category"`
	Project      link      `json:"project"`
	Owner        partyView `json:"owner"`
	Operator     partyView `json:"operator"`
	Maintainer   partyView `json:"maintainer"`
	Value        string    `json:"value"`
	HandedOn     words.Day `json:"handed_on"`
	NextCheck    words.Day `json:"next_check"`
	Overdue      int       `json:"overdue_days"`
	State        string    `json:"state"`
	Said         string    `json:"state_said"`
	Reason       string    `json:"reason"`
	RescueWhat   string    `json:"rescue"`
	RescueWho    string    `json:"rescue_who"`
	RescueBy     words.Day `json:"rescue_by"`
	Illustrative bool      `json:"illustrative"`
}

// assetRows draws assets with their projects, keepers and rescue plans.
func assetRows(c *web.Call, found []Asset) ([]assetRow, error) {
	ctx, prog := c.R.Context(), c.Actor.Programme
	var ids, projects, keepers []ident.ID
	for _, a := range found {
		ids, projects = append(ids, a.ID), append(projects, a.Project)
		keepers = append(keepers, a.Owner.Party, a.Operator.Party, a.Maintainer.Party)
	}
	of, err := ProjectsByID(ctx, c.Q, prog, projects)
	if err != nil {
		return nil, err
	}
	named, err := parties(c, keepers...)
	if err != nil {
		return nil, err
	}
	plans, err := rescuesByAsset(ctx, c.Q, prog, ids)
	kept := func(k Keeper) partyView {
		if p, ok := named[k.Party]; ok || k.Party != 0 {
			return p
		}
		return partyView{Name: k.Name}
	}
	var rows []assetRow
	for _, a := range found {
		x := of[a.Project]
		row := assetRow{Code: a.Code, Title: a.Title, Category: a.Category, Project: link{x.Code, x.TitleIn(c.Lang), c.Base() + URL(x.Code)},
			Owner: kept(a.Owner), Operator: kept(a.Operator), Maintainer: kept(a.Maintainer), HandedOn: a.HandedOn, NextCheck: a.NextCheck, State: a.State,
			Said: c.T(string(AssetMachine.StateKey(a.State))), Reason: a.Reason, Illustrative: x.Illustrative}
		if a.Value != nil {
			row.Value = a.Value.Format(string(c.Lang))
		}
		if a.Overdue(c.Today()) {
			row.Overdue = a.NextCheck.Until(c.Today())
		}
		if plan, ok := plans[a.ID]; ok && a.State == AssetIdle && !plan.At.Before(a.StateSince) {
			row.RescueWhat, row.RescueWho, row.RescueBy = plan.What, plan.Who, plan.By
		}
		rows = append(rows, row)
	}
	return rows, err
}

type assetsPage struct {
	Rows       []assetRow   `json:"assets"`
	Count      int          `json:"count"`
	Most       bool         `json:"or_more"`
	Text       string       `json:"q"`
	Idle       bool         `json:"idle"` // the register of idle assets, with their rescue plans
	Overdue    bool         `json:"overdue"`
	States     []web.Option `json:"-"`
	Categories []web.Option `json:"-"`
	Orders     []web.Option `json:"-"`
	Filters    int          `json:"-"`
	CSV        string       `json:"-"`
	Next       string       `json:"next"`
}

// getAssets answers: what stands, and is it used? With ?state=idle it is the
// register of idle assets.
func (r *Room) getAssets(c *web.Call) error {
	ctx := c.R.Context()
	sort := oneOf(c.Query("sort"), []string{"check"})
	f := AssetFilter{Text: c.Query("q"), State: oneOf(c.Query("state"), AssetMachine.States()), Category: oneOf(c.Query("category"), Categories),
		Overdue: c.Query("overdue") != "", Today: c.Today(), ByCheck: sort == "check", After: number(c.Query("after")), Limit: pageSize + 1}
	if c.WantsCSV() {
		return assetsCSV(c, f)
	}
	p := assetsPage{Text: f.Text, Overdue: f.Overdue, Idle: f.State == AssetIdle, CSV: c.CSVLink()}
	for _, set := range []bool{f.Text != "", f.State != "", f.Category != "", f.Overdue} {
		if set {
			p.Filters++
		}
	}
	found, err := ListAssets(ctx, c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		p.Next = nextPage(c, found[pageSize-1].ID)
	}
	if p.Count, err = CountAssets(ctx, c.Q, c.Actor, f, countMost); err != nil {
		return err
	}
	p.Most = p.Count == countMost
	if p.Rows, err = assetRows(c, found); err != nil {
		return err
	}
	p.States = choices(c, AssetNoun+".state.", AssetMachine.States(), f.State, "project.any")
	p.Categories = choices(c, "project.category.", Categories, f.Category, "project.any")
	p.Orders = choices(c, "project.asset_sort.", []string{"check"}, sort, "project.asset_sort.registered")
	return c.Page("assets", p)
}

// assetsCSV is the whole list under the filter.
func assetsCSV(c *web.Call, f AssetFilter) error {
	var rows [][]string
	f.Limit, f.After = 400, 0
	for {
		found, err := ListAssets(c.R.Context(), c.Q, c.Actor, f)
		if err != nil {
			return err
		}
		drawn, err := assetRows(c, found)
		if err != nil {
			return err
		}
		for i, x := range drawn {
			rows = append(rows, []string{x.Code, x.Title, c.T("project.category." + x.Category), x.Project.Code, x.Project.Title, x.Value, x.Owner.Name,
				x.Operator.Name, x.Maintainer.Name, found[i].Costs, string(x.HandedOn), string(x.NextCheck), x.Said, x.Reason, x.RescueWhat, x.RescueWho, string(x.RescueBy)})
		}
		if len(found) < f.Limit {
			break
		}
		f.After = found[len(found)-1].ID
	}
	var heads []string
	for _, k := range []string{"project.code", "project.asset", "project.category", "project.project_code", "project.project", "project.value", "project.asset_owner",
		"project.operator", "project.maintainer", "project.running_costs", "project.handed_over", "project.next_check", "project.state", "project.why",
		"project.rescue_what", "project.rescue_who", "project.rescue_by"} {
		heads = append(heads, c.T(k))
	}
	return c.CSV("assets", heads, slices.Values(rows))
}

// aftercareView is the part of a project's page with what it leaves behind.
type aftercareView struct {
	Assets   []assetRow `json:"assets"`
	AssetURL string     `json:"register_asset_url"`
}

// fillAftercare loads what a project leaves behind.
func fillAftercare(c *web.Call, x Project, ring Ring, p *projectPage) error {
	found, err := assetsOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	if p.Aftercare.Assets, err = assetRows(c, found); err != nil {
		return err
	}
	if x.State != Cancelled && access.Check(aftercare, c.Actor, "project.register_asset", x.Before(c.Actor, ring, 0, 0)) == nil {
		p.Aftercare.AssetURL = c.Base() + URL(x.Code) + "/assets/new"
	}
	return nil
}
