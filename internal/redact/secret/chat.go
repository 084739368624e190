package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// chats are places people talk in.
var chats = []token{
	{
		name: "slack-app-token", entity: SlackToken, body: alnum | hyphen, min: 20, max: 160, prefixes: []string{"xapp-"},
		check:  func(v string) bool { return digits.has(v[len("xapp-")]) && strings.Count(v, "-") >= 4 },
		sample: func() string { return "xapp-1-A3281007611-2269515079188-" + random(hexLower, 64, 1) },
	},
	{
		name: "slack-webhook-url", entity: SlackWebhook, body: alnum | slashPlus, min: 43, max: 70, prefixes: []string{
			"https://hooks.slack.com/services/", "https://hooks.slack.com/workflows/", "https://hooks.slack.com/triggers/",
			"http://hooks.slack.com/services/", "http://hooks.slack.com/workflows/", "hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/",
		},
		sample: func() string {
			return "https://hooks.slack.com/services/T" + random(upper|digits, 9, 2) + "/B" + random(upper|digits, 9, 3) + "/" + random(alnum, 24, 4)
		},
	},
	{
		name: "discord-webhook-url", body: base64URL | slashPlus, min: 70, max: 100, check: mixed,
		prefixes: []string{"https://discord.com/api/webhooks/", "https://discordapp.com/api/webhooks/"},
		sample: func() string {
			return "https://discord.com/api/webhooks/" + random(digits, 18, 5) + "/" + random(alnum, 68, 6)
		},
	},
	{
		name: "office-connector-url", body: base64URL | slashPlus | dot | tilde, min: 80, max: 400, check: func(v string) bool { return strings.Contains(v, "IncomingWebhook") },
		prefixes: []string{"https://outlook.office.com/webhook/", "https://outlook.office365.com/webhook/"},
		sample: func() string {
			return "https://outlook.office.com/webhook/" + random(hexLower, 36, 7) + "/IncomingWebhook/" + random(hexLower, 32, 8)
		},
	},
}

// slackToken recognises the family of xox tokens by the groups after the letter
// that says whose it is.
func slackToken() detect.Pattern {
	return detect.Pattern{
		Entity: SlackToken, Name: "slack-token",
		Prefixes: []string{"xoxa-", "xoxb-", "xoxc-", "xoxd-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xoxe.xoxb-", "xoxe.xoxp-"},
		Find:     findSlack,
		Proof: detect.Proof{
			Hits: func() []string {
				const bot, user = "263594206564-2343594206574-", "41684372915-1320496754-45609968301-"
				return []string{
					"«xoxb" + "-" + bot + random(alnum, 24, 1) + "»",
					"«xoxp" + "-" + user + random(hexLower, 32, 2) + "»",
					"«xoxa" + "-2-511111111»",
					"«xoxe.xoxp" + "-1-" + random(upper|digits, 164, 3) + "»",
				}
			},
			Misses: func() []string {
				return []string{
					"xoxb-xxx", "xoxb-xoxb-my-bot-token", "xoxa-nyc/xoxa-nyc.github.io", // words
					"xoxb-12345-abcd234",                        // five digits are no team
					"xoxp-XXXXXXXXXX-XXXXXXXXXX-XXXXXXXXXXX-XX", // blackened
				}
			},
		},
	}
}

func findSlack(text string, at int) (int, int, detect.Confidence) {
	const body = alnum | hyphen
	from := at + len("xoxb-")
	if strings.HasPrefix(text[at:], "xoxe.") {
		from += len("xoxe.")
	}
	kind := text[from-2]
	if restarts(text, at, from) {
		return 0, 0, detect.None
	}
	end := body.run(text, from, 400)
	for end > from && text[end-1] == '-' {
		end--
	}
	value := text[from:end]
	first, rest, _ := strings.Cut(value, "-")
	count := digits.run(first, 0, len(first))
	version := len(first) == 1 && count == 1
	ok := false
	switch kind {
	case 'd': // a cookie, one long run
		ok = len(value) > 40
	case 'a', 'r': // workspaces, of which some have no letters
		if version {
			value = rest
		}
		ok = len(value) >= 8 && digits.run(value, 0, len(value)) > 0 || len(value) >= 8 && mixed(value)
	case 'b':
		ok = count == len(first) && count >= 8 && len(rest) >= 10 || version && len(rest) >= 100 && mixed(rest)
	default:
		ok = count == len(first) && count >= 6 && len(rest) >= 10 || version && len(rest) >= 100 && mixed(rest)
	}
	blackened := end+1 < len(text) && text[end] == '-' && (text[end+1] == '#' || text[end+1] == '*')
	if !ok || end-from > 390 || blackened || filler(value) {
		return 0, 0, detect.None
	}
	return at, end, sure
}

// discordToken begins with the number of the bot in base64, which begins with
// two digits: that leaves ten beginnings.
func discordToken() detect.Pattern {
	return detect.Pattern{
		Entity: APIKey, Name: "discord-bot-token",
		Prefixes: []string{"MD", "MT", "Mj", "Mz", "ND", "NT", "Nj", "Nz", "OD", "OT"},
		MinRun:   20,
		Find:     findDiscord,
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{"Bot «MTk4NjIyNDgzNDcxOTI1MjQ4" + ".Cl2F" + "MQ." + random(base64URL, 27, 3) + "»"}
			},
			Misses: func() []string { return []string{"MTk4NjIyNDgzNDcxOTI1MjQ4", "MDN.example.org is a site"} },
		},
	}
}

func findDiscord(text string, at int) (int, int, detect.Confidence) {
	first := base64URL.run(text, at, 30)
	if n := first - at; n < 23 || n > 28 || first+7 >= len(text) || text[first] != '.' || text[first+7] != '.' || !base64URL.all(text[first+1:first+7]) {
		return 0, 0, detect.None
	}
	end := base64URL.run(text, first+8, 64)
	if n := end - first - 8; n < 27 || n > 60 || !mixed(text[at:first]) {
		return 0, 0, detect.None
	}
	return at, end, sure
}
