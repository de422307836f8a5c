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

// altered is what was asked to be different: a dearer bridge, agreed by both
// sides and carried out, and a later water plant, which waits.
func altered(s *story, works map[string]ident.ID) {
	ask := func(login, work string, in project.DraftInput, change func(*project.Terms)) ident.ID {
		p, err := project.GetProject(s.ctx, s.d.Read(), s.prog.ID, works[work])
		s.fail(err)
		in.Key, in.Project, in.Submit = s.key(), p.ID, true
		in.After = project.Terms{Place: p.Place, Content: p.Summary, From: p.From, To: p.To, Estimate: p.Estimate}
		change(&in.After)
		return s.made(project.ChangeNoun)(s.works.DraftChange(s.ctx, s.as(login), in))
	}
	move := func(login, verb string, id ident.ID, reason said) {
		in := project.ChangeMoveInput{Key: s.key(), Change: id}
		if reason.en != "" {
			in.Reason = reason.both()
		}
		s.did(s.works.MoveChange(s.ctx, s.as(login), verb, in))
	}
	s.then(-160, func() {
		id := ask("owner", "bridge", project.DraftInput{Why: said{"Borings found soft ground under the north bank; the piles are four metres longer.", "勘探发现北岸地基软弱，桩基须加长四米。"}.both(),
			Promise: said{"No effect on the day of opening.", "不影响通车日期。"}.both(), People: said{"The ford stays open meanwhile.", "施工期间原过水路面保持通行。"}.both(),
			Source: said{"Reserve of the council", "议事会预备费"}.slash()}, func(t *project.Terms) {
			t.Estimate = &money.Amount{Minor: 521_000_000, Currency: "EUR"}
		})
		move("office", "project.appraise_change", id, said{"The borings bear it out; a lighter deck would cost more in upkeep.", "勘探结果属实；改用轻型桥面后期养护费用更高。"})
		move("office", "project.approve_change", id, said{})
		move("provider", "project.approve_change", id, said{"Agreed, since the day of opening stands.", "通车日期不变，同意。"})
		move("owner", "project.apply_change", id, said{})
	})
	s.then(-8, func() {
		id := ask("provider@PL-WAT", "water plant", project.DraftInput{Why: said{"The road to the springs was closed for seven weeks.", "通往泉水的道路封闭七周。"}.both(),
			Promise: said{"Water two months later than promised.", "供水时间较承诺推迟两个月。"}.both(),
			People:  said{"Ashwater carries water for one more summer.", "灰水镇居民须再运水一个夏季。"}.both()}, func(t *project.Terms) { t.To = t.To.Add(60) })
		move("office", "project.appraise_change", id, said{"The closure is on record with the works office.", "道路封闭情况已由工程处登记。"})
	})
}

// cared is how people fared at the bridge, a defect there, and what the water
// plant says to save by two methods, which are not added.
func cared(s *story, works map[string]ident.ID) {
	euro := func(n int64) *money.Amount { return &money.Amount{Minor: n, Currency: "EUR"} }
	s.then(-45, func() {
		quarter := project.QuarterOf(s.day(-60))
		s.did(s.works.ReportCare(s.ctx, s.as("owner"), project.CareInput{Key: s.key(), Project: works["bridge"], Quarter: quarter, Contractor: "Stony Ford Builders",
			Injuries: new(1), Deaths: new(0), Arrears: euro(1_840_000), Cured: euro(1_200_000), CuredOn: s.day(-50), LandDue: euro(6_000_000), LandPaid: euro(6_000_000)}))
		s.did(s.works.OpenDefect(s.ctx, s.as("provider"), project.DefectInput{Key: s.key(), Project: works["bridge"],
			What: said{"Cracks in the north abutment, wider than 0.3 mm.", "北侧桥台裂缝，宽度超过0.3毫米。"}.both(), FoundOn: s.day(-47), CureBy: s.day(-12)}))
	})
	s.then(-30, func() {
		for _, e := range []struct {
			n      int64
			method said
		}{{3_400, said{"Metered at the pumps", "水泵计量"}}, {4_100, said{"Design calculation", "设计测算"}}} {
			s.did(s.works.DeclareEffect(s.ctx, s.as("provider@PL-WAT"), project.EffectInput{Key: s.key(), Project: works["water plant"], Kind: "energy_saved",
				Quantity: money.Quantity{N: e.n, Scale: 1, Unit: "MWh"}, Method: e.method.slash(), Baseline: said{"Water brought by lorry", "汽车运水"}.slash(),
				Source: said{"Pump house log", "泵房运行记录"}.slash(), From: s.day(-180), To: s.day(-31)}))
		}
	})
}
