package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"diptych/server/demo"
	"diptych/server/store"
)

// making is how far the demo lecture has come.
type making struct {
	Ready   bool   `json:"ready"`
	Failed  bool   `json:"failed"`  // it will not be there
	Step    string `json:"step"`    // in words
	Percent int    `json:"percent"` // of all the work
}

// demoProgress answers the start page while it waits.
func (s *Server) demoProgress(w http.ResponseWriter, r *http.Request) {
	if !s.Config.Demo {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(s.making(r.Context())) // whoever asks may have gone
}

// making sums up the entries that the lecture consists of.
func (s *Server) making(ctx context.Context) making {
	parent := s.demoEntry(ctx)
	switch ready := s.ready.Load(); {
	case ready && parent != nil && parent.Status == store.EntryReady:
		return making{Ready: true, Step: "The demo lecture is ready.", Percent: 100}
	case ready && parent == nil:
		return making{Failed: true, Step: "The demo lecture has been deleted."}
	case parent == nil:
		return making{Step: "The slides are being drawn."}
	}
	all := append([]store.Entry{*parent}, s.find(ctx, "parentEntryIdEqual", parent.ID, demo.Streams)...)
	done, percent := 0, 0
	for _, e := range all {
		switch {
		case e.Status < 0:
			// why is for its owner
			return making{Failed: true, Step: fmt.Sprintf("“%s” could not be prepared.", e.Name)}
		case e.Status == store.EntryReady:
			done, percent = done+1, percent+100
		default:
			percent += e.Progress
		}
	}
	m := making{Step: "Captions, chapters and slides are being added.", Percent: min(99, percent/demo.Streams)}
	if done < demo.Streams {
		m.Step = fmt.Sprintf("Stream %d of %d is being converted.", done+1, demo.Streams)
	}
	return m
}

// demoEntry is the lecture, nil as long as there is none.
func (s *Server) demoEntry(ctx context.Context) *store.Entry {
	if list := s.find(ctx, "referenceIdEqual", demoReference, 1); len(list) == 1 {
		return &list[0]
	}
	return nil
}

// find lists entries of the first account that are not deleted.
func (s *Server) find(ctx context.Context, field, v string, most int) []store.Entry {
	q := store.Query{Conditions: []store.Condition{{Name: field, Value: v},
		{Name: "statusNotEqual", Value: "3"}}, Page: store.Page{Index: 1, Size: most}}
	list, _, err := s.store.Entries(ctx, store.Account(s.Config.PartnerID), q, "")
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		s.Log.Error("start page", "error", err)
	}
	return list
}
