"""A draw done over by someone who does not believe it: written from docs/random-draw.md, with nothing of Verhaal.

python sceptic.py population.csv SEED 10
"""

import hashlib
import sys


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def fingerprint_of(file: bytes) -> str:
    return sha256(file)


def draw(file: bytes, seed: str, number: int) -> list[str]:
    hashed = []
    for line in file.decode("ascii").split("\n"):
        if line:
            hashed.append(sha256((seed + ":" + line).encode("ascii")) + " " + line)
    hashed.sort()
    return [line.split(" ")[1] for line in hashed[:number]]


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as population:
        content = population.read()
    print("fingerprint:", fingerprint_of(content))
    print("\n".join(draw(content, sys.argv[2], int(sys.argv[3]))))
