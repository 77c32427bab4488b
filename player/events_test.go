package player_test

import (
	"testing"

	"diptych/player"
	"diptych/player/value"
)

func TestEventTableHasTheContractsSize(t *testing.T) {
	t.Parallel()
	e := player.Events()
	if n := len(value.Object(e, "UI")); n != 50 {
		t.Errorf("%d UI constants, want 50", n)
	}
	if n := len(value.Object(e, "Core")); n != 101 {
		t.Errorf("%d core constants, want 99 and two spellings", n)
	}
	for name, want := range map[string]string{"FALLBACK_TO_MUTED_AUTOPLAY": "fallbacktomutedautoplay",
		"PLAY_REACHED_25_PERCENT": "playreached25percent", "AD_FIRST_QUARTILE": "adfirstquartile",
		"CANPLAY": "canplay", "CAN_PLAY": "canplay", "EXIT_PICTURE_IN_PICTURE": "leavepictureinpicture",
		"LEAVE_PICTURE_IN_PICTURE": "leavepictureinpicture"} {
		if got := value.Str(e, "Core", name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if got := value.Str(e, "UI", "USER_CLICKED_LIVE_TAG"); got != "playkit-ui-userclickedlivetag" {
		t.Error(got)
	}
}
