"""What went wrong, for people; programs are told the English sentence."""

WORDS = {
    "title_400": "This cannot be understood",
    "title_401": "Please sign in",
    "title_403": "Not allowed",
    "title_404": "Not found",
    "title_405": "Not possible here",
    "title_410": "Gone for good",
    "title_413": "Too long",
    "title_415": "Not of this kind",
    "title_429": "Too many attempts",
    "title_500": "feedbot failed",
    "title_503": "Try again later",
    "nothing": "There is nothing at this address. The feeds are listed at the top page.",
    "no_feed": "There is no feed of this name. The top page lists all there are.",
    "failed": "feedbot failed to answer. Its log says why.",
    "request": "The request cannot be understood.",
    "longer": "The request is longer than what is taken here.",
    "kind": "The request's body is of a kind that is not taken here.",
    "old_form": "This form is too old, or another site sent it. Go back, reload the page, and send it again.",
    "sign_in": "Sign in first: this is for those who run this feedbot.",
    "closed": "No password is set, so this is open on the machine of feedbot only. Set one with `feedbot password`.",
}
