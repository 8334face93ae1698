"""What of a letter is a person's new words, in every mail program; what is automatic; what came back."""

import pytest

from opora.outside.reading import is_automatic, new_words, read, read_return

from .letters import OURS, answer, report

QUOTED = "> " + OURS.replace("\n", "\n> ")
HISTORY = {
    "Gmail": f"пт, 20 нояб. 2026 г. в 10:00, Опора <opora@centre.example>:\n\n{QUOTED}",
    "Gmail, сложено в две строки": (
        f"пт, 20 нояб. 2026 г. в 10:00, Учебный центр Балтика\n<opora@centre.example>:\n{QUOTED}"
    ),
    "Gmail, английский": f"On Fri, Nov 20, 2026 at 10:00 AM Opora <opora@centre.example> wrote:\n\n{QUOTED}",
    "iOS": f"> 20 нояб. 2026 г., в 10:00, Опора <opora@centre.example> написал(а):\n> \n{QUOTED}",
    "iOS без знака": f"20 нояб. 2026 г., в 10:00, Опора <opora@centre.example> написал(а):\n\n{OURS}",
    "iOS, английский": f"On 20 Nov 2026, at 10:00, Opora <opora@centre.example> wrote:\n\n{QUOTED}",
    "Yandex": f'20.11.2026, 10:00, "Опора" <opora@centre.example>:\n{OURS}',
    "Mail.ru": f"Пятница, 20 ноября 2026, 10:00 +03:00 от Опора <opora@centre.example>:\n{QUOTED}",
    "Mail.ru, приложение": (
        "--\nОтправлено из Mail.ru для Android\n"
        f"пятница, 20 ноября 2026 г., 10:00 +03:00 от Опора opora@centre.example:\n{OURS}"
    ),
    "Thunderbird": f"20.11.2026 10:00, Опора пишет:\n{QUOTED}",
    "Thunderbird, имя": f"On 20.11.2026 10:00, Opora wrote:\n{QUOTED}",
    "Outlook": (
        f"-----Исходное сообщение-----\nОт: Опора\nОтправлено: 20 ноября\nКому: Мария\nТема: Новые\n\n{OURS}"
    ),
    "Outlook, английский": f"-----Original Message-----\nFrom: Opora\n\n{OURS}",
    "Outlook, черта": (
        "________________________________\nОт: Опора <opora@centre.example>\n"
        f"Отправлено: пятница, 20 ноября\nКому: Мария\nТема: Новые сообщения\n\n{OURS}"
    ),
    "Outlook без черты": (
        f"From: Opora <opora@centre.example>\nSent: Friday, November 20\nTo: Maria\nSubject: New\n\n{OURS}"
    ),
    "пересылка": f"-------- Пересылаемое сообщение --------\n20.11.2026, Опора:\n{OURS}",
    "только знаки": QUOTED,
    "нет": "",
}
SIGNATURES = {
    "RFC 3676": "-- \nИванова Мария\nБалтика",
    "iPhone": "Отправлено с iPhone",
    "Mail.ru": "Отправлено из мобильной Почты Mail.ru",
    "Outlook": "Get Outlook for iOS",
    "Windows": "Sent from Mail for Windows",
    "вежливая": "С уважением,\nМария Иванова\n+7 900 000-00-00",
    "тире": "--\nС уважением, Мария",
    "нет": "",
}


class TestNewWords:
    @pytest.mark.parametrize("program", HISTORY)
    def test_the_history_of_every_program_is_cut(self, program: str) -> None:
        assert (
            new_words(f"Буду в пятницу.\n\nСпасибо!\n\n{HISTORY[program]}") == "Буду в пятницу.\n\nСпасибо!"
        )

    @pytest.mark.parametrize("program", SIGNATURES)
    def test_the_signature_is_cut(self, program: str) -> None:
        text = f"Буду в пятницу.\n\n{SIGNATURES[program]}\n\n{HISTORY['Gmail']}"
        assert new_words(text) == "Буду в пятницу."

    def test_answers_between_the_lines_are_the_answers(self) -> None:
        text = "20.11.2026 10:00, Опора пишет:\n> Когда?\nВ пятницу.\n> Где?\nВ 305."
        assert new_words(text) == "В пятницу.\nВ 305."

    @pytest.mark.parametrize(
        "text",
        [
            "Приду 20.11.2026 в 10:00, мне сказали так:\nкабинет 305.",
            "От: кого письмо, не понимаю.",
            "Он пишет:\nнет",
            "Тема: вторая, вопрос 5.",
            "С уважением отношусь к вашей просьбе, но прийти не смогу: в этот день экзамен.",
            "a--b\nв три строки\n---\nвот так",
        ],
    )
    def test_what_only_looks_like_history_stays(self, text: str) -> None:
        assert new_words(text) == text

    def test_a_letter_with_nothing_new_says_nothing(self) -> None:
        assert new_words(HISTORY["Outlook"]) == ""
        assert new_words(QUOTED) == ""


