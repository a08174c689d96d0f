"""How good the checks of `bot/checks/` are, on labelled pairs: what they catch, miss and flag wrongly."""
