package party

import (
	"fmt"
	"strings"
	"testing"

	"throughline/kit/fault"
)

func TestNumbersOfRegisters(t *testing.T) {
	for _, c := range []struct{ scheme, value, want, wrong string }{
		{"CN-USCI", "91350100M000100Y43", "91350100M000100Y43", ""}, // the example of GB 32100-2015
		{"cn-usci", " ９１35 0100 m000100y43 ", "91350100M000100Y43", ""},
		{"CN-USCI", "91350100M000100Y44", "", "party.identifier_check [4 3]"},
		{"CN-USCI", "91350100M000101Y43", "", "party.identifier_check [3 Q]"},
		{"CN-USCI", "19350100M000100Y43", "", "party.identifier_check [3 J]"}, // two changed places
		{"CN-USCI", "91350100M000100Y4", "", "party.identifier_length [18 17]"},
		{"CN-USCI", "91350100MO00100Y43", "", "party.identifier_character [O 10]"},
		{"CN-USCI", "统一9135", "", "party.identifier_character [统 1]"},
		{"XI-LEI", "HWUPKR0MPOU8FGXBT394", "HWUPKR0MPOU8FGXBT394", ""},
		{"XI-LEI", "HWUPKR0MPOU8FGXBT349", "", "party.identifier_check [49 94]"},
		{"XI-LEI", "HWUPKR0MPOU8FGXTB394", "", "party.identifier_check [94 81]"},
		{"XI-LEI", "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12", ""},
		{"XI-LEI", "5493001KJTIIGC8Y1R", "", "party.identifier_length [20 18]"},
		{"XI-LEI", "5493001KJTIIGC8Y1R-2", "", "party.identifier_character [- 19]"},
		{"GB-COH", "sc 123456", "SC123456", ""},
		{"CN-USCC", "91350100M000100Y43", "", "party.scheme_unknown [CN-USCC]"},
		{"GB-COH", " ", "", "party.identifier_missing []"},
		{"GB-COH", strings.Repeat("1", 61), "", "party.identifier_long [60]"},
	} {
		i, err := (Identifier{Scheme: c.scheme, Value: c.value}).check()
		if c.wrong == "" {
			if err != nil || i.Value != c.want {
				t.Errorf("%s %s: %+v, %v", c.scheme, c.value, i, err)
			}
			continue
		}
		e, ok := err.(*fault.Error)
		if !ok || len(e.Fields) != 1 || fmt.Sprint(e.Fields[0].Key, " ", e.Fields[0].Args) != c.wrong {
			t.Errorf("%s %s: %+v, want %s", c.scheme, c.value, e, c.wrong)
		}
	}
}

// TestEveryWrongCharacterIsNoticed holds what the check characters are for: no
// single wrong character and no two neighbours in the wrong order pass. (MOD
// 97-10 reads a letter as two digits, so it may miss one taken for a digit.)
func TestEveryWrongCharacterIsNoticed(t *testing.T) {
	for _, c := range []struct {
		value, alphabet string
		check           func(string) *fault.Message
	}{{"91350100M000100Y43", usciAlphabet, checkUSCI}, {"HWUPKR0MPOU8FGXBT394", leiAlphabet, checkLEI}} {
		for i, was := range c.value {
			for _, r := range c.alphabet {
				wrong := c.value[:i] + string(r) + c.value[i+1:]
				if r != was && (len(c.alphabet) == 31 || (r < 'A') == (was < 'A')) && c.check(wrong) == nil {
					t.Errorf("%s passes for %s", wrong, c.value)
				}
			}
			if i > 0 && c.value[i-1] != c.value[i] {
				swapped := c.value[:i-1] + c.value[i:i+1] + c.value[i-1:i] + c.value[i+1:]
				if c.check(swapped) == nil {
					t.Errorf("%s passes for %s", swapped, c.value)
				}
			}
		}
	}
}

