"""Which language a note is written in: to ask for (`lang:zh`), and for pages (fonts, line breaks, screen readers)."""

import re

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")

# Frequent characters that exist in one of the two scripts only.
_TRADITIONAL = (
    "們這個為來時說國會對學過開關點無實後發經長門問間題現應從還電動話機體將樣書讓見車東風馬語頭買賣聽與萬業專義"
    "樂習鄉爭於網路檔資訊號碼軟硬體臺灣華廣廠產進遠運邊達選錢銀錯鐵難雲靜項順須預領風飛驗髮鬥齊龍龜數據類"
)
_SIMPLIFIED = (
    "们这个为来时说国会对学过开关点无实后发经长门问间题现应从还电动话机体将样书让见车东风马语头买卖听与万业专义"
    "乐习乡争于网档资讯号码软华广厂产进远运边达选钱银错铁难云静项顺须预领飞验斗齐龙龟数据类"
)


def _any(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{characters}]+")


_ONLY_TRADITIONAL = _any("".join(set(_TRADITIONAL) - set(_SIMPLIFIED)))
_ONLY_SIMPLIFIED = _any("".join(set(_SIMPLIFIED) - set(_TRADITIONAL)))
_NO_LETTERS = re.compile(r"[\W\d_]+")
_HAN = _any("\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff")
_KANA = _any("\u3041-\u30ff")
_HANGUL = _any("\uac00-\ud7af")
#: About so many characters are looked at, evenly from all of the text: more change no answer, and take their time.
_SAMPLE = 500


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))


def language(written: object, text: str) -> str:
    """A BCP 47 tag: `written` (a front matter value) when it is one, else what the characters of `text` tell.

    Kana tell Japanese, Hangul Korean; Han characters are zh-Hant unless the simplified forms are more; else "en".
    """
    if isinstance(written, str) and _TAG.fullmatch(written.strip()):
        return written.strip()
    sample = _NO_LETTERS.sub("", text[:: len(text) // _SAMPLE + 1])
    if sample.isascii():
        return "en"
    letters, han = len(sample), _count(_HAN, sample)
    kana, hangul = _count(_KANA, sample), _count(_HANGUL, sample)
    if hangul * 5 > letters:
        return "ko"
    if kana * 8 > han + kana and (han + kana) * 10 > letters:
        return "ja"
    if han * 10 <= letters:
        return "en"
    return "zh-Hans" if _count(_ONLY_SIMPLIFIED, sample) > _count(_ONLY_TRADITIONAL, sample) else "zh-Hant"
