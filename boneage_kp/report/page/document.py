"""A whole HTML document whose content security policy lets it load nothing."""

import base64
import hashlib

from boneage_kp.report.page.markup import Html, joined, tag


def document(title: str, language: str, style: str, body: Html, scripts: str = "") -> str:
    """A whole document that may load nothing, and run nothing but the given script.

    scripts:  JavaScript of ours, allowed by its digest; "" allows none.
    """
    script_rule = f"script-src '{_digest(scripts)}'; " if scripts else ""
    # A page on disk has no origin that 'self' could mean: thumbnails beside the index are file:.
    images = "img-src data: file: 'self'" if scripts else "img-src data:"
    policy = (
        f"default-src 'none'; {script_rule}{images}; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    head = joined(
        [
            tag("meta", {"charset": "utf-8"}),
            tag("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
            tag("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
            tag("meta", {"name": "color-scheme", "content": "light dark"}),
            tag("meta", {"name": "referrer", "content": "no-referrer"}),
            tag("title", {}, title),
            tag("style", {}, Html(style)),
        ]
    )
    end = [tag("script", {}, Html(scripts))] if scripts else []
    page = tag("html", {"lang": language}, tag("head", {}, head), tag("body", {}, body, *end))
    return f"<!doctype html>\n{page}\n"


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
