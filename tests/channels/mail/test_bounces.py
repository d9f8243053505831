from __future__ import annotations

import pytest

from console.channels.mail.parse import parse_mail
from tests.channels.mail.letters import letter, multipart, part

DAEMON = b"From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>\r\nTo: help@example.net\r\n"
RETURNED = part("Subject: hello\r\nTo: lost@example.org\r\n\r\nhello\r\n", "Content-Type: message/rfc822")


def _status(*groups: str) -> bytes:
    body = "Reporting-MTA: dns; mx.example.net\r\n\r\n" + "\r\n\r\n".join(groups) + "\r\n"
    return part(body, "Content-Type: message/delivery-status")


def _report(*groups: str, head: bytes = DAEMON, subject: str = "Undeliverable") -> bytes:
    words = part("It did not work.", "Content-Type: text/plain")
    return head + f"Subject: {subject}\r\n".encode() + multipart("report", words, _status(*groups), RETURNED)


def test_the_standard_report() -> None:
    mail = parse_mail(
        _report(
            "Final-Recipient: rfc822; lost@example.org\r\nAction: failed\r\nStatus: 5.1.1",
            "Original-Recipient: rfc822;first@example.org\r\nFinal-Recipient: RFC822; <t@x.org>\r\nAction: delayed",
            "Final-Recipient: rfc822; there@example.org\r\nAction: delivered",
        )
    )
    assert mail.is_bounce
    assert mail.is_automatic
    assert mail.failed_recipients == ("lost@example.org", "first@example.org")


def test_a_report_of_success_is_no_bounce() -> None:
    mail = parse_mail(
        _report(
            "Final-Recipient: rfc822; a@example.org\r\nAction: delivered", subject="Successful Mail Delivery Report"
        )
    )
    assert not mail.is_bounce
    assert mail.is_automatic


@pytest.mark.parametrize(
    ("subject", "body", "failed"),
    [
        (
            "failure notice",
            "Sorry, I could not deliver it.\n\n<lost@example.org>:\nno mailbox by that name\n",
            "lost@example.org",
        ),
        ("Undelivered Mail", "The mail below came back.\n\n<lost@example.org>: unknown user\n", "lost@example.org"),
        (
            "Mail delivery failed",
            "These addresses failed:\n\n  lost@example.org\n    host said 550\n",
            "lost@example.org",
        ),
        ("Returned mail", "Undeliverable address: lost@example.org\nReason: full\n", "lost@example.org"),
        ("Undeliverable mail", "undeliverable to lost@example.org\n", "lost@example.org"),
        ("Delivery failure", "Your message to lost@example.org was rejected: no such user\n", "lost@example.org"),
        ("Warning: delayed", "Delivery has been delayed to\n\n    lost@example.org\n", "lost@example.org"),
        ("Mail problem", "It could not be delivered to the following recipients:\n\tlost\n", "lost@mx.example.net"),
        (
            "Mail error",
            "Sent <<< RCPT TO:<lost@example.org>\nThat failed, the delivery is not possible\n",
            "lost@example.org",
        ),
        ("Недоставленное письмо", "Письмо не было доставлено:\n\nlost@example.org\n", "lost@example.org"),
        ("User unknown: lost@example.org", "There is no such user at this server.\n", "lost@example.org"),
    ],
)
def test_reports_in_words(subject: str, body: str, failed: str) -> None:
    mail = parse_mail(DAEMON + f"Subject: {subject}\r\n\r\n{body}".encode())
    assert mail.is_bounce
    assert mail.failed_recipients == (failed,)


