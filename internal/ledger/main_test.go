//go:build unix

package ledger

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"
)

// The test binary is also the program that fault tests kill: with helperEnv set
// it does what it says and ends.
const helperEnv = "VOW_LEDGER_HELPER"

func TestMain(m *testing.M) {
	if what := os.Getenv(helperEnv); what != "" {
		if err := helper(what, os.Args[1], os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, "helper:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// helper runs one of the programs below on the record below root. It prints
// `ack <entry number> <index>` for each receipt it holds.
func helper(what, root string, args []string) error {
	t := &helperTB{}
	cfg := testConfig(t, root)
	cfg.PublishTimeout = 3 * time.Second
	ctx := context.Background()
	out := bufio.NewWriterSize(os.Stdout, 1) // every line at once
	ack := func(first int, rs []Receipt) {
		for i, r := range rs {
			fmt.Fprintf(out, "ack %d %d\n", first+i, r.Index)
			out.Flush()
		}
	}
	switch what {
	case "create":
		l, err := Create(ctx, cfg)
		if err != nil {
			return err
		}
		r, err := l.Add(ctx, entry(0))
		if err != nil {
			return err
		}
		ack(0, []Receipt{r})
		return l.Close()
	case "grow": // across a tile boundary: ordered, then a batch, then one more
		l, err := Open(ctx, cfg)
		if err != nil {
			return err
		}
		n := int(l.Size())
		for i := n; i < n+2; i++ {
			r, err := l.Add(ctx, entry(i))
			if err != nil {
				return err
			}
			ack(i, []Receipt{r})
		}
		rs, err := l.AddBatch(ctx, entryRange(n+2, n+5))
		ack(n+2, rs)
		if err != nil {
			return err
		}
		rs, err = l.AddOrdered(ctx, entryRange(n+5, n+6))
		ack(n+5, rs)
		if err != nil {
			return err
		}
		return l.Close()
	case "hold": // opens and waits to be killed
		if _, err := Open(ctx, cfg); err != nil {
			return err
		}
		fmt.Println("open")
		time.Sleep(time.Minute)
		return errors.New("nobody killed the helper")
	case "starve": // no file descriptor left when an entry comes
		return starve(ctx, cfg)
	case "full": // a file size limit stands for a full disk
		return fill(ctx, cfg)
	}
	return fmt.Errorf("no program %q", what)
}

// helperTB is the little of testing.TB that the shared helpers use.
type helperTB struct{ testing.TB }

func (*helperTB) Helper() {}
func (*helperTB) Fatal(args ...any) {
	fmt.Fprintln(os.Stderr, args...)
	os.Exit(1)
}
