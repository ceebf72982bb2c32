"""How mail programs mark what they quote and what they add: the words of Gmail, Outlook, Apple's and Thunderbird's, and of phones.

The four languages of the desk are known well, those around them by the words that the programs use. Every pattern looks at one
line (or at one short paragraph) and none of them repeats a repetition, so that a hostile text costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WROTE = (
    "wrote|writes|escribi[óo]|escribe|ha escrito|ha(?:n)? scritto|scrive|كتب|كتبت|تمت كتابة ما يلي"
    "|a écrit|schrieb|escreveu|va escriure|schreef|geschreven|skrev|kirjoitti|napisał|пише|пишет|написал|yazdı|写道|寫道"
)
_ADDRESS = r"<[^<>]{1,100}@[^<>]{1,100}>"
_ENDS = re.compile(
    rf"(?:(?:\b(?:{_WROTE})\b.{{0,120}}|{_ADDRESS}\W{{0,5}})[:：]|{_ADDRESS}[ \xa0]?(?:{_WROTE}))[ \t]*\Z"
)
"""The end of a line that introduces a quotation: `... wrote:`, an address and a colon, or an address and the verb."""

_GOES_ON = re.compile(rf".{{0,200}}{_ADDRESS}[ \xa0]?(?:{_WROTE})[:：]")
"""An introduction with the quotation behind it in the same line."""

_BEFORE_A_DAY = "on|at|el|il|in data|il giorno|في|بتاريخ|يوم|le|am|em|op|den|dne|w dniu|på|от|在"
_DAY = re.compile(
    rf"(?:{_BEFORE_A_DAY})\b.{{0,40}}\d|\w{{2,4}}\.? \d{{1,2}}\. \w|\d{{1,4}}[-./年]\s?(?:\d|[^\W\d]{{2,9}}\.? \d)",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(r".{0,200}<[^<>]{1,100}@")
"""How such a line begins: with a day, or with somebody's address."""

_DATED = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}\b.{0,40}(?:\bGMT\b|<[^<>]{1,100}@)")
"""An older way of introducing: a date and a person, and no verb."""

_ANOTHER_MAIL = (
    "original[- ]?(?:message|nachricht|meddelande)|mensaje original|messaggio originale|الرسالة الأصلية|message d'origine|mensagem original"
    "|ursprüngliche nachricht|oprindelig (?:meddelelse|besked)|forwarded (?:by|message)|mensaje reenviado|messaggio inoltrato"
    "|رسالة أصلية|رسالة معاد توجيهها|الرسالة المعاد توجيهها|weitergeleitete nachricht"
)
_SEPARATOR = re.compile(
    rf"\*?[-_ ]{{2,}}\s*(?:(?:{_ANOTHER_MAIL})[^-_]{{0,80}}[-_ ]*\*?|(?:{_BEFORE_A_DAY})\b.{{0,200}} (?:{_WROTE}) -{{2,}})\Z",
    re.IGNORECASE,
)
_RULE = re.compile(r"(?=.*[_\-=*~#+]{2})[_\-=*~#+ᐧ\s]+\Z|ᐧ\Z")

_SENDERS = "from|de|da|من|von|van|från|fra|od|от|expéditeur|lähettäjä|发件人|寄件者"
_HEADERS = (
    "sent|date|to|subject|cc|reply-to|enviado(?: el)?|fecha|para|asunto|inviato|data|a|oggetto|تم الإرسال|أُرسلت|التاريخ|إلى|الموضوع|نسخة"
    "|sujet|copie à"
    "|enviada(?: em)?|gesendet|datum|an|betreff|envoyé(?: le)?|à|objet|verzonden|aan|onderwerp|skickat|till|ämne|sendt|dato|til|emne"
    "|кому|тема|发送时间|收件人|主题"
)
_WHEN = re.compile(
    r"[*\s]*(?:date|sent|fecha|enviado(?: el)?|data|inviato|التاريخ|تم الإرسال|datum|gesendet|message du|envoyé(?: le)?)\s*:.{0,60}\d",
    re.IGNORECASE,
)
_FROM = re.compile(rf"[*\s]*(?:{_SENDERS})\s*:\s*\*?\s*\S", re.IGNORECASE)
_OTHER_HEADER = re.compile(rf"[*\s]*(?:{_HEADERS})\s*:", re.IGNORECASE)

