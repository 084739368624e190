package secret

import "strings"

// payments move money.
var payments = []token{
	{name: "stripe-access-token", entity: StripeKey, body: alnum, min: 10, max: 240, prefixes: []string{
		"sk_live_", "sk_test_", "sk_prod_", "rk_live_", "rk_test_", "rk_prod_", "sk_org_live_", "sk_org_test_",
	}},
	{name: "stripe-webhook-secret", entity: StripeKey, body: base64Std | equals, min: 32, max: 120, prefixes: []string{"whsec_"}},
	{name: "square-access-token", body: base64URL, min: 22, max: 60, prefixes: []string{"sq0atp-", "sq0csp-"}},
	{name: "square-oauth-token", body: base64URL, min: 22, max: 60, prefixes: []string{"EAAA"}, check: func(v string) bool { return entropy(v) > 3 && mixed(v) }},
	{name: "paypal-access-token", body: alnum | dot, min: 40, max: 120, prefixes: []string{"access_token$production$", "access_token$sandbox$"}},
	{name: "shopify-access-token", body: hexAny, min: 32, max: 32, prefixes: []string{"shpat_"}},
	{name: "shopify-custom-access-token", body: hexAny, min: 32, max: 32, prefixes: []string{"shpca_"}},
	{name: "shopify-private-app-access-token", body: hexAny, min: 32, max: 32, prefixes: []string{"shppa_"}},
	{name: "shopify-shared-secret", body: hexAny, min: 32, max: 32, prefixes: []string{"shpss_"}},
	{name: "flutterwave-encryption-key", body: alnum, min: 12, max: 12, prefixes: []string{"FLWSECK_TEST-"}},
	{name: "flutterwave-secret-key", body: alnum | hyphen, min: 34, max: 36, suffix: "-X", prefixes: []string{"FLWSECK_TEST-", "FLWSECK-"}, sample: func() string {
		return "FLWSECK_TEST-" + random(hexLower, 32, 10) + "-X"
	}},
	{name: "flutterwave-public-key", body: alnum | hyphen, min: 34, max: 36, suffix: "-X", prefixes: []string{"FLWPUBK_TEST-"}, sample: func() string {
		return "FLWPUBK_TEST-" + random(hexLower, 32, 11) + "-X"
	}},
	{name: "easypost-api-token", body: alnum, min: 54, max: 54, prefixes: []string{"EZAK"}},
	{name: "easypost-test-api-token", body: alnum, min: 54, max: 54, prefixes: []string{"EZTK"}},
	{name: "plaid-api-token", body: alnum | hyphen, min: 36, max: 36, groups: "8-4-4-4-12", prefixes: []string{
		"access-sandbox-", "access-development-", "access-production-",
	}},
	{name: "gocardless-api-token", body: named, min: 40, max: 40, prefixes: []string{"live_"}, check: func(v string) bool { return mixed(v) && entropy(v) > 3.5 }},
	{name: "lob-api-key", body: hexLower, min: 35, max: 35, prefixes: []string{"live_", "test_"}},
	{name: "lob-pub-api-key", body: hexLower, min: 31, max: 31, prefixes: []string{"live_pub_", "test_pub_"}},
	{name: "shippo-api-token", body: hexAny, min: 40, max: 40, prefixes: []string{"shippo_live_", "shippo_test_"}},
	{name: "duffel-api-token", body: named, min: 43, max: 43, prefixes: []string{"duffel_test_", "duffel_live_"}},
}

