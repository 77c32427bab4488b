/** Several values to a key, in the order they came. */
export class MultiMap<V> {
	private readonly map = new Map<string, V[]>();

	push(key: string, v: V): void {
		this.map.set(key, [...this.get(key), v]);
	}
	set(key: string, values: V[]): void {
		this.map.set(key, values);
	}
	has(key: string): boolean {
		return this.map.has(key);
	}
	get(key: string): V[] {
		return [...(this.map.get(key) ?? [])];
	}
	getAll(): V[] {
		return [...this.map.values()].flat();
	}
	keys(): IterableIterator<string> {
		return this.map.keys();
	}
	clear(): void {
		this.map.clear();
	}
	remove(key: string, v: V): void {
		const rest = this.get(key).filter((x) => x !== v);
		if (rest.length) this.map.set(key, rest);
		else this.map.delete(key);
	}
}
