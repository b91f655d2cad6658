"""Tracking codes: ten digits, the last of them a check digit, so that a misread code is noticed."""

LENGTH = 10


def check_digit(body: str) -> str:
    """Luhn's digit for a string of ASCII digits; catches every single wrong digit and most swaps."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def make(number: int) -> str:
    """The tracking code of a random number below 10⁸; all begin with 1, as people know them from 137."""
    body = f"1{number % 10**8:08d}"
    return body + check_digit(body)


def valid(code: str) -> bool:
    """Whether a string can be one of our codes."""
    return len(code) == LENGTH and code.isdecimal() and code[0] == "1" and check_digit(code[:-1]) == code[-1]