// services are the rest of what a business signs up for.
var services = []token{
	{name: "sendgrid-api-token", body: named | dot, min: 66, max: 66, prefixes: []string{"SG."}, check: mixed},
	{name: "sendinblue-api-token", body: alnum | hyphen, min: 81, max: 81, groups: "64-16", prefixes: []string{"xkeysib-"}},
	{name: "mailgun-private-api-token", body: hexLower, min: 32, max: 32, apart: true, prefixes: []string{"key-"}},
	{name: "mailgun-pub-key", body: hexLower, min: 32, max: 32, prefixes: []string{"pubkey-"}},
	{name: "linear-api-key", body: alnum, min: 40, max: 64, prefixes: []string{"lin_api_", "lin_oauth_"}},
	{name: "notion-api-token", body: alnum, min: 46, max: 46, prefixes: []string{"ntn_"}, check: func(v string) bool { return digits.all(v[4:15]) }, sample: func() string {
		return "ntn_" + random(digits, 11, 12) + random(alnum, 35, 13)
	}},
	{name: "notion-legacy-token", body: alnum, min: 43, max: 43, prefixes: []string{"secret_"}},
	{name: "figma-token", body: base64URL, min: 40, max: 64, prefixes: []string{"figd_"}},
	{name: "airtable-personnal-access-token", body: alnum | dot, min: 79, max: 79, groups: "14.64", prefixes: []string{"pat"}},
	{name: "1password-secret-key", body: upper | digits | hyphen, min: 36, max: 37, prefixes: []string{"A3-"}, check: onePassword, sample: func() string {
		return "A3-" + random(upper, 6, 14) + "-" + random(upper, 11, 15) + strings.Repeat("-"+random(upper|digits, 5, 16), 3)
	}},
	{name: "1password-service-account-token", body: base64Std | equals, min: 250, max: 2048, prefixes: []string{"ops_eyJ"}},
	{name: "age-secret-key", entity: PrivateKey, body: upper | digits, min: 58, max: 58, plain: true, prefixes: []string{"AGE-SECRET-KEY-1"}},
	{name: "postman-api-token", body: hexLower | hyphen, min: 59, max: 59, groups: "24-34", prefixes: []string{"PMAK-"}},
	{name: "frameio-api-token", body: named, min: 64, max: 64, prefixes: []string{"fio-u-"}},
	{name: "readme-api-token", body: alnum, min: 70, max: 70, prefixes: []string{"rdme_"}},
	{name: "typeform-api-token", body: named | dot, min: 59, max: 59, prefixes: []string{"tfp_"}},
	{name: "settlemint-application-access-token", body: alnum, min: 16, max: 16, prefixes: []string{"sm_aat_"}},
	{name: "settlemint-personal-access-token", body: alnum, min: 16, max: 16, prefixes: []string{"sm_pat_"}},
	{name: "settlemint-service-access-token", body: alnum, min: 16, max: 16, prefixes: []string{"sm_sat_"}},
	{name: "facebook-page-access-token", body: alnum, min: 100, max: 300, prefixes: []string{"EAAM", "EAAC"}},
	{name: "authress-service-client-access-key", body: named | dot | slashPlus, min: 60, max: 200, prefixes: []string{"sc_", "ext_", "scauth_", "authress_"}, check: authress, sample: func() string {
		return "sc_" + random(hexLower, 10, 17) + ".k3y9.acc_" + random(hexLower, 12, 18) + "." + random(alnum, 44, 19)
	}},
	{name: "contentful-access-token", body: base64URL, min: 43, max: 43, prefixes: []string{"CFPAT-"}},
	{name: "hubspot-private-app-token", body: hexLower | hyphen, min: 36, max: 36, groups: "8-4-4-4-12", prefixes: []string{"pat-na1-", "pat-na2-", "pat-eu1-"}},
	{name: "dropbox-access-token", body: base64URL, min: 120, max: 240, prefixes: []string{"sl.u.", "sl.B"}},
	{name: "resend-api-key", body: alnum | underscore, min: 33, max: 33, groups: "8_24", prefixes: []string{"re_"}},
	{name: "intercom-access-token", body: base64Std | equals, min: 40, max: 120, prefixes: []string{"dG9rOm"}},
	{name: "mapbox-secret-token", body: base64URL | dot, min: 60, max: 200, prefixes: []string{"sk.eyJ"}},
	{name: "adobe-client-secret", body: alnum, min: 32, max: 32, prefixes: []string{"p8e-"}, check: mixed},
	{name: "intra42-client-secret", body: hexLower, min: 64, max: 64, prefixes: []string{"s-s4t2ud-", "s-s4t2af-"}},
	{name: "octopus-deploy-api-key", body: upper | digits, min: 26, max: 26, prefixes: []string{"API-"}, check: mixed},
}

func onePassword(v string) bool {
	return grouped(v, "2-6-11-5-5-5") || grouped(v, "2-6-6-5-5-5-5")
}

// authress keys say their client, their key and their account.
func authress(v string) bool {
	client, rest, _ := strings.Cut(v, ".")
	key, rest, _ := strings.Cut(rest, ".")
	account, secret, ok := strings.Cut(rest, ".")
	return ok && len(client) < 42 && len(key) >= 4 && len(key) <= 6 && len(secret) >= 30 &&
		(strings.HasPrefix(account, "acc_") || strings.HasPrefix(account, "acc-"))
}
