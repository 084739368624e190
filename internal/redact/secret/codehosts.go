package secret

import "strings"

// codeHosts are forges, package registries and build services.
var codeHosts = []token{
	{name: "github-pat", entity: GitHubToken, body: alnum, min: 36, max: 251, prefixes: []string{"ghp_"}, proven: crcBase62},
	{name: "github-oauth", entity: GitHubToken, body: alnum, min: 36, max: 251, prefixes: []string{"gho_"}, proven: crcBase62},
	// Installation tokens of 2026 are longer and hold a JSON web token.
	{name: "github-app-token", entity: GitHubToken, body: base64URL | dot, min: 36, max: 1024, prefixes: []string{"ghs_", "ghu_"}, proven: crcBase62},
	{name: "github-refresh-token", entity: GitHubToken, body: alnum, min: 36, max: 251, prefixes: []string{"ghr_"}, proven: crcBase62},
	{name: "github-fine-grained-pat", entity: GitHubToken, body: word, min: 82, max: 82, prefixes: []string{"github_pat_"}},
	{
		name: "gitlab-pat", entity: GitLabToken, body: base64URL | dot, min: 20, max: 320, prefixes: []string{"glpat-"},
		check: mixed,
	},
	{name: "gitlab-deploy-token", entity: GitLabToken, body: base64URL, min: 20, max: 64, prefixes: []string{"gldt-"}, check: mixed},
	{name: "gitlab-feed-token", entity: GitLabToken, body: base64URL, min: 20, max: 64, prefixes: []string{"glft-"}, check: mixed},
	{name: "gitlab-feature-flag-client-token", entity: GitLabToken, body: base64URL, min: 20, max: 64, prefixes: []string{"glffct-"}, check: mixed},
	{name: "gitlab-incoming-mail-token", entity: GitLabToken, body: base64URL, min: 25, max: 64, prefixes: []string{"glimt-"}, check: mixed},
	{name: "gitlab-kubernetes-agent-token", entity: GitLabToken, body: base64URL, min: 50, max: 100, prefixes: []string{"glagent-"}},
	{name: "gitlab-oauth-app-secret", entity: GitLabToken, body: base64URL, min: 64, max: 64, prefixes: []string{"gloas-"}},
	{name: "gitlab-ptt", entity: GitLabToken, body: hexLower, min: 40, max: 40, prefixes: []string{"glptt-"}},
	{name: "gitlab-rrt", entity: GitLabToken, body: base64URL, min: 20, max: 50, prefixes: []string{"GR1348941"}},
	{name: "gitlab-runner-authentication-token", entity: GitLabToken, body: base64URL | dot, min: 20, max: 320, prefixes: []string{"glrt-", "glrtr-"}, check: mixed},
	{name: "gitlab-scim-token", entity: GitLabToken, body: base64URL, min: 20, max: 64, prefixes: []string{"glsoat-"}, check: mixed},
	{name: "gitlab-cicd-job-token", entity: GitLabToken, body: base64URL, min: 22, max: 64, prefixes: []string{"glcbt-"}, check: mixed},
	{name: "gitlab-session-cookie", entity: GitLabToken, body: alnum, min: 32, max: 32, prefixes: []string{"_gitlab_session="}, keep: len("_gitlab_session=")},
	{name: "npm-access-token", entity: NPMToken, body: alnum, min: 36, max: 36, prefixes: []string{"npm_"}, proven: crcBase62},
	{
		name: "pypi-upload-token", entity: PyPIToken, body: base64URL, min: 50, max: 512,
		prefixes: []string{"pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"},
	},
	{name: "rubygems-api-token", body: hexLower, min: 48, max: 48, prefixes: []string{"rubygems_"}},
	{name: "clojars-api-token", body: alnum, min: 60, max: 60, prefixes: []string{"clojars_"}, fold: true},
	{name: "nuget-api-key", body: alnum, min: 43, max: 43, prefixes: []string{"oy2"}},
	{name: "docker-pat", body: base64URL, min: 27, max: 32, prefixes: []string{"dckr_pat_", "dckr_oat_"}},
	{name: "artifactory-api-key", body: alnum, min: 69, max: 69, prefixes: []string{"AKCp"}},
	{name: "artifactory-reference-token", body: alnum, min: 59, max: 59, prefixes: []string{"cmVmd"}},
	{name: "sourcegraph-access-token", body: word, min: 40, max: 57, prefixes: []string{"sgp_"}, check: sourcegraph, sample: func() string {
		return "sgp_" + random(hexAny, 40, 10)
	}},
	{name: "circleci-token", body: word, min: 40, max: 80, prefixes: []string{"CCIPAT_", "CCIPRJ_"}},
	{name: "buildkite-token", body: hexLower, min: 40, max: 40, prefixes: []string{"bkua_"}},
	{name: "atlassian-api-token", body: named, min: 60, max: 300, prefixes: []string{"ATATT3", "ATCTT3"}, check: mixed},
	{name: "bitbucket-app-password", body: alnum, min: 32, max: 32, prefixes: []string{"ATBB"}},
	{name: "sonar-token", body: hexLower, min: 40, max: 40, prefixes: []string{"sqp_", "squ_", "sqa_"}},
	{name: "harness-api-key", body: base64URL | dot, min: 68, max: 68, prefixes: []string{"pat.", "sat."}, check: harness, sample: func() string {
		return "pat." + random(alnum, 22, 7) + "." + random(alnum, 24, 8) + "." + random(alnum, 20, 9)
	}},
}

func sourcegraph(v string) bool {
	rest := v[len("sgp_"):]
	instance, key, ok := strings.Cut(rest, "_")
	if !ok {
		return len(rest) == 40 && hexAny.all(rest) && entropy(rest) > 3
	}
	if threeBits.over(key) {
		return false
	}
	return (instance == "local" || len(instance) == 16 && hexAny.all(instance)) && len(key) == 40 && hexAny.all(key)
}

func harness(v string) bool {
	account, rest, _ := strings.Cut(v[len("pat."):], ".")
	token, secret, _ := strings.Cut(rest, ".")
	return len(account) == 22 && len(token) == 24 && alnum.all(token) && len(secret) == 20 && alnum.all(secret)
}
