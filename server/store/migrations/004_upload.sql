ALTER TABLE upload_token ADD COLUMN ranges TEXT NOT NULL DEFAULT '';
CREATE INDEX upload_token_partner ON upload_token (partner_id, status, created_at);
