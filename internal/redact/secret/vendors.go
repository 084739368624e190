package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// vendor says that a word in lower case is the name of somebody who gives out
// keys: what is called by it alone, or is its key, may be one.
func vendor(w string) bool {
	switch w {
	case "ably", "adafruit", "adobe", "adyen", "airtable", "alchemy", "algolia", "alibaba", "amplitude", "anthropic", "apify", "artifactory", "asana",
		"assemblyai", "atlassian", "aws", "azure", "baseten", "bedrock", "bitbucket", "bittrex", "braintree", "braintrust", "brave", "brevo", "browserbase",
		"bugsnag", "buildkite", "cartesia", "cerebras", "circleci", "cisco", "claude", "cloudflare", "cloudinary", "codecov", "cohere", "coinbase",
		"composio", "confluence", "confluent", "contentful", "dashscope", "databricks", "datadog", "deepgram", "deepinfra", "deepseek", "digitalocean",
		"discord", "docker", "dockerhub", "doppler", "dropbox", "dynatrace", "e2b", "elevenlabs", "etherscan", "etsy", "facebook", "fastly", "figma",
		"finnhub", "firecrawl", "fireworks", "flickr", "gemini", "github", "gitlab", "gitter", "google", "grafana", "grok", "groq", "helicone", "heroku",
		"hetzner", "heygen", "hubspot", "huggingface", "hyperbolic", "ideogram", "infisical", "infura", "intercom", "ionos", "jenkins", "jfrog", "jina",
		"jira", "kagi", "klaviyo", "kraken", "kucoin", "langchain", "langfuse", "langsmith", "launchdarkly", "letta", "linear", "linkedin", "linkup",
		"linode", "litellm", "livekit", "looker", "mailchimp", "mailgun", "mandrill", "mapbox", "mattermost", "meraki", "messagebird", "minimax", "mistral",
		"mixpanel", "moonshot", "nebius", "neon", "netlify", "newrelic", "nexmo", "notion", "novita", "npm", "nuget", "nvidia", "nytimes", "okta",
		"onesignal", "openai", "openrouter", "opsgenie", "pagerduty", "paypal", "perplexity", "perplexityai", "pinata", "pinecone", "plaid", "planetscale",
		"plivo", "portkey", "posthog", "postman", "postmark", "pusher", "pushover", "pypi", "qdrant", "qwen", "rapidapi", "replicate", "resend", "retell",
		"rollbar", "runpod", "runway", "sambanova", "sendbird", "sendgrid", "sendinblue", "sentry", "serpapi", "serper", "shodan", "shopify", "slack",
		"smithery", "snyk", "sonar", "sonarqube", "sourcegraph", "square", "squarespace", "stability", "stripe", "sumologic", "supabase", "tavily",
		"telegram", "together", "travisci", "trello", "twilio", "twitch", "twitter", "typeform", "vapi", "vercel", "vertex", "virustotal", "vonage", "voyage",
		"vultr", "wandb", "weaviate", "xai", "yandex", "zapier", "zendesk", "zhipu":
		return true
	default:
		return false
	}
}

// vendorNamed are the forms in which a vendor's name is all that says what a
// random value is: cloudflare: "...", SONAR_LOGIN=..., "artifactory", "...".
func vendorNamed() []detect.Pattern {
	key := random(alnum, 40, 31)
	proof := func(hits ...string) detect.Proof {
		return detect.Proof{
			Hits: func() []string { return hits },
			Misses: func() []string {
				return []string{
					"github: " + random(hexLower, 40, 32), "docker: sha256:" + random(hexLower, 64, 33), `"github": "https://github.com/org/` + key + `"`, "stripe: " + random(lower, 40, 34),
					"anthropic: 0194f3a2-7b1c-4d5e-8f60-a1b2c3d4e5f6", `"openai", "gpt-4o-mini-2024-07-18-preview-long-name-x2"`, "npm: sha512-" + random(alnum, 80, 35) + "==", "slack: ${SLACK_" + key + "}",
					"github=" + random(alnum, 20, 36), `{"azure": "` + random(alnum, 200, 37) + `"}`,
				}
			},
		}
	}
	return []detect.Pattern{
		{
			Entity: GenericSecret, Name: "vendor-labelled", Anchor: ':', Next: allBut("=:"), Gate: vendorName, Find: findVendorNamed,
			Proof: proof(`cloudflare: "«`+key+`»"`, "sourcegraph: «"+key+"»\n", `{"artifactory":"«`+key+`»"}`, "{'heroku': '«"+key+"»'}"),
		},
		{
			Entity: GenericSecret, Name: "vendor-assigned", Anchor: '=', Next: allBut("=:"), Gate: vendorName, Find: findVendorNamed,
			Proof: proof("SONAR_LOGIN=«"+key+"»", `const sonar_login = "«`+key+`»"`, "openai='«"+key+"»'"),
		},
	}
}

// vendorName asks for a run of letters and digits behind the operator, which
// hardly any text has, and only then for the name before it.
var vendorName = &detect.Gate{Ask: func(text string, at int) bool {
	if at+28 >= len(text) || lettersAndDigits[text[at+20]]&lettersAndDigits[text[at+12]]&lettersAndDigits[text[at+28]] == 0 {
		return false
	}
	start := valueStart(text, at)
	if start+32 > len(text) || !alnum.has(text[start+31]) || !alnum.has(text[start+16]) || !alnum.has(text[start+24]) {
		return false
	}
	key, _ := keyBefore(text, at)
	return NamesVendor(key)
}}

// lettersAndDigits are 1.
var lettersAndDigits = func() (t [256]uint8) {
	for b := range t {
		if alnum.has(byte(b)) {
			t[b] = 1
		}
	}
	return t
}()

// valueStart passes over blanks and one quote behind an operator.
func valueStart(text string, at int) int {
	at = skipBlanks(text, at+1, 2)
	for n := 0; n < 3 && at < len(text) && quoteMarks[text[at]]; n++ {
		at++
	}
	return at
}

// quoteMarks are quotes and what escapes them.
var quoteMarks = [256]bool{'\\': true, '"': true, '\'': true, '`': true}

// NamesVendor says that a key is the name of somebody who gives out keys, alone
// or with the word login: a long random value under it is such a key.
func NamesVendor(key string) bool {
	start, end := nextWord(key, 0)
	if !isVendor(key[start:end]) {
		return false
	}
	start, end = nextWord(key, end)
	return start == end || strings.EqualFold(key[start:end], "login") && rest(key, end)
}

func isVendor(text string) bool {
	var buffer [16]byte
	if len(text) > len(buffer) {
		return false
	}
	for i := range len(text) {
		buffer[i] = lowered(text[i])
	}
	return vendor(string(buffer[:len(text)]))
}

func findVendorNamed(text string, at int) (int, int, detect.Confidence) {
	key, _ := keyBefore(text, at)
	if !NamesVendor(key) {
		return 0, 0, detect.None
	}
	start := valueStart(text, at)
	end := base64URL.run(text, start, 129)
	value := text[start:end]
	// 32, 40 and 64 hex digits are more likely a digest.
	if n := len(value); n < 32 || n > 128 || hexLower.all(value) && (n == 32 || n == 40 || n == 64) || end < len(text) && tokenChars.has(text[end]) {
		return 0, 0, detect.None
	}
	if !mixed(value) || !mixedCase(value) && !hexLower.all(value) && !endsFold(key, "login") || words(value) || algorithm(value) || placeholder(value) || threeBits.over(value) || uuid(value) {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}

func uuid(value string) bool { return grouped(value, "8-4-4-4-12") }
