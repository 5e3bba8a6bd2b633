package seal_test

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
	"vow/policy"
	"vow/seal"
)

// A report is sealed until a date, and opened with that date's beacon.
func Example() {
	sealing := vow.Unix(1_800_000_000)
	local, err := beacon.NewLocal(beacon.LocalConfig{ // in earnest: timelock.Quicknet()
		Seed: []byte("a chain for an example"), Genesis: vow.Unix(1_700_000_000), Period: 3,
		Now: func() time.Time { return time.Unix(1_900_000_000, 0) },
	})
	if err != nil {
		log.Fatal(err)
	}
	until, err := policy.Parse("2027-06-01")
	if err != nil {
		log.Fatal(err)
	}
	spec := &seal.Spec{
		Content: seal.Content{
			About:   seal.About{Origin: "office.example/vow", Report: "report-x", Part: seal.BodyPart},
			Papers:  []seal.File{file("en", "vow/paper@v1 …")},
			Annexes: []seal.File{file("tables/prices.csv", "a,b\n1,2\n"), file("Genève.txt", "Palais des Nations")},
		},
		Policy: until, Chains: []timelock.Chain{local.Chain()}, At: sealing,
	}
	var pkg bytes.Buffer
	sealed, err := seal.Make(&pkg, spec)
	if err != nil {
		log.Fatal(err)
	}

	// From here on only what is public is needed: package, lock, beacon.
	lock, err := seal.ParseLock(sealed.Bytes)
	if err != nil {
		log.Fatal(err)
	}
	_, err = lock.Unlock(seal.Keys{})
	fmt.Println(err)
	backstop := lock.Sections[0]
	fmt.Println("due", backstop.Opens)
	due, err := local.Sign(backstop.Round)
	if err != nil {
		log.Fatal(err)
	}
	key, err := lock.Unlock(seal.Keys{Beacons: []timelock.Beacon{due}})
	if err != nil {
		log.Fatal(err)
	}
	bag, err := lock.Read(key, &pkg, func(m seal.Member, r io.Reader) error {
		if strings.HasSuffix(m.Path, ".csv") {
			_, err := io.Copy(os.Stdout, r)
			return err
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range bag.Entries {
		if name, annex, _ := bag.Original(e.Path); annex {
			fmt.Println(name, e.Size)
		}
	}
	// Output:
	// not yet: nothing given opens report-x.lock; it opens by itself at 2027-06-01T00:00:02Z
	// due 2027-06-01T00:00:02Z
	// a,b
	// 1,2
	// tables/prices.csv 8
	// Genève.txt 18
}

func file(name, content string) seal.File {
	return seal.File{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}
