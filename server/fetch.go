package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"

	"diptych/server/ingest"
)

// errTooLong says that another server's file is longer than was asked for.
var errTooLong = errors.New("the file is too long")

// fetched reads a small file by the rules that imports have, by way of a folder
// below temp. It gives up as soon as there is more than most bytes.
func fetched(f *ingest.Fetcher, temp string) func(ctx context.Context, url string, most int64) ([]byte, error) {
	return func(ctx context.Context, address string, most int64) ([]byte, error) {
		if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("fetch: %w: %q", ingest.ErrAddress, address)
		}
		dir, err := os.MkdirTemp(temp, "fetch-")
		if err != nil {
			return nil, fmt.Errorf("fetch: %w", err)
		}
		defer os.RemoveAll(dir)
		ctx, stop := context.WithCancelCause(ctx)
		defer stop(nil)
		name := filepath.Join(dir, "file")
		err = f.Fetch(ctx, address, name, func(done, total int64) {
			if max(done, total) > most {
				stop(errTooLong)
			}
		})
		if err != nil {
			return nil, errors.Join(err, context.Cause(ctx))
		}
		file, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("fetch: %w", err)
		}
		data, err := io.ReadAll(io.LimitReader(file, most+1))
		if err == nil && int64(len(data)) > most {
			err = errTooLong
		}
		return data, errors.Join(err, file.Close())
	}
}
