package cli

// Rules of everything that a person sees:
//
//   - Standard output is the answer and nothing else. With --json it is one JSON
//     value and a line feed, stable between versions.
//   - Standard error is for people: `vow: error: …`, `vow: warning: …`,
//     `vow: hint: …`, progress (on a terminal only), questions and the log.
//   - Messages are lower-case without a final period, name the file, field or
//     line, and never hold a secret.
//   - Bytes that others wrote are shown with their control characters made
//     visible: no text may move the cursor or turn the reading direction.
//   - A question is asked only where somebody can answer: standard input is a
//     terminal. Passphrases are read from the terminal without echo.
//   - An answer that could not be written whole is an error (disk, exit 6).
//
// Only this file writes to standard output and standard error.

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"vow"
	"vow/internal/office"
)

// answer is standard output. It keeps the first error, which Run reports.
type answer struct {
	w   io.Writer
	err error
}

// Write writes raw bytes, for commands whose answer is a file's bytes.
func (o *answer) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(p)
	if err != nil {
		o.err = vow.Errorf(vow.CodeIO, "standard output: %w", err)
	}
	return n, o.err
}

// printf writes text for people, made printable.
func (o *answer) printf(format string, args ...any) {
	o.print(fmt.Sprintf(format, args...))
}

// print writes text for people, made printable.
func (o *answer) print(s string) {
	_, _ = io.WriteString(o, printable(s)) // an error is kept in o.err
}

// json writes v as one line of JSON.
func (o *answer) json(v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := o.Write(b.Bytes())
	return err
}

// terminal is standard error and, where there is one, the person at it.
type terminal struct {
	in    *os.File
	err   io.Writer
	input *bufio.Reader
}

func newTerminal(in *os.File, stderr io.Writer) *terminal {
	t := &terminal{in: in, err: stderr}
	if in != nil {
		t.input = bufio.NewReader(in)
	}
	return t
}

// interactive reports whether somebody is there to answer a question.
func (t *terminal) interactive() bool { return t.in != nil && term.IsTerminal(int(t.in.Fd())) }

func (t *terminal) line(kind, text string) {
	fmt.Fprintf(t.err, "vow: %s: %s\n", kind, printable(text))
}

// error prints an error and, if there is one, what to do next.
func (t *terminal) error(err error, hint string) {
	for line := range strings.Lines(err.Error()) { // several, where several things failed
		t.line("error", strings.TrimSuffix(line, "\n"))
	}
	if hint != "" {
		t.line("hint", hint)
	}
}

// warn prints a warning.
func (t *terminal) warn(format string, args ...any) { t.line("warning", fmt.Sprintf(format, args...)) }

// hint says what to do next, where nothing went wrong.
func (t *terminal) hint(format string, args ...any) { t.line("hint", fmt.Sprintf(format, args...)) }

// say prints a line for people that is not part of the answer.
func (t *terminal) say(format string, args ...any) {
	fmt.Fprintln(t.err, printable(fmt.Sprintf(format, args...)))
}

// confirm shows the exact bytes that are about to become public and asks. It
// answers true without asking where nobody is there.
func (t *terminal) confirm(ctx context.Context, public []byte, question string) (bool, error) {
	if !t.interactive() {
		return true, nil
	}
	fmt.Fprintf(t.err, "These %d bytes become public and cannot be taken back:\n\n", len(public))
	for line := range strings.Lines(string(public)) {
		fmt.Fprintf(t.err, "    %s\n", printable(strings.TrimSuffix(line, "\n")))
	}
	fmt.Fprintln(t.err)
	return t.ask(ctx, question)
}

// ask asks a question that only yes answers. Somebody must be there.
func (t *terminal) ask(ctx context.Context, question string) (bool, error) {
	fmt.Fprintf(t.err, "%s [y/N] ", printable(question))
	reply, err := wait(ctx, func() (string, error) { return t.input.ReadString('\n') }, nil)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(reply)) {
	case "y", "yes":
		return true, nil
	default:
		return false, nil
	}
}

// askLine asks for a line of text. Somebody must be there.
func (t *terminal) askLine(ctx context.Context, question string) (string, error) {
	fmt.Fprintf(t.err, "%s: ", printable(question))
	reply, err := wait(ctx, func() (string, error) { return t.input.ReadString('\n') }, nil)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimSpace(reply), nil
}

// passphrase asks for a passphrase on the terminal, for a new one twice.
func (t *terminal) passphrase(ctx context.Context, prompt string, confirm bool) ([]byte, error) {
	tty := t.in
	if !t.interactive() {
		f, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
		if err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "a passphrase is needed and there is no terminal to ask on").
				WithHint("put it in a file of mode 0600 and name the file in VOW_PASSPHRASE_FILE")
		}
		defer f.Close()
		tty = f
	}
	first, err := t.secret(ctx, tty, prompt)
	if err != nil || !confirm {
		return first, err
	}
	second, err := t.secret(ctx, tty, "Repeat it")
	if err != nil {
		clear(first)
		return nil, err
	}
	defer clear(second)
	if !bytes.Equal(first, second) {
		clear(first)
		return nil, vow.Errorf(vow.CodeUsage, "the two passphrases differ")
	}
	return first, nil
}

// secret reads one line without echo.
func (t *terminal) secret(ctx context.Context, tty *os.File, prompt string) ([]byte, error) {
	fd := int(tty.Fd())
	state, err := term.GetState(fd)
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "terminal: %w", err)
	}
	fmt.Fprintf(t.err, "%s: ", printable(prompt))
	b, err := wait(ctx, func() ([]byte, error) { return term.ReadPassword(fd) }, func() {
		_ = term.Restore(fd, state)
		time.Sleep(20 * time.Millisecond) // the read may only now be taking the echo away
		_ = term.Restore(fd, state)
	})
	fmt.Fprintln(t.err)
	if err != nil && !errors.Is(err, context.Canceled) {
		return nil, vow.Errorf(vow.CodeIO, "passphrase: %w", err)
	}
	return b, err
}

// wait runs a read that cannot be interrupted, and gives up on it when ctx ends.
func wait[T any](ctx context.Context, read func() (T, error), abandon func()) (T, error) {
	type result struct {
		v   T
		err error
	}
	done := make(chan result, 1)
	go func() {
		v, err := read()
		done <- result{v, err}
	}()
	select {
	case r := <-done:
		return r.v, r.err
	case <-ctx.Done():
		if abandon != nil {
			abandon()
		}
		var none T
		return none, ctx.Err()
	}
}

// progress shows a bar on a terminal and nothing elsewhere.
func (t *terminal) progress(what string, total int64) office.Progress {
	f, ok := t.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return noBar{}
	}
	return bar{progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(f),
		progressbar.OptionSetDescription(printable(what)),
		progressbar.OptionShowBytes(false),
		progressbar.OptionClearOnFinish(),
	)}
}

type noBar struct{}

func (noBar) Add(int64) {}
func (noBar) Done()     {}

type bar struct{ b *progressbar.ProgressBar }

func (p bar) Add(n int64) { _ = p.b.Add64(n) } // a display that fails must not stop the work
func (p bar) Done()       { _ = p.b.Finish() }

// printable makes control characters, bidirectional controls and bytes that are
// not UTF-8 visible; line feeds stay.
func printable(s string) string {
	plain := true
	for _, r := range s {
		if r == utf8.RuneError || hidden(r) {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case hidden(r):
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		default:
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

func hidden(r rune) bool {
	if ' ' <= r && r < 0x7f {
		return false
	}
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029')
}
