package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/migrations"
	"throughline/site"
)

// installation are the flags that say where the records are.
type installation struct{ data, database string }

func (i *installation) flags(f *flag.FlagSet) {
	f.StringVar(&i.data, "data", "./throughline-data", "data directory")
	f.StringVar(&i.database, "database", "", "postgres://... for PostgreSQL; SQLite in the data directory when empty")
}

func (i *installation) open(ctx context.Context) (*db.DB, *blob.Store, error) {
	d, err := db.Open(ctx, db.Options{Dir: i.data, URL: i.database})
	if err != nil {
		return nil, nil, err
	}
	if err := d.Migrate(ctx, migrations.Files); err != nil {
		d.Close()
		return nil, nil, err
	}
	blobs, err := blob.New(filepath.Join(i.data, "files"))
	if err != nil {
		d.Close()
		return nil, nil, err
	}
	return d, blobs, nil
}

// listening are the flags that say where the server answers.
type listening struct {
	listen, cert, key string
	behindProxy       bool
}

func (l *listening) flags(f *flag.FlagSet) {
	f.StringVar(&l.listen, "listen", "127.0.0.1:8080", "address to answer on")
	f.StringVar(&l.cert, "tls-cert", "", "certificate file")
	f.StringVar(&l.key, "tls-key", "", "key file")
	f.BoolVar(&l.behindProxy, "behind-proxy", false, "a proxy in front does TLS")
}

// check refuses to send passwords and session cookies over a network in clear.
func (l *listening) check() error {
	if (l.cert == "") != (l.key == "") {
		return errors.New("give both --tls-cert and --tls-key, or neither")
	}
	host, _, err := net.SplitHostPort(l.listen)
	if err != nil {
		return fmt.Errorf("--listen wants host:port, such as 127.0.0.1:8080: %w", err)
	}
	ip := net.ParseIP(host)
	loopback := host == "localhost" || ip != nil && ip.IsLoopback()
	if !loopback && l.cert == "" && !l.behindProxy {
		return fmt.Errorf("%s can be reached from other machines, and sign-in there needs TLS: "+
			"give --tls-cert and --tls-key, or --behind-proxy if a proxy does TLS", l.listen)
	}
	return nil
}

func serve(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	var in installation
	var on listening
	in.flags(f)
	on.flags(f)
	if err := f.Parse(args); err != nil {
		return err
	}
	if err := on.check(); err != nil {
		return err
	}
	d, blobs, err := in.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	model, err := adviser()
	if err != nil {
		return err
	}
	s, err := site.New(site.Options{DB: d, Blobs: blobs, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Adviser: model})
	if err != nil {
		return err
	}
	return answer(ctx, s, on, func(address string) { fmt.Println("Throughline answers on " + address) })
}

// answer serves until the context ends, then lets requests in hand finish.
func answer(ctx context.Context, s *site.Site, on listening, ready func(address string)) error {
	l, err := net.Listen("tcp", on.listen)
	if err != nil {
		return fmt.Errorf("cannot answer on %s: %w", on.listen, err)
	}
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
	clock := make(chan struct{})
	go func() {
		defer close(clock)
		s.Tick(ctx)
	}()
	ended := make(chan error, 1)
	go func() {
		if on.cert != "" {
			ended <- server.ServeTLS(l, on.cert, on.key)
		} else {
			ended <- server.Serve(l)
		}
	}()
	scheme := "http://"
	if on.cert != "" {
		scheme = "https://"
	}
	ready(scheme + l.Addr().String())
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	<-clock
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return server.Shutdown(patience)
}
