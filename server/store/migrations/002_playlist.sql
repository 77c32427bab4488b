CREATE TABLE playlist (
	id TEXT PRIMARY KEY, content TEXT NOT NULL, filters TEXT NOT NULL, total_results INTEGER NOT NULL
);
