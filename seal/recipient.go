package seal

import "filippo.io/age"

// AgeRecipient returns what a trustee's leaves, and whatever else is for this
// trustee alone, are encrypted to. foreign are the recipients that age serves
// outside of its core (Spec.Foreign).
//
// Errors: CodeCheck for what is no recipient, CodeUsage for one that foreign lacks.
func (t Trustee) AgeRecipient(foreign map[string]age.Recipient) (age.Recipient, error) {
	return (&Spec{Foreign: foreign}).recipient(t)
}
