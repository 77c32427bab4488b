package cea

// basic is a character of table 2 of 47 CFR §79.101: ASCII but for a few.
func basic(b byte) rune {
	switch b {
	case 0x27:
		return '’'
	case 0x2a:
		return 'á'
	case 0x5c:
		return 'é'
	case 0x5e:
		return 'í'
	case 0x5f:
		return 'ó'
	case 0x60:
		return 'ú'
	case 0x7b:
		return 'ç'
	case 0x7c:
		return '÷'
	case 0x7d:
		return 'Ñ'
	case 0x7e:
		return 'ñ'
	case 0x7f:
		return '█'
	}
	return rune(b)
}

// Characters of two bytes: special ones, then the extended sets of Spanish and French, and
// of Portuguese, German and Danish (CTA-608-E §6.4.2). transparent is a space that is none.
const transparent = '\u00a0'

var special = [16]rune{
	'®', '°', '½', '¿', '™', '¢', '£', '♪', 'à', transparent, 'è', 'â', 'ê', 'î', 'ô', 'û',
}

var western = [32]rune{
	'Á', 'É', 'Ó', 'Ú', 'Ü', 'ü', '‘', '¡', '*', '\'', '—', '©', '℠', '•', '“', '”',
	'À', 'Â', 'Ç', 'È', 'Ê', 'Ë', 'ë', 'Î', 'Ï', 'ï', 'Ô', 'Ù', 'ù', 'Û', '«', '»',
}

var northern = [32]rune{
	'Ã', 'ã', 'Í', 'Ì', 'ì', 'Ò', 'ò', 'Õ', 'õ', '{', '}', '\\', '^', '_', '|', '~',
	'Ä', 'ä', 'Ö', 'ö', 'ß', '¥', '¤', '│', 'Å', 'å', 'Ø', 'ø', '┌', '┐', '└', '┘',
}

// extended is a character of set G2 of 708 (CTA-708 §7.1.8); others are an underscore.
func extended(b byte) rune {
	switch {
	case b == 0x20, b == 0x21:
		return transparent
	case b >= 0x76 && b <= 0x7f:
		return [...]rune{'⅛', '⅜', '⅝', '⅞', '│', '┐', '└', '─', '┘', '┌'}[b-0x76]
	case b >= 0x30 && b <= 0x35:
		return [...]rune{'█', '‘', '’', '“', '”', '•'}[b-0x30]
	}
	switch b {
	case 0x25:
		return '…'
	case 0x2a:
		return 'Š'
	case 0x2c:
		return 'Œ'
	case 0x39:
		return '™'
	case 0x3a:
		return 'š'
	case 0x3c:
		return 'œ'
	case 0x3d:
		return '℠'
	case 0x3f:
		return 'Ÿ'
	}
	return '_'
}
