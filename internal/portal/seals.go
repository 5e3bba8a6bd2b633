package portal

import (
	"strings"

	"vow/internal/office"
	"vow/internal/record"
	"vow/policy"
	"vow/seal"
)

// sealed gathers what is public of a seal: who can open it when, and who can hold it.
func (s *site) sealed(sl *record.Seal) (*sealed, error) {
	b := sl.Body
	v := &sealed{Index: sl.Index, Part: b.Part, Made: b.At, Opens: b.Opens.At, Latest: b.Opens.AtLatest, Sum: b.Package.SHA256, Size: b.Package.Size,
		Head: b.Lock.Head, Released: sl.ReleaseAt, Review: b.Review, Blocks: b.Withheld(), Reason: b.Reason, rec: sl}
	v.Seen, _ = s.p.Whole.ExistedBy(sl.Index)
	data, err := s.p.Lock(sl)
	if err != nil {
		return nil, err
	}
	lock, err := seal.ParseLock(data)
	if err != nil {
		return nil, err
	}
	v.Policy = lock.Policy.String()
	v.Holds = office.HoldsOf(b, lock.Policy)
	a := policy.Analyse(lock.Policy, policy.Options{At: b.At, Chains: len(lock.Chains)})
	for _, e := range a.Early {
		x := who{Names: strings.Join(e.Who, ", "), Any: e.At.IsAnyTime()}
		x.At, _ = e.At.Time()
		v.Early = append(v.Early, x)
	}
	for _, d := range a.Delay {
		x := who{Names: strings.Join(d.Who, ", "), Any: d.Until.IsNever()}
		x.At, _ = d.Until.Time()
		v.Delay = append(v.Delay, x)
	}
	for _, c := range lock.Chains {
		v.Chain = c.Name()
	}
	for _, t := range lock.Trustees {
		x := trusteeOf{Handle: t.Handle}
		_, x.Confirmed = sl.ConfirmedBy(t.Handle, t.Key)
		for _, share := range sl.Shares {
			if share.Body.Handle == t.Handle && lock.CheckShare(seal.Share{Head: share.Body.Head, Path: share.Body.Path, Value: share.Body.Share}) == nil {
				x.Shares++
			}
		}
		v.Trustees = append(v.Trustees, x)
	}
	v.lock = data
	return v, nil
}

// sealFiles adds the lock and the package for everybody to keep.
func (s *site) sealFiles(r *report, v *sealed) (err error) {
	if v.Lock, err = s.out.asset(v.lock, "lock"); err != nil {
		return err
	}
	v.Package, err = s.out.copy(s.p.PackagePath(v.rec), v.Sum, v.Size, "age")
	return err
}
