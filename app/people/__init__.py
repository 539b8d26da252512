"""Who: organisations of three levels, their posts, the officers who hold them, and signing in."""
