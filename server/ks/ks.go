// Package ks makes and reads Kaltura sessions (reference: backend-api §2). A KS
// is opaque to everybody but the server that holds the account's secrets.
package ks

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // the contract's own construction
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"diptych/server/limits"
)

// Type is what a session may do.
type Type int

// The session types.
const (
	User  Type = 0
	Admin Type = 2
)

// ErrInvalid says that a string is no KS of the account.
var ErrInvalid = errors.New("ks: invalid string")

// Session is the content of a KS.
type Session struct {
	PartnerID  int
	UserID     string
	Type       Type
	Expiry     int64 // unix seconds
	Privileges Privileges
	// Raw is the string it was read from.
	Raw string
	// Hash is the signature in hex: what a session is revoked and counted by.
	Hash string
}

// Admin tells whether the session has an administrator's rights.
func (s *Session) Admin() bool { return s != nil && s.Type >= Admin }

// Anonymous tells whether the session belongs to nobody.
func (s *Session) Anonymous() bool { return s == nil || s.UserID == "" || s.UserID == "0" }

// Widget tells whether this is the session that anybody may start.
func (s *Session) Widget() bool {
	return s != nil && s.Type == User && s.Anonymous() && s.Privileges.Has("widget", "1")
}

// Sign makes a version 2 string with the account's secret.
func Sign(s Session, secret string) (string, error) {
	fields := s.Privileges.encode()
	fields = append(fields, "_e="+strconv.FormatInt(s.Expiry, 10), "_t="+strconv.Itoa(int(s.Type)),
		"_u="+url.QueryEscape(s.UserID))
	body := make([]byte, 16, 256)
	_, _ = rand.Read(body) // never fails
	body = append(body, strings.Join(fields, "&")...)
	sum := sha1.Sum(body) //nolint:gosec // the contract's own construction
	plain := append(sum[:], body...)
	if rest := len(plain) % aes.BlockSize; rest != 0 {
		plain = append(plain, make([]byte, aes.BlockSize-rest)...)
	}
	block, err := aes.NewCipher(key(secret))
	if err != nil {
		return "", fmt.Errorf("ks: %w", err)
	}
	cipher.NewCBCEncrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(plain, plain)
	head := "v2|" + strconv.Itoa(s.PartnerID) + "|"
	return base64.URLEncoding.EncodeToString(append([]byte(head), plain...)), nil
}

func key(secret string) []byte {
	sum := sha1.Sum([]byte(secret)) //nolint:gosec // the contract's own construction
	return sum[:16]
}

// PartnerOf reads whose KS a string claims to be, without believing it.
func PartnerOf(text string) (int, error) {
	raw, err := decode(text)
	if err != nil {
		return 0, err
	}
	id, sep := "", "|"
	if rest, ok := bytes.CutPrefix(raw, []byte("v2|")); ok {
		id = string(rest)
	} else {
		_, id, _ = strings.Cut(string(raw), "|")
		sep = ";"
	}
	id, _, ok := strings.Cut(id, sep)
	n, err := strconv.Atoi(id)
	if !ok || err != nil {
		return 0, ErrInvalid
	}
	return n, nil
}

// Parse checks the signature with the account's secret and reads the session.
// It says nothing about expiry.
func Parse(text, secret string) (*Session, error) {
	raw, err := decode(text)
	if err != nil {
		return nil, err
	}
	var s *Session
	if bytes.HasPrefix(raw, []byte("v2|")) {
		s, err = parseV2(raw, secret)
	} else {
		s, err = parseV1(string(raw), secret)
	}
	if err != nil {
		return nil, err
	}
	s.Raw = text
	return s, nil
}

// decode takes both base64 alphabets, with and without padding.
func decode(text string) ([]byte, error) {
	if text == "" || len(text) > limits.KS {
		return nil, ErrInvalid
	}
	clean := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	raw, err := base64.RawStdEncoding.DecodeString(clean)
	if err != nil {
		return nil, ErrInvalid
	}
	return raw, nil
}

func parseV2(raw []byte, secret string) (*Session, error) {
	parts := bytes.SplitN(raw, []byte("|"), 3)
	if len(parts) != 3 {
		return nil, ErrInvalid
	}
	partner, err := strconv.Atoi(string(parts[1]))
	sealed := parts[2]
	if err != nil || len(sealed) == 0 || len(sealed)%aes.BlockSize != 0 {
		return nil, ErrInvalid
	}
	block, err := aes.NewCipher(key(secret))
	if err != nil {
		return nil, fmt.Errorf("ks: %w", err)
	}
	plain := make([]byte, len(sealed))
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(plain, sealed)
	plain = bytes.TrimRight(plain, "\x00")
	if len(plain) < sha1.Size+16 {
		return nil, ErrInvalid
	}
	sum := sha1.Sum(plain[sha1.Size:]) //nolint:gosec // the contract's own construction
	if subtle.ConstantTimeCompare(sum[:], plain[:sha1.Size]) != 1 {
		return nil, ErrInvalid
	}
	s, err := fromFields(partner, string(plain[sha1.Size+16:]))
	if err == nil {
		s.Hash = hex.EncodeToString(sum[:])
	}
	return s, err
}

func fromFields(partner int, text string) (*Session, error) {
	s := &Session{PartnerID: partner, Privileges: Privileges{}}
	for _, pair := range strings.Split(text, "&") {
		k, v, _ := strings.Cut(pair, "=")
		name, err1 := url.QueryUnescape(k)
		v, err2 := url.QueryUnescape(v)
		if err1 != nil || err2 != nil {
			return nil, ErrInvalid
		}
		switch name {
		case "_e":
			s.Expiry, _ = strconv.ParseInt(v, 10, 64)
		case "_t":
			t, _ := strconv.Atoi(v)
			s.Type = Type(t)
		case "_u":
			s.UserID = v
		case "_m", "_d", "":
		default:
			s.Privileges[name] = v
		}
	}
	return s, nil
}

func parseV1(raw, secret string) (*Session, error) {
	sign, info, ok := strings.Cut(raw, "|")
	if !ok {
		return nil, ErrInvalid
	}
	sum := sha1.Sum([]byte(secret + info)) //nolint:gosec // the contract's own construction
	if subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(strings.ToLower(sign))) != 1 {
		return nil, ErrInvalid
	}
	f := strings.Split(info, ";")
	if len(f) < 3 {
		return nil, ErrInvalid
	}
	f = append(f, make([]string, 8)...)
	partner, err := strconv.Atoi(f[0])
	expiry, err2 := strconv.ParseInt(f[2], 10, 64)
	if err != nil || err2 != nil {
		return nil, ErrInvalid
	}
	t, _ := strconv.Atoi(f[3])
	return &Session{
		PartnerID:  partner,
		Expiry:     expiry,
		Type:       Type(t),
		UserID:     f[5],
		Privileges: ParsePrivileges(f[6]),
		Hash:       hex.EncodeToString(sum[:]),
	}, nil
}
