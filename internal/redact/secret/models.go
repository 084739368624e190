package secret

import (
	"strings"
)

// openAIMark is "OpenAI" in base64; the keys of OpenAI have it in their middle.
const openAIMark = "T3Blbk" + "FJ"

// modelVendors are those whose keys an LLM application holds, and so leaks.
var modelVendors = []token{
	{
		name: "openai-api-key", entity: OpenAIKey, body: base64URL, min: 40, max: 240,
		prefixes: []string{"sk-proj-", "sk-svcacct-", "sk-service-", "sk-admin-", "sk-None-"},
	},
	{
		name: "openai-user-key", entity: OpenAIKey, body: alnum, min: 40, max: 64, prefixes: []string{"sk-"},
		check:  func(v string) bool { return strings.Contains(v, openAIMark) },
		sample: func() string { return "sk-" + random(alnum, 20, 1) + openAIMark + random(alnum, 20, 2) },
	},
	// The prefix OpenAI made common is also DeepSeek's, Moonshot's, Qwen's and that of most gateways.
	{
		name: "sk-api-key", body: alnum, min: 20, max: 128, prefixes: []string{"sk-"},
		check: func(v string) bool { return mixed(v[3:]) && !strings.Contains(v, openAIMark) },
	},
	// Gateways and observability products put their own name behind it.
	{
		name: "sk-vendor-key", body: named, min: 26, max: 200, prefixes: []string{"sk-"}, check: vendorKey,
		sample: func() string { return "sk-gateway-" + random(alnum, 40, 5) },
	},
	{
		name: "anthropic-api-key", entity: AnthropicKey, body: base64URL, min: 95, max: 95, suffix: "AA",
		prefixes: []string{"sk-ant-api03-", "sk-ant-api04-", "sk-ant-oat01-", "sk-ant-ort01-"},
	},
	{
		name: "anthropic-admin-api-key", entity: AnthropicKey, body: base64URL, min: 95, max: 95, suffix: "AA",
		prefixes: []string{"sk-ant-admin01-"},
	},
	{name: "anthropic-session-key", entity: AnthropicKey, body: base64URL, min: 60, max: 160, prefixes: []string{"sk-ant-sid01-", "sk-ant-sid02-"}},
	{name: "openrouter-api-key", body: hexLower, min: 64, max: 64, prefixes: []string{"sk-or-v1-"}},
	{
		name: "gcp-api-key", entity: GoogleKey, body: base64URL, min: 35, max: 35, prefixes: []string{"AIza"},
		check: func(v string) bool { return !published(v) },
	},
	// Keys of 2026, bound to a service account.
	{name: "google-auth-key", entity: GoogleKey, body: base64URL, min: 36, max: 120, prefixes: []string{"AQ."}, check: mixed},
	{name: "huggingface-access-token", entity: HuggingFaceToken, body: alnum, min: 34, max: 34, prefixes: []string{"hf_"}},
	{name: "huggingface-organization-api-token", entity: HuggingFaceToken, body: letters, min: 34, max: 34, prefixes: []string{"api_org_"}},
	{name: "groq-api-key", entity: GroqKey, body: alnum, min: 40, max: 60, prefixes: []string{"gsk_"}},
	{name: "xai-api-key", body: alnum, min: 70, max: 90, prefixes: []string{"xai-"}},
	{name: "perplexity-api-key", body: alnum, min: 48, max: 48, prefixes: []string{"pplx-"}},
	{name: "replicate-api-token", body: alnum, min: 37, max: 37, prefixes: []string{"r8_"}},
	{name: "databricks-api-token", body: hexLower | hyphen, min: 32, max: 34, prefixes: []string{"dapi"}, check: databricks},
	{name: "fireworks-api-key", body: alnum, min: 22, max: 24, apart: true, prefixes: []string{"fw_"}, check: func(v string) bool { return mixed(v[3:]) }},
	{name: "together-api-key", body: base64URL, min: 40, max: 64, prefixes: []string{"tgp_v1_"}},
	{name: "cerebras-api-key", body: alnum, min: 40, max: 64, prefixes: []string{"csk-"}},
	{name: "nvidia-api-key", body: base64URL, min: 60, max: 72, prefixes: []string{"nvapi-"}},
	{name: "voyage-api-key", body: base64URL, min: 43, max: 43, apart: true, prefixes: []string{"pa-"}, check: func(v string) bool { return mixed(v) && entropy(v) > 4 }},
	{name: "jina-api-key", body: base64URL, min: 40, max: 80, prefixes: []string{"jina_"}},
	{name: "elevenlabs-api-key", body: hexLower, min: 48, max: 48, prefixes: []string{"sk_"}},
	{name: "cartesia-api-key", body: base64URL, min: 20, max: 48, prefixes: []string{"sk_car_"}, check: mixed},
	{name: "anyscale-api-key", body: alnum, min: 24, max: 64, prefixes: []string{"esecret_"}},
	{name: "runpod-api-key", body: alnum, min: 40, max: 60, prefixes: []string{"rpa_"}},
	{name: "wandb-api-key", body: word, min: 40, max: 100, prefixes: []string{"wandb_v1_", "local-wandb-"}},
}

