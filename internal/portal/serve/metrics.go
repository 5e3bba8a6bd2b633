package serve

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// statuses are those that are counted by number; any other is counted as the last.
var statuses = []int{200, 206, 301, 304, 400, 404, 405, 416, 421, 503, 0}

// counts counts answers by the class of what was asked for and by status: nothing
// that tells one reader, one page or one report from another.
type counts struct {
	n [classes][16]struct {
		atomic.Uint64
		_ [56]byte // each in its own cache line: every request adds to one
	}
}

func (c *counts) add(class class, status int) {
	i := 0
	for i < len(statuses)-1 && statuses[i] != status {
		i++
	}
	c.n[class][i].Add(1)
}

func (c *counts) of(class class, status int) uint64 { return c.n[class][status].Load() }

// collector gives a server's numbers to Prometheus.
type collector struct{ s *Server }

var (
	requestsDesc = prometheus.NewDesc("vow_portal_requests_total", "Answers, by class of file and status.", []string{"class", "status"}, nil)
	connsDesc    = prometheus.NewDesc("vow_portal_connections", "Open connections.", nil, nil)
	takenDesc    = prometheus.NewDesc("vow_portal_connections_total", "Connections, by what became of them: taken, refused at the limit, closed while waiting to make room.", []string{"as"}, nil)
	memoryDesc   = prometheus.NewDesc("vow_portal_memory_bytes", "Bytes of files held in memory.", nil, nil)
	filesDesc    = prometheus.NewDesc("vow_portal_files", "Files that the manifest lists.", nil, nil)
	exportedDesc = prometheus.NewDesc("vow_portal_exported_timestamp_seconds", "When the site was exported.", nil, nil)
	freshDesc    = prometheus.NewDesc("vow_portal_fresh_until_timestamp_seconds", "When the checkpoint is stale.", nil, nil)
	entriesDesc  = prometheus.NewDesc("vow_portal_entries", "Entries of the record.", nil, nil)
	alarmDesc    = prometheus.NewDesc("vow_portal_alarm", "1 where readers are told so in red.", []string{"alarm"}, nil)
)

// Describe implements prometheus.Collector.
func (c collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{requestsDesc, connsDesc, takenDesc, memoryDesc, filesDesc, exportedDesc, freshDesc, entriesDesc, alarmDesc} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c collector) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	count := func(d *prometheus.Desc, v uint64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v), labels...)
	}
	for class := range classes {
		for i, status := range statuses {
			name := "other"
			if status != 0 {
				name = strconv.Itoa(status)
			}
			if n := c.s.counts.of(class, i); n > 0 {
				count(requestsDesc, n, className[class], name)
			}
		}
	}
	l, st := c.s.limit, c.s.site.Load()
	gauge(connsDesc, float64(l.open.Load()))
	count(takenDesc, l.taken.Load(), "taken")
	count(takenDesc, l.refused.Load(), "refused")
	count(takenDesc, l.closed.Load(), "closed")
	gauge(memoryDesc, float64(c.s.store.heldBytes()))
	gauge(filesDesc, float64(len(st.manifest.Files)))
	gauge(exportedDesc, float64(st.status.At.Unix()))
	if !st.stale.IsZero() {
		gauge(freshDesc, float64(st.stale.Unix()))
	}
	gauge(entriesDesc, float64(st.status.Size))
	list := c.s.alarms.Load().at(st, c.s.langs[0], c.s.now())
	for _, id := range alarmIDs {
		on := 0.0
		if active(list, id) {
			on = 1
		}
		gauge(alarmDesc, on, id)
	}
}

// MetricsHandler answers /metrics in Prometheus' form, and /healthz.
func (s *Server) MetricsHandler() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collector{s})
	metrics := promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: metricsTime})
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics)
	mux.HandleFunc("GET /"+healthPath, func(w http.ResponseWriter, _ *http.Request) { s.health(w) })
	return mux
}

// ServeMetrics answers /metrics and /healthz on a listener of their own until ctx
// ends.
func (s *Server) ServeMetrics(ctx context.Context, ln net.Listener) error {
	limited := newLimiter(metricsConns, s.clock)
	limited.plain = true
	return s.run(ctx, s.httpServer(s.MetricsHandler()), func(h *http.Server) error { return h.Serve(limited.listen(ln)) })
}

// metricsConns is how many connections the second listener takes.
const metricsConns = 64
