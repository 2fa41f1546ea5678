"""The customers' portal: a contact files cases, follows them and answers."""
