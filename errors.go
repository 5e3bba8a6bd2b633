package vow

import (
	"errors"
	"fmt"
)

// Code says what kind of failure an error is. The command line maps each code
// to one exit status (see ExitStatus); libraries only set the code.
type Code string

// The codes, in the order of their exit statuses (docs/format.md, Command line).
const (
	CodeCheck     Code = "check-failed" // what was checked is false: damaged, altered, forged, not whole
	CodeUsage     Code = "usage"        // the words of the call are wrong, or a named input does not exist
	CodeUnchecked Code = "not-checked"  // nothing failed, something was not checked
	CodeTooEarly  Code = "too-early"    // the opening time has not come
	CodeRefused   Code = "refused"      // a rule forbids it: buriable policy, weak file mode, unsafe system
	CodeIO        Code = "io"           // network or disk failed; nothing is known to be wrong with the data
	CodeState     Code = "state"        // local state is damaged, rolled back, forked or from a newer version
)

// Error is the one error type that reaches a person. Message says what is
// wrong and names the file, field or line; Hint, if any, says what to do next;
// neither ever holds a secret.
type Error struct {
	Code    Code
	Message string
	Hint    string
	Err     error // the cause, or nil
}

// Errorf returns an Error with the formatted message. A %w verb sets the cause.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Err: errors.Unwrap(err)}
}

// WithHint sets what to do next and returns e.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

// Error returns the message without the hint.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the outermost Error in err's chain, CodeIO for
// any other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeIO
}

// HintOf returns the first hint in err's chain, or "".
func HintOf(err error) string {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return ""
		}
		if e.Hint != "" {
			return e.Hint
		}
		err = e.Err
	}
	return ""
}

// exitStatus is the one table from code to exit status.
var exitStatus = map[Code]int{
	"":            0,
	CodeCheck:     1,
	CodeUsage:     2,
	CodeUnchecked: 3,
	CodeTooEarly:  4,
	CodeRefused:   5,
	CodeIO:        6,
	CodeState:     7,
}

// ExitStatus returns the exit status for err, 0 for nil.
func ExitStatus(err error) int { return exitStatus[CodeOf(err)] }
