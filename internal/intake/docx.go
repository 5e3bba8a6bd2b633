package intake

import "vow"

func FromDOCX(data []byte, opt Options) (*Document, error) {
	return nil, vow.Errorf(vow.CodeUsage, "docx")
}
