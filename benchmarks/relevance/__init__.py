"""How well a search answers: questions and keywords whose answers are known, asked of us and of others."""
