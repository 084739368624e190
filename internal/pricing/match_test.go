package pricing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// A model is named by provider and id; the empty string is no model.
func TestModelNames(t *testing.T) {
	tests := []struct {
		rule            string
		provider, model string
		want            string
	}{
		// What is listed.
		{"an id", "openai", "gpt-4o", "openai/gpt-4o"},
		{"in any case", "Anthropic", "Claude-3-5-Haiku-Latest", "anthropic/claude-3-5-haiku-latest"},
		{"with quotes around it", "anthropic", " 'claude-sonnet-4-0' ", "anthropic/claude-sonnet-4-0"},
		{"a listed date", "openai", "gpt-4o-2024-08-06", "openai/gpt-4o"},
		{"a listed date with a price of its own", "openai", "gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13"},
		{"a listed level of effort", "openai", "o4-mini-high", "openai/o4-mini"},
		{"a listed alias of another version", "openai", "gpt-5.6", "openai/gpt-5.6-sol"},

		// What leaves the model the same.
		{"an eight-digit date", "anthropic", "claude-sonnet-5-20260601", "anthropic/claude-sonnet-5"},
		{"a date with dashes", "openai", "gpt-4o-audio-preview-2027-01-05", "openai/gpt-4o-audio-preview"},
		{"a Vertex date", "google", "claude-opus-4-5@20251101", "google/claude-opus-4-5"},
		{"a year and a month", "mistral", "magistral-medium-2506", "mistral/magistral-medium"},
		{"a month and a day", "deepseek", "deepseek-v4-pro-0901", "deepseek/deepseek-v4-pro"},
		{"a build number", "google", "gemini-1.5-flash-002", "google/gemini-1.5-flash"},
		{"a build number after a broken-off clause", "google", "gemini-3.5-flash-001", "google/gemini-3.5-flash"},
		{"latest", "google", "gemini-1.5-pro-latest", "google/gemini-1.5-pro"},
		{"a preview and its day", "google", "gemini-2.0-flash-lite-preview-02-05", "google/gemini-2.0-flash-lite"},
		{"an experiment and its day", "google", "gemini-2.5-pro-exp-03-25", "google/gemini-2.5-pro"},
		{"the context window of Claude Code", "anthropic", "claude-sonnet-4-5-20250929[1m]", "anthropic/claude-sonnet-4-5"},

		// What makes it another model.
		{"a version more", "anthropic", "claude-sonnet-5-5", ""},
		{"a version after a dot", "anthropic", "claude-opus-4-8.1", ""},
		{"an unknown version", "openai", "gpt-5.9", ""},
		{"a small one of an unknown version", "openai", "gpt-5.9-mini", ""},
		{"a fast one", "anthropic", "claude-haiku-4-5-fast", ""},
		{"a smaller one", "google", "gemini-3.6-flash-lite", ""},
		{"a size", "google", "gemini-3.5-flash-8b", ""},
		{"a level of effort that is not listed", "openai", "gpt-5-mini-high", ""},
		{"another capability", "google", "gemini-2.0-flash-live-001", ""},
		{"speech", "google", "gemini-2.5-pro-preview-09-2025-tts", ""},
		{"something in front", "openai", "my-gpt-4o", ""},
		{"no possible month", "anthropic", "claude-sonnet-5-20261301", ""},
		{"a number that is no date", "deepseek", "deepseek-v4-pro-8192", ""},
		{"eleven names run together", "google", "gemini-2.5-progoogle-gla:gemini-2.5-flash", ""},

		// Dates that are versions.
		{"an older build where the list spells them out", "cohere", "command-r-03-2024", ""},
		{"the day of a newer snapshot is the same model", "openai", "gpt-4o-2025-12-31", "openai/gpt-4o"},
		{"a snapshot that is listed has its own price", "openai", "gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13"},
		{"no possible day", "openai", "gpt-4o-2025-13-31", ""},
		{"a newer build where they differ in price", "mistral", "mistral-large-2601", ""},
		{"a preview that is not the listed one", "google", "gemini-2.5-flash-preview-10-2025", ""},
		{"an older name with another day", "anthropic", "claude-opus-4-20260101", "anthropic/claude-opus-4-0"},

		// Fine-tunes.
		{"a fine-tune has a price of its own", "openai", "ft:gpt-4o-2024-08-06:acme:support:A112", "openai/ft:gpt-4o"},
		{"also without a name", "openai", "ft:gpt-4o-mini-2024-07-18:acme::A112", "openai/ft:gpt-4o-mini"},
		{"or none, and never that of the base", "openai", "ft:gpt-4.1-2025-04-14:acme::A112", ""},
		{"a fine-tune on Azure", "openai", "gpt-4o-mini-2024-07-18.ft-0e5b", "openai/gpt-4o-mini-2024-07-18.ft-"},
		{"a fine-tune on Azure without a price", "openai", "gpt-4o-2024-08-06.ft-0e5b", ""},

		// Paths and prefixes.
		{"a Vertex path", "google-vertex", "publishers/google/models/gemini-2.0-flash", "google/gemini-2.0-flash"},
		{"a full Vertex path", "gcp.vertex_ai", "projects/p/locations/l/publishers/anthropic/models/claude-sonnet-4-5@20250929", "google/claude-sonnet-4-5"},
		{"a Gemini path", "gemini", "models/gemini-2.5-flash-preview-05-20", "google/gemini-2.5-flash-preview"},
		{"a Fireworks path", "fireworks", "accounts/fireworks/models/gpt-oss-20b", "fireworks/gpt-oss-20b"},
		{"a deployment on Fireworks", "fireworks", "accounts/acme/deployedModels/gpt-oss-20b-1", ""},
		{"the provider before the model", "google", "gemini/gemini-2.0-flash", "google/gemini-2.0-flash"},
		{"with a colon", "google", "google-gla:gemini-2.5-flash", "google/gemini-2.5-flash"},
		{"the maker before the model", "azure", "openai/gpt-4o", "azure/gpt-4o"},
		{"another host before the model", "openai", "azure/gpt-4o", ""},
		{"OpenRouter's maker is a part of the name", "openrouter", "anthropic/claude-sonnet-4.5", "openrouter/anthropic/claude-sonnet-4.5"},
		{"OpenRouter's free variant is a model of its own", "openrouter", "mistralai/mistral-7b-instruct:free", "openrouter/mistralai/mistral-7b-instruct:free"},
		{"OpenRouter's routing has prices of its own", "openrouter", "openai/gpt-5-mini:nitro", ""},

		// Bedrock.
		{"a region", "bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0"},
		{"no region", "bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0", "aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0"},
		{"the global region", "bedrock", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws/global.anthropic.claude-sonnet-4-5-20250929-v1:0"},
		{"a region that is not listed", "bedrock", "ca.anthropic.claude-opus-5-5", "aws/regional.anthropic.claude-opus-5-5"},
		{"the global region, if only the others are listed", "bedrock", "global.anthropic.claude-opus-4-1-20250805-v1:0", ""},
		{"the global region, if there is one price", "bedrock", "global.amazon.nova-lite-v1:0", "aws/amazon.nova-lite-v1:0"},
		{"an inference profile", "aws.bedrock", "arn:aws:bedrock:us-west-2:726623243771:inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0", "aws/regional.anthropic.claude-3-7-sonnet-20250219-v1:0"},
		{"a foundation model", "aws.bedrock", "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0", "aws/regional.anthropic.claude-3-haiku-20240307-v1:0"},
		{"a profile of one's own", "aws.bedrock", "arn:aws:bedrock:us-east-1:123:application-inference-profile/abc", ""},
		{"a context window", "bedrock", "anthropic.claude-3-haiku-20240307-v1:0:48k", "aws/regional.anthropic.claude-3-haiku-20240307-v1:0"},
		{"version 2 of the id where it is listed", "bedrock", "us.anthropic.claude-3-5-sonnet-20241022-v2:0", "aws/regional.anthropic.claude-3-5-sonnet-20241022-v2:0"},
		{"version 2 of the id where it is another model", "bedrock", "amazon.titan-embed-text-v2:0", ""},

		// Hosts that sell at the maker's price.
		{"Azure and OpenAI", "azure.ai.openai", "gpt-4.1-2025-04-14", "azure/gpt-4.1"},
		{"Azure's own price comes first", "azure", "o4-mini", "azure/o4-mini"},
		{"Vertex and Anthropic", "vertex_ai", "claude-haiku-4-5-20251001", "google/claude-haiku-4-5"},

		// Whose it is when nobody says.
		{"by the model", "", "claude-3-haiku-20240307", "anthropic/claude-3-haiku"},
		{"under a framework", "langchain", "gpt-4o-mini", "openai/gpt-4o-mini"},
		{"by a prefix", "litellm", "vertex_ai/gemini-2.5-pro", "google/gemini-2.5-pro"},
		{"by a prefix of OpenRouter", "", "openrouter/anthropic/claude-sonnet-4.5", "openrouter/anthropic/claude-sonnet-4.5"},
		{"by the form of a Bedrock id", "", "us.anthropic.claude-3-haiku-20240307-v1:0", "aws/regional.anthropic.claude-3-haiku-20240307-v1:0"},
		{"a fine-tune", "", "ft:gpt-4o-2024-08-06:acme::x1", "openai/ft:gpt-4o"},
		{"nobody's", "", "llama2-70b-4096", ""},
		{"nothing", "", "", ""},
		{"nothing of somebody", "openai", "", ""},
	}
	book := embedded(t)
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			match, err := book.Find(test.provider, test.model)
			if test.want == "" {
				require.ErrorIs(t, err, pricing.ErrUnknownModel, "got %s/%s", match.Provider, match.Model)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.want, match.Provider+"/"+match.Model)
		})
	}
}

