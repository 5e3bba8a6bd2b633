package compare

import (
	"strconv"
	"strings"
	"sync"
)

// Chinese and Japanese are written without spaces, and each character is a word
// here: numbers, units and dates are read from rows of them.

// hanDigits are the characters for digits, hanTens those that stand for powers of ten.
var (
	hanDigits = map[string]int{"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "两": 2, "兩": 2,
		"壹": 1, "贰": 2, "貳": 2, "叁": 3, "參": 3, "肆": 4, "伍": 5, "陆": 6, "陸": 6, "柒": 7, "捌": 8, "玖": 9}
	hanTens = map[string]int64{"十": 10, "百": 100, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "拾": 10, "佰": 100, "仟": 1e3}
)

// hanRun returns the end of the number in characters that begins with the key at i,
// what it counts for, and whether it is a number for certain; i if there is none.
func hanRun(keys []string, i int) (end int, value string, firm bool) {
	var total, part, last int64
	digits, tens := "", false
	end = i
	for ; end < len(keys) && end-i < 40; end++ {
		k := keys[end]
		if d, ok := hanDigits[k]; ok {
			last = int64(d)
			digits += strconv.Itoa(d)
			continue
		}
		n, ok := hanTens[k]
		if !ok {
			break
		}
		if last == 0 && (n < 1e4 || part == 0 && !tens) {
			last = 1 // 十 is ten
		}
		tens = true
		if n < 1e4 {
			part += last * n
		} else {
			total, part = total+(part+last)*n, 0
		}
		last = 0
	}
	switch {
	case end == i:
		return i, "", false
	case !tens && end-i > 1: // 二〇一九
		return end, longValue(digits), true
	case !tens && last == 1 && end < len(keys) && keys[end] == "半": // 一半
		return end + 1, "0.5", true
	}
	return end, strconv.FormatFloat(float64(total+part+last), 'g', exactDigits, 64), tens && end-i > 1
}

// hanUnits are units behind a number, with the name that measures has.
var hanUnits = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"秒": "s", "秒钟": "s", "分": "min", "分钟": "min", "分鐘": "min", "分間": "min", "时": "h", "小时": "h", "小時": "h", "時間": "h", "天": "day", "日": "day", "日間": "day", "夜": "night",
		"周": "week", "週": "week", "星期": "week", "礼拜": "week", "週間": "week", "个月": "month", "個月": "month", "か月": "month", "ヶ月": "month", "年": "year", "年間": "year", "岁": "year", "歲": "year", "歳": "year",
		"毫米": "mm", "厘米": "cm", "米": "m", "公里": "km", "千米": "km", "里": "li", "英里": "miles", "克": "g", "公斤": "kg", "千克": "kg", "斤": "jin", "吨": "t", "噸": "t", "升": "l",
		"公顷": "ha", "公頃": "ha", "亩": "mu", "畝": "mu", "度": "degree", "元": "yuan", "美元": "$", "欧元": "€", "歐元": "€", "日元": "¥", "円": "¥", "英镑": "£", "卢布": "₽", "港元": "hkd",
		"メートル": "m", "キロ": "km", "キロメートル": "km", "センチ": "cm", "グラム": "g", "キログラム": "kg", "トン": "t", "ドル": "$", "ユーロ": "€", "ウォン": "won",
	}
})

// hanUnitLength is how many characters the longest of them has.
const hanUnitLength = 6

// hanUnit returns the unit that stands behind a number at word i, and its end.
func (c *comparison) hanUnit(p *passage, i int) (unit string, end int) {
	if i == 0 || i >= len(p.tokens) || !c.countsAt(p, i-1) {
		return "", i
	}
	from := int(p.tokens[i].start)
	for n := min(hanUnitLength, len(p.tokens)-i); n > 0; n-- {
		if u := hanUnits()[p.text[from:p.tokens[i+n-1].end]]; u != "" {
			return u, i + n
		}
	}
	return "", i
}

// countsAt reports whether word i is a number, or a character of one.
func (c *comparison) countsAt(p *passage, i int) bool {
	return c.voc.traitsOf(p.tokens[i].id)&traitNumber != 0
}

