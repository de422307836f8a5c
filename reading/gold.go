package reading

import "encoding/json"

type goldText struct {
	ID           string            `json:"id"`
	Lang         string            `json:"lang"`
	Source       *string           `json:"source"`
	Kind         *string           `json:"kind"`
	Conference   goldConference    `json:"conference"`
	Attendances  []goldAttendance  `json:"attendances"`
	Speeches     []goldSpeech      `json:"speeches"`
	Measures     []goldMeasure     `json:"measures"`
	Agreements   []goldAgreement   `json:"agreements"`
	Achievements []goldAchievement `json:"achievements"`
	Visits       []goldVisit       `json:"visits"`
}

type goldConference struct {
	Title *string `json:"title"`
	Date  *string `json:"date"`
	Place *string `json:"place"`
	Chair *string `json:"chair"`
}

type goldAttendance struct {
	Person       *string `json:"person"`
	Role         *string `json:"role"`
	Organisation *string `json:"organisation"`
	Quote        string  `json:"quote"`
}

type goldSpeech struct {
	Person *string `json:"person"`
	Quote  string  `json:"quote"`
}

type goldMeasure struct {
	Quote       string  `json:"quote"`
	Responsible *string `json:"responsible"`
	AskedBy     *string `json:"asked_by"`
	Sector      string  `json:"sector"`
	Due         *string `json:"due"`
	Quantity    *string `json:"quantity"`
}

type goldAgreement struct {
	Kind    *string  `json:"kind"`
	Parties []string `json:"parties"`
	Period  *string  `json:"period"`
	Quote   string   `json:"quote"`
}

type goldAchievement struct {
	Quote    string  `json:"quote"`
	Quantity *string `json:"quantity"`
}

type goldVisit struct {
	Who   *string `json:"who"`
	Quote string  `json:"quote"`
}

func stated(s Span) *string {
	if !s.Stated() {
		return nil
	}
	return &s.Text
}

// Gold writes the reading in the shape of the labelled texts (*.gold.json), null
// for what the text does not state. Source and kind are the labeller's, always null.
func (r Reading) Gold(id string) ([]byte, error) {
	c := r.Conference
	g := goldText{ID: id, Lang: r.Lang, Conference: goldConference{stated(c.Title), stated(c.Date), stated(c.Place), stated(c.Chair)},
		Attendances: []goldAttendance{}, Speeches: []goldSpeech{}, Measures: []goldMeasure{}, Agreements: []goldAgreement{}, Achievements: []goldAchievement{}, Visits: []goldVisit{}}
	for _, a := range r.Attendances {
		g.Attendances = append(g.Attendances, goldAttendance{stated(a.Person), stated(a.Role), stated(a.Organisation), a.Quote.Text})
	}
	for _, s := range r.Speeches {
		g.Speeches = append(g.Speeches, goldSpeech{stated(s.Speaker), s.Quote.Text})
	}
	for _, m := range r.Measures {
		g.Measures = append(g.Measures, goldMeasure{m.Quote.Text, stated(m.Responsible), stated(m.AskedBy), m.Sector, stated(m.Due), stated(m.Quantity)})
	}
	for _, a := range r.Agreements {
		parties := []string{}
		for _, p := range a.Parties {
			parties = append(parties, p.Text)
		}
		g.Agreements = append(g.Agreements, goldAgreement{stated(a.Kind), parties, stated(a.Period), a.Quote.Text})
	}
	for _, a := range r.Achievements {
		g.Achievements = append(g.Achievements, goldAchievement{a.Quote.Text, stated(a.Quantity)})
	}
	for _, v := range r.Visits {
		g.Visits = append(g.Visits, goldVisit{stated(v.Who), v.Quote.Text})
	}
	return json.MarshalIndent(g, "", " ")
}
