// Command servers builds the servers that tests run for real, or those that are
// named, and prints where they are.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/otelcol-genai/otelcol-genai/internal/servers"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	names := servers.Names
	if len(os.Args) > 1 {
		names = nil
		for _, arg := range os.Args[1:] {
			names = append(names, servers.Name(arg))
		}
	}
	for _, name := range names {
		path, err := servers.Path(ctx, name)
		if err != nil {
			fmt.Fprintf(os.Stderr, "servers: %s: %v\n", name, err)
			os.Exit(1)
		}
		fmt.Fprintln(os.Stdout, path)
	}
}
