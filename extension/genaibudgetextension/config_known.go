package genaibudgetextension

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/confmap"
)

// Unmarshal reads the server's part apart from the rest. Together confmap would take
// any key, as it does wherever a squashed part of a configuration unmarshals itself:
// a misspelt limit would be none.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	servers := keysOf(reflect.TypeFor[confighttp.ServerConfig]())
	server, own := confmap.New(), confmap.New()
	if err := errors.Join(server.Merge(conf), own.Merge(conf)); err != nil {
		return err
	}
	for key := range conf.ToStringMap() {
		if slices.Contains(servers, key) {
			own.Delete(key)
		} else {
			server.Delete(key)
		}
	}
	return errors.Join(own.Unmarshal(&c.LedgerConfig), server.Unmarshal(&c.Server))
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
