package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// commands are passwords and keys as command lines, Dockerfiles, .netrc files
// and people pass them on.
func commands() []detect.Pattern {
	key := random(alnum, 32, 41)
	return []detect.Pattern{
		{
			Entity: Password, Name: "client-password", Prefixes: []string{
				"mysql ", "mysqldump ", "mysqladmin ", "mariadb ", "sshpass ", "redis-cli ", "docker login ", "podman login ", "helm registry login ", "oras login ", "mongosh ", "ldapsearch ",
			}, Find: findClientPassword,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{
						"mysql -u root -p«hunter2-Long» -h db app", "sshpass -p '«q9X2vB7kLm»' ssh a@b", "redis-cli -h cache -a «Tk77aaBB» ping", "docker login -u bot -p «" + key + "» ghcr.io", "mysqldump -uroot -p'«Blue-Horse-42»' app",
					}
				},
				Misses: func() []string {
					return []string{
						"mysql -u root -p app < dump.sql", `mysql -p"$MYSQL_PASSWORD" app`, "sshpass -p $PASS ssh a@b", "docker login -u bot --password-stdin", "redis-cli -a <password>", "mysql is a database - p9 of the book",
						"docker login\nrun -p 8080a:80b", "mysql -P3306x -h db",
					}
				},
			},
		},
		{
			Entity: GenericSecret, Name: "environment-instruction", Prefixes: []string{"ENV ", "setenv ", "setx ", "set -gx ", "set -x ", "set -Ux ", "configure set ", "config set "}, Find: findInstruction,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"ENV VENDOR_API_KEY «" + key + "»\n", "setenv VENDOR_TOKEN «" + key + "»", `setx OPENAI_API_KEY "«` + key + `»"`, "set -gx VENDOR_SECRET «" + key + "»", "ENV DB_PASSWORD «hunter2-Long»", "aws configure set aws_secret_access_key «" + key + "»", "npm config set //registry.npmjs.org/:_authToken «" + key + "»"}
				},
				Misses: func() []string {
					return []string{"ENV API_KEY ${API_KEY}", "ENV PATH /usr/bin:/bin", "ENV TOKEN_TTL 3600abcdef12", "set -x API_KEY", "ENV API_KEY your-api-key-123456", "npm config set registry https://r.example.com/a1b2c3d4e5", "aws configure set region eu-west-1"}
				},
			},
		},
		{
			Entity: GenericSecret, Name: "spoken-secret", Fold: true, Prefixes: []string{"key is ", "token is ", "secret is ", "key is: ", "token is: ", "secret is: ", "key was ", "token was ", "key ist ", "token ist ", "key es ", "token es "}, Find: findSpokenSecret,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"my API key is «" + key + "».", "the access token is `«" + key + "»`", "our client secret is: «" + key + "»", "mein API-Key ist «" + key + "»", "my snyk api key is «0194f3a2-7b1c-4d5e-8f60-a1b2c3d4e5f6»"}
				},
				Misses: func() []string {
					return []string{
						"the key is " + key, "the primary key is 0194f3a2-7b1c-4d5e-8f60-a1b2c3d4e5f6", "the token is invalid", "the API key is required-for-v2-requests", "the next page token is " + key, "the sort key is created_at_2024_desc",
						"the API key is $VENDOR_API_KEY_2", "the secret is my-app-db-credentials-2", "the token is base64url-encoded",
					}
				},
			},
		},
		{
			Entity: BasicAuth, Name: "bundler-credentials", Prefixes: []string{"BUNDLE_"}, Find: findBundler,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"export BUNDLE_GEMS__EXAMPLE__COM=«c4fe84be:d34db33f»", `BUNDLE_GEMS__EXAMPLE__COM: "«bot:q9X2vB7kLm»"`}
				},
				Misses: func() []string {
					return []string{`BUNDLE_PATH: "vendor:bundle2"`, "BUNDLE_MIRROR__HTTPS://RUBYGEMS__ORG/: https://m.example.com:8080", "BUNDLE_GEMS__EXAMPLE__COM=$USER:$PASS", "BUNDLE_BUILD__NOKOGIRI: --use-system-libraries"}
				},
			},
		},
		{
			Entity: Password, Name: "netrc-password", Prefixes: []string{"password "}, Find: findNetrc,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"machine api.example.com login bot password «q9X2vB7kLm»", "machine h\n  login bot\n  password «hunter2-Long»\n"}
				},
				Misses: func() []string {
					return []string{"the machine asks for login and password twice2", "login with your password 3times", "machine h login bot password ${TOKEN_2}"}
				},
			},
		},
	}
}

