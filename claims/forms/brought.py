"""A list that somebody brings as a file: looked at first, and confirmed from the same page."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from django import forms

from regencies.roster.files import BadFile


def list_file(label: str, help_text: str) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )


class BroughtForm(forms.Form):
    """The file or, once it was read, the text that the look was made from: nothing of a list lies
    in the service until it is confirmed. Its table stands in `table`.

    A form of one kind of list names its field `file`, how a file is read and what was kept of it
    read again (both raise BadFile), and its sentences by the code of the fault.
    """

    kept = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    # self, the file's path, the name it came with; self, what `carried` gave. Both give a table.
    read: Callable[[Self, Path, str], Any]
    again: Callable[[Self, str], Any]
    words: Mapping[str, str]
    choose: str
    too_many = "too_many_rows"
    most_bytes = 2_000_000
    # Of what the page carries back, as it stands: multipart, below DATA_UPLOAD_MAX_MEMORY_SIZE.
    most_kept = 800_000

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].wanted = True
        self.table = None

    def carried(self) -> str:
        return self.table.kept()

    def clean(self):
        said = super().clean()
        try:
            if file := said.get("file"):
                self.table = self._read(file)
            elif said.get("kept"):
                self.table = self.again(said["kept"])
        except BadFile as problem:
            raise forms.ValidationError(self.words[problem.args[0]]) from None
        if self.table is None:
            raise forms.ValidationError(self.choose)
        if len(self.carried()) > self.most_kept:
            raise forms.ValidationError(self.words[self.too_many])
        return said

    def _read(self, file):
        if file.size > self.most_bytes:
            raise BadFile("too_big")
        # Without a name of its own: whatever ends the process, no list of people is left behind.
        with tempfile.TemporaryFile() as copy:
            for block in file.chunks():
                copy.write(block)
            copy.seek(0)
            return self.read(Path(f"/dev/fd/{copy.fileno()}"), file.name)
