package ks

import (
	"net/url"
	"sort"
	"strings"
)

// Privileges maps a privilege's name to its value ("" when it has none;
// reference: backend-api §2.6).
type Privileges map[string]string

// ParsePrivileges reads "name:value,name,…"; "*" alone becomes all.
func ParsePrivileges(text string) Privileges {
	p := Privileges{}
	for _, part := range strings.Split(text, ",") {
		part = strings.TrimSpace(part)
		if part == "*" {
			p["all"] = "*"
		} else if name, v, _ := strings.Cut(part, ":"); name != "" && !strings.HasPrefix(name, "_") {
			p[name] = v
		}
	}
	return p
}

// Has tells whether the privilege is held for a value, or for all.
func (p Privileges) Has(name, v string) bool {
	held, ok := p[name]
	if !ok {
		return false
	}
	for _, one := range strings.Split(held, "/") {
		if one == v || one == "*" {
			return true
		}
	}
	return false
}

// String is the form that ParsePrivileges reads, in a fixed order.
func (p Privileges) String() string {
	parts := make([]string, 0, len(p))
	for name, v := range p {
		switch {
		case name == "all" && v == "*":
			parts = append(parts, "*")
		case v == "":
			parts = append(parts, name)
		default:
			parts = append(parts, name+":"+v)
		}
	}
	sort.Strings(parts)
	return strings.Join(parts, ",")
}

func (p Privileges) encode() []string {
	out := make([]string, 0, len(p)+3)
	for name, v := range p {
		out = append(out, url.QueryEscape(name)+"="+url.QueryEscape(v))
	}
	sort.Strings(out)
	return out
}
