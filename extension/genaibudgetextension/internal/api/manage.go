package api

import (
	"net/http"
)

// Health is how the ledger's store does.
type Health struct {
	// Status is ok, or degraded while the store does not take what is written.
	Status string `json:"status"`
	// Store is memory or the name of the storage.
	Store string `json:"store"`
	// Began is what the ledger began with: memory, empty, restored, restored_short, started_empty.
	Began string `json:"began"`
	// Missing is how many records of the journal were acknowledged and not there at the start.
	Missing uint64 `json:"missing_records,omitempty"`
	Pending int64  `json:"pending_bytes"`
}

// Degraded is the status of a server whose store does not take what is written.
const Degraded = "degraded"

// getHealth is open to everybody: it tells nothing of any account.
func (s *Server) getHealth(w http.ResponseWriter, _ *http.Request) error {
	health := s.settings.Health()
	status := http.StatusOK
	if health.Status == Degraded {
		status = http.StatusServiceUnavailable
	}
	return write(w, status, health)
}

// postEnd says that a session is over.
func (s *Server) postEnd(w http.ResponseWriter, r *http.Request) error {
	key, err := s.sessionOf(r, s.requireSessionChange)
	if err != nil {
		return err
	}
	if err := s.ledger.End(r.Context(), key); err != nil {
		return err
	}
	s.settings.Audit("end", key, nil, 0)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// postToken makes the token of a session.
func (s *Server) postToken(w http.ResponseWriter, r *http.Request) error {
	if err := s.requireAdmin(r); err != nil {
		return err
	}
	if s.settings.SessionKey == nil {
		return problem(http.StatusConflict, "session_tokens.key is not set")
	}
	tenant, id := r.URL.Query().Get("tenant"), r.PathValue("id")
	key, err := s.keyOf(tenant, id)
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, struct {
		Session string `json:"session"`
		Tenant  string `json:"tenant,omitempty"`
		Token   string `json:"token"`
	}{key.Session, key.Tenant, s.tokenOf(tenant, id)})
}
