package secret_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

// forms are how people, files and programs pass a secret on: NAME is what it is
// called, VALUE what must go, and nothing else may.
var forms = []string{
	"NAME=VALUE", "export NAME='VALUE'\n", "NAME: VALUE\nnext: 1", `"NAME": "VALUE",`, `{"NAME":"VALUE","model":"gpt-4o"}`, `{"a":"{\"NAME\":\"VALUE\"}"}`, "$env:NAME = \"VALUE\"",
	`os.environ["NAME"] = "VALUE"`, `os.Setenv("NAME", "VALUE")`, `client = Client(NAME="VALUE", timeout=3)`, `new Client({ NAME: 'VALUE' })`, `let NAME: &'static str = "VALUE";`, `NAME: Optional[str] = "VALUE"`,
	`NAME: str | None = "VALUE"`, `const NAME: string = "VALUE";`, `var NAME string = "VALUE"`, `private static final String NAME = "VALUE";`, "NAME := `VALUE`", "ENV NAME VALUE\n", "ENV NAME=VALUE\n", "set -gx NAME VALUE\n",
	"docker run -e NAME=VALUE image", "- name: NAME\n  value: VALUE\n", `{"env":[{"name":"NAME","value":"VALUE"},{"name":"LEVEL","value":"debug"}]}`, `{"attributes":[{"key":"NAME","value":{"stringValue":"VALUE"}}]}`,
	`<add key="NAME" value="VALUE" />`, "<NAME>VALUE</NAME>", "https://api.example.com/v1?NAME=VALUE&limit=10", "tool --NAME VALUE --verbose", `{"args":["--NAME","VALUE"]}`, `{"args":["--NAME=VALUE"]}`,
	`{"headers":[["NAME","VALUE"],["accept","*/*"]]}`, "curl -H 'NAME: VALUE' https://api.example.com", `{"content":"use\nNAME=VALUE\nthen run"}`, `{"NAME":{"value":"VALUE"}}`, "grant_type=x&NAME=VALUE&scope=y",
}

// A value without a shape of its own is found by its name in every form.
func TestNamedSecretsAreFoundInEveryForm(t *testing.T) {
	engine, err := redact.New(redact.Options{CacheEntries: -1})
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{"VENDOR_API_KEY", "vendor_api_key", "vendorToken", "apiKey", "client_secret", "MISTRAL_API_KEY", "aws_secret_access_key", "deepgram_key", "authToken"} {
		for _, form := range forms {
			for kind, value := range map[string]string{
				"hex": drawn(r, "0123456789abcdef", 32), "letters and digits": drawn(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 40),
				"UUID": fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Uint64()>>16),
			} {
				text := strings.NewReplacer("NAME", name, "VALUE", value).Replace(form)
				res := engine.Text(text, redact.Context{})
				var got []string
				for _, f := range res.Findings {
					got = append(got, text[f.Start:f.End])
				}
				assert.Equal(t, []string{value}, got, "%s in %q", kind, text)
				assert.False(t, engine.Text(res.Text, redact.Context{}).Changed, "a second run changes %q", res.Text)
			}
		}
	}
}

func drawn(r *rand.Rand, alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(b)
}
