package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// surrounded are tokens whose literal stands in their middle or at their end.
func surrounded() []detect.Pattern {
	return []detect.Pattern{
		{
			Entity: AzureSecret, Name: "azure-ad-client-secret", Anchor: '~', Find: azureClientSecret,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"secret «" + random(letters, 3, 1) + "8Q~" + random(alnum, 34, 2) + "» expires"}
				},
				Misses: func() []string {
					return []string{
						"a.b8Q~c", // too short on both sides
						random(letters, 3, 1) + "8Q~" + random(alnum, 60, 2), // a signed cookie goes on
						"~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~",           // a line
					}
				},
			},
		},
		{
			Entity: APIKey, Name: "hashicorp-tf-api-token", Prefixes: []string{".atlasv1."}, Find: terraformToken,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{`token = "«` + random(alnum, 14, 3) + ".atlasv1." + random(alnum, 64, 4) + `»"`}
				},
				Misses: func() []string {
					return []string{"xxxxxxxxxxxxxx.atlasv1.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}
				},
			},
		},
		{
			Entity: APIKey, Name: "maxmind-license-key", Prefixes: []string{"_mmk"}, Find: maxmindKey,
			Proof: detect.Proof{
				Hits:   func() []string { return []string{"«" + random(alnum, 6, 5) + "_" + random(alnum, 29, 6) + "_mmk»"} },
				Misses: func() []string { return []string{"my_mmk", "a_very_long_identifier_that_ends_in_mmk_mmk"} },
			},
		},
		{
			Entity: APIKey, Name: "mailchimp-api-key", Prefixes: []string{"-us"}, Find: mailchimpKey,
			Proof: detect.Proof{
				Hits:   func() []string { return []string{"key «" + random(hexLower, 32, 7) + "-us20»."} },
				Misses: func() []string { return []string{"the-us20 size", random(hexLower, 30, 7) + "-us20"} }, // 30 is no MD5
			},
		},
		{
			Entity: APIKey, Name: "telegram-bot-api-token", Prefixes: []string{":A"}, Find: telegramToken,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"bot «110201543:A" + random(base64URL, 34, 8) + "» /start", "https://api.telegram.org/bot«110201543:A" + random(base64URL, 34, 9) + "»/getMe"}
				},
				Misses: func() []string {
					return []string{"1102:A" + random(base64URL, 34, 8), "110201543:A" + random(base64URL, 50, 8)}
				},
			},
		},
		{
			Entity: AzureSecret, Name: "azure-identifiable-key", Prefixes: []string{"+ASt", "+AEh", "+ASb", "+ARm", "+ACR", "+AIoT"}, Find: azureKey,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"«" + random(base64Std, 76, 9) + "+ASt" + random(alnum, 6, 10) + "==»", "k=«" + random(alnum, 33, 11) + "+ASb" + random(alnum, 6, 12) + "=»"}
				},
				Misses: func() []string {
					return []string{"A+ASt and B", random(alnum, 300, 13) + "+ASt" + random(alnum, 300, 14), random(alnum, 76, 13) + "+ASt" + random(alnum, 5, 14)}
				},
			},
		},
		{
			Entity: APIKey, Name: "facebook-access-token", Anchor: '|', Before: detect.Digit, Find: facebookToken,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"facebook «" + random(digits, 16, 15) + "|" + random(base64URL, 27, 16) + "»"}
				},
				Misses: func() []string {
					return []string{"| 1 | 2 |", "1731930427000123|" + random(digits, 27, 17), random(digits, 9, 15) + "|" + random(alnum, 27, 16), "cat 4|sort|uniq"}
				},
			},
		},
		{
			Entity: APIKey, Name: "microsoft-teams-webhook", Prefixes: []string{".webhook.office.com/webhookb2/"}, Find: officeWebhook,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"«https://acme.webhook.office.com/webhookb2/" + random(hexLower, 36, 18) + "@" + random(hexLower, 36, 19) + "/IncomingWebhook/" + random(alnum, 32, 20) + "/" + random(hexLower, 36, 21) + "» posts"}
				},
				Misses: func() []string {
					return []string{"https://acme.webhook.office.com/webhookb2/{id}/IncomingWebhook", "see .webhook.office.com/webhookb2/"}
				},
			},
		},
	}
}

