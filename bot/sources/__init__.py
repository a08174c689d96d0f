"""The newsletters, one file each: how to recognise an issue of it, and how to split one into entries."""
