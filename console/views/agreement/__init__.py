"""The agreement on the screen: every clause in our words and the official ones, and what rests on it."""

from console.views.agreement.browser import AgreementBrowser, browse

__all__ = ["AgreementBrowser", "browse"]
