package dialect

import (
	"strings"
)

// Values of gen_ai.provider.name in the conventions that code here speaks of.
const (
	providerAnthropic = "anthropic"
	providerAzure     = "azure.ai.openai"
	providerBedrock   = "aws.bedrock"
	providerGemini    = "gcp.gemini"
	providerOpenAI    = "openai"
	providerVertex    = "gcp.vertex_ai"
)

// providers maps what emitters write, in lower case, to the registry's values.
var providers = map[string]string{
	"openai": providerOpenAI, "anthropic": providerAnthropic, "cohere": "cohere",
	"gcp.gen_ai": "gcp.gen_ai", "gcp.vertex_ai": providerVertex, "gcp.gemini": providerGemini,
	"azure.ai.inference": "azure.ai.inference", "azure.ai.openai": providerAzure,
	"ibm.watsonx.ai": "ibm.watsonx.ai", "aws.bedrock": providerBedrock, "perplexity": "perplexity",
	"x_ai": "x_ai", "deepseek": "deepseek", "groq": "groq", "mistral_ai": "mistral_ai", "moonshot_ai": "moonshot_ai",

	"vertex_ai": providerVertex, "vertexai": providerVertex, "google_vertexai": providerVertex,
	"google_vertex_ai": providerVertex, "google.vertex": providerVertex, "google-vertex": providerVertex, "vertex": providerVertex,
	"gemini": providerGemini, "google": providerGemini, "google_genai": providerGemini, "gemini-cli": providerGemini,
	"google-generative-ai": providerGemini, "google_generativeai": providerGemini,
	"az.ai.inference": "azure.ai.inference", "azure_ai": "azure.ai.inference",
	"az.ai.openai": providerAzure, "azure": providerAzure, "azure_openai": providerAzure,
	"azure-openai": providerAzure, "azureopenai": providerAzure,
	"xai": "x_ai", "mistral": "mistral_ai", "mistralai": "mistral_ai", "moonshot": "moonshot_ai", "moonshotai": "moonshot_ai",
	"aws": providerBedrock, "bedrock": providerBedrock, "amazon-bedrock": providerBedrock, "aws_bedrock": providerBedrock,
	"amazon_bedrock": providerBedrock, "bedrock_converse": providerBedrock,
	"watsonx": "ibm.watsonx.ai", "ibm watsonx": "ibm.watsonx.ai", "openai_responses": providerOpenAI,
}

// frameworks are names that stand where a provider belongs and are none.
var frameworks = map[string]bool{
	"langchain": true, "langgraph": true, "crewai": true, "strands-agents": true, "gcp.vertex.agent": true,
	"microsoft.agent_framework": true, "pydantic-ai": true, "pydantic_ai": true, "llamaindex": true, "llama_index": true,
	"agno": true, "semantic_kernel": true, "microsoft.semantic_kernel": true, "haystack": true, "gateway": true,
	"_other": true, "other": true, "unknown": true,
}

// providerOf reads a provider as emitters write it. It returns "" for what is
// no provider, and reports whether it knew the name; an unknown one is
// returned as it is: somebody's own.
func providerOf(written string) (provider string, known bool) {
	name := strings.ToLower(strings.TrimSpace(written))
	if provider, ok := providers[name]; ok {
		return provider, true
	}
	if frameworks[name] || name == "" {
		return "", true
	}
	// The Vercel AI SDK writes {provider}.{api}; google.vertex.chat is Vertex.
	if strings.HasPrefix(name, "google.vertex.") {
		return providerVertex, true
	}
	if first, _, found := strings.Cut(name, "."); found {
		if provider, ok := providers[first]; ok {
			return provider, true
		}
		if frameworks[first] {
			return "", true
		}
		if first != "" && isAPIName(name[len(first)+1:]) {
			return first, true
		}
	}
	return written, false
}

// isAPIName reports whether the part after {provider}. is one that the Vercel AI SDK uses.
func isAPIName(api string) bool {
	switch api {
	case "chat", "responses", "messages", "completion", "embedding", "textEmbedding", "reranking":
		return true
	default:
		return false
	}
}

// Vendors whose name starts a model id on Bedrock, perhaps after a region.
var bedrockVendors = []string{
	"anthropic.claude", "amazon.nova", "amazon.titan", "meta.llama", "mistral.m", "cohere.command", "cohere.embed", "ai21.j", "deepseek.r1",
}

var bedrockRegions = []string{"us.", "eu.", "apac.", "global.", "us-gov.", "jp.", "au."}

// providerOfModel guesses who serves a model from its id, where only one does.
func providerOfModel(model string) string {
	id := strings.ToLower(model)
	if i := strings.LastIndexByte(id, '/'); i >= 0 {
		id = id[i+1:]
	}
	vendor := id
	for _, region := range bedrockRegions {
		vendor = strings.TrimPrefix(vendor, region)
	}
	for _, prefix := range bedrockVendors {
		if strings.HasPrefix(vendor, prefix) {
			return providerBedrock
		}
	}
	switch {
	case strings.HasPrefix(id, "claude"):
		return providerAnthropic
	case strings.HasPrefix(id, "gemini"):
		return providerGemini
	case strings.HasPrefix(id, "gpt-"), strings.HasPrefix(id, "chatgpt-"), isReasoningSeries(id),
		strings.HasPrefix(id, "text-embedding-3-"), strings.HasPrefix(id, "text-embedding-ada-"):
		return providerOpenAI
	default:
		return ""
	}
}

// isReasoningSeries matches o1, o3-mini, o4-mini-2025-04-16.
func isReasoningSeries(id string) bool {
	if len(id) < 2 || id[0] != 'o' || id[1] != '1' && id[1] != '3' && id[1] != '4' {
		return false
	}
	return len(id) == 2 || id[2] == '-'
}

// resolveProvider brings the provider into the registry's spelling. A framework
// in its place gives way to what the model's id says.
func (d *draft) resolveProvider() {
	s := &d.slots[fieldProvider]
	if s.rank != rankAbsent {
		provider, known := providerOf(s.text)
		if provider == "" {
			provider = d.providerOfModels()
		}
		switch {
		case provider == "" && s.rank != rankCanonical:
			*s = slot{rank: rankAbsent}
		case provider != "" && known:
			d.correctText(fieldProvider, provider)
		}
		return
	}
	d.fill(fieldProvider, d.providerOfModels())
}

func (d *draft) providerOfModels() string {
	for _, f := range []field{fieldResponseModel, fieldRequestModel} {
		if provider := providerOfModel(d.text(f)); provider != "" {
			return provider
		}
	}
	return ""
}

// correctText changes a text field; when it stands under its canonical name,
// the writer keeps the original.
func (d *draft) correctText(f field, text string) { d.slots[f].text = text }
