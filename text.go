package vow

import "golang.org/x/text/unicode/norm"

// CheckText checks the text rules.
func CheckText(s string) error {
	if !norm.NFC.IsNormalString(s) {
		return Errorf(CodeCheck, "text is not in NFC")
	}
	return nil
}
