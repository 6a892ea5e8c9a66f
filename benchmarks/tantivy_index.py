"""A first index by tantivy alone: path and text of each file, pairs of characters. `tantivy_index.py VAULT FOLDER`."""

import sys
from pathlib import Path

import tantivy


def main(vault: str, folder: str) -> None:
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(2, 2, False)).filter(tantivy.Filter.lowercase()).build()
    )
    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("path", stored=True)
        .add_text_field("text", tokenizer_name="pairs")
        .build()
    )
    index = tantivy.Index(schema, path=folder)
    index.register_tokenizer("pairs", analyzer)
    writer = index.writer(heap_size=256_000_000, num_threads=2)
    for file in Path(vault).rglob("*.md"):
        writer.add_document(tantivy.Document(path=str(file), text=file.read_text("utf-8")))
    writer.commit()
    writer.wait_merging_threads()


if __name__ == "__main__":
    main(*sys.argv[1:])
