package service

import (
	"encoding/xml"
	"fmt"
	"strconv"

	"diptych/server/api"
)

// rule is the XML form of a rule: the playlistContent of dynamic playlists
// (reference: backend-api §3.8).
type rule struct {
	XMLName xml.Name     `xml:"playlist"`
	Total   int          `xml:"total_results"`
	Filters []ruleFilter `xml:"filters>filter"`
}

type ruleFilter struct {
	Fields []ruleField `xml:",any"`
}

type ruleField struct {
	XMLName xml.Name
	Text    string `xml:",chardata"`
}

func writeRule(filters []api.Params, total int) (string, error) {
	out := rule{Total: total}
	for _, f := range filters {
		var one ruleFilter
		for _, name := range fieldNames(f) {
			one.Fields = append(one.Fields, ruleField{xml.Name{Local: name}, f.Str(name)})
		}
		out.Filters = append(out.Filters, one)
	}
	text, err := xml.Marshal(out)
	if err != nil {
		return "", fmt.Errorf("write the rule of a playlist: %w", err)
	}
	return string(text), nil
}

func readRule(text string) (filters []api.Params, total int, err error) {
	var in rule
	if err := xml.Unmarshal([]byte(text), &in); err != nil {
		return nil, 0, api.Err(api.WrongFormat, "playlistContent", "xml")
	}
	if len(in.Filters) > maxFilters {
		return nil, 0, api.Err(api.MaxValue, "filters", strconv.Itoa(maxFilters))
	}
	for _, f := range in.Filters {
		one := api.Params{}
		for _, field := range f.Fields {
			one[field.XMLName.Local] = field.Text
		}
		filters = append(filters, one)
	}
	if in.Total <= 0 {
		in.Total = maxResults
	}
	return filters, min(in.Total, maxResults), nil
}
