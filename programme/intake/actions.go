package intake

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/reading"
)

// Room is the intake room of an installation.
type Room struct {
	DB    *db.DB
	Blobs *blob.Store
	// Samples are texts offered at one click where a reading starts; the demo
	// has some.
	Samples []Sample
	// Adviser may add proposals; nil where the operator has named none.
	Adviser *Adviser
	Log     *slog.Logger
	// Resting counts what rests on a measure, as decision.Room says.
	Resting func(ctx context.Context, q db.Q, p ident.Programme, measure ident.ID) (int, error)
	desks   desks
	asked   sync.WaitGroup
	part    part
}

// Sample is a text with what is known of it. The year and whether a machine
// translated it stay a person's to answer.
type Sample struct {
	Name      string // for links
	Lang      string
	Title     string
	Publisher string
	Side      string
	Body      string
}

// MaxProposals is how many proposals one reading keeps: more than that is a
// book, to be read chapter by chapter.
const MaxProposals = 1500

// StartInput is a text to read: pasted in Text, or a file. Conference 0 makes a
// new meeting, with MeetingTitle or else the title that the text gives. The
// facts of the source have no preset: an empty answer is refused. Side may be
// "neither"; MayStore and MayPublish are "yes" or "no". Year is asked when the
// text states none, and YearUnknown says that nobody knows it.
type StartInput struct {
	Key                  db.Key
	Conference           ident.ID
	MeetingTitle         string
	Title, Publisher     string
	Side                 string
	PublishedOn          words.Day
	Lang, Translated     string
	MayStore, MayPublish string
	Year                 string
	YearUnknown          bool
	Visibility           string
	Illustrative         bool
	Text                 string
	FileName             string
	File                 []byte // nil for a pasted text
}

// check refuses what the person has not answered, all at once.
func (in StartInput) check(read reading.Reading) error {
	var f fault.Form
	f.Require(in.Title != "", "source_title", "conference.source_title_missing")
	f.Require(in.Publisher != "", "publisher", "conference.publisher_missing")
	f.Require(slices.Contains([]string{"provider", "receiver", "office", neither}, in.Side), "side", "conference.side_unknown")
	f.Require(in.Lang == string(words.EN) || in.Lang == string(words.ZH), "lang", "conference.lang_unknown")
	f.Require(slices.Contains(conference.Translations, in.Translated), "translated", "conference.translated_unknown")
	f.Require(in.MayStore != "", "may_store", "intake.answer_missing")
	f.Require(in.MayStore != "no", "may_store", "conference.not_storable")
	f.Require(in.MayPublish != "", "may_publish", "intake.answer_missing")
	year, err := strconv.Atoi(in.Year)
	switch {
	case in.Year != "" && (err != nil || year < 1900 || year > 2200):
		f.Refuse("year", "conference.year_wrong")
	case in.Year != "" && in.YearUnknown:
		f.Refuse("year", "intake.year_both")
	case in.Year != "" && read.Conference.Year != 0 && year != read.Conference.Year:
		f.Refuse("year", "intake.year_differs", strconv.Itoa(read.Conference.Year))
	case in.Year == "" && !in.YearUnknown && read.Conference.Year == 0 && read.Conference.Date.Stated():
		f.Refuse("year", "intake.year_asked_of", read.Conference.Date.Text)
	case in.Year == "" && !in.YearUnknown && read.Conference.Year == 0:
		f.Refuse("year", "intake.year_asked")
	}
	return f.Err()
}

const neither = "neither"

// Start keeps a text as a source and reads it into proposals.
func (r *Room) Start(ctx context.Context, who ident.Actor, in StartInput) (db.Done, error) {
	if err := access.Check(own, who, "intake.start", nil); err != nil {
		return db.Done{}, err
	}
	text, err := in.decoded()
	if err != nil {
		return db.Done{}, err
	}
	read := reading.Read(text)
	if err := in.check(read); err != nil {
		return db.Done{}, err
	}
	source := in.source(text, read)
	if in.File != nil {
		kept, err := r.Blobs.Put(ctx, in.FileName, bytes.NewReader(in.File), blob.Limit{Types: textTypes})
		if err != nil {
			return db.Done{}, under("file", err)
		}
		source.FileDigest, source.FileName = kept.Digest, kept.Name
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, facts, err := startTx(ctx, tx, in, source, read)
		return facts, err
	})
}

// textTypes are the files that hold a text to read.
var textTypes = []string{"txt", "md", "html", "htm", "docx"}

