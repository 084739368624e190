// Package squash reads a configuration of which one part, such as confighttp's, unmarshals itself.
package squash

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/confmap"
)

// Unmarshal reads into part the keys that part has, and into own all others. Together
// confmap would take any key, as it does wherever a squashed part of a configuration
// unmarshals itself: a misspelt limit would be none. Both are pointers to structs.
func Unmarshal(conf *confmap.Conf, part, own any) error {
	keys := keysOf(reflect.TypeOf(part).Elem())
	theirs, ours := confmap.New(), confmap.New()
	if err := errors.Join(theirs.Merge(conf), ours.Merge(conf)); err != nil {
		return err
	}
	for key := range conf.ToStringMap() {
		if slices.Contains(keys, key) {
			ours.Delete(key)
		} else {
			theirs.Delete(key)
		}
	}
	return errors.Join(ours.Unmarshal(own), theirs.Unmarshal(part))
}

// keysOf are the keys that a struct is read from, those of squashed parts with them.
func keysOf(t reflect.Type) (keys []string) {
	for field := range t.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("mapstructure"), ",")
		switch {
		case !field.IsExported():
		case strings.Contains(options, "squash"):
			keys = append(keys, keysOf(field.Type)...)
		case name != "":
			keys = append(keys, name)
		}
	}
	return keys
}
