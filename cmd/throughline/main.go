// Command throughline follows every promise of a paired assistance programme
// from the signing table to the result. One program: server, demo and tools.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// version is set by release builds.
var version = "dev"

type command struct {
	name, args, about string
	run               func(ctx context.Context, args []string) error
}

func commands() []command {
	return []command{
		{"demo", "", "open a working product on sample data, in a temporary folder", demo},
		{"serve", "--data DIR", "serve the programmes of a data directory", serve},
		{"read", "FILE...", "read meeting texts into proposals", read},
		{"user", "add LOGIN", "make an account", user},
		{"programme", "add CODE", "make a programme with its office", programme},
		{"routes", "", "print every path with the action that allows it", routes},
		{"bench", "", "load a large programme and time board and thread", bench},
		{"version", "", "print the version", func(context.Context, []string) error { fmt.Println("throughline", version); return nil }},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(os.Args) < 2 {
		usage()
		os.Exit(2)
	}
	for _, c := range commands() {
		if c.name != os.Args[1] {
			continue
		}
		err := c.run(ctx, os.Args[2:])
		if errors.Is(err, flag.ErrHelp) {
			return
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "throughline:", err)
			os.Exit(1)
		}
		return
	}
	usage()
	os.Exit(2)
}

func usage() {
	fmt.Fprintln(os.Stderr, "throughline follows every promise from the signing table to the result.")
	fmt.Fprintln(os.Stderr)
	for _, c := range commands() {
		fmt.Fprintf(os.Stderr, "  throughline %-22s %s\n", c.name+" "+c.args, c.about)
	}
}
