package office

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
)

// witnessKey returns a verifier key of that type; n tells keys apart.
func witnessKey(tb testing.TB, name string, alg vow.Alg, n byte) string {
	tb.Helper()
	size := 32
	if alg == vow.AlgMLDSA44 {
		size = 1312
	}
	k, err := vow.NewKey(name, alg, bytes.Repeat([]byte{n}, size))
	if err != nil {
		tb.Fatal(err)
	}
	return k.String()
}

func fullConfig(tb testing.TB) Config {
	return Config{
		Relays:    []string{"https://relay.example", "http://[::1]:8080/sub"},
		Hour:      "06:30Z",
		Languages: []string{"fr", "zh-Hant"},
		Quorum:    2,
		Witnesses: []Witness{
			{"north", witnessKey(tb, "north.example", vow.AlgCosignature, 1), "https://north.example/w"},
			{`so"uth\`, witnessKey(tb, "south.example", vow.AlgMLDSA44, 2), "https://south.example"},
		},
	}
}

func TestConfigRoundTrip(t *testing.T) {
	for name, c := range map[string]Config{"default": DefaultConfig(), "full": fullConfig(t)} {
		if err := c.Validate(); err != nil {
			t.Fatal(err)
		}
		b, err := c.TOML()
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseConfig("vow.toml", b)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, b)
		}
		if d := cmp.Diff(c, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestConfigDefaults(t *testing.T) {
	got, err := ParseConfig("vow.toml", nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(DefaultConfig(), got); d != "" {
		t.Error(d)
	}
	// Without a quorum it is the majority.
	for n, want := range map[int]int{1: 1, 2: 2, 3: 2, 4: 3, 5: 3} {
		var b strings.Builder
		for i := range n {
			name := string(rune('a' + i))
			b.WriteString("[[witnesses]]\nname = \"" + name + "\"\nurl = \"https://" + name + ".example\"\nvkey = \"" +
				witnessKey(t, name, vow.AlgCosignature, byte(i)) + "\"\n")
		}
		got, err := ParseConfig("vow.toml", []byte(b.String()))
		if err != nil || got.Quorum != want {
			t.Errorf("%d witnesses: quorum %d, %v; want %d", n, got.Quorum, err, want)
		}
	}
}

func TestConfigRefuses(t *testing.T) {
	one := "[[witnesses]]\nname = \"n\"\nurl = \"https://n.example\"\nvkey = \"" + witnessKey(t, "n", vow.AlgCosignature, 1) + "\"\n"
	officer := witnessKey(t, "n", vow.AlgEd25519, 1)
	for _, c := range []struct {
		name, text string
		words      string
	}{
		{"unknown key", "\nhour = \"12:00Z\"\nhuor = 1\n", `vow.toml:3: unknown key "huor"`},
		{"unknown key of a witness", one + "\nuri = \"x\"\n", `unknown key "witnesses.uri"`},
		{"another spelling of a key", "Hour = \"12:00Z\"\n", `vow.toml:1: unknown key "Hour"`},
		{"doubled key", "hour = \"12:00Z\"\nhour = \"13:00Z\"\n", "vow.toml:2: "},
		{"wrong type", "\nquorum = \"2\"\n", "vow.toml:2: quorum: a whole number without quotes expected"},
		{"a string for a list", "languages = \"en\"\n", "vow.toml:1: languages: a list of language tags, [\"en\"], expected"},
		{"a number for an hour", "hour = 12\n", `vow.toml:1: hour: an hour, "HH:MMZ", expected`},
		{"a number in a list", "relays = [1]\n", "vow.toml:1: relays: a list of addresses"},
		{"a table for a list", "[relays]\n", "vow.toml:1: relays: a list of addresses"},
		{"a number for a witness", "[[witnesses]]\nname = 1\n", "vow.toml:2: witnesses.name: a name in quotes expected"},
		{"a number for witnesses", "witnesses = 1\n", "vow.toml:1: witnesses: tables [[witnesses]] expected"},
		{"a huge number", "quorum = 99999999999999999999\n", "too large"},
		{"not TOML", "hour\n", "vow.toml:1: "},
		{"not UTF-8", "hour = \"\xff\"\n", "vow.toml:1: "},
		{"hour without Z", `hour = "12:00"`, `hour "12:00": HH:MMZ expected`},
		{"hour 24", `hour = "24:00Z"`, "hour"},
		{"no language", "languages = []", "languages: at least one"},
		{"bad language", `languages = ["en", "English!"]`, "languages, item 2"},
		{"language twice", `languages = ["en", "en"]`, "languages, item 2: \"en\" is item 1 already"},
		{"language twice in another case", `languages = ["fr", "en", "pt-BR", "pt-br"]`, "languages, item 4"},
		{"relay without scheme", `relays = ["relay.example"]`, "relays, item 1"},
		{"relay of another scheme", `relays = ["https://a.example", "file:///etc/passwd"]`, "relays, item 2"},
		{"relay with credentials", `relays = ["https://u:p@a.example"]`, "relays, item 1: an address without a user and password expected"},
		{"relay with a query", `relays = ["https://a.example/?x=1"]`, "relays, item 1"},
		{"relay twice", `relays = ["https://a.example/x", "https://b.example", "HTTPS://A.example/x/"]`, "relays, item 3"},
		{"witness with the name of the trust file's group", strings.Replace(one, `"n"`, `"witnesses"`, 1), `witnesses, item 1: name "witnesses"`},
		{"witness with a name that the trust file takes", strings.Replace(one, `"n"`, `"none"`, 1), `witnesses, item 1: name "none"`},
		{"quorum without witnesses", "quorum = 1", "quorum = 1 with 0 witnesses"},
		{"negative quorum", "quorum = -1", "quorum = -1"},
		{"quorum zero with witnesses", "quorum = 0\n" + one, "quorum = 0 with 1 witnesses"},
		{"quorum above", "quorum = 2\n" + one, "quorum = 2 with 1 witnesses"},
		{"witness twice", one + one, "witnesses, item 2"},
		{"witness key twice", one + strings.Replace(one, `name = "n"`, `name = "m"`, 1), "witnesses, item 2"},
		{"witness without name", strings.Replace(one, `name = "n"`, "", 1), "witnesses, item 1: name"},
		{"witness without url", strings.Replace(one, `url = "https://n.example"`, "", 1), "witnesses, item 1: url"},
		{"witness without key", strings.Replace(one, "vkey = ", "#", 1), "witnesses, item 1: vkey"},
		{"witness with an officer's key", strings.Replace(one, witnessKey(t, "n", vow.AlgCosignature, 1), officer, 1), "does not cosign"},
		{"thousands of relays", "relays = [" + strings.Repeat(`"https://a.example",`, 1000) + "]", "too many entries"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseConfig("vow.toml", []byte(c.text))
			wantCode(t, err, vow.CodeUsage, "vow.toml", c.words)
		})
	}
}

// FuzzConfig: what is accepted is valid, and written and read again is the same.
func FuzzConfig(f *testing.F) {
	for _, c := range []Config{DefaultConfig(), fullConfig(f)} {
		b, err := c.TOML()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("relays = ['https://a.example']\nhour = '''12:00Z'''\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := ParseConfig("vow.toml", b)
		if err != nil {
			if vow.CodeOf(err) != vow.CodeUsage {
				t.Errorf("code %q", vow.CodeOf(err))
			}
			return
		}
		text, err := c.TOML()
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseConfig("vow.toml", text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if d := cmp.Diff(c, again); d != "" {
			t.Error(d)
		}
	})
}
