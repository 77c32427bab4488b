package api

import (
	"context"
	"errors"
	"strings"

	"diptych/server/ks"
	"diptych/server/limits"
)

// Error is a failure in the contract's terms (reference: backend-api §1.7). It
// is answered with HTTP 200.
type Error struct {
	Code    string
	Message string
	Args    []Arg
}

// Arg is one named argument of an error's message.
type Arg struct{ Name, Value string }

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Code is a kind of error: its name on the wire, and the message with
// @ARGUMENTS@ in it.
type Code struct {
	name, message string
	args          []string
}

func code(name, message string, args ...string) Code { return Code{name, message, args} }

// The codes that services use (reference: backend-api §6).
var (
	InternalServerError = code("INTERNAL_SERVERL_ERROR", "Internal server error occurred")
	DatabaseError       = code("INTERNAL_DATABASE_ERROR", "Internal database error")
	ServiceDoesNotExist = code("SERVICE_DOES_NOT_EXISTS", `Service "@SRV_NAME@" does not exists`,
		"SRV_NAME")
	ActionDoesNotExist = code("ACTION_DOES_NOT_EXISTS",
		`Action "@ACTION_NAME@" does not exists for service "@SERVICE_NAME@"`, "ACTION_NAME", "SERVICE_NAME")
	ServiceForbidden = code("SERVICE_FORBIDDEN", "The access to service [@SERVICE@] is forbidden",
		"SERVICE")
	MissingKS = code("MISSING_KS", "Missing KS, session not established")
	InvalidKS = code("INVALID_KS", `Invalid KS "@KSID@", Error "@ERR_CODE@,@ERR_DESC@"`, "KSID",
		"ERR_CODE", "ERR_DESC")
	ServiceNotSpecified = code("SERVICE_NOT_SPECIFIED",
		"Service name was not specified, please specify one")
	ActionNotSpecified = code("ACTION_NOT_SPECIFIED", "Action name was not specified, please specify one")
	InvalidFieldValue  = code("INVALID_FIELD_VALUE", "value in field [@FIELD_NAME@] is not valid",
		"FIELD_NAME")
	MandatoryMissing = code("MANDATORY_PARAMETER_MISSING", "Mandatory parameter missing [@PARAM_NAME@]",
		"PARAM_NAME")
	MissingParameter = code("MISSING_MANDATORY_PARAMETER", `Missing parameter "@PARAM_NAME@"`,
		"PARAM_NAME")
	InvalidParameterChar = code("INVALID_PARAMETER_CHAR", `Invalid char in "@XML_FIELD@" field`,
		"XML_FIELD")
	UnknownResponseFormat = code("UNKNOWN_RESPONSE_FORMAT",
		"Response format provided [@FORMAT@] is not supported", "FORMAT")
	CannotBeNull = code("PROPERTY_VALIDATION_CANNOT_BE_NULL",
		`The property "@PROP_NAME@" cannot be null`, "PROP_NAME")
	NotUpdatable = code("PROPERTY_VALIDATION_NOT_UPDATABLE",
		`The property "@PROP_NAME@" cannot be updated`, "PROP_NAME")
	MinValue = code("PROPERTY_VALIDATION_MIN_VALUE",
		`The property "@PROP_NAME@" must have a min value of @MIN_VAL@`, "PROP_NAME", "MIN_VAL")
	MaxValue = code("PROPERTY_VALIDATION_MAX_VALUE",
		`The property "@PROP_NAME@" must have a max value of @MAX_VAL@`, "PROP_NAME", "MAX_VAL")
	MaxLength = code("PROPERTY_VALIDATION_MAX_LENGTH",
		`The property "@PROP_NAME@" cannot have more than @MAX_LEN@ characters`, "PROP_NAME", "MAX_LEN")
	WrongFormat = code("PROPERTY_VALIDATION_WRONG_FORMAT",
		`The property "@PROP_NAME@" must match format @FORMAT@`, "PROP_NAME", "FORMAT")
	NotDefined = code("PROPERTY_IS_NOT_DEFINED",
		`The property "@PROP@" is not defined on type "@TYPE@"`, "PROP", "TYPE")
	TooManyMatches = code("QUERY_EXCEEDED_MAX_MATCHES_ALLOWED",
		"Unable to generate list. max matches value was reached")
	InvalidActionsLimit = code("INVALID_ACTIONS_LIMIT",
		"Actions limit must be an integer value greater than zero")
	InvalidSetRole       = code("INVALID_SET_ROLE", "Invalid set role id")
	UnknownRoleID        = code("UNKNOWN_ROLE_ID", "Unknown role id")
	InvalidIPRestriction = code("INVALID_IP_ADDRESS_RESTRICTION",
		"IP address restriction must be a list of addresses")
	StartSessionError = code("START_SESSION_ERROR", "Error while starting session for partner [@PID@]",
		"PID")
	InvalidWidgetID       = code("INVALID_WIDGET_ID", `Unknown widget "@WIDGET_ID@"`, "WIDGET_ID")
	EntryIDNotFound       = code("ENTRY_ID_NOT_FOUND", `Entry id "@ENTRY_ID@" not found`, "ENTRY_ID")
	EntryWithContent      = code("ENTRY_ALREADY_WITH_CONTENT", "Entry already associated with content")
	EntryInReplacement    = code("ENTRY_REPLACEMENT_ALREADY_EXISTS", "Entry already in replacement")
	EntryTypeNotSupported = code("ENTRY_TYPE_NOT_SUPPORTED", `Entry type "@ENTRY_TYPE@" not supported`,
		"ENTRY_TYPE")
	EntryNotReplaced     = code("ENTRY_ID_NOT_REPLACED", `Entry id "@ENTRY_ID@" not replaced`, "ENTRY_ID")
	UploadedFileNotFound = code("UPLOADED_FILE_NOT_FOUND_BY_TOKEN",
		"The uploaded file was not found by the given token id, or was already used")
	UnknownPlaylist     = code("INVALID_ENTRY_ID", "Unknown Playlist [@ID@]", "ID")
	InvalidPlaylistType = code("INVALID_PLAYLIST_TYPE", "Invalid playlist type")
	ParentNotFound      = code("PARENT_ENTRY_ID_NOT_FOUND", `parent entry id "@ID@" not found`, "ID")
	CycleInParentage    = code("CYCLE_IN_PARENTAGE", "Cycle in parentage of entry [@ENTRY_ID@]",
		"ENTRY_ID")
	InvalidEntryType = code("INVALID_ENTRY_TYPE",
		`Entry "@ENTRY_NAME@" type is "@WRONG_ENTRY_TYPE@", type must be "@RIGHT_ENTRY_TYPE@"`, "ENTRY_NAME",
		"WRONG_ENTRY_TYPE", "RIGHT_ENTRY_TYPE")
	ResourceTypeNotSupported = code("RESOURCE_TYPE_NOT_SUPPORTED", `Resource type "@TYPE@" is not supported`,
		"TYPE")
	UploadTokenNotFound  = code("UPLOAD_TOKEN_NOT_FOUND", "Upload token not found")
	UploadTokenBadStatus = code("UPLOAD_TOKEN_INVALID_STATUS_FOR_UPLOAD",
		"Upload token is in an invalid status for uploading a file, maybe the file was already uploaded")
	UploadTokenCannotResume = code("UPLOAD_TOKEN_CANNOT_RESUME",
		"Cannot resume the upload, original file was not found")
	UploadTokenBadForEntry = code("UPLOAD_TOKEN_INVALID_STATUS_FOR_ADD_ENTRY",
		"The uploaded token is in an invalid status for adding entry")
	UploadTokenNoFileSize = code("UPLOAD_TOKEN_MISSING_FILE_SIZE",
		"Cannot have auto-finalize without specifying the file-size")
	UploadTokenWrongSize = code("UPLOAD_TOKEN_CANNOT_MATCH_EXPECTED_SIZE",
		"Failed to match expected file size")
	UploadTokenTooOld = code("UPLOAD_PASSED_MAX_RESUME_TIME_ALLOWED",
		"Max resume time of @MAX_RESUME_TIME@ seconds reached, cannot resume upload", "MAX_RESUME_TIME")
	TooManyUploads = code("MAX_ALLOWED_CHUNK_COUNT_EXCEEDED",
		"Max allowed waiting chunks to be concatenated has exceeded allowed limit")
	UploadError      = code("UPLOAD_ERROR", "Upload failed")
	FlavorIDNotFound = code("FLAVOR_ASSET_ID_NOT_FOUND", `Flavor asset id "@ASSET_ID@" not found`,
		"ASSET_ID")
	FlavorNotReady = code("FLAVOR_ASSET_IS_NOT_READY", `Flavor asset "@ASSET_ID@" is not ready`,
		"ASSET_ID")
	FlavorParamsNotFound      = code("FLAVOR_PARAMS_ID_NOT_FOUND", `Flavor params id "@ID@" not found`, "ID")
	ConversionProfileNotFound = code("CONVERSION_PROFILE_ID_NOT_FOUND", `Conversion profile id "@ID@" not found`,
		"ID")
	ProfileIsDefault = code("CANNOT_DELETE_DEFAULT_CONVERSION_PROFILE",
		"Default conversion profile cannot be deleted")
	CaptionIDNotFound = code("CAPTION_ASSET_ID_NOT_FOUND", `Caption asset id "@ASSET_ID@" not found`,
		"ASSET_ID")
	CaptionNotReady = code("CAPTION_ASSET_IS_NOT_READY", `Caption asset "@ASSET_ID@" is not ready`,
		"ASSET_ID")
	CaptionParsingFailed = code("CAPTION_ASSET_PARSING_FAILED",
		`Failed to parse caption asset "@ASSET_ID@"`, "ASSET_ID")
	InvalidCuePointID = code("INVALID_CUE_POINT_ID", "Invalid cue point id [@ID@]", "ID")
	CueStartTooLate   = code("START_TIME_IS_BIGGER_THAN_ENTRY_END_TIME",
		"Start time of the cue point [@CUE_POINT_ID@] cannot be bigger than entry end time [@END_TIME@]",
		"CUE_POINT_ID", "END_TIME")
	CueEndTooLate = code("END_TIME_IS_BIGGER_THAN_ENTRY_END_TIME",
		"End time of the cue point [@CUE_POINT_ID@] cannot be bigger than entry end time [@END_TIME@]",
		"CUE_POINT_ID", "END_TIME")
	CueNameTaken = code("CUE_POINT_SYSTEM_NAME_EXISTS",
		"Cue point system name [@NAME@] already exists for cue point id [@ID@]", "NAME", "ID")
	CueParentNotFound = code("PARENT_CUE_POINT_NOT_FOUND", "Parent cue point [@ID@] not found", "ID")
	CueParentOfOther  = code("PARENT_CUE_POINT_DO_NOT_BELONG_TO_THE_SAME_ENTRY",
		"Parent cue point [@ID@] does not belong to the same entry", "ID")
	CueParentMissing = code("PARENT_ID_IS_MISSING", "Parent id is missing")
	CueParentWrong   = code("WRONG_PARENT_TYPE", "Parent [@ID@] is not a question", "ID")
	AnswerExists     = code("ANSWER_ALREADY_EXISTS",
		"Answer to question [@QUESTION_ID@] already exists for user entry [@USER_ENTRY_ID@]", "QUESTION_ID",
		"USER_ENTRY_ID")
	NoPermissionOnEntry = code("NO_PERMISSION_ON_ENTRY", "No permission on entry [@ID@]", "ID")
	InvalidObjectType   = code("INVALID_OBJECT_TYPE", "Invalid object type [@INVALID_OBJ_TYPE@]",
		"INVALID_OBJ_TYPE")
	ThumbIDNotFound  = code("THUMB_ASSET_ID_NOT_FOUND", `Thumb asset id "@ID@" not found`, "ID")
	ThumbNotReady    = code("THUMB_ASSET_IS_NOT_READY", `Thumb asset "@ID@" is not ready`, "ID")
	ThumbNoImage     = code("IMAGE_CONTENT_INVALID", "The file is no picture")
	InvalidUIConfID  = code("INVALID_UI_CONF_ID", "Unknown uiConf [@UI_CONF_ID@]", "UI_CONF_ID")
	UnknownPartnerID = code("UNKNOWN_PARTNER_ID", "Unknown partner_id [@PARTNER_ID@]", "PARTNER_ID")
)

// Err makes an error of a code with its arguments in the code's order.
func Err(c Code, args ...string) *Error {
	e := &Error{Code: c.name, Message: c.message}
	for i, name := range c.args {
		v := ""
		if i < len(args) {
			v = clip(args[i])
		}
		e.Args = append(e.Args, Arg{name, v})
		e.Message = strings.ReplaceAll(e.Message, "@"+name+"@", v)
	}
	return e
}

// clip bounds what an error repeats of what was sent.
func clip(s string) string {
	if len(s) <= limits.Echo {
		return s
	}
	return strings.ToValidUTF8(s[:limits.Echo], "") + "…"
}

// asError gives any failure the contract's form; what is neither an *Error nor a
// session that is refused is an internal fault, whose text stays in the log.
func asError(err error) (*Error, bool) {
	var e *Error
	var refused *ks.Refused
	switch {
	case errors.As(err, &e):
		return e, true
	case errors.As(err, &refused):
		return Err(InvalidKS, refused.Reason, "-1", "INVALID_STR"), true
	case errors.Is(err, context.DeadlineExceeded):
		return Err(InternalServerError), true
	}
	return Err(InternalServerError), false
}
