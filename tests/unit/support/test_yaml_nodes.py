import pytest
import yaml

from audiocoach.defaults import LIMITS
from audiocoach.errors import Where
from audiocoach.support import yaml_nodes
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode


def parsed(text: str) -> Node:
    root, problems = yaml_nodes.parse(text.encode(), "f")
    assert not problems
    assert root is not None
    return root


def told(data: bytes) -> list[str]:
    _, problems = yaml_nodes.parse(data, "f")
    return [str(problem) for problem in problems]


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """libyaml's parser, and the one that installations without it use."""
    loader = getattr(yaml, request.param, None)
    if loader is None:
        pytest.skip("PyYAML has no libyaml here")
    monkeypatch.setattr(yaml_nodes, "_Loader", loader)


# The tree


def test_every_node_and_key_knows_its_place() -> None:
    root = parsed("title: Pull\nexercises:\n  - name: Row\n    cues: [a, 'b']\n")
    assert isinstance(root, MappingNode)
    assert root.where == Where("f", 1, 1)
    assert root.keys == {"title": Where("f", 1, 1), "exercises": Where("f", 2, 1)}
    assert root.values["title"] == ScalarNode("Pull", Where("f", 1, 8))
    exercises = root.values["exercises"]
    assert isinstance(exercises, SequenceNode)
    assert exercises.where == Where("f", 3, 3)
    row = exercises.items[0]
    assert isinstance(row, MappingNode)
    assert row.where == Where("f", 3, 5)
    assert row.keys["cues"] == Where("f", 4, 5)
    expected = SequenceNode(
        [ScalarNode("a", Where("f", 4, 12)), ScalarNode("b", Where("f", 4, 15))], row.where
    )
    cues = row.values["cues"]
    assert isinstance(cues, SequenceNode)
    assert cues.items == expected.items


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_editor_ends_them(newline: str) -> None:
    root = parsed(newline.join(["a: 1", "# about", "", "b: 2"]))
    assert isinstance(root, MappingNode)
    assert root.keys["b"] == Where("f", 4, 1)


def test_columns_count_characters_not_bytes() -> None:
    root = parsed("{ärger: 😀, b: c}")
    assert isinstance(root, MappingNode)
    assert root.keys["b"] == Where("f", 1, 12)
    assert root.values["b"] == ScalarNode("c", Where("f", 1, 15))


def test_a_byte_order_mark_is_no_column() -> None:
    root, problems = yaml_nodes.parse(b"\xef\xbb\xbfa: b", "f")
    key, value = Where("f", 1, 1), ScalarNode("b", Where("f", 1, 4))
    assert (root, problems) == (MappingNode({"a": value}, {"a": key}, key), [])


@pytest.mark.parametrize(
    "text",
    ["on", "no", "true", "1:30", "010", "3.0", "1e3", ".inf", "0x10", "2024-01-01", "1_000", "="],
)
def test_a_value_stays_the_text_it_is(text: str) -> None:
    root = parsed(f"a: {text}")
    assert isinstance(root, MappingNode)
    assert root.values["a"] == ScalarNode(text, Where("f", 1, 4))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("~", ""),
        ("null", ""),
        ("Null", ""),
        ("NULL", ""),
        ("", ""),
        ("'~'", "~"),
        ('"null"', "null"),
    ],
)
def test_nothing_is_no_text_unless_quoted(written: str, text: str) -> None:
    root = parsed(f"a: {written}\nb: [{written or '~'}]\n")
    assert isinstance(root, MappingNode)
    value, listed = root.values["a"], root.values["b"]
    assert isinstance(value, ScalarNode)
    assert isinstance(listed, SequenceNode)
    assert value.text == text
    assert [item.text for item in listed.items if isinstance(item, ScalarNode)] == [text]


def test_null_can_be_a_key() -> None:
    root = parsed("null: a")
    assert isinstance(root, MappingNode)
    assert list(root.keys) == ["null"]


# What is refused, to the letter


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "f:1:1: the file is empty; begin with 'title: \u2026'"),
        (b"\xef\xbb\xbf", "f:1:1: the file is empty; begin with 'title: \u2026'"),
        (b"# todo\n\n", "f:1:1: the file is empty; begin with 'title: \u2026'"),
        ("title: Übung".encode("latin-1"), "f:1:8: this is not UTF-8 text; save the file as UTF-8"),
        ("a: b\nü: é".encode("cp1252"), "f:2:1: this is not UTF-8 text; save the file as UTF-8"),
        ("title: a".encode("utf-16"), "f:1:1: this is not UTF-8 text; save the file as UTF-8"),
        ("title: a".encode("utf-16-le"), "f:1:2: this is not UTF-8 text; save the file as UTF-8"),
        (b"title: a\nb: \x1b[2J", "f:2:4: a control character (U+001B); delete it"),
        (b"a: b\x7f", "f:1:5: a control character (U+007F); delete it"),
        ("a: \ufffe".encode(), "f:1:4: a control character (U+FFFE); delete it"),
        (b"a: \xed\xa0\x80", "f:1:4: this is not UTF-8 text; save the file as UTF-8"),
        (b"\x00" * 10, "f:1:1: this is not UTF-8 text; save the file as UTF-8"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, message: str) -> None:
    assert told(data) == [message]