IN_WORDS = {
    "----- The following addresses had fatal errors -----\n<lost@example.org>\n\n----- Transcript -----\n550 no\n",
    "Intended recipient:  lost@example.org\n\nRETURNED MAIL FOLLOWS\n",
    "User mailbox exceeds allowed size: lost@example.org\n\nOriginal message follows.\n\nFrom: a@example.org\n",
    "Delivery report\n\nRecipient: <lost@example.org>\nReason: mailbox full\nPlease contact <support@example.org>.\n",
    "Your document was not delivered to:\n\nlost@example.org\n\nbecause:\n\nno route\n",
    "Address not found\n\nYour message wasn't delivered to lost@example.org because the address couldn't be found.\n",
    "Your message to lost@example.org couldn't be delivered.\nlost wasn't found at example.org.\n",
    "Письмо не может быть доставлено одному или нескольким получателям:\n\n  lost@example.org\n    no such user\n",
    "Ваше письмо не может быть отправлено одному или нескольким адресатам.\n\n<lost@example.org>: host said 550\n",
    "Ihre Nachricht konnte nicht zugestellt werden an:\n\n* lost@example.org\n",
    "The following message to <lost@example.org> was undeliverable.\nThe reason for the problem: unknown address\n",
    "Message not delivered to the following:\n\n    lost@example.org        No such user\n",
    "did not reach the following recipient(s):\n\nlost@example.org on Mon, 2 Nov 2026 09:00:00 +0300\n    unknown\n",
    "did not reach the recipient(s):\n\nc=US;dda:SMTP=lost@example.org; on Mon, 2 Nov\n    Name not recognized\n",
    "Sorry, we were unable to deliver it.\n\n\tRecipient: [SMTP:lost@example.org]\n\tReason: no mailbox\n",
    "550 5.1.1 The email account that you tried to reach does not exist: lost@example.org\n",
    'It has been delayed and is still waiting for delivery to:\n\n"Lost Person" <lost@example.org>\n',
}


@pytest.mark.parametrize("body", sorted(IN_WORDS))
def test_the_words_of_many_systems(body: str) -> None:
    mail = parse_mail(DAEMON + b"Subject: Report\r\n\r\n" + body.encode())
    assert mail.failed_recipients == ("lost@example.org",)
    assert mail.is_bounce


def test_a_report_about_the_one_who_gets_it() -> None:
    mail = parse_mail(DAEMON + b"Subject: failure notice\r\n\r\nNot delivered:\n\n<help@example.net>: loop\n")
    assert mail.failed_recipients == ("help@example.net",)


def test_addresses_of_the_returned_mail_are_not_taken() -> None:
    body = (
        "Could not be delivered:\n\n<lost@example.org>: no\n\n--- Below this line is a copy of the message.\n\n"
        "From: help@example.net\n\n<innocent@example.org>: my address\n"
    )
    mail = parse_mail(DAEMON + b"Subject: failure notice\r\n\r\n" + body.encode())
    assert mail.failed_recipients == ("lost@example.org",)


def test_the_header_of_exim_is_enough() -> None:
    mail = parse_mail(DAEMON + b"Subject: x\r\nX-Failed-Recipients: lost@example.org, also@example.org\r\n\r\nwords")
    assert mail.failed_recipients == ("lost@example.org", "also@example.org")


def test_a_report_that_lost_its_types_is_read() -> None:
    fields = part(
        "Final-Recipient: rfc822; lost@example.org\r\nAction: failed\r\n", "Content-Type: text/plain; name=d.txt"
    )
    raw = DAEMON + b"Subject: Undelivered\r\n" + multipart("mixed", part("sorry", "Content-Type: text/plain"), fields)
    assert parse_mail(raw).failed_recipients == ("lost@example.org",)


def test_a_report_wrapped_by_a_guard_is_read() -> None:
    inner = _report("Final-Recipient: rfc822; lost@example.org\r\nAction: failed")
    raw = (
        DAEMON
        + b"Subject: Delivery failure\r\n"
        + multipart("mixed", part(inner, "Content-Type: message/rfc822"), mark="o")
    )
    assert parse_mail(raw).failed_recipients == ("lost@example.org",)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Mail cannot be delivered",
            "Hello, my mail to bob@example.org could not be delivered.\n" + "Please help me. " * 120,
        ),
        ("Fwd: Undelivered Mail", "I got this:\n\n<bob@example.org>: unknown user\n"),
        ("Question", "<bob@example.org>: is this address known? My mail is not delivered."),
        ("Error", "Final-Recipient: rfc822; bob@example.org\nAction: failed\nWhat does that mean?"),
    ],
)
def test_people_who_write_about_failures_are_no_bounces(subject: str, body: str) -> None:
    mail = parse_mail(letter(body, f"Subject: {subject}"))
    assert not mail.is_bounce
    assert mail.failed_recipients == ()
    assert not mail.is_automatic


def test_a_forwarded_report_is_no_report() -> None:
    inner = _report("Final-Recipient: rfc822; lost@example.org\r\nAction: failed")
    words = part("What is this?", "Content-Type: text/plain")
    raw = letter(b"", "Subject: please explain")[:-2] + multipart(
        "mixed", words, part(inner, "Content-Type: message/rfc822"), mark="outer"
    )
    assert not parse_mail(raw).is_bounce
