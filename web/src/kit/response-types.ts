// KalturaPlayer.providers.ResponseTypes: what the API answers, as objects that
// loaders of plugins are written with (reference: player-api §6.4).
import type { BaseServiceResult } from "../core/service-result";
import type { Dict } from "../objects";

type Fields = new (v: Dict) => Dict;

/** A class with fields of the same name as the answer's, or "own=theirs". */
function plain(names: string, more?: (self: Dict, v: Dict) => void, base?: Fields): any {
	const take = (self: Dict, v: Dict) => {
		for (const name of names.split(" ")) {
			const [own, theirs = own] = name.split("=");
			if (own) self[own] = v[theirs!];
		}
		more?.(self, v);
	};
	return base
		? class extends base {
				constructor(v: Dict) {
					super(v);
					if (!this.hasError) take(this, v);
				}
			}
		: class {
				constructor(v: Dict) {
					take(this as Dict, v);
				}
			};
}

const all = (C: Fields, v: unknown): Dict[] => ((v ?? []) as Dict[]).map((x) => new C(x));
const time = (seconds: unknown): Date => new Date((seconds as number) * 1000);
const dated = (self: Dict, v: Dict) =>
	Object.assign(self, { created: time(v.createdAt), updated: time(v.updatedAt) });
const numbered = (names: string, from: number): Dict =>
	Object.fromEntries(names.split(" ").map((name, i) => [name, from + i]));
const valued = (d: Dict): Dict => Object.fromEntries(Object.entries(d).map(([k, value]) => [k, { value }]));

const KalturaAccessControlMessage = plain("code message");
const KalturaRuleAction = Object.assign(plain("type"), {
	Type: {
		DRM_POLICY: "drm.DRM_POLICY",
		...numbered(
			"BLOCK PREVIEW LIMIT_FLAVORS ADD_TO_STORAGE LIMIT_DELIVERY_PROFILES " +
				"SERVE_FROM_REMOTE_SERVER REQUEST_HOST_REGEX LIMIT_THUMBNAIL_CAPTURE",
			1,
		),
		SCHEDULED_RESTRICTED: "SCHEDULED_RESTRICTED",
	},
});
const { BLOCK, REQUEST_HOST_REGEX, SCHEDULED_RESTRICTED } = KalturaRuleAction.Type;
const KalturaAccessControlModifyRequestHostRegexAction = plain(
	"pattern replacement replacmenServerNodeId checkAliveTimeoutMs",
	undefined,
	KalturaRuleAction,
);
const KalturaBumper = plain("entryId clickThroughUrl=url", (self, v) => (self.sources = v.sources ?? []));
const schemes = {
	WIDEVINE_CENC: "com.widevine.alpha",
	PLAYREADY_CENC: "com.microsoft.playready",
	FAIRPLAY: "com.apple.fairplay",
};
const KalturaDrmPlaybackPluginData = Object.assign(plain("scheme licenseURL certificate"), {
	Scheme: {
		"drm.PLAYREADY_CENC": schemes.PLAYREADY_CENC,
		"drm.WIDEVINE_CENC": schemes.WIDEVINE_CENC,
		"fairplay.FAIRPLAY": schemes.FAIRPLAY,
		...schemes,
	},
});
const parseTags = (tags = ""): string[] => tags.split(",");
const KalturaFlavorAsset = Object.assign(
	plain(
		"id flavorParamsId fileExt bitrate width height frameRate status isOriginal isWeb " +
			"containerFormat videoCodecId label language",
		(self, v) => (self.tags = parseTags(v.tags as string)),
	),
	{
		parseTags,
		Status: numbered(
			"ERROR QUEUED CONVERTING READY DELETED NOT_APPLICABLE TEMP WAIT_FOR_CONVERT IMPORTING " +
				"VALIDATING EXPORTING",
			-1,
		),
	},
);
const KalturaMediaEntry = Object.assign(
	plain(
		"id referenceId name description dataUrl type entryType=mediaType poster=thumbnailUrl " +
			"rawThumbnailUrl=thumbnailUrl downloadUrl duration flavorParamsIds tags adminTags dvrStatus " +
			"externalSourceType status createdAt updatedAt endDate plays views creatorId userId " +
			"rootEntryId capabilities",
		(self, v) => Object.assign(self, { entryType: v.type, type: v.mediaType }),
	),
	{
		EntryType: valued({
			AUTOMATIC: -1,
			EXTERNAL_MEDIA: "externalMedia.externalMedia",
			MEDIA_CLIP: 1,
			MIX: 2,
			PLAYLIST: 5,
			DATA: 6,
			LIVE_STREAM: 7,
			LIVE_CHANNEL: 8,
			DOCUMENT: 10,
		}),
		MediaType: valued({
			VIDEO: 1,
			IMAGE: 2,
			AUDIO: 5,
			...numbered(
				"LIVE_STREAM_FLASH LIVE_STREAM_WINDOWS_MEDIA LIVE_STREAM_REAL_MEDIA " +
					"LIVE_STREAM_QUICK_TIME",
				201,
			),
		}),
		EntryStatus: {
			ERROR_IMPORTING: -2,
			ERROR_CONVERTING: -1,
			SCAN_FAILURE: "virusScan.ScanFailure",
			INFECTED: "virusScan.Infected",
			...numbered("IMPORT PRECONVERT READY DELETED PENDING MODERATE BLOCKED NO_CONTENT", 0),
		},
		EntryModerationStatus: numbered(
			"PENDING_MODERATION APPROVED REJECTED FLAGGED_FOR_REVIEW MODERATE AUTO_APPROVED",
			1,
		),
	},
);
const KalturaMetadata = Object.assign(
	plain(
		"id version status metadataObjectType metadataProfileId metadataProfileVersion objectId xml",
		dated,
	),
	{
		ObjectType: {
			AD_CUE_POINT: "adCuePointMetadata.AdCuePoint",
			ANNOTATION: "annotationMetadata.Annotation",
			CODE_CUE_POINT: "codeCuePointMetadata.CodeCuePoint",
			THUMB_CUE_POINT: "thumbCuePointMetadata.thumbCuePoint",
			...numbered("ENTRY CATEGORY USER PARTNER DYNAMIC_OBJECT", 1),
		},
		Status: numbered("VALID INVALID DELETED", 1),
	},
);
const KalturaPlaybackSource = plain(
	"deliveryProfileId flavorIds format protocols url",
	(self, v) => (self.drm = all(KalturaDrmPlaybackPluginData, v.drm)),
);
Object.assign(KalturaPlaybackSource.prototype, {
	hasDrmData(this: Dict): boolean {
		return (this.drm as unknown[]).length > 0;
	},
	hasFlavorIds(this: Dict): boolean {
		return !!this.flavorIds;
	},
	/** The given scheme, if the source is to be had by it. */
	getProtocol(this: Dict, scheme: string): string {
		return ((this.protocols as string) || "http").split(",").includes(scheme) ? scheme : "";
	},
});
const KalturaUserEntry = plain("id entryId userId partnerId status createdAt updatedAt playlistLastEntryId");

