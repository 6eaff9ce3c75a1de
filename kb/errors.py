"""Every error that Metodbank raises on purpose."""

from __future__ import annotations


class KbError(Exception):
    """Base of all errors meant for the user; its text is shown as it is.

    A message says what happened, with which value or file, and what to do next.

    ::

        KbError
        ├── SettingsError             a setting is missing, unknown or out of range
        ├── InputError                what the user typed cannot be used
        │   ├── QueryError            the query is too long
        │   ├── UnknownThemeError
        │   ├── UnknownMunicipalityError
        │   ├── DocumentNotFoundError
        │   ├── PracticeNotFoundError
        │   ├── PracticeFileError     a file of practices breaks its rules or does not fit the documents
        │   ├── EntryNotFoundError    no practice or passage has this reference, or no item this id
        │   ├── PermissionDeniedError  the role of whoever asks does not allow it
        │   ├── ToldError             the app tells it in the reader's language
        │   │   ├── AccountError          an account cannot be made, changed or used
        │   │   │   ├── LoginError            no account has this name and password
        │   │   │   └── LockedOutError        too many logins have failed lately
        │   │   ├── BatchError            files cannot be handed in as asked
        │   │   │   ├── BatchNotFoundError
        │   │   │   └── BatchFileError        a file that describes a batch breaks its rules
        │   │   ├── ReviewError           a document cannot be reviewed as asked
        │   │   └── CurationError         a practice cannot be changed as asked
        │   │       └── SecondPersonError     whoever did the step before may not do this one
        │   ├── ChangedMeanwhileError  somebody else has changed it since it was read
        │   └── CollectionError       a collection cannot be opened or changed as asked
        │       ├── CollectionNotFoundError
        │       ├── CollectionFullError
        │       ├── CollectionTextError     a text is too long
        │       └── CollectionChangedError  somebody else has changed it meanwhile
        ├── FileError                 one file cannot be ingested; never stops a run
        │   ├── UnreadableFileError   permission, vanished, not a file
        │   ├── UnsupportedTypeError  no parser for what the content is
        │   ├── FileTooLargeError     over a limit of size or count
        │   ├── DamagedFileError      truncated or broken
        │   ├── EncryptedFileError    needs a password
        │   ├── OcrUnavailableError   a picture of text, and the program that reads it is missing
        │   └── NoTextError           empty, or images only
        │       └── EmptyTemplateError  a template for notes that nobody has filled in
        ├── HomeError                 the home folder cannot be used
        │   ├── DiskFullError
        │   ├── LockedError           another process holds the lock
        │   └── BackupError           a backup cannot be written or read
        ├── StoreError                store.sqlite is damaged or of another version
        ├── ReaderError               the process that reads files cannot be started
        └── SearchIndexError          the search index cannot be used
            ├── IndexMismatchError    built with another embedder or schema
            ├── IndexCorruptError     its files are damaged
            └── EmbedderError         the embedding model cannot be loaded or used
    """


class SettingsError(KbError):
    """A setting is unknown, missing or out of range."""


class InputError(KbError):
    """What the user typed cannot be used."""


class QueryError(InputError):
    """The query cannot be searched for."""


class UnknownThemeError(InputError):
    """No theme has this id or name."""


class UnknownMunicipalityError(InputError):
    """No municipality, or more than one, has this code or name."""


class DocumentNotFoundError(InputError):
    """No stored document has this id or file name."""


class PracticeNotFoundError(InputError):
    """No practice has this id."""


class PracticeFileError(InputError):
    """A file of practices cannot be read, breaks a rule of its format or quotes what no document says."""


class EntryNotFoundError(InputError):
    """No practice or passage has this reference."""


class PermissionDeniedError(InputError):
    """Whoever asks has not the role that it takes."""

    def __init__(self, message: str, *, needed: str) -> None:
        """Take the role that is needed."""
        super().__init__(message)
        self.needed = needed


class ToldError(InputError):
    """Something that the app tells in the reader's language; the message is for the command line."""

    def __init__(self, message: str, *, key: str = "", **values: str | int) -> None:
        """Take the key of the catalogue's text and what is filled in; "" for a text of its kind."""
        super().__init__(message)
        self.key = key
        self.values = values


class AccountError(ToldError):
    """An account cannot be made, changed or used."""


class LoginError(AccountError):
    """No active account has this name and password; which of the two is wrong is not said."""


class LockedOutError(AccountError):
    """Too many logins have failed lately for this name or from this address."""


class BatchError(ToldError):
    """Files cannot be handed in as asked."""


class BatchNotFoundError(BatchError):
    """There is no such batch or file, or it is somebody else's."""


class BatchFileError(BatchError):
    """A file that describes a batch cannot be read or breaks a rule of its format."""


class ReviewError(ToldError):
    """A document cannot be reviewed as asked."""


class CurationError(ToldError):
    """A practice cannot be changed as asked."""


class SecondPersonError(CurationError):
    """This step must be done by somebody else than the step before."""


class ChangedMeanwhileError(InputError):
    """Somebody else has changed it since it was read; nothing was overwritten."""

    def __init__(self, message: str, *, by: str = "", at: str = "") -> None:
        """Take who changed it last, and when."""
        super().__init__(message)
        self.by = by
        self.at = at


class CollectionError(InputError):
    """A collection cannot be opened or changed as asked."""


class CollectionNotFoundError(CollectionError):
    """The key opens no collection, or may not change it."""


class CollectionFullError(CollectionError):
    """The collection holds as much as it may."""


class CollectionTextError(CollectionError):
    """A title, a note, a slot or a search is too long."""


class CollectionChangedError(CollectionError):
    """Somebody else has changed the texts since they were read; nothing was overwritten."""


class FileError(KbError):
    """One file cannot be ingested; the run goes on with the next."""


class UnreadableFileError(FileError):
    """The file cannot be opened."""


class UnsupportedTypeError(FileError):
    """No parser is registered for what the file contains."""


class FileTooLargeError(FileError):
    """The file passes a limit of size or count."""


class DamagedFileError(FileError):
    """The file is truncated or broken."""


class EncryptedFileError(FileError):
    """The file needs a password."""


class OcrUnavailableError(FileError):
    """The file is a picture of text, and the program or the language data to read it is missing."""


class NoTextError(FileError):
    """The file holds no text that can be searched."""


class EmptyTemplateError(NoTextError):
    """The file is a template for notes that nobody has filled in."""


class HomeError(KbError):
    """The home folder cannot be used."""


class DiskFullError(HomeError):
    """There is no space left where the home folder lies."""


class LockedError(HomeError):
    """Another process is changing the same home folder."""


class BackupError(HomeError):
    """A backup cannot be written or read."""


class StoreError(KbError):
    """The store is damaged or belongs to another version of Metodbank."""


class ReaderError(KbError):
    """The process that reads files cannot be started or does not answer."""


class SearchIndexError(KbError):
    """The search index cannot be used."""


class IndexMismatchError(SearchIndexError):
    """The index was built with another embedder or schema than the settings ask for."""


class IndexCorruptError(SearchIndexError):
    """The index files are damaged."""


class EmbedderError(SearchIndexError):
    """The embedding model cannot be loaded or used."""
