"""The ciphers of a backup: key wrap of RFC 3394, CBC with zero IV and PKCS#7, and GCM with an empty IV."""

import struct

from Cryptodome.Cipher import AES

WRAP_CHECK = bytes([0xA6]) * 8
BLOCK = 16


def wrap(kek, key):
    """RFC 3394, 2.2.1: six rounds over all 64-bit halves; 8 bytes longer than the key."""
    cipher = AES.new(kek, AES.MODE_ECB)
    a, halves = WRAP_CHECK, [key[i:i + 8] for i in range(0, len(key), 8)]
    for j in range(6):
        for i, half in enumerate(halves):
            block = cipher.encrypt(a + half)
            a = struct.pack(">Q", struct.unpack(">Q", block[:8])[0] ^ (len(halves) * j + i + 1))
            halves[i] = block[8:]
    return a + b"".join(halves)


def unwrap(kek, wrapped):
    """The way back; None when the check value is not right."""
    cipher = AES.new(kek, AES.MODE_ECB)
    a, halves = wrapped[:8], [wrapped[i:i + 8] for i in range(8, len(wrapped), 8)]
    for j in reversed(range(6)):
        for i in reversed(range(len(halves))):
            a = struct.pack(">Q", struct.unpack(">Q", a)[0] ^ (len(halves) * j + i + 1))
            block = cipher.decrypt(a + halves[i])
            a, halves[i] = block[:8], block[8:]
    return b"".join(halves) if a == WRAP_CHECK else None


def encrypt_file(key, plain):
    """AES-256-CBC over the whole file, IV zero; always padded, an empty file to one block."""
    count = BLOCK - len(plain) % BLOCK
    return AES.new(key, AES.MODE_CBC, bytes(BLOCK)).encrypt(plain + bytes([count]) * count)


def decrypt_file(key, stored):
    """Raises ValueError when the padding is not that of PKCS#7."""
    padded = AES.new(key, AES.MODE_CBC, bytes(BLOCK)).decrypt(stored)
    count = padded[-1] if padded else 0
    if not 1 <= count <= BLOCK or padded[-count:] != bytes([count]) * count:
        raise ValueError("bad padding")
    return padded[:-count]


def gcm_with_empty_iv(key, plain):
    """Ciphertext and tag. An IV of no bytes makes the pre-counter block 16 zero bytes."""
    cipher = AES.new(key, AES.MODE_CTR, nonce=b"", initial_value=1).encrypt(plain)
    return cipher + gcm_tag(key, cipher)


def open_gcm_with_empty_iv(key, sealed):
    cipher, tag = sealed[:-BLOCK], sealed[-BLOCK:]
    if gcm_tag(key, cipher) != tag:
        raise ValueError("wrong tag")
    return AES.new(key, AES.MODE_CTR, nonce=b"", initial_value=1).decrypt(cipher)


def gcm_tag(key, cipher):
    zero = AES.new(key, AES.MODE_ECB).encrypt(bytes(BLOCK))  # both the hash key and the encrypted pre-counter block
    blocks = cipher + bytes(-len(cipher) % BLOCK) + struct.pack(">QQ", 0, 8 * len(cipher))
    state = 0
    for at in range(0, len(blocks), BLOCK):
        state = multiply(state ^ int.from_bytes(blocks[at:at + BLOCK], "big"), int.from_bytes(zero, "big"))
    return (state ^ int.from_bytes(zero, "big")).to_bytes(BLOCK, "big")


def multiply(x, y):
    """In GF(2^128), bits in GCM's order: the first bit is the highest."""
    product = 0
    for bit in range(127, -1, -1):
        if x >> bit & 1:
            product ^= y
        y = y >> 1 ^ (0xE1 << 120 if y & 1 else 0)
    return product
