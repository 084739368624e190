package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/spf13/pflag"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/agent"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpsend"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/plan"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/recording"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/render"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/whatif"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
	"github.com/otelcol-genai/otelcol-genai/testdata/traffic"
)

const agentUsage = `genai-replay agent plays one recorded session as an agent would that minds its
budget: before each call it asks the collector's budget API, sends the call's span
after it, and stops when the API says so.

Usage:
  genai-replay agent [flags]

Examples:
  genai-replay agent                     a dear session against localhost
  genai-replay agent --session 3         the third of the recorded ones

The token of the API, if it wants one, is read from GENAI_BUDGET_TOKEN.

Exit status: 0 played or stopped, 1 something did not answer, 2 the flags are wrong.

Flags:
`

type agentOptions struct {
	api      string
	endpoint string
	session  int
	seed     uint64
	every    int
}

func (o *agentOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&o.api, "budget-api", "http://localhost:8321", "URL of the budget API")
	flags.StringVar(&o.endpoint, "endpoint", "", "host:port of an OTLP gRPC receiver (default localhost:4317)")
	flags.IntVar(&o.session, "session", 0, "which of the recorded sessions, from 1 on; 0 for the dearest of the first 40")
	flags.Uint64Var(&o.seed, "seed", 0, "decides the session's id; 0 for a new one each time")
	flags.IntVar(&o.every, "every", 10, "print every so many calls, and whenever the advice changes")
}

func (o *agentOptions) validate() (otlpsend.Endpoint, error) {
	endpoint, err := otlpsend.ParseEndpoint(otlpsend.GRPC, o.endpoint)
	if err != nil {
		err = fmt.Errorf("--%w", err)
	}
	errs := []error{err}
	if api, bad := url.Parse(o.api); bad != nil || api.Host == "" || api.Scheme != "http" && api.Scheme != "https" {
		errs = append(errs, fmt.Errorf("--budget-api must be an http or https URL, got %q", o.api))
	}
	if o.session < 0 {
		errs = append(errs, fmt.Errorf("--session must be 0 or more, got %d", o.session))
	}
	if o.every < 1 {
		errs = append(errs, fmt.Errorf("--every must be at least 1, got %d", o.every))
	}
	return endpoint, errors.Join(errs...)
}

func agentCommand(ctx context.Context, args []string, c console) error {
	var o agentOptions
	flags := newFlags("genai-replay agent", agentUsage, c.out)
	o.addFlags(flags)
	if err := parse(flags, args); err != nil {
		return err
	}
	endpoint, err := o.validate()
	if flags.NArg() > 0 {
		err = errors.Join(err, fmt.Errorf("unknown argument %q", flags.Arg(0)))
	}
	if err != nil {
		return &usageError{err}
	}
	session, whole, err := o.pick(time.Now())
	if err != nil {
		return err
	}
	if err := otlpsend.Await(ctx, endpoint, 10*time.Second); err != nil {
		return err
	}
	sender, err := otlpsend.Dial(otlpsend.GRPC, endpoint)
	if err != nil {
		return err
	}
	defer func() { _ = sender.Close() }() // everything was answered by then
	return o.play(ctx, c, otlpsend.Retrying(sender, otlpsend.DefaultBackoff, 30*time.Second), session, whole)
}

// demo is who plays: a service of its own, so that what others spent of theirs today is
// not what stops it.
var demo = plan.Service{Name: "demo-agent", Version: "1.0.0", AgentName: "demo", Subagent: "explorer"}

// dearestOf is among how many sessions the dearest is looked for.
const dearestOf = 40

// pick plans the session to play, and returns what all of it costs, in USD.
func (o *agentOptions) pick(now time.Time) (*plan.Session, float64, error) {
	book, err := pricing.Embedded()
	if err != nil {
		return nil, 0, err
	}
	script, err := recording.ReadScript(traffic.Files)
	if err != nil {
		return nil, 0, err
	}
	var picked recording.Session
	var ordinal, position int
	most := int64(-1)
	for session, err := range recording.Sessions(traffic.Files) {
		if err != nil {
			return nil, 0, err
		}
		position++
		var cost int64
		calls, _ := whatif.Calls(session, 0, whatif.BookPrice(book, now))
		for i := range calls {
			cost += calls[i].Cost
		}
		if o.session == position || o.session == 0 && cost > most {
			picked, ordinal, most = session, position, cost
		}
		if position == max(o.session, dearestOf) {
			break
		}
	}
	if most < 0 {
		return nil, 0, fmt.Errorf("there is no recorded session %d, there are %d", o.session, position)
	}
	seed := o.seed
	if seed == 0 {
		seed = uint64(now.UnixNano())
	}
	identity := plan.Identity{Seed: seed, Ordinal: ordinal, Recorded: picked.ID, Began: now, Service: &demo}
	identity.Began = now.Add(-plan.Of(picked, script, identity).Length())
	return plan.Of(picked, script, identity), float64(most) / 1e9, nil
}

func (o *agentOptions) play(ctx context.Context, c console, sender otlpsend.Sender, session *plan.Session, whole float64) error {
	fmt.Fprintf(c.out, "Session %s asks %s before each of its %d calls\n", session.ID, o.api, session.Calls)
	fmt.Fprintf(c.out, "%5s  %9s  %9s  %9s  %-8s  %s\n", "CALL", "SPENT", "REMAINING", "NEXT CALL", "ADVICE", "TIGHTEST BUDGET")
	var advice string
	player := agent.Agent{
		Budget: agent.Client{URL: o.api, Token: os.Getenv("GENAI_BUDGET_TOKEN")}, Sender: sender, Renderer: render.Renderer{Content: true},
		Asked: func(call int, a *agent.Answer) {
			if a.Advice != advice || call%o.every == 0 {
				fmt.Fprintf(c.out, "%5d  %9.4f  %9.4f  %9.4f  %-8s  %s\n", call, a.Spent, a.Remaining, a.NextCall, a.Advice, a.Budget)
			}
			advice = a.Advice
		},
	}
	done, err := player.Run(ctx, session)
	if err != nil {
		return stopped(err, done.Calls, "calls")
	}
	switch {
	case done.Stopped:
		fmt.Fprintf(c.out, "Stopped after call %d of %d, at %.2f USD: %s. All of it would have cost %.2f USD.\n",
			done.Calls, session.Calls, done.Last.Spent, done.Last.Reason, whole)
	case done.Last != nil:
		fmt.Fprintf(c.out, "It came to its end: %d calls, %.2f USD.\n", done.Calls, done.Last.Spent)
	}
	return refusal(done.Refused, "spans")
}
