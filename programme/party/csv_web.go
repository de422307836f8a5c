package party

import (
	"slices"
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
	found, err := everyParty(ctx, c.Q, prog, f)
	if err != nil {
		return err
	}
	above, err := labels(c, c.Actor)
	if err != nil {
		return err
	}
	standing, err := allIdentifiers(ctx, c.Q, prog)
	if err != nil {
		return err
	}
	numbers := map[ident.ID][]Identifier{}
	for _, i := range standing {
		numbers[i.Party] = append(numbers[i.Party], i)
	}
	classes, err := groupCodes(ctx, c.Q, prog, c.Today())
	if err != nil {
		return err
	}
	var header []string
	for _, column := range slices.Concat(Columns, []string{"parent_name", "state"}) {
		header = append(header, c.T(columnKey("party", column)))
	}
	return c.CSV("parties", header, func(yield func([]string) bool) {
		for _, p := range inOrder(ids, found) {
			names := map[string]string{p.Lang: p.Name, otherLang(p.Lang): p.Other}
			row := []string{p.Code, names["zh"], names["en"], c.T("party.kind." + p.Kind), levelText(c, p.Level), above[p.Parent].code, p.ContactUnit,
				writtenNumbers(numbers[p.ID]), strings.Join(classes[p.ID], "; "), c.T("party.visibility." + p.Visibility),
				c.T("party.answer." + yesNo(p.Illustrative)), above[p.Parent].in(c.Lang), c.T(string(Machine.StateKey(p.State)))}
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
	found, err := everyPairing(c.R.Context(), c.Q, c.Programme.ID, f)
	if err != nil {
		return err
	}
	named, err := labels(c, everyone(c))
	if err != nil {
		return err
	}
	var header []string
	for _, column := range slices.Concat(PairingColumns, []string{"provider_name", "receiver_name", "state"}) {
		header = append(header, c.T(columnKey("pairing", column)))
	}
	return c.CSV("pairings", header, func(yield func([]string) bool) {
		for _, p := range inOrder(ids, found) {
			giver, taker := named[p.Provider], named[p.Receiver]
			row := []string{p.Code, giver.code, taker.code, p.Scope, levelText(c, p.Level), string(p.From), string(p.To), p.LiaisonProvider, p.LiaisonReceiver,
				c.T("party.visibility." + p.Visibility), giver.in(c.Lang), taker.in(c.Lang), c.T(string(PairingMachine.StateKey(p.State)))}
			if !yield(row) {
				return
			}
		}
	})
}

// labels are the names of all parties that a reader may see.
func labels(c *web.Call, who ident.Actor) (map[ident.ID]labelled, error) {
	all, err := partyLabels(c.R.Context(), c.Q, c.Programme.ID, PartyFilter{State: AnyState, For: who})
	named := make(map[ident.ID]labelled, len(all))
	for _, p := range all {
		named[p.id] = p
	}
	return named, err
}

func levelText(c *web.Call, level string) string {
	if level == "" {
		return ""
	}
	return c.T("party.level." + level)
}
