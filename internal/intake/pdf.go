package intake

import (
	"context"
	"vow"
)

func FromPDF(ctx context.Context, data []byte, opt Options) (*Document, error) {
	return nil, vow.Errorf(vow.CodeUsage, "pdf")
}
