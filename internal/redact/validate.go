package redact

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var (
	actions      = []Action{Replace, Token, Mask, Remove, Encrypt, Count}
	blobPolicies = []BlobPolicy{KeepBlobs, DropBlobs, HashBlobs}
)

// validate holds what New holds against the options themselves.
func (o *Options) validate(known map[detect.Entity]bool) error {
	var errs []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	uses := map[Action]bool{o.Action: true}
	check(o.Action == "" || slices.Contains(actions, o.Action), "action must be one of %s, got %q", oneOf(actions), o.Action)
	check(o.MinConfidence <= detect.Certain, "min_confidence must be at most %d, got %d", detect.Certain, o.MinConfidence)
	for _, e := range slices.Sorted(maps.Keys(o.PerEntity)) {
		own := o.PerEntity[e]
		uses[own.Action] = true
		check(known[e], "per_entity.%s must be the name of an entity%s", e, alike(string(e), known))
		check(own.Action == "" || slices.Contains(actions, own.Action), "per_entity.%s.action must be one of %s, got %q", e, oneOf(actions), own.Action)
		check(own.MinConfidence <= detect.Certain, "per_entity.%s.min_confidence must be at most %d, got %d", e, detect.Certain, own.MinConfidence)
		check(own.KeepLast >= 0, "per_entity.%s.keep_last must not be negative, got %d", e, own.KeepLast)
		check(own.Action != Encrypt || !isSecret(e), "per_entity.%s.action must not be encrypt: secrets and verification values are not kept, not even encrypted", e)
	}
	check(o.Blobs == "" || slices.Contains(blobPolicies, o.Blobs), "scan.blobs must be one of %s, got %q", oneOf(blobPolicies), o.Blobs)
	check(!uses[Token] && o.Blobs != HashBlobs || len(o.TokenKey) > 0, "key must be set for action token and for hashes")
	check(len(o.TokenKey) == 0 || len(o.TokenKey) >= minTokenKeyBytes, "key must have at least %d bytes, got %d", minTokenKeyBytes, len(o.TokenKey))
	check(!uses[Encrypt] || len(o.EncryptKey) > 0, "encrypt.key must be set for action encrypt")
	check(len(o.EncryptKey) == 0 || len(o.EncryptKey) >= MinEncryptKeyBytes, "encrypt.key must have at least %d bytes, got %d", MinEncryptKeyBytes, len(o.EncryptKey))
	check(len(o.EncryptKey) == 0 || validKeyID(o.EncryptKeyID), "encrypt.key_id must be letters, digits, - and _, got %q", o.EncryptKeyID)
	check(o.MinBlobBytes >= 0, "scan.min_blob_bytes must not be negative, got %d", o.MinBlobBytes)
	check(o.MaxBytes >= 0, "scan.max_bytes must not be negative, got %d", o.MaxBytes)
	check(o.MaxFindings >= 0, "scan.max_findings must not be negative, got %d", o.MaxFindings)
	check(o.MaxTenants >= 0, "tenant.max must not be negative, got %d", o.MaxTenants)
	return errors.Join(errs...)
}

func oneOf[T ~string](values []T) string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	return strings.Join(names, ", ")
}

func validKeyID(id string) bool {
	for i := range len(id) {
		if class[id[i]]&isAlnum == 0 && id[i] != '-' && id[i] != '_' {
			return false
		}
	}
	return id != ""
}
