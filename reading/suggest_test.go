package reading

import (
	"strings"
	"testing"
)

const piece = `The council met in Low Fells. The Harbour Trust will open two clinics by 30 June 2029.
Each village is to keep a water log. Staff should hold fast to their beliefs.
`

func TestSuggestionsMustStandInTheText(t *testing.T) {
	answer := "Here you are:\n```json\n" + `{"items":[
		{"kind":"measure","quote":"open two clinics by 30 June 2029","responsible":"The Harbour Trust","due":"by 30 June 2029","quantity":"two clinics"},
		{"kind":"measure","quote":"keep a water log","responsible":"The Harbour Trust","due":"every week","quantity":""},
		{"kind":"measure","quote":"open three clinics"},
		{"kind":"order","quote":"keep a water log"},
		{"kind":"measure","quote":"open two clinics by 30 June 2029"},
		{"kind":"measure","quote":"Staff should hold fast to their beliefs"},
		{"kind":"agreement","quote":""}]}` + "\n```"
	kept, dropped, ok := Suggested(answer, piece)
	if !ok || len(kept) != 2 || dropped != 5 {
		t.Fatalf("kept %+v, dropped %d, %v", kept, dropped, ok)
	}
	runes := []rune(piece)
	for _, s := range []Span{kept[0].Quote, kept[0].Responsible, kept[0].Due, kept[0].Quantity, kept[1].Quote} {
		if !s.Stated() || string(runes[s.From:s.To]) != s.Text {
			t.Errorf("%+v does not stand in the text", s)
		}
	}
	if kept[1].Responsible.Stated() || kept[1].Due.Stated() {
		t.Errorf("details from elsewhere were kept: %+v", kept[1])
	}
}

func TestNonsenseGivesNothing(t *testing.T) {
	for _, answer := range []string{"", "I am sorry.", "{}", `{"items":"all of them"}`, `{"items":[{"kind":3}]}`, "}{", "[1,2]"} {
		if kept, _, ok := Suggested(answer, piece); ok || kept != nil {
			t.Errorf("%q gives %+v", answer, kept)
		}
	}
	if kept, dropped, ok := Suggested(`{"items":[]}`, piece); !ok || kept != nil || dropped != 0 {
		t.Error("an empty answer is an answer")
	}
}

func TestPiecesJoinToTheText(t *testing.T) {
	text := "一行\n第二行文字\n\nthird line\n" + strings.Repeat("长", 50) + "\nend"
	pieces, starts := Pieces(text, 12)
	if strings.Join(pieces, "") != text {
		t.Fatalf("the pieces are %q", pieces)
	}
	runes := []rune(text)
	for i, p := range pieces {
		n := len([]rune(p))
		if string(runes[starts[i]:starts[i]+n]) != p {
			t.Errorf("piece %d does not begin at %d", i, starts[i])
		}
		if n > 12 && strings.Count(strings.TrimSuffix(p, "\n"), "\n") > 0 {
			t.Errorf("piece %q is too long", p)
		}
	}
}
