package programme

import (
	"errors"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/programme/party"
)

// entry is one organisation of the register.
type entry struct {
	code, kind, level, parent string
	name                      said
	real                      bool // named by a public report; every other is illustrative
}

// class is a group with its members.
type class struct {
	code, side string
	name       said
	members    []string
}

// found makes a programme and its register in one change, with every seat. The
// words of its records are written in lang and translated into the other.
func (s *story) found(p party.Programme, lang string, register []entry, classes []class) {
	office := ident.Actor{Person: s.people["office"], Roles: []ident.Role{ident.Office}}
	s.prog.Code = p.Code
	s.prog, s.err = party.CreateProgramme(s.ctx, s.d, office, s.key(), p)
	if s.err != nil {
		return
	}
	office.Programme = s.prog.ID
	s.did(s.d.Change(s.ctx, office, s.key(), func(tx *db.Tx) ([]db.Fact, error) {
		var facts []db.Fact
		var errs []error
		keep := func(f db.Fact, err error) {
			facts, errs = append(facts, f), append(errs, err)
		}
		for _, e := range register {
			in := party.PartyInput{Code: e.code, Kind: e.kind, Level: e.level, Lang: lang, Parent: s.orgs[e.parent], Illustrative: !e.real}
			in.Name, in.Other = e.name.in(lang)
			added, f, err := party.AddPartyTx(s.ctx, tx, in)
			s.orgs[e.code] = added.ID
			keep(f, err)
		}
		for _, c := range classes {
			in := party.GroupInput{Code: c.code, Lang: lang, Side: c.side}
			in.Name, in.Other = c.name.in(lang)
			g, f, err := party.AddGroupTx(s.ctx, tx, in)
			s.groups[c.code] = g.ID
			keep(f, err)
			for _, m := range c.members {
				_, f, err := party.JoinGroupTx(s.ctx, tx, party.JoinInput{Group: g.ID, Party: s.orgs[m]})
				keep(f, err)
			}
		}
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		seats, err := s.seat(tx)
		return append(facts, seats...), err
	}))
}

// seat gives everybody their seats in the programme.
func (s *story) seat(tx *db.Tx) ([]db.Fact, error) {
	var facts []db.Fact
	sit := func(login string, role ident.Role, org string) error {
		if org == "" {
			return nil
		}
		_, f, err := party.AddMembershipTx(s.ctx, tx, party.MembershipInput{Person: s.people[login], Party: s.orgs[org], Role: role})
		facts = append(facts, f)
		who := ident.Actor{Person: s.people[login], Organisation: s.orgs[org], Programme: s.prog.ID, Roles: []ident.Role{role}}
		s.cast[login+"@"+org] = who
		if _, first := s.cast[login]; !first {
			s.cast[login] = who
		}
		return err
	}
	var errs []error
	for _, c := range chairs {
		for _, org := range map[string][]string{"aid": c.aid, "twin": c.twin}[s.prog.Code] {
			errs = append(errs, sit(c.login, c.role, org))
		}
	}
	for _, c := range clerks {
		errs = append(errs, sit(c.login, c.role, map[string]string{"aid": c.aid, "twin": c.twin}[s.prog.Code]))
	}
	return facts, errors.Join(errs...)
}

// pair binds two organisations: the office proposes, each side agrees by its
// own person, and the office starts it. Where a side has no seat, a second
// person of the office agrees for it.
func (s *story) pair(provider, byProvider, receiver, byReceiver string, scope said, level string) {
	id := s.made("party.pairing")(s.register.Pair(s.ctx, s.as("office"), party.ProposeInput{Key: s.key(), PairInput: party.PairInput{
		Provider: s.orgs[provider], Receiver: s.orgs[receiver], Scope: scope.slash(), Level: level, From: s.day(-380)}}))
	s.pairs[provider] = id
	for _, login := range []string{byProvider, byReceiver} {
		s.did(s.register.Step(s.ctx, s.as(login), party.StepInput{Key: s.key(), Pairing: id, MoveInput: party.MoveInput{Verb: "party.agree"}}))
	}
	s.did(s.register.Step(s.ctx, s.as("office"), party.StepInput{Key: s.key(), Pairing: id, MoveInput: party.MoveInput{Verb: "party.start"}}))
}

// changed is what became of the register of the twinning since it was made: a new
// name, a merger, and the liaison units that two sides named.
func changed(s *story) {
	s.then(-210, func() {
		s.did(s.register.Rename(s.ctx, s.as("office"), party.RenameInput{Key: s.key(), Party: s.orgs["VM-COOP"], NewName: party.NewName{
			Name: "High Moor Farm Cooperative", Other: "高沼农业合作社", On: s.day(-215), Reason: said{"Its members took in arable farms.", "社员吸收了种植户。"}.slash()}}))
	})
	s.then(-150, func() {
		s.did(s.register.Close(s.ctx, s.as("office"), party.CloseInput{Key: s.key(), Party: s.orgs["VM-MILL"], Ending: party.Ending{Verb: "party.merge",
			Successor: s.orgs["VM-COOP"], On: s.day(-152), Reason: said{"The mill joined the cooperative.", "磨坊并入合作社。"}.slash()}}))
	})
	s.then(-290, func() {
		liaise := func(side string, unit said) {
			s.did(s.register.Liaise(s.ctx, s.as(side), party.LiaiseInput{Key: s.key(), Pairing: s.pairs["PL"], Side: side, Unit: unit.slash()}))
		}
		liaise(party.Provider, said{"Twinning desk", "结对支援科"})
		liaise(party.Receiver, said{"Office of the Council", "议事会办公室"})
	})
}
