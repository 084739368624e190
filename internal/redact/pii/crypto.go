package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

const cryptoEntity = "CRYPTO"

var cryptoPatterns = []detect.Pattern{
	{
		Entity:   cryptoEntity,
		Name:     "bitcoin-base58",
		Prefixes: []string{"1", "3"},
		MinRun:   26,
		Find:     bitcoinBase58,
		Proof: detect.Proof{
			Hits: texts(
				"wallet «1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2»",
				"«16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ», «3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy»",
				"bitcoin:«1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa»?amount=1",
			),
			Misses: texts(
				"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3",  // checksum
				"16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ2", // longer
				"17NdbrSGoUotzeGCcMMC?nFkEvLymoou9j",  // a character too many
				"1111111111111111111111111111",        // ones
				"15121191cbe47e71cd91fed2c526fdab",    // a trace id
			),
		},
	},
	{
		Entity:   cryptoEntity,
		Name:     "bitcoin-bech32",
		Prefixes: []string{"bc1", "tb1"},
		Fold:     true,
		Find:     bitcoinBech32,
		Proof: detect.Proof{
			Hits: texts(
				"«bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4»",
				"«BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4»",
				"to «bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297».",
			),
			Misses: texts(
				"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",                     // checksum
				"bc1QW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",                     // mixed case
				"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4x",                    // longer
				"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", // the older checksum
				"bc1 and bc123",
			),
		},
	},
	{
		Entity:   cryptoEntity,
		Name:     "ethereum",
		Prefixes: []string{"0x"},
		MinRun:   42,
		Context: []string{
			"ethereum", "eth", "wallet", "address", "erc20", "erc 20", "token", "contract", "metamask", "ens", "usdt", "usdc", "polygon", "recipient", "sender",
			"deposit", "withdraw", "send to", "crypto", "etherscan",
		},
		Find: ethereum,
		Proof: detect.Proof{
			Hits: texts(
				"«0x52908400098527886E0F7030069857D2E4169EE7»",
				"to «0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed».",
				"eth address: «0xde709f2102306220921060314715629080e2fb77»",
			),
			Misses: texts(
				"commit 0xde709f2102306220921060314715629080e2fb77",  // a hash, for all we know
				"wallet 0xde709f2102306220921060314715629080e2fb7",   // too short
				"wallet 0xde709f2102306220921060314715629080e2fb77a", // too long
				"wallet 0x0000000000000000000000000000000000000000",  // nobody's
				"wallet 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",  // one letter's case
			),
		},
	},
	{
		Entity:   cryptoEntity,
		Name:     "monero",
		Prefixes: []string{"4", "8"},
		MinRun:   95,
		Find:     monero,
		Proof: detect.Proof{
			Hits: texts(
				"xmr «44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A»",
			),
			Misses: texts(
				"44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP30",  // no 0
				"44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3AX", // longer
				"48656c6c6f",
			),
		},
	},
}

func bitcoinBase58(text string, at int) (int, int, detect.Confidence) {
	end := at
	for end < len(text) && end-at < 36 && checksum.IsBase58(text[end]) {
		end++
	}
	if n := end - at; n < 26 || n > 35 || isAlnum(byteAt(text, end)) || !checksum.Bitcoin(text[at:end]) {
		return 0, 0, detect.None
	}
	return at, end, detect.Certain
}

func bitcoinBech32(text string, at int) (int, int, detect.Confidence) {
	end := at + 3
	for end < len(text) && end-at < 91 && isAlnum(text[end]) {
		end++
	}
	if n := end - at; n < 42 || n > 90 {
		return 0, 0, detect.None
	}
	if s := text[at:end]; checksum.SegWit("bc", s) || checksum.SegWit("tb", s) {
		return at, end, detect.Certain
	}
	return 0, 0, detect.None
}

// ethereum: mixed case is the checksum of EIP-55. In one case it may be any hash
// of forty hexadecimal digits.
func ethereum(text string, at int) (int, int, detect.Confidence) {
	end := at + 42
	if end > len(text) || isAlnum(byteAt(text, end)) || repeats(text[at+2:end]) {
		return 0, 0, detect.None
	}
	lower, upper := false, false
	for i := at + 2; i < end; i++ {
		if !isHex(text[i]) {
			return 0, 0, detect.None
		}
		lower, upper = lower || isLower(text[i]), upper || isUpper(text[i])
	}
	switch {
	case upper && checksum.Ethereum(text[at:end]):
		return at, end, detect.Certain
	case lower && upper:
		return 0, 0, detect.None
	}
	return at, end, detect.Low
}

func monero(text string, at int) (int, int, detect.Confidence) {
	end := at
	for end < len(text) && end-at < 107 && checksum.IsBase58(text[end]) {
		end++
	}
	if end-at < 95 || isAlnum(byteAt(text, end)) || !checksum.Monero(text[at:end]) {
		return 0, 0, detect.None
	}
	return at, end, detect.High
}
