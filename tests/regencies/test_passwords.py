"""Words of the office are no password; what somebody makes up is."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password", ["Santunan2026!", "KabupatenOganKomeringIlir", "k4nt0r c4mat 12", "BPJSbpjs2025"]
)
def test_words_that_everybody_here_knows_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["desa kijang ulu punya pasar", "8402759613 kali", "correct horse battery"]
)
def test_what_somebody_makes_up_is_taken(password):
    validate_password(password)
