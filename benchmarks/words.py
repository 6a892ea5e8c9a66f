"""The language of the generated vaults: what its words are, and how often each comes.

Real common words and terms come first; the tail is made from a seed, because it is the tail that makes an
index large: a few ten thousand words, each of them rare, as in any real collection of texts.
"""

from collections.abc import Sequence
from itertools import accumulate
from random import Random

#: Function words of one character. About a quarter of running text.
PARTICLES = "的是在了不有這也就和都會要能對與從把被更很只還而但或到讓用所以其中個之再又才太最給"

#: Common Chinese words, roughly by frequency.
CHINESE = """
我們 可以 沒有 一個 自己 什麼 因為 所以 這個 問題 如果 但是 時間 知道 資料 不是 現在 開始 需要 可能 看到 方法
結果 之後 其實 覺得 已經 研究 工作 學習 理解 重要 世界 生活 系統 世代 社會 文章 內容 想法 經驗 過程 發現 改變
使用 例如 不同 簡單 複雜 關係 部分 情況 目標 選擇 影響 能力 技術 發展 環境 整理 筆記 閱讀 寫作 思考 討論 觀察
比較 分析 建議 工程師 研究者 使用者 第一次 為什麼 大部分 另一個 越來越 不一定 這件事 圖書館 資料庫 程式碼
電腦 網路 檔案 格式 標題 一般來說 換句話說 舉例來說 毫無疑問 無論如何 與此同時 總而言之 日復一日 按部就班
循序漸進
""".split()  # noqa: SIM905 - a page of words, not of quotes

#: Terms of articles about AI, beside those in `vault.TOPICS`.
TERMS = """
機器學習 深度學習 神經網路 訓練 測試 樣本 分布 參數 梯度 損失 權重 注意力 預訓練 微調 獎勵 策略 環境 推理
語料 向量 嵌入 詞元 架構 規模 擴展 評估 基準 標註 雜訊 變異 偏差 正則化 最佳化 收斂 層數 編碼器 解碼器
強化學習 監督學習 對齊 智慧 智能體 演算法 函數 機率 期望值 超參數 批次 序列 上下文 提示 檢索 索引 排序 斷詞
查詢 召回率 精確率 知識庫
""".split()  # noqa: SIM905 - a page of words, not of quotes

ENGLISH = """
the of and to a in is that it for as with we on be this are not by but from or have an they which one you can
more what there if about when has was all at so some do would how than other only into their these time may
like people data model training learning language system question answer paper result method research network
value function because between problem example different large small first then even most work way use think
make know get see need good new same before after where while should could does both much many such each
through over without point policy reward gradient loss token attention transformer scaling pretraining
fine-tuning embedding benchmark dataset inference reasoning alignment agent memory context prompt sampling
evaluation baseline architecture parameter layer generalization distribution optimization regularization
overfitting robustness interview essay notes reading writing
""".split()  # noqa: SIM905 - a page of words, not of quotes

#: Names as they are written among Chinese.
NAMES = """
GPT-3 GPT-4 AlphaGo DeepMind OpenAI Transformer RLHF LLM PyTorch ImageNet AlexNet BERT Python SQLite Obsidian
Hugo CNN RNN SGD Adam API GPU TPU JSON Markdown Claude ResNet word2vec in-context pre-training held-out
zero-shot
""".split()  # noqa: SIM905 - a page of words, not of quotes

_SYLLABLES = """
an ar be co con de der di en er ex fi for ge in ing ka la li lo ma men mi mo ni no or pa per po pre pro ra re
ri ro sa se si so sta ta te ter ti to tra tu un ve vi
""".split()  # noqa: SIM905 - a page of words, not of quotes
_ENDINGS = ["", "", "s", "ed", "ing", "ly", "tion", "ment", "ness", "al", "er"]


class Words:
    """Words and how often each comes; `draw` gives some of them."""

    def __init__(self, words: Sequence[str], exponent: float) -> None:
        self.words = list(words)
        self.weights = list(accumulate((rank + 3) ** -exponent for rank in range(len(self.words))))

    def draw(self, random: Random, count: int) -> list[str]:
        return random.choices(self.words, cum_weights=self.weights, k=count)


def characters(random: Random) -> Words:
    """The 5 401 common characters of Big5, as often as in a Zipf distribution of seeded order."""
    codes = (bytes((high, low)) for high in range(0xA4, 0xC7) for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    common = [text for code in codes if "\u4e00" <= (text := code.decode("big5", "ignore") or " ") <= "\u9fff"]
    random.shuffle(common)
    return Words(common, 0.9)


def chinese(seed: int, size: int = 30_000) -> Words:
    """Words of two to four characters: the real ones are the most frequent."""
    random = Random(f"chinese {seed}")
    drawn = iter(characters(random).draw(random, 6 * size))
    words = dict.fromkeys(CHINESE + TERMS)
    while len(words) < size:
        length = random.choices((2, 3, 4), (80, 12, 8))[0]
        words["".join(next(drawn) for _ in range(length))] = None
    return Words(list(words), 0.95)


def english(seed: int, size: int = 20_000) -> Words:
    """Words of Latin letters: the real ones are the most frequent."""
    random = Random(f"english {seed}")
    words = dict.fromkeys(ENGLISH)
    while len(words) < size:
        parts = random.choices(_SYLLABLES, k=random.choice((2, 2, 3, 3, 4)))
        words["".join(parts) + random.choice(_ENDINGS)] = None
    return Words(list(words), 1.05)
