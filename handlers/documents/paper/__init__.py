"""Papers (PDF) and pictures (PNG), set by Typst from one state each."""
