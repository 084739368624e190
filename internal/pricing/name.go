package pricing

import "strings"

// maxNameBytes bounds the names that are looked up: they come from outside, and
// no model or provider has a longer one.
const maxNameBytes = 256

// clean brings a name into the form in which names are compared.
func clean(s string) string {
	return strings.ToLower(strings.Trim(s, " \t\r\n'\"`"))
}

// form is one way to write the name of a model.
type form struct {
	name string
	// outside says that Bedrock's global region was taken off; what it costs
	// there is not what it costs in the others.
	outside bool
}

// forms returns the ways to write a name, the name as it is first. sameProvider
// tells whether a prefix names the provider that is being asked.
func forms(name, provider string, sameProvider func(prefix string) bool) []form {
	list := []form{{name: name}}
	add := func(s string) bool {
		if s == "" {
			return false
		}
		list = append(list, form{name: s})
		return true
	}
	name = fineTune(name)
	if name != list[0].name {
		return []form{{name: name}} // the tail of a fine-tune is anybody's choice of words
	}
	if prefix, rest, ok := cutPrefix(name); ok && sameProvider(prefix) && add(rest) {
		name = rest
	}
	if s, ok := resourceTail(name); ok && add(s) {
		name = s
	}
	if provider != openRouter { // there the maker is a part of the name
		if maker, rest, ok := strings.Cut(name, "/"); ok && makers[maker] && add(rest) {
			name = rest
		}
	}
	if provider == bedrock {
		list = appendBedrock(list, name)
	}
	return list
}

const (
	openRouter = "openrouter"
	bedrock    = "aws"
)

// cutPrefix splits provider/model and provider:model.
func cutPrefix(name string) (prefix, rest string, ok bool) {
	if i := strings.IndexAny(name, "/:"); i > 0 {
		return name[:i], name[i+1:], true
	}
	return "", "", false
}

// resourceTail takes the model out of the path of a resource. Deployments,
// endpoints and a customer's own profiles have names of their own; they are no model.
func resourceTail(name string) (string, bool) {
	if strings.HasPrefix(name, "arn:") {
		for _, kind := range []string{":foundation-model/", ":inference-profile/"} {
			if _, tail, ok := strings.Cut(name, kind); ok {
				return tail, true
			}
		}
		return "", false
	}
	if tail, ok := strings.CutPrefix(name, "models/"); ok {
		return tail, true
	}
	for _, start := range []string{"publishers/", "accounts/", "projects/"} {
		if strings.HasPrefix(name, start) {
			if i := strings.LastIndex(name, "/models/"); i >= 0 {
				return name[i+len("/models/"):], true
			}
		}
	}
	return "", false
}

// fineTune brings the id of a fine-tuned model to the base it was made from,
// still marked as fine-tuned: it has prices of its own, or none that is known.
func fineTune(name string) string {
	if strings.HasPrefix(name, "ft:") {
		if base, _, ok := strings.Cut(name[len("ft:"):], ":"); ok {
			return "ft:" + base
		}
	}
	if i := strings.Index(name, ".ft-"); i >= 0 {
		return name[:i+len(".ft-")]
	}
	return name
}

func appendBedrock(list []form, name string) []form {
	f := form{name: name}
	if region, rest, ok := strings.Cut(name, "."); ok && bedrockRegions[region] {
		f = form{name: rest, outside: region == bedrockGlobal}
		list = append(list, f)
	}
	if maker, rest, ok := strings.Cut(f.name, "."); ok && bedrockMakers[maker] {
		list = append(list, form{name: rest, outside: f.outside})
	}
	return list
}

// isBedrock reports whether only Bedrock writes names of models like this.
func isBedrock(name string) bool {
	if strings.HasPrefix(name, "arn:aws") && strings.Contains(name, ":bedrock:") {
		return true
	}
	first, rest, ok := strings.Cut(name, ".")
	if ok && bedrockRegions[first] {
		first, _, ok = strings.Cut(rest, ".")
	}
	return ok && bedrockMakers[first]
}
