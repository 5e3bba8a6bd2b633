package office

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vow"
)

// RuleWarnings says what to beware of in the rules of a new office. They cannot
// be changed later.
func RuleWarnings(b *vow.OfficeCreated) []string {
	count := make(map[vow.Role]int)
	for _, k := range b.Keys {
		count[k.Role]++
	}
	strictest, most := "", 0
	var out, every []string
	for _, kind := range slices.Sorted(maps.Keys(b.Rules)) {
		rule, have := b.Rules[kind], 0
		for _, role := range rule.Of {
			have += count[role]
		}
		if rule.Need > 1 && rule.Need >= have {
			every = append(every, ruleName(kind))
		}
		if rule.Need > most {
			strictest, most = kind, rule.Need
		}
	}
	if len(every) > 0 {
		out = append(out, fmt.Sprintf("every key of the office that can sign has to for: %s; when one is lost that can never be done again: take another officer in, or ask for fewer signatures",
			strings.Join(every, ", ")))
	}
	for kind, can := range map[vow.Kind]string{
		vow.KindOfficeKey:    "add a key and so meet the rule for " + ruleName(strictest),
		vow.KindRecordClosed: "close the record and so break every promise",
	} {
		rule, ok := b.Rules[string(kind)]
		if !ok {
			rule = b.Rules[vow.AnyKind]
		}
		if rule.Need >= most {
			continue
		}
		who := "one officer alone"
		if rule.Need > 1 {
			who = fmt.Sprintf("%d officers", rule.Need)
		}
		out = append(out, fmt.Sprintf("%s needs fewer signatures than %s: %s can %s", kind, ruleName(strictest), who, can))
	}
	if b.Role == vow.Publisher && b.Procedure.NoticeDays == 0 {
		out = append(out, "no days are promised for the right of reply: a party that is given none at all is heard by these rules, and reply.window passes")
	}
	slices.Sort(out)
	return out
}

func ruleName(kind string) string {
	if kind == vow.AnyKind {
		return "every other kind"
	}
	return kind
}

// Warnings says what to beware of in the rules of the office that o describes.
func (o InitOptions) Warnings() []string {
	if o.As == "" {
		o.As = vow.RoleHead
	}
	return RuleWarnings(o.created(vow.OfficerKey{Role: o.As}, vow.Key{}, vow.Unix(1)))
}
