"""argparse that speaks Russian."""

import argparse
from typing import NoReturn

PHRASES = {
    "usage: ": "Использование: ",
    "positional arguments": "Команды и файлы",
    "options": "Параметры",
    "show this help message and exit": "показать эту справку",
    "the following arguments are required: %s": "не хватает: %s",
    "unrecognized arguments: %s": "неизвестные параметры: %s",
    "expected one argument": "нужно значение",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "нет такого: %(value)r. Есть: %(choices)s",
    "invalid %(type)s value: %(value)r": "не подходит значение %(value)r",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "not allowed with argument %s": "нельзя вместе с %s",
}

# argparse has no public hook for its own words: it calls gettext through this module-level name
argparse._ = lambda phrase: PHRASES.get(phrase, phrase)  # type: ignore[attr-defined]


class Parser(argparse.ArgumentParser):
    """Says what is wrong and how to see the help."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\nСправка: {self.prog} --help\n")