// decoded is the text to read: UTF-8 with LF line ends.
func (in StartInput) decoded() (string, error) {
	var f fault.Form
	switch {
	case in.File == nil && in.Text == "":
		f.Refuse("text", "intake.nothing_to_read")
	case in.File != nil && in.Text != "":
		f.Refuse("file", "intake.two_texts")
	case in.File != nil:
		text, err := reading.Decode(in.FileName, in.File)
		return text, under("file", err)
	default:
		text, err := reading.Decode("", []byte(in.Text))
		return text, under("text", err)
	}
	return "", f.Err()
}

func (in StartInput) source(text string, read reading.Reading) conference.SourceInput {
	s := conference.SourceInput{Conference: in.Conference, Title: in.Title, Publisher: in.Publisher, Side: in.Side, PublishedOn: in.PublishedOn,
		Lang: in.Lang, Translated: in.Translated, MayStore: in.MayStore == "yes", MayPublish: in.MayPublish == "yes", Text: text,
		Visibility: in.Visibility, Illustrative: in.Illustrative, FileName: in.FileName}
	if in.Side == neither {
		s.Side = ""
	}
	if read.Conference.Year == 0 {
		s.Year, _ = strconv.Atoi(in.Year)
	}
	return s
}

// startTx keeps the meeting, the source, the reading and its proposals.
func startTx(ctx context.Context, tx *db.Tx, in StartInput, source conference.SourceInput, read reading.Reading) (Reading, []db.Fact, error) {
	var facts []db.Fact
	if source.Conference == 0 {
		x, fact, err := conference.ConveneTx(ctx, tx, in.meeting(read))
		if err != nil {
			return Reading{}, nil, err
		}
		source.Conference, facts = x.ID, append(facts, fact)
	}
	s, fact, err := conference.AddSourceTx(ctx, tx, source)
	if err != nil {
		return Reading{}, nil, err
	}
	facts = append(facts, fact)
	year := read.Conference.Year
	if year == 0 {
		year = s.Year
	}
	proposals := Propose(read, year)
	if len(proposals) > MaxProposals {
		return Reading{}, nil, fault.New(fault.Invalid, "intake.too_long", MaxProposals)
	}
	r := Reading{ID: tx.ID(), Seq: tx.Seq, Source: s.ID, Conference: s.Conference, State: Open, Missing: Missing(read.Missing),
		Uncovered: read.Uncovered, Owner: s.Owner, Visibility: s.Visibility}
	if r.Code, err = tx.Code(ctx, "RDG"); err != nil {
		return r, nil, err
	}
	if err := insertReading(ctx, tx, r); err != nil {
		return r, nil, err
	}
	for _, p := range proposals {
		if err := r.propose(ctx, tx, &p, "intake.start"); err != nil {
			return r, nil, err
		}
	}
	if err := r.step(ctx, tx, "", "intake.start", "", s.Title); err != nil {
		return r, nil, err
	}
	return r, append(facts, r.fact("started")), nil
}

// meeting is the new meeting that a text is about.
func (in StartInput) meeting(read reading.Reading) conference.ConveneInput {
	c := conference.ConveneInput{Title: in.MeetingTitle, Lang: in.Lang, Visibility: in.Visibility}
	if c.Title == "" {
		c.Title = read.Conference.Title.Text
	}
	if c.Title == "" {
		c.Title = in.Title
	}
	return c
}

// propose keeps one proposal of the reading.
func (r Reading) propose(ctx context.Context, tx *db.Tx, p *Proposal, verb string) error {
	p.ID, p.Seq, p.Reading, p.Quote.Source = tx.ID(), tx.Seq, r.ID, r.Source
	if err := insertProposal(ctx, tx, *p); err != nil {
		return err
	}
	return p.step(ctx, tx, r, "", verb)
}

// step records a move of the reading and what it now waits for.
func (r Reading) step(ctx context.Context, tx *db.Tx, from, verb, reason, title string) error {
	var wants []task.Want
	if r.State == Open {
		for _, role := range office {
			wants = append(wants, task.Want{Action: "intake.finish", Role: role})
		}
		for _, role := range []ident.Role{ident.Provider, ident.Receiver} {
			if r.Owner == tx.Who.Organisation && tx.Who.Has(office...) {
				break // the office's own text waits for nobody else
			}
			wants = append(wants, task.Want{Action: "intake.finish", Role: role, Party: r.Owner})
		}
	}
	subject := task.Subject{Ref: r.Ref(), Code: r.Code, Title: title, URL: URL(r.Code)}
	return state.Step(ctx, tx, Machine, subject, from, verb, r.State, reason, wants...)
}

