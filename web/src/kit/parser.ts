// KalturaPlayer.providers.ProviderParser: what loaders read of the answers to a
// request for media (reference: player-api §6).

type Answers = Map<string, { response: { playBackContextResult: any } }>;
const context = (answers: Answers) => answers.get("media")!.response.playBackContextResult;

export class ProviderParser {
	static hasBlockAction(a: Answers): boolean {
		return context(a).hasBlockAction();
	}
	static getBlockAction(a: Answers): unknown {
		return context(a).getBlockAction();
	}
	static hasScheduledRestriction(a: Answers): boolean {
		return context(a).hasScheduledRestriction();
	}
	static getErrorMessages(a: Answers): unknown {
		return context(a).getErrorMessages();
	}
	/** The KS goes into the path, or into the query where the path ends in a file. */
	static addKsToUrl(url: string, ks: string): string {
		return url + (/\.[^/.?]+$/.test(url) ? "?ks=" : "/ks/") + ks;
	}
}
