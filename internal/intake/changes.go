package intake

// What to do with tracked changes.
const (
	ChangesRefuse = "refuse"
	ChangesAccept = "accept"
	ChangesReject = "reject"
)