func TestProviderNames(t *testing.T) {
	tests := map[string]map[string]string{
		"gpt-4o": {
			"openai": "openai", "OpenAI": "openai", "openai.chat": "openai", "openai.responses": "openai", "text-completion-openai": "openai",
			"azure": "azure", "azure.ai.openai": "azure", "azure.ai.inference": "azure", "az.ai.openai": "azure",
			"az.ai.inference": "azure", "azure_openai": "azure", "AzureOpenAI": "azure", "azure-openai.chat": "azure", "my-azure-openai": "azure",
			"github-copilot": "github-copilot",
		},
		"claude-3-haiku-20240307": {
			"anthropic": "anthropic", "Anthropic": "anthropic", "anthropic.messages": "anthropic",
			"aws.bedrock": "aws", "bedrock": "aws", "amazon-bedrock": "aws", "aws_bedrock": "aws", "AWS": "aws",
		},
		"gemini-2.5-flash": {
			"google": "google", "Google": "google", "gcp.gen_ai": "google", "gcp.gemini": "google", "gcp.vertex_ai": "google",
			"vertex_ai": "google", "vertexai": "google", "google_vertexai": "google", "google-vertex": "google", "gemini": "google",
			"google-gla": "google", "google_genai": "google", "gemini-cli": "google", "google.generative-ai": "google",
			"google.vertex.chat": "google", "google-vertex-search": "google", "gcp.vertex.agent": "google",
		},
		"grok-4.5":             {"x-ai": "x-ai", "x_ai": "x-ai", "xai": "x-ai", "xai.chat": "x-ai"},
		"mistral-large-latest": {"mistral": "mistral", "mistral_ai": "mistral", "mistralai": "mistral", "mistral.chat": "mistral", "MistralAI": "mistral"},
		"kimi-k2":              {"moonshotai": "moonshotai", "moonshot_ai": "moonshotai", "moonshot": "moonshotai"},
		"sonar":                {"perplexity": "perplexity"},
		"deepseek-chat":        {"deepseek": "deepseek"},
		"llama3-8b-8192":       {"groq": "groq", "groq.chat": "groq"},
		"command-r":            {"cohere": "cohere", "Cohere": "cohere", "cohere_chat": "cohere"},
	}
	book := embedded(t)
	for model, providers := range tests {
		for provider, want := range providers {
			match, err := book.Find(provider, model)
			if assert.NoError(t, err, "%s/%s", provider, model) {
				assert.Equal(t, want, match.Provider, "%s/%s", provider, model)
			}
		}
	}
}

