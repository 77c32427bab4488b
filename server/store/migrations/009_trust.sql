CREATE TABLE revoked_session (
	id TEXT PRIMARY KEY, until BIGINT NOT NULL
);
CREATE TABLE session_use (
	id TEXT PRIMARY KEY, uses BIGINT NOT NULL, until BIGINT NOT NULL
);
ALTER TABLE cue_point ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0;
UPDATE cue_point SET is_public = 1 WHERE type <> 'annotation.Annotation' OR extra LIKE '%"isPublic":1%' OR (extra NOT LIKE '%"isPublic":%' AND user_id = (SELECT user_id FROM entry WHERE entry.id = cue_point.entry_id));
ALTER TABLE cue_point ADD COLUMN folded_title TEXT NOT NULL DEFAULT '';
ALTER TABLE cue_point ADD COLUMN folded_description TEXT NOT NULL DEFAULT '';
ALTER TABLE cue_point ADD COLUMN folded_text TEXT NOT NULL DEFAULT '';
ALTER TABLE cue_point ADD COLUMN folded_tags TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN folded_name TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN folded_description TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN folded_tags TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN folded_admin_tags TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN folded_search TEXT NOT NULL DEFAULT '';
