package plan

import (
	"context"
	"fmt"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Room is the plan room of an installation. PeriodPanels are the parts of later
// rooms on a period's page.
type Room struct {
	DB           *db.DB
	PeriodPanels []PeriodPanel

	part part
}

// own are the actions that are no moves of a machine.
var own = []access.Rule{
	{Action: "plan.view", By: []ident.Grant{{Roles: party.SeatRoles}}},
	{Action: "plan.add", By: office},
	{Action: "plan.set_rules", By: office},
	{Action: "plan.draft_annual", By: drafters},
	{Action: "plan.remind", By: desk},
}

// Actions lists every action of the room with who may do it. (In the other
// rooms this list is called Rules; here that is the programme's own word.)
func Actions() []access.Rule {
	all := own
	all = append(all[:len(all):len(all)], access.FromMachine(&Machine)...)
	all = append(all, access.FromMachine(&AnnualMachine)...)
	return append(all, access.FromMachine(&TakeUpMachine)...)
}

// today is the calendar day of a change in the programme's own zone.
func today(ctx context.Context, tx *db.Tx) (words.Day, error) {
	prog, err := party.ProgrammeByID(ctx, tx, tx.Who.Programme)
	if err != nil {
		return "", fmt.Errorf("finding the programme: %w", err)
	}
	return words.DayOf(tx.Now, prog.Location()), nil
}
