package programme

import (
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/programme/project"
)

// leaves is what the shared catalogue leaves behind: terminals whose first use
// check nobody has made, and a bench that stands idle.
func leaves(s *story, works map[string]ident.ID) {
	const by = "schools"
	var terminals, bench ident.ID
	register := func(title said, value int64, costs said) ident.ID {
		return s.made(project.AssetNoun)(s.works.RegisterAsset(s.ctx, s.as(by), project.AssetInput{Key: s.key(), Project: works["catalogue"], Title: title.slash(),
			Category: "public", Value: &money.Amount{Minor: value, Currency: "EUR"}, Keepers: project.Keepers{Owner: project.Keeper{Party: s.orgs["VM-EDU"]},
				Operator: project.Keeper{Name: said{"The schools' librarians", "各校图书室"}.slash()}, Costs: costs.slash()}}))
	}
	handOver := func(asset ident.ID, day int) {
		s.did(s.works.MoveAsset(s.ctx, s.as(by), "project.title_asset", project.AssetMoveInput{Key: s.key(), Asset: asset, Document: "VM-EDU 14"}))
		for i, login := range []string{by, "uplandschools"} {
			s.did(s.works.SignHandover(s.ctx, s.as(login), project.SignInput{Key: s.key(), Asset: asset, Side: project.Sides[i], Day: s.day(day)}))
		}
	}
	s.then(-196, func() {
		terminals = register(said{"Catalogue terminals in seven schools", "7所学校目录查询终端"}, 2_450_000, said{"The schools' budgets", "学校公用经费"})
		handOver(terminals, -196)
		s.did(s.works.MoveAsset(s.ctx, s.as("uplandschools"), "project.use_asset", project.AssetMoveInput{Key: s.key(), Asset: terminals}))
	})
	s.then(-107, func() {
		bench = register(said{"Bench for binding and repair", "图书修补装订台"}, 380_000, said{"Not settled", "未落实"})
		handOver(bench, -107)
	})
	s.then(-40, func() {
		s.did(s.works.MoveAsset(s.ctx, s.as("uplandschools"), "project.find_idle", project.AssetMoveInput{Key: s.key(), Asset: bench,
			Reason: said{"Nobody has been trained to use it.", "尚无人员接受使用培训。"}.both()}))
	})
}
