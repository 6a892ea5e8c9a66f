// Search in the page: no server, no request but the site's own files, every character found.
"use strict";
(() => {
  const ODD = new Map();
  {
    // Pairs "from to", a line each: what folds otherwise than Unicode's own compatibility form in lower case.
    for (const pair of FOLDS.split("\n")) {
      const from = String.fromCodePoint(pair.codePointAt(0));
      ODD.set(from, pair.slice(from.length));
    }
  }
  const known = new Map();
  const fold = (char) => {
    let folded = known.get(char);
    if (folded === undefined) {
      folded = ODD.has(char) ? ODD.get(char) : char.normalize("NFKC").toLowerCase().normalize("NFKC");
      known.set(char, folded);
    }
    return folded;
  };
  const folded = (text) => {
    let out = "";
    for (const char of text.normalize("NFC")) out += fold(char);
    return out;
  };
  // The folded text, and for each of its units where in `text` it comes from.
  const mapped = (text) => {
    let out = "";
    const from = [];
    let at = 0;
    for (const char of text) {
      const one = fold(char);
      for (let i = 0; i < one.length; i++) from.push(at);
      out += one;
      at += char.length;
    }
    from.push(at);
    return [out, from];
  };

  const box = document.getElementById("search");
  const input = box.querySelector("input");
  const state = box.querySelector(".state");
  const list = box.querySelector("ol");
  const shards = Number(box.dataset.shards);
  const notes = [];
  let loading = null;
  box.hidden = false;

  window.notesSearch = (rows) => {
    for (const [url, title, date, tags, text] of rows) notes.push({ url, title, date, tags, text, folded: null });
  };
  const here = document.querySelector("script[data-site]").src.replace(/[^/]*$/, "");
  const load = () => {
    loading ??= Promise.all(
      Array.from({ length: shards }, (_, number) =>
        new Promise((done) => {
          const script = document.createElement("script");
          script.src = `${here}search/${number}.js`;
          script.onload = script.onerror = done;
          document.head.append(script);
        }),
      ),
    );
    return loading;
  };

  const terms = (query) =>
    [...query.matchAll(/["“「]([^"”」]+)["”」]?|(\S+)/g)].map((m) => folded(m[1] ?? m[2]).trim()).filter(Boolean);

  const scored = (note, words) => {
    note.folded ??= { title: folded(note.title), tags: folded(note.tags.join("\n")), text: folded(note.text) };
    const { title, tags, text } = note.folded;
    let score = 0;
    for (const word of words) {
      const times = text.split(word).length - 1;
      const one = (title.includes(word) ? 8 : 0) + (tags.includes(word.replace(/^#/, "")) ? 4 : 0) + Math.log2(1 + times);
      if (one === 0) return 0;
      score += one;
    }
    return score;
  };

  const marked = (element, text, words) => {
    const [plain, from] = mapped(text);
    const spans = [];
    for (const word of words)
      for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + word.length))
        spans.push([from[at], from[at + word.length]]);
    spans.sort((a, b) => a[0] - b[0]);
    let at = 0;
    for (const [start, end] of spans) {
      if (start < at) continue;
      element.append(text.slice(at, start));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      element.append(mark);
      at = end;
    }
    element.append(text.slice(at));
  };

  const excerpt = (text, words) => {
    const [plain, from] = mapped(text);
    const places = words.map((word) => plain.indexOf(word)).filter((at) => at >= 0);
    const first = places.length ? from[Math.min(...places)] : 0;
    const start = Math.max(0, text.slice(0, first).search(/[^。！？\n.!?]*$/), first - 40);
    const piece = text.slice(start, start + 130).replace(/\s+/g, " ");
    return (start > 0 ? "…" : "") + piece.trim() + (start + 130 < text.length ? "…" : "");
  };

  const MOST = 50;
  const show = (words) => {
    const found = notes
      .map((note) => [scored(note, words), note])
      .filter(([score]) => score > 0)
      .sort((a, b) => b[0] - a[0] || (a[1].date < b[1].date ? 1 : -1));
    list.replaceChildren(
      ...found.slice(0, MOST).map(([, note]) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = here.replace(/site\/$/, "") + note.url;
        marked(link, note.title, words);
        const text = document.createElement("p");
        marked(text, excerpt(note.text, words), words);
        item.append(link, text);
        return item;
      }),
    );
    state.textContent = found.length ? `${box.dataset.found}${found.length}` : box.dataset.nothing;
  };

  let asked = 0;
  const search = async () => {
    const turn = ++asked;
    const words = terms(input.value);
    document.body.classList.toggle("searching", words.length > 0);
    history.replaceState(null, "", words.length ? `#q=${encodeURIComponent(input.value)}` : "#search");
    if (!words.length) {
      list.replaceChildren();
      state.textContent = "";
      return;
    }
    if (!notes.length) state.textContent = box.dataset.loading;
    await load();
    if (turn === asked) show(words);
  };

  input.addEventListener("input", (event) => event.isComposing || search());
  input.addEventListener("compositionend", search);
  document.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "/" && document.activeElement !== input) {
      input.focus();
      event.preventDefault();
    } else if (event.key === "Escape" && (document.activeElement === input || at >= 0)) {
      input.value = "";
      input.focus();
      search();
    } else if (event.key === "ArrowDown" && (document.activeElement === input || at >= 0)) {
      links[Math.min(at + 1, links.length - 1)]?.focus();
      event.preventDefault();
    } else if (event.key === "ArrowUp" && at >= 0) {
      (at ? links[at - 1] : input).focus();
      event.preventDefault();
    } else if (event.key === "Enter" && document.activeElement === input && !event.isComposing && links.length) {
      links[0].click();
    }
  });
  const begin = () => {
    if (location.hash === "#search") input.focus();
    else if (location.hash.startsWith("#q=")) {
      input.value = new URLSearchParams(location.hash.slice(1)).get("q");  // takes what is no encoding as it is
      search();
    }
  };
  window.addEventListener("hashchange", begin);
  begin();
})();
