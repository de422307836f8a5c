package stocktake

import (
	"testing"

	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/programme/party"
)

func TestWhoCanAct(t *testing.T) {
	seats := []party.Membership{{Person: 1, Party: 10, Role: ident.Office}, {Person: 2, Party: 20, Role: ident.Provider}, {Person: 3, Party: 20, Role: ident.Provider}}
	for name, c := range map[string]struct {
		w    task.Waiting
		want bool
	}{
		"anybody in the role":                   {task.Waiting{Role: ident.Office}, true},
		"of this organisation":                  {task.Waiting{Role: ident.Provider, Party: 20}, true},
		"of another organisation":               {task.Waiting{Role: ident.Provider, Party: 10}, false},
		"a second person":                       {task.Waiting{Role: ident.Provider, Party: 20, NotPerson: 2}, true},
		"only the claimant":                     {task.Waiting{Role: ident.Office, NotPerson: 1}, false},
		"handed to one who is seated":           {task.Waiting{Role: ident.Provider, Party: 20, Person: 3}, true},
		"handed to one who has left":            {task.Waiting{Role: ident.Provider, Party: 20, Person: 9}, false},
		"a role that nobody holds":              {task.Waiting{Role: ident.Auditor}, false},
		"handed to the claimant under the role": {task.Waiting{Role: ident.Provider, Party: 20, Person: 2, NotPerson: 2}, false},
	} {
		if got := canAct(c.w, seats); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
