package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"diptych/server/limits"
)

// ParseParams reads a JSON object as a request's body is read.
func ParseParams(text string) (Params, error) {
	g := &gathered{Params: Params{}}
	err := g.json(text)
	return g.Params, err
}

// json adds a JSON object. It is read token by token, so that what is too much
// is refused before it takes memory. Arrays become objects with numeric keys,
// the form that the form encoding has.
func (g *gathered) json(text string) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	first, err := d.Token()
	if err != nil || first != json.Delim('{') {
		return fmt.Errorf("parse the JSON body: %w", errors.Join(err, errors.New("no object")))
	}
	p, err := g.object(d, 1)
	if err != nil {
		return fmt.Errorf("parse the JSON body: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("parse the JSON body: more behind the object")
	}
	g.merge(p)
	return nil
}

func (g *gathered) object(d *json.Decoder, depth int) (Params, error) {
	if depth > limits.Depth {
		return nil, errDepth
	}
	p := Params{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string) // what else stands there the decoder refuses
		if len(key) > limits.Key {
			return nil, errTooLarge
		}
		if p[key], err = g.value(d, depth); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return p, err
}

func (g *gathered) array(d *json.Decoder, depth int) (Params, error) {
	if depth > limits.Depth {
		return nil, errDepth
	}
	p := Params{}
	for d.More() {
		v, err := g.value(d, depth)
		if err != nil {
			return nil, err
		}
		p[strconv.Itoa(len(p))] = v
	}
	_, err := d.Token()
	return p, err
}

func (g *gathered) value(d *json.Decoder, depth int) (any, error) {
	if err := g.count(); err != nil {
		return nil, err
	}
	token, err := d.Token()
	switch token {
	case json.Delim('{'):
		return g.object(d, depth+1)
	case json.Delim('['):
		return g.array(d, depth+1)
	}
	return token, err
}
