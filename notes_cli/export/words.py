"""The few words a page itself says, in the language of the note."""

from collections.abc import Mapping
from functools import lru_cache

# Columns: Traditional Chinese, Simplified Chinese, Japanese, Korean, English.
_LANGUAGES = ("zh-Hant", "zh-Hans", "ja", "ko", "en")
_WORDS = {
    "colon": ("：", "：", "：", ": ", ": "),
    "meaning": ("（{}）", "（{}）", "（{}）", " ({})", " ({})"),
    "draft": ("草稿", "草稿", "下書き", "초안", "Draft"),
    "source": ("來源", "来源", "出典", "출처", "Source"),
    "links": ("連結", "链接", "リンク", "링크", "Links"),
    "notes": ("註", "注", "注", "주", "Notes"),
    "notes and links": ("註與連結", "注与链接", "注とリンク", "주와 링크", "Notes and links"),
    "contents": ("目錄", "目录", "目次", "목차", "Contents"),
    "date": ("日期", "日期", "日付", "날짜", "Date"),
    "todo": ("未完成", "未完成", "未完了", "미완료", "To do"),
    "done": ("已完成", "已完成", "完了", "완료", "Done"),
    "back": ("回到內文", "回到正文", "本文に戻る", "본문으로", "Back to the text"),
    "image": ("圖片", "图片", "画像", "그림", "Image"),
    "frame": ("嵌入頁面", "嵌入页面", "埋め込み", "삽입", "Embedded page"),
    "audio": ("音訊", "音频", "音声", "오디오", "audio"),
    "video": ("影片", "视频", "動画", "영상", "video"),
    "details": ("詳細內容", "详细内容", "詳細", "자세히", "Details"),
    "no image": ("圖片未能顯示", "图片未能显示", "画像を表示できません", "그림을 표시할 수 없음", "Image not shown"),
    "no file": ("檔案未能顯示", "文件未能显示", "ファイルを表示できません", "파일을 표시할 수 없음", "File not shown"),
    "no note": ("找不到這篇筆記", "找不到这篇笔记", "ノートがありません", "노트 없음", "No such note"),
    "no part": ("找不到這一段", "找不到这一段", "該当箇所がありません", "해당 부분 없음", "No such part"),
    "no embed": ("找不到嵌入的筆記", "找不到嵌入的笔记", "埋め込み先なし", "삽입할 노트 없음", "No note to embed"),
    "embed ends": ("嵌入到此為止", "嵌入到此为止", "埋め込みはここまで", "삽입 중단", "Embedding ends here"),
    "no formula": ("無法排版", "无法排版", "組版できません", "조판할 수 없음", "This formula cannot be set"),
    "all notes": ("全部文章", "全部文章", "すべてのノート", "모든 노트", "All notes"),
    "tags": ("標籤", "标签", "タグ", "태그", "Tags"),
    "search": ("搜尋", "搜索", "検索", "검색", "Search"),
    "nothing": ("沒有找到", "没有找到", "見つかりません", "결과 없음", "Nothing found"),
    "found": ("找到的篇數", "找到的篇数", "件数", "찾은 수", "Notes found"),
    "loading": ("載入中…", "载入中…", "読み込み中…", "불러오는 중…", "Loading…"),
    "undated": ("沒有日期", "没有日期", "日付なし", "날짜 없음", "No date"),
    "linked from": ("提到這篇的文章", "提到这篇的文章", "ここへのリンク", "이 노트를 가리키는 글", "Linked from"),
    "to text": ("跳到內文", "跳到正文", "本文へ", "본문으로 건너뛰기", "Skip to the text"),
    "earlier": ("更早", "更早", "以前", "이전", "Earlier"),
}  # fmt: skip
_SIMPLIFIED = ("zh-hans", "zh-cn", "zh-sg", "zh-my")


@lru_cache(maxsize=64)
def words(language: str) -> Mapping[str, str]:
    """What to say in `language` (a BCP 47 tag), English when it is none of those known here."""
    tag = language.lower()
    known = "zh-Hans" if tag.startswith(_SIMPLIFIED) else "zh-Hant" if tag.split("-")[0] == "zh" else tag.split("-")[0]
    column = _LANGUAGES.index(known if known in _LANGUAGES else "en")
    return {key: said[column] for key, said in _WORDS.items()}
