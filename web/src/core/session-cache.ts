/** player.sessionIdCache: values by key, for the life of a player. */
export class SessionIDCache {
	private readonly cache = new Map<string, unknown>();

	get(key: string): unknown {
		return this.cache.get(key);
	}
	set(key: string, v: unknown): void {
		this.cache.set(key, v);
	}
	clear(): void {
		this.cache.clear();
	}
}