def test_a_file_is_refused_for_one_byte_too_many() -> None:
    fits = b"a: b #".ljust(LIMITS.file_bytes, b"x")
    assert told(fits) == []
    assert told(fits + b"x") == ["f:1:1: the file is too large; a routine has at most 256 kB"]


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("opening", ["[", "{", "- ", "a: [", "[a, ", "{a: ", "- - [ "])
def test_no_depth_is_too_deep_for_the_interpreter(opening: str) -> None:
    data = (opening * 100_000).encode()[: LIMITS.file_bytes]
    assert 1 <= len(told(data)) <= LIMITS.depth + 1


@pytest.mark.usefixtures("either_parser")
def test_a_closed_depth_is_told_once() -> None:
    data = b"a: " + b"[" * 100_000 + b"]" * 100_000
    assert told(data) == ["f:1:27: nested more than 24 deep; use fewer levels"]
    assert told(b"[" * LIMITS.depth + b"]" * LIMITS.depth) == []


_FIT = "indent the line like its neighbours, and quote a text as a whole or not at all"
_BEGIN = "an unquoted text cannot begin with this character; put the whole text in quotes"


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b\n\tc: d", "2:1: the line is indented with a tab; use spaces"),
        ("a:\n\t- b", "2:1: the line is indented with a tab; use spaces"),
        ("a: |\n\tb", "2:1: the line is indented with a tab; use spaces"),
        ("a: b: c", "1:5: a second ': ' on the line; put the whole text in quotes"),
        ("a: *b*", f"1:4: {_BEGIN}"),
        ("a: @b", f"1:4: {_BEGIN}"),
        ("a: `b`", f"1:4: {_BEGIN}"),
        ("a: %b", f"1:4: {_BEGIN}"),
        ("a: & b", f"1:4: {_BEGIN}"),
        ("a: !b!c d", f"1:4: {_BEGIN}"),
        ('a: "b" c', f"1:8: this does not fit what stands above it; {_FIT}"),
        ("a: 'it's'", f"1:8: this does not fit what stands above it; {_FIT}"),
        ("a:\n  b: c\n d: e", f"3:2: this does not fit what stands above it; {_FIT}"),
        ("a: b\n...\nc: d", f"3:1: this does not fit what stands above it; {_FIT}"),
        (
            "a: b\n  c: d",
            (
                "2:3: the line is indented so far that it goes on with the text above it; "
                "indent it like its neighbours, or put that whole text in quotes"
            ),
        ),
        ("a: b\nc d\ne: f", "2:1: a ':' is missing here; write 'key: value'"),
        (
            "a: - b",
            (
                "1:4: a list cannot begin on this line; "
                "begin it on a line of its own, or write '[a, b]'"
            ),
        ),
        (
            "a:\n  - b\n  c: d",
            (
                "3:3: the line does not fit the list above it; "
                "begin it with '- ', or indent it like its neighbours"
            ),
        ),
        (
            "a: {b: c\nd: e",
            (
                "1:4: what begins here with '{' goes wrong, or is not closed; "
                "write commas between its pairs and '}' after the last"
            ),
        ),
        (
            "a: [b\nc: d",
            (
                "1:4: the list that begins here with '[' goes wrong, or is not closed; "
                "write commas between its items and ']' after the last"
            ),
        ),
        (
            "a: 'b\nc: d",
            (
                "1:4: the quote that begins here is not closed; "
                "write the same quote at the end of the text"
            ),
        ),
        ("a: ]", "1:4: a value is missing before this character; write one, or delete it"),
        (
            "a: |b",
            "1:5: only the text's own lines can follow '|' or '>'; begin the text on the next line",
        ),
        ("%YAML 2.0\n---\na: b", "1:1: a line that begins with '%' is not read; delete it"),
    ],
)
def test_what_is_not_yaml_is_told_in_plain_words(text: str, message: str) -> None:
    assert told(text.encode()) == [f"f:{message}"]


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    "escape", [r"\ud800", r"\U0011ffff", r"\xZZ", r"\q", r"\x07", r"\0", r"\e"]
)
def test_no_escape_brings_in_what_the_file_may_not_hold(escape: str) -> None:
    assert len(told(f'a: "{escape}"'.encode())) == 1


def test_an_error_leaves_no_tree_from_which_something_could_be_missed() -> None:
    for text in ("a: b\nc: [", "a: *b", "[" * 30):
        root, problems = yaml_nodes.parse(text.encode(), "f")
        assert root is None
        assert len(problems) == 1


def test_nodes_are_frozen() -> None:
    for node in (parsed("a"), parsed("[a]"), parsed("{a: b}")):
        with pytest.raises(AttributeError):
            node.where = Where("g", 1, 1)  # type: ignore[misc]
