"""What a judgement depends on, as hashes: where they are the same, what was judged before still holds."""
