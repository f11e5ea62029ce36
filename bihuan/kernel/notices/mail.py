"""E-mail by SMTP."""

from __future__ import annotations

import contextlib
import smtplib
from collections.abc import Mapping

from django.core.mail import EmailMessage, get_connection

from bihuan.kernel.notices.letters import ChannelFailed, Letter, LetterRefused

TIMEOUT = 10
BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def mail_letter(settings: Mapping[str, str], secrets: Mapping[str, str], letter: Letter) -> None:
    """Send a letter. Raises LetterRefused or ChannelFailed."""
    if not letter.email:
        raise LetterRefused("no e-mail address")
    sender = settings["sender"]
    connection = get_connection(
        BACKEND,
        host=settings["host"],
        port=int(settings["port"]),
        username=settings.get("user", ""),
        password=secrets.get("password", ""),
        use_tls=settings.get("security") == "starttls",
        use_ssl=settings.get("security") == "tls",
        timeout=TIMEOUT,
    )
    message = EmailMessage(
        letter.title,
        "\n".join(letter.lines) + "\n",
        sender,
        [letter.email],
        # A mailbox that gets the same message twice shows it once.
        headers={"Message-ID": f"<{letter.key}@{sender.rpartition('@')[2].rstrip('>')}>"},
        connection=connection,
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _fault(code, text) from error
    except smtplib.SMTPAuthenticationError as error:
        raise ChannelFailed(_said(error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPDataError as error:
        raise _fault(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPResponseException as error:
        raise ChannelFailed(_said(error.smtp_code, error.smtp_error)) from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise ChannelFailed(f"not reached: {error or type(error).__name__}"[:300]) from error
    finally:
        with contextlib.suppress(smtplib.SMTPException):
            connection.close()  # a login that fails leaves it open


def _fault(code: int, text: bytes | str) -> Exception:
    """A 5xx about recipient or content is final; a 4xx asks to come again."""
    said = _said(code, text)
    return LetterRefused(said) if code >= 500 else ChannelFailed(said)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {words}"[:300]
