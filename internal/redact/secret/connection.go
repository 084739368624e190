package secret

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// connections recognises passwords in URLs of databases and brokers, and the
// secrets of otpauth URIs and signed storage URLs. Connection strings of names
// and values are assignments; web URLs with credentials are those of package pii.
func connections() []detect.Pattern {
	return []detect.Pattern{
		{
			Entity: ConnectionPassword, Name: "connection-url", Prefixes: []string{"://"}, Find: findConnection,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{
						"DATABASE_URL=postgres://app:«s3cr3t%21»@db.internal:5432/prod?sslmode=require",
						"mongodb+srv://u:«Pw9xYz12»@c0.example.net/db", "rediss://:«Tk77aaBB»@cache:6380/0",
						"amqp://svc:«p@ss»@mq/vhost", // a password with an @ in it
					}
				},
				Misses: func() []string {
					return []string{
						"postgres://db.internal:5432/prod", "postgres://app@db/prod", // none in it
						"mysql://user:${DB_PASSWORD}@db", "redis://:<password>@host", "postgres://user:password@host", "amqp://u:****@h", // placeholders
						"see s3://bucket:8080/path and mail a@b.example", // the @ is in another word
					}
				},
			},
		},
		{
			Entity: ConnectionPassword, Name: "mysql-dsn", Prefixes: []string{"@tcp(", "@unix("}, Find: findDSN,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{`sql.Open("mysql", "app:«s3cr3tXy»@tcp(127.0.0.1:3306)/x?parseTime=true")`, "app:«p@ss/w0rd»@unix(/tmp/mysql.sock)/x"}
				},
				Misses: func() []string {
					return []string{"app@tcp(127.0.0.1:3306)/x", "app:${PASS}@tcp(db:3306)/x", "user:password@tcp(db:3306)/x", "%s:%s@tcp(%s)/x", "x @tcp(a)"}
				},
			},
		},
		{
			Entity: ConnectionPassword, Name: "oracle-logon", Prefixes: []string{"jdbc:oracle:", "sqlplus ", "sqlldr "}, Find: findLogon,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"jdbc:oracle:thin:app/«s3cr3tXy»@//h:1521/x", "sqlplus -s app/«Pw9xYz12»@orcl @run.sql", `url = "jdbc:oracle:oci:app/«Pw9xYz12»@tns"`}
				},
				Misses: func() []string {
					return []string{"jdbc:oracle:thin:@h:1521:x", "sqlplus /nolog", "sqlplus / as sysdba", "sqlplus app@orcl", "sqlplus app/${PASS}@orcl", "sqlplus path/to/script"}
				},
			},
		},
		{
			Entity: OTPSecret, Name: "otpauth-uri", Prefixes: []string{"otpauth://", "otpauth-migration://"}, Fold: true, Find: findOTP,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"otpauth://totp/Ex:bob?secret=«" + random(base32, 16, 1) + "»&issuer=Ex"}
				},
				Misses: func() []string {
					return []string{"otpauth://totp/Ex:bob?issuer=Ex", "otpauth://totp/{label}?secret={secret}"}
				},
			},
		},
		{
			Entity: AzureSecret, Name: "azure-sas-signature", Prefixes: []string{"sig="}, Find: findSignature,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{"https://a.blob.core.windows.net/c?sv=2024-11-04&sig=«" + random(alnum, 43, 1) + "%3D»&se=2026"}
				},
				Misses: func() []string {
					return []string{"?sig=abc", "const sig=computeTheSignatureOfTheWholeRequestBody", "sig=" + random(hexLower, 64, 2)}
				}, // a digest
			},
		},
		{
			Entity: GenericSecret, Name: "signed-url", Prefixes: []string{"X-Amz-Signature=", "X-Goog-Signature="}, Find: findURLSignature,
			Proof: detect.Proof{
				Hits: func() []string {
					return []string{
						"https://b.s3.amazonaws.com/k?X-Amz-Expires=900&X-Amz-Signature=«" + random(hexLower, 64, 1) + "»&x-id=GetObject", "https://storage.googleapis.com/b/o?X-Goog-Signature=«" + random(hexLower, 512, 2) + "»",
					}
				},
				Misses: func() []string {
					return []string{"X-Amz-Signature=<signature>", "X-Amz-Signature=abcdef", "X-Goog-Signature={signature}"}
				},
			},
		},
	}
}

