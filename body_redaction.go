package vow

// RedactionReason says why blocks of a text are withheld from the public.
type RedactionReason string

// RedactionReasons returns the reasons for a redaction, in the order of the format.
func RedactionReasons() []RedactionReason {
	return []RedactionReason{"safety", "privacy", "legal", "evidence", "comments", "pressure", "none-given"}
}

// RedactionMade states that a redacted rendition of a text was made: a paper of
// the same root with blocks withheld. It replaces nothing.
type RedactionMade struct {
	At       Time            `json:"at,omitzero"`
	By       Role            `json:"by"` // the role that decided; also a signature
	Kind     Kind            `json:"kind"`
	Log      string          `json:"log"`
	Reason   RedactionReason `json:"reason"`
	Refs     []Hash          `json:"refs,omitempty"`
	Report   string          `json:"report"`
	Root     Hash            `json:"root,omitzero"`
	SHA256   Hash            `json:"sha256,omitzero"` // of the redacted paper file
	Withheld int             `json:"withheld"`        // how many of its blocks are withheld
}

// Common implements Body.
func (r *RedactionMade) Common() Common { return Common{r.At, r.Kind, r.Log, r.Refs, r.Report} }

// Validate implements Body.
func (r *RedactionMade) Validate() error {
	if err := firstError(checkEnum("by", r.By, SigningRoles()...), checkEnum("kind", r.Kind, KindRedactionMade),
		checkEnum("reason", r.Reason, RedactionReasons()...), checkHash("root", r.Root), checkHash("sha256", r.SHA256)); err != nil {
		return err
	}
	if r.Withheld < 1 || r.Withheld > maxBlocks {
		return fieldError("withheld", "1 to %d blocks expected", maxBlocks)
	}
	return nil
}
