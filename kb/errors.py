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
