package secret

import "strings"

// clouds are the keys that open everything else.
var clouds = []token{
	{
		name: "aws-access-token", entity: AWSAccessKey, body: base32, min: 16, max: 16,
		prefixes: []string{"AKIA", "ASIA", "ABIA", "ACCA"}, check: notExample,
	},
	{
		name: "aws-account-key", entity: AWSAccessKey, body: upper | digits, min: 17, max: 17, prefixes: []string{"A3T"},
		check:  func(v string) bool { return base32.all(v[4:]) && notExample(v) },
		sample: func() string { return "A3TX" + random(base32, 16, 3) },
	},
	{
		name: "aws-amazon-bedrock-api-key-long-lived", entity: AWSAccessKey, body: base64Std | equals,
		min: 80, max: 271, plain: true, prefixes: []string{"ABSK"}, check: bedrockLong,
		sample: func() string { return bedrockHead + random(alnum, 110, 4) },
	},
	{
		// Base64 of "bedrock.amazonaws.com", the start of a signed URL, whose rest may be cut off.
		name: "aws-amazon-bedrock-api-key-short-lived", entity: AWSAccessKey, body: base64Std | equals,
		min: 0, max: 4096, prefixes: []string{"bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t"},
	},
	{
		name: "alibaba-access-key-id", body: alnum, min: 12, max: 26, prefixes: []string{"LTAI"},
		check: func(v string) bool { return mixed(v[4:]) },
	},
	{name: "google-client-secret", entity: GoogleKey, body: base64URL, min: 28, max: 28, prefixes: []string{"GOCSPX-"}},
	{name: "google-access-token", entity: GoogleKey, body: base64URL | dot, min: 20, max: 512, prefixes: []string{"ya29."}, check: mixed},
	{name: "google-refresh-token", entity: GoogleKey, body: base64URL, min: 40, max: 120, prefixes: []string{"1//0"}},
	{name: "digitalocean-access-token", body: hexLower, min: 64, max: 64, prefixes: []string{"doo_v1_"}},
	{name: "digitalocean-pat", body: hexLower, min: 64, max: 64, prefixes: []string{"dop_v1_"}},
	{name: "digitalocean-refresh-token", body: hexLower, min: 64, max: 64, prefixes: []string{"dor_v1_"}},
	{
		name: "cloudflare-origin-ca-key", body: hexLower | hyphen, min: 171, max: 171, groups: "24-146", prefixes: []string{"v1.0-"},
	},
	{name: "yandex-api-key", body: base64URL, min: 35, max: 38, prefixes: []string{"AQVN"}, check: mixed},
	{name: "yandex-access-token", body: named | dot, min: 88, max: 400, prefixes: []string{"t1."}, check: yandexToken, sample: func() string {
		return "t1." + random(alnum, 9, 5) + "." + random(alnum, 86, 6)
	}},
	{name: "cloudflare-api-token", body: alnum, min: 48, max: 48, prefixes: []string{"cfk_", "cfut_", "cfat_"}, check: func(v string) bool { return hexLower.all(v[len(v)-8:]) }, sample: func() string {
		return "cfut_" + random(alnum, 40, 7) + random(hexLower, 8, 8)
	}},
	{name: "vercel-token", body: alnum, min: 40, max: 80, prefixes: []string{"vcp_", "vci_", "vca_", "vcr_", "vck_"}},
	{name: "render-api-key", body: alnum, min: 28, max: 40, prefixes: []string{"rnd_"}, check: func(v string) bool { return mixed(v[len("rnd_"):]) }},
	{name: "openshift-user-token", body: base64URL, min: 43, max: 43, prefixes: []string{"sha256~"}},
	{name: "flyio-access-token", body: base64URL, min: 43, max: 43, prefixes: []string{"fo1_"}},
	{name: "flyio-macaroon", body: base64Std | equals, min: 100, max: 2048, prefixes: []string{"fm1a_", "fm1r_", "fm2_"}},
	{name: "scalingo-api-token", body: base64URL, min: 48, max: 48, prefixes: []string{"tk-us-"}},
	{name: "heroku-api-key-v2", body: base64URL, min: 58, max: 60, prefixes: []string{"HRKU-AA"}},
	{name: "clickhouse-cloud-api-secret-key", body: alnum, min: 38, max: 38, prefixes: []string{"4b1d"}},
}

// bedrockHead is base64 of "BedrockAPIKey-".
const bedrockHead = "ABSK" + "QmVkcm9ja0FQSUtleS"

func bedrockLong(v string) bool {
	return strings.HasPrefix(v, bedrockHead) && len(strings.TrimRight(v, "=")) <= 273
}

// notExample leaves Amazon's documented keys alone, which end in EXAMPLE.
func notExample(v string) bool { return !strings.HasSuffix(v, "EXAMPLE") }

func yandexToken(v string) bool {
	rest := strings.TrimRight(v, "=")
	i := strings.LastIndexByte(rest, '.')
	return i > 3 && len(rest)-i-1 == 86
}
