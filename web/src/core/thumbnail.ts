/** A piece of an image: URL, and the piece's place and size in it, px (reference: player-api §6.7). */
export class ThumbnailInfo {
	private readonly _url: string;
	private readonly _x: number;
	private readonly _y: number;
	private readonly _width: number;
	private readonly _height: number;

	constructor(piece: { url: string; x: number; y: number; width: number; height: number }) {
		this._url = piece.url;
		this._x = piece.x;
		this._y = piece.y;
		this._width = piece.width;
		this._height = piece.height;
	}

	get url(): string {
		return this._url;
	}
	get x(): number {
		return this._x;
	}
	get y(): number {
		return this._y;
	}
	get width(): number {
		return this._width;
	}
	get height(): number {
		return this._height;
	}
}
