package vectors_test

import (
	"vow"
	"vow/internal/testrecord"
)

var one, two = testrecord.TrusteeName("t1"), testrecord.TrusteeName("t2")

const august = "2026-08-25T10:00:00Z"

// trustees makes records with trustees: one that is valid, and those that their
// rules refuse.
func (m *maker) trustees() {
	s := testrecord.Promised(m.t, origin)
	s.Add(s.Listed("2026-07-02T08:00:00Z", "t1", testrecord.SampleRecipient), head, one)
	s.Moved().Sealed("")
	leaf := s.Seal.Body.Lock.Head
	s.Add(s.Confirmed("2026-08-22T10:00:00Z", slug, "t1", leaf), head, one)
	s.Add(s.Confirmed("2026-08-22T11:00:00Z", slug, "t2", leaf), head, two) // not listed
	s.Add(s.ReleasedShare("2026-08-23T10:00:00Z", slug, "t1", leaf, "0.1", [32]byte{7}), head, one)
	s.Add(s.ReleasedShare("2026-08-23T11:00:00Z", slug, "t1", leaf, "0.1", [32]byte{8}), editor)
	s.Add(s.Removed("2026-08-24T10:00:00Z", "t1"), head)
	m.record("trustees", "valid", "a trustee is listed, confirms, releases a share and is removed; another is known from a confirmation", s.Entries, s.Log.Key)
	m.refused(m.trusteeRules())
	m.trusteeDossiers()
}

// trusteeDossiers are seals that trustees hold: who confirmed, and what became of
// the shares.
func (m *maker) trusteeDossiers() {
	trusted := func(spoil ...string) *testrecord.Trusted {
		return testrecord.Promised(m.t, origin).Moved().SealedForTrustees(testrecord.TrusteesPolicy, spoil...)
	}
	seen := func(s *testrecord.Trusted, name, expect, comment string) {
		s.Witness("2026-08-27T18:00:00Z")
		m.dossier(name, expect, comment, s.Dossier(slug))
	}
	s := trusted()
	s.Confirm("t1")
	s.Confirm("t3")
	seen(s, "confirmed-by-two", "not-checked sealed", "two of three trustees confirmed to hold their shares")
	s.Confirm("t2")
	s.ReleasedUnseen(testrecord.ReleasedAt)
	s.Witness("2026-09-10T00:06:00Z")
	m.dossier("confirmed-by-all", "pass kept", "all three confirmed; the back-stop opened", s.Dossier(slug))

	false1 := func(s *testrecord.Trusted, names ...string) {
		share := s.Share("t1")
		share.Value[0] ^= 1
		s.Publish("t1", share, names...)
	}
	s = trusted()
	false1(s, head, one)
	seen(s, "false-share", "fail sealed seal.confirmed", "a share that is not the one that the lock commits to; the trustee never confirmed: office or trustee")
	s = trusted()
	s.Confirm("t1")
	false1(s, head)
	seen(s, "false-share-unsigned", "fail sealed seal.confirmed", "the trustee had confirmed, and did not sign the false share: office or trustee")
	s = trusted()
	s.Confirm("t1")
	false1(s, head, one)
	seen(s, "false-share-signed", "fail sealed seal.confirmed", "the trustee had confirmed, and signed the false share: the trustee")

	s = trusted()
	s.Publish("t1", s.Share("t1"), head, one)
	s.Publish("t3", s.Share("t3"), editor)
	seen(s, "opened-by-shares", "not-checked opened", "the office is silent; the shares of two trustees on the record open the seal")
	s = trusted("1")
	s.Publish("t1", s.Share("t1"), head, one)
	s.Publish("t3", s.Share("t3"), editor)
	seen(s, "branch-wrong", "fail sealed seal.honest", "the shares are all as the lock commits to them, and do not join to the branch's key")
}

