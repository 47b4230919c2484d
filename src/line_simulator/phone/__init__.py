"""The phone: a page on which a person chats with the city, as far as LINE's own app would allow."""
