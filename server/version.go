package server

// Version is what pages and clients are told.
const Version = "3.17.95"
