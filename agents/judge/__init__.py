"""The offline judge: texts, vectors and weights in, scores and their parts out. No I/O here."""
