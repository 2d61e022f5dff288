"""The digest by which contents are told apart in caches: 256 bits of BLAKE2b.

From the module below `hashlib`, which would load OpenSSL first: a fifth of the time in which a bare interpreter starts.
"""

try:
    from _blake2 import blake2b
except ImportError:  # an interpreter without it
    from hashlib import blake2b


def digest(data: bytes) -> str:
    """The digest of `data`, 64 lower-case hexadecimal digits."""
    return blake2b(data, digest_size=32).hexdigest()
