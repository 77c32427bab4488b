package server

import (
	"context"
	"log/slog"
	"regexp"
)

// redacted hides sessions and secrets in every record of a log, whoever writes it.
type redacted struct{ slog.Handler }

var secretsInText = regexp.MustCompile(
	`(?i)(/(?:ks|kt)/|[?&"\s](?:ks|kt|secret)["\s]*[=:]["\s]*)[A-Za-z0-9+_=%-]+`)

func redact(text string) string { return secretsInText.ReplaceAllString(text, "${1}-") }

// Handle implements slog.Handler.
func (h redacted) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, redact(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(redactAttr(a))
		return true
	})
	return h.Handler.Handle(ctx, clean)
}

// WithAttrs implements slog.Handler.
func (h redacted) WithAttrs(list []slog.Attr) slog.Handler {
	clean := make([]slog.Attr, len(list))
	for i, a := range list {
		clean[i] = redactAttr(a)
	}
	return redacted{h.Handler.WithAttrs(clean)}
}

// WithGroup implements slog.Handler.
func (h redacted) WithGroup(name string) slog.Handler { return redacted{h.Handler.WithGroup(name)} }

func redactAttr(a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindString:
		return slog.String(a.Key, redact(v.String()))
	case slog.KindGroup:
		list := make([]any, 0, len(v.Group()))
		for _, inner := range v.Group() {
			list = append(list, redactAttr(inner))
		}
		return slog.Group(a.Key, list...)
	case slog.KindAny:
		if err, ok := v.Any().(error); ok {
			return slog.String(a.Key, redact(err.Error()))
		}
	}
	return a
}
