"""Languages: the catalogues, speaking from them, and gathering what is to be translated."""
