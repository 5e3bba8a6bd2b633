package office

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vow"
	"vow/internal/durable"
)

// Migration brings a home from one format to the next. It must be restartable:
// killed at any write and run again on what is there, it ends in the same home.
type Migration struct {
	Says string // what changes, for the log
	Run  func(disk *durable.Disk, dir string) error
}

// migrations[i] brings format i+1 to format i+2; its length is Format−1.
var migrations = []Migration{}

// migrate brings the home at dir, whose lock is held, to the newest format of
// the table. Before the first change it makes a complete copy beside the home,
// which it never deletes. The format number is raised after each step, so that
// an interrupted migration goes on where it stopped.
func migrate(env Env, dir string, table []Migration) error {
	format, err := readFormat(dir, len(table)+1)
	if err != nil || format == len(table)+1 {
		return err
	}
	backup, err := copyHome(env.Disk, dir, format)
	if err != nil {
		return err
	}
	env.Log.Info("home copied before migration", "home", dir, "copy", backup, "format", format)
	for ; format <= len(table); format++ {
		step := table[format-1]
		if err := step.Run(env.Disk, dir); err != nil {
			return vow.Errorf(vow.CodeOf(err), "home %s: migration from format %d: %w", dir, format, err).
				WithHint("repeat the command; a complete copy from before lies at %s", backup)
		}
		if err := env.Disk.WriteFile(filepath.Join(dir, formatFile), formatText(format+1), durable.Private); err != nil {
			return err
		}
		env.Log.Info("home migrated", "home", dir, "to", format+1, "change", step.Says)
	}
	return nil
}

// copyHome copies a home completely to a new directory beside it and returns
// its name. The copy has that name only when it is whole and on disk.
func copyHome(disk *durable.Disk, dir string, format int) (string, error) {
	name := fmt.Sprintf("%s.format-%d", dir, format)
	for n := 2; ; n++ {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			break
		}
		name = fmt.Sprintf("%s.format-%d.%d", dir, format, n)
	}
	temp := dir + ".vow-copy" // only the holder of the home's lock comes here
	if err := disk.RemoveAll(temp); err != nil {
		return "", err
	}
	err := copyTree(disk, dir, temp)
	if err == nil {
		err = disk.Rename(temp, name)
	}
	if err != nil {
		return "", errors.Join(err, disk.RemoveAll(temp))
	}
	return name, nil
}

// copyTree copies directories and regular files with their modes; it refuses
// anything else, for a home holds nothing else.
func copyTree(disk *durable.Disk, from, to string) error {
	var dirs []string
	err := filepath.WalkDir(from, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return vow.Errorf(vow.CodeIO, "copy of the home: %w", err)
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case e.IsDir():
			dirs = append(dirs, target)
			return disk.MkdirAll(target, durable.Folder)
		case e.Type().IsRegular():
			return copyFile(disk, name, target)
		default:
			return vow.Errorf(vow.CodeState, "home holds %s, which is neither a file nor a directory", name)
		}
	})
	if err != nil {
		return err
	}
	for _, d := range dirs {
		if err := disk.SyncDir(d); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(disk *durable.Disk, from, to string) error {
	in, _, err := durable.OpenKept(from)
	if err != nil {
		return err
	}
	defer in.Close()
	st, err := in.Stat()
	if err != nil {
		return vow.Errorf(vow.CodeIO, "copy of the home: %w", err)
	}
	out, err := disk.CreateNew(to, st.Mode().Perm())
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Abort()
		return vow.Errorf(vow.CodeIO, "copy of the home: %w", err)
	}
	return out.Commit()
}
