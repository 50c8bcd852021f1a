"""In a directory without a package file."""
