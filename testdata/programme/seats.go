package programme

import (
	"context"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// Seat is one role that a visitor of the demo may take.
type Seat struct {
	Login        string
	Role         ident.Role
	Organisation map[words.Lang]string // in the founding case, where the visitor begins
}

// Where a visitor begins: the conference that has not been read in.
const (
	BeginProgramme = "aid"
	BeginPath      = "/conferences/CNF-001"
)

// chairs are the seats of the demo with the people who hold them, by name made
// up, and their organisations in the two programmes. More than one organisation
// is more than one hat.
var chairs = []struct {
	login, name string
	role        ident.Role
	aid, twin   []string
}{
	{"leader", "Alva Renn", ident.Leader, []string{"OFFICE"}, []string{"OFFICE"}},
	{"office", "Bren Osk", ident.Office, []string{"OFFICE"}, []string{"OFFICE"}},
	{"secretary", "Cora Lind", ident.Secretary, []string{"OFFICE"}, []string{"OFFICE"}},
	{"provider", "Dane Mull", ident.Provider, []string{"ENT-B", "ENT-D"}, []string{"PL", "PL-WAT"}},
	{"receiver", "Esme Tarn", ident.Receiver, []string{"CTY-M"}, []string{"VM"}},
	{"owner", "Finn Orley", ident.Owner, []string{"FIRM-K"}, []string{"VM-WRK"}},
	{"finance", "Gita Voss", ident.Finance, []string{"CTY-M"}, []string{"VM"}},
	{"analyst", "Hale Quint", ident.Analyst, []string{"OFFICE"}, []string{"OFFICE"}},
	{"safeguards", "Ines Loam", ident.Safeguards, []string{"OFFICE"}, []string{"OFFICE"}},
	{"team", "Joss Arden", ident.TeamLeader, []string{"ENT-A"}, []string{"PL"}},
	{"auditor", "Kira Stell", ident.Auditor, []string{"OFFICE"}, []string{"OFFICE"}},
	{"reader", "Lio Fenn", ident.Reader, []string{"PUBLIC"}, []string{"PUBLIC"}},
	{"admin", "Mara Pell", ident.Admin, []string{"OFFICE"}, []string{"OFFICE"}},
}

// clerks speak for organisations in which no visitor sits.
var clerks = []struct {
	login, name string
	role        ident.Role
	aid, twin   string
}{
	{"second", "Nils Kay", ident.Office, "OFFICE", "OFFICE"},
	{"health", "Oda Brin", ident.Provider, "", "PL-HLT"},
	{"schools", "Per Lowe", ident.Provider, "", "PL-EDU"},
	{"grid", "Quin Aske", ident.Provider, "", "PL-GRD"},
	{"harbour", "Rhea Sund", ident.Provider, "", "PL-HBR"},
	{"uplandhealth", "Sten Holm", ident.Receiver, "", "VM-HLT"},
	{"uplandschools", "Tova Crest", ident.Receiver, "", "VM-EDU"},
	{"works", "Ulf Marsh", ident.Receiver, "", "VM-WRK"},
	{"ashwater", "Vera Dell", ident.Receiver, "", "VM-ASH"},
	{"stonyford", "Wim Garth", ident.Receiver, "", "VM-STF"},
	{"highmoor", "Xenia Rook", ident.Receiver, "", "VM-HIL"},
	{"cooperative", "Alma Birch", ident.Receiver, "", "VM-COOP"},
	{"quayfoods", "Yara Flint", ident.Provider, "ENT-A", "CO-FOOD"},
	{"cables", "Zeno Birk", ident.Provider, "ENT-C", "CO-CABLE"},
	{"freight", "Anka Moor", ident.Provider, "ENT-E", "CO-FREIGHT"},
	{"dairy", "Bodo Wren", ident.Provider, "ENT-F", "CO-DAIRY"},
	{"printing", "Celia Frost", ident.Provider, "", "CO-PRINT"},
	{"insurance", "Dorn Ivers", ident.Provider, "", "CO-INSURE"},
	{"firm", "Elin Thorpe", ident.Receiver, "FIRM-K", ""},
	{"department", "Falk Rowan", ident.Receiver, "DEP-N", ""},
}

// Seats are the twelve roles of a programme and the administrator.
func Seats() []Seat {
	var all []Seat
	for _, c := range chairs {
		name := aidNames[c.aid[0]]
		all = append(all, Seat{Login: c.login, Role: c.role, Organisation: map[words.Lang]string{words.EN: name.en, words.ZH: name.zh}})
	}
	return all
}

// admit makes the accounts. None has a password: the demo's seats need none,
// and the others cannot be taken.
func admit(ctx context.Context, d *db.DB) (map[string]ident.Person, error) {
	accounts := access.NewAccounts(d)
	people := map[string]ident.Person{}
	add := func(login, name string) (err error) {
		people[login], err = accounts.AddPerson(ctx, name, login, "")
		return err
	}
	for _, c := range chairs {
		if err := add(c.login, c.name); err != nil {
			return nil, err
		}
	}
	for _, c := range clerks {
		if err := add(c.login, c.name); err != nil {
			return nil, err
		}
	}
	return people, nil
}
