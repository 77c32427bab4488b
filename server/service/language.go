package service

import "strings"

// languages maps the contract's English names to codes.
var languages = map[string]string{
	"english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
	"dutch": "nl", "polish": "pl", "czech": "cs", "danish": "da", "swedish": "sv",
	"norwegian": "no", "finnish": "fi", "greek": "el", "russian": "ru", "ukrainian": "uk", "turkish": "tr",
	"hebrew": "he", "arabic": "ar", "hindi": "hi", "japanese": "ja", "korean": "ko",
	"chinese": "zh", "hungarian": "hu", "romanian": "ro", "catalan": "ca", "croatian": "hr", "slovak": "sk",
	"slovenian": "sl", "bulgarian": "bg", "vietnamese": "vi", "thai": "th", "indonesian": "id",
}

// languageCode finds the code of a name such as "Spanish (American)"; a code
// stands for itself, and what is not known is "un".
func languageCode(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if i := strings.IndexByte(name, '('); i > 0 {
		name = strings.TrimSpace(name[:i])
	}
	if code, ok := languages[name]; ok {
		return code
	}
	if len(name) == 2 || len(name) == 3 {
		return name
	}
	return "un"
}
