package store

import (
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold is a text as searches compare it: without the difference of upper and
// lower case in any script, and in one form where Unicode has several (Unicode
// §3.13, compatibility caseless matching). Databases fold by their locale, some
// of them ASCII only, so what is searched is kept folded beside what is shown.
func Fold(s string) string { return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s))) }

// foldable is a row that keeps some of its texts folded.
type foldable interface {
	// fold fills the folded columns.
	fold()
	// foldedColumns names, for a column, the one that its folded text is in.
	foldedColumns() map[string]string
}

func (e *Entry) fold() {
	e.FoldedName, e.FoldedDescription = Fold(e.Name), Fold(e.Description)
	e.FoldedTags, e.FoldedAdminTags = Fold(e.Tags), Fold(e.AdminTags)
	e.FoldedSearch = strings.Join([]string{e.FoldedName, e.FoldedTags, e.FoldedDescription, Fold(e.ReferenceID)},
		"\n")
}

func (*Entry) foldedColumns() map[string]string {
	return map[string]string{"name": "folded_name", "description": "folded_description", "tags": "folded_tags",
		"admin_tags": "folded_admin_tags"}
}

func (p *CuePoint) fold() {
	p.FoldedTitle, p.FoldedDescription = Fold(p.Title), Fold(p.Description)
	p.FoldedText, p.FoldedTags = Fold(p.Text), Fold(p.Tags)
}

func (*CuePoint) foldedColumns() map[string]string {
	return map[string]string{"title": "folded_title", "description": "folded_description", "text": "folded_text",
		"tags": "folded_tags"}
}

// folded fills the folded columns of a row and adds them to those that are
// written beside them.
func folded(row any, columns []string) []string {
	f, ok := row.(foldable)
	if !ok {
		return columns
	}
	f.fold()
	also := f.foldedColumns()
	for _, c := range columns[:len(columns):len(columns)] {
		if name := also[c]; name != "" {
			columns = append(columns, name)
		}
	}
	if _, is := row.(*Entry); is && len(columns) > 0 && slices.ContainsFunc(columns, searchable) {
		columns = append(columns, "folded_search")
	}
	return columns
}

func searchable(column string) bool {
	return column == "name" || column == "tags" || column == "description" || column == "reference_id"
}
