#!/usr/bin/env bash
# Starts the collector on the default configuration, replays recorded sessions
# into it and prints what they cost and how they went. Serves until Ctrl-C; ONCE=1 exits.
set -euo pipefail
cd "$(dirname "$0")/.."

state=.otelcol-genai
log=$state/demo-collector.log
spans=$state/demo-spans.jsonl
calls=$state/demo-calls.jsonl
mkdir -p "$state"
rm -rf "$spans" "$calls" "$state/demo-ledger"

bin/otelcol-genai --config otelcol-config.yaml --config examples/demo/spans-to-file.yaml >"$log" 2>&1 &
collector=$!
stop() {
  trap - EXIT INT TERM
  kill "$collector" 2>/dev/null || true
  wait "$collector" 2>/dev/null || true
}
trap stop EXIT
trap 'stop; exit 0' INT TERM

# Waits for our own collector: one that is already there would answer on the same ports.
until grep -q 'Everything is ready' "$log"; do
  if ! kill -0 "$collector" 2>/dev/null; then
    echo "The collector did not start. Its log ($log) ends with:" >&2
    tail -5 "$log" >&2
    exit 1
  fi
  sleep 0.1
done

bin/genai-replay --sessions "${SESSIONS:-40}" --outcomes --report --spans "$spans" --call-records "$calls" --config otelcol-config.yaml --budget 2,5,10

# An agent that asks before each call what it may still spend, and obeys.
echo
echo "An agent that minds its budget"
bin/genai-replay agent --every 20

if [[ -n "${ONCE:-}" ]]; then
  exit 0
fi
echo "The collector goes on serving. Send it your own traces: OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318"
echo "Ctrl-C ends it."
wait "$collector"
