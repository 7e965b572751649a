"""Who is asked, and by which link: campaigns and invitations."""
