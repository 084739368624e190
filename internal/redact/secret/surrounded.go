package secret

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

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
				Hits: func() []string { return []string{"bot «110201543:A" + random(base64URL, 34, 8) + "» /start"} },
				Misses: func() []string {
					return []string{"1102:A" + random(base64URL, 34, 8), "110201543:A" + random(base64URL, 50, 8)}
				},
			},
		},
	}
}

// azureClientSecret is three characters, a digit, Q~ and 31 to 34 more.
func azureClientSecret(text string, at int) (int, int, detect.Confidence) {
	const body = base64URL | dot | tilde
	if at < 5 || text[at-1] != 'Q' || !digits.has(text[at-2]) || !body.all(text[at-5:at-2]) || at > 5 && word.has(text[at-6]) {
		return 0, 0, detect.None
	}
	end := body.run(text, at+1, 36)
	if n := end - at - 1; n < 31 || n > 34 || !mixed(text[at+1:end]) {
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

// telegramToken is the number of a bot and 35 characters that begin with A.
func telegramToken(text string, at int) (int, int, detect.Confidence) {
	start, end := digits.runBack(text, at, 17), base64URL.run(text, at+1, 36)
	if n := at - start; n < 5 || n > 16 || end-at-1 != 35 || start > 0 && word.has(text[start-1]) || !mixed(text[at+1:end]) {
		return 0, 0, detect.None
	}
	return start, end, sure
}
