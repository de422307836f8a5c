package agreement

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
	"throughline/reading"
)

// Room is the agreement room of an installation.
type Room struct {
	DB    *db.DB
	Blobs *blob.Store
	// Panels are what later rooms show on a commitment's page.
	Panels []Panel
	part   part // draws a part of the room for a page of another
}

// CaptureInput is an agreement as read or entered: an instrument that was
// signed, with UnknownNumber a batch of them, with Drafting one that is still
// being written. Supersedes is the agreement whose place it takes. An empty
// Visibility is "parties"; the quote, when it names a source, must stand there.
type CaptureInput struct {
	Key                 db.Key
	Kind                string
	Title, Lang, Other  string
	Conference, Pairing ident.ID
	Quote               conference.Quote
	Parties             []SigningParty
	SignedOn, From, To  words.Day
	Period              string
	UnknownNumber       bool
	Drafting            bool
	Supersedes          ident.ID
	Visibility          string
	Illustrative        bool
}

func (in CaptureInput) agreement(tx *db.Tx) Agreement {
	a := Agreement{Kind: in.Kind, Title: oneLine(in.Title), Lang: in.Lang, Other: oneLine(in.Other), Conference: in.Conference,
		Pairing: in.Pairing, Quote: in.Quote, SignedOn: in.SignedOn, From: in.From, To: in.To, Period: strings.TrimSpace(in.Period),
		UnknownNumber: in.UnknownNumber, Supersedes: in.Supersedes, State: Machine.Start, StateSince: tx.Now, StateBy: tx.Who.Person,
		StateOrg: tx.Who.Organisation, CapturedBy: tx.Who.Person, Owner: tx.Who.Organisation, Visibility: in.Visibility, Illustrative: in.Illustrative}
	if in.Drafting {
		a.State = Drafting
	}
	for _, p := range in.Parties {
		p.Name = oneLine(p.Name)
		a.Parties = append(a.Parties, p)
	}
	if a.Visibility == "" {
		a.Visibility = "parties"
	}
	return a
}