func findURLSignature(text string, at int) (int, int, detect.Confidence) {
	start := at + strings.IndexByte(text[at:], '=') + 1
	end := hexLower.run(text, start, 1025)
	if n := end - start; n < 64 || n > 1024 || !mixed(text[start:end]) {
		return 0, 0, detect.None
	}
	return start, end, sure
}

func findConnection(text string, at int) (int, int, detect.Confidence) {
	scheme := (alnum | hyphen | dot | slashPlus).runBack(text, at, 24)
	if name := text[scheme:at]; len(name) < 2 || strings.EqualFold(name, "http") || strings.EqualFold(name, "https") {
		return 0, 0, detect.None
	}
	user := at + len("://")
	start, end := 0, 0
	for i := user; i < len(text) && i-user < 512; i++ {
		switch b := text[i]; {
		case b <= ' ', strings.IndexByte("/\"'`\\", b) >= 0, b == '<' && i != start, b == '?' && start == 0:
			i = len(text)
		case b == ':' && start == 0:
			start = i + 1
		case b == '@' && start > 0:
			end = i
		}
	}
	if end <= start || start == 0 || placeholder(text[start:end]) || commonWord(text[start:end]) {
		return 0, 0, detect.None
	}
	return start, end, sure
}

// findDSN is the password in user:password@tcp(host:port)/database.
func findDSN(text string, at int) (int, int, detect.Confidence) {
	from := at
	for from > 0 && at-from < 128 && text[from-1] > ' ' && strings.IndexByte("\"'`<>()", text[from-1]) < 0 {
		from--
	}
	from += strings.LastIndexByte(text[from:at], '=') + 1 // DSN=
	colon := strings.IndexByte(text[from:at], ':')
	start := from + colon + 1
	if colon < 1 || start >= at || placeholder(text[start:at]) || commonWord(text[start:at]) {
		return 0, 0, detect.None
	}
	return start, at, sure
}

// findLogon is the password in user/password@database, as Oracle's programs take it.
func findLogon(text string, at int) (int, int, detect.Confidence) {
	line := text[at:min(len(text), at+128)]
	if n := strings.IndexAny(line, "\n\"'`"); n >= 0 {
		line = line[:n]
	}
	slash := strings.IndexByte(line, '/')
	if slash <= 0 || !word.has(line[slash-1]) {
		return 0, 0, detect.None
	}
	n := strings.IndexAny(line[slash:], "@ ")
	if n < 2 || line[slash+n] != '@' || placeholder(line[slash+1:slash+n]) || commonWord(line[slash+1:slash+n]) || strings.IndexByte(line[slash+1:slash+n], '/') >= 0 {
		return 0, 0, detect.None
	}
	return at + slash + 1, at + slash + n, sure
}

func findOTP(text string, at int) (int, int, detect.Confidence) {
	uri := text[at:min(len(text), at+512)]
	for i := len("otpauth://"); i+7 < len(uri); i++ {
		b := uri[i]
		if b <= ' ' || b == '"' || b == '\'' || b == ':' && strings.HasPrefix(uri[i:], "://otp") {
			break
		}
		if b != '?' && b != '&' || !hasPrefixFold(uri[i+1:], "secret=") {
			continue
		}
		start := at + i + len("?secret=")
		end := (alnum | equals).run(text, start, 256)
		if end-start < 8 {
			break
		}
		return start, end, detect.Certain
	}
	return 0, 0, detect.None
}

// findSignature is the signature of a shared access URL: 32 bytes in base64.
func findSignature(text string, at int) (int, int, detect.Confidence) {
	start := at + len("sig=")
	end := (base64Std | percent | equals).run(text, start, 96)
	if at == 0 || text[at-1] != '?' && text[at-1] != '&' && text[at-1] != ';' || end-start < 43 || end-start > 90 || hexLower.all(text[start:end]) || !mixed(text[start:end]) {
		return 0, 0, detect.None
	}
	return start, end, sure
}
