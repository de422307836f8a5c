package programme

import (
	"errors"
	"fmt"
	"strings"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/programme/place"
	"throughline/programme/project"
)

// zoned is a zone as its layer's file has it: the corners of its one ring,
// longitude and latitude in thousandths of a degree from a point in the open
// ocean, where nobody's land is.
type zoned struct {
	name said
	ring [][2]int
}

const farLon, farLat = -28.0, -45.0

func at(x, y int) string {
	return fmt.Sprintf("%.3f, %.3f", farLon+float64(x)/1000, farLat+float64(y)/1000)
}

// file is a layer as its publisher would hand it out.
func file(zones ...zoned) []byte {
	var features []string
	for _, z := range zones {
		var ring []string
		for _, p := range append(z.ring, z.ring[0]) {
			ring = append(ring, "["+at(p[0], p[1])+"]")
		}
		features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"name":%q},"geometry":{"type":"Polygon","coordinates":[[%s]]}}`,
			z.name.slash(), strings.Join(ring, ",")))
	}
	return []byte(`{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`)
}

// placed tells where works were to stand: one site meets a zone that prohibits,
// moves, and passes with conditions; one stays stopped; one is clear.
func placed(s *story) {
	sites := map[string]ident.ID{}
	put := func(login string, name said, where, sector string) {
		_, err := s.d.Change(s.ctx, s.as(login), s.key(), func(tx *db.Tx) ([]db.Fact, error) {
			x, fact, err := place.PutTx(s.ctx, tx, place.PutInput{Title: name.en, Lang: "en", Other: name.zh, Sector: sector, Shape: where,
				Visibility: "parties", Illustrative: true})
			if err != nil {
				return nil, err
			}
			sites[login] = x.ID
			_, facts, err := place.ScreenTx(s.ctx, tx, x.ID, s.day(-200))
			return append([]db.Fact{fact}, facts...), err
		})
		s.fail(err)
	}
	s.then(-205, func() { zones(s) })
	s.then(-200, func() {
		put("grid", said{"Substation, High Moor", "高沼变电站"}, at(118, 62), "infrastructure-power")
		put("provider@PL-WAT", said{"Intake of the water plant, Ashwater", "灰水镇水厂取水口"}, "{\"type\":\"LineString\",\"coordinates\":[["+at(60, 20)+"],["+at(84, 34)+"]]}",
			"environment-climate")
		put("owner", said{"Bridge at Stony Ford", "石滩桥"}, at(20, 100), "other")
	})
	s.then(-196, func() {
		_, err := s.d.Change(s.ctx, s.as("grid"), s.key(), func(tx *db.Tx) ([]db.Fact, error) {
			in := place.ActInput{Shape: at(156, 78)}
			in.Site, in.Reason = sites["grid"], said{"Out of the marsh, beside the old road.", "迁出沼泽，改在旧路旁。"}.slash()
			_, fact, err := place.MoveTx(s.ctx, tx, in)
			if err != nil {
				return nil, err
			}
			_, facts, err := place.ScreenTx(s.ctx, tx, in.Site, s.day(-196))
			return append([]db.Fact{fact}, facts...), err
		})
		s.fail(err)
	})
	var asked ident.ID
	s.then(-194, func() {
		_, err := s.d.Change(s.ctx, s.as("grid"), s.key(), func(tx *db.Tx) ([]db.Fact, error) {
			c, fact, err := place.ConsultTx(s.ctx, tx, place.ConsultInput{Site: sites["grid"], Whom: said{"Households of the Upper Moor", "上沼居民户"}.slash(),
				Tongue: said{"Moor speech", "沼地方言"}.slash(), Venue: said{"Chapel hall", "礼堂"}.slash(), Day: s.day(-194), Illustrative: true})
			asked = c.ID
			facts := []db.Fact{fact}
			for _, step := range []struct {
				verb string
				day  int
				text said
			}{{"place.notify", -215, said{"Read out at the wool market and posted at the chapel.", "在羊毛集市宣读，并在礼堂张贴。"}},
				{"place.hold", -195, said{"The hum at night; whether the old road stays open.", "担心夜间噪声，询问旧路是否保留。"}},
				{"place.feed_back", -194, said{"The road stays open; a wall stands towards the houses.", "旧路保留，朝住户一侧设隔声墙。"}}} {
				if err == nil {
					_, fact, err = place.SayTx(s.ctx, tx, step.verb, sites["grid"], asked, place.SayInput{Day: s.day(step.day), Today: s.day(-194),
						Tongue: said{"Moor speech", "沼地方言"}.slash(), Text: step.text.slash(), Attended: 23})
					facts = append(facts, fact)
				}
			}
			return facts, err
		})
		s.fail(err)
	})
	s.then(-190, func() { assessed(s, sites, asked) })
}

// assessed is what the ecology officer found of two sites, and later recorded of
// the consultation.
func assessed(s *story, sites map[string]ident.ID, asked ident.ID) {
	change := func(do func(tx *db.Tx, act func(verb, site string, in place.ActInput)) (db.Fact, error)) {
		_, err := s.d.Change(s.ctx, s.as("safeguards"), s.key(), func(tx *db.Tx) ([]db.Fact, error) {
			var facts []db.Fact
			var failed error
			last, err := do(tx, func(verb, site string, in place.ActInput) {
				in.Site = sites[site]
				more, err := place.ActTx(s.ctx, tx, verb, in)
				facts, failed = append(facts, more...), errors.Join(failed, err)
			})
			if last.Kind != "" {
				facts = append(facts, last)
			}
			return facts, errors.Join(failed, err)
		})
		s.fail(err)
	}
	var in place.ActInput
	change(func(_ *db.Tx, act func(verb, site string, in place.ActInput)) (db.Fact, error) {
		act("place.find_clear", "owner", in)
		in.Reason = said{"It stands in the catchment of the springs.", "位于泉水汇水区内。"}.slash()
		act("place.find_assess", "grid", in)
		return db.Fact{}, nil
	})
	change(func(tx *db.Tx, act func(verb, site string, in place.ActInput)) (db.Fact, error) {
		in.Reason = said{"Small, and oil can be kept out of the ground.", "规模小，可防止油污入渗。"}.slash()
		in.Conditions = fmt.Sprintf("%s %s\n%s %s", s.day(-60), said{"An oil pit under each transformer", "每台变压器下设集油坑"}.slash(),
			s.day(40), said{"Soil tested before it is switched on", "投运前完成土壤检测"}.slash())
		act("place.clear_on", "grid", in)
		_, fact, err := place.SayTx(s.ctx, tx, "place.support_on", sites["grid"], asked, place.SayInput{Today: s.day(-190),
			Text: said{"The wall stands before the substation runs.", "投运前建成隔声墙。"}.slash()})
		return fact, err
	})
}

// situated ties works to where they stand.
func situated(s *story, works map[string]ident.ID) {
	tie := func(work string, site place.Site) {
		s.did(s.works.PutSite(s.ctx, s.as("secretary"), project.SiteInput{Key: s.key(), Project: works[work], Site: site.ID}))
	}
	s.then(-188, func() {
		for _, x := range [][2]string{{"water plant", "SIT-002"}, {"bridge", "SIT-003"}} {
			site, err := place.GetSiteByCode(s.ctx, s.d.Read(), s.prog.ID, x[1])
			s.fail(err)
			tie(x[0], site)
		}
	})
	s.then(-186, func() {
		var store place.Site
		_, err := s.d.Change(s.ctx, s.as("secretary"), s.key(), func(tx *db.Tx) ([]db.Fact, error) {
			site, fact, err := place.PutTx(s.ctx, tx, place.PutInput{Title: "Cold store, Vesmere", Lang: "en", Other: "维斯米尔冷库", Shape: at(60, 300),
				Within: 500, Visibility: "parties", Illustrative: true})
			store = site
			return []db.Fact{fact}, err
		})
		s.fail(err)
		tie("cold chain", store)
	})
}

// zones are two layers of our own invention.
func zones(s *story) {
	marsh := zoned{said{"Heron Marsh", "白鹭沼"}, [][2]int{{40, 10}, {96, 4}, {134, 36}, {142, 70}, {118, 92}, {84, 70}, {52, 58}}}
	springs := zoned{said{"Springs of the High Moor", "高沼泉域"}, [][2]int{{138, 66}, {170, 60}, {186, 92}, {160, 116}, {140, 96}}}
	cranes := zoned{said{"Crane meadows", "鹤滩草甸"}, [][2]int{{60, 120}, {104, 112}, {110, 150}, {70, 158}}}
	_, err := s.d.Change(s.ctx, s.as("safeguards"), s.key(), func(tx *db.Tx) ([]db.Fact, error) {
		in := place.ImportInput{Title: "Ecological red line of Vesmere", Lang: "en", Other: "维斯米尔生态红线", Kind: place.Prohibited, Illustrative: true,
			Label: said{"2nd edition", "第2版"}.slash(), Source: said{"Vesmere Council, gazette 14", "维斯米尔议事会公报第14期"}.slash(),
			Licence: said{"free use with the source named", "注明来源可自由使用"}.slash(), From: s.day(-900)}
		_, first, err := place.ImportTx(s.ctx, tx, in, file(marsh))
		if err != nil {
			return nil, err
		}
		in.Title, in.Other, in.Kind = "Drinking water and bird areas", "饮用水源和鸟类保护区", place.Assess
		_, second, err := place.ImportTx(s.ctx, tx, in, file(springs, cranes))
		return []db.Fact{first, second}, err
	})
	s.fail(err)
}
