package provider

import (
	"strings"

	"diptych/player/stream"
	"diptych/player/value"
)

// apiPath is where the API of a server is that is named without it.
const apiPath = "/api_v3"

func (p *Provider) serviceURL() string {
	return strings.TrimRight(p.Config.ServiceURL, "/")
}

// elsewhere is where the API may be when it does not answer at the service URL,
// "" for nowhere.
func elsewhere(serviceURL string) string {
	if strings.Contains(serviceURL+"/", apiPath+"/") {
		return ""
	}
	return serviceURL + apiPath
}

// post sends a batch to the service URL as it is. Where no API answers there it
// is sent once more to /api_v3 below, which is remembered if one answers.
func (p *Provider) post(r stream.FetchRequest, done func(r stream.Response, url string)) {
	const batch = "/service/multirequest"
	service := p.serviceURL()
	r.URL = service + batch
	p.Fetch.Fetch(r, func(first stream.Response) {
		other := elsewhere(service)
		if other == "" || !foreign(first, r.TimeoutMS) {
			done(first, service+batch)
			return
		}
		r.URL, r.Key = other+batch, ""
		p.Fetch.Fetch(r, func(second stream.Response) {
			if second.Status != 200 || foreign(second, r.TimeoutMS) {
				done(first, service+batch)
				return
			}
			p.Config.ServiceURL = other
			if p.Moved != nil {
				p.Moved(other)
			}
			done(second, other+batch)
		})
	})
}

// foreign tells whether a response is none of an API: not found, no JSON, or
// nothing at all, as for a page that is not found on another origin.
func foreign(r stream.Response, timeout float64) bool {
	if r.Status == 0 {
		return !silent(r, timeout)
	}
	_, err := value.Parse(r.Body)
	return r.Status == 404 || err != nil
}

// silent tells whether there was no response within the time for one, ms.
func silent(r stream.Response, timeout float64) bool {
	return r.Status == 0 && r.TookMS >= timeout*0.99
}

// Root is where the addresses of media and pictures begin: the service URL
// without the API's part of its path, which is its last one (reference:
// player-api §6.5). A URL without a path stays as it is.
func Root(serviceURL string) string {
	url := strings.TrimRight(serviceURL, "/")
	if i := strings.Index(url+"/", apiPath+"/"); i >= 0 {
		return url[:i]
	}
	host := strings.Index(url, "//") + len("//")
	if i := strings.LastIndexByte(url, '/'); i >= host {
		return url[:i]
	}
	return url
}

// scheme is the protocol of play URLs: that of the CDN, else of the service,
// else of the page.
func (p *Provider) scheme() string {
	for _, url := range []string{p.Config.CDNURL, p.serviceURL(), p.Referrer} {
		if s, _, ok := strings.Cut(url, "://"); ok {
			return s
		}
	}
	return "https"
}
