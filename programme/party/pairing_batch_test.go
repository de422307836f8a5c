package party

import (
	"fmt"
	"strings"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
)

// TestTablesOfPairings reads whole files: each effect as "row act code name",
// each error as "row column key".
func TestTablesOfPairings(t *testing.T) {
	for name, c := range map[string]struct{ file, effects, errors string }{
		"a new pairing":          {"provider,receiver,from,scope\nent-a,ENT-A1,2028-01-01,water\n", "2 add  ENT-A – ENT-A1", ""},
		"Chinese heads":          {"支援方,受援方,起始日期,层级,可见范围\nENT-A,ENT-A1,2028-01-01,县,公开\n", "2 add  ENT-A – ENT-A1", ""},
		"on record already":      {"code,provider,receiver,from,scope\nPAIR-001,ENT-A,ENT-A1,2028-01-01,health\n", "2 same PAIR-001 ENT-A – ENT-A1", ""},
		"on record otherwise":    {"code,provider,receiver,from,scope\nPAIR-001,ENT-A,ENT-A1,2028-01-01,all\nPAIR-002,ENT-A,ENT-A1,2028-01-01,schools\n", "", "2 code party.pair_known; 3 code party.pair_known"},
		"a living twin":          {"provider,receiver,from,scope\nENT-A,ENT-A1,2028-01-01,health\n", "", "2 scope party.pair_exists"},
		"one that ended is free": {"provider,receiver,from,scope\nENT-A,ENT-A1,2028-01-01,schools\n", "2 add  ENT-A – ENT-A1", ""},
		"twice in the file":      {"code,provider,receiver,from,scope\nX,ENT-A,ENT-A1,2028-01-01,a\nY,ENT-A,ENT-A1,2028-01-01,a\nX,ENT-A1,ENT-A,2028-01-01,b\n", "2 add X ENT-A – ENT-A1", "3 scope party.row_pair_twice; 4 code party.row_pair_twice"},
		"unknown and no more":    {"provider,receiver,from\nNONE,OLD,2028-01-01\n", "", "2 provider party.code_unknown; 2 receiver party.side_not_active"},
		"every error of a row": {"code,provider,receiver,from,to,level,visibility\na b,,ENT-A,soon,,moon,secret\n", "",
			"2 code party.code_form; 2 provider party.provider_missing; 2 level party.level_unknown; 2 visibility party.visibility_unknown; 2 from party.day"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := DraftPairings([]byte(c.file), register)
			if err != nil {
				t.Fatal(err)
			}
			var effects, errors []string
			for _, e := range d.Effects {
				effects = append(effects, fmt.Sprint(e.Row, " ", e.Act, " ", e.Code, " ", e.Name))
			}
			for _, e := range d.Errors {
				errors = append(errors, fmt.Sprint(e.Row, " ", e.Column, " ", e.Key))
			}
			if got := strings.Join(effects, "; "); got != c.effects {
				t.Errorf("effects %s, want %s", got, c.effects)
			}
			if got := strings.Join(errors, "; "); got != c.errors {
				t.Errorf("errors %s, want %s", got, c.errors)
			}
		})
	}
	_, err := DraftPairings([]byte("provider,receiver\nA,B\n"), register)
	want(t, err, fault.Invalid, "sheet.column_missing")
}

func TestATableOfPairingsIsProposedAndTakenBack(t *testing.T) {
	w := newWorld(t)
	ctx, q := t.Context(), w.d.Read()
	const file = "provider,receiver,from,scope,liaison_provider\nENT-A,CTY-1,2028-01-01,health,Desk\nENT-B,CTY-1,2028-01-01,,\n"
	done := w.importOf("pairing", file)
	if len(done.Facts) != 3 {
		t.Errorf("%v", done.Facts)
	}
	p := w.pairing("PAIR-001")
	if p.State != "proposed" || p.LiaisonProvider != "Desk" || p.ProposedBy != w.officer.Person {
		t.Errorf("%+v", p)
	}
	asked := func(id ident.ID) int {
		return len(must(task.Of(ctx, q, w.prog.ID, ident.Ref{Kind: "party.pairing", ID: id})))
	}
	if asked(p.ID) != 2 {
		t.Errorf("%d are asked to agree", asked(p.ID))
	}
	w.undo("IMP-001")
	if _, err := GetPairing(ctx, q, w.prog.ID, p.ID); fault.KindOf(err) != fault.NotFound || asked(p.ID) != 0 || w.found("PAIR-001") != "" {
		t.Errorf("after the undo: %v, %d tasks", err, asked(p.ID))
	}
	w.importOf("pairing", file)
	w.step(w.provA, w.pairing("PAIR-003").ID, MoveInput{Verb: "party.agree"})
	b := must(GetBatchByCode(ctx, q, w.prog.ID, "IMP-002"))
	_, err := w.room.Undo(ctx, w.officer, UndoInput{w.key(), b.ID})
	want(t, err, fault.Conflict, "party.batch_overtaken")
	if p := w.pairing("PAIR-004"); p.State != "proposed" {
		t.Errorf("%+v", p)
	}
}