// agentTools are what an agent reaches for beside its model.
var agentTools = []token{
	{name: "langsmith-api-key", body: hexLower | underscore, min: 43, max: 43, groups: "32_10", prefixes: []string{"lsv2_pt_", "lsv2_sk_"}},
	{name: "langsmith-legacy-key", body: hexLower, min: 32, max: 32, prefixes: []string{"ls__"}},
	{name: "langfuse-secret-key", body: hexLower | hyphen, min: 36, max: 36, groups: "8-4-4-4-12", prefixes: []string{"sk-lf-"}},
	{name: "pinecone-api-key", body: word, min: 60, max: 90, prefixes: []string{"pcsk_"}},
	{name: "llamaindex-api-key", body: alnum, min: 48, max: 48, prefixes: []string{"llx-"}},
	{name: "helicone-api-key", body: alnum | hyphen, min: 20, max: 80, prefixes: []string{"sk-helicone-"}, check: mixed},
	{name: "braintrust-api-key", body: alnum, min: 40, max: 64, prefixes: []string{"bt-st-"}},
	{name: "tavily-api-key", body: base64URL, min: 28, max: 72, prefixes: []string{"tvly-", "tvly-dev-", "tvly-prod-"}, check: mixed},
	{name: "brave-search-api-key", body: base64URL, min: 27, max: 29, apart: true, prefixes: []string{"BSA"}, check: func(v string) bool { return mixedCase(v[3:]) }},
	{name: "firecrawl-api-key", body: hexLower, min: 32, max: 32, apart: true, prefixes: []string{"fc-"}},
	{name: "e2b-api-key", body: hexLower, min: 40, max: 40, prefixes: []string{"e2b_", "sk_e2b_"}},
	{name: "context7-api-key", body: hexLower | hyphen, min: 36, max: 36, groups: "8-4-4-4-12", prefixes: []string{"ctx7sk-"}},
	{name: "apify-api-key", body: alnum, min: 36, max: 36, prefixes: []string{"apify_api_"}},
	{name: "browserbase-api-key", body: base64URL, min: 24, max: 40, prefixes: []string{"bb_live_"}},
	{name: "supabase-secret-key", body: base64URL, min: 30, max: 64, prefixes: []string{"sb_secret_"}},
	{name: "supabase-access-token", body: hexLower, min: 40, max: 40, prefixes: []string{"sbp_", "sbp_v0_"}},
	{name: "posthog-personal-key", body: alnum, min: 40, max: 60, prefixes: []string{"phx_"}},
	{name: "inngest-signing-key", body: hexLower, min: 64, max: 64, prefixes: []string{"signkey-prod-", "signkey-test-", "signkey-branch-"}},
	{name: "langwatch-api-key", body: alnum, min: 40, max: 80, prefixes: []string{"sk-lw-"}},
	{name: "letta-api-key", body: base64Std | equals, min: 60, max: 140, prefixes: []string{"sk-let-"}},
	{name: "mem0-api-key", body: alnum, min: 40, max: 40, apart: true, prefixes: []string{"m0-"}, check: func(v string) bool { return mixed(v[3:]) }},
	{name: "humanloop-api-key", body: hexAny, min: 40, max: 64, prefixes: []string{"hl_sk_"}},
	{name: "daytona-api-key", body: hexLower, min: 64, max: 64, prefixes: []string{"dtn_"}},
	{name: "neon-api-key", body: alnum, min: 64, max: 64, prefixes: []string{"napi_"}},
}

// vendorKey has one long run of capitals, small letters and digits in it, and is
// not of those whose length is known.
func vendorKey(v string) bool {
	if strings.HasPrefix(v, "sk-ant-") || strings.HasPrefix(v, "sk-or-v1-") || strings.Contains(v, openAIMark) || !anyOf(hyphen|underscore, v[3:]) {
		return false
	}
	for at := 3; at < len(v); {
		end := alnum.run(v, at, len(v))
		if run := v[at:end]; len(run) >= 20 && mixedCase(run) && entropy(run) > 3.5 {
			return true
		}
		at = end + 1
	}
	return false
}

func databricks(v string) bool {
	rest := v[len("dapi"):]
	return hexLower.all(rest[:32]) && (len(rest) == 32 || len(rest) == 34 && rest[32] == '-')
}
