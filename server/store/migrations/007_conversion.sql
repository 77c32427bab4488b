CREATE TABLE conversion_profile (
	id BIGINT PRIMARY KEY, partner_id BIGINT NOT NULL, name TEXT NOT NULL, system_name TEXT NOT NULL, description TEXT NOT NULL, tags TEXT NOT NULL, type TEXT NOT NULL,
	flavor_params_ids TEXT NOT NULL, is_default BOOLEAN NOT NULL, status INTEGER NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE INDEX conversion_profile_partner ON conversion_profile (partner_id);
ALTER TABLE entry ADD COLUMN conversion_profile_id BIGINT NOT NULL DEFAULT 0;
