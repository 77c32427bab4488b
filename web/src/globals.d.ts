// What pages leave in window for the player.

interface Window {
	/** The page around an iframe embed, as the server knows it (reference: player-api §7.4). */
	originalRequestReferrer?: string;
}
