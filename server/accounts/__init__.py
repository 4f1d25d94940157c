"""Who somebody is: signing in and out, names, passwords, keys, and who is kept out."""
