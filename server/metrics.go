package server

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"diptych/server/store"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what GET /metrics tells an operator.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	sent     *prometheus.CounterVec
	open     prometheus.Gauge
}

func newMetrics(s *store.Store) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "diptych_http_requests_total",
			Help: "Requests answered."}, []string{"part", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "diptych_http_request_seconds",
			Help:    "Time until the whole answer was handed to the network.",
			Buckets: []float64{.001, .005, .02, .1, .5, 2, 10, 60},
		}, []string{"part"}),
		sent: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "diptych_http_sent_bytes_total",
			Help: "Bytes of answers, without headers."}, []string{"part"}),
		open: prometheus.NewGauge(prometheus.GaugeOpts{Name: "diptych_http_open_requests",
			Help: "Requests being answered."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.sent, m.open, &census{store: s},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) note(part string, r *recorder, took time.Duration) {
	m.requests.WithLabelValues(part, strconv.Itoa(r.code())).Inc()
	m.seconds.WithLabelValues(part).Observe(took.Seconds())
	m.sent.WithLabelValues(part).Add(float64(r.bytes))
}

// census counts rows when it is asked to.
type census struct{ store *store.Store }

var (
	entriesDesc = prometheus.NewDesc("diptych_entries", "Entries by their status.", []string{"status"}, nil)
	jobsDesc    = prometheus.NewDesc("diptych_jobs", "Jobs by kind and state.", []string{"kind", "state"}, nil)
)

// Describe implements prometheus.Collector.
func (c *census) Describe(out chan<- *prometheus.Desc) { out <- entriesDesc; out <- jobsDesc }

// Collect implements prometheus.Collector.
func (c *census) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	entries, jobs, err := c.store.Census(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(entriesDesc, err)
		return
	}
	for _, e := range entries {
		out <- prometheus.MustNewConstMetric(entriesDesc, prometheus.GaugeValue, float64(e.Count), e.State)
	}
	for _, j := range jobs {
		out <- prometheus.MustNewConstMetric(jobsDesc, prometheus.GaugeValue, float64(j.Count), j.Kind, j.State)
	}
}

func (m *metrics) served() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// inside answers whoever is inside the house only.
func (s *Server) inside(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.isInside(r) {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isInside tells whether a request comes from this machine or a private network.
// One that a proxy has forwarded which is not trusted may come from anywhere.
func (s *Server) isInside(r *http.Request) bool {
	from := s.clientIP(r)
	addr, err := netip.ParseAddr(from)
	peer, _, _ := net.SplitHostPort(r.RemoteAddr)
	unknown := from == peer && (r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "")
	return !unknown && err == nil && (addr.Unmap().IsLoopback() || addr.Unmap().IsPrivate())
}

// partOf names the part of the server that a path belongs to.
func partOf(path string) string {
	path = strings.TrimPrefix(path, "/s")
	switch {
	case strings.HasPrefix(path, "/api") || strings.HasPrefix(path, "/service"):
		return "api"
	case strings.HasPrefix(path, "/player/"):
		return "player"
	case !strings.HasPrefix(path, "/p/"):
		return "other"
	}
	for _, part := range []string{"serveFlavor", "playManifest", "thumbnail", "embedPlaykitJs", "start", "raw",
		"download"} {
		if strings.Contains(path, "/"+part) {
			return part
		}
	}
	return "other"
}
