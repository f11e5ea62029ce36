"""核稿: paste or upload a draft, see each number's verdict, choose, correct, copy."""
