// Package standard lists the plugins that every player has.
package standard

import (
	"diptych/plugins"
	"diptych/plugins/dualscreen"
	"diptych/plugins/kalturacuepoints"
	"diptych/plugins/navigation"
	"diptych/plugins/timeline"
	"diptych/plugins/transcript"
	"diptych/plugins/uimanagers"
)

// All are the built-in plugins, in the order they start.
func All() []plugins.Descriptor {
	return []plugins.Descriptor{
		uimanagers.Descriptor, kalturacuepoints.Descriptor, timeline.Descriptor, dualscreen.Descriptor,
		navigation.Descriptor, transcript.Descriptor,
	}
}