// trusteeRules are the rules of the trustees' kinds.
func (m *maker) trusteeRules() []rule {
	listed := func(s *testrecord.Story) *testrecord.Story {
		s.Add(s.Listed("2026-07-02T08:00:00Z", "t1", testrecord.SampleRecipient), head, one)
		return s
	}
	sealed := func(s *testrecord.Story) *testrecord.Story { return listed(s).Moved().Sealed("") }
	other := func(s *testrecord.Story, at, handle, key string) []byte {
		b := s.Listed(at, handle, "age1yubikey1qfl7g8gkd2vc9rqd4xqc9ryqq7p3tzv8t0jzqa6kr6ecgtn6dhzxq5n9s4x")
		b.VKey = s.Signer(key).Key
		return s.Sign(b, head, key)
	}
	return []rule{
		{"trustee-silent", "the trustee's key", "a trustee is listed who did not accept", func(s *testrecord.Story) []byte {
			return s.Sign(s.Listed(july, "t1", testrecord.SampleRecipient), head)
		}, failsEntries},
		{"trustee-alone", "0 of 1 signatures", "a trustee lists itself: its signature is not an officer's", func(s *testrecord.Story) []byte {
			return s.Sign(s.Listed(july, "t1", testrecord.SampleRecipient), one)
		}, ""},
		{"trustee-twice", "field handle", "a handle is listed that is listed already", func(s *testrecord.Story) []byte {
			return other(listed(s), july, "t1", "another")
		}, ""},
		{"trustee-recipient", "field recipient", "two trustees with one recipient", func(s *testrecord.Story) []byte {
			return listed(s).Sign(s.Listed(july, "t2", testrecord.SampleRecipient), head, two)
		}, ""},
		{"trustee-officer", "used before", "an officer's key as a trustee's", func(s *testrecord.Story) []byte {
			return other(s, july, "t1", editor)
		}, failsEntries},
		{"officer-trustee", "used before", "a trustee's key as an officer's, later", func(s *testrecord.Story) []byte {
			return listed(s).Sign(s.KeyAdded(july, one, vow.RoleEditor), head, one)
		}, failsEntries},
		{"trustee-old-key", "listed with a new one", "a trustee comes back with the key that it had", func(s *testrecord.Story) []byte {
			listed(s).Add(s.Removed("2026-07-02T09:00:00Z", "t1"), head)
			return s.Sign(s.Listed(july, "t1", testrecord.SampleRecipient), head, one)
		}, ""},
		{"trustee-strange-entry", "signs only entries that name it", "a trustee signs a promise, too", func(s *testrecord.Story) []byte {
			return listed(s).Sign(s.Promise(july, "assessment-y", testrecord.FirstDue), head, one)
		}, ""},
		{"trustee-not-listed", "field handle", "a trustee is removed who is not listed", func(s *testrecord.Story) []byte {
			return s.Sign(s.Removed(july, "t1"), head)
		}, ""},
		{"confirmed-unsealed", "field head", "a lock is confirmed that no entry states", func(s *testrecord.Story) []byte {
			return sealed(s).Sign(s.Confirmed(august, slug, "t1", vow.Hash{1}), head, one)
		}, ""},
		{"confirmed-other-lock", "field lock", "a lock is confirmed that has the head of the one on the record, and other leaves", func(s *testrecord.Story) []byte {
			b := sealed(s).Confirmed(august, slug, "t1", s.Seal.Body.Lock.Head)
			b.Lock = vow.Hash{1}
			return s.Sign(b, head, one)
		}, ""},
		{"confirmed-silent", "the trustee's key", "a confirmation that the trustee did not sign", func(s *testrecord.Story) []byte {
			return sealed(s).Sign(s.Confirmed(august, slug, "t1", s.Seal.Body.Lock.Head), head)
		}, ""},
		{"confirmed-other-key", "with another key", "a confirmation under a key that is not the listed one", func(s *testrecord.Story) []byte {
			b := sealed(s).Confirmed(august, slug, "t1", s.Seal.Body.Lock.Head)
			b.VKey = s.Signer(two).Key
			return s.Sign(b, head, two)
		}, ""},
		{"confirmed-twice", "confirmed this lock", "a lock is confirmed twice by one trustee", func(s *testrecord.Story) []byte {
			sealed(s).Add(s.Confirmed("2026-08-25T09:00:00Z", slug, "t1", s.Seal.Body.Lock.Head), head, one)
			return s.Sign(s.Confirmed(august, slug, "t1", s.Seal.Body.Lock.Head), head, one)
		}, ""},
		{"confirmed-removed", "was retired", "a trustee confirms after its removal", func(s *testrecord.Story) []byte {
			sealed(s).Add(s.Removed("2026-08-25T09:00:00Z", "t1"), head)
			return s.Sign(s.Confirmed(august, slug, "t1", s.Seal.Body.Lock.Head), head, one)
		}, ""},
		{"share-unsealed", "field head", "a share of a lock that no entry states", func(s *testrecord.Story) []byte {
			return sealed(s).Sign(s.ReleasedShare(august, slug, "t1", vow.Hash{1}, "0.1", [32]byte{7}), head)
		}, ""},
		{"share-twice", "the same share", "a share is released twice", func(s *testrecord.Story) []byte {
			sealed(s).Add(s.ReleasedShare("2026-08-25T09:00:00Z", slug, "t1", s.Seal.Body.Lock.Head, "0.1", [32]byte{7}), head, one)
			return s.Sign(s.ReleasedShare(august, slug, "t1", s.Seal.Body.Lock.Head, "0.1", [32]byte{7}), head)
		}, ""},
		{"share-alone", "0 of 1 signatures", "a share that only its trustee signed", func(s *testrecord.Story) []byte {
			return sealed(s).Sign(s.ReleasedShare(august, slug, "t1", s.Seal.Body.Lock.Head, "0.1", [32]byte{7}), one)
		}, ""},
	}
}
