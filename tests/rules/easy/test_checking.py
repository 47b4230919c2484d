"""Sentences as officers write them, good and bad, and what the checker says to each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.easy import Level, Rule, check
from madoguchi.rules.easy.words import SURU, conjugated, lists

GOOD = [
    "[申|もう]し[込|こ]みを [受|う]け[取|と]りました",
    "あとで [出|だ]す [紙|かみ]が 1つ あります。",
    "2027[年|ねん]1[月|がつ]15[日|にち]([金|きん])までに [出|だ]して ください。",
    "[下|した]の 1つだけ [直|なお]して ください。ほかは [書|か]かなくて いいです。",
    "{instant}までに [出|だ]して ください。",
    "[期限|きげん]〈いつまで〉が [過|す]ぎました。[今|いま]でも [送|おく]る ことが できます。",
    "カタカナで [書|か]いて ください。",
    "この スマホに [保存|ほぞん]しました。",
    "[夜|よる] 11[時|じ]59[分|ふん]までです。",
    "[午前|ごぜん]9[時|じ]に わかります。",
    "[生|う]まれた [日|ひ]を [書|か]いて ください。",
    "[友|とも]だちと [別|わか]れて [帰|かえ]ります。",
    "[親|おや]が [月|つき]に 12[日|にち] [働|はたら]く ことが [必要|ひつよう]です。",
    "メールアドレス",
    "[避難所|ひなんじょ]〈[逃|に]げる ところ〉に [行|い]って ください。",
    "わからないときは [出|だ]さないで ください。",
    "[山|やま]の [頂上|ちょうじょう]",
    "みんな [平等|びょうどう]です。",
    "[高等学校|こうとうがっこう]",
    "[雨|あめ]が [少|すく]なさそうです。",
    "プラットフォームで [待|ま]ちます。",
    "ケアマネジャーに [電話|でんわ]します。",
    "[犬|いぬ]が [死|し]んだとき、[市|し]に [知|し]らせます。",
    "お[金|かね]が [必要|ひつよう]に なります。",
    "",
    "OK",
]  # fmt: skip

BAD = [
    # what is said                                        rule, found, what may be put in its place
    ("書類を [出|だ]す", Rule.NO_READING, "書類", None),
    ("[犬|イヌ]", Rule.BAD_READING, "イヌ", None),
    ("[犬|inu]", Rule.BAD_READING, "inu", None),
    ("[送|おく]りました[物|もの]が届きました", Rule.NO_READING, "届", None),
    ("あ" * 51 + "。", Rule.LONG, "あ" * 51 + "。", None),
    ("あ" * 31 + "。", Rule.RATHER_LONG, "あ" * 31 + "。", None),
    ("[名前|なまえ]が [書|か]かれています。", Rule.PASSIVE, "かれて", None),
    ("[市|し]から [送|おく]られます。", Rule.PASSIVE, "られます", None),
    ("[申|もう]し[込|こ]みが [取|と]り[消|け]されました。", Rule.PASSIVE, "されました", None),
    ("[子|こ]どもに [書|か]かせられません。", Rule.PASSIVE, "せられません", None),
    ("[会|かい]は 4[月|がつ]に [行|おこな]われます。", Rule.PASSIVE, "われます", None),
    ("[親|おや]に [来|こ]させて ください。", Rule.PASSIVE, "させて", None),
    ("[市役所|しやくしょ]で [聞|き]いていただきます。", Rule.KEIGO, "いただ", None),
    ("ここに お越しください。", Rule.KEIGO, "お越しください", "[来|き]て ください"),
    ("ここに ございます。", Rule.KEIGO, "ございます", "あります"),
    ("[私|わたし]が いたします。", Rule.KEIGO, "いたします", "します"),
    ("お待ちください。", Rule.KEIGO, "お待ちください", "[待|ま]って ください"),
    ("[市長|しちょう]が [見|み]なさいます。", Rule.KEIGO, "なさ", None),
    ("[皆様|みなさま]へ", Rule.KEIGO, "皆様", "[皆|みな]さん"),
    ("お帰りになりますか。", Rule.KEIGO, "お帰りになります", None),
    ("ご利用ください。", Rule.KEIGO, "ご利用ください", "[使|つか]って ください"),
    ("[出|だ]さないことはない。", Rule.DOUBLE_NEGATION, "ないことはない", None),
    ("[使|つか]えなくはありません。", Rule.DOUBLE_NEGATION, "なくはありません", None),
    ("[来|こ]ないとは限りません。", Rule.DOUBLE_NEGATION, "ないとは限りません", None),
    ("ないと [出|だ]すことができません。", Rule.DOUBLE_NEGATION, "ないと出すことができません", None),
    ("[出|だ]さざるを得ません。", Rule.DOUBLE_NEGATION, "ざるを得", None),
    ("[紙|かみ]を 提出してください。", Rule.HARD_WORD, "提出してください", "[出|だ]して ください"),
    ("[紙|かみ]を ご提出ください。", Rule.HARD_WORD, "ご提出ください", "[出|だ]して ください"),
    ("[提出|ていしゅつ]します。", Rule.HARD_WORD, "提出します", "[出|だ]します"),
    ("[記入|きにゅう] しない [人|ひと]", Rule.HARD_WORD, "記入しない", "[書|か]かない"),
    ("はんこを 持参してください。", Rule.HARD_WORD, "持参してください", "[持|も]って きて ください"),
    ("[紙|かみ]を 廃棄しました。", Rule.HARD_WORD, "廃棄しました", "[捨|す]てました"),
    ("[変更|へんこう]できません。", Rule.HARD_WORD, "変更できません", "[変|か]える ことが できません"),
    ("転居した [人|ひと]", Rule.HARD_WORD, "転居した", "[引|ひ]っ[越|こ]した"),
    ("支払しなければ", Rule.HARD_WORD, "支払しなければ", "お[金|かね]を [払|はら]わなければ"),
    ("カードを 提示すれば いいです。", Rule.HARD_WORD, "提示すれば", "[見|み]せれば"),
    ("提出の [日|ひ]", Rule.HARD_WORD, "提出", None),
    ("[氏名|しめい]", Rule.HARD_WORD, "氏名", "[名前|なまえ]"),
    ("申請書類が ありません。", Rule.HARD_WORD, "申請書類", "[申|もう]し[込|こ]みの [紙|かみ]"),
    ("[父|ちち]または [母|はは]", Rule.HARD_WORD, "または", "か"),
    ("[提出物一覧|ていしゅつぶついちらん]", Rule.HARD_WORD, "提出", None),
    ("[申請書一覧|しんせいしょいちらん]", Rule.HARD_WORD, "申請書", None),
    ("[審査|しんさ]が あります。", Rule.HARD_WORD, "審査", None),
    ("[予約|よやく]を キャンセルします。", Rule.LOANWORD, "キャンセルします", "やめます"),
    ("オンラインで できます。", Rule.LOANWORD, "オンライン", "インターネット"),
    ("アンケートが あります。", Rule.LOANWORD, "アンケート", "[質問|しつもん]"),
    ("アップロードしてください。", Rule.LOANWORD, "アップロードしてください", "[送|おく]って ください"),
    ("コピーなどを [出|だ]す", Rule.VAGUE, "など", None),
    ("コピー[等|とう]を [出|だ]す", Rule.VAGUE, "等", None),
    ("速やかに [出|だ]して ください。", Rule.VAGUE, "速やかに", "すぐ"),
    ("適宜 [休|やす]んで ください。", Rule.VAGUE, "適宜", None),
    ("原則として だめです。", Rule.VAGUE, "原則として", None),
    ("なるべく [早|はや]く [来|き]て ください。", Rule.VAGUE, "なるべく", None),
    ("[令和|れいわ]8[年|ねん]", Rule.ERA, "令和8年", "2026[年|ねん]"),
    ("平成元[年|ねん]", Rule.ERA, "平成元年", "1989[年|ねん]"),
    ("2026/12/15まで", Rule.DAY_STYLE, "2026/12/15",
     "2026[年|ねん]12[月|がつ]15[日|にち]([火|か])"),
    ("2026[年|ねん]12[月|がつ]15[日|にち]まで", Rule.NO_WEEKDAY, "2026年12月15日",
     "2026[年|ねん]12[月|がつ]15[日|にち]([火|か])"),
    ("23:59まで", Rule.CLOCK, "23:59", "[午後|ごご]11[時|じ]59[分|ふん]"),
    ("17[時|じ]まで", Rule.CLOCK, "17時", "[午後|ごご]5[時|じ]"),
    ("３つ", Rule.WIDE_DIGITS, "３", "3"),
    ("[今日|きょう]は [休|やす]みである。", Rule.NOT_POLITE, "である。", None),
    ("[出|だ]さなければなりません。", Rule.OBLIGATION, "なければなりません", None),
    ("この[紙|かみ]をかならず[出|だ]してください", Rule.NO_SPACES, "この紙をかならず出してください", None),
    ("[避難所|ひなんじょ]に [行|い]く", Rule.EXPLAIN, "避難所", "[避難所|ひなんじょ]〈[逃|に]げる ところ〉"),
    ("[市役所|しやくしょ]" * 5, Rule.MANY_KANJI, "市役所" * 5, None),
]  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_what_is_easy_is_left_alone(text: str) -> None:
    assert [(each.rule, each.found) for each in check(text)] == []


@pytest.mark.parametrize(("text", "rule", "found", "replacement"), BAD)
def test_what_is_hard_is_shown_at_its_place(
    text: str, rule: Rule, found: str, replacement: str | None
) -> None:
    findings = [each for each in check(text) if each.rule is rule]
    assert [(each.found, each.replacement) for each in findings] == [(found, replacement)]


def test_the_place_counts_marks_and_spaces() -> None:
    text = "[紙|かみ]を [提出|ていしゅつ] して ください。"
    (finding,) = [each for each in check(text) if each.rule is Rule.HARD_WORD]
    assert text[finding.start : finding.end] == "[提出|ていしゅつ] して ください"
    assert text[: finding.start] + str(finding.replacement) == "[紙|かみ]を [出|だ]して ください"


def test_a_word_to_explain_is_told_once() -> None:
    text = "[窓口|まどぐち]に [来|き]て ください。[窓口|まどぐち]は 5[時|じ]までです。"
    assert [each.rule for each in check(text)] == [Rule.EXPLAIN]


def test_a_day_that_does_not_exist_is_nobodys_weekday() -> None:
    assert check("2026[年|ねん]2[月|がつ]30[日|にち]") == ()


def test_what_only_advises_leaves_a_text_easy() -> None:
    levels = {each.rule: each.level for each in check("23:59までに 書類を [出|だ]す")}
    assert levels == {Rule.CLOCK: Level.ADVICE, Rule.NO_READING: Level.ERROR}


@pytest.mark.parametrize(
    ("verb", "ending", "said"),
    [
        ("[書|か]く", "してください", "[書|か]いて ください"),
        ("[渡|わた]す", "した", "[渡|わた]した"),
        ("[選|えら]ぶ", "しないで", "[選|えら]ばないで"),
        ("[住|す]む", "して", "[住|す]んで"),
        ("もらう", "しません", "もらいません"),
        ("[待|ま]つ", "すれば", "[待|ま]てば"),
        ("[見|み]る", "しました", "[見|み]ました"),
        ("[送|おく]る", "しました", "[送|おく]りました"),
        ("[市役所|しやくしょ]に くる", "しない", "[市役所|しやくしょ]に こない"),
        ("[外|そと]に [行|い]く", "して", "[外|そと]に [行|い]って"),
        ("[決|き]める", "せずに", "[決|き]めないで"),
        ("[働|はたら]く", "しなければ", "[働|はたら]かなければ"),
    ],
)
def test_a_plain_verb_takes_the_form_of_the_hard_one(verb: str, ending: str, said: str) -> None:
    assert conjugated(verb, ending) == said


def test_what_the_lists_propose_is_easy_itself() -> None:
    words = lists()
    verbs = [*words.verbs.values(), *words.loanverbs.values()]
    proposals = [
        *(conjugated(verb, ending) for verb in verbs for ending in SURU),
        *words.words.values(), *words.rephrase.values(), *words.loanwords.values(),
        *words.vague.values(), *words.keigo.values(), *words.explain.values(),
    ]  # fmt: skip
    assert [
        (text, each.rule, each.found)
        for text in proposals
        for each in check(text)
        if each.level is Level.ERROR
    ] == []


@given(st.text(st.sampled_from("[]|漢字かなをた。、 \n〈〉2026年1月3日:23提出して等ご"), max_size=60))
def test_places_are_always_within_the_text(text: str) -> None:
    for finding in check(text):
        assert 0 <= finding.start < finding.end <= len(text)
