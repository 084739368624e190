package secret

import (
	"maps"
	"slices"
	"strings"
)

// Claims are the rules of gitleaks whose secrets this package finds, at a recall
// of 0.97 or better on gitleaks' own cases. ByShape are found wherever they
// stand, by the detector of the same name or, for Slack and routable GitLab
// tokens, of the family. ByName have no shape of their own (thirty letters and
// digits): they are found where they are assigned to a name that says token,
// key or secret, which is all gitleaks asks for as well.
//
// Not claimed, and why:
//   - client ids and public keys that are no secrets: asana-client-id,
//     discord-client-id, sumologic-access-id, messagebird-client-id;
//   - jwt-base64, pkcs12-file: base64 of something, which is a blob here;
//   - kubernetes-secret-yaml, curl-auth-user, sentry-org-token: found, but the
//     recorded secret includes the key, the quotes, the byte after it;
//   - jfrog-identity-token: some of theirs are small letters behind the vendor's
//     name alone, which is too weak a sign;
//   - sidekiq-sensitive-url: credentials in a web URL, which are package pii's;
//   - mailchimp-api-key, cloudflare-global-api-key, generic-api-key: gitleaks'
//     near misses are keys of another kind, or passwords too plain for its entropy.
func Claims() (byShape, byName []string) {
	return shapeRules, nameRules
}

// AnswersFor reports whether a detector is the one that finds the secrets of a
// claimed rule.
func AnswersFor(rule, detector string) bool {
	if slices.Contains(nameRules, rule) {
		form, _, ok := strings.Cut(detector, "-")
		return ok && slices.Contains([]string{"assigned", "labelled", "argument", "element", "flag", "compared", "vendor", "environment", "spoken", "bundler"}, form)
	}
	switch {
	case strings.HasPrefix(rule, "slack-") && detector == "slack-token":
		return true
	case strings.HasPrefix(rule, "gitlab-") && strings.HasPrefix(rule, detector):
		return detector != ""
	case rule == "curl-auth-header":
		return detector == "bearer-token" || detector == "authorization-header"
	default:
		return rule == detector
	}
}

// ClaimedPlugins are the plugins of detect-secrets whose secrets this package
// finds, at the same recall.
//
// Not claimed: entropy alone (Base64HighEntropyString, HexHighEntropyString), a
// prefix of three letters (ArtifactoryDetector), a bare PEM frame
// (PrivateKeyDetector), a URL path (SoftlayerDetector), web URLs
// (BasicAuthDetector, CloudantDetector), quoting rules by the language of the
// file (KeywordDetector) and near misses that are secrets by their name
// (NpmDetector, IbmCosHmacDetector).
func ClaimedPlugins() []string { return slices.Sorted(maps.Keys(plugins)) }

// AnswersForPlugin is [AnswersFor] for the claimed plugins.
func AnswersForPlugin(plugin, detector string) bool {
	family, ok := plugins[plugin]
	return ok && strings.HasPrefix(detector, family)
}

// plugins are the beginnings of the names of the detectors that answer for each.
var plugins = map[string]string{
	"AWSKeyDetector": "aws-", "GitHubTokenDetector": "github-", "GitLabTokenDetector": "gitlab-", "IbmCloudIamDetector": "assigned",
	"JwtTokenDetector": "jwt", "MailchimpDetector": "mailchimp-", "PypiTokenDetector": "pypi-", "SendGridDetector": "sendgrid-",
	"SlackDetector": "slack-", "StripeDetector": "stripe-", "TelegramBotTokenDetector": "telegram-",
}

