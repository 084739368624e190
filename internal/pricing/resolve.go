package pricing

import (
	"fmt"
	"strings"
)

// resolve finds the model that a clean provider and a clean model name.
func (b *Book) resolve(provider, name string) found {
	if notProviders[provider] {
		return b.resolveModel(name)
	}
	p := b.provider(provider)
	if p == nil {
		return found{err: fmt.Errorf("%w %q", ErrUnknownProvider, provider)}
	}
	return b.resolveIn(p, name)
}

// resolveModel finds a model whose provider nobody named.
func (b *Book) resolveModel(name string) found {
	if isBedrock(name) && b.byID[bedrock] != nil {
		return b.resolveIn(b.byID[bedrock], name)
	}
	if prefix, _, ok := cutPrefix(name); ok {
		if p := b.providerByName(prefix); p != nil {
			return b.resolveIn(p, name)
		}
	}
	unknown := found{err: fmt.Errorf("%w %q", ErrUnknownModel, name)}
	plain := strings.TrimPrefix(name, "ft:")
	if tail, ok := resourceTail(plain); ok {
		plain = tail
	}
	for _, p := range b.providers {
		if !p.modelMatch.matches(name) && !p.modelMatch.matches(plain) {
			continue
		}
		if f := b.resolveIn(p, name); f.err == nil {
			return f
		}
	}
	return unknown
}

func (b *Book) resolveIn(p *provider, name string) found {
	if target, ok := p.aliases[name]; ok {
		name = target
	}
	m, listedBy := b.findIn(p, name), p
	for _, id := range p.fallback {
		if m != nil {
			break
		}
		if next := b.byID[id]; next != nil {
			m, listedBy = b.findIn(next, name), next
		}
	}
	if m == nil {
		return found{err: fmt.Errorf("%w %q of %s", ErrUnknownModel, name, p.id)}
	}
	return found{
		model: m,
		match: Match{
			Provider: p.id, Model: m.id, ListedBy: listedBy.id,
			ContextWindow: m.contextWindow, AsOf: m.asOf,
		},
		unpriced: fmt.Errorf("%w: %s/%s", ErrUnpricedUsage, listedBy.id, m.id),
	}
}

func (b *Book) findIn(p *provider, name string) *model {
	list := forms(name, p.id, func(prefix string) bool { return b.providerByName(prefix) == p })
	for _, l := range p.layers {
		for _, f := range list {
			if m := l.find(f.name); m != nil && !f.outside {
				return m
			}
		}
		for _, f := range list {
			if m := l.findVariant(f); m != nil {
				return m
			}
		}
	}
	return nil
}

// provider finds a provider by any name it goes by.
func (b *Book) provider(name string) *provider {
	if p := b.providerByName(name); p != nil {
		return p
	}
	// The Vercel AI SDK writes provider.api, such as anthropic.messages.
	for i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name[:i], '.') {
		if p := b.providerByName(name[:i]); p != nil {
			return p
		}
	}
	for _, c := range compatible {
		if strings.HasPrefix(name, c) {
			return nil
		}
	}
	for _, p := range b.providers {
		if p.match.matches(name) {
			return p
		}
	}
	return nil
}

func (b *Book) providerByName(name string) *provider {
	if p := b.byID[name]; p != nil {
		return p
	}
	if id, ok := providerAliases[name]; ok {
		return b.byID[id]
	}
	return nil
}
