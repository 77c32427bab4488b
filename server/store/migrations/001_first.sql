CREATE TABLE partner (
	id BIGINT PRIMARY KEY, name TEXT NOT NULL, admin_secret TEXT NOT NULL, user_secret TEXT NOT NULL, created_at BIGINT NOT NULL
);
CREATE TABLE entry (
	id TEXT PRIMARY KEY, partner_id BIGINT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL, tags TEXT NOT NULL, admin_tags TEXT NOT NULL,
	user_id TEXT NOT NULL, creator_id TEXT NOT NULL, reference_id TEXT NOT NULL, parent_entry_id TEXT NOT NULL, partner_data TEXT NOT NULL,
	type INTEGER NOT NULL, media_type INTEGER NOT NULL, source_type TEXT NOT NULL, status INTEGER NOT NULL, error_reason TEXT NOT NULL, progress INTEGER NOT NULL,
	duration_ms BIGINT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, plays BIGINT NOT NULL, views BIGINT NOT NULL,
	version INTEGER NOT NULL, thumb_version INTEGER NOT NULL, start_date BIGINT NOT NULL, end_date BIGINT NOT NULL,
	created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE INDEX entry_partner ON entry (partner_id, status, created_at);
CREATE INDEX entry_parent ON entry (parent_entry_id);
CREATE INDEX entry_reference ON entry (partner_id, reference_id);
CREATE TABLE flavor_asset (
	id TEXT PRIMARY KEY, partner_id BIGINT NOT NULL, entry_id TEXT NOT NULL, params_id INTEGER NOT NULL, tags TEXT NOT NULL, label TEXT NOT NULL, language TEXT NOT NULL,
	width INTEGER NOT NULL, height INTEGER NOT NULL, bitrate INTEGER NOT NULL, frame_rate DOUBLE PRECISION NOT NULL, is_original BOOLEAN NOT NULL,
	file_ext TEXT NOT NULL, video_codec TEXT NOT NULL, size BIGINT NOT NULL, status INTEGER NOT NULL, version INTEGER NOT NULL, blob_key TEXT NOT NULL,
	created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE INDEX flavor_entry ON flavor_asset (entry_id);
CREATE TABLE track (
	id TEXT PRIMARY KEY, entry_id TEXT NOT NULL, flavor_id TEXT NOT NULL, kind TEXT NOT NULL, codec TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
	frame_rate DOUBLE PRECISION NOT NULL, sample_rate INTEGER NOT NULL, channels INTEGER NOT NULL, language TEXT NOT NULL, bandwidth BIGINT NOT NULL, average_bandwidth BIGINT NOT NULL,
	timescale BIGINT NOT NULL, duration BIGINT NOT NULL, blob_key TEXT NOT NULL, size BIGINT NOT NULL, segments BLOB NOT NULL
);
CREATE INDEX track_entry ON track (entry_id);
CREATE TABLE caption_asset (
	id TEXT PRIMARY KEY, partner_id BIGINT NOT NULL, entry_id TEXT NOT NULL, label TEXT NOT NULL, language TEXT NOT NULL, language_code TEXT NOT NULL, format INTEGER NOT NULL,
	is_default BOOLEAN NOT NULL, display BOOLEAN NOT NULL, status INTEGER NOT NULL, version INTEGER NOT NULL, content TEXT NOT NULL, webvtt TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE INDEX caption_entry ON caption_asset (entry_id);
CREATE TABLE cue_point (
	id TEXT PRIMARY KEY, partner_id BIGINT NOT NULL, entry_id TEXT NOT NULL, user_id TEXT NOT NULL, type TEXT NOT NULL, sub_type INTEGER NOT NULL, status INTEGER NOT NULL, start_time BIGINT NOT NULL, end_time BIGINT,
	tags TEXT NOT NULL, system_name TEXT NOT NULL, parent_id TEXT NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL, text TEXT NOT NULL, code TEXT NOT NULL, asset_id TEXT NOT NULL, partner_data TEXT NOT NULL,
	created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE INDEX cue_entry ON cue_point (entry_id, start_time);
CREATE TABLE upload_token (
	id TEXT PRIMARY KEY, partner_id BIGINT NOT NULL, user_id TEXT NOT NULL, status INTEGER NOT NULL, file_name TEXT NOT NULL, file_size BIGINT NOT NULL, uploaded_size BIGINT NOT NULL,
	auto_finalize BOOLEAN NOT NULL, entry_id TEXT NOT NULL, blob_key TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE TABLE ui_conf (
	id BIGINT PRIMARY KEY, partner_id BIGINT NOT NULL, name TEXT NOT NULL, config TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
