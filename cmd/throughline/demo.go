package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"

	"throughline/programme/intake"
	"throughline/site"
	sample "throughline/testdata/programme"
)

// demo serves the sample programme from a temporary folder that is removed at
// the end. It answers on loopback only, because its seats need no password.
func demo(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("demo", flag.ContinueOnError)
	listen := f.String("listen", "127.0.0.1:8080", "loopback address to answer on")
	if err := f.Parse(args); err != nil {
		return err
	}
	host, _, err := net.SplitHostPort(*listen)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("the demo needs no password, so it answers on a loopback address only, such as 127.0.0.1:8080")
	}
	dir, err := os.MkdirTemp("", "throughline-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	in := installation{data: dir}
	d, blobs, err := in.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	model, err := adviser()
	if err != nil {
		return err
	}
	s, err := site.New(site.Options{DB: d, Blobs: blobs, Adviser: model, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Seats: seats(), Samples: samples(),
		Begin: site.Begin{Programme: sample.BeginProgramme, Path: sample.BeginPath}})
	if err != nil {
		return err
	}
	if err := sample.Load(ctx, d, blobs); err != nil {
		return err
	}
	return answer(ctx, s, listening{listen: *listen}, func(address string) {
		fmt.Println("The demo is open: " + address)
		fmt.Println("Take a seat on the sign-in page. Ctrl-C ends it; nothing is kept.")
	})
}

// seats are the roles of the sample that the sign-in page offers.
func seats() []site.Seat {
	var all []site.Seat
	for _, s := range sample.Seats() {
		all = append(all, site.Seat(s))
	}
	return all
}

// samples are the meeting texts of the sample that a reading may start from.
func samples() []intake.Sample {
	var all []intake.Sample
	for _, t := range sample.Texts() {
		all = append(all, intake.Sample(t))
	}
	return all
}
