// Package demo publishes a lecture through the API, as any client would.
package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Client speaks api_v3 with form encoding and JSON answers.
type Client struct {
	HTTP    *http.Client
	API     string // ".../api_v3"
	Partner int
	Secret  string
	Log     *slog.Logger
	// Renditions are the flavor params to convert to, with commas between; "" = as the
	// account converts.
	Renditions string

	ks, profile string
}

type apiError struct{ Code, Message string }

func (e apiError) Error() string { return e.Code + ": " + e.Message }

// call asks for one action and reads its answer into out.
func (c *Client) call(ctx context.Context, service, action string, params map[string]string, out any) error {
	form := url.Values{"format": {"1"}}
	if c.ks != "" {
		form.Set("ks", c.ks)
	}
	for k, v := range params {
		form.Set(k, v)
	}
	return c.post(ctx, service, action, "application/x-www-form-urlencoded",
		bytes.NewReader([]byte(form.Encode())), out)
}

func (c *Client) post(ctx context.Context, service, action, kind string, body io.Reader, out any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.API+"/service/"+service+"/action/"+action,
		body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", kind)
	response, err := c.HTTP.Do(request)
	if err != nil {
		return fmt.Errorf("%s.%s: %w", service, action, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s.%s: %w", service, action, err)
	}
	var fault struct {
		ObjectType, Code, Message string
	}
	if json.Unmarshal(text, &fault) == nil && fault.ObjectType == "KalturaAPIException" {
		return fmt.Errorf("%s.%s: %w", service, action, apiError{fault.Code, fault.Message})
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}

func (c *Client) login(ctx context.Context) error {
	return c.call(ctx, "session", "start", map[string]string{"secret": c.Secret,
		"partnerId": strconv.Itoa(c.Partner), "type": "2", "userId": "demo"}, &c.ks)
}

type object struct {
	ID     string `json:"id"`
	Status int    `json:"status"`
	Reason string `json:"diptychErrorReason"`
}

type list struct {
	Objects []object `json:"objects"`
}

// upload sends a file and gives its token.
func (c *Client) upload(ctx context.Context, file string) (string, error) {
	var token object
	if err := c.call(ctx, "uploadToken", "add", nil, &token); err != nil {
		return "", err
	}
	f, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("upload: %w", err)
	}
	defer f.Close()
	pipe, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() {
		err := errors.Join(form.WriteField("ks", c.ks), form.WriteField("format", "1"),
			form.WriteField("uploadTokenId", token.ID))
		part, err2 := form.CreateFormFile("fileData", filepath.Base(file))
		if err = errors.Join(err, err2); err == nil {
			_, err = io.Copy(part, f)
		}
		w.CloseWithError(errors.Join(err, form.Close()))
	}()
	return token.ID, c.post(ctx, "uploadToken", "upload", form.FormDataContentType(), pipe, nil)
}

// publish makes an entry from a file.
func (c *Client) publish(ctx context.Context, file string, entry map[string]string) (string, error) {
	token, err := c.upload(ctx, file)
	if err != nil {
		return "", err
	}
	params := map[string]string{"entry[objectType]": "KalturaMediaEntry", "entry[mediaType]": "1"}
	for k, v := range entry {
		params["entry["+k+"]"] = v
	}
	if c.profile != "" {
		params["entry[conversionProfileId]"] = c.profile
	}
	var e object
	if err := c.call(ctx, "media", "add", params, &e); err != nil {
		return "", err
	}
	return e.ID, c.call(ctx, "media", "addContent", map[string]string{"entryId": e.ID,
		"resource[objectType]": "KalturaUploadedFileTokenResource", "resource[token]": token}, nil)
}

// wait polls an entry until it is READY or has failed.
func (c *Client) wait(ctx context.Context, id string) error {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		var e object
		if err := c.call(ctx, "baseEntry", "get", map[string]string{"entryId": id}, &e); err != nil {
			return err
		}
		switch {
		case e.Status == 2:
			return nil
		case e.Status < 0:
			return fmt.Errorf("entry %s: %s", id, e.Reason)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
