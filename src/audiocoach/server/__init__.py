"""The server that hands tracks to a phone on the local network: the files of one site alone."""