// oneLine is a text without line breaks and without blanks at its ends.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Capture records an agreement. It waits for the second acceptance.
func (r *Room) Capture(ctx context.Context, who ident.Actor, in CaptureInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := CaptureTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// CaptureTx records an agreement within a change.
func CaptureTx(ctx context.Context, tx *db.Tx, in CaptureInput) (Agreement, db.Fact, error) {
	a := in.agreement(tx)
	if err := access.Check(own, tx.Who, "agreement.capture", nil); err != nil {
		return a, db.Fact{}, err
	}
	return capture(ctx, tx, a, "agreement.capture")
}

func capture(ctx context.Context, tx *db.Tx, a Agreement, verb string) (Agreement, db.Fact, error) {
	if err := a.check(); err != nil {
		return a, db.Fact{}, err
	}
	a, err := quoted(ctx, tx, a)
	if err != nil {
		return a, db.Fact{}, err
	}
	if a.Parties, err = placed(ctx, tx, a.Parties); err != nil {
		return a, db.Fact{}, err
	}
	if a.Supersedes != 0 {
		if _, err := superseded(ctx, tx, a); err != nil {
			return a, db.Fact{}, err
		}
	}
	if a.Code, err = tx.Code(ctx, "AGR"); err != nil {
		return a, db.Fact{}, err
	}
	a.ID = tx.ID()
	if err := saveAgreement(ctx, tx, a); err != nil {
		return a, db.Fact{}, err
	}
	if err := saveParties(ctx, tx, a); err != nil {
		return a, db.Fact{}, err
	}
	if err := saveTitle(ctx, tx, "agreement", a.ID, a.Lang, a.Other); err != nil {
		return a, db.Fact{}, fmt.Errorf("capturing an agreement: %w", err)
	}
	ring, err := circle(ctx, tx, a)
	if err != nil {
		return a, db.Fact{}, err
	}
	err = state.Step(ctx, tx, Machine, a.subject(), "", verb, a.State, "", a.wants(ring, nil)...)
	return a, a.fact("captured"), err
}

// quoted holds a quote against its source, takes the meeting from there, and
// shows the record to no more people than the source.
func quoted(ctx context.Context, tx *db.Tx, a Agreement) (Agreement, error) {
	if a.Quote.Source == 0 {
		return a, nil
	}
	src, err := conference.GetSource(ctx, tx, tx.Who.Programme, a.Quote.Source)
	if err != nil {
		return a, fmt.Errorf("finding the source of a quote: %w", err)
	}
	if !src.Holds(a.Quote) {
		var f fault.Form
		f.Refuse("quote", "agreement.quote_not_found", src.Title)
		return a, f.Err()
	}
	if a.Conference == 0 {
		a.Conference = src.Conference
	}
	a.Visibility = narrower(a.Visibility, src.Visibility)
	return a, nil
}

// placed holds the signing parties that are on record against the register, and
// gives them the side on which they stand there when none was said.
func placed(ctx context.Context, tx *db.Tx, parties []SigningParty) ([]SigningParty, error) {
	var ids []ident.ID
	for _, p := range parties {
		ids = append(ids, p.Party)
	}
	known, err := party.PartiesByID(ctx, tx, tx.Who.Programme, ids)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(parties)
	for i, p := range out {
		if _, ok := known[p.Party]; p.Party != 0 && !ok {
			var f fault.Form
			f.Refuse("parties", "agreement.party_unknown", p.Name)
			return nil, f.Err()
		}
		if p.Party == 0 || p.Side != "" {
			continue
		}
		side, err := party.SideOf(ctx, tx, tx.Who.Programme, p.Party)
		if err != nil {
			return nil, err
		}
		if side != party.Office {
			out[i].Side = side
		}
	}
	return out, nil
}

// circle is who stands where around an agreement within a change.
func circle(ctx context.Context, tx *db.Tx, a Agreement) (Circle, error) {
	return CircleOf(ctx, tx, tx.Who.Programme, a, words.DayOf(tx.Now, tx.Now.Location()))
}

// CircleOf finds the organisations on record for an agreement that have
// somebody in the programme on a day: its signing parties and its pairing. An
// organisation without anybody could never answer.
func CircleOf(ctx context.Context, q db.Q, prog ident.Programme, a Agreement, on words.Day) (Circle, error) {
	all := Circle{}
	for _, p := range a.Parties {
		if p.Party != 0 {
			all[p.Party] = p.Side
		}
	}
	if a.Pairing != 0 {
		p, err := party.GetPairing(ctx, q, prog, a.Pairing)
		if err != nil {
			return nil, fmt.Errorf("finding the pairing of %s: %w", a.Code, err)
		}
		all[p.Provider], all[p.Receiver] = party.Provider, party.Receiver
	}
	present := Circle{}
	if len(all) == 0 {
		return present, nil
	}
	for _, role := range twoSides {
		seats, err := party.SeatsIn(ctx, q, prog, role, on)
		if err != nil {
			return nil, fmt.Errorf("finding who can answer for %s: %w", a.Code, err)
		}
		for _, s := range seats {
			if side, in := all[s.Party]; in {
				present[s.Party] = side
			}
		}
	}
	return present, nil
}

func (a Agreement) subject() task.Subject {
	return task.Subject{Ref: a.Ref(), Code: a.Code, Title: a.Title, URL: URL(a.Code)}
}

// fact tells what happened to the agreement; past is captured, accepted, ...
func (a Agreement) fact(past string) db.Fact {
	return db.Fact{Kind: Noun + "." + past + ".v1", Subject: a.Ref(), Data: a}
}

func (s Statement) fact() db.Fact {
	return db.Fact{Kind: "agreement.statement.made.v1", Subject: ident.Ref{Kind: "agreement.statement", ID: s.ID}, Data: s}
}

// NameOutInput is the agreement of one named party out of a batch, with its
// copy of the text where it has one. What the batch says of the meeting and the
// source is taken over.
type NameOutInput struct {
	CaptureInput
	Batch ident.ID
	File  *File
}

// NameOut records an agreement out of a batch of unknown number.
func (r *Room) NameOut(ctx context.Context, who ident.Actor, in NameOutInput) (db.Done, error) {
	doc, err := r.document(ctx, in.File)
	if err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		batch, err := seen(ctx, tx, who, in.Batch)
		if err != nil {
			return nil, err
		}
		if !batch.UnknownNumber || batch.State != SignedUnheld {
			return nil, fault.New(fault.Conflict, "agreement.not_a_batch")
		}
		a := in.agreement(tx)
		a.Batch, a.Quote, a.Conference = batch.ID, batch.Quote, batch.Conference
		a.Visibility = narrower(a.Visibility, batch.Visibility)
		ring, err := circle(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "agreement.name_out", ring.Relations(who, who.Person, who.Organisation)); err != nil {
			return nil, err
		}
		a, fact, err := capture(ctx, tx, a, "agreement.name_out")
		if err != nil || doc == nil {
			return []db.Fact{fact}, err
		}
		_, held, err := HoldTextTx(ctx, tx, HoldInput{Agreement: a.ID, Document: *doc})
		return append([]db.Fact{fact}, held...), err
	})
}

