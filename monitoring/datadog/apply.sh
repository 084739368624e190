#!/bin/sh
# Creates the monitors and the dashboard of this folder in Datadog, or updates those that
# are there: monitors by their name and the tag product:otelcol-genai, the dashboard by its title.
#
#   export DD_API_KEY=... DD_APP_KEY=... DD_SITE=datadoghq.com
#   sh apply.sh validate   # asks Datadog whether it takes the monitors, and changes nothing
#   sh apply.sh
#
# Needs curl and jq. DD_API_URL takes the place of https://api.$DD_SITE.
set -eu
cd "$(dirname "$0")"
api=${DD_API_URL:-https://api.${DD_SITE:-datadoghq.com}}

# Keys are in a file, where a list of processes does not show them.
umask 077
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
printf 'DD-API-KEY: %s\nDD-APPLICATION-KEY: %s\nContent-Type: application/json\n' "${DD_API_KEY:?}" "${DD_APP_KEY:?}" >"$headers"

# call METHOD PATH sends what it reads, if anything, and prints the answer; that of an API that refuses is an error.
call() {
	if ! answer=$(curl --silent --show-error --fail-with-body --max-time 60 --header @"$headers" --request "$1" --data-binary @- "$api$2"); then
		printf '%s\n%s\n' "$answer" "$1 $2 was refused" >&2
		return 1
	fi
	printf %s "$answer"
}

others=$(jq -r 'select(.type != "composite") | input_filename' monitors/*.json)
composites=$(jq -r 'select(.type == "composite") | input_filename' monitors/*.json)

if [ "${1:-}" = validate ]; then
	for file in $others; do # a composite names others by ids that they do not have yet
		call POST /api/v1/monitor/validate <"$file" >/dev/null
	done
	echo "Datadog takes the monitors"
	exit 0
fi

# Percentiles of a distribution are not kept unless one asks for them.
jq -r '.query | capture("^percentile\\([^)]*\\):p[0-9]+:(?<metric>[A-Za-z0-9_.]+)") | .metric' monitors/*.json | sort -u | while read -r metric; do
	body=$(jq -n --arg metric "$metric" '{data: {type: "manage_tags", id: $metric, attributes: {metric_type: "distribution", include_percentiles: true, exclude_tags_mode: true, tags: []}}}')
	echo "$body" | call POST "/api/v2/metrics/$metric/tags" >/dev/null 2>&1 ||
		echo "Percentiles of $metric: turn them on in Metrics > Summary, where it is when it has been sent"
done

there=$(call GET '/api/v1/monitor?monitor_tags=product%3Aotelcol-genai' </dev/null)
ids='{}' # of monitors, by the names of their files

# apply FILE creates or updates a monitor. The query of a composite names files, for which ids are put in.
apply() {
	body=$(jq --argjson ids "$ids" 'if .type == "composite" then .query |= (split(" && ") | map($ids[.] | tostring) | join(" && ")) else . end' "$1")
	id=$(printf %s "$there" | jq -r --argjson monitor "$body" 'map(select(.name == $monitor.name))[0].id // empty')
	if [ -n "$id" ]; then
		printf %s "$body" | call PUT "/api/v1/monitor/$id" >/dev/null
	else
		id=$(printf %s "$body" | call POST /api/v1/monitor | jq .id)
	fi
	ids=$(printf %s "$ids" | jq --arg file "$(basename "$1" .json)" --argjson id "$id" '.[$file] = $id')
	echo "$id $1"
}

for file in $others $composites; do
	apply "$file"
done

title=$(jq -r .title dashboard.json)
board=$(call GET /api/v1/dashboard </dev/null | jq -r --arg title "$title" '.dashboards | map(select(.title == $title))[0].id // empty')
if [ -n "$board" ]; then
	call PUT "/api/v1/dashboard/$board" <dashboard.json >/dev/null
else
	call POST /api/v1/dashboard <dashboard.json >/dev/null
fi
echo "dashboard $title"
