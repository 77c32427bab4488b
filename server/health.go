package server

import (
	"context"
	"fmt"
	"net/http"
	"os/exec"

	"diptych/server/disk"
	"diptych/server/failure"
)

// health is 200 while requests can be answered. To those inside it tells as well
// what work waits for: that is somebody's to mend, and no reason to send viewers
// elsewhere.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	if err := s.store.Ping(r.Context()); err != nil || !s.ready.Load() {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprintln(w, "ok")
	if !s.isInside(r) {
		return
	}
	for _, line := range s.troubles(r.Context()) {
		fmt.Fprintln(w, line)
	}
}

// troubles are what has to be mended for all work to go on, a line each.
func (s *Server) troubles(ctx context.Context) []string {
	var lines []string
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		lines = append(lines, "missing: "+failure.OnFFmpeg)
	}
	if _, err := exec.LookPath("ffprobe"); err != nil {
		lines = append(lines, "missing: ffprobe")
	}
	if err := disk.Room(s.Config.Data, 0); err != nil {
		lines = append(lines, "full: the disk of the data folder takes no uploads")
	}
	list, err := s.store.WaitingFor(ctx)
	if err != nil {
		return append(lines, "unknown: what work waits for")
	}
	for _, one := range list {
		lines = append(lines, fmt.Sprintf("waiting: %d for %s", one.Count, one.State))
	}
	return lines
}
