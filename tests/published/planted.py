"""The defects of the published posts as they are put into a page: what sees each, what was there, what it becomes."""

_SENTENCE = r"(?<=[>])(이 문장은|この文は)"
_END = r"(설명(?:합니다|한다)\.|説明します。)"
_ADDRESS = r"https://code\.example/a_b_\(c\)"

PLANTED = [
    ("test_every_word_of_the_english_stands_there_and_no_name_lost_its_capitals", r"NoteLLM-7B", "notellm-7b"),
    ("test_every_word_of_the_english_stands_there_and_no_name_lost_its_capitals", r" rooms we ", " "),
    ("test_no_name_lost_its_capitals_in_the_translation", r"NoteLLM-7B", "notellm-7b"),
    ("test_no_organisation_is_named_that_no_source_names", _END, r"Facebook \1"),
    ("test_every_quote_is_english_and_every_other_text_is_not", r"We read “", "노트를 읽습니다. We read “"),
    ("test_every_quote_is_english_and_every_other_text_is_not", _SENTENCE, r"It counts all of the lamps."),
    ("test_no_sign_of_the_layout_is_left_to_read", _SENTENCE, r"&gt; \1"),
    ("test_no_sign_of_the_layout_is_left_to_read", _SENTENCE, r"# \1"),
    ("test_no_sign_of_the_layout_is_left_to_read", _SENTENCE, r"&lt;b&gt;\1"),
    ("test_no_two_languages_are_glued_together", _END, r"\1Introduces a lamp that"),
    ("test_no_two_languages_are_glued_together", r"(?<=[>])We read", "Abstract:We read"),
    ("test_an_abstract_is_called_by_its_name", r"초록\(Abstract\)|要旨（Abstract）", "추상화"),
    ("test_every_formula_stands_whole_in_both_languages", r"1\\%|<mi>%</mi>", "1%"),
    ("test_every_formula_stands_whole_in_both_languages", r"x_1 \* x_2|<mo>\*</mo>", "x_1 x_2"),
    ("test_no_formula_takes_the_text_after_it_along", r"lamps and ", ""),
    ("test_no_quotation_mark_of_a_source_is_lost", r"[“”]", ""),
    ("test_no_quotation_mark_of_a_source_is_lost", r"[“”]", "''"),
    ("test_no_asterisk_of_a_source_is_swallowed_and_bold_has_none", r"\*all\*", "<em>all</em>"),
    ("test_no_asterisk_of_a_source_is_swallowed_and_bold_has_none", r"\*(방법|手法)\*", r"<em>\1</em>"),
    ("test_no_asterisk_of_a_source_is_swallowed_and_bold_has_none", r"(?<= of )(<strong>)?them", r"**them**"),
    ("test_no_angle_token_is_dropped", r"(?<=is )&lt;think&gt;", ""),
    ("test_no_angle_token_is_dropped", r"&lt;think&gt;(?! in it)", ""),
    ("test_no_hashtag_is_left_in_a_text_or_a_heading", r"(?<=<h3)([^>]*)>", r"\1>#"),
    ("test_no_hashtag_is_left_in_a_text_or_a_heading", _END, r"\1 #lamp-reading"),
    ("test_an_address_in_a_text_is_a_link_that_shows_it_in_both_languages", f">{_ADDRESS}<", ">Reading at Night<"),
    ("test_an_address_in_a_text_is_a_link_that_shows_it_in_both_languages", f"<a href=\"{_ADDRESS}\">", "<a href=''>"),
    ("test_no_link_leads_where_no_source_does", f"(?<=\"){_ADDRESS}(?=\")", "https://code.example/a_b_(c"),
    ("test_no_link_leads_where_no_source_does", f"(?<=\"){_ADDRESS}(?=\")", "https://code.example/a_b_(c)에"),
]  # fmt: skip