_ADDED = (
    r"sent (?:from|via|with|by)|get \[?outlook|from my \w+(?: \w+)?$|enviado (?:desde|con|de) |obtener outlook|inviato (?:da|dal|con) "
    r"|(?:ottieni|scarica) outlook|أ?رسلت? من|أُرسل(?:ت)? من|تم الإرسال من|مرسل من|envoyé (?:de|depuis|à partir de) |télécharger outlook"
    r"|الحصول على outlook"
    r"|enviat des|von meinem \w+|gesendet (?:von|mit)|diese nachricht wurde von meinem|verzonden (?:vanaf|met)|enviada? do meu|skickat från"
    r"|sendt fra|lähetetty|wysłane z|從我的|发自我的|отправлено с"
)
_DEVICE = re.compile(rf"[<(\[*\s]*(?:{_ADDED})", re.IGNORECASE)
_LONGEST_LINE = 300
_HEADER_LINES = 6


def is_quoted(line: str) -> bool:
    """A line of a quotation, by the sign that mail programs put before each."""
    return line.lstrip().startswith(">")


def is_separator(line: str) -> bool:
    """The line over a mail quoted or forwarded whole: `-----Original Message-----`."""
    return len(line) <= _LONGEST_LINE and _SEPARATOR.match(line.strip()) is not None


def is_rule(line: str) -> bool:
    """A line of signs alone, as drawn before a signature or a quoted mail."""
    return len(line) <= _LONGEST_LINE and _RULE.match(line) is not None


def is_device_line(line: str) -> bool:
    """What a phone or a mail program adds by itself: `Sent from my phone`."""
    return len(line) <= _LONGEST_LINE and _DEVICE.match(line) is not None


def is_headers(lines: Sequence[str], at: int) -> bool:
    """Whether the headers of a mail stand there as text: a sender, and two others in the lines below. A date may stand over it."""
    if len(lines[at]) > _LONGEST_LINE:
        return False
    if _WHEN.match(lines[at]) and at + 1 < len(lines) and _FROM.match(lines[at + 1][:_LONGEST_LINE]):
        return is_headers(lines, at + 1)
    if not _FROM.match(lines[at]):
        return False
    below = [line for line in lines[at + 1 : at + 1 + _HEADER_LINES] if len(line) <= _LONGEST_LINE]
    return sum(_OTHER_HEADER.match(line) is not None for line in below) >= 2  # noqa: PLR2004  # one might be a list of one's own


def introduction(lines: Sequence[str], at: int) -> int:
    """How many lines from there on introduce a quotation (`On Tuesday, Ada <ada@...> wrote:`, wrapped or not); 0 for none.

    Where somebody wrote right above it, it begins at the last line that begins with a day.
    """
    count = _up_to_the_colon(lines, at)
    if not count or not any(_DAY.match(line) for line in lines[at + 1 : at + count]):
        return count
    return 0


def goes_on(lines: Sequence[str], at: int) -> bool:
    """Whether an introduction with its quotation in the same line stands there, right under what a phone added."""
    if len(lines[at]) > _LONGEST_LINE * 2 or not _DAY.match(lines[at].lstrip()) or not _GOES_ON.match(lines[at]):
        return False
    above = next((line for line in reversed(lines[max(0, at - 3) : at]) if line.strip()), "")
    return is_device_line(above.strip())


def _up_to_the_colon(lines: Sequence[str], at: int, longest: int = 4) -> int:
    begins_paragraph = at == 0 or not lines[at - 1].strip() or is_quoted(lines[at - 1])
    joined = ""
    for count, line in enumerate(lines[at : at + longest + 2], start=1):
        cut_off = joined.count("<") > joined.count(">")  # an address was wrapped before its end
        below = lines[at + count].lstrip() if at + count < len(lines) else ""
        if not line.strip() and joined and below.startswith("<") and _DAY.match(joined):
            continue  # HTML put the address into a paragraph of its own
        if not line.strip() or len(line) > _LONGEST_LINE or ((is_quoted(line) or count > longest) and not cut_off):
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if _DATED.match(joined):
            return count
        if _ENDS.search(joined):
            return count if _DAY.match(joined) or (begins_paragraph and _SOMEBODY.match(joined)) else 0
    return 0
