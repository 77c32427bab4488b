package ingest

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
)

// Elements of Matroska that lead to its blocks (RFC 9559 §5.1).
const (
	idSegment     = 0x18538067
	idCluster     = 0x1F43B675
	idTimestamp   = 0xE7
	idSimpleBlock = 0xA3
	idBlockGroup  = 0xA0
	idBlock       = 0xA1
)

// mostBlock is how long a block of decoded sound may be, bytes.
const mostBlock = 64 << 20

// readBlocks calls f with every block of a Matroska stream with one track, as
// ffmpeg writes it: time in milliseconds, and its bytes, which are only lent.
func readBlocks(in io.Reader, f func(ms int64, data []byte) error) error {
	r := bufio.NewReaderSize(in, 64<<10)
	var cluster int64
	var buffer []byte
	for {
		id, size, err := element(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch id {
		case idSegment, idCluster, idBlockGroup:
			continue // what is in it comes next
		case idTimestamp, idSimpleBlock, idBlock:
		default:
			if _, err := io.CopyN(io.Discard, r, size); err != nil {
				return cutOff(err)
			}
			continue
		}
		if size < 0 || size > mostBlock {
			return fmt.Errorf("matroska: a block of %d bytes", size)
		}
		if int64(cap(buffer)) < size {
			buffer = make([]byte, size)
		}
		data := buffer[:size]
		if _, err := io.ReadFull(r, data); err != nil {
			return cutOff(err)
		}
		if id == idTimestamp {
			cluster = 0
			for _, c := range data {
				cluster = cluster<<8 | int64(c)
			}
		} else if len(data) > 4 { // track, time, flags
			if err := f(cluster+int64(int16(binary.BigEndian.Uint16(data[1:]))), data[4:]); err != nil {
				return err
			}
		}
	}
}

// cutOff takes the end of a program for the end of the stream.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// element reads an element's id and size (RFC 8794 §4).
func element(r *bufio.Reader) (id, size int64, err error) {
	if id, err = variable(r, true); err != nil {
		return 0, 0, err
	}
	size, err = variable(r, false)
	return id, size, err
}

// variable reads a number that tells its own length, with or without the bit
// that does so.
func variable(r *bufio.Reader, whole bool) (int64, error) {
	first, err := r.ReadByte()
	if err != nil {
		return 0, err
	}
	more := bits.LeadingZeros8(first)
	if more > 7 {
		return 0, errors.New("matroska: no element")
	}
	v := int64(first)
	if !whole {
		v &= 1<<(7-more) - 1
	}
	for range more {
		c, err := r.ReadByte()
		if err != nil {
			return 0, err
		}
		v = v<<8 | int64(c)
	}
	return v, nil
}
