package manifest

import "strings"

// Resolve resolves a reference against a base URL (RFC 3986 §5.2). net/url
// would cost player.wasm 170 kB.
func Resolve(base, ref string) string {
	if ref == "" {
		return base
	}
	if i := strings.IndexByte(ref, ':'); i > 0 && isScheme(ref[:i]) {
		return ref
	}
	scheme, authority, path, query := split(base)
	if strings.HasPrefix(ref, "//") {
		return scheme + ":" + ref
	}
	root := scheme + "://" + authority
	refPath, refRest := cutAny(ref, "?#")
	if refPath == "" {
		if strings.HasPrefix(refRest, "#") {
			return root + path + query + refRest
		}
		return root + path + refRest
	}
	if !strings.HasPrefix(refPath, "/") {
		refPath = path[:strings.LastIndexByte(path, '/')+1] + refPath
	}
	return root + clean(refPath) + refRest
}

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (i == 0 || !strings.ContainsRune("0123456789+-.", rune(s[i]))) {
			return false
		}
	}
	return true
}

// split gives scheme, authority, path (at least "/") and query with its mark.
func split(url string) (scheme, authority, path, query string) {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return "", "", "/", ""
	}
	rest, _ = cutAny(rest, "#")
	rest, query = cutAny(rest, "?")
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return scheme, rest[:i], rest[i:], query
	}
	return scheme, rest, "/", query
}

func cutAny(s, chars string) (before, rest string) {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// clean takes dot segments out (RFC 3986 §5.2.4).
func clean(path string) string {
	var out []string
	parts := strings.Split(path, "/")
	for i, p := range parts {
		last := i == len(parts)-1
		switch p {
		case ".":
			if last {
				out = append(out, "")
			}
		case "..":
			if len(out) > 1 {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, p)
		}
	}
	return strings.Join(out, "/")
}
