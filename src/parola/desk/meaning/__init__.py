"""What texts mean, as vectors: texts of like meaning, in whatever language, lie near one another. An extra (`parola[meaning]`)."""