class TestLetter:
    def test_plain_text_is_preferred_and_html_is_read_when_alone(self) -> None:
        both = read(answer("Просто.", html="<p>Красиво.</p>").as_bytes())
        assert both.text == "Просто."
        html = (
            "<html><head><style>p{}</style></head><body><p>Буду&nbsp;в пятницу.<br>Спасибо!</p>"
            '<ul><li>тетрадь</li></ul><div class="gmail_quote"><div>пт, 20 нояб. 2026 г., Опора:</div>'
            "<blockquote><p>Вас ждут</p></blockquote></div><script>alert(1)</script></body></html>"
        )
        alone = answer("")
        alone.set_content(html, subtype="html")
        assert new_words(read(alone.as_bytes()).text) == "Буду в пятницу.\nСпасибо!\n• тетрадь"

    @pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
    def test_russian_charsets_are_read(self, charset: str) -> None:
        letter = read(answer("Ещё вопрос: «ёж»?".replace("«ёж»", "ёж"), charset=charset).as_bytes())
        assert letter.text == "Ещё вопрос: ёж?"

    @pytest.mark.parametrize("said", ["windows-1251", "no-such-charset", "us-ascii"])
    def test_a_wrong_or_missing_charset_loses_nothing(self, said: str) -> None:
        raw = f"From: a@b.example\r\nContent-Type: text/plain; charset={said}\r\n\r\n".encode()
        assert read(raw + "Привет".encode("windows-1251")).text == "Привет"

    def test_headers_are_read_encoded_or_not(self) -> None:
        raw = (
            b"From: =?koi8-r?B?79DP0sE=?= <A@B.Example>\r\nSubject: "
            + "Тема".encode("windows-1251")
            + b"\r\n\r\nx"
        )
        letter = read(raw)
        assert (letter.sender, letter.sender_name, letter.subject) == ("a@b.example", "Опора", "Тема")

    def test_without_a_message_id_the_same_bytes_are_the_same_letter(self) -> None:
        raw = b"From: a@b.example\r\n\r\nx"
        assert read(raw).message_id == read(raw).message_id != read(raw + b"y").message_id

    def test_files_and_pasted_pictures_are_taken_and_a_logo_is_not(self) -> None:
        letter = answer("Вот.", html="<p>Вот.<img src='cid:logo'></p>", files=(("Задача №1.pdf", b"%PDF-1"),))
        html = next(part for part in letter.walk() if part.get_content_type() == "text/html")
        html.add_related(b"\x89PNG", "image", "png", cid="<logo>", filename="logo.png")
        html.add_related(b"\x89PNG" * 5000, "image", "png", cid="<shot>", filename="снимок.png")
        read_letter = read(letter.as_bytes())
        assert [one.name for one in read_letter.attached] == ["снимок.png", "Задача №1.pdf"]
        assert read_letter.attached[1].content == b"%PDF-1"
        assert read_letter.text == "Вот."

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"\xff\xfe\x00",
            b"Content-Type: multipart/mixed\r\n\r\nno boundary",
            b"From: <<<>>>\r\nSubject: =?utf-8?b?!!!?=\r\n\r\n",
            b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n@@@",
            b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ntext",
        ],
    )
    def test_a_broken_letter_breaks_nothing(self, raw: bytes) -> None:
        letter = read(raw)
        assert isinstance(new_words(letter.text), str)
        assert isinstance(is_automatic(letter), bool)
        read_return(letter)


