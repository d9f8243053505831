"""The words by which mail systems say that a mail was not delivered: patterns only.

Each stands for a custom of one or several mail systems; they are kept loose, because wording changes with versions,
and are only asked about mails that look as if a machine had sent them.
"""

from __future__ import annotations

import re
from typing import Final

DAEMON: Final = re.compile(
    r"mailer[-_. ]?daemon|\bpostmaster|\bmdaemon\b|mail delivery|delivery (?:sub)?system|mail (?:sub)?system"
    r"|system administrator|mail[-_. ]?(?:service|server|router|admin|gateway|adm)\b|smtp|\bbounce"
    r"|delivery service|imss"
    r"|<\s*>|\bndr@",
    re.IGNORECASE,
)
SUBJECT_FAILS: Final = re.compile(
    r"undeliver|non[- ]?deliver|not (?:be )?deliver"
    r"|delivery (?:has |status|problem|fail|error|report|notif|warning|delayed)"
    r"|(?:deliver|mail|message|e-?mail)\w*\W{1,3}(?:\w+\W+){0,3}(?:fail|delayed|error|undeliv|not (?:been )?deliv"
    r"|could not|cannot)"
    r"|fail(?:ed|ure)\W+(?:\w+\W+){0,2}(?:mail|deliver|notice|notification|message)|returned? (?:e-?)?mail"
    r"|returned to sender"
    r"|mail (?:system )?error|user unknown|unknown user|unzustellbar|nicht zugestellt|non remis|no entregad"
    r"|mancata consegna"
    r"|недостав|не доставлен|не удалось доставить|ошибка доставки"
    r"|(?:warning|delay)\w*:? .{0,100}(?:message|mail|deliver|unknown)"
    r"|(?:mail|message|delivery)\b.{0,40}\b(?:delayed|postponed|bounced|rejected)|失败|失敗|投递",
    re.IGNORECASE,
)
_NOT: Final = r"(?:not|n't|never|unable|failed|failure|impossible|problem)"
BODY_FAILS: Final = re.compile(
    rf"(?:un|non-?)deliver|\b{_NOT}\b[^.\n]{{0,60}}\b(?:deliver|reach|receive|accept|exist|known|collected|sent\b)"
    r"|deliver\w*\b[^.]{0,80}?\b(?:fail|delay|abort|error|postpone|not be|n't|unsuccessful|has been refused)"
    r"|could(?:n't| not) be (?:delivered|sent|reached|processed|found)"
    r"|no such (?:user|recipient|mailbox|address|person)"
    r"|(?:user|recipient|mailbox|address|account|host)\w*\b[^.\n]{0,30}\b(?:unknown|invalid|disabled|unavailable"
    r"|full|rejected|failed)"
    r"|(?:unknown|invalid|bad|failed) (?:final delivery )?(?:user|recipient|mailbox|address|host)"
    r"|permanent (?:fatal )?(?:delivery )?error|fatal errors|over ?(?:disk )?quota|intended recipient"
    r"|returned to (?:sender|you)"
    r"|exceed|not recognized|has been (?:delayed|deferred|rejected|refused|blocked)|bounced"
    r"|\b5\d\d 5\.\d\.\d|user unknown"
    r"|did not exactly match|wrong or no longer valid|pas pu [eê]tre d[eé]livr|konnte nicht zugestellt"
    r"|no pudo ser entregado"
    r"|не (?:может быть|могут быть|был[ао]?|удалось) (?:достав|отправ)|无法|退信",
    re.IGNORECASE,
)
FAILS: Final = re.compile(
    r"deliver|fail|recipient|address|unknown|invalid|userid|reject|reach|mailbox|attempts|could not|undeliver"
    r"|no such"
    r"|account|quota|user\b|rcpt|intended|доставл|адрес|d[eé]livr",
    re.IGNORECASE,
)
CONTACT: Final = re.compile(
    r"\bcontact|send (?:e-?)?mail to|assistance"
    r"|\b(?:mail from|from|reply[- ]to|sender|sent by|return-path|message-id|envelope-from"
    r"|cc|reporting|x-[\w-]+)\b\s*:|mail from:|write to|questions|help\b|postmaster",
    re.IGNORECASE,
)
RETURNED: Final = re.compile(
    r"^[ \t>|*=-]*(?:"
    r"(?:this is |here is |below (?:this|the next) line is |included is |attach\w* is |following is |below is )?"
    r"(?:a |the )?(?:copy|text|first \d+ lines|first part|content|summary|header\w*)\b.{0,30}\b(?:message|mail"
    r"|headers?)\b"
    r"|(?:your |the |unsent |undelivered |original |returned |start of )*"
    r"(?:original|returned|unsent|undelivered|forwarded|old) (?:message|mail|e-?mail|text|header)s?\b"
    r"|(?:the )?(?:message|mail) (?:text|headers?|body)\b.{0,20}(?:follow|:)"
    r"|message headers? follow|mensaje original|исходное (?:сообщение|письмо)|-+ ?original message"
    r"|(?:return-path|received): .*(?:\n[ \t].*)*+\n(?:[\w-]+: )"
    r").*$",
    re.IGNORECASE | re.MULTILINE,
)
LOCAL_LIST: Final = re.compile(
    r"(?:recipients?|addresse?s?|users?"
    r"|delivered to(?: the following)?)\b[^:\n]{0,120}(?:\n[^:\n]{0,120})?:[ \t]*\n",
    re.IGNORECASE,
)
