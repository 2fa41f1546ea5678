"""How much of a message is looked at. What lies beyond stays in the stored original."""

MAX_DEPTH = 12
MAX_PARTS = 300
# Lines that begin as if a part ended there; more are taken for text.
MAX_DELIMITER_LINES = 20_000
MAX_HEADERS = 500
MAX_HEADER_BYTES = 256 * 1024  # of one block of headers
MAX_VALUE = 64 * 1024  # of one header, in bytes
MAX_PEOPLE = 1_000  # of one header
MAX_IDS = 500  # of one header
MAX_PARAMETERS = 100
MAX_TEXT = 1_000_000  # of the body, in characters
MAX_NAME = 150  # of a file, in characters
MAX_REPORT = 256 * 1024  # of what is searched for reasons of a bounce
MAX_BOUNCED = 200
