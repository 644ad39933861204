"""Claims are found by the words of a name, by their beginnings, and when they are misspelt.

The database makes the words and the keys by itself, those of a claim and those asked for: what
it does not know of spelling it does not know on both sides.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# 'Siti Nur''aini binti H. Abdullah' to siti, nuraini, binti, h, abdullah.
WORDS = """
    CREATE FUNCTION claims_words_of(said text) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT lexeme FROM unnest(to_tsvector('simple',
            regexp_replace(translate(lower(said), '''’`', ''), '[^[:alpha:]]+', ' ', 'g')))
    $$;
    CREATE FUNCTION claims_words(regency text, said text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT array_to_tsvector(coalesce(array_agg(regency || ' ' || word), '{}'))
        FROM claims_words_of(said) AS word
    $$;
    CREATE FUNCTION claims_asked_words(regency text, said text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT string_agg(quote_literal(regency || ' ' || word) || ':*', ' & ')::tsquery
        FROM claims_words_of(said) AS word
    $$;
"""
# Soelaeman, Sulaiman and Suleman are all slmn; Achmad and Ahmad hmd; Zainal and Jainal jnl.
LIKES = """
    CREATE FUNCTION claims_consonants(word text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN length(bare) < 2 THEN word ELSE bare END
        FROM (SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            regexp_replace(regexp_replace(regexp_replace(word,
                'dj|z', 'j', 'g'), 'tj', 'c', 'g'), 's[jhy]|ts', 's', 'g'), '[kc]h', 'h', 'g'),
                'ph|[fv]', 'p', 'g'), '[aeiouy]|h$', '', 'g'), 'q', 'k', 'g'),
                '(.)\\1+', '\\1', 'g') AS bare) AS made
    $$;
    CREATE FUNCTION claims_likes(regency text, said text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT regency || ' ' || likes), '{}')
        FROM claims_words_of(said) AS word,
            claims_consonants(word) AS bare,
            LATERAL (
                SELECT bare AS likes
                UNION
                SELECT overlay(bare PLACING '' FROM place FOR 1)
                FROM generate_series(1, length(bare)) AS place WHERE length(bare) > 2
            ) AS key
        WHERE word <> ALL ('{alm,almh,almarhum,almarhumah,h,hj,haji,hajjah,ir,dr,drs,dra,tn,ny,bin,binti,bt,spd,sh,se}')
    $$;
"""
KEEP = """
    CREATE FUNCTION claims_keep_names() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO claims_names (claim_id, words, likes) VALUES (
            NEW.id,
            claims_words(NEW.regency_id, NEW.name || ' ' || NEW.heir_name),
            claims_likes(NEW.regency_id, NEW.name || ' ' || NEW.heir_name)
        )
        ON CONFLICT (claim_id) DO UPDATE SET words = EXCLUDED.words, likes = EXCLUDED.likes;
        RETURN NULL;
    END $$;
    CREATE TRIGGER claims_new_names AFTER INSERT ON claims_claim
        FOR EACH ROW WHEN (NEW.name <> '' OR NEW.heir_name <> '')
        EXECUTE FUNCTION claims_keep_names();
    CREATE TRIGGER claims_other_names AFTER UPDATE OF name, heir_name, regency_id ON claims_claim
        FOR EACH ROW WHEN ((OLD.name, OLD.heir_name, OLD.regency_id)
            IS DISTINCT FROM (NEW.name, NEW.heir_name, NEW.regency_id))
        EXECUTE FUNCTION claims_keep_names();
"""
FILL = """
    INSERT INTO claims_names (claim_id, words, likes)
    SELECT id, claims_words(regency_id, name || ' ' || heir_name),
        claims_likes(regency_id, name || ' ' || heir_name)
    FROM claims_claim WHERE name <> '' OR heir_name <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0017_note")]

    operations = [
        migrations.CreateModel(
            name="Names",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        primary_key=True,
                        related_name="names",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "likes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            WORDS,
            "DROP FUNCTION claims_asked_words(text, text), claims_words(text, text), "
            "claims_words_of(text)",
        ),
        migrations.RunSQL(
            LIKES, "DROP FUNCTION claims_likes(text, text), claims_consonants(text)"
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(
            KEEP,
            "DROP TRIGGER claims_new_names ON claims_claim; "
            "DROP TRIGGER claims_other_names ON claims_claim; "
            "DROP FUNCTION claims_keep_names()",
        ),
        # After the rows: a GIN index is built at once many times faster than row by row.
        migrations.AddIndex(
            "names",
            django.contrib.postgres.indexes.GinIndex(name="names_by_word", fields=["words"]),
        ),
        migrations.AddIndex(
            "names",
            django.contrib.postgres.indexes.GinIndex(name="names_by_likes", fields=["likes"]),
        ),
    ]
