"""The playground judged by clients and models that share no code with it."""
