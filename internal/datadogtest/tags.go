package datadogtest

import (
	"maps"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// maxTag is the length of a tag in characters; Datadog cuts what is longer.
const maxTag = 200

// conventions are the resource attributes that become tags of another name.
var conventions = map[string]string{
	"service.name":                "service",
	"service.version":             "version",
	"deployment.environment.name": "env",
	"deployment.environment":      "env",
	"container.id":                "container_id",
	"container.name":              "container_name",
	"cloud.provider":              "cloud_provider",
	"cloud.region":                "region",
	"cloud.availability_zone":     "zone",
	"k8s.cluster.name":            "kube_cluster_name",
	"k8s.deployment.name":         "kube_deployment",
	"k8s.namespace.name":          "kube_namespace",
	"k8s.pod.name":                "pod_name",
}

// hostAttributes name the host, the first that is there.
var hostAttributes = []string{"datadog.host.name", "k8s.node.name", "host.id", "host.name"}

// tags are a key and its value, both as Datadog keeps them.
type tags map[string]string

// resourceTags are those of everything in a resource, of which every attribute may be one under its own name as well.
func (t translator) resourceTags(resource pcommon.Map) tags {
	found := tags{}
	for key, value := range resource.All() {
		if name, known := conventions[key]; known {
			found.set(name, value.AsString())
		}
		if t.ResourceAttributesAsTags {
			found.set(key, value.AsString())
		}
	}
	for _, key := range hostAttributes {
		if value, there := resource.Get(key); there {
			found.set("host", value.AsString())
			break
		}
	}
	return found
}

// with adds the attributes of a point.
func (t tags) with(point pcommon.Map) tags {
	joined := make(tags, len(t)+point.Len())
	maps.Copy(joined, t)
	for key, value := range point.All() {
		joined.set(key, value.AsString())
	}
	return joined
}

func (t tags) set(key, value string) {
	tag := normalTag(key + ":" + value)
	key, value, _ = strings.Cut(tag, ":")
	if value != "" {
		t[key] = value
	}
}

// identity is the same for equal tags.
func (t tags) identity() string {
	list := make([]string, 0, len(t))
	for key, value := range t {
		list = append(list, key+":"+value)
	}
	slices.Sort(list)
	return strings.Join(list, ",")
}

// normalTag writes a tag as Datadog does: in small letters, with an underscore for
// every character that is none of letters, digits and _ - : . /
func normalTag(tag string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(tag) {
		if !strings.ContainsRune("_-:./", r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && r < 0x80 {
			r = '_'
		}
		b.WriteRune(r)
	}
	runes := []rune(b.String())
	return strings.TrimRight(string(runes[:min(len(runes), maxTag)]), "_")
}
