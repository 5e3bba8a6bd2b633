package office

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"io/fs"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/pelletier/go-toml/v2"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

// Limits of vow.toml.
const (
	maxConfig    = 64 << 10
	maxRelays    = 32
	maxWitnesses = 64
	maxLanguages = 64
)

// Config is vow.toml: what an office may change at any time without an entry
// in its record.
type Config struct {
	// Relays are base URLs of beacon relays, asked in parallel. None means the
	// built-in ones of the chain.
	Relays []string `toml:"relays" json:"relays"`
	// Hour is when the daily entry is made, HH:MMZ.
	Hour string `toml:"hour" json:"hour"`
	// Languages are the BCP 47 tags of the languages the office publishes in,
	// the first being the default.
	Languages []string `toml:"languages" json:"languages"`
	// Quorum is how many witnesses must have answered before a checkpoint counts
	// as witnessed here; 0 only where there are none. A reader's trust file, not
	// this number, decides for the reader.
	Quorum int `toml:"quorum" json:"quorum"`
	// Witnesses are asked to cosign each checkpoint.
	Witnesses []Witness `toml:"witnesses" json:"witnesses"`
}

// Witness is one witness of vow.toml.
type Witness struct {
	Name string `toml:"name" json:"name"`
	VKey string `toml:"vkey" json:"vkey"`
	URL  string `toml:"url" json:"url"`
}

// Key returns the witness's verifier key, which Validate has checked.
func (w Witness) Key() (vow.Key, error) { return vow.ParseKey(w.VKey) }

// DefaultConfig returns the settings of a home whose vow.toml is empty.
func DefaultConfig() Config {
	return Config{Relays: []string{}, Hour: "12:00Z", Languages: []string{"en"}, Witnesses: []Witness{}}
}

// LoadConfig reads and checks a vow.toml.
//
// Errors: CodeState where it is missing; CodeUsage where it is no settings file: a
// key is unknown or a value wrong (naming file, line and key), it is too large, or
// no regular file.
func LoadConfig(name string) (Config, error) {
	b, err := durable.ReadBounded(name, maxConfig)
	if errors.Is(err, fs.ErrNotExist) {
		return Config{}, vow.Errorf(vow.CodeState, "%s is missing", name).
			WithHint("restore it from a backup, or make an empty file of that name")
	}
	if code := vow.CodeOf(err); code == vow.CodeCheck || code == vow.CodeUsage {
		return Config{}, vow.Errorf(vow.CodeUsage, "%w", err).WithHint("'vow config show' checks the settings; an empty file has the defaults")
	}
	if err != nil {
		return Config{}, err
	}
	return ParseConfig(name, b)
}

// ParseConfig parses the bytes of a vow.toml; name is for errors alone. Keys
// that are missing have their defaults; without quorum, it is the majority of
// the witnesses.
func ParseConfig(name string, b []byte) (Config, error) {
	c := DefaultConfig()
	c.Quorum = math.MinInt // no quorum line
	dec := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return Config{}, tomlError(name, err)
	}
	if err := checkSpelling(name, b); err != nil {
		return Config{}, err
	}
	if c.Quorum == math.MinInt {
		c.Quorum = majority(len(c.Witnesses))
	}
	if err := c.Validate(); err != nil {
		return Config{}, vow.Errorf(vow.CodeUsage, "%s: %w", name, err)
	}
	return c, nil
}

func majority(n int) int {
	if n == 0 {
		return 0
	}
	return n/2 + 1
}

