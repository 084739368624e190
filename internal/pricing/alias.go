package pricing

// providerAliases are other names of providers, in lower case: the values of
// gen_ai.provider.name, what gen_ai.system said before it, and what SDKs write.
// What a price list itself says about names of providers comes after them.
var providerAliases = map[string]string{
	"azure.ai.openai": "azure", "azure.ai.inference": "azure", "az.ai.openai": "azure", "az.ai.inference": "azure",
	"azure_openai": "azure", "azure-openai": "azure", "azureopenai": "azure", "azure_ai": "azure", "azure-ai": "azure",
	"azure_ai_inference": "azure", "azure_text": "azure", "azure openai": "azure", "microsoft.foundry": "azure",
	"azure-ai-inference": "azure",

	"aws.bedrock": "aws", "bedrock": "aws", "amazon-bedrock": "aws", "amazon_bedrock": "aws", "aws_bedrock": "aws",
	"aws-bedrock": "aws", "bedrock_converse": "aws", "amazon": "aws", "amazon bedrock": "aws",

	"gcp.gen_ai": "google", "gcp.gemini": "google", "gcp.vertex_ai": "google", "vertex_ai": "google", "vertexai": "google",
	"vertex-ai": "google", "google_vertexai": "google", "google-vertex": "google", "google.vertex": "google", "gemini": "google",
	"google-gla": "google", "google_genai": "google", "google-genai": "google", "google_ai_studio": "google",
	"gemini-cli": "google", "vertex_ai_beta": "google", "google-cloud": "google", "vertex": "google", "google.generative-ai": "google",

	"x_ai": "x-ai", "xai": "x-ai", "x.ai": "x-ai", "grok": "x-ai",
	"mistral_ai": "mistral", "mistralai": "mistral", "mistral-ai": "mistral",
	"moonshot_ai": "moonshotai", "moonshot": "moonshotai", "moonshot-ai": "moonshotai", "kimi": "moonshotai",
	"perplexity_ai": "perplexity", "perplexityai": "perplexity",
	"cohere_chat": "cohere", "cohere-chat": "cohere",
	"together_ai": "together", "together-ai": "together", "togetherai": "together",
	"fireworks_ai": "fireworks", "fireworks-ai": "fireworks", "fireworksai": "fireworks",
	"voyage": "voyageai", "voyage_ai": "voyageai",
	"z.ai": "zai", "z-ai": "zai", "z_ai": "zai", "zhipu": "zhipuai", "zhipu_ai": "zhipuai", "bigmodel": "zhipuai",
	"minimax_ai": "minimax", "workers-ai": "cloudflare", "cloudflare-workers-ai": "cloudflare",
	"groq_ai": "groq", "groqcloud": "groq", "deepseek_ai": "deepseek", "deepseek-ai": "deepseek", "open_router": "openrouter",
	"text-completion-openai": "openai", "open_ai": "openai", "github_copilot": "github-copilot",
}

// notProviders are values that name a framework or nobody. The model has to say
// whose it is.
var notProviders = map[string]bool{
	"": true, "_other": true, "unknown": true, "none": true, "null": true,
	"langchain": true, "langgraph": true, "crewai": true, "litellm": true, "litellm_proxy": true, "strands-agents": true,
	"gcp.vertex.agent": true, "pydantic-ai": true, "pydantic_ai": true, "llamaindex": true, "llama_index": true,
	"agno": true, "semantic_kernel": true, "semantic-kernel": true, "microsoft.agent_framework": true,
	"openai_agents": true, "openai-agents": true, "autogen": true, "haystack": true, "dspy": true, "mastra": true,
	"vercel_ai_sdk": true, "smolagents": true, "google_adk": true,
}

// compatible are names of servers that speak a provider's protocol and are not
// the provider; to charge its prices would be wrong.
var compatible = []string{
	"openai-compatible", "openai_compatible", "openai-like", "openai_like", "custom_openai", "custom-openai",
	"anthropic-compatible", "anthropic_compatible",
}

// makers are companies whose name a host puts before the name of a model.
var makers = map[string]bool{
	"openai": true, "anthropic": true, "google": true, "meta": true, "meta-llama": true, "mistral": true, "mistralai": true,
	"deepseek": true, "deepseek-ai": true, "qwen": true, "x-ai": true, "xai": true, "moonshotai": true, "cohere": true,
	"amazon": true, "nvidia": true, "microsoft": true, "z-ai": true, "zai-org": true, "zhipuai": true, "minimax": true,
	"minimaxai": true, "perplexity": true, "voyageai": true, "ai21": true,
}

// bedrockMakers are the companies in the ids of Bedrock, before the first dot.
var bedrockMakers = map[string]bool{
	"ai21": true, "amazon": true, "anthropic": true, "cohere": true, "deepseek": true, "google": true, "meta": true,
	"minimax": true, "mistral": true, "moonshot": true, "moonshotai": true, "nvidia": true, "openai": true, "qwen": true,
	"stability": true, "twelvelabs": true, "writer": true, "zai": true,
}

// bedrockRegions are the groups of regions over which Bedrock spreads a call,
// before the maker. Prices are the same in all of them but global.
var bedrockRegions = map[string]bool{
	"us": true, "eu": true, "apac": true, "au": true, "jp": true, "ca": true, "us-gov": true, "in": true,
	bedrockGlobal: true,
}

const bedrockGlobal = "global"
