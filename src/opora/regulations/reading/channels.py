"""Services of communication that an act had better not name (COM-03, COM-04)."""

FOREIGN = "{} — иностранный сервис: персональные данные через него не отправляют."

RISKY = (
    ("Skype закрыт 05.05.2025.", "skype*|скайп"),
    (FOREIGN.format("WhatsApp"), "whatsapp|ватсап|вотсап"),
    (FOREIGN.format("Telegram"), "telegram|телеграм|телеграмм"),
    (FOREIGN.format("Viber"), "viber|вайбер"),
)
