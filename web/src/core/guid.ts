/** A random id in the form of a GUID; crypto.randomUUID is for secure pages only. */
export function guid(): string {
	const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) =>
		n.toString(16).padStart(2, "0"),
	).join("");
	return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
