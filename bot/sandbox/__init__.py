"""A newsletter, an arXiv, a model and a Discourse on loopback: real HTTP servers, as strict as the real ones."""
