/** What plugins put between a call and the player (reference: player-api §1.9). */
export class BaseMiddleware {
	callNext(next?: () => void): void {
		next?.();
	}
}
