package beacon

import (
	"fmt"

	"vow"
	"vow/internal/timelock"
)

// Old rounds are no service that relays guarantee, so the beacons that opened
// something are kept beside what they opened. A beacon verifies itself: anyone
// may keep it.

// ArchiveName returns the file name under which a beacon is kept:
// <chain hash>-<round>.json.
func ArchiveName(b timelock.Beacon) string { return fmt.Sprintf("%s-%d.json", b.Chain, b.Round) }

// Archive verifies a beacon and returns the name and bytes of the file to keep:
// canonical JSON {"chain","round","signature"} and a final LF. A beacon that
// names no chain gets the chain's. Errors are CodeCheck.
func Archive(chain timelock.Chain, b timelock.Beacon) (name string, data []byte, err error) {
	if err := chain.Verify(b); err != nil {
		return "", nil, err
	}
	b.Chain = chain.Hash
	data, err = b.JSON()
	if err != nil {
		return "", nil, err
	}
	return ArchiveName(b), append(data, '\n'), nil
}

// Unarchive reads what Archive wrote, byte for byte, and verifies the beacon.
// Errors are CodeCheck.
func Unarchive(chain timelock.Chain, data []byte) (timelock.Beacon, error) {
	if len(data) == 0 || data[len(data)-1] != '\n' {
		return timelock.Beacon{}, vow.Errorf(vow.CodeCheck, "beacon file does not end with a line feed")
	}
	b, err := timelock.ParseBeaconJSON(data[:len(data)-1])
	if err != nil {
		return timelock.Beacon{}, err
	}
	return b, chain.Verify(b)
}
