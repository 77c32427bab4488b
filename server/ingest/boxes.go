package ingest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// hasMedia tells whether a fragmented MP4 file has a fragment: ffmpeg also makes
// files of which nothing came out (ISO/IEC 14496-12 §4.2). A file that is not there
// has none.
func hasMedia(name string) (bool, error) {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read what was made: %w", err)
	}
	defer f.Close()
	var head [16]byte
	for at := int64(0); ; {
		n, err := f.ReadAt(head[:], at)
		if n < 8 {
			if err == nil || errors.Is(err, io.EOF) {
				return false, nil
			}
			return false, fmt.Errorf("read what was made: %w", err)
		}
		size := int64(binary.BigEndian.Uint32(head[:]))
		if size == 1 && n == 16 {
			size = int64(binary.BigEndian.Uint64(head[8:]))
		}
		if string(head[4:8]) == "moof" {
			return true, nil
		}
		if size < 8 {
			return false, nil
		}
		at += size
	}
}
