package secret_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/secret"
)

func TestSensitiveKeyReadsTheWordsOfAName(t *testing.T) {
	for key, want := range map[string]detect.Entity{
		"password": secret.Password, "db.password": secret.Password, "PGPASSWORD": secret.Password, "dbPass": secret.Password, "MYSQL_PWD": secret.Password,
		"clientSecret": secret.GenericSecret, "x-api-key": secret.GenericSecret, "APIKey": secret.GenericSecret, "openai_key": secret.GenericSecret,
		"aws_secret_access_key": secret.GenericSecret, "AccountKey": secret.GenericSecret, "authToken": secret.GenericSecret, "_authToken": secret.GenericSecret,
		"private_key": secret.GenericSecret, "some_api_token_123": secret.GenericSecret, "credentials": secret.GenericSecret,
		"auth": secret.BasicAuth, "set-cookie": secret.Cookie,
	} {
		entity, c := secret.SensitiveKey(key)
		assert.Equal(t, want, entity, key)
		assert.GreaterOrEqual(t, c, detect.Medium, key)
	}
	for _, key := range []string{
		"", "key", "sort key", "max_tokens", "input_tokens", "gen_ai.usage.output_tokens", "token_type", "tokenizer", "password_reset_required",
		"secret_count", "secret_name", "token_limit", "nextPageToken", "continuation_token", "publicKey", "primary_key", "api_key_id", "kms_key_id",
		"access_token_url", "key_vault_name", "UserSecretsId", "monkey", "secretary", "passenger", "compass", "tokens", "partition_key", "author", "passage",
		"eos_token", "cache_key", "keyboard", "cookie_consent", "auth_method", "tokenCount", "stop_token",
	} {
		entity, c := secret.SensitiveKey(key)
		assert.Equal(t, detect.None, c, "%s is %s", key, entity)
	}
}

func TestPlausibleValueLeavesPlaceholdersAndReferences(t *testing.T) {
	for _, value := range []string{"hunter2-Long", "P@ssw0rd!x", "Tr0ub4dor&3", "swordfish", "q9X2vB7kLm", "123456789"} {
		assert.True(t, secret.PlausibleValue(value), value)
	}
	for _, value := range []string{
		"", "x", "********", "xxxxxxxx", "${DB_PASSWORD}", "$(pass show db)", "{{ .Values.password }}", "<password>", "[PASSWORD]", "[PASSWORD_4FQ2ZK7Q]",
		"[REDACTED:env-secret-value]", "your-password-here", "changeme", "os.environ['P']", "process.env.PASSWORD", "string", "This field is required.",
		"/run/secrets/db", "https://example.com/login", "arn:aws:secretsmanager:eu-west-1:1:secret:x", "op://vault/item/password", "$PASSWORD", "%PASSWORD%",
	} {
		assert.False(t, secret.PlausibleValue(value), value)
	}
}

func TestLeafJudgesTheValueByItsKey(t *testing.T) {
	for _, c := range []struct {
		key, value string
		entity     detect.Entity
	}{
		{"clientSecret", "q9X2vB7kLm", secret.GenericSecret},
		{"password", "swordfish", secret.Password},
		{"auth", "dXNlcjpnaHBfc2VjcmV0", secret.BasicAuth},
		{"api_key", "s3cret", secret.GenericSecret},
		{"password", "12345678", secret.Password},
	} {
		entity, start, end, confidence := secret.Leaf(c.key, c.value)
		assert.GreaterOrEqual(t, confidence, detect.Medium, c.key)
		assert.Equal(t, c.entity, entity, c.key)
		assert.Equal(t, c.value, c.value[start:end])
	}
	for _, c := range [][2]string{
		{"token", "1234"},
		{"token", "string"},
		{"auth", "oauth2"},
		{"api_key", "my-key-1"},
		{"max_tokens", "4096abcdef12"},
		{"secret", "db-user-pass-2"},
		{"password", "required"},
		{"access_token", "${ACCESS_TOKEN}"},
		{"title", "q9X2vB7kLm"},
	} {
		_, _, _, confidence := secret.Leaf(c[0], c[1])
		assert.Less(t, confidence, detect.Medium, "%s: %s", c[0], c[1])
	}
}
