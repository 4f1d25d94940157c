"""What may be a password. Must not know how one is kept."""

import unicodedata
from typing import Final

LENGTH_MIN: Final = 8
# bcrypt reads no further.
BYTES_MAX: Final = 72

# What is tried first by whoever guesses; in small letters.
_TRIED_FIRST: Final = """
00000000 0123456789 11111111 11223344 12121212 12341234 12344321 12345678 123123123 123321123
123454321 123456123 123456789 1234567890 12345678910 123456abc 123456aa 123456654321 123qweasd
123qwe123 147258369 147852369 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 20202020 22222222 33333333
44444444 55555555 66666666 69696969 77777777 87654321 88888888 987654321 9876543210 99999999
a1234567 a12345678 aa123456 aa12345678 abc12345 abcd1234 abcdefgh abcd12345 access14 admin123
admin1234 adminadmin alexander asdf1234 asdfasdf asdfghjk asdfghjkl asdasdasd babygirl
baseball basketball butterfly bismillah changeme charlie1 chocolate christian computer corvette
danielle dragon12 drowssap elephant facebook football football1 freedom1 fuckyou1 geheim123
hallo123 hello123 helloworld iloveyou iloveyou1 internet jennifer jonathan letmein1 letmein123
liverpool lovelove mercedes michelle midnight minecraft monkey123 mustang1 myspace1 nicholas
p@ssw0rd p@ssword pa55word passw0rd passwort password password1 password12 password123
password1234 pokemon1 princess princess1 q1w2e3r4 q1w2e3r4t5 qazwsxedc qwer1234 qwerty12
qwerty123 qwerty1234 qwertyui qwertyuiop qwertyuiop123 qweasdzxc samantha secret123 shadow12
starwars steelers sunshine sunshine1 superman superman1 target123 test1234 testtest trustno1
undertaker victoria welcome1 welcome123 whatever zaq12wsx zxcvbnm1 zxcvbnmm zxcvbnm123
"""
COMMON: Final = frozenset(_TRIED_FIRST.split())


def canonical(text: str) -> bytes:
    """The bytes that count: the same for the same word on any keyboard."""
    return unicodedata.normalize("NFC", text).encode()


def why_not(password: str, username: str) -> str | None:
    """What keeps this from being a password, for people to read; None if nothing does."""
    small = unicodedata.normalize("NFC", password).casefold()
    if len(small) < LENGTH_MIN:
        return f"password: at least {LENGTH_MIN} characters"
    if len(canonical(password)) > BYTES_MAX:
        return f"password: at most {BYTES_MAX} bytes"
    if "\0" in password:
        return "password: no zero character"
    if small == username.casefold():
        return "password: not your username"
    if small in COMMON or len(dict.fromkeys(small)) == 1:
        return "password: this one is tried first by everybody"
    return None
