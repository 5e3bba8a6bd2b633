package testrecord

import (
	"vow"
)

// NoParty returns the statement that nobody is criticised.
func (w *World) NoParty(at, report string) *vow.NoticeParty {
	return &vow.NoticeParty{At: At(at), Kind: vow.KindNoticeParty, Log: w.Origin, None: true, Report: report}
}