// step records a move of a proposal; nobody waits for a single one.
func (p Proposal) step(ctx context.Context, tx *db.Tx, r Reading, from, verb string) error {
	subject := task.Subject{Ref: p.Ref(), Code: fmt.Sprintf("%s.%d", r.Code, p.Ordinal), URL: URL(r.Code)}
	return state.Step(ctx, tx, ProposalMachine, subject, from, verb, p.State, p.Reason)
}

func (r Reading) fact(past string) db.Fact {
	return db.Fact{Kind: Noun + "." + past + ".v1", Subject: r.Ref(), Data: r}
}

// decided is what the journal keeps of a decision on a proposal. The values
// stay in the record that was made: a name of a person stands nowhere else.
type decided struct {
	ID         ident.ID `json:"id"`
	Reading    ident.ID `json:"reading"`
	Ordinal    int      `json:"ordinal"`
	Kind       string   `json:"kind"`
	From       int      `json:"from"`
	To         int      `json:"to"`
	Origin     string   `json:"origin"`
	State      string   `json:"state"`
	Reason     string   `json:"reason"`
	RecordKind string   `json:"record_kind"`
	RecordID   ident.ID `json:"record_id"`
}

func (p Proposal) fact(past string) db.Fact {
	return db.Fact{Kind: ProposalNoun + "." + past + ".v1", Subject: p.Ref(), Data: decided{p.ID, p.Reading, p.Ordinal, p.Kind, p.Quote.From, p.Quote.To,
		p.Origin, p.State, p.Reason, p.Record.Kind, p.Record.ID}}
}

// seen loads a reading that the actor may see; any other is NotFound.
func seen(ctx context.Context, tx *db.Tx, id ident.ID) (Reading, error) {
	r, err := GetReading(ctx, tx, tx.Who.Programme, id)
	if err == nil && !access.MaySee(tx.Who, r.Visibility, r.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return r, err
}

// MoveInput takes a reading through a verb.
type MoveInput struct {
	Key     db.Key
	Reading ident.ID
	Reason  string
}

// Finish says that nothing more is to be read from the text. Proposals that
// nobody decided stay undecided and make no record.
func (r *Room) Finish(ctx context.Context, who ident.Actor, in MoveInput) (db.Done, error) {
	return r.move(ctx, who, in, "intake.finish", "finished", nil)
}

// Resume opens a finished reading again.
func (r *Room) Resume(ctx context.Context, who ident.Actor, in MoveInput) (db.Done, error) {
	return r.move(ctx, who, in, "intake.resume", "resumed", nil)
}

// Withdraw takes the whole reading back, with every record it made: all or
// nothing.
func (r *Room) Withdraw(ctx context.Context, who ident.Actor, in MoveInput) (db.Done, error) {
	return r.move(ctx, who, in, "intake.withdraw", "withdrawn", func(tx *db.Tx, x Reading) ([]db.Fact, error) {
		proposals, err := ProposalsOf(ctx, tx, who.Programme, x.ID)
		if err != nil {
			return nil, err
		}
		return r.undoAll(ctx, tx, x, proposals, func(p Proposal) bool { return p.State == Accepted || p.State == Agreed }, in.Reason, in.Key.ID)
	})
}

func (r *Room) move(ctx context.Context, who ident.Actor, in MoveInput, verb, past string, also func(*db.Tx, Reading) ([]db.Fact, error)) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		x, err := seen(ctx, tx, in.Reading)
		if err != nil {
			return nil, err
		}
		mv, err := Machine.Try(who, x.Relations(who), x.State, verb, in.Reason)
		if err != nil {
			return nil, err
		}
		var facts []db.Fact
		if also != nil {
			if facts, err = also(tx, x); err != nil {
				return nil, err
			}
		}
		from := x.State
		x.State = mv.To
		if err := updateReading(ctx, tx, x); err != nil {
			return nil, err
		}
		source, err := conference.SourcesByID(ctx, tx, who.Programme, []ident.ID{x.Source})
		if err != nil {
			return nil, err
		}
		fact := x.fact(past)
		fact.Batch = in.Key.ID
		return append(facts, fact), x.step(ctx, tx, from, verb, in.Reason, source[x.Source].Title)
	})
}

// under puts a refusal that is about one input beside its field.
func under(field string, err error) error {
	if e, ok := err.(*fault.Error); ok && e.Kind == fault.Invalid && len(e.Fields) == 0 {
		var f fault.Form
		f.Refuse(field, e.Key, e.Args...)
		return f.Err()
	}
	return err
}
