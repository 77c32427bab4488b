package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3 keeps blobs as objects of a bucket. What is read is kept on this machine's
// disk in blocks, up to a bound, so that a segment that many watch is fetched
// once.
type S3 struct {
	api    minio.Core
	bucket string
	prefix string
	dir    string
	cache  *cache

	mu    sync.Mutex
	known map[string]object
}

// object is what is known of one, for a while.
type object struct {
	etag  string
	size  int64
	until time.Time
}

const (
	knownFor  = time.Minute
	knownMost = 50_000
	partSize  = 16 << 20 // bytes of an upload kept in memory at a time
	// defaultCache is how much of the disk blocks may take, bytes.
	defaultCache = 10 << 30
)

// OpenS3 uses the bucket of an address:
//
//	s3://bucket/prefix?endpoint=https://s3.example.org&region=eu-central-1&cache=20G
//
// Credentials come from the address (s3://key:secret@bucket), from
// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, from ~/.aws/credentials, or from
// the machine's role. The bucket must be there. dir is for cache and files in
// the making.
func OpenS3(ctx context.Context, address, dir string) (*S3, error) {
	s, bound, err := parseS3(address)
	if err != nil {
		return nil, err
	}
	s.dir = dir
	for _, sub := range []string{s.Temp(), filepath.Join(dir, "cache")} {
		if err := os.MkdirAll(sub, 0o750); err != nil {
			return nil, fmt.Errorf("blob: %w", err)
		}
	}
	if s.cache, err = newCache(filepath.Join(dir, "cache"), bound); err != nil {
		return nil, err
	}
	there, err := s.api.BucketExists(ctx, s.bucket)
	if err != nil {
		return nil, fmt.Errorf("blob: bucket %s: %w", s.bucket, err)
	}
	if !there {
		return nil, fmt.Errorf("blob: there is no bucket %s", s.bucket)
	}
	return s, nil
}

func parseS3(address string) (*S3, int64, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" {
		return nil, 0, errors.New("blob: want s3://bucket/prefix?endpoint=…")
	}
	q := u.Query()
	endpoint := q.Get("endpoint")
	if endpoint == "" {
		endpoint = "https://s3.amazonaws.com"
	}
	end, err := url.Parse(endpoint)
	if err != nil || end.Host == "" {
		return nil, 0, fmt.Errorf("blob: endpoint %q", endpoint)
	}
	bound := int64(defaultCache)
	if text := q.Get("cache"); text != "" {
		if bound, err = bytesOf(text); err != nil {
			return nil, 0, err
		}
	}
	keys := credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{},
		&credentials.FileAWSCredentials{}, &credentials.IAM{Client: &http.Client{Timeout: 5 * time.Second}}})
	if secret, ok := u.User.Password(); ok {
		keys = credentials.NewStaticV4(u.User.Username(), secret, "")
	}
	client, err := minio.New(end.Host, &minio.Options{
		Creds:      keys,
		Secure:     end.Scheme == "https",
		Region:     q.Get("region"),
		MaxRetries: 6,
	})
	if err != nil {
		return nil, 0, fmt.Errorf("blob: %w", err)
	}
	prefix := strings.Trim(u.Path, "/")
	if prefix != "" {
		prefix += "/"
	}
	return &S3{
		api:    minio.Core{Client: client},
		bucket: u.Host,
		prefix: prefix,
		known:  map[string]object{},
	}, bound, nil
}

// bytesOf reads "500M" and "20G".
func bytesOf(text string) (int64, error) {
	scale := int64(1)
	switch {
	case strings.HasSuffix(text, "G"):
		scale = 1 << 30
	case strings.HasSuffix(text, "M"):
		scale = 1 << 20
	}
	n, err := strconv.ParseInt(strings.TrimRight(text, "GM"), 10, 32)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("blob: cache size %q", text)
	}
	return n * scale, nil
}

// Temp is a folder for files in the making.
func (s *S3) Temp() string { return filepath.Join(s.dir, ".temp") }

func (s *S3) name(key string) (string, error) {
	if len(key) > 512 || !validKey.MatchString(key) {
		return "", fmt.Errorf("blob: bad key %q", key)
	}
	return s.prefix + key, nil
}

