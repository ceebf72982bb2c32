"""From the bytes of a mail to what the desk needs to know of it."""

from __future__ import annotations

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.mail.address import Mailbox
from parola.desk.mail.mime import Limits
from parola.desk.mail.parse import Attachment, TooMuch, contents, fingerprint, parse

PLAIN = b"""From: Ada <ada@customer.example>\r
To: support@credenti.example\r
Subject: We cannot sign in\r
Message-ID: <1@customer.example>\r
Date: Mon, 02 Mar 2026 10:00:00 +0100\r
\r
Good morning,\r
\r
nobody can sign in.\r
"""


def mail(headers: str, body: bytes = b"hello") -> bytes:
    return b"From: ada@customer.example\r\n" + headers.encode() + b"\r\n\r\n" + body


def multipart(kind: str, *parts: bytes, boundary: str = "b") -> bytes:
    middle = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return mail(
        f'Content-Type: multipart/{kind}; boundary="{boundary}"', middle + b"--" + boundary.encode() + b"--\r\n"
    )


TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\nin plain words"
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>in <b>HTML</b></p>"
PDF = b'Content-Type: application/pdf; name=x.pdf\r\nContent-Disposition: attachment; filename="invoice.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg=='


def test_a_plain_mail() -> None:
    parsed = parse(PLAIN)
    assert parsed.sender == Mailbox("ada@customer.example", "Ada")
    assert parsed.subject == "We cannot sign in"
    assert parsed.text == "Good morning,\n\nnobody can sign in."
    assert parsed.message_id == "1@customer.example"
    assert parsed.automatic == ""


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (multipart("alternative", TEXT, HTML), "in plain words"),
        (multipart("alternative", HTML, TEXT), "in plain words"),
        (multipart("alternative", b"Content-Type: text/plain\r\n\r\n  ", HTML), "in HTML"),
        (multipart("mixed", TEXT, PDF, TEXT), "in plain words\n\nin plain words"),
        (multipart("mixed", HTML, PDF), "in HTML"),
        (multipart("mixed", PDF), ""),
        (
            mail("Content-Type: text/html", b"<style>p{}</style><p>one</p><script>evil()</script><p>two</p>"),
            "one\n\ntwo",
        ),
        (mail("Content-Type: multipart/mixed", b"no boundary at all"), "no boundary at all"),
        (mail("Content-Type: multipart/mixed; boundary=b", b"it never comes"), "it never comes"),
        (mail("Content-Type: message/rfc822", b"Subject: inner\r\n\r\nthe words inside"), "the words inside"),
        (b"no headers at all", "no headers at all"),
        (b"", ""),
        (b"From: a@b.example\rSubject: x\r\ronly CR", "only CR"),
    ],
)
def test_the_text_is_what_a_reader_would_see(raw: bytes, text: str) -> None:
    assert parse(raw).text == text


