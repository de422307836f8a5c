package conference

import (
	"context"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// SourceInput is a text and its own facts. Conference may be 0 while the
// meeting is not on record. An empty Visibility is "parties".
type SourceInput struct {
	Key                  db.Key
	Conference           ident.ID
	Title, Publisher     string
	Side                 string
	PublishedOn          words.Day
	Lang, Translated     string
	Parallel             ident.ID
	Year                 int
	MayStore, MayPublish bool
	FileDigest, FileName string
	Text                 string
	Visibility           string
	Illustrative         bool
}

// AddSource keeps a text about a meeting.
func (r *Room) AddSource(ctx context.Context, who ident.Actor, in SourceInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := AddSourceTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// AddSourceTx keeps a text inside another change. The same text twice is a
// Conflict that names the code of the first.
func AddSourceTx(ctx context.Context, tx *db.Tx, in SourceInput) (Source, db.Fact, error) {
	s := Source{Text: in.Text, SourceHead: SourceHead{Conference: in.Conference, Title: trimmed(in.Title), Publisher: trimmed(in.Publisher),
		Side: in.Side, PublishedOn: in.PublishedOn, Lang: in.Lang, Translated: in.Translated, Parallel: in.Parallel, Year: in.Year,
		MayStore: in.MayStore, MayPublish: in.MayPublish, FileDigest: in.FileDigest, FileName: in.FileName, Digest: Digest(in.Text),
		Owner: tx.Who.Organisation, Visibility: in.Visibility, Illustrative: in.Illustrative}}
	if s.Visibility == "" {
		s.Visibility = "parties"
	}
	if err := access.Check(own, tx.Who, "conference.add_source", nil); err != nil {
		return s, db.Fact{}, err
	}
	if err := s.check(); err != nil {
		return s, db.Fact{}, err
	}
	if in.Conference != 0 {
		if _, err := seen(ctx, tx, in.Conference); err != nil {
			return s, db.Fact{}, err
		}
	}
	same, err := sourcesByDigest(ctx, tx, tx.Who, s.Digest)
	if err != nil {
		return s, db.Fact{}, err
	}
	if len(same) > 0 {
		return s, db.Fact{}, fault.New(fault.Conflict, "conference.same_text", same[0].Code)
	}
	if s.Code, err = tx.Code(ctx, "SRC"); err != nil {
		return s, db.Fact{}, err
	}
	s.ID, s.Seq = tx.ID(), tx.Seq
	// The text itself stays out of the journal: the digest names it for ever.
	fact := db.Fact{Kind: SourceNoun + ".added.v1", Subject: s.Ref(), Data: s.SourceHead}
	return s, fact, insertSource(ctx, tx, s)
}

// CheckQuote refuses a quote that its source does not hold, character for
// character, and one of a source that the actor may not see.
func CheckQuote(ctx context.Context, q db.Q, who ident.Actor, quote Quote) error {
	_, err := quoted(ctx, q, who, quote)
	return err
}

// quoted gives the source of a quote it holds; the zero head when the quote
// names none.
func quoted(ctx context.Context, q db.Q, who ident.Actor, quote Quote) (SourceHead, error) {
	if quote.Source == 0 {
		return SourceHead{}, nil
	}
	s, err := GetSource(ctx, q, who.Programme, quote.Source)
	if err != nil {
		return SourceHead{}, err
	}
	if !access.MaySee(who, s.Visibility, s.Owner) {
		return SourceHead{}, fault.New(fault.NotFound, "fault.not_found")
	}
	if !s.Holds(quote) {
		var f fault.Form
		f.Refuse("quote", "conference.quote_differs", s.Code)
		return SourceHead{}, f.Err()
	}
	return s.SourceHead, nil
}
