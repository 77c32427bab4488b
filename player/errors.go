package player

import (
	"strconv"
	"strings"

	"diptych/player/value"
)

// Error is the payload of the error event (reference: player-api §4.1).
type Error struct {
	Severity, Category, Code int
	Data                     any
	Title, Message           string // of what is shown
}

// Severities.
const (
	Recoverable = 1
	Critical    = 2
)

// Categories and codes that the code names (reference: player-api §4.2–4.4).
const (
	CategoryNetwork = 1
	CategoryMedia   = 3
	CategoryPlayer  = 7

	CodeVideoError = 3016
	CodeLoadFailed = 7002
	CodeNoSource   = 7006
	CodeNoEngine   = 7007
)

// Value is the error as the page gets it.
func (e *Error) Value() value.Map {
	details := value.Map{}
	if e.Title != "" {
		details["errorTitle"] = e.Title
	}
	if e.Message != "" {
		details["errorMessage"] = e.Message
	}
	return value.Map{"severity": e.Severity, "category": e.Category, "code": e.Code, "data": e.Data, "errorDetails": details}
}

func (e *Error) Error() string {
	return "player error " + strconv.Itoa(e.Category) + "/" + strconv.Itoa(e.Code)
}

const categories = `NETWORK TEXT MEDIA MANIFEST STREAMING DRM PLAYER ADS STORAGE CAST VR MEDIA_NOT_READY GEO_LOCATION MEDIA_UNAVAILABLE IP_RESTRICTED SITE_RESTRICTED SCHEDULED_RESTRICTED ACCESS_CONTROL_BLOCKED DELETED_ENTRY`

const codes = `1000 UNSUPPORTED_SCHEME 1001 BAD_HTTP_STATUS 1002 HTTP_ERROR 1003 TIMEOUT 1004 MALFORMED_DATA_URI 1005 UNKNOWN_DATA_URI_ENCODING 1006 REQUEST_FILTER_ERROR 1007 RESPONSE_FILTER_ERROR 1008 LIVE_MANIFEST_REFRESH_ERROR
2000 INVALID_TEXT_HEADER 2001 INVALID_TEXT_CUE 2003 UNABLE_TO_DETECT_ENCODING 2004 BAD_ENCODING 2005 INVALID_XML 2007 INVALID_MP4_TTML 2008 INVALID_MP4_VTT 2009 UNABLE_TO_CREATE_TEXT_CUE 2010 DASH_ADAPTER_ERROR_PARSE_ISSUE 2011 UNKNOWN_FILE_TYPE 2012 UNKNOWN_LANGUAGE 2013 INVALID_VTT_THUMBNAILS_FILE
3014 MEDIA_SOURCE_OPERATION_FAILED 3015 MEDIA_SOURCE_OPERATION_THREW 3016 VIDEO_ERROR 3017 QUOTA_EXCEEDED_ERROR 3018 HLS_FATAL_MEDIA_ERROR 3019 HLS_FRAG_PARSING_ERROR 3020 HLS_BUFFER_APPEND_ISSUE 3021 HLS_BUFFER_APPENDING_ISSUE 3022 NATIVE_ADAPTER_LOAD_FAILED 3023 HLS_BUFFER_STALLED_ERROR
4000 UNABLE_TO_GUESS_MANIFEST_TYPE 4001 DASH_INVALID_XML 4002 DASH_NO_SEGMENT_INFO 4003 DASH_EMPTY_ADAPTATION_SET 4004 DASH_EMPTY_PERIOD 4006 DASH_UNSUPPORTED_CONTAINER 4011 UNPLAYABLE_PERIOD 4012 RESTRICTIONS_CANNOT_BE_MET 4014 NO_PERIODS 4015 HLS_PLAYLIST_HEADER_MISSING 4016 INVALID_HLS_TAG 4022 HLS_MASTER_PLAYLIST_NOT_PROVIDED 4030 HLSJS_CANNOT_PARSE
5005 INVALID_STREAMS_CHOSEN 6000 NO_RECOGNIZED_KEY_SYSTEMS 6007 LICENSE_REQUEST_FAILED 6010 ENCRYPTED_CONTENT_WITHOUT_DRM_INFO 7000 LOAD_INTERRUPTED 7001 BITRATE_SWITCH_ISSUE 7002 LOAD_FAILED 7003 RUNTIME_ERROR_NOT_REGISTERED_PLUGIN 7004 RUNTIME_ERROR_METHOD_NOT_IMPLEMENTED 7005 RUNTIME_ERROR_NOT_VALID_HANDLER
7006 NO_SOURCE_PROVIDED 7007 NO_ENGINE_FOUND_TO_PLAY_THE_SOURCE 7008 ENTER_PICTURE_IN_PICTURE_FAILED 7009 EXIT_PICTURE_IN_PICTURE_FAILED 7010 PLUGIN_LOAD_FAILED`

// Errors is the contract's table of severities, categories and codes.
func Errors() value.Map {
	category, code := value.Map{}, value.Map{}
	for i, name := range strings.Fields(categories) {
		category[name] = i + 1
	}
	words := strings.Fields(codes)
	for i := 0; i+1 < len(words); i += 2 {
		n, _ := strconv.Atoi(words[i])
		code[words[i+1]] = n
	}
	return value.Map{"Severity": value.Map{"RECOVERABLE": Recoverable, "CRITICAL": Critical}, "Category": category, "Code": code}
}
