package reading

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Instruction tells a language model what to look for in a piece of a text and in
// which shape to answer. What comes back goes through Suggested.
const Instruction = `You read the record of a meeting or a signed text, in English or Chinese. List passages in which somebody is to do something that can later be asked after, in which an agreement is signed, or in which a result is reported as reached.
Answer with JSON only: {"items":[{"kind":"measure","quote":"...","responsible":"...","due":"...","quantity":"..."}]}
kind is measure, agreement or achievement. quote is copied from the text character for character, as short as it can be and still whole. responsible, due and quantity are copied from the quote or its sentence, or "" where the text does not say. Invent nothing. Leave out praise, thanks, and anything about thought, loyalty, belief or identity.`

// Suggestion is a passage that somebody else, such as a language model, points to.
// Kind is measure, agreement or achievement.
type Suggestion struct {
	Kind        string
	Quote       Span
	Responsible Span
	Due         Span
	Quantity    Span
}

// Suggested checks an answer to Instruction against the piece of text it was asked
// about. Only passages that stand there character for character are kept, and of
// their details only those that stand in the same sentence; dropped counts the rest.
// A passage about thought, loyalty or belief is dropped too. An answer in another
// shape gives nothing: ok is false.
func Suggested(answer, piece string) (kept []Suggestion, dropped int, ok bool) {
	from, to := strings.IndexByte(answer, '{'), strings.LastIndexByte(answer, '}')
	if from < 0 || to < from {
		return nil, 0, false
	}
	var got struct {
		Items []struct{ Kind, Quote, Responsible, Due, Quantity string }
	}
	if json.Unmarshal([]byte(answer[from:to+1]), &got) != nil || got.Items == nil {
		return nil, 0, false
	}
	seen := map[Span]bool{}
	for _, item := range got.Items {
		quote := spanOf(piece, strings.TrimSpace(item.Quote), 0)
		known := item.Kind == "measure" || item.Kind == "agreement" || item.Kind == "achievement"
		if !known || !quote.Stated() || seen[quote] || item.Kind == "measure" && ofThought(quote.Text) {
			dropped++
			continue
		}
		seen[quote] = true
		s := Suggestion{Kind: item.Kind, Quote: quote}
		for _, detail := range []struct {
			to    *Span
			value string
		}{{&s.Responsible, item.Responsible}, {&s.Due, item.Due}, {&s.Quantity, item.Quantity}} {
			*detail.to = within(piece, quote, strings.TrimSpace(detail.value))
		}
		kept = append(kept, s)
	}
	return kept, dropped, true
}

// ofThought tells that a passage is about thought, loyalty, belief or identity.
func ofThought(passage string) bool {
	alone := Read(passage)
	for _, n := range alone.Notes {
		if n.Reason == NoteThought && len(alone.Measures) == 0 {
			return true
		}
	}
	return false
}

// spanOf is the first place at or after byte start where s stands.
func spanOf(text, s string, start int) Span {
	if s == "" {
		return Span{}
	}
	i := strings.Index(text[start:], s)
	if i < 0 {
		return Span{}
	}
	from := utf8.RuneCountInString(text[:start+i])
	return Span{s, from, from + utf8.RuneCountInString(s)}
}

// within is where a detail stands in the sentence around a quote; the zero Span
// when it does not stand there.
func within(text string, quote Span, detail string) Span {
	at := strings.Index(text, quote.Text)
	start, end := at, at+len(quote.Text)
	if i := strings.LastIndexAny(text[:start], "。\n.!?！？"); i >= 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		start = i + size
	} else {
		start = 0
	}
	if i := strings.IndexAny(text[end:], "。\n.!?！？"); i >= 0 {
		end += i
	} else {
		end = len(text)
	}
	s := spanOf(text, detail, start)
	if s.Stated() && s.To > utf8.RuneCountInString(text[:end]) {
		return Span{}
	}
	return s
}

// Pieces cuts a text at line ends into pieces of at most size runes each, with
// the rune at which each begins; a longer line is a piece of its own.
func Pieces(text string, size int) (pieces []string, starts []int) {
	from, runes := 0, 0
	begin := 0
	for _, l := range strings.SplitAfter(text, "\n") {
		n := utf8.RuneCountInString(l)
		if runes > 0 && runes+n > size {
			end := from
			pieces, starts = append(pieces, text[begin:end]), append(starts, utf8.RuneCountInString(text[:begin]))
			begin, runes = end, 0
		}
		from += len(l)
		runes += n
	}
	if begin < len(text) {
		pieces, starts = append(pieces, text[begin:]), append(starts, utf8.RuneCountInString(text[:begin]))
	}
	return pieces, starts
}
