package office

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"vow"
)

// maxPassphrase is the most bytes a passphrase may have.
const maxPassphrase = 1024

func errNoPassphrase() error {
	return vow.Errorf(vow.CodeUsage, "a passphrase is needed and there is nobody to ask").
		WithHint("run it on a terminal, or put the passphrase in a file of mode 0600 and name it in VOW_PASSPHRASE_FILE")
}

// PassphraseFile reads a passphrase from a file: its only line, without the
// line break. The file must be regular, belong to the user and be closed to
// group and others.
//
// Errors: CodeUsage where there is no such file or it does not hold one line,
// CodeRefused where its mode or owner is weak, CodeIO where it cannot be read.
func PassphraseFile(name string) ([]byte, error) {
	f, err := openPrivate(name, "passphrase file")
	if os.IsNotExist(err) {
		return nil, vow.Errorf(vow.CodeUsage, "passphrase file %s does not exist", name)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxPassphrase+2))
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "passphrase file %s: %w", name, err)
	}
	b = bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
	if err := checkPassphrase(b); err != nil {
		clear(b)
		return nil, vow.Errorf(vow.CodeUsage, "passphrase file %s: %w", name, err)
	}
	return b, nil
}

// shortPassphrase is the number of characters below which a new passphrase is warned
// of: the least that NIST SP 800-63B-4 (3.1.1.2) asks of a password that is the only
// factor, as it is for whoever has a copy of the key files. Length alone is looked
// at. age and restic take any that is not empty, and so does vow after the warning.
const shortPassphrase = 15

// checkNewPassphrase refuses what is no passphrase, and warns of one that is short.
func (env Env) checkNewPassphrase(b []byte) error {
	if err := checkPassphrase(b); err != nil {
		return err
	}
	if utf8.RuneCount(b) < shortPassphrase {
		env.Warn(fmt.Sprintf("the passphrase is shorter than %d characters: who gets a copy of the key files can try very many; several words taken at random are longer and easy to keep", shortPassphrase))
	}
	return nil
}

// checkPassphrase refuses what is no passphrase.
func checkPassphrase(b []byte) error {
	switch {
	case len(b) == 0:
		return vow.Errorf(vow.CodeUsage, "the passphrase is empty")
	case len(b) > maxPassphrase:
		return vow.Errorf(vow.CodeUsage, "the passphrase is longer than %d bytes", maxPassphrase)
	case bytes.ContainsAny(b, "\n\x00"):
		return vow.Errorf(vow.CodeUsage, "the passphrase is more than one line, or holds a zero byte")
	}
	return nil
}

// openPrivate opens a regular file that belongs to the user and that nobody
// else may read or write; what names the kind of file in errors. A file that
// does not exist gives an error for which os.IsNotExist holds.
func openPrivate(name, what string) (*os.File, error) {
	f, err := openNonBlocking(name)
	if os.IsNotExist(err) {
		return nil, err
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "%s %s: %w", what, name, err)
	}
	st, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, vow.Errorf(vow.CodeIO, "%s %s: %w", what, name, err)
	}
	if err := checkPrivate(name, what, st); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// checkPrivate checks an opened file's kind, mode and owner.
func checkPrivate(name, what string, st os.FileInfo) error {
	if !st.Mode().IsRegular() {
		return vow.Errorf(vow.CodeRefused, "%s %s is not a regular file", what, name)
	}
	if err := checkOwner(st); err != nil {
		return vow.Errorf(vow.CodeRefused, "%s %s: %w", what, name, err)
	}
	if mode := st.Mode().Perm(); mode&0o077 != 0 {
		return vow.Errorf(vow.CodeRefused, "%s %s may be read or written by others (mode %04o)", what, name, mode).
			WithHint("chmod 600 %s", shellQuote(name))
	}
	return nil
}
