package vectors_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"vow"
	"vow/internal/testrecord"
	"vow/internal/timelock"
	"vow/paper"
	"vow/policy"
)

// policies makes the kind policy: the source, its canonical form and analysis.
func (m *maker) policies() {
	for i, src := range []string{
		"2026-09-10", "2026-09-10T12:00:00Z", "2026-09-10 or chair", "chair or 2026-09-10", "(2026-09-10)", "2026-09-10 or 2026-09-01",
		"2026-09-01 and 2 of {a, b, c} or 2026-10-01", "a and b or 2026-09-10", "1 of {a, 2026-09-10}", "2 of {a, b} or 2026-09-10", "a or a or 2026-09-10",
		"2 of {a, a, b} or 2026-09-10", "(a or b) and 2026-09-01 or 2026-10-01", "a\t or\n(b or (c or 2026-09-10))", "2 of {2026-09-01, a, b and c} or 2026-11-01",
		"chair", "2032-01-01", "a and 2026-09-10", "2026-09-01 and (a or 2 of {c, d, e}) or 2026-09-30T06:00:00Z",
	} {
		p, err := policy.Parse(src)
		if err != nil {
			m.t.Fatal(err)
		}
		o := policy.Options{At: testrecord.At("2026-08-21T10:00:00Z"), Due: testrecord.At("2026-09-15"), TermEnds: testrecord.At("2026-09-05")}
		analysis, err := json.Marshal(policy.Analyse(p, o))
		if err != nil {
			m.t.Fatal(err)
		}
		m.add("policy", fmt.Sprintf("good-%02d", i+1), "valid", "a policy, and what is proven of it", []byte(src),
			"canonical", p.String(), "at", o.At.String(), "due", o.Due.String(), "term-ends", o.TermEnds.String(), "analysis", string(analysis))
	}
	deep := strings.Repeat("(", 65) + "a" + strings.Repeat(")", 65)
	for i, c := range [][2]string{
		{"", "nothing"}, {"or", "a word for a name"}, {"a or", "an end too early"}, {"a b", "two without an operator"}, {"2026-02-30", "no such day"}, {"2026-09-10T12:00Z", "no seconds"},
		{"2026-09-10T12:00:00+00:00", "another zone"}, {"A or 2026-09-10", "capitals"}, {"0 of {a, b}", "none of two"}, {"3 of {a, b}", "three of two"}, {"01 of {a, b}", "a leading zero"}, {"1 of {a}", "of one"},
		{"2 of {a b}", "no comma"}, {"2 of {a, b,}", "a comma too many"}, {"(a or b", "an open parenthesis"}, {"a) or b", "a closed one"}, {"a OR b", "an operator in capitals"}, {"a, b", "a comma"},
		{"a\r\nor b", "CR"}, {"a\u00a0or b", "a space that is none"}, {deep, "65 deep"}, {"2026-09-01 and (a or b and 2 of {c, d, e}) or 2026-09-30", "five operators inside one another"}, {strings.Repeat("x", 33), "a name of 33"}, {"a" + strings.Repeat(" ", 17<<10), "too long"},
	} {
		m.add("policy", fmt.Sprintf("bad-%02d", i+1), "", c[1], []byte(c[0]))
	}
}

