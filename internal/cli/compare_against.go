package cli

import "context"

func runAgainst(ctx context.Context, a *app, opts compareOptions, copyName string) error { return nil }
