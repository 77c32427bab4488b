// Package ingest makes playable renditions of whatever was uploaded: download,
// probe, transcode, repackage, and the entry's state on the way.
package ingest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"diptych/server/confine"
	"diptych/server/failure"
	"diptych/server/limits"
)

// Source is what is known of a file.
type Source struct {
	Duration      float64 // seconds
	Width, Height int     // pixels as shown: rotated, square pixels
	FrameRate     float64 // constant, of the renditions
	HasVideo      bool
	Audio         []string // languages of the audio tracks, BCP 47; "" = not known
	Subtitles     []Subtitle
	IsImage       bool // one picture, no film
	HDR           bool // brighter and of more colours than our renditions are
	VideoCodec    string
	Bitrate       int      // kbit/s of the file
	Extension     string   // of the file's name, or what its container is called
	Size          int64    // bytes
	Wanted        []int    // flavorParams that it is to be converted to; nil = all
	Notes         []string // sentences for the owner: what of the file was left out

	texts   int    // subtitle tracks, also those that are no text
	format  string // what ffmpeg calls the container
	picture picture
	filmed  bool  // the file has a picture
	sounds  []int // indexes of the audio tracks
	times   timeline
	soundTo float64 // seconds, when the last sound ends
}

// picture is the video track that is the film.
type picture struct {
	probeStream
	quick  bool    // it has more pictures a second than are encoded
	ends   float64 // seconds
	fields fields
}

// ErrUnreadable says that a file holds nothing that can be played.
var ErrUnreadable = errors.New("the file holds no video or audio that can be read")

// Words for owners, about files that cannot be published.
const (
	unreadable = "The file holds no sound or picture that can be read."
	noContents = "The file is not complete: the part that says where its pictures and sounds are is missing. " +
		"It may have been cut off while it was recorded or sent."
	tooManyTracks = "The file holds more tracks than a film may have."
	madTimes      = "The times in the file make no sense."
)

// entries are the fields that are asked for. Other tags may be of any length.
const entries = "format=format_name,start_time,duration,bit_rate,size" +
	":stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,pix_fmt,field_order,sample_fmt," +
	"sample_rate,channels,avg_frame_rate,r_frame_rate,color_space,color_range,color_transfer,color_primaries" +
	":stream_tags=language,title:stream_disposition=default,attached_pic,timed_thumbnails" +
	":stream_side_data=rotation"

type probeDoc struct {
	Streams []probeStream `json:"streams"`
	Format  struct {
		Name     string `json:"format_name"`
		Start    string `json:"start_time"`
		Duration string `json:"duration"`
		BitRate  string `json:"bit_rate"`
		Size     string `json:"size"`
	} `json:"format"`
}

// Probe finds out what of a local file can be played and how. It is a
// *failure.Final of ErrUnreadable when there is nothing, and a *failure.Wait when
// it could not be looked at. Only files may be opened: a playlist must not make
// the server fetch what it names.
func Probe(ctx context.Context, file string) (*Source, error) {
	if f, err := os.Open(file); err != nil {
		return nil, failure.Sort(fmt.Errorf("open the source: %w", err))
	} else if err := f.Close(); err != nil {
		return nil, failure.Sort(fmt.Errorf("open the source: %w", err))
	}
	doc, err := describe(ctx, file)
	if err != nil {
		return nil, err
	}
	s := &Source{Bitrate: int(number(doc.Format.BitRate) / 1000), Size: int64(number(doc.Format.Size)),
		Extension: extension(doc.Format.Name)}
	s.format, _, _ = strings.Cut(doc.Format.Name, ",")
	zero := number(doc.Format.Start)
	if len(doc.Streams) > limits.SourceTracks {
		doc.Streams = doc.Streams[:limits.SourceTracks]
		s.note(leftTracks)
	}
	found, err := scan(ctx, file, zero, s.format)
	if strings.HasSuffix(doc.Format.Name, "_pipe") && (err != nil || found[0] == nil ||
		found[0].count < leastFrames) {
		if sorted(ctx, err) {
			return nil, err
		}
		return s, s.still(doc.Streams)
	}
	if errors.Is(err, errTooLong) {
		return nil, failure.Of(madTimes, err)
	}
	if err != nil {
		return nil, err
	}
	if err := s.choose(doc.Streams, found); err != nil {
		return nil, err
	}
	s.times.zero += zero
	if s.texts == 0 && tellsLength[s.format] && s.Duration < number(doc.Format.Duration)-math.Max(0, zero)-1 &&
		!slices.Contains(s.Notes, shortened) {
		s.note(incomplete)
	}
	if !s.HasVideo {
		return s, nil
	}
	return s, s.look(ctx, file, found[s.picture.Index])
}

// leastFrames is how many pictures in a row, one file behind the other, make a film.
// A photograph may have a few small ones of itself behind it.
const leastFrames = 8

// tellsLength are containers that say how long they are; other lengths are guesses.
var tellsLength = map[string]bool{"mov": true, "matroska": true, "avi": true, "flv": true, "asf": true}

// describe asks ffprobe for a file's tracks.
func describe(ctx context.Context, file string) (*probeDoc, error) {
	var doc probeDoc
	complaint, err := ask(ctx, file, &doc, "-show_entries", entries)
	switch {
	case strings.Contains(complaint, "moov atom not found") && begun(file):
		return nil, failure.Of(noContents, fmt.Errorf("%w (%s)", ErrUnreadable, lastOf(complaint)))
	case strings.Contains(complaint, "max_streams"):
		return nil, failure.Of(tooManyTracks, fmt.Errorf("%w (%s)", ErrUnreadable, lastOf(complaint)))
	}
	return &doc, err
}

