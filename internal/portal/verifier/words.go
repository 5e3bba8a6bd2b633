package verifier

import (
	"maps"
	"slices"

	"github.com/pelletier/go-toml/v2"
)

// English returns the words of the pages, by key.
func English() (map[string]string, error) {
	b, err := web.ReadFile("en.toml")
	if err != nil {
		return nil, err
	}
	var words map[string]string
	return words, toml.Unmarshal(b, &words)
}

// words are those of the options over the English ones.
func (o Options) words() (map[string]string, error) {
	words, err := English()
	if err != nil {
		return nil, err
	}
	for key, w := range o.Words {
		if _, ok := words[key]; ok {
			words[key] = w
		}
	}
	return words, nil
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
