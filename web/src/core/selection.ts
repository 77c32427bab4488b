// What languages are called (reference: player-api §5.7).

/** A language's name in that language. */
export function getNativeLanguageName(code: string, otherwise = ""): string {
	try {
		return (code && new Intl.DisplayNames([code], { type: "language" }).of(code)) || otherwise;
	} catch {
		return otherwise;
	}
}
