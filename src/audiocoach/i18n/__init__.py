"""Languages: tags and plurals, the phrases of the coach, and how written words are spoken."""
