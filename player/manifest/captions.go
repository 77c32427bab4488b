package manifest

// InPictures is the Kind of captions that ride in the pictures. Their ID is the channel:
// CC1 to CC4 (CTA-608), SERVICE1 to SERVICE63 (CTA-708), as in RFC 8216bis §4.4.6.1.1.
const InPictures = "captions"

// AddCaptions lists captions of a channel, unless they are listed already: then it is nil.
func (p *Presentation) AddCaptions(channel, language, name string) *Rendition {
	for _, have := range p.Text {
		if have.ID == channel {
			return nil
		}
	}
	r := &Rendition{ID: channel, Kind: InPictures, Language: language, Name: name}
	p.Text, p.InPictures = append(p.Text, r), true
	return r
}
