"""The library's side: who speaks, what a call carries, how answers arrive, and what is said when something fails."""