func TestAProviderThatIsNotInTheBookIsNotGuessed(t *testing.T) {
	for _, provider := range []string{"ibm.watsonx.ai", "foobar", "nebius", "deepinfra", "huggingface", "openai-compatible.chat", "custom_openai"} {
		_, err := embedded(t).Find(provider, "gpt-4o")
		assert.ErrorIs(t, err, pricing.ErrUnknownProvider, provider)
	}
}

func TestAFrameworkIsNoProvider(t *testing.T) {
	for _, framework := range []string{
		"langchain", "langgraph", "crewai", "litellm", "strands-agents", "gcp.vertex.agent", "pydantic-ai", "llamaindex",
		"agno", "semantic_kernel", "microsoft.agent_framework", "_OTHER", "unknown", "Unknown", "",
	} {
		match, err := embedded(t).Find(framework, "gpt-4o")
		if assert.NoError(t, err, framework) {
			assert.Equal(t, "openai", match.Provider, framework)
		}
	}
}

func TestEveryIDInTheCatalogueMeansItself(t *testing.T) {
	book := embedded(t)
	for _, id := range pricing.ListedIDs(book) {
		match, err := book.Find(id[0], id[1])
		if assert.NoError(t, err, id) {
			assert.Equal(t, id[0]+"/"+id[1], match.ListedBy+"/"+match.Model)
		}
	}
}

func TestEverySpellingInTheCatalogueMeansItsModel(t *testing.T) {
	book := embedded(t)
	for _, name := range pricing.Spellings(book) {
		match, err := book.Find(name[0], name[2])
		if assert.NoError(t, err, name) {
			assert.Equal(t, name[1], match.Model, name)
		}
	}
}