// HoldInput adds a copy of the text: File as uploaded, or Document when it is
// in the file store already.
type HoldInput struct {
	Key       db.Key
	Agreement ident.ID
	File      *File
	Document  Document
}

// HoldText keeps a copy of the text. What can be read as text is decoded, so
// that clauses can be marked in it; other files are kept as they are.
func (r *Room) HoldText(ctx context.Context, who ident.Actor, in HoldInput) (db.Done, error) {
	doc, err := r.document(ctx, in.File)
	if err != nil {
		return db.Done{}, err
	}
	if doc == nil {
		var f fault.Form
		f.Refuse("file", "agreement.file_missing")
		return db.Done{}, f.Err()
	}
	in.Document = *doc
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, facts, err := HoldTextTx(ctx, tx, in)
		return facts, err
	})
}

// HoldTextTx adds in.Document to an agreement within a change.
func HoldTextTx(ctx context.Context, tx *db.Tx, in HoldInput) (Document, []db.Fact, error) {
	d := in.Document
	a, ring, err := around(ctx, tx, in.Agreement)
	if err != nil {
		return d, nil, err
	}
	from := a.State
	if a, err = a.move(tx.Who, ring, "agreement.hold_text", "", tx.Now); err != nil {
		return d, nil, err
	}
	if a.UnknownNumber {
		return d, nil, fault.New(fault.Conflict, "agreement.batch_has_no_text")
	}
	d.ID, d.Agreement, d.Draft = tx.ID(), a.ID, a.State == Drafting
	if err := saveDocument(ctx, tx, d); err != nil {
		return d, nil, err
	}
	if err := keep(ctx, tx, &a, ring, from, "agreement.hold_text", ""); err != nil {
		return d, nil, err
	}
	held := db.Fact{Kind: DocumentNoun + ".held.v1", Subject: ident.Ref{Kind: DocumentNoun, ID: d.ID}, Data: d}
	return d, []db.Fact{a.fact("text_held"), held}, nil
}

// copies are the types of file that a copy of an agreement may be.
var copies = []string{"pdf", "docx", "txt", "md", "html", "htm", "png", "jpg", "jpeg"}

// document puts an upload into the file store and decodes its text; nil for no
// upload. It runs before the change: no file is written inside one.
func (r *Room) document(ctx context.Context, up *File) (*Document, error) {
	if up == nil {
		return nil, nil
	}
	text := ""
	if hasText(up.Name) {
		var err error
		if text, err = reading.Decode(up.Name, up.Data); err != nil {
			return nil, inField("file", err)
		}
	}
	f, err := r.put(ctx, up, copies)
	if err != nil {
		return nil, err
	}
	return &Document{Digest: f.Digest, Name: f.Name, MIME: f.MIME, Size: f.Size, Text: text}, nil
}

// put stores an upload; nil gives an empty file.
func (r *Room) put(ctx context.Context, up *File, types []string) (blob.File, error) {
	if up == nil {
		return blob.File{}, nil
	}
	f, err := r.Blobs.Put(ctx, up.Name, bytes.NewReader(up.Data), blob.Limit{Types: types})
	return f, inField("file", err)
}

// inField puts a refusal of an upload beside its field.
func inField(name string, err error) error {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Kind != fault.Invalid || len(e.Fields) > 0 {
		return err
	}
	var f fault.Form
	f.Refuse(name, e.Key, e.Args...)
	return f.Err()
}
