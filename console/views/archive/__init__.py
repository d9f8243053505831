"""The window of an archive: the desk's own screens over a file, without anything that writes."""