ARABIC = "السلام عليكم، لا نستطيع تسجيل الدخول"


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("utf-8", ARABIC.encode(), ARABIC),
        ("windows-1256", ARABIC.encode("cp1256"), ARABIC),
        ("iso-8859-6", ARABIC.encode("iso8859-6"), ARABIC),
        ("iso-8859-1", "¿Cuándo? 3 €".encode("cp1252"), "¿Cuándo? 3 €"),
        ("uft-8", "perché".encode(), "perché"),
        ("x-unknown", "perché".encode(), "perché"),
        ("", "perché".encode("cp1252"), "perché"),
        ("us-ascii", "perché".encode(), "perché"),
        ("charset=us-ascii", b"plain", "plain"),
        ("utf-7", b"+ADw-script+AD4-", "+ADw-script+AD4-"),
        ("rot13", b"uryyb", "uryyb"),
        ("base64", b"aGk=", "aGk="),
        ("unicode_escape", b"\\x41", "\\x41"),
        ("shift_jis", "日本".encode("shift_jis"), "日本"),
        ("utf-8", "perché però".encode("cp1252"), "perché però"),
        ("utf-8", "però e perché, così".encode()[:-1] + b"\xff", "però e perché, cos\ufffd\ufffd"),
        ("iso-8859-1", "perché però".encode(), "perché però"),
        ("windows-1252", ARABIC.encode(), ARABIC),
        ("us-ascii", ARABIC.encode("cp1256"), ARABIC),
        ("utf-8", ARABIC.encode("cp1256"), ARABIC),
        ("gb2312", "中国 镕".encode("gbk"), "中国 镕"),
        ("iso-2022-jp", b"\x1b$B-b\x1b(B 41", "№ 41"),
        ("iso-2022-jp", "日本".encode("iso-2022-jp"), "日本"),
        ("iso-2022-jp", "日本".encode(), "日本"),
        ("utf-8", b"a\x00b\x0bc", "abc"),
    ],
)
def test_any_charset_becomes_readable_text(charset: str, data: bytes, text: str) -> None:
    assert parse(mail(f'Content-Type: text/plain; charset="{charset}"', data)).text == text


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("base64", base64.encodebytes("perché no".encode())),
        ("base64", base64.encodebytes("perché no".encode()).rstrip(b"=\n")),
        ("BASE64", b"!!" + base64.b64encode("perché no".encode())),
        ("quoted-printable", quopri.encodestring("perché no".encode())),
        ("8bit", "perché no".encode()),
        ("made-up", "perché no".encode()),
    ],
)
def test_any_transfer_encoding_is_undone(encoding: str, data: bytes) -> None:
    raw = mail(f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}", data)
    assert parse(raw).text == "perché no"


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("Subject: plain", "plain"),
        ("Subject: folded\r\n over two lines", "folded over two lines"),
        ("Subject: =?utf-8?q?caf=C3=A9?=", "café"),
        ("Subject: =?utf-8?b?Y2Fm?= =?utf-8?b?w6k=?=", "café"),
        ("Subject: =?windows-1256?b?48rW?=", b"\xe3\xca\xd6".decode("cp1256")),
        ("Subject: =?utf-8?b?not base64?=", "=?utf-8?b?not base64?="),
        ("Subject: =?utf-8?b?a?=", "=?utf-8?b?a?="),
        ("Subject: =?x-unknown?q?caf=C3=A9?=", "café"),
        ("Subject: =?utf-8?q?two=0D=0ABcc:_evil=40x?=", "two Bcc: evil@x"),
        ("Subject: abc\u202ecba\u200f", "abccba"),
        ("Subject: " + "x" * 400, "x" * 300),
        ("Subject:", ""),
        ("X-Other: no subject", ""),
    ],
)
def test_the_subject_is_one_clean_line(header: str, subject: str) -> None:
    assert parse(mail(header)).subject == subject


def test_attachments_are_listed_by_name_kind_and_size() -> None:
    inside = b"Content-Type: message/rfc822\r\n\r\nSubject: forwarded\r\n\r\nold words"
    parsed = parse(multipart("mixed", TEXT, PDF, inside))
    assert parsed.attachments == (
        Attachment("invoice.pdf", "application/pdf", 4),
        Attachment("forwarded", "message/rfc822", 31),
    )


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("filename*=utf-8''%D9%81%D8%A7%D8%AA%D9%88%D8%B1%D8%A9.pdf", "فاتورة.pdf"),
        ('filename*0="long "; filename*1="name.pdf"', "long name.pdf"),
        ('filename="=?utf-8?q?caf=C3=A9.txt?="', "café.txt"),
        ('filename="a\u202egpj.exe"', "agpj.exe"),
        ("filename*=x-unknown''a%FF.txt", "a\xff.txt"),
    ],
)
def test_the_name_of_an_attachment_is_kept_whole(header: str, name: str) -> None:
    part = f"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; {header}\r\n\r\nx".encode()
    assert [attachment.name for attachment in parse(multipart("mixed", part)).attachments] == [name]


def test_references_are_read_from_the_nearest_to_the_farthest() -> None:
    raw = mail("References: <root@x.example> <middle@x.example>\r\n <last@x.example>\r\nIn-Reply-To: <last@x.example>")
    assert parse(raw).references == ("last@x.example", "middle@x.example", "root@x.example")


