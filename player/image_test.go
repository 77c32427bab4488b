package player_test

import (
	"testing"

	"diptych/player/value"
)

func picture(url string) value.Map {
	return value.Map{
		"sources": value.Map{
			"type": "Image", "image": value.List{value.Map{"id": "i", "mimetype": "image/jpeg", "url": url}},
		},
	}
}

// TestImage: a picture is media without a clock.
func TestImage(t *testing.T) {
	t.Parallel()
	p := film(t, nil)
	p.Player.Reset(false)
	p.Take()
	p.SetMedia(picture("http://x/a.jpg"))
	p.Clock.Run(10)
	sameTape(t, "a picture", p.Take(), "registeredpluginslistevent → changesourcestarted → "+
		"sourceselected → changesourceended → trackschanged → loadeddata → medialoaded")
	if p.Player.Image() != "http://x/a.jpg" {
		t.Errorf("shows %q", p.Player.Image())
	}
	p.Player.Play()
	p.Player.Play()
	sameTape(t, "play()", p.Take(), "playbackstart → play → firstplay → playing → firstplaying")
	p.Clock.Run(60_000)
	sameTape(t, "it stands", p.Take(), "")
	p.SetMedia(picture(""))
	sameTape(t, "no address", p.Take()[:2], "playerreset → registeredpluginslistevent")
}
