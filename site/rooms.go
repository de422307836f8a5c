package site

import (
	"context"
	"slices"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/intake"
	"throughline/programme/ledger"
	"throughline/programme/party"
	"throughline/programme/place"
	"throughline/programme/plan"
	"throughline/programme/project"
	"throughline/programme/stocktake"
)

// mountRooms opens the rooms in the order of the journey.
func (s *Site) mountRooms(o Options) {
	parties := &party.Room{DB: o.DB, Accounts: s.Accounts}
	plans := &plan.Room{DB: o.DB}
	conferences := &conference.Room{DB: o.DB, Blobs: o.Blobs}
	decisions := &decision.Room{DB: o.DB, Blobs: o.Blobs}
	agreements := &agreement.Room{DB: o.DB, Blobs: o.Blobs}
	readings := &intake.Room{DB: o.DB, Blobs: o.Blobs, Samples: o.Samples, Adviser: o.Adviser, Log: o.Log}
	s.places = &place.Room{DB: o.DB}
	projects := &project.Room{DB: o.DB, Blobs: o.Blobs}
	s.projects = projects
	s.money = &ledger.Room{DB: o.DB}
	s.board = &stocktake.Room{DB: o.DB, Blobs: o.Blobs}
	// Later rooms' parts of earlier pages.
	parties.Panels = []party.Panel{plans.PartyPanel, agreements.PartyPanel}
	parties.PairingPanels = []party.PairingPanel{plans.PairingPanel, decisions.PairingPanel, agreements.PairingPanel, s.money.PairingPanel}
	parties.Joined = decision.JoinedTx
	plans.PeriodPanels = []plan.PeriodPanel{conferences.PeriodPanel}
	conferences.Panels = []conference.Panel{decisions.ConferencePanel, agreements.ConferencePanel, readings.Panel}
	conferences.VisitPanels = []conference.VisitPanel{decisions.VisitPanel}
	conferences.OpenMeasures = openMeasures
	conferences.OpenActions = openActions
	decisions.Resting, readings.Resting = resting, resting
	decisions.Panels = []decision.Panel{agreements.MeasurePanel, projects.MeasurePanel}
	agreements.Panels = []agreement.Panel{projects.CommitmentPanel, s.money.CommitmentPanel}
	for _, room := range []interface{ Mount(*web.Front) }{parties, plans, conferences, decisions, agreements, readings, s.places, projects, s.money, s.board} {
		room.Mount(s.Front)
	}
	s.Machines = []*state.Machine{&party.Machine, &party.PairingMachine, &plan.Machine, &plan.AnnualMachine, &plan.TakeUpMachine, conference.Machine,
		conference.AttendanceMachine, conference.SpeechMachine,
		conference.VisitMachine, decision.Machine, decision.AnswerMachine, decision.ProposalMachine,
		agreement.Machine, agreement.ClauseMachine, agreement.AmendmentMachine, agreement.VentureMachine, agreement.StepMachine, agreement.CommitmentMachine,
		agreement.ProposalMachine, place.Machine, place.ConditionMachine, place.ConsultationMachine, project.Machine, project.MilestoneMachine, project.NeedMachine, project.OfferMachine, project.AssetMachine, project.ChangeMachine, project.DefectMachine, ledger.DiscrepancyMachine, ledger.StatementMachine, intake.Machine, intake.ProposalMachine}
	// The board shows what the ledger has just made.
	o.DB.Projectors = []db.Projector{ledger.Project, stocktake.Project}
}

// openMeasures counts what a conference decided and is not settled; it is asked
// before the conference may be closed.
func openMeasures(ctx context.Context, q db.Q, p ident.Programme, conf ident.ID) (int, error) {
	all := ident.Actor{Programme: p, Roles: ident.ProgrammeWide}
	return decision.CountMeasures(ctx, q, all, decision.MeasureFilter{Conference: conf, State: "open"}, 1000)
}

// openActions counts what was registered from a visit and is not settled; it is
// asked before the visit may be closed.
func openActions(ctx context.Context, q db.Q, p ident.Programme, visit ident.ID) (int, error) {
	all := ident.Actor{Programme: p, Roles: ident.ProgrammeWide}
	return decision.CountMeasures(ctx, q, all, decision.MeasureFilter{Visit: visit, State: "open"}, 1000)
}

// resting counts the commitments and projects that rest on a measure.
func resting(ctx context.Context, q db.Q, p ident.Programme, measure ident.ID) (int, error) {
	promises, err := agreement.CommitmentsOfMeasure(ctx, q, p, measure)
	if err != nil {
		return 0, err
	}
	promises = slices.DeleteFunc(promises, func(c agreement.Commitment) bool { return c.State == agreement.Withdrawn })
	works, err := project.ProjectsServing(ctx, q, p, project.Measure, []ident.ID{measure})
	works = slices.DeleteFunc(works, func(w project.Project) bool { return w.State == project.Cancelled })
	return len(promises) + len(works), err
}

// Tick moves what the calendar moves, once a minute, until the context ends.
func (s *Site) Tick(ctx context.Context) {
	every := time.NewTicker(time.Minute)
	defer every.Stop()
	for {
		if err := s.tickAll(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("the day's changes could not be computed; trying again in a minute", "error", err)
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}

func (s *Site) tickAll(ctx context.Context) error {
	all, err := party.ListProgrammes(ctx, s.DB.Read())
	if err != nil {
		return err
	}
	for _, p := range all {
		for more := true; more; {
			if more, err = s.board.Tick(ctx, p); err != nil {
				return err
			}
		}
		for more := true; more; {
			if more, err = s.projects.RingAlarms(ctx, p); err != nil {
				return err
			}
		}
		for more := true; more; {
			if more, err = s.money.Age(ctx, p.ID, words.DayOf(s.DB.Now(), p.Location())); err != nil {
				return err
			}
		}
		for more := true; more; {
			if more, err = s.places.Rescreen(ctx, p.ID, words.DayOf(s.DB.Now(), p.Location())); err != nil {
				return err
			}
		}
	}
	return nil
}
