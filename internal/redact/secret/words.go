package secret

// roleOf reads one word in any case. Words that people write together count by
// their end: "dbpassword", "secretkey".
func roleOf(text string) role {
	var buffer [20]byte
	if len(text) > len(buffer) {
		return roleOfEnd(text[len(text)-len(buffer):])
	}
	for i := range len(text) {
		buffer[i] = lowered(text[i])
	}
	switch string(buffer[:len(text)]) {
	case "password", "passwd", "pwd", "passphrase", "passcode", "passwort", "contrasena", "senha", "kennwort", "passwords":
		return passwordWord
	case "pass", "pw":
		return passWord
	case "secret", "secrete", "credential", "credentials", "cred", "creds", "mnemonic":
		return secretWord
	case "token":
		return tokenWord
	case "key":
		return keyWord
	case "apikey", "accesskey", "secretkey", "privatekey", "authkey", "signingkey", "accountkey", "encryptionkey", "sharedkey", "masterkey":
		return apiKeyWord
	case "api", "access", "private", "auth", "authentication", "account", "master", "encryption", "encrypt", "signing", "sign", "signature",
		"shared", "subscription", "service", "storage", "session", "hmac", "ssh", "jwt", "admin", "app", "application", "integration", "ingestion", "license", "routing", "webhook",
		"ibm", "cos", "iam", "softlayer", "sl", "slapi", "cloudant", "clou", "ssl", "tls", "rsa", "aes", "server", "client", "user", "preshared", "psk", "deploy", "bot", "consumer",
		"oauth", "fernet", "cipher", "decryption", "unseal", "recovery", "backup", "salt", "ingest", "dd", "exa":
		return roleOfOwner(buffer[:len(text)])
	case "authorization":
		return tokenWord
	case "cookie", "cookies":
		return cookieWord
	case "input", "output", "max", "min", "total", "cached", "cache", "prompt", "completion", "reasoning", "thinking", "next", "page", "paging", "pagination",
		"continuation", "cursor", "previous", "prev", "sync", "num", "number", "count", "stop", "eos", "bos", "pad", "unk", "sep", "cls", "mask", "special", "first", "last",
		"current", "unexpected", "invalid", "missing", "sort", "partition", "primary", "foreign", "idempotency", "image", "audio", "text", "budget",
		"avg", "mean", "per", "cancellation", "correlation", "lock", "lease", "fencing", "change", "watch", "badge", "resume", "resumption", "delta", "matching":
		return before
	case "public", "publishable", "csrf", "xsrf", "authenticity", "antiforgery":
		return open
	case "id", "ids", "name", "names", "type", "types", "url", "urls", "uri", "file", "filename", "path", "dir", "length", "len", "size", "version", "policy", "required",
		"reset", "expires", "expiry", "expiration", "expired", "expire", "ttl", "field", "fields", "column", "label", "hint", "placeholder", "usage", "limit", "limits", "ref",
		"reference", "arn", "error", "errors", "status", "valid", "changed", "updated", "created", "at", "date", "time", "timestamp", "rotation", "algorithm", "alg", "provider",
		"manager", "mgr", "endpoint", "method", "mode", "enabled", "disabled", "strength", "format", "index", "kind", "class", "header", "variable", "source", "scheme",
		"rule", "rules", "regex", "pattern", "prefix", "suffix", "validator", "generator", "encoder", "tokenizer", "price", "cost", "lifetime", "duration", "audience", "issuer",
		"scope", "scopes", "lookup", "exists", "list", "map", "fingerprint", "description", "title", "message", "state", "check", "checker", "model", "config", "settings", "options",
		"handler", "func", "function", "callback", "parser", "stream", "pair", "vault", "store", "pool", "bucket", "region", "wrap", "usages", "attempts", "retries", "days", "seconds", "minutes", "hours", "ms", "age":
		return after
	default:
		if vendor(string(buffer[:len(text)])) {
			return keyOwner
		}
		return roleOfEnd(string(buffer[:len(text)]))
	}
}

// roleOfOwner sets apart "auth", which is docker's name for a password, too.
func roleOfOwner(w []byte) role {
	if string(w) == "auth" {
		return authWord
	}
	return keyOwner
}

// roleOfEnd is for words written together; w is in lower case, or longer than any known.
func roleOfEnd(w string) role {
	for _, end := range [...]string{"password", "passwd", "pwd", "passphrase"} {
		if endsFold(w, end) {
			return passwordWord
		}
	}
	switch {
	case endsFold(w, "apikey"), endsFold(w, "secretkey"), endsFold(w, "accesskey"), endsFold(w, "privatekey"), endsFold(w, "clientsecret"), endsFold(w, "apisecret"):
		return apiKeyWord
	case endsFold(w, "token"):
		return tokenWord
	default:
		return plain
	}
}

func endsFold(s, end string) bool {
	return len(s) > len(end) && hasPrefixFold(s[len(s)-len(end):], end)
}