// findClientPassword is the option of a client's password, on its command's line.
func findClientPassword(text string, at int) (int, int, detect.Confidence) {
	name := text[at : at+strings.IndexByte(text[at:], ' ')]
	line := text[at:min(len(text), at+256)]
	for _, end := range []byte("\n;|") {
		if n := strings.IndexByte(line, end); n >= 0 {
			line = line[:n]
		}
	}
	option := byte('p')
	switch name {
	case "redis-cli":
		option = 'a'
	case "ldapsearch":
		option = 'w'
	}
	n := optionEnd(line, option)
	if n < 0 {
		return 0, 0, detect.None
	}
	start := at + n
	apart := start < len(text) && text[start] == ' '
	if apart == (strings.HasPrefix(name, "my") || name == "mariadb") { // -p app asks for the password of app
		return 0, 0, detect.None
	}
	if f, ok := valueAfter(text, start, password, tight); ok && f.confidence >= detect.High && f.end <= at+len(line) {
		return f.start, f.end, f.confidence
	}
	return 0, 0, detect.None
}

// optionEnd is where an option of one letter ends on a line, -1 for none.
func optionEnd(line string, letter byte) int {
	for i := 0; ; {
		n := strings.IndexByte(line[i:], '-')
		if n < 0 || i+n+1 >= len(line) {
			return -1
		}
		if i += n + 1; line[i] == letter && i > 1 && line[i-2] == ' ' {
			return i + 1
		}
	}
}

// findInstruction is NAME value, as some shells and Dockerfiles set variables.
func findInstruction(text string, at int) (int, int, detect.Confidence) {
	start := at + strings.IndexByte(text[at:], ' ') + 1
	if text[start] == '-' || text[at] == 'c' {
		start += strings.IndexByte(text[start:], ' ') + 1 // set -gx, config set
	}
	end := (word | dot | hyphen | slashPlus | colon).run(text, start, maxKey)
	start += strings.LastIndexByte(text[start:end], ':') + 1 // //registry/:_authToken
	if end == start || end >= len(text) || text[end] != ' ' {
		return 0, 0, detect.None
	}
	k := kindOf(text[start:end])
	if k == nothing {
		return 0, 0, detect.None
	}
	if f, ok := valueAfter(text, end+1, k, tight); ok {
		return f.start, f.end, f.confidence
	}
	return 0, 0, detect.None
}

// findSpokenSecret is a key told in a sentence: random, and called an API key,
// an access token or the like.
func findSpokenSecret(text string, at int) (int, int, detect.Confidence) {
	name := letters.run(text, at, 8)
	from := name
	for n := 0; n < 3 && from > 0; n++ { // the words before: "my snyk api"
		back := skipBack(text, from)
		begin := (letters | hyphen).runBack(text, back, 20)
		if begin == back {
			break
		}
		from = begin
	}
	if k := kindOf(text[from:name]); k != secret && k != bearing && k != once {
		return 0, 0, detect.None
	}
	start := name + 1 + strings.IndexByte(text[name+1:], ' ') + 1
	for n := 0; n < 2 && start < len(text) && strings.IndexByte("\"'`", text[start]) >= 0; n++ {
		start++
	}
	end := bareEnd(text, start)
	value := text[start:end]
	if len(value) < 16 || !opaque(value) || words(value) || judge(secret, value, quoted) < detect.High {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}

// findNetrc is the word behind password, where a machine and a login precede it.
func findNetrc(text string, at int) (int, int, detect.Confidence) {
	words, from := [...]string{"", "login", "", "machine"}, at
	for _, want := range words {
		end := from
		for end > 0 && from-end < 16 && text[end-1] <= ' ' {
			end--
		}
		from = end
		for from > 0 && end-from < 64 && text[from-1] > ' ' {
			from--
		}
		if from == end || want != "" && text[from:end] != want {
			return 0, 0, detect.None
		}
	}
	start := at + len("password ")
	end := bareEnd(text, start)
	if end-start < 6 || judge(password, text[start:end], tight) < detect.High || !mixed(text[start:end]) {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}

// findBundler is user:password for the host a variable is called after, with __
// for its dots.
func findBundler(text string, at int) (int, int, detect.Confidence) {
	end := (upper | digits | underscore).run(text, at, 128)
	operator := skipBlanks(text, end, 2)
	if !strings.Contains(text[at:end], "__") || operator >= len(text) || text[operator] != ':' && text[operator] != '=' {
		return 0, 0, detect.None
	}
	start := valueStart(text, operator)
	end = (alnum | colon).run(text, start, 128)
	user, pass, ok := strings.Cut(text[start:end], ":")
	if !ok || user == "" || len(pass) < 6 || words(user) && words(pass) && commonWord(pass) || judge(password, pass, quoted) == detect.None {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}
