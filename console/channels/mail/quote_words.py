"""The words and forms by which mail programs of many languages introduce quoted mail, signatures and forwards.

Only patterns: what is done with what they find is decided in `reply_text`. Each is tried on pieces of bounded length
and none nests a repetition, so that a hostile text costs no more than a plain one.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST_LINE: Final = 400
"""Characters of a line that are looked at."""
LONGEST_DEVICE: Final = 140

_WROTE: Final = (
    r"wrote|writes|said|пишет|пишут|писал\(?а?\)?|написал\(?а?\)?|написав|написала|a [ée]crit|schrieb|escribi[óo]|"
    r"escreveu|ha scritto|scrisse|schreef|napisał\(?a?\)?|napsal\(?a?\)?|napísal\(?a?\)?|skrev|kirjoitti|írta|a scris|"
    r"yazdı|şunu yazdı|έγραψε|написа|пише|va escriure|raksta|rašė|kirjutas|viết|のメッセージ|寫道|写道|작성|כתב"
)
_DAY: Final = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[. ]+\S{3,12}[. ]+\d{4}|\S{3,12} \d{1,2},? \d{4}|\d{4}年"
_CLOCK: Final = r"\d{1,2}[:.]\d{2}"

INTRODUCED: Final = re.compile(
    rf"(?i)(?=.*(?:{_DAY}|{_CLOCK}|@))[*\s]*\S.*[\s>\"»]?(?:{_WROTE})[^\w\n]{{0,4}}\s*[:：;]?\s*[*\s]*"
)
"""An introduction of several words with a day, an hour or an address, that ends with a verb of writing."""
VERB_FIRST: Final = re.compile(
    rf"(?i)(?=.*\d)\s*(?:am|op|op den|den|on|le|il|em|el|dne|dnia|w dniu|pe|на|вы писали)\b.*"
    rf"(?:(?:{_WROTE})\b.*|\bписали\b.*)[:：]\s*"
)
"""The same where the verb stands before the name."""
YOU_WROTE: Final = re.compile(rf"(?i)\s*вы писали .*(?:{_DAY}|{_CLOCK}).*:\s*")
ADDRESSED: Final = re.compile(
    rf"(?i)(?=.*(?:{_CLOCK}))(?=.*(?:{_DAY}|\d{{1,2}} \S{{3,10}}))(?=.*[<(\"']?[^\s<>@]+@[^\s<>@]+[>)\"']?).*[:：]\s*"
)
"""No verb at all: a day, an hour and an address, and a colon at the end."""
SURE: Final = re.compile(rf"@|(?i:{_DAY}).{{1,40}}{_CLOCK}|вы писали")
"""What makes it certain that a program wrote the introduction."""
BEGINS: Final = re.compile(
    r"(?i)[*\s]*(?:on|le|am|op|il|el|em|den|dne|dnia|w dniu|pe|в|от|вы|за|på|tiistai|\d|"
    r"(?:mon|tue|wed|thu|fri|sat|sun|пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
    r"|lun|mar|mer|jeu|ven|sam|dim|mo|di|mi|do|fr|sa|so)\b|[\"«'<]|\w+@|.*<\S+@\S+>)"
)
"""How a line may begin whose introduction goes on in the next lines."""

_FROM: Final = (
    r"from|от|от кого|von|de|da|van|od|fra|från|lähettäjä|feladó|de la|kimden|gönderen|від|发件人|寄件者|差出人|"
    r"보낸 사람|מאת"
)
_SENT: Final = (
    r"sent|date|sent at|отправлено|дата|gesendet|datum|envoyé(?: le)?|date d'envoi|enviado(?: el| em)?|"
    r"enviada em|fecha|data|"
    r"inviato|verzonden|wysłano|odesláno|sendt|skickat|dato|lähetetty|päivämäärä|elküldve|trimis|gönderildi|"
    r"tarih|надіслано|发送时间|日期|送信日時|日時|보낸 날짜|날짜|נשלח|message du"
)
_TO: Final = (
    r"to|кому|an|à|a|para|aan|do|till|til|vastaanottaja|címzett|către|kime|alıcı|收件人|宛先|받는 사람|אל|"
    r"cc|копия|kopie|kopia|copie(?: à)?|kopi|копія|抄送|参照"
)
_SUBJECT: Final = (
    r"subject|тема|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|temat|předmět|emne|ämne|aihe|tárgy|subiect|konu|"
    r"主题|主旨|件名|제목|נושא|reply-to"
)


def _label(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)[\s*_>|]{{0,8}}(?:{words})\s{{0,3}}[*_]{{0,2}}\s?[:：][*_]{{0,2}}")


FROM: Final = _label(_FROM)
SENT: Final = _label(_SENT)
TO: Final = _label(_TO)
SUBJECT: Final = _label(_SUBJECT)

ORIGINAL: Final = re.compile(
    r"(?i)\s*[-_*=]{2,}\s*(?:original message|original appointment|reply message|исходное сообщение|"
    r"оригинальное сообщение|ursprüngliche nachricht|ursprungliche nachricht|message d'origine|message original|"
    r"mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|oryginalna wiadomość|"
    r"wiadomość oryginalna|"
    r"původní zpráva|oprindelig meddelelse|opprinnelig melding|ursprungligt meddelande|alkuperäinen viesti|"
    r"eredeti üzenet|orijinal ileti|вихідне повідомлення|原始邮件|原始郵件|元のメッセージ|원본 메시지)\s*[-_*=]{2,}\s*"
)
FORWARD: Final = re.compile(
    r"(?i)\s*(?:[-_*=]{2,}\s*(?:forwarded message|forwarded by .{1,80}|пересланное сообщение|пересылаемое сообщение|"
    r"перенаправленное сообщение|weitergeleitete nachricht|message transféré|mensaje reenviado|mensagem encaminhada|"
    r"messaggio inoltrato|doorgestuurd bericht|wiadomość przekazana|přeposlaná zpráva|videresendt meddelelse|"
    r"vidarebefordrat meddelande|переслане повідомлення|转发邮件|転送メッセージ)\s*[-_*=]{2,}"
    r"|begin forwarded message\s?:|начало переадресованного сообщения\s?:|anfang der weitergeleiteten nachricht\s?:"
    r"|début du message (?:transféré|réexpédié)\s?:|inizio messaggio inoltrato\s?:|inicio del mensaje reenviado\s?:)\s*"
)
RULE: Final = re.compile(r"\s*[-_=*~]{4,}\s*")
"""A drawn line; it says something only by what follows it."""
DASHES: Final = re.compile(r"--[ \t]*")
UNDERSCORES: Final = re.compile(r"_{2,}\s*")
FOOTER: Final = re.compile(r"(?i)mailing[ -]?list|unsubscribe|отписаться|список рассылки|listinfo|https?://\S*/list")
DEVICE: Final = re.compile(
    r"(?i)[\s*_>]{0,4}(?:"
    r"sent from (?:my |a |the )?(?:(?-i:[A-Z0-9][\w+.-]*|i(?:Phone|Pad|Pod|OS))"
    r"(?:[ -](?-i:[A-Z0-9][\w+.-]*|phone|device|mobile|for|by|on|using)){0,7}"
    r"|(?:mobile|smart ?phone|phone|cell|tablet)(?: (?:device|phone))?)"
    r"|sent (?:via|using|with|through) (?-i:[A-Z])[\w .+-]{1,40}|get outlook for \w{2,10}.{0,80}"
    r"|(?:отправлено|послано|написано) (?:с|со|из|через|при помощи|от) .{2,60}|надіслано (?:з|із|через) .{2,40}"
    r"|von mein\w{1,3} .{2,40} gesendet|gesendet (?:von|mit) .{2,40}|diese nachricht wurde von mein.{2,50} gesendet\.?"
    r"|envoyé (?:de|depuis) (?:mon|ma|l'|un) ?.{2,40}|enviado (?:desde|do|a partir do|de) (?:mi |meu )?.{2,40}"
    r"|inviato da(?:l mio)? .{2,40}|verstuurd vanaf (?:mijn )?.{2,40}|wysłane z .{2,40}|odesláno z .{2,40}"
    r"|sendt fra (?:min )?.{2,40}|skickat från (?:min )?.{2,40}|lähetetty .{2,30}sta|iphone'?umdan gönderildi"
    r"|(?:iphone|ipad)から送信|从我的\s?(?:iphone|ipad)\s?发送|发自我的\s?(?:iphone|ipad)"
    r")[\s.*_]{0,4}"
)
"""What a device or program writes under every mail."""
