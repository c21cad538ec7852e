"""How answers travel: text compressed, with brotli or gzip, and what anyone may keep without anyone's cookie.

Fonts, photos and PDFs are compressed by their own form and go as they are.

Pages hold secrets beside words from their address, and compressing both together is what BREACH feeds on. It also needs
another site that has a browser fetch thousands of them with its cookie: SameSite=Lax keeps the cookie from everything
but a window of its own, and Cross-Origin-Opener-Policy takes that window from who opened it, so each try costs a click.
"""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_compress import Compress

TEXT = [
    "text/html", "text/css", "text/csv", "text/plain", "text/javascript", "application/javascript",
    "application/json", "application/manifest+json", "image/svg+xml",
]  # fmt: skip


def init_app(app: Flask) -> None:
    """Before anything else that looks at an answer, since Flask calls the last one first."""
    app.session_interface = PersonalCookie()
    app.config.update(
        COMPRESS_MIMETYPES=TEXT,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,  # 8 % smaller than the library's 4 in the same time; 9 and up take ten times as long
        COMPRESS_REGISTER=False,
    )
    compress = Compress(app)

    @app.after_request
    def compressed(response: Response) -> Response:
        """A part of a file (206) stays as it is: its byte numbers are those of the file."""
        if response.mimetype not in TEXT or response.status_code == 206:
            return response
        if response.direct_passthrough:  # a file, which the library would leave open
            response.direct_passthrough = False
            response.make_sequence()
        return compress.after_request(response)


class PersonalCookie(SecureCookieSessionInterface):
    """Flask renews the cookie with every answer; in a file that a shared cache keeps it would be anyone's."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not response.cache_control.public:
            super().save_session(app, session, response)