// Put stores what r gives. It goes through a file, so that a request that fails
// half-way can be made again.
func (s *S3) Put(ctx context.Context, key string, r io.Reader) (int64, error) {
	if _, err := s.name(key); err != nil {
		return 0, err
	}
	return put(ctx, s, key, r)
}

// Adopt uploads a local file and removes it.
func (s *S3) Adopt(ctx context.Context, key, file string) error {
	name, err := s.name(key)
	if err != nil {
		return err
	}
	if _, err := s.api.FPutObject(ctx, s.bucket, name, file,
		minio.PutObjectOptions{ContentType: "application/octet-stream", PartSize: partSize}); err != nil {
		return fmt.Errorf("blob: store %s: %w", key, err)
	}
	s.forget(key)
	return os.Remove(file)
}

func (s *S3) forget(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, key)
}

// stat asks for size and version of an object, once a minute.
func (s *S3) stat(ctx context.Context, key string) (object, error) {
	name, err := s.name(key)
	if err != nil {
		return object{}, err
	}
	s.mu.Lock()
	o, ok := s.known[key]
	s.mu.Unlock()
	if ok && time.Now().Before(o.until) {
		return o, nil
	}
	info, err := s.api.StatObject(ctx, s.bucket, name, minio.StatObjectOptions{})
	if missing(err) {
		return object{}, fmt.Errorf("%w: %s", ErrNotFound, key)
	}
	if err != nil {
		return object{}, fmt.Errorf("blob: %s: %w", key, err)
	}
	o = object{etag: info.ETag, size: info.Size, until: time.Now().Add(knownFor)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= knownMost {
		s.known = map[string]object{}
	}
	s.known[key] = o
	return o, nil
}

func missing(err error) bool {
	return err != nil && minio.ToErrorResponse(err).StatusCode == http.StatusNotFound
}

// Open gives a reader over the cached blocks.
func (s *S3) Open(ctx context.Context, key string) (io.ReadSeekCloser, int64, error) {
	o, err := s.stat(ctx, key)
	if err != nil {
		return nil, 0, err
	}
	ctx = context.WithoutCancel(ctx) // others may wait for the same block
	r := &blockReader{
		cache: s.cache,
		id:    key + "@" + o.etag,
		size:  o.size,
		fetch: func(from, to int64) (io.ReadCloser, error) { return s.fetch(ctx, key, o.etag, from, to) },
	}
	return r, o.size, nil
}

// fetch asks for the bytes [from, to) of one version of an object.
func (s *S3) fetch(ctx context.Context, key, etag string, from, to int64) (io.ReadCloser, error) {
	var o minio.GetObjectOptions
	if err := o.SetRange(from, to-1); err != nil {
		return nil, fmt.Errorf("blob: read %s: %w", key, err)
	}
	if etag != "" {
		_ = o.SetMatchETag(etag) // fails only for ""
	}
	body, _, _, err := s.api.GetObject(ctx, s.bucket, s.prefix+key, o)
	if err != nil {
		if missing(err) {
			s.forget(key)
			return nil, fmt.Errorf("%w: %s", ErrNotFound, key)
		}
		return nil, fmt.Errorf("blob: read %s: %w", key, err)
	}
	return body, nil
}

// Local downloads a blob for a program that needs a file.
func (s *S3) Local(ctx context.Context, key string) (string, func(), error) {
	name, err := s.name(key)
	if err != nil {
		return "", nil, err
	}
	dir, err := os.MkdirTemp(s.Temp(), "local-")
	if err != nil {
		return "", nil, fmt.Errorf("blob: %w", err)
	}
	done := func() { _ = os.RemoveAll(dir) }
	file := filepath.Join(dir, "blob")
	if err := s.api.FGetObject(ctx, s.bucket, name, file, minio.GetObjectOptions{}); err != nil {
		done()
		if missing(err) {
			return "", nil, fmt.Errorf("%w: %s", ErrNotFound, key)
		}
		return "", nil, fmt.Errorf("blob: read %s: %w", key, err)
	}
	return file, done, nil
}

// Delete removes a blob; one that is not there is no error.
func (s *S3) Delete(ctx context.Context, key string) error {
	name, err := s.name(key)
	if err != nil {
		return err
	}
	s.forget(key)
	if err := s.api.RemoveObject(ctx, s.bucket, name, minio.RemoveObjectOptions{}); err != nil && !missing(err) {
		return fmt.Errorf("blob: delete %s: %w", key, err)
	}
	return nil
}
