"""The page of figures: each with its definition, nothing from elsewhere, no text that becomes markup."""

import re
from html.parser import HTMLParser

from earpiece.insight.page import Headline, Headlines, Note, Picture, Section, Table, page
from earpiece.insight.pictures import Bar, bars

EVIL = '<script>alert("x")</script>'


class Tags(HTMLParser):
    """Which tags there are, and all words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def made() -> str:
    table = Table(EVIL, ["Skill", "Consults"], [["disputes", "12"], [EVIL, "3"]])
    figures = Headlines([Headline("Containment", "62 %", "Share that no person led.", "of 12")])
    picture = Picture(EVIL, bars("Wait", [Bar(EVIL, 3)], "s"), "a note")
    return page(EVIL, EVIL, [Section(EVIL, [figures, table, picture, Note(EVIL, strong=True)], EVIL)], EVIL)


def test_text_stays_text_and_nothing_comes_from_elsewhere() -> None:
    found = Tags(made())
    assert "script" not in found.tags
    assert not {"link", "img", "iframe"} & set(found.tags)
    assert found.words.count(EVIL) == 12  # the title stands in the tab, too, and the bar in its description
    assert not re.search(r"\b(src|onload|onclick)=|@import|url\(", made())


def test_a_figure_has_its_definition_beside_it() -> None:
    block = re.search(r"<div><dt>Containment</dt>.*?</div>", made())
    assert block is not None
    assert "62 %" in block.group()
    assert "Share that no person led." in block.group()
    assert "of 12" in block.group()


def test_a_table_names_its_rows_and_columns() -> None:
    text = made()
    assert '<th scope="col" class="words">Skill</th><th scope="col">Consults</th>' in text
    assert '<th scope="row" class="words">disputes</th><td>12</td>' in text


def test_pictures_are_drawn_and_sections_listed_once_there_are_many() -> None:
    assert Tags(made()).tags.count("svg") == 1
    assert "nav" not in Tags(made()).tags
    many = page("Many", "", [Section(f"Part {place}", []) for place in range(4)])
    assert [f'href="#section-{place}"' in many for place in (1, 4, 5)] == [True, True, False]
