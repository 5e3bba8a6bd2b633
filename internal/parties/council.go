package parties

import (
	"slices"
	"strings"

	"vow"
)

// term is the members of the Human Rights Council that were elected for the same
// time. The last day is one on which they still sat.
type term struct {
	from, until string
	members     string
}

// terms are all elections to the council from its beginning to that of 2023. Those
// of 2009, 2010 and 2011 were prolonged to the end of a year when the council went
// over to calendar years.
var terms = []term{
	{"2006-06-19", "2007-06-18", "DZA MAR TUN ZAF BHR IND IDN PHL CZE POL ARG ECU FIN NLD"},
	{"2006-06-19", "2008-06-18", "GAB GHA MLI ZMB JPN PAK KOR LKA ROU UKR BRA GTM PER FRA GBR"},
	{"2006-06-19", "2009-06-18", "CMR DJI MUS NGA SEN BGD CHN JOR MYS SAU AZE RUS CUB MEX URY CAN DEU CHE"},
	{"2007-06-19", "2010-06-18", "AGO EGY MDG ZAF IND IDN PHL QAT BIH SVN BOL NIC ITA NLD"},
	{"2008-06-19", "2011-06-18", "BFA GAB GHA ZMB BHR JPN PAK KOR SVK UKR ARG BRA CHL FRA GBR"},
	{"2009-06-19", "2012-12-31", "CMR DJI MUS NGA SEN BGD CHN JOR KGZ SAU HUN RUS CUB MEX URY BEL NOR USA"},
	{"2010-06-19", "2013-12-31", "AGO LBY MRT UGA MYS MDV QAT THA MDA POL ECU GTM ESP CHE"},
	{"2011-06-19", "2014-12-31", "BEN BWA BFA COG IND IDN KWT PHL CZE ROU CHL CRI PER AUT ITA"},
	{"2013-01-01", "2015-12-31", "CIV ETH GAB KEN SLE JPN KAZ PAK KOR ARE EST MNE ARG BRA VEN DEU IRL USA"},
	{"2014-01-01", "2016-12-31", "DZA MAR NAM ZAF CHN MDV SAU VNM RUS MKD CUB MEX FRA GBR"},
	{"2015-01-01", "2017-12-31", "BWA COG GHA NGA BGD IND IDN QAT ALB LVA BOL SLV PRY NLD PRT"},
	{"2016-01-01", "2018-12-31", "BDI CIV ETH KEN TGO KGZ MNG PHL KOR ARE GEO SVN ECU PAN VEN BEL DEU CHE"},
	{"2017-01-01", "2019-12-31", "EGY RWA ZAF TUN CHN IRQ JPN SAU HRV HUN BRA CUB GBR"},
	{"2017-01-01", "2018-06-19", "USA"}, // left
	{"2018-07-13", "2019-12-31", "ISL"}, // elected in its place
	{"2018-01-01", "2020-12-31", "AGO COD NGA SEN AFG NPL PAK QAT SVK UKR CHL MEX PER AUS ESP"},
	{"2019-01-01", "2021-12-31", "BFA CMR ERI SOM TGO BHR BGD FJI IND PHL BGR CZE ARG BHS URY AUT DNK ITA"},
	{"2020-01-01", "2022-12-31", "LBY MRT NAM SDN IDN JPN MHL KOR ARM POL BRA VEN DEU NLD"},
	{"2021-01-01", "2023-12-31", "CIV GAB MWI SEN CHN NPL PAK UZB UKR BOL CUB MEX FRA GBR"},
	{"2021-01-01", "2022-04-07", "RUS"}, // suspended, and left
	{"2022-05-10", "2023-12-31", "CZE"}, // elected in its place
	{"2022-01-01", "2024-12-31", "BEN CMR ERI GMB SOM IND KAZ MYS QAT ARE LTU MNE ARG HND PRY FIN LUX USA"},
	{"2023-01-01", "2025-12-31", "DZA MAR ZAF SDN BGD KGZ MDV VNM GEO ROU CHL CRI BEL DEU"},
	{"2024-01-01", "2026-12-31", "BDI CIV GHA MWI CHN IDN JPN KWT ALB BGR BRA CUB DOM FRA NLD"},
}

// suspended are members whose rights of membership were suspended for a time: they
// held their seat, and could not vote.
var suspended = []term{{"2011-03-01", "2011-11-17", "LBY"}}

// The years that the table of the council covers.
const (
	CouncilFirst = 2006
	CouncilLast  = 2024
)

// CouncilOn returns who sat on the Human Rights Council on a day (YYYY-MM-DD), sorted,
// without those whose rights were suspended. It is empty before 2006-06-19, when the
// council first met. From 2013 on terms are calendar years; before, the turn of the
// terms of 2007 to 2011 is put on 19 June and may be off by a day or two. After the
// end of 2024 only those are known who were elected by 2023: it is empty then.
func CouncilOn(day string) []vow.Party {
	if len(day) != len("2006-01-02") || day > "2024-12-31" {
		return nil
	}
	out := sitting(terms, day, day)
	away := sitting(suspended, day, day)
	return slices.DeleteFunc(out, func(p vow.Party) bool { return slices.Contains(away, p) })
}

// CouncilOf returns who sat on the council at any time of a year, sorted: more than 47
// where a seat changed hands within it. It is empty for years that are not covered.
func CouncilOf(year int) []vow.Party {
	if year < CouncilFirst || year > CouncilLast {
		return nil
	}
	y := string([]byte{'0' + byte(year/1000), '0' + byte(year/100%10), '0' + byte(year/10%10), '0' + byte(year%10)})
	return sitting(terms, y+"-01-01", y+"-12-31")
}

func sitting(list []term, first, last string) (out []vow.Party) {
	for _, t := range list {
		if t.from <= last && first <= t.until {
			for code := range strings.FieldsSeq(t.members) {
				out = append(out, vow.Party(code))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
