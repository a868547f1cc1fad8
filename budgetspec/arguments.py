"""The command line's grammar: an ``argparse`` parser that speaks Chinese or English, takes options anywhere and prints nothing.

Help, version and mistakes are raised, so that whoever runs the command decides where they are printed.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any, Final, NoReturn

from budgetspec import __version__
from budgetspec.finding import Bilingual, Language
from budgetspec.values import dataclass


class Asked(Exception):  # noqa: N818 - help or version was asked for, which is no error
    """Carries the text that was asked for."""


class WrongUsage(Exception):  # noqa: N818 - named for what the user did
    """Carries what is wrong with the command line, in one sentence."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option or a positional argument: its names, its help, and what else ``argparse`` wants to know."""

    names: tuple[str, ...]
    help: Bilingual
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: what it does, what it takes, examples that teach it, and the function that does it."""

    name: str
    help: Bilingual
    run: Callable[..., int]
    options: tuple[Option, ...] = ()
    examples: Bilingual | None = None


class _Say(argparse.Action):
    """Raises a text, or the help where none is given."""

    def __init__(self, option_strings: Sequence[str], dest: str, text: str | None = None, help: str | None = None) -> None:  # noqa: A002 - argparse calls it so
        super().__init__(option_strings, dest, nargs=0, help=help)
        self._text = text

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        raise Asked(self._text or parser.format_help())


_HELP: Final = Option(("-h", "--help"), Bilingual("显示帮助", "show this help"), {"action": _Say})
_VERSION: Final = Option(
    ("--version",), Bilingual("显示版本", "show the version"), {"action": _Say, "text": f"budgetspec {__version__}\n"}
)
_LANG: Final = Option(
    ("--lang",), Bilingual("输出语言（默认随系统）", "language of the output (default: the system's)"), {"choices": ["zh", "en"]}
)
_ABOUT: Final = Bilingual("检查部门预算公开：表内、表间、文字与表是否一致。", "Checks department budget disclosures.")
_GROUPS: Final = Bilingual("参数", "arguments"), Bilingual("选项", "options")


def language_of(argv: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Return the language asked for, or the system's: Chinese where that names none.

    >>> language_of(["check"], {"LANG": "en_US.UTF-8"}), language_of(["check"], {})
    ('en', 'zh')
    """
    asked = re.search(r"(?:^|\0)--lang[=\0](zh|en)(?:\0|$)", "\0".join(argv))
    if asked:
        return "en" if asked[1] == "en" else "zh"
    system = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if re.match(r"zh|(C|POSIX)?([.@]|$)", system) else "en"


def parsed(argv: Sequence[str], commands: Mapping[str, Command], language: Language) -> tuple[Command, argparse.Namespace]:
    """Return the command and its options; raises ``Asked`` or ``WrongUsage``."""
    top = _top_parser(commands, language)
    chosen = top.parse_args(argv)
    if chosen.command is None:
        top.error(Bilingual("没有给出命令", "no command given").said(language))
    if chosen.command not in commands:
        meant = _meant(chosen.command, commands)
        wrong = Bilingual(f"没有命令“{chosen.command}”{meant.zh}", f"no command “{chosen.command}”{meant.en}")
        top.error(wrong.said(language))
    command = commands[chosen.command]
    return command, _command_parser(command, language).parse_intermixed_args(chosen.rest)


def _top_parser(commands: Mapping[str, Command], language: Language) -> _Parser:
    listed = "".join(f"  {command.name:10}{command.help.said(language)}\n" for command in commands.values())
    more = Bilingual("用 budgetspec 命令 --help 看每个命令的用法。", "budgetspec COMMAND --help teaches each command.")
    epilog = f"{Bilingual('命令：', 'commands:').said(language)}\n{listed}\n{more.said(language)}"
    parser = _Parser("budgetspec", _ABOUT.said(language), epilog, language)
    parser.usage = Bilingual("budgetspec 命令 …", "budgetspec COMMAND …").said(language)
    parser.add((_HELP, _VERSION, _LANG))
    parser.add_argument("command", nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _meant(name: str, known: Iterable[str]) -> Bilingual:
    from budgetspec.lang.problems import meant  # noqa: PLC0415 - only for a mistake

    return meant(name, known)


def _command_parser(command: Command, language: Language) -> _Parser:
    heading = Bilingual("例：", "examples:").said(language)
    examples = f"{heading}\n{command.examples.said(language)}" if command.examples else None
    parser = _Parser(f"budgetspec {command.name}", command.help.said(language), examples, language)
    positional = [option.details["metavar"] for option in command.options if not option.names[0].startswith("-")]
    parser.usage = " ".join([parser.prog, Bilingual("[选项]", "[options]").said(language), *positional])
    parser.add((*command.options, _LANG, _HELP))
    return parser


class _Parser(argparse.ArgumentParser):
    def __init__(self, program: str, description: str, epilog: str | None, language: Language) -> None:
        style = _ChineseHelp if language == "zh" else _Help
        super().__init__(program, None, description, epilog, formatter_class=style, add_help=False, allow_abbrev=False)
        self._language: Language = language

    def add(self, options: Iterable[Option]) -> None:
        """Add options, and positional arguments in a group of their own."""
        groups = [self.add_argument_group(name.said(self._language)) for name in _GROUPS]
        for option in options:
            group = groups[option.names[0].startswith("-")]
            group.add_argument(*option.names, help=option.help.said(self._language), **option.details)

    def error(self, message: str) -> NoReturn:
        unknown = message.removeprefix("unrecognized arguments: ").split(" ")[0]
        meant = _meant(unknown, self._option_string_actions).said(self._language)
        hint = Bilingual(f"（用法见 {self.prog} --help）", f" (see {self.prog} --help)").said(self._language)
        raise WrongUsage(_said(message, self._language) + meant + hint)


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help as Python 3.13 writes it, with all versions: ``-o, --output FILE``."""

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        value = self._format_args(action, self._get_default_metavar_for_optional(action))
        return f"{', '.join(action.option_strings)} {value}"


class _ChineseHelp(_Help):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, prefix or "用法：")


_SAID: Final = (
    (r"the following arguments are required: (.+)", "缺少 {}"),
    (r"unrecognized arguments: (.+)", "不认识的参数 {}"),
    (r"argument (.+?): expected (?:at least )?(?:one|\d+) arguments?", "{} 之后要有值"),
    (r"argument (.+?): expected a whole number, not (.+)", "{} 应为整数，实为 {}"),
    (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", "{} 不能是 {}，可选 {}"),
    (r"argument (.+?): ignored explicit argument (.+)", "{} 之后不能有值 {}"),
    (r"argument (.+?): (.+)", "{}：{}"),
)
"""What ``argparse`` says, and that in Chinese."""


def _said(message: str, language: Language) -> str:
    if language == "zh":
        for pattern, chinese in _SAID:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                return chinese.format(*match.groups()).replace("'", "")
    return message
