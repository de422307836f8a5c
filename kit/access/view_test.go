package access_test

import (
	"fmt"
	"testing"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

func TestWhatCanBeKeptAsAView(t *testing.T) {
	for _, c := range []struct {
		address, name string
		want          access.View
	}{
		{"/measures?state=open&after=9&notice=x_done&format=csv", "Open", access.View{Page: "/measures", Name: "Open", Query: "state=open"}},
		{"?status=silent", "Silent", access.View{Page: "", Name: "Silent", Query: "status=silent"}}, // the board has no path of its own
	} {
		if got, err := access.NewView(c.address, c.name); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", c.address, got, err)
		}
	}
	for _, bad := range [][2]string{{"https://elsewhere.example/x", "X"}, {"//elsewhere.example", "X"}, {"javascript:x", "X"}, {"measures", "X"}, {"/measures", ""}} {
		if got, err := access.NewView(bad[0], bad[1]); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q was taken as %+v", bad, got)
		}
	}
}

func TestViewsArePersonal(t *testing.T) {
	d := dbtest.Open(t)
	accounts := access.NewAccounts(d)
	ctx := t.Context()
	person := func(id int64) ident.Actor {
		err := d.Write(ctx, func(tx *db.Tx) error {
			return tx.Exec(ctx, "INSERT INTO access_person (id, name) VALUES ($1, 'A')", id)
		})
		if err != nil {
			t.Fatal(err)
		}
		return ident.Actor{Person: ident.Person(id), Programme: 1}
	}
	mine, other := person(501), person(502)
	keep := func(name, query string) error {
		return accounts.KeepView(ctx, mine, access.View{Page: "/measures", Name: name, Query: query})
	}
	if err := keep("Late", "state=late"); err != nil {
		t.Fatal(err)
	}
	if err := keep("Late", "state=late&sort=due"); err != nil {
		t.Fatal(err)
	}
	got, err := access.Views(ctx, d.Read(), mine, "/measures")
	if err != nil || len(got) != 1 || got[0].Query != "state=late&sort=due" {
		t.Fatalf("kept %+v, %v", got, err)
	}
	elsewhere := mine
	elsewhere.Programme = 2
	for _, who := range []ident.Actor{other, elsewhere} {
		if got, _ := access.Views(ctx, d.Read(), who, "/measures"); len(got) != 0 {
			t.Errorf("%+v sees %+v", who, got)
		}
		if err := accounts.DropView(ctx, who, "/measures", "Late"); err != nil {
			t.Fatal(err)
		}
	}
	for i := 1; i < 20; i++ {
		if err := keep(fmt.Sprint("View ", i), ""); err != nil {
			t.Fatal(i, err)
		}
	}
	if err := keep("One more", ""); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the twenty-first view: %v", err)
	}
	if err := accounts.DropView(ctx, mine, "/measures", "Late"); err != nil {
		t.Fatal(err)
	}
	if got, _ := access.Views(ctx, d.Read(), mine, "/measures"); len(got) != 19 {
		t.Errorf("%d views are left", len(got))
	}
}
