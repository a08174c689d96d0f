"""Every fault a service can answer with, on every call the bot makes: what comes of it, as a page of `docs/`."""
