"""Letters as mail programs write them."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

OURS = "Новые сообщения: Виды инструктажей\n\nВас ждут непрочитанные сообщения."


def answer(
    text: str,
    *,
    sender: str = "ivanova@b.example",
    to: str = "opora@centre.example",
    subject: str = "Re: Новые сообщения",
    refers: str = "",
    html: str = "",
    files: tuple[tuple[str, bytes], ...] = (),
    charset: str = "utf-8",
    **headers: str,
) -> EmailMessage:
    """A MIME letter of a person; ``headers`` use «_» for «-»."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = f"Мария Иванова <{sender}>"
    letter["To"], letter["Subject"] = to, subject
    letter["Message-ID"] = make_msgid(domain="b.example")
    if refers:
        letter["In-Reply-To"] = letter["References"] = refers
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text, charset=charset)
    if html:
        letter.add_alternative(html, subtype="html")
    for name, content in files:
        letter.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return letter


def report(
    message_id: str, *, status: str = "5.1.1", action: str = "failed", code: str = "550 5.1.1 User unknown"
) -> bytes:
    """A report of RFC 3464 as Postfix writes it."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: opora@centre.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <{status}.{abs(hash(message_id))}@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="AAA"

--AAA
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--AAA
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 23 Nov 2026 17:52:00 +0300

Final-Recipient: rfc822; ivanova@b.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {code}

--AAA
Content-Type: text/rfc822-headers

From: opora@centre.example
To: ivanova@b.example
Subject: =?utf-8?b?0J3QvtCy0YvQtQ==?=
Message-ID: {message_id}

--AAA--
""".replace("\n", "\r\n").encode()