// papers makes the kind paper, with its root.
func (m *maker) papers() {
	p := m.w.Paper("assessment-x", "In four of five places — «четыре» / أربعة / 四 — the records were changed.")
	good := p.Marshal()
	add := func(name, comment string, p *paper.Paper) {
		m.add("paper", name, "valid", comment, p.Marshal(), "root", p.Root().String(), "withheld", strings.Trim(fmt.Sprint(p.Withheld()), "[]"))
	}
	add("whole", "every block is shown", p)
	for name, set := range map[string][]int{"withheld-one": {3}, "withheld-two": {1, 2}} {
		q, err := p.Withhold(set)
		if err != nil {
			m.t.Fatal(err)
		}
		add(name, "the same root, blocks withheld", q)
	}
	fixed, err := paper.Fix("Table", "de-CH", paper.SplitSentence, []paper.Block{
		{Kind: paper.Cell, Table: 1, Row: 1, Col: 1, Text: "Monat"}, {Kind: paper.Cell, Table: 1, Row: 1, Col: 2},
		{Kind: paper.Figure, SHA256: vow.SumHash([]byte("figure")), Text: "Karte"}, {Kind: paper.Quote, Text: "„So war es.“"}, {Kind: paper.Quote, Sentence: 1, Text: "So blieb es."},
	}, m.w.Seed("table"))
	if err != nil {
		m.t.Fatal(err)
	}
	add("table", "cells, a figure, sentences", fixed)
	for name, c := range map[string][3]string{
		"count": {"blocks 4", "blocks 5", "a block too few"}, "unicode": {"unicode 15.0", "unicode 15.1", "another Unicode"}, "header": {"lang en", "lang  en", "two spaces in the header"},
		"title": {"title A", "title \u200bA", "a zero-width space in the title"}, "number": {`"i":1`, `"i":2`, "a block out of order"}, "kind": {`"kind":"para"`, `"kind":"poem"`, "a kind that is not known"},
		"level": {`"level":1`, `"level":7`, "a heading of level 7"}, "salt": {`"salt":"`, `"salt":"0`, "a salt of another length"}, "space": {`{"i":0`, `{ "i":0`, "not canonical"},
		"nfd": {"places", "plac\u0065\u0301s", "not NFC"}, "bidi": {"places", "pla\u202eces", "a bidi control"}, "private": {"places", "pla\ue000ces", "private use"},
	} {
		m.add("paper", "bad-"+name, "", c[2], m.replace(good, c[0], c[1]))
	}
	m.add("paper", "bad-word", "the root is", "a changed word: another root", m.replace(good, "four of", "some of"), "root", p.Root().String())
	m.add("paper", "bad-trailing", "", "a line too many", append(bytes.Clone(good), '\n'))
	m.add("paper", "bad-cut", "", "the last line feed is missing", good[:len(good)-1])
}

// times makes the kinds chain and round.
func (m *maker) times() {
	local := m.w.Beacon.Chain()
	m.put("chain/local.json", local.InfoJSON())
	for name, c := range map[string]timelock.Chain{"quicknet": timelock.Quicknet(), "local": local} {
		m.add("chain", name, "valid", "drand's chain info, first form", c.InfoJSON(), "hash", c.Hash.String(), "line", c.Line())
	}
	good := local.InfoJSON()
	for name, c := range map[string][3]string{
		"period": {`"period":30`, `"period":31`, "a fact that the hash does not fit"}, "scheme": {timelock.Scheme, "pedersen-bls-chained", "another scheme"},
		"unknown": {`"period"`, `"perion"`, "an unknown member"}, "twice": {`"period":30`, `"period":30,"period":30`, "a member twice"},
	} {
		m.add("chain", "bad-"+name, "", c[2], m.replace(good, c[0], c[1]))
	}
	m.add("chain", "bad-trailing", "", "bytes after the object", append(bytes.Clone(good), "{}"...))
	b := m.w.Round(testrecord.OpensAt)
	raw, err := b.JSON()
	if err != nil {
		m.t.Fatal(err)
	}
	m.add("beacon", "local", "valid", "a round of the local chain", []byte(b.String()), "chain", "chain/local.json", "json", strings.TrimSpace(string(raw)))
	m.add("beacon", "bad-signature", "", "one bit of the signature", flip([]byte(b.String()), -1), "chain", "chain/local.json")
	m.add("beacon", "bad-round", "", "the signature of another round", m.replace([]byte(b.String()), fmt.Sprint(b.Round), fmt.Sprint(b.Round+1)), "chain", "chain/local.json")
	m.add("beacon", "bad-chain", "", "of another chain", []byte(b.String()), "chain", "quicknet")
	for name, chain := range map[string]timelock.Chain{"quicknet": timelock.Quicknet(), "local": local} {
		for _, off := range []int64{1, chain.Period - 1, chain.Period, chain.Period + 1, 10*chain.Period - 1, 10 * chain.Period, 10*chain.Period + 1, 100_000_000} {
			t := vow.Unix(chain.Genesis + off)
			n, err := chain.RoundAt(t)
			if err != nil {
				m.t.Fatal(err)
			}
			m.add("round", fmt.Sprintf("%s-%d", name, off), "valid", "the first round not before a time, seconds after genesis in its name", []byte(t.String()+"\n"),
				"chain", map[bool]string{true: "chain/local.json", false: "quicknet"}[name == "local"], "round", fmt.Sprint(n), "due", chain.TimeOf(n).String())
		}
		for _, off := range []int64{0, -1} {
			m.add("round", fmt.Sprintf("bad-%s-%d", name, -off), "", "not after genesis", []byte(vow.Unix(chain.Genesis+off).String()+"\n"),
				"chain", map[bool]string{true: "chain/local.json", false: "quicknet"}[name == "local"])
		}
	}
}
