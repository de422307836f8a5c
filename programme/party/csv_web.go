package party

import (
	"strings"

	"throughline/kit/ident"
	"throughline/kit/web"
)

// partiesCSV writes the whole list with the columns that can be read in again.
func (r *Room) partiesCSV(c *web.Call, f PartyFilter, order string) error {
	ctx, prog := c.R.Context(), c.Programme.ID
	ids, err := partyIDs(c, f, order)
	if err != nil {
		return err
	}
	found, err := PartiesByID(ctx, c.Q, prog, ids)
	if err != nil {
		return err
	}
	var parents []ident.ID
	for _, p := range found {
		parents = append(parents, p.Parent)
	}
	above, err := visibleParties(ctx, c, parents)
	if err != nil {
		return err
	}
	numbers, err := identifiersOfAll(ctx, c.Q, prog, ids)
	if err != nil {
		return err
	}
	classes, err := groupCodes(ctx, c.Q, prog, c.Today())
	if err != nil {
		return err
	}
	var header []string
	for _, column := range append(Columns, "parent_name", "state") {
		header = append(header, c.T("party.column."+column))
	}
	return c.CSV("parties", header, func(yield func([]string) bool) {
		for _, p := range inOrder(ids, found) {
			names := map[string]string{p.Lang: p.Name, otherLang(p.Lang): p.Other}
			row := []string{p.Code, names["zh"], names["en"], c.T("party.kind." + p.Kind), levelText(c, p.Level), above[p.Parent].Code, p.ContactUnit,
				writtenNumbers(numbers[p.ID]), strings.Join(classes[p.ID], "; "), c.T("party.visibility." + p.Visibility),
				c.T("party.answer." + yesNo(p.Illustrative)), above[p.Parent].NameIn(c.Lang), c.T(string(Machine.StateKey(p.State)))}
			if !yield(row) {
				return
			}
		}
	})
}

// pairingsCSV writes the whole list with the columns that can be read in again,
// and the names beside the codes.
func (r *Room) pairingsCSV(c *web.Call, f PairingFilter, order string) error {
	ids, err := pairingIDs(c, f, order)
	if err != nil {
		return err
	}
	found, err := PairingsByID(c.R.Context(), c.Q, c.Programme.ID, ids)
	if err != nil {
		return err
	}
	rows, err := pairingRows(c, inOrder(ids, found))
	if err != nil {
		return err
	}
	var header []string
	for _, column := range append(PairingColumns, "provider_name", "receiver_name", "state") {
		header = append(header, c.T(columnKey("pairing", column)))
	}
	return c.CSV("pairings", header, func(yield func([]string) bool) {
		for _, p := range rows {
			row := []string{p.Code, p.Giver.Code, p.Taker.Code, p.Scope, levelText(c, p.Level), string(p.From), string(p.To), p.LiaisonProvider, p.LiaisonReceiver,
				c.T("party.visibility." + p.Visibility), p.Giver.Title, p.Taker.Title, c.T(string(PairingMachine.StateKey(p.State)))}
			if !yield(row) {
				return
			}
		}
	})
}

func levelText(c *web.Call, level string) string {
	if level == "" {
		return ""
	}
	return c.T("party.level." + level)
}