@pytest.mark.parametrize(
    ("limits", "raw", "said"),
    [
        (Limits(size=10), PLAIN, "size"),
        (Limits(header_block=20), PLAIN, "header block"),
        (Limits(header=20), PLAIN, "header"),
        (Limits(headers=3), PLAIN, "headers"),
        (Limits(parts=2), multipart("mixed", TEXT, TEXT), "parts"),
        (Limits(depth=0), multipart("mixed", TEXT), "depth"),
        (Limits(encoded_words=1), mail("Subject: =?utf-8?q?a?= =?utf-8?q?b?="), "encoded words"),
    ],
)
def test_a_mail_over_a_limit_is_refused_by_name(limits: Limits, raw: bytes, said: str) -> None:
    with pytest.raises(TooMuch, match=f"^{said}"):
        parse(raw, limits=limits)


def test_an_inner_part_does_not_reach_over_its_parents_end() -> None:
    inner = b"Content-Type: multipart/mixed; boundary=inner\r\n\r\n--inner\r\n" + TEXT
    assert parse(multipart("mixed", inner, HTML)).text == "in plain words\n\nin HTML"


@given(st.binary(max_size=600))
def test_no_bytes_break_the_parser(raw: bytes) -> None:
    parse(raw)


@given(st.lists(st.sampled_from([
    b"From: a@b.example", b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: text/html", b"--b", b"--b--", b"",
    b"Content-Transfer-Encoding: base64", b"Subject: =?utf-8?b?4p?=", b"\xff\xfe", b"<p>x", b"Content-Type: message/rfc822",
    b"Content-Type: multipart/alternative; boundary=\"b\"", b"Content-Disposition: attachment; filename*=x'y'%FF", b" folded",
]), max_size=25))  # fmt: skip
def test_no_order_of_a_mails_pieces_breaks_the_parser(lines: list[bytes]) -> None:
    parse(b"\r\n".join(lines))


def test_a_mail_delivered_again_has_the_same_fingerprint() -> None:
    again = b"Received: from relay.example by mx.example; Mon, 2 Mar 2026 10:00:00 +0100\r\nX-Spam: no\r\n" + PLAIN
    assert fingerprint(again) == fingerprint(PLAIN)


@pytest.mark.parametrize(
    "other",
    [
        PLAIN.replace(b"<1@", b"<2@"),
        PLAIN.replace(b"nobody", b"everybody"),
        PLAIN.replace(b"10:00:00", b"10:00:01"),
        PLAIN.replace(b"Ada <ada", b"Ada <eve"),
    ],
)
def test_another_mail_has_another_fingerprint(other: bytes) -> None:
    assert fingerprint(other) != fingerprint(PLAIN)


def related(html: bytes, *parts: bytes) -> bytes:
    return multipart("related", b"Content-Type: text/html\r\n\r\n" + html, *parts)


PICTURE = b"Content-Type: image/png; name=logo.png\r\nContent-ID: <Logo@a.example>\r\n\r\n\x89PNG"


@pytest.mark.parametrize(
    ("html", "inline"),
    [
        (b'<img src="cid:logo@a.example">', True),
        (b"<img src='CID:Logo%40a.example'>", True),
        (b"<img src=cid:Logo@a.example>", True),
        (b'<img src="cid:another@a.example">', False),
    ],
)
def test_a_picture_is_inline_where_the_html_calls_it_by_its_content_id(html: bytes, inline: bool) -> None:
    (picture,) = parse(related(html, PICTURE)).attachments
    assert picture == Attachment("logo.png", "image/png", 4, "Logo@a.example", inline)


@pytest.mark.parametrize(
    ("raw", "html"),
    [
        (multipart("alternative", TEXT, HTML), "<p>in <b>HTML</b></p>"),
        (multipart("alternative", HTML, TEXT), "<p>in <b>HTML</b></p>"),
        (related(b"<p>x</p>", PICTURE), "<p>x</p>"),
        (multipart("mixed", HTML, PDF, HTML), "<p>in <b>HTML</b></p>\n<p>in <b>HTML</b></p>"),
        (
            multipart("mixed", HTML, b"Content-Type: text/plain\r\n\r\na < b"),
            "<p>in <b>HTML</b></p>\n<pre>a &lt; b</pre>",
        ),
        (multipart("mixed", TEXT, PDF), ""),
        (PLAIN, ""),
        (mail("Content-Type: text/html", b"<p>" + b"x" * 1_000_000), ""),
        (mail("Content-Type: message/rfc822", b"Content-Type: text/html\r\n\r\n<p>inside</p>"), ""),
    ],
)
def test_the_html_is_kept_as_it_came(raw: bytes, html: str) -> None:
    assert parse(raw).html == html


