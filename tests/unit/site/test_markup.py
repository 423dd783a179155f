import json

from hypothesis import given
from hypothesis import strategies as st

from audiocoach.site.markup import attributes, data_block, text

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 &amp; \" ' <b>"


def test_markup_in_words_is_words() -> None:
    assert text("<b>&\"'") == "&lt;b&gt;&amp;&quot;&#x27;"


def test_attributes_are_written_as_html_has_them() -> None:
    assert attributes(class_="a", data_start=1.5, title='"', left_out=None) == (
        ' class="a" data-start="1.5" title="&quot;"'
    )


def test_nothing_ends_a_block_of_data() -> None:
    block = data_block("track", {"title": HOSTILE})
    inside = block.removeprefix('<script type="application/json" id="track">')
    inside = inside.removesuffix("</script>")
    assert not set("<>&\u2028\u2029") & set(inside)
    assert json.loads(inside) == {"title": HOSTILE}


@given(st.text())
def test_any_text_is_read_back_from_a_block(words: str) -> None:
    block = data_block("track", words)
    assert json.loads(block.partition(">")[2].removesuffix("</script>")) == words