func TestNumbersAndClassesOfATableComeBack(t *testing.T) {
	w := newWorld(t)
	ctx, q := t.Context(), w.d.Read()
	w.must(w.room.AddGroup(ctx, w.officer, AddGroupInput{w.key(), GroupInput{Code: "ALL", Name: "all", Lang: "en"}}))
	before := must(wholeRegister(ctx, q, w.prog.ID))
	const file = "code,name_en,kind,parent,identifiers,groups\nB1,B one,firm,B,GB-COH 8,ALL\nB,B,firm,,CN-USCI 91350100M000100Y43,\nENT-A,,enterprise,,GB-COH 9,ALL\n"
	done := w.importTable(strings.Replace(file, "ENT-A,,", "ENT-A,Enterprise A,", 1))
	kinds := map[string]int{}
	for _, f := range done.Facts {
		kinds[f.Kind]++
	}
	if kinds["party.party.added.v1"] != 2 || kinds["party.party.corrected.v1"] != 0 || kinds["party.identifier.noted.v1"] != 3 || kinds["party.member.joined.v1"] != 2 {
		t.Errorf("%v", kinds)
	}
	now := must(wholeRegister(ctx, q, w.prog.ID))
	if len(now.Members) != 2 || now.Members[0].From != "2028-05-14" || len(now.Numbers) != 3 {
		t.Errorf("%v\n%v", now.Members, now.Numbers)
	}
	w.undo("IMP-001")
	after := must(wholeRegister(ctx, q, w.prog.ID))
	if fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("after the undo\n%v\nwant\n%v", after, before)
	}
	// A number withdrawn since bars the undo.
	w.importTable("code,kind,identifiers\nENT-A,enterprise,GB-COH 9\n")
	n := must(IdentifiersOf(ctx, q, w.prog.ID, w.entA.ID, 0))
	w.must(w.room.Unidentify(ctx, w.officer, UnidentifyInput{w.key(), w.entA.ID, n[0].ID, "wrong"}))
	b := must(GetBatchByCode(ctx, q, w.prog.ID, "IMP-002"))
	_, err := w.room.Undo(ctx, w.officer, UndoInput{w.key(), b.ID})
	want(t, err, fault.Conflict, "party.batch_overtaken")
}

func TestATableOfPairingsThroughForms(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	seen := f.officer.Submit(f.officer.Get("/pairings/import"), "/pairings/import", set("table", "provider,receiver,from,scope\nENT-A,CTY-1,2028-01-01,health\n"))
	seen.Want(200, "1 would be proposed", "ENT-A – CTY-1", "health", "1 January 2028")
	done := f.officer.Submit(seen, "/pairings/imports", nil).Want(200, "The table is read in.", "IMP-001")
	f.officer.Get("/parties/import").Without("IMP-001")
	f.officer.Post("/parties/imports/IMP-001/undoing", nil).Want(404)
	f.officer.Get("/pairings/PAIR-001").Want(200, "waits for the providing side")
	// The list as it stands can be read in again and changes nothing.
	list := f.officer.Get("/pairings?format=csv")
	f.officer.Upload(f.officer.Get("/pairings/import"), "/pairings/import", nil, "file", "list.csv", []byte(list.Body)).Want(200, "0 would be proposed, 1 are on record already")
	f.officer.Submit(done, "/pairings/imports/IMP-001/undoing", nil).Want(200, "taken back")
	f.officer.Get("/pairings/PAIR-001").Want(404)
	f.provA.Get("/pairings/import").Want(403)
}
