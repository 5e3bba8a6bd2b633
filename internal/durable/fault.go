package durable

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

// OpName names a kind of change to the disk.
type OpName string

// The changes, each one call of the operating system that matters.
const (
	OpCreate  OpName = "create"
	OpWrite   OpName = "write"
	OpSync    OpName = "sync"
	OpRename  OpName = "rename"
	OpLink    OpName = "link"
	OpSyncDir OpName = "syncdir"
	OpMkdir   OpName = "mkdir"
	OpRemove  OpName = "remove"
)

// Op is one change about to happen. Path is the final name, also while the
// bytes still go to a temporary file.
type Op struct {
	Name OpName
	Path string
}

// String returns "name path".
func (o Op) String() string { return string(o.Name) + " " + o.Path }

// Mode says how a change fails.
type Mode int

// The ways a disk fails. Torn is Lost for every change but a write.
const (
	Pass     Mode = iota // it does not fail
	Lost                 // nothing happens and an error is returned
	Stored               // it happens and an error is returned all the same
	Torn                 // half of the bytes are written and an error is returned
	KillLost             // the process dies before it
	KillTorn             // the process dies half-way through a write
	KillDone             // the process dies right after it
)

var modeNames = [...]string{"pass", "lost", "stored", "torn", "kill-lost", "kill-torn", "kill-done"}

// String returns the name of the mode.
func (m Mode) String() string { return modeNames[m] }

// Modes returns every way of failing, for loops in tests.
func Modes() []Mode { return []Mode{Lost, Stored, Torn, KillLost, KillTorn, KillDone} }

// Fault is a Hook's answer. The zero value lets the change happen.
type Fault struct {
	Mode Mode
	Err  error // what the change returns; ErrInjected if nil
}

// ErrInjected is the error of injected faults.
var ErrInjected = errors.New("injected input/output error")

// Killed is what the kill modes panic with when Disk.Die is nil.
type Killed struct{ Op Op }

// String says where the process would have died.
func (k Killed) String() string { return "killed at " + k.Op.String() }

// do runs a change that is whole or not at all.
func (d *Disk) do(name OpName, path string, change func() error) error {
	_, err := d.run(Op{name, path}, func(half bool) (int, error) {
		if half {
			return 0, nil
		}
		return 0, change()
	})
	return err
}

// write is the one change that can be torn.
func (d *Disk) write(path string, f *os.File, b []byte) (int, error) {
	return d.run(Op{OpWrite, path}, func(half bool) (int, error) {
		if half {
			return f.Write(b[:len(b)/2])
		}
		return f.Write(b)
	})
}

// Change is a change that a library makes to a file of its own, such as a
// database's: it passes the Hook like every other. change does it, or half of it
// where half is true and it can be torn, and returns the bytes written.
func (d *Disk) Change(op Op, change func(half bool) (int, error)) (int, error) {
	return d.run(op, change)
}

func (d *Disk) run(op Op, change func(half bool) (int, error)) (int, error) {
	var fault Fault
	if d.Hook != nil {
		fault = d.Hook(op)
	}
	if fault.Err == nil {
		fault.Err = ErrInjected
	}
	var n int
	var err error
	switch fault.Mode {
	case Pass, Stored, KillDone:
		n, err = change(false)
	case Torn, KillTorn:
		n, err = change(true)
	}
	switch fault.Mode {
	case KillLost, KillTorn, KillDone:
		if d.Die != nil {
			d.Die(op)
		}
		panic(Killed{op})
	}
	if err == nil && fault.Mode != Pass {
		err = fault.Err
	}
	return n, err
}

// Faults fails one change, the At-th (from 1), and counts them all. Use its
// Hook on a Disk. After a kill every later change is lost, so that deferred
// clean-up of the code under test cannot tidy what a real kill would leave.
type Faults struct {
	At   int
	Mode Mode
	// Only, if set, restricts the count to the changes it accepts.
	Only func(Op) bool

	mu   sync.Mutex
	n    int
	hit  *Op
	dead bool
}

// Hook is Disk.Hook.
func (f *Faults) Hook(op Op) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead {
		return Fault{Mode: Lost}
	}
	if f.Only != nil && !f.Only(op) {
		return Fault{}
	}
	f.n++
	if f.n != f.At {
		return Fault{}
	}
	f.hit = &op
	f.dead = f.Mode >= KillLost
	return Fault{Mode: f.Mode}
}

// Count returns how many changes were asked for so far.
func (f *Faults) Count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.n
}

// Hit returns the change that failed, and whether there was one: a loop over At
// ends when there is none.
func (f *Faults) Hit() (Op, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.hit == nil {
		return Op{}, false
	}
	return *f.hit, true
}

// Survive calls fn and returns its error, or, where fn was killed by a Fault,
// an error that says so. Any other panic goes on.
func Survive(fn func() error) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case Killed:
			err = fmt.Errorf("%v", r)
		default:
			panic(r)
		}
	}()
	return fn()
}
