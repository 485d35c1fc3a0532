"""Everything people read: sentences in gettext catalogues, and the messages made of them."""
