import errno


class Trouble(Exception):
    """Why there is no backup, or no drill: a sentence for the operator."""


def said(error: OSError, where: object) -> Trouble:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Trouble(f"No space is left in {where}. Nothing was kept there.")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return Trouble(f"{where} cannot be written by this user.")
    if error.errno in {errno.ENOTDIR, errno.ENOENT}:
        return Trouble(f"{where} is no folder.")
    return Trouble(f"{where}: {error.strerror}.")
