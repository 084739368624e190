// Package secret recognises credentials in plain text: keys and tokens of
// vendors by their prefix and alphabet, private keys, JSON web tokens,
// authorization headers, passwords in connection strings, and values assigned
// to names such as password or api_key.
//
// A vendor's token is a row of a table: see [token]. What has no shape of its
// own is found by the name it is given to ([SensitiveKey]), and only where the
// value can be a secret ([PlausibleValue]). Randomness is a gate behind one of
// these two; on its own it is no evidence, because prompts are full of ids.
package secret

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// Patterns returns all detectors of secrets.
func Patterns() []detect.Pattern {
	tables := [][]token{
		modelVendors, agentTools, clouds, codeHosts, chats, payments, infrastructure, observability, services,
	}
	var all []detect.Pattern
	for _, table := range tables {
		for i := range table {
			all = append(all, table[i].pattern())
		}
	}
	all = append(all, surrounded()...)
	all = append(all, privateKey(), jwt(), slackToken(), discordToken())
	all = append(all, headers()...)
	all = append(all, cookies()...)
	all = append(all, connections()...)
	all = append(all, commands()...)
	all = append(all, vendorNamed()...)
	all = append(all, assignments()...)
	all = append(all, curlUser())
	return append(all, kubernetesSecret())
}