func TestIdentifiers(t *testing.T) {
	w := newWorld(t)
	ctx, q := t.Context(), w.d.Read()
	in := IdentifyInput{w.key(), w.entA.ID, "cn-usci", "91350100m000100y43"}
	_, err := w.room.Identify(ctx, w.provA, in)
	want(t, err, fault.Forbidden, "fault.forbidden")
	done, err := w.room.Identify(ctx, w.officer, in)
	if err != nil {
		t.Fatal(err)
	}
	got, err := IdentifiersOf(ctx, q, w.prog.ID, w.entA.ID, 0)
	if err != nil || len(got) != 1 || got[0].Scheme != "CN-USCI" || got[0].Value != "91350100M000100Y43" {
		t.Fatalf("%v, %v", got, err)
	}
	in.Key, in.Party = w.key(), w.entB.ID
	_, err = w.room.Identify(ctx, w.officer, in)
	want(t, err, fault.Invalid, "party.identifier_taken")
	gone := UnidentifyInput{w.key(), w.entA.ID, got[0].ID, " "}
	_, err = w.room.Unidentify(ctx, w.officer, gone)
	want(t, err, fault.Invalid, "state.reason_missing")
	gone.Reason, gone.Party = "noted for the wrong party", w.entB.ID
	_, err = w.room.Unidentify(ctx, w.officer, gone)
	want(t, err, fault.Invalid, "party.identifier_choose")
	gone.Party = w.entA.ID
	_, err = w.room.Unidentify(ctx, w.provA, gone)
	want(t, err, fault.Forbidden, "fault.forbidden")
	if _, err := w.room.Unidentify(ctx, w.officer, gone); err != nil {
		t.Fatal(err)
	}
	gone.Key = w.key()
	_, err = w.room.Unidentify(ctx, w.officer, gone)
	want(t, err, fault.Invalid, "party.identifier_choose")
	in.Key = w.key()
	if _, err := w.room.Identify(ctx, w.officer, in); err != nil { // now it is free
		t.Error(err)
	}
	now, err := IdentifiersOf(ctx, q, w.prog.ID, w.entA.ID, 0)
	then, err2 := IdentifiersOf(ctx, q, w.prog.ID, w.entA.ID, done.Seq)
	if err != nil || err2 != nil || len(now) != 0 || len(then) != 1 {
		t.Errorf("now %v, then %v (%v, %v)", now, then, err, err2)
	}
}

func TestIdentifiersThroughForms(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	page := f.officer.Get("/parties/ENT-A/identifiers").Want(200, "No register&#39;s number is noted yet.", "Unified social credit code (China) · CN-USCI")
	f.officer.Submit(page, "/parties/ENT-A/identifiers", set("scheme", "CN-USCI", "value", "91350100M000100Y44")).
		Want(422, `href="#f-value"`, "it should end in “3”", `value="91350100M000100Y44"`)
	f.officer.Submit(page, "/parties/ENT-A/identifiers", set("scheme", "CN-USCI", "value", "91350100M000100Y43")).Want(200, "The number is noted.", "91350100M000100Y43")
	f.provA.Get("/parties/ENT-A").Want(200, "Unified social credit code", "91350100M000100Y43").Without("/identifiers")
	f.officer.Get("/parties?format=csv").Want(200, "CN-USCI 91350100M000100Y43")
	page = f.officer.Get("/parties/ENT-A/identifiers")
	form, _ := page.Form("/parties/ENT-A/identifiers/withdrawal")
	f.officer.Submit(page, "/parties/ENT-A/identifiers/withdrawal", set("identifier", form.Get("identifier"), "reason", "")).Want(422, "Give the reason.")
	f.officer.Submit(page, "/parties/ENT-A/identifiers/withdrawal", set("reason", "of its parent")).Want(200, "The number is withdrawn.")
	f.officer.Get("/parties/ENT-A").Want(200, "register&#39;s number withdrawn: CN-USCI 91350100M000100Y43: of its parent")
	f.provA.Get("/parties/ENT-A/identifiers").Want(403)
}
