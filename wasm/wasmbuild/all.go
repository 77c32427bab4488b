package wasmbuild

import (
	"context"
	"fmt"
	"io"
	"os"
)

// All compiles every program and hands its bytes on by the name of its file. What it
// is at stands in log.
func All(ctx context.Context, root string, log io.Writer, take func(name string, data []byte) error) error {
	dir, err := os.MkdirTemp("", "diptych-build-")
	if err != nil {
		return fmt.Errorf("compile: %w", err)
	}
	defer os.RemoveAll(dir)
	for _, p := range Programs {
		fmt.Fprintln(log, "compiling", p.Name+".wasm")
		path, err := Build(ctx, root, dir, p)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read %s: %w", p.Name, err)
		}
		if err := take(p.Name+".wasm", data); err != nil {
			return err
		}
	}
	return nil
}