// azureKey is base64 of 32 or 64 bytes with the mark of its service ten
// characters before the end.
func azureKey(text string, at int) (int, int, detect.Confidence) {
	const body = base64Std
	start, end := body.runBack(text, at, 78), body.run(text, at, 12)
	n := end - start
	fill := equals.run(text, end, 3) - end
	if n != 43 && n != 86 || n == 43 && fill != 1 || n == 86 && fill != 2 || end-at < 10 || end-at > 11 || !mixedCase(text[start:at]) {
		return 0, 0, detect.None
	}
	return start, end + fill, sure
}

// facebookToken is the number of an app and its secret.
func facebookToken(text string, at int) (int, int, detect.Confidence) {
	start, end := digits.runBack(text, at, 17), base64URL.run(text, at+1, 41)
	if n := at - start; n < 15 || n > 16 || end-at-1 < 27 || end-at-1 > 40 || !mixed(text[at+1:end]) || start > 0 && word.has(text[start-1]) {
		return 0, 0, detect.None
	}
	return start, end, sure
}

// officeWebhook is the whole URL: who has it can post.
func officeWebhook(text string, at int) (int, int, detect.Confidence) {
	start := (alnum | hyphen).runBack(text, at, 64)
	if strings.HasSuffix(text[:start], "https://") {
		start -= len("https://")
	}
	end := at + len(".webhook.office.com/webhookb2/")
	for end < len(text) && end-at < 320 && ((base64URL | slashPlus).has(text[end]) || text[end] == '@') {
		end++
	}
	if url := text[at:end]; len(url) < 140 || !strings.Contains(url, "/IncomingWebhook/") {
		return 0, 0, detect.None
	}
	return start, end, sure
}

// azureClientSecret is three characters, a digit, Q~ and 31 to 34 more.
func azureClientSecret(text string, at int) (int, int, detect.Confidence) {
	const body = base64URL | dot | tilde
	if at < 5 || text[at-1] != 'Q' || !digits.has(text[at-2]) || !body.all(text[at-5:at-2]) || at > 5 && word.has(text[at-6]) {
		return 0, 0, detect.None
	}
	end := body.run(text, at+1, 36)
	if n := end - at - 1; n < 31 || n > 34 || threeBits.over(text[at+1:end]) {
		return 0, 0, detect.None
	}
	return at - 5, end, sure
}

func terraformToken(text string, at int) (int, int, detect.Confidence) {
	const middle = len(".atlasv1.")
	start, end := alnum.runBack(text, at, 15), named.run(text, at+middle, 80)
	if n := end - at - middle; at-start != 14 || n < 55 || n > 72 || filler(text[at+middle:end]) {
		return 0, 0, detect.None
	}
	return start, end, sure
}

func maxmindKey(text string, at int) (int, int, detect.Confidence) {
	end := at + len("_mmk")
	start := word.runBack(text, at, 37)
	if at-start != 36 || text[start+6] != '_' || !mixed(text[start:at]) || !alnum.all(text[start+7:at]) || end < len(text) && word.has(text[end]) {
		return 0, 0, detect.None
	}
	return start, end, sure
}

// mailchimpKey is an MD5 and the data centre it belongs to.
func mailchimpKey(text string, at int) (int, int, detect.Confidence) {
	end := digits.run(text, at+len("-us"), 3)
	start := alnum.runBack(text, at, 33)
	if n := end - at - len("-us"); n < 1 || n > 2 || at-start != 32 || !hexLower.all(text[start:at]) || end < len(text) && word.has(text[end]) {
		return 0, 0, detect.None
	}
	return start, end, sure
}

// ofBot reports the bot before a token in a URL of Telegram: /bot110201543:AA.../getMe.
func ofBot(text string, at int) bool {
	return strings.HasSuffix(text[:at], "/bot")
}

// telegramToken is the number of a bot and 35 characters that begin with A.
func telegramToken(text string, at int) (int, int, detect.Confidence) {
	start, end := digits.runBack(text, at, 17), base64URL.run(text, at+1, 36)
	if n := at - start; n < 5 || n > 16 || end-at-1 != 35 || start > 0 && word.has(text[start-1]) && !ofBot(text, start) || !mixed(text[at+1:end]) {
		return 0, 0, detect.None
	}
	return start, end, sure
}
