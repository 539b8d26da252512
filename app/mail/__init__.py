"""Following a case or a power by e-mail: who follows what, what is told of it, and the post that goes out."""
