package secret

import "strings"

// infrastructure runs what the clouds hold.
var infrastructure = []token{
	{name: "vault-service-token", entity: VaultToken, body: base64URL, min: 24, max: 160, prefixes: []string{"hvs.", "hvr."}, check: vaultToken, sample: func() string {
		return "hvs." + random(alnum, 95, 22)
	}},
	{name: "vault-batch-token", entity: VaultToken, body: base64URL, min: 138, max: 300, prefixes: []string{"hvb."}},
	{name: "planetscale-api-token", body: named | dot, min: 32, max: 64, prefixes: []string{"pscale_tkn_"}},
	{name: "planetscale-oauth-token", body: named | dot, min: 32, max: 64, prefixes: []string{"pscale_oauth_"}},
	{name: "planetscale-password", body: named | dot, min: 32, max: 64, prefixes: []string{"pscale_pw_"}},
	{name: "doppler-api-token", body: alnum, min: 40, max: 44, prefixes: []string{"dp.pt.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."}},
	// These name the environment they are for.
	{name: "doppler-service-token", body: word | hyphen | dot, min: 40, max: 100, prefixes: []string{"dp.st."}, check: dopplerService, sample: func() string {
		return "dp.st.prd." + random(alnum, 43, 23)
	}},
	{name: "infisical-service-token", body: hexLower | dot, min: 90, max: 90, groups: "24.32.32", prefixes: []string{"st."}},
	{name: "pulumi-api-token", apart: true, body: hexLower, min: 40, max: 40, prefixes: []string{"pul-"}},
	{name: "prefect-api-token", body: alnum, min: 36, max: 36, prefixes: []string{"pnu_", "pnb_"}},
	{name: "infracost-api-token", body: alnum, min: 32, max: 32, apart: true, prefixes: []string{"ico-"}},
	{name: "defined-networking-api-token", body: named, min: 79, max: 79, prefixes: []string{"dnkey-"}},
	{name: "tailscale-key", body: alnum | hyphen, min: 20, max: 80, prefixes: []string{
		"tskey-auth-", "tskey-api-", "tskey-client-", "tskey-webhook-", "tskey-scim-",
	}, check: mixed},
}

// observability are the backends this telemetry goes to, among others.
var observability = []token{
	{name: "grafana-api-key", body: base64Std | equals, min: 70, max: 403, prefixes: []string{"eyJrIjoi"}},
	{name: "grafana-cloud-api-token", body: base64Std | equals, min: 32, max: 403, prefixes: []string{"glc_"}},
	{name: "grafana-service-account-token", body: word, min: 41, max: 41, groups: "32_8", prefixes: []string{"glsa_"}},
	{name: "new-relic-user-api-key", body: alnum, min: 27, max: 27, prefixes: []string{"nrak-"}, fold: true},
	{name: "new-relic-insert-key", body: alnum | hyphen, min: 32, max: 32, prefixes: []string{"nrii-"}, fold: true, check: mixed},
	{name: "new-relic-browser-api-token", body: hexLower, min: 19, max: 19, prefixes: []string{"nrjs-"}, fold: true},
	{name: "dynatrace-api-token", body: alnum | dot, min: 89, max: 89, groups: "24.64", prefixes: []string{"dt0c01.", "dt0s01.", "dt0s02."}},
	{name: "sentry-org-token", body: base64Std | equals | underscore, min: 60, max: 500, prefixes: []string{"sntrys_eyJpYXQiO"}, check: sentryOrg, sample: func() string {
		return "sntrys_eyJpYXQiO" + random(alnum, 80, 20) + "_" + random(alnum, 43, 21)
	}},
	{name: "sentry-user-token", body: hexLower, min: 64, max: 64, prefixes: []string{"sntryu_"}},
}

// vaultToken is long, or one of 24 letters and digits as a server without
// replication gives out.
func vaultToken(v string) bool {
	rest := v[len("hvs."):]
	return len(rest) >= 90 || len(rest) == 24 && alnum.all(rest) && mixedCase(rest)
}

// dopplerService is an environment, maybe, and 40 to 44 letters and digits.
func dopplerService(v string) bool {
	last := v[strings.LastIndexByte(v, '.')+1:]
	return len(last) >= 40 && len(last) <= 44 && alnum.all(last) && mixed(last)
}

// sentryOrg tokens end with the 43 characters of a signature.
func sentryOrg(v string) bool {
	i := strings.LastIndexByte(v, '_')
	return i > len("sntrys") && len(v)-i-1 == 43
}
