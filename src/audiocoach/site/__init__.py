"""What a phone is shown: tracks as pages, chapters, captions and a feed. Files in, files out.

`site_files` makes every file of a site as a value. The server answers with these files and no
others; `audiocoach publish` writes them to a folder.
"""
