package secret

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// Entities of this package. A vendor whose keys people write rules about has
// its own; the others share APIKey, and the pattern's name tells them apart.
const (
	APIKey             detect.Entity = "API_KEY"
	OpenAIKey          detect.Entity = "OPENAI_API_KEY"
	AnthropicKey       detect.Entity = "ANTHROPIC_API_KEY"
	GoogleKey          detect.Entity = "GOOGLE_API_KEY"
	HuggingFaceToken   detect.Entity = "HUGGINGFACE_TOKEN"
	GroqKey            detect.Entity = "GROQ_API_KEY"
	AWSAccessKey       detect.Entity = "AWS_ACCESS_KEY"
	AzureSecret        detect.Entity = "AZURE_SECRET"
	GitHubToken        detect.Entity = "GITHUB_TOKEN"
	GitLabToken        detect.Entity = "GITLAB_TOKEN"
	SlackToken         detect.Entity = "SLACK_TOKEN"
	SlackWebhook       detect.Entity = "SLACK_WEBHOOK"
	StripeKey          detect.Entity = "STRIPE_KEY"
	NPMToken           detect.Entity = "NPM_TOKEN"
	PyPIToken          detect.Entity = "PYPI_TOKEN"
	VaultToken         detect.Entity = "VAULT_TOKEN"
	PrivateKey         detect.Entity = "PRIVATE_KEY"
	JWT                detect.Entity = "JWT"
	BearerToken        detect.Entity = "BEARER_TOKEN"
	BasicAuth          detect.Entity = "BASIC_AUTH"
	Cookie             detect.Entity = "COOKIE"
	ConnectionPassword detect.Entity = "CONNECTION_STRING_PASSWORD"
	OTPSecret          detect.Entity = "OTP_SECRET"
	Password           detect.Entity = "PASSWORD"
	GenericSecret      detect.Entity = "GENERIC_SECRET"
)
