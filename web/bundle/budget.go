package bundle

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

// Report prints the size table and returns an error naming every file that is
// over its budget (size-budget.json: brotli bytes per file). A budget is raised
// only by the change that needs it.
func Report(w io.Writer, rows []*Row, budgetFile string) error {
	text, err := os.ReadFile(budgetFile)
	if err != nil {
		return fmt.Errorf("read budget: %w", err)
	}
	var budget map[string]int
	if err := json.Unmarshal(text, &budget); err != nil {
		return fmt.Errorf("read %s: %w", budgetFile, err)
	}
	var over []string
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "file\traw\tgzip\tbrotli\tbudget\t")
	for _, r := range rows {
		limit, note := budget[r.Name], ""
		if limit == 0 || r.Brotli > limit {
			note = " over"
			over = append(over, r.Name)
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%s\n", r.Name, r.Raw, r.Gzip, r.Brotli, limit, note)
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print sizes: %w", err)
	}
	if len(over) > 0 {
		return fmt.Errorf("over the size budget of %s: %v", budgetFile, over)
	}
	return nil
}
