package cli

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/acme/autocert"

	"vow"
	"vow/internal/portal/serve"
)

func newServeCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "serve",
		Short:       "Serve what was exported over HTTP",
		Example:     "  vow serve portal site --listen 127.0.0.1:8080",
		Annotations: exits(""),
	}
	cmd.AddCommand(newServePortalCommand(a))
	return cmd
}

// servePortalOptions are the flags of vow serve portal.
type servePortalOptions struct {
	Listen, Redirect, Metrics string
	TLS                       []string
	TLSCache, ACME, Contact   string
	Conns, Memory, StaleDays  int
}

func newServePortalCommand(a *app) *cobra.Command {
	var opts servePortalOptions
	cmd := &cobra.Command{
		Use:   "portal DIR",
		Short: "Serve the folder of an exported site",
		Long: `Serve the folder that 'vow export site' wrote, and what its manifest.json lists and
nothing else. Before it listens it checks that every listed file is there with its
size, and the bytes of as many as have room in memory; the others before they are
first sent: what is not as exported is never served. Nothing is written to the
folder. A newer export, put over the old one or in its place, is served once it is
whole.

live.html, which stands in a frame on every page, is answered from status.json and
the clock: days to a due date or since, and in red that the record is stale, forked
or copied in halves. /healthz says the same with 200 or 503.

Serve plain HTTP behind a proxy, or let it do TLS with --tls NAME: certificates come
from an ACME authority (Let's Encrypt, or --acme URL), whose terms you accept with
that, and are kept with their keys in --tls-cache DIR, a folder with mode 0700
which you made: the only one that is written to. The authority must reach this
server as NAME on port 443, or on port 80 with --redirect.

Nothing about readers is logged or counted. It ends on SIGTERM or Ctrl-C, after
answers under way, for 15 seconds at most.`,
		Example: `  vow serve portal site --listen 127.0.0.1:8080
  vow serve portal site --listen 127.0.0.1:8080 --metrics 127.0.0.1:9100
  vow serve portal site --listen :443 --redirect :80 --tls record.office.example --tls-cache /var/lib/vow-tls`,
		Annotations: exits("stopped", vow.CodeRefused, vow.CodeState),
		Args:        argNames("DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runServePortal(cmd.Context(), a, args[0], opts)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Listen, "listen", "", "`ADDR`ess and port to listen on, such as 127.0.0.1:8080 or :443")
	f.StringArrayVar(&opts.TLS, "tls", nil, "do TLS for this host `NAME` (repeat for more)")
	f.StringVar(&opts.TLSCache, "tls-cache", "", "`DIR` for keys and certificates, mode 0700")
	f.StringVar(&opts.ACME, "acme", "", "`URL` of another authority's ACME directory")
	f.StringVar(&opts.Contact, "acme-contact", "", "`MAIL` address the authority may write to")
	f.StringVar(&opts.Redirect, "redirect", "", "with --tls: also listen for plain HTTP on this `ADDR`ess, and send readers to TLS")
	f.StringVar(&opts.Metrics, "metrics", "", "serve /metrics (Prometheus) and /healthz on this `ADDR`ess; only this machine if it names no host")
	f.IntVar(&opts.Conns, "max-conns", serve.DefaultConns, "open connections at most: `N`")
	f.IntVar(&opts.Memory, "memory", serve.DefaultMemory>>20, "memory for files: `MiB`")
	f.IntVar(&opts.StaleDays, "stale-days", int(serve.DefaultStale/(24*time.Hour)), "say in red that the record is stale when its end is older than `N` days; 0: never")
	return cmd
}

func runServePortal(ctx context.Context, a *app, dir string, opts servePortalOptions) error {
	if err := opts.check(); err != nil {
		return err
	}
	var manager *autocert.Manager
	if len(opts.TLS) > 0 {
		var err error
		manager, err = serve.TLS{Names: opts.TLS, Cache: opts.TLSCache, Directory: opts.ACME, Contact: opts.Contact, Dir: dir}.Manager()
		if err != nil {
			return err
		}
	}
	conns, lowered := serve.FitConns(opts.Conns)
	if lowered {
		a.term.warn("this process may open too few files for %d connections: at most %d are taken ('ulimit -n')", opts.Conns, conns)
	}
	s, err := serve.Open(serve.Config{
		Dir: dir, Now: a.sys.Now, Clock: time.Now, Log: a.log, Memory: int64(opts.Memory) << 20,
		Conns: conns, Watch: serve.DefaultWatch, Names: opts.TLS,
		StaleAfter: time.Duration(opts.StaleDays) * 24 * time.Hour,
	})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	return listenAndServe(ctx, a, s, manager, opts)
}

// check says which flags do not go together.
func (o servePortalOptions) check() error {
	switch {
	case o.Listen == "":
		return vow.Errorf(vow.CodeUsage, "--listen is missing").WithHint("say where, such as --listen 127.0.0.1:8080")
	case len(o.TLS) > 0 && o.TLSCache == "":
		return vow.Errorf(vow.CodeUsage, "--tls needs --tls-cache").WithHint("name a folder for its keys, made with mkdir -m 700")
	case len(o.TLS) == 0 && (o.TLSCache != "" || o.ACME != "" || o.Contact != "" || o.Redirect != ""):
		return vow.Errorf(vow.CodeUsage, "--tls-cache, --acme, --acme-contact and --redirect go with --tls NAME")
	case o.Conns < 1 || o.Conns > 1_000_000:
		return vow.Errorf(vow.CodeUsage, "--max-conns %d: 1 to 1000000 expected", o.Conns)
	case o.StaleDays < 0 || o.StaleDays > 36_500:
		return vow.Errorf(vow.CodeUsage, "--stale-days %d: 0 to 36500 expected", o.StaleDays)
	case o.Memory < 1 || o.Memory > 1<<20:
		return vow.Errorf(vow.CodeUsage, "--memory %d: 1 to %d MiB expected", o.Memory, 1<<20)
	}
	return nil
}

// listenAndServe opens every listener before anything is answered, and runs until
// ctx ends or one of them fails.
func listenAndServe(ctx context.Context, a *app, s *serve.Server, manager *autocert.Manager, opts servePortalOptions) error {
	main, err := listen(ctx, "listen", opts.Listen)
	if err != nil {
		return err
	}
	defer main.Close()
	runs := []func(context.Context) error{func(ctx context.Context) error {
		if manager != nil {
			return s.ServeTLS(ctx, main, manager)
		}
		return s.Serve(ctx, main)
	}}
	if opts.Metrics != "" {
		ln, err := listen(ctx, "metrics", onThisMachine(opts.Metrics))
		if err != nil {
			return err
		}
		defer ln.Close()
		runs = append(runs, func(ctx context.Context) error { return s.ServeMetrics(ctx, ln) })
		a.term.say("metrics: http://%s/metrics", ln.Addr())
	}
	if opts.Redirect != "" {
		ln, err := listen(ctx, "redirect", opts.Redirect)
		if err != nil {
			return err
		}
		defer ln.Close()
		runs = append(runs, func(ctx context.Context) error { return s.ServeRedirect(ctx, ln, manager) })
	}
	if manager != nil {
		a.out.printf("https://%s/ on %s\n", opts.TLS[0], main.Addr())
	} else {
		a.out.printf("http://%s/\n", main.Addr())
	}
	return together(ctx, append(runs, func(ctx context.Context) error { s.Watch(ctx); return nil }))
}

// together runs all until ctx ends or one fails, and waits for all.
func together(ctx context.Context, runs []func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	failed := make(chan error, len(runs))
	for _, run := range runs {
		go func() { failed <- run(ctx) }()
	}
	var all error
	for range runs {
		if err := <-failed; err != nil {
			all = errors.Join(all, err)
			stop()
		}
	}
	return all
}

func listen(ctx context.Context, flag, addr string) (net.Listener, error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		code := vow.CodeIO
		var wrong *net.AddrError
		if errors.As(err, &wrong) {
			code = vow.CodeUsage
		}
		return nil, vow.Errorf(code, "--%s %s: %w", flag, addr, err)
	}
	return ln, nil
}

// onThisMachine completes an address that names no host.
func onThisMachine(addr string) string {
	if strings.HasPrefix(addr, ":") {
		return "127.0.0.1" + addr
	}
	return addr
}
