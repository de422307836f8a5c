package plan

import (
	"slices"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/programme/party"
)

type itemPage struct {
	annualPageView
	No int `json:"item"`
}

// getItem is the form of one item of a plan; number 0 is a new one.
func (r *Room) getItem(c *web.Call) error {
	a, err := findAnnual(c)
	if err != nil {
		return err
	}
	item, err := itemOf(c, a)
	if err != nil {
		return err
	}
	pairing, err := annualPairing(c, a)
	if err != nil {
		return err
	}
	if _, err := AnnualMachine.Try(c.Actor, a.Relations(c.Actor, pairing), a.State, "plan.edit_annual", ""); err != nil && !c.Kept() {
		return err
	}
	p := itemPage{No: item.No}
	if p.annualPageView, err = annualView(c, a); err != nil {
		return err
	}
	if p.Form, err = formOf(c, item); err != nil {
		return err
	}
	return c.Page("item", p)
}

func itemOf(c *web.Call, a Annual) (Item, error) {
	if c.Path("no") == "0" {
		return Item{}, nil
	}
	i := slices.IndexFunc(a.Items, func(i Item) bool { return i.No == number(c.Path("no")) })
	if i < 0 {
		return Item{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return a.Items[i], nil
}

func (r *Room) postItem(c *web.Call) error {
	a, err := findAnnual(c)
	if err != nil {
		return err
	}
	again := r.getItem
	if c.Path("no") == "0" {
		again = r.getAnnual
	}
	in := PutItemInput{Key: c.Key(), Annual: a.ID, No: number(c.Path("no")), Lang: string(c.Lang), Currency: c.Programme.Currency,
		ItemInput: ItemInput{What: c.Value("what"), OffPlan: c.Value("off_plan") != "", Approver: c.Value("approver"), Quantity: c.Value("quantity"),
			Unit: c.Value("unit"), Amount: c.Value("amount"), MoneyClass: c.Value("money_class"),
			Marks: Marks{Livelihood: c.Value("livelihood"), GrassRoots: c.Value("grass_roots"), Category: c.Value("category")}}}
	for name, id := range map[string]*ident.ID{"party": &in.Party, "receiver": &in.Receiver} {
		code := c.Value(name)
		if code == "" {
			continue
		}
		p, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Programme.ID, code)
		if fault.KindOf(err) == fault.NotFound || err == nil && !access.MaySee(c.Actor, p.Visibility, p.ID) {
			var f fault.Form
			f.Refuse(name, "plan.party_unknown", code)
			return c.Again(again, f.Err())
		}
		if err != nil {
			return err
		}
		*id = p.ID
	}
	if used, err := Uses(c, Shares); err != nil {
		return err
	} else if old, err := itemOf(c, a); err == nil && !used {
		in.Marks = old.Marks // the form does not ask for them
	}
	done, err := r.PutItem(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(again, err)
	}
	return c.Done(done, a.URL(), "plan.item_done")
}

func (r *Room) postRemoval(c *web.Call) error {
	a, err := findAnnual(c)
	if err != nil {
		return err
	}
	done, err := r.DropItem(c.R.Context(), c.Actor, PutItemInput{Key: c.Key(), Annual: a.ID, No: number(c.Path("no"))})
	if err != nil {
		return c.Again(r.getItem, err)
	}
	return c.Done(done, a.URL(), "plan.item_removed_done")
}

type annualVersionPage struct {
	annualPageView
	Issued  versionView `json:"issued"`
	Changes []string    `json:"changed"`
}

// getAnnualVersion shows one issued text as it stood when it was issued.
func (r *Room) getAnnualVersion(c *web.Call) error {
	a, err := findAnnual(c)
	if err != nil {
		return err
	}
	all, err := versionsOf(c, &AnnualMachine, Issues, annualRef(a.ID), a.URL(), web.AsOf{})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(v versionView) bool { return v.Number == number(c.Path("n")) })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	then, before := Annual{}, Annual{}
	if err := c.Then(web.AsOf{Seq: all[i].seq}, annualRef(a.ID), &then); err != nil {
		return err
	}
	p := annualVersionPage{Issued: all[i]}
	if i+1 < len(all) {
		if err := c.Then(web.AsOf{Seq: all[i+1].seq}, annualRef(a.ID), &before); err != nil {
			return err
		}
		p.Changes = changesSaid(c, then.Changes(before))
	}
	if p.annualPageView, err = annualView(c, then); err != nil {
		return err
	}
	return c.Page("annual_version", p)
}

// changesSaid says which items were added, changed or taken out.
func changesSaid(c *web.Call, changes []ItemChange) []string {
	var said []string
	for _, x := range changes {
		switch {
		case x.Before == nil:
			said = append(said, c.T("plan.item_added", x.After.What))
		case x.After == nil:
			said = append(said, c.T("plan.item_removed", x.Before.What))
		default:
			said = append(said, c.T("plan.item_changed", x.After.What))
		}
	}
	return said
}