// inHanUnit reports whether words i-1 and i belong together as a number and its
// unit, or as parts of that unit.
func (c *comparison) inHanUnit(p *passage, i int) bool {
	if !c.han(p, i) {
		return false
	}
	for k := i; k > 0 && k > i-hanUnitLength && (k == i || c.han(p, k)); k-- {
		if _, end := c.hanUnit(p, k); end > i {
			return true
		}
	}
	return false
}

// hanFrom is the first byte of the characters of Chinese, Japanese and Korean.
const hanFrom = 0xe3

// han reports whether word i may be a character of Chinese or Japanese.
func (c *comparison) han(p *passage, i int) bool {
	t := p.tokens[i]
	return p.text[t.start] >= hanFrom && t.end-t.start >= 3
}

// longestNumber is how many characters a number of a date or before a unit may have.
const longestNumber = 16

// numberEnd returns the end of the number that begins with word i, in digits or
// characters, or i.
func (c *comparison) numberEnd(p *passage, i int) int {
	if i < len(p.tokens) && c.voc.words[p.tokens[i].id].number {
		return i + 1
	}
	for most := i + longestNumber; i < min(most, len(p.tokens)) && c.han(p, i) && c.countsAt(p, i) && p.gap(i+1) == ""; i++ {
	}
	return i
}

// numberAt returns the value of the number from word i up to end.
func (c *comparison) numberAt(p *passage, i, end int) string {
	if q := quantities(c.keys(p, i, end)); len(q) == 1 {
		return q[0].value
	}
	return p.raw(i, end)
}

// hanCalendar are the units of a date behind their numbers.
var hanCalendar = map[string]string{"年": "y", "년": "y", "月": "m", "월": "m", "日": "d", "号": "d", "號": "d", "일": "d"}

// eastern returns the end of a date written with its units behind the numbers,
// 2022年8月31日 or 二〇二二年八月, that begins with word i, or i. Three years are none.
func (c *comparison) eastern(p *passage, i int) int {
	j := i
	for {
		n := c.numberEnd(p, j)
		if n == j || n >= len(p.tokens) {
			return j
		}
		switch hanCalendar[c.nameKey(p, n)] {
		case "y":
			digits := c.numberAt(p, j, n)
			after := c.numberEnd(p, n+1)
			month := after > n+1 && after < len(p.tokens) && hanCalendar[c.nameKey(p, after)] == "m"
			if len(digits) != 4 && p.text[p.tokens[j].start] != '0' && !month {
				return j
			}
		case "m":
		case "d":
			if j == i && !c.voc.words[p.tokens[j].id].number {
				return j // 四日 may be four days
			}
		default:
			return j
		}
		j = n + 1
	}
}

// hanDays are days, weeks, months and years said from today.
var hanDays = set("昨天 今天 明天 前天 后天 後天 昨日 今日 明日 去年 今年 明年 前年 昨年 来年 來年 上周 本周 这周 下周 上週 本週 下週 先週 今週 来週 上月 本月 下月 先月 今月 来月 上个月 这个月 下个月 上個月 這個月 下個月")

// hanDay returns the end of a day or a weekday in characters that begins with
// word i, or i: 昨天, 星期二, 火曜日.
func (c *comparison) hanDay(p *passage, i int) int {
	if !c.han(p, i) {
		return i
	}
	text := func(n int) string {
		if i+n > len(p.tokens) {
			return ""
		}
		return p.text[p.tokens[i].start:p.tokens[i+n-1].end]
	}
	of := func(s, before string) bool {
		rest, ok := strings.CutPrefix(s, before)
		return ok && rest != "" && strings.Contains("一二三四五六日天", rest)
	}
	two, three := text(2), text(3)
	switch {
	case hanDays[three], of(three, "星期"), of(three, "礼拜"), of(three, "禮拜"), strings.HasSuffix(three, "曜日") && strings.ContainsAny(three[:3], "月火水木金土日"):
		return i + 3
	case hanDays[two], (of(two, "周") || of(two, "週")) && (i == 0 || !c.countsAt(p, i-1)):
		return i + 2
	}
	return i
}
