import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.porter import stem

BEGINNINGS = (
    "gener arsen inter univers past later y by b c cr dy sk succ proc exc even cann inn earr herr out ad eg off hop "
    "hopp fall tann siz conflat troubl radic hope adopt vile form hell control bel sens dign monol ogl"
)
ENDS = (
    "s ss us ies ied sses eed eedly ed edly ing ingly y ly li tional ational alize icate iciti ical ful ness ative al "
    "ance ence able ible ate ive ize iti ism ion sion tion er ous ant ent ment ement e l ll ogist ogi logi lessli "
    "fulli ousli entli aliti biliti iviti izer ator iveness fulness ousness anci enci abli bli alli cli"
)
WORDS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(BEGINNINGS.split()) | st.text("abcdefghijklmnopqrstuvwxyz", max_size=8),
        st.sampled_from(ENDS.split()) | st.just(""),
        st.sampled_from(ENDS.split()) | st.just(""),
    ),
).filter(bool)


@pytest.mark.parametrize(
    ("word", "left"),
    [
        *(("caresses", "caress"), ("ties", "tie"), ("cries", "cri"), ("gaps", "gap"), ("gas", "gas"), ("bus", "bus")),
        *(("agreed", "agre"), ("feed", "feed"), ("proceed", "proceed"), ("dying", "die"), ("sing", "sing")),
        *(("hoped", "hope"), ("hopped", "hop"), ("added", "add"), ("luxuriated", "luxuri"), ("evening", "evening")),
        *(("cry", "cri"), ("by", "by"), ("say", "say"), ("skies", "sky"), ("news", "news"), ("early", "earli")),
        *(("relational", "relat"), ("talkative", "talkat"), ("adoption", "adopt"), ("generously", "generous")),
        *(("rate", "rate"), ("controlled", "control"), ("archaeologist", "archaeolog"), ("pasted", "paste")),
        *(("excitingly", "excit"), ("sightly", "sight"), ("geologies", "geolog"), ("historical", "histor")),
    ],
)
def test_words_have_the_stems_that_the_rules_give(word: str, left: str) -> None:
    """Each of the algorithm's rules cuts the words that it is there for."""
    assert left == stem(word)


@given(WORDS)
def test_every_word_has_the_stem_that_snowball_gives_it(word: str) -> None:
    """It is Snowball's own English stemmer, only quicker."""
    assert snowballstemmer.stemmer("english").stemWord(word) == stem(word)