class TestAutomatic:
    def test_a_person_is_not_a_program(self) -> None:
        assert not is_automatic(read(answer("Буду.").as_bytes()))
        assert not is_automatic(read(answer("Буду.", Auto_Submitted="no").as_bytes()))

    @pytest.mark.parametrize(
        "marks",
        [
            {"Auto_Submitted": "auto-replied (vacation)"},
            {"Precedence": "bulk"},
            {"Precedence": "auto_reply"},
            {"X_Autoreply": "yes"},
            {"X_Autorespond": "Re:"},
            {"List_Id": "<news.b.example>"},
            {"Return_Path": "<>"},
            {"subject": "Автоматический ответ: Новые сообщения"},
            {"subject": "Out of Office: Re"},
            {"sender": "noreply@b.example"},
        ],
        ids=str,
    )
    def test_a_program_is_known_by_its_marks(self, marks: dict[str, str]) -> None:
        assert is_automatic(read(answer("Я в отпуске.", **marks).as_bytes()))  # type: ignore[arg-type]

    def test_a_receipt_and_an_answer_of_a_calendar_are_of_programs(self) -> None:
        receipt = (
            b"From: a@b.example\r\nContent-Type: multipart/report; report-type=disposition-notification;"
        )
        assert is_automatic(read(receipt + b' boundary="A"\r\n\r\n--A\r\n\r\nDisplayed\r\n--A--\r\n'))
        reply = answer("Приду")
        reply.add_alternative("BEGIN:VCALENDAR", subtype="calendar", params={"method": "REPLY"})
        assert is_automatic(read(reply.as_bytes()))


OURS_ID = "<opora.0123456789abcdef01234567@centre.example>"
QMAIL = f"""Return-Path: <>
From: MAILER-DAEMON@mx.example
To: opora@centre.example
Subject: failure notice

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ivanova@b.example>:
550 sorry, no mailbox here by that name (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: {OURS_ID}
"""
EXIM = f"""X-Failed-Recipients: ivanova@b.example
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example>
To: opora@centre.example
Subject: Mail delivery failed: returning message to sender

  ivanova@b.example
    SMTP error from remote mail server after RCPT TO:<ivanova@b.example>:
    550 user not found

------ This is a copy of the message's headers. ------
Message-ID: {OURS_ID}
"""
MAILRU = f"""From: mailer-daemon@mail.example
To: opora@centre.example
Subject: =?utf-8?b?{"0J3QtdC00L7RgdGC0LDQstC70LXQvdC90L7QtSDRgdC+0L7QsdGJ0LXQvdC40LU="}?=
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Адрес ivanova@b.example не существует.
Message-ID: {OURS_ID}
"""


class TestReturned:
    def test_a_report_of_the_standard(self) -> None:
        found = read_return(read(report(OURS_ID)))
        assert found is not None
        assert (found.token, found.has_failed, found.is_hard) == ("0123456789abcdef01234567", True, True)
        assert found.words == "5.1.1 550 5.1.1 User unknown"

    @pytest.mark.parametrize("raw", [QMAIL, EXIM, MAILRU], ids=["qmail", "Exim", "Mail.ru"])
    def test_forms_of_other_servers(self, raw: str) -> None:
        found = read_return(read(raw.encode()))
        assert found is not None
        assert (found.token, found.has_failed, found.is_hard) == ("0123456789abcdef01234567", True, True)

    @pytest.mark.parametrize(
        ("status", "action", "code", "failed", "hard"),
        [
            ("4.2.2", "failed", "452 mailbox full", True, False),
            ("4.4.1", "delayed", "connection timed out", False, False),
            ("5.7.1", "failed", "554 5.7.1 looks like spam", True, False),
            ("5.2.1", "failed", "550 account disabled", True, True),
        ],
    )
    def test_late_full_and_spam_are_not_of_the_address(
        self, status: str, action: str, code: str, failed: bool, hard: bool
    ) -> None:
        found = read_return(read(report(OURS_ID, status=status, action=action, code=code)))
        assert found is not None
        assert (found.has_failed, found.is_hard) == (failed, hard)

    def test_a_letter_without_our_marks_is_known_by_its_message_id(self) -> None:
        found = read_return(read(report("<17@centre.example>")))
        assert found is not None
        assert (found.token, found.message_id) == ("", "<17@centre.example>")

    def test_a_person_writing_of_failures_is_a_person(self) -> None:
        assert (
            read_return(read(answer("550 5.1.1 user unknown", subject="Не доставлено?").as_bytes())) is None
        )
