"""The bundle for the BPJS branch is on record like every file that leaves: with its claim, whole,
and for a reason."""

from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("report", "report in numbers"),
    ("claims", "list of claims"),
    ("spj", "SPJ bundle"),
    ("reading", "file of a claim read"),
    ("history", "history of a claim"),
    ("cover", "people who lose their cover"),
    ("bundle", "bundle for the BPJS branch"),
    ("refused_rows", "refused rows of a list of participants"),
]
OF_ONE = ["reading", "history", "bundle"]
CONDITIONS = {
    "export_kind_known": Q(kind__in=[code for code, _ in KINDS]),
    "export_whole_only_when_released": Q(masked=True)
    | (Q(request__isnull=False) & ~Q(reason=""))
    | Q(kind="refused_rows")
    | (Q(kind="bundle") & ~Q(reason="")),
    "export_of_one_claim_names_it": Q(kind__in=OF_ONE, claim__isnull=False)
    | (~Q(kind__in=OF_ONE) & Q(claim=None)),
}


class Migration(migrations.Migration):
    dependencies = [("claims", "0027_keyed")]

    operations = [
        migrations.AlterField(
            "export",
            "kind",
            models.CharField(choices=KINDS, max_length=12, verbose_name="what"),
        ),
        *(migrations.RemoveConstraint("export", name) for name in CONDITIONS),
        *(
            migrations.AddConstraint("export", models.CheckConstraint(name=name, condition=found))
            for name, found in CONDITIONS.items()
        ),
    ]
