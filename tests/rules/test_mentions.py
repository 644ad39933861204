"""Who is named in a note."""

import pytest

from claims.rules.mentions import Mentions, mentions

PEOPLE = {
    1: ("siti.v", "Siti Aminah"),
    2: ("budi", "Budi Hartono"),
    3: ("budi2", "Budi Santoso"),
    4: ("ani_k", "Ani"),
}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@siti.v tolong lihat", (1,)),
        ("Tolong @Siti Aminah, dan @ANI_K.", (1, 4)),
        ("(@siti)", (1,)),
        ("@siti.v, @Siti Aminah dan @siti: sama", (1,)),
        # A user name is one person's, also where it is another's first name.
        ("@budi", (2,)),
        ("@Budi Santoso", (3,)),
        ("@ani", (4,)),
        ("@siti.v.", (1,)),
        ("kirim ke a@siti.v", ()),
        ("pukul 9 @ kantor", ()),
        ("", ()),
    ],
)
def test_named_by_user_name_whole_name_or_a_first_name_of_ones_own(text, people):
    assert mentions(text, PEOPLE) == Mentions(people, ())


@pytest.mark.parametrize(
    ("text", "unknown"),
    [("@rusdi", ("rusdi",)), ("@sitia", ("sitia",)), ("@rusdi. @rusdi", ("rusdi",))],
)
def test_who_is_not_there_is_told_as_it_was_written(text, unknown):
    assert mentions(text, PEOPLE) == Mentions((), unknown)


def test_a_first_name_of_two_people_names_neither():
    people = {2: ("hartono", "Budi Hartono"), 3: ("santoso", "Budi Santoso")}
    assert mentions("@budi", people) == Mentions((), ("budi",))