// begun tells whether a file begins as MP4 and QuickTime files do.
func begun(file string) bool {
	var head [8]byte
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	_, err = io.ReadFull(f, head[:])
	switch string(head[4:]) {
	case "ftyp", "mdat", "wide", "free", "skip", "moov", "pnot":
		return err == nil
	}
	return false
}

// ask runs ffprobe and reads its answer. It gives what ffprobe complained about
// as well.
func ask(ctx context.Context, file string, answer any, args ...string) (string, error) {
	args = append(append([]string{"-v", "error"}, args...), "-of", "json", "file:"+file)
	cmd := confine.Command(ctx, filepath.Dir(file), confine.Media, "ffprobe", args...)
	out := &capped{most: limits.ProbeAnswer}
	cmd.Stdout = out
	var complaint tail
	verdict, err := run(ctx, cmd, confine.Probe(), &complaint)
	if out.over {
		return "", failure.Of("The file says more about itself than a film may.", ErrUnreadable)
	}
	if verdict != nil {
		return "", verdict
	}
	if err != nil {
		return complaint.String(), failure.Of(unreadable, fmt.Errorf("%w (%s)", ErrUnreadable,
			lastOf(complaint.String())))
	}
	if err := json.Unmarshal(out.Bytes(), answer); err != nil {
		return "", fmt.Errorf("read ffprobe's answer: %w", err)
	}
	return complaint.String(), nil
}

// capped keeps an answer of bounded length.
type capped struct {
	bytes.Buffer
	most int
	over bool
}

func (c *capped) Write(p []byte) (int, error) {
	if c.over = c.over || c.Len()+len(p) > c.most; c.over {
		return 0, errors.New("too long an answer")
	}
	return c.Buffer.Write(p)
}

// still is a file that is one picture.
func (s *Source) still(list []probeStream) error {
	p := film(list, func(int) int { return 1 })
	if p == nil {
		return failure.Of(unreadable, ErrUnreadable)
	}
	s.HasVideo, s.IsImage, s.VideoCodec = true, true, p.CodecName
	s.Width, s.Height = shown(p)
	return nil
}

// choose takes the tracks that will be played, and when.
func (s *Source) choose(list []probeStream, found map[int]*packets) error {
	packed := func(index int) int {
		if p := found[index]; p != nil {
			return p.count
		}
		return 0
	}
	var used []*packets
	if p := film(list, packed); p != nil {
		s.HasVideo, s.filmed, s.VideoCodec, s.picture.probeStream = true, true, p.CodecName, *p
		s.Width, s.Height = shown(p)
		used = append(used, found[p.Index])
	}
	for i := range list {
		s.add(&list[i], packed(list[i].Index))
	}
	sounds := used[len(used):]
	for _, index := range s.sounds {
		sounds = append(sounds, found[index])
	}
	if used = append(used, sounds...); len(used) == 0 {
		return failure.Of(unreadable, ErrUnreadable)
	}
	zero := 0.0
	if strings.HasPrefix(s.format, "mpeg") { // ffmpeg begins such files where a track begins that it reads
		zero = slices.MinFunc(used, func(a, b *packets) int { return cmp.Compare(a.first, b.first) }).first
		for _, p := range used {
			p.rebase(zero)
		}
	}
	s.times = newTimeline(used)
	s.times.zero = zero
	if len(s.times.cuts) > 0 || s.times.stood {
		s.note(shortened)
	}
	if len(s.times.cuts) > mostCuts || math.IsInf(s.times.end, 0) {
		return failure.Of(madTimes, ErrUnreadable)
	}
	if s.Duration = math.Max(0, s.times.end); s.Duration > limits.SourceHours*3600 {
		return failure.Of(fmt.Sprintf("The film is longer than %d hours.", limits.SourceHours), ErrUnreadable)
	}
	for _, p := range sounds {
		s.soundTo = math.Max(s.soundTo, s.times.at(p.end))
	}
	return nil
}

// add takes a sound or text track, and notes what cannot be taken.
func (s *Source) add(p *probeStream, packed int) {
	switch {
	case p.CodecType == "video" && !p.readable() && !p.isCover() && (packed > 0 || !s.HasVideo):
		s.note(leftPicture)
	case p.CodecType == "audio" && (!p.readable() || packed == 0):
		s.note(leftSound)
	case p.CodecType == "audio" && len(s.Audio) < mostAudio:
		s.Audio, s.sounds = append(s.Audio, tag(p.Tags["language"])), append(s.sounds, p.Index)
	case p.CodecType == "subtitle":
		if textCodecs[p.CodecName] && len(s.Subtitles) < mostSubtitles {
			s.Subtitles = append(s.Subtitles, Subtitle{
				Index:    s.texts,
				Language: tag(p.Tags["language"]),
				Title:    short(p.Tags["title"]),
			})
		}
		s.texts++
	}
}

// mostAudio is how many audio tracks of a file are kept.
const mostAudio = 16

// short bounds a name.
func short(s string) string {
	if r := []rune(s); len(r) > 100 {
		return string(r[:100])
	}
	return s
}

// extension is what files of a container are called; ffmpeg names some by all
// their kin.
func extension(format string) string {
	switch first, _, _ := strings.Cut(strings.TrimSuffix(format, "_pipe"), ","); first {
	case "jpeg":
		return "jpg"
	case "mov":
		return "mp4"
	case "matroska":
		return "mkv"
	case "mpegts":
		return "ts"
	default:
		return first
	}
}

func ratio(s, sep string) float64 {
	a, b, ok := strings.Cut(s, sep)
	if !ok || number(b) == 0 {
		return 0
	}
	return number(a) / number(b)
}

func number(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}
