package ingest

import "slices"

// Notes for the owner of an entry: what of its file is not played as it was.
const (
	damaged     = "Some pictures or sounds of the file are damaged and were left out."
	incomplete  = "The file ends earlier than it says: it may have been cut off. What there is of it is played."
	leftSound   = "A sound track of the file cannot be read and was left out."
	leftPicture = "A video track of the file cannot be read and was left out."
	leftTracks  = "The file has more tracks than are looked at; the others were left out."
	shortened   = "Long stretches of the file have neither picture nor sound and were shortened."
)

func (s *Source) note(text string) {
	if !slices.Contains(s.Notes, text) {
		s.Notes = append(s.Notes, text)
	}
}
