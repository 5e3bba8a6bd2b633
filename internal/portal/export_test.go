package portal

// ManyReports makes an export behave as one of so large a record that it holds no
// dossiers, and tells how many reports were left out of the replay.
func ManyReports(o Options, left func(int)) Options {
	o.dossiers, o.left = -1, left
	return o
}
