"""The translations: complete, and nothing is left over."""

import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from claims.management.commands import messages


@pytest.fixture
def folder(tmp_path, settings):
    """A copy of the translations, to be spoiled."""
    copy = tmp_path / "id" / "LC_MESSAGES"
    copy.mkdir(parents=True)
    for name in ("django.po", "django.mo"):
        kept = settings.LOCALE_PATHS[0] / "id" / "LC_MESSAGES" / name
        (copy / name).write_bytes(kept.read_bytes())
    settings.LOCALE_PATHS = [tmp_path]
    return copy


def test_everything_is_translated():
    call_command("messages", "--check")


def test_a_second_run_writes_the_same_files(folder):
    call_command("messages")
    before = [(folder / name).read_bytes() for name in ("django.po", "django.mo")]
    call_command("messages")
    assert before == [(folder / name).read_bytes() for name in ("django.po", "django.mo")]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"Sign in"\nmsgstr "Masuk"', '"Sign in"\nmsgstr ""', "untranslated: 'Sign in'"),
        ('msgid "Sign in"\n', 'msgid "Sign inn"\n', "obsolete: 'Sign inn'"),
        ('msgid "Sign in"\n', '#, fuzzy\nmsgid "Sign in"\n', "fuzzy: 'Sign in'"),
        ('msgstr "Keluar"', 'msgstr "Pulang"', "django.mo is not made from"),
    ],
)  # fmt: skip
def test_the_check_tells_what_is_wrong(folder, capsys, old, new, fault):
    po = folder / "django.po"
    text = po.read_text()
    assert old in text
    po.write_text(text.replace(old, new))
    with pytest.raises(CommandError):
        call_command("messages", "--check")
    assert fault in capsys.readouterr().err


def test_every_place_of_a_sentence_stands_in_its_translation():
    found = messages.updated(
        messages.Command().read(settings.LOCALE_PATHS[0] / "id" / "LC_MESSAGES" / "django.po"),
        messages.gathered(settings.ROOT),
    )
    for message in found:
        one = message.id if isinstance(message.id, str) else message.id[-1]
        said = message.string if isinstance(message.string, str) else message.string[0]
        assert set(re.findall(r"%\(\w+\)[sd]", one)) == set(re.findall(r"%\(\w+\)[sd]", said)), one
