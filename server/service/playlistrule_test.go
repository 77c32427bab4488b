package service

import (
	"encoding/json"
	"testing"

	"diptych/server/api"
)

// FuzzRule: whatever stands in the XML of a rule, it is read into bounded filters
// that can be kept, shown and written again.
func FuzzRule(f *testing.F) {
	f.Add(`<playlist><total_results>5</total_results><filters><filter><nameLike>x</nameLike><limit>3</limit>` +
		`</filter></filters></playlist>`)
	f.Add(`<!DOCTYPE p [<!ENTITY a "b">]><playlist><filters><filter><a>&a;</a></filter></filters></playlist>`)
	f.Add(`<playlist><filters><filter><objectType>x</objectType><n__null/></filter></filters></playlist>`)
	f.Fuzz(func(t *testing.T, text string) {
		filters, total, err := readRule(text)
		if err != nil {
			return
		}
		if len(filters) > maxFilters || total > maxResults || total < 1 {
			t.Errorf("%d filters, %d results", len(filters), total)
		}
		for _, one := range filters {
			_, _ = refuseNested(one), showFilter(one)
		}
		again, err := writeRule(filters, total)
		if err != nil {
			t.Fatalf("%q is not written: %v", text, err)
		}
		if _, _, err := readRule(again); err != nil {
			t.Errorf("%q became %q, which is no rule: %v", text, again, err)
		}
	})
}

// FuzzFilterJSON: filters of a playlist are kept as JSON and read back.
func FuzzFilterJSON(f *testing.F) {
	f.Add(`{"0":{"nameLike":"x","limit":3},"1":{}}`)
	f.Add(`{"a":[{"b":null}],"0":1}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := api.ParseParams(text)
		if err != nil {
			return
		}
		for _, one := range p.Objects() {
			if _, err := json.Marshal(one); err != nil {
				t.Errorf("%q is not kept: %v", text, err)
			}
			for _, c := range conditions(one) {
				if c.Value == "" {
					t.Errorf("%q is a condition without a value", c.Name)
				}
			}
			_ = hasValue(one, "idIn")
		}
	})
}
