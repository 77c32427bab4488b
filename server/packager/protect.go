package packager

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/Eyevinn/mp4ff/mp4"
)

// Schemes of encryption.
const (
	AES128 = "aes-128" // whole segments, HLS (RFC 8216bis §4.4.4.4)
	CENC   = "cenc"    // AES-CTR of subsamples (ISO/IEC 23001-7 §10.1)
	CBCS   = "cbcs"    // AES-CBC, one block in ten (ISO/IEC 23001-7 §10.4)
)

// KeyFile is the name of a key beside a media playlist.
const KeyFile = "encryption.key"

// Protection is how the segments of an entry are encrypted.
type Protection struct {
	Scheme  string
	Key     []byte   // 16 bytes
	KeyID   mp4.UUID // 16 bytes
	License string   // URL of the ClearKey licences
}

// NewProtection derives the key of an entry from a secret. An unknown scheme
// gives nil.
func NewProtection(scheme, secret, entryID string) *Protection {
	if scheme != AES128 && scheme != CENC && scheme != CBCS {
		return nil
	}
	return &Protection{
		Scheme: scheme,
		Key:    derive(secret, "key "+entryID),
		KeyID:  derive(secret, "kid "+entryID),
	}
}

func derive(secret, what string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(what))
	return mac.Sum(nil)[:16]
}

// iv of the samples of a segment: 8 bytes that count up from sample to sample
// with cenc, which must never meet those of another segment; one of 16 bytes for
// all with cbcs.
func (p *Protection) iv(t *StoredTrack, s Segment) []byte {
	if p.Scheme == CENC {
		return derive(string(p.Key), fmt.Sprintf("iv %s %d", t.ID, s.Offset))[:8]
	}
	return p.constant()
}

func (p *Protection) constant() []byte { return derive(string(p.Key), "iv") }

// Init is the init segment of a track with the marks of its encryption.
func (p *Protection) Init(clear []byte) ([]byte, error) {
	if p.Scheme == AES128 {
		return clear, nil
	}
	init, _, err := p.protectInit(clear)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := init.Encode(&out); err != nil {
		return nil, fmt.Errorf("protect init segment: %w", err)
	}
	return out.Bytes(), nil
}

func (p *Protection) protectInit(clear []byte) (*mp4.InitSegment, *mp4.InitProtectData, error) {
	f, err := mp4.DecodeFile(bytes.NewReader(clear))
	if err != nil {
		return nil, nil, fmt.Errorf("read init segment: %w", err)
	}
	if f.Init == nil {
		return nil, nil, errors.New("protect: no init segment")
	}
	iv := p.constant()
	if p.Scheme == CENC {
		iv = iv[:8]
	}
	// Players that were told nothing else find the key by its id (W3C "cenc"
	// Initialization Data Format).
	common := &mp4.PsshBox{Version: 1, SystemID: mp4.UUID(commonSystem), KIDs: []mp4.UUID{p.KeyID}}
	data, err := mp4.InitProtect(f.Init, p.Key, iv, p.Scheme, p.KeyID, []*mp4.PsshBox{common})
	if err != nil {
		return nil, nil, fmt.Errorf("protect init segment: %w", err)
	}
	return f.Init, data, nil
}

// commonSystem is the W3C common PSSH box's system id.
var commonSystem, _ = hex.DecodeString("1077efecc0b24d02ace33c1e52e2fb4b")

// Segment encrypts a segment, the n-th of its playlist from 0.
func (p *Protection) Segment(t *StoredTrack, s Segment, n int, init, clear []byte) ([]byte, error) {
	if p.Scheme == AES128 {
		return p.encryptWhole(n, clear)
	}
	_, data, err := p.protectInit(init)
	if err != nil {
		return nil, err
	}
	encryptor, err := data.NewFragmentEncryptor(p.Key, p.iv(t, s))
	if err != nil {
		return nil, fmt.Errorf("protect segment: %w", err)
	}
	f, err := mp4.DecodeFile(bytes.NewReader(clear))
	if err != nil {
		return nil, fmt.Errorf("read segment: %w", err)
	}
	var out bytes.Buffer
	out.Grow(len(clear) + len(clear)/16)
	for _, part := range f.Segments {
		for _, fragment := range part.Fragments {
			if err := encryptor.EncryptFragment(fragment); err != nil {
				return nil, fmt.Errorf("protect segment: %w", err)
			}
			if err := fragment.Encode(&out); err != nil {
				return nil, fmt.Errorf("protect segment: %w", err)
			}
		}
	}
	return out.Bytes(), nil
}

// encryptWhole encrypts with the number of the segment as the first block and pads to
// whole blocks (RFC 8216bis §4.4.4.4, §5.2; RFC 5652 §6.3).
func (p *Protection) encryptWhole(n int, clear []byte) ([]byte, error) {
	block, err := aes.NewCipher(p.Key)
	if err != nil {
		return nil, fmt.Errorf("protect segment: %w", err)
	}
	pad := aes.BlockSize - len(clear)%aes.BlockSize
	out := append(bytes.Clone(clear), bytes.Repeat([]byte{byte(pad)}, pad)...)
	iv := make([]byte, aes.BlockSize)
	binary.BigEndian.PutUint64(iv[8:], uint64(n))
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, out)
	return out, nil
}
