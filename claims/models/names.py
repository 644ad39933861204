"""By which words a claim is found. A trigger keeps the row, whoever writes the claim: see
claims/migrations/0018_find_by_name.py. Beside the claim and not in it, so that a move, which
changes no name, writes none of these indexes."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func, Q, Value

from claims.models.claim import Claim


class Names(models.Model):
    """The words of the name and of the heir's name, each with its regency before it: a common
    name is looked for among one regency's claims and not among a million."""

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="names")
    words = SearchVectorField()
    # Each word by its consonants, and by them with one left out: what misspellings share.
    likes = ArrayField(models.TextField())

    class Meta:
        indexes = [
            GinIndex(name="names_by_word", fields=["words"]),
            GinIndex(name="names_by_likes", fields=["likes"]),
        ]


def named(regency: str, said: str) -> Q:
    """Claims that have every one of these words, or longer ones that begin so."""
    asked = Func(
        Value(regency), Value(said), function="claims_asked_words", output_field=SearchVectorField()
    )
    return Q(names__words__begins=asked)


def spelt_like(regency: str, said: str) -> Q:
    """Claims that have a word with nearly the consonants of one of these."""
    likes = ArrayField(models.TextField())
    asked = Func(Value(regency), Value(said), function="claims_likes", output_field=likes)
    return Q(names__likes__overlap=asked)


@SearchVectorField.register_lookup
class Begins(models.Lookup):
    """tsvector @@ tsquery, with the query made by the database as the words were."""

    lookup_name = "begins"

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}", [*left_params, *right_params]
