package ledger

import (
	"embed"
	"html/template"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Words holds the room's texts.
//
//go:embed words.txt
var Words embed.FS

//go:embed pages/*.html
var pages embed.FS

// part draws a part of this room for a page of another room.
type part func(c *web.Call, name string, data any) (template.HTML, error)

// Mount registers the room's pages.
func (r *Room) Mount(f *web.Front) {
	m := f.Room(pages)
	r.part = m.Part
	m.On("GET /money", "ledger.see", r.getMoney)
	m.On("GET /money/by/{topic}", "ledger.see", r.getBy)
	m.On("GET /money/send/new", "ledger.send", r.getSend)
	m.On("POST /money/send", "ledger.send", r.postSend)
	m.On("GET /money/arrivals/new", "ledger.arrive", r.getArrive)
	m.On("POST /money/arrivals", "ledger.arrive", r.postArrive)
	m.On("GET /money/accounts/{id}", "ledger.see", r.getAccount)
	m.On("POST /money/accounts/{id}/transfer", "ledger.send", r.postPass)
	m.On("POST /money/accounts/{id}/spending", "ledger.spend", r.postSpend)
	m.On("GET /money/allotments/new", "ledger.allot", r.getAllot)
	m.On("POST /money/allotments", "ledger.allot", r.postAllot)
	m.On("GET /money/certificates/new", "ledger.certify", r.getCertify)
	m.On("POST /money/certificates", "ledger.certify", r.postCertify)
	m.On("GET /money/entries/{code}", "ledger.see", r.getEntry)
	m.On("POST /money/entries/{code}/receipt", "ledger.receive", r.postReceipt)
	m.On("POST /money/entries/{code}/absence", "ledger.not_seen", r.postNotSeen)
	m.On("POST /money/entries/{code}/claim", "ledger.claim", r.postClaim)
	m.On("POST /money/entries/{code}/reversal", "ledger.reverse", r.postReverse)
	m.On("GET /money/discrepancies/{code}", "ledger.see", r.getDiscrepancy)
	for _, a := range discrepancyActs {
		m.On("POST /money/discrepancies/{code}/"+a.Noun, a.Verb, r.postDiscrepancy(a))
	}
	r.mountStatements(m)
}

// number reads a record's number; what is none is 0.
func number(s string) ident.ID {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return ident.ID(n)
}

// typed reads an amount as people write it; a refusal stands beside its field.
func typed(c *web.Call, currency string) (money.Amount, error) {
	if currency == "" {
		currency = c.Programme.Currency
	}
	a, err := money.Parse(string(c.Lang), strings.ToUpper(currency), c.Value("amount"))
	if e, ok := err.(*fault.Error); ok && e != nil {
		return a, refuse("amount", e.Key, e.Args...)
	}
	return a, err
}

// dayOf reads the day of a form; none is today.
func dayOf(c *web.Call) words.Day {
	if d := c.Value("day"); d != "" {
		return words.Day(d)
	}
	return c.Today()
}

// names finds the names of organisations; one that the reader may not see is
// said to be not open.
func names(c *web.Call, ids ...ident.ID) (func(ident.ID) string, error) {
	all, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	return func(id ident.ID) string {
		if id == 0 {
			return ""
		}
		p := all[id]
		if !access.MaySee(c.Actor, p.Visibility, p.ID) {
			return c.T("agreement.not_open")
		}
		return p.NameIn(c.Lang)
	}, err
}

// mine tells whether the actor may do something with what is their own
// organisation's.
func mine(c *web.Call, action string) bool {
	return access.Check(Actions(), c.Actor, action, ident.Relations{ident.Mine}) == nil
}
