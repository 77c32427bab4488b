// Takes out of a recording what opens doors: sessions (KS), tokens, signatures and what
// licences are asked for with. The same secret always becomes the same word, so that
// addresses that differ go on to differ.

const names =
	"ks|token|auth\\w*|access\\w*|sig|signature|policy|key-pair-id|hdn\\w+|jwt|secret|pass\\w*|custom_data|customdata|" +
	"licen[cs]e\\w*|session\\w*|md5|hmac|hash|code|credential\\w*|x-amz-\\w+|x-goog-\\w+|user\\w*|email";
/** In a query, also of an address in XML or in JSON. */
const query = new RegExp(`([?&;](?:${names})=)([^&\\s"'<>#\\\\]+)`, "gi");
/** Kaltura's addresses have them among the folders. */
const folder = /(\/(?:ks|privateKey|token|sessionId)\/)([^/\s"'<>?#\\]+)/gi;
/** Whatever it is called: no address needs so long a value to be understood. */
const long = /([?&;][\w.-]+=)([^&\s"'<>#\\]{32,})/g;
const member = new RegExp(`^(?:${names}|drm\\w*|serverCertificate\\w*)$`, "i");

export class Redactor {
	readonly #words = new Map<string, string>();

	#word(secret: string): string {
		if (secret.startsWith("secret-")) return secret;
		let word = this.#words.get(secret);
		if (!word) this.#words.set(secret, (word = "secret-" + (this.#words.size + 1)));
		return word;
	}

	/** A text that may have addresses in it. */
	text(text: string): string {
		const hide = (_: string, before: string, secret: string) => before + this.#word(secret);
		let out = text.replace(query, hide).replace(folder, hide).replace(long, hide);
		for (const [secret, word] of this.#words) if (secret.length > 15) out = out.replaceAll(secret, word); // where it stands by itself
		return out;
	}

	/** Data of any shape; members that are called like secrets lose what they have. */
	data(v: unknown): unknown {
		if (typeof v === "string") return this.text(v);
		if (Array.isArray(v)) return v.map((e) => this.data(e));
		if (!v || typeof v !== "object") return v;
		return Object.fromEntries(
			Object.entries(v).map(([key, e]) => [
				key,
				member.test(key) && e ? (typeof e === "string" ? this.#word(e) : "secret") : this.data(e),
			]),
		);
	}
}