// checkSpelling refuses keys in another case: the decoder would take Hour for
// hour, and the last of the two would win.
func checkSpelling(name string, b []byte) error {
	var all map[string]any
	if err := toml.Unmarshal(b, &all); err != nil {
		return tomlError(name, err)
	}
	for key, value := range all {
		if err := checkLower(name, b, key); err != nil {
			return err
		}
		tables, _ := value.([]any)
		for _, t := range tables {
			table, _ := t.(map[string]any)
			for key := range table {
				if err := checkLower(name, b, key); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func checkLower(name string, b []byte, key string) error {
	if key == strings.ToLower(key) {
		return nil
	}
	line := 1 + bytes.Count(b[:max(0, bytes.Index(b, []byte(key)))], []byte("\n"))
	return vow.Errorf(vow.CodeUsage, "%s:%d: unknown key %q", name, line, key)
}

// tomlError names file, line and key.
func tomlError(name string, err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		e := strict.Errors[0]
		line, _ := e.Position()
		return vow.Errorf(vow.CodeUsage, "%s:%d: unknown key %q", name, line, strings.Join(e.Key(), "."))
	}
	var dec *toml.DecodeError
	if errors.As(err, &dec) {
		line, _ := dec.Position()
		key := ""
		if len(dec.Key()) > 0 {
			key = strings.Join(dec.Key(), ".") + ": "
		}
		if want := settingForms[strings.Join(dec.Key(), ".")]; want != "" && strings.Contains(dec.Error(), "cannot ") {
			return vow.Errorf(vow.CodeUsage, "%s:%d: %s%s expected", name, line, key, want)
		}
		return vow.Errorf(vow.CodeUsage, "%s:%d: %s%s", name, line, key, strings.TrimPrefix(dec.Error(), "toml: "))
	}
	return vow.Errorf(vow.CodeUsage, "%s: %w", name, err)
}

// settingForms says what a key takes, where a value is of another type.
var settingForms = map[string]string{
	"relays":         `a list of addresses, ["https://…"],`,
	"hour":           `an hour, "HH:MMZ",`,
	"languages":      `a list of language tags, ["en"],`,
	"quorum":         "a whole number without quotes",
	"witnesses":      "tables [[witnesses]]",
	"witnesses.name": "a name in quotes",
	"witnesses.vkey": "a verifier key in quotes",
	"witnesses.url":  "an address in quotes",
}

var (
	hourForm     = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]Z$`)
	languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
)

// Validate checks every value and names the key of the first wrong one.
func (c Config) Validate() error {
	bad := func(format string, args ...any) error { return vow.Errorf(vow.CodeUsage, format, args...) }
	if len(c.Relays) > maxRelays || len(c.Witnesses) > maxWitnesses || len(c.Languages) > maxLanguages {
		return bad("too many entries: at most %d relays, %d witnesses, %d languages", maxRelays, maxWitnesses, maxLanguages)
	}
	relays := map[string]int{}
	for i, r := range c.Relays {
		if err := checkURL(r); err != nil {
			return bad("relays, item %d: %w", i+1, err)
		}
		key := relayKey(r)
		if first, ok := relays[key]; ok {
			return bad("relays, item %d: %q is item %d already", i+1, r, first)
		}
		relays[key] = i + 1
	}
	if !hourForm.MatchString(c.Hour) {
		return bad("hour %q: HH:MMZ expected", c.Hour)
	}
	if len(c.Languages) == 0 {
		return bad("languages: at least one expected")
	}
	for i, l := range c.Languages {
		if !languageForm.MatchString(l) || len(l) > 35 {
			return bad("languages, item %d: %q is not a language tag", i+1, l)
		}
		if j := slices.IndexFunc(c.Languages[:i], func(m string) bool { return strings.EqualFold(l, m) }); j >= 0 {
			return bad("languages, item %d: %q is item %d already", i+1, l, j+1)
		}
	}
	seen := map[string]bool{}
	for i, w := range c.Witnesses {
		key, err := w.check()
		if err != nil {
			return bad("witnesses, item %d: %w", i+1, err)
		}
		if seen["name "+w.Name] || seen["key "+string(key.Public)] {
			return bad("witnesses, item %d: %q has the name or the key of an earlier one", i+1, w.Name)
		}
		seen["name "+w.Name], seen["key "+string(key.Public)] = true, true
	}
	if n := len(c.Witnesses); c.Quorum > n || c.Quorum < 0 || c.Quorum == 0 && n > 0 {
		return bad("quorum = %d with %d witnesses: 1 to the number of witnesses expected (0 only without any)", c.Quorum, n)
	}
	return c.checkTrust()
}

// checkTrust refuses witnesses that the trust file cannot name, such as one with
// the name of its group: each alone, then all together.
func (c Config) checkTrust() error {
	probe, err := vow.NewSigner("probe.invalid/vow", make([]byte, ed25519.SeedSize))
	if err != nil {
		return err
	}
	for i, w := range c.Witnesses {
		if _, err := tlog.ParseTrust(trustText(probe.Key, Config{Quorum: 1, Witnesses: []Witness{w}})); err != nil {
			return vow.Errorf(vow.CodeUsage, "witnesses, item %d: name %q, vkey or url cannot stand in a trust file: %w", i+1, w.Name, err)
		}
	}
	if _, err := tlog.ParseTrust(trustText(probe.Key, c)); err != nil {
		return vow.Errorf(vow.CodeUsage, "witnesses: they make no trust file: %w", err)
	}
	return nil
}

// relayKey is the same for addresses of one relay.
func relayKey(relay string) string {
	u, err := url.Parse(relay)
	if err != nil {
		return relay
	}
	return strings.ToLower(u.Scheme+"://"+u.Host) + strings.TrimRight(u.EscapedPath(), "/")
}

func (w Witness) check() (vow.Key, error) {
	if err := vow.CheckKeyName(w.Name); err != nil {
		return vow.Key{}, vow.Errorf(vow.CodeUsage, "name: %w", err)
	}
	key, err := w.Key()
	if err != nil {
		return vow.Key{}, vow.Errorf(vow.CodeUsage, "vkey: %w", err)
	}
	if key.Alg != vow.AlgCosignature && key.Alg != vow.AlgMLDSA44 {
		return vow.Key{}, vow.Errorf(vow.CodeUsage, "vkey: a key of type 0x%02x does not cosign; 0x04 or 0x06 expected", byte(key.Alg))
	}
	if err := checkURL(w.URL); err != nil {
		return vow.Key{}, vow.Errorf(vow.CodeUsage, "url: %w", err)
	}
	return key, nil
}

// checkURL accepts http and https base URLs without credentials.
func checkURL(s string) error {
	u, err := url.Parse(s)
	if err == nil && u.User != nil { // not shown: it holds a password
		return vow.Errorf(vow.CodeUsage, "an address without a user and password expected")
	}
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" ||
		u.RawQuery != "" || u.Fragment != "" || len(s) > 2048 {
		return vow.Errorf(vow.CodeUsage, "%q is not a base URL (http or https, no credentials, no query)", s)
	}
	return nil
}

// configTemplate is a vow.toml that explains itself.
var configTemplate = template.Must(template.New("vow.toml").Funcs(template.FuncMap{"q": tomlString, "list": tomlList}).Parse(
	`# Settings of this home. Unknown keys are errors; 'vow config show' prints what
# is in force.

# Beacon relays, base URLs; none: the built-in ones of the chain.
relays = {{list .Relays}}

# When the daily entry is made: read by 'vow init' alone, for entry 0 says it for ever.
hour = {{q .Hour}}

# Languages the office publishes in, the first being the default.
languages = {{list .Languages}}

# How many of the witnesses below must have cosigned.
{{if not .Witnesses}}# {{end}}quorum = {{if .Witnesses}}{{.Quorum}}{{else}}2{{end}}
{{range .Witnesses}}
[[witnesses]]
name = {{q .Name}}
vkey = {{q .VKey}}
url = {{q .URL}}
{{end}}`))

// TOML returns the settings as a vow.toml that gives the same settings when it
// is parsed.
func (c Config) TOML() ([]byte, error) {
	var b bytes.Buffer
	if err := configTemplate.Execute(&b, c); err != nil {
		return nil, vow.Errorf(vow.CodeIO, "vow.toml: %w", err)
	}
	return b.Bytes(), nil
}

// tomlString quotes a validated value, which holds no control characters, as a
// TOML basic string.
func tomlString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func tomlList(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = tomlString(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
