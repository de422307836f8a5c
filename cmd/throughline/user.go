package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/site"
)

// user makes an account: throughline user add LOGIN --name NAME
// [--programme CODE --party CODE --role ROLE]. The password is read from the
// terminal or a pipe; an empty line makes one up and prints it.
func user(ctx context.Context, args []string) error {
	if len(args) < 2 || args[0] != "add" || strings.HasPrefix(args[1], "-") {
		return errors.New("usage: throughline user add LOGIN --name NAME [--programme CODE --party CODE --role ROLE]")
	}
	f := flag.NewFlagSet("user add", flag.ContinueOnError)
	var in installation
	in.flags(f)
	name := f.String("name", "", "the person's name")
	code := f.String("programme", "", "programme to take part in")
	partyCode := f.String("party", "", "organisation to act for, by code")
	role := f.String("role", "", "role there: "+roleList())
	if err := f.Parse(args[2:]); err != nil {
		return err
	}
	d, _, err := in.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	person, err := addAccount(ctx, d, *name, args[1])
	if err != nil || *code == "" {
		return readable(err)
	}
	prog, err := party.ProgrammeByCode(ctx, d.Read(), *code)
	if err != nil {
		return fmt.Errorf("programme %s: %w", *code, readable(err))
	}
	who := ident.Actor{Programme: prog.ID, Person: person}
	_, err = d.Change(ctx, who, db.Key{ID: rand.Text()}, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := party.GetPartyByCode(ctx, tx, prog.ID, *partyCode)
		if err != nil {
			return nil, fmt.Errorf("party %s: %w", *partyCode, err)
		}
		_, fact, err := party.AddMembershipTx(ctx, tx, party.MembershipInput{Person: person, Party: p.ID, Role: ident.Role(*role), From: words.DayOf(tx.Now, prog.Location())})
		return []db.Fact{fact}, err
	})
	return readable(err)
}

func roleList() string {
	var all []string
	for _, r := range ident.Roles {
		all = append(all, string(r))
	}
	return strings.Join(all, ", ")
}

func addAccount(ctx context.Context, d *db.DB, name, login string) (ident.Person, error) {
	fmt.Fprintf(os.Stderr, "Password for %s (empty: make one up): ", login)
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	fmt.Fprintln(os.Stderr)
	password := strings.TrimRight(line, "\r\n")
	if err != nil && password == "" {
		password = ""
	}
	made := password == ""
	if made {
		password = strings.ToLower(rand.Text()[:20])
	}
	person, err := access.NewAccounts(d).AddPerson(ctx, name, login, password)
	if err != nil {
		return 0, err
	}
	if made {
		fmt.Println("Password:", password)
	}
	fmt.Println("Account", login, "made.")
	return person, nil
}

// readable turns a refusal into a sentence for the terminal.
func readable(err error) error {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	book, berr := site.Texts()
	if berr != nil {
		return berr
	}
	lines := []string{book.T(words.EN, e.Key, e.Args...)}
	for _, f := range e.Fields {
		lines = append(lines, f.Name+": "+book.T(words.EN, f.Key, f.Args...))
	}
	return errors.New(strings.Join(lines, "\n  "))
}

// programme makes a programme with its office and the account that runs it:
// throughline programme add CODE --name NAME --name-zh 名称 --office NAME --login LOGIN.
func programme(ctx context.Context, args []string) error {
	if len(args) < 2 || args[0] != "add" || strings.HasPrefix(args[1], "-") {
		return errors.New("usage: throughline programme add CODE --name NAME --name-zh NAME --office NAME --login LOGIN")
	}
	f := flag.NewFlagSet("programme add", flag.ContinueOnError)
	var in installation
	in.flags(f)
	p := party.Programme{Code: args[1], Languages: []string{"en", "zh"}}
	f.StringVar(&p.Name, "name", "", "name in English")
	f.StringVar(&p.NameZH, "name-zh", "", "name in Chinese")
	f.StringVar(&p.Zone, "zone", "UTC", "time zone, such as Asia/Shanghai")
	f.StringVar(&p.Currency, "currency", "CNY", "currency code")
	office := f.String("office", "Programme office", "name of the organisation that runs it")
	login := f.String("login", "", "sign-in name of the first account, with the roles office and admin")
	person := f.String("person", "", "that person's name")
	if err := f.Parse(args[2:]); err != nil {
		return err
	}
	d, _, err := in.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	if p, err = party.CreateProgramme(ctx, d, ident.Actor{}, db.Key{ID: "programme " + p.Code, Digest: p.Name}, p); err != nil {
		return readable(err)
	}
	id, err := access.NewAccounts(d).PersonOf(ctx, *login)
	if fault.KindOf(err) == fault.NotFound {
		id, err = addAccount(ctx, d, *person, *login)
	}
	if err != nil {
		return readable(err)
	}
	_, err = d.Change(ctx, ident.Actor{Programme: p.ID, Person: id}, db.Key{ID: "office"}, func(tx *db.Tx) ([]db.Fact, error) {
		org, fact, err := party.AddPartyTx(ctx, tx, party.PartyInput{Code: "OFFICE", Kind: "office", Name: *office, Lang: "en"})
		if err != nil {
			return nil, err
		}
		facts := []db.Fact{fact}
		for _, role := range []ident.Role{ident.Office, ident.Admin} {
			_, fact, err := party.AddMembershipTx(ctx, tx, party.MembershipInput{Person: id, Party: org.ID, Role: role, From: words.DayOf(tx.Now, p.Location())})
			if err != nil {
				return nil, err
			}
			facts = append(facts, fact)
		}
		return facts, nil
	})
	return readable(err)
}

// routes prints every path with the action that allows it.
func routes(ctx context.Context, _ []string) error {
	dir, err := os.MkdirTemp("", "throughline-routes-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	in := installation{data: dir}
	d, blobs, err := in.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	s, err := site.New(site.Options{DB: d, Blobs: blobs})
	if err != nil {
		return err
	}
	for _, r := range s.Routes() {
		fmt.Printf("%-8s %-60s %s\n", strings.Fields(r.Pattern)[0], strings.Fields(r.Pattern)[1], r.Action)
	}
	return nil
}
