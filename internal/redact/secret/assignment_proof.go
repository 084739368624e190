package secret

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// assignmentProof are the cases of one form of assignment.
func assignmentProof(form string, entity detect.Entity) detect.Proof {
	key := random(alnum, 20, 1)
	hits := map[string]map[detect.Entity][]string{
		"assigned": {
			Password: {
				`export DB_PASSWORD="«hunter2-Long»"`, "Server=db;User Id=sa;Password=«P@ssw0rd!x»;Encrypt=True", "host=db.internal user=app password=«hunter2»",
				"PGPASSWORD=«swordfish»", `cfg["password"] = '«Tr0ub4dor&3»'`, `$dbPass .= "«q9X2vB7kLm»"`, `<add key="ClearTextPassword" value="«q9X2vB7kLm»" />`,
			},
			GenericSecret: {
				"API_KEY=«Zt81nQw0pRv7»", `"apiToken" => "«` + key + `»"`, "vendor_TOKEN :::= \"«" + key + "»\"", "var vendorToken string = \"«" + key + "»\"",
				"aws_secret_access_key = «" + random(base64Std, 40, 2) + "»", "AccountName=a;AccountKey=«" + random(base64Std, 86, 3) + "==»;EndpointSuffix=x",
			},
		},
		"labelled": {
			Password: {
				"password: «hunter2-Long»", `{"db_password": "«q9X2vB7kLm»"}`, `{\"password\":\"«hunter22»\"}`,
				"- **Password**: «q9X2vB7kLm»", "**DB password:** «q9X2vB7kLm»", `\\\"password\\\":\\\"«q9X2vB7kLm»\\\"`, `password: Some("«q9X2vB7kLm»")`,
			},
			GenericSecret: {
				"X-Api-Key: «Zt81nQw0pRv7»", "client-secret: '«" + key + "»'", "API key: «" + key + "»", "* `api_key`: `«" + key + "»`", "**API key:** `«" + key + "»`",
			},
		},
		"argument": {Password: {`setProperty("db.password", "«q9X2vB7kLm»")`}, GenericSecret: {`os.Setenv("VENDOR_API_KEY", "«` + key + `»")`}},
		"called": {
			Password:      {`ds.setPassword("«q9X2vB7kLm»");`, `conn.with_password('«Tr0ub4dor&3»')`, `builder.password("«q9X2vB7kLm»")`},
			GenericSecret: {`client.setApiKey("«` + key + `»")`, `.accessToken("«` + key + `»").build()`, `WithAPIKey("«` + key + `»")`},
		},
		"cell": {
			Password:      {"| DB_PASSWORD | `«q9X2vB7kLm»` |", "| password | «q9X2vB7kLm» | admin |"},
			GenericSecret: {"| setting | value |\n|---|---|\n| `VENDOR_API_KEY` | `«" + key + "»` |", "| api_key | «" + key + "» |"},
		},
		"flag":         {Password: {"mysql --password «hunter2-Long» -h db"}, GenericSecret: {`tool --vendor-api-key "«` + key + `»" run`}},
		"element":      {Password: {"<password>«q9X2vB7kLm»</password>"}, GenericSecret: {"<apiToken>\n  «" + key + "»\n</apiToken>"}},
		"compared":     {Password: {`if ("«m{h}o)p$e]nob(ody»" == password) {`}, GenericSecret: {`if ('«` + key + `»' === apiToken)`}},
		"compared-not": {Password: {`if ("«m{h}o)p$e]nob(ody»" != password) {`}, GenericSecret: {`if ('«` + key + `»' !== apiToken)`}},
	}
	misses := map[string][]string{
		"assigned": {
			"max_tokens=4096", "input_tokens=1234", "token_type=abc123def456", "secret_name=prod-db-7f3a9c21", "sequenceKey = \"18\"", "PuttyPassword=0", // about secrets, or too short
			"token=${TOKEN}", "api_key=<API_KEY>", "password=********", "secret=xxxxxxxx", "OPENAI_API_KEY=your-api-key-here", `key=os.environ["OPENAI_API_KEY"]`,
			"password=changeme", "password=[PASSWORD]", "token = next_token(text)", "secret := cfg.Secret", "api_key=settings.API_KEY", "TLS_KEY=$HOME/my_client_key1", "amzSecurityTokenKey = v4Internal.AmzSecurityTokenKey", "password=%.1f%%", "CLIENT_SECRET={AUTH0_SECRET}", "token = tokens[12]",
			"access_token_url='https://example.com/login/oauth/access_token'", "nextPageToken=CAUQAA12345678", `<add key="ClearTextPassword" value="%TestSourcePassword%" />`, "public_key=9Cnzj4p4WGeKLs1Pt8Qu",
			"password=password=password=", "kms_key_id=555ea4a3-d53a-4412-9c66-3a7cb667b0d6", // a key's name
		},
		"labelled": {
			"token: 1234", "sort key: name", "password: string", "password: ${link}", "secret: ''", `{"password": "This field is required."}`, "password_reset_required: true",
			"tokenizer: cl100k_base", "secret_count: 12", "token: string", "api_key: process.env.KEY_2", "Token usage: 1200 in, 300 out", "secretKeyRef: db-user-pass-2",
			"arn:aws:secretsmanager:us-east-1:012345678901:secret:myorg/my-a1b2c3", `"parse-passwd": "^1.0.0"`,
			"**Password:** required", "- **Token**: the one you were sent", "`secret`: `string`", "password: Some(password)", "a ** b: c1234567",
		},
		"argument": {`fmt.Println("password", "must be given")`, `t.Run("token", "abc")`, `["key","value1234567890"]`, `["password","letmein"]`},
		"called": {
			`cfg.setTokenType("bearer1")`, `c.setSecretName("db-credentials-2")`, `vault.getSecret("prod-db-7f3a9c21")`, `p.getPassword("Enter password2: ")`,
			`d.setPassword("${DB_PASSWORD}")`, `x.setPasswordField("password1")`, `d.setPassword(System.getenv("PW2"))`, `token("q9X2vB7kLm")`, `cache.token("user_1")`,
		},
		"cell": {
			"| api_key | string | required |", "| password | required | The password of user 1 |", "| token_limit | 8192 |", "| client_secret | `${CLIENT_SECRET}` |",
			"| secret | `prod/db/main` |", "the token | q9X2vB7kLm", "| auth_token | `see v1.2` |",
		},
		"flag":         {"docker login --password-stdin ghcr.io", "--max-tokens 4096 --api-key $KEY_2", "it was -- password protected2"},
		"element":      {"<password></password>", "<token>string</token>", "<UserSecretsId>79a3edd0-2092-40a2-a04d-dcb46d5ca9ed</UserSecretsId>"},
		"compared":     {`if ("" == password) {`, `"admin" == username`},
		"compared-not": {`if ("" != password) {`},
	}
	return detect.Proof{
		Hits:   func() []string { return hits[form][entity] },
		Misses: func() []string { return misses[form] },
	}
}
