// Package player is the player: what happens when, and what the page is told.
// It is pure Go; the browser stands behind Deps.
package player

// Player is one player of a page.
type Player struct{}
