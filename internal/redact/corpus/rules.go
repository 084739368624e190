package corpus

// StockRules are thirty rules as people write them for blocked_values of the
// stock redaction processor, which the benchmarks compare with.
var StockRules = []string{
	`\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b`, `\b4[0-9]{12}(?:[0-9]{3})?\b`, `\b5[1-5][0-9]{14}\b`, `\b3[47][0-9]{13}\b`,
	`\b6(?:011|5[0-9]{2})[0-9]{12}\b`, `\b(?:\d{4}[- ]){3}\d{4}\b`, `\b\d{3}-\d{2}-\d{4}\b`, `\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b`,
	`\b(?:\d{1,3}\.){3}\d{1,3}\b`, `\b(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}\b`, `\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b`,
	`\b\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b`, `\+\d{1,3}[ -]?\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b`, `\bAKIA[0-9A-Z]{16}\b`, `\bASIA[0-9A-Z]{16}\b`,
	`\bgh[pousr]_[A-Za-z0-9]{36}\b`, `\bgithub_pat_[A-Za-z0-9_]{22,}\b`, `\bxox[baprs]-[A-Za-z0-9-]{10,}\b`, `\bsk-[A-Za-z0-9_-]{20,}\b`,
	`\bAIza[0-9A-Za-z_-]{35}\b`, `\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\b`, `-----BEGIN [A-Z ]*PRIVATE KEY-----`,
	`\bsk_live_[0-9a-zA-Z]{24,}\b`, `\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b`, `\bhf_[A-Za-z0-9]{34,}\b`, `\bglpat-[A-Za-z0-9_-]{20}\b`,
	`(?i)\bpassword\s*[=:]\s*\S+`, `(?i)\bbearer\s+[A-Za-z0-9._-]+`, `\b[A-CEGHJ-PR-TW-Z]{2}\d{6}[A-D]\b`, `\b[A-Z]{5}\d{4}[A-Z]\b`,
}
