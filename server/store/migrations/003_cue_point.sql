ALTER TABLE cue_point ADD COLUMN extra TEXT NOT NULL DEFAULT '';
ALTER TABLE cue_point ADD COLUMN force_stop INTEGER;
ALTER TABLE cue_point ADD COLUMN thumb_offset BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cue_point ADD COLUMN sort_value BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cue_point ADD COLUMN triggered_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cue_point ADD COLUMN copied_from TEXT NOT NULL DEFAULT '';
CREATE INDEX cue_parent ON cue_point (parent_id);
CREATE TABLE thumb_asset (
	id TEXT PRIMARY KEY, partner_id BIGINT NOT NULL, entry_id TEXT NOT NULL, cue_point_id TEXT NOT NULL, tags TEXT NOT NULL, file_ext TEXT NOT NULL, status INTEGER NOT NULL, version INTEGER NOT NULL,
	width INTEGER NOT NULL, height INTEGER NOT NULL, size BIGINT NOT NULL, blob_key TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE INDEX thumb_entry ON thumb_asset (entry_id);