var shapeRules = []string{
	"1password-secret-key", "1password-service-account-token", "adobe-client-secret", "age-secret-key", "airtable-personnal-access-token",
	"alibaba-access-key-id", "anthropic-admin-api-key", "anthropic-api-key", "artifactory-api-key", "artifactory-reference-token",
	"atlassian-api-token", "authress-service-client-access-key", "aws-access-token", "aws-amazon-bedrock-api-key-long-lived",
	"aws-amazon-bedrock-api-key-short-lived", "azure-ad-client-secret", "clickhouse-cloud-api-secret-key", "clojars-api-token",
	"cloudflare-origin-ca-key", "curl-auth-header", "databricks-api-token", "defined-networking-api-token", "digitalocean-access-token",
	"digitalocean-pat", "digitalocean-refresh-token", "doppler-api-token", "duffel-api-token", "dynatrace-api-token",
	"easypost-api-token", "easypost-test-api-token", "facebook-page-access-token", "flutterwave-encryption-key",
	"flutterwave-public-key", "flutterwave-secret-key", "flyio-access-token", "frameio-api-token", "gcp-api-key", "github-app-token",
	"github-fine-grained-pat", "github-oauth", "github-pat", "github-refresh-token", "gitlab-cicd-job-token", "gitlab-deploy-token",
	"gitlab-feature-flag-client-token", "gitlab-feed-token", "gitlab-incoming-mail-token", "gitlab-kubernetes-agent-token",
	"gitlab-oauth-app-secret", "gitlab-pat", "gitlab-pat-routable", "gitlab-ptt", "gitlab-rrt", "gitlab-runner-authentication-token",
	"gitlab-runner-authentication-token-routable", "gitlab-scim-token", "gitlab-session-cookie", "gocardless-api-token",
	"grafana-api-key", "grafana-cloud-api-token", "grafana-service-account-token", "harness-api-key", "hashicorp-tf-api-token",
	"heroku-api-key-v2", "huggingface-access-token", "huggingface-organization-api-token", "infracost-api-token", "intra42-client-secret", "jwt",
	"linear-api-key", "lob-api-key", "lob-pub-api-key", "mailgun-private-api-token", "mailgun-pub-key", "maxmind-license-key", "microsoft-teams-webhook",
	"new-relic-browser-api-token", "new-relic-insert-key", "new-relic-user-api-key", "notion-api-token", "npm-access-token",
	"octopus-deploy-api-key", "openai-api-key", "openshift-user-token", "perplexity-api-key", "plaid-api-token",
	"planetscale-api-token", "planetscale-oauth-token", "planetscale-password", "postman-api-token", "prefect-api-token",
	"private-key", "pulumi-api-token", "pypi-upload-token", "readme-api-token", "rubygems-api-token", "scalingo-api-token",
	"sendgrid-api-token", "sendinblue-api-token", "sentry-user-token", "settlemint-application-access-token",
	"settlemint-personal-access-token", "settlemint-service-access-token", "shippo-api-token", "shopify-access-token",
	"shopify-custom-access-token", "shopify-private-app-access-token", "shopify-shared-secret", "slack-app-token", "slack-bot-token",
	"slack-config-access-token", "slack-config-refresh-token", "slack-legacy-bot-token", "slack-legacy-token",
	"slack-legacy-workspace-token", "slack-user-token", "slack-webhook-url", "sourcegraph-access-token", "square-access-token", "stripe-access-token",
	"telegram-bot-api-token", "typeform-api-token", "vault-batch-token", "vault-service-token", "yandex-access-token", "yandex-api-key",
}

var nameRules = []string{
	"adafruit-api-key", "adobe-client-id", "airtable-api-key", "algolia-api-key", "alibaba-secret-key", "asana-client-secret",
	"beamer-api-token", "bitbucket-client-id", "bitbucket-client-secret", "bittrex-access-key", "bittrex-secret-key",
	"cisco-meraki-api-key", "cloudflare-api-key", "codecov-access-token", "cohere-api-token", "coinbase-access-token",
	"confluent-access-token", "confluent-secret-key", "contentful-delivery-api-token", "datadog-access-token", "discord-api-token",
	"discord-client-secret", "droneci-access-token", "dropbox-api-token", "etsy-access-token", "facebook-access-token",
	"facebook-secret", "fastly-api-token", "finicity-api-token", "finicity-client-secret", "finnhub-access-token",
	"flickr-access-token", "freshbooks-access-token", "gitter-access-token", "heroku-api-key", "hubspot-api-key",
	"intercom-api-key", "kraken-access-token", "kucoin-access-token", "kucoin-secret-key", "launchdarkly-access-token", "linear-client-secret",
	"linkedin-client-id", "linkedin-client-secret", "looker-client-id", "looker-client-secret", "mailgun-signing-key",
	"mapbox-api-token", "mattermost-access-token", "messagebird-api-token", "netlify-access-token", "new-relic-user-api-id",
	"nytimes-access-token", "okta-access-token", "plaid-client-id", "plaid-secret-key", "rapidapi-access-token",
	"sendbird-access-id", "sendbird-access-token", "sentry-access-token", "sidekiq-secret", "snyk-api-token", "sonar-api-token", "squarespace-access-token",
	"sumologic-access-token", "travisci-access-token", "twilio-api-key", "twitch-api-token", "twitter-access-secret",
	"twitter-access-token", "twitter-api-key", "twitter-api-secret", "twitter-bearer-token", "yandex-aws-access-token",
	"zendesk-secret-key",
}