/** The types, those of whole answers made of the loader's own base. */
export function responseTypes(base: typeof BaseServiceResult): Dict {
	const Result = base as unknown as Fields;
	const KalturaPlaybackContext = plain(
		"",
		(self, v) => {
			self.sources = all(KalturaPlaybackSource, v.sources);
			self.actions = ((v.actions ?? []) as Dict[]).map(
				(a) =>
					new (a.type === REQUEST_HOST_REGEX
						? KalturaAccessControlModifyRequestHostRegexAction
						: KalturaRuleAction)(a),
			);
			self.messages = all(KalturaAccessControlMessage, v.messages);
			self.flavorAssets = all(KalturaFlavorAsset, v.flavorAssets);
			self.bumperData = all(KalturaBumper, v.bumperData);
			if (v.activeLiveStreamTime) self.activeLiveStreamTime = v.activeLiveStreamTime;
		},
		Result,
	);
	const action = (context: any, type: unknown): unknown =>
		context.actions.find((a: Dict) => a.type === type);
	Object.assign(KalturaPlaybackContext.prototype, {
		hasBlockAction(): boolean {
			return !!action(this, BLOCK);
		},
		getBlockAction(): unknown {
			return action(this, BLOCK);
		},
		hasScheduledRestriction(): boolean {
			return (this as any).messages.some((m: Dict) => m.code === SCHEDULED_RESTRICTED);
		},
		getErrorMessages(): unknown {
			return (this as any).messages;
		},
		getRequestHostRegexAction(): unknown {
			return action(this, REQUEST_HOST_REGEX);
		},
	});

	return {
		KalturaAccessControlMessage,
		KalturaAccessControlModifyRequestHostRegexAction,
		KalturaBumper,
		KalturaDrmPlaybackPluginData,
		KalturaFlavorAsset,
		KalturaMediaEntry,
		KalturaMetadata,
		KalturaBaseEntryListResponse: plain(
			"totalCount",
			(self, v) => (self.entries = all(KalturaMediaEntry, v.objects)),
			Result,
		),
		KalturaMediaEntries: plain("", (self, v) => (self.entries = all(KalturaMediaEntry, v)), Result),
		KalturaMetadataListResponse: plain(
			"totalCount",
			(self, v) => (self.metas = all(KalturaMetadata, v.objects)),
			Result,
		),
		KalturaPlaybackContext,
		KalturaPlaybackSource,
		KalturaRuleAction,
		KalturaPlaylist: plain("id name description poster=thumbnailUrl"),
		KalturaUIConfResponse: Object.assign(
			plain(
				"name description objType objTypeAsString width height htmlParams swfUrl " +
					"swfUrlVersion html5Url version partnerTags tags confFilePath confFile " +
					"confFileFeatures config confVars useCdn creationMode",
				dated,
				Result,
			),
			{
				Type: numbered(
					"PLAYER CONTRIBUTION_WIZARD SIMPLE_EDITOR ADVANCED_EDITOR PLAYLIST APP_STUDIO " +
						"KRECORD PLAYER_V3 KMC_ACCOUNT KMC_ANALYTICS KMC_CONTENT KMC_DASHBOARD KMC_LOGIN " +
						"PLAYER_SL CLIENTSIDE_ENCODER KMC_GENERAL KMC_ROLES_AND_PERMISSIONS CLIPPER KSR " +
						"KUPLOAD WEBCASTING",
					1,
				),
				CreationMode: numbered("WIZARD ADVANCED", 2),
			},
		),
		KalturaUserEntry,
		KalturaUserEntryListResponse: plain(
			"totalCount",
			(self, v) => (self.entries = all(KalturaUserEntry, v.objects)),
			Result,
		),
	};
}