def test_the_contents_are_those_of_the_attachments_in_their_order() -> None:
    raw = multipart("mixed", TEXT, PDF, b"Content-Type: application/x\r\n\r\n")
    assert list(contents(raw)) == [b"%PDF", b""]
    assert [each.size for each in parse(raw).attachments] == [4, 0]


NAMED = b'Content-Type: text/plain; name="log.txt"\r\nContent-Disposition: inline; filename="log.txt"\r\n\r\na line of the log'


@pytest.mark.parametrize(
    ("raw", "text", "names"),
    [
        (multipart("mixed", TEXT, NAMED), "in plain words", ["log.txt"]),
        (multipart("mixed", NAMED, TEXT), "in plain words", ["log.txt"]),
        (multipart("mixed", NAMED), "a line of the log", ["log.txt"]),
        (multipart("alternative", NAMED, HTML), "a line of the log", []),
        (mail("Content-Type: text/plain; name=log.txt", b"a line of the log"), "a line of the log", []),
    ],
)
def test_a_named_text_is_a_file_and_is_read_where_nothing_else_is_said(raw: bytes, text: str, names: list[str]) -> None:
    parsed = parse(raw)
    assert (parsed.text, [each.name for each in parsed.attachments]) == (text, names)


def test_a_long_name_is_cut_before_its_ending() -> None:
    part = f'Content-Type: application/pdf; name="{"long " * 60}.pdf"\r\n\r\nx'.encode()
    (attachment,) = parse(multipart("mixed", part)).attachments
    assert len(attachment.name) <= 200
    assert attachment.name.endswith("long….pdf")


def test_a_boundary_may_be_folded() -> None:
    body = b"--a b\r\n" + TEXT + b"\r\n--a b\r\n" + PDF + b"\r\n--a b--\r\n"
    parsed = parse(mail('Content-Type: multipart/mixed; boundary="a\r\n b"', body))
    assert (parsed.text, len(parsed.attachments)) == ("in plain words", 1)


def test_a_mail_inside_is_read_even_where_it_is_encoded() -> None:
    inner = base64.encodebytes(b"Subject: forwarded\r\n\r\nthe words inside")
    raw = mail("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64", inner)
    parsed = parse(raw)
    assert (parsed.text, parsed.attachments[0].name) == ("the words inside", "forwarded")


def test_mails_inside_one_another_are_counted_even_where_they_are_encoded() -> None:
    raw = b"\r\n\r\nx"
    for _ in range(25):
        head = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        raw = head + base64.b64encode(raw)
    with pytest.raises(TooMuch, match=r"^depth"):
        parse(raw)


def test_the_parts_of_a_digest_are_mails() -> None:
    raw = multipart("digest", b"\r\nSubject: one\r\n\r\nfirst", b"\r\nSubject: two\r\n\r\nsecond")
    parsed = parse(raw)
    assert [each.name for each in parsed.attachments] == ["one", "two"]
    assert parsed.text == "first"


def test_words_under_the_label_of_base64_are_read_as_they_are() -> None:
    raw = mail("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", b"We cannot sign in since Monday.")
    assert parse(raw).text == "We cannot sign in since Monday."


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("A long line that the \nprogram broke.\n\nAnother.", "A long line that the program broke.\n\nAnother."),
        ("> quoted and \n> broken\n>> deeper \nmine", "> quoted and broken\n>> deeper\nmine"),
        (" > not quoted\n From here", "> not quoted\nFrom here"),
        ("Regards \n-- \nAda", "Regards\n--\nAda"),
        ("one\r\ntwo \r\nthree", "one\ntwo three"),
        ("", ""),
    ],
)
def test_lines_that_a_program_broke_and_says_so_are_whole_again(sent: str, read: str) -> None:
    assert parse(mail("Content-Type: text/plain; format=flowed", sent.encode())).text == read


def test_the_blank_of_a_soft_line_end_may_be_the_programs() -> None:
    assert parse(mail("Content-Type: text/plain; format=flowed; delsp=yes", b"tele \nphone")).text == "telephone"
